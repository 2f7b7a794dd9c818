"""The filters of dictionary words and of how they begin hold them all, and hardly anything else."""

from __future__ import annotations

import random

from ecluse.text.dictionary import (
    BEGINNINGS,
    FILTER,
    begun,
    compiled,
    is_in_dictionary,
    may_begin,
)
from tools.compile_dictionary import forms


def test_the_filters_are_up_to_date() -> None:
    assert compiled(forms()) == FILTER.read_bytes()
    assert begun(forms()) == BEGINNINGS.read_bytes()


def test_every_word_is_in_it() -> None:
    assert all(map(is_in_dictionary, random.Random(1).sample(sorted(forms()), 5_000)))


def test_every_word_may_begin_as_it_does() -> None:
    for word in random.Random(1).sample(sorted(forms()), 5_000):
        assert all(may_begin(word[:length]) for length in (4, 7) if len(word) >= length)


def test_hardly_any_other_is() -> None:
    chance, words = random.Random(2), forms()
    made = {bytes(chance.choices(range(97, 123), k=9)) for _ in range(20_000)} - words
    assert sum(map(is_in_dictionary, made)) < len(made) * 0.002


def test_hardly_any_other_letters_begin_a_word() -> None:
    chance = random.Random(2)
    made = [bytes(chance.choices(range(97, 123), k=7)) for _ in range(20_000)]
    assert sum(map(may_begin, made)) < len(made) * 0.15
