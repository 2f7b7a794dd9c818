"""Declared terms are found with one letter wrong, and ordinary words are no slips of theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.lexicon import Entry, Lexicon
from ecluse.classifiers.near import Near, kept_words
from ecluse.text.edits import is_one_edit, without_one
from ecluse.text.views import view_of

TERMS = (
    "confidentiel",
    "projet marelle",
    "plan social",
    "licenciement économique",
    "chiffre d'affaires",
    "Borealis",
    "vergrane",
)
NEAR = Near(Lexicon(tuple(Entry("secret", term, term) for term in TERMS)))


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.name, text[hit.start : hit.end]) for hit in NEAR.classify(view_of(text))]


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        pytest.param("C'est confidntiel !", "confidentiel", "confidntiel", id="missing"),
        pytest.param("C'est confiidentiel !", "confidentiel", "confiidentiel", id="added"),
        pytest.param("C'est konfidentiel !", "confidentiel", "konfidentiel", id="another"),
        pytest.param("C'est confidenteil !", "confidentiel", "confidenteil", id="swapped"),
        pytest.param("onfidentiel", "confidentiel", "onfidentiel", id="the first is missing"),
        pytest.param("confidentie", "confidentiel", "confidentie", id="the last is missing"),
        pytest.param("des confidentils", "confidentiel", "confidentils", id="in the plural"),
        pytest.param("l'étude Borealls", "Borealis", "Borealls", id="after an apostrophe"),
        pytest.param("#Boraelis", "Borealis", "Boraelis", id="a hashtag"),
        pytest.param("étude_Boraelis_v2", "Borealis", "Boraelis", id="between underscores"),
        pytest.param("projt marelle", "projet marelle", "projt marelle", id="the first word"),
        pytest.param("projet marele", "projet marelle", "projet marele", id="the last word"),
        pytest.param("projet-mrelle", "projet marelle", "projet-mrelle", id="with a hyphen"),
        pytest.param("#ProjetMarele", "projet marelle", "ProjetMarele", id="in one word"),
        pytest.param("projets marele", "projet marelle", "projets marele", id="a plural too"),
        pytest.param("plan socail", "plan social", "plan socail", id="swapped in a phrase"),
        pytest.param("lpan social", "plan social", "lpan social", id="swapped in a short word"),
        pytest.param(
            "licenciment économique",
            "licenciement économique",
            "licenciment économique",
            id="a long phrase",
        ),
        pytest.param(
            "chiffre d’affaire", "chiffre d'affaires", "chiffre d’affaire", id="no plural"
        ),
        pytest.param("conf*dentiel", "confidentiel", "conf*dentiel", id="masked"),
        pytest.param("c*nfidentiel", "confidentiel", "c*nfidentiel", id="masked near the start"),
        pytest.param("conf**entiel", "confidentiel", "conf**entiel", id="two masked"),
        pytest.param("conf·dentiel", "confidentiel", "conf·dentiel", id="a dot for a letter"),
        pytest.param("conf_dentiel", "confidentiel", "conf_dentiel", id="an underscore for one"),
    ],
)
def test_one_wrong_letter_is_seen(text: str, name: str, shown: str) -> None:
    assert found(text) == [(name, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "confidentiel, projet marelle, plan social, Borealis",  # the lexicon finds these
        "confidentiels, projets marelles, plans sociaux",
        "Les données restent confidentielles, en toute confidence",
        "le confedenteel de",  # two letters, and another sound
        "un plan spécial, un plan local, une place sociale",
        "licenciements économiques, licenciement pour motif économique",
        "plan, socail",
        "Projet. Marele",
        "projet de marele",
        "mot1confidntiel2",
        "1Borealis",
        "Vergne, verglas, vergers",
        "il con fie dentelle",
        "boréal, boréales",
        "",
        "\ud800\x00",
    ],
)
def test_ordinary_words_are_no_slips(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("term", ["licenciements", "résultats", "acquisition", "embauches"])
def test_another_form_of_an_ordinary_word_is_no_slip(term: str) -> None:
    text = "licenciement résultat acquisitions embauche embauché licencient résultante"
    assert list(Near(Lexicon((Entry("secret", term),))).classify(view_of(text))) == []


def test_terms_of_seven_letters_and_terms_without_variants_are_exact() -> None:
    lexicon = Lexicon((Entry("secret", "vergran"), Entry("secret", "borealis", variants=False)))
    assert list(Near(lexicon).classify(view_of("vergrn boralis"))) == []


def test_an_entry_keeps_its_label_and_is_at_most_as_sure() -> None:
    lexicon = Lexicon((Entry("secret", "borealis", "lake", confidence=0.5, near=(b"lac",)),))
    (hit,) = Near(lexicon).classify(view_of("le lac boralis"))
    assert (hit.label, hit.name, hit.confidence, hit.value) == ("secret", "lake", 0.5, "borealis")
    assert not list(Near(lexicon).classify(view_of("le port boralis")))


_WORD = "vergrane"


@given(st.data())
def test_every_single_edit_of_a_name_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(_WORD) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    ways = (
        _WORD[:at] + _WORD[at + 1 :],
        _WORD[:at] + letter + _WORD[at:],
        _WORD[:at] + letter + _WORD[at + 1 :],
        _WORD[:at] + _WORD[at : at + 2][::-1] + _WORD[at + 2 :],
    )
    word = data.draw(st.sampled_from(ways))
    # With an s or x after it, or as it is, it is the term itself: the lexicon's.
    assert found(word) == ([] if word in (_WORD, _WORD + "s", _WORD + "x") else [(_WORD, word)])


def test_many_phrases_that_share_a_word_are_each_found() -> None:
    names = [f"projet {a}{b}rgrane" for a in "bdfglmprstv" for b in "aeiou"]
    near = Near(Lexicon(tuple(Entry("secret", name, name) for name in names)))
    (hit,) = [h for h in near.classify(view_of("projet mirgrnae")) if h.name == "projet mirgrane"]
    assert (hit.start, hit.end) == (0, 15)


@given(st.text() | st.text(alphabet="confidetlprjmars*·_ \n", max_size=60))
def test_every_hit_lies_in_the_text(text: str) -> None:
    for hit in NEAR.classify(view_of(text)):
        assert 0 <= hit.start < hit.end <= len(text)


_letters = st.text("abc", max_size=6).map(str.encode)


def _distance(one: bytes, other: bytes) -> int:
    """Damerau's distance with neighbours swapped, by its definition."""
    rows = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            least = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                least = min(least, rows[i - 2, j - 2] + 1)
            rows[i, j] = least
    return rows[len(one), len(other)]


