"""Tokens: what the words of a text say, in both languages, with their places."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecluse.registers import background
from ecluse.registers.glossary import forms, function_words, read_lines
from ecluse.registers.kinds import Kind
from ecluse.registers.rarity import is_common, most, rarity
from ecluse.registers.tokens import _MEANINGS, tokens_of
from ecluse.text.views import view_of


def keys(text: str) -> set[str]:
    return {token.key.decode() for token in tokens_of(view_of(text))}


def names(text: str) -> set[str]:
    found = tokens_of(view_of(text))
    return {token.key.decode() for token in found if token.kind is Kind.NAME}


@pytest.mark.parametrize(
    ("french", "english", "concept"),
    [
        pytest.param("le magasin fermera", "the shop is closing", "c:close", id="close"),
        pytest.param("le rachat de la ferme", "the acquisition of the farm", "c:buy", id="buy"),
        pytest.param(
            "nous sommes dans le rouge", "we are in the red", "c:loss", id="loss, phrases"
        ),
        pytest.param("le chiffre d'affaires", "our turnover", "c:revenue", id="revenue, a phrase"),
        pytest.param("le CA", "the revenue", "c:revenue", id="CA in capitals"),
        pytest.param("c'est plus cher", "a price hike", "c:raise", id="raise, a phrase"),
        pytest.param("une baisse", "a decrease", "c:cut", id="cut"),
        pytest.param("un retard", "a delay", "c:delay", id="delay"),
        pytest.param("le lancement", "the launch", "c:launch", id="launch"),
        pytest.param("on recrute", "we are hiring", "c:hire", id="hire"),
        pytest.param("des suppressions de postes", "layoffs", "c:layoff", id="layoff, a phrase"),
        pytest.param("il part à la retraite", "he retires", "c:retire", id="retire"),
        pytest.param("sa démission", "her resignation", "c:resign", id="resign"),
        pytest.param("la grève", "the strike", "c:strike", id="strike"),
        pytest.param("un mouvement social", "a walkout", "c:strike", id="strike, a phrase"),
        pytest.param("l'appel d'offres", "the tender", "c:tender", id="tender, a phrase"),
        pytest.param("une pénalité", "a penalty", "c:penalty", id="penalty"),
        pytest.param("un fournisseur", "a supplier", "c:supplier", id="supplier"),
        pytest.param("nos clients", "our customers", "c:customer", id="customer"),
        pytest.param("une fuite de données", "a data leak", "c:breach", id="breach"),
        pytest.param("une panne", "a breakdown", "c:fault", id="fault"),
        pytest.param("un rappel de produits", "a product recall", "c:recall", id="recall"),
        pytest.param("la fusion", "the merger", "c:merge", id="merge"),
        pytest.param("on négocie", "in talks", "c:negotiate", id="negotiate"),
        pytest.param("le PDG", "the CEO", "c:ceo", id="chief executive"),
        pytest.param("l'usine", "the plant", "c:factory", id="factory"),
        pytest.param("sans conducteur", "driverless", "c:driverless", id="driverless, a phrase"),
        pytest.param("c'est gratuit", "for free", "c:free", id="free"),
        pytest.param(
            "les abonnés", "the subscribers", "c:customer", id="subscribers are customers"
        ),
        pytest.param("l'essai clinique", "the clinical trial", "c:clinical", id="health, a phrase"),
        pytest.param("le logiciel", "the software", "c:software", id="software"),
        pytest.param("un médicament", "a drug", "c:drug", id="drug"),
        pytest.param("l'électricité", "the electricity", "c:electric", id="energy"),
        pytest.param("licenciement", "redundancies", "c:layoff", id="plural of -y"),
    ],
)
def test_french_and_english_meet_in_a_concept(french: str, english: str, concept: str) -> None:
    assert concept in keys(french) & keys(english)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ouvrir", "fermer"),
        ("hire", "layoff"),
        ("profit", "loss"),
        ("raise", "cut"),
        ("buy", "sell"),
    ],
)
def test_antonyms_are_different_concepts(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        pytest.param("un livre sur la mer", "c:deliver", id="a book is not delivered"),
        pytest.param("le vin", "c:win", id="wine is not won"),
        pytest.param("ça va", "c:revenue", id="ça is not CA"),
        pytest.param("à partir de lundi", "c:leave", id="à partir de says nothing"),
        pytest.param("our service", "c:server", id="a service is no server"),
    ],
)
def test_a_word_is_not_taken_for_its_neighbour(text: str, left_out: str) -> None:
    assert left_out not in keys(text)


def test_a_word_with_two_meanings_gives_two_tokens_at_one_place() -> None:
    found = tokens_of(view_of("la fin de la former policy"))
    assert len({(token.start, token.end) for token in found}) < len(found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Le dépôt fermera en été 2028", id="as it should be written"),
        pytest.param("le depot fermera en ete 2028", id="without accents"),
        pytest.param("LE DÉPÔT FERMERA EN ÉTÉ 2028", id="in capitals"),
        pytest.param("le depot fermera ds l'ete 2028 tkt", id="texting"),
        pytest.param(
            "le de\u0301po\u0302t fermera en e\u0301te\u0301 2028", id="decomposed accents"
        ),
    ],
)
def test_the_way_of_writing_changes_nothing(text: str) -> None:
    assert {"c:depot", "c:close", "d:m07", "d:y2028"} <= keys(text)


def test_function_words_are_left_out() -> None:
    assert keys("pr ds ki avt tkt jusk'a et puis nous avons été dans le the of and with") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("le projet Zorvane avance", {"zorvan"}, id="capital inside a sentence"),
        pytest.param("Zorvane avance bien", {"zorvan"}, id="unknown word that opens a sentence"),
        pytest.param("Merci à tous", set(), id="common word that opens a sentence"),
        pytest.param("Bravo. Demain, café", set(), id="common word after a full stop"),
        pytest.param("la ligne N7", {"n7"}, id="letters and digits"),
        pytest.param(
            "chez Mirelle Talquin hier", {"mirel talquin", "mirel", "talquin"}, id="two parts"
        ),
        pytest.param(
            "à La Voile Blanche", {"voil blanch", "voil", "blanch"}, id="article left out"
        ),
        pytest.param("à Port-Varlet", {"port varlet", "port", "varlet"}, id="hyphen"),
        pytest.param("#ProjetZorvane", {"projet zorvan", "projet", "zorvan"}, id="hashtag"),
        pytest.param("avec @talquin_mirelle", {"talquin"}, id="mention"),
        pytest.param("avec ZorvaneLab", {"zorvan lab", "zorvan", "lab"}, id="CamelCase"),
        pytest.param("la norme GRTX", {"grtx"}, id="acronym"),
        pytest.param(
            "le PDG Mirelle Talquin", {"mirel talquin", "mirel", "talquin"}, id="title apart"
        ),
        pytest.param("le projet Merle", {"merl"}, id="an ordinary word as a name"),
        pytest.param("un merle chante", set(), id="the same word as a word"),
        pytest.param("la référence ZX-4471-K2", {"zx", "4471", "k2"}, id="reference"),
        pytest.param("au 01 99 00 10 10", {"0199001010"}, id="telephone number"),
        pytest.param("au +33 1 99 00 10 10", {"0199001010"}, id="the same from abroad"),
    ],
)
def test_names(text: str, expected: set[str]) -> None:
    assert {name for name in names(text) if not name.startswith("c:")} == expected


def test_a_name_has_one_key_with_and_without_its_capital() -> None:
    assert keys("les rames Zorvane") & keys("les zorvanes") & keys("#Zorvane") >= {"zorvan"}


def test_a_common_word_is_known_in_all_its_forms() -> None:
    assert all(map(is_common, b"merle merles eagle eagles granite ouvrir ouvrira river".split()))
    assert not any(map(is_common, b"zorvane talquin brelkof".split()))


def test_the_rarer_the_rarer() -> None:
    seen, common, unseen = rarity(b"c:new"), rarity(b"glaciolog"), rarity(b"zorvan")
    assert seen < rarity(b"merl") < unseen
    assert common == unseen == most()


# --- data ----------------------------------------------------------------------------------------


def test_made_files_are_up_to_date() -> None:
    """Else: python tools/compile_language.py."""
    assert background.GLOSSARY.read_text("ascii") == background.compiled()
    assert background.COMMON.read_text("ascii") == background.stemmed()
    assert background.FREQUENCY.read_text("ascii") == background.counted()


@pytest.mark.parametrize("name", ["background_fr.txt", "background_en.txt"])
def test_the_background_has_at_least_four_hundred_short_posts_and_none_twice(name: str) -> None:
    posts = read_lines(name)
    assert len(posts) >= 400
    assert len(set(posts)) == len(posts)
    assert max(map(len, posts)) <= 280


def test_every_form_of_the_glossary_is_found() -> None:
    skipped = function_words()
    lost = []
    for concept, form in forms():
        plain = form.lstrip("=+^")
        quantity_or_date = concept in ("half", "christmas")
        if concept == "-" or quantity_or_date or plain.encode() in skipped:
            continue
        written = plain if form[0] == "^" else plain.lower()
        if f"c:{concept}" not in keys(f"x {written}"):
            lost.append((concept, form))
    assert lost == []


def test_long_words_are_not_remembered() -> None:
    before = len(_MEANINGS)
    tokens_of(view_of("z" * 5000))
    assert len(_MEANINGS) == before


# --- laws ----------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"12 1 284 000 41,2 €5.2m M€ % °C -12 h 17 heures 5pm janvier December 24 et 31 and of".split(),
        *"quatre vingt cent mille millions demi half a tiers environ plus de presque 2027 18/01".split(),
        *"La Voile Blanche #ProjetFalcon @moi N7 CA appel d'offres sans conducteur Q1 été noel".split(),
        *"œuf ﬁn ½ ² 𝐒𝐎𝐋 🚀 中文 Щ \u0301 \u200d . , - ' \n".split(" "),
    ]
)
TEXTS = (
    st.text(max_size=120)
    | st.lists(PIECES | st.text(max_size=3), max_size=30).map(" ".join)
    | (st.lists(PIECES, max_size=30).map("".join))
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("1/" + "9" * 5000)
@example("0" * 5000 + " " + "1" * 400 + ",5 %")
@example("İÎ 17 h")
@example("a" * 100 + " #" + "Ab" * 100)
def test_every_token_lies_in_the_text_in_order_of_start(text: str) -> None:
    found = tokens_of(view_of(text))
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert all(token.key for token in found)
    assert all(token.low <= token.high for token in found)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert tokens_of(view_of(text)) == tokens_of(view_of(text))


HOSTILE = [
    "1 ", "1,", "1.000", "vingt et ", "mille ", "24 et ", "le 3 et le ", "appel d'", "A-", "#Ab", "Ab",
    "9:", "01.", "a half ", "et ", "€1", "plus de ", "de ", "é", "1/1/", "10-", "Q1", "premier ", "La ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    """Eight times the text takes at most about eight times as long; the best of three."""

    def seconds(many: int) -> float:
        view = view_of(piece * many)
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            tokens_of(view)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8000) < 8 * 3 * seconds(1000) + 0.05


def test_pairs_of_pieces_never_fail() -> None:
    for one, other in product(HOSTILE, repeat=2):
        tokens_of(view_of(one + other))
