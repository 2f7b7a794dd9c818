"""The filter of dictionary words holds them all, and hardly anything else."""

from __future__ import annotations

import random

from ecluse.text.dictionary import FILTER, compiled, is_in_dictionary
from tools.compile_dictionary import forms


def test_the_filter_is_up_to_date() -> None:
    assert compiled(forms()) == FILTER.read_bytes()


def test_every_word_is_in_it() -> None:
    assert all(map(is_in_dictionary, random.Random(1).sample(sorted(forms()), 5_000)))


def test_hardly_any_other_is() -> None:
    chance, words = random.Random(2), forms()
    made = {bytes(chance.choices(range(97, 123), k=9)) for _ in range(20_000)} - words
    assert sum(map(is_in_dictionary, made)) < len(made) * 0.002
