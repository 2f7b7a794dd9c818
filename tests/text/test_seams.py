"""What says that a text goes on in the next is left out where they are read together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Draft
from ecluse.text.seams import trimmed
from ecluse.text.views import Earlier, Views, views


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1/2 Le bor…", "Le bor"),
        ("(2/2) éal est prêt", "éal est prêt"),
        ("Suite : éal est prêt", "éal est prêt"),
        ("… éal →", "éal"),
        ("le bor (1/3)", "le bor"),
        ("le bor (à suivre)", "le bor"),
        ("2. éal", "éal"),
        ("À suivre…", ""),
        ("12 bis rue du Lac", "12 bis rue du Lac"),
        ("Bonjour à tous, le quai est ouvert !", "Bonjour à tous, le quai est ouvert !"),
        ("La suite du projet", "La suite du projet"),
        ("", ""),
    ],
)
def test_numbering_and_signs_are_left_out(text: str, kept: str) -> None:
    assert text[slice(*trimmed(text))] == kept


@given(st.text() | st.text(alphabet="12/( …)suite→a", max_size=80))
def test_what_is_kept_lies_inside(text: str) -> None:
    start, end = trimmed(text)
    assert 0 <= start <= end <= len(text)


def test_a_word_goes_on_in_the_next_draft() -> None:
    earlier = [Earlier("1", Draft("1/2 Le bor…").parts())]
    read = list(Views(Draft("2/2 …éal est prêt").parts(), earlier=earlier))
    (view,) = [view for view in read if view.text == "Le boréal est prêt"]
    places = view.places(3, 9)
    assert [(place.span, place.draft) for place in places] == [((7, 10), "1"), ((5, 8), "")]


def test_captions_are_read_without_the_text_between() -> None:
    draft = Draft("Bonne soirée à bord", title="bor", caption=("éal",), alt=("is",))
    shown = [view.text for view in views(draft.parts())]
    assert "boréalis" in shown


# --- pieces in the middle of texts ---------------------------------------------------------------------


def _lines(*texts: str) -> list[str]:
    draft = Draft(texts[0], alt=texts[1:], images=len(texts) - 1)
    views = (view for view in Views(draft.parts()) if view.name == "together")
    return [line for view in views for line in view.text.split("\n")]


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("Merci à Maren, et à demain", "goutel", "Merci à Marengoutel"),
        ("Le gel des commence lundi", "embauches", "Le gel des embauches"),
        (
            "Une photo de Mareng sur le quai",
            "et là outelin au loin",
            "Une photo de Marengoutelin au loin",
        ),
    ],
)
def test_a_piece_is_joined_wherever_it_stands(first: str, second: str, line: str) -> None:
    assert any(line in one for one in _lines(first, second))


def test_what_is_joined_comes_home_to_both_texts() -> None:
    draft = Draft("Merci à Maren, et à demain", alt=("goutel",), images=1)
    view = next(
        view
        for view in Views(draft.parts())
        if view.name == "together" and "Marengoutel" in view.text
    )
    start = view.text.index("Marengoutel")
    places = view.places(start, start + len("Marengoutel"))
    assert [draft.part(place.field)[slice(*place.span)] for place in places] == ["Maren", "goutel"]
