"""The addresses of every list's file and kept views."""

from __future__ import annotations

from django.urls import path

from . import list_views

app_name = "lists"
urlpatterns = [
    path("views/<int:key>/drop/", list_views.drop, name="drop-view"),
    path("<str:page>/keep/", list_views.keep, name="keep-view"),
    path("<str:page>/file/<str:form>/", list_views.file, name="file"),
]
