"""The addresses of the insight room; the home page itself stands at the root."""

from __future__ import annotations

app_name = "insight"
urlpatterns: list = []
