"""``ecluse check`` and ``ecluse gate``: from options that were understood to the exit code.

    options → policy found and loaded → what to read → judge → reports → exit code

Both command lines come here, the fast one and typer's. Nothing heavy is imported: no typer,
pydantic, YAML or rich, unless the policy's cache is cold or a progress display is wanted.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from ecluse.batch import Accept, Desk, Item, Run, WorkerError, judge_all
from ecluse.key import read_key
from ecluse.lean import NamedTuple
from ecluse.model import Draft, DraftError, EcluseError, Origin, Override, Waiver
from ecluse.needs import asks_history
from ecluse.options import Options
from ecluse.policy.find import find_policy, verify_digest
from ecluse.policy.model import Policy
from ecluse.read import Format, Record, read, records
from ecluse.read.record import label_of, read_as
from ecluse.read.row import moment
from ecluse.read.source import open_source
from ecluse.report import FORMATS, Look, Report, ReportError, Tally, Writer, format_named
from ecluse.report.words import clean, labelled, say, summary
from ecluse.version import VERSION

if TYPE_CHECKING:
    from ecluse.baseline import Baseline
    from ecluse.changed import Changes
    from ecluse.threads import Threads

__all__ = ["UsageError", "items", "load_policy", "prepare", "run"]

STDIN_LIMIT = 64 << 20
"""Bytes of standard input that are read; more belongs in a file."""


class UsageError(EcluseError):
    """A command line that does not say what to do; nothing was decided."""


def run(options: Options) -> int:
    """Check or gate; the exit code.

    Raises:
        EcluseError: nothing could be decided, with what to change.
    """
    asked, offer = options, _offer(options) if options.canonical else None
    if offer is not None:
        options = offer.options
    job, given = prepare(options, offer.given if offer is not None else None)
    # Before any report is opened: what the gate misses is an error, not an interrupted report.
    desk = Desk(job)
    _collect_from_here()
    tally = Tally()
    with ExitStack() as stack, _Stop() as stop:
        writers = _writers(asked, job, stack)
        for writer in writers:
            writer.begin()
        complete = _judge(options, desk, given, writers, tally, stop)
        tally.missing = complete and not tally.read and not (options.diff or options.allow_empty)
        _close(writers, tally, complete=complete)
    _say_rest(options, job.report, tally, complete=complete)
    if offer is not None and tally.exit_code(complete=complete) == 0:
        _give_out(offer.version)
    return tally.exit_code(complete=complete, exit_zero=options.exit_zero)


def _collect_from_here() -> None:
    """Collect garbage again, and leave alone what was built: it lives as long as the run."""
    gc.freeze()
    gc.enable()


class Given(NamedTuple):
    """What a command line gives to judge: files and folders, and what came by standard input."""

    paths: list[Path]
    piped: bytes = b""
    name: str = ""
    """What reports call the bytes that stand in ``piped``; ``-`` when empty."""


def prepare(options: Options, given: Given | None = None) -> tuple[Run, Given]:
    """What a command line asks of every draft, and what it gives to judge, if that is not known yet.

    Raises:
        EcluseError: nothing could be decided, with what to change.
    """
    paths = _paths(options) if given is None else given.paths
    policy = load_policy(options.policy, options.require_policy_digest)
    given = given or Given(paths, _piped(options))
    return _job(options, policy, given), given


def items(options: Options, given: Given) -> Iterator[Item]:
    """Everything that a command line gives, record by record."""
    yield from _extra(options, given)
    yield from read(given.paths, format=_input_format(options))


def load_policy(named: str | None, digest: str | None = None) -> Policy:
    """Find and load the policy, from its cache when there is one, and verify its digest.

    Raises:
        PolicyNotFound: there is none, or it is not the one that is required.
        PolicyError: it is not valid.
    """
    from ecluse.policy.cache import cached_load

    found = find_policy(named, digest=digest)
    policy = cached_load(found.path)
    verify_digest(policy.digest, found.digests)
    return policy


# --- what to judge --------------------------------------------------------------------------------


def _paths(options: Options) -> list[Path]:
    """The files and folders; a name of nothing is an error, and is never taken for words."""
    if options.text is not None and options.paths:
        raise UsageError("give files or --text, not both")
    if options.text is not None and not options.text.strip():
        raise UsageError("--text is empty; is a variable unset?")
    if options.text is None and not options.paths:
        raise UsageError("nothing to check: give files, - for standard input, or --text")
    if options.paths.count("-") > 1:
        raise UsageError("- was given more than once")
    given = [path for path in options.paths if path != "-"]
    paths = [Path(path) for path in given]
    for number, path in enumerate(paths, 1):
        if not _exists(path):
            what = "no such file or folder" if options.command == "gate" else "no such file"
            hint = "" if options.command == "gate" else "; to check words, use --text"
            raise UsageError(f"{what}: {_named(given[number - 1], number)}{hint}")
        if options.command == "check" and path.is_dir():
            raise UsageError(f"{clean(str(path))} is a folder; use `ecluse gate`")
    return paths


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _named(text: str, number: int) -> str:
    """A path as it was typed, for a message; what may be words and no path is named by its number."""
    is_path = len(text) <= 120 and ("/" in text or Path(text).suffix) and text.count(" ") <= 3
    return clean(text) if is_path and clean(text) == text else f"argument {number}"


def _piped(options: Options) -> bytes:
    """What standard input holds, when it is asked for.

    Raises:
        UsageError: it is above 64 MiB.
    """
    if "-" not in options.paths:
        return b""
    data = sys.stdin.buffer.read(STDIN_LIMIT + 1)
    if len(data) > STDIN_LIMIT:
        raise UsageError("standard input is above 64 MiB; save it to a file")
    return data


def _extra(options: Options, given: Given) -> Iterator[Item]:
    """What comes from the command line or from standard input."""
    if options.text is not None:
        yield Record((Draft(options.text, id="--text", origin=Origin("--text", 1, 1)),))
    if "-" in options.paths:
        yield from records(given.piped, path=given.name, format=_input_format(options))


def _input_format(options: Options) -> Format | None:
    return Format(options.input_format) if options.input_format else None


# --- the canonical text ---------------------------------------------------------------------------


class _Offer(NamedTuple):
    """The canonical version of a draft: its bytes, and the command line that checks them."""

    version: bytes
    options: Options
    given: Given


def _offer(options: Options) -> _Offer:
    """The canonical version of the one draft of a command line.

    Raises:
        EcluseError: it is not one draft, or it cannot be read.
    """
    paths = _paths(options)
    if options.text is not None:
        from ecluse.text.canonical import canonical

        text = canonical(options.text)
        return _Offer(text.encode("utf-8", "replace"), options._replace(text=text), Given([]))
    from ecluse.offer import offered_version

    if len(options.paths) != 1:
        raise UsageError("--canonical takes one draft, and the command line names several")
    data = _bytes_of(paths[0]) if paths else _piped(options)
    name = label_of(paths[0]) if paths else "-"
    version, form = offered_version(data, name, _input_format(options))
    checked = options._replace(paths=("-",), input_format=form.value)
    return _Offer(version, checked, Given([], version, name))


def _bytes_of(path: Path) -> bytes:
    with open_source(path) as stream:
        data = stream.read(STDIN_LIMIT + 1)
    if len(data) > STDIN_LIMIT:
        raise UsageError("the file is above 64 MiB")
    return data


def _give_out(version: bytes) -> None:
    """Write a version that was checked to standard output, byte for byte.

    Raises:
        ReportError: it could not be written.
    """
    try:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(version.decode())
        else:
            stream.write(version)
        if sys.stdout.isatty() and not version.endswith(b"\n"):
            print()
        sys.stdout.flush()
    except OSError as error:
        what = f"the canonical text could not be written: {error.strerror}"
        raise ReportError(what) from error


# --- the run --------------------------------------------------------------------------------------


def _job(options: Options, policy: Policy, given: Given) -> Run:
    now = _moment("--now", options.now) or datetime.now(UTC)
    language = options.lang or policy.language
    key = read_key(options.key_file)
    unknown = dict(_unknown(options, policy, language))
    report = Report(
        policy,
        now,
        VERSION,
        language,
        asides=tuple(unknown.values()),
        keyed=bool(key),
        told=frozenset(unknown),
    )
    return Run(
        report,
        key,
        tuple(dict.fromkeys(options.channel)),
        options.command != "gate",
        options.audience or "",
        options.author or "",
        _moment("--publish-at", options.publish_at),
        options.reply_to or "",
        options.trust_rows,
        tuple(_acknowledgements(options, policy)),
        _history(options),
        _threads(options, policy, given),
        _baseline(options, key),
        _accept(options),
        _shows_edits(options),
        _shows_outlooks(options),
        tuple((name, _look(options, path)) for name, path in _outputs(options)),
        _changes(options, given.paths),
    )


def _unknown(
    options: Options, policy: Policy, language: str
) -> Iterator[tuple[tuple[str, str], str]]:
    """What the command line names and the policy does not know: it is read as the public.

    The name itself is not repeated: it may be words of a draft.
    """
    named = (
        ("channel", options.channel, policy.channels),
        ("audience", (options.audience or "",), policy.audiences),
        ("author", (options.author or "",), policy.people),
    )
    for what, names, known in named:
        for number, name in enumerate(dict.fromkeys(names), 1):
            if name and name not in known:
                which = f" {number}" if len(names) > 1 else ""
                said = say(f"unknown-{what}", language).format(which=which)
                near = "" if what == "author" else _near(name, known, language)
                yield (what, name), said + near


def _near(name: str, known: Iterable[str], language: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name[:64], sorted(known)[:1000], n=1)
    return say("did-you-mean", language).format(name=near[0]) if near else ""


def _moment(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return moment(name, text)
    except DraftError as error:
        raise UsageError(f"{error.message}; {error.remedy}") from None


def _acknowledgements(options: Options, policy: Policy) -> Iterator[Waiver]:
    """A waiver of the author for each rule that they acknowledge.

    Raises:
        UsageError: there is no such rule, it takes more than that, or it asks why.
    """
    rules = {rule.id: rule for rule in policy.rules}
    for name in dict.fromkeys(options.acknowledge):
        rule = rules.get(name)
        if rule is None:
            raise UsageError(f"--acknowledge {clean(name)}: the policy has no such rule")
        if rule.override > Override.JUSTIFY:
            word = rule.override.name.lower()
            raise UsageError(f"--acknowledge {name}: its override is `{word}`; ask for a waiver")
        if rule.override is Override.JUSTIFY and not (options.because or "").strip():
            raise UsageError(f"--acknowledge {name}: say why with --because")
        yield Waiver(
            f"acknowledged-{name}",
            name,
            options.author or "author",
            options.because or "",
            None,
            kind="acknowledgement",
        )


_MOST_HISTORY = 10_000


def _history(options: Options) -> tuple[Draft, ...]:
    """Earlier drafts from ``--history``; a line that cannot be read is an error."""
    if options.history is None:
        return ()
    drafts: list[Draft] = []
    for item in records(Path(options.history), format=Format.JSONL):
        if isinstance(item, DraftError):
            raise UsageError(f"--history: {item}")
        drafts += item.drafts
        if len(drafts) > _MOST_HISTORY:
            raise UsageError(f"--history holds more than {_MOST_HISTORY} drafts")
    return tuple(drafts)


def _threads(options: Options, policy: Policy, given: Given) -> Threads | None:
    if _is_one_draft(options, given) or not asks_history(policy):
        return None
    from ecluse.threads import find_threads

    gc.enable()  # this reads everything
    return find_threads(given.paths, _input_format(options), piped=given.piped)


_ONE_DRAFT = {Format.TEXT, Format.MARKDOWN}
"""Formats of which a file is one draft: it has no thread to itself."""


def _is_one_draft(options: Options, given: Given) -> bool:
    if given.piped or len(given.paths) != 1:
        return not given.piped and not given.paths
    [path] = given.paths
    return (_input_format(options) or read_as(str(path))) in _ONE_DRAFT and not path.is_dir()


def _baseline(options: Options, key: bytes) -> Baseline | None:
    if options.write_baseline and not (options.baseline and key):
        raise UsageError("--write-baseline needs --baseline FILE and a key (--key-file)")
    if options.baseline is None or options.write_baseline:
        return None
    from ecluse.baseline import read_baseline

    return read_baseline(Path(options.baseline), key)


def _accept(options: Options) -> Accept | None:
    if not options.write_baseline:
        return None
    until = _moment("--until", options.until)
    if not (options.owner and options.because and until):
        raise UsageError("--write-baseline needs --owner, --because and --until")
    return Accept(options.owner, options.because, until)


def _changes(options: Options, paths: Sequence[Path]) -> Changes | None:
    if options.diff is None:
        return None
    from ecluse.changed import changes_since

    return changes_since(options.diff, paths)


def _judge(
    options: Options,
    desk: Desk,
    given: Given,
    writers: Sequence[Writer],
    tally: Tally,
    stop: _Stop,
) -> bool:
    """Judge everything; whether the run came to its end."""
    try:
        with _progress(options) as show:
            accepted = judge_all(
                desk.run,
                given.paths,
                writers,
                tally,
                format=_input_format(options),
                extra=_extra(options, given),
                workers=options.workers or 1,
                seen=lambda counted: stop.goes_on(counted, show),
                desk=desk,
            )
    except (KeyboardInterrupt, WorkerError) as ended:
        stopped = say("interrupted", desk.run.report.language)
        _say(stopped if isinstance(ended, KeyboardInterrupt) else str(ended))
        return False
    except BaseException:
        with suppress(ReportError):
            _close(writers, tally, complete=False)
        raise
    if options.write_baseline and options.baseline:
        from ecluse.baseline import write_baseline

        write_baseline(Path(options.baseline), accepted)
    return True


def _close(writers: Iterable[Writer], tally: Tally, *, complete: bool) -> None:
    """Close every report, even when one refuses.

    Raises:
        ReportError: the first that refused.
    """
    refused: ReportError | None = None
    for writer in writers:
        try:
            writer.end(tally, complete=complete)
        except ReportError as error:
            refused = refused or error
    if refused is not None:
        raise refused


# --- reports --------------------------------------------------------------------------------------


def _outputs(options: Options) -> Iterator[tuple[str, str]]:
    """Format and file of each report, ``-`` for standard output; the first is the main one."""
    yield options.output_format or "full", options.output_file or "-"
    for wanted in options.report:
        name, equals, path = wanted.partition("=")
        if not equals or not path or name not in FORMATS:
            raise UsageError(f"--report takes FORMAT=FILE with one of {', '.join(FORMATS)}")
        yield name, path


def _writers(options: Options, job: Run, stack: ExitStack) -> list[Writer]:
    outputs = list(_outputs(options))
    files = [os.path.abspath(path) for _, path in outputs if path != "-"]
    taken = {os.path.abspath(path) for path in (job.report.policy.path, *options.paths) if path}
    if len(set(files)) < len(files) or not taken.isdisjoint(files):
        raise UsageError("each report needs a file of its own")
    looks = [look for _, look in job.formats]
    if options.reveal and not any(look.reveal for look in looks):
        _say("--reveal shows nothing here: only the report on a terminal may show matches")
    return [
        _writer(name, path, job.report._replace(look=look), stack, canonical=options.canonical)
        for (name, path), look in zip(outputs, looks, strict=True)
    ]


def _writer(name: str, path: str, report: Report, stack: ExitStack, *, canonical: bool) -> Writer:
    form = format_named(name)
    if path == "-" and canonical:  # standard output is for the text
        return Writer(report, form, _prepared(sys.stderr), "the report on standard error")
    if path == "-":
        return Writer(report, form, _prepared(sys.stdout), "the report on standard output")
    # Written in place: after a crash the file is torn, and nobody takes an older one for it.
    shown = f"report {clean(path)}"
    try:
        stream = stack.enter_context(_Quiet(path))
    except OSError as error:
        raise ReportError(f"{shown} could not be written: {error.strerror}") from error
    return Writer(report, form, stream, shown)


class _Quiet:
    """A file for a report, whose closing does not hide the first error."""

    def __init__(self, path: str) -> None:
        self._stream = open(path, "w", encoding="utf-8", errors="replace", newline="\n")  # noqa: SIM115

    def __enter__(self) -> TextIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        # Writer.end has flushed, or has raised.
        with suppress(OSError):
            self._stream.close()


def _prepared(stream: TextIO) -> TextIO:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return stream


def _look(options: Options, path: str) -> Look:
    """How one report looks; only standard output on a terminal has colour or shows matches."""
    stream = sys.stderr if options.canonical else sys.stdout
    is_terminal = path == "-" and stream.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Look(
        colour=is_terminal and not plain,
        reveal=options.reveal and is_terminal,
        allowed=options.command == "check",
    )


def _shows_edits(options: Options) -> bool:
    return not {"full", "json", "json-lines"}.isdisjoint(name for name, _ in _outputs(options))


def _shows_outlooks(options: Options) -> bool:
    """For a person who waits in front of one draft, not for a file of a million."""
    return options.command == "check" and any(name == "full" for name, _ in _outputs(options))


# --- standard error -------------------------------------------------------------------------------


def _say(message: str) -> None:
    with suppress(OSError, ValueError):
        print(f"ecluse: {message}", file=sys.stderr)


_SKIPPED_SHOWN = 10


def _say_rest(options: Options, report: Report, tally: Tally, *, complete: bool) -> None:
    """What belongs beside the report: counts when it is elsewhere, and what was not read."""
    language = report.language
    is_human = (options.output_format or "full") in {"full", "concise"} and not options.output_file
    if not is_human or not complete:
        _say(summary(tally, language) + ("" if complete else say("cut", language)))
    if tally.missing:
        _say(say("missing", language) + say("missing-next", language) * (options.command == "gate"))
    elif complete and not tally.read and options.diff:
        _say(say("unchanged", language).format(base=clean(options.diff)))
    for key, times in sorted(tally.unread.items()):
        _say(labelled("not-checked", f"{clean(key)} ({times})", language))
    for line in tally.skipped_first[:_SKIPPED_SHOWN]:
        _say(labelled("not-read", clean(line), language))
    if tally.skipped > _SKIPPED_SHOWN:
        _say(say("not-read-more", language).format(n=tally.skipped - _SKIPPED_SHOWN))


def _progress(options: Options) -> AbstractContextManager[Callable[[Tally], None] | None]:
    """A progress display, on a terminal, while the report goes elsewhere."""
    if options.command != "gate" or not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext()
    from ecluse.progress import Progress, said_of_tally

    return Progress(said_of_tally)


class _Stop:
    """An interrupt that waits for the end of the piece that is being written.

    So a report is cut between two entries, never inside one. A second interrupt does not wait.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        # Only the first thread of a process may say what a signal does.
        with suppress(ValueError):
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True

    def goes_on(self, tally: Tally, show: Callable[[Tally], None] | None) -> bool:
        """Show the counts so far; whether nobody has asked to stop."""
        if show is not None:
            show(tally)
        return not self._asked
