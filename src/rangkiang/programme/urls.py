"""The addresses of the programme room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "programme"
urlpatterns = [
    path("", views.page, name="page"),
    path("found/", views.found, name="found"),
    path("<int:key>/funds/", views.open_fund, name="open-fund"),
    path("<int:key>/terms/", views.set_terms, name="terms"),
    path("funds/<int:key>/", views.fund, name="fund"),
    path("funds/<int:key>/ceiling/", views.set_budget, name="budget"),
    path("funds/<int:key>/overspend/", views.ask_overspend, name="ask-overspend"),
    path("funds/<int:key>/accounts/", views.set_accounts, name="accounts"),
    path("overspend/<int:key>/approve/", views.approve_overspend, name="approve-overspend"),
]
