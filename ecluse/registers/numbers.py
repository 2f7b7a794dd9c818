"""Quantities: numbers in digits and in words, French and English, with unit and range.

A number written exactly admits itself (``low == high``); a hedge widens it by one unit of its last
significant digit, at most 15 % (``plus de 41 millions`` admits 41 to 42 millions). What another
number would be rounded to is decided when two are compared: :func:`agree`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ecluse.registers.kinds import Kind, Token
from ecluse.registers.lexed import Lexed

__all__ = [
    "AFTER_ARTICLE",
    "ARTICLES",
    "NUMBER_WORDS",
    "UNITS",
    "Read",
    "agree",
    "in_base_unit",
    "read_number",
    "significant",
]


def _table(rows: str) -> dict[bytes, float]:
    pairs = (pair.split(":") for pair in rows.split())
    return {word.encode(): float(value) for word, value in pairs}


_ONES = _table("""
zero:0 un:1 une:1 one:1 deux:2 two:2 trois:3 three:3 quatre:4 four:4 cinq:5 five:5 six:6 sept:7 seven:7
huit:8 eight:8 neuf:9 nine:9 dix:10 ten:10 onze:11 eleven:11 douze:12 twelve:12 treize:13 thirteen:13
quatorze:14 fourteen:14 quinze:15 fifteen:15 seize:16 sixteen:16 seventeen:17 eighteen:18 nineteen:19
vingt:20 vingts:20 twenty:20 trente:30 thirty:30 quarante:40 forty:40 fourty:40 cinquante:50 fifty:50
soixante:60 sixty:60 septante:70 seventy:70 huitante:80 octante:80 eighty:80 nonante:90 ninety:90
""")
_HUNDREDS = _table("cent:100 cents:100 hundred:100 hundreds:100")
_SCALES = _table("""
mille:1e3 mil:1e3 thousand:1e3 thousands:1e3 million:1e6 millions:1e6 milliard:1e9 milliards:1e9
billion:1e9 billions:1e9 bn:1e9 mds:1e9 md:1e9 mrd:1e9 mrds:1e9 mln:1e6 mio:1e6 milliers:1e3 millier:1e3
""")
_ABOUT = _table("""
dizaine:10 dizaines:10 douzaine:12 douzaines:12 dozen:12 dozens:12 quinzaine:15 vingtaine:20
trentaine:30 quarantaine:40 cinquantaine:50 soixantaine:60 centaine:100 centaines:100 millier:1e3
milliers:1e3 hundreds:100 thousands:1e3
""")
_SEVERAL = frozenset(
    b"dizaines douzaines dozens centaines milliers hundreds thousands millions milliards billions".split()
)
_ATTACHED = {
    b"k": 1e3,
    b"m": 1e6,
    b"bn": 1e9,
    b"b": 1e9,
    b"md": 1e9,
    b"mds": 1e9,
    b"mrd": 1e9,
    b"mln": 1e6,
    b"mn": 1e6,
}
_HALVES = frozenset(b"demi demie half".split())
ARTICLES = frozenset(b"un une a an one".split())

NUMBER_WORDS = (
    frozenset(_ONES)
    | frozenset(_HUNDREDS)
    | frozenset(_SCALES)
    | frozenset(_ABOUT)
    | {
        b"demi",
        b"half",
        b"moitie",
        b"tiers",
        b"quart",
        b"quarts",
        b"quarters",
        b"third",
        b"thirds",
        b"a",
        b"an",
    }
)
"""Words at which a quantity may start."""

_UNIT_ROWS = """
eur:euro,euros,eur dollar:  usd:dollar,dollars,usd gbp:pound,pounds,gbp,sterling chf:chf,francs,franc
percent:percent,pct,pourcent,pourcents,pts,point,points celsius:degre,degres,degree,degrees,celsius
km:km,kms,kilometre,kilometres,kilometer,kilometers m:metre,metres,meter,meters mile:mile,miles
cm:cm,centimetre,centimetres mm:mm kg:kg,kgs,kilo,kilos,kilogramme,kilogrammes,kilogram,kilograms tonne:tonne,tonnes,ton,tons times:fois,times g:g,gramme,grammes,gram,grams
litre:litre,litres,liter,liters hl:hl,hectolitre,hectolitres,hectoliter,hectoliters,hectos cl:cl,centilitre,centilitres ml:ml,millilitre,millilitres
kwh:kwh,kilowattheure,kilowattheures mwh:mwh gwh:gwh twh:twh kw:kw,kilowatt,kilowatts mw:mw,megawatt,megawatts gw:gw,gigawatt,gigawatts ha:hectare,hectares,ha
mg:mg,milligramme,milligrammes,milligram,milligrams cent:centime,centimes,cents,pence
year:an,ans,annee,annees,year,years,yr,yrs month:mois,month,months
week:semaine,semaines,week,weeks,wk,wks day:jour,jours,journee,journees,day,days
hour:heure,heures,hour,hours,hr,hrs,h minute:minute,minutes,min,mins,mn second:seconde,secondes,second,seconds,sec
person:personne,personnes,person,people,persons,salarie,salaries,salariee,salariees,employe,employes,employee,employees,collegue,collegues,colleague,colleagues,collaborateur,collaborateurs,poste,postes,job,jobs,worker,workers,emploi,emplois,ppl
"""
UNITS: dict[bytes, str] = {
    form.encode(): name
    for name, forms in (row.split(":") for row in _UNIT_ROWS.split() if not row.endswith(":"))
    for form in forms.split(",")
}
"""Unit words → canonical unit."""

AFTER_ARTICLE = (
    (NUMBER_WORDS - ARTICLES - frozenset(_ONES))
    | frozenset(b"third fifth cinquieme million milliard".split())
    | frozenset(form for form, unit in UNITS.items() if unit in ("year", "month", "week"))
)
"""Words before which an article may count: ``un million``, ``half``, ``un an``, ``a third``."""

_QUALIFIERS = frozenset(
    b"new nouveau nouveaux nouvelles more additional extra supplementaires autres other permanent".split()
)
"""Words between a number and the people that it counts: ``450 new jobs``."""
_SIGNS = {"€": "eur", "$": "usd", "£": "gbp", "%": "percent", "¥": "jpy", "‰": "permille"}
_COUNTED = frozenset(form for form, unit in UNITS.items() if unit == "person")
_SAME = {
    "year": ("month", 12.0),
    "week": ("day", 7.0),
    "minute": ("hour", 1 / 60),
    "second": ("hour", 1 / 3600),
    "km": ("m", 1000.0),
    "cm": ("m", 0.01),
    "mm": ("m", 0.001),
    "tonne": ("kg", 1000.0),
    "g": ("kg", 0.001),
    "mg": ("kg", 1e-6),
    "hl": ("litre", 100.0),
    "cl": ("litre", 0.01),
    "ml": ("litre", 0.001),
    "mwh": ("kwh", 1e3),
    "gwh": ("kwh", 1e6),
    "twh": ("kwh", 1e9),
    "mw": ("kw", 1e3),
    "gw": ("kw", 1e6),
}

_BEFORE = {
    **dict.fromkeys(b"presque quasi quasiment almost nearly".split(), "almost"),
    **dict.fromkeys(
        b"environ about around roughly approximately approx quelque some circa env".split(), "about"
    ),
    **dict.fromkeys(b"over above exceeding depasse depassent".split(), "over"),
    **dict.fromkeys(b"under below".split(), "almost"),
}
_BEFORE_LINK = {
    **dict.fromkeys(b"pres moins less fewer".split(), "almost"),
    **dict.fromkeys(b"autour ordre alentours proche dans".split(), "about"),
    **dict.fromkeys(b"plus more dela + superieur".split(), "over"),
}
_LINKS = frozenset(b"de d than of les a".split())
_NEVER = frozenset(b"jamais pas no not never".split())
"""« pas plus de 42 » is a bound, not a hedge."""
_AND = frozenset((b"et", b"and"))
_TO = frozenset(b"et and a to".split())
_CHANGE = frozenset(b"quelques change some des poussieres plus odd".split())


class Read(NamedTuple):
    """A number read at a word: its range, its unit, and the index after its last word."""

    low: float
    high: float
    unit: str
    stop: int
    start: int
    """Where its wording starts in the text."""
    end: int
    counted: int = -1
    """Index of a counted noun that is the unit (``salariés``), a word of its own."""
    digits: bool = False

    def token(self) -> Token:
        """The quantity as a token."""
        span = f"{self.low:.12g}" if self.low == self.high else f"{self.low:.12g}~{self.high:.12g}"
        key = f"q:{span} {self.unit}".rstrip().encode()
        return Token(Kind.QUANTITY, key, self.start, self.end, self.unit, self.low, self.high)


# --- reading -------------------------------------------------------------------------------------


def read_number(lexed: Lexed, at: int) -> Read | None:
    """The quantity that starts at word ``at``, with its unit; ``None`` when there is none."""
    share = _share(lexed, at)
    if share is not None:
        return share
    one = _one(lexed, at)
    return _to(lexed, at, one) if one is not None else None


def _one(lexed: Lexed, at: int) -> Read | None:
    """One number with its unit, whatever follows."""
    word = lexed.words[at]
    first = _digits(lexed, at) if word[0] < 58 else _in_words(lexed, at)
    return _with_unit(lexed, at, *first) if first is not None else None


def _to(lexed: Lexed, at: int, one: Read) -> Read:
    """``one``, or the range that it opens: ``10-12 %``, ``entre 10 et 12 millions``."""
    here, gap = one.stop, lexed.gaps[one.stop]
    if here >= lexed.count or one.counted >= 0:
        return one
    if gap == b" " and lexed.words[here] in _TO:
        if lexed.words[here] in _AND and lexed.word(at - 1) not in (b"entre", b"between"):
            return one
        here += 1
    elif gap not in (b"-", b" - "):
        return one
    if here >= lexed.count or not (lexed.words[here][0] < 58 or lexed.words[here] in NUMBER_WORDS):
        return one
    other = _one(lexed, here)
    if other is None or (other.unit != one.unit and one.unit):
        return one
    if not other.unit and 1900 <= one.low < 2100 and 1900 <= other.low < 2100:
        return one  # years
    scale = next((s for s in (1.0, 1e3, 1e6, 1e9) if one.low * s * 20 >= other.low), 1.0)
    low = one.low if one.unit else one.low * scale
    if not 0 < low < other.high:
        return one
    return other._replace(low=low, start=one.start, digits=one.digits)


def _plain(lexed: Lexed, at: int) -> bool:
    """Whether the word at ``at`` follows its neighbour after one space or hyphen."""
    return at < lexed.count and lexed.gaps[at] in (b" ", b"-", b"")


def _digits(lexed: Lexed, at: int) -> tuple[float, int, str, bool] | None:
    """A number in digits: value, index after it, hedge, whether a scale follows attached."""
    word = lexed.words[at]
    size = _leading(word)
    number, tail, stop = word[:size], word[size:], at + 1
    if len(number) > 15:
        return None
    decimals = b""
    if not tail:
        number, decimals, tail, stop = _groups(lexed, at, number)
    value = float(number + b"." + (decimals or b"0"))
    return _scaled(lexed, at, value, tail, stop)


def _leading(word: bytes) -> int:
    return len(word) - len(word.lstrip(b"0123456789"))


def _groups(lexed: Lexed, at: int, number: bytes) -> tuple[bytes, bytes, bytes, int]:
    """Groups of three digits and decimals after ``number``: digits, decimals, letters, next index."""
    separator, stop, groups = b"", at + 1, 0
    tail, last = b"", b""
    while stop < lexed.count and len(number) < 16:
        gap, word = lexed.gaps[stop], lexed.words[stop]
        size = _leading(word)
        if size != 3 or gap not in (b" ", b".", b",", b"'") or (separator and gap != separator):
            break
        if not groups and (len(number) > 3 or (number[:1] == b"0" and gap == b" ")):
            break
        separator, groups, last = gap, groups + 1, word[:3]
        number += last
        tail = word[3:]
        stop += 1
        if tail:
            break
    if (
        groups == 1
        and separator in (b",", b".")
        and (number[:1] == b"0" or tail in _ATTACHED or _scale(lexed, stop))
    ):
        return number[:-3], last, tail, stop
    if (
        not tail
        and stop < lexed.count
        and lexed.gaps[stop] in (b",", b".")
        and lexed.gaps[stop] != separator
    ):
        word = lexed.words[stop]
        size = _leading(word)
        if (size and size != 3) or (size and groups):
            return number, word[:size], word[size:], stop + 1
    return number, b"", tail, stop


def _scale(lexed: Lexed, at: int) -> bool:
    word = lexed.word(at)
    if not word or lexed.gaps[at] not in (b" ", b""):
        return False
    return word in _SCALES or (word in (b"m", b"k") and lexed.gaps[at + 1][:1] == b"$")


def _scaled(
    lexed: Lexed, at: int, value: float, tail: bytes, stop: int
) -> tuple[float, int, str, bool] | None:
    if tail:
        if tail in (b"m", b"k", b"b", b"bn", b"md", b"mds", b"mrd", b"mln", b"mn"):
            money = lexed.gaps[stop][:1] == b"$" or lexed.gaps[at][-1:] == b"$"
            capital = lexed.text[lexed.end(stop - 1) - 1].isupper()
            if tail != b"m" or money or capital or lexed.word(at - 1) in (b"eur", b"usd", b"gbp"):
                return value * _ATTACHED[tail], stop, "", True
            return value, stop, "=m", True
        if tail in UNITS or tail == b"x":
            return value, stop, "=" + UNITS.get(tail, "times"), True
        return None
    if stop < lexed.count and lexed.gaps[stop] in (b" ", b"", b"-"):
        word = lexed.words[stop]
        if word in (b"m", b"k"):
            after = lexed.gaps[stop + 1]
            money = after[:1] == b"$" or after[:2] == b" $" or lexed.gaps[at][-1:] == b"$"
            if money or (word == b"m" and lexed.word(stop + 1) in (b"d", b"euros")):
                return value * _ATTACHED[word], stop + 1, "", True
            return (value, stop + 1, "=m", True) if word == b"m" else (value, stop, "", True)
        more = _multiply(lexed, stop, value)
        if more is not None:
            return (*more, "", True)
    return value, stop, "", True


def _multiply(lexed: Lexed, at: int, value: float) -> tuple[float, int] | None:
    """Scales after a number in digits: ``41 millions``, ``1,5 milliard``, ``3 cent mille``."""
    stop = at
    while stop < lexed.count and _plain(lexed, stop):
        word = lexed.words[stop]
        if word in _SCALES:
            value *= _SCALES[word]
        elif word in _HUNDREDS:
            value *= 100
        else:
            break
        stop += 1
    return (value, stop) if stop > at else None


def _in_words(lexed: Lexed, at: int) -> tuple[float, int, str, bool] | None:
    total, current, stop = 0.0, 0.0, at
    lowest, any_number, hedge, scale = math.inf, False, "", 1.0
    while stop < lexed.count and stop - at < 16:
        word = lexed.words[stop]
        if stop > at and not _plain(lexed, stop):
            break
        if word in _AND and any_number and _joins(lexed, stop + 1, current, total):
            stop += 1
            continue
        if word in (b"de", b"of", b"d") and hedge and lexed.word(stop + 1) in _SCALES:
            stop += 1
            continue
        if word in _ABOUT and (word not in _SCALES or not any_number):
            if (
                any_number
                and current not in (1.0, 0.0)
                and word not in (b"dozen", b"dozens", b"douzaines", b"dizaines")
            ):
                break
            if word in _SEVERAL and not any_number:
                if not _several(lexed, at):
                    return None
                hedge = "several"
            elif (word != b"dozen" and not any_number and not hedge) or word not in (
                b"dozen",
                b"dozens",
            ):
                hedge = "about"
            current = max(current, 1) * _ABOUT[word]
            any_number, scale = True, _ABOUT[word]
        elif word in _ONES:
            value = _ONES[word]
            if not _fits(value, current):
                break
            current = current - 4 + 80 if value == 20 and current % 100 == 4 else current + value
            any_number = True
        elif word in _HUNDREDS:
            if current >= 100 or (current and current > 99):
                break
            current = max(current, 1) * 100
            any_number = True
        elif word in _SCALES:
            factor = _SCALES[word]
            if word in _SEVERAL and not any_number:
                if not _several(lexed, at):
                    return None
                hedge = "several"
            if factor >= lowest:
                break
            total += max(current, 1) * factor
            current, lowest, any_number, scale = 0, factor, True, factor
        elif word in (b"a", b"an") and not any_number and stop == at:
            if (
                lexed.word(stop + 1) not in _HUNDREDS
                and lexed.word(stop + 1) not in _SCALES
                and lexed.word(stop + 1) not in _ABOUT
                and lexed.word(stop + 1) != b"half"
            ):
                return None
        elif word in _HALVES and lexed.word(stop + 1) in (b"dozen", b"douzaine"):
            return 6.0, stop + 2, "about", False
        elif (
            word in _HALVES
            and (lexed.word(stop + 1) in _SCALES or lexed.word(stop + 1) in (b"a", b"an"))
            and not any_number
        ):
            if lexed.word(stop + 1) in (b"a", b"an"):
                if lexed.word(stop + 2) == b"dozen":
                    return 6.0, stop + 3, "about", False
                if lexed.word(stop + 2) not in _SCALES:
                    return None
                return _SCALES[lexed.words[stop + 2]] / 2, stop + 3, "", False
            return _SCALES[lexed.words[stop + 1]] / 2, stop + 2, "", False
        elif word in (b"virgule", b"point") and any_number and lexed.word(stop + 1) in _ONES:
            value = _ONES[lexed.words[stop + 1]]
            current += value / (100 if value >= 10 else 10)
            stop += 1
        else:
            break
        stop += 1
    if not any_number:
        return None
    half = _and_a_half(lexed, stop)
    if half:
        total, stop = total + scale / 2, half
    return total + current, stop, hedge, False


def _fits(value: float, current: float) -> bool:
    rest = current % 100
    if value == 20 and rest == 4:
        return True
    if value < 10:
        return rest % 10 == 0 and (rest != 0 or current == 0 or current >= 100)
    if value < 20:
        return rest in (0, 60, 80) or (value >= 17 and rest == 0) or (rest == 10 and False)
    return rest == 0


def _joins(lexed: Lexed, at: int, current: float, total: float) -> bool:
    """Whether ``and`` goes on with the same number: ``vingt et un``, ``six hundred and twelve``."""
    word = lexed.word(at)
    if not word or not _plain(lexed, at):
        return False
    if word in _ONES:
        rest = current % 100
        if (current >= 100 and rest == 0) or (total and not current):
            return lexed.words[at - 1] == b"and"
        return word in (b"un", b"une", b"onze") and rest in (20, 30, 40, 50, 60)
    return False


def _and_a_half(lexed: Lexed, at: int) -> int:
    if lexed.word(at) not in _AND:
        return 0
    if lexed.word(at + 1) in (b"demi", b"demie"):
        return at + 2
    if lexed.word(at + 1) == b"a" and lexed.word(at + 2) == b"half":
        return at + 3
    return 0


def _several(lexed: Lexed, at: int) -> bool:
    return (
        lexed.word(at - 1)
        in (b"des", b"several", b"plusieurs", b"quelques", b"de", b"few", b"par", b"of", b"les")
        or at == 0
    )


def _share(lexed: Lexed, at: int) -> Read | None:
    """A part of a whole, in percent: ``la moitié``, ``plus d'un tiers``, ``three quarters``.

    Whoever says it in words rounds: a third is 31 to 36 %, unless a hedge says on which side.
    """
    word, after = lexed.words[at], lexed.word(at + 1)
    start = lexed.start(at)
    if word == b"moitie" or (word == b"half" and after not in (b"a", b"an", b"dozen", *_SCALES)):
        if word == b"half" and after in (b"year", b"time", b"day", b"hour", b"marathon", b"term"):
            return None
        return Read(*_about(lexed, at, 50), "percent", at + 1, start, lexed.end(at))
    if word not in _ONES and word != b"a" and not (word.isdigit() and len(word) < 3):
        return None
    if after not in _PARTS or not _plain(lexed, at + 1):
        return None
    if after == b"quart" and lexed.word(at + 2) not in (b"de", b"des", b"d", b"du"):
        return None
    if lexed.word(at + 3) in (b"heure", b"siecle", b"hour", b"century", b"finale"):
        return None
    many = 1.0 if word == b"a" else _ONES.get(word) or float(word)
    value = round(100 * many / _PARTS[after], 1)
    if value >= 100:
        return None
    return Read(*_about(lexed, at, value), "percent", at + 2, start, lexed.end(at + 1))


_PARTS = {
    **dict.fromkeys(b"tiers third thirds".split(), 3),
    **dict.fromkeys(b"quart quarts quarter quarters".split(), 4),
    **dict.fromkeys(b"fifth fifths cinquieme cinquiemes".split(), 5),
    **dict.fromkeys(b"dixieme dixiemes tenth tenths".split(), 10),
}
_AROUND, _BESIDE = 0.08, 0.2
"""How far a part in words may be from what is meant, and how far with a hedge, on its side."""


def _about(lexed: Lexed, at: int, value: float) -> tuple[float, float]:
    hedge = _hedged_before(lexed, at)
    low = value * (1 - (_BESIDE if hedge == "almost" else 0.0 if hedge == "over" else _AROUND))
    high = value * (1 + (_BESIDE if hedge == "over" else 0.0 if hedge == "almost" else _AROUND))
    return round(low, 2), round(high, 2)


def _with_unit(
    lexed: Lexed, at: int, value: float, stop: int, hedge: str, digits: bool
) -> Read | None:
    unit = hedge[1:] if hedge[:1] == "=" else ""
    hedge = "" if unit else hedge
    hedge = hedge or _hedged_before(lexed, at)
    skipped = _and_change(lexed, stop)
    if skipped:
        hedge, stop = "over", skipped
        value, stop = _multiply(lexed, stop, value) or (value, stop)
    start, end, counted = lexed.start(at), lexed.end(stop - 1), -1
    if not unit:
        unit, stop, end, counted = _unit_after(lexed, stop, end)
    if unit in ("year", "month", "week", "day", "hour"):
        half = _and_a_half(lexed, stop)
        if half:  # « un an et demi »
            value, stop, end = value + 0.5, half, lexed.end(half - 1)
    if not unit:
        unit, start = _sign_before(lexed, at, start)
    if not digits and value == 1 and stop == at + 1:
        return None
    if (
        not digits
        and lexed.words[at] in ARTICLES
        and stop <= at + 2
        and value in (1, 1.5)
        and unit not in ("year", "month", "week")
    ):
        return None
    if unit == "celsius" and (
        (lexed.gaps[at][-1:] == b"-" and lexed.gaps[at][-2:-1] in (b"", b" ", b"("))
        or lexed.word(at - 1) in (b"moins", b"minus")
    ):
        value, hedge = -value, ""
    low, high = _range(value, hedge)
    return Read(low, high, unit, stop, start, end, counted, digits)


def _hedged_before(lexed: Lexed, at: int) -> str:
    before = lexed.word(at - 1)
    if "~" in lexed.before(at) or "≈" in lexed.before(at):
        return "about"
    if before in ARTICLES or before in (b"les", b"the"):
        at -= 1
        before = lexed.word(at - 1)
    if before in _BEFORE:
        return _BEFORE[before]
    if before in _LINKS and lexed.word(at - 3) not in _NEVER:
        return _BEFORE_LINK.get(lexed.word(at - 2), "")
    return ""


def _and_change(lexed: Lexed, at: int) -> int:
    word, after = lexed.word(at), lexed.word(at + 1)
    if word in _AND and after in _CHANGE:
        return at + 3 if after == b"des" else at + 2
    return at + 1 if word in (b"odd", b"plus") and lexed.gaps[at] == b"-" else 0


def _unit_after(lexed: Lexed, at: int, end: int) -> tuple[str, int, int, int]:
    gap = lexed.between(at)
    for offset, sign in enumerate(gap[:3]):
        if sign in _SIGNS:
            return _SIGNS[sign], at, end + offset + 1, -1
        if sign == "°":
            capital = lexed.word(at) == b"c" and lexed.gaps[at][-1:] in (b" ", b"")
            return (
                ("celsius", at + 1, lexed.end(at), -1)
                if capital
                else ("celsius", at, end + offset + 1, -1)
            )
        if not sign.isspace():
            break
    if at >= lexed.count or lexed.gaps[at] not in (b" ", b"-", b"", b"'"):
        return "", at, end, -1
    word = lexed.words[at]
    if word in (b"d", b"de", b"of") and lexed.word(at + 1) in UNITS:
        at, word = at + 1, lexed.words[at + 1]
    if word in _QUALIFIERS and _plain(lexed, at + 1) and UNITS.get(lexed.words[at + 1]) == "person":
        at, word = at + 1, lexed.words[at + 1]
    if word in (b"pour", b"per") and lexed.word(at + 1) in (b"cent", b"mille"):
        return "percent", at + 2, lexed.end(at + 1), -1
    if word == b"km" and lexed.word(at + 1) == b"h" and lexed.gaps[at + 1] == b"/":
        return "km/h", at + 2, lexed.end(at + 1), -1
    if word in (b"m2", b"km2"):
        return word.decode(), at + 1, lexed.end(at), -1
    unit = UNITS.get(word, "")
    if not unit:
        return "", at, end, -1
    return unit, at + 1, lexed.end(at), at if word in _COUNTED else -1


def _sign_before(lexed: Lexed, at: int, start: int) -> tuple[str, int]:
    before = lexed.before(at).rstrip(" \u00a0\u202f")
    if before and before[-1] in "€$£¥":
        return _SIGNS[before[-1]], start - (len(lexed.before(at)) - len(before)) - 1
    word = lexed.word(at - 1)
    if word in (b"eur", b"usd", b"gbp", b"chf") and _plain(lexed, at):
        return UNITS[word], lexed.start(at - 1)
    return "", start


# --- ranges --------------------------------------------------------------------------------------


def significant(value: float) -> int:
    """How many significant digits a number is written with: 41.2e6 → 3, 600 → 1, 0 → 1."""
    digits = f"{abs(value):.9e}".split("e")[0].replace(".", "").rstrip("0")
    return max(1, len(digits))


def _step(value: float, digits: int) -> float:
    """One unit of the ``digits``-th significant digit."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) if value else 1.0


