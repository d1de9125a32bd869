"""The intake room, in Django's terms."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "rangkiang.intake"
    label = "intake"
