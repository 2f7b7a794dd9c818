"""Files to text: what a document says, wherever in the file it stands, and what could not be read.

Text, Markdown, HTML, CSV, PDF (with pypdf) and the three Office formats. The latter are archives of
XML (ECMA-376), read here with expat, which gives what readers of paragraphs leave out: headers,
footers, notes, comments, text boxes, speaker notes, removed text under tracked changes. No file is
trusted: no document type or entity is accepted, nothing is fetched, and an archive is read up to a
number of bytes, whatever it says of its own size.

Nothing is skipped in silence: what was not read is a problem with the file's name.
"""

from __future__ import annotations

import csv
import html
import io
import logging
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

__all__ = ["LIMIT", "SUFFIXES", "Extracted", "extract", "files_in"]

LIMIT = 64 << 20
"""Bytes of one file, and of what its archive unpacks to."""
_PAGES = 5000
_FRONT_MATTER = ("id", "tier", "title", "date")
_MAX_FRONT_MATTER = 1 << 16


class Extracted(NamedTuple):
    """What a file says, in pieces; what of it could not be read; its front matter."""

    text_blocks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    front_matter: Mapping[str, str] = {}


class _Unreadable(Exception):
    """Why a file, or a part of it, cannot be read."""


def extract(path: Path, name: str = "") -> Extracted:
    """The text of one file. Never raises: whatever is wrong is a problem.

    Args:
        path: the file.
        name: how problems call it; its own name by default.
    """
    name = name or path.name
    try:
        data = _bytes_of(path)
        read = _READERS.get(path.suffix.lower())
        if read is None:
            raise _Unreadable(f"{path.suffix or 'no suffix'}: not a format that is read")
        blocks, faults, front = read(data)
    except _Unreadable as error:
        return Extracted(problems=(f"{name}: {error}",))
    except Exception as error:  # noqa: BLE001 - parsers of other people's formats raise anything
        return Extracted(problems=(f"{name}: broken ({type(error).__name__})",))
    blocks = tuple(block for block in blocks if block.strip())
    if not blocks and not faults:
        faults = ("no text in it (images only?)",)
    return Extracted(blocks, tuple(f"{name}: {fault}" for fault in faults), front)


def files_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files below a folder in order of path, each with why it is not read, or nothing.

    Hidden files and folders and symbolic links are not followed; they are named.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            yield path, "hidden, not read"
        elif path.is_symlink():
            yield path, "a link, not read"
        elif path.is_dir():
            yield from files_in(path)
        elif not path.is_file():
            yield path, "not a regular file, not read"
        else:
            yield path, ""


_Read = tuple[tuple[str, ...], tuple[str, ...], Mapping[str, str]]


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except OSError as error:
        raise _Unreadable(f"cannot be read: {os.strerror(error.errno or 0).lower()}") from error
    if len(data) > LIMIT:
        raise _Unreadable(f"more than {LIMIT >> 20} MB")
    return data


# --- text -----------------------------------------------------------------------------------------

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252: it is better to read a wrong accent than nothing."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode()
    except UnicodeDecodeError:
        if b"\0" in data:
            raise _Unreadable("not a text") from None
        return data.decode("cp1252", "replace")


def _text(data: bytes) -> _Read:
    return (_decoded(data),), (), {}


