"""The journal of what was audited, what people said of it, what was planted, and who reset an alarm.

JSONL, appended to and never changed; one entry a line:

=========== ============================================= ==========================================
kind        keys                                          says
=========== ============================================= ==========================================
audit       draft, certificate, would, score, group, at   a draft that the audit drew, what the gate
                                                          would have done (``release``, ``hold``, or
                                                          ``block``: the model's own block)
label       draft, by, label, at                          what one person says a draft is
                                                          (``confidential``, ``publishable``)
planted     draft, truth, at                              a draft whose label was known beforehand
alarm       cause, certificate, at                        an alarm rang (``leak``, ``false-block``,
                                                          ``escape``, ``drift``)
reset       by, why, at                                   a person looked into the alarms and lifts them
recovered   at                                            the line before was torn by a crash
=========== ============================================= ==========================================

``draft`` is a keyed digest: no text of a draft, and no name of one, stands here. ``certificate`` names all
that are in force. ``at`` is for people; the order is that of the lines. An entry that comes twice counts
once; a draft that is audited twice with another outcome, on another channel or another day, counts
with the worst. A label may come before its audit. A last line without end that is no JSON was torn while it was written: it is left out and
counted. Whatever else is wrong is a :class:`~ecluse.promise.refusal.Refusal` with its line, and a journal
that is refused turns auto-release off (:func:`ecluse.promise.monitor.alarms_of`).
"""

from __future__ import annotations

import enum
import json
import math
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeAlias, cast

from ecluse.lean import dataclass
from ecluse.model import DraftError, Message
from ecluse.promise.refusal import Refusal
from ecluse.read.strict_json import Parser
from ecluse.read.words import filled, system
from ecluse.text.canonical import canonical, skeleton

__all__ = [
    "Audit",
    "Cause",
    "Entry",
    "Journal",
    "Label",
    "Labelled",
    "Outcome",
    "Planted",
    "Rang",
    "Recovered",
    "Reset",
    "append",
    "begin",
    "journal_of",
    "line_of",
    "read_journal",
]


class Label(enum.Enum):
    """What a person says a draft is."""

    CONFIDENTIAL = "confidential"
    PUBLISHABLE = "publishable"


class Outcome(enum.Enum):
    """What the gate would have done with a draft that was audited."""

    RELEASE = "release"
    """It would have gone out by itself."""
    HOLD = "hold"
    """A person would have looked at it."""
    BLOCK = "block"
    """The model would have blocked it."""


class Cause(enum.Enum):
    """What rang."""

    LEAK = "leak"
    FALSE_BLOCK = "false-block"
    ESCAPE = "escape"
    DRIFT = "drift"


class Audit(NamedTuple):
    """A draft that the audit drew, under the certificate that was in force."""

    draft: str
    certificate: str
    would: Outcome
    score: float
    group: str
    at: datetime


class Labelled(NamedTuple):
    """What one person says of a draft."""

    draft: str
    by: str
    label: Label
    at: datetime


class Planted(NamedTuple):
    """A draft whose label was known beforehand, to measure who reviews."""

    draft: str
    truth: Label
    at: datetime


class Rang(NamedTuple):
    """An alarm that rang, under the certificates that were in force: it stays until a reset."""

    cause: Cause
    certificate: str
    at: datetime


class Reset(NamedTuple):
    """A person looked into the alarms and lifts them."""

    by: str
    why: str
    at: datetime


class Recovered(NamedTuple):
    """The line before was torn by a crash."""

    at: datetime


Entry: TypeAlias = Audit | Labelled | Planted | Rang | Reset | Recovered

