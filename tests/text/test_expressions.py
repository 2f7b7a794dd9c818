"""Expressions match alike one after the other and all together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.decode import _FAMILIES
from ecluse.text.expressions import Expressions

PATTERNS = [b"ab", b"[0-9]{2}", b"^c", b"(?i:quai)|b$", b"\xc3\xa9", b""]
some_texts = st.lists(st.text("abc0Q\u00e9 ", max_size=12).map(str.encode), min_size=4, max_size=4)


@given(some_texts)
def test_the_first_texts_are_searched_as_all_others(texts: list[bytes]) -> None:
    late = Expressions(PATTERNS)
    for text in texts:
        late.matching(text)
    for text in texts:
        assert list(Expressions(PATTERNS).matching(text)) == list(late.matching(text))


def test_each_sign_of_an_encoding_is_an_expression_alone_and_with_the_others() -> None:
    signs = Expressions([row.sign for row in _FAMILIES])
    text = b"Projet UmVuYXJk, con%66identiel \\u0041 =?utf-8?q?a?= 46 61 6c 63 6f 6e"
    alone = signs.matching(text)
    assert alone
    signs.matching(text)
    assert signs.matching(text) == alone


def test_a_first_text_compiles_nothing_together() -> None:
    made = Expressions(PATTERNS)
    made.matching(b"au quai")
    assert "_together" not in vars(made)
    made.matching(b" " * 10_000)
    assert "_together" in vars(made)
