"""A mark is told from talk about confidentiality by where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.engine import Engine
from ecluse.classifiers.marks import CLASSIFIER
from ecluse.model import Hit
from ecluse.testing import check_classifier
from ecluse.text.views import view_of

BLOCKING = 0.85


def _hits(text: str, field: str = "text") -> list[Hit]:
    return list(CLASSIFIER.classify(view_of(text, field)))


def _surest(text: str, field: str = "text") -> float:
    return max((hit.confidence for hit in _hits(text, field)), default=0.0)


def test_the_test_kit_accepts_it() -> None:
    check_classifier(CLASSIFIER)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("CONFIDENTIEL\nLes arbitrages sont joints.", id="alone on the first line"),
        pytest.param("Les arbitrages sont joints.\nConfidentiel", id="alone on the last line"),
        pytest.param("Confidentiel : budget 2027", id="before a colon"),
        pytest.param("Budget 2027 - CONFIDENTIEL", id="after a dash"),
        pytest.param("Budget (STRICTEMENT CONFIDENTIEL)", id="in capitals in brackets"),
        pytest.param("[interne] Horaires du pont de mai", id="in square brackets"),
        pytest.param("__Confidentiel__\nLe budget", id="between underscores"),
        pytest.param("**Diffusion restreinte**\nLe budget", id="bold"),
        pytest.param("CONFIDENTIEL / NE PAS DIFFUSER\nLe budget", id="two marks in a row"),
        pytest.param("Document de travail - ne pas diffuser\nLe budget", id="beside mark words"),
        pytest.param("RE: Confidential - range review\nDear all,", id="a subject with a prefix"),
        pytest.param("Objet : Confidentiel\nBonjour,", id="a subject line"),
        pytest.param("Attorney-Client Privileged\nDear Ann,", id="privileged"),
        pytest.param("TLP:AMBER+STRICT\nIndicators", id="a TLP label"),
        pytest.param("C3 - Confidentiel\nLe budget", id="a class of a company's own scale"),
        pytest.param("Classification : interne\nLe budget", id="a classification line"),
    ],
)
def test_a_mark_that_stands_as_a_mark_is_sure(text: str) -> None:
    assert _surest(text) >= BLOCKING


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ce document est confidentiel.", id="this document is"),
        pytest.param("C'est encore strictement confidentiel.", id="it is still"),
        pytest.param("Please keep this confidential.", id="keep this"),
        pytest.param("Merci de ne pas diffuser ce mail.", id="do not forward this"),
        pytest.param("Ne pas diffuser avant l'annonce.", id="not before"),
        pytest.param("The palmares is embargoed until Friday.", id="embargo with a date"),
        pytest.param("It was all under NDA.", id="under NDA"),
        pytest.param("Confidential memo for Thursday\nDear all, here it is.", id="opens a heading"),
        pytest.param("For the sole use of the intended recipient.", id="a mail footer"),
        pytest.param("What does TLP:RED mean?", id="a TLP label in a sentence"),
        pytest.param("Usage interne : diluer deux gouttes.", id="a bottle"),
        pytest.param("TOP SECRET : la recette de mamie", id="marketing in capitals"),
    ],
)
def test_a_text_that_speaks_of_itself_is_less_sure(text: str) -> None:
    assert 0.5 <= _surest(text) < BLOCKING


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vos données restent strictement confidentielles.", id="a promise"),
        pytest.param("Your answers are confidential.", id="a promise in English"),
        pytest.param("Gratuit. Anonyme. Confidentiel.", id="a helpline in three words"),
        pytest.param("- Gratuit\n- Anonyme\n- Confidentiel", id="a list of qualities"),
        pytest.param("✅ Free\n✅ Confidential", id="a list with emoji"),
        pytest.param("Politique de confidentialité", id="the policy page"),
        pytest.param("Ne tapez jamais votre code confidentiel.", id="a card's code"),
        pytest.param("Merci de ne pas diffuser de rumeurs.", id="do not spread rumours"),
        pytest.param("L'embargo de 1973 a tout changé.", id="history"),
        pytest.param("Notre ingrédient top secret", id="marketing"),
        pytest.param("Top secret : la recette de mamie", id="marketing with a colon"),
        pytest.param("Secret des affaires\nCe que dit la loi", id="a heading of a legal guide"),
        pytest.param("Communication interne\nNos formations", id="a trade"),
        pytest.param("Un code strictement personnel", id="a personal code"),
        pytest.param("Your chats are private and confidential.", id="a promise of privacy"),
        pytest.param("Un vin à diffusion limitée", id="a limited edition"),
        pytest.param("We feel confident.", id="another word"),
        pytest.param("Lundi, agenda chargé.", id="letters of NDA inside words"),
    ],
)
def test_talk_about_confidentiality_is_no_mark(text: str) -> None:
    assert _hits(text) == []


def test_a_file_name_that_carries_a_mark_is_sure() -> None:
    assert _surest("budget_2027_confidentiel.xlsx", "file_name[0]") >= BLOCKING


def test_the_name_says_which_mark() -> None:
    names = {hit.name for hit in _hits("TLP:AMBER+STRICT\nDiffusion restreinte\nSOUS EMBARGO")}
    assert names == {"tlp-amber-strict", "restricted", "embargo"}


@pytest.mark.parametrize(
    "text", [*CLASSIFIER.seen, "NE PAS DIVULGUER", "Employees only", "EMBARGO"]
)
def test_the_engine_calls_it_whenever_it_would_find(text: str) -> None:
    assert len(Engine([CLASSIFIER]).sweep([view_of(text)]).findings) == len(_hits(text))


def test_every_trigger_is_long_enough_to_be_a_good_filter() -> None:
    assert min(map(len, CLASSIFIER.triggers)) >= 3


@given(st.text(alphabet="confidetal \n:-[]()*#é_", max_size=200))
def test_hits_stay_inside_the_text(text: str) -> None:
    for hit in _hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert 0 < hit.confidence <= 1


@pytest.mark.parametrize("text", ["confidential ", "tlp:red [", "embargo - "])
def test_a_long_line_of_marks_is_read_in_bounded_windows(text: str) -> None:
    # With the whole line read around each of 10,000 marks this would take minutes.
    assert _hits(text * 10_000)
