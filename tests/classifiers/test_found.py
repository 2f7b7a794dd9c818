"""Each thing is found once where it is, whichever views show it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.found import Found
from ecluse.model import Finding, Span

_spans = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda s: Span(s[0], s[0] + s[1]))
_found = st.lists(
    st.tuples(st.sampled_from(["plain", "shown", "decoded"]), _spans, st.sampled_from("ab"))
)


def found(*given: tuple[str, Span, str]) -> Found:
    made = Found(1_000)
    for view, span, value in given:
        made.add(Finding("code-name", "text", span, view=view, name=value), value)
    return made


def test_another_view_of_the_same_thing_adds_nothing() -> None:
    assert len(found(("plain", Span(3, 9), "falcon"), ("shown", Span(3, 11), "falcon"))) == 1


def test_another_thing_in_the_same_place_is_added() -> None:
    assert len(found(("plain", Span(3, 9), "falcon"), ("shown", Span(3, 11), "heron"))) == 2


def test_the_same_thing_elsewhere_is_added() -> None:
    assert len(found(("plain", Span(3, 9), "falcon"), ("shown", Span(9, 15), "falcon"))) == 2


def test_plain_findings_are_all_kept() -> None:
    given = (("shown", Span(0, 9), "a"), ("plain", Span(0, 4), "a"), ("plain", Span(2, 6), "a"))
    assert len(found(*given)) == 3


@given(_found)
def test_what_is_left_out_overlaps_the_same_thing_that_is_kept(
    given: list[tuple[str, Span, str]],
) -> None:
    kept = [(f.span, value) for f, value in found(*given).items()]
    for view, span, value in given:
        if (span, value) not in kept:
            assert view != "plain"
            assert any(v == value and _meet(span, s) for s, v in kept)


def _meet(one: Span, other: Span) -> bool:
    return max(one.start, other.start) < min(one.end, other.end) or one.start == other.start


@given(_found)
def test_no_two_views_but_the_plain_one_show_the_same_thing_in_one_place(
    given: list[tuple[str, Span, str]],
) -> None:
    kept = [(f, value) for f, value in found(*given).items() if f.view != "plain"]
    for number, (one, value) in enumerate(kept):
        for other, of in kept[:number]:
            assert value != of or not _meet(one.span, other.span)
