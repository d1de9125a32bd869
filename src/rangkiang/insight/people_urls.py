"""Addresses of the register's search. It stands here because a card number is known only to membership."""

from __future__ import annotations

from django.urls import path, re_path

from . import lapsing, search

app_name = "people"
urlpatterns = [
    path("", search.find, name="search"),
    path("views/keep/", search.keep, name="keep-view"),
    path("views/<int:key>/drop/", search.drop, name="drop-view"),
    re_path(r"^export/(?P<form>csv|xlsx)/$", search.export, name="export"),
    path("lapsing/", lapsing.lapsing, name="lapsing"),
    re_path(r"^lapsing/(?P<form>csv|xlsx)/$", lapsing.export, name="export-lapsing"),
]
