"""Text in the order in which its reader reads it (UAX #9).

Explicit directional controls let a text be stored in another order than it is read: ``RLO noclaF PDF``
is read « Falcon ». Two passes give the order of reading. The first is UAX #9: from the stored order to
the order on the line, from left to right. The second reads that line as a person does: letters of
right-to-left scripts from the right, the others from the left, which is UAX #9 once more on what stands
there, without controls. Ordinary text in any script comes out as it went in.

Every rule of UAX #9 is here but paired brackets (N0) and mirrored signs other than brackets (L4). All
steps are linear in the text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from array import array
from collections.abc import Iterator

from ecluse.text.mapped import Mapped, Weave

__all__ = ["in_order"]

_DEEPEST = 125  # BD2: max_depth
_explicit = re.compile("[\u202a-\u202e\u2066-\u2069]").search
_marked = re.compile("[\u200f\u061c]").search
_right_to_left = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
).search
_paragraphs = re.compile("[^\n\r\x1c-\x1e\x85\u2029]+").finditer
_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_BLANK = frozenset({"WS", "LRI", "RLI", "FSI", "PDI"})
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
_MIRROR = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def in_order(text: str) -> Mapped | None:
    r"""The text in the order of reading; ``None`` when that is the order in which it stands.

    >>> in_order("Projet \u202enoclaF\u202c !").text
    'Projet Falcon !'
    """
    if not _explicit(text) and not _marked(text):
        return None
    made, at, is_changed = Weave(text), 0, False
    for paragraph in _paragraphs(text):
        start, end = paragraph.span()
        order = _reading(paragraph[0])
        if order is None:
            continue
        is_changed = True
        made.keep(at, start)
        for offset, character in order:
            made.put(character, start + offset, start + offset + 1)
        at = end
    made.keep(at, len(text))
    return made.done() if is_changed else None


def _reading(text: str) -> list[tuple[int, str]] | None:
    """Offset and character in the order of reading; ``None`` when it is the order of the text."""
    if not _explicit(text) and (not _marked(text) or _right_to_left(text)):
        return None
    classes = _classes(text)
    strong = _first_strong(classes)
    base = int(strong[0] == "R")
    levels, resolved = _explicit_levels(classes, strong, base)
    _resolve(classes, resolved, levels, base)
    _trailing(classes, levels, base)
    line = [
        (at, _MIRROR.get(text[at], text[at]) if levels[at] & 1 else text[at])
        for at in _visual(levels)
        if classes[at] not in _UNSEEN_CLASSES and text[at] not in _MARKS
    ]
    read = _read(line, base)
    kept = [at for at, _ in read]
    return None if all(a < b for a, b in itertools.pairwise(kept)) else read


_UNSEEN_CLASSES = _ISOLATES | {"PDI"}
_MARKS = frozenset("\u200e\u200f\u061c")


def _read(line: list[tuple[int, str]], base: int) -> list[tuple[int, str]]:
    """What stands on a line, in the order in which a person reads it."""
    text = "".join(character for _, character in line)
    if base == 0 and not _right_to_left(text):
        return line
    classes = _classes(text)
    levels = array("h", [base]) * len(classes)
    _resolve(classes, list(classes), levels, base)
    return [
        (line[at][0], _MIRROR.get(text[at], text[at]) if levels[at] & 1 else text[at])
        for at in _visual(levels)
    ]


def _classes(text: str) -> list[str]:
    known = {c: unicodedata.bidirectional(c) or "L" for c in set(text)}
    return [known[character] for character in text]


def _first_strong(classes: list[str]) -> list[str]:
    """For each place, the first strong direction from there on (P2), isolates left out, up to the
    end of the isolate that the place stands in; one more for the end of the text.
    """
    partner = _partners(classes)
    found = [""] * (len(classes) + 1)
    for at in range(len(classes) - 1, -1, -1):
        one = classes[at]
        if one in ("L", "R", "AL"):
            found[at] = "L" if one == "L" else "R"
        elif one in _ISOLATES:
            found[at] = found[partner[at] + 1] if partner[at] >= 0 else ""
        elif one != "PDI" or partner[at] < 0:
            found[at] = found[at + 1]
    return found


def _partners(classes: list[str]) -> list[int]:
    """The matching PDI of each isolate and the other way round (BD9); −1 without."""
    partner = [-1] * len(classes)
    opened: list[int] = []
    for at, one in enumerate(classes):
        if one in _ISOLATES:
            opened.append(at)
        elif one == "PDI" and opened:
            partner[at] = opened.pop()
            partner[partner[at]] = at
    return partner


def _explicit_levels(
    classes: list[str], strong: list[str], base: int
) -> tuple[array[int], list[str]]:
    """X1 to X8: levels, −1 for what X9 removes, and classes after overrides."""
    levels, resolved = array("h", [base]) * len(classes), list(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    lost_isolates = lost_embeddings = isolates = 0
    for at, one in enumerate(classes):
        level, override, _ = stack[-1]
        if one in ("RLE", "LRE", "RLO", "LRO"):
            levels[at] = -1
            deeper = _deeper(level, one[0])
            if deeper <= _DEEPEST and not lost_isolates and not lost_embeddings:
                stack.append((deeper, one[0] if one[2] == "O" else "", False))
            elif not lost_isolates:
                lost_embeddings += 1
        elif one in _ISOLATES:
            levels[at] = level
            resolved[at] = override or one
            deeper = _deeper(level, one[0] if one != "FSI" else strong[at + 1] or "L")
            if deeper <= _DEEPEST and not lost_isolates and not lost_embeddings:
                isolates += 1
                stack.append((deeper, "", True))
            else:
                lost_isolates += 1
        elif one == "PDI":
            if lost_isolates:
                lost_isolates -= 1
            elif isolates:
                lost_embeddings = 0
                while not stack.pop()[2]:
                    pass
                isolates -= 1
            level, override, _ = stack[-1]
            levels[at] = level
            resolved[at] = override or one
        elif one == "PDF":
            levels[at] = -1
            if not lost_isolates and lost_embeddings:
                lost_embeddings -= 1
            elif not lost_isolates and not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif one == "BN":
            levels[at] = -1
        elif one == "B":
            levels[at] = base
        else:
            levels[at] = level
            resolved[at] = override or one
    return levels, resolved


def _deeper(level: int, direction: str) -> int:
    """The next odd level for R, the next even one for L."""
    return level + 1 + (level & 1) if direction == "R" else level + 2 - (level & 1)


def _resolve(classes: list[str], resolved: list[str], levels: array[int], base: int) -> None:
    """W1 to W7, N1, N2, I1, I2 on each isolating run sequence (X10); ``levels`` becomes the answer."""
    for sequence, before, after in _sequences(classes, levels, base):
        level = levels[sequence[0]]
        kinds = [resolved[at] for at in sequence]
        sos = "R" if max(level, before) & 1 else "L"
        eos = "R" if max(level, after) & 1 else "L"
        _weak(kinds, sos)
        _neutral(kinds, sos, eos, "R" if level & 1 else "L")
        for at, kind in zip(sequence, kinds, strict=True):
            if level & 1:
                levels[at] = level + (kind in ("L", "EN", "AN"))
            else:
                levels[at] = level + (1 if kind == "R" else 2 if kind in ("EN", "AN") else 0)


def _sequences(
    classes: list[str], levels: array[int], base: int
) -> list[tuple[list[int], int, int]]:
    """Each isolating run sequence (BD13) with the levels before and after it."""
    partner = _partners(classes)
    runs: list[list[int]] = []
    for at, level in enumerate(levels):
        if level < 0:
            continue
        if runs and levels[runs[-1][-1]] == level:
            runs[-1].append(at)
        else:
            runs.append([at])
    number_of = {run[0]: number for number, run in enumerate(runs)}
    found: list[tuple[list[int], int, int]] = []
    for number, run in enumerate(runs):
        if classes[run[0]] == "PDI" and partner[run[0]] >= 0:
            continue  # belongs to the sequence of its isolate
        whole, last = list(run), number
        while classes[whole[-1]] in _ISOLATES and partner[whole[-1]] >= 0:
            last = number_of.get(partner[whole[-1]], -1)
            if last < 0:
                break
            whole += runs[last]
        before = levels[runs[number - 1][-1]] if number else base
        is_open = classes[whole[-1]] in _ISOLATES
        after = levels[runs[last + 1][0]] if last + 1 < len(runs) and not is_open else base
        found.append((whole, before, after))
    return found


def _weak(kinds: list[str], sos: str) -> None:
    """W1 to W7, in two passes."""
    previous, strong = sos, sos
    for at in range(len(kinds)):
        if kinds[at] == "NSM":  # W1
            kinds[at] = "ON" if previous in _ISOLATES or previous == "PDI" else previous
        previous = kinds[at]
        if previous in ("L", "R", "AL"):
            strong = previous
        elif previous == "EN" and strong == "AL":  # W2
            kinds[at] = "AN"
    _separators(kinds)
    strong = sos
    for at, kind in enumerate(kinds):
        if kind == "AL":  # W3
            kinds[at] = strong = "R"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"
        elif kind in ("ES", "CS", "ET"):  # W6
            kinds[at] = "ON"


def _separators(kinds: list[str]) -> None:
    """W4 and W5: a separator between numbers, and what belongs to a number."""
    for at in range(1, len(kinds) - 1):
        before, after = kinds[at - 1], kinds[at + 1]
        if before == after and (
            (kinds[at] in ("ES", "CS") and before == "EN") or (kinds[at] == "CS" and before == "AN")
        ):
            kinds[at] = before
    for step in (1, -1):
        previous = ""
        places = range(len(kinds)) if step == 1 else range(len(kinds) - 1, -1, -1)
        for at in places:
            if kinds[at] == "ET" and previous == "EN":
                kinds[at] = "EN"
            previous = kinds[at]


def _neutral(kinds: list[str], sos: str, eos: str, direction: str) -> None:
    """N1 and N2."""
    before, at, count = sos, 0, len(kinds)
    while at < count:
        if kinds[at] not in _NEUTRAL:
            before = _STRONG[kinds[at]]
            at += 1
            continue
        end = at
        while end < count and kinds[end] in _NEUTRAL:
            end += 1
        after = _STRONG[kinds[end]] if end < count else eos
        kinds[at:end] = [before if before == after else direction] * (end - at)
        at = end


def _trailing(classes: list[str], levels: array[int], base: int) -> None:
    """L1: blanks before a tab and at the end of the line have the paragraph's level."""
    is_trailing = True
    for at in range(len(classes) - 1, -1, -1):
        one = classes[at]
        if one in ("S", "B"):
            levels[at], is_trailing = base, True
        elif is_trailing and one in _BLANK:
            levels[at] = base
        elif one not in _REMOVED:
            is_trailing = False


