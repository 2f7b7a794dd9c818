"""Transforms to validate with: twelve families. Whoever works on the engine does not read this file."""

from __future__ import annotations

import base64
import random
import re
import unicodedata

from benchmarks.evasion.seeds import Seed
from benchmarks.evasion.transforms import (
    ALL,
    NAMES,
    NUMBERS,
    WORDS,
    Make,
    Mutant,
    OnSpan,
    Transform,
    alphabet,
    family,
    mapped,
    per_word,
    plain,
    some,
    unaccented,
    whole,
)

# --- characters -----------------------------------------------------------------------------------

_RUSSIAN_SOUNDS = dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввхыз", strict=True))
_GREEK_SOUNDS = dict(zip("abcdefghijklmnopqrstuvwxyz", "αβκδεφγχιικλμνοπκρστουβξυζ", strict=True))
_CHEROKEE = dict(
    zip(
        "ABCDEGHIJKLMPRSTVWYZabdeghiklmoprstvwyz",
        "ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃɑᏏᏧҽɡհᎥᏦⅼᎷօᑭꭱꮪᎿѵѡꭹᏃ",
        strict=True,
    )
)
_ARMENIAN = dict(zip("ghnopsuwjlizSOLU", "ցհոօքѕսայӏіzՏՕԼՍ", strict=True))
_LISU = dict(zip("ABCDEFGHIJKLMNOPRSTUVWXYZ", "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", strict=True))
_FAR_EAST = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩᐯ山乂ㄚ乙", strict=True)
)


def _lower(table: dict[str, str]) -> OnSpan:
    return lambda span, _: "".join(table.get(c, c) for c in plain(span).lower())


OTHER_SCRIPTS = family("letters of far scripts", WORDS, {
    "Cyrillic by sound": _lower(_RUSSIAN_SOUNDS),
    "Greek by sound": _lower(_GREEK_SOUNDS),
    "Cherokee by shape": unaccented(mapped(_CHEROKEE)),
    "Armenian by shape": unaccented(mapped(_ARMENIAN)),
    "Lisu by shape": lambda span, _: "".join(_LISU.get(c, c) for c in plain(span).upper()),
    "ideographs by shape": _lower(_FAR_EAST),
    "one Armenian letter": unaccented(some(_ARMENIAN, 0.01)),
})  # fmt: skip

_FLAGS = alphabet(0x1F1E6, 0x1F1E6)
_CIRCLED = alphabet(0x24B6, 0x24D0, but=dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True)))
_RAISED = dict(
    zip("abcdefghijklmnoprstuvwxyz0123456789", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)
)
_KEYCAPS = {c: f"{c}\ufe0f\u20e3" for c in "0123456789"}


def _upper(table: dict[str, str]) -> OnSpan:
    return lambda span, _: "".join(table.get(c, c) for c in plain(span).upper())


BOXED = family("boxed and flagged letters", ALL, {
    "circled": unaccented(mapped(_CIRCLED)),
})  # fmt: skip
BOXED += family("boxed and flagged letters", (*WORDS, *NUMBERS), {
    "negative circled": _upper(alphabet(0x1F150)),
    "squared": _upper(alphabet(0x1F130)),
    "negative squared": _upper(alphabet(0x1F170)),
    "squared as emoji": lambda span, _: "".join(f"{chr(0x1F170 + ord(c) - 65)}\ufe0f" if c in "ABOP" else c for c in plain(span).upper()),
    "in brackets": _lower(alphabet(0, 0x249C)),
    "raised": _lower(_RAISED),
})  # fmt: skip
BOXED += family("boxed and flagged letters", WORDS, {
    "regional indicators": lambda span, _: " ".join("\u200c".join(_FLAGS.get(c, c) for c in word) for word in plain(span).split()),
    "regional indicators, spaced": lambda span, _: "   ".join(" ".join(_FLAGS.get(c, _KEYCAPS.get(c, c)) for c in word) for word in plain(span).split()),
})  # fmt: skip

# --- typing ---------------------------------------------------------------------------------------


def _shuffled(word: str, chance: random.Random) -> str:
    inner = list(word[1:-1])
    chance.shuffle(inner)
    return word[0] + "".join(inner) + word[-1]


def _spoonerism(span: str, _: random.Random) -> str | None:
    words = span.split(" ")
    if len(words) < 2 or len(words[0]) < 3 or len(words[-1]) < 3:
        return None
    first, last = words[0], words[-1]
    words[0], words[-1] = last[0] + first[1:], first[0] + last[1:]
    return " ".join(words)


def _order(span: str, chance: random.Random) -> str | None:
    words = span.split(" ")
    chance.shuffle(words)
    return " ".join(words)


