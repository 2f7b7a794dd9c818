"""What reading gives: a record with its drafts, or the thing that was skipped.

Reading never loses anything in silence. Each record of a file (a row, a JSON object, a text) comes
out once: as a :class:`Record`, or as the :class:`~ecluse.model.DraftError` that says why it is not
one. A file that was not read at all comes out as :class:`Skipped`.
"""

from __future__ import annotations

import enum
import os

from ecluse.lean import NamedTuple, dataclass
from ecluse.model import Draft, DraftError, Message

__all__ = ["LIMIT", "Format", "Range", "Record", "Skipped", "held", "label_of", "read_as"]

LIMIT = 1 << 20
"""Bytes of one record (a line, a row, a text): a longer one is held unread."""


class Format(enum.Enum):
    """How the bytes of a file are to be read.

    >>> Format("jsonl")
    <Format.JSONL: 'jsonl'>
    """

    TEXT = "text"
    """One draft, front matter allowed."""
    MARKDOWN = "markdown"
    """One draft, front matter allowed; its images are read too."""
    JSON = "json"
    """An object or an array of objects; a Postiz export is recognised."""
    JSONL = "jsonl"
    """One object a line."""
    CSV = "csv"
    """A header row, then one draft a row; comma, semicolon or tab."""
    POSTIZ = "postiz"
    """Postiz create-post JSON, or its list of posts."""


EXTENSIONS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
}


class Record(NamedTuple):
    """One record of a file: its drafts, and the keys whose text was not read.

    A row that names two channels gives two drafts with the same ``id``; a scheduler's post gives one
    for each item of its thread. ``unread`` names the keys that hold text and are no field of a
    draft, so that a report can say what was not checked; a key that is not a plain name is shown as
    ``?``, because it may be text itself. ``integrations`` has one item for each draft when the
    record comes from a scheduler: the identifier that it gives to the place where the draft goes.
    """

    drafts: tuple[Draft, ...]
    unread: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not read, and why."""

    path: str
    why: Message


class Range(NamedTuple):
    """Bytes ``start`` to ``end`` of a JSONL file, cut at newlines; ``line`` is that of ``start``."""

    start: int
    end: int
    line: int


def held(error: DraftError, path: str, line: int = 0) -> DraftError:
    """The error with its place, free of the frames and causes that hold the text of the draft."""
    error.path, error.line = path, error.line or line
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def read_as(path: str) -> Format | None:
    """The format that a file name tells; ``None`` when it tells none.

    >>> read_as("drafts/Lundi.MD"), read_as("notes.docx")
    (<Format.MARKDOWN: 'markdown'>, None)
    """
    return EXTENSIONS.get(os.path.splitext(path)[1].lower())


def label_of(path: str | os.PathLike[str]) -> str:
    """A path as reports can print it: bytes that are not UTF-8 are written as escapes."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()
