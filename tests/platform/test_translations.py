"""Words compiled while the program runs are spoken at once."""

from __future__ import annotations

from pathlib import Path

from django.test import override_settings
from django.utils.translation import gettext

from rangkiang.platform.translations import compile_messages

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "rice barn of the test"
msgstr "lumbung percobaan"
"""


def test_compiled_words_are_spoken_at_once(tmp_path: Path) -> None:
    """On a fresh machine Django is set up, and has read its words, before ours are compiled."""
    folder = tmp_path / "id/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(WORDS)
    with override_settings(LOCALE_PATHS=[tmp_path]):  # which also makes Django read its words anew, here and after
        assert gettext("rice barn of the test") == "rice barn of the test"
        assert compile_messages(tmp_path) == 1
        assert gettext("rice barn of the test") == "lumbung percobaan"
        assert compile_messages(tmp_path) == 0
