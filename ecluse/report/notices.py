"""What a person should read about a row: its reasons and faults as flat notices with places.

Every format but the JSON ones is written from notices, so that all say the same. A row that is not
allowed always has a notice: when neither a reason nor a fault asked for the verdict, the table
``reach`` did, and a notice says that.
"""

from __future__ import annotations

from collections.abc import Sequence

from ecluse.lean import NamedTuple
from ecluse.model import UNKNOWN, Draft, Fault, Finding, Mode, Reason, Span, Verdict, Waiver
from ecluse.report import Report, Row, asked
from ecluse.report.words import KINDS, NEXT, clean, colon, say
from ecluse.unreadable import UNREADABLE

__all__ = ["Notice", "Region", "notes", "notices", "place", "region"]


class Region(NamedTuple):
    """A place in an input file; lines and columns are 1-based, columns count code points.

    ``line`` 0 means the whole file, ``column`` 0 the whole line: the file holds the text encoded
    (JSON, CSV), so only its record can be pointed at. The end is exclusive.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([clean(self.path), *numbers])


class Notice(NamedTuple):
    """One sentence why, one next step, and where.

    ``status``: ``block``, ``flag``, ``allow`` (a standing reason, or ``reach``), ``fault``,
    ``shadow``, ``waived``, ``acknowledged`` or ``accepted``. ``rule`` is the rule's id, ``reach``,
    or what failed.
    """

    status: str
    verdict: Verdict
    rule: str
    why: str
    fix: str
    regions: tuple[Region, ...]
    findings: tuple[Finding, ...] = ()
    waiver: Waiver | None = None

    @property
    def said(self) -> str:
        """Why and what next, as one text."""
        stop = "" if self.why.endswith((".", "!", "?", "»")) or not self.why else "."
        return f"{self.why}{stop} {self.fix}".strip()

    @property
    def place(self) -> Region:
        """Where to look first."""
        return self.regions[0]


def notices(report: Report, row: Row) -> Sequence[Notice]:
    """The notices of one row: faults, then reasons, the strictest first, then what was lifted."""
    decision = row.decision
    if decision.verdict is Verdict.ALLOW and not decision.reasons:
        return ()  # nearly every row of a long file
    made = [_of_reason(report, row, reason) for reason in decision.reasons]
    explained = max((n.verdict for n in made), default=Verdict.ALLOW)
    said = [_of_fault(report, row, fault) for fault in decision.faults]
    if decision.verdict > max(explained, Verdict(bool(decision.faults))):
        said.append(_of_reach(report, row))
    return said + sorted(made, key=lambda n: (-n.verdict, n.place, n.rule))


_LIFTED = {"acknowledgement": "acknowledged", "baseline": "accepted"}


def _of_reason(report: Report, row: Row, reason: Reason) -> Notice:
    status, verdict = _status(report, row, reason)
    findings = reason.findings
    return Notice(
        status,
        verdict,
        clean(reason.rule),
        clean(reason.because.in_(report.language)),
        clean(reason.fix.in_(report.language)),
        tuple(dict.fromkeys(region(row.draft, f) for f in findings)) or (place(row.draft),),
        findings,
        reason.waiver,
    )


def _status(report: Report, row: Row, reason: Reason) -> tuple[str, Verdict]:
    """What the notice is called, and the verdict that it really asks for."""
    if reason.waiver is not None:
        return _LIFTED.get(reason.waiver.kind, "waived"), Verdict.ALLOW
    if reason.mode is Mode.SHADOW:
        return "shadow", Verdict.ALLOW
    verdict = asked(report, reason, row.decision.audience_tier)
    return verdict.word, verdict


def _of_fault(report: Report, row: Row, fault: Fault) -> Notice:
    whole = fault.what in {"draft", "images"}
    what = say("draft", report.language) if whole else clean(fault.what)
    failed = f"{what} {say('fault', report.language)}"
    kind = KINDS[fault.kind].in_(report.language)
    told = UNREADABLE.get(fault.why)
    said = clean(fault.why) if told is None else told.why.in_(report.language)
    why = f"{failed} ({kind}){colon(report.language)}{said}"
    following = NEXT[fault.kind] if told is None else told.next
    fix = clean(row.remedy) or following.in_(report.language)
    return Notice("fault", Verdict.FLAG, clean(fault.what), why, fix, (place(row.draft),))


def _of_reach(report: Report, row: Row) -> Notice:
    decision = row.decision
    why = say("reach", report.language).format(
        tier=decision.tier.word,
        audience=clean(decision.audience or "public"),
        may=decision.audience_tier.word,
    )
    fix = say("reach-next", report.language)
    places = (place(row.draft),)
    return Notice(decision.verdict.word, decision.verdict, "reach", why, fix, places)


def notes(report: Report, row: Row) -> Sequence[str]:
    """What the decision notes, less what the head of the report says already."""
    if not row.decision.notes:
        return ()
    return [said for note in row.decision.notes if (said := _noted(report, row, note))]


def _noted(report: Report, row: Row, note: str) -> str:
    for what, said in UNKNOWN.items():
        if note in said:
            told = (what, getattr(row.draft, what)) in report.told
            return "" if told else said.in_(report.language)
    return clean(note)


# --- places ---------------------------------------------------------------------------------------


def region(draft: Draft, finding: Finding) -> Region:
    """Where a finding stands in the file that its draft was read from."""
    origin = draft.origin
    if finding.field != "text" or not origin.text_line:
        return place(draft)
    line, column = _position(draft.text, finding.span.start)
    end_line, end_column = _position(draft.text, finding.span.end)
    first = origin.text_line
    return Region(origin.path or "-", first + line, column + 1, first + end_line, end_column + 1)


def place(draft: Draft) -> Region:
    """Where a draft stands: its file and the line of its record."""
    return Region(draft.origin.path or "-", draft.origin.line)


def _position(text: str, offset: int) -> tuple[int, int]:
    """0-based line and column of ``offset``."""
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)


def line_bounds(text: str, offset: int) -> Span:
    """The line of ``text`` that holds ``offset``, without its line end."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end < 0 else end)
