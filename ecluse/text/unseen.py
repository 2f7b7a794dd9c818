"""Texts that are written in characters that nobody sees.

Three ways to write are read, each as far as it makes sense:

- *tags* (U+E0020 to U+E007E, "ASCII smuggling"): each is an ASCII character;
- *variation selectors*: VS1 to VS256 are the bytes 0 to 255 of a text in UTF-8; VS17 on are read as
  character codes and VS1 to VS16 as hexadecimal digits too;
- *zero-width characters* as binary digits, eight, seven or sixteen to a letter, or set apart by a third;
  tabs and spaces at the end of lines likewise.

What emoji and scripts need is no text: a flag of a region, one selector behind a sign, one joiner. A
reading counts when it is made of printable characters, most of them letters; it matches what a policy
declares, or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import permutations

from ecluse.text.mapped import Mapped, Weave

__all__ = ["written_unseen"]

_tags = re.compile("[\U000e0020-\U000e007e]+").finditer
_FLAG_TAGS = frozenset({"gbeng", "gbsct", "gbwls"})  # RGI_Emoji_Tag_Sequence, UTS #51
_selectors = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+").finditer
_bits = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
).finditer
_blanks = re.compile("[ \t]+").finditer
_SHORTEST = 3
"""Characters of a reading in bits or bytes; fewer come about by chance."""
_MOST_SYMBOLS = 1 << 20
_TRIED = 96
"""Symbols that are tried first; a reading that starts as nonsense is given up."""


def written_unseen(text: str) -> Iterator[Mapped]:
    """Each text that is hidden so, once."""
    found: set[str] = set()
    for way in (_in_tags, _in_selectors, _in_bits, _in_blanks):
        for made in way(text):
            if made.text and made.text not in found:
                found.add(made.text)
                yield made


# --- tags -----------------------------------------------------------------------------------------


def _in_tags(text: str) -> Iterator[Mapped]:
    """All tags in one, since one may stand behind each letter of a cover; and each run for itself."""
    together, apart = Weave(text), Weave(text)
    for number, run in enumerate(_tags(text)):
        start, end = run.span()
        letters = run[0].translate(_AS_ASCII)
        if letters in _FLAG_TAGS and text[start - 1 : start] == "\U0001f3f4":
            continue
        apart.put(" " * bool(number), start, start + 1)
        apart.put(letters, start, end)
        together.put(letters, start, end)
    yield together.done()
    yield apart.done()


_AS_ASCII = {0xE0000 + code: code for code in range(0x20, 0x7F)}


# --- variation selectors --------------------------------------------------------------------------


def _in_selectors(text: str) -> Iterator[Mapped]:
    """Every selector, but one alone that says how a sign is drawn."""
    places: list[int] = []
    for run in _selectors(text):
        start, end = run.span()
        alone = end - start == 1 and run[0] in "\ufe0e\ufe0f" and text[start - 1 : start] > "\u203b"
        if not alone:
            places += range(start, end)
    if len(places) < _SHORTEST:
        return
    codes = [_selector(text[place]) for place in places]
    for read in (_utf8, _as_codes, _as_nibbles):
        yield from read(codes, places)
    if len(set(codes)) <= 3:
        yield from _read_symbols(text, places[:_MOST_SYMBOLS])


def _selector(character: str) -> int:
    """0 for VS1, 255 for VS256."""
    code = ord(character)
    return code - 0xFE00 if code < 0xE0000 else code - 0xE0100 + 16


def _utf8(codes: list[int], places: list[int]) -> Iterator[Mapped]:
    yield from _decoded(bytes(codes), [(place, place + 1) for place in places])


def _as_codes(codes: list[int], places: list[int]) -> Iterator[Mapped]:
    if min(codes) >= 16:
        shifted = bytes(code - 16 for code in codes)
        yield from _decoded(shifted, [(place, place + 1) for place in places])


def _as_nibbles(codes: list[int], places: list[int]) -> Iterator[Mapped]:
    if max(codes) < 16:
        high, low = codes[::2], codes[1::2]
        data = bytes(a << 4 | b for a, b in zip(high, low, strict=False))
        ends = [place + 1 for place in places[1::2]]
        yield from _decoded(data, list(zip(places[::2], ends, strict=False)))


def _decoded(data: bytes, spans: list[tuple[int, int]]) -> Iterator[Mapped]:
    """UTF-8 as text, what is not UTF-8 left out; nothing when it is no text."""
    text = data.decode("utf-8", "surrogateescape")
    letters: list[tuple[str, int, int]] = []
    at = 0
    for character in text:
        length = 1 if "\udc80" <= character <= "\udcff" else len(character.encode())
        if not "\udc80" <= character <= "\udcff":
            letters.append((character, spans[at][0], spans[at + length - 1][1]))
        at += length
    if 2 * len(letters) >= len(text):
        yield from _plausible(letters)


def _plausible(letters: list[tuple[str, int, int]]) -> Iterator[Mapped]:
    text = "".join(letter for letter, _, _ in letters)
    if _is_text(text):
        starts, ends = [start for _, start, _ in letters], [end for _, _, end in letters]
        yield Mapped(text, range(len(letters)), starts, ends)


def _is_text(text: str) -> bool:
    """Whether a reading makes sense: hardly any control, two letters or blanks of three characters."""
    if len(set(text)) < _SHORTEST:
        return False
    foreign = sum(character > "\u052f" for character in text)
    if 2 * foreign > len(text) and len({_script(character) for character in text}) > 2:
        return False
    wrong = sum(not (character.isprintable() or character in "\t\n\r") for character in text)
    words = sum(character.isalnum() or character == " " for character in text)
    return 10 * wrong <= len(text) and 3 * words >= 2 * len(text)


def _script(character: str) -> str:
    """The first word of its name, which tells scripts apart; unifying ideographs and their like."""
    return unicodedata.name(character, "?").split()[0]


# --- bits -----------------------------------------------------------------------------------------


def _in_bits(text: str) -> Iterator[Mapped]:
    """Zero-width characters, two kinds of which are 0 and 1."""
    places = [found.start() for found in _bits(text)][:_MOST_SYMBOLS]
    yield from _read_symbols(text, places)


def _in_blanks(text: str) -> Iterator[Mapped]:
    """Tabs and spaces at the ends of lines."""
    if "\t" not in text:
        return
    places: list[int] = []
    for run in _blanks(text):
        if run.end() - run.start() >= 7 and text[run.end() : run.end() + 1] in ("", "\n", "\r"):
            places += range(*run.span())
    yield from _read_symbols(text, places[:_MOST_SYMBOLS])


def _read_symbols(text: str, places: list[int]) -> Iterator[Mapped]:
    if len(places) < 7 * _SHORTEST:
        return
    symbols = "".join(text[place] for place in places)
    kinds = sorted(sorted(set(symbols)), key=symbols.count, reverse=True)[:4]
    if len(kinds) < 2:
        return
    for zero, one in permutations(kinds[:3], 2):
        digits = str.maketrans({zero: "0", one: "1"})
        for cut in _CUTS:
            if _makes_sense(cut(symbols[:_TRIED].translate(digits))):
                yield from _spelled(cut(symbols.translate(digits)), places)
    if len(kinds) == 4:
        yield from _in_fours(symbols, sorted(kinds), places)


def _in_fours(symbols: str, kinds: list[str], places: list[int]) -> Iterator[Mapped]:
    """Two bits to a symbol, in the order of code points."""
    for order in (kinds, kinds[::-1]):
        digits = str.maketrans({kind: f"{at:02b}" for at, kind in enumerate(order)})
        doubled = [place for place in places for _ in range(2)]
        bits = symbols.translate(digits)
        bits = "".join(bit if bit in "01" else " " for bit in bits)
        if _makes_sense(_in_eights(bits[:_TRIED])):
            yield from _spelled(_in_eights(bits), doubled)


_Codes = list[tuple[int, int, int]]
"""Character code, first and last symbol."""


def _in(size: int) -> Callable[[str], _Codes]:
    def cut(bits: str) -> _Codes:
        kept = [at for at, bit in enumerate(bits) if bit in "01"]
        plain = "".join(bits[at] for at in kept)
        return [
            (int(plain[at : at + size], 2), kept[at], kept[at + size - 1])
            for at in range(0, len(plain) - size + 1, size)
        ]

    return cut


def _set_apart(bits: str) -> _Codes:
    """Numbers of any length up to 21 bits, with something else between them."""
    return [
        (int(found[0][-21:], 2), found.start(), found.end() - 1)
        for found in re.finditer("[01]+", bits)
        if found.end() - found.start() >= 5
    ]


_in_eights = _in(8)
_CUTS = (_in_eights, _in(7), _in(16), _set_apart)


def _makes_sense(codes: _Codes) -> bool:
    letters = [chr(code) if code < 0x110000 else "\0" for code, _, _ in codes]
    return _is_text("".join(letters)) or _is_text(_as_utf8(codes))


def _as_utf8(codes: _Codes) -> str:
    if any(code > 255 for code, _, _ in codes):
        return ""
    return bytes(code for code, _, _ in codes).decode("utf-8", "ignore")


def _spelled(codes: _Codes, places: list[int]) -> Iterator[Mapped]:
    spans = [(places[first], places[last] + 1) for _, first, last in codes]
    if all(code < 256 for code, _, _ in codes):
        yield from _decoded(bytes(code for code, _, _ in codes), spans)
    else:
        letters = [chr(code) if code < 0x110000 else "\ufffd" for code, _, _ in codes]
        yield from _plausible([(c, *span) for c, span in zip(letters, spans, strict=True)])
