"""The money room, in Django's terms."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "rangkiang.money"
    label = "money"