def _markdown(data: bytes) -> _Read:
    front, body = _front_matter(_decoded(data))
    title = (front["title"],) if front.get("title") else ()
    return (*title, body), (), front


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The known keys of front matter, and the text after it.

    >>> _front_matter("---\\nid: memo-7\\nother: x\\n---\\nBonjour")
    ({'id': 'memo-7'}, 'Bonjour')
    """
    text = text.replace("\r\n", "\n")
    end = text.find("\n---", 3, _MAX_FRONT_MATTER)
    if not text.startswith("---\n") or end < 0:
        return {}, text
    pairs = (line.partition(":") for line in text[4:end].split("\n"))
    front = {key.strip(): value.strip().strip("\"'") for key, colon, value in pairs if colon}
    known = {key: value for key, value in front.items() if key in _FRONT_MATTER and value}
    return known, text[end + 4 :].lstrip("-").removeprefix("\n")


def _table(data: bytes) -> _Read:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return tuple(" ".join(row) for row in rows), (), {}


# --- HTML -----------------------------------------------------------------------------------------

_SILENT = ("script", "style")
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
_SAID = ("alt", "title", "content", "placeholder", "aria-label")


def _page(data: bytes) -> _Read:
    return tuple(_pieces_of_page(_decoded(data))), (), {}


def _pieces_of_page(source: str) -> Iterator[str]:
    """Texts, comments and texts in attributes, in one pass; an unclosed tag is text."""
    text: list[str] = []
    lowered = source.lower() if len(source.lower()) == len(source) else source
    place = 0
    while (start := source.find("<", place)) >= 0:
        text.append(source[place:start])
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            yield source[start + 4 : end if end >= 0 else None]
            place = end + 3 if end >= 0 else len(source)
            continue
        end = source.find(">", start)
        if end < 0:
            place = start
            break
        tag = source[start + 1 : end]
        name = tag.split(None, 1)[0].strip("/").lower() if tag.strip() else ""
        if name not in _INLINE:
            yield html.unescape("".join(text))
            text.clear()
        yield from _said_by(tag)
        place = end + 1
        if name in _SILENT and not tag.startswith("/"):
            closed = lowered.find(f"</{name}", place)
            place = closed if closed >= 0 else len(source)
    text.append(source[place:])
    yield html.unescape("".join(text))


def _said_by(tag: str) -> Iterator[str]:
    """The texts in the attributes of a tag."""
    parts = tag.split('"')
    for before, value in zip(parts[::2], parts[1::2], strict=False):
        if before.rstrip().removesuffix("=").rstrip().endswith(_SAID):
            yield html.unescape(value)


# --- archives of XML ------------------------------------------------------------------------------


class _Archive:
    """A zip file of which at most so many bytes are unpacked."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise _Unreadable("encrypted, or of the format before 2007")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise _Unreadable("broken: not an archive") from None
        self._left = LIMIT

    def names(self) -> list[str]:
        """Its members, in order; those with a number in order of number."""
        return sorted(self._zip.namelist(), key=lambda name: (len(name), name))

    def read(self, name: str) -> bytes:
        """One member."""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise _Unreadable("encrypted")
        with self._zip.open(info) as stream:
            data = stream.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise _Unreadable(f"unpacks to more than {LIMIT >> 20} MB")
        return data


def _office(ends: frozenset[str], wanted: Callable[[str], bool]) -> Callable[[bytes], _Read]:
    """A reader of an Office format.

    Args:
        ends: elements that end a piece of text.
        wanted: whether a member of the archive holds text.
    """

    def read(data: bytes) -> _Read:
        archive = _Archive(data)
        names = [name for name in archive.names() if wanted(name)]
        if not names:
            raise _Unreadable("broken: nothing of its format in it")
        pieces: list[str] = []
        for name in names:
            pieces += _pieces_of_xml(archive.read(name), ends)
        return tuple(pieces), (), {}

    return read


_TEXT_ELEMENTS = frozenset(("t", "delText", "v"))
_BREAKS = frozenset(("tab", "br", "cr", "noBreakHyphen"))


