"""The styled alphabets of Unicode: mathematical, fullwidth, enclosed (compatibility letters)."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from ecluse.redteam.transform import Apply, bare, family, on_goods

_of = family("styled")

_SMALL, _CAPITAL, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


def _run(plain: str, first: int) -> dict[int, str]:
    return {ord(one): chr(first + number) for number, one in enumerate(plain)}


def _alphabet(capital: int, small: int, digit: int = 0, holes: str = "") -> Mapping[int, str]:
    """A styled alphabet; ``holes`` are pairs of letters whose styled form stands elsewhere."""
    table = {**_run(_CAPITAL, capital), **_run(_SMALL, small)}
    table |= _run(_DIGITS, digit) if digit else {}
    return table | {ord(a): b for a, b in zip(holes[::2], holes[1::2], strict=True)}


BOLD = _alphabet(0x1D400, 0x1D41A, 0x1D7CE)
ITALIC = _alphabet(0x1D434, 0x1D44E, holes="hℎ")
SCRIPT = _alphabet(0x1D49C, 0x1D4B6, holes="BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ")
FRAKTUR = _alphabet(0x1D504, 0x1D51E, holes="CℭHℌIℑRℜZℨ")
DOUBLE = _alphabet(0x1D538, 0x1D552, 0x1D7D8, "CℂHℍNℕPℙQℚRℝZℤ")
SANS = _alphabet(0x1D5D4, 0x1D5EE, 0x1D7EC)
SLANTED = _alphabet(0x1D63C, 0x1D656)
MONOSPACE = _alphabet(0x1D670, 0x1D68A, 0x1D7F6)
FULL = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
CIRCLED = {**_alphabet(0x24B6, 0x24D0), **_run("123456789", 0x2460), ord("0"): "⓪"}
PARENTHESISED = {**_run(_SMALL, 0x249C), **_run("123456789", 0x2474)}
SQUARED = _run(_CAPITAL, 0x1F130)
FILLED = _run(_CAPITAL, 0x1F170)
DISCS = _run(_CAPITAL, 0x1F150)
FLAGS = _run(_CAPITAL, 0x1F1E6)


def _styled(table: Mapping[int, str]) -> Apply:
    return on_goods(lambda text, random: bare(text).translate(table))


def _capitals(table: Mapping[int, str], mark: str = "") -> Apply:
    def change(text: str, random: Random) -> str:
        letters = bare(text).upper().translate(table)
        return mark.join(letters) if mark else letters

    return on_goods(change)


TRANSFORMS = (
    _of("fullwidth", 2, _styled(FULL), "des lettres pleine chasse", "fullwidth letters"),
    _of("bold", 2, _styled(BOLD), "des lettres mathématiques grasses", "mathematical bold letters"),
    _of("italic", 2, _styled(ITALIC), "des lettres mathématiques italiques", "mathematical italic letters"),
    _of("script", 2, _styled(SCRIPT), "des lettres de ronde", "script letters"),
    _of("fraktur", 2, _styled(FRAKTUR), "des lettres gothiques", "Fraktur letters"),
    _of("double-struck", 2, _styled(DOUBLE), "des lettres ajourées", "double-struck letters"),
    _of("sans-bold", 2, _styled(SANS), "des lettres grasses sans empattement", "sans-serif bold letters"),
    _of(
        "sans-bold-italic", 2, _styled(SLANTED),
        "des lettres grasses penchées sans empattement", "sans-serif bold italic letters",
    ),
    _of("monospace", 2, _styled(MONOSPACE), "des lettres à chasse fixe", "monospace letters"),
    _of("circled", 2, _styled(CIRCLED), "des lettres cerclées", "circled letters"),
    _of("discs", 2, _capitals(DISCS), "des lettres sur disque noir", "negative circled letters"),
    _of(
        "parenthesised", 2, on_goods(lambda text, random: bare(text).lower().translate(PARENTHESISED)),
        "des lettres entre parenthèses", "parenthesised letters",
    ),
    _of("squared", 2, _capitals(SQUARED), "des lettres en carré", "squared letters"),
    _of("filled-squares", 2, _capitals(FILLED), "des lettres sur carré noir", "negative squared letters"),
    _of(
        "regional-indicators", 2, _capitals(FLAGS, "\u200b"),
        "des lettres de drapeaux", "letters of flags (regional indicators)",
    ),
)  # fmt: skip
