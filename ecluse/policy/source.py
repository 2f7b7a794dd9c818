"""Strict YAML: text to a tree that knows where each of its nodes stands.

PyYAML scans (the C scanner when it is there) and gives events; the tree is made from them here,
without recursion, so that nothing nests deeper than :data:`MAX_DEPTH` and every key, alias and tag
is seen before anything is built. What YAML 1.1 and 1.2 read differently (``no``, ``22:30``, ``010``,
``1e3``, a date) is refused rather than guessed: its author is asked for quotes. Characters that no
editor shows, or that only some readers take for a line end, are refused too.

Everything wrong is collected, so that it can be said at once.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from ecluse.policy.problems import PolicyError, Problem
from ecluse.rules.conditions import Place

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_PROBLEMS",
    "Node",
    "PlainDate",
    "PolicyError",
    "Problem",
    "Source",
    "Spot",
    "TooManyProblems",
    "decode",
    "parse",
]

MAX_DEPTH = 50
"""Mappings and lists inside one another."""
MAX_BYTES = 1 << 20
"""Bytes of a policy with everything that it extends."""

MAX_PROBLEMS = 200
"""Problems of one file that are said at once; a file with more is read no further."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooManyProblems(Exception):
    """A file has more problems than anybody will read at once."""


class Spot(NamedTuple):
    """Where something stands: 1-based line and column, length in code points."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class PlainDate:
    """A date written without quotes: a moment where one is asked for, a mistake elsewhere."""

    text: str


class Node:
    """One value of the file: ``data`` is its plain Python form, ``spot`` where it stands.

    ``entries`` of a mapping: for each key, where the key stands and its value. ``items`` of a list.
    """

    __slots__ = ("data", "entries", "items", "spot")

    def __init__(self, data: Any, spot: Spot) -> None:
        self.data = data
        self.spot = spot
        self.entries: dict[str, tuple[Spot, Node]] = {}
        self.items: list[Node] = []

    def get(self, *path: str | int) -> Node:
        """The node at ``path``; where the path leaves the tree, the last node on it.

        A path into the short form of a value (one text for a mapping with one key, one value for a
        list of one) ends at that value.
        """
        node = self
        for step in path:
            if isinstance(step, str) and step in node.entries:
                node = node.entries[step][1]
            elif isinstance(step, int) and step < len(node.items):
                node = node.items[step]
        return node

    def key(self, name: str) -> Spot:
        """Where the key ``name`` stands; the mapping's own place when there is none."""
        return self.entries[name][0] if name in self.entries else self.start

    @property
    def start(self) -> Spot:
        """The first character of the node."""
        return Spot(self.spot.line, self.spot.column, 1)


