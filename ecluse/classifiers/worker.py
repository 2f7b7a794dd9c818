"""The other side of :mod:`ecluse.classifiers.isolated`: a process that asks classifiers of others.

It loads what it is told to load, says what each is called and what announces its findings, then
answers one text after the other until nobody is there any more. Whatever a classifier does happens
here: it may raise, print, exit, crash, fill the memory or never end. Memory is bounded by
``RLIMIT_AS`` where the system has it, time by whoever asks, who ends this process; an alarm of the
system ends it when that one is gone. Its input, output and errors lead nowhere, and it leaves no core
file: both may hold the text of a draft.

A message is its length (4 bytes, big endian) and its bytes. What comes in is a pickle of plain values,
made by écluse; what goes out is JSON, and the other side believes none of it.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from operator import index
from time import monotonic
from typing import Any, NamedTuple, Protocol

from ecluse.classifiers.failures import LimitError
from ecluse.model import Classifier, EcluseError, Hit, View
from ecluse.text.fold import fold

__all__ = [
    "ANNOUNCING",
    "LOAD_SECONDS",
    "Described",
    "Frames",
    "Origin",
    "Task",
    "TooLargeError",
    "described",
    "main",
    "serve",
]

LOAD_SECONDS = 120.0
"""For all classifiers together; a large model on a slow disk takes some tens of seconds."""
_IDLE_SECONDS = 5.0
"""How often a worker looks whether who started it is still there."""
_MOST = 1 << 30
"""Bytes of a message that comes in: made by écluse."""

Json = Any


class Origin(Protocol):
    """Where a classifier comes from: plain values that a worker can load it from."""

    def load(self) -> Classifier:
        """The classifier.

        Raises:
            EcluseError: it cannot be used; the message says why.
        """
        ...


class Task(NamedTuple):
    """What a worker is told first. ``hits``: the most that one answer has."""

    origins: Sequence[Origin]
    seconds: float
    megabytes: int
    hits: int


# --- messages -------------------------------------------------------------------------------------


class TooLargeError(Exception):
    """A message is larger than the most that is read."""


class Frames:
    """Messages over a socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket, self._read = connection, bytearray()

    def send(self, data: bytes, seconds: float | None = None) -> None:
        """Send a message.

        Raises:
            TimeoutError: the other side does not read it in time.
            OSError: it is gone.
        """
        self._socket.settimeout(seconds)
        self._socket.sendall(len(data).to_bytes(4, "big") + data)

    def receive(self, most: int, seconds: float | None = None) -> bytes:
        """The next message; what was read of one that did not end stays for another call.

        Raises:
            TimeoutError: it does not end in time.
            TooLargeError: it has more than ``most`` bytes.
            EOFError: nobody is there any more.
            OSError: nor is the connection.
        """
        end = None if seconds is None else monotonic() + seconds
        while (size := self._size) > len(self._read):
            if size - 4 > most:
                break
            left = None if end is None else end - monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            piece = self._socket.recv(1 << 16)
            if not piece:
                raise EOFError
            self._read += piece
        if size - 4 > most:
            raise TooLargeError
        message = bytes(self._read[4:size])
        del self._read[:size]
        return message

    @property
    def _size(self) -> int:
        """Bytes of the message that is being read, its length included."""
        return 4 + int.from_bytes(self._read[:4], "big") if len(self._read) >= 4 else 4

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come but the messages that were taken, and the other side is there."""
        if self._read:
            return False
        try:
            self._socket.settimeout(0)
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


# --- what a classifier says of itself -------------------------------------------------------------

ANNOUNCING = ("literals", "triggers", "needles", "digits", "also")
"""The attributes by which a classifier says when to call it."""


class Described(NamedTuple):
    """What the engine must know of a classifier without calling it."""

    label: str
    name: str
    labels: tuple[str, ...]
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    announcing: Mapping[str, Any]
    """Each of :data:`ANNOUNCING`: sets of bytes, mappings of bytes, a number or ``None``."""

    def to_json(self) -> Json:
        """Itself in the values of JSON."""
        announcing = {name: _shown(value) for name, value in self.announcing.items()}
        return [self.label, self.name, self.labels, self.seen, self.unseen, announcing]

    @classmethod
    def from_json(cls, v: Json) -> Described:
        """What :meth:`to_json` gave.

        Raises:
            ValueError, TypeError, KeyError, IndexError, AttributeError: it did not give this.
        """
        texts = (_texts(v[2]), _texts(v[3]), _texts(v[4]))
        announcing = {name: _unshown(v[5][name]) for name in ANNOUNCING}
        return cls(_text(v[0]), _text(v[1]), *texts, announcing)


def described(classifier: Classifier) -> Described:
    """What ``classifier``, whose shape was looked at, says of itself."""
    announcing = {name: getattr(classifier, name, None) for name in ANNOUNCING}
    return Described(
        classifier.label,
        str(getattr(classifier, "name", "") or ""),
        tuple(getattr(classifier, "labels", ())) or (classifier.label,),
        tuple(classifier.seen),
        tuple(classifier.unseen),
        announcing,
    )


def _text(value: Json) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value


def _texts(values: Json) -> tuple[str, ...]:
    return tuple([_text(value) for value in values])


def _shown(value: Any) -> Json:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {"keys": [_latin(key) for key in value], "values": [*map(_shown, value.values())]}
    if isinstance(value, bytes):
        return _latin(value)
    return sorted(map(_latin, value))


def _latin(value: bytes) -> str:
    return bytes(value).decode("latin-1")


def _unshown(value: Json) -> Any:
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, dict):
        keys = [key.encode("latin-1") for key in value["keys"]]
        return dict(zip(keys, map(_unshown, value["values"]), strict=True))
    return frozenset(one.encode("latin-1") for one in value)


# --- the process ----------------------------------------------------------------------------------


def main(descriptor: int, parent: int) -> None:
    """Serve as a fresh interpreter, with the task of the first message."""
    frames = Frames(socket.socket(fileno=descriptor))
    serve(frames, pickle.loads(frames.receive(_MOST)), parent)  # noqa: S301 - made by écluse


def serve(frames: Frames, task: Task, parent: int) -> None:
    """Load what the task names, then answer until ``parent`` is gone."""
    _come_apart()
    _alarm(2 * LOAD_SECONDS)
    classifiers, said = _loaded(task.origins)
    frames.send(_json(said))
    _alarm(0)
    if len(classifiers) < len(task.origins):
        return
    _bound_memory(task.megabytes)
    gc.collect()
    gc.freeze()
    while (request := _next(frames, parent)) is not None:
        serial, number, name, field, text = pickle.loads(request)  # noqa: S301 - made by écluse
        _alarm(2 * task.seconds + 1)
        answer = _answer(classifiers[number], View(name, field, text, fold(text)), task.hits)
        frames.send(_json([serial, *answer]))
        _alarm(0)


def _json(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _come_apart() -> None:
    """Leave the terminal, the signals and the outputs of who started this process."""
    with suppress(OSError):
        os.setsid()  # a fresh interpreter has its own session already
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for good
    _limit("RLIMIT_CORE", 0)


def _alarm(seconds: float) -> None:
    """End this process after that time, whatever it does then; never for 0."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit(name: str, most: int) -> None:
    try:
        import resource

        which = getattr(resource, name)
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
    except (ImportError, AttributeError, OSError, ValueError):
        return  # not on this system


