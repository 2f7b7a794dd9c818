"""Views of innocent words hold no cipher and no slip, and the quick look at them finds what the long one does."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.classifiers.disguised import Disguised
from ecluse.classifiers.innocent import INNOCENT, STRANGE, WRONG, Innocent, runs
from ecluse.classifiers.lexicon import Entry, Lexicon
from ecluse.classifiers.near import Near
from ecluse.text.fold import fold
from ecluse.text.views import view_of

TERMS = (
    "boréalis",
    "projet marelle",
    "plan social",
    "maintenant",
    "week end",
    "chiffre d'affaires",
)
LEXICON = Lexicon(tuple(Entry("secret", term, term) for term in TERMS))
NEAR, DISGUISED = Near(LEXICON), Disguised(LEXICON)


def suspicion(text: str) -> int:
    return Innocent(NEAR.may_be_wrong).suspicion(view_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "Rendez-vous samedi au marché, place de la Halle !",
        "L’œuvre d’été : « venez nombreux » à 18 h 30 ou le 12/06".replace(" h", ""),
        "See you at the lake 🚤 we're ready",
        "",
    ],
)
def test_ordinary_words_are_innocent(text: str) -> None:
    assert suspicion(text) == INNOCENT


@pytest.mark.parametrize(
    "text",
    ["le borealsi", "cebwrg zneryyr", "chiffre d'affaire", "un p seul", "mainTenant", "orealisbay"],
)
def test_what_may_be_a_slip_or_a_piece_of_a_cipher_is_not(text: str) -> None:
    assert suspicion(text) != INNOCENT


PIECES = st.sampled_from(
    [
        *("main", "tenant", "maintenant", "plan", "social", "week", "end", "weekend", "bo", "re", "al", "is"),
        *("Borne", "Oser", "Réalité", "Écluse", "Air", "Lac", "Ile", "Sel", "le", "à", "un", "chiffres", "affaires"),
        *("mAin", "TENANT", "œuvre", "straße", "Île", "b0r3al1s", "5oc1al", "42", "été", "сосна", "ﬁn", "ž", "𝐩𝐥𝐚𝐧"),
        *("cebwrg", "zneryyr", "silaerob", "orealisbay", "p", "borealsi", "lac1", "affaire", "ſ", "ª"),
    ]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "", "-", "’", ", ", ". ", "\n", "/", " | ", "🚀", "…", "\u200b", "\ufe0f", "\u00a0"]
)
TEXTS = st.lists(st.tuples(PIECES, GAPS), max_size=12).map(
    lambda its: "".join(a + b for a, b in its)
)


@given(TEXTS | st.text())
def test_the_quick_look_at_innocent_words_finds_what_the_long_one_does(text: str) -> None:
    view, its = view_of(text), suspicion(text)
    if its == INNOCENT:
        assert list(DISGUISED.set_apart(view)) == list(DISGUISED.classify(view))
    if its != WRONG:
        assert not list(NEAR.classify(view))


@example("fal\xadcon \xad")
@given(TEXTS | st.text())
def test_runs_are_those_of_the_folded_text(text: str) -> None:
    letters = frozenset(range(97, 123))
    folded = bytes(b if b in letters else 32 for b in fold(text).data).split()
    its = [fold(run.decode("latin-1")).data for run in runs(text)]
    assert list(filter(None, its)) == folded  # soft hyphens by themselves are nothing


def test_a_word_that_was_judged_is_judged_the_same_again() -> None:
    innocent = Innocent(NEAR.may_be_wrong)
    texts = ["le lac", "le lac et un p seul", "le lac", "un p seul", "et un lac"]
    judged = [innocent.suspicion(view_of(text)) for text in texts]
    assert judged == [INNOCENT, STRANGE, INNOCENT, STRANGE, INNOCENT]
