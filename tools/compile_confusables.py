"""Compile which characters look like which ASCII ones: ecluse/text/look_alikes.txt.

    pip download --no-deps confusable-homoglyphs && python tools/compile_confusables.py *.whl

``confusable-homoglyphs`` is read as data and only here: its wheel carries the confusables of UTS #39
and the scripts of UAX #24 (Scripts.txt), both published by Unicode. What is kept:

1. *Published*: each character that UTS #39 takes for ASCII letters or digits, or for one sign.
2. *Named so*: letters that neither UTS #39 nor NFKD brings to ASCII and whose name in the Unicode
   character database says which letter they are (``LATIN LETTER SMALL CAPITAL A``, ``NEGATIVE SQUARED
   LATIN CAPITAL LETTER B``, ``LATIN SMALL LETTER T WITH STROKE``, ``TURNED``, ``REVERSED``…).
3. *Used so*: :data:`USED`, the alphabets that writers of styled text put together from other scripts
   and from symbols; no standard lists them.

What NFKD brings to ASCII is left out: ``unicodedata`` knows it at run time.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

TO = Path(__file__).parents[1] / "ecluse" / "text" / "look_alikes.txt"

USED = {
    "A": "ΛΔДѦᗩᎯ卂ꍏꋬል∆△▲∀₳",
    "a": "คᏗʌλд",
    "B": "ᗷ乃ᏰБꌃ฿ጌꃳ",
    "b": "๒ცҍъЪƄβϐбьвɮ",
    "C": "ᑕ匚ፈᄃꉓꏸ⊂∁₵Ɔ©ርꉔ",
    "c": "ς¢ɔʗ",
    "D": "ᗪᎴꀸ꒯Ðዕ",
    "d": "๔ժδᏧ∂ԃԀ",
    "E": "ᗴᏋቿ乇モ㠪巳ΣΞЄЭꍟꏂ∑∃€",
    "e": "єεҽ૯℮ξəэ",
    "F": "ᖴᎦቻ千ꎇ₣Ғꊰ",
    "f": "ғբƒ∫ϝϜ",
    "G": "ᘜᎶኗᏀꁅꍌ₲",
    "g": "ﻮցձ",
    "H": "ᕼᏂዘ卄廾ꃅꁝ♓",
    "h": "ђհዠнԋɧ",
    "I": "ᎥጎፐꀤꀧΙІ丨工エ꒐",
    "i": "เιίїꂑ¡",
    "J": "ᒍᏠﾌフ丿ꀭጋ꒻",
    "j": "ןյ",
    "K": "ᏦጕҜҠズꀘꀗ₭",
    "k": "кқҝӄκĸ",
    "L": "ᒪᏝረㄥレし乚꒒£",
    "l": "լӏӀʅ",
    "M": "ᗰᎷጠ爪爿从ꂵꎭ₥",
    "m": "๓ണм௱ʍ",
    "N": "ᑎᏁክ几刀冂ИЙꈤꁹ₦∩ŊПЛꋊ",
    "n": "ภռηпպղήиŋπлй",
    "O": "Ꭷዐ口ㄖ回ΘѲꂦꆂ⊕⊙☉◎●○◯⚪⭕🔴🔵⚫¤Фꄲ",
    "o": "σ๏の๐θʘф",
    "P": "ᑭᎮየ卩尸ꉣ₱¶Þ",
    "p": "קþƿ",
    "Q": "ᑫᎤዒꆰ",
    "q": "զգϙ",
    "R": "ᖇᏒዪ尺ЯꋪꌅⱤ®Г",
    "r": "яՐ",
    "S": "ᔕᏕነ丂ꌗꌚ₴§Ƨꇙ",
    "s": "รֆƨ",
    "T": "丅Ꮦፕㄒイ十ꓔ꓄ꋖ₮†✝",
    "t": "Շէт七τƚ",
    "U": "ᑌᏬሁㄩЦꀎ꒤∪",
    "u": "ยມμնцµʊ",
    "V": "ᐯᏉሀꃴ꒦√✓✔",
    "v": "שעʋ",
    "W": "ᗯᏇሠ山ШЩѠꅏꅐ₩",
    "w": "ฬωшщա௰ɯɷψ",
    "X": "᙭ጀ乂メЖꊼꉧ✖✗✘❌❎Ӽሸ",
    "x": "אҳჯ×ж",
    "Y": "ㄚᎩሃꌩꐟ¥ꌦ",
    "y": "ץყў",
    "Z": "乙ፚꁴ꒡Ʒጊ",
    "z": "չՀʒζ",
}
"""Letter → characters that are used for it, whatever UTS #39 says of them."""

