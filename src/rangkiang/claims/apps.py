"""The claims room, in Django's terms."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "rangkiang.claims"
    label = "claims"
