"""Moments as policies write them: an instant, by the clock on a wall or by its offset.

``"2026-12-01T18:00 Europe/Paris"`` names a clock on a wall; without a zone the policy's
``timezone:`` is meant; ``"2026-12-01T18:00+01:00"`` and a final ``Z`` need none; a date alone is its
first instant. Twice a year a wall clock is no instant: the hour that comes twice is read as its
later instant, and an hour that never comes as the later of its two readings (RFC 5545, 3.3.5, reads
it with the offset before the gap, which is the same instant). So an embargo never ends early.

Standard library only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from ecluse.model import EcluseError
from ecluse.policy.problems import did_you_mean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["MomentError", "duration", "moment", "zone"]

_SHAPE = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?"
    r"(?: ?(?P<offset>[Zz]|[-+][0-9]{2}:[0-9]{2})| (?P<zone>[A-Za-z][A-Za-z0-9_+/-]*))?\Z"
)
_DURATION = re.compile(r"([1-9][0-9]{0,5}) ?(s|min|h|d|w)\Z")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = 80
EXAMPLE = "2026-12-01T18:00 Europe/Paris"


class MomentError(EcluseError):
    """A moment, zone or duration that cannot be read; ``help`` is what to write."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        MomentError: there is no such zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        help = did_you_mean(name, available_timezones())
        raise MomentError("no such time zone", help or "write it like `Europe/Paris`") from None


def moment(text: str, default_zone: str = "") -> datetime:
    """The instant that ``text`` names, in UTC.

    Args:
        text: see the head of this module.
        default_zone: IANA zone for a moment that names none; empty: one must be named.

    Raises:
        MomentError: the text is not a moment, or its zone is not known.

    >>> moment("2026-12-01T18:00 Europe/Paris").isoformat()
    '2026-12-01T17:00:00+00:00'
    """
    match = _SHAPE.match(text) if len(text) <= _LONGEST else None
    if match is None:
        raise MomentError("not a moment", f'write it like "{EXAMPLE}"')
    try:
        naive = datetime.fromisoformat(f"{match['date']}T{match['clock'] or '00:00'}")
    except ValueError:
        raise MomentError("no such day or hour", f'write it like "{EXAMPLE}"') from None
    name = match["zone"] or default_zone
    if match["offset"]:
        return _in_utc(naive, match["offset"])
    if not name:
        help = f'write it like "{EXAMPLE}", or give the policy a `timezone:`'
        raise MomentError("a moment without a time zone", help)
    return _latest(naive, zone(name))


def _in_utc(naive: datetime, offset: str) -> datetime:
    try:
        return datetime.fromisoformat(naive.isoformat() + offset.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MomentError("no such offset from UTC", "write it like `+01:00`") from None


def _latest(naive: datetime, tz: ZoneInfo) -> datetime:
    """The later reading of a wall clock: both of its folds are the same except at a change."""
    try:
        return max(naive.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:
        raise MomentError("no such day or hour", f'write it like "{EXAMPLE}"') from None


def duration(text: str) -> timedelta:
    """A length of time: a number and ``s``, ``min``, ``h``, ``d`` or ``w``.

    Raises:
        MomentError: the text is no duration.

    >>> duration("24h")
    datetime.timedelta(days=1)
    """
    match = _DURATION.match(text)
    if match is None:
        raise MomentError("not a duration", "write it like `90min`, `24h` or `7d`")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
