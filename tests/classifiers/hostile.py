"""A classifier that does the worst when a text asks for it, each time in another way."""

from __future__ import annotations

import ctypes
import itertools
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ecluse.model import Hit, View

FOUND = [Hit(0, 5)]


def hang(_: View) -> Any:
    time.sleep(600)


def loop(_: View) -> Any:
    while True:
        pass


def backtrack(_: View) -> Any:
    return re.match(r"(a+)+$", "a" * 60 + "b")  # never gives the interpreter back


def ignore_signals(_: View) -> Any:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    loop(_)


def fill(_: View) -> Any:
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def null(_: View) -> Any:
    return ctypes.string_at(0)


def ended(_: View) -> Any:
    os._exit(3)


def aborted(_: View) -> Any:
    os.abort()


def raising(error: BaseException) -> Callable[[View], Any]:
    def raises(_: View) -> Any:
        raise error

    return raises


def late(view: View) -> Iterable[Hit]:
    yield from FOUND
    raise ValueError(view.text)


def named_after_the_text(view: View) -> Any:
    raise type(view.text, (Exception,), {})


def hang_up(_: View) -> Any:
    os.closerange(3, 64)
    return FOUND


def lie(_: View) -> Any:
    """Answer in the place of whoever answers."""
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, b"\0\0\0\x0b[0,[],null]")
        except OSError:
            continue
    return FOUND


def spoil(view: View) -> Any:
    print(view.text)
    print(view.text, file=sys.stderr)
    for descriptor in (0, 1, 2):
        os.write(descriptor, view.text.encode())
    sys.stdout.flush()
    return FOUND


def change_the_world(_: View) -> Any:
    os.environ["ECLUSE_TEST_CHANGED"] = "1"
    os.chdir("/")
    sys.modules["json"] = sys.modules["re"]
    sys.setrecursionlimit(80)
    return FOUND


DOES: Mapping[str, Callable[[View], Any]] = {
    "hang": hang,
    "loop": loop,
    "backtrack": backtrack,
    "ignore": ignore_signals,
    "fill": fill,
    "null": null,
    "ended": ended,
    "abort": aborted,
    "value": raising(ValueError("secret")),
    "exit": raising(SystemExit(0)),
    "interrupt": raising(KeyboardInterrupt()),
    "timeout": raising(TimeoutError()),
    "recursion": raising(RecursionError()),
    "late": late,
    "named": named_after_the_text,
    "hang-up": hang_up,
    "lie": lie,
    "spoil": spoil,
    "change": change_the_world,
    "nothing": lambda _: None,
    "number": lambda _: [3],
    "pair": lambda _: [(0, 1)],
    "words": lambda _: [Hit("0", "1")],  # type: ignore[arg-type]
    "bytes": lambda _: [Hit(0, 1, name=b"x")],  # type: ignore[arg-type]
    "nan": lambda _: [Hit(0, 1, float("nan"))],
    "above": lambda _: [Hit(0, 1, 1.5)],
    "outside": lambda _: [Hit(0, 10_000)],
    "large": lambda _: [Hit(0, 10**400)],
    "label": lambda _: [*FOUND, Hit(0, 1, label="never-declared")],
    "endless": lambda _: itertools.repeat(Hit(0, 1)),
    "huge": lambda _: [Hit(0, 1, name="x" * (9 << 20))],
    "found": lambda _: FOUND,
}


class Hostile:
    """Does what the first word of a text says."""

    label = "toy"
    seen = ("found",)
    unseen = ("harmless",)

    def __init__(self, name: str = "hostile") -> None:
        self.name = name

    def classify(self, view: View) -> Iterable[Hit]:
        does = DOES.get(view.text.partition(" ")[0])
        return does(view) if does else []


class Writes:
    """Writes a line for each call, then ends its process."""

    label, seen, unseen = "toy", ("a",), ("b",)

    def __init__(self, path: Path, name: str = "writes") -> None:
        self.path, self.name = path, name

    def classify(self, view: View) -> Iterable[Hit]:
        with self.path.open("a") as file:
            file.write("called\n")
        os._exit(1)

    @property
    def calls(self) -> int:
        return len(self.path.read_text().splitlines()) if self.path.exists() else 0


class Slow:
    """Takes its time for each text."""

    label, seen, unseen, name = "toy", ("a",), ("b",), "slow"

    def classify(self, view: View) -> Iterable[Hit]:
        time.sleep(0.15)
        return [Hit(0, 1)]
