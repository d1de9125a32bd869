"""The addresses of the membership room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "membership"
urlpatterns = [
    path("enrol/<uuid:key>/", views.enrol, name="enrol"),
    path("end/<int:key>/", views.end, name="end"),
    path("elsewhere/", views.elsewhere_file, name="elsewhere-file"),
    path("elsewhere/<int:key>/", views.elsewhere_of, name="elsewhere"),
    path("elsewhere/<int:key>/note/", views.note, name="note"),
    path("elsewhere/month/<int:key>/withdraw/", views.withdraw, name="withdraw"),
]
