"""The decree room, in Django's terms."""

from django.apps import AppConfig


class DecreeConfig(AppConfig):
    name = "rangkiang.decree"
    label = "decree"
