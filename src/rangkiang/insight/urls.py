"""The addresses of the insight room; the home page itself stands at the root."""

from __future__ import annotations

from django.urls import path

from . import person, views

app_name = "insight"
urlpatterns = [
    path("pictures/", views.pictures, name="pictures"),
    path("place/<str:code>/", views.nagari, name="nagari"),
    path("person/<int:key>/", person.person, name="person"),
    path("person/<int:key>/nik/", person.reveal, name="reveal"),
    path("person/<int:key>/join/", person.join, name="join"),
    path("link/<int:key>/part/", person.part, name="part"),
]
