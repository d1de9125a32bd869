"""The addresses of the access room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "access"
urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/assign/", views.assign, name="assign"),
    path("users/<int:key>/end/", views.end, name="end"),
    path("audit/", views.chain, name="audit"),
]
