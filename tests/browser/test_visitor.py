"""The look that every page gets would see each of these faults."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser

FAULTS = {
    "label: ": "document.querySelector('main').innerHTML += '<input name=unknown>'",
    "color-contrast: ": "document.querySelector('h1').style.color = '#eee'",
    "at 360 px: 4": "document.querySelector('h1').style.width = '450px'",
    "console: loud": "console.error('loud')",
    "Content Security Policy": "fetch('http://127.0.0.2:9/').catch(() => {})",
    "script error: broken": "setTimeout(() => { throw new Error('broken') })",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(arrive: Arrive, fault: str) -> None:
    stranger = arrive(screen=PHONE)
    stranger.page.evaluate(FAULTS[fault])
    stranger.page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match=fault):
        stranger.look()
