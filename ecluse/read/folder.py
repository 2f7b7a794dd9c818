"""Folders: their files in sorted order, and a word on each one that is not read.

Hidden files and folders (a name that starts with a dot, so the folders of version control too), links
to folders, and what is no regular file are skipped, and said to be.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ecluse.model import DraftError
from ecluse.read.record import Skipped, label_of, read_as

__all__ = ["files"]


def files(folder: Path) -> Iterator[Path | Skipped | DraftError]:
    """The files below a folder that can be read, in the order of their paths, and the others."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path is folder or _is_folder(path):
            listed = _listed(path)
            if isinstance(listed, DraftError):
                yield listed
            else:
                waiting += reversed(listed)
        else:
            yield _file(path)


def _is_folder(path: Path) -> bool:
    return not path.name.startswith(".") and not path.is_symlink() and path.is_dir()


def _listed(folder: Path) -> list[Path] | DraftError:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "error"
        return DraftError(f"cannot be listed: {reason}", path=label_of(folder))


def _file(path: Path) -> Path | Skipped | DraftError:
    why = _why_not(path)
    return Skipped(label_of(path), why) if why else path


def _why_not(path: Path) -> str:
    """Why a file is not read; empty when it is. One that cannot be examined is read, and fails."""
    if path.name.startswith("."):
        return "hidden"
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        return "a link to a folder"
    if not stat.S_ISREG(mode):
        return "not a regular file"
    return "" if read_as(path.name) else "not a format that is read"
