"""Addresses of the register's search. It stands here because a card number is known only to membership."""

from __future__ import annotations

from django.urls import path

from . import lapsing, search

app_name = "people"
urlpatterns = [
    path("", search.find, name="search"),
    path("lapsing/", lapsing.lapsing, name="lapsing"),
    path("lapsing/<str:form>/", lapsing.export, name="export-lapsing"),
]
