"""Whether a text gives another number to what a public statement says. Silent when in doubt.

A company speaks of itself, so the subject is often left out: « 2,9 litres d'eau par litre de bière »
under its own name needs no name. What must be shared is the unit or the thing counted, a size of the
same order, and topics near the number; what speaks against it is another date, the right number
beside, a number that some other public statement gives, and words that say that it is only a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ecluse.model import Span
from ecluse.registers.amounts import Amount, is_comparable, value_of
from ecluse.registers.anchors import Anchor, Sort, Spoken, sort_of
from ecluse.registers.keyed import Keyed
from ecluse.registers.matching import TELLS
from ecluse.registers.numbers import in_base_unit
from ecluse.registers.telling import DATES, Compiled
from ecluse.registers.tokens import Token

__all__ = ["Contradicted", "Record"]

_NEAR = 110
"""Characters on either side of a number in which its topics stand."""
_OCTAVES = 2
"""How many doublings apart the two numbers may be; further, one is a part of the other."""
_NATS_OF_THING, _TOPICS_OF_UNIT, _NATS_OF_UNIT, _NATS_OF_ONE = 4.0, 2, 5.5, 12.0
"""What names and topics near a number must tell when it counts the same thing; how many topics there
must be, and what all must tell, when only the unit is the same; and with one topic."""
_NATS_OF_MISSPELT = 2.5
"""What must be told near a number that is the declared one with a slip of the pen: hardly anything."""
_EVERYWHERE = 0.25
"""A word in more of the public statements than that (one's own name) is no topic."""
_PARTS_AFTER = (
    " de plus",
    " en plus",
    " more",
    " supplémentaires",
    " additional",
    " autres",
    " other ",
)
_PARTS_BEFORE = (
    "dont ",
    "of which ",
    "parmi ",
    "among ",
    "autres ",
    "other ",
    "plus de ",
    "another ",
)
"""What says that a number is a part, or comes on top."""


_SINCE = ("since ", "depuis ", "fondée en ", "fondé en ", "founded in ", "née en ", "né en ", "born in ", "established in ", "créée en ", "est. ", "since our founding in ")  # fmt: skip
"""What stands before the year of a foundation."""


_RECENT = b"2000"
"""From then on, many things of a company are that old."""


class Contradicted(NamedTuple):
    """A public statement, and the number of a text that it contradicts."""

    entry: int
    span: Span


class Record:
    """The numbers of the public statements.

    Args:
        entries: every statement, in order of identifier; what the others say is no contradiction.
        keyed: makes the digests.
    """

    def __init__(self, entries: Sequence[Compiled], keyed: Keyed) -> None:
        self._keyed = keyed
        self._anchors = {n: one.anchors for n, one in enumerate(entries) if one.is_public}
        self._of: dict[int, list[tuple[int, Amount]]] = {}
        self._said: dict[int, list[Amount]] = {}
        for entry, anchors in self._anchors.items():
            for anchor in anchors:
                if anchor.amount is not None and anchor.amount.of:
                    self._of.setdefault(anchor.amount.of, []).append((entry, anchor.amount))
        for one in entries:
            for amount in (a.amount for a in one.anchors if a.amount is not None):
                self._said.setdefault(amount.of, []).append(amount)
        founded = keyed.word(b"c:found")
        self._dated = {entry: set(_years(anchors)) for entry, anchors in self._anchors.items()}
        self._founded = {
            entry
            for entry, anchors in self._anchors.items()
            if any(founded in anchor.digests for anchor in anchors)
        }
        self._years = frozenset(year for one in entries for year in _years(one.anchors))
        held = Counter(d for anchors in self._anchors.values() for a in anchors for d in a.digests)
        most = max(2, _EVERYWHERE * len(self._anchors))
        self._everywhere = frozenset(digest for digest, many in held.items() if many > most)

    def contradicted(self, text: str, spoken: Spoken) -> Iterator[Contradicted]:
        """Each public statement to which a text gives another number."""
        if self._years:
            yield from self._misdated(text, spoken)
        if not self._of:
            return
        for n, amount in spoken.amounts():
            same = self._of.get(amount.of, ())
            if same and self._may_differ(text, spoken, n, amount):
                for entry in sorted({entry for entry, _ in same}):
                    declared = [one for of, one in same if of == entry]
                    if self._differs(spoken, n, amount, entry, declared):
                        token = spoken.tokens[n]
                        yield Contradicted(entry, Span(token.start, token.end))

    def _misdated(self, text: str, spoken: Spoken) -> Iterator[Contradicted]:
        """The statements whose year a text misspells: « depuis 1878 » for 1887."""
        for n, token in enumerate(spoken.tokens):
            year = token.key[3:] if token.key[:3] == b"d:y" else token.key[2:]
            if not (len(year) == 4 and year.isdigit()):
                continue
            if not text[max(0, token.start - 20) : token.start].lower().endswith(_SINCE):
                continue
            if not self._years.isdisjoint(self._digests_of(year)):
                continue
            near = {one for other in _misspelt(year) for one in self._digests_of(other)}
            for entry, years in self._dated.items():
                if not near.isdisjoint(years) and self._is_told_of(spoken, n, entry):
                    yield Contradicted(entry, Span(token.start, token.end))

    def _is_told_of(self, spoken: Spoken, n: int, entry: int) -> bool:
        """Whether a year is that of a foundation, which needs no name, or the names stand near."""
        if entry in self._founded and spoken.tokens[n].key[-4:] < _RECENT:
            return True
        near = _near(spoken, n)
        names, _ = self._topics(spoken, near, entry, 0, own=False)
        return bool(names)

    def _digests_of(self, year: bytes) -> tuple[int, int]:
        """A year as a date, and as a number: before 1900 it is read as one."""
        return self._keyed.word(b"d:y" + year), value_of(self._keyed, float(year))

    def _may_differ(self, text: str, spoken: Spoken, n: int, amount: Amount) -> bool:
        """Whether a number is exact, whole, and that of no statement, public or to be."""
        token = spoken.tokens[n]
        if token.low != token.high or any(map(amount.agrees, self._said[amount.of])):
            return False
        before = text[max(0, token.start - 12) : token.start].lower()
        after = text[token.end : token.end + 30].lower()
        return not (
            any(before.endswith(part) for part in _PARTS_BEFORE)
            or any(part in after for part in _PARTS_AFTER)
        )

    def _differs(
        self, spoken: Spoken, n: int, amount: Amount, entry: int, declared: Sequence[Amount]
    ) -> bool:
        """Whether a number is said of what the statement says, and the statement's is not."""
        things = {one.counted for one in declared}
        of_thing = amount.counted in things and amount.counted != 0
        if amount.counted and not of_thing and things != {0}:
            return False  # litres of something else
        near = _near(spoken, n)
        beside = [other for at, other in spoken.amounts_in(near) if at != n]
        if any(other.of == amount.of and other.agrees(one) for other in beside for one in declared):
            return False
        token = spoken.tokens[n]
        misspelt = _is_misspelt(self._keyed, token, declared)
        comparable = any(is_comparable(self._keyed, token, one, _OCTAVES) for one in declared)
        if not (comparable or misspelt):
            return False
        if self._is_of_another_date(spoken, near, entry):
            return False
        names, topics = self._topics(spoken, near, entry, amount.counted, own=of_thing or misspelt)
        if misspelt:
            return sum(names.values()) + sum(topics.values()) >= _NATS_OF_MISSPELT
        if of_thing:
            return sum(names.values()) + sum(topics.values()) >= _NATS_OF_THING
        if self._has_year_apart(spoken, near, entry):
            return False  # last year's figure is no claim about this year's
        told = sum(names.values()) + sum(topics.values())
        several = len(topics) >= _TOPICS_OF_UNIT
        if topics and names and any(self._holds_claim(spoken, near, one) for one in declared):
            several = True
        return bool(topics) and told >= (_NATS_OF_UNIT if several else _NATS_OF_ONE)

    def _holds_claim(self, spoken: Spoken, near: range, declared: Amount) -> bool:
        """Whether half of the words right beside the declared number stand near the other one."""
        claim = [digest for digest in declared.beside if digest not in self._everywhere]
        met = {spoken.digests[n] for n in near}
        return 2 * sum(digest in met for digest in claim) >= max(1, len(claim))

    def _topics(
        self, spoken: Spoken, near: range, entry: int, counted: int, *, own: bool
    ) -> tuple[Mapping[int, float], Mapping[int, float]]:
        """What else of the statement stands near: names, and the rest, each with what it tells."""
        met = {spoken.digests[n] for n in near}
        beside = [amount for _, amount in spoken.amounts_in(near)]
        names: dict[int, float] = {}
        topics: dict[int, float] = {}
        for place, anchor in enumerate(self._anchors[entry]):
            everywhere = self._everywhere.issuperset(anchor.digests)
            if counted in anchor.digests or (everywhere and not own) or anchor.weight < TELLS:
                continue
            if anchor.sort is Sort.NAME and not met.isdisjoint(anchor.digests):
                key = anchor.group or place
                names[key] = max(names.get(key, 0.0), anchor.weight)
            elif not everywhere and _is_met(anchor, met, beside):
                topics[place] = anchor.weight
        return names, topics

    def _has_year_apart(self, spoken: Spoken, near: range, entry: int) -> bool:
        """Whether the statement is of a year that does not stand near."""
        years = [a.digests[0] for a in self._anchors[entry] if a.sort is Sort.YEAR]
        return bool(years) and not any(spoken.digests[n] in years for n in near)

    def _is_of_another_date(self, spoken: Spoken, near: range, entry: int) -> bool:
        """Whether a year, a month or a day stands near that the statement does not have."""
        dates = {d for a in self._anchors[entry] if a.sort in DATES for d in a.digests}
        spots: dict[int, bool] = {}
        for n in near:
            token = spoken.tokens[n]
            if sort_of(token) in DATES and token.key[2:3] not in (b"w", b"h", b"t"):
                spots[token.start] = spots.get(token.start, False) or spoken.digests[n] in dates
        return not all(spots.values())


def _years(anchors: Sequence[Anchor]) -> Iterator[int]:
    for anchor in anchors:
        if anchor.sort is Sort.YEAR:
            yield anchor.digests[0]
        elif anchor.amount is not None and not anchor.amount.unit:
            yield anchor.amount.exact


def _misspelt(year: bytes) -> Iterator[bytes]:
    """A year with two neighbouring digits changed over, or another decade or year."""
    yield from _changed_over(year)
    yield from _with_another_digit(year, 2)


def _changed_over(digits: bytes) -> Iterator[bytes]:
    for at in range(len(digits) - 1):
        yield digits[:at] + digits[at + 1 : at + 2] + digits[at : at + 1] + digits[at + 2 :]


def _with_another_digit(digits: bytes, first: int) -> Iterator[bytes]:
    for at in range(first, len(digits)):
        yield from (digits[:at] + b"%d" % digit + digits[at + 1 :] for digit in range(10))


def _is_misspelt(keyed: Keyed, token: Token, declared: Sequence[Amount]) -> bool:
    """Whether a number is a declared one with two digits changed over, or of three with another one."""
    digits = f"{token.low:.12g}".replace(".", "").strip("0").encode()
    if not (2 <= len(digits) <= 6 and digits.isdigit()):
        return False
    scale = in_base_unit(token)[1] / int(digits)
    others = [*_changed_over(digits)]
    if len(digits) > 2:
        others += _with_another_digit(digits, 0)
    near = {value_of(keyed, int(other) * scale) for other in others if other != digits}
    return any(one.exact in near for one in declared)


def _is_met(anchor: Anchor, met: AbstractSet[int], beside: Sequence[Amount]) -> bool:
    if anchor.amount is None:
        return not met.isdisjoint(anchor.digests)
    return any(one.of == anchor.amount.of and one.agrees(anchor.amount) for one in beside)


def _near(spoken: Spoken, at: int) -> range:
    here = spoken.tokens[at]
    return spoken.between(here.start - _NEAR, here.end + _NEAR)