def _pieces_of_xml(data: bytes, ends: frozenset[str]) -> list[str]:
    """The texts of a part, one piece for each paragraph. Document types are refused, and so entities."""
    parser = expat.ParserCreate(namespace_separator=" ")
    pieces: list[str] = []
    text: list[str] = []
    inside = 0
    indexed = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, indexed
        local = name.rpartition(" ")[2]
        if local == "c":  # a cell of a sheet: its value may be the number of a shared text
            indexed = attributes.get("t") == "s"
        inside += local in _TEXT_ELEMENTS
        if local in _BREAKS:
            text.append("-" if local == "noBreakHyphen" else " ")
        pieces.extend(attributes[key] for key in ("descr", "title") if attributes.get(key))

    def end(name: str) -> None:
        nonlocal inside, indexed
        local = name.rpartition(" ")[2]
        inside -= local in _TEXT_ELEMENTS
        if local == "c":
            indexed = False
            text.append(" ")
        if local in ends:
            pieces.append("".join(text))
            text.clear()

    def characters(data: str) -> None:
        if inside and not indexed:
            text.append(data)

    def refuse(*_: Any) -> None:
        raise _Unreadable("a document type, which such a file does not have")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise _Unreadable("broken XML") from None
    return [*pieces, "".join(text)]


def _is_of_document(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and not name.startswith(_ABOUT_FORM)


_ABOUT_FORM = (
    *("word/styles", "word/settings", "word/theme/", "word/fontTable", "word/numbering"),
    *("word/webSettings", "word/_rels/", "word/stylesWithEffects", "word/people"),
)


def _is_of_slides(name: str) -> bool:
    folders = (
        "ppt/slides/",
        "ppt/notesSlides/",
        "ppt/comments/",
        "ppt/diagrams/data",
        "ppt/charts/",
    )
    return name.startswith(folders) and name.endswith(".xml")


def _is_of_sheets(name: str) -> bool:
    folders = (
        "xl/sharedStrings",
        "xl/worksheets/sheet",
        "xl/comments",
        "xl/drawings/",
        "xl/threaded",
    )
    return name.startswith(folders) and name.endswith(".xml")


# --- PDF ------------------------------------------------------------------------------------------


def _pdf(data: bytes) -> _Read:
    try:
        import pypdf
    except ImportError:
        raise _Unreadable("reading PDF needs pypdf: pip install pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _Unreadable("encrypted")
    if len(reader.pages) > _PAGES:
        raise _Unreadable(f"more than {_PAGES} pages")
    blocks, faults, size = list[str](), list[str](), 0
    for number, page in enumerate(reader.pages, 1):
        text = _page_of_pdf(page)
        size += len(text)
        if size > LIMIT:
            raise _Unreadable(f"more than {LIMIT >> 20} MB of text")
        if not text.strip():
            faults.append(f"page {number}: no text in it (an image?)")
        blocks.append(_unbroken(text))
    return tuple(blocks), tuple(faults), {}


def _page_of_pdf(page: Any) -> str:
    """The text of a page with its annotations; nothing when it cannot be read."""
    try:
        notes = [str(note.get_object().get("/Contents", "")) for note in page.get("/Annots") or ()]
        return "\n".join([page.extract_text(), *notes])
    except Exception:  # noqa: BLE001 - the caller says which page
        return ""


def _unbroken(text: str) -> str:
    """Words that were broken at the end of a line, whole again.

    >>> _unbroken("la direc-\\ntion")
    'la direction'
    """
    lines = text.split("\n")
    for at in range(len(lines) - 1):
        here, following = lines[at].rstrip(), lines[at + 1]
        if here.endswith("-") and here[-2:-1].isalpha() and following[:1].islower():
            lines[at] = here[:-1] + "\0"
    return "\n".join(lines).replace("\0\n", "")


_WORD = _office(frozenset(("p", "tc")), _is_of_document)
_SLIDES = _office(frozenset(("p", "text")), _is_of_slides)
_SHEETS = _office(frozenset(("si", "row", "comment", "p", "text")), _is_of_sheets)

_READERS: Mapping[str, Callable[[bytes], _Read]] = {
    ".txt": _text,
    ".text": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _page,
    ".htm": _page,
    ".csv": _table,
    ".tsv": _table,
    ".docx": _WORD,
    ".docm": _WORD,
    ".dotx": _WORD,
    ".pptx": _SLIDES,
    ".pptm": _SLIDES,
    ".xlsx": _SHEETS,
    ".xlsm": _SHEETS,
    ".pdf": _pdf,
}
SUFFIXES = tuple(_READERS)
"""What is read."""
