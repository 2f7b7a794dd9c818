"""The anchors of a statement, by keyed digest, and those of a text that may say it.

A statement is compiled once; nothing of it is kept in clear. A text is keyed the same way, each of
its words once, so that what both share is a membership of digests.
"""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ecluse.registers import rarity as scale
from ecluse.registers.amounts import Amount, amount_of, declared_amount
from ecluse.registers.happenings import kin_of
from ecluse.registers.keyed import Keyed
from ecluse.registers.numbers import significant
from ecluse.registers.tokens import Kind, Token, rarity, tokens_of
from ecluse.text.views import view_of

__all__ = ["Anchor", "Sort", "Spoken", "anchors_of_text", "information", "sort_of"]


class Sort(enum.IntEnum):
    """What an anchor is worth being: each sort counts differently."""

    WORD = 0
    NAME = 1
    QUANTITY = 2
    DAY = 3
    """A day or an hour: ``18 January``, ``17:12``."""
    MONTH = 4
    """A month, quarter or weekday."""
    YEAR = 5


class Anchor(NamedTuple):
    """One thing that a statement says.

    ``digests``: what meets it: its own key, its alternatives and its synonyms'. ``weight``: how much
    meeting it tells, in nats, rounded to a quarter. ``group`` is the same for the parts of one name,
    which count once, and 0 elsewhere; ``whole`` marks the name as a whole. ``kin`` are the happenings
    of its family, itself among them, and none for a subject.
    """

    sort: Sort
    digests: tuple[int, ...]
    weight: float
    group: int = 0
    whole: bool = False
    amount: Amount | None = None
    kin: tuple[int, ...] = ()


_NATS = 6.5
"""What the rarest anchor tells; so that levels stay when the background grows."""


_PRECISE = 8.0
"""A number of three digits or more with its unit: hardly ever another's."""
_DATES = {b"y": 2.0, b"m": 2.5, b"w": 2.0, b"q": 2.0, b"s": 1.5, b"h": 3.0, b"t": 5.0}
_IN_PHRASE = 0.3
"""What a word of a phrase that was read as a whole still tells."""
_DAY = 3.0
"""What parts of dates tell, in nats; a day beside its month. Calendars are the same for everybody, so
that counting would only tell what a background happens to speak of."""


def information(token: Token) -> float:
    """How much a token tells, in nats, the rarest one 6.5."""
    if token.kind is Kind.DATE:
        return _DATES.get(token.key[2:3], _DAY)
    if token.kind is Kind.QUANTITY and token.low == token.high and significant(token.low) > 2:
        return _PRECISE if token.unit else _NATS
    return scale.information(token) * _NATS / scale.most()


class Spoken:
    """A text by digest: its tokens, in order of place, the digest of each, and its quantities."""

    __slots__ = ("_amounts", "_keyed", "digests", "tokens")

    def __init__(self, tokens: Sequence[Token], keyed: Keyed) -> None:
        self.tokens = tokens
        word = keyed.word
        self.digests = [word(token[1]) for token in tokens]
        self._keyed = keyed
        self._amounts: list[tuple[int, Amount]] | None = None

    def amounts(self) -> Sequence[tuple[int, Amount]]:
        """Each quantity: the number of its token, and its digests."""
        if self._amounts is None:
            self._amounts = [
                (number, amount_of(self._keyed, self.tokens, number))
                for number, token in enumerate(self.tokens)
                if token[0] is Kind.QUANTITY
            ]
        return self._amounts

    def between(self, first: int, last: int) -> range:
        """The tokens that start at ``first`` or later and at ``last`` at most."""
        start = bisect_left(self.tokens, first, key=_start)
        return range(start, bisect_right(self.tokens, last, start, key=_start))

    def amounts_in(self, numbers: range) -> Sequence[tuple[int, Amount]]:
        """The quantities among the tokens of those numbers."""
        amounts = self.amounts()
        first = bisect_left(amounts, numbers.start, key=_number)
        return amounts[first : bisect_left(amounts, numbers.stop, first, key=_number)]


def _start(token: Token) -> int:
    return token[2]


def _number(amount: tuple[int, Amount]) -> int:
    return amount[0]


