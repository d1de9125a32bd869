"""The design system holds what it promises: every component is shown, colours are tokens, ink can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from tests.world import user

ROOMS = Path(__file__).resolve().parents[2] / "src/rangkiang"
WEB = ROOMS / "web"
TOKENS = (WEB / "static/web/tokens.css").read_text()
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
TONE = re.compile(
    r"\b(?:(?:text|bg|text-bg|link|border|alert|badge|table|list-group-item)-"
    r"(?:primary|success|danger|warning|info|light|dark|muted|white|black)|(?:bg|text-bg|alert|badge)-secondary)\b"
)
TEXT = 4.5


def block(opening: str) -> dict[str, str]:
    """The tokens of one theme: name → hex."""
    body = TOKENS[TOKENS.index(opening) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body[: body.index("}")]))


LIGHT = block(":root,")
DARK = LIGHT | block('[data-bs-theme="dark"] {')
PAPER = LIGHT | block('  :root,\n  [data-bs-theme="light"]')


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=["light", "dark", "print"])
def test_ink_can_be_read_on_its_ground(theme: dict[str, str]) -> None:
    pairs = [
        (ink, on) for ink in ("ink", "quiet", "maroon", "gold-ink", "good", "warn", "bad") for on in ("paper", "sheet")
    ]
    pairs += [(tone, f"{tone}-bg") for tone in ("good", "warn", "bad")]
    pairs += [("step-low-ink", f"step-{n}") for n in (0, 1, 2)] + [("step-high-ink", f"step-{n}") for n in (3, 4)]
    pairs += [("on-dark", "press"), ("on-dark", "maroon-deep"), ("maroon-deep", "gold")]
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < TEXT}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_and_marks_are_seen(theme: dict[str, str]) -> None:
    """Three to one for the frame of a field and for what a chart draws."""
    assert all(contrast(theme[name], theme["sheet"]) >= 3 for name in ("edge", "chart-1", "chart-2", "bad"))


def test_colours_stand_in_the_tokens_and_nowhere_else() -> None:
    found = {path.name: COLOUR.findall(path.read_text()) for path in ROOMS.rglob("*.css") if path.name != "tokens.css"}
    assert len(found) > 4
    assert not {name: colours for name, colours in found.items() if colours}


def test_no_page_takes_a_colour_of_bootstraps_own() -> None:
    """They do not know the dark theme; ``text-secondary`` and the buttons are made of the tokens."""
    pages = [*ROOMS.rglob("*.html"), *ROOMS.rglob("*.py"), *ROOMS.rglob("*.js")]
    told = {str(path.relative_to(ROOMS)): TONE.findall(path.read_text()) for path in pages}
    assert len(told) > 200
    assert not {name: tones for name, tones in told.items() if tones}


def test_a_token_that_is_used_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS))
    for path in ROOMS.rglob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
        assert not used - known, path.name


def test_every_component_is_on_the_living_page() -> None:
    components = {path.stem.replace("_", "-") for path in (WEB / "templates/cotton").glob("*.html")}
    shown = "".join((WEB / f"templates/web/{name}.html").read_text() for name in ("design", "design_parts"))
    assert not components - set(re.findall(r"<c-([a-z-]+)", shown))


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_living_page_is_open_to_who_is_signed_in(client: Client, role: Role) -> None:
    assert client.get(reverse("design")).status_code == 302
    client.force_login(user(role))
    text = client.get(reverse("design")).content.decode()
    assert text.count('data-bs-theme="dark"') == 1
    assert "Piramida umur" in text


def test_a_style_changes_its_address_with_its_content_and_may_be_kept() -> None:
    assert re.fullmatch(r"/static/web/tokens\.css\?v=[0-9a-f]{8}", static("web/tokens.css"))
    assert static("web/tokens.css")[-8:] != static("web/rangkiang.css")[-8:]
    assert static("web/nowhere.css") == "/static/web/nowhere.css"
