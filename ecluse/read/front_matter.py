"""Front matter: a small YAML mapping of texts and lists, read as it is written.

PyYAML's parser gives the events; its resolver, where YAML 1.1 turns ``no`` into false, ``22:30`` into
1350 and ``2026-12-01`` into a date, is not used: every scalar is the text that stands there, and the
fields of a row say what they make of it. Refused, because two readers may understand two things:
aliases and anchors, tags, directives, a key twice, merge keys, Unicode line separators (which start a
new line in YAML 1.1 and in no editor), and nesting beyond what a draft needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from ecluse.model import DraftError, Message
from ecluse.read import words
from ecluse.read.strict_json import fault_of
from ecluse.read.words import filled

if TYPE_CHECKING:
    import yaml

__all__ = ["LIMIT", "values_of"]

LIMIT = 1 << 16
"""Characters of front matter."""

_DEPTH = 10
_SEPARATORS = "\x85\u2028\u2029"


def values_of(source: str, first: int = 2) -> tuple[dict[str, object], dict[str, int]]:
    """The values of front matter by key (texts, lists, mappings of them), and the line of each key.

    Args:
        source: what stands between the two lines ``---``.
        first: the line on which it starts.

    Raises:
        DraftError: it is not such a mapping; with the line.

    >>> values_of("title: no\\nchannel: [x, mastodon]\\n")
    ({'title': 'no', 'channel': ['x', 'mastodon']}, {'title': 2, 'channel': 3})
    """
    if len(source) > LIMIT:
        raise DraftError(filled(words.LONG_HEAD, most=LIMIT), line=1)
    for separator in _SEPARATORS:
        if separator in source:
            line = first + source.count("\n", 0, source.index(separator))
            raise DraftError(words.SEPARATOR, line=line)
    reader = _Reader(source, first)
    return reader.values(), reader.lines


class _Reader:
    """The events of one mapping, one at a time."""

    def __init__(self, source: str, first: int) -> None:
        self._first = first
        self._line = 0
        self.lines: dict[str, int] = {}
        """The line of each key of the front matter itself."""
        self._events = self._parsed(source)

    def values(self) -> dict[str, object]:
        """The mapping; empty front matter is an empty one."""
        import yaml

        while isinstance(event := self._next(), (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
                self._refuse(words.DIRECTIVE)
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        value = self._value(event, 0)
        if not isinstance(value, dict):
            self._refuse(words.NOT_PAIRS)
        if not isinstance(self._next(), yaml.DocumentEndEvent) or not isinstance(
            self._next(), yaml.StreamEndEvent
        ):
            self._refuse(words.DOCUMENTS)
        return value

    def _parsed(self, source: str) -> Iterator[yaml.Event]:
        import yaml

        # The loader in Python, not libyaml's: both differ in small things, and the same file must
        # give the same draft on every machine.
        yield from yaml.parse(source, Loader=yaml.SafeLoader)

    def _next(self) -> yaml.Event:
        import yaml

        try:
            event = next(self._events)
            mark = event.start_mark
            self._line = mark.line if mark is not None else self._line
            return event
        except yaml.MarkedYAMLError as error:
            if error.problem_mark is not None:
                self._line = error.problem_mark.line
        except (yaml.YAMLError, ValueError, OverflowError, IndexError, RecursionError):
            # An escape beyond Unicode ("\UFFFFFFFF") is a ValueError of chr().
            pass
        raise self._error(words.NOT_YAML)

    def _value(self, event: yaml.Event, depth: int) -> object:
        import yaml

        if depth > _DEPTH:
            self._refuse(filled(words.DEEP_HEAD, most=_DEPTH))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(words.ALIAS)
        if getattr(event, "tag", None):
            self._refuse(words.TAG)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(depth))
        return self._mapping(depth)

    def _scalar(self, event: yaml.ScalarEvent) -> str | None:
        text: str = event.value
        if fault := fault_of(text):
            self._refuse(fault)
        # Nothing written, or the null sign; `null` in letters is a word.
        return None if event.implicit[0] and text in {"", "~"} else text

    def _items(self, depth: int) -> Iterator[object]:
        import yaml

        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            item = self._value(event, depth + 1)
            if item is not None:
                yield item

    def _mapping(self, depth: int) -> dict[str, object]:
        import yaml

        values: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = self._line
            key = self._value(event, depth + 1)
            if not isinstance(key, str) or key == "<<":
                self._refuse(words.NOT_A_NAME)
            if key in values:
                self._line = line
                self._refuse(words.SAME_KEY)
            if depth == 0:
                self.lines[key] = self._first + line
            values[key] = self._value(self._next(), depth + 1)
        return values

    def _refuse(self, why: Message) -> NoReturn:
        raise self._error(why)

    def _error(self, why: Message) -> DraftError:
        return DraftError(why, line=self._first + self._line, remedy=words.WRITE_PAIRS)
