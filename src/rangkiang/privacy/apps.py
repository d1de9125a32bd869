"""The privacy room, in Django's terms."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "rangkiang.privacy"
    label = "privacy"
