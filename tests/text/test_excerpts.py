"""Of a long text read otherwise, what differs is kept with what stands around it, and comes home."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Draft
from ecluse.text.excerpts import AROUND, excerpts
from ecluse.text.mapped import Mapped, Weave
from ecluse.text.views import views

WORDS = "le marché du port ouvre à huit heures "


def read(text: str, places: list[int]) -> Mapped:
    """``text`` with an X for the characters at these places."""
    made, at = Weave(text), 0
    for place in sorted({place % len(text) for place in places}):
        made.keep(at, place)
        made.put("X", place, place + 1)
        at = place + 1
    made.keep(at, len(text))
    return made.done()


@given(st.integers(1, 200), st.lists(st.integers(0, 10_000), min_size=1, max_size=4))
def test_every_change_stays_with_what_is_around_it(times: int, places: list[int]) -> None:
    whole = read(WORDS * times, places)
    made = excerpts(whole, WORDS * times)
    for at, letter in enumerate(made.text):
        start, end = made.home(at, at + 1)
        if letter == "X":
            around = made.text[max(0, at - AROUND) : at + AROUND]
            assert around.split("\n;\n")[0].strip() in whole.text
        assert start == end or letter == "X" or (WORDS * times)[start:end] == letter
    assert made.text.count("X") == whole.text.count("X")
    assert len(made.text) <= len(whole.text) + 4 * len(places)


@given(st.integers(1, 200), st.lists(st.integers(0, 10_000), min_size=1, max_size=4))
def test_no_word_is_cut(times: int, places: list[int]) -> None:
    whole = read(WORDS * times, places)
    assert set(excerpts(whole, WORDS * times).text.split()) <= {*whole.text.split(), ";"}


def test_a_text_without_spaces_stays() -> None:
    whole = read("a" * 5_000, [2_500])
    assert excerpts(whole, "a" * 5_000) is whole


def test_a_long_document_is_looked_at_a_few_times() -> None:
    text = (WORDS * 20 + "\n\n") * 20 + "le l.a.c est g.e.l.é\n\n" + (WORDS * 20 + "\n\n") * 20
    made = views(Draft(text).parts())
    assert any("gelé" in view.text for view in made)
    assert sum(len(view.text) for view in made) < 2 * len(text)
