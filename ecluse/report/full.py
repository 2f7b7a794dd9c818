"""``full``: the report for people: where, why, and the one next step.

    posts/teaser.md:3:11: block[code-name-before-launch]: Code names stay inside until launch.
    3 | Le projet •••••• arrive lundi !
      |           ^^^^^^
      = next: Use the public name or wait for the embargo to end.

The line shown is the draft's own, so every finding of the draft in it is masked, whichever rule and
channel it belongs to, one ``•`` for each character. ``Look.reveal`` shows it bare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest

from ecluse.model import Finding, Obligation, Probabilities, Span, Tier, Verdict, Waiver
from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, line_bounds, notes, notices, region
from ecluse.report.words import WORDS, clean, colon, labelled, say
from ecluse.text.canonical import conceals
from ecluse.text.frame import frame

separator = ""
limit = None

MASK = "•"
_PLACES = 5
"""Lines of a draft shown for one reason; the others are counted."""

_COLOURS = {
    "block": "31",
    "fault": "31",
    "flag": "33",
    "allow": "32",
    "shadow": "36",
    "waived": "36",
    "acknowledged": "36",
    "accepted": "36",
}


def begin(report: Report) -> str:
    return _paint(report, headline(report), "2") + "\n\n"


def entries(report: Report, row: Row) -> Iterable[str]:
    every = report.look.allowed
    if not every and not row.decision.reasons and row.decision.verdict is Verdict.ALLOW:
        if not notes(report, row):
            return
    said = [n for n in notices(report, row) if every or n.status != "allow"]
    if said or every or notes(report, row):
        yield "".join([*(_block(report, row, notice) for notice in said), _closing(report, row)])


def end(report: Report, tally: Tally, ending: Ending) -> str:
    return tail(report, tally, complete=ending.complete) + "\n"


# --- one notice -----------------------------------------------------------------------------------


def _block(report: Report, row: Row, notice: Notice) -> str:
    status = _paint(report, f"{notice.status}[{notice.rule}]", "1;" + _COLOURS[notice.status])
    lines = [f"{notice.place}: {status}: {notice.why}"]
    lines += _frames(report, row, notice.findings)
    lines += (f"  = {help}" for help in _helps(report, notice))
    return "\n".join(lines) + "\n"


def _helps(report: Report, notice: Notice) -> Iterator[str]:
    language = report.language
    if notice.waiver is not None:
        waiver = notice.waiver
        until = _until(report, waiver)
        lifted = say(f"lifted-{waiver.kind}", language)
        because = f"{colon(language)}{waiver.because}" if waiver.because else ""
        yield clean(f"{lifted} {_lifting(waiver)}({waiver.owner}{until}){because}")
    elif notice.status == "shadow":
        yield say("shadow", language)
    elif notice.fix and notice.status != "allow":
        yield labelled("next", notice.fix, language)


def _until(report: Report, waiver: Waiver) -> str:
    """When the waiver ends, on the policy's wall clock: the day alone when that is what was written."""
    if waiver.until is None:
        return ""
    from zoneinfo import ZoneInfo

    local = waiver.until
    with suppress(OverflowError):  # 9999-12-31T23:59Z is "for ever" to many, and has no later clock
        local = local.astimezone(ZoneInfo(report.policy.timezone))
    shown = (
        f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%Y-%m-%d %H:%M}"
    )
    return f", {say('until', report.language)} {shown}"


def _lifting(waiver: Waiver) -> str:
    """The waiver's name; an acknowledgement has none of its own."""
    return "" if waiver.kind == "acknowledgement" else f"{waiver.id} "


# --- the draft's own lines ------------------------------------------------------------------------


def _frames(report: Report, row: Row, findings: Sequence[Finding]) -> Iterator[str]:
    """Each line that holds a finding of the reason, once, with everything in it marked."""
    shown: dict[tuple[str, Span], list[Span]] = {}
    for finding in findings:
        if finding.draft:
            continue
        line = line_bounds(row.draft.part(finding.field), finding.span.start)
        shown.setdefault((finding.field, line), []).append(finding.span)
    for (name, line), spans in list(shown.items())[:_PLACES]:
        yield from _line_with_marks(report, row, name, line, spans)
    if len(shown) > _PLACES:
        yield "  = " + say("omitted", report.language).format(n=len(shown) - _PLACES)
    for draft in dict.fromkeys(finding.draft for finding in findings if finding.draft):
        yield "  = " + say("earlier", report.language).format(draft=clean(draft))