def _visual(levels: array[int]) -> Iterator[int]:
    """L2 in one pass: offsets from left to right, without what X9 removes.

    Runs of one level are joined from a stack, the deeper ones first; a range is a linked list of runs,
    and the one that is joined stands to the right at an even level and to the left at an odd one.
    """
    runs = _level_runs(levels)
    following = [-1] * len(runs)
    stack: list[list[int]] = []  # level, leftmost run, rightmost run

    def join() -> None:
        _level, left, right = stack.pop()
        under = stack[-1]
        if under[0] & 1:
            following[right] = under[1]
            under[1] = left
        else:
            following[under[2]] = left
            under[2] = right

    for number, (level, _, _) in enumerate(runs):
        while len(stack) > 1 and stack[-1][0] > level and stack[-2][0] >= level:
            join()
        if stack and stack[-1][0] >= level:
            top = stack[-1]
            if level & 1:
                following[number] = top[1]
                top[1] = number
            else:
                following[top[2]] = number
                top[2] = number
            top[0] = level
        else:
            stack.append([level, number, number])
    while len(stack) > 1:
        join()
    number = stack[0][1] if stack else -1
    while number >= 0:
        level, start, end = runs[number]
        places = range(end - 1, start - 1, -1) if level & 1 else range(start, end)
        yield from (at for at in places if levels[at] >= 0)
        number = following[number]


def _level_runs(levels: array[int]) -> list[tuple[int, int, int]]:
    """Level, start and end of each run; what X9 removes belongs to the run before it."""
    runs: list[tuple[int, int, int]] = []
    for at, level in enumerate(levels):
        if level < 0:
            continue
        if runs and runs[-1][0] == level:
            runs[-1] = (level, runs[-1][1], at + 1)
        else:
            runs.append((level, at, at + 1))
    return runs