def anchors_of_text(text: str, synonyms: Iterable[str], keyed: Keyed) -> tuple[Anchor, ...]:
    """The anchors of a statement, in an order that tells nothing of the text."""
    tokens = tokens_of(view_of(text))
    also = _synonyms(synonyms)
    made = {(anchor.sort, anchor.digests): anchor for anchor in _anchors(tokens, also, keyed)}
    return tuple(made[key] for key in sorted(made))


def sort_of(token: Token) -> Sort | None:
    """The sort of a token; ``None`` for a day without its month, which tells nothing."""
    if token.kind is Kind.DATE:
        return _sort_of_date(token.key[2:])
    if token.kind is Kind.QUANTITY:
        return Sort.QUANTITY
    return Sort.NAME if token.kind is Kind.NAME else Sort.WORD


def _sort_of_date(part: bytes) -> Sort | None:
    if part[:3] == b"day":
        return None
    if part[:1] == b"y":
        return Sort.YEAR
    return Sort.DAY if part[:1].isdigit() or part[:1] in (b"h", b"t") else Sort.MONTH


class _Spot(NamedTuple):
    """A place of a statement with the tokens that stand there: alternatives of one another."""

    start: int
    end: int
    sort: Sort
    tokens: list[Token]

    def holds(self, other: _Spot) -> bool:
        """Whether another spot lies inside this one."""
        return self.start <= other.start and other.end <= self.end and other is not self


def _spots(tokens: Sequence[Token]) -> list[_Spot]:
    spots: dict[tuple[int, int, Sort], _Spot] = {}
    for token in tokens:
        sort = sort_of(token)
        if sort is None:
            continue
        place = (token.start, token.end, Sort.WORD if sort is Sort.NAME else sort)
        spot = spots.get(place)
        if spot is None:
            spots[place] = _Spot(token.start, token.end, sort, [token])
        else:
            spots[place] = spot._replace(sort=max(spot.sort, sort), tokens=[*spot.tokens, token])
    return list(spots.values())


def _anchors(
    tokens: Sequence[Token], also: Mapping[bytes, tuple[bytes, ...]], keyed: Keyed
) -> Iterator[Anchor]:
    spots = _spots(tokens)
    for spot in spots:
        said = [other for other in spots if other.sort <= Sort.NAME]
        around = next((other for other in said if other.holds(spot)), None)
        whole = spot.sort is Sort.NAME and any(map(spot.holds, said))
        name = spot if whole else around if around and around.sort is Sort.NAME else None
        sort = Sort.NAME if name is not None and spot.sort is Sort.WORD else spot.sort
        told = min(map(information, spot.tokens))
        if sort is Sort.WORD and around is not None:
            told *= _IN_PHRASE
        yield Anchor(
            sort,
            tuple(sorted(map(keyed.word, _keys(spot.tokens, also)))),
            round(told * 4) / 4,
            keyed.word(b"\0group " + name.tokens[0].key) if name and sort is Sort.NAME else 0,
            whole,
            declared_amount(keyed, tokens, tokens.index(spot.tokens[0]))
            if sort is Sort.QUANTITY
            else None,
            tuple(sorted(map(keyed.word, kin_of(t.key for t in spot.tokens)))),
        )


def _keys(tokens: Sequence[Token], also: Mapping[bytes, tuple[bytes, ...]]) -> set[bytes]:
    keys = {token.key for token in tokens}
    return keys.union(*(also.get(key, ()) for key in keys))


def _synonyms(declared: Iterable[str]) -> Mapping[bytes, tuple[bytes, ...]]:
    """Key of a word → keys of its synonyms, both ways.

    ``word = other word``. Of several words the rarest stands for all.
    """
    also: dict[bytes, tuple[bytes, ...]] = {}
    for line in declared:
        sides = [tokens_of(view_of(side.strip())) for side in line.split("=") if side.strip()]
        rarest = [max((t.key for t in side), key=rarity, default=b"") for side in sides]
        for side, tokens in enumerate(sides):
            others = tuple(key for n, key in enumerate(rarest) if n != side and key)
            for token in tokens:
                also[token.key] = (*also.get(token.key, ()), *others)
    return also
