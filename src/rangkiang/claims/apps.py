"""The claims room, in Django's terms. Its models fill more than one file."""

from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "rangkiang.claims"
    label = "claims"

    def import_models(self) -> None:
        super().import_models()
        for part in ("care", "changes", "documents", "heirs", "letters"):
            import_module(f"rangkiang.claims.{part}_models")