@dataclass
class Source:
    """One file while it is read: its text, and the problems that were found in it."""

    path: str
    text: str
    problems: list[Problem] = field(default_factory=list[Problem])

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without newlines, as every editor counts them."""
        return _BREAK.split(self.text)

    def add(self, code: str, message: str, spot: Spot, help: str = "") -> None:
        """Note a problem.

        Raises:
            TooManyProblems: it is one too many.
        """
        if len(self.problems) >= MAX_PROBLEMS:
            message = f"more than {MAX_PROBLEMS} problems: nothing is read after this one"
            self.problems.append(self.problem("P002", message, spot))
            raise TooManyProblems
        self.problems.append(self.problem(code, message, spot, help))

    def problem(
        self, code: str, message: str, spot: Spot, help: str = "", severity: str = "error"
    ) -> Problem:
        """A problem at a place of this file."""
        line = self.lines[spot.line - 1] if 0 < spot.line <= len(self.lines) else ""
        length = spot.length if spot.length > 0 else len(line.rstrip()) - spot.column + 1
        return Problem(
            code, message, self.path, spot.line, spot.column, max(length, 1), line, help, severity
        )

    def place(self, spot: Spot) -> Place:
        """The same place for the compiled policy."""
        return Place(self.path, spot.line, spot.column)


# --- bytes and characters -------------------------------------------------------------------------

_BREAK = re.compile("\r\n|[\r\n]")
# What YAML 1.2 calls printable, without next line (U+0085), line and paragraph separators
# (U+2028, U+2029: PyYAML ends a line there, editors do not), without a byte order mark inside, and
# without the marks that turn the direction of text and so hide what a line says.
_REFUSED = re.compile(
    "[^\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, path: str) -> Source:
    """Read bytes as UTF-8.

    Raises:
        PolicyError: they are not UTF-8 text.
    """
    if data.startswith(_UTF16) or b"\0" in data:
        what = "UTF-16" if data.startswith(_UTF16) else "bytes that are no text (NUL)"
        raise PolicyError([Problem("P001", f"{what}; save the file as UTF-8", path)])
    try:
        return Source(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        lines = _BREAK.split(before)
        shown = data.decode("utf-8", "replace")
        source_line = _BREAK.split(shown)[len(lines) - 1]
        raise PolicyError(
            [
                Problem(
                    "P001",
                    "a byte that is not UTF-8",
                    path,
                    len(lines),
                    len(lines[-1]) + 1,
                    1,
                    source_line,
                    "save the file as UTF-8",
                )
            ]
        ) from None


def _hidden_in(text: str) -> str:
    """The first refused character of a text between quotes; empty when there is none.

    In a text a tab is welcome: as an indent, the two scanners of PyYAML do not agree on it.
    """
    return next((found[0] for found in _REFUSED.finditer(text) if found[0] != "\t"), "")


def _words_for(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab", 'indent with spaces; in a text write "\\t" between double quotes'
    return f"U+{ord(character):04X}, which nobody sees", "remove it"


def _verify_characters(source: Source) -> None:
    for number, line in enumerate(source.lines, 1) if _REFUSED.search(source.text) else ():
        for match in _REFUSED.finditer(line):
            spot = Spot(number, match.start() + 1, 1)
            message, help = _words_for(match[0])
            source.add("P009", message, spot, help)


# --- plain scalars --------------------------------------------------------------------------------

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?"
    r"(?: ?(?:Z|[-+][0-9]{2}:[0-9]{2}))?)?\Z"
)
# Digits, signs, dots, colons, underscores, exponents and hexadecimal: numbers to some reader.
_NUMERIC = re.compile(
    r"[-+]?(?:\.?[0-9][0-9_]*(?::[0-5]?[0-9])*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN))\Z"
)
_LONGEST_NUMBER = 15
_EXACT: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TWO_WAYS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "="})


class _Ambiguous(Exception):
    """A plain scalar that two versions of YAML read in two ways."""


def _plain(text: str) -> Any:
    """What a plain scalar means; most are texts."""
    if text in _EXACT:
        return _EXACT[text]
    first = text[0]
    if first in "0123456789-+.":
        return _number_or_text(text)
    if len(text) < 6 and text.lower() in _TWO_WAYS:
        raise _Ambiguous
    return text


def _number_or_text(text: str) -> Any:
    if len(text) > 40:
        return text
    if _INTEGER.match(text) and len(text) <= _LONGEST_NUMBER:
        return int(text)
    if _NUMBER.match(text) and len(text) <= _LONGEST_NUMBER:
        return float(text)
    if _DATE.match(text):
        return PlainDate(text)
    if _NUMERIC.match(text) or _looks_like_a_date(text):
        raise _Ambiguous
    return text


def _looks_like_a_date(text: str) -> bool:
    """YAML 1.1 takes `2026-1-1` for a date."""
    parts = text.split("-", 2)
    return len(parts) == 3 and parts[0].isdigit() and len(parts[0]) == 4 and parts[1].isdigit()


# --- events to nodes ------------------------------------------------------------------------------

_SCALAR, _ALIAS = yaml.ScalarEvent, yaml.AliasEvent
_MAP, _LIST = yaml.MappingStartEvent, yaml.SequenceStartEvent
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)

_OF_DRAFTS = frozenset({"examples", "tests"})


class _Open:
    """A mapping or list that has begun; ``key`` is the key that waits for its value.

    ``is_draft``: it belongs to an example or a test.
    """

    __slots__ = ("is_draft", "is_map", "key", "key_spot", "node")

    def __init__(self, node: Node, *, is_map: bool, is_draft: bool) -> None:
        self.node, self.is_map, self.is_draft = node, is_map, is_draft
        self.key: str | None = None
        self.key_spot: Spot | None = None


class _Builder:
    """Builds the tree from events."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is _SCALAR:
            self._scalar(event)
        elif kind is _MAP or kind is _LIST:
            self._begin(event, is_map=kind is _MAP)
        elif kind in _ENDS:
            self.stack.pop()
        elif kind is _ALIAS:
            name = f"*{event.anchor}"
            self.source.add("P005", f"alias `{name}`: write the value out", _spot(event))
            self._place(Node(None, _spot(event)), is_key_text=True)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents == 2:
                raise _Refused("P003", "a second document begins: one file is one policy", event)

    def _scalar(self, event: Any) -> None:
        spot = _spot(event)
        if event.anchor is not None or event.tag is not None:
            self._verify_properties(event, spot)
        text: str = event.value
        if event.style:
            if event.style == '"' and not self._in_draft and (bad := _hidden_in(text)):
                message = f"the text holds U+{ord(bad):04X}, which nobody sees"
                self.source.add("P009", message, spot)
            self._place(Node(text, spot), is_key_text=True)
            return
        try:
            data = _plain(text)
        except _Ambiguous:
            message = f"`{text}` is read in two ways by two versions of YAML"
            help = "write the key between quotes" if self._at_key else _help_for(text)
            self.source.add("P008", message, spot, help)
            self._place(Node(text, spot), is_key_text=True)
            return
        if not text and self.stack and self.stack[-1].key_spot is not None:
            spot = self.stack[-1].key_spot  # nothing is written: its key is what can be shown
        self._place(Node(data, spot), is_key_text=isinstance(data, str))

    @property
    def _at_key(self) -> bool:
        """Whether a key of a mapping comes next."""
        return bool(self.stack) and self.stack[-1].is_map and self.stack[-1].key_spot is None

    @property
    def _in_draft(self) -> bool:
        """Whether a value of an example or a test comes next: a draft may hold any character."""
        return bool(self.stack) and self.stack[-1].is_draft and not self._at_key

    def _verify_properties(self, event: Any, spot: Spot) -> None:
        # The event begins at its anchor or tag; these end at a space.
        line = self.source.lines[spot.line - 1]
        words = line[spot.column - 1 :].split(maxsplit=1)
        first = Spot(spot.line, spot.column, len(words[0]) if words else 1)
        if event.anchor is not None:
            self.source.add("P005", f"anchor `&{event.anchor}`: nothing may refer to it", first)
        if event.tag is not None:
            self.source.add("P007", "a tag: write the value without it", first)

    def _begin(self, event: Any, *, is_map: bool) -> None:
        spot = _spot(event)
        if event.anchor is not None or event.tag is not None:
            self._verify_properties(event, spot)
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused("P002", f"nested deeper than {MAX_DEPTH}", event)
        node = Node({} if is_map else [], spot)
        above = self.stack[-1] if self.stack else None
        is_draft = above is not None and (above.is_draft or above.key in _OF_DRAFTS)
        self._place(node, is_key_text=False)
        self.stack.append(_Open(node, is_map=is_map, is_draft=is_draft))

    def _place(self, node: Node, *, is_key_text: bool) -> None:
        """Put a node where it belongs."""
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.is_map:
            top.node.items.append(node)
            top.node.data.append(node.data)
        elif top.key_spot is None:
            self._key(top, node, is_text=is_key_text)
        else:
            if top.key is not None:
                top.node.entries[top.key] = (top.key_spot, node)
                top.node.data[top.key] = node.data
            top.key = top.key_spot = None

    def _key(self, top: _Open, node: Node, *, is_text: bool) -> None:
        spot, key = node.spot, node.data
        top.key_spot = spot
        if isinstance(key, (dict, list)):
            self.source.add("P010", "a key must be a word", node.start)
        elif key == "<<":
            self.source.add("P006", "merge key `<<`: write the keys out", spot)
        elif not is_text:
            shown = self.source.lines[spot.line - 1][spot.column - 1 :][: max(spot.length, 0)]
            message = f"the key `{shown}` is no text" if shown else "a key is missing before `:`"
            self.source.add("P008", message, spot, "write the key between quotes" if shown else "")
        elif key in top.node.entries:
            first = top.node.entries[key][0].line
            self.source.add("P004", f"key `{key}` is there twice, first on line {first}", spot)
        else:
            top.key = key


