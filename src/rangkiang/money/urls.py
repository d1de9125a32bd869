"""The addresses of the money room: ?fund= says whose money."""

from __future__ import annotations

from django.urls import path

from . import planning_views, views

app_name = "money"
urlpatterns = [
    path("", views.months, name="months"),
    path("plan/", planning_views.plan, name="plan"),
    path("plan/save/", planning_views.save, name="plan-save"),
    path("plan/<int:key>/", planning_views.saved, name="plan-saved"),
    path("bill/<uuid:key>/approve/", views.approve, name="approve"),
    path("order/<uuid:key>/pay/", views.pay, name="pay"),
    path("order/<uuid:key>/receipt/", views.receipt, name="receipt"),
    path("difference/<int:key>/explain/", views.explain, name="explain"),
    path("<str:month>/", views.month, name="month"),
    path("<str:month>/bill/", views.bill, name="bill"),
    path("<str:month>/order/", views.order, name="order"),
    path("<str:month>/reconcile/", views.reconcile, name="reconcile"),
]
