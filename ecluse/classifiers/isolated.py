"""Classifiers of others, in a process that can be ended: what may hang, crash or fill the memory.

**What.** One :class:`Host` for a gate, in each process that uses the gate, with one worker
(:mod:`ecluse.classifiers.worker`) for all its classifiers. The worker is started when it is first
needed, kept, and started anew after it was ended. Classifiers that are named (entry points, spaCy
pipelines) and objects that pickle go to a fresh interpreter; an object that does not pickle, and a
pipeline with components of this program, are reached by ``fork``.

**What goes wrong** is a :class:`~ecluse.classifiers.failures.FailedError`, which the engine makes a fault: the
draft is held, the next one has a fresh worker. Too long: the worker is ended with everything that
it started (``SIGKILL``, which no loop in C survives). Too much memory, a crash, an exit, an answer
that is none: likewise. A classifier that ended its worker is not asked again for the same draft. After
:data:`ENDINGS` endings within :data:`WITHIN` seconds it has a rest, in which each draft is a fault at
once: of a second, then of twice the last one while it ends the worker each time that it is tried
again, up to :data:`LONGEST`. So a few bad drafts hold few others, and a broken classifier costs little.

**Who shares.** Threads take turns. A process that was forked has no part in its parent's worker and
starts its own. The worker ends with its gate, with its process however that ends, and never hears
Ctrl-C. It is a limit and no prison: it has the rights of the gate, as every module that is imported.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from secrets import randbits
from time import monotonic, sleep
from types import ModuleType
from typing import Any, NamedTuple, NoReturn, Protocol, cast

from ecluse.classifiers.failures import FailedError
from ecluse.classifiers.lexicon import Lexicon
from ecluse.classifiers.origins import Held, Module, NotThereError, Pickled
from ecluse.classifiers.patterns import Patterns
from ecluse.classifiers.spacy_bridge import PipelineError, SpacyClassifier
from ecluse.classifiers.third_party import ThirdPartyError, shape_of
from ecluse.classifiers.timer import Clock, Timer
from ecluse.classifiers.worker import (
    LOAD_SECONDS,
    Described,
    Frames,
    Origin,
    Task,
    TooLargeError,
    described,
    serve,
)
from ecluse.model import Classifier, EcluseError, FaultKind, Hit, Limits, View

__all__ = [
    "ENDINGS",
    "FIRST",
    "LONGEST",
    "WITHIN",
    "Host",
    "Isolated",
    "IsolationError",
    "isolated",
]

ENDINGS = 5
"""Ended workers after which a classifier has a rest."""
WITHIN = 300.0
"""Seconds in which that many count."""
FIRST = 1.0
LONGEST = 60.0
"""Seconds in which it is not asked."""

_MOST = 8 << 20
"""Bytes of an answer."""
_MOST_DESCRIBED = 64 << 20
_FRESH = "import sys;sys.path[:]={!r};from ecluse.classifiers.worker import main;main({}, {})"


class IsolationError(EcluseError):
    """A classifier cannot be brought into a process of its own: why, and what to do."""


# --- which classifiers are isolated, and how they get there ---------------------------------------


def _fresh(model: Classifier) -> Origin | None:
    """How a fresh interpreter loads a classifier that the caller gave; ``None``: it cannot."""
    if isinstance(model, ModuleType):
        return Module(model.__name__)
    if type(model).__module__ == "__main__":
        return None  # a fresh interpreter has another
    try:
        return Pickled(pickle.dumps(model))
    except Exception:  # noqa: BLE001 - pickling runs code of the object
        return None


def _is_own(model: Classifier) -> bool:
    """Whether a classifier is écluse's, and no door to code of others."""
    if isinstance(model, SpacyClassifier):
        return False
    module = model.__name__ if isinstance(model, ModuleType) else type(model).__module__
    return isinstance(model, (Lexicon, Patterns)) or module.split(".")[0] == "ecluse"


# --- the classifier that the engine sees ----------------------------------------------------------


class Isolated:
    """A classifier that runs in the worker of a host. It is what :class:`Described` says."""

    literals: Any = None
    triggers: Any = None
    needles: Any = None
    digits: Any = None
    also: Any = None

    def __init__(self, host: Host, number: int, one: Described) -> None:
        self._host, self._number = host, number
        self.label, self.name, self.labels = one.label, one.name, one.labels
        self.seen, self.unseen = one.seen, one.unseen
        vars(self).update(one.announcing)

    def classify(self, view: View, /) -> Iterator[Hit]:
        """Yield each hit of the classifier, within the limits of a draft of its own."""
        return self.classify_within(view, self._host.timer())

    def classify_within(self, view: View, timer: Timer) -> Iterator[Hit]:
        """Yield each hit of the classifier, within what ``timer`` leaves it.

        Raises:
            FailedError: it was stopped, or something went wrong in it.
        """
        answer = self._host.ask(self._number, view, timer)
        for hit in answer.hits:
            if hit.label and hit.label not in self.labels:
                raise FailedError(FaultKind.INVALID, "a hit has a label that it does not declare")
            yield hit
        if answer.failed is not None:
            raise answer.failed


