"""The access room, in Django's terms."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "rangkiang.access"
    label = "access"