class _Refused(Exception):
    """Something after which nothing more is read."""

    def __init__(self, code: str, message: str, event: Any) -> None:
        super().__init__(code, message)
        self.code, self.message, self.spot = code, message, _spot(event)


def _help_for(text: str) -> str:
    if text.lower() in {"yes", "y", "on", "true"}:
        return "write `true`, or write it between quotes if it is a text"
    if text.lower() in {"no", "n", "off", "false"}:
        return "write `false`, or write it between quotes if it is a text"
    return "write it between quotes if it is a text"


def _spot(event: Any) -> Spot:
    """Length 0 means: to the end of the line."""
    start, end = event.start_mark, event.end_mark
    length = max(end.column - start.column, 1) if end.line == start.line else 0
    return Spot(start.line + 1, start.column + 1, length)


def _build(source: Source, loader: Any) -> Node | None:
    """The tree; ``None`` when the text ends before it does, and the problem is noted."""
    builder = _Builder(source)
    try:
        for event in yaml.parse(source.text, Loader=loader):
            builder.take(event)
    except _Refused as refused:
        source.add(refused.code, refused.message, refused.spot)
        return None
    except yaml.MarkedYAMLError as error:
        _note_error(source, error)
        return None
    except yaml.YAMLError:
        source.add("P003", "this is not YAML", Spot(1, 1, 1))
        return None
    return builder.root or Node(None, Spot(1, 1, 1))