SQUARED = {"🆎": "AB", "🆑": "CL", "🆒": "COOL", "🆓": "FREE", "🆔": "ID", "🆕": "NEW", "🆖": "NG"}
SQUARED |= {"🆗": "OK", "🆘": "SOS", "🆙": "UP", "🆚": "VS"}

BRAILLE = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", "abcdefghijklmnopqrstuvwxyz", strict=True))

# Signs that stand in posts every day: a letter only between letters.
EVERYDAY = set("€£¥¢§©®×¡¤¶µ†✝℮✓✔✖✗✘❌❎●○◯◎⚪⚫⭕🔴🔵▲△☉♓∞") | set(SQUARED)

SIGNS = set(".:/\\,()=+&#%@_")
"""Signs that addresses, numbers and secrets are written with."""

FOLDED = set("ßæœøđðþłıÆŒØĐÐÞŁ")
"""What the fold of ecluse.text.fold reads already."""

_NAME = re.compile(
    r"(?:LATIN|MODIFIER|NEGATIVE CIRCLED|NEGATIVE SQUARED|CROSSED NEGATIVE SQUARED|SQUARED|OUTLINED|"
    r"RAISED|CIRCLED)"
    r"(?: LATIN)? (?:(CAPITAL|SMALL) )?LETTER (?:SMALL )?(CAPITAL )?"
    r"(?:(?:CLOSED|OPEN|BLACKLETTER|BARRED|DOTLESS|TURNED|REVERSED|INVERTED|SIDEWAYS|SCRIPT|TAILLESS|"
    r"STIRRUP|LONG|INSULAR|TOP HALF|BOTTOM HALF|OLD POLISH|BROKEN|ANGLICANA|LONG-LEGGED|VISIGOTHIC|"
    r"CLOSED|OPEN|MIDDLE-WELSH|HETA) )*([A-Z])"
    r"(?: ROTUNDA| BAR| FLOURISH| WITH .*| DIGRAPH)?"
)
_DIGIT = re.compile(r"(?:DINGBAT )?(?:NEGATIVE|DOUBLE) CIRCLED (?:SANS-SERIF )?DIGIT (\w+)")
_DIGITS = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]


def compiled(confusables: dict[str, list[dict[str, str]]], categories: dict[str, Any]) -> str:
    """The file: scripts, then ``kind TAB ASCII TAB characters``."""
    scripts = _scripts(categories)
    rows: dict[tuple[str, str], set[str]] = defaultdict(set)
    used = {c: letter for letter, all_ in USED.items() for c in all_}
    for character in sorted({*confusables, *used, *SQUARED, *BRAILLE, *_named()}):
        if len(character) != 1 or character.isascii() or character in FOLDED - EVERYDAY:
            continue
        look = _look(character, confusables, used)
        plain = _nfkd(character)
        if not look or look == plain or (plain and character not in used):
            continue
        if unicodedata.category(character) != "Nd" or character in used:
            rows[_kind(character, look, scripts, confusables), look].add(character)
    lines = [f"{kind}\t{look}\t{''.join(sorted(rows[kind, look]))}" for kind, look in sorted(rows)]
    return "\n".join([_HEAD, *_script_lines(scripts), *lines, ""])


_HEAD = """# Which characters look like which ASCII ones; made by tools/compile_confusables.py, do not edit.
# From confusables.txt (UTS #39) and Scripts.txt (UAX #24) of Unicode, modified: UNICODE-LICENSE.txt.
# First `@ script first-code-point…` (where a run of the script starts, in hexadecimal), then one line
# for each kind and look: `kind TAB look TAB characters`. Kinds: see ecluse/text/looks.py."""


