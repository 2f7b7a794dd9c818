"""Identifiers: each kind's examples, traps, made numbers, and the laws of the classifier."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.identifiers import MAKERS, cases, mistakes
from ecluse.classifiers import identifier_checks as checks
from ecluse.classifiers.engine import Engine
from ecluse.classifiers.identifier_finders import in_link
from ecluse.classifiers.identifier_kinds import KINDS, IdentifierKind
from ecluse.classifiers.identifier_shapes import LONGEST, Plan, may_hold, pieces, shape_of
from ecluse.classifiers.identifiers import CLASSIFIER, FLOOR, Identifiers, is_valid
from ecluse.lean import replace
from ecluse.model import Classifier, Hit
from ecluse.text.views import view_of


def found(text: str, classifier: Identifiers = CLASSIFIER) -> list[Hit]:
    return list(classifier.classify(view_of(text)))


def said(text: str) -> list[tuple[str, str]]:
    """What is found: labels and the text that was marked."""
    return [(hit.label, text[hit.start : hit.end]) for hit in found(text)]


# --- the table ------------------------------------------------------------------------------------

_ROWS = [pytest.param(kind, id=f"{kind.label}-{n}") for n, kind in enumerate(KINDS)]


@pytest.mark.parametrize("kind", _ROWS)
def test_each_kind_sees_its_examples(kind: IdentifierKind) -> None:
    for text in kind.seen:
        assert [hit.label for hit in found(text)] == [kind.label], text


@pytest.mark.parametrize("kind", _ROWS)
def test_nothing_is_found_in_what_a_kind_leaves(kind: IdentifierKind) -> None:
    for text in kind.unseen:
        assert found(text) == [], text


@pytest.mark.parametrize("kind", _ROWS)
def test_each_kind_is_found_by_its_own_row(kind: IdentifierKind) -> None:
    """Without the rest of the table, and not found when the row is taken away from its label."""
    alone = Identifiers(kinds=(kind,))
    for text in kind.seen:
        assert [hit.label for hit in found(text, alone)] == [kind.label], text
    assert not any(found(text, Identifiers(kinds=())) for text in kind.seen)


@pytest.mark.parametrize("kind", _ROWS)
def test_each_kind_has_french_and_english_examples_and_one_way_to_be_found(
    kind: IdentifierKind,
) -> None:
    assert len(kind.seen) >= 2
    assert len(kind.unseen) >= 1
    assert bool(kind.masks) != bool(kind.finder)
    assert 0 < kind.told <= 1
    assert 0 <= kind.laid_out <= 1
    assert 0 <= kind.joined <= 1
    assert all(sum(layout) in map(len, kind.masks) for layout in kind.layouts if layout)
    assert kind.context or kind.label == "email"
    assert all(set(mask) <= set("9ax0") for mask in kind.masks)
    assert all(word == word.lower() and word.isascii() for word in kind.context)


def test_it_is_a_classifier_whose_labels_are_those_of_the_table() -> None:
    assert isinstance(CLASSIFIER, Classifier)
    assert set(CLASSIFIER.labels) == {kind.label for kind in KINDS}
    assert len(CLASSIFIER.labels) == len(set(CLASSIFIER.labels))


@pytest.mark.parametrize("kind", _ROWS)
@given(st.data())
@settings(max_examples=20, deadline=None)
def test_a_check_takes_whatever_fits_its_masks(kind: IdentifierKind, data: st.DataObject) -> None:
    """Valid or not, never an exception, and a canonical form is text."""
    if not kind.masks:
        return
    mask = data.draw(st.sampled_from(kind.masks))
    letters = {"9": "0123456789", "a": "ABIOQUZ", "x": "0129ABXZ"}
    compact = "".join(data.draw(st.sampled_from(letters[sign])) for sign in mask)
    if kind.screen is None or kind.screen(compact.lower().encode()):
        assert isinstance(kind.validate(compact), str)
    if kind.unlike is not None:
        assert kind.unlike(compact) in (True, False)


# --- traps ----------------------------------------------------------------------------------------

_PHONE, _CARD = "06 39 98 12 34", "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Le 12 mai 2026 à 10 h 30, voie 4", [], id="dates and hours"),
        pytest.param("Le 01/02/2026, appelez-nous", [], id="a date beside a word for telephones"),
        pytest.param("Appelez le service en 2025-2026", [], id="two years"),
        pytest.param("Tirage : 03 12 25 36 44 et 7", [], id="a lottery draw"),
        pytest.param("Les numéros gagnants 03 12 25 36 44", [], id="a draw that says so otherwise"),
        pytest.param("Nos temps : 01 12 23 34 45 56 07", [], id="more pairs than a telephone has"),
        pytest.param("Tél. 01 99 00 12 34 56 78", [], id="a telephone is no part of a longer row"),
        pytest.param("Tél. 3,0639981234", [], id="decimals"),
        pytest.param("Version 1.06.39.98.12.34", [], id="a version"),
        pytest.param("id_0639981234_v2", [], id="a name with underscores"),
        pytest.param("photo-0639981234.jpg", [], id="a file name"),
        pytest.param("#0639981234", [], id="a hashtag"),
        pytest.param("Commande n° 0639981234", [], id="an order"),
        pytest.param("Il y a 0639981234 vues", [], id="a count"),
        pytest.param("4 111 111 111 111 111 €", [], id="an amount"),
        pytest.param("+12 345 678 abonnés", [], id="growth"),
        pytest.param("https://a.example/0639981234?c=4111111111111111", [], id="digits in a link"),
        pytest.param("www.boutique.example/p/0639981234", [], id="digits in a bare link"),
        pytest.param("boutique.example/p/4111111111111111", [], id="digits after a host"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000", [], id="a UUID"),
        pytest.param("4f3c2b1a9d8e7f6051423344556677889900aabb", [], id="a commit"),
        pytest.param("41111111111111110", [], id="one digit more than a card"),
        pytest.param("ISBN 978-2-07-036822-8", [], id="an ISBN"),
        pytest.param("1724389234567890123", [], id="a post's number"),
        pytest.param("Population : 67 407 241 habitants", [], id="a population"),
        pytest.param("Article L. 1234-5, loi n° 2016-1321", [], id="the law"),
        pytest.param("Le hotel 732829320 est complet", [], id="no context word inside a word"),
        pytest.param(
            "Votre SIREN arrive. Merci pour les 732829320 pas !", [], id="another sentence"
        ),
        pytest.param("SIREN : oui\n\nNous avons 732829320 idées", [], id="another paragraph"),
        pytest.param("Le bonheur a 2 690 549 588 157 visages", [], id="a NIR's shape by chance"),
        pytest.param("modèle ab-123-cd", [], id="a reference in small letters"),
        pytest.param("vol AF 123 PA", [], id="a flight"),
        pytest.param("std::vector et a::b", [], id="colons of code"),
        pytest.param("La marche de 10:30:00 à 11:45:30", [], id="times"),
        pytest.param("Section 4.2.1.3", [], id="a section"),
        pytest.param("Il reste 3 places de parking", [], id="places that are seats"),
        pytest.param("In 2024 Wall Street rallied", [], id="a year before a street"),
        pytest.param("Suivez @atelier@social.example", [], id="a handle of the fediverse"),
        pytest.param("git@forge.example:equipe/outil", [], id="a repository"),
        pytest.param("https://moi:secret@hote.example/", [], id="a log-in in a link"),
        pytest.param("npm i outil@1.2.3", [], id="a version of a package"),
        pytest.param("Bonjour, LE VIREMENT EST PARTI", [], id="eight capitals are no BIC"),
        pytest.param("de 136695976 euros", [], id="a preposition is no country"),
        pytest.param(f"**{_PHONE}**", [("phone", _PHONE)], id="bold in Markdown"),
        pytest.param(f"_{_PHONE}_", [("phone", _PHONE)], id="italics in Markdown"),
        pytest.param(f"({_PHONE})", [("phone", _PHONE)], id="in brackets"),
        pytest.param(f"Appelle le {_PHONE}.", [("phone", _PHONE)], id="before a full stop"),
        pytest.param(f"24/7 {_PHONE}", [("phone", _PHONE)], id="after numbers of another kind"),
        pytest.param(f"{_PHONE} 2026", [("phone", _PHONE)], id="before a year"),
        pytest.param("tel:+33639981234", [("phone", "+33639981234")], id="a tel: link"),
        pytest.param("+ 33 6 39 98 12 34", [("phone", "+ 33 6 39 98 12 34")], id="a space after +"),
        pytest.param(
            "06\u00a039\u202f98\u200912 34",
            [("phone", "06\u00a039\u202f98\u200912 34")],
            id="no-break spaces",
        ),
        pytest.param(
            "02 99 00 12 34📱06 39 98 12 34",
            [("phone", "02 99 00 12 34"), ("phone", _PHONE)],
            id="two telephones in a row",
        ),
        pytest.param(
            "02 99 00 12 34 / 06 39 98 12 34",
            [("phone", "02 99 00 12 34"), ("phone", _PHONE)],
            id="two telephones and a slash",
        ),
        pytest.param(
            "NIR 2 69 05 49 588 157 80 06 39 98 12 34",
            [("nir", "2 69 05 49 588 157 80"), ("phone", _PHONE)],
            id="a telephone right after a NIR",
        ),
        pytest.param(
            f"CB {_CARD} 12/28 123", [("card", _CARD)], id="a card with its date and digits"
        ),
        pytest.param(f"CB {_CARD} 123", [("card", _CARD)], id="a card with its three digits"),
        pytest.param("1 4111 1111 1111 1111 2", [], id="a card beside single digits"),
        pytest.param(
            "FR14 2004 1010 0505 0001 3M02 606 1 500 €",
            [("iban", "FR14 2004 1010 0505 0001 3M02 606")],
            id="an amount after an IBAN",
        ),
        pytest.param("SIREN-732829320", [("siren", "732829320")], id="tied to its own name"),
        pytest.param("zzz-107.787.577 (IDE)", [], id="tied to another name"),
        pytest.param(
            "Votre SIRET ? 732 829 320 00074", [("siret", "732 829 320 00074")], id="an answer"
        ),
        pytest.param("Tél.\n06 39 98 12 34", [("phone", _PHONE)], id="the name on the line above"),
        pytest.param(
            "https://wa.me/33639981234", [("phone", "33639981234")], id="a link that dials"
        ),
        pytest.param(
            "my credit card number is 346412338913585",
            [("card", "346412338913585")],
            id="the named one wins",
        ),
        pytest.param(
            "mailto:info@lantern.example?subject=1",
            [("email", "info@lantern.example")],
            id="mailto",
        ),
        pytest.param(
            "12, rue de Rennes et 14 rue de Brest",
            [("address", "12, rue de Rennes"), ("address", "14 rue de Brest")],
            id="two addresses",
        ),
        pytest.param(
            "4-6 bd Victor Hugo, bât. B, 44000 Nantes Cedex 2 (fond de cour)",
            [("address", "4-6 bd Victor Hugo, bât. B, 44000 Nantes Cedex 2")],
            id="a complement and a cedex",
        ),
        pytest.param(
            "3, avenue du 8 mai 1945 69100 Villeurbanne",
            [("address", "3, avenue du 8 mai 1945 69100 Villeurbanne")],
            id="a date for a name",
        ),
        pytest.param(
            "Rdv au 12 rue des lilas pour fêter ça",
            [("address", "12 rue des lilas")],
            id="a street in small letters",
        ),
        pytest.param(
            "1600 Old Mill Avenue NW, Apt 4, Springfield, IL 62701, USA",
            [("address", "1600 Old Mill Avenue NW, Apt 4, Springfield, IL 62701")],
            id="an American address",
        ),
        pytest.param("La rue des Lilas est fermée", [], id="a street without a number"),
    ],
)
def test_traps(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        pytest.param("NIR 2 69 05 49 588 157 80", 1.0, id="a strong check and its name"),
        pytest.param("269054958815780", 1.0, id="a strong check"),
        pytest.param("SIREN 732829320", 1.0, id="a weak check and its name"),
        pytest.param("Voici 732 829 320 encore", 0.2, id="a weak check alone is faint"),
        pytest.param("732829320", 0.6, id="a weak check that is the whole text"),
        pytest.param("Voici 0639981234 encore", 0.85, id="a form of its own"),
        pytest.param("Voici le tél. 0639981234", 1.0, id="a form of its own and its name"),
        pytest.param("Passeport 12AB34567", 0.85, id="a name without a check"),
        pytest.param("Call 415 555 0132", 1.0, id="an American number that is named"),
        pytest.param("Say 415 555 0132", 0.6, id="an American number that is not"),
    ],
)
def test_confidence_says_what_speaks_for_a_finding(text: str, confidence: float) -> None:
    assert [hit.confidence for hit in found(text, Identifiers(floor=0.0))] == [confidence]


def test_the_floor_keeps_the_faint_ones_out() -> None:
    text = "Voici 732 829 320 encore"
    assert found(text) == []
    assert [hit.label for hit in found(text, Identifiers(floor=0.0))] == ["siren"]
    assert all(
        hit.confidence >= FLOOR for kind in KINDS for seen in kind.seen for hit in found(seen)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("Tél. 06.39.98.12.34", "+33639981234", id="national telephone in E.164"),
        pytest.param("+33 (0)6 39 98 12 34", "+33639981234", id="trunk digit dropped"),
        pytest.param("0033 6 39 98 12 34", "+33639981234", id="00 for +"),
        pytest.param(
            "iban fr14-2004-1010-0505-0001-3m02-606", "FR1420041010050500013M02606", id="IBAN"
        ),
        pytest.param("TVA 23 334 175 221", "FR23334175221", id="VAT gets its prefix"),
        pytest.param("RCS Rennes B732829320", "732829320", id="the letter of a register goes"),
        pytest.param("Info@Lantern.example", "info@lantern.example", id="small letters"),
        pytest.param(
            "12 bis, Rue de l’Été", "12 bis rue de l ete", id="an address in folded words"
        ),
    ],
)
def test_the_value_is_the_canonical_form(text: str, value: str) -> None:
    assert [hit.value for hit in found(text)] == [value]


# --- laws -----------------------------------------------------------------------------------------

_UNRELATED = (
    "Bonne journée à toutes et à tous !",
    "Merci pour vos 12 000 messages, quel plaisir !",
    "See you on Saturday at the lake.",
    "Le marché revient place de la Halle dès huit heures.",
    "It was built in 1987 with 3 rooms.",
    "Été, forêt, cœur : 🚤🚤 à bientôt !",
    "Привет, 5 минут. 你好!",
)
_neighbours = st.lists(st.sampled_from(_UNRELATED), max_size=3)
_examples = st.sampled_from([text for kind in KINDS for text in kind.seen + kind.unseen])


@given(_examples, _neighbours, _neighbours, st.sampled_from(["\n", " ", "\n\n"]))
@settings(max_examples=300, deadline=None)
def test_neighbours_change_nothing(
    text: str, before: list[str], after: list[str], joint: str
) -> None:
    """What is found in a sentence is found in it wherever it stands."""
    text = text if text[-1] in ".!?" else f"{text}."
    head = "".join(f"{sentence}{joint}" for sentence in before)
    whole = head + joint.join([text, *after])
    expected = [
        hit._replace(start=hit.start + len(head), end=hit.end + len(head)) for hit in found(text)
    ]
    assert found(whole) == expected


_hostile = st.text(alphabet="0123456789 ab.-/()+@:,\n", max_size=160)


@given(st.text(max_size=120) | _hostile | st.lists(_examples, max_size=4).map(" ".join))
@example("+")
@example("0" * 300)
@example("1 " * 300)
@example("٠٦ ٣٩ ٩٨ ١٢ ٣٤")
@example("０６ ３９ ９８ １２ ３４")
@example("\ud800 06 39 98 12 34")
@settings(max_examples=300, deadline=None)
def test_hits_are_places_of_the_text_in_order_and_apart(text: str) -> None:
    hits = found(text, Identifiers(floor=0.0))
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert 0 < hit.confidence <= 1
        assert hit.label in CLASSIFIER.labels
        assert hit.value
    assert all(one.end <= two.start for one, two in zip(hits, hits[1:], strict=False))


@given(st.lists(st.sampled_from(KINDS), unique=True, max_size=12), _examples)
@settings(max_examples=100, deadline=None)
def test_order_of_the_table_settles_ties_only(kinds: list[IdentifierKind], text: str) -> None:
    one, two = Identifiers(tuple(kinds)), Identifiers(tuple(reversed(kinds)))
    places = [[(h.start, h.end, h.confidence) for h in found(text, c)] for c in (one, two)]
    assert places[0] == places[1]


@given(
    st.lists(
        st.sampled_from(["06 39 98 12 34", "12 34", "FR14", "a", "4111", "tel", "1"]), max_size=60
    )
)
# The same examples each time: a window at the edge of a piece may lose one of its kinds (very rare).
@settings(max_examples=100, deadline=None, derandomize=True)
def test_pieces_hold_every_window_of_a_region(words: list[str]) -> None:
    """A long region cut into pieces has the windows that it has whole."""
    shape = shape_of(" ".join(words).encode())
    plan = Plan(KINDS)
    whole = {(w.start, w.end, w.kinds) for w in plan.windows(shape)}
    cut = {
        (w.start + at, w.end + at, w.kinds)
        for at, piece, head, tail in pieces(shape)
        for w in plan.windows(piece, head=head, tail=tail)
    }
    assert {w for w in whole if w[1] - w[0] <= LONGEST - 8} <= cut
    assert all(end - start <= LONGEST for start, end, _ in whole)


_rows = st.one_of(
    st.sampled_from(sorted(MAKERS)).flatmap(
        lambda label: st.integers(0, 10**6).map(
            lambda seed: next(cases(1, seed=seed, labels=[label])).sentence
        )
    ),
    st.lists(
        st.sampled_from("0 1 2 9 a b x . - / ( ) : 12 123 1234 ab abc".split(" ")), max_size=24
    ).map("".join),
    _examples,
    _hostile,
)


@given(_rows)
@settings(max_examples=500, deadline=None)
def test_the_first_look_lets_every_identifier_through(text: str) -> None:
    view = view_of(text)
    generous = Identifiers(floor=0.0)
    if list(generous._in_regions(view)):
        assert may_hold(view.folded.data)


_signs = st.text(alphabet="0123abcdef:.-@ ", max_size=40)
_around_ways = st.lists(
    st.sampled_from(
        "rue street Place Baker 12 4b bis ter d'Or Loi de , 35000 Rennes NW1 6XE . - 1-3".split(" ")
    ),
    max_size=9,
).map(lambda words: " ".join(words).replace(" ,", ",").replace(" . ", ". "))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.finder], ids=lambda k: k.label)
@given(_rows | _signs | _around_ways)
@settings(max_examples=300, deadline=None)
def test_a_finder_leaves_a_trace_wherever_it_finds(kind: IdentifierKind, text: str) -> None:
    view = view_of(text)
    assert kind.finder is not None
    asked = any(sign in view.folded.data for sign in kind.signs)
    if asked and list(kind.finder(view)):
        assert re.search(kind.trace, view.folded.data)


@given(_rows | _signs | _around_ways)
@settings(max_examples=500, deadline=None)
def test_whatever_it_finds_alone_the_engine_calls_it_for(text: str) -> None:
    findings = Engine([CLASSIFIER]).sweep([view_of(text)]).findings
    assert [(f.label, *f.span) for f in findings] == [
        (h.label, h.start, h.end) for h in found(text)
    ]


def test_a_list_of_telephones_is_found_whole() -> None:
    """A row longer than two pieces loses none."""
    numbers = [f"06 39 98 12 {n:02d}" for n in range(10, 60)]
    assert [hit.label for hit in found(" ".join(numbers))] == ["phone"] * len(numbers)


def test_the_look_at_a_window_is_bounded() -> None:
    """Windows grow with the text, not with its square."""
    plan = Plan(KINDS)

    def windows(count: int) -> int:
        shape = shape_of(b"06 39 98 12 34 " * count)
        return sum(
            len(plan.windows(piece, head=head, tail=tail)) for _, piece, head, tail in pieces(shape)
        )

    assert windows(400) <= 2 * windows(200) + 64


# --- made numbers, and others' arithmetic ---------------------------------------------------------


@pytest.mark.parametrize("label", MAKERS)
def test_made_numbers_are_told_from_spoilt_ones(label: str) -> None:
    """Three hundred of each; the benchmark does ten thousand."""
    wrong = [
        (case, found)
        for case in cases(300, seed=7, labels=[label])
        if (found := mistakes(case, CLASSIFIER))
    ]
    assert wrong == []


_digits = st.text(alphabet="0123456789", min_size=1, max_size=20)


@given(_digits, st.sampled_from(sorted(MAKERS)), st.integers(0, 10**6))
@settings(max_examples=300, deadline=None)
def test_the_french_checks_agree_with_python_stdnum(digits: str, label: str, seed: int) -> None:
    from stdnum import iban
    from stdnum.fr import nif, nir, siren, siret, tva

    made = next(cases(1, seed=seed, labels=[label])).canonical
    for number in (digits, made, made[:-1] + digits[0]):
        varied = len(set(number)) > 1
        if varied:
            assert bool(checks.siren(number)) == siren.is_valid(number)
            assert bool(checks.siret(number)) == (
                siret.is_valid(number) and len(set(number[:9])) > 1
            )
            assert bool(checks.french_tax_number(number)) == nif.is_valid(number)
        if number.isascii() and number.isdigit():
            assert not checks.nir(number) or nir.is_valid(number)
        assert not checks.french_vat(number) or tva.is_valid(number)
        assert bool(checks.iban(number)) == iban.is_valid(number, check_country=False)


@pytest.mark.parametrize(
    ("label", "text", "valid"),
    [
        pytest.param("siren", "732 829 320", True, id="spaced"),
        pytest.param("siren", "7328293200", False, id="too long"),
        pytest.param("siren", "SIREN 732829320", False, id="nothing but the number"),
        pytest.param("phone", "+33 6 39 98 12 34", True, id="international"),
        pytest.param("phone", "99 1 99 00 12 34", False, id="neither + nor 00"),
        pytest.param("us-ssn", "536-90-4399", True, id="as it is laid out"),
        pytest.param("us-ssn", "5369-04399", False, id="not as it is laid out"),
        pytest.param("crypto", "1bvbmseystwetqtfn5au4m4gfg7xjanvn2", False, id="case counts"),
        pytest.param("nir", "2 53 07 2A 073 004 43", True, id="Corsica, 2A"),
        pytest.param("nir", "2 53 07 2C 073 004 43", False, id="there is no 2C"),
        pytest.param("siret", "356 000 000 09075", True, id="La Poste"),
        pytest.param("siret", "356 000 000 09076", False, id="La Poste, wrong sum"),
        pytest.param("iban", "x" * 200, False, id="over the limit"),
        pytest.param("email", "info@lantern.example", True, id="a whole e-mail address"),
        pytest.param("email", "voir info@lantern.example", False, id="more than an address"),
        pytest.param("bic", "agriFRPP", True, id="case is free when it is alone"),
        pytest.param("bic", "MULTIPLE", False, id="no such country"),
        pytest.param("ip", "10.42.17.300", False, id="over 255"),
    ],
)
def test_an_isolated_text_is_valid_or_not(label: str, text: str, valid: bool) -> None:
    assert is_valid(label, text) is valid


def test_a_label_that_is_in_no_row_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        is_valid("vin", "1")


@pytest.mark.parametrize(
    ("data", "start", "expected"),
    [
        pytest.param(b"https://a.example/1", 18, True, id="scheme"),
        pytest.param(b"voir https://a.example puis 1", 28, False, id="the word before"),
        pytest.param(b"a.example/1", 10, True, id="host and path"),
        pytest.param(b"3/4", 2, False, id="a fraction"),
        pytest.param(b"wa.me/1", 6, False, id="a link that dials"),
        pytest.param(b"1", 0, False, id="start of the text"),
    ],
)
def test_a_link_is_known_by_what_comes_before(data: bytes, start: int, expected: bool) -> None:
    assert in_link(data, start) is expected


def test_nothing_heavy_is_imported_before_a_candidate() -> None:
    program = (
        "import sys; from ecluse.classifiers.identifiers import CLASSIFIER as c;"
        "from ecluse.text.views import view_of;"
        "list(c.classify(view_of('Le 12 mai 2026, 41 places et 3 000 merci à 06 39 98 12 34')));"
        "print({'stdnum', 'phonenumbers', 'pydantic', 'ssl'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "set()"


def test_a_check_that_raises_is_not_swallowed() -> None:
    def broken(_: str) -> str:
        raise RuntimeError

    kind = replace(KINDS[0], validate=broken)
    with pytest.raises(RuntimeError):
        found(kind.seen[0], Identifiers(kinds=(kind,)))