def _mark_spot(source: Source, mark: Any) -> Spot:
    if mark is None:
        return Spot(1, 1, 1)
    line = min(mark.line + 1, len(source.lines))
    column = mark.column + 1 if line == mark.line + 1 else len(source.lines[line - 1]) + 1
    return Spot(line, column, 1)


# What PyYAML and libyaml say, in the words of somebody who writes a policy. The first that is in the
# error's text counts; both scanners' wordings are covered. ``True``: where it began is shown.
_INDENT = "this line does not line up with the ones above; look at the indentation"
_FOLLOWS = "something follows a value that is complete; write the whole value between quotes"
_WORDS: Sequence[tuple[str, str, bool]] = (
    ("cannot start any token", "a value cannot begin with this; write it between quotes", False),
    (
        "mapping values are not allowed",
        "a `:` that is not expected here; write a value that holds `: ` between quotes",
        False,
    ),
    ("could not find expected ':'", "a `:` is missing after this key", True),
    ("escape", "an escape that YAML does not know; in a pattern use single quotes", True),
    ("quoted scalar", "this quote is not closed", True),
    ("expected ',' or ']'", "this `[` is not closed, or a `,` is missing after it", True),
    ("expected ',' or '}'", "this `{` is not closed, or a `,` is missing after it", True),
    ("expected <block end>", _INDENT, False),
    ("did not find expected '-' indicator", _INDENT, False),
    ("did not find expected key", _INDENT, False),
    ("sequence entries are not allowed", "a list item that is not expected here", False),
    ("block scalar", "a text begins on the line after `|` or `>`", True),
    ("alias", "an alias: write the value out", True),
    ("anchor", "an anchor: nothing may refer to it", True),
    ("tag", "a tag: write the value without it", True),
    ("directive", "a `%` directive is not supported; write the value between quotes", True),
    ("document start", "something that closes nothing", False),
)


def _note_error(source: Source, error: yaml.MarkedYAMLError) -> None:
    text = f"{error.problem or ''} {error.context or ''}"
    found = next((entry for entry in _WORDS if entry[0] in text), ("", "this is not YAML", False))
    _, words, at_beginning = found
    mark = error.problem_mark or error.context_mark
    if at_beginning and error.context_mark is not None:
        mark = error.context_mark
    spot = _mark_spot(source, mark)
    if words == _INDENT and source.lines[spot.line - 1][: spot.column - 1].strip(" -"):
        words = _FOLLOWS
    source.add("P003", words, spot)


_POLICY = "a policy is a mapping that begins with `version: 1`"


def parse(source: Source, *, loader: Any = None, whole: str = _POLICY) -> Node | None:
    """The tree of a file; what is wrong is noted in ``source.problems``.

    ``None`` when no tree can be made. A tree may come with problems: then it stands only to find
    the other problems of the file.

    Args:
        source: the decoded file; a byte order mark at its start is left out.
        loader: PyYAML's loader class; the C one when it is there.
        whole: what is said of a file that is no mapping.

    Raises:
        TooManyProblems: the file has more than :data:`MAX_PROBLEMS`.
    """
    source.text = source.text.removeprefix("\ufeff")
    _verify_characters(source)
    root = None if source.problems else _build(source, loader or _Loader)
    if root is not None and not isinstance(root.data, dict):
        source.add("P010", whole, root.start)
        return None
    return root
