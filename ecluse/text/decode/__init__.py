"""Decode what a text holds in encoded form, one level at a time.

:func:`decoded` yields the text with its encoded runs read in place, so that « Projet UmVuYXJk » is a
phrase and ``con%66identiel`` a word; whoever asks decodes the result again, to the depth and within the
:class:`Budget` that he allows. :func:`opaque` yields the runs that look encoded, compressed or encrypted
and cannot be read.

*Theory of operation.* One RE2 set of all signs of all families runs over the UTF-8 bytes of a text, and
costs about a microsecond for a post. It says which families (:data:`_FAMILIES`) to ask; most texts end
there. A family is a function in a module of its own, imported when it is first asked, that yields
:class:`~ecluse.text.decode.run.Run` values in linear time. What decodes to no plausible text is no run:
hashes, identifiers and words that happen to be valid base64 cost a look and give nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module

from ecluse.lean import NamedTuple
from ecluse.model import Span
from ecluse.text.decode.run import READINGS, Budget, Run, Source, layers, lines, woven
from ecluse.text.expressions import Expressions
from ecluse.text.mapped import Mapped

__all__ = ["Budget", "decoded", "families", "opaque", "signs_of"]

_Family = Callable[[Source], Iterable[Run]]


class _Row(NamedTuple):
    """A family, in which module it is, and what announces it in the UTF-8 bytes of a text."""

    name: str
    module: str
    sign: bytes


def _digits(classes: str, between: bytes = b"") -> bytes:
    """One digit of each class after the other."""
    return b"".join(b"[%b]%b" % (one.encode(), between) for one in classes.split())


# What the digits of ASCII text can be, by their place among those that hold whole bytes.
_QUAD = "I-Za-f C-HS-Xi-nyz0-3 ABEFIJMNQRUVYZcdghklopstwx014589 A-Za-z0-9+/_-"
_OCTET = "E-P ABEFIJMNQRUVYZ45 A-Z2-7 C-HS-X ACEGIKMOQSUWY246 I-Z2-7 BCDJKLRSTZ23 A-Z2-7"
_OCTET_HEX = "4-9A-F 014589CDGHKLOPST 0-9A-V 2-7I-N 02468ACEGIKMOQSU 89A-V 1-39ABHIJPQR 0-9A-V"

_START = rb"(?:^|[^A-Za-z0-9])"
_SPACE = rb"[ .,\r\n\t-]?"
_TURNS = rb"(?:[A-Z0-9]+[a-z]+)"
_ANY = rb"[A-Za-z0-9+/_-]"
# One quad of ASCII, or of ASCII and one letter of Latin-1 in UTF-8 (0xC3 and another byte), wherever it
# stands among three bytes.
_LATIN_QUAD = b"(?:%b)" % b"|".join(
    (
        _digits(_QUAD),
        rb"w[4-7]" + _ANY * 2,
        rb"[I-Za-f][Mcs8]O" + _ANY,
        _digits("I-Za-f C-HS-Xi-nyz0-3 DHLPTXbfjnrvz37/ D g-v") + _ANY * 3,
    )
)
_CYRILLIC = rb"(?:0[I-LY-b]|[Ndt9][CG]|[DHLPTXbfjnrvz37/_][QR][g-v])"
"""A letter of Cyrillic in UTF-8 (0xD0 or 0xD1 and another byte), wherever it stands among three bytes."""
_AMONG_LATIN = rb"%b[A-Za-z0-9+/_-]{0,9}%b[A-Za-z0-9+/_-]{0,9}%b" % (
    _CYRILLIC,
    _CYRILLIC,
    _CYRILLIC,
)
_DEFLATED = (
    _START
    + rb"[ACEGIKMOQSUWYacegikmoqsuwy02468+-][w-z0-9+/_-][A-Za-z0-9+/_-]{8,}A(?:[^A-Za-z0-9+/_-]|$)"
)
"""One block with the fixed code (RFC 1951): it starts with 011 in the lowest bits, and ends in noughts."""
_BASE64 = (
    _START + _LATIN_QUAD * 2
    + b"|" + _START + (_LATIN_QUAD + rb"[ .,\r\n\t-]") * 2
    + b"|" + _START + _digits(_QUAD, _SPACE) * 3
    + b"|" + _START + _digits(_QUAD) + rb"[A-Za-z0-9+/_-]{3}=|[A-Za-z0-9]=="
    # UTF-16 in either order
    + rb"|(?:[A-Za-z0-9][.,-]){8}|[I-Za-f][AQgw][AB][A-Za-z0-9+/_-]A[C-H][AEIMQUYcgkosw048]A|A[C-H][AEIMQUYcgkosw048]A[I-Za-f][AQgw][AB]"
    # Cyrillic in UTF-8, what packed runs start with, anything long
    rb"|0[I-LY-b][DHLPTXbfjnrvz37/_][QR][g-v]|" + _AMONG_LATIN + rb"|" + _DEFLATED + rb"|H4sI|eJ[wxyz0-3]|QlpoO|/Td6WF|UEsDB|XQAA[A-Za-z]AD/|" + _TURNS + rb"{5}"
)  # fmt: skip
_BASE32 = b"|".join(
    _START + _digits(classes) + _digits(" ".join(classes.split()[:2])) for classes in (_OCTET, _OCTET_HEX)
) + rb"|[0-9A-Z]{24}|(?:[0-9]+[A-Z]+){3}|(?:[A-Z2-7]{4,5}[ -]){3}|(?:[a-z]+[2-7]+[a-z]+){2}|[a-z2-7]==="  # fmt: skip
_PAIR = rb"(?:0x|\\x|#x|x')?(?:[Cc][23][89ABab][0-9A-Fa-f][ :,._|;\n-]{0,2})?[2-7][0-9A-Fa-f][ :,._|;\n-]{0,2}"
_HEX = (
    _START + rb"(?:0x|\\x|x|#)?(?:" + _PAIR + rb"){4}|(?:[2-7][0-9A-Fa-f]){8}"
    rb"|1f8b08|789c|78da|425a68|1F8B08|789C|78DA|(?:[2-7][0-9A-Fa-f]00){4}|(?:00[2-7][0-9A-Fa-f]){4}"
)
_JOIN = rb"(?:[ \t\r\n,;:.|/_*&#+-]{1,4}|[)\]};\"' ,.+&|]{0,4}\[?[A-Za-z.]*[(\[{&#\"' \]]{1,3})"
_NUMBER = rb"(?:3[2-9]|[4-9][0-9]|1[0-9]{2}|2[0-5][0-9])"
_NUMBERS = (
    rb"(?:%b%b){4}%b"
    % (_NUMBER, _JOIN, _NUMBER)
    + rb"|(?:^|[^0-9])(?:(?:0?[1-9]|1[0-9]|2[0-6])[ ,;./|_-]{1,3}){4}(?:0?[1-9]|1[0-9]|2[0-6])(?:$|[^0-9])"
    rb"|(?:0?[0-3][0-7]{2}[ ,;.]{1,2}){4}|(?:[01]{6,8}[ ,;./|_-]{1,3}){3}[01]{6}|(?:[1-5]{2}[ ,;.-]){5}"
    rb"|(?:(?:0[3-9]|1[0-2])[0-9]){4}|(?:(?:0[1-9]|1[0-9]|2[0-6])){6}|[1-5]{12}|(?:0o[0-7]{2,3}[ ,]{1,2}){3}"
    rb"|(?:(?:[0-9]|1[0-9]|2[0-5])[ ,;./|_-]{1,3}){4}(?:[0-9]|1[0-9]|2[0-5])(?:$|[^0-9])"
)
_KEYS = rb"(?:22|33|44|55|66|77|88|99)[2-9]{0,2}[ .,/|-]{1,3}(?:[2-9]{1,4}[ .,/|0-]{1,3}){2}[2-9]"
_DOT = rb"(?:[.*]|\xc2\xb7|\xe2\x80[\xa2\xa7]|\xe2\x88\x99|\xe2\x8b\x85|\xe2\x97\x8f)"
_DASH = rb"(?:[-_]|\xe2\x88\x92|\xe2\x80[\x90-\x95]|\xe2\x94\x80|\xe2\x94\x81|\xe2\x96\xac|\xe3\x83\xbc)"
_MORSE = rb"(?:(?:%b|%b){1,6}[ /|\r\n]{1,3}){3}(?:%b|%b)" % (_DOT, _DASH, _DOT, _DASH)
_SAID_WORDS = (
    rb"(?:anatole|berthe|c\xc3\xa9lestin|celestin|d\xc3\xa9sir\xc3\xa9|desire|eug\xc3\xa8ne|eugene|fran\xc3\xa7ois|francois|gaston|henri"
    rb"|irma|joseph|kl\xc3\xa9ber|kleber|louis|marcel|nicolas|oscar|pierre|quintal|raoul|suzanne|th\xc3\xa9r\xc3\xa8se|therese|ursule|victor"
    rb"|william|xavier|yvonne|zo\xc3\xa9|zoe|antoine|beno\xc3\xaet|charles|denis|\xc3\xa9mile|emile|fernand|georges|hector|isidore|jacques"
    rb"|l\xc3\xa9on|leon|marie|no\xc3\xa9mie|olga|paul|qu\xc3\xa9bec|robert|simone|thomas|urbain|val\xc3\xa9rie|wagon|xantippe|yves|zurich"
    rb"|anton|berta|c\xc3\xa4sar|dora|emil|friedrich|gustav|heinrich|ida|julius|kaufmann|ludwig|martha|nordpol|otto|paula|quelle|richard"
    rb"|samuel|theodor|ulrich|viktor|wilhelm|ypsilon|zacharias|adam|boy|david|edward|frank|george|henry|john|king|lincoln|mary|nora|ocean"
    rb"|queen|sam|tom|union|x-?ray|young|zebra|amsterdam|baltimore|casablanca|danemark|edison|florida|gallipoli|havana|italia|jerusalem"
    rb"|liverpool|madagascar|oslo|paris|roma|santiago|tripoli|uppsala|valencia|washington|yokohama|able|baker|dog|easy|fox|how|item|jig"
    rb"|love|nan|oboe|peter|roger|sugar|tare|uncle|yoke)"
)
_LETTER_NAMES = (
    rb"(?:b\xc3\xa9|c\xc3\xa9|d\xc3\xa9|effe|g\xc3\xa9|ache|elle|emme|enne|p\xc3\xa9|cu|erre|esse|t\xc3\xa9|v\xc3\xa9|ixe|z\xc3\xa8de|ka|ji"
    rb"|ay|bee|cee|see|dee|ee|eff|gee|aitch|eye|jay|kay|ell|em|en|oh|pee|cue|ar|ess|tee|you|vee|ex|why|zed|zee|[aeiou])"
)
_SEP = rb"[\s,;./|-]{1,3}"
_NAMED = rb"(?i:\b%b%b%b%b%b%b%b\b)|(?i:\b(?:%b%b){4}%b\b)" % (
    _SAID_WORDS, _SEP, _SAID_WORDS, _SEP, _SAID_WORDS, _SEP, _SAID_WORDS, _LETTER_NAMES, _SEP, _LETTER_NAMES,
)  # fmt: skip
_SOUND = rb"(?:dit|di|tit|ti|dot|point|court|bref|pip|dah|da|tah|ta|dash|trait|tiret|long)"
_SOUNDED = (
    rb"(?i:(?:%b[ ,./|;-]{0,3}){8})|(?:(?:^|[^0-9A-Za-z])(?:[01]{1,5}|[eE]{1,5}|[aAbB]{1,5}|[xXoO]{1,5})(?:[ /|]{1,3}(?:[01]{1,5}|[eE]{1,5}|[aAbB]{1,5}|[xXoO]{1,5})){4})"
    % _SOUND
)
_ORDERED = rb"(?:[0-9]{1,2} ?[=:.)-]>? ?[A-Za-z][ ,;/|\n]{1,3}){4}|:regional_indicator_[a-z]:"
_BACKWARDS = (
    rb"evil_[ks]|tset_ks|_[pousr]hg|-taplg|AIKA|AISA|azIA|-[pba]xox|_mpn|-ipyp|_fh(?:[^a-z]|$)|1v_pod|\.[sb]vh|_(?:ta|ss)phs|JyE|//:s?ptth|//:ptf"
    rb"|-ks(?:[^a-z]|$)|\.GS(?:[^a-z]|$)|AA:[0-9]{8}|(?:^|[^A-Za-z0-9.@])(?:moc|rf|gro|ten|ue|oi|ed|se|ti|eb|hc|ku|elpmaxe)\.[a-z.-]+@[a-z]"
)
_ROTATED = rb"tu[cbhfe]_[A-Za-z0-9]|tycng-|(?:fx|ex)_(?:yvir|grfg)|fx-[a-z]|NXVN|NFVN|NVmn|kbk[noc]-|acz_|clcv-|us_[A-Z]|qbc_i1|ui[fo]\.|fuc(?:ng|ff)_|rlW|uggcf?://|FT\.[A-Za-z0-9]{6}"
_ICAO = (
    rb"(?:alfa|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett|kilo|lima|mike|november|oscar"
    rb"|papa|quebec|romeo|sierra|tango|uniform|victor|whiskey|whisky|x-?ray|yankee|zoulou|zulu)"
)
_AS = rb"(?:^|[^A-Za-z0-9\x80-\xff])[A-Za-z],? (?i:comme|as in|pour|for|like|wie|como) [A-Za-z\x80-\xff'-]{2,24}"
_SPELLED = rb"(?i:\b%be?[\s,;./|-]{1,3}%b)" % (_ICAO, _ICAO) + rb"|%b[ ,;./\n-]{1,3}%b" % (_AS, _AS)
_MOJIBAKE = rb"\xc3[\x82\x83\x84\x85\x90\x91\x8e\x8f](?:\xc2|\xc5|\xc6|\xcb|\xe2)|\xc3[\xa2\xa3\xb0](?:\xe2\x82\xac|\xc2[\x80-\xbf]|\xc5|\xe2\x80)"
_MIXED = rb"(?:^|[\s\"'(:])[a-z]*%b{3}|(?:^|[\s\"'(:])[A-Z]*(?:[0-9]+[A-Z]+){2}|%b{6}" % (
    _TURNS,
    _TURNS,
)
_ASCII = rb"[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]"
_ASCII_SIGN = rb"[!#$%&*+;<=>?@^`{|}~]"
_TURN = rb"(?:[a-z][A-Z]|[0-9][A-Za-z]|[A-Za-z][0-9])"
_FULL = rb"(?:^|[\s\"'(])" + _ASCII + rb"{1,40}(?:%b%b*%b|%b%b*%b)%b{2}" % (
    _ASCII_SIGN, _ASCII, _TURN, _TURN, _ASCII, _ASCII_SIGN, _ASCII,
)  # fmt: skip
_DENSE = (
    _FULL
    + rb"|"
    + rb"(?:[A-Za-z0-9][!#$*;<>@^`{|}~()][!-~]*){3}|(?:[A-Za-z0-9][!#$*;<>@^`{|}~][A-Za-z0-9][!-~]*){2}"
)

_FAMILIES: tuple[_Row, ...] = (
    _Row("percents", "escapes", rb"%[2-7][0-9A-Fa-f]|%[89A-Fa-f][0-9A-Fa-f]%|%0[AaDd9]|[A-Za-z]%[C-F][0-9A-F]|%u[0-9A-Fa-f]{4}"),
    _Row(
        "backslashes", "escapes",
        rb"\\(?:x[0-9A-Fa-f{]|u[0-9A-Fa-f{+]|U[0-9A-Fa-f]|N\{|o\{|[0-9][0-9A-Fa-f]|[nrt](?:[^a-z]|$)|[\"/])|\":[^\n]*\\[nrt]|[Uu]\+[0-9A-Fa-f]{4}|u00[2-7][0-9A-Fa-f]u00|\\'[0-9A-Fa-f]{2}|\\u[0-9]{2,5}\?|(?:x[2-7][0-9A-Fa-f]){4}",
    ),
    _Row("encoded_words", "escapes", rb"=\?[A-Za-z0-9._*-]{1,60}\?[BbQq]\?"),
    _Row("punycode", "escapes", rb"[Xx][Nn]--[A-Za-z0-9]"),
    _Row("nuls", "misread", rb"\x00"),
    _Row("misread", "misread", _MOJIBAKE),
    _Row("swapped", "misread", rb"(?:[\xe2-\xe7][\x80-\xbf]{2}){3}"),
    _Row("ascii85", "tokens", rb"<~"),
    _Row("base64", "bases", _BASE64),
    _Row("base32", "bases", _BASE32),
    _Row("hexadecimal", "bases", _HEX),
    _Row("bits", "bases", rb"(?:[01]{8}[ ,;./|_\n-]{0,2}(?:0b)?){3}|(?:[01]{4}[ _-]){6}|(?:[01][ ,]){24}"),
    _Row("uuencoded", "tokens", rb"begin [0-7]{3,4} |(?:^|\n)[!-`][ -`]{4,61}(?:\r?\n|$)"),
    _Row("quoted_printable", "escapes", rb"=[2-7C-F][0-9A-Fa-f]|=[2-7c-f][0-9a-f]=|=\r?\n"),
    _Row("utf7", "escapes", rb"[+&]A[A-P][A-Za-z0-9+/]|[+&][A-Za-z0-9+/]{3,}-"),
    _Row("mixed", "tokens", _MIXED),
    _Row("dense", "tokens", _DENSE),
    _Row("numbers", "codes", _NUMBERS),
    _Row("keys", "codes", _KEYS),
    _Row("morse", "ciphers", _MORSE),
    _Row("braille", "ciphers", rb"\xe2[\xa0-\xa3][\x80-\xbf]"),
    _Row("spelling", "ciphers", _SPELLED),
    _Row("signs", "ciphers", rb"(?:(?:\xf0\x9f[\x80-\xbf]{2}|\xe2[\x86-\xaf][\x80-\xbf])(?:\xef\xb8\x8f)?[ \n/|]{0,3}){16}|(?:\xf0\x9f[\x90\x91][\x80-\xbf]){5}|[ \t]{24}"),
    _Row("bacon", "ciphers", rb"(?:[AB]{5}[ /|.-]?){4}|(?:[ab]{5}[ /|.-]?){4}"),
    _Row("rot47", "ciphers", rb"(?:^|\s)[!-~]?[2-9]*[:-K][2-9:-K]{3}|(?:[p-z][{-~!-+][p-~!-+]|[{-~!-+][p-z][{-~!-+])[p-~!-+]{3}"),
    _Row("named", "said", _NAMED),
    _Row("sounded", "said", _SOUNDED),
    _Row("ordered", "said", _ORDERED),
    _Row("backwards", "turned", _BACKWARDS),
    _Row("rotated", "turned", _ROTATED),
    _Row("turned", "turned", _MIXED + rb"|(?:^|[^A-Za-z0-9])={1,2}[A-Za-z0-9+/]{8}|(?:[0-9A-Fa-f][2-7]){8}"),
    _Row("pluses", "escapes", rb"[A-Za-z]{2}\+[A-Za-z%]|%[0-9A-Fa-f]{2}\+"),
)  # fmt: skip


_SIGNS = Expressions([row.sign for row in _FAMILIES])


def _announced(text: str) -> Sequence[int]:
    """The numbers of the families to ask."""
    return _SIGNS.matching(text.encode("utf-8", "surrogatepass"))


def signs_of(text: str) -> list[str]:
    """The families that something in a text announces, in their order.

    >>> signs_of("Projet UmVuYXJk, con%66identiel"), signs_of("Rendez-vous jeudi à 18 h 30 !")
    (['percents', 'base64', 'mixed', 'dense', 'turned'], [])
    """
    return [_FAMILIES[number].name for number in _announced(text)]


def families(names: Iterable[str]) -> Iterator[_Family]:
    """The functions that read families."""
    for row in _FAMILIES:
        if row.name in names:
            yield getattr(import_module(f"ecluse.text.decode.{row.module}"), row.name)


def decoded(text: str, budget: Budget | None = None) -> Iterator[Mapped]:
    """Texts in which the encoded runs of ``text`` are read, one level deep; the likeliest first.

    Nothing for a text without any. What the budget has no room for is left out, and it says so
    (:attr:`Budget.over`) once the iteration has ended.

    >>> [made.text for made in decoded("Projet UmVuYXJk, con%66identiel")]
    ['Projet Renard, confidentiel']
    """
    found = _announced(text)
    return _decoded(text, found, budget or Budget()) if found else iter(())


def _decoded(text: str, found: Sequence[int], budget: Budget) -> Iterator[Mapped]:
    source = Source(text, text.encode("latin-1", "replace"), budget)
    asked = families({_FAMILIES[number].name for number in found})
    found_runs = layers((family(source) for family in asked), budget)
    for number, runs in enumerate(found_runs, 1):
        made = woven(text, runs)
        if made.text != text and budget.take(len(made.text)):
            yield made
            alone = lines(text, runs) if 2 * number <= READINGS else None
            if alone is not None and alone.text != made.text and budget.take(len(alone.text)):
                yield alone


def opaque(text: str) -> Iterator[Span]:
    """Runs that look encoded, compressed, encrypted or damaged, and cannot be read; in order."""
    from ecluse.text.decode.unreadable import unreadable

    return unreadable(text)
