"""Markdown as its reader sees it, and what it holds that no reader sees.

CommonMark with its usual extensions, what chats make of the same signs (Slack, Discord, Telegram,
Reddit), a little BBCode and LaTeX. The source is read beside it, so this is generous where services
differ: a pair of marks goes although one of them would keep it, and code is text. Every pass goes
forward over the places of one mark; what it skips over, it does not look at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ecluse.text.mapped import Mapped, Weave

__all__ = ["Marks", "Range", "links_of", "marks_of"]

Range = tuple[int, int]


class _Edit(NamedTuple):
    """What stands for a range; ``weak``: it changes no word, and alone it is no reason to read again."""

    start: int
    end: int
    put: str = ""
    weak: bool = False


_LABEL = 200
"""Characters of the longest label or command that is looked at."""
_PARENTHESES = 3
"""Parentheses inside the address of a link."""
_SHORT = 4
"""Characters of an item or a line that is no sentence: a list of those is a word one below the other."""

# One class each: no backtracking.
_blank = re.compile(r"[ \t]*").match
_space = re.compile(r"[ \t\r\n]*").match
_quote_prefix = re.compile(r"[ \t>]*").match
_digits = re.compile(r"[0-9]*").match
_letters = re.compile(r"[a-zA-Z]*").match
_address = re.compile(r"[^\s()<>]*").match
_ends_address = re.compile(r"[\s()<>]").search
_brackets = re.compile(r"[\[\]]").finditer
_colours = re.compile(r"(?:\\(?:0?33|e|E|x1[bB]|u001[bB])|\^\[)?\[[0-9;]{0,24}m").finditer
_troff = re.compile(
    r"\\(?:f(?:[A-Z0-9]|\[[A-Z]{0,3}\]|\([A-Z]{2})|s[+-]?[0-9]{1,2}|[&%:,/|^])"
).match
_troff_ends = re.compile(r"\\f(?:[PR1]|\[[PR]?\])").search
_braces = re.compile(r"[{}]").finditer
_runs = {mark: re.compile(f"[{re.escape(mark)}]+").finditer for mark in "*_`~^$|=+'"}
_LEAST = {"|": 2, "=": 2, "+": 2, "'": 2}
"""Characters of the shortest run that is a mark; one for the others."""
_LOOSE = frozenset("*~`")
"""Marks that no service shows inside a word when there are others."""
_REMARKS = frozenset("%#!*")
"""What follows the brace of a remark in a template: ``{% … %}``, ``{# … #}``."""
_FAR = 20 * _LABEL
"""Characters up to the end of a title or a remark."""
_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_DISCRETE = frozenset('-/!,;:()[]^~`"{}')
"""Signs that stand for no more than a thin space after a backslash between two letters (LaTeX)."""
# fmt: off
_CODES = frozenset({
    "*", "align", "attach", "b", "bgcolor", "big", "center", "centre", "code", "color", "colour",
    "del", "email", "face", "font", "glow", "h1", "h2", "h3", "h4", "h5", "h6", "highlight", "hide",
    "hr", "i", "img", "indent", "ins", "justify", "left", "li", "list", "mark", "mention", "noparse",
    "ol", "p", "pre", "quote", "right", "s", "shadow", "size", "small", "spoiler", "strike", "strong",
    "style", "sub", "sup", "table", "td", "th", "tr", "tt", "u", "ul", "url", "user", "video", "youtube",
})
_BLOCK_CODES = frozenset({"*", "center", "centre", "code", "hr", "li", "list", "quote", "table", "td", "th", "tr"})
# fmt: on


class Marks:
    """What was read of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[_Edit] = []
        self.images: list[tuple[_Edit, Range]] = []
        """Images, and where their descriptions stand."""
        self.targets: list[Range] = []
        """Where links lead."""
        self.titles: list[Range] = []
        self.notes: list[Range] = []
        """Definitions, comments, the head, what is said of a block of code."""
        self.defined: set[str] = set()
        self.last = text.rfind(")")
        """Behind which no link ends."""

    # --- the text that is seen ---

    def rendered(self, *, described: bool = False, literally: bool = False) -> Mapped | None:
        """The text without its marks; ``None`` when it is the same.

        ``described``: the description of each image in its place. ``literally``: an underscore inside a
        word is one (CommonMark, 6.2), as in a token.
        """
        edits = [edit for edit in self.edits if edit.start < edit.end]
        if literally:
            edits = [edit for edit in edits if not self._is_inside(edit)]
        for whole, (start, end) in self.images:
            edits += [_Edit(whole.start, start), _Edit(end, whole.end)] if described else [whole]
        if all(edit.weak for edit in edits):
            return None
        edits.sort()
        made, place = Weave(self.text), 0
        for start, end, put, _ in edits:
            if end > place:
                made.keep(place, max(start, place))
                if start >= place:
                    made.put(put, start, end)
                place = end
        made.keep(place, len(self.text))
        return made.done()

    @property
    def splits_names(self) -> bool:
        """Whether underscores that stand inside words are taken for marks."""
        return any(self._is_inside(edit) for edit in self.edits if edit.start < edit.end)

    def _is_inside(self, edit: _Edit) -> bool:
        """Whether an edit takes underscores away that stand inside a word."""
        start, end, text = edit.start, edit.end, self.text
        return (
            text[start] == "_"
            and text[start - 1 : start].isalnum()
            and text[end : end + 1].isalnum()
        )

    def drop(self, start: int, end: int, put: str = "", *, weak: bool = False) -> None:
        self.edits.append(_Edit(start, end, put, weak))


def marks_of(text: str) -> Marks:
    """Read one text.

    >>> marks_of("con**fi**dentiel").rendered().text
    'confidentiel'
    """
    marks = Marks(text)
    _read_lines(marks)
    for mark, runs in _runs.items():
        if mark in text:
            _pair(marks, mark, runs)
    for read, mark in _READERS:
        if mark in text:
            read(marks)
    return marks


def links_of(text: str) -> Marks:
    """Read only what no reader sees: links, images, definitions, the head."""
    marks = Marks(text)
    _read_lines(marks)
    if "[" in text:
        _read_brackets(marks)
    if "/*" in text:
        _read_remarks(marks)
    if "{" in text:
        _read_braces(marks)
    return marks


# --- blocks ---------------------------------------------------------------------------------------


def _read_lines(marks: Marks) -> None:
    """Quotes, lists, headings, rules, fences, tables, definitions, the head."""
    text = marks.text
    place = _head(marks)
    table = _has_table(text)
    items = list[tuple[int, int]]()
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        if end > place:
            _line(marks, place, end, items, table=table)
        place = end + 1
    if len(items) > 2 and sum(stop - start for start, stop in items) <= _SHORT * len(items):
        marks.edits = [_Edit(start, stop, put) for start, stop, put, _ in marks.edits]


def _head(marks: Marks) -> int:
    """Where the text starts, after its front matter."""
    text = marks.text
    for fence in ("---", "+++"):
        if text.startswith((fence + "\n", fence + "\r\n")):
            end = text.find("\n" + fence, len(fence))
            if end >= 0:
                marks.notes.append((len(fence), end))
                stop = text.find("\n", end + 1)
                stop = len(text) if stop < 0 else stop + 1
                marks.drop(0, stop)
                return stop
    return 0


def _has_table(text: str) -> bool:
    return "|" in text and ("-|" in text or "|-" in text or "- |" in text or "| -" in text)


def _line(marks: Marks, start: int, end: int, items: list[Range], *, table: bool) -> None:
    text = marks.text
    place = _end(_quote_prefix, text, start)
    if place > start and (at := text.rfind(">", start, place)) >= 0:
        marks.drop(start, at + 1, weak=start == 0)
    place = min(place, end)
    first = text[place : place + 1]
    if first and (first in "-+*•‣·" or first.isdigit()):
        place = _item(marks, place, end, items)
        first = text[place : place + 1]
    if first == "#":
        _heading(marks, place, end, items)
    elif first == "[" or text.startswith("*[", place):
        _definition(marks, place, end)
    elif first in {"`", "~"}:
        _fence(marks, place, end)
    if first and first in _RULES and not text[place:end].strip(_RULES):
        marks.drop(place, end, weak=not table or "|" not in text[place:end])
    elif table and text.find("|", place, end) >= 0:
        _cells(marks, place, end)


_RULES = "-=_*:|+ \t\r─━═┼╋╪├┤┌┐└┘╔╗╚╝╠╣╦╩╬┬┴"
"""What the lines are made of that rule off a table or underline a heading."""


def _item(marks: Marks, start: int, end: int, items: list[Range]) -> int:
    """Where the text of an item starts; the same place when the line is none."""
    text = marks.text
    after = _end(_digits, text, start)
    if after > start and text[after : after + 1] not in {".", ")"}:
        return start
    place = _end(_blank, text, after + 1)
    if place == after + 1 or place > end:
        return start
    if text[place : place + 3] in {"[ ]", "[x]", "[X]"}:
        place = _end(_blank, text, place + 3)
    marks.drop(start, place, weak=True)
    items.append((place, end))
    return place


def _heading(marks: Marks, start: int, end: int, items: list[Range]) -> None:
    text = marks.text
    level = end - start - len(text[start:end].lstrip("#"))
    if level <= 6 and text[start + level : start + level + 1] in {" ", "\t", "", "\n"}:
        after = min(_end(_blank, text, start + level), end)
        marks.drop(start, after, weak=True)
        items.append((after, end))
        bare = len(text[start:end].rstrip().rstrip("#"))
        if bare > level:
            marks.drop(start + bare, end, weak=True)


def _definition(marks: Marks, start: int, end: int) -> None:
    """``[label]: address "title"``; of a footnote, only its label goes."""
    text = marks.text
    colon = text.find("]:", start, min(end, start + _LABEL))
    if colon < 0:
        return
    label = text[start:colon].lstrip("*")[1:]
    after = _end(_blank, text, colon + 2)
    if label.startswith("^"):
        marks.drop(start, after)
        return
    marks.defined.add(_key(label))
    marks.drop(start, end)
    marks.notes.append((start + 1, colon))
    marks.notes.append((after, end))
    marks.targets.append((after, min(_end(_address, text, after), end)))


def _fence(marks: Marks, start: int, end: int) -> None:
    text = marks.text
    mark = text[start]
    after = _end(_over_fence[mark], text, start)
    if after - start < 3 or text.find("`", after, end) >= 0:
        return
    marks.drop(start, end)
    if after < end:
        marks.notes.append((after, end))


_over_fence = {mark: re.compile(f"{mark}*").match for mark in "`~"}


def _cells(marks: Marks, start: int, end: int) -> None:
    at = marks.text.find("|", start, end)
    while at >= 0:
        marks.drop(at, at + 1, "\t")
        at = marks.text.find("|", at + 1, end)


# --- marks in pairs -------------------------------------------------------------------------------


class _Open:
    """A run that may open: where it stands, how many of its marks are left, whether a word goes on."""

    __slots__ = ("end", "inside", "left", "length", "start")

    def __init__(self, start: int, end: int, left: int, *, inside: bool) -> None:
        self.start, self.end, self.left, self.length = start, end, left, end - start
        self.inside = inside


def _pair(marks: Marks, mark: str, runs: Callable[[str], Iterator[re.Match[str]]]) -> None:
    """Runs of one mark, the one that opens and the one that closes; a blank line ends what is open."""
    text, least = marks.text, _LEAST.get(mark, 1)
    if text.count(mark * least) < 2:
        return
    opened = list[_Open]()
    blank = text.find("\n\n")
    for run in runs(text):
        start, end = run.span()
        if start and text[start - 1] == "\\":
            start += 1
        if end - start < least:
            continue
        if 0 <= blank < start:
            _leave(marks, mark, opened)
            opened.clear()
            blank = text.find("\n\n", start)
        _meet(marks, mark, opened, start, end)
    _leave(marks, mark, opened)


def _meet(marks: Marks, mark: str, opened: list[_Open], start: int, end: int) -> None:
    """A run closes what it can, or opens."""
    text, left = marks.text, end - start
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    closes = bool(before) and not before.isspace() and not (mark == "$" and after.isdigit())
    opens = bool(after) and not after.isspace()
    inside = before.isalnum() and after.isalnum()
    if mark == "_" and inside:
        closes = bool(opened) and _between(text, opened[-1], start).isalnum()
    elif mark == "_":
        closes, opens = closes and not after.isalnum(), opens and not before.isalnum()
    elif mark == "^" and opened and len(_between(text, opened[-1], start).split()) != 1:
        opened.clear()
    while closes and opened and left:
        first = opened[-1]
        if first.end == start or _thirds(first.length, end - start, inside=opens):
            break
        marks.drop(first.start, first.end)
        taken = min(first.left, left)
        left -= taken
        first.left -= taken
        if not first.left:
            opened.pop()
    if left < end - start:
        marks.drop(start, end)
    elif opens:
        opened.append(_Open(start, end, left, inside=inside))


def _thirds(first: int, last: int, *, inside: bool) -> bool:
    """Whether two runs are no pair, so that ``**a*b*c**`` is read as it is meant: CommonMark, 6.2."""
    return inside and (first + last) % 3 == 0 and (first % 3 > 0 or last % 3 > 0)


def _between(text: str, first: _Open, start: int) -> str:
    """What stands between a mark that opens and this one; nothing when that is no word."""
    return text[first.end : start] if start - first.end <= _LABEL else ""


def _leave(marks: Marks, mark: str, opened: list[_Open]) -> None:
    """Marks without a partner go when one of several stands inside a word: ``**con*fidentiel``."""
    if mark in _LOOSE and len(opened) > 1 and any(one.inside for one in opened):
        for one in opened:
            marks.drop(one.start, one.end)


# --- links, images, references, BBCode ------------------------------------------------------------


def _read_brackets(marks: Marks) -> None:
    text = marks.text
    opened, place = list[int](), 0
    codes = "[/" in text
    for found in _brackets(text):
        at = found.start()
        if at < place or (at and text[at - 1] == "\\"):
            continue
        if found[0] == "[":
            opened.append(at)
        elif opened:
            place = _close(marks, opened, at, codes=codes)


def _close(marks: Marks, opened: list[int], at: int, *, codes: bool) -> int:
    """What the ``]`` at ``at`` ends; where to read on."""
    text, start = marks.text, opened.pop()
    after = text[at + 1 : at + 2]
    inner = text[start + 1 : at] if at - start <= _LABEL else ""
    if inner.startswith("^"):
        marks.drop(start, at + 1)
    elif codes and inner and (put := _code(inner)) is not None:
        marks.drop(start, at + 1, put)
    elif after == "(" and at < marks.last and (tail := _tail(text, at + 2)):
        return _link(marks, start, at, tail)
    elif after == "]" and opened and opened[-1] == start - 1:
        _wiki(marks, start, at, inner)
        opened.pop()
        return at + 2
    elif after == "{" and (end := text.find("}", at, at + _LABEL)) >= 0:
        marks.drop(start, start + 1)
        marks.drop(at, end + 1)
        marks.notes.append((at + 2, end))
    elif inner.startswith(("http://", "https://")) and (space := inner.find(" ")) > 0:
        # MediaWiki: an address, a space, what is shown.
        marks.drop(start, start + space + 2)
        marks.drop(at, at + 1)
        marks.targets.append((start + 1, start + 1 + space))
    elif marks.defined and inner:
        return _reference(marks, start, at, inner)
    return at + 1


def _code(inner: str) -> str | None:
    name = inner.removeprefix("/").partition("=")[0].partition(" ")[0].lower()
    if name not in _CODES:
        return None
    return "\n" if name in _BLOCK_CODES else ""


class _Tail(NamedTuple):
    """What follows the ``(`` of a link."""

    end: int
    target: Range
    title: Range


def _tail(text: str, place: int) -> _Tail | None:
    """``address "title")``: CommonMark, 6.3."""
    place = _end(_space, text, place)
    if text.startswith("<", place):
        end = text.find(">", place, place + _FAR)
        if end < 0 or "\n" in text[place:end]:
            return None
        target, place = (place + 1, end), end + 1
    else:
        end = _balanced(text, place)
        target, place = (place, end), end
    after = _end(_space, text, place)
    if text.startswith(")", after):
        return _Tail(after + 1, target, (after, after))
    closing = {'"': '"', "'": "'", "(": ")"}.get(text[after : after + 1])
    if closing is None or after == place:
        return None
    end = text.find(closing, after + 1, after + _FAR)
    last = _end(_space, text, end + 1)
    if end < 0 or not text.startswith(")", last):
        return None
    return _Tail(last + 1, target, (after + 1, end))


def _balanced(text: str, place: int) -> int:
    """Where an address ends, with the parentheses that are of it."""
    depth = 0
    for _ in range(2 * _PARENTHESES):
        found = _ends_address(text, place)
        if found is None:
            return len(text)
        if found[0] == "(":
            depth += 1
        elif found[0] == ")" and depth:
            depth -= 1
        else:
            return found.start()
        place = found.end()
    return place


def _link(marks: Marks, start: int, at: int, tail: _Tail) -> int:
    marks.targets.append(tail.target)
    if tail.title[0] < tail.title[1]:
        marks.titles.append(tail.title)
    if start and marks.text[start - 1] == "!":
        marks.images.append((_Edit(start - 1, tail.end), (start + 1, at)))
    else:
        marks.drop(start, start + 1)
        marks.drop(at, tail.end)
    return tail.end


def _wiki(marks: Marks, start: int, at: int, inner: str) -> None:
    """``[[page|label]]``."""
    label = inner.rfind("|")
    marks.drop(start - 1, start + 1 + label + 1)
    marks.drop(at, at + 2)
    if label > 0:
        marks.targets.append((start + 1, start + 1 + label))


def _reference(marks: Marks, start: int, at: int, inner: str) -> int:
    """``[text][label]``, ``[label][]``, ``[label]``."""
    text, end, label = marks.text, at + 1, inner
    if text.startswith("[", at + 1):
        close = text.find("]", at + 2, at + 2 + _LABEL)
        if close >= 0:
            end, label = close + 1, text[at + 2 : close] or inner
    if _key(label) not in marks.defined:
        return at + 1
    if start and text[start - 1] == "!":
        marks.images.append((_Edit(start - 1, end), (start + 1, at)))
    else:
        marks.drop(start, start + 1)
        marks.drop(at, end)
    return end


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


# --- backslashes, braces, and others --------------------------------------------------------------


def _read_backslashes(marks: Marks) -> None:
    r"""Escapes of CommonMark; commands of LaTeX (``\textbf{…}``, ``{\bf …}``), of troff."""
    text, place = marks.text, 0
    is_troff = "\\f" in text and _troff_ends(text) is not None
    while (at := text.find("\\", place)) >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        place = at + 1
        if after in _SIGNS:
            within = before.isalpha() and text[at + 2 : at + 3].isalpha()
            marks.drop(at, at + 1 + (within and after in _DISCRETE))
            place = at + 2
        elif is_troff and (stop := _end(_troff, text, at)) > at:
            marks.drop(at, stop)
            place = stop
        elif after.isalpha():
            place = _command(marks, at, before)
        elif after == " " and before and not before.isspace():
            # reStructuredText: a space that ends a mark and is not shown.
            marks.drop(at, at + 2)
        elif after in {"\n", ""}:
            marks.drop(at, at + 1, weak=True)


def _command(marks: Marks, at: int, before: str) -> int:
    text = marks.text
    end = _end(_letters, text, at + 1)
    if text.startswith("{", end) and end > at + 1:
        marks.drop(at, end)
        return end
    if before == "{" and end > at + 1:
        marks.drop(at, max(end, _end(_blank, text, end)))
        return end
    if before.isalnum() or before == "}":
        marks.drop(at, at + 1)
    return at + 1


def _read_braces(marks: Marks) -> None:
    r"""Braces that group (``\emph{…}``, ``x^{…}``, ``con{fi}dentiel``); others are text."""
    text = marks.text
    commands = {edit.end for edit in marks.edits if text.startswith("\\", edit.start)}
    opened, place = list[tuple[int, bool]](), 0
    for found in _braces(text):
        at = found.start()
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if before == "\\" or at < place:
            continue
        if (
            found[0] == "{"
            and after in _REMARKS
            and (end := text.find(after + "}", at + 2, at + _FAR)) > 0
        ):
            marks.notes.append((at + 2, end))
            marks.drop(at, end + 2)
            place = end + 2
            continue
        inside = (before.isalnum() or before in {"{", "}"}) and (
            after.isalnum() or after in {"{", "}"}
        )
        if found[0] == "{":
            groups = at in commands or after == "\\" or inside
            if before in {"^", "_"} and before:
                marks.drop(at - 1, at)
                groups = True
            opened.append((at, groups))
        elif opened:
            start, groups = opened.pop()
            if groups or (
                (before.isalnum() or before == "}") and (after.isalnum() or after == "{")
            ):
                marks.drop(start, start + 1)
                marks.drop(at, at + 1)


def _read_spoilers(marks: Marks) -> None:
    """``>!x!<`` (Reddit)."""
    text, place = marks.text, 0
    last = text.rfind("!<")
    while 0 <= (at := text.find(">!", place)) < last:
        end = text.find("!<", at + 2)
        if end < 0:
            return
        marks.drop(at, at + 2)
        marks.drop(end, end + 2)
        place = end + 2


def _read_remarks(marks: Marks) -> None:
    """``/* x */``, which programs take out."""
    text, place = marks.text, 0
    last = text.rfind("*/")
    while 0 <= (at := text.find("/*", place)) < last - 1:
        end = text.find("*/", at + 2)
        marks.drop(at, end + 2)
        marks.notes.append((at + 2, end))
        place = end + 2


def _read_pictures(marks: Marks) -> None:
    """``:smile:`` inside a word."""
    text = marks.text
    start = text.find(":")
    while start >= 0:
        end = text.find(":", start + 1)
        before, after = text[start - 1 : start] if start else "", text[end + 1 : end + 2]
        inside = (before.isalnum() or before == ":") and (after.isalnum() or after == ":")
        if end > 0 and inside and is_picture(text[start + 1 : min(end, start + _LABEL)]):
            marks.drop(start, end + 1)
            end = text.find(":", end + 1)
        start = end


def is_picture(name: str) -> bool:
    """Whether ``:name:`` stands for a picture; hours do not."""
    return len(name) > 1 and not name.isdigit() and name.replace("_", "a").isalnum()


def _read_hyphens(marks: Marks) -> None:
    """A word that goes on below the hyphen at the end of a line."""
    text, place = marks.text, 0
    while (at := text.find("-\n", place)) >= 0:
        if at and text[at - 1].isalpha() and text[at + 2 : at + 3].isalpha():
            marks.drop(at, at + 2)
        place = at + 2


def _end(step: Callable[[str, int], re.Match[str] | None], text: str, place: int) -> int:
    found = step(text, place)
    return found.end() if found else place


def _read_colours(marks: Marks) -> None:
    r"""What a terminal's colours leave when their control character is lost or spelled: ``\e[0m``."""
    if "[0m" in marks.text or "[m" in marks.text:
        for found in _colours(marks.text):
            marks.drop(*found.span())


_READERS: tuple[tuple[Callable[[Marks], None], str], ...] = (
    (_read_colours, "["),
    (_read_brackets, "["),
    (_read_backslashes, "\\"),
    (_read_braces, "{"),
    (_read_spoilers, ">!"),
    (_read_hyphens, "-\n"),
    (_read_remarks, "/*"),
    (_read_pictures, ":"),
)
