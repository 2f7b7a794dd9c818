r"""What announces that a text has another reading: one look for all builders.

Tables and nothing else: a check of a plain post imports this module and none of the builders
(:mod:`~ecluse.text.letters`, :mod:`~ecluse.text.leet`, :mod:`~ecluse.text.spelled`,
:mod:`~ecluse.text.twisted`). Needles and patterns are over the text in Latin-1, a question mark for
what that does not hold; needles over small letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ecluse.lean import later
from ecluse.text.common_words import COMMON
from ecluse.text.expressions import Expressions
from ecluse.text.needles import Automaton

__all__ = [
    "CIPHERS",
    "DIGIT_WORDS",
    "ENDINGS",
    "ENOUGH",
    "FEWEST_INITIALS",
    "FEWEST_MARKERS",
    "FILLERS",
    "KEYBOARDS",
    "LEET",
    "SPELLED",
    "THEN",
    "TOLD",
    "TRIPLES",
    "TWISTED",
    "announced",
    "in_latin_1",
    "is_marked",
    "looked_at",
    "small",
]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- letters apart, stretched, first of lines -----------------------------------------------------

FEWEST_INITIALS = 6
"""Lines whose first letters are read as a word."""

TRIPLES = tuple(
    character.encode("latin-1") * 3
    for character in map(chr, range(256))
    if character.isalpha() and character not in "wWªº"
)
"""Three times one letter; a *w* is in every link."""

_LETTER, _OTHER = (
    rb"A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff",
    rb"\x00-/:-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7",
)
_SEPARATORS = (
    *(rb"\.", b"-", b"_", b"/", rb"\|", b",", b":", b";", rb"\*", rb"\+", rb"\?"),
    rb"[!-&()<=>@\[-^`{}~\x80-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7]",
)
"""Signs between groups: the same sign each time, or one of the rare. No apostrophe."""
_GROUPS = b"|".join(
    rb"[%(a)b]{1,4}(?:\s*%(s)b+\s*[%(a)b]{1,4}){3}" % {b"a": _LETTER, b"s": sign}
    for sign in _SEPARATORS
)
_ROW = (
    rb"(?:^|[%(o)b])(?:[%(a)b0-9](?:[%(o)b]+[%(a)b0-9]){4}|%(groups)b"
    rb"|[%(a)b]{2}(?:\s[%(a)b]{2}){4}"
    rb"|[%(a)b]{3}(?:\s[%(a)b]{3}){3})(?:[%(o)b]|$)"
) % {b"a": _LETTER, b"o": _OTHER, b"groups": _GROUPS}
"""Rows of :mod:`ecluse.text.letters`, over Latin-1."""


# --- leetspeak ------------------------------------------------------------------------------------

_LEET_LETTER = rb"[A-Za-z\xc0-\xff]"
_SIGN = rb"[0-9$!|+<{\[\xa2\xa3\xa5\xa7\xa9\xb5]"
_START = rb"(?:^|[\s\"'\xab(#*_?.,:;-])"
_OPENING = rb"[(<{\[]"
LEET = (
    # A sign among letters, but not in B2B, K8s, i18n, and not in a link.
    rb"%(start)b(?:%(letter)b+%(sign)b{1,2}%(letter)b{2}|%(letter)b{2,}%(sign)b{1,2}%(letter)b"
    rb"|%(letter)b%(sign)b{1,2}%(letter)b%(sign)b"
    # Before the letters of a word that are more than a unit, or after them.
    rb"|[0-9$]{1,2}%(letter)b{4}|[0-9$@]{1,2}%(letter)b{2,}[0-9$@]"
    rb"|[0-9$@]{1,3}%(letter)b+%(sign)b{1,3}%(letter)b|%(letter)b{4,}[0-9$](?:[^0-9A-Za-z]|$))"
    # An at sign, but not in an address.
    rb"|%(start)b%(letter)b+@%(letter)b+(?:[\s,;!?)]|\.\s|\.?$)"
    # An opening bracket for a c, never closed.
    rb"|%(letter)b%(opening)b%(letter)b{2,}(?:[\s.,;!?]|$)"
    rb"|\\/|/\\|\|[\\_<)3=-]|\(\)|\[\]|\(_\)"
) % {b"start": _START, b"letter": _LEET_LETTER, b"sign": _SIGN, b"opening": _OPENING}
"""Matches in every text, in Latin-1 with a cent for a euro, in which signs may be letters."""

# --- words that are interrupted ----------------------------------------------------------------------

FILLERS = _set(
    "euh heu hum hmm uh um erm disons dit genre like bah ben hein lol ahem hem mdr oups haha tousse toussote"
)
"""Words between others that say nothing; matched between spaces."""
THEN = _set(
    "puis then and et ensuite next after apres plus encore suite debut début fin start end first second part partie moitié half"
)
"""Words that lead from one group of figures to the next."""
_BRACKETED = rb"(?:\[[\w.!?\xc0-\xff]{0,12}\]|[{*][\w.!?\xc0-\xff]{2,12}[}*]|\([\w.?]{0,4}\))"
ASIDES = (
    rb"[%(a)b](?:[(\[{][\w.!?\xc0-\xff]{2,12}[)\]}]|\[\.\]|\?+)[%(a)b]|\s%(b)b\s[%(a)b0-9]"
    rb"|\s(?:/{2,3}|\|{2,3}|\\{1,3})\s|[%(a)b]<https?:"
) % {b"a": _LETTER, b"b": _BRACKETED}
"""A bracket or a picture in a word, one word in brackets, slashes between spaces."""
DIGIT_WORDS: Mapping[str, int] = {
    word: n
    for n, row in enumerate(
        [
            "zero|zéro|oh",
            "un|une|one",
            "deux|two",
            "trois|three",
            "quatre|four",
            "cinq|five",
            "six",
            "sept|seven",
            "huit|eight",
            "neuf|nine",
        ]
    )
    for word in row.split("|")
}
"""Numbers below ten."""


def small(word: str) -> str:
    """A word that an expression found whatever its case, in the small letters of the table: ``ſıX`` is *six*."""
    return word.replace("İ", "i").casefold().replace("ı", "i")


FEWEST_DIGITS = 5
"""Figures without which no groups are put together: others may be written as letters."""
_THEN = b"|".join(sorted(word.encode() for word in FILLERS | THEN))
_DIGIT_WORDS = b"|".join(word.encode("latin-1") for word in DIGIT_WORDS)
GROUPS = (
    rb"[0-9][A-Za-z]?\s?(?:[^0-9A-Za-z.'/:\s\xa0-]\s?|[.' /\xa0-]{2,4}|%b\s?|(?:%b) |\s?//\s?)[(#\[]?[0-9]{2}"
    rb"|[0-9]{2} [A-Za-z]{2,10} [0-9A-Z]{2,}[0-9] [A-Za-z]{2,10} [0-9]{2}"
    rb"|[/#@_=][A-Za-z]{0,2}[0-9]{2,}[-_+.][0-9]|[#@/._=][A-Za-z]{2}[0-9]{10}"
    rb"|[0-9][OolI]|[OolI][0-9]"
    rb"|(?:double|triple|twice|fois|times) (?:[0-9]|%b)|[0-9A-Z] {1,2}(?:%b) {1,3}[0-9]"
    rb"|(?:0[0-9][A-Z]?[ /-]{1,3}){5}"
    rb"|[a-z]{1,8}[0-9]{7}|[0-9]{7}[a-z]|[a-z]{2}[0-9]{4} [0-9]{4} [0-9]|[0-9]{4} [0-9]{3,4}[a-z]{2}"
    rb"|[0-9][A-Z]? ?\r?\n ?[0-9]|[0-9]{2}(?:[xyzqwj]{1,3}|ok)(?:[^0-9A-Za-z]|$)|[0-9] ?\([A-Za-z\xc0-\xff ]{2,24}\) ?[0-9A-Z]|[0-9]\"[,;] ?\"[a-z_]{1,12}\": ?\"[0-9A-Z]|[0-9][*~^=|_][0-9]|[0-9]{4} / [0-9]{3}|[a-z\xe9][A-Z]{2}[0-9]{2} ?[0-9]{4}|[a-z\xe9][0-9] [0-9]{2} [0-9]{2} |[a-z] ?= ?[0-9A-Z]{1,4} ?[;,&]|(?:fin|end|suite|puis|part[a-z]*|second) ?[0-9]? ?: ?[0-9A-Z]"
) % (_BRACKETED, _THEN, _DIGIT_WORDS, _DIGIT_WORDS)
"""Figures with something unusual between, behind a sign, or among letters that look like some."""


_ANY_DIGIT_WORD = b"|".join(
    [
        _DIGIT_WORDS.replace(b"|oh|", b"|"),
        rb"null|eins|zwei|drei|vier|f(?:u|\xfc)nf|sechs|sieben|acht|neun|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve",
    ]
)
FIGURES = (
    rb"(?i:(?:%b){3})|(?i:[0-9](?:%b)(?:[0-9]|$|\s))|(?i:(?:(?:%b)[ ,;/\n-]{1,3}){5})|(?:\([0-9] ?[+-] ?[0-9]\)[ .,/-]?){2}|(?:[0-9] ?\+ ?[0-9][ ,;]{1,2}){4}"
    rb"|(?:[^0-9A-Za-z\x80-\xff]{1,3}[IVXN0]{1,5}){6}|0[xX][0-9A-Fa-f]{9}"
    rb"|(?:[&\xe9\"'(\xe8_\xe7\xe0-][ .-]?){8}|(?:[!@#$%%^&*()][ .-]?){8}"
    rb"|(?:0[0-9][A-Z]?[ /-]{1,3}){5}|(?:double|triple|twice|fois|times) (?:[0-9]|%b)"
) % (_ANY_DIGIT_WORD, _ANY_DIGIT_WORD, _ANY_DIGIT_WORD, _DIGIT_WORDS)
"""Figures as words without spaces, as sums, in Roman numerals, in hexadecimal, as the signs on their keys."""
_FOREIGN = "\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u2680-\u2685"
"""Digits of Arabic, Devanagari, Thai and Chinese, and dice."""
_LIKE_FIGURES = "\u041e\u043e\u039f\u0417\u0437\u0427\u0447\u0431\u04c0"
"""Letters of Cyrillic and Greek that look like 0, 3, 4, 6 or 1."""
_any_other_figure = later(f"[{_FOREIGN}{_LIKE_FIGURES}]")
_other_figures = later(f"(?:[{_FOREIGN}] ?){{4}}|[0-9][{_LIKE_FIGURES}]|[{_LIKE_FIGURES}][0-9]")


# --- identifiers in words -------------------------------------------------------------------------

ENDINGS = _set(
    "com org net fr eu io info biz gouv edu gov local lan corp intra intranet internal dev app ai "
    "co uk ch ca lu tv"
)
"""Last parts of names of machines that make « point » a dot; not *de*, which is a word."""
_SURE, _HALF, _ONE = 4, 2, 1
_STRONG_NEEDLES = _set(
    "arobas arrobas [at] (at) {at} <at> -at- _at_ *at* (a) [a] (@) [@] (chez) [chez] hxxp "
    "[.] (.) {.} [dot] (dot) {dot} -dot- _dot_ [point] (point) [:] [/]"
)
_NUMBER_NEEDLES = _set(
    "zero zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize vingt trente quarante soixante ante double triple cent two three four five seven "
    "eight nine twelve thirt fift twenty fort"
)


ENOUGH = 4
"""What the needles of a text weigh together in which something may be spelled."""
SPELLED: Mapping[bytes, int] = {
    **{word.encode("latin-1"): _SURE for word in sorted(_STRONG_NEEDLES)},
    **{b" point %b" % ending.encode(): _SURE for ending in sorted(ENDINGS)},
    b" dot ": _SURE,
    b" point ": _HALF,
    **{word.encode("latin-1"): _ONE for word in sorted(_NUMBER_NEEDLES)},
}
"""What announces that something is spelled, and what it weighs."""


# --- ciphers --------------------------------------------------------------------------------------

FEWEST_MARKERS = 2
"""Different common words by which a text announces itself, and that a line holds when read back."""

_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_PRINTED = bytes(range(33, 127))
_KEYS = (
    b"1234567890- qwertyuiop[ asdfghjkl;' zxcvbnm,./",
    b"1234567890) azertyuiop^ qsdfghjklm% wxcvbn,;:!",
)
"""Rows of keyboards: American and French."""


def _alphabets() -> Mapping[str, tuple[bytes, bytes]]:
    """For each cipher, what is written and what it means."""
    small = {f"shift-{n}": (_SMALL, _SMALL[-n:] + _SMALL[:-n]) for n in range(1, 26)}
    small["atbash"] = _SMALL, _SMALL[::-1]
    for name, keys in zip(("qwerty", "azerty"), _KEYS, strict=True):
        rows = keys.split()
        for step, side in ((1, "left"), (-1, "right")):
            beside = b"".join(row[step:] + row[:step] for row in rows)
            small[f"{name}-{side}"] = b"".join(rows), beside
    small["azerty-as-qwerty"] = b"qwaz;", b"azqwm"
    small["qwerty-as-azerty"] = b"qwaz,", b"azqwm"
    # Small letters last: a sign is in both and stands for a small one.
    both = {
        name: (one.upper() + one, other.upper() + other) for name, (one, other) in small.items()
    }
    return {**both, "rot47": (_PRINTED, _PRINTED[47:] + _PRINTED[:47])}


_ALPHABETS = _alphabets()
CIPHERS: Mapping[str, bytes] = {
    name: bytes.maketrans(written, meant) for name, (written, meant) in _ALPHABETS.items()
}
"""What each byte was, for ciphers that put one character for another: the 25 shifts, Atbash, ROT47,
fingers one key to the left or right, on the keys of another keyboard."""
KEYBOARDS: Mapping[str, bytes] = {
    name: bytes.maketrans(meant, written)
    for name, (written, meant) in _ALPHABETS.items()
    if name.startswith(("qwerty", "azerty"))
}
"""What comes out of each key that is meant, in each of the ways that have to do with keyboards."""

_MARKERS = (
    b"les des une est pour dans que qui avec sur pas nous vous sont "
    b"the and for you that with are this from have will our"
)
"""Words of nearly every sentence, of three letters or more."""
_SHORT_MARKERS = b"le la de du et un en au is of to in it on at by an"
"""The same of two letters; in mirror writing and one key beside their place, where few words are so."""
TOLD = tuple(
    word.encode("latin-1")
    for word in (
        "l'envers", "backward", "reversed", "in reverse", "mirror writing", "miroir", "r\xfcckw\xe4rts", "al rev\xe9s",
        "right to left", "droite \xe0 gauche", "verlan", "[::-1]", "palindrom",
    )
)  # fmt: skip
"""By which a reader is told to read backwards."""


def _markers() -> Iterator[tuple[bytes, tuple[str, str]]]:
    """Markers in every cipher and order, between spaces; for each, the way and the marker."""
    plain = _MARKERS.decode().split()
    ways = {
        name: _MARKERS.translate(bytes.maketrans(meant, written)).lower().split()
        for name, (written, meant) in _ALPHABETS.items()
    }
    ways["mirror"] = [word.encode()[::-1] for word in plain]
    ways["pairs"] = [
        bytes(b for at in range(0, len(w), 2) for b in w[at : at + 2][::-1])
        for w in _MARKERS.split()
    ]
    for way, rows in ways.items():
        for written, word in zip(rows, plain, strict=True):
            if written not in COMMON:
                yield b" %b " % written, (way, word)
    for short in _SHORT_MARKERS.split():
        forms = {"mirror": short[::-1]}
        forms |= {name: short.translate(keys).lower() for name, keys in KEYBOARDS.items()}
        for way, form in forms.items():
            if form not in COMMON and form != short:
                yield b" %b " % form, (way, short.decode())


TWISTED: Sequence[tuple[bytes, tuple[str, str]]] = tuple(_markers())
"""What announces a cipher or another order, and which: one needle may announce several."""


# --- signs, strokes and marks ---------------------------------------------------------------------
#
# What the makers of other views ask first, so that one look answers for all of them: it finds something
# wherever one of them could make something, and in few other texts. A test holds it against them.

_ORDINARY = bytes(b for b in range(256) if b not in b"\\{}|[]<>*~^_`=&+$\xa4\xa7\xd7\xb7")
"""All but the signs of which nearly all marks are made."""
_QUOTE = rb"['\"`]"
_LOWER, _UPPER = rb"a-z\xaa\xb5\xba\xdf-\xf6\xf8-\xff", rb"A-Z\xc0-\xd6\xd8-\xde"
_STROKES = rb"[%b]I|[%b]l[A-Z]|[%b](?:vv|VV)|(?:vv|VV)[%b]" % (_LOWER, _UPPER, _LETTER, _LETTER)
_PICTURE = rb"[%(a)b0-9\xb2\xb3\xb9\xbc-\xbe]:[%(a)b0-9\xb2\xb3\xb9\xbc-\xbe]+:" % {b"a": _LETTER}
_STRINGS = rb"%b[ \n\r\t.,;()]*%b|\.(?:concat|split|gsub)\(|\.replace" % (_QUOTE, _QUOTE)
_LINES = rb"-\n|^---|^>|\n>"
_ANYWHERE = b"|".join((_STROKES, _PICTURE, _STRINGS, _LINES))
_OUTSIDE_LINKS = _ANYWHERE + rb"|[%(a)b](?:[?#%%@.]{1,5}|\([^\s()]{1,16}\))[%(a)b]" % {
    b"a": _LETTER
}
"""Signs or a remark in a word: in a link they mean nothing."""
_links = later(rb"://\S{0,180}")


_extended = later("[\u0100-\u02af\u0300-\u036f\u1e00-\u1eff]")
"""Latin letters that Latin-1 does not hold, and what is written above letters."""
_turned = later(rb"(?i)rev(?:ersed?)?(?: <<<)? ?\(? ?['\"`]|\.rev")
"""A string that a program turns round, in what is no other mark."""
_beyond = later("[\u0100-\u0152\u0154-\u02ff\u1e00-\u1eff]")
_ligature = later("(?<=[^\\s'’“«-])Œ|Œ(?![a-zà-ÿ])")
"""Letters for which Latin-1 has none; of these the capital that starts words, where it does not."""


# --- all together ---------------------------------------------------------------------------------

NOTHING: frozenset[str] = frozenset()


_EACH = (
    ("row", _ROW),
    ("leet", LEET),
    ("interrupted", ASIDES),
    ("figures", FIGURES),
    ("grouped", GROUPS),
    ("marked", _OUTSIDE_LINKS),
)
_EXPRESSIONS = Expressions([pattern for _, pattern in _EACH])


@cache
def _compiled(pattern: bytes) -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(pattern, options)


@cache
def _announced() -> tuple[Automaton, Sequence[tuple[str, int]]]:
    """What announces the other readings; which, and what each needle weighs of ENOUGH."""
    share = ENOUGH // FEWEST_MARKERS
    weighed = [
        *((triple, ("unstretched", ENOUGH)) for triple in TRIPLES),
        *((words, ("twisted", ENOUGH)) for words in TOLD),
        *((needle, ("twisted", share)) for needle, _ in TWISTED),
        *((needle, ("spelled", weight)) for needle, weight in SPELLED.items()),
        *((b" %b " % word.encode(), ("interrupted", ENOUGH)) for word in sorted(FILLERS)),
    ]
    data, weights = zip(*weighed, strict=True)
    return Automaton(data), weights


_LATIN_1 = (("€", "¢"), ("’", "'"), ("…", "."), ("œ", "o"), ("\u202f", " "), ("‑", "-"))
"""What stands in most texts and not in Latin-1, and what stands for it."""
_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)


def in_latin_1(text: str) -> bytes:
    """A text in Latin-1, a question mark for what that does not hold."""
    for character, plain in _LATIN_1:
        if character in text:
            text = text.replace(character, plain)
    return text.encode("latin-1", "replace")


def announced(text: str) -> frozenset[str]:
    """Which readings ``text`` may have beside itself: nearly always none.

    >>> announced("Rendez-vous sur le quai à 18 h 30"), announced("L A C")
    (frozenset(), frozenset())
    >>> sorted(announced("L A C S B L E U S")), sorted(announced("le l4c bl3u"))
    (['row'], ['leet'])
    """
    return looked_at(text, in_latin_1(text)) - {"marked"}


def _lettered(found: Any) -> str:
    """A letter in place of one that Latin-1 does not hold, nothing in place of a mark."""
    return "" if "\u0300" <= found[0] <= "\u036f" else "a"


def looked_at(text: str, data: bytes) -> frozenset[str]:
    """The same, and ``marked`` for :func:`is_marked`; ``data``: the text :func:`in_latin_1`."""
    names: set[str] = set()
    lettered = b""
    if text.count("\n") >= FEWEST_INITIALS - 1:
        names.add("acrostic")
    if b"?" in data and not text.isascii():
        if _any_other_figure().search(text) and _other_figures().search(text):
            names.add("figures")
        if _extended().search(text):
            lettered = in_latin_1(_extended().sub(_lettered, text))
    needles, weights = _announced()
    if found := needles.find(data.lower()):
        weighed: dict[str, list[tuple[int, int]]] = {}
        for number, start, _ in found:
            name, weight = weights[number]
            weighed.setdefault(name, []).append((start, weight))
        names.update(name for name, its in weighed.items() if _is_enough(its))
    numbers = _EXPRESSIONS.matching(data)
    if lettered:  # there a question mark is a sign, here the letter that it stands for
        numbers = [*numbers, *_EXPRESSIONS.matching(lettered)]
    if numbers:
        names.update([_EACH[number][0] for number in numbers])
        if "grouped" in names and len(data.translate(None, _NO_DIGITS)) < FEWEST_DIGITS:
            names.remove("grouped")
    return frozenset(names) if names else NOTHING


def is_marked(text: str, data: bytes, names: frozenset[str]) -> bool:
    """Whether signs, strokes or marks may give an ordinary text another view.

    ``data``: the text :func:`in_latin_1`. ``names``: as what it was :func:`looked_at`.
    """
    if data.translate(None, _ORDINARY) or _is_beyond(text, data):
        return True
    if b"rev" in data.lower() and _turned().search(data):
        return True
    if data.count(b"\xab") > 1 or data.count(b'"') > 3 or text.count("“") > 1:
        return True
    if "marked" not in names or b"://" not in data:
        return "marked" in names
    beside = _links().sub(b" ", data)
    return any(
        _compiled(expression).search(its) is not None
        for expression, its in ((_ANYWHERE, data), (_OUTSIDE_LINKS, beside))
    )


def _is_beyond(text: str, data: bytes) -> bool:
    """Whether a text holds letters that Latin-1 does not, where they may matter."""
    if b"?" not in data or text.isascii():
        return False
    found = _beyond().search(text)
    if not found or found[0] != "Œ":
        return bool(found)
    return bool(_ligature().search(text) or _beyond().search(text.replace("Œ", "")))


_WINDOW = 240
"""Characters in which all stand that together announce a reading."""


def _is_enough(weighed: Sequence[tuple[int, int]]) -> bool:
    """Whether needles that stand close together weigh enough."""
    if sum([weight for _, weight in weighed]) < ENOUGH:
        return False
    total = first = 0
    for start, weight in weighed:
        total += weight
        while weighed[first][0] < start - _WINDOW:
            total -= weighed[first][1]
            first += 1
        if total >= ENOUGH:
            return True
    return False
