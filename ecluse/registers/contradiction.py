"""Whether a text gives another number to what a public statement says. Silent when in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from ecluse.registers.amounts import Amount
from ecluse.registers.anchors import Anchor, Sort, Spoken, sort_of
from ecluse.registers.matching import AROUND, SPEAKS_OF, Matcher, Met, contrary
from ecluse.registers.telling import DATES

__all__ = ["contradicts"]


def contradicts(met: Met, matcher: Matcher, spoken: Spoken) -> bool:
    """Whether a text gives another number to what a public statement says.

    Silent when in doubt: when a date of either is missing in the other, when any number of the unit
    agrees, when the number is that of another public statement, or when hardly all of what the
    statement speaks of was met.
    """
    anchors = matcher.entries[met.entry].anchors
    here = {place.anchor for place in met.places}
    if not met.conflicts or not _speaks_of(met, matcher, here):
        return False
    if _dates_differ(met, anchors, here, spoken):
        return False
    amounts = [n for n, anchor in enumerate(anchors) if anchor.amount is not None]
    said = contrary(anchors, amounts, here, _near(met, spoken), spoken)
    return bool(said) and not any(_is_recorded(amount, matcher) for amount in said)


_MOST = 0.75
"""The share of what a statement speaks of, numbers apart, that must have been met."""


def _speaks_of(met: Met, matcher: Matcher, here: set[int]) -> bool:
    anchors, weights = matcher.entries[met.entry].anchors, matcher.weights(met.entry)
    subject = [n for n, anchor in enumerate(anchors) if anchor.sort in (Sort.WORD, Sort.NAME)]
    told = sum(weights[n] for n in subject if n in here)
    return told >= _MOST * sum(weights[n] for n in subject) and told >= SPEAKS_OF


def _dates_differ(met: Met, anchors: Sequence[Anchor], here: set[int], spoken: Spoken) -> bool:
    """Whether the statement has a date that the text does not have, or the text one of its own."""
    if any(anchor.sort in DATES and n not in here for n, anchor in enumerate(anchors)):
        return True
    met_tokens = {place.token for place in met.places}
    return any(
        sort_of(token) in DATES and n not in met_tokens for n, token in enumerate(spoken.tokens)
    )


def _near(met: Met, spoken: Spoken) -> frozenset[int]:
    """The tokens of a window and of a little around it."""
    first, last = met.start - AROUND, met.end + AROUND
    return frozenset(n for n, token in enumerate(spoken.tokens) if first <= token.start <= last)


def _is_recorded(amount: Amount, matcher: Matcher) -> bool:
    """Whether a number is that of a public statement."""
    return any(
        amount.shares_unit(anchor.amount) and amount.agrees(anchor.amount)
        for entry in matcher.entries
        if entry.is_public
        for anchor in entry.anchors
        if anchor.amount is not None
    )