def isolated(
    origins: Sequence[Origin], models: Sequence[Classifier], limits: Limits, clock: Clock
) -> tuple[list[Classifier], list[Classifier]]:
    """The classifiers of ``origins`` and ``models``, each in one worker unless it is écluse's own.

    Raises:
        ThirdPartyError, PipelineError: one that is named cannot be used.
        IsolationError: one cannot be brought into a process of its own.
    """
    for model in models:
        if why := shape_of(model):
            raise IsolationError(f"{type(model).__name__} is no classifier: {why}")
    foreign = [model for model in models if not _is_own(model)]
    if not origins and not foreign:
        return [], list(models)
    host = Host(origins, foreign, limits, clock)
    known = host.describe() if origins else []
    named = [Isolated(host, number, one) for number, one in enumerate(known[: len(origins)])]
    given = count(len(origins))
    return list(named), [
        model if _is_own(model) else Isolated(host, next(given), described(model))
        for model in models
    ]


# --- the host -------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What a classifier found in one text, and what went wrong afterwards."""

    hits: Sequence[Hit]
    failed: FailedError | None


class Host:
    """Keeps one worker, and asks it; from any thread.

    Args:
        origins: where the classifiers that are named come from.
        models: those that are given; the worker knows each by its number among all.
        limits: what each may take for one draft.
        clock: seconds that only go forward.

    Raises:
        IsolationError: the system has no processes that can be held to a limit.
    """

    def __init__(
        self,
        origins: Sequence[Origin],
        models: Sequence[Classifier],
        limits: Limits,
        clock: Clock = monotonic,
    ) -> None:
        if not hasattr(os, "fork"):
            raise IsolationError(
                "this system has no processes that can be held to a limit; "
                "classifiers that you trust may run in this one: Gate(…, isolate=False)"
            )
        fresh = [*origins, *map(_fresh, models)]
        frozen = getattr(sys, "frozen", False)  # an executable that is no interpreter
        self._fresh = None if None in fresh or frozen else cast("list[Origin]", fresh)
        self._held = [*origins, *map(Held, models)]
        self._limits, self._clock = limits, clock
        self._path = [os.path.abspath(place) for place in sys.path]
        self._endings: dict[int, list[float]] = {}
        self._rests: dict[int, _Rest] = {}
        self._serials = count(randbits(48))  # an answer that was not asked for is not taken for one
        self._lock = threading.Lock()
        self._kept: list[_Worker] = []
        """The worker, if there is one; a list, so that it can be ended when the host is gone."""
        _hosts.add(self)
        weakref.finalize(self, _end_all, self._kept)

    def timer(self) -> Timer:
        """The time of one draft."""
        return Timer(self._limits, self._clock)

    def describe(self) -> list[Described]:
        """What each classifier says of itself, from the worker that has loaded it.

        Raises:
            ThirdPartyError, PipelineError: one of them cannot be used.
        """
        with self._lock:
            try:
                return self._start()
            except BaseException:
                self._end()
                raise

    def ask(self, number: int, view: View, timer: Timer) -> Answer:
        """What a classifier finds in one text.

        Raises:
            FailedError: it was stopped, for this text or before.
        """
        if number in timer.failed:
            raise FailedError(*timer.failed[number])
        with self._lock:
            self._refuse_while_it_rests(number)
            try:
                self._be_ready(timer)
                answer = self._asked(number, view, timer)
            except _EndedError as ended:
                self._end()
                timer.failed[number] = ended.kind, ended.why
                self._note_ending(number, ended.kind)
                raise FailedError(ended.kind, ended.why) from None
            except FailedError:
                raise
            except BaseException:
                self._end()  # an answer may be on its way
                raise
            self._rests.pop(number, None)
            return answer

    def forget(self) -> None:
        """Leave the worker to the process that started it: this one was forked from that."""
        self._lock = threading.Lock()
        for worker in self._kept:
            worker.frames.close()
            worker.process.poll()  # nobody's child here: there is nothing to wait for
        self._kept.clear()

    # --- asking -----------------------------------------------------------------------------------

    def _asked(self, number: int, view: View, timer: Timer) -> Answer:
        seconds = self._limits.classifier_seconds
        left = seconds - timer.spent.get(number, 0.0)
        late = _EndedError(FaultKind.TIMEOUT, f"stopped after {seconds:g} seconds")
        if left <= 0:
            timer.failed[number] = late.kind, late.why
            raise FailedError(late.kind, late.why)
        begun = self._clock()
        try:
            return self._exchanged(number, view, left)
        except TimeoutError:
            raise late from None
        finally:
            timer.spent[number] = timer.spent.get(number, 0.0) + self._clock() - begun

    def _exchanged(self, number: int, view: View, seconds: float) -> Answer:
        worker, serial, end = self._kept[0], next(self._serials), monotonic() + seconds
        request = (serial, number, view.name, view.field, view.text)
        try:
            worker.frames.send(pickle.dumps(request), seconds)
            data = worker.frames.receive(_MOST, max(0.001, end - monotonic()))
        except TimeoutError:
            raise
        except TooLargeError:
            raise _EndedError(FaultKind.LIMIT, f"an answer of more than {_MOST} bytes") from None
        except (EOFError, OSError):
            raise _EndedError(FaultKind.EXCEPTION, worker.how_it_ended()) from None
        return self._read(data, serial)

    def _read(self, data: bytes, serial: int) -> Answer:
        try:
            answered, hits, wrong = json.loads(data)
            if answered != serial:
                raise ValueError
            if wrong is not None and wrong[0] == "memory":
                more = f"more than {self._limits.classifier_megabytes} megabytes"
                raise _EndedError(FaultKind.LIMIT, more)
            failed = None if wrong is None else FailedError(FaultKind(wrong[0]), _short(wrong[1]))
            return Answer([_hit(*hit) for hit in hits], failed)
        except (ValueError, TypeError, LookupError, RecursionError):
            raise _EndedError(FaultKind.INVALID, "an answer that is none") from None

    # --- the worker -------------------------------------------------------------------------------

    def _be_ready(self, timer: Timer) -> None:
        """Have a worker. The draft that waits for it is not to blame."""
        if self._kept and self._kept[0].frames.is_quiet:
            return
        self._end()  # it ended by itself meanwhile, or says what it was not asked
        begun = self._clock()
        try:
            self._start()
        except EcluseError:
            raise _EndedError(
                FaultKind.EXCEPTION, "it does not load in a process of its own"
            ) from None
        finally:
            timer.excuse(self._clock() - begun)

    def _start(self) -> list[Described]:
        """Start a worker and have it load everything."""
        try:
            return self._loaded(*self._spawned())
        except NotThereError:
            self._fresh = None
        except PipelineError:
            # It may have a component that this program has registered.
            if self._fresh is None or "spacy" not in sys.modules:
                raise
            self._fresh = None
        return self._loaded(*self._spawned())

    def _spawned(self) -> tuple[_Worker, bytes]:
        ours, theirs = socket.socketpair()
        limits = self._limits
        task = Task(
            self._held if self._fresh is None else self._fresh,
            limits.classifier_seconds,
            limits.classifier_megabytes,
            limits.findings,
        )
        with theirs:
            try:
                if self._fresh is None:
                    process: _Process = _forked(ours, theirs, task)
                else:
                    process = _executed(theirs, self._path)
            except OSError as error:
                ours.close()
                why = error.strerror or type(error).__name__
                raise IsolationError(f"no process can be started: {why.lower()}") from error
        worker = _Worker(os.getpid(), process, Frames(ours))
        self._kept.append(worker)
        return worker, b"" if self._fresh is None else pickle.dumps(task)

    def _loaded(self, worker: _Worker, task: bytes) -> list[Described]:
        try:
            if task:
                worker.frames.send(task, LOAD_SECONDS)
            said = json.loads(worker.frames.receive(_MOST_DESCRIBED, LOAD_SECONDS))
        except TimeoutError:
            why = f"they do not load within {LOAD_SECONDS:g} seconds"
        except (EOFError, OSError):
            why = f"while they load, {worker.how_it_ended()}"
        except (TooLargeError, ValueError, RecursionError):
            why = "what they say of themselves cannot be read"
        else:
            return self._described(said)
        self._end()
        raise ThirdPartyError(f"{self._names()}: {why}; try to import them")

    def _described(self, said: Any) -> list[Described]:
        try:
            if len(said) == 2 and all(type(one) is str for one in said):
                self._end()
                _raise(*said)
            if len(said) != len(self._held):
                raise ValueError
            return [Described.from_json(one) for one in said]
        except (ValueError, TypeError, LookupError, AttributeError):
            self._end()
            raise ThirdPartyError(
                f"{self._names()}: what they say of themselves is wrong"
            ) from None

    def _names(self) -> str:
        names = (getattr(one, "name", "") or getattr(one, "label", "") for one in self._held)
        return ", ".join(f"`{name}`" for name in dict.fromkeys(names) if name) or "classifiers"

    def _end(self) -> None:
        _end_all(self._kept)

    # --- a rest -----------------------------------------------------------------------------------

    def _refuse_while_it_rests(self, number: int) -> None:
        rest = self._rests.get(number)
        if rest is not None and self._clock() < rest.until:
            why = f"stopped {ENDINGS} times in a short while, so not asked for {rest.seconds:g} s"
            raise FailedError(rest.kind, why)

    def _note_ending(self, number: int, kind: FaultKind) -> None:
        now = self._clock()
        recent = [at for at in self._endings.get(number, ()) if now - at < WITHIN]
        self._endings[number] = recent = [*recent[1 - ENDINGS :], now]
        if len(recent) >= ENDINGS:
            last = self._rests.get(number)
            seconds = FIRST if last is None else min(LONGEST, 2 * last.seconds)
            self._rests[number] = _Rest(now + seconds, seconds, kind)


