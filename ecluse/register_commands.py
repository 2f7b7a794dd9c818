"""What ``ecluse register …`` does: find the register, do the work, say it in lines.

Each function takes ``say`` for standard output and answers the exit code. Nothing that was declared
is ever said, but to a reviewer who gives the reviewers' key.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ecluse.door import UsageError
from ecluse.key import read_key
from ecluse.lean import replace
from ecluse.model import Draft, EcluseError, Message, Tier
from ecluse.policy.declared import read_entries, read_values
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.registers.model import Document, Entry, Statement
from ecluse.registers.part import Advice
from ecluse.registers.register import PARTS, Register
from ecluse.report.words import counted

if TYPE_CHECKING:
    from ecluse.policy.model import Policy

__all__ = [
    "Where",
    "add",
    "add_documents",
    "add_record",
    "calibrate",
    "lint",
    "listed",
    "new",
    "record",
    "remove",
    "reveal",
    "stats",
]

Say = Callable[[str], None]


class Where:
    """Which register a command means: the folder named, else that of the policy; and its key."""

    def __init__(self, folder: str | None, policy: str | None, key_file: str | None) -> None:
        self._folder, self._policy, self._key_file = folder, policy, key_file

    @property
    def folder(self) -> Path:
        """The folder.

        Raises:
            UsageError: none is named and the policy names none.
        """
        if self._folder:
            return Path(self._folder)
        policy = self.policy
        if not policy.register:
            raise UsageError(
                f"{policy.path} names no register; write `registers: {{folder: register}}` there, "
                "or name one with --register"
            )
        return Path(policy.path).parent / policy.register

    @property
    def policy(self) -> Policy:
        """The policy that the command names, or the nearest."""
        return load(find_policy(self._policy).path)

    @property
    def is_unread(self) -> bool:
        """Whether the folder was named and the nearest policy, if any, does not name it."""
        if not self._folder:
            return False
        with suppress(EcluseError):
            policy = self.policy
            named = Path(policy.path).parent / policy.register
            return not policy.register or named.resolve() != Path(self._folder).resolve()
        return True

    @property
    def key(self) -> bytes:
        """The organisation's key.

        Raises:
            UsageError: none is named.
        """
        if not (key := read_key(self._key_file)):
            raise UsageError(
                "a register needs a key; `ecluse key new` makes one, --key-file names it"
            )
        return key

    def open(self) -> Register:
        """The register, opened."""
        return Register(self.folder, self.key)


def new(where: Where, say: Say) -> int:
    """Make an empty register."""
    Register.create(where.folder, where.key)
    say(f"{where.folder}: a new register; write `registers: {{folder: …}}` into the policy")
    return 0


def add(
    where: Where, files: Sequence[str], tier: str, reviewer_key_file: str | None, say: Say
) -> int:
    """Add the entries of YAML files, and the exact values of CSV files.

    With the reviewers' key the texts of statements are kept, sealed with it.
    """
    entries = list(_read(files, Tier[tier.upper()]))
    reviewer_key = read_key(reviewer_key_file, {}) if reviewer_key_file else b""
    register = Register(where.folder, where.key, reviewer_key).add(entries)
    counts = Counter(type(entry).__name__ for entry in entries)
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    say(f"{where.folder}: added {said or 'nothing'}; digest {register.store.digest}")
    if where.is_unread:
        say(
            f"no policy here reads it yet; write `registers: {{folder: {where.folder}}}` into yours"
        )
    return 0


def _read(files: Sequence[str], tier: Tier) -> Iterator[Entry]:
    for file in files:
        if file.lower().endswith(".csv"):
            yield from read_values(file, tier)
        else:
            yield from read_entries(file)


def remove(where: Where, ids: Sequence[str], say: Say) -> int:
    """Remove entries, and every trace of them."""
    register = where.open().remove(ids)
    say(f"{where.folder}: removed {len(ids)}; digest {register.store.digest}")
    return 0


def listed(where: Where, kind: str | None, say: Say) -> int:
    """List the entries: what they are, who may know them, until when; never what they say."""
    if kind is not None and kind not in PARTS:
        raise UsageError(f"--kind is one of {', '.join(sorted(PARTS))}")
    register = where.open()
    releases = {one.id: one.at for one in where.policy.releases} if _has_policy(where) else {}
    now = datetime.now(UTC)
    shown = [one for one in register.entries() if kind in (None, type(one).__name__)]
    for entry in sorted(shown, key=lambda one: (type(one).__name__, one.id)):
        say(f"{type(entry).__name__} {entry.id}: {_told(entry, now, releases)}")
    return 0


def _told(entry: Entry, now: datetime, releases: Mapping[str, datetime | None]) -> str:
    """Who may know an entry, and when it restricts."""
    if entry.tier is Tier.PUBLIC and isinstance(entry, (Document, Statement)):
        return "published"
    life = entry.life
    to_come = life.starts is not None and now < life.starts
    state = "in force" if life.in_force(now, releases) else "to come" if to_come else "ended"
    since = f" from {life.starts.isoformat()}" if life.starts else ""
    word = "on" if state == "ended" else "until"
    until = f" {word} {life.until.isoformat()}" if life.until else ""
    after = f" after {life.released_by}" if life.released_by else ""
    owner = f" ({entry.owner})" if entry.owner else ""
    readers = ", ".join(entry.audiences) or entry.tier.word
    return f"{readers}, {state}{since}{until}{after}{owner}"


def _has_policy(where: Where) -> bool:
    try:
        return bool(where.policy)
    except Exception:  # noqa: BLE001 - a register may be listed without any policy
        return False


def lint(where: Where, french: bool, strict: bool, say: Say) -> int:
    """Say which entries are too common, too short or ended, and how to word them better."""
    language = "fr" if french else "en"
    register = where.open()
    policy = where.policy if _has_policy(where) else None
    now = datetime.now(UTC)
    found = [*register.lint(), *_of_lives(register.entries(), policy, now)]
    for one in found:
        level = "error" if one.refused else "warning"
        place = one.entry or str(where.folder)
        say(f"{place}: {level}: {one.says.in_(language)}\n  = {one.help.in_(language)}")
    refused = sum(one.refused for one in found)
    warned = len(found) - refused
    say(f"{where.folder}: {counted(refused, 'error')}, {counted(warned, 'warning')}")
    return 1 if refused or (strict and found) else 0


def _of_lives(entries: Iterable[Entry], policy: Policy | None, now: datetime) -> Iterator[Advice]:
    """Entries that have ended, or that wait for a release or name an audience the policy has not."""
    releases = {} if policy is None else {one.id: one.at for one in policy.releases}
    for entry in entries:
        life = entry.life
        if entry.tier is Tier.PUBLIC and isinstance(entry, (Document, Statement)):
            continue
        started = life.starts is None or life.starts <= now
        if started and not life.in_force(now, releases):
            yield Advice(entry.id, False, _ENDED, _REMOVE)
        if policy is None:
            continue
        if life.released_by and life.released_by not in releases:
            yield Advice(entry.id, False, _NO_RELEASE, _DECLARE_RELEASE)
        if not policy.audiences.keys() >= set(entry.audiences):
            yield Advice(entry.id, False, _NO_AUDIENCE, _DECLARE_AUDIENCE)


_ENDED = Message(
    "cette entrée ne retient plus rien : son terme est passé",
    "this entry holds nothing any more: its end has come",
)
_REMOVE = Message(
    "retirez-la (`ecluse register remove`), ou donnez un autre terme",
    "remove it (`ecluse register remove`), or give it another end",
)
_NO_RELEASE = Message(
    "elle attend une publication que la politique ne connaît pas : elle n'aura pas de fin",
    "it waits for a release that the policy does not know, so it will not end",
)
_DECLARE_RELEASE = Message(
    "déclarez-la sous `registers.releases`, ou corrigez `released_by`",
    "declare it in `registers.releases`, or correct `released_by`",
)
_NO_AUDIENCE = Message(
    "elle nomme un public que la politique ne connaît pas",
    "it names an audience that the policy does not know",
)
_DECLARE_AUDIENCE = Message(
    "déclarez-le sous `audiences`, ou corrigez l'entrée",
    "declare it under `audiences`, or correct the entry",
)


def stats(where: Where, say: Say) -> int:
    """Say how much of each kind there is, and how large the files are."""
    register = where.open()
    for kind, count in sorted(Counter(type(e).__name__ for e in register.entries()).items()):
        say(f"{kind}: {count}")
    paths = [register.store.path(name) for name in register.store.names()]
    size = sum(path.stat().st_size for path in paths if path is not None)
    said = f"{size / 1e6:.2f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"
    say(f"{counted(len(paths), 'part')}, {said}, digest {register.store.digest}")
    return 0


# --- documents, record, calibration, ledger -------------------------------------------------------


def add_documents(where: Where, folder: str, tier: str, say: Say) -> int:
    """Fingerprint the documents of a folder; 2 when some could not be read, which are named."""
    with _progress() as see:
        register, problems = where.open().add_folder(
            folder,
            tier=Tier[tier.upper()],
            published=tier == "public",
            progress=None if see is None else lambda *counts: see(counts),
        )
    for problem in problems:
        say(problem)
    count = sum(type(entry).__name__ == "Document" for entry in register.entries())
    say(f"{where.folder}: {counted(count, 'document')}; digest {register.store.digest}")
    return 2 if problems else 0


def _progress() -> AbstractContextManager[Callable[[tuple[int, int]], None] | None]:
    """Documents and words so far, on a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from ecluse.progress import Progress

    return Progress[tuple[int, int]](lambda counts: f"{counts[0]} documents, {counts[1]} words")


