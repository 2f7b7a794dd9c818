"""The public record: what an organisation has published, read from its own files.

Releases, frequent questions, published figures. Each sentence, list item or table row that holds a
figure, a date or a name becomes a public :class:`~ecluse.registers.model.Statement` with its source
and date; the rest of a page says nothing that could be contradicted.

- Markdown and text: front matter (``id``, ``date`` or ``published``, ``url`` or ``source``, ``lang``)
  between two lines ``---``, then the text.
- CSV: a header with ``text`` and, when there are, ``id``, ``date``, ``source``, ``lang``; each row is
  one statement.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ecluse.model import Tier
from ecluse.registers.model import Life, RegisterError, Statement
from ecluse.registers.tokens import Kind, tokens_of
from ecluse.text.views import view_of

__all__ = ["read_record"]

_LIMIT: Final = 20_000_000
"""Bytes of one file."""
_TELLING = frozenset({Kind.NAME, Kind.QUANTITY, Kind.DATE})
_ABBREVIATIONS = frozenset(
    [
        "m",
        "mm",
        "mme",
        "mlle",
        "dr",
        "pr",
        "st",
        "ste",
        "me",
        "art",
        "av",
        "bd",
        "env",
        "ex",
        "fig",
        "no",
        "p",
        "pp",
        "vol",
        "vs",
        "cf",
        "mr",
        "mrs",
        "ms",
        "prof",
        "approx",
    ]
)
# Marks of Markdown that a reader does not see. One character at a time: no backtracking.
_MARKS = re.compile(r"[*`#>]+|\b_+|_+\b")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{1,2000}\)")
_ITEM = re.compile(r"[-*+•] |\d{1,3}[.)] ")
_END = re.compile(r"[.!?…]+[»”\"')]*\s+")
_RULE = frozenset("|-: ")


def read_record(path: str | os.PathLike[str]) -> Iterator[Statement]:
    """Every statement of one file, in order.

    Args:
        path: a ``.csv``, ``.md`` or text file in UTF-8, of at most 20 MB.

    Raises:
        RegisterError: it cannot be read, or a date in it is not a date; the message gives the place.
    """
    place = Path(path)
    text = _text_of(place)
    if place.suffix.lower() == ".csv":
        return _from_rows(text, place)
    return _from_prose(text, place)


def _text_of(place: Path) -> str:
    try:
        if place.stat().st_size > _LIMIT:
            raise RegisterError(f"{place} is larger than {_LIMIT} bytes; split it")
        return place.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RegisterError(f"{place} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"{place} is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from None


# --- rows -----------------------------------------------------------------------------------------


def _from_rows(text: str, place: Path) -> Iterator[Statement]:
    lines = text.splitlines(keepends=True)
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    if "text" not in (reader.fieldnames or ()):
        raise RegisterError(f"{place}:1: there is no column `text`")
    try:
        for number, row in enumerate(reader, 1):
            if said := (row.get("text") or "").strip():
                yield _statement(said, row, f"{place.stem}/{number}", f"{place}:{reader.line_num}")
    except csv.Error as error:
        raise RegisterError(f"{place}:{reader.line_num}: {error}") from error


# --- prose ----------------------------------------------------------------------------------------


def _from_prose(text: str, place: Path) -> Iterator[Statement]:
    about, body = _front_matter(text, place)
    stem = about.get("id") or place.stem
    telling = (said for said in _sentences(body) if _tells(said))
    for number, said in enumerate(telling, 1):
        yield _statement(said, {**about, "id": f"{stem}/{number}"}, "", f"{place}:1")


def _front_matter(text: str, place: Path) -> tuple[dict[str, str], str]:
    """The keys of the front matter, each a plain value, and what follows it."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return {}, text
    closing = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not closing:
        raise RegisterError(f"{place}:1: front matter that is not closed; end it with `---`")
    pairs = (line.partition(":") for line in lines[1:closing] if ":" in line)
    about = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    return about, "\n".join(lines[closing + 1 :])


def _sentences(body: str) -> Iterator[str]:
    """Each sentence, list item and table row, as a reader sees it."""
    for block in _blocks(body.splitlines()):
        yield from _split(_seen(block))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    """Lines that belong together: paragraphs are joined; items and rows stand alone."""
    joined: list[str] = []
    for line in (*lines, ""):
        text = line.strip()
        item = _ITEM.match(text)
        alone = not text or item is not None or text[0] in "#|"
        if alone and joined:
            yield " ".join(joined)
            joined = []
        if text.startswith("|"):
            if not _RULE.issuperset(text):
                yield " ".join(cell.strip() for cell in text.strip("|").split("|"))
        elif item is not None:
            joined = [text[item.end() :]]
        elif text and text[0] != "#":
            joined.append(text)


def _seen(block: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", block)).strip()


def _split(text: str) -> Iterator[str]:
    """The sentences of a paragraph: an abbreviation or an initial does not end one."""
    start = 0
    for end in _END.finditer(text):
        before = text[start : end.start()].rsplit(None, 1)[-1:]
        last = before[0] if before else ""
        initial = len(last) == 1 and last.isupper()
        if end[0][0] == "." and (initial or last.lower() in _ABBREVIATIONS):
            continue
        yield text[start : end.end()].strip()
        start = end.end()
    if rest := text[start:].strip():
        yield rest


def _tells(said: str) -> bool:
    """Whether a sentence holds a figure, a date or a name, and is no question."""
    if said.rstrip().endswith("?"):
        return False
    tokens = tokens_of(view_of(said))
    return len(tokens) > 1 and any(token.kind in _TELLING for token in tokens)


# --- both -----------------------------------------------------------------------------------------


def _statement(said: str, about: Mapping[str, str | None], spare: str, place: str) -> Statement:
    date = about.get("date") or about.get("published") or ""
    return Statement(
        id=about.get("id") or spare,
        text=said,
        tier=Tier.PUBLIC,
        life=Life(starts=_moment(date, place) if date else None),
        lang=about.get("lang") or "",
        source=about.get("source") or about.get("url") or "",
    )


def _moment(date: str, place: str) -> datetime:
    """A date or a date and time of ISO 8601; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(date.strip())
    except ValueError:
        raise RegisterError(f"{place}: not a date of ISO 8601; write 2026-11-24") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
