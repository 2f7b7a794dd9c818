r"""What announces a pattern: needles of which every match holds one, the rarest that there are.

A needle is looked for in the *spaced* text (:func:`ecluse.text.words.spaced`): everything that is no
ASCII letter, digit or underscore is a space, and a space stands at both ends. There ``\bill\b`` is
`` ill ``, which *village* does not hold. The strings that a part of a pattern may match are
enumerated while they are few, as in RE2's own prefilter (Russ Cox, *Regular Expression Matching with
a Trigram Index*, 2012); of the sets of strings that a match must hold one of, the set is chosen that
an ordinary post is least likely to hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import fsum
from re import _constants as _c  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from ecluse.text.common_words import COMMON
from ecluse.text.patterns import digits_of, parsed
from ecluse.text.words import outlined, spaced

__all__ = ["announcing"]

_MOST = 80
"""Needles of one pattern."""
_COMMONEST = 3.0
"""Needles of a set that a post would hold: with more, the pattern is tried on each text."""
_RARE = 0.04
"""A set that fewer posts hold is good enough."""
_EACH = 0.0001
"""What a needle costs, in the same measure."""
_OFFERED = 192
"""The same where a part that is not enumerated follows."""
_CLASS = 8
"""Characters of a class that are enumerated."""
_REPEATS = 3
_LAST_OF_LATIN = 0xFF
_EDGES = {True: " ", False: " ~"}
"""What may stand beside a word, by whether the text is folded."""
_BOUNDARY = "\0"
"""Stands for ``\\b`` in an enumerated string, until it is known what stands beside it."""

_OFTEN = COMMON | frozenset(
    b"bonjour bonsoir merci bravo bienvenue jour jours semaine mois annee annees ans heure heures "
    b"temps fois client clients service services equipe equipes projet projets travail ligne lignes "
    b"monde vie petit petite grand grande nouveau nouvelle nouveaux nouvelles bon bonne premier "
    b"premiere dernier derniere cher chere prix point lieu place lien site page merci venez venir "
    b"voir savoir besoin aide aider part mise mis sens suite france paris question questions "
    b"aujourd'hui demain hier matin soir samedi dimanche lundi mardi mercredi jeudi vendredi "
    b"hello hi thanks thank please day days week month year years time today tomorrow people work "
    b"working team customer customers new good great first last next open back like love know think "
    b"want need see look use go going come take way help find read join world life best right now "
    b"well little big free home line place part point set stop start check keep call bring pay drop "
    b"member members end using used based public data government user users software".split()
)


_Strings = frozenset[str]
_EMPTY: _Strings = frozenset({""})


class _Said(NamedTuple):
    """A part of a pattern: all that it may match (``None``: too much), and what it must hold.

    ``opens`` and ``closes``: strings with one of which every match starts, and ends; ``best``: needles
    of which it holds one.
    """

    exact: _Strings | None
    best: frozenset[bytes] | None
    opens: _Strings = _EMPTY
    closes: _Strings = _EMPTY


def _only(exact: _Strings, best: frozenset[bytes] | None = None) -> _Said:
    return _Said(exact, best, exact, exact)


_ANYTHING = _Said(None, None)
_NOTHING = _only(_EMPTY)


_EDGE = _only(frozenset({_BOUNDARY}))


@lru_cache(maxsize=4096)
def announcing(pattern: str, *, folded: bool = True) -> Mapping[bytes, int] | None:
    r"""Needles of which every match of ``pattern`` holds at least one, and the digits that go with each.

    A match that holds a needle and no other has at least so many digits. The text is the folded one,
    spaced; or the text as written, outlined, for a pattern that reads that.

    ``None`` when there is no set that is rare enough, or in any doubt about the syntax.

    >>> sorted(announcing(r"\bprix (?:net|brut)s?\b")), announcing(r"\d+ ?%")
    ([b' prix brut ', b' prix bruts ', b' prix net ', b' prix nets '], None)
    """
    tree = parsed(pattern, folded=folded)
    if tree is None:
        return None
    reader = _Reader(folded)
    best = reader.needles([tree])
    if not best or _found(best) > _RARE:
        by_way = reader.needles(_ways(tree))
        best = min((one for one in (best, by_way) if one), key=_found, default={})
    return _least(best) if best and _found(best) <= _COMMONEST else None


def _ways(tree: list[Any]) -> list[list[Any]]:
    """The sequences of which a pattern is the choice, when it ends with one; else nothing."""
    if not tree or tree[-1][0] is not _c.BRANCH:
        return []
    return [[*tree[:-1], *branch] for branch in tree[-1][1][1]]


# --- enumerating ----------------------------------------------------------------------------------


class _Reader(NamedTuple):
    """Enumerates what parts of a pattern match, in the form of the text that is looked at."""

    folded: bool

    def needles(self, ways: Sequence[Sequence[Any]]) -> Mapping[bytes, int]:
        """The best needles of each of the sequences, with its digits; none when one has none."""
        fewest: dict[bytes, int] = {}
        for items in ways:
            best, needed = self.sequence(items).best, digits_of(list(items))
            if not best:
                return {}
            fewest.update((one, min(needed, fewest.get(one, needed))) for one in best)
        return fewest

    def sequence(self, items: Sequence[Any]) -> _Said:
        run, best, opens = _EMPTY, None, None
        for operator, argument in items:
            said = self._part(operator, argument)
            exact, best = said.exact, _better(best, said.best)
            if exact is not None and len(exact) == 1:
                run = _followed(run, exact)
                continue
            best = _better(best, self._needles(run))
            if exact is not None and len(run) * len(exact) <= _MOST:
                run = _followed(run, exact)
            else:
                met = _followed(run, said.opens if exact is None else exact, limit=_OFFERED)
                best = _better(best, self._needles(met))
                opens, run = opens or met, said.closes
        best = _better(best, self._needles(run))
        return _only(run, best) if opens is None else _Said(None, best, opens, run)

    def _needles(self, strings: _Strings) -> frozenset[bytes] | None:
        edges = _EDGES[self.folded]
        if not all(map(_says, strings)):
            return None
        return frozenset(needle for string in strings for needle in _needle(string, edges))

    def _part(self, operator: Any, argument: Any) -> _Said:
        if operator is _c.LITERAL:
            return _characters((argument,), folded=self.folded)
        if operator is _c.IN:
            return self._class(argument)
        if operator is _c.AT:
            return _EDGE if argument is _c.AT_BOUNDARY else _NOTHING
        if operator is _c.SUBPATTERN:
            is_plain = self.folded or not argument[1] & re.IGNORECASE
            return self.sequence(list(argument[3])) if is_plain else _ANYTHING
        if operator is _c.BRANCH:
            return _branch([self.sequence(list(branch)) for branch in argument[1]])
        if operator in _REPEATED:
            return self._repeat(*argument)
        return _ANYTHING

    def _class(self, items: Sequence[Any]) -> _Said:
        codes: list[int] = []
        for operator, argument in items:
            if operator is _c.LITERAL:
                codes.append(argument)
            elif operator is _c.RANGE and argument[1] <= _LAST_OF_LATIN:
                codes.extend(range(argument[0], argument[1] + 1))
            elif operator is _c.CATEGORY and argument is _c.CATEGORY_SPACE:
                codes.append(32)
            else:
                return _ANYTHING
        return _characters(tuple(codes), folded=self.folded)

    def _repeat(self, fewest: int, most: Any, inner: Any) -> _Said:
        said = self.sequence(list(inner))
        ends = (said.best, said.opens, said.closes) if fewest else (None, _EMPTY, _EMPTY)
        if said.exact is None or int(most) > _REPEATS:
            return _Said(None, *ends)
        exact = frozenset[str]()
        for count in range(fewest, int(most) + 1):
            if len(said.exact) ** count > _MOST:
                return _Said(None, *ends)
            exact |= {"".join(one) for one in product(said.exact, repeat=count)}
        return _only(exact, ends[0]) if len(exact) <= _MOST else _Said(None, *ends)


_REPEATED = (_c.MAX_REPEAT, _c.MIN_REPEAT)


@lru_cache(maxsize=4096)
def _characters(codes: Sequence[int], *, folded: bool) -> _Said:
    exact = set[str]()
    for code in codes:
        character = chr(code)
        if not folded and character <= "\xff":
            exact.add(outlined(character.encode("latin-1"))[1:-1].decode())
        elif character.isascii():
            exact.add(spaced(character.lower().encode())[1:-1].decode())
        else:  # as many bytes as its encoding has
            return _ANYTHING
    return _only(frozenset(exact)) if len(exact) <= _CLASS else _ANYTHING


def _branch(branches: Sequence[_Said]) -> _Said:
    each = [branch.best for branch in branches]
    best = None if None in each else frozenset().union(*(one for one in each if one))
    opens = _shortest(frozenset().union(*(branch.opens for branch in branches)))
    exact = frozenset().union(*(branch.exact or () for branch in branches))
    known = all(branch.exact is not None for branch in branches) and len(exact) <= _MOST
    return _only(exact, best) if known else _Said(None, best, opens)


def _followed(run: _Strings, by: _Strings, limit: int = _MOST) -> _Strings:
    """Each string of ``run`` followed by each of ``by``; only the former when that is too many."""
    if len(run) * len(by) > limit:
        return run
    return frozenset(one + other for one, other in product(run, by))


def _shortest(strings: _Strings) -> _Strings:
    """The strings that do not start with another of them."""
    shortest: list[str] = []
    for one in sorted(strings, key=len):
        if not one.startswith(tuple(shortest)):
            shortest.append(one)
    return frozenset(shortest)


# --- needles --------------------------------------------------------------------------------------


def _says(string: str) -> bool:
    return bool(string.strip(_BOUNDARY + " "))


def _needle(string: str, edges: str = " ") -> Iterator[bytes]:
    r"""A string without its marks of boundaries; one at an end is an edge that it asks for.

    >>> [*_needle("\0ill\0")], [*_needle("\0 de")], [*_needle("a\0 b")]
    ([b' ill '], [b' de'], [b'a b'])
    """
    plain = string.replace(_BOUNDARY, "")
    opens = string[0] == _BOUNDARY and plain[0] not in edges
    closes = string[-1] == _BOUNDARY and plain[-1] not in edges
    for before in edges if opens else ("",):
        for after in edges if closes else ("",):
            yield (before + plain + after).encode()


def _least(needles: Mapping[bytes, int]) -> Mapping[bytes, int]:
    """The same needles without those that hold another that asks for no more digits."""
    least: dict[bytes, int] = {}
    for needle, fewest in sorted(needles.items(), key=lambda one: (len(one[0]), one)):
        if not any(other in needle and least[other] <= fewest for other in least):
            least[needle] = fewest
    return least


def _better(
    one: frozenset[bytes] | None, other: frozenset[bytes] | None
) -> frozenset[bytes] | None:
    if not one or not other:
        return one or other
    return min(one, other, key=lambda needles: _share(needles) + _EACH * len(needles))


# --- how rare -------------------------------------------------------------------------------------


def _found(needles: Mapping[bytes, int]) -> float:
    """The same where a post must also hold the digits that go with a needle."""
    return fsum(_frequency(one) * (_DIGITS if fewest else 1) for one, fewest in needles.items())


def _share(needles: Iterable[bytes]) -> float:
    """About which share of posts of 280 characters holds one of ``needles``."""
    return fsum(map(_frequency, needles))


@lru_cache(maxsize=65536)
def _frequency(needle: bytes) -> float:
    words = needle.split()
    if len(words) == 1 and len(words[0]) < _SHORT:
        return 0.2 if needle == b" %b " % words[0] and words[0] not in _OFTEN else 0.9
    share = _TOGETHER ** (len(words) - 1)
    for number, word in enumerate(words):
        opens = number > 0 or needle[:1] == b" "
        closes = number < len(words) - 1 or needle[-1:] == b" "
        share *= _frequency_of(b" " * opens + word + b" " * closes)
    return share


def _frequency_of(piece: bytes) -> float:
    """Rough on purpose: common words, then the shorter and the less bounded the more frequent."""
    length = len(piece.strip())
    if length < _SHORT:
        whole = piece[:1] == b" " == piece[-1:] and piece.strip() not in _OFTEN
        return 0.05 if whole else 0.01 if piece[:1] == b"~" else 0.5
    if piece in _OFTEN_JOINED:
        return 0.5 if length == _SHORT else 0.15
    return max(0.001, 1.5 * 0.35 ** len(piece))


_SHORT = 3
_DIGITS = 0.4
"""How many posts hold a digit."""
_TOGETHER = 0.3
"""How much rarer two words are side by side than in one post."""
_OFTEN_JOINED = b" %b " % b" ".join(sorted(_OFTEN))
