"""A row of named values to drafts: the fields, their types, and what is said when one is wrong.

The keys are the fields of :class:`~ecluse.model.Draft`; those that hold several texts may be written
in the plural, and have the names that exports give them (``tags``, ``description``…). Types are strict, because a value read in another sense than it was meant is worse
than a row that is held. ``null`` is an absent key. Keys of no field are allowed, since exports carry
many, and those that hold text are named in ``Record.unread``. A key that differs from a field only by
case, hyphen or space is refused: it was meant.

What a row says of itself is a claim, so its drafts have ``trusted=False``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from ecluse.model import Draft, DraftError, Message, Origin
from ecluse.read import words
from ecluse.read.record import Record
from ecluse.read.words import filled

__all__ = [
    "KEYS",
    "NAME_LIMIT",
    "Building",
    "add_image",
    "draft_of",
    "meant",
    "moment",
    "name",
    "record_of",
    "text",
    "texts",
    "texts_in",
]

NAME_LIMIT = 500
"""Characters of a name (``id``, ``author``, ``channel``…): more is a text in the wrong place."""

_DEPTH = 50
_NO_CHANNEL = ("",)
_NO_LINES: Mapping[str, int] = {}
_TEXTS = frozenset({"title", "images"})


class Building:
    """The values of a draft while its row is read."""

    __slots__ = ("channels", "lists", "unread", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.lists: dict[str, list[str]] = {}
        self.channels: tuple[str, ...] = ()
        self.unread: list[str] = []

    def add(self, field: str, texts: Iterable[str]) -> None:
        """Add texts to a field that holds several."""
        self.lists.setdefault(field, []).extend(texts)

    def record(self, id: str, origin: Origin) -> Record:
        """The drafts, one for each channel."""
        values = self.values
        values.setdefault("id", id)
        values.setdefault("text", "")
        if self.lists:
            values |= {field: tuple(texts) for field, texts in self.lists.items()}
            values["images"] = max(values.get("images", 0), len(self.lists.get("alt", ())))
        unread = tuple(map(_name_or_mark, self.unread)) if self.unread else ()
        values["unread"] = len(unread)
        drafts = [
            Draft(**values, channel=channel, trusted=False, origin=origin)
            for channel in self.channels or _NO_CHANNEL
        ]
        return Record(tuple(drafts), unread)


def record_of(row: Mapping[str, object], id: str, origin: Origin) -> Record:
    """The drafts of one row.

    Args:
        row: what was read, by key.
        id: the drafts' ``id`` when the row has none.
        origin: where the row stands.

    Raises:
        DraftError: a value is not of its field's type, or the row has nothing to check.

    >>> record_of({"text": "Bonjour", "channel": ["x", "mastodon"]}, "r1", Origin()).drafts[1].channel
    'mastodon'
    """
    return _built(row).record(id, origin)


def draft_of(
    row: Mapping[str, object], text: str, id: str, origin: Origin, lines: Mapping[str, int]
) -> Record:
    """The same for a text that stands apart from the other values, as after front matter.

    ``lines`` has the line of each key, for the error of a wrong value.
    """
    if "text" in row:
        raise DraftError(words.TEXT_TWICE, remedy=words.KEEP_ONE)
    return _built({**row, "text": text}, lines).record(id, origin)


def _built(row: Mapping[str, object], lines: Mapping[str, int] = _NO_LINES) -> Building:
    building, key = Building(), ""
    try:
        for key, value in row.items():
            if value is not None:
                _FIELDS.get(key, _add_other)(building, key, value)
    except DraftError as error:
        error.line = lines.get(key, 0)
        raise
    if "text" not in building.values and not _has_text(building):
        raise DraftError(words.NO_TEXT, remedy=words.GIVE_TEXT)
    return building


def _has_text(building: Building) -> bool:
    return bool(_TEXTS & building.values.keys() or building.lists.keys() - {"attested"})


# --- values ---------------------------------------------------------------------------------------


def _wrong(key: str, expected: Message, value: object, remedy: Message | str = "") -> DraftError:
    kind = _KINDS.get(type(value), words.SOMETHING_ELSE)
    return DraftError(
        filled(words.WRONG_TYPE, key=key, kind=kind, expected=expected), remedy=remedy
    )


_KINDS: Mapping[type, Message] = {
    str: words.A_TEXT,
    int: words.A_NUMBER,
    float: words.A_NUMBER,
    bool: words.TRUE_OR_FALSE,
    list: words.A_LIST,
    dict: words.AN_OBJECT,
}


def text(key: str, value: object) -> str:
    """A text as it is.

    Raises:
        DraftError: it is not a text.
    """
    if isinstance(value, str):
        return value
    raise _wrong(key, words.A_TEXT, value)


def texts(key: str, value: object) -> tuple[str, ...]:
    """A text or a list of texts, without the empty ones.

    Raises:
        DraftError: it is neither.
    """
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        items = cast("list[object]", value)
        return tuple(one for item in items if (one := text(key, item)))
    raise _wrong(key, words.TEXT_OR_TEXTS, value)


def name(key: str, value: object) -> str:
    """A name: a text of one line, or a whole number.

    Raises:
        DraftError: it is something else, too long, or holds a control character.
    """
    if type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise _wrong(key, words.A_NAME, value)
    if len(value) > NAME_LIMIT:
        raise DraftError(filled(words.LONG_NAME, key=key, most=NAME_LIMIT))
    if not value.isprintable() and any(map(_is_control, value)):
        raise DraftError(filled(words.CONTROL, key=key))
    return value


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029"


def number(key: str, value: object) -> int:
    """A whole number, written as a number or in digits.

    Raises:
        DraftError: it is not one, or beyond a thousand million.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if type(value) is int and -(10**9) < value < 10**9:
        return value
    raise _wrong(key, words.WHOLE_NUMBER, value)


