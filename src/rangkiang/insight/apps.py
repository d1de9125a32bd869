"""The insight room, in Django's terms."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "rangkiang.insight"
    label = "insight"
