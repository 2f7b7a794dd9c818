"""Needles and words that are kept are found as if they were looked for one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.sought import START, fingerprints, needles, packed, unpacked

short = st.text("ab", min_size=START, max_size=8).map(str.encode)


@given(st.lists(short, max_size=8), st.text("abc", max_size=40).map(str.encode))
def test_each_place_of_each_needle_is_found(data: list[bytes], text: bytes) -> None:
    made = needles((needle, number) for number, needle in enumerate(data))
    found = [(made.codes[number], start, end) for number, start, end in made.places(text)]
    wanted = [
        (number, at, at + len(needle))
        for number, needle in enumerate(data)
        for at in range(len(text))
        if text.startswith(needle, at)
    ]
    assert sorted(found) == sorted(wanted)


@given(st.lists(short, max_size=8), st.text("ab", max_size=40).map(str.encode))
def test_places_come_in_order_of_their_ends(data: list[bytes], text: bytes) -> None:
    found = needles((needle, 0) for needle in data).places(text)
    ends = [(end, start) for _, start, end in found]
    assert ends == sorted(ends)


def test_of_equal_needles_the_first_given_comes_first() -> None:
    assert list(needles([(b"heron", 9), (b"aigle", 5), (b"heron", 1)]).codes) == [5, 9, 1]


@given(st.sets(st.binary(max_size=6)))
def test_a_word_of_the_set_is_never_missed(words: set[bytes]) -> None:
    kept = fingerprints(words)
    assert all(map(kept.may_hold, words))


def test_nearly_no_other_word_is_taken_for_one() -> None:
    kept = fingerprints(b"w%d" % number for number in range(20_000))
    assert sum(kept.may_hold(b"x%d" % number) for number in range(20_000)) < 20


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_numbers_come_back_from_their_bytes(numbers: list[int]) -> None:
    assert list(unpacked(packed(numbers))) == numbers


def test_bytes_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        unpacked(b"12345")


def test_numbers_are_written_alike_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert packed([1]) == b"\1\0\0\0"
    monkeypatch.setattr("sys.byteorder", "big")
    assert packed([1]) == b"\0\0\0\1"
    assert list(unpacked(b"\0\0\0\1")) == [1]
