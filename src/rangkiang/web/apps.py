"""The web room, in Django's terms."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rangkiang.web"
    label = "web"
