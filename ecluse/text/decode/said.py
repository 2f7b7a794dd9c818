"""Letters that are said: in the words of other spelling alphabets, by their names, in the sounds of Morse.

« Célestin, Oscar, Nicolas » (the alphabet of French operators), *Cäsar Otto Nordpol* (DIN 5009), *Charles
Ocean Nora* (American police), « cé o enne effe », *cee oh en eff*, « ta ti ta ti », *dash dot*, ``1=C 2=O``,
``:regional_indicator_c:``. Four letters in a row at least; what comes out matches what is declared, or
nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from ecluse.text.decode.run import Run, Source, Unit
from ecluse.text.fold import fold

__all__ = ["named", "ordered", "sounded"]

_FEWEST = 4
_LONGEST_GAP = 4
_WORDS = (
    ("anatole berthe celestin desire eugene francois gaston henri irma joseph kleber louis marcel nicolas oscar "
    "pierre quintal raoul suzanne therese ursule victor william xavier yvonne zoe"),
    ("antoine benoit charles denis emile fernand georges hector isidore jacques kilo leon marie noemie olga paul "
    "quebec robert simone thomas urbain valerie wagon xantippe yves zurich"),
    ("anton berta casar dora emil friedrich gustav heinrich ida julius kaufmann ludwig martha nordpol otto paula "
    "quelle richard samuel theodor ulrich viktor wilhelm xanthippe ypsilon zacharias"),
    ("adam boy charles david edward frank george henry ida john king lincoln mary nora ocean paul queen robert "
    "sam tom union victor william xray young zebra"),
    ("amsterdam baltimore casablanca danemark edison florida gallipoli havana italia jerusalem kilogramme liverpool "
    "madagascar newyork oslo paris quebec roma santiago tripoli uppsala valencia washington xanthippe yokohama zurich"),
    ("able baker charlie dog easy fox george how item jig king love mike nan oboe peter queen roger sugar tare "
    "uncle victor william xray yoke zebra"),
    ("alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec "
    "romeo sierra tango uniform victor whiskey xray yankee zulu"),
)  # fmt: skip
"""France and Belgium, Germany, American police, the first international one, the American army's, ICAO's."""
_NAMES: tuple[Mapping[str, str], ...] = (
    dict(zip(
        ["a", "be", "ce", "de", "e", "effe", "ge", "ache", "i", "ji", "ka", "elle", "emme", "enne", "o", "pe", "cu", "erre", "esse", "te", "u", "ve", "doublevé", "ixe", "igrec", "zede"],
        "abcdefghijklmnopqrstuvwxyz", strict=True)) | {"gi": "j", "qu": "q", "eff": "f", "zed": "z", "ef": "f", "doubleve": "w"},
    dict(zip(
        ["ay", "bee", "cee", "dee", "ee", "eff", "gee", "aitch", "eye", "jay", "kay", "ell", "em", "en", "oh", "pee", "cue", "ar", "ess", "tee", "you", "vee", "doubleyou", "ex", "why", "zed"],
        "abcdefghijklmnopqrstuvwxyz", strict=True)) | {"zee": "z", "see": "c", "el": "l", "es": "s", "queue": "q", "a": "a", "i": "i", "o": "o", "e": "e"},
)  # fmt: skip
"""What letters are called, in French and in English."""

_words = re.compile(r"[^\W\d_]+(?:[ -]ray)?").finditer
_SEPARATORS = frozenset(" \t\n\r\u00a0,;./|-–—·")


@cache
def _alphabets() -> Sequence[Mapping[str, str]]:
    spelled = [{word: word[0] for word in row.split()} for row in _WORDS]
    return [*spelled, *_NAMES]


def named(source: Source) -> Iterator[Run]:
    """Rows of words each of which is a letter in one alphabet."""
    words = list(_known(source.text))
    if len(words) < _FEWEST:
        return
    said = {word for word, _, _ in words}
    for alphabet in (one for one in _alphabets() if not said.isdisjoint(one)):
        row: list[tuple[str, int, int]] = []
        for word, start, end in words:
            letter = alphabet.get(word)
            if letter is None:
                continue
            if row and not _is_gap(source.text[row[-1][2] : start]):
                yield from _run(source.text, row)
                row = []
            row.append((letter, start, end))
        yield from _run(source.text, row)


def _known(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text that are a letter in an alphabet, and where they stand."""
    known: dict[str, str | None] = {}
    for match in _words(text):
        written = match[0]
        if written not in known:
            word = fold(written).data.decode("utf-8", "replace")
            known[written] = word if any(word in one for one in _alphabets()) else None
        if (said := known[written]) is not None:
            yield said, match.start(), match.end()


