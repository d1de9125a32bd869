"""What a page does with a deed: try it, and turn a refusal into words and a status, with nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput, Refused

Refusal = BadInput | Refused


def attempt(deed: Callable[[], object]) -> Refusal | None:
    """None when it was done; else what the page must say. The deed's own transaction is already rolled back."""
    try:
        deed()
    except (BadInput, Refused) as error:
        return error
    return None


def status_of(error: Refusal | None) -> int:
    """200, or 400 for input that cannot be used, or 409 for what the office's rules forbid."""
    if error is None:
        return 200
    return 400 if isinstance(error, BadInput) else 409


def given(form: BaseForm) -> dict[str, Any]:
    """A form's cleaned values. Raises BadInput that names the first field at fault and says what is wrong with it."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, errors = next(iter(form.errors.items()))
    field = form.fields.get(name)
    raise BadInput(
        str(errors[0]), where=str(field.label) if field and field.label else "", todo=_("Correct it and send again.")
    )
