"""The addresses of a case's papers, heirs and letters."""

from __future__ import annotations

from django.urls import path

from . import documents_views

urlpatterns = [
    path("events/<uuid:key>/papers/", documents_views.papers, name="papers"),
    path("events/<uuid:key>/papers/file/", documents_views.file, name="file"),
    path("events/<uuid:key>/papers/mark/", documents_views.mark, name="mark"),
    path("documents/<uuid:key>/", documents_views.document, name="document"),
]
