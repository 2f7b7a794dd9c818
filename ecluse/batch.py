"""Many drafts through the gate: in order, in bounded memory, on several processes when asked.

A :class:`Run` holds what does not change from one draft to the next; a :class:`Judge` turns each
record into rows with it. With one process, rows are judged as they are read. With more, each JSONL
file is cut into ranges of about a megabyte at newlines; a worker reads its range, judges it and
writes the entries of every report, and sends back text and counts; the ranges come back in the order
of the file, only a few ahead. Other files are judged in the first process, in their turn.

A worker that ends without an answer ends the run: what was not decided is said, the reports are
closed as partial, and the process answers 2.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ecluse.classifiers.engine import Sweep
from ecluse.classifiers.timer import Timer
from ecluse.gate import Gate
from ecluse.lean import NamedTuple, dataclass, field, replace
from ecluse.model import (
    Decision,
    Draft,
    DraftError,
    EcluseError,
    Fault,
    FaultKind,
    Finding,
    Verdict,
    Waiver,
)
from ecluse.read import Format, Range, Record, Skipped, ranges, read, records_in
from ecluse.read.record import read_as
from ecluse.report import Edit, Look, Report, Row, Tally, Writer, format_named, unread
from ecluse.report import Format as ReportFormat
from ecluse.text.fold import fold
from ecluse.text.words import squeeze, words

if TYPE_CHECKING:
    # Imported when they are asked for: a plain check starts no process and asks no git.
    from concurrent.futures import Future, ProcessPoolExecutor

    from ecluse.baseline import Baseline
    from ecluse.changed import Changes
    from ecluse.outlook import Outlook
    from ecluse.threads import Threads

__all__ = ["Accept", "Item", "Judge", "Run", "WorkerError", "judge_all"]

RANGE = 1 << 20
"""Bytes that a worker takes at a time."""
AT_ONCE = 32
"""Records between two writes into the reports."""

Item = Record | DraftError | Skipped


class WorkerError(EcluseError):
    """A worker process ended without an answer."""


class Accept(NamedTuple):
    """What new entries of the baseline say: who answers for them, why, and until when."""

    owner: str
    reason: str
    expires: datetime


class Run(NamedTuple):
    """What one command line asks of every draft. Picklable, so that workers have it too."""

    report: Report
    key: bytes = b""
    channels: tuple[str, ...] = ()
    redirected: bool = False
    """Whether ``channels`` also replace the channel that a draft names."""
    audience: str = ""
    author: str = ""
    publish_at: datetime | None = None
    reply_to: str = ""
    trust_rows: bool = False
    acknowledgements: tuple[Waiver, ...] = ()
    history: tuple[Draft, ...] = ()
    threads: Threads | None = None
    baseline: Baseline | None = None
    accept: Accept | None = None
    edits: bool = True
    outlooks: bool = False
    """Whether it is said when a held draft may go out, and who may read it now."""
    formats: tuple[tuple[str, Look], ...] = ()
    """Each report: its format, and how it looks."""
    changes: Changes | None = None


@dataclass(slots=True)
class Written:
    """What was judged: the entries of each report, the counts, new entries for the baseline."""

    entries: list[list[str]] = field(default_factory=list[list[str]])
    tally: Tally = field(default_factory=Tally)
    accepted: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


# --- one record -----------------------------------------------------------------------------------


class Judge:
    """A gate and the run that it works for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.gate = _Recalling(run.report.policy, key=run.key)
        said = (run.channels, run.author, run.audience, run.publish_at, run.reply_to)
        self._as_it_is = not any(said) and not run.trust_rows
        """Whether the caller says nothing of the drafts: each is judged as it was read."""

    def rows(self, item: Record | DraftError) -> list[Row]:
        """The rows of one record: one for each draft and channel, or the one that holds it."""
        if isinstance(item, DraftError):
            return [unread(item, self.run.report)]
        if self._as_it_is and len(item.drafts) == 1 and not item.integrations:
            return self._rows_of(item.drafts)
        rows: list[Row] = []
        for drafts in _groups(self._placed(item)):
            # A draft that names two channels and is sent to one goes there once.
            going = dict.fromkeys(one for draft in drafts for one in self._going(draft))
            rows += self._rows_of(tuple(going))
        return rows

    def _placed(self, record: Record) -> Iterator[Draft]:
        """The drafts with the channel that their account is called by in the policy, if it is."""
        channels = self.run.report.policy.channels
        for number, draft in enumerate(record.drafts):
            account = record.integrations[number] if record.integrations else ""
            yield replace(draft, channel=account) if account and account in channels else draft

    def _rows_of(self, going: Sequence[Draft]) -> list[Row]:
        """The rows of one draft on each of its channels."""
        decisions = [self._decided(one) for one in going]
        found = self._found(going[-1], decisions)
        return [
            _covered(
                Row(
                    decision,
                    draft,
                    self.edit(draft, decision),
                    found,
                    first=number == 0,
                    outlook=self.outlook(draft, decision),
                )
            )
            for number, (draft, decision) in enumerate(zip(going, decisions, strict=True))
        ]

    def _found(self, draft: Draft, decisions: Sequence[Decision]) -> tuple[Finding, ...]:
        """Every finding of a draft, whichever rule asks for it, and of the post that it answers."""
        found = [f for decision in decisions for r in decision.reasons for f in r.findings]
        try:
            found += self.gate.findings(draft)
            if draft.reply_to:
                answered = self.gate.findings(Draft(draft.reply_to))
                found += (replace(finding, field="reply_to") for finding in answered)
        except Exception:  # noqa: BLE001 - what failed here is a fault of the decision already
            return tuple(dict.fromkeys(found))
        return tuple(dict.fromkeys(found))

    def _going(self, draft: Draft) -> list[Draft]:
        """The draft for each channel: its own, else those that the caller names, else the public.

        The caller of ``check`` says where the draft goes, whatever it says itself.
        """
        vouched = self._vouched(draft)
        if not self.run.channels or (vouched.channel and not self.run.redirected):
            return [vouched]
        return [replace(vouched, channel=channel) for channel in self.run.channels]

    def _vouched(self, draft: Draft) -> Draft:
        """The draft with what the caller says of it; the caller vouches for that, not for the rest."""
        run = self.run
        if run.publish_at or run.reply_to:
            draft = replace(
                draft,
                publish_at=run.publish_at or draft.publish_at,
                reply_to=run.reply_to or draft.reply_to,
            )
        if draft.trusted and not (run.author or run.audience):
            return draft
        if run.trust_rows or draft.trusted:
            return replace(
                draft,
                trusted=True,
                author=run.author or draft.author,
                audience=run.audience or draft.audience,
            )
        if not (run.author or run.audience):
            return draft
        # Without a channel an audience that a row names is a claim that would loosen.
        audience = run.audience or (draft.audience if draft.channel else "")
        return replace(
            draft, author=run.author, audience=audience, attested=(), now=None, trusted=True
        )

    def _decided(self, draft: Draft) -> Decision:
        try:
            return self._checked(draft)
        except EcluseError as error:
            return self._held(draft, Fault("gate", FaultKind.LIMIT, str(error)))
        except Exception as error:  # noqa: BLE001 - one bad draft is held, the others go on
            return self._held(draft, Fault("gate", FaultKind.EXCEPTION, type(error).__name__))

    def _checked(self, draft: Draft) -> Decision:
        run, now = self.run, self._now(draft)
        decision = self.gate.check(
            draft, now=now, history=self._history(draft), acknowledgements=run.acknowledgements
        )
        if run.baseline is None:
            return decision
        moments = (now, max(now, draft.publish_at or now))
        return run.baseline.applied(decision, run.report.policy, *moments)

    def _now(self, draft: Draft) -> datetime:
        """The caller's clock; a draft's own only when it is vouched for."""
        return draft.now if draft.trusted and draft.now is not None else self.run.report.now

    def _history(self, draft: Draft) -> Sequence[Draft]:
        threads = self.run.threads
        return (*self.run.history, *threads.before(draft)) if threads else self.run.history

    def _held(self, draft: Draft, fault: Fault) -> Decision:
        policy = self.run.report.policy
        rules = tuple(rule.id for rule in policy.rules)
        return Decision(
            Verdict.FLAG,
            policy.default_tier,
            faults=(replace(fault, rules=rules),),
            draft=draft.id,
            channel=draft.channel,
            audience=draft.audience,
            policy=policy.digest,
            engine=self.run.report.engine,
        )

    def edit(self, draft: Draft, decision: Decision) -> Edit | None:
        """The smallest edit, for a draft that is held or blocked by its own words."""
        if decision.verdict is Verdict.ALLOW or not self.run.edits:
            return None
        if decision.faults or self._history(draft):
            return None
        return self.gate.edit(draft, decision, now=self._now(draft))

    def outlook(self, draft: Draft, decision: Decision) -> Outlook | None:
        """When the draft may go out and who may read it now, for one that is held or blocked."""
        if decision.verdict is Verdict.ALLOW or decision.faults or not self.run.outlooks:
            return None
        from ecluse.outlook import outlook

        return outlook(self.gate, draft, now=self._now(draft), history=self._history(draft))