_NEARLY, _COARSELY = 0.15, 0.25
"""How far a hedged number may be from what is meant; one digit alone is rounded further."""


def _range(value: float, hedge: str) -> tuple[float, float]:
    if not hedge or not value:
        return value, value
    if hedge == "several":
        return 2 * value, 10 * value
    digits = significant(value)
    most = _COARSELY if hedge == "over" and digits == 1 else _NEARLY
    width = min(_step(value, digits), most * abs(value))
    low = value - width if hedge in ("almost", "about") else value
    high = value + width if hedge in ("over", "about") else value
    return low, high


# --- comparing -----------------------------------------------------------------------------------


def agree(one: Token, other: Token) -> float:
    """How far two quantities say the same, from 0 to 1.

    1: the same number. 0.8: the same within 2.5 % once rounded to the fewer significant digits of
    the two, or one lies in the range that the other admits. 0.6: the same within 10 % after coarse
    rounding (612 and "six hundred"). 0: another number or another unit; an empty unit goes with any.

    >>> from ecluse.registers.tokens import tokens_of
    >>> from ecluse.text.views import view_of
    >>> a, b = tokens_of(view_of("41,2 M€"))[0], tokens_of(view_of("plus de 41 millions"))[0]
    >>> agree(a, b)
    0.8
    """
    (low, high), (lo, hi) = (one.low, one.high), (other.low, other.high)
    if one.unit != other.unit and one.unit and other.unit:
        left, right = in_base_unit(one), in_base_unit(other)
        if left[0] != right[0]:
            return 0.0
        low, high, lo, hi = *left[1:], *right[1:]
    if low == lo and high == hi:
        return 1.0
    if low == high and lo == hi:
        return _rounds(low, lo)
    return 0.8 if low <= hi and lo <= high else 0.0


def in_base_unit(token: Token) -> tuple[str, float, float]:
    """The unit that a quantity is compared in, and its range in that unit: 2 years are 24 months."""
    unit, factor = _SAME.get(token.unit, (token.unit, 1.0))
    return unit, token.low * factor, token.high * factor


def _rounds(a: float, b: float) -> float:
    """How far one of two exact numbers is the other, rounded."""
    if math.isclose(a, b, rel_tol=1e-9):
        return 1.0
    fine, coarse = sorted((a, b), key=significant, reverse=True)
    digits = significant(coarse)
    if significant(fine) <= digits or fine * coarse <= 0:
        return 0.0
    step = _step(fine, digits)
    down = math.floor(fine / step) * step
    if not any(math.isclose(coarse, near, rel_tol=1e-9) for near in (down, down + step)):
        return 0.0
    distance = abs(fine - coarse) / abs(coarse)
    return 0.8 if distance <= 0.025 and digits > 1 else 0.6 if distance <= 0.1 else 0.0