def _line_with_marks(
    report: Report, row: Row, name: str, line: Span, spans: Sequence[Span]
) -> Iterator[str]:
    text = row.draft.part(name)
    shown = text if report.look.reveal else masked(text, name, _found(row))
    source = clean(shown[line.start : line.end].replace("\t", " "))
    number = _gutter(row, name, line)
    marks: dict[str, str] = {}
    for span in spans:
        length = min(span.end, line.end) - span.start
        drawn, _, carets = frame(source, number, span.start - line.start + 1, length).rpartition(
            "\n"
        )
        marks[drawn] = _overlaid(marks.get(drawn, ""), carets)
    for drawn, carets in marks.items():
        yield f"{drawn}\n{carets}"


def _gutter(row: Row, name: str, line: Span) -> int | str:
    """The line's number in the file, or the part's name when the file holds it encoded."""
    first = row.draft.origin.text_line
    return first + row.draft.text.count("\n", 0, line.start) if first and name == "text" else name


def _overlaid(one: str, other: str) -> str:
    """Two lines of carets on one."""
    pairs = zip_longest(one, other, fillvalue=" ")
    return "".join(a if a != " " else b for a, b in pairs)


def _found(row: Row) -> Iterator[Finding]:
    yield from row.found
    for reason in row.decision.reasons:
        yield from reason.findings


def masked(text: str, name: str, findings: Iterable[Finding]) -> str:
    """``text`` of the part ``name`` with every finding masked; as long as before."""
    shown = list(text)
    for finding in findings:
        if finding.field == name:
            start, end = finding.span
            shown[start:end] = MASK * len(shown[start:end])
    return "".join(shown)


# --- the verdict ----------------------------------------------------------------------------------


def _closing(report: Report, row: Row) -> str:
    decision, language = row.decision, report.language
    where = " → ".join(filter(None, (clean(row.name), clean(decision.channel))))
    verdict = _paint(report, decision.verdict.word, "1;" + _COLOURS[decision.verdict.word])
    audience = f" → {clean(decision.audience)}" if decision.audience else ""
    lines = [f"{where}: {verdict} ({decision.tier.word}{audience})"]
    lines += (f"  = {note}" for note in notes(report, row))
    if decision.not_before is not None:
        moment = decision.not_before.isoformat(timespec="minutes")
        lines.append(f"  = {say('not-before', language)} {moment}")
    if decision.tier_probabilities is not None:
        lines.append(f"  = {_learned(decision.tier_probabilities, language)}")
    if decision.auto_release:
        lines.append(f"  = {say('auto-release', language)}")
    lines += (f"  = {_obligation(report, o)}" for o in decision.obligations)
    if row.edit and decision.verdict is not Verdict.ALLOW:
        said = say("edit-of", language).format(places=_places(row))
        lines.append(f"  = {labelled('edit', said, language)}")
    lines += (f"  = {said}" for said in _foreseen(report, row))
    if report.look.allowed and row.first and any(conceals(part.text) for part in row.draft.parts()):
        lines.append(f"  = {labelled('canonical', say('canonical-of', language), language)}")
    return "\n".join(lines) + "\n\n"


def _learned(found: Probabilities, language: str) -> str:
    """What the learned model makes of the draft, in whole percents."""
    shares = ", ".join(
        f"{tier.word} {share:.0%}".replace("%", "\u00a0%" if language == "fr" else "%")
        for tier, share in zip(Tier, found, strict=True)
    )
    return labelled("learned", shares, language)


def _foreseen(report: Report, row: Row) -> Iterator[str]:
    """When the draft may go out and who may read it now, when somebody asked."""
    if row.outlook is not None:
        from ecluse.report.foreseen import foreseen

        yield from filter(None, [foreseen(report, row.outlook)])


def _obligation(report: Report, obligation: Obligation) -> str:
    """What else is to do: with the words of a prepared answer, or how to reach a contact."""
    language, policy = report.language, report.policy
    action = f"obligation-{obligation.action}"
    said = say(action, language) if action in WORDS else obligation.action
    text = f"{said} {obligation.target}"
    if obligation.action == "answer" and obligation.target in policy.answers:
        text += colon(language) + policy.answers[obligation.target].in_(language)
    elif contact := policy.contacts.get(obligation.target, ""):
        text += f" ({contact})"
    return clean(labelled("obligation", text, language))


def _places(row: Row) -> str:
    """Where the edit takes out: lines and columns where the file shows them."""
    return ", ".join(_span(row, name, span) for name, span in row.edit or ())


def _span(row: Row, name: str, span: Span) -> str:
    place = region(row.draft, Finding("", name, span))
    if not place.column:
        return f"{name}[{span[0]}:{span[1]}]"
    return f"{place.line}:{place.column}–{place.end_line}:{place.end_column}"


def _paint(report: Report, text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if report.look.colour else text
