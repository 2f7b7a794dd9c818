"""What words mean: concepts that French and English share, function words, ordinary words.

Written by us, in ``language/``. ``glossary.txt`` has one concept on a line, ``concept: word, phrase,
…``. A form is found as it is written or in the plural; a word found by no form is looked up by its
lemma, that of another form. The concept ``-`` holds words that have none. A mark before a form says
how it is read:

- ``=form``: only that form and its plural, not others of its lemma;
- ``^FORM``: only in capitals (``CA`` is not « ça »);
- ``+phrase``: the words of the phrase also count by themselves.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ecluse.registers.stems import lemma
from ecluse.text.fold import fold

__all__ = ["ALIASES", "Glossary", "Phrases", "function_words", "glossary", "read_lines", "words_of"]

Phrases = dict[bytes, Any]
"""A tree of lemmas; ``b""`` holds the concepts of the phrase that ends there, and its mark."""


class Glossary(NamedTuple):
    """The glossary, read.

    Attributes:
        exact: form → concepts; none for words that are kept out.
        lemmas: lemma → concepts.
        capitals: form in small letters → concepts, for words written in capitals.
        phrases: first lemma → the rest of phrases.
        forms: every word of the forms.
    """

    exact: dict[bytes, tuple[bytes, ...]]
    lemmas: dict[bytes, tuple[bytes, ...]]
    capitals: dict[bytes, tuple[bytes, ...]]
    phrases: Phrases
    forms: set[bytes]

    def concepts(self, word: bytes) -> tuple[bytes, ...]:
        """The concepts of a folded word; none when the glossary does not hold it."""
        for form in (word, word[:-1], word[:-2]):
            known = self.exact.get(form)
            if known is not None and (form is word or word[len(form) :] in (b"s", b"x", b"es")):
                return known
        return self.lemmas.get(lemma(word), ())


def read_lines(name: str) -> list[str]:
    """The lines of a data file that are not empty or comments."""
    text = files("ecluse.registers").joinpath("language", name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def function_words() -> frozenset[bytes]:
    """Words that carry no meaning of their own, French, English and texting, folded."""
    return frozenset(fold(" ".join(read_lines("function_words.txt"))).data.split())


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The glossary, read once."""
    found = Glossary({}, {}, {}, {}, set())
    for line in read_lines("glossary.txt"):
        concept, forms = line.split(":", 1)
        for form in forms.split(","):
            _enter(found, b"c:" + concept.strip().encode(), form.strip())
    return found


def _enter(found: Glossary, concept: bytes, form: str) -> None:
    mark = form[:1] if form[:1] in ("=", "^", "+") else ""
    words = words_of(fold(form.removeprefix(mark)).data)
    if not words:
        return
    if mark != "^":
        found.forms.update(words)
    if len(words) > 1:
        _plant(found.phrases, words, concept, keeps=mark == "+")
    elif mark == "^":
        _also(found.capitals, words[0], concept)
    elif concept == b"c:-":
        found.exact[words[0]] = ()
    else:
        _also(found.exact, words[0], concept)
        if mark != "=":
            _also(found.lemmas, lemma(words[0]), concept)


def words_of(data: bytes) -> list[bytes]:
    """The words of a folded form."""
    return data.translate(_GAPS).split()


_GAPS = bytes(b if 48 <= b <= 57 or 97 <= b <= 122 or b >= 128 else 32 for b in range(256))


def _also(table: dict[bytes, tuple[bytes, ...]], key: bytes, concept: bytes) -> None:
    known = table.get(key, ())
    table[key] = known if concept in known else (*known, concept)


def _plant(tree: Phrases, words: list[bytes], concept: bytes, *, keeps: bool) -> None:
    skipped = function_words()
    last = len(words) - 1
    kept = [
        word if word in skipped else lemma(word)
        for place, word in enumerate(words)
        if place in (0, last) or word not in _LINKS
    ]
    for key in kept:
        tree = tree.setdefault(key, {})
    concepts, _ = tree.get(b"", ((), False))
    tree[b""] = ((*concepts, concept), keeps)


_LINKS = frozenset(b"de d du des la le les l un une a au aux the of an s".split())
"""Words that may stand inside a phrase or be left out: « appel d'offres », ``call for tenders``."""

_ALIAS_ROWS = """
pb:probleme pbs:probleme bcp:beaucoup sem:semaine rdv:rendezvous tmrw:tomorrow tmr:tomorrow
ajd:aujourdhui auj:aujourdhui mtn:maintenant mnt:maintenant info:information infos:information
appli:application app:application apps:application applis:application resto:restaurant labo:laboratoire
labos:laboratoire dir:direction pub:publicite pubs:publicite promo:promotion promos:promotion
boulot:travail taf:travail mgmt:management dept:department govt:government gvt:gouvernement
qty:quantity acct:account msg:message msgs:message tel:telephone num:numero abo:abonnement abos:abonnement
compet:competition reunion:reunion reu:reunion fourn:fournisseur
"""
ALIASES = {
    short.encode(): long.encode()
    for short, long in (pair.split(":") for pair in _ALIAS_ROWS.split())
}
"""Short forms of texting → the word that they stand for."""
