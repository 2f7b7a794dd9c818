"""The patterns of a policy, all in one classifier.

A pattern with a literal is tried where that literal occurs (the engine's Aho-Corasick pass says so);
those without are tried together, as alternations, and one by one only where an alternation matched;
not at all in a text with fewer digits than they need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import inf
from pathlib import Path
from typing import Any

from ecluse.classifiers.lexicon import context_allows
from ecluse.lean import NamedTuple, dataclass, field
from ecluse.model import Hit, Span, View
from ecluse.text.patterns import PatternError, compile_pattern, digits
from ecluse.text.words import outlined

__all__ = ["PatternEntry", "Patterns", "Read", "Traits", "outline", "read_traits", "traits"]

_GROUP = 16
"""Patterns in one alternation: small automata stay quick on hostile texts."""
_CONTEXT_TOKENS = 5


@dataclass(frozen=True, slots=True)
class PatternEntry:
    """One pattern of one label. ``folded``: it reads the folded text, else the text as written."""

    label: str
    pattern: str
    name: str = ""
    confidence: float = 1.0
    folded: bool = True
    unless: tuple[bytes, ...] = ()


class Traits(NamedTuple):
    """What every match of a pattern holds: one of some needles (``None``: unknown), and digits.

    ``needles``: with the digits that go with each (:mod:`ecluse.text.announce`).
    """

    needles: Mapping[bytes, int] | None
    digits: int


Read = tuple[str, bool]
"""A pattern, and whether it reads the folded text."""


def traits(pattern: str, *, folded: bool = True) -> Traits:
    """The traits of a pattern: of the packs' own they are shipped, any other is read for them."""
    return _shipped().get((pattern, folded)) or read_traits(pattern, folded=folded)


def read_traits(pattern: str, *, folded: bool = True) -> Traits:
    """Read a pattern for its traits; a few milliseconds each."""
    from ecluse.text.announce import announcing

    return Traits(announcing(pattern, folded=folded), digits(pattern))


SHIPPED = Path(__file__).with_name("pattern_traits.json")
"""Traits of the patterns of packs and classifiers, made by ``tools/compile_patterns.py``."""


@cache
def _shipped() -> Mapping[Read, Traits]:
    try:
        kept = json.loads(SHIPPED.read_bytes())
    except OSError:
        return {}
    return {(pattern, folded): _traits_in(needles, n) for pattern, folded, needles, n in kept}


def _traits_in(needles: Mapping[str, int] | None, fewest: int) -> Traits:
    if needles is None:
        return Traits(None, fewest)
    return Traits({needle.encode("latin-1"): n for needle, n in needles.items()}, fewest)


@dataclass(frozen=True)
class Patterns:
    """Every pattern of a policy."""

    entries: tuple[PatternEntry, ...]
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    label: str = "pattern"
    known: Mapping[Read, Traits] = field(default_factory=dict[Read, Traits], compare=False)
    """Traits of patterns that were read before."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the entries."""
        return tuple(dict.fromkeys(entry.label for entry in self.entries))

    def needles(self, *, folded: bool) -> Iterator[tuple[PatternEntry, Mapping[bytes, int]]]:
        """For each pattern that they may announce the needles, and the digits that go with each."""
        for entry in self.entries:
            if entry.folded is folded and (needles := self._traits(entry).needles):
                yield entry, needles

    @cached_property
    def without_literal(self) -> tuple[PatternEntry, ...]:
        """The patterns that nothing announces."""
        return tuple(entry for entry in self.entries if self._traits(entry).needles is None)

    def _traits(self, entry: PatternEntry) -> Traits:
        read = entry.pattern, entry.folded
        return self.known.get(read) or traits(entry.pattern, folded=entry.folded)

    @cached_property
    def _alternations(self) -> tuple[_Alternation, ...]:
        made: list[_Alternation] = []
        for folded in (True, False):
            kind = [entry for entry in self.without_literal if entry.folded is folded]
            kind.sort(key=lambda entry: self._traits(entry).digits)
            groups = [kind[at : at + _GROUP] for at in range(0, len(kind), _GROUP)]
            made += [_alternation(group, self._traits(group[0]).digits) for group in groups]
        return tuple(made)

    @cached_property
    def fewest_digits(self) -> float:
        """The digits without which no pattern without literal matches; infinite if there is none."""
        return min((fewest for _, fewest, _ in self._alternations), default=inf)

    def candidates(self, view: View, found: int) -> list[PatternEntry]:
        """The patterns without literal that may match in ``view``, where ``found`` digits are."""
        entries: list[PatternEntry] = []
        for matcher, fewest, group in self._alternations:
            if fewest > found:
                continue
            data = _bytes(view, folded=group[0].folded)
            if matcher is None or matcher.search(data) is not None:
                entries += group
        return entries

    def classify(self, view: View) -> Iterator[Hit]:
        """Try every pattern: for use alone; the engine calls :meth:`candidates` and :meth:`confirm`."""
        return self.confirm(view, self.entries)

    def confirm(self, view: View, entries: Iterable[PatternEntry]) -> Iterator[Hit]:
        """Yield every match of the patterns of ``entries``."""
        for entry in entries:
            data = _bytes(view, folded=entry.folded)
            for match in compile_pattern(entry.pattern, folded=entry.folded).finditer(data):
                start, end = match.span()
                if start < end and context_allows(
                    view.folded.data if entry.folded else data.lower(),
                    start,
                    end,
                    (),
                    entry.unless,
                    _CONTEXT_TOKENS,
                ):
                    span = view.folded.span(start, end) if entry.folded else Span(start, end)
                    yield Hit(span.start, span.end, entry.confidence, entry.name, entry.label)


class _Alternation(NamedTuple):
    """Patterns tried together: one matcher (``None``: always try each), the digits they need."""

    matcher: Any
    digits: int
    group: Sequence[PatternEntry]


def _alternation(group: Sequence[PatternEntry], fewest: int) -> _Alternation:
    joined = "|".join(f"(?:{entry.pattern})" for entry in group)
    try:
        matcher = compile_pattern(joined, folded=group[0].folded)
    except PatternError:  # they do not go together: the same name for two groups
        matcher = None
    return _Alternation(matcher, fewest, tuple(group))


def outline(view: View) -> bytes:
    """The text as written, outlined."""
    return outlined(_bytes(view, folded=False))


def _bytes(view: View, *, folded: bool) -> bytes:
    return view.folded.data if folded else view.text.encode("latin-1", "replace")
