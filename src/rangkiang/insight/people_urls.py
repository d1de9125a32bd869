"""Addresses of the register's search. It stands here because a card number is known only to membership."""

from __future__ import annotations

from django.urls import path

from . import search

app_name = "people"
urlpatterns = [path("", search.find, name="search")]
