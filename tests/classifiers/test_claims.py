"""A technical promise is told from explanations, questions, hopes and published facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.claims import CLASSIFIER
from ecluse.testing import check_classifier
from ecluse.text.views import view_of


def _named(text: str) -> list[str]:
    return [hit.name for hit in CLASSIFIER.classify(view_of(text))]


def test_the_test_kit_accepts_it() -> None:
    check_classifier(CLASSIFIER)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Une serrure sûre à 100 %.", "guarantee", id="sure a cent"),
        pytest.param("La nouvelle appli ne plantera plus.", "guarantee", id="no more crashes"),
        pytest.param("On vous le promet.", "guarantee", id="promised"),
        pytest.param("Your data can never leak.", "guarantee", id="never leaks"),
        pytest.param("No more outages from May on.", "guarantee", id="no more outages"),
        pytest.param("Le courant sera rétabli d'ici 2 heures.", "promise", id="delay"),
        pytest.param("On vous rembourse avant la fin du mois.", "promise", id="refund"),
        pytest.param("1 Gbit/s pour tous avant l'été.", "promise", id="speed and date"),
        pytest.param("The fix ships tomorrow.", "promise", id="fix"),
        pytest.param("We'll refund you by Friday.", "promise", id="refund in English"),
        pytest.param("Vous pouvez doubler la dose.", "advice", id="dose"),
        pytest.param("Compatible avec les pacemakers.", "advice", id="pacemaker"),
        pytest.param("Vous n'avez aucun recours.", "advice", id="no recourse"),
        pytest.param("You have no legal grounds.", "advice", id="no grounds"),
        pytest.param("It's fine to drive with the light on.", "advice", id="driving"),
    ],
)
def test_a_claim_has_its_name(text: str, name: str) -> None:
    assert name in _named(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Le train part à 8 h 12 et arrive à 9 h 40.", id="timetable"),
        pytest.param("Abonnement à 19,90 € par mois.", id="price"),
        pytest.param("Notre boutique rouvre lundi.", id="opening"),
        pytest.param("Vous avez droit à quatorze jours pour changer d'avis.", id="a right"),
        pytest.param("N'arrêtez jamais votre traitement.", id="forbidden"),
        pytest.param("Do not ignore the alarm: leave the building.", id="forbidden in English"),
        pytest.param("Une info 100 % sur les vélos.", id="the preposition"),
        pytest.param("Version 3.0 is out.", id="a release"),
        pytest.param("La version 3.0 a corrigé ce défaut.", id="what was done"),
        pytest.param("Nos équipes font le maximum.", id="effort"),
        pytest.param("Peut-on garantir un horaire ?", id="question"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert _named(text) == []


@given(st.text(max_size=80))
def test_a_question_and_a_hope_are_no_promise(more: str) -> None:
    asked = "Sera-t-elle réparée d'ici lundi ?\n"
    hoped = "We hope that it will be fixed by Monday.\n"
    assert not [name for name in _named(asked + hoped) if name == "promise"]
    assert [n for n in _named(more + "\n" + hoped) if n == "promise"] == [
        n for n in _named(more) if n == "promise"
    ]


def test_the_same_words_in_two_sentences_are_two_values() -> None:
    values = [
        hit.value
        for hit in CLASSIFIER.classify(view_of("A will last ten years. B will last ten years."))
    ]
    assert len(set(values)) == 2
