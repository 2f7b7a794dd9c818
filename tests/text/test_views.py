"""Every reading of a text that hides, each with its way home, and no more of them than the limits say."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.model import Draft, FaultKind, Limits, Part, View
from ecluse.text.canonical import is_ordinary
from ecluse.text.decode import signs_of
from ecluse.text.hints import announced
from ecluse.text.loose import GATHERED, readings
from ecluse.text.markup import hidden, rendered
from ecluse.text.masked import unmasked
from ecluse.text.strokes import straight
from ecluse.text.views import Earlier, Views, _hides_nothing, _in_lines, _Text, _within, views

SECRET = "Projet Falcon"


def coded(text: str, times: int = 1) -> str:
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text


def seen(text: str) -> dict[str, list[str]]:
    """The views of a text, by name."""
    by_name: dict[str, list[str]] = {}
    for view in views([Part("text", text)]):
        by_name.setdefault(view.name, []).append(view.text)
    return by_name


def test_the_same_excerpt_of_two_readings_is_looked_at_in_both_places() -> None:
    """A word set apart and the same word in leetspeak, far apart, among the same words."""
    around = "le marché du port ouvre à huit heures " * 60
    text = f"{around}g4r4ge {around}g.a.r.a.g.e {around}"
    homes = {
        view.places(at, at + 6)[0].span.start // len(around)
        for view in views([Part("text", text)])
        for at in range(len(view.text))
        if view.text.startswith("garage", at)
    }
    assert homes == {1, 2}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("shown", "Projet F\u200balcon", id="a space of no width"),
        pytest.param("shown", "Projet \U0001d5d9\U0001d5ee\U0001d5f9con", id="styled letters"),
        pytest.param("shown", "Projet F\u0430lcon", id="a Cyrillic letter"),
        pytest.param("shown", "Projet \u202enoclaF\u202c", id="an override of direction"),
        pytest.param("rendered", "Projet **Fal**con", id="bold letters"),
        pytest.param("rendered", "Projet F&#97;lcon", id="a reference"),
        pytest.param("rendered", "Projet Fal<!-- x -->con", id="a comment inside a word"),
        pytest.param("hidden", "Bonjour <!-- Projet Falcon -->", id="a comment"),
        pytest.param("hidden", '<img alt="Projet Falcon" src="a.png">', id="an attribute"),
        pytest.param("decoded", coded(SECRET), id="base64"),
        pytest.param("decoded", "Projet%20Falcon", id="percent"),
        pytest.param("decoded", SECRET.encode().hex(), id="hexadecimal"),
        pytest.param("decoded", coded(SECRET, 2), id="base64 twice"),
        pytest.param("hidden", f"<!-- {coded(SECRET, 2)} -->", id="base64 twice, in a comment"),
        pytest.param("joined", "Projet F.a.l.c.o.n", id="letters set apart"),
        pytest.param("leet", "Projet F4lc0n", id="digits for letters"),
        pytest.param("unstretched", "Projet Falllcon", id="a letter that is stretched"),
        pytest.param(
            "twisted", "Cebwrg Snypba : yrf cynaf fbag qnaf yr qbffvre cbhe ibhf", id="a cipher"
        ),
    ],
)
def test_a_text_that_hides_is_read(name: str, text: str) -> None:
    assert any(SECRET in one for one in seen(text)[name]), seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rendez-vous samedi à 18 h 30 au salon de l’énergie, stand B42 ! 🚀 #énergie",
        "We’re hiring 3 engineers: https://example.com/jobs?id=42&lang=fr — join us ❤️",
        "Le MP3 de l’émission n° 12 est en ligne (52 min), et c’est gratuit…",
        "سلام می‌خواهم",
        "👨‍👩‍👧‍👦 🇫🇷 1️⃣",
    ],
)
def test_an_ordinary_post_has_one_view(text: str) -> None:
    assert [view.name for view in views([Part("text", text)])] == ["plain"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("F\u200balcon", id="shown"),
        pytest.param("Bravo à **Fal**con, merci", id="rendered"),
        pytest.param(f"Voici {coded('le Projet Falcon')} pour vous", id="decoded"),
        pytest.param("Voici F.a.l.c.o.n pour vous", id="joined"),
        pytest.param("Voici F4lc0n pour vous", id="leet"),
    ],
)
def test_what_a_view_shows_comes_home_to_what_hides_it(text: str) -> None:
    homes = [home for view in views([Part("text", text)]) for home in _places(view, "Falcon")]
    start, end = text.find("Voici ") + 6 if "Voici " in text else 0, len(text)
    assert homes
    for first, last in homes:
        assert start <= first < last <= end - (9 if "pour" in text else 0)


def _places(view: View, word: str) -> Iterator[tuple[int, int]]:
    at = view.text.find(word)
    if at >= 0:
        yield from ((p.span.start, p.span.end) for p in view.places(at, at + len(word)))


_PIECES = st.sampled_from(
    ["Falcon ", "<b>", "</b>", "&#70;", "**", "\u200b", "\u202e", "%46", "\\u0046", coded(SECRET),
     "F.a.l.c.o.n", "<!--", "-->", "[a](b)", "\u0430", "\U0001d5d9", "0", "4 5 6 ", "\ud800", "\n", "|"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=4), max_size=16).map("".join))
@example("\ufdfa" * 20)
def test_every_place_lies_inside_the_draft(text: str) -> None:
    for view in views(Draft(text, title="Titre", alt=(text[::-1],)).parts()):
        for start in range(0, len(view.text), 7):
            for field, span, draft in view.places(start, min(start + 5, len(view.text))):
                part = {"text": text, "title": "Titre", "alt[0]": text[::-1]}[field]
                assert 0 <= span.start <= span.end <= len(part)
                assert not draft


class TestLimits:
    """Over a limit there is a fault, and what was made until then is looked at."""

    def made(self, text: str, limits: Limits = Limits()) -> tuple[list[str], list[FaultKind]]:
        made = Views((Part("text", text),), limits)
        return [view.text for view in made], [fault.kind for fault in made.faults]

    def test_three_encodings_one_in_another_are_read(self) -> None:
        texts, faults = self.made(coded(SECRET, 3))
        assert any(SECRET in text for text in texts)
        assert not faults

    def test_more_are_a_fault(self) -> None:
        texts, faults = self.made(coded(SECRET, 5))
        assert not any(SECRET in text for text in texts)
        assert faults == [FaultKind.LIMIT]

    def test_so_are_too_many_views(self) -> None:
        texts, faults = self.made(f"{coded(SECRET)} <!-- a b -->", Limits(views=1))
        assert len(texts) == 2
        assert faults == [FaultKind.LIMIT]

    def test_and_too_many_decoded_characters(self) -> None:
        assert self.made(coded(SECRET * 9), Limits(decoded=50))[1] == [FaultKind.LIMIT]

    def test_texts_that_are_too_long_together_are_not_read_together(self) -> None:
        parts = (Part("text", "a" * 60),)
        made = Views(parts, Limits(characters=100), [Earlier("one", (Part("text", "b" * 60),))])
        assert list(made) == []
        assert [fault.kind for fault in made.faults] == [FaultKind.LIMIT]

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("aB3$xY7*" * 17_000, id="a dense word that is too long"),
            pytest.param(
                " ".join(coded(f"mot{n:06}") for n in range(10_001)), id="too many encoded words"
            ),
            pytest.param(
                base64.b64encode(gzip.compress(bytes(9_000_000), 9)).decode(), id="packed zeros"
            ),
        ],
    )
    def test_what_decoding_has_no_room_for_is_a_fault(self, text: str) -> None:
        _, faults = self.made(f"Bonjour, {text}")
        assert faults == [FaultKind.LIMIT]


# --- nothing hidden ---------------------------------------------------------------------------------


def has_no_other_view(text: str) -> bool:
    """What :func:`_hides_nothing` says, each maker asked by itself."""
    return (
        is_ordinary(text)
        and "\t" not in text
        and next((name for name, _ in readings(text) if name != "acrostic"), None) is None
        and (announced(text) - GATHERED) <= {"acrostic"}
        and not signs_of(text)
        and unmasked(text) is None
        and straight(text) is None
        and rendered(text) is None
        and next(hidden(text), None) is None
    )


WORDS = st.sampled_from(
    [
        *("Lac", "l’été", "Œuvre", "cœur", "vv", "VV", "FaIcon", "CONFlDENTIEL", "R", "D", "II", "arrive", "revient", "12"),
        *("https://exemple.fr/a_b?c=d&e=f", "http://a.b/c+d", "www.exemple.fr", "e.g", "ő", "ª", "²", "mail@exemple.fr"),
        *("12,50", "12/06", "18", "0639", "98 12", "FR76", "3O", "h", "puis", "euh", "neuf", "fois", "rev", "reversed", "(oui)"),
    ]
)  # fmt: skip
SIGNS = st.sampled_from(
    [
        *" .,;:!?'\"()[]{}<>|*_~`^$&%#@=+-/\\\n",
        *(". ", ", ", "’", "“", "”", "« ", " »", "…", "\u202f", "\u00a0", " 😀 ", "👩\u200d🔬", "❤\ufe0f", "1\ufe0f\u20e3"),
        *("](", "[x]", "''", '" + "', "= '", ":tada:", "---\n", "-\n", "\n>", "&amp;", "(fi)", "•", "│", "·", ".replace", "/*", "('", ".rev", " // "),
    ]
)  # fmt: skip


@example("a•b", "")
@given(
    st.lists(st.tuples(WORDS, SIGNS), max_size=8).map(lambda its: "".join(a + b for a, b in its))
    | st.text(),
    st.sampled_from(
        ["", "--- ", "> ", "Bonjour à tous. Voici ", "Le lac est ouvert à tous.\n" * 6]
    ),
)
def test_a_text_in_which_nothing_is_said_to_hide_has_no_other_view(text: str, before: str) -> None:
    text = before + text
    if _hides_nothing(text):
        assert has_no_other_view(text)
        assert list(_in_lines(_Text(text), {text})) == list(_within(_Text(text), {text}, {}))
    elif "://" not in text and "\n" not in text:
        assert not has_no_other_view(text)


def test_ordinary_posts_have_one_view() -> None:
    for text in (
        "Rendez-vous samedi à 18 h, place de l’Hôtel-de-Ville : venez nombreux 😀",
        "Don’t miss it: doors at 7:30 pm… https://example.org/p/12 #lac",
        "« L’Œuvre » (2027) : l’atelier rouvre, en revanche le quai non.",
    ):
        assert _hides_nothing(text)