@given(_letters, _letters)
def test_one_edit_is_a_distance_of_one(one: bytes, other: bytes) -> None:
    assert is_one_edit(one, other) == (_distance(one, other) == 1)


@given(_letters, _letters)
def test_words_one_edit_apart_have_a_piece_in_common(one: bytes, other: bytes) -> None:
    if is_one_edit(one, other):
        assert {one, *without_one(one)} & {other, *without_one(other)}


@given(
    st.lists(st.text("abls", min_size=1, max_size=10).map(str.strip), min_size=1, max_size=4),
    st.sampled_from(["borealis", "confidentiel", "chiffre d'affaires", "plan social"]),
    st.integers(0, 12),
    st.sampled_from(["", "a", "s", " ", "x"]),
)
def test_words_that_are_kept_change_nothing_that_is_found(
    others: list[str], term: str, at: int, put: str
) -> None:
    lexicon = Lexicon(tuple(Entry("secret", text, text) for text in (*TERMS, *others)))
    text = " ".join([*others, term[:at] + put + term[at + 1 :], "vergrne"])
    view = view_of(text)
    fresh, kept = Near(lexicon), Near(lexicon, kept_words(lexicon))
    assert list(kept.classify(view)) == list(fresh.classify(view))


def test_ordinary_words_index_nothing_when_words_are_kept() -> None:
    lexicon = Lexicon(tuple(Entry("secret", term, term) for term in TERMS))
    kept = Near(lexicon, kept_words(lexicon))
    assert not kept.classify(view_of("Bonjour à toute l'équipe de Zorglubie, rendez-vous au quai"))
    assert not {"declared", "_compared", "_indexed", "_forms"} & vars(kept._readings).keys()


def test_after_many_words_what_is_declared_is_indexed() -> None:
    lexicon = Lexicon(tuple(Entry("secret", term, term) for term in TERMS))
    kept = Near(lexicon, kept_words(lexicon))
    for first in "bcdfghjklm":
        kept.classify(view_of(" ".join(f"zq{first}{other}wq" for other in "bcdfghjklmnpqrst")))
    assert "_indexed" in vars(kept._readings)