def _named() -> list[str]:
    return [chr(code) for code in range(0x80, 0x110000) if _by_name(chr(code))]


def _by_name(character: str) -> str:
    name = unicodedata.name(character, "")
    if digit := _DIGIT.fullmatch(name):
        return str(_DIGITS.index(digit[1])) if digit[1] in _DIGITS else ""
    found = _NAME.fullmatch(name)
    if not found:
        return ""
    is_capital = found[1] == "CAPITAL" or (not found[1] and not found[2] and "SQUARED" in name)
    return found[3] if is_capital or "CIRCLED" in name else found[3].lower()


def _look(
    character: str, confusables: dict[str, list[dict[str, str]]], used: dict[str, str]
) -> str:
    if character in SQUARED:
        return SQUARED[character]
    if character in BRAILLE:
        return BRAILLE[character]
    published = _published(character, confusables)
    return used.get(character) or published or _by_name(character)


def _published(character: str, confusables: dict[str, list[dict[str, str]]]) -> str:
    """What UTS #39 takes a character for; a prime beside a letter is no part of it."""
    looks = [other["c"] for other in confusables.get(character, []) if other["c"].isascii()]
    if not looks:
        return ""
    look = looks[0].replace("'", "") or looks[0]
    category = unicodedata.category(character)
    if look == "l" and (category == "Lu" or character.lower() != character):
        return "I"  # UTS #39 writes every upright stroke as l
    if look == "O" and category == "Nd":
        return "0"
    if look == "l" and category == "Lo":
        return "I"  # the letters of these scripts have the height of capitals
    return look if look.isalnum() or look in SIGNS else ""


def _nfkd(character: str) -> str:
    letters = unicodedata.normalize("NFKD", character.casefold())
    plain = "".join(c for c in letters if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return plain if plain.isascii() else ""


def _kind(
    character: str,
    look: str,
    scripts: list[tuple[int, str]],
    confusables: dict[str, list[dict[str, str]]],
) -> str:
    if character in EVERYDAY:
        return "&"
    if not look.isalnum():
        return "."
    if character in BRAILLE:
        return "L"
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if "SMALL CAPITAL" in name and "TURNED" not in name and "INVERTED" not in name:
        return "*" if ord(character) > 0x1CFF else "s"
    script = _script(character, scripts)
    if category[0] in "LMN" and script == "LATIN":
        return "L"
    if "\ua490" <= character <= "\ua4cf":
        script, category = "YI", "Lo"  # the radicals of Yi are symbols to Unicode
    if category[0] in "LM" and script:
        return script if _published(character, confusables) == look else script + "?"
    if category == "Nd":
        return "9"
    return "*" if "LATIN" in name or "DIGIT" in name else "+"


# --- scripts --------------------------------------------------------------------------------------


def _scripts(categories: dict[str, Any]) -> list[tuple[int, str]]:
    """Where a run of letters and marks of one script starts; what lies between belongs to it."""
    names, kinds = categories["iso_15924_aliases"], categories["categories"]
    found: list[tuple[int, str]] = []
    for first, _, script, kind in sorted(categories["code_points_ranges"]):
        name = names[script]
        if kinds[kind][0] not in "LM" or name in ("COMMON", "INHERITED"):
            continue
        if not found or found[-1][1] != name:
            found.append((first, name))
    return found


def _script(character: str, scripts: list[tuple[int, str]]) -> str:
    code, name = ord(character), ""
    for first, script in scripts:
        if first > code:
            break
        name = script
    return name


def _script_lines(scripts: list[tuple[int, str]]) -> list[str]:
    starts: dict[str, list[str]] = defaultdict(list)
    for first, name in scripts:
        starts[name].append(f"{first:x}")
    return [f"@ {name} {' '.join(all_)}" for name, all_ in sorted(starts.items())]


if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        read = [
            json.loads(wheel.read(f"confusable_homoglyphs/{name}.json"))
            for name in ("confusables", "categories")
        ]
    TO.write_text(compiled(*read), "utf-8")
    print(f"{TO.name}: {TO.stat().st_size} bytes")
