"""When a held draft may go out and who may read it now, in one sentence of French or English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from ecluse.model import Message
from ecluse.outlook import Outlook
from ecluse.report import Report
from ecluse.report.words import clean, colon

__all__ = ["foreseen", "said_moment"]

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_AT = Message("publiable {moment}", "may go out on {moment}")
_AFTER = Message("après {release}", "after {release}")
_PENDING = Message("après {release}, qui n'a pas de date", "after {release}, which has no date")
_ONLY = Message("publiable ", "may go out ")
_READERS = Message("dès maintenant pour", "now to")
_ONLY_READERS = Message("publiable dès maintenant pour", "may go out now to")


def foreseen(report: Report, outlook: Outlook) -> str:
    """The sentence; empty when neither time nor another audience helps."""
    language = report.language
    when = ", ".join(_when(report, outlook))
    if not outlook.audiences:
        return when
    readers = ", ".join(map(clean, outlook.audiences))
    word = (_READERS if when else _ONLY_READERS).in_(language)
    joint = " ; " if language == "fr" else "; "
    now = f"{word}{colon(language)}{readers}" if language == "fr" else f"{word} {readers}"
    return f"{when}{joint}{now}" if when else now


def _when(report: Report, outlook: Outlook) -> Iterator[str]:
    language = report.language
    if outlook.at is not None:
        moment = said_moment(outlook.at, report.policy.timezone, language)
        yield _AT.in_(language).format(moment=moment)
    if outlook.pending:
        opening = _ONLY.in_(language) if outlook.at is None else ""
        yield opening + _PENDING.in_(language).format(release=clean(outlook.pending))
    elif outlook.releases:
        yield _AFTER.in_(language).format(release=", ".join(map(clean, outlook.releases)))


def said_moment(moment: datetime, zone: str, language: str) -> str:
    """A moment on the wall clock of ``zone``.

    >>> from datetime import UTC
    >>> said_moment(datetime(2027, 3, 9, 9, tzinfo=UTC), "Europe/Paris", "en")
    'Tuesday 9 March 2027 at 10:00 (Europe/Paris)'
    """
    local = moment.astimezone(ZoneInfo(zone))
    day, month = _DAYS[language][local.weekday()], _MONTHS[language].split()[local.month - 1]
    number = "1er" if language == "fr" and local.day == 1 else str(local.day)
    at = "à" if language == "fr" else "at"
    return f"{day} {number} {month} {local.year} {at} {local:%H:%M} ({zone})"