SCRAMBLED = family("scrambled", WORDS, {
    "inner letters": per_word(_shuffled),
    "inner letters backwards": per_word(lambda word, _: word[0] + word[1:-1][::-1] + word[-1]),
    "spoonerism": _spoonerism,
    "word order": _order,
    "last letter first": per_word(lambda word, _: word[-1] + word[:-1]),
})  # fmt: skip

_VOWELS = "aeiouyéèêëàâîïôöûü"


def _syllables(word: str) -> list[str]:
    return re.findall(rf"[^{_VOWELS}]*[{_VOWELS}]+(?:[^{_VOWELS}]+$)?|[^{_VOWELS}]+", word)


def _verlan(word: str, _: random.Random) -> str:
    parts = _syllables(word.lower())
    return "".join([*parts[1:], parts[0]]) if len(parts) > 1 else word[::-1].lower()


def _pig(word: str, _: random.Random) -> str:
    head = re.match(rf"[^{_VOWELS}]*", word.lower())
    at = head.end() if head else 0
    return f"{word.lower()[at:]}{word.lower()[:at] or 'w'}ay"


SCHOOLYARD = family("schoolyard languages", WORDS, {
    "verlan": per_word(_verlan, 4),
    "javanais": per_word(lambda word, _: re.sub(rf"(?<![{_VOWELS}])(?=[{_VOWELS}])", "av", word.lower()), 4),
    "pig latin": per_word(_pig, 4),
    "louchébem": per_word(lambda word, _: f"l{word.lower()[1:]}{word.lower()[0]}em", 4),
    "p after each vowel": per_word(lambda word, _: re.sub(rf"([{_VOWELS}]+)", r"\1p\1", word.lower()), 4),
})  # fmt: skip


def _stretched(word: str, chance: random.Random) -> str:
    at = chance.choice([n for n, c in enumerate(word.lower()) if c in _VOWELS] or [len(word) - 1])
    return word[:at] + word[at] * chance.randint(3, 6) + word[at + 1 :]


STRETCHED = family("stretched", WORDS, {
    "one vowel": per_word(_stretched),
    "each letter twice": lambda span, _: "".join(c * 2 if c.isalpha() else c for c in span),
    "each letter, at random": lambda span, chance: "".join(c * chance.randint(1, 4) if c.isalpha() else c for c in span),
    "last letter": per_word(lambda word, _: word + word[-1] * 4),
    "stuttered": per_word(lambda word, _: f"{word[0]}-{word[0]}-{word}"),
    "stuttered syllables": per_word(lambda word, _: f"{word[:2]}-{word[:2]}-{word}"),
})  # fmt: skip

# --- arrangement ----------------------------------------------------------------------------------


def _column(span: str, width: int) -> str:
    letters = span.replace(" ", "")
    return "\n" + "\n".join(letters[at : at + width] for at in range(0, len(letters), width)) + "\n"


LINES = family("broken lines", ALL, {
    "a letter on each line": lambda span, _: _column(span, 1),
    "three letters on each line": lambda span, _: _column(span, 3),
    "a word on each line": lambda span, _: "\n" + "\n".join(span.split()) + "\n" if " " in span else None,
    "a blank line between words": lambda span, _: "\n\n".join(span.split()) if " " in span else None,
    "line separators": lambda span, _: "\u2028".join(span),
    "carriage returns": lambda span, _: "\r\n".join(span.replace(" ", "")),
    "stairs": lambda span, _: "\n" + "\n".join(" " * n + c for n, c in enumerate(span.replace(" ", ""))) + "\n",
})  # fmt: skip
LINES += family("broken lines", WORDS, {
    "cut with a hyphen": per_word(lambda word, _: f"{word[: len(word) // 2]}-\n{word[len(word) // 2 :]}"),
})  # fmt: skip

_LINES = {
    "fr": "à|bientôt|chacun|demain|encore|fête|grand|hier|ici|joli|kayak|lundi|mardi|nous|on|pour|quand|rien|sur|tout|un|vers|wagon|xylophone|yole|zut",
    "en": "all|bring|come|dear|every|fine|good|here|in|just|kind|let|my|now|on|please|quick|ready|so|today|us|very|we|xylophone|you|zest",
}  # fmt: skip
_BY_LETTER = {
    lang: {word[0]: word for word in plain(text).split("|")} for lang, text in _LINES.items()
}
_TAILS = (
    "le quai est beau ce soir|on se retrouve au bord|the river is calm|la lumière est douce".split(
        "|"
    )
)


def _letters_of(span: str) -> str:
    return "".join(c for c in plain(span).lower() if c.isascii() and c.isalpha())


