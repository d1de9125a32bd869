"""The addresses of the decree room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "decree"
urlpatterns = [
    path("", views.decrees, name="list"),
    path("prepare/", views.prepare, name="prepare"),
    path("<uuid:key>/", views.page, name="page"),
    path("<uuid:key>/approve/", views.approve, name="approve"),
    path("<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
]
