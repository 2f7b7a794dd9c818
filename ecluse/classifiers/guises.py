"""Words in disguise or with a letter wrong, for the classifiers that look for words.

A lexicon's terms found so are hits of their own. A classifier that reads what stands around its words
(:mod:`ecluse.classifiers.marks`) names them in ``words``: it is shown the text with each of them in
plain in its place, and judges that as it judges any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ecluse.classifiers.disguised import Disguised
from ecluse.classifiers.lexicon import Entry, Lexicon, TermForms, joined, term_forms
from ecluse.classifiers.near import Near
from ecluse.model import Classifier, Hit, View
from ecluse.text.fold import fold
from ecluse.text.mapped import Through, Weave

__all__ = ["Guise", "Guises"]

_WORD = "\0word"
"""The label of words that a classifier looks for."""


class Guise(NamedTuple):
    """What a view shows when it is looked through, and who is to look at it.

    ``hits``: what was found already; ``None``: the classifier is to be asked.
    """

    view: View
    classifier: Classifier
    hits: Sequence[Hit] | None = None


class Guises:
    """All the words that lexicons and classifiers look for, in disguise."""

    def __init__(self, lexicons: Sequence[Lexicon], others: Iterable[Classifier]) -> None:
        self._others = [other for other in others if getattr(other, "words", ())]
        words = [
            Entry(_WORD, word, str(number))
            for number, other in enumerate(self._others)
            for word in getattr(other, "words", ())
        ]
        lexicon = _together(lexicons, words)
        self._ways: Sequence[Disguised | Near] = (
            (Disguised(lexicon), Near(lexicon)) if lexicon.entries else ()
        )

    def look(self, view: View) -> Iterator[Guise]:
        """What there is behind ``view``: nothing for nearly every text."""
        for way in self._ways:
            if hits := tuple(way.classify(view)):
                seen = view._replace(name=way.name) if view.name == "plain" else view
                words = [hit for hit in hits if hit.label == _WORD]
                yield Guise(seen, way, [hit for hit in hits if hit.label != _WORD])
                for number in sorted({hit.name for hit in words}):
                    its = [hit for hit in words if hit.name == number]
                    yield Guise(_in_plain(seen, its), self._others[int(number)])


def _together(lexicons: Sequence[Lexicon], words: Sequence[Entry]) -> Lexicon:
    """One lexicon of several, and of words."""
    if len(lexicons) == 1 and not words:
        return lexicons[0]
    forms: list[tuple[TermForms, int]] = [(one.forms, len(one.entries)) for one in lexicons]
    entries = [entry for one in lexicons for entry in one.entries]
    known = joined([*forms, (term_forms(words), len(words))])
    return Lexicon((*entries, *words), known=known)


def _in_plain(view: View, hits: Iterable[Hit]) -> View:
    """The view with each word in plain where it is in disguise; in capitals if that is."""
    made, at = Weave(view.text), 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= at:
            made.keep(at, hit.start)
            letters = [c for c in view.text[hit.start : hit.end] if c.isalpha()]
            in_capitals = all(map(str.isupper, letters))
            made.put(hit.value.upper() if in_capitals else hit.value, hit.start, hit.end)
            at = hit.end
    made.keep(at, len(view.text))
    plain = made.done()
    return View(
        view.name, view.field, plain.text, fold(plain.text), Through(plain, view.origin), loose=True
    )
