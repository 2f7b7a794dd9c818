"""A text made from another keeps the way home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Span
from ecluse.text.mapped import Mapped, Weave

_steps = st.lists(st.tuples(st.integers(0, 6), st.one_of(st.none(), st.text("xyz", max_size=4))))


def _woven(steps: list[tuple[int, str | None]], source: str) -> Mapped:
    """Step over the source: each step keeps so many characters, or puts a text in their place."""
    made, at = Weave(source), 0
    for length, text in steps:
        end = min(at + length, len(source))
        if text is None:
            made.keep(at, end)
        else:
            made.put(text, at, end)
        at = end
    return made.done()


@given(_steps)
def test_pieces_put_in_one_call_are_as_those_put_one_by_one(
    steps: list[tuple[int, str | None]],
) -> None:
    source, at, pieces = "abcdefghijklmnopqrstuvw", 0, list[tuple[str, int, int]]()
    for length, text in steps:
        end = min(at + length, len(source))
        pieces.append((source[at:end] if text is None else text, at, end))
        at = end
    together = Weave(source)
    together.put_all(pieces)
    assert together.done() == _woven(steps, source)


@given(_steps, st.data())
def test_home_lies_inside_the_source_and_keeps_order(
    steps: list[tuple[int, str | None]], data: st.DataObject
) -> None:
    source = "abcdefghijklmnopqrstuvw"
    made = _woven(steps, source)
    start = data.draw(st.integers(0, len(made.text)))
    end = data.draw(st.integers(start, len(made.text)))
    home = made.home(start, end)
    assert 0 <= home.start <= home.end <= len(source)
    whole = made.home(0, len(made.text))
    assert whole.start <= home.start <= home.end <= whole.end or start == end


@given(_steps)
def test_what_was_kept_comes_home_to_itself(steps: list[tuple[int, str | None]]) -> None:
    source = "ABCDEFGHIJKLMNOPQRSTUVW"
    made = _woven(steps, source)
    for at, character in enumerate(made.text):
        if character.isupper():
            assert source[slice(*made.home(at, at + 1))] == character or not character.isupper()


@given(_steps, _steps)
def test_two_makings_come_home_one_after_the_other(
    first: list[tuple[int, str | None]], second: list[tuple[int, str | None]]
) -> None:
    source = "abcdefghijklmnopqrstuvw"
    inner = _woven(first, source)
    outer = _woven(second, inner.text)
    both = outer.after(inner)
    for at in range(len(outer.text)):
        assert both.home(at, at + 1) == inner.home(*outer.home(at, at + 1))


@pytest.mark.parametrize(
    ("start", "end", "home"),
    [
        pytest.param(0, 1, Span(2, 3), id="the first letter read is the last written"),
        pytest.param(0, 3, Span(0, 3), id="a range is the smallest that holds all its letters"),
        pytest.param(1, 1, Span(1, 1), id="nothing stands where it would be"),
    ],
)
def test_pieces_may_stand_in_another_order(start: int, end: int, home: Span) -> None:
    made = Weave("abc")
    for at in (2, 1, 0):
        made.put("abc"[at], at, at + 1)
    assert made.done().home(start, end) == home