def _groups(drafts: Iterator[Draft]) -> Iterator[list[Draft]]:
    """Drafts of one record that differ by their channel only, together."""
    group = [next(drafts)]
    for draft in drafts:
        if replace(draft, channel=group[0].channel) == group[0]:
            group.append(draft)
        else:
            yield group
            group = [draft]
    yield group


class _Recalling(Gate):
    """A gate that recalls what it found last, so that asking for it again is free."""

    _last: tuple[Draft, Sweep] | None = None

    def _sweep(self, draft: Draft, timer: Timer) -> Sweep:
        if self._last is None or self._last[0] is not draft:
            self._last = draft, super()._sweep(draft, timer)
        return self._last[1]


def _covered(row: Row) -> Row:
    """The row without an ``id`` or a channel that itself holds what was found in the draft.

    Its place stands for the ``id``, ``?`` for the channel: both go into every report.
    """
    decision, draft = row.decision, row.draft
    if not row.found or not (draft.id or draft.channel):
        return row
    found = {draft.part(f.field)[f.span.start : f.span.end] for f in row.found}
    if draft.id and _holds(draft.id, found):
        decision, draft = replace(decision, draft=""), replace(draft, id="")
    if draft.channel and _holds(draft.channel, found):
        decision, draft = replace(decision, channel="?"), replace(draft, channel="?")
    return row._replace(decision=decision, draft=draft)


