"""The addresses of the decree room."""

from __future__ import annotations

app_name = "decree"
urlpatterns: list = []
