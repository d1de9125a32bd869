"""The room of plumbing, in Django's terms."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "rangkiang.platform"
    label = "platform"
