"""Texts that make scanners slow: each generator gives ``n`` characters of one.

A generator is a function ``make(n) -> str``; :func:`generators` gives them by name. Those that depend
on what a policy declares (its terms repeated, its terms nearly, everything that announces anything,
once, before noise) are made for the words and examples given. Noise is drawn once and repeated: a
needle that stood by chance only in the longer of two texts would be a step, not a slope.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

Make = Callable[[int], str]

ZWSP, ZWNJ, ZWJ, SHY, BOM = "\u200b", "\u200c", "\u200d", "\u00ad", "\ufeff"
LRO, RLO, PDF, LRI, RLI, PDI = "\u202d", "\u202e", "\u202c", "\u2066", "\u2067", "\u2069"
VS16, RLM = "\ufe0f", "\u200f"
FAMILY = ZWJ.join("👩👩👧👦")


def again(unit: str) -> Make:
    """``unit``, over and over: in whole pairs, when they are many.

    Half a unit at the end, or an odd one, may be read otherwise (an underscore without its partner, a
    word cut short): a step between two lengths, not a slope.
    """

    def make(n: int) -> str:
        pairs = n // (2 * len(unit))
        return unit * (2 * pairs) if pairs >= _MANY else (unit * (n // len(unit) + 1))[:n]

    return make


_MANY = 32
"""Pairs of units of which one more or less does not count."""


def nested(opening: str, closing: str, inside: str = "x") -> Make:
    """Half openings, half closings."""

    def make(n: int) -> str:
        depth = max(0, n - len(inside)) // (len(opening) + len(closing))
        return opening * depth + inside + closing * depth

    return make


_NOISE = 50_000
"""Characters of noise before it begins again."""


def drawn(alphabet: Sequence[str]) -> Make:
    """Characters drawn from an alphabet, the same in each run."""
    return again("".join(random.Random(1).choices(alphabet, k=_NOISE)))


def after(start: str, make: Make) -> Make:
    """``start`` once, then what ``make`` makes."""
    return lambda n: (start + make(max(0, n - len(start))))[:n]


def counted(form: Callable[[int], str]) -> Make:
    """``form(0)``, ``form(1)``… one after the other."""

    def make(n: int) -> str:
        made: list[str] = []
        length, number = 0, 0
        while length < n:
            made.append(form(number))
            length += len(made[-1])
            number += 1
        return "".join(made)[:n]

    return make


# --- encodings ------------------------------------------------------------------------------------

_PROSE = "Le marché ouvre samedi à huit heures, venez nombreux. "


def _plain(n: int) -> bytes:
    data = _PROSE.encode()
    return (data * (n // len(data) + 1))[:n]


def base64_of_prose(n: int) -> str:
    return base64.b64encode(_plain(n * 3 // 4 + 3)).decode()[:n]


def base64_nested(n: int) -> str:
    """Five levels."""
    data = _plain(int(n * 0.75**5) + 16)
    for _ in range(5):
        data = base64.b64encode(data)
    return data.decode()[:n]


def base64_of_noise(n: int) -> str:
    return again(base64.b64encode(random.Random(1).randbytes(_NOISE * 3 // 4)).decode())(n)


def base64_runs(n: int) -> str:
    """Many short runs, each a word."""
    words = (base64.b64encode(f"mot{i:06}".encode()).decode() + " " for i in range(n // 13 + 1))
    return "".join(words)[:n]


@lru_cache
def _bomb() -> str:
    """Ten million zeros, as 13 thousand characters."""
    return base64.b64encode(gzip.compress(bytes(10_000_000), 9, mtime=0)).decode()


def gzip_bombs(n: int) -> str:
    return again(_bomb() + "\n")(n)


def zlib_of_prose(n: int) -> str:
    letters = "".join(random.Random(1).choices("etaoin shrdlu", k=_NOISE * 2))
    return again(base64.b64encode(zlib.compress(letters.encode())).decode() + "\n")(n)


def hexadecimal(n: int) -> str:
    return _plain(n // 2 + 1).hex()[:n]


def base32_of_prose(n: int) -> str:
    return base64.b32encode(_plain(n * 5 // 8 + 5)).decode()[:n]


def quoted_printable(n: int) -> str:
    return "".join(f"={byte:02X}" for byte in _plain(n // 3 + 1))[:n]


def percent_nested(n: int) -> str:
    """``%`` written ``%25``, written ``%2525``…"""
    return again("%" + "25" * 40 + "41")(n)


def utf16(n: int) -> str:
    """Every other character a NUL."""
    return "\0".join(_PROSE * (n // (2 * len(_PROSE)) + 1))[:n]


def rot13_of(words: str) -> Make:
    return again(codecs.encode(words, "rot13"))


# --- words of the policy --------------------------------------------------------------------------


def nearly(words: Sequence[str]) -> str:
    """Each word with one letter left out, one doubled, one exchanged."""
    made: list[str] = []
    for word in words:
        middle = len(word) // 2
        made += [
            word[:middle] + word[middle + 1 :],
            word[:middle] + word[middle - 1 : middle] + word[middle:],
            word[:middle] + "z" + word[middle + 1 :],
        ]
    return " ".join(made) + " "


_LEET = str.maketrans("aeiostlbg", "43105718 9".replace(" ", ""))
_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")


def of_words(words: Sequence[str]) -> Iterator[tuple[str, Make]]:
    """Generators made of what a policy declares."""
    joined = " ".join(words) + " "
    yield "terms", again(joined)
    yield "terms in one word", again("".join(words).replace(" ", ""))
    yield "terms nearly", again(nearly(words))
    yield "terms in leet", again(joined.translate(_LEET))
    yield "terms in mixed scripts", again(joined.translate(_CYRILLIC))
    yield "terms reversed", again(joined[::-1])
    yield "terms in rot13", rot13_of(joined)
    yield "terms spelled", again(" ".join(joined))
    yield "terms with zero width", again(ZWSP.join(joined))
    yield "terms cut short", again(" ".join(word[:-1] for word in words) + " ")
    yield "first halves of terms", again("".join(word[: len(word) // 2] for word in words))
    yield "terms in comments", again("".join(f"<!--{word}-->" for word in words))
    yield (
        "terms in base64",
        again(" ".join(base64.b64encode(word.encode()).decode() for word in words) + " "),
    )


def of_examples(examples: Sequence[str], near: Sequence[str]) -> Iterator[tuple[str, Make]]:
    """What everything finds something in: over and over, and once, before what is slow to look at.

    ``near``: of rules that want two findings near each other.
    """
    everything = "\n".join(examples) + "\n"
    yield "examples", again(everything)
    yield "examples with near", again("\n".join(near) + "\n")
    for name in ("base64 of noise", "digits, spaces", "a.b.c", "random ASCII", "e-mails", "a"):
        yield f"examples, {name}", after(everything[:20_000], GENERATORS[name])


# --- everything else ------------------------------------------------------------------------------

_LATIN = [chr(code) for code in range(256)]
_UNICODE = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
_WORDS = ("un deux trois quatre cinq six sept huit neuf dix zero one two three four five six seven "
          "eight nine ten ")  # fmt: skip

_GAPS = " ,;./|-–\n"

GENERATORS: dict[str, Make] = {
    # markup
    "<!--": again("<!--"),
    "<!-- a -->": again("<!-- a -->"),
    "<": again("<"),
    "<a": again("<a "),
    "<a href=": again('<a href="'),
    "<div> nested": nested("<div>", "</div>"),
    "<span hidden> nested": nested("<span hidden>", "</span>"),
    "</a>": again("</a>"),
    "<style>": again("<style>a{content:'"),
    "<![CDATA[": again("<![CDATA["),
    "[": again("["),
    "[a](": again("[a]("),
    "![ nested": nested("![", "](b)"),
    "[a][": again("[a]["),
    "((((": again("("),
    "( nested": nested("(", ")"),
    "*a": again("*a "),
    "* alone": again("*"),
    "**a_": again("**a_ "),
    "_": again("_"),
    "`": again("`"),
    "backticks, growing": counted(lambda i: "`" * (i % 200 + 1) + "a"),
    "~~~": again("~~~\n"),
    ">": again("> " * 40 + "\n"),
    "list, growing": counted(lambda i: " " * (i % 300) + "- a\n"),
    "|": again("|"),
    "table": again("| a | b | c |\n|---|---|---|\n| d | e | f |\n"),
    "front matter": again("---\na: b\n"),
    "[^1]:": counted(lambda i: f"[^{i}]: a[^{i}]\n"),
    "# headings": again("# a\n"),
    # entities and escapes
    "&": again("&"),
    "&amp;": again("&amp;"),
    "&amp;amp;": again("&" + "amp;" * 50),
    "&#": again("&#"),
    "&#1111…": again("&#" + "1" * 500),
    "%": again("%"),
    "%41": again("%41"),
    "%2525": percent_nested,
    "\\": again("\\"),
    "\\u0041": again("\\u0041"),
    "\\u": again("\\u"),
    "\\x41": again("\\x41"),
    "=41": quoted_printable,
    "=": again("="),
    "= ends": again("a=\n"),
    # encodings
    "base64 of prose": base64_of_prose,
    "base64 nested": base64_nested,
    "base64 of noise": base64_of_noise,
    "base64 runs": base64_runs,
    "AAAA": again("A"),
    "base32": base32_of_prose,
    "hexadecimal": hexadecimal,
    "gzip bombs in base64": gzip_bombs,
    "zlib in base64": zlib_of_prose,
    "data:": again("data:text/plain;base64,QUFB "),
    "UTF-16": utf16,
    "JSON brackets": again("["),
    "JSON nested": nested('{"a":', "}", '"b"'),
    "JSON strings": again('{"a": "b\\u0041"}, '),
    "-----BEGIN": again("-----BEGIN PRIVATE KEY-----\n"),
    # unseen and stacked
    "zero width": again(ZWSP),
    "a + zero width": again("a" + ZWSP),
    "zero-width binary": again(ZWSP + ZWNJ),
    "soft hyphens": again("a" + SHY),
    "combining stack": again("\u0301"),
    "combining, mixed": again("\u0327\u0301\u0325\u0308"),
    "a + combining": again("a\u0301\u0308"),
    "tag characters": again("\U000e0061"),
    "variation selectors": again("\ufe01\U000e0102"),
    "RLO": again(RLO),
    "RLO nested": nested(RLO, PDF),
    "isolates nested": nested(RLI, PDI),
    "RLO abc PDF": again(RLO + "abc" + PDF),
    "LRI, RLI": again(LRI + RLI),
    "PDI": again(PDI),
    "Hebrew, digits": again("אב 12 " + RLM),
    "regional indicators": again("\U0001f1eb\U0001f1f7"),
    "styled letters": again("𝓬𝓸𝓭𝓮 "),
    "enclosed letters": again("ⓐ🅱🄲"),
    "turned letters": again("ɐqɔpǝɟ "),
    "fi ligatures": again("ﬁ"),
    "longest decompositions": again("ﷺ"),
    "emoji family": again(FAMILY),
    "emoji, ZWJ": again("👩" + ZWJ),
    "keycaps": again("1" + VS16 + "\u20e3"),
    # letters set apart
    "one letter a line": again("a\nb\nc\n"),
    "a.b.c": again("a.b.c."),
    "a b c": again("a b c "),
    "a-b_c": again("a-b_c/"),
    "syllables": again("con-fi-den-"),
    "leet": again("4e1071375 "),
    "mixed script": again("аdmіn "),
    "number words": again(_WORDS),
    "point, arobase": again("jean point arobase "),
    # numbers and names
    "digits": again("0123456789"),
    "digits, one": again("1"),
    "digits, spaces": again("12 34 56 78 "),
    "digits, mixed": again("1-2.3 4/5"),
    "4111…": again("4111 1111 1111 1111 "),
    "FR76": again("FR76 3000 6000 "),
    "@": again("@"),
    "a@": again("a@"),
    "a@b.": again("a@b."),
    "e-mails": counted(lambda i: f"a{i}@exemple.fr "),
    "URLs": counted(lambda i: f"https://exemple.fr/a{i}?b=%41 "),
    "http://": again("http://"),
    "://": again("://a "),
    "URL, one": lambda n: ("https://exemple.fr/?" + "a=%2F&" * (n // 6 + 1))[:n],
    "dots": again("."),
    "a.": again("a."),
    "hashtags": counted(lambda i: f"#motDièse{i} "),
    "#": again("#"),
    # whitespace and signs
    "spaces": again(" "),
    "newlines": again("\n"),
    "carriage returns": again("\r"),
    "tabs": again("\t"),
    "no-break spaces": again("\u00a0\u202f"),
    "commas": again(","),
    "quotes": again('"'),
    "'": again("'"),
    "« »": nested("«", "»"),
    "NUL": again("\0"),
    "surrogates": again("\ud800"),
    "surrogates, turned": again("\udc00\ud800"),
    "U+FFFD": again("\ufffd"),
    "U+10FFFF": again("\U0010ffff"),
    "password:": again("password: "),
    "mot de passe = ": again("mot de passe = a"),
    # other scripts, noise
    "CJK": again("公開前資料"),
    "Hangul jamo": again("\u1100\u1161\u11a8"),
    "Thai": again("น้ำ"),
    "Cyrillic": again("проект "),
    "a": again("a"),
    "É": again("É"),
    "one word": again("confidentialit"),
    "bytes as Latin-1": drawn(_LATIN),
    "random Unicode": drawn(_UNICODE),
    "random ASCII": drawn(_LATIN[32:127]),
    "random letters": drawn("abcdefghijklmnopqrstuvwxyz     "),
    "random signs": drawn("<>[](){}*_`&;%=\\\"'#|-~!: a\n"),
    # one trick, over and over, and nothing else
    "number words, one word": lambda n: "neufsept" * ((n - 1) // 8) + "z",
    "numbers, in several ways": lambda n: "zero " + "unoneun" * ((n - 6) // 7) + "z",
    "capitals": again("ABC DEFG "),
    "doubled numbers": again("double neuf triple sept "),
    "sums": again("(3+4)"),
    "masked words": again("conf*dentiel pr••et "),
    "remarks in words": again("con(fi)den[ti]el "),
    "[]{": again("[]{"),
    ":a:": again("a:b:"),
    "$a$": again("a$b$c^d^e~f~"),
    "++a++": again("++a++''b''==c=="),
    "footnotes, nested": nested("[^a](", ")"),
    "links": again("[a](https://exemple.fr/le-port-de-b) "),
    "<a href>": again('<a href="https://exemple.fr/a-b">c</a> '),
    "<table>": again("<table><tr><td>a</td><td>b</td></tr></table>"),
    "&lt;b&gt;": again("&lt;b&gt;"),
    "strings put together": again('"a" + "b" + '),
    "strings, turned": again('"ab".replace("a", "c")[::-1] '),
    "JSON of JSON": again('{"a": "{\\"b\\": \\"c\\"}"}'),
    "octets": again("01100011 01101111 "),
    "character codes": again("99 111 110 102 "),
    "Morse": again("-.-. --- -. ..-. "),
    "braille": again("⠉⠕⠝⠋ "),
    "ASCII85": again('<~87cURD]i,"Ebo7~>'),
    "base64 in one data:": lambda n: ("data:text/plain;base64," + base64_of_prose(n))[:n],
    "base64, folded": lambda n: "\n".join(map("".join, zip(*[iter(base64_of_prose(n))] * 64)))[:n],
    "first letters of lines": counted(lambda i: f"{chr(97 + i % 26)}bc def ghi\n"),
    "letters said, other gaps": counted(
        lambda i: "oscar" + "".join(_GAPS[i // len(_GAPS) ** k % len(_GAPS)] for k in range(4))
    ),
    "columns": again("a\tb\tc\n"),
    "c  o  n": again("c  o  n  f  "),
    "stretched": again("cooonfiiideeentiel "),
    "Greek": again("σχέδιο "),
    "reversed words": again("leitnedifnoc tejorp el "),
    "camel": again("leProjetDuLacEnJuin"),
    "words without spaces": again("lesitefermeenjuinpourtoujours"),
}


def generators(
    words: Sequence[str] = (), examples: Sequence[str] = (), near: Sequence[str] = ()
) -> dict[str, Make]:
    """Every generator by name; with ``words`` and ``examples``, also those made of them."""
    made = dict(of_words(words)) if words else {}
    return {**GENERATORS, **made, **(dict(of_examples(examples, near)) if examples else {})}