class _Rest(NamedTuple):
    """Until when a classifier is not asked, how long that is, and what it did last."""

    until: float
    seconds: float
    kind: FaultKind


class _EndedError(Exception):
    """The worker must be ended: what kind of fault that is, and why."""

    def __init__(self, kind: FaultKind, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


_NAMED: Mapping[str, type[EcluseError]] = {
    one.__name__: one for one in (ThirdPartyError, PipelineError, NotThereError)
}


def _raise(kind: str, why: str) -> NoReturn:
    """Raise here what was raised there while classifiers were loaded."""
    if kind in _NAMED:
        raise _NAMED[kind](why)
    raise ThirdPartyError(f"a classifier does not load: {why}")


def _short(why: object) -> str:
    if type(why) is not str:
        raise TypeError("not a text")
    return why[:200]


def _hit(start: object, end: object, confidence: object, name: object, *texts: object) -> Hit:
    """A hit from the values of JSON; where it lies and how sure it is, the engine looks at."""
    numbers = type(start) is int and type(end) is int and type(confidence) is float
    if not numbers or not all(type(text) is str for text in (name, *texts)):
        raise TypeError("not a hit")
    return Hit(start, end, confidence, name, *texts)  # type: ignore[arg-type]


# --- processes ------------------------------------------------------------------------------------


class _Process(Protocol):
    """A process that this one started."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """How it ended (negative: by which signal); ``None`` while it runs."""
        ...


class _Worker(NamedTuple):
    """A process, who started it, and the line to it."""

    owner: int
    process: _Process
    frames: Frames

    def how_it_ended(self) -> str:
        """Why nobody answers any more, in words; it has a moment to end by itself."""
        code = _waited(self.process, 0.5)
        if code is None:
            return "its process hung up"
        if code >= 0:
            return f"its process ended with code {code}"
        try:
            return f"its process was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"its process was ended by signal {-code}"

    def end(self) -> None:
        """End it with everything that it started, now."""
        self.frames.close()
        if self.owner != os.getpid():
            return
        if self.process.poll() is None:
            with suppress(OSError):
                os.kill(self.process.pid, signal.SIGKILL)
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        _waited(self.process, 5.0)


def _waited(process: _Process, seconds: float) -> int | None:
    end = monotonic() + seconds
    pause = 0.0005
    while (code := process.poll()) is None and monotonic() < end:
        sleep(pause)
        pause = min(2 * pause, 0.05)
    return code


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()


def _executed(theirs: socket.socket, path: Sequence[str]) -> _Process:
    """A fresh interpreter of the same kind, which has nothing of this process but one socket."""
    descriptor = theirs.fileno()
    program = _FRESH.format(list(path), descriptor, os.getpid())
    flags = ["-I"] if sys.flags.isolated else []
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *flags, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
    )


class _Child:
    """A process that was forked."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has waited for it
                ended, status = self.pid, 0
            if ended:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code


def _forked(ours: socket.socket, theirs: socket.socket, task: Task) -> _Process:
    """A copy of this process, for objects that cannot be sent to another.

    A thread that holds a lock is not in the copy and its lock is: a classifier that needs it hangs,
    and is ended as one that hangs.
    """
    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads: see above
        pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            serve(Frames(theirs), task, parent)
        finally:
            os._exit(1)
    return _Child(pid)


_hosts: weakref.WeakSet[Host] = weakref.WeakSet()


def _forget_all() -> None:
    for host in _hosts:
        host.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
