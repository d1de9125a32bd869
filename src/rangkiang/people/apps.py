"""The people room, in Django's terms."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rangkiang.people"
    label = "people"
