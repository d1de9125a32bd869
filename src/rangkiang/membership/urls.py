"""The addresses of the membership room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "membership"
urlpatterns = [
    path("enrol/<uuid:key>/", views.enrol, name="enrol"),
    path("end/<int:key>/", views.end, name="end"),
]
