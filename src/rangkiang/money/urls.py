"""The addresses of the money room."""

from __future__ import annotations

app_name = "money"
urlpatterns: list = []
