"""Stems and lemmas: the forms of a word meet, other words stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.stems import lemma, stem


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("fermer ferme fermes fermee fermera fermeront fermeture fermetures", id="-er"),
        pytest.param("close closes closed closing closure closures", id="-e"),
        pytest.param(
            "negocier negocie negociera negociation negotiate negotiating negotiation",
            id="-ation, and t for c",
        ),
        pytest.param("recruter recrute recrutera recrutement recrutements", id="-ement"),
        pytest.param("livrer livre livrera livreront", id="future"),
        pytest.param("vendre vend vendra vendu vendus", id="-dre"),
        pytest.param("sell sold selling sells", id="irregular, English"),
        pytest.param("ouvrir ouvre ouvert ouverte ouverture ouvertures", id="irregular, French"),
        pytest.param("electrique electriques electric", id="-ique, -ic"),
        pytest.param("qualite qualites quality", id="-ité, -ity"),
        pytest.param("actif active actifs actives", id="-if, -ive"),
        pytest.param("regional regionaux regionale", id="-aux"),
        pytest.param("conducteur conducteurs conductrice conductrices", id="-eur, -rice"),
        pytest.param("company companies", id="-ies"),
        pytest.param("vergrane vergranes", id="an unknown name in the plural"),
        pytest.param("ship shipped shipping", id="doubled consonant"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(words: str) -> None:
    assert len({stem(word.encode()) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("train", "training", id="not every -ing"),
        pytest.param("car", "care", id="short words keep their e apart"),
        pytest.param("part", "partir", id="irregular table"),
        pytest.param("ligne", "liner", id="lines"),
        pytest.param("agent", "argent", id="-ent of a noun"),
        pytest.param("gare", "garer", id="a station is not parked"),
        pytest.param("need", "new", id="-eed"),
        pytest.param("string", "str", id="a stem has a vowel"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one.encode()) != stem(other.encode())


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("fermer fermes fermee fermera fermons fermez fermant fermaient", id="-er"),
        pytest.param("finir finira finissent finirons", id="-ir"),
        pytest.param("mensuel mensuelle mensuels mensuelles", id="feminine"),
        pytest.param("ship ships shipped shipping", id="English"),
        pytest.param("delay delays delayed delaying", id="y"),
        pytest.param("defectueux defectueuse defectueuses", id="-eux, -euse"),
    ],
)
def test_the_inflections_of_a_word_have_one_lemma(words: str) -> None:
    assert len({lemma(word.encode()) for word in words.split()}) == 1


def test_a_derived_word_has_another_lemma() -> None:
    assert len({lemma(word) for word in b"livre livraison livret".split()}) == 3


@given(st.binary(max_size=40))
def test_any_bytes_have_a_stem_and_a_lemma_no_longer_than_they(word: bytes) -> None:
    assert len(stem(word)) <= max(len(word), 7)
    assert len(lemma(word)) <= max(len(word), 7)
