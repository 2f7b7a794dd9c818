"""Another engine in a process of its own, which is stopped when it takes too long.

    with Peer("presidio", python="/path/to/python", limit=10) as peer:
        seconds = peer.time("some text")        # CPU seconds; None: stopped; nan: it raised

Engines: ``presidio`` (its pattern recognisers, a blank model, as in ``benchmarks/speed.py``),
``presidio-pattern`` (one of its pattern recognisers with the pattern given), ``re`` (the standard
library's search with the pattern given). The interpreter given is one that has the peer installed; an
engine that cannot be started there is ``absent``. A text stands for the whole work: loading the
engine is not counted, and a process that was stopped is started again. The limit is one of CPU time.
"""

from __future__ import annotations

import base64
import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_START = 60.0
"""Seconds that an engine has for being loaded."""

_SHARED = 12
"""Seconds that may pass for one of CPU time, on a machine that others use too."""


class Peer:
    """One engine, kept running between texts."""

    def __init__(self, engine: str, *, python: str = sys.executable, limit: float = 10.0) -> None:
        self.engine, self.limit = engine, limit
        self._command = [python, str(Path(__file__).resolve()), engine]
        self._process: subprocess.Popen[bytes] | None = None
        self.absent = not self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def time(self, text: str, pattern: str = "") -> float | None:
        """CPU seconds for one text; ``None`` when it was stopped, not a number when it raised."""
        if self.absent or not (self._process or self._started()):
            return None
        assert self._process and self._process.stdin
        data = text.encode("utf-8", "surrogatepass")
        asked = {"text": base64.b64encode(data).decode(), "pattern": pattern, "limit": self.limit}
        line = json.dumps(asked)
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            self._stop()
            return None
        answer = self._answer(_SHARED * self.limit)
        if answer is None:
            self._stop()
            return None
        return math.nan if answer.get("error") else float(answer["seconds"])

    def _started(self) -> bool:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        ready = self._answer(_START)
        if ready != {"ready": True}:
            self._stop()
        return self._process is not None

    def _answer(self, limit: float) -> dict[str, Any] | None:
        """The next line of the process, if it comes in time."""
        assert self._process and self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], limit)
        line = self._process.stdout.readline() if ready else b""
        return json.loads(line) if line else None

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


# --- in the other process -------------------------------------------------------------------------


def _presidio() -> Callable[[str, str], object]:
    from benchmarks.speed import presidio_engine

    analyze = presidio_engine()
    if analyze is None:
        raise ImportError("presidio_analyzer")
    return lambda text, _: analyze(text)


def _presidio_pattern() -> Callable[[str, str], object]:
    from presidio_analyzer import Pattern, PatternRecognizer

    def search(text: str, pattern: str) -> object:
        made = PatternRecognizer("MADE", patterns=[Pattern("made", pattern, 0.9)])
        return made.analyze(text, ["MADE"])

    return search


def _re() -> Callable[[str, str], object]:
    import re

    return lambda text, pattern: re.search(pattern, text)


ENGINES = {"presidio": _presidio, "presidio-pattern": _presidio_pattern, "re": _re}


def _serve(name: str) -> None:
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what an engine prints is no answer
    engine = ENGINES[name]()
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        text = base64.b64decode(asked["text"]).decode("utf-8", "surrogatepass")
        start, answer = time.process_time(), {}
        signal.setitimer(signal.ITIMER_PROF, asked["limit"])  # whose signal ends the process
        try:
            engine(text, asked["pattern"])
        except Exception as error:  # noqa: BLE001 - that it raises is an answer too
            answer["error"] = type(error).__name__
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer["seconds"] = time.process_time() - start
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
