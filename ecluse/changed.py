"""What changed since a git revision: files, and in files of rows, lines.

Git is asked with the revision resolved to a commit first, without any shell, external diff, text
conversion, hook or pager, and with paths ended by NUL. Files that git does not know yet count as
changed whole. Whatever git refuses is an error: nothing is taken as unchanged by mistake.
"""

from __future__ import annotations

import os
import subprocess
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecluse.model import EcluseError

__all__ = ["Changes", "GitError", "changes_since"]

_QUIET = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "core.hooksPath=/dev/null",
)
_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--relative")


class GitError(EcluseError):
    """Git cannot say what changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed lines by file (absolute path); ``None``: the whole file."""

    lines: Mapping[Path, Sequence[range] | None]

    def has(self, path: Path) -> bool:
        """Whether anything in the file changed."""
        return path.resolve() in self.lines

    def touches(self, path: Path, first: int, last: int) -> bool:
        """Whether one of the lines ``first`` to ``last`` (1-based, both included) changed."""
        ranges = self.lines.get(path.resolve(), ())
        if ranges is None:
            return True
        # Hunks are in order and apart: the first one that ends after `first` is the one to look at.
        at = bisect_left(ranges, first + 1, key=lambda lines: lines.stop)
        return at < len(ranges) and ranges[at].start <= last


def changes_since(base: str, paths: Iterable[Path]) -> Changes:
    """What changed in the working copy since ``base``, below ``paths``.

    Raises:
        GitError: there is no working copy, no such revision, or no git.
    """
    changed: dict[Path, Sequence[range] | None] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        wanted = "." if path.is_dir() else path.name
        commit = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}"
        )
        sha = commit.decode("ascii", "replace").strip()
        for name in _names(
            _git(folder, *_DIFF, "--name-only", "-z", "--diff-filter=d", sha, "--", wanted)
        ):
            hunks = _git(folder, *_DIFF, "-U0", sha, "--", f":(literal){name}")
            changed[(folder / name).resolve()] = _hunks(hunks)
        for name in _names(
            _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", wanted)
        ):
            changed[(folder / name).resolve()] = None
    return Changes(changed)


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _hunks(diff: bytes) -> Sequence[range] | None:
    """New lines of each hunk (``@@ -a,b +c,d @@``); ``None`` when git gives no lines (binary)."""
    ranges: list[range] = []
    for line in diff.split(b"\n"):
        if line.startswith(b"@@ "):
            start, _, count = line.split(b" ")[2].lstrip(b"+").partition(b",")
            ranges.append(range(int(start), int(start) + int(count or b"1")))
        elif line.startswith((b"Binary files", b"new file mode")):
            return None
    # A file of which only the mode changed has no hunk.
    return [lines for lines in ranges if lines]


def _git(folder: Path, *arguments: str) -> bytes:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_PAGER": "cat"}
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell, options ended before any name
            ("git", *_QUIET, *arguments),  # noqa: S607
            cwd=folder,
            env=environ,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[0] if said else "no such revision"
        raise GitError(f"git {arguments[0]} failed in {folder}: {why}")
    return done.stdout
