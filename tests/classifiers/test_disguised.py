"""Declared terms are found in disguise, and ordinary text is no disguise of them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.disguised import Disguised, _Automaton, disguises
from ecluse.classifiers.lexicon import Entry, Lexicon
from ecluse.classifiers.sought import START, needles
from ecluse.text.views import view_of

TERMS = ("boréalis", "projet marelle", "plan social", "maintenant", "bonsai", "confidentiel")
LEXICON = Lexicon(tuple(Entry("secret", term, term) for term in TERMS))
DISGUISED = Disguised(LEXICON)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.name, text[hit.start : hit.end]) for hit in DISGUISED.classify(view_of(text))]


_SHIFTED = {ord(c): chr((ord(c) - 97 + 5) % 26 + 97) for c in map(chr, range(97, 123))}
_INVERTED = {ord(c): chr(219 - ord(c)) for c in map(chr, range(97, 123))}


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("Le B.O.R.É.A.L.I.S arrive", "boréalis", "B.O.R.É.A.L.I.S"),
        ("b o r e a l i s", "boréalis", "b o r e a l i s"),
        ("b|o|r|e|a|l|i|s", "boréalis", "b|o|r|e|a|l|i|s"),
        ("b\no\nr\ne\na\nl\ni\ns", "boréalis", "b\no\nr\ne\na\nl\ni\ns"),
        ("bo re al is", "boréalis", "bo re al is"),
        ("bore alis", "boréalis", "bore alis"),
        ("bore_alis", "boréalis", "bore_alis"),
        ("bo~realis", "boréalis", "bo~realis"),
        ("bo…realis", "boréalis", "bo…realis"),
        ("bo/realis", "boréalis", "bo/realis"),
        ("bo🔥realis", "boréalis", "bo🔥realis"),
        ("con fi den tiel", "confidentiel", "con fi den tiel"),
        ("p.l.a.n s.o.c.i.a.l", "plan social", "p.l.a.n s.o.c.i.a.l"),
        ("plan/social", "plan social", "plan/social"),
        ("plan.social", "plan social", "plan.social"),
        ("PLAN   S O C I A L", "plan social", "PLAN   S O C I A L"),
        ("projet m a r e l l e s", "projet marelle", "projet m a r e l l e"),
        ("main_tenant", "maintenant", "main_tenant"),
        ("b0r3al1s", "boréalis", "b0r3al1s"),
        ("B0R3@L15", "boréalis", "B0R3@L15"),
        ("b 0 r 3 a l 1 s", "boréalis", "b 0 r 3 a l 1 s"),
        ("pr0jet m4r3ll3", "projet marelle", "pr0jet m4r3ll3"),
        ("c0nf1d3nt13l", "confidentiel", "c0nf1d3nt13l"),
        ("cnfdntl", "confidentiel", "cnfdntl"),
        ("c*nf*d*nt**l", "confidentiel", "c*nf*d*nt**l"),
        ("bboorreeaalliiss", "boréalis", "bboorreeaalliiss"),
        ("oberlasi", "boréalis", "oberlasi"),
        ("orealisbay", "boréalis", "orealisbay"),
        ("ojetpray arellemay", "projet marelle", "ojetpray arellemay"),
        ("braioels", "boréalis", "braioels"),
        (codecs.encode("borealis", "rot13"), "boréalis", "obernyvf"),
        (codecs.encode("bonsai", "rot13"), "bonsai", "obafnv"),
        (codecs.encode("projet marelle", "rot13"), "projet marelle", "cebwrg zneryyr"),
        ("borealis".translate(_SHIFTED), "boréalis", "gtwjfqnx"),
        ("borealis".translate(_INVERTED), "boréalis", "ylivzorh"),
        ("o b e r n y v f", "boréalis", "o b e r n y v f"),
        ("silaéroB", "boréalis", "silaéroB"),
        ("elleram tejorp", "projet marelle", "elleram tejorp"),
        ("tejorp elleram", "projet marelle", "tejorp elleram"),
        ("iasnob", "bonsai", "iasnob"),
        ("Bon, on repart encore avec le idem sud", "boréalis", "Bon, on repart encore avec le idem s"),
        ("Bien, on nage. Sous ancre ici.", "bonsai", "Bien, on nage. Sous ancre i"),
        ("Beau\nOrage\nRare\nEn\nAvril\nLe\nIci\nSoir", "boréalis", "Beau\nOrage\nRare\nEn\nAvril\nLe\nIci\nS"),
        ("le Bon vOisin paRt En vAcances au Lac Ici Sud", "boréalis", "Bon vOisin paRt En vAcances au Lac Ici S"),
    ],
)  # fmt: skip
def test_a_term_in_disguise_is_found(text: str, name: str, shown: str) -> None:
    assert found(text) == [(name, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "Boréalis, le projet marelle et le plan social",  # the lexicon finds these
        "#ProjetMarelle, projet-marelle, PROJET_MARELLE, projets marelles",
        "La main tenant le gouvernail",
        "Le plan. Social d'abord !",
        "un plan, social et juste",
        "Accueil | Plan | Social | Contact",
        "Plan + social = deux mots",
        "le plan (social)",
        "Voici le plan\n\nSocialement, tout va bien",
        "S O L D E S, I.B.M., U.S.A., e.g., i.e.",
        "3-1, 5 à 7, 42 M€, 100 %, 06 12 34 56 78",
        "confidentielle, confidentialité",
        "Les plans sociaux",
        "le maintenant 5",
        "Un plan s'ouvre, on y accède",
        "Elle a regardé les marelles",
        "www.example.org/plan",
        "Bonsoir",
        "",
        "\ud800\x00\U0010ffff",
    ],
)
def test_ordinary_text_is_no_disguise(text: str) -> None:
    assert found(text) == []


def test_a_cipher_that_is_a_word_is_none() -> None:
    lexicon = Lexicon(
        (Entry("secret", "melbourne"), Entry("secret", "cheered"), Entry("x", "reviled"))
    )
    assert list(Disguised(lexicon).classify(view_of("The delivered jolly deliver"))) == []


def test_short_terms_are_left_to_the_lexicon() -> None:
    assert list(Disguised(Lexicon((Entry("secret", "mars"),))).classify(view_of("m a r s"))) == []


def test_words_around_a_term_count_as_for_the_lexicon() -> None:
    lexicon = Lexicon((Entry("secret", "boréalis", near=(b"lac",)),))
    assert list(Disguised(lexicon).classify(view_of("b.o.r.e.a.l.i.s du lac")))
    assert not list(Disguised(lexicon).classify(view_of("b.o.r.e.a.l.i.s du port")))


def test_an_entry_keeps_its_label_and_is_at_most_as_sure() -> None:
    lexicon = Lexicon((Entry("secret", "boréalis", "lake", confidence=0.5),))
    (hit,) = Disguised(lexicon).classify(view_of("bo_realis"))
    assert (hit.label, hit.name, hit.confidence, hit.value) == ("secret", "lake", 0.5, "borealis")


@given(st.text() | st.text(alphabet="borealispntcBOR 01@.\n_é🔥", max_size=60))
def test_every_hit_lies_in_the_text(text: str) -> None:
    for hit in DISGUISED.classify(view_of(text)):
        assert 0 <= hit.start < hit.end <= len(text)


@given(
    st.lists(st.sampled_from([".", " ", "-", "🔥", "|", "\n", "…", " / "]), min_size=7, max_size=7)
)
def test_whatever_stands_between_letters_they_are_found(gaps: list[str]) -> None:
    text = "".join(letter + gap for letter, gap in zip("borealis", [*gaps, ""], strict=True))
    assert ("boréalis", text) in found(text)


@given(st.integers(1, 25), st.booleans(), st.booleans())
def test_every_shift_is_seen_mirrored_or_not(shift: int, mirrored: bool, inverted: bool) -> None:
    table = {ord(c): chr((ord(c) - 97 + shift) % 26 + 97) for c in map(chr, range(97, 123))}
    word = "borealis".translate(_INVERTED) if inverted else "borealis"
    word = word.translate(table)[:: -1 if mirrored else 1]
    assert ("boréalis", word) in found(word)


@given(
    st.lists(st.text("ab", min_size=START, max_size=7).map(str.encode), max_size=8),
    st.lists(st.text("abc", max_size=24).map(str.encode), min_size=6, max_size=6),
)
def test_the_first_texts_are_searched_as_all_others(data: list[bytes], texts: list[bytes]) -> None:
    made = needles((needle, number) for number, needle in enumerate(data))
    for declared in (True, False):
        late = _Automaton(made, (), declared=declared)
        for text in texts:  # the first ones without an automaton
            late.find(text)
        for text in texts:
            early = _Automaton(made, (), declared=declared)
            assert sorted(early.find(text)) == sorted(late.find(text))


def test_no_needle_is_shorter_than_what_it_is_looked_up_by() -> None:
    lexicon = Lexicon(
        tuple(Entry("t", text) for text in ("a b c d e f", "secret", "xyzzyx", "q-1-w"))
    )
    made = disguises(lexicon)
    assert made.data
    assert min(map(len, made.data)) >= START
