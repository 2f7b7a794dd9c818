"""Alphabets that are read without a key: Morse, Braille, spelling words, ROT47, Bacon's, two signs.

ITU-R M.1677-1 (Morse), the French and English six-dot alphabets (Braille), ICAO Annex 10 (Alfa, Bravo…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ecluse.text.decode.pattern import pattern
from ecluse.text.decode.reading import ends_of, text_of
from ecluse.text.decode.run import Run, Source, Unit, units_of

__all__ = ["MORSE", "bacon", "braille", "morse", "rot47", "signs", "spelling"]

# --- Morse ----------------------------------------------------------------------------------------

MORSE = dict(
    zip(
        [
            ".-",
            "-...",
            "-.-.",
            "-..",
            ".",
            "..-.",
            "--.",
            "....",
            "..",
            ".---",
            "-.-",
            ".-..",
            "--",
            "-.",
            "---",
            ".--.",
            "--.-",
            ".-.",
            "...",
            "-",
            "..-",
            "...-",
            ".--",
            "-..-",
            "-.--",
            "--..",
            "-----",
            ".----",
            "..---",
            "...--",
            "....-",
            ".....",
            "-....",
            "--...",
            "---..",
            "----.",
            ".--.-",
            "..-..",
            ".-..-",
            "-.-..",
            ".-.-.-",
            "--..--",
            "..--..",
            ".----.",
            "-....-",
            "-..-.",
            ".--.-.",
            "---...",
            "-...-",
            ".-.-.",
        ],
        "abcdefghijklmnopqrstuvwxyz0123456789àéèç.,?'-/@:=+",
        strict=True,
    )
)
"""Letters and signs by their signals (ITU-R M.1677-1)."""
_SIMPLE = frozenset("eish5tmo0")
"""Only dots or only dashes, as an ellipsis or a rule is."""
_DOTS, _DASHES = "·•∙⋅●.⸱*‧", "-−–—_‐‑‒―─━▬ー"
_SOUNDS = {**{ord(dot): "." for dot in _DOTS}, **{ord(dash): "-" for dash in _DASHES}}
_sounds = re.compile(r"[.\-/| \t\r\n\u00a0]{7,}").finditer
_signals = re.compile(r"[.\-]+").finditer


def morse(source: Source) -> Iterator[Run]:
    """Letters between spaces, words between slashes or wider spaces."""
    for match in _sounds(source.text.translate(_SOUNDS)):
        if "." in match[0] and "-" in match[0]:
            yield from _transmission(match[0], match.start())
        elif "." in match[0]:
            yield from _taps(match[0], match.start())


_SQUARE = "abcdefghijlmnopqrstuvwxyz"
"""Five rows of five; K is written as C."""
_FEWEST_TAPPED = 3
"""Different letters of a word that is no row of dots."""


def _taps(dots: str, at: int) -> Iterator[Run]:
    """A letter is two groups of one to five dots: its row and its column."""
    groups = [match.span() for match in _signals(dots)]
    if len(groups) < 2 * 4 or len(groups) % 2 or any(end - start > 5 for start, end in groups):
        return
    units = [
        Unit(
            _SQUARE[5 * (row[1] - row[0] - 1) + column[1] - column[0] - 1],
            at + row[0],
            at + column[1],
        )
        for row, column in zip(groups[::2], groups[1::2], strict=True)
    ]
    if len({unit.text for unit in units}) >= _FEWEST_TAPPED:
        yield Run(units[0].start, units[-1].end, units)


def _transmission(signals: str, at: int) -> Iterator[Run]:
    series: list[Unit] = []
    last = 0
    for match in _signals(signals):
        start, end = match.span()
        letter = MORSE.get(match[0])
        gap = signals[last:start]
        if letter is None:
            yield from _sent(series)
            series = []
        else:
            apart = series and (len(gap) > 1 or not gap.isspace())
            series.append(Unit(f" {letter}" if apart else letter, at + start, at + end))
        last = end
    yield from _sent(series)


def _sent(series: list[Unit]) -> Iterator[Run]:
    mixed = sum(1 for unit in series if unit.text.strip() not in _SIMPLE)
    if len(series) >= 4 and mixed * 4 >= len(series):
        yield Run(series[0].start, series[-1].end, series)


# --- Braille --------------------------------------------------------------------------------------

_CELLS = dict(
    zip(
        "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠯⠿⠷⠮⠾⠡⠣⠩⠹⠱⠫⠻⠳⠪⠂⠲⠄⠤⠖⠢⠒⠆⠦⠴⠐⠶⠌⠜⠬⠔⠀",
        'abcdefghijklmnopqrstuvwxyzçéàèùâêîôûëïüœ,.\'-!?:;""@=/>+* ',
        strict=True,
    )
)
_SHIFTS = frozenset("⠠⠨⠰⠸⠘")
_NUMBERS = frozenset("⠼")
_DIGITS = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚", "1234567890", strict=True))
_cells = re.compile("[\u2800-\u28ff]+").finditer


def braille(source: Source) -> Iterator[Run]:
    """Letters of the French and English alphabets; pictures drawn in Braille cells are none."""
    for match in _cells(source.text):
        known = sum(1 for cell in match[0] if cell in _CELLS or cell in _SHIFTS or cell in _NUMBERS)
        if known * 10 >= len(match[0]) * 9:
            yield Run(*match.span(), list(_embossed(match[0], match.start())), apart=False)


def _embossed(cells: str, at: int) -> Iterator[Unit]:
    number = False
    for place, cell in enumerate(cells, at):
        if cell in _SHIFTS:
            continue
        if cell in _NUMBERS:
            number = True
            continue
        number = number and cell in _DIGITS
        yield Unit((_DIGITS if number else _CELLS).get(cell, " "), place, place + 1)


# --- spelling words -------------------------------------------------------------------------------

_ICAO = (
    rb"(?:alfa|alpha|bravo|charlie|delta|echo|\xe9cho|foxtrot|golf|hotel|india|juliett?|juliette|kilo|lima|mike"
    rb"|november|oscar|papa|quebec|qu\xe9bec|romeo|rom\xe9o|sierra|tango|uniform|uniforme|victor|whiskey"
    rb"|whisky|x-?ray|yankee|zoulou|zulu)"
)
_JOIN = rb"[\s,;./|\xa0-]{1,3}"
_SPELLED = rb"(?i)\b%b(?:%b%b){2,}\b" % (_ICAO, _JOIN, _ICAO)
_one = rb"(?i)%b" % _ICAO
_AS = rb"(?:comme|as in|pour|for|like|wie|como)"
_AS_IN = rb"\b[A-Za-z],? (?i:%b) [A-Za-z\x80-\xff'-]{2,30}" % _AS
_SPELLING = rb"%b(?:[\s,;./|-]{1,4}%b){2,}" % (_AS_IN, _AS_IN)


def spelling(source: Source) -> Iterator[Run]:
    """« Charlie Oscar November », « C comme Charlie, O comme Oscar »."""
    for match in pattern(_SPELLED).finditer(source.latin):
        yield _spelled(match[0], match.start(), _one)
    for match in pattern(_SPELLING).finditer(source.latin):
        yield _spelled(match[0], match.start(), _AS_IN)


def _spelled(words: bytes, at: int, word: bytes) -> Run:
    units: list[Unit] = []
    last = 0
    for match in pattern(word).finditer(words):
        start, end = match.span()
        letter = match[0][:1].decode("latin-1").lower()
        apart = units and set(words[last:start]) & set(b"/|\n.")
        units.append(Unit(f" {letter}" if apart else letter, at + start, at + end))
        last = end
    return Run(at, at + last, units)


# --- ROT47 ----------------------------------------------------------------------------------------

_ROT47 = {code: 33 + (code - 33 + 47) % 94 for code in range(33, 127)}
_tokens = re.compile(r"\S+").finditer
_TURNED = frozenset("23456789:;<=>?@ABCDEFGHIJK")
"""Small letters, turned."""
_SIGNS = frozenset(":;<=>?@")
_TURNED_CAPITALS = frozenset("pqrstuvwxyz{|}~!\"#$%&'()*+")
_CAPITAL_SIGNS = frozenset("{|}~!\"#$%&'()*+")


def rot47(source: Source) -> Iterator[Run]:
    """Words that become letters when the 94 signs of ASCII are turned by half, if one of them has signs."""
    turned = [
        (match[0], Unit(meant, *match.span()))
        for match in _tokens(source.text)
        if (meant := match[0].translate(_ROT47)).rstrip(".,;:!?").isalpha()
        and not match[0].isalpha()
    ]
    if any(_is_turned(word) for word, _ in turned):
        for _, unit in turned:
            yield Run(unit.start, unit.end, [unit])


def _is_turned(word: str) -> bool:
    """Whether a word can be nothing but small letters after its first, or capitals."""
    bare = word.rstrip(".,;:!?")
    if len(bare) > 5 and _TURNED_CAPITALS.issuperset(bare):
        return sum(sign in _CAPITAL_SIGNS for sign in bare) > 1 and any(map(str.isalpha, bare))
    if len(bare) < 4 or not _TURNED.issuperset(bare[1:]):
        return False
    return not _SIGNS.isdisjoint(bare) or (len(bare) > 5 and sum(map(str.isdigit, bare)) > 1)


# --- two signs ------------------------------------------------------------------------------------

_BACON = rb"(?:\b(?:[AB]{5}[ /|.-]?){4,}\b|\b(?:[ab]{5}[ /|.-]?){4,}\b)"


def bacon(source: Source) -> Iterator[Run]:
    """Five signs of two kinds a letter, with 26 letters or with 24."""
    for match in pattern(_BACON).finditer(source.latin):
        if len(set(match[0].lower()) & set(b"ab")) < 2:
            continue
        places = [match.start() + at for at, sign in enumerate(match[0]) if sign in b"ABab"]
        groups = [places[at : at + 5] for at in range(0, len(places) // 5 * 5, 5)]
        for alphabet in ("abcdefghijklmnopqrstuvwxyz", "abcdefghiklmnopqrstuwxyz"):
            units = _sorted(source.latin, groups, alphabet)
            if units is not None:
                yield Run(match.start(), places[-1] + 1, units)


def _sorted(latin: bytes, groups: Sequence[Sequence[int]], alphabet: str) -> list[Unit] | None:
    units: list[Unit] = []
    for group in groups:
        value = int("".join("01"[latin[place] in b"Bb"] for place in group), 2)
        if value >= len(alphabet):
            return None
        units.append(Unit(alphabet[value], group[0], group[-1] + 1))
    return units


_SHOWN = re.compile(
    "[\u2190-\u27ff\u2900-\u2bff\u3000-\u303f\ufe0e\ufe0f\U0001f000-\U0001faff \n/|]{5,}"
).finditer
_BLANK = re.compile(r"[ \t]{24,}").finditer
_HUNDRED = range(0x1F3F7, 0x1F4F7)
"""base100: an emoji a byte."""


def signs(source: Source) -> Iterator[Run]:
    """Bits in two emoji or in spaces and tabs, bytes in 256 emoji."""
    for match in _SHOWN(source.text):
        places = [
            match.start() + at
            for at, sign in enumerate(match[0])
            if sign not in "\ufe0e\ufe0f \n/|"
        ]
        yield from _flashes(match[0], match.start())
        yield from _bits(source.text, places)
        kinds = {source.text[place] for place in places}
        if len(kinds) > 2 and all(ord(kind) in _HUNDRED for kind in kinds):
            yield from _bytes(
                bytes(ord(source.text[place]) - _HUNDRED.start for place in places), places, 1
            )
    for match in _BLANK(source.text):
        yield from _bits(source.text, range(*match.span()))


def _flashes(shown: str, at: int) -> Iterator[Run]:
    """Morse in two signs, whichever is the dot."""
    kinds = sorted(set(shown) - set("\ufe0e\ufe0f \n/|"))
    if len(kinds) != 2 or not set(" /|") & set(shown):
        return
    places = [place for place, sign in enumerate(shown) if sign not in "\ufe0e\ufe0f"]
    bare = "".join(map(shown.__getitem__, places))
    for dot, dash in (kinds, kinds[::-1]):
        signals = bare.translate({ord(dot): ".", ord(dash): "-"})
        for run in _transmission(signals, 0):
            units = [_moved(unit, places, at) for unit in run.units]
            yield Run(units[0].start, units[-1].end, units)


def _moved(unit: Unit, places: Sequence[int], at: int) -> Unit:
    return Unit(unit.text, at + places[unit.start], at + places[unit.end - 1] + 1)


def _bits(text: str, places: Sequence[int]) -> Iterator[Run]:
    """Eight signs a byte; a few at either end may belong to the sentence around."""
    spare = len(places) % 8
    for left in range(spare + 1) if spare and text[places[0]].isspace() else range(spare == 0):
        yield from _of_two(text, places[left : len(places) - spare + left])


def _of_two(text: str, places: Sequence[int]) -> Iterator[Run]:
    signs = [text[place] for place in places]
    kinds = sorted(set(signs))
    if len(places) < 32 or len(kinds) != 2:
        return
    for one in kinds:
        number = int("".join("01"[sign == one] for sign in signs), 2)
        yield from _bytes(number.to_bytes(len(places) // 8, "big"), places, 8)


def _bytes(data: bytes, places: Sequence[int], width: int) -> Iterator[Run]:
    text = text_of(data, 4)
    if text is None or "\0" in text:
        return
    try:
        ends = ends_of(text, "utf-8")
        if ends[-1] != len(data):
            return
    except UnicodeEncodeError:
        return
    starts = places[::width]
    until = [place + 1 for place in places[width - 1 :: width]]
    yield Run(places[0], places[-1] + 1, list(units_of(text, ends, starts, until)))
