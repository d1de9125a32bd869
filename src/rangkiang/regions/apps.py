"""The regions room, in Django's terms."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "rangkiang.regions"
    label = "regions"
