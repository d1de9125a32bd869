"""The membership room, in Django's terms."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "rangkiang.membership"
    label = "membership"
