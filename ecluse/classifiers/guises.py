"""Words in disguise or with a letter wrong, for the classifiers that look for words.

A lexicon's terms found so are hits of their own. A classifier that reads what stands around its words
(:mod:`ecluse.classifiers.marks`) names them in ``words``: it is shown the text with each of them in
plain in its place, and judges that as it judges any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ecluse.classifiers.disguised import Disguised, disguises
from ecluse.classifiers.innocent import INNOCENT, WRONG, Innocent
from ecluse.classifiers.lexicon import WORD, Entry, Lexicon, TermForms, joined, term_forms
from ecluse.classifiers.near import Near, kept_words
from ecluse.classifiers.sought import Sought
from ecluse.lean import NamedTuple
from ecluse.model import Classifier, Hit, View
from ecluse.text.fold import fold
from ecluse.text.mapped import Through, Weave

if TYPE_CHECKING:
    from ecluse.classifiers.masked import Masked

    Way = Disguised | Masked | Near

__all__ = ["Guise", "Guises", "sought", "words_of"]


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
        words = words_of(self._others)
        lexicon = _together(lexicons, word_entries(words))
        kept = lexicons[0].sought if len(lexicons) == 1 else None
        if kept is None or kept.words != words:
            kept = None
        self._lexicon = lexicon
        self._disguised = Disguised(lexicon, kept and kept.disguised)
        self._near = Near(lexicon, kept and kept.near)
        self._innocent = Innocent(self._near.may_be_wrong)
        self.ways: Sequence[Disguised | Near] = (
            (self._disguised, self._near) if lexicon.entries else ()
        )

    @cached_property
    def _masked(self) -> Masked:
        """The way for words some of whose letters are masked: few texts hold any."""
        from ecluse.classifiers.masked import Masked

        return Masked(self._lexicon)

    def found(self, view: View) -> Iterator[tuple[Way, Iterable[Hit]]]:
        """What each way to look through a view finds there."""
        if not self.ways:
            return
        if view.name == "masked":
            yield self._masked, self._masked.classify(view)
            return
        suspicion = self._innocent.suspicion(view)
        if suspicion == INNOCENT:
            yield self._disguised, self._disguised.set_apart(view)
        else:
            yield self._disguised, self._disguised.classify(view)
        if suspicion == WRONG:
            yield self._near, self._near.classify(view)

    def behind(self, view: View, way: Way, found: Iterable[Hit]) -> Iterator[Guise]:
        """What one of the ways found in ``view``, and views for who has its words there."""
        hits = list(found)
        if not hits:
            return
        seen = view._replace(name=way.name) if view.name == "plain" else view
        words = [hit for hit in hits if hit.label == WORD]
        yield Guise(seen, way, [hit for hit in hits if hit.label != WORD])
        for number in sorted({hit.name for hit in words}):
            its = [hit for hit in words if hit.name == number]
            yield Guise(_in_plain(seen, its, loud=way.name != Near.name), self._others[int(number)])


def words_of(others: Iterable[Classifier]) -> tuple[tuple[bytes, ...], ...]:
    """The words that each of some classifiers looks for, in order; those that look for none left out."""
    given = (getattr(other, "words", None) for other in others)
    return tuple([tuple(sorted(words)) for words in given if words])


def word_entries(words: Sequence[Sequence[bytes]]) -> list[Entry]:
    """Words of classifiers as entries: each is named by the number of its classifier."""
    return [
        Entry(WORD, word.decode(), str(number)) for number, its in enumerate(words) for word in its
    ]


def sought(labels: Sequence[str], lexicon: Lexicon, words: tuple[tuple[bytes, ...], ...]) -> Sought:
    """What is kept of the lexicon of the terms of some labels, for when ``words`` are looked for too."""
    together = _together([lexicon], word_entries(words))
    return Sought(tuple(labels), words, disguises(together), kept_words(together))


def _together(lexicons: Sequence[Lexicon], words: Sequence[Entry]) -> Lexicon:
    """One lexicon of several, and of words."""
    if len(lexicons) == 1 and not words:
        return lexicons[0]
    forms: list[tuple[TermForms, int]] = [(one.forms, len(one.entries)) for one in lexicons]
    entries = [entry for one in lexicons for entry in one.entries]
    known = joined([*forms, (term_forms(words), len(words))])
    return Lexicon((*entries, *words), known=known)


def _in_plain(view: View, hits: Iterable[Hit], *, loud: bool) -> View:
    """The view with each word in plain where it is in disguise; in capitals if that is, or ``loud``.

    Who disguises a mark means it: it counts as one in capitals. A slip is as loud as it is written.
    """
    made, at = Weave(view.text), 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        start, end = _whole(view.text, hit) if loud else (hit.start, hit.end)
        if start >= at:
            made.keep(at, start)
            made.put(_set_apart(view.text, hit, loud=loud), start, end)
            at = end
    made.keep(at, len(view.text))
    plain = made.done()
    return View(
        view.name, view.field, plain.text, fold(plain.text), Through(plain, view.origin), loose=True
    )


_MOST_GLUED = 12


def _whole(text: str, hit: Hit) -> tuple[int, int]:
    """The run of letters and digits that a word is glued into, as far as it is looked at."""
    start, end = hit.start, hit.end
    while start and hit.start - start < _MOST_GLUED and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end - hit.end < _MOST_GLUED and text[end].isalnum():
        end += 1
    return start, end


def _set_apart(text: str, hit: Hit, *, loud: bool) -> str:
    """The word that a hit is, as it would be written there: a space between it and other letters."""
    written = [c for c in text[hit.start : hit.end] if c.isalpha()]
    word = hit.value.upper() if loud or all(map(str.isupper, written)) else hit.value
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    return " " * before.isalnum() + word + " " * after.isalnum()
