"""Reports: one model, and one module for each format.

A report is a head, then entries, then a tail. A format is a module of three pure functions,
``begin``, ``entries`` and ``end`` (see :class:`Format`); it keeps nothing from one row to the next,
so a million rows pass through in bounded memory and a worker process may write the entries of its
own rows. :class:`Writer` puts them into a stream, one separator between two entries.

Law: no output holds text of a draft, except ``full``, which shows the line of a finding with every
finding of the draft masked, and bare only for a person who asked for it on a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from ecluse.lean import NamedTuple, dataclass, field
from ecluse.model import (
    Decision,
    Draft,
    DraftError,
    EcluseError,
    Fault,
    FaultKind,
    Finding,
    Origin,
    Reason,
    Span,
    Tier,
    Verdict,
)
from ecluse.policy.model import Policy

if TYPE_CHECKING:
    # Few reports have one.
    from ecluse.outlook import Outlook

__all__ = [
    "FORMATS",
    "Edit",
    "Ending",
    "Format",
    "Look",
    "Report",
    "ReportError",
    "Row",
    "Tally",
    "Writer",
    "format_named",
    "unread",
]

Edit = tuple[tuple[str, Span], ...]
"""The smallest edit that would let a draft through: (field, span to take out)."""

FORMATS: Mapping[str, str] = {
    "full": "full",
    "concise": "concise",
    "json": "json_document",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "rdjson": "rdjson",
    "markdown": "markdown",
}
"""Name of a format → its module in :mod:`ecluse.report`."""


class ReportError(EcluseError):
    """A report that could not be written: which one, and what the system said."""


class Look(NamedTuple):
    """How the human report looks: it changes no other format.

    ``reveal`` shows matched text; the door sets it only for a terminal. ``allowed`` also shows
    drafts about which there is nothing to say.
    """

    colour: bool = False
    reveal: bool = False
    allowed: bool = True
    width: int = 100


class Report(NamedTuple):
    """What every report says of the run as a whole.

    ``asides`` are sentences about the command line, for people; ``told`` are the names of which they
    say that the policy does not know them, such as ("channel", "x"). ``keyed``: whether there is a key,
    and so digests of findings and drafts.
    """

    policy: Policy
    now: datetime
    engine: str = ""
    language: str = "en"
    look: Look = Look()
    asides: tuple[str, ...] = ()
    keyed: bool = True
    told: frozenset[tuple[str, str]] = frozenset()


class Row(NamedTuple):
    """One decision with its draft, for places.

    ``found`` are all findings of the draft, on whichever channel: what must be masked. ``first`` is
    false for the second and further channels of one draft. ``edit`` is ``None`` when there is none
    or none was looked for. ``remedy`` is the next step for a record that could not be read.
    ``outlook`` is ``None`` when nobody asked for it.
    """

    decision: Decision
    draft: Draft
    edit: Edit | None = None
    found: tuple[Finding, ...] = ()
    first: bool = True
    remedy: str = ""
    outlook: Outlook | None = None

    @property
    def path(self) -> str:
        """Where the draft was read, ``-`` for standard input."""
        return self.draft.origin.path or "-"

    @property
    def name(self) -> str:
        """The draft's ``id``, else its place."""
        origin = self.draft.origin
        place = f"{self.path}:{origin.line}" if origin.line > 1 else self.path
        return self.decision.draft or self.draft.id or place


def unread(error: DraftError, report: Report) -> Row:
    """The row of a record that is not a draft: held, with a fault that says why and where."""
    fault = Fault("draft", FaultKind.UNREADABLE, error.problem.in_(report.language))
    decision = Decision(
        Verdict.FLAG,
        report.policy.default_tier,
        faults=(fault,),
        policy=report.policy.digest,
        engine=report.engine,
    )
    place = Origin(error.path, error.line)
    return Row(decision, Draft("", origin=place), remedy=error.advice.in_(report.language))


