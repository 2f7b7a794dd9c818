"""Figures that are written as something else: sums, Roman numerals, words without spaces, other signs.

:func:`figures` reads rows of them as one number: « (3+1)(3+5) (0+2) », « VI III IX IX VIII », « zerosixtrois »,
``0x650b1871db3b``, « 三九九八 », dice, the signs that shift gives on the keys of figures (``àè èà``), one
figure in words among others (``06trois9``). Eight figures make a row, letters of an identifier among them.
The kinds of identifiers judge what comes out by their own checks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from ecluse.text.hints import DIGIT_WORDS, small
from ecluse.text.mapped import Mapped, Weave

__all__ = ["figures"]

_FEWEST = 7
_LONGEST_GAP = 4
_MORE_WORDS = {
    "null": 0, "eins": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "nil": 0, "nought": 0,
}  # fmt: skip
_WORDS = {**DIGIT_WORDS, **_MORE_WORDS}
del _WORDS["oh"]
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_ROMAN = {
    "N": 0, "I": 1, "II": 2, "III": 3, "IIII": 4, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "VIIII": 9,
}  # fmt: skip
_OTHERS = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")} | {
    sign: str(n) for n, sign in enumerate("⚀⚁⚂⚃⚄⚅", 1)
} | {"零": "0", "壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9", "О": "0", "о": "0", "Ο": "0", "З": "3", "з": "3", "Ч": "4", "ч": "4", "б": "6", "Ӏ": "1"}  # fmt: skip
_BEFORE_WORDS = (
    r"(?P<sum>\(? ?[0-9] ?[+\u2212-] ?[0-9] ?\)?(?<=\))|(?<![\w+-])[0-9] ?\+ ?[0-9](?![\w+]))"
    r"|(?P<hex>0[xX][0-9A-Fa-f]{9,14}(?![0-9A-Za-z]))"
    rf"|(?P<times>(?i:(?:double|triple|twice|(?:deux|trois|two|three) (?:fois|times)))(?: le)? (?:[0-9]|(?:{_WORD})\b))"
    r"|(?P<figures>[0-9]+)"
    r"|(?P<roman>(?<![^\W_])(?:VIIII|VIII|VII|VI|IIII|IV|IX|III|II|I|V|N)(?![^\W_]))"
)
_WORDS_OF_LETTERS = rf"|(?P<word>(?<![^\W\d_])(?=(?i:{_WORD}))[^\W\d_]+)"
_BEHIND_WORDS = (
    r"|(?P<letters>(?<![^\W\d_])[A-Z]{1,4}(?![^\W\d_]))"
    r"|(?P<other>[^\W0-9a-zA-Z_]|[⚀-⚅])"
)
_token = re.compile(_BEFORE_WORDS + _WORDS_OF_LETTERS + _BEHIND_WORDS).search
_other_token = re.compile(_BEFORE_WORDS + _BEHIND_WORDS).search
_BEYOND = 32
"""Characters of a token that starts among letters, behind them: ``triple le quatre``."""
_LENGTHS = sorted(set(map(len, _WORDS)), reverse=True)
_LETTERS_BEFORE = 2
"""Letters before the figures that are of the number: those of a country."""
_FEWEST_PADDED = 5
_NAME = 40
"""Characters of the part of an address in which figures are."""
_SEPARATORS = frozenset(" \t\n\u00a0\u202f,;:./-–—_|+&'’*()")
_KEPT = frozenset("/-:")


class _Figure(NamedTuple):
    """What a token says; ``plain``: as it is written, or letters."""

    said: str
    start: int
    end: int
    plain: bool
    is_sum: bool = False


def figures(text: str) -> Iterator[Mapped]:
    """``text`` with its rows of figures as such; nothing when there is none that is not read as it stands.

    >>> [made.text for made in figures("le (0+0)(3+3) III IX neuf huit 53 05 !")]
    ['le  0639985305  !']
    """
    if _may_say().search(text.replace("ı", "i").encode("utf-8", "surrogatepass")) is None:
        return
    for rows in (list(_rows(text)), list(_shifted(text))):
        if rows:
            yield _woven(text, rows)


def _woven(text: str, rows: Sequence[Sequence[_Figure]]) -> Mapped:
    made, at = Weave(text), 0
    for row in rows:
        made.keep(at, row[0].start)
        apart = not _is_address(text, row[0].start, row[-1].end)
        made.put(" " * apart, row[0].start, row[0].start)
        before = row[0].start
        for figure in row:
            for at_sign in range(before, figure.start):
                if text[at_sign] in _KEPT:
                    made.keep(at_sign, at_sign + 1)
            made.put(figure.said, figure.start, figure.end)
            before = figure.end
        at = row[-1].end
        made.put(" " * apart, at, at)
    made.keep(at, len(text))
    return made.done()


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether figures stand inside an address."""
    before, after = (
        text[max(0, start - _NAME) : start].split(" "),
        text[end : end + _NAME].split(" "),
    )
    return "@" in before[-1] or "@" in after[0]


