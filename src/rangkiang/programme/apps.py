"""The programme room, in Django's terms."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rangkiang.programme"
    label = "programme"
