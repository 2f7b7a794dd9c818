"""Texts and Markdown: one draft a file, with front matter if it starts with a line ``---``.

The text of the draft is what follows the front matter, character for character, so that a place in
it is a place in the file. A file that starts with ``---`` and has no front matter that can be read is
held: its channel or its date may have been lost. In Markdown the images ``![alt](path)`` are read as
well; their words stay in the text too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ecluse.model import DraftError, Origin
from ecluse.read import words
from ecluse.read.record import Record, held
from ecluse.read.row import draft_of

__all__ = ["images_in", "prose_record"]

_FENCE = "---"


def prose_record(text: str, path: str, *, markdown: bool) -> Record | DraftError:
    """The one draft of a file."""
    try:
        return _record(text, path, markdown=markdown)
    except DraftError as error:
        return held(error, path)


def _record(text: str, path: str, *, markdown: bool) -> Record:
    if not text:
        raise DraftError(words.EMPTY)
    values, lines, start = _front_matter(text)
    body = text[start:]
    if markdown and (images := list(images_in(body))):
        values["images"] = [*_images(values), *images]
    line = 1 + text.count("\n", 0, start)
    return draft_of(values, body, path, Origin(path, 1, line), lines)


def _images(values: dict[str, object]) -> list[object]:
    """The images of the front matter; a number of them is as many without a description."""
    given = values.pop("images", None)
    if isinstance(given, list):
        return [*given]
    if given in (None, ""):
        return []
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 4:
        return [""] * int(given)
    raise DraftError(words.BAD_IMAGES, line=1)


def _front_matter(text: str) -> tuple[dict[str, object], dict[str, int], int]:
    """The values before the text, the line of each, and where the text starts."""
    end = _line_end(text, 0)
    if text[:end].rstrip() != _FENCE:
        return {}, {}, 0
    start = end
    for place, stop in _lines(text, end):
        if text[place:stop].rstrip() == _FENCE:
            from ecluse.read.front_matter import values_of

            return *values_of(text[start:place], first=2), stop
    raise DraftError(words.NOT_CLOSED, line=1, remedy=words.CLOSE_IT)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    while start < len(text):
        end = _line_end(text, start)
        yield start, end
        start = end


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found + 1


def images_in(text: str) -> Iterator[dict[str, object]]:
    """The images of a Markdown text, by one forward pass.

    >>> list(images_in("Un ![train bleu](img/ter.jpg \\"TER\\") à quai"))
    [{'path': 'img/ter.jpg', 'alt': 'train bleu'}]
    """
    place = 0
    while (opened := text.find("![", place)) >= 0:
        middle = text.find("](", opened)
        closed = text.find(")", middle) if middle >= 0 else -1
        if closed < 0:
            return
        # The innermost: `![a ![b](c)` is an image with the description b.
        opened = text.rfind("![", opened, middle)
        target = text[middle + 2 : closed].strip().split(maxsplit=1)
        path = target[0].strip("<>") if target else ""
        yield {"path": path, "alt": text[opened + 2 : middle]}
        place = closed
