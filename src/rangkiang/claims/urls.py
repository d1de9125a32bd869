"""The addresses of the claims room."""

from __future__ import annotations

from django.urls import include, path

from . import views

app_name = "claims"
urlpatterns = [
    path("", include("rangkiang.claims.case_urls")),
    path("", views.board, name="board"),
    path("report/", views.report, name="report"),
    path("events/<uuid:key>/", views.event, name="event"),
    path("events/<uuid:key>/describe/", views.describe, name="describe"),
    path("events/<uuid:key>/retract/", views.retract, name="retract"),
    path("events/<uuid:key>/child/", views.add_child, name="add-child"),
    path("events/<uuid:key>/open/", views.open_claim, name="open"),
    path("<uuid:key>/", views.page, name="page"),
    path("<uuid:key>/approve/", views.approve, name="approve"),
    path("<uuid:key>/submit/", views.submit, name="submit"),
    path("<uuid:key>/decide/", views.decide, name="decide"),
    path("<uuid:key>/pay/", views.pay, name="pay"),
    path("<uuid:key>/scholarship/", views.scholarship, name="scholarship"),
    path("<uuid:key>/hand-over/", views.hand_over, name="hand-over"),
    path("<uuid:key>/close/", views.close, name="close"),
]