def add_record(where: Where, files: Sequence[str], say: Say) -> int:
    """Add what was published: sentences of Markdown and text files, rows of CSV files."""
    from ecluse.registers.record import read_record

    statements: list[Statement] = []
    silent = []
    for file in files:
        read = list(read_record(file))
        statements += read
        silent += [] if read else [file]
    register = where.open().add(statements)
    for file in silent:
        say(f"{file}: no sentence with a figure, a date or a name; nothing was added from it")
    say(
        f"{where.folder}: added {counted(len(statements), 'public statement')}; digest {register.store.digest}"
    )
    return 0


def calibrate(where: Where, files: Sequence[str], say: Say) -> int:
    """Keep statements silent on posts that were published."""
    texts = ["\n".join(part.text for part in draft.parts()) for draft in drafts_of(files)]
    if not texts:
        raise UsageError("there is no post in these files; nothing was changed")
    register = where.open().calibrate(texts)
    say(
        f"{where.folder}: calibrated on {counted(len(texts), 'post')}; digest {register.store.digest}"
    )
    return 0


def record(where: Where, files: Sequence[str], anew: bool, say: Say) -> int:
    """Write into the ledger what each audience was told by drafts that were published."""
    from ecluse.gate import Gate
    from ecluse.registers.mosaic import Told

    policy, register = where.policy, where.open()
    gate = Gate(policy, registers=[register], key=where.key)
    told = []
    for draft in drafts_of(files):
        at = draft.publish_at or draft.now
        if at is None:
            raise UsageError(
                f"{draft.origin.path}:{draft.origin.line}: when was it published? give `publish_at`"
            )
        audience = gate.check(replace(draft, trusted=True), now=at)
        told.append(
            Told(draft, audience.audience, audience.audience_tier, at, gate.findings(draft))
        )
    if not told:
        raise UsageError("there is no draft in these files; nothing was recorded")
    register = register.record(told, anew=anew)
    say(f"{where.folder}: recorded {counted(len(told), 'draft')}; digest {register.store.digest}")
    return 0


def reveal(where: Where, ids: Sequence[str], reviewer_key_file: str, say: Say) -> int:
    """Say what statements say, to a reviewer."""
    register = Register(where.folder, where.key, read_key(reviewer_key_file))
    for id in ids:
        say(f"{id}: {register.reveal(id)}")
    return 0


def drafts_of(files: Iterable[str]) -> Iterator[Draft]:
    """Drafts of files that were published, in order.

    Raises:
        UsageError: a record cannot be read; nothing was recorded.
    """
    from ecluse.model import DraftError
    from ecluse.read import Record, read

    for item in read(files):
        if isinstance(item, DraftError):
            raise UsageError(str(item))
        if isinstance(item, Record):
            yield from item.drafts