def _acrostic(join: str, *, capital: bool, last: bool = False) -> Make:
    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        words, letters = _BY_LETTER.get(seed.lang, _BY_LETTER["en"]), _letters_of(seed.secret)
        lines = []
        for letter in letters:
            word = words[letter].capitalize() if capital else words[letter]
            tail = f" {chance.choice(_TAILS)}" if join == "\n" else ""
            lines.append(f"{chance.choice(_TAILS)} {letter}" if last else word + tail)
        return whole(seed, f"{seed.before}…{seed.after}\n{join.join(lines)}")

    return make


def _capitals(seed: Seed, chance: random.Random) -> Mutant:
    cover, made = "portez ce vieux whisky au juge blond qui fume " * 12, []
    at = 0
    for letter in _letters_of(seed.secret):
        place = cover.find(letter, at)
        piece = cover[at:place] + letter.upper() if place >= 0 else letter.upper()
        made.append(piece)
        at = place + 1 if place >= 0 else at
    return whole(seed, f"{seed.before}…{seed.after}\n{''.join(made)}")


ACROSTICS = family("acrostics", NAMES, **{
    "first letters of lines": _acrostic("\n", capital=True),
    "first letters of words": _acrostic(" ", capital=False),
    "first letters of capitalised words": _acrostic(" ", capital=True),
    "last letters of lines": _acrostic("\n", capital=False, last=True),
    "capitals in a sentence": _capitals,
})  # fmt: skip


def _first_words(seed: Seed, chance: random.Random) -> Mutant | None:
    words = seed.secret.split()
    if len(words) < 2:
        return None
    return whole(
        seed,
        f"{seed.before}…{seed.after}\n"
        + "\n".join(f"{word} {chance.choice(_TAILS)}" for word in words),
    )


ACROSTICS += family("acrostics", (*WORDS, *NUMBERS), **{"first words of lines": _first_words})

# --- encodings ------------------------------------------------------------------------------------


def _quoted_printable(span: str, chance: random.Random | None = None) -> str:
    return "".join(
        f"={byte:02X}" if chance is None or chance.random() < 0.5 or byte > 126 else chr(byte)
        for byte in span.encode()
    )


def _utf7(span: str) -> str:
    packed = base64.b64encode(span.encode("utf-16-be")).decode().rstrip("=")
    return f"+{packed}-"


CHARSETS = family("character sets and mail", ALL, {
    "UTF-16 as it lies": lambda span, _: "".join(f"{c}\x00" for c in span),
    "UTF-16 in base64": lambda span, _: base64.b64encode(span.encode("utf-16-le")).decode(),
    "UTF-16 with a mark, in hexadecimal": lambda span, _: span.encode("utf-16").hex(),
    "UTF-7": lambda span, _: _utf7(span),
    "quoted-printable": lambda span, _: _quoted_printable(span),
    "quoted-printable, half": lambda span, chance: _quoted_printable(span, chance),
    "soft line breaks": lambda span, _: "=\n".join(span[at : at + 4] for at in range(0, len(span), 4)),
    "encoded word, base64": lambda span, _: f"=?utf-8?B?{base64.b64encode(span.encode()).decode()}?=",
    "encoded word, Q": lambda span, _: f"=?utf-8?Q?{_quoted_printable(span)}?=",
    "uuencode": lambda span, _: "\nbegin 644 a.txt\n" + "".join(
        __import__("binascii").b2a_uu(span.encode()[at : at + 45]).decode() for at in range(0, len(span.encode()), 45)) + "`\nend\n",
    "EBCDIC in hexadecimal": lambda span, _: span.encode("cp500", "replace").hex(),
})  # fmt: skip
CHARSETS += family("character sets and mail", WORDS, {
    "read in another set": lambda span, _: span.encode().decode("cp1252", "replace"),
    "Punycode": lambda span, _: "xn--" + re.sub(r"\s+", "-", span).lower().encode("punycode").decode() if not span.isascii() else None,
})  # fmt: skip

_NAMED = {"é": "&eacute;", "è": "&egrave;", "ê": "&ecirc;", "à": "&agrave;", "ô": "&ocirc;", "É": "&Eacute;", "À": "&Agrave;", " ": "&nbsp;",
          "ö": "&ouml;", ".": "&period;", ":": "&colon;", "@": "&commat;", "/": "&sol;", "_": "&lowbar;", "-": "&hyphen;", "+": "&plus;", "&": "&amp;"}  # fmt: skip

