"""What can be wrong with a question to the law."""


class InvalidCase(ValueError):
    """A case that cannot be answered: ``field`` is where, ``message`` what and what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class InvalidLaw(Exception):
    """A rule or parameter file that may not load: our own fault, found at start."""
