"""One look tells that a text has no other reading, for all builders at once."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.text.hints import announced
from ecluse.text.leet import leet
from ecluse.text.letters import acrostics, joined, unstretched
from ecluse.text.loose import FOR_ALL, readings
from ecluse.text.spelled import spelled
from ecluse.text.twisted import twisted

_SIGNS = "abc é ÉÀµª×÷.-|\n#(),0123€$@!\\/<[🔥\u0301\u200d\u00a0в\ud800"
_WORDS = (
    "eht sel gur yrf deux six point dot arobase com aaa b0r (at) l.a.c L A C 4x4 con.fi.den".split()
)
texts = (
    st.text()
    | st.text(alphabet=_SIGNS, max_size=60)
    | st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
)


@settings(max_examples=500)
@given(texts)
def test_a_plain_text_has_no_reading(text: str) -> None:
    if not announced(text):
        assert joined(text) is None
        assert spelled(text) is None
        for builder in (leet, unstretched, acrostics, twisted):
            assert list(builder(text)) == []


@settings(max_examples=500)
@given(texts)
def test_a_reading_that_is_not_announced_is_none(text: str) -> None:
    names = announced(text)
    if "row" not in names:
        assert joined(text) is None
    builders = {"leet": leet, "unstretched": unstretched, "acrostic": acrostics, "twisted": twisted}
    for name, builder in builders.items():
        assert name in names or list(builder(text)) == []
    assert "spelled" in names or spelled(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("b.o.r.e.a.l", "joined"),
        ("b:o:r:\u0113al", "joined"),
        ("A:A:A:\u0100A", "joined"),
        ("b:o\u0304:r:eal", "joined"),
        ("b0r3al", "leet"),
        ("bor€al", "leet"),
        ("borrrreal", "unstretched"),
        ("B\no\nr\ne\na\nl\n", "acrostic"),
        ("anne arobase exemple point fr", "spelled"),
        (codecs.encode("le plan pour les usines est la", "rot13"), "twisted"),
    ],
)
def test_each_reading_has_its_name(text: str, name: str) -> None:
    assert name in [given_name for given_name, _ in readings(text)]


def test_readings_for_all_classifiers_are_texts() -> None:
    assert FOR_ALL >= {"gathered", "regrouped", "spelled", "twisted", "uninterrupted"}


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour à tous ! L’équipe vous attend sur le quai, à 18 h 30 : venez nombreux 🎉 #lac",
        "We’re hiring! Remote‑friendly, apply by 3/12 at https://example.org/jobs (12% off).",
        "План готов, и пресса узнает о нём на днях.",
        "Résultat : 3-1 ; prix : 42 M€ ; tél. 06 12 34 56 78",
        "",
    ],
)
def test_ordinary_posts_are_plain(text: str) -> None:
    assert not announced(text)
    assert list(readings(text)) == []