_KINDS: Mapping[str, type[Entry]] = {
    "audit": Audit,
    "label": Labelled,
    "planted": Planted,
    "alarm": Rang,
    "reset": Reset,
    "recovered": Recovered,
}
_NAMES = {made: name for name, made in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries in order, each once, with their lines; what was left out is counted."""

    entries: tuple[tuple[int, Entry], ...] = ()
    torn: int = 0
    repeated: int = 0

    def each(self, kind: type[Any]) -> Iterator[Any]:
        """The entries of one kind."""
        return (entry for _, entry in self.entries if isinstance(entry, kind))


# --- reading --------------------------------------------------------------------------------------

_UNREADABLE = Message("le journal ne peut pas être lu : {why}", "the journal cannot be read: {why}")
_BROKEN = Message("ligne illisible : {why}", "the line cannot be read: {why}")
_ENCODING = Message("ce n'est pas de l'UTF-8", "it is not UTF-8")
_NO_OBJECT = Message("ce n'est pas un objet JSON", "it is no JSON object")
_KIND = Message("sorte d'entrée inconnue", "a kind of entry that is not known")
_KEYS = Message(
    "les clés d'une entrée `{kind}` sont {keys}", "the keys of an entry `{kind}` are {keys}"
)
_VALUE = Message("`{name}` n'a pas une valeur possible", "`{name}` has a value that it cannot have")
_TWO_TRUTHS = Message(
    "ce brouillon témoin est déjà déclaré, avec une autre vérité (ligne {line})",
    "this planted draft was declared before, with another truth (line {line})",
)
_LATE = Message(
    "un témoin est déclaré avant d'être audité ou étiqueté (ligne {line})",
    "a planted draft is declared before it is audited or labelled (line {line})",
)
_REMEDY = Message(
    "rétablissez le journal d'après sa sauvegarde ; rien ne part sans relecture d'ici là",
    "restore the journal from its copy; nothing goes out without review until then",
)


def read_journal(path: Path) -> Journal:
    """The journal of a file.

    Raises:
        Refusal: the file cannot be read, or an entry is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        said = filled(_UNREADABLE, why=system(error))
        raise Refusal(said, _REMEDY, path=str(path)) from error
    return journal_of(data, str(path))


def journal_of(data: bytes, path: str = "") -> Journal:
    """The journal in some bytes.

    Raises:
        Refusal: with the line of the first entry that is wrong.
    """
    *lines, last = data.split(b"\n")
    reading = _Reading(path)
    for number, line in enumerate(lines, 1):
        reading.take(number, line, ends=True)
    if last:
        reading.take(len(lines) + 1, last, ends=False)
    return reading.whole()


_EXCUSE = b'{"kind": "recovered", "at": "'


class _Broken(Exception):
    """A line that is no JSON object: a crash may have torn it."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.en)
        self.why = why


class _Reading:
    """What was read so far, and the line that waits for its excuse."""

    def __init__(self, path: str) -> None:
        self._path, self._parser = path, Parser()
        self._entries: list[tuple[int, Entry]] = []
        self._first: dict[tuple[object, ...], tuple[int, Entry]] = {}
        self._touched: dict[str, int] = {}
        self._broken: tuple[int, Message] | None = None
        self._torn = self._repeated = 0

    def take(self, number: int, line: bytes, *, ends: bool) -> None:
        try:
            values = _object(self._parser, line)
        except _Broken as broken:
            self._wait(number, line, broken.why, ends=ends)
            return
        entry = self._entry(number, values)
        self._excuse(torn=isinstance(entry, Recovered))
        self._keep(number, entry)

    def whole(self) -> Journal:
        self._excuse(torn=False)
        return Journal(tuple(self._entries), self._torn, self._repeated)

    def _wait(self, number: int, line: bytes, why: Message, *, ends: bool) -> None:
        # What was torn may be the excuse itself: then it is its beginning.
        self._excuse(torn=line == _EXCUSE[: len(line)])
        self._broken = (number, why)
        if not ends:
            self._excuse(torn=True)

    def _excuse(self, *, torn: bool) -> None:
        """A broken line is forgiven when what follows says that it was torn."""
        if self._broken is None:
            return
        number, why = self._broken
        if not torn:
            self._refuse(number, filled(_BROKEN, why=why))
        self._broken, self._torn = None, self._torn + 1

    def _entry(self, number: int, values: Mapping[str, Any]) -> Entry:
        kind = values.get("kind")
        made = _KINDS.get(kind) if isinstance(kind, str) else None
        if made is None:
            self._refuse(number, _KIND)
        if set(values) != {"kind", *made._fields}:
            named = ", ".join(f"`{name}`" for name in made._fields)
            self._refuse(number, filled(_KEYS, kind=kind, keys=named))
        read = {name: _READ[name](values[name]) for name in made._fields}
        for name, value in read.items():
            if value is None:
                self._refuse(number, filled(_VALUE, name=name))
        return made(**read)

    def _keep(self, number: int, entry: Entry) -> None:
        name = _name_of(entry)
        if name is not None and name in self._first:
            line, first = self._first[name]
            self._check_same(number, line, first, entry)
            self._repeated += 1
            return
        if isinstance(entry, Planted) and entry.draft in self._touched:
            self._refuse(number, filled(_LATE, line=self._touched[entry.draft]))
        if name is not None:
            self._first[name] = (number, entry)
        if isinstance(entry, Audit | Labelled):
            self._touched.setdefault(entry.draft, number)
        self._entries.append((number, entry))

    def _check_same(self, number: int, line: int, first: Entry, entry: Entry) -> None:
        if first[:-1] != entry[:-1]:  # all but the moment
            self._refuse(number, filled(_TWO_TRUTHS, line=line))

    def _refuse(self, number: int, why: Message) -> NoReturn:
        raise Refusal(why, _REMEDY, path=self._path, line=number)


def _object(parser: Parser, line: bytes) -> Mapping[str, Any]:
    try:
        parsed = parser.whole(line.decode())
    except UnicodeDecodeError:
        raise _Broken(_ENCODING) from None
    except DraftError as error:
        raise _Broken(error.problem) from None
    if parsed.fault is not None:
        raise _Broken(parsed.fault)
    if not isinstance(parsed.value, dict):
        raise _Broken(_NO_OBJECT)
    return cast("dict[str, Any]", parsed.value)


def _name_of(entry: Entry) -> tuple[object, ...] | None:
    """What may stand once; ``None``: as often as it is written."""
    if isinstance(entry, Audit):
        return (Audit, *entry[:-1])
    if isinstance(entry, Labelled):
        return (Labelled, entry.draft, entry.by, entry.label)
    return (Planted, entry.draft) if isinstance(entry, Planted) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _person(value: object) -> str | None:
    """A person by the letters and digits of the name: « Ada », « ada. » and look-alikes are one."""
    text = _text(value)
    if text is None:
        return None
    shown = canonical(unicodedata.normalize("NFKC", text))
    looser = skeleton(shown)
    plain = unicodedata.normalize("NFKC", shown if looser is None else looser.text)
    said = "".join(one for one in plain if unicodedata.category(one)[0] in "LMN")
    return said.casefold().translate(_LATIN_TWINS) or None


_LATIN_TWINS = str.maketrans("\u0251\u0261\u0131\u0269\u01c0\u0274\u0280", "agiilnr")
"""Latin letters that are read as others."""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _of(values: type[enum.Enum]) -> Callable[[object], enum.Enum | None]:
    return lambda value: next((one for one in values if one.value == value), None)


_READ: Mapping[str, Callable[[object], Any]] = {
    "draft": _text,
    "certificate": _text,
    "would": _of(Outcome),
    "cause": _of(Cause),
    "score": _number,
    "group": lambda value: value if isinstance(value, str) else None,
    "at": _moment,
    "by": _person,
    "label": _of(Label),
    "truth": _of(Label),
    "why": _text,
}


# --- writing --------------------------------------------------------------------------------------

_UNWRITTEN = Message(
    "le journal ne peut pas être écrit : {why}", "the journal cannot be written: {why}"
)
_SHORT = Message("l'entrée n'a pas été écrite en entier", "the entry was not written whole")


_BINARY = getattr(os, "O_BINARY", 0)
"""Where a line would otherwise end in two characters."""


def line_of(entry: Entry) -> bytes:
    """An entry as its line, end included.

    >>> line_of(Recovered(datetime.fromisoformat("2027-03-09T00:00:00+00:00")))
    b'{"kind": "recovered", "at": "2027-03-09T00:00:00+00:00"}\\n'
    """
    values = {"kind": _NAMES[type(entry)], **{n: _plain(v) for n, v in entry._asdict().items()}}
    return json.dumps(values, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def begin(path: Path) -> None:
    """Make a journal where there is none. Only this makes one: a journal that is gone is an alarm.

    Raises:
        Refusal: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        said = filled(_UNWRITTEN, why=system(error))
        raise Refusal(said, _REMEDY, path=str(path)) from error


def append(path: Path, entries: Sequence[Entry], now: datetime) -> None:
    """Append entries in one write that is on the disk when it returns; one writer at a time.

    After a line that a crash tore, an entry ``recovered`` comes first.

    Raises:
        Refusal: the journal is not there, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | _BINARY)
        try:
            data = b"".join(map(line_of, entries))
            data = data if _is_ended(descriptor) else b"\n" + line_of(Recovered(now)) + data
            written = os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        said = filled(_UNWRITTEN, why=system(error))
        raise Refusal(said, _REMEDY, path=str(path)) from error
    if written != len(data):
        raise Refusal(_SHORT, _REMEDY, path=str(path))


def _is_ended(descriptor: int) -> bool:
    """Whether the journal is empty or its last line has its end."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"
