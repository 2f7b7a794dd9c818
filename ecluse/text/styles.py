"""What inline styles and style sheets hide, and the texts that they hold.

Only what stands in the post itself is read: `style="…"`, `<style>`, `<font color=…>`. A style that
hides more than it should costs nothing: a text without what was hidden is one reading beside others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["hides", "hiding_selectors", "is_inline", "strings", "turns", "unescaped"]

_LONGEST = 4096
"""Characters of a style that are read."""
_FAR = -500.0
"""Pixels (or any unit) beyond which a text stands outside the page."""
_SMALLEST = 1.0
"""The largest font size that nobody reads, in pixels."""
_FAINTEST = 0.1
_WHITE = frozenset({"white", "#fff", "#ffff", "#ffffff", "#ffffffff", "rgb(255,255,255)"})
_NOTHING = ("transparent", "#0000", "#00000000", "rgba(0,0,0,0)")
_SIDES = ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top")
_EMPTY = ("rect(0", "rect(1px", "inset(50%", "inset(100%", "circle(0", "polygon(0")
_number = re.compile("[-+0-9.]*").match
_hexadecimal = re.compile("[0-9a-fA-F]*").match
_names = re.compile("[-_a-z0-9]+").finditer


def _declarations(style: str) -> dict[str, str]:
    """The properties of ``a: b; c: d``, in lower case and without spaces."""
    whole = "".join(_without_comments(style[:_LONGEST]).lower().split()).replace("!important", "")
    pairs = (one.partition(":") for one in whole.split(";"))
    return {name: value for name, _, value in pairs if value}


def _without_comments(style: str) -> str:
    first, *rest = style.split("/*")
    return first + "".join(one.partition("*/")[2] for one in rest)


def _amount(value: str) -> float | None:
    """The number that a value starts with, in pixels when its unit is that of a font."""
    found = _number(value)
    end = found.end() if found else 0
    try:
        number = float(value[:end])
    except ValueError:
        return None
    unit = value[end : end + 3]
    return number * (16 if unit.startswith(("em", "rem", "ex", "ch")) else 1)


def hides(style: str) -> bool:
    """Whether a reader does not see what has this style.

    >>> hides("DISPLAY : none"), hides("font-size:0"), hides("color:#fff;background:white")
    (True, True, True)
    >>> hides("opacity: 0.8; color: red")
    False
    """
    given = _declarations(style)
    if not given:
        return False
    return _is_removed(given) or _is_tiny(given) or _is_far(given) or _is_colourless(given)


def _is_removed(given: dict[str, str]) -> bool:
    return (
        given.get("display") == "none"
        or given.get("visibility") in {"hidden", "collapse"}
        or given.get("content-visibility") == "hidden"
        or given.get("mso-hide") == "all"
        or given.get("clip", "").startswith(_EMPTY)
        or given.get("clip-path", "").startswith(_EMPTY)
        or "scale(0" in given.get("transform", "").replace("scale(0.", "")
    )


def _is_tiny(given: dict[str, str]) -> bool:
    def at_most(name: str, most: float) -> bool:
        amount = _amount(given.get(name, ""))
        return amount is not None and amount <= most

    cut = "hidden" in given.get("overflow", "") and (at_most("width", 1) or at_most("height", 1))
    none = at_most("max-height", 0) or at_most("max-width", 0)
    font = at_most("font-size", _SMALLEST) or at_most("font", _SMALLEST)
    return cut or none or font or at_most("opacity", _FAINTEST)


def _is_far(given: dict[str, str]) -> bool:
    return any((_amount(given.get(side, "0")) or 0) <= _FAR for side in _SIDES)


def _is_colourless(given: dict[str, str]) -> bool:
    colour = given.get("-webkit-text-fill-color") or given.get("color")
    if colour is None:
        return False
    behind = given.get("background-color") or given.get("background") or "white"
    return colour in _NOTHING or colour == behind or {colour, behind} <= _WHITE


def turns(style: str) -> bool:
    """Whether the style shows letters from right to left, whatever they are."""
    given = _declarations(style)
    override = given.get("unicode-bidi", "").endswith("override")
    return override and given.get("direction") == "rtl"


def is_inline(style: str) -> bool:
    """Whether a block with this style stands in its line."""
    return _declarations(style).get("display", "").startswith(("inline", "contents"))


def hiding_selectors(sheet: str) -> frozenset[str]:
    """The names (of elements, classes, ids) that a style sheet hides.

    >>> sorted(hiding_selectors("p{color:red} .x, #y { display:none }"))
    ['x', 'y']
    """
    found = set[str]()
    for rule in _without_comments(sheet).split("}"):
        selectors, _, style = rule.rpartition("{")
        if style and hides(style):
            for one in selectors.lower().rpartition("{")[2].split(","):
                names = [name[0] for name in _names(one[-_LONGEST:].partition(":")[0])]
                found.update(names[-1:])
    return frozenset(found)


def strings(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the strings of ``content:`` stand in ``source[start:end]``."""
    at = source.find("content", start, end)
    while at >= 0:
        stop = source.find(";", at, end)
        stop = min(end if stop < 0 else stop, at + _LONGEST)
        place = at + len("content")
        while place < stop:
            if source[place] in "\"'":
                close = source.find(source[place], place + 1, end)
                if close < 0:
                    break
                yield place + 1, close
                place = close
            elif source[place] == "}":
                break
            place += 1
        at = source.find("content", max(place, at + 1), end)


def unescaped(source: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each escape of a CSS string stands, and what it stands for: CSS Syntax 3, 4.3.7."""
    at = source.find("\\", start, end)
    while at >= 0:
        found = _hexadecimal(source, at + 1, min(at + 7, end))
        stop = found.end() if found else at + 1
        if stop > at + 1:
            code = int(source[at + 1 : stop], 16)
            blank = stop < end and source[stop] in " \t\n"
            yield at, stop + blank, chr(code) if 0 < code < 0x110000 else "\ufffd"
            stop += blank
        else:
            yield at, at + 1, ""
            stop = at + 2
        at = source.find("\\", stop, end)
