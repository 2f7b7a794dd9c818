"""What words mean: concepts that French and English share, function words, ordinary words.

Written by us, in ``language/``. ``glossary.txt`` has one concept on a line, ``concept: word, phrase,
…``. A form is found as it is written or in the plural; a word found by no form is looked up by its
lemma, that of another form. The concept ``-`` holds words and phrases
that have none. A mark before a form says
how it is read:

- ``=form``: only that form and its plural, not others of its lemma;
- ``^FORM``: only in capitals (``CA`` is not « ça »);
- ``+phrase``: the words of the phrase also count by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ecluse.registers.stems import lemma
from ecluse.text.fold import fold

__all__ = [
    "ALIASES",
    "Glossary",
    "Phrases",
    "compiled",
    "forms",
    "function_words",
    "glossary",
    "read_lines",
    "words_of",
]

Phrases = dict[str, Any]
"""A tree of lemmas; ``""`` holds the concepts of the phrase that ends there, and whether its words
also count by themselves."""


class Glossary(NamedTuple):
    """The glossary; keys are folded bytes read as Latin-1.

    Attributes:
        exact: form → concepts; none for words that are kept out.
        lemmas: lemma → concepts.
        capitals: form in small letters → concepts, for words written in capitals.
        phrases: first lemma → the rest of phrases.
    """

    exact: dict[str, list[str]]
    lemmas: dict[str, list[str]]
    capitals: dict[str, list[str]]
    phrases: Phrases

    def concepts(self, word: bytes) -> tuple[bytes, ...]:
        """The concepts of a folded word; none when the glossary does not hold it."""
        written = word.decode("latin-1")
        for form, ending in (
            (written, ""),
            (written[:-1], "s"),
            (written[:-1], "x"),
            (written[:-2], "es"),
        ):
            if form in self.exact and form + ending == written:
                return _keys(self.exact[form])
        return _keys(self.lemmas.get(lemma(word).decode("latin-1"), ()))

    def shouted(self, word: bytes) -> tuple[bytes, ...]:
        """The concepts of a folded word that was written in capitals."""
        return _keys(self.capitals.get(word.decode("latin-1"), ()))


def _keys(concepts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(concept.encode() for concept in concepts)


def _text(name: str) -> str:
    return Path(__file__).with_name("language").joinpath(name).read_text("utf-8")


def read_lines(name: str) -> list[str]:
    """The lines of a data file that are not empty or comments."""
    return [line for line in _text(name).splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def function_words() -> frozenset[bytes]:
    """Words that carry no meaning of their own, French, English and texting, folded."""
    return frozenset(words_of(fold(" ".join(read_lines("function_words.txt"))).data))


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The glossary as it was compiled into ``glossary.json``."""
    return Glossary(**json.loads(_text("glossary.json")))


def compiled() -> str:
    """The text of ``glossary.json``, made of ``glossary.txt``."""
    made = Glossary({}, {}, {}, {})
    for concept, form in forms():
        _enter(made, f"c:{concept}", form)
    return json.dumps(made._asdict(), separators=(",", ":"), sort_keys=True) + "\n"


def forms() -> Iterator[tuple[str, str]]:
    """Each concept with each of its forms, marks included."""
    for line in read_lines("glossary.txt"):
        concept, row = line.split(":", 1)
        for form in row.split(","):
            if form.strip():
                yield concept.strip(), form.strip()


def _enter(made: Glossary, concept: str, form: str) -> None:
    mark = form[:1] if form[:1] in ("=", "^", "+") else ""
    words = words_of(fold(form.removeprefix(mark)).data)
    if len(words) > 1:
        _plant(made.phrases, words, concept, keeps=mark == "+")
        return
    word = words[0].decode("latin-1")
    if mark == "^":
        _also(made.capitals, word, concept)
    elif concept == "c:-":
        made.exact[word] = []
    else:
        _also(made.exact, word, concept)
        if mark != "=":
            _also(made.lemmas, lemma(words[0]).decode("latin-1"), concept)


_GAPS = bytes(b if 48 <= b <= 57 or 97 <= b <= 122 or b >= 128 else 32 for b in range(256))


def words_of(data: bytes) -> list[bytes]:
    """The words of a folded form."""
    return data.translate(_GAPS).split()


def _also(table: dict[str, list[str]], key: str, concept: str) -> None:
    known = table.setdefault(key, [])
    if concept not in known:
        known.append(concept)


def _plant(tree: Phrases, words: list[bytes], concept: str, *, keeps: bool) -> None:
    skipped, last = function_words(), len(words) - 1
    for place, word in enumerate(words):
        if place in (0, last) or word not in _LINKS:
            key = word if word in skipped else lemma(word)
            tree = tree.setdefault(key.decode("latin-1"), {})
    known = tree.get("", ([], False))[0]
    tree[""] = [[] if concept == "c:-" else [*known, concept], keeps]


_LINKS = frozenset(
    b"de d du des la le les l un une a au aux the of an s mon ma mes son sa ses notre nos votre vos "
    b"leur leurs my his her its our your their".split()
)
"""Words that may stand inside a phrase or be left out: « appel d'offres », ``call for tenders``."""

_ALIAS_ROWS = """
pb:probleme pbs:probleme bcp:beaucoup sem:semaine rdv:rendezvous tmrw:tomorrow tmr:tomorrow
ajd:aujourdhui auj:aujourdhui mtn:maintenant mnt:maintenant info:information infos:information
appli:application app:application apps:application applis:application resto:restaurant labo:laboratoire
labos:laboratoire dir:direction pub:publicite pubs:publicite promo:promotion promos:promotion
boulot:travail taf:travail mgmt:management dept:department govt:government gvt:gouvernement
qty:quantity acct:account msg:message msgs:message tel:telephone num:numero abo:abonnement abos:abonnement
compet:competition compta:comptabilite reunion:reunion reu:reunion fourn:fournisseur
"""
ALIASES = {
    short.encode(): long.encode()
    for short, long in (pair.split(":") for pair in _ALIAS_ROWS.split())
}
"""Short forms of texting → the word that they stand for."""