@dataclass(slots=True)
class Tally:
    """Counts in and counts out. ``read`` and ``decided`` differ only by drafts with several channels.

    The one value here that changes: a run adds each row to it, and workers' tallies are merged.
    """

    read: int = 0
    decided: int = 0
    allowed: int = 0
    flagged: int = 0
    blocked: int = 0
    faulted: int = 0
    """Decisions with a fault: they are held or blocked too."""
    waived: int = 0
    acknowledged: int = 0
    accepted: int = 0
    """Reasons lifted by a waiver, by the author, by the baseline."""
    used: dict[str, int] = field(default_factory=dict[str, int])
    """How many reasons each waiver of the policy lifted."""
    missing: bool = False
    """Whether drafts were expected and none was there."""
    skipped: int = 0
    """Files that were not read (hidden, or of no format that is read)."""
    skipped_first: list[str] = field(default_factory=list[str])
    unread: dict[str, int] = field(default_factory=dict[str, int])
    """Keys that hold text and are no field of a draft: in how many records each was not read."""

    def add(self, row: Row) -> None:
        """Count one row."""
        decision = row.decision
        self.read += row.first
        self.decided += 1
        if decision.verdict is Verdict.ALLOW:
            self.allowed += 1
        elif decision.verdict is Verdict.FLAG:
            self.flagged += 1
        else:
            self.blocked += 1
        self.faulted += bool(decision.faults)
        if decision.reasons:
            for reason in decision.reasons:
                self._add_waiver(reason)

    def add_unread(self, keys: Iterable[str]) -> None:
        """Count keys whose text was not checked; the first hundred by name."""
        for key in keys:
            name = key if key in self.unread or len(self.unread) < _NAMED else "…"
            self.unread[name] = self.unread.get(name, 0) + 1

    def skip(self, path: str, why: str) -> None:
        """Count a file that was not read; the first hundred by name."""
        self.skipped += 1
        if len(self.skipped_first) < _NAMED:
            self.skipped_first.append(f"{path}: {why}")

    def _add_waiver(self, reason: Reason) -> None:
        if reason.waiver is None:
            return
        kind = reason.waiver.kind
        self.acknowledged += kind == "acknowledgement"
        self.accepted += kind == "baseline"
        if kind == "waiver":
            self.waived += 1
            self.used[reason.waiver.id] = self.used.get(reason.waiver.id, 0) + 1

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for waiver, times in other.used.items():
            self.used[waiver] = self.used.get(waiver, 0) + times
        for key, times in other.unread.items():
            name = key if key in self.unread or len(self.unread) < _NAMED else "…"
            self.unread[name] = self.unread.get(name, 0) + times
        self.skipped += other.skipped
        self.skipped_first += other.skipped_first[: _NAMED - len(self.skipped_first)]

    def counts(self) -> dict[str, int]:
        """Every count by its name."""
        return {name: getattr(self, name) for name in _COUNTS}

    def exit_code(self, *, complete: bool = True, exit_zero: bool = False) -> int:
        """What the process answers: 2 undecided, 1 blocked, 3 held, 0 all allowed.

        2 outranks 1, 1 outranks 3; ``exit_zero`` never hides 2.
        """
        if self.faulted or self.missing or not complete:
            return 2
        if exit_zero:
            return 0
        return 1 if self.blocked else 3 if self.flagged else 0


_NAMED = 100
_COUNTS = (
    "read",
    "decided",
    "allowed",
    "flagged",
    "blocked",
    "faulted",
    "waived",
    "acknowledged",
    "accepted",
)


# --- formats --------------------------------------------------------------------------------------


class Ending(NamedTuple):
    """How a report ends: whether the run came to its end, and how many entries were left out."""

    complete: bool = True
    omitted: int = 0


class Format(Protocol):
    """A format: text before, between, for and after the entries of a report.

    ``limit``: how many entries are written at most (``None``: all); ``end`` is told how many were
    left out and says so.
    """

    @property
    def separator(self) -> str: ...
    @property
    def limit(self) -> int | None: ...
    def begin(self, report: Report, /) -> str:
        """The head; its first line or field names the policy's path and digest."""
        ...

    def entries(self, report: Report, row: Row, /) -> Iterable[str]:
        """The entries of one row."""
        ...

    def end(self, report: Report, tally: Tally, ending: Ending, /) -> str:
        """The tail, with the counts."""
        ...


def format_named(name: str) -> Format:
    """The format called ``name``; ``KeyError`` when there is none."""
    return cast("Format", import_module(f"ecluse.report.{FORMATS[name]}"))


@dataclass(repr=False, eq=False)
class Writer:
    """One report on its way into a stream. A stream that refuses raises :class:`ReportError`."""

    report: Report
    form: Format
    stream: TextIO
    name: str = "report"
    written: int = 0
    omitted: int = 0

    def begin(self) -> None:
        """Write the head, and hand it over: a process forked later must not hold a copy of it."""
        self._put(self.form.begin(self.report))
        self.flush()

    def row(self, row: Row) -> None:
        """Write the entries of one row."""
        self.put(self.form.entries(self.report, row))

    def put(self, entries: Iterable[str]) -> None:
        """Write entries that were made elsewhere (in a worker)."""
        for entry in entries:
            if self.form.limit is not None and self.written >= self.form.limit:
                self.omitted += 1
                continue
            self._put(self.form.separator + entry if self.written else entry)
            self.written += 1

    def end(self, tally: Tally, *, complete: bool = True) -> None:
        """Write the tail and hand everything to the system."""
        self._put(self.form.end(self.report, tally, Ending(complete, self.omitted)))
        self.flush()

    def flush(self) -> None:
        """Hand everything written so far to the system."""
        try:
            self.stream.flush()
        except (OSError, ValueError) as error:
            raise self._refusal(error) from error

    def _put(self, text: str) -> None:
        try:
            self.stream.write(text)
        except (OSError, ValueError) as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> ReportError:
        said = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        return ReportError(f"{self.name} could not be written: {said}")


def asked(report: Report, reason: Reason, audience: Tier) -> Verdict:
    """What a reason asks for when nothing lifts it."""
    if reason.tier is None:
        return reason.verdict
    return max(reason.verdict, report.policy.reach[reason.tier, audience])
