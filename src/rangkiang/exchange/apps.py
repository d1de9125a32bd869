"""The exchange room, in Django's terms."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "rangkiang.exchange"
    label = "exchange"
