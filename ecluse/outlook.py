"""When a draft that is held may go out, and who may read it now: asked of the gate, not guessed.

What time decides changes only at *edges*: a release, the end of an embargo or blackout, the opening
of a channel, the bounds of a rule's hours and days. The gate judges the draft at each edge to come,
in order, and the first that allows it is the answer: the same as asking at every moment. For
readers, the gate judges it for every channel and audience of the policy, now. A release without a
date is tried as if it took place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Decision, Draft, Tier, Verdict
from ecluse.rules.conditions import Rule, When

__all__ = ["MAX_EDGES", "Outlook", "edges", "outlook"]

MAX_EDGES = 400
"""Moments that are tried; an outlook looks no further."""
_DAYS = 9
"""How far the hours and weekdays of rules are followed: a whole week, and its ends."""


class Outlook(NamedTuple):
    """What would let a draft through as it stands.

    Attributes:
        at: the earliest moment to publish it on its channel (aware, UTC); ``None``: time alone does
            not help, or only after ``pending``.
        releases: those that take place at that moment, by identifier.
        pending: a release without a date that has to take place first; empty when there is none.
        audiences: the widest audiences that may read it now.
    """

    at: datetime | None = None
    releases: tuple[str, ...] = ()
    pending: str = ""
    audiences: tuple[str, ...] = ()


def outlook(gate: Gate, draft: Draft, *, now: datetime, history: Sequence[Draft] = ()) -> Outlook:
    """The outlook of a draft that is held or blocked.

    Args:
        gate: what decides.
        draft: as it was decided, with its channel.
        now: the caller's clock, aware.
        history: earlier drafts, as they were given to the gate.
    """
    readers = _readers(gate, draft, now, history)
    if at := _earliest(gate, draft, now, history):
        dated = (one.id for one in gate.policy.releases if one.at == at)
        return Outlook(at, tuple(sorted(dated)), "", readers)
    for release in sorted(one.id for one in gate.policy.releases if one.at is None):
        supposed = gate.supposing({release: now})
        if _allows(supposed, draft, now, now, history):
            return Outlook(None, (), release, readers)
        if at := _earliest(supposed, draft, now, history):
            return Outlook(at, (), release, readers)
    return Outlook(None, (), "", readers)


def _allows(
    gate: Gate, draft: Draft, at: datetime, now: datetime, history: Sequence[Draft]
) -> bool:
    return _decided(gate, replace(draft, publish_at=at), now, history).allowed


def _decided(gate: Gate, draft: Draft, now: datetime, history: Sequence[Draft]) -> Decision:
    return gate.check(draft, now=now, history=history)


def _earliest(gate: Gate, draft: Draft, now: datetime, history: Sequence[Draft]) -> datetime | None:
    moment = max(now, draft.publish_at) if draft.publish_at is not None else now
    ahead = (edge for edge in edges(gate, moment) if edge > moment)
    tried = islice(ahead, MAX_EDGES)
    return next((edge for edge in tried if _allows(gate, draft, edge, now, history)), None)


# --- edges ----------------------------------------------------------------------------------------


def edges(gate: Gate, moment: datetime) -> list[datetime]:
    """Every moment at which a verdict may change without anybody doing anything, in order (UTC).

    Hours and weekdays of rules are followed for nine days after ``moment``; what the window of a
    ``count`` forgets is not followed.
    """
    policy = gate.policy
    found = {one.at for one in policy.releases if one.at is not None}
    found |= {one.since for one in policy.public_record if one.since is not None}
    found |= {one.nda_until for one in policy.audiences.values() if one.nda_until is not None}
    for channel in policy.channels.values():
        found |= {at for at in (channel.opens, channel.closes) if at is not None}
    for register in gate.registers:
        of = getattr(register, "edges", None)
        found |= set(of(gate.releases) if of is not None else ())
    for when in {when for rule in policy.rules for when in _whens(rule)}:
        found |= set(_edges_of(when, moment))
    return sorted(at.astimezone(UTC) for at in found)


def _whens(rule: Rule) -> Iterator[When]:
    yield from (c for c in (*rule.when_all, *rule.when_any) if isinstance(c, When))


def _edges_of(when: When, moment: datetime) -> Iterator[datetime]:
    yield from (at for at in (when.before, when.not_before) if at is not None)
    if not when.weekdays and when.hours is None:
        return
    zone = ZoneInfo(when.zone)
    clocks = [time(), *(when.hours or ())] if when.weekdays else list(when.hours or ())
    first = moment.astimezone(zone).date() - timedelta(days=1)
    for number in range(_DAYS + 1):
        day = first + timedelta(days=number)
        for clock in clocks:
            naive = datetime.combine(day, clock, zone)
            yield from (naive.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if change := _change_of(day, zone):
            yield change


def _change_of(day: date, zone: ZoneInfo) -> datetime | None:
    """The minute of that local day at which the zone's clocks are turned, in UTC."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    offset = start.astimezone(zone).utcoffset()
    low, high = 0, 26 * 60
    if (start + timedelta(minutes=high)).astimezone(zone).utcoffset() == offset:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + timedelta(minutes=middle)).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(minutes=high)


# --- readers --------------------------------------------------------------------------------------


def _readers(gate: Gate, draft: Draft, now: datetime, history: Sequence[Draft]) -> tuple[str, ...]:
    """The widest audiences of which some channel takes the draft now, its own left out."""
    allowed: dict[str, Tier] = {}
    for channel in gate.policy.channels.values():
        if channel.id == draft.channel or channel.audience in allowed:
            continue
        elsewhere = replace(draft, channel=channel.id, audience="", publish_at=None)
        decision = _decided(gate, elsewhere, now, history)
        if decision.verdict is Verdict.ALLOW:
            allowed[channel.audience] = decision.audience_tier
    return _widest(allowed)


def _widest(allowed: Mapping[str, Tier]) -> tuple[str, ...]:
    widest = max(allowed.values(), default=Tier.PRIVATE)
    return tuple(sorted(id for id, tier in allowed.items() if tier is widest))
