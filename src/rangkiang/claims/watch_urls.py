"""The addresses of the death watch."""

from __future__ import annotations

from django.urls import path

from . import watch_views

urlpatterns = [
    path("watch/", watch_views.page, name="watch"),
    path("watch/<int:key>/", watch_views.pair, name="watch-pair"),
    path("watch/<int:key>/answer/", watch_views.answer, name="watch-answer"),
]