def moment(key: str, value: object) -> datetime:
    """A date and time with its offset (ISO 8601, RFC 3339), between 1970 and 2999.

    Raises:
        DraftError: it is not one.
    """
    if not isinstance(value, str):
        raise _wrong(key, words.A_MOMENT, value, words.WRITE_A_MOMENT)
    read = _parsed(value) if len(value) < 40 else None
    if read is None or read.tzinfo is None or not 1970 <= read.year < 3000:
        raise DraftError(filled(words.NO_MOMENT, key=key), remedy=words.WRITE_A_MOMENT)
    return read


def _parsed(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def texts_in(value: object) -> bool:
    """Whether a value holds any text.

    Raises:
        DraftError: it is nested deeper than 50.
    """
    values = [value]
    for _ in range(_DEPTH):
        if any(isinstance(one, str) and one for one in values):
            return True
        values = [child for one in values for child in _children(one)]
        if not values:
            return False
    raise DraftError(filled(words.DEEP, most=_DEPTH))


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast("dict[object, object]", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []


# --- fields ---------------------------------------------------------------------------------------

Field = Callable[[Building, str, object], None]


def _add_text(building: Building, key: str, value: object) -> None:
    building.values[key] = text(key, value)


def _add_texts(building: Building, key: str, value: object) -> None:
    building.add(_SINGULAR.get(key, key), texts(key, value))


def _add_name(building: Building, key: str, value: object) -> None:
    if given := name(key, value):
        building.values[key] = given


def _add_number(building: Building, key: str, value: object) -> None:
    if value != "":
        building.values[key] = number(key, value)


def _add_moment(building: Building, key: str, value: object) -> None:
    if value != "":
        building.values[key] = moment(key, value)


def _add_channel(building: Building, key: str, value: object) -> None:
    if isinstance(value, str):
        building.channels = (name(key, value),)
        return
    given = cast("list[object]", value) if isinstance(value, list) else [value]
    names = dict.fromkeys(name(key, one) for one in given)
    building.channels = tuple(one for one in names if one)


def _add_reply(building: Building, key: str, value: object) -> None:
    if not isinstance(value, dict):
        building.values[key] = text(key, value)
        return
    answered = cast("dict[str, object]", value)
    building.values[key] = text(f"{key}.text", answered.get("text", ""))
    building.unread += _unread(key, answered, {"text"})


def _add_images(building: Building, key: str, value: object) -> None:
    """A number of images, or a list of them: a path, or an object with ``path`` and ``alt``."""
    if not isinstance(value, list):
        if value != "":
            building.values[key] = max(number(key, value), 0)
        return
    images = cast("list[object]", value)
    building.values[key] = len(images)
    for image in images:
        add_image(building, key, image)


def add_image(building: Building, key: str, image: object) -> None:
    """One image; of its path only the last part, the file's name, goes out with the post."""
    if isinstance(image, dict):
        described = cast("dict[str, object]", image)
        for alt in _ALT:
            building.add("alt", texts(f"{key}.{alt}", _or_empty(described.get(alt))))
        building.unread += _unread(key, described, {"path", *_ALT})
        image = _or_empty(described.get("path"))
    building.add("file_name", texts(key, file_name(text(f"{key}.path", image))))


def _or_empty(value: object) -> object:
    return "" if value is None else value


def file_name(path: str) -> str:
    """The last part of a path or of a link, query left out.

    >>> file_name("https://exemple.test/2026/plan%20social.png?w=300")
    'plan%20social.png'
    """
    plain = path.partition("?")[0].partition("#")[0].replace("\\", "/")
    return plain.rstrip("/").rpartition("/")[2]


def _unread(key: str, values: Mapping[str, object], read: set[str]) -> list[str]:
    return [f"{key}.{one}" for one, value in values.items() if one not in read and texts_in(value)]


_LISTS = ("alt", "caption", "file_name", "link", "hashtag", "attachment")
_SINGULAR = {f"{field}s": field for field in _LISTS}
_FIELDS: Mapping[str, Field] = {
    "id": _add_name,
    "text": _add_text,
    "title": _add_text,
    **dict.fromkeys((*_LISTS, *_SINGULAR), _add_texts),
    "images": _add_images,
    "author": _add_name,
    "channel": _add_channel,
    "audience": _add_name,
    "publish_at": _add_moment,
    "now": _add_moment,
    "reply_to": _add_reply,
    "thread": _add_name,
    "seq": _add_number,
    "lang": _add_name,
    "source": _add_name,
    "attested": _add_texts,
}
KEYS = frozenset(_FIELDS)
"""The keys that are read."""


# --- other keys -----------------------------------------------------------------------------------

_ALT = ("alt", "alt_text", "image_alt")
_ALIASES: Mapping[str, str] = {
    "tags": "hashtag",
    **dict.fromkeys(("description", "summary", "excerpt", "subtitle"), "caption"),
    **dict.fromkeys(("alttext", "imagealt"), "alt"),
}
"""What exports call a field, written as by ``_plain``."""


def _add_other(building: Building, key: str, value: object) -> None:
    if field := meant(key):
        raise DraftError(
            filled(words.ALMOST, field=field), remedy=filled(words.WRITE_FIELD, field=field)
        )
    if texts_in(value) and not _add_alias(building, key, value):
        building.unread.append(key)


def _add_alias(building: Building, key: str, value: object) -> bool:
    """Add the texts of a key that is another name of a field; whether it was one.

    Such a key was not written for écluse: when it holds something else it is one of the unread.
    """
    field = _ALIASES.get(_plain(key)) if len(key) < 40 else None
    if field is None:
        return False
    try:
        building.add(field, texts(key, value))
    except DraftError:
        return False
    return True


@lru_cache(1024)
def meant(key: str) -> str:
    """The field that a key differs from only by case, hyphens, spaces or underscores; else empty.

    >>> meant("Publish-At"), meant("campaign")
    ('publish_at', '')
    """
    return _PLAIN.get(_plain(key), "") if len(key) < 40 else ""


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


_PLAIN = {_plain(key): key for key in _FIELDS}


def _name_or_mark(key: str) -> str:
    """A key as a report may show it."""
    plain = key.replace(".", "").replace("-", "")
    return key if key.isascii() and plain.isidentifier() and len(key) < 60 else "?"
