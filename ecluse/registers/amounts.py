"""Quantities that can be compared by digest alone, as :func:`ecluse.registers.numbers.agree` does.

Of a declared number a register keeps the digest of its value in base units, those of what it would
be rounded to, and the cells of its range (:mod:`ecluse.registers.ranges`); its unit as a digest of
its own. A draft's number is treated the same way, and the two are compared by membership.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from ecluse.registers.keyed import Keyed
from ecluse.registers.numbers import in_base_unit, significant
from ecluse.registers.ranges import Range, range_of
from ecluse.registers.tokens import Kind, Token

__all__ = ["Amount", "amount_of", "declared_amount", "is_comparable", "value_of"]

_CLOSELY, _MEASURED = 4, 5
"""Characters between a number and what it counts: ``412 lits``, ``23 of its branches`` is too far;
and between a unit and what is measured: ``22 % des volumes``."""
_BESIDE = 35
"""Characters on either side of a number in which the words of its claim stand."""
_OTHER_THING = 0.6
_FINE, _COARSE = 0.8, 0.6
"""How far a rounded number says the same, within 2.5 % and within 10 %."""


class Amount(NamedTuple):
    """One quantity, by digests.

    ``unit`` is 0 when there is none, ``counted`` the digest of what is counted or measured (*beds*,
    litres of *water*), 0 when no word says so;
    ``plain`` is the number as it stands, before its unit is counted in (18, of 18 MW); ``exact`` is 0 when the wording gives a range. ``range`` is made when it is asked for: two exact
    numbers do without.
    """

    unit: int
    counted: int
    exact: int
    plain: int
    near: Mapping[int, float]
    range: Callable[[], Range]
    beside: tuple[int, ...] = ()
    """Of a declared number, the words right beside it: what it is claimed of."""

    @property
    def of(self) -> int:
        """The unit, or what is counted when there is none."""
        return self.unit or self.counted

    def shares_unit(self, other: Amount) -> bool:
        """Whether both have the same unit, or count the same thing."""
        return (
            self.unit == other.unit
            and (self.unit or self.counted) == (other.unit or other.counted) != 0
        )

    def agrees(self, other: Amount) -> float:
        """How far both say the same, from 0 to 1.

        A missing unit goes with any, but less far when both count things that differ (450 euros and
        450 runners).
        """
        if self.unit != other.unit and self.unit and other.unit:
            return 0.0
        mine, theirs = self.unit or self.counted, other.unit or other.counted
        return self._nears(other) * (_OTHER_THING if mine and theirs and mine != theirs else 1.0)

    def _nears(self, other: Amount) -> float:
        if self.exact and other.exact:
            if self.exact == other.exact or (self.unit != other.unit and self.plain == other.plain):
                return 1.0
            return max(self.near.get(other.exact, 0.0), other.near.get(self.exact, 0.0))
        return _FINE if self.range().meets(other.range()) else 0.0


def amount_of(keyed: Keyed, tokens: Sequence[Token], at: int) -> Amount:
    """The digests of the quantity ``tokens[at]``."""
    token = tokens[at]
    unit, low, high = in_base_unit(token)
    exact = low == high
    return Amount(
        _unit(keyed, unit),
        _counted(keyed, tokens, at, _MEASURED if unit else _CLOSELY),
        value_of(keyed, low) if exact else 0,
        value_of(keyed, token.low),
        {value_of(keyed, near): grade for near, grade in _roundings(low)} if exact else {},
        partial(range_of, keyed, low, high),
    )


def declared_amount(keyed: Keyed, tokens: Sequence[Token], at: int) -> Amount:
    """As :func:`amount_of`, with the words that stand beside the quantity."""
    first, last = tokens[at].start - _BESIDE, tokens[at].end + _BESIDE
    words = {t.key for t in tokens if t.kind is Kind.WORD and first <= t.start <= last}
    beside = tuple(sorted(map(keyed.word, words)))
    return amount_of(keyed, tokens, at)._replace(beside=beside)


def is_comparable(keyed: Keyed, token: Token, declared: Amount, octaves: int) -> bool:
    """Whether an exact number and a declared one are within so many doublings of each other."""
    _, value, _ = in_base_unit(token)
    steps = (value * 2.0**octave for octave in range(-octaves, octaves))
    return any(range_of(keyed, low, 2 * low).meets(declared.range()) for low in steps)


def _unit(keyed: Keyed, unit: str) -> int:
    return keyed.word(b"\0unit " + unit.encode()) if unit else 0


def _counted(keyed: Keyed, tokens: Sequence[Token], at: int, within: int) -> int:
    """The digest of the word that follows a number, and perhaps a name, closely; 0 when none does."""
    end, after = tokens[at].end, None
    for number in range(at + 1, len(tokens)):
        token = tokens[number]
        if token.start >= end:
            if token.kind is not Kind.NAME or token.start - end > within:
                after = token
                break
            end = token.end
    follows = after is not None and after.kind is Kind.WORD and after.start - end <= within
    return keyed.word(after.key) if after is not None and follows else 0


def value_of(keyed: Keyed, value: float) -> int:
    """The digest of an exact value."""
    return keyed.word(b"\0value %.9g" % value)


def _roundings(value: float) -> Iterator[tuple[float, float]]:
    """What a number would be rounded to, up or down, with fewer significant digits."""
    for digits in range(min(significant(value), 9) - 1, 0, -1):
        step = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
        down = math.floor(value / step) * step
        for near in (down, down + step):
            apart = abs(value - near) / abs(near) if near else 1.0
            if apart <= 0.1:
                yield near, _FINE if apart <= 0.025 and digits > 1 else _COARSE