_SHORT = 3
"""Bytes under which a match must be whole words of a name: « 7 » is not found in `post-0007`."""


def _holds(name: str, found: Iterable[str]) -> bool:
    """Whether a name holds a text that was found, however it is written."""
    folded = fold(name).data
    whole, parts = squeeze(folded), words(folded)
    for text in found:
        squeezed = squeeze(fold(text).data)
        if squeezed and squeezed in (whole if len(squeezed) >= _SHORT else parts):
            return True
    return False


# --- all of them ----------------------------------------------------------------------------------


class Desk:
    """Judges items one after the other and writes them down: for every report, with the counts."""

    def __init__(self, run: Run) -> None:
        self.run, self.judge = run, Judge(run)
        self.forms: list[tuple[ReportFormat, Report]] = [
            (format_named(name), run.report._replace(look=look)) for name, look in run.formats
        ]

    def write(self, item: Item, out: Written) -> None:
        """Judge one item and add what is to be said of it to ``out``."""
        if isinstance(item, Skipped):
            out.tally.skip(item.path, item.why.in_(self.run.report.language))
            return
        if isinstance(item, Record):
            out.tally.add_unread(item.unread)
        for row in self.judge.rows(item):
            out.tally.add(row)
            for written, (form, report) in zip(out.entries, self.forms, strict=True):
                written.extend(form.entries(report, row))
            self._accept(row, out)

    def _accept(self, row: Row, out: Written) -> None:
        accept = self.run.accept
        if accept is not None:
            from ecluse.baseline import entries_of

            out.accepted += entries_of(row.decision, self.run.key, accept)

    def empty(self) -> Written:
        """Nothing written yet."""
        return Written([[] for _ in self.forms])


def judge_all(
    run: Run,
    paths: Sequence[Path],
    writers: Sequence[Writer],
    tally: Tally,
    *,
    format: Format | None = None,
    extra: Iterable[Item] = (),
    workers: int = 1,
    seen: Callable[[Tally], bool] = lambda _: True,
    desk: Desk | None = None,
) -> list[dict[str, str]]:
    """Judge everything, in order, into the reports.

    Args:
        run: what is asked of every draft.
        paths: files and folders.
        writers: one for each of ``run.formats``; their heads are written, their tails are not.
        tally: counted into as things are written, so that it is right whenever the run ends.
        format: how to read the files that are named.
        extra: items that come from elsewhere (standard input, the command line), first.
        workers: processes.
        seen: told after each piece; false stops the run there.
        desk: the desk of ``run``, when it is built already.

    Returns:
        New entries for the baseline.

    Raises:
        WorkerError: a worker ended without an answer.
        ReportError: a report could not be written.
        KeyboardInterrupt: ``seen`` stopped the run.
    """
    accepted: list[dict[str, str]] = []
    for out in _pieces(desk or Desk(run), paths, format, extra, workers):
        for writer, entries in zip(writers, out.entries, strict=True):
            writer.put(entries)
        tally.merge(out.tally)
        accepted += out.accepted
        if not seen(tally):
            raise KeyboardInterrupt
    return accepted