def _rows(text: str) -> Iterator[list[_Figure]]:
    row: list[_Figure] = []
    for match in _tokens(text):
        said = _said(match)
        start, end = match.span()
        if row and (said is None or not _is_gap(text[row[-1].end : start])):
            yield from _row(row)
            row = []
        if said is not None:
            row.append(
                _Figure(
                    said,
                    start,
                    end,
                    match.lastgroup in ("figures", "letters"),
                    match.lastgroup == "sum",
                )
            )
    yield from _row(row)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Each token; letters that begin as a number does and are none are looked at otherwise."""
    place = 0
    while (found := _token(text, place)) is not None:
        place = found.end()
        if found.lastgroup == "word" and not _words_of(found[0]):
            found = _other_token(text, found.start(), place + _BEYOND)
            if found is None or found.start() >= place:
                continue
            place = found.end()
        yield found


def _words_of(letters: str) -> list[str]:
    """The numbers of which letters are made, one after the other; none where something is left over.

    From the end on, each place once: « unoneun » is *uno, neun* and *un, one, un*, and an expression tries
    all there is when many such stand before a letter too many.
    """
    written = "".join(map(small, letters))
    first: dict[int, str] = {len(written): ""}
    for start in range(len(written) - 1, -1, -1):
        for length in _LENGTHS:
            if start + length in first and (word := written[start : start + length]) in _WORDS:
                first[start] = word
                break
    made, at = list[str](), 0
    while first.get(at):
        made.append(first[at])
        at += len(first[at])
    return made


def _said(match: re.Match[str]) -> str | None:
    kind, written = match.lastgroup, match[0]
    if kind == "sum":
        one, other = (int(c) for c in written if c.isdigit())
        value = one + other if "+" in written else one - other
        return str(value) if 0 <= value <= 9 else None
    if kind == "hex":
        return str(int(written, 16))
    if kind == "roman":
        return str(_ROMAN[written])
    if kind == "times":
        many = 3 if small(written[:3]) in ("tri", "tro", "thr") else 2
        last = small(written.split()[-1])
        return str(_WORDS.get(last, last)) * many
    if kind == "word":
        return "".join(str(_WORDS[word]) for word in _words_of(written))
    if kind == "other":
        if written.isdecimal():
            return str(unicodedata.decimal(written))
        return _OTHERS.get(written)
    return written


def _is_gap(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and _SEPARATORS.issuperset(gap)


def _row(row: list[_Figure]) -> Iterator[list[_Figure]]:
    first, end = 0, len(row)
    while end and row[end - 1].said.isalpha() and (end == 1 or len(row[end - 1].said) > 1):
        end -= 1
    while first < end and row[first].said.isalpha() and len(row[first].said) > _LETTERS_BEFORE:
        first += 1
    row = _without_pads(row[first:end])
    figures = sum(map(str.isdigit, "".join(figure.said for figure in row)))
    told = sum(not figure.plain for figure in row)
    sums = sum(figure.is_sum for figure in row)
    if told and (figures >= _FEWEST or sums > 1):
        yield row


def _without_pads(row: list[_Figure]) -> list[_Figure]:
    """A row all whose figures are in pairs with a nought before each, without the noughts."""
    pairs = [figure for figure in row if figure.said.isdigit()]
    if len(pairs) < _FEWEST_PADDED or not all(
        len(one.said) == 2 and one.said[0] == "0" for one in pairs
    ):
        return row
    return [
        figure._replace(said=figure.said[1:], plain=False) if figure.said.isdigit() else figure
        for figure in row
    ]


# --- the signs on the keys of figures -----------------------------------------------------------------

_KEYS = ("&é\"'(-è_çà", "!@#$%^&*()")
_SHIFTS = tuple(
    (
        re.compile(f"(?:[{re.escape(signs)}][ \u00a0.-]?){{8,}}").finditer,
        dict(zip(signs, "1234567890", strict=True)),
    )
    for signs in _KEYS
)


def _shifted(text: str) -> Iterator[list[_Figure]]:
    for find, keys in _SHIFTS:
        for match in find(text):
            # A row of one sign is no number, and may be as long as the text.
            if len(keys.keys() & set(match[0])) > 3:
                yield [
                    _Figure(keys[sign], at, at + 1, plain=False)
                    for at, sign in enumerate(match[0], match.start())
                    if sign in keys
                ]


# --- a quick look -------------------------------------------------------------------------------------


@cache
def _may_say() -> Any:
    """What is in every text that says figures otherwise, and in few others: one such figure beside another.

    RE2, in one pass: the tokens cost a hundred times as much.
    """
    import re2

    others = "".join(_OTHERS)
    word = rf"(?i:{_WORD}|double|triple|twice|fois|times)"
    added = r"[0-9] ?(?:\+|[\x{2212}-] ?[0-9] ?\))"
    gap = rf"[{re.escape(''.join(sorted(_SEPARATORS)))}]{{0,{_LONGEST_GAP}}}"
    before = rf"(?:{added}|{word}|(?:\b|_)[INVX]{{1,5}}|[{_DECIMALS}{others}])"
    after = rf"(?:{added}|{word}|[INVX]{{1,5}}(?:\b|_)|[{_DECIMALS}{others}])"
    every = (
        rf"{before}{gap}(?:[0-9{_DECIMALS}{others}(]|{word}|[A-Z]{{1,4}}(?:\b|_|[0-9]))",
        rf"(?:[0-9{_DECIMALS}{others})]|(?:\b|_|[0-9])[A-Z]{{1,4}}){gap}\(? ?{after}",
        rf"0[xX]|{word}{{4}}|(?:0[0-9][^0-9]{{1,12}}){{4}}0[0-9]",
        *(rf"(?:[{re.escape(signs)}][ \x{{a0}}.-]?){{8}}" for signs in _KEYS),
    )
    return re2.compile("|".join(every).encode())


_DECIMALS = (
    r"\x{660}-\x{1fff}\x{a620}-\x{abff}\x{ff10}-\x{ff19}\x{104a0}-\x{1e95f}\x{1fbf0}-\x{1fbf9}"
)
"""All figures of other scripts, and much more."""
