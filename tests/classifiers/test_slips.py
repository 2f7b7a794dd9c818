"""What a word may be a slip of is the same whether it is compared or looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.lexicon import Entry
from ecluse.classifiers.slips import Compared, Declared, Indexed, known_by, singulars
from ecluse.text.edits import without_one

TERMS = (
    "confidentiel",
    "projet marelle",
    "plan social",
    "chiffre d'affaires",
    "Borealis",
    "vergrane",
    "vent debout",
)


def of(*texts: str) -> Declared:
    entries = [Entry("secret", text) for text in texts]
    return Declared(known_by(entries), entries)


DECLARED = of(*TERMS)
near_words = st.sampled_from(sorted(DECLARED.words | DECLARED.others)).flatmap(
    lambda word: st.builds(
        lambda at, put, more: word[:at] + put + word[at + len(more) :],
        st.integers(0, len(word)),
        st.binary(max_size=2).map(lambda put: bytes(97 + byte % 26 for byte in put)),
        st.binary(max_size=2),
    )
)
some_words = st.text("abs", min_size=1, max_size=12).map(str.encode)
some_terms = st.lists(
    st.lists(st.text("abs", min_size=1, max_size=9), min_size=1, max_size=3).map(" ".join),
    max_size=6,
)


def assert_same(its: Declared, word: bytes) -> None:
    compared, indexed = Compared(its), Indexed(its)
    assert list(compared.heads(word)) == list(indexed.heads(word))
    assert list(compared.tails(word)) == list(indexed.tails(word))
    assert compared.may_be_of_others(word) == indexed.may_be_of_others(word)
    forms = list(singulars(word))
    if not its.words.isdisjoint(forms):
        return
    near = [
        {one for form in forms for one in each.near(form)} if each.may_be_near(word) else set()
        for each in (compared, indexed)
    ]
    assert near[0] == near[1]


@given(near_words)
def test_a_word_like_a_declared_one_is_the_same_compared_or_looked_up(word: bytes) -> None:
    assert_same(DECLARED, word)


@given(some_terms, some_words)
def test_any_word_is_the_same_compared_or_looked_up(terms: list[str], word: bytes) -> None:
    assert_same(of(*terms), word)


def test_what_many_words_begin_with_is_the_head_of_none() -> None:
    its = of(*(f"confi{letter}entiel" for letter in "abcdefghijklmnopqr"))
    for each in (Compared(its), Indexed(its)):
        assert not each.heads(b"confi")
        assert not each.tails(b"entiel")


@pytest.mark.parametrize("word", [b"marele", b"marrelle", b"amrelle"])
def test_one_letter_wrong_is_near(word: bytes) -> None:
    for each in (Compared(DECLARED), Indexed(DECLARED)):
        assert set(each.near(word)) == {b"marelle"}


def test_a_phrase_is_known_by_one_of_its_words_and_as_a_whole() -> None:
    [by_word] = DECLARED.terms[b"marelle"]
    [whole] = DECLARED.terms[b"projetmarelle"]
    assert (by_word.before, by_word.after) == (b"projet", b"")
    assert (whole.words, whole.before, whole.after) == ((b"projetmarelle",), b"", b"")
    assert DECLARED.exact[b"marelles"] == b"marelle"
    assert b"projet" in DECLARED.others
    assert set(without_one(b"projet")) <= set(Indexed(DECLARED).keys()[0])
