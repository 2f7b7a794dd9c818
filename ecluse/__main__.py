"""The console script. It imports the heavy command line only when it must.

``ecluse check`` and ``ecluse gate`` with options that the table knows go straight to the door:
policy cache, reading, gate, report. Everything else (help, errors in the command line, the other
commands) goes to :mod:`ecluse.cli`. Whatever happens, the process answers 0, 1, 2 or 3, and 2 when
it could not decide.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from ecluse.model import EcluseError

__all__ = ["guarded", "main", "script"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code."""
    words = sys.argv[1:] if argv is None else argv
    collects = gc.isenabled()
    try:
        return guarded(lambda: _run(words))
    finally:
        if collects:
            gc.enable()


def _run(argv: Sequence[str]) -> int:
    from ecluse.options import parse

    options = parse(argv)
    if options is None:
        from ecluse.cli import run

        return run(argv)
    # Nothing that is built before the first draft is garbage; the door collects from then on.
    gc.disable()
    from ecluse.door import run as check

    return check(options)


def guarded(command: Callable[[], int]) -> int:
    """Run a command; any error is one message on stderr, without text of a draft, and 2."""
    code = 2
    try:
        code = command()
    except KeyboardInterrupt:
        _say("interrupted; nothing further was decided")
    except EcluseError as error:
        _say(str(error))
    except Exception as error:  # noqa: BLE001 - the last net: it answers 2 and says so
        _say_unexpected(error)
    return code if _flushed() else 2


def _say(message: str) -> None:
    # A frame with its source line starts with the place, where editors look for it.
    is_frame = "\n" in message
    with suppress(OSError, ValueError):
        print(message if is_frame else f"ecluse: {message}", file=sys.stderr)


def _say_unexpected(error: Exception) -> None:
    """The type only: the message and the locals of an exception may hold text of a draft."""
    if os.environ.get("ECLUSE_DEBUG") == "1":
        import traceback

        frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))
        _say("where it happened:\n" + "".join(frames.format()))
    _say(
        f"unexpected {type(error).__name__}; nothing is decided; "
        "ECLUSE_DEBUG=1 shows where it happened"
    )


def _flushed() -> bool:
    """Hand over what was written; false when standard output refuses.

    Then it is pointed nowhere, or the interpreter would complain at exit and answer 120.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


# --- the end of a process -------------------------------------------------------------------------


def script() -> NoReturn:
    """Run the command line of this process, and end it."""
    _leave(main())


def _leave(code: int) -> NoReturn:
    """End the process at once, when nothing waits for its end.

    To free thousands of values one by one takes longer than to read them took; the system frees them
    all at once. (mypy ends so too.) What was written has been handed over.
    """
    if _is_awaited():
        sys.exit(code)
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _is_awaited() -> bool:
    """Whether threads, callbacks, a profiler, or other commands than check and gate have something to end."""
    if sys.getprofile() is not None or sys.gettrace() is not None:
        return True
    callbacks = getattr(atexit, "_ncallbacks", None)
    known = {"ecluse.cli", "threading", "subprocess", "multiprocessing", "sqlite3"}
    return callbacks is None or bool(callbacks()) or not known.isdisjoint(sys.modules)


if __name__ == "__main__":
    script()
