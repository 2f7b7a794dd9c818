"""Texts with the colours of terminals and chats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.canonical import shown
from ecluse.text.colours import uncoloured
from ecluse.text.markup import rendered


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[1;31mmisca\x1b[0mlire",
        "\x0304,01misca\x03lire",
        "\x02misca\x02lire",
        "\x04ff0000misca\x04lire",
        "m\x08mi\x08isc\x08calire",
        "\x1b]8;;https://exemple.example\x1b\\miscalire\x1b]8;;\x1b\\",
        "\x9b1mmisca\x9b0mlire",
    ],
)
def test_colours_are_not_read(text: str) -> None:
    made = uncoloured(text)
    assert made is not None
    assert made.text == "miscalire"
    assert shown(text) is not None


@pytest.mark.parametrize(
    "text", ["[1mmisca[0mlire", "\\e[1mmisca\\e[0mlire", "\\fBmisca\\fPlire", "{{misca}}lire"]
)
def test_marks_whose_control_is_lost_are_not_read(text: str) -> None:
    made = rendered(text)
    assert made is not None
    assert made.text == "miscalire"


@given(st.text(alphabet="ab1;m[\x1b\x03\x04\x08\x9b]\x07\\"))
def test_what_is_left_comes_home(text: str) -> None:
    made = uncoloured(text)
    if made is not None:
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert text[start:end] == made.text[at]
