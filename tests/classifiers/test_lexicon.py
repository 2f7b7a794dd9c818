"""Declared terms are found however people write them, and only as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.engine import Engine
from ecluse.classifiers.hashed import HashedTerms, HashError, hash_term
from ecluse.classifiers.lexicon import Entry, Lexicon, context_words, term_words
from ecluse.model import View
from ecluse.text.views import view_of


def found(term: str, text: str, **more: object) -> list[str]:
    sweep = Engine([Lexicon((Entry("t", term, **more),))]).sweep([view_of(text)])  # type: ignore[arg-type]
    assert not sweep.faults
    return [text[start:end] for start, end in (f.span for f in sweep.findings)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("Falcon", "Le projet falcon arrive", ["falcon"]),
        ("Falcon", "L’affaire d’Falcon", ["Falcon"]),
        ("Falcon", "Falcon's launch", ["Falcon"]),
        ("Falcon", "deux Falcons", ["Falcons"]),
        ("Falcon", "#Falcon2027", ["Falcon"]),
        ("Falcon", "#ProjetFalcon", ["Falcon"]),
        ("Falcon", "#projetfalcon", ["falcon"]),
        ("Falcon", "#acfalcon", []),
        ("Falcon", "la falconnerie", []),
        ("Falcon", "un gerfalcon", []),
        ("Projet Falcon", "projet\u00a0Falcon", ["projet\u00a0Falcon"]),
        ("Projet Falcon", "projet‑falcon", ["projet‑falcon"]),
        ("Projet Falcon", "PROJET_FALCON", ["PROJET_FALCON"]),
        ("Projet Falcon", "#ProjetFalcon", ["ProjetFalcon"]),
        ("Projet Falcon", "#projetfalcon", ["projetfalcon"]),
        ("Projet Falcon", "le projet\nFalcon", ["projet\nFalcon"]),
        ("Projet Falcon", "le projet **Falcon**", ["projet **Falcon"]),
        ("Projet Falcon", "**projet** `Falcon`", ["projet** `Falcon"]),
        ("Projet Falcon", "un projet. Falcon", []),
        ("Projet Falcon", "un projet nommé Falcon", []),
        ("ProjetFalcon", "le projet Falcon", ["projet Falcon"]),
        ("plan social", "des plans sociaux", ["plans sociaux"]),
        ("fermeture de site", "les fermetures de sites", ["fermetures de sites"]),
        ("company", "two companies", ["companies"]),
        ("secret", "pas ecret", []),
        ("café", "un CAFE, des cafés", ["CAFE", "cafés"]),
        ("café", "cafeteria scafe", []),
        ("été", "un été ici", ["été"]),
        ("cœur", "le COEUR", ["COEUR"]),
        ("A320", "un A3200", []),
        ("Œuvre Falcon", "l’œuvre Falcon", ["œuvre Falcon"]),
        ("Проект", "наш проект!", ["проект"]),
    ],
)
def test_variants(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


def test_without_variants_only_the_word_itself_counts() -> None:
    assert found("Falcon", "Falcon Falcons #projetfalcon", variants=False) == ["Falcon"]


def test_near_and_unless_look_at_the_words_around() -> None:
    near, unless = context_words(["Rennes"]), context_words(["base de données"])
    assert found("site", "le site de Rennes", near=near) == ["site"]
    assert found("site", "le site de Lyon", near=near) == []
    assert found("site", "le site a dix mots entre lui et la ville de Rennes", near=near) == []
    assert found("site", "le site, ses bases de données", unless=unless) == ["site"]
    assert found("site", "le site, sa base de données", unless=unless) == []


words = st.text(alphabet="abcdeéœ", min_size=1, max_size=6)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
posts = st.lists(words | st.sampled_from([" ", "-", "’", "#", ".", "🚀", "\n", "_"])).map("".join)


@given(phrases, posts, posts)
def test_a_term_between_spaces_is_always_found(term: str, before: str, after: str) -> None:
    assert term in found(term, f"{before} {term} {after}")


@given(st.lists(phrases, min_size=1, max_size=4), posts)
def test_the_engine_finds_what_plain_search_finds(terms: list[str], post: str) -> None:
    lexicon = Lexicon(tuple(Entry("t", term, str(n)) for n, term in enumerate(terms)))
    view = view_of(post)
    plain = {(hit.name, hit.start, hit.end) for hit in lexicon.classify(view)}
    swept = Engine([lexicon]).sweep([view]).findings
    assert {(f.name, *f.span) for f in swept if f.view == "plain"} == plain


@given(phrases, phrases, posts)
def test_a_neighbour_changes_nothing(one: str, other: str, post: str) -> None:
    alone, both = Lexicon((Entry("t", one),)), Lexicon((Entry("t", one), Entry("u", other)))
    swept = Engine([both]).sweep([view_of(post)]).findings
    assert [f for f in swept if f.label == "t"] == list(
        Engine([alone]).sweep([view_of(post)]).findings
    )


def test_a_finding_does_not_carry_the_term() -> None:
    sweep = Engine([Lexicon((Entry("t", "Falcon"),))]).sweep([view_of("Falcon")])
    assert "alcon" not in repr(sweep.findings)


class TestHashedTerms:
    key = b"a key for tests"

    def found(self, term: str, text: str) -> list[str]:
        terms = HashedTerms("t", (hash_term(term, self.key),), self.key)
        return [text[hit.start : hit.end] for hit in terms.classify(view_of(text))]

    @pytest.mark.parametrize(
        "text", ["Projet Falcon", "projet‑falcon", "#ProjetFalcon", "PROJET_FALCON"]
    )
    def test_spelling_of_separators_and_case_does_not_matter(self, text: str) -> None:
        assert len(self.found("Projet Falcon", f"voici {text} !")) == 1

    def test_another_key_finds_nothing(self) -> None:
        terms = HashedTerms("t", (hash_term("Falcon", b"other"),), self.key)
        assert not list(terms.classify(view_of("Falcon")))

    def test_the_entry_does_not_hold_the_term(self) -> None:
        assert "falcon" not in hash_term("Falcon", self.key).lower()

    @pytest.mark.parametrize("term", ["", "!!", "a b c d e f"])
    def test_what_cannot_be_hashed_is_refused(self, term: str) -> None:
        with pytest.raises(HashError):
            hash_term(term, self.key)

    def test_a_malformed_entry_is_refused(self) -> None:
        with pytest.raises(HashError, match="N:HEX"):
            list(HashedTerms("t", ("nonsense",), self.key).classify(view_of("x")))


def test_camel_case_cuts_a_declared_term() -> None:
    assert term_words("ProjetFalcon 9") == (b"projet", b"falcon", b"9")


def test_the_text_shown_by_a_finding_folds_to_the_term() -> None:
    view: View = view_of("le cœur")
    (hit,) = Lexicon((Entry("t", "coeur"),)).classify(view)
    assert view.text[hit.start : hit.end] == "cœur"