def _is_gap(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and _SEPARATORS.issuperset(gap)


def _run(text: str, row: Sequence[tuple[str, int, int]]) -> Iterator[Run]:
    """A row as one word, or several where another gap stands between them."""
    if len(row) < _FEWEST:
        return
    gaps = [text[one[2] : other[1]] for one, other in pairwise(row)]
    ((usual, _),) = Counter(gaps).most_common(1)
    between = ["", *("" if gap == usual or len(gap) < len(usual) else " " for gap in gaps)]
    units = [
        Unit(space + letter, start, end)
        for space, (letter, start, end) in zip(between, row, strict=True)
    ]
    yield Run(row[0][1], row[-1][2], units)


# --- Morse ----------------------------------------------------------------------------------------

_DOTS, _DASHES = (
    ["dit", "di", "ti", "tit", "dot", "point", "court", "bref", "pip"],
    ["dah", "da", "ta", "tah", "dash", "trait", "tiret", "long"],
)
_SIGN = "|".join(
    word + "(?![a-z])" if word[-1] in "th" else word
    for word in sorted((*_DOTS, *_DASHES), key=len, reverse=True)
)
_rows = re.compile(rf"(?i)(?:\b|(?<=[^\W\d_]))(?:(?:{_SIGN})s?[ ,./|;\n-]{{0,3}}){{6,}}").finditer
_signals = re.compile(rf"(?i){_SIGN}").finditer
_two_signs = re.compile(
    r"(?<![\w])(?:([01]{1,5}|[eE]{1,5}|[aAbB]{1,5}|[xXoO]{1,5})(?:[ /|]{1,3}|$)){4,}"
).finditer
_groups = re.compile(r"\w+").finditer


def sounded(source: Source) -> Iterator[Run]:
    """« ta ti ta ti, ta ta ta », « trait point », and Morse in two other signs: ``1010 111 10``."""
    from ecluse.text.decode.ciphers import MORSE

    for match in _rows(source.text):
        yield from _sent(_split(match[0], match.start(), source.text), MORSE)
    for match in _two_signs(source.text):
        groups = [
            (found[0], match.start() + found.start(), match.start() + found.end())
            for found in _groups(match[0])
        ]
        kinds = sorted({sign for group, _, _ in groups for sign in group})
        if len(kinds) == 2:
            for dot, dash in (kinds, kinds[::-1]):
                table = str.maketrans({dot: ".", dash: "-"})
                yield from _sent([(group.translate(table), s, e) for group, s, e in groups], MORSE)


def _split(said: str, at: int, text: str) -> list[tuple[str, int, int]]:
    """The signals of a row, cut where a gap is wider than inside a letter."""
    found = [
        ("." if match[0].lower() in _DOTS else "-", match.start() + at, match.end() + at)
        for match in _signals(said)
    ]
    gaps = [text[one[2] : other[1]] for one, other in pairwise(found)]
    shortest = min(gaps, key=len, default="")
    letters: list[tuple[str, int, int]] = []
    for gap, (signal, start, end) in zip([None, *gaps], found, strict=True):
        if letters and gap is not None and gap == shortest:
            before, first, _ = letters[-1]
            letters[-1] = before + signal, first, end
        else:
            letters.append((signal, start, end))
    return letters


def _sent(letters: Sequence[tuple[str, int, int]], morse: Mapping[str, str]) -> Iterator[Run]:
    units = [Unit(morse.get(signal, ""), start, end) for signal, start, end in letters]
    if (
        len(units) >= _FEWEST
        and all(unit.text for unit in units)
        and len({unit.text for unit in units}) > 2
    ):
        yield Run(units[0].start, units[-1].end, units)


# --- numbered letters, letters in emoji --------------------------------------------------------------

_numbered = re.compile(r"(?<![\w])([0-9]{1,2}) ?[=:.)-]>? ?([A-Za-z])(?![\w])").finditer
_shortcodes = re.compile(r":regional_indicator_([a-z]):").finditer
_FEWEST_NUMBERED = 5


def ordered(source: Source) -> Iterator[Run]:
    """``3:n 1:c 2:o``: letters in the order of their numbers; and the names of emoji that are letters."""
    found = [
        (int(match[1]), match[2], match.start(), match.end()) for match in _numbered(source.text)
    ]
    if len(found) >= _FEWEST_NUMBERED and len({number for number, *_ in found}) == len(found):
        first, last = found[0][2], found[-1][3]
        yield Run(
            first, last, [Unit(letter, start, end) for _, letter, start, end in sorted(found)]
        )
    row: list[tuple[str, int, int]] = []
    for match in _shortcodes(source.text):
        if row and not _is_gap(source.text[row[-1][2] : match.start()]):
            yield from _run(source.text, row)
            row = []
        row.append((match[1], *match.span()))
    yield from _run(source.text, row)


def signs() -> Iterable[str]:
    """Every word of the spelling alphabets."""
    return sorted({word for row in _WORDS for word in row.split()})
