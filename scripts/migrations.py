"""Fail when a model changed and its migration was forgotten."""

import os

import django
from django.core.management import call_command

from rangkiang.platform.database import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")

if __name__ == "__main__":
    with database():
        django.setup()
        call_command("makemigrations", check=True, dry_run=True)