def _bound_memory(megabytes: int) -> None:
    """Let the process grow by so much beyond what it has now."""
    try:
        with open("/proc/self/statm", "rb") as file:
            now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        now = 0
    _limit("RLIMIT_AS", now + (megabytes << 20))


def _next(frames: Frames, parent: int) -> bytes | None:
    """The next request; ``None`` when nobody is there any more to ask."""
    while os.getppid() == parent:
        try:
            return frames.receive(_MOST, _IDLE_SECONDS)
        except TimeoutError:
            continue
        except (EOFError, OSError):
            break
    return None


def _loaded(origins: Iterable[Origin]) -> tuple[list[Classifier], Json]:
    """The classifiers, and what is said of them: a description of each, or the first error."""
    classifiers: list[Classifier] = []
    for origin in origins:
        try:
            classifiers.append(origin.load())
        except EcluseError as error:
            return [], [type(error).__name__, str(error)]
        except BaseException as error:  # noqa: BLE001 - whatever loading raises is said
            return [], ["", _name(error)]
    try:
        return classifiers, [described(one).to_json() for one in classifiers]
    except Exception as error:  # noqa: BLE001 - attributes may be properties of any kind
        return [], ["", _name(error)]


def _name(error: BaseException) -> str:
    """The type of an exception; a classifier that makes up names might quote a text in one."""
    name = type(error).__name__
    return name if name.isidentifier() and name.isascii() and len(name) <= 60 else "an exception"


# --- one text -------------------------------------------------------------------------------------


class _WrongHit(Exception):
    """Something was yielded that is no hit."""


def _answer(classifier: Classifier, view: View, most: int) -> tuple[list[Json], Json]:
    """The hits as lists of plain values, and ``[kind, why]`` of what went wrong after them."""
    hits: list[Json] = []
    try:
        for hit in classifier.classify(view):
            if len(hits) >= most:
                return hits, ["limit", f"more than {most} hits"]
            hits.append(_plain(hit))
    except BaseException as error:  # noqa: BLE001 - SystemExit and all
        return hits, _wrong(error)
    return hits, None


def _wrong(error: BaseException) -> Json:
    if isinstance(error, LimitError):
        return ["limit", "over one of its limits"]
    if isinstance(error, MemoryError):
        return ["memory", ""]
    if isinstance(error, _WrongHit):
        return ["invalid", str(error)]
    return ["timeout" if isinstance(error, TimeoutError) else "exception", _name(error)]


def _plain(hit: object) -> Json:
    if not isinstance(hit, Hit):
        raise _WrongHit("not a hit inside the text")
    texts = (hit.name, hit.label, hit.value, hit.tier)
    if not all(type(text) is str for text in texts):
        raise _WrongHit("a hit's name, label, value and tier are texts")
    return [
        _number(index, hit.start),
        _number(index, hit.end),
        _number(float, hit.confidence),
        *texts,
    ]


def _number(read: Callable[[Any], Any], value: object) -> Any:
    try:
        return read(value)
    except Exception:  # noqa: BLE001 - numbers of any library
        raise _WrongHit("a hit's places and confidence are numbers") from None