ENTITIES = family("HTML entities", ALL, {
    "decimal": lambda span, _: "".join(f"&#{ord(c)};" for c in span),
    "hexadecimal": lambda span, _: "".join(f"&#x{ord(c):x};" for c in span),
    "padded with zeros": lambda span, _: "".join(f"&#{ord(c):07d};" for c in span),
    "without semicolons": lambda span, _: " ".join("".join(f"&#{ord(c)}" for c in word) for word in span.split(" ")),
    "named": mapped(_NAMED),
    "some letters": lambda span, chance: "".join(f"&#{ord(c)};" if chance.random() < 0.3 or not at else c for at, c in enumerate(span)),
    "escaped twice": lambda span, _: "".join(f"&amp;#{ord(c)};" for c in span),
    "unseen ones between": lambda span, _: "&ZeroWidthSpace;".join(span),
    "soft hyphens between": lambda span, _: "&shy;".join(span),
    "no-break spaces between": lambda span, _: "&nbsp;".join(span.replace(" ", "")),
})  # fmt: skip


# --- codes ----------------------------------------------------------------------------------------


def _shift(span: str, by: int) -> str:
    def one(c: str) -> str:
        if c.isascii() and c.isalpha():
            base = 65 if c.isupper() else 97
            return chr((ord(c) - base + by) % 26 + base)
        return c

    return "".join(one(c) for c in plain(span))


def _atbash(span: str, _: random.Random) -> str:
    return "".join(
        chr((155 if c.isupper() else 219) - ord(c)) if c.isascii() and c.isalpha() else c
        for c in plain(span)
    )


def _rot47(span: str, _: random.Random) -> str:
    return "".join(
        chr(33 + (ord(c) - 33 + 47) % 94) if 33 <= ord(c) < 127 else c for c in plain(span)
    )


CIPHERS = family("ciphers", (*WORDS, "secret"), {
    "rot13": lambda span, _: _shift(span, 13),
    "rot13, said": lambda span, _: f"{_shift(span, 13)} (rot13)",
    "one letter on": lambda span, _: _shift(span, 1),
    "three letters on": lambda span, _: _shift(span, 3),
    "one letter back": lambda span, _: _shift(span, -1),
    "Atbash": _atbash,
    "rot47": _rot47,
})  # fmt: skip

# --- fields ---------------------------------------------------------------------------------------

_SEE = {"fr": "voir la photo", "en": "see the picture", "de": "siehe Foto", "es": "ver la foto"}


def _slug(span: str, sign: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", sign, plain(span)).strip(sign)


def _moved(field: str, shape: str = "{}", sign: str = "") -> Make:
    def make(seed: Seed, _: random.Random) -> Mutant:
        value = shape.replace("{}", _slug(seed.secret, sign) if sign else seed.secret)
        fields: dict[str, object] = {field: value if field == "title" else (value,)}
        if field == "alt":
            fields["images"] = 1
        return whole(seed, f"{seed.before}{_SEE[seed.lang]}{seed.after}", **fields)

    return make


MOVED = family("moved to another field", ALL, **{
    "alternative text": _moved("alt"),
    "alternative text, in a sentence": _moved("alt", "Une péniche au soleil, {}, au bord de l'eau"),
    "title": _moved("title"),
    "caption": _moved("caption", "Photo : {}"),
    "attachment": _moved("attachment", "Notes du soir.\n\n{}\n\nBonne nuit."),
})  # fmt: skip
MOVED += family("moved to another field", (*WORDS, *NUMBERS), **{
    "file name": _moved("file_name", "2026_{}_v2.pdf", "_"),
    "link": _moved("link", "https://exemple.example/{}.html", "-"),
    "hashtag": _moved("hashtag", "{}", "_"),
})  # fmt: skip

# --- numbers --------------------------------------------------------------------------------------


def _digits(first: int) -> OnSpan:
    return lambda span, _: "".join(
        chr(first + int(c)) if c.isascii() and c.isdigit() else c for c in span
    )


DIGITS = family("digits of other scripts", NUMBERS, {
    "Arabic": _digits(0x660),
    "Persian": _digits(0x6F0),
    "Devanagari": _digits(0x966),
    "Bengali": _digits(0x9E6),
    "Thai": _digits(0xE50),
    "full width": _digits(0xFF10),
    "sans-serif bold": _digits(0x1D7EC),
    "segmented": _digits(0x1FBF0),
    "lowered": _digits(0x2080),
    "raised": mapped(dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))),
    "keycaps": mapped(_KEYCAPS),
    "ideographs": mapped(dict(zip("0123456789", "〇一二三四五六七八九", strict=True))),
    "mixed": lambda span, chance: "".join(unicodedata.normalize("NFC", chr(chance.choice((0x660, 0x966, 0xFF10, 0x30)) + int(c))) if c.isascii() and c.isdigit() else c for c in span),
})  # fmt: skip

TRANSFORMS: tuple[Transform, ...] = (
    *OTHER_SCRIPTS, *BOXED, *SCRAMBLED, *SCHOOLYARD, *STRETCHED, *LINES, *ACROSTICS, *CHARSETS, *ENTITIES,
    *CIPHERS, *MOVED, *DIGITS,
)  # fmt: skip