def _pieces(
    desk: Desk, paths: Sequence[Path], format: Format | None, extra: Iterable[Item], workers: int
) -> Iterator[Written]:
    run = desk.run
    yield from _here(desk, extra, 1)
    if workers <= 1:
        yield from _here(desk, _changed(read(paths, format=format), run.changes), AT_ONCE)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(workers, initializer=_start, initargs=(run,)) as pool:
        try:
            yield from _shared(desk, pool, paths, format, 2 * workers)
        except BrokenProcessPool as error:
            raise WorkerError("a worker process ended; what follows was not decided") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _here(desk: Desk, items: Iterable[Item], at_once: int) -> Iterator[Written]:
    items = iter(items)
    while some := list(islice(items, at_once)):
        out = desk.empty()
        for item in some:
            desk.write(item, out)
        yield out


def _shared(
    desk: Desk, pool: ProcessPoolExecutor, paths: Sequence[Path], format: Format | None, ahead: int
) -> Iterator[Written]:
    """Ranges on their way through the workers, and what is judged here, in the order of the input."""
    waiting: deque[Future[Written] | Item] = deque()
    for task in _tasks(paths, format):
        if isinstance(task, tuple):
            waiting.append(pool.submit(_judge_range, *task))
        else:
            waiting += _changed(read([task], format=format), desk.run.changes)
        while len(waiting) >= ahead:
            yield _answer(desk, waiting.popleft())
    while waiting:
        yield _answer(desk, waiting.popleft())


def _answer(desk: Desk, waited: Future[Written] | Item) -> Written:
    if not isinstance(waited, (Record, DraftError, Skipped)):
        return waited.result()
    out = desk.empty()
    desk.write(waited, out)
    return out


def _tasks(paths: Sequence[Path], format: Format | None) -> Iterator[tuple[Path, Range] | Path]:
    """Ranges of JSONL files, and the other paths whole."""
    for path in paths:
        named = format or read_as(str(path))
        if named is not Format.JSONL or not path.is_file():
            yield path
            continue
        for piece in ranges(path, max(1, path.stat().st_size // RANGE)):
            yield path, piece


# --- what changed ---------------------------------------------------------------------------------


def _changed(items: Iterable[Item], changes: Changes | None) -> Iterator[Item]:
    """Only what changed. A record reaches to the line before the next one of its file."""
    if changes is None:
        yield from items
        return
    waiting: Item | None = None
    for item in items:
        if waiting is not None and _is_changed(changes, waiting, item):
            yield waiting
        waiting = item
    if waiting is not None and _is_changed(changes, waiting, None):
        yield waiting


_LAST = 1 << 60


def _is_changed(changes: Changes, item: Item, following: Item | None) -> bool:
    path, line = _place(item)
    if isinstance(item, Skipped):
        return False
    if not line or not _has_rows(path):
        return changes.has(Path(path))
    if read_as(path) is Format.JSONL:
        return changes.touches(Path(path), line, line)
    after = _place(following) if following is not None else ("", 0)
    last = max(after[1] - 1, line) if after[0] == path else _LAST
    # The header of a table says what every row means.
    return changes.touches(Path(path), 1, 1) or changes.touches(Path(path), line, last)


def _has_rows(path: str) -> bool:
    return read_as(path) in {Format.JSONL, Format.CSV}


def _place(item: Item) -> tuple[str, int]:
    if isinstance(item, Record):
        origin = item.drafts[0].origin
        return origin.path, origin.line
    return (item.path, 0) if isinstance(item, Skipped) else (item.path, item.line)


# --- in a worker ----------------------------------------------------------------------------------

_desk: Desk | None = None


def _start(run: Run) -> None:
    """Build the worker's gate. An interrupt is the first process's business."""
    import signal

    global _desk  # noqa: PLW0603 - one desk for each worker process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk = Desk(run)


def _judge_range(path: Path, piece: Range) -> Written:
    if _desk is None:
        raise WorkerError("the worker has no gate")
    out = _desk.empty()
    for item in _changed(records_in(path, piece), _desk.run.changes):
        _desk.write(item, out)
    return out
