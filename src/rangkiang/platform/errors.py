"""The one shape of a refusal that a person will read: what is wrong, where, what to do."""

from __future__ import annotations


class BadInput(Exception):
    """Input that cannot be used. Shown as one line; the command line exits with 2, a page shows it in place."""

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.todo = what, where, todo

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.todo}".strip()


class Refused(Exception):
    """The office's own rules say no: not your right, not your area, your own work, or not in this state."""
