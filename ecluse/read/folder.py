"""Folders: their files in sorted order, and a word on each one that is not read.

Hidden files and folders (a name that starts with a dot, so the folders of version control too), links
to folders, and what is no regular file are skipped, and said to be.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from ecluse.model import DraftError, Message
from ecluse.read import words
from ecluse.read.record import Skipped, label_of, read_as
from ecluse.read.words import filled

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
        why = words.system(error)
        return DraftError(filled(words.NOT_LISTED, why=why), path=label_of(folder))


def _file(path: Path) -> Path | Skipped | DraftError:
    why = _why_not(path)
    return path if why is None else Skipped(label_of(path), why)


def _why_not(path: Path) -> Message | None:
    """Why a file is not read; ``None`` when it is. One that cannot be examined is read, and fails."""
    if path.name.startswith("."):
        return words.HIDDEN
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        return words.LINKED
    if not stat.S_ISREG(mode):
        return words.NOT_REGULAR
    return None if read_as(path.name) else words.OF_NO_FORMAT
