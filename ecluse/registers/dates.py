"""Dates and parts of dates, French and English: day first, ISO 8601, names of months, quarters, hours.

Each part is a token with a canonical key: ``d:y2027`` year, ``d:m01`` month, ``d:day18`` day of the
month, ``d:0118`` month and day, ``d:wd4`` weekday (ISO 8601, Monday is 1), ``d:h17`` full hour,
``d:t1712`` hour and minute, ``d:q1`` and ``d:s1`` quarter and half year. A season or a quarter also
gives each of its months, at the same place: tokens of one place are alternatives.
"""

from __future__ import annotations

from collections.abc import Sequence

from ecluse.registers.kinds import Kind, Token
from ecluse.registers.lexed import MONTHS, Lexed
from ecluse.registers.numbers import read_number

__all__ = ["DATE_WORDS", "read_date", "read_numeric_date"]

_ENGLISH = frozenset(
    b"january february march april may june july august september october november december jan feb apr jun jul aug sept sep oct nov dec".split()
)
_DOUBTFUL = frozenset(
    b"jan janv feb fev fevr apr avr jun jul juil aug sept sep oct nov dec may march".split()
)
"""Months only beside a day or a year, or after a word that a month follows."""
_BEFORE_MONTH = frozenset(
    b"in of by early late mid until since this next last from en mi fin debut courant before after during of".split()
)

_WEEKDAY_ROWS = """
1:lundi,lundis,monday,mondays 2:mardi,mardis,tuesday,tuesdays 3:mercredi,mercredis,wednesday,wednesdays
4:jeudi,jeudis,thursday,thursdays 5:vendredi,vendredis,friday,fridays 6:samedi,samedis,saturday,saturdays
7:dimanche,dimanches,sunday,sundays
"""
_WEEKDAYS = {
    name.encode(): int(number)
    for number, names in (row.split(":") for row in _WEEKDAY_ROWS.split())
    for name in names.split(",")
}
_SEASONS = {
    **dict.fromkeys((b"printemps", b"spring"), (3, 4, 5)),
    **dict.fromkeys((b"ete", b"etes", b"summer", b"summers"), (6, 7, 8)),
    **dict.fromkeys((b"automne", b"autumn", b"fall"), (9, 10, 11)),
    b"rentree": (9,),
    **dict.fromkeys((b"hiver", b"winter", b"hivers", b"winters"), (12, 1, 2)),
}
_BEFORE_SEASON = frozenset(
    b"l d cet cette en of for in this next last by prochain prochaine chaque every until since".split()
)
_NOON = {b"midi": 12, b"noon": 12, b"minuit": 0, b"midnight": 0}
_FEASTS = {
    **dict.fromkeys((b"noel", b"christmas", b"xmas"), ("1225", "m12")),
    **dict.fromkeys((b"halloween",), ("1031", "m10")),
}
_ENDS_OF_YEAR = {
    **dict.fromkeys((b"fin", b"end"), "m12"),
    **dict.fromkeys((b"debut", b"start", b"beginning", b"early"), "m01"),
}
_INTO_YEAR = frozenset(b"de d of l the this cette next in".split())
_QUARTERS = {b"q": 3, b"t": 3, b"h": 6, b"s": 6}
_ORDINALS = {
    b"premier": 1,
    b"first": 1,
    b"1er": 1,
    b"1st": 1,
    b"deuxieme": 2,
    b"second": 2,
    b"2e": 2,
    b"2eme": 2,
    b"2nd": 2,
    b"troisieme": 3,
    b"third": 3,
    b"3e": 3,
    b"3eme": 3,
    b"3rd": 3,
    b"quatrieme": 4,
    b"fourth": 4,
    b"4e": 4,
    b"4eme": 4,
    b"4th": 4,
    b"dernier": 4,
    b"last": 4,
}
_PERIODS = {b"trimestre": 3, b"quarter": 3, b"semestre": 6}

DATE_WORDS = (
    frozenset(MONTHS)
    | frozenset(_WEEKDAYS)
    | frozenset(_SEASONS)
    | frozenset(_NOON)
    | frozenset(_FEASTS)
    | frozenset(_ENDS_OF_YEAR)
    | frozenset(_ORDINALS)
    | {
        letter + str(number).encode()
        for letter, size in _QUARTERS.items()
        for number in range(1, 12 // size + 1)
    }
)
"""Words at which a date may start."""

_ENDS = (
    b"er",
    b"e",
    b"eme",
    b"st",
    b"nd",
    b"rd",
    b"th",
    b"re",
    b"ere",
    b"nde",
    b"ieme",
    b"emes",
    b"ers",
    b"es",
)
_BEFORE_DAY = frozenset(b"le du au des on the lundi mardi mercredi jeudi vendredi samedi".split())
_CONNECTORS = frozenset(b"et and au to a ou or & puis".split())
_CLOCK = frozenset(
    b"a at des vers avant apres jusqu depuis pour entre before after by until from around d".split()
)

Found = tuple[list[Token], int]


def _token(key: str, start: int, end: int) -> Token:
    return Token(Kind.DATE, b"d:" + key.encode(), start, end)


def _year(word: bytes) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in (b"19", b"20")


# --- in digits -----------------------------------------------------------------------------------


def read_numeric_date(lexed: Lexed, at: int) -> Found | None:
    """A date, time, ordinal or day of a month that starts with digits at ``at``.

    ``None``: the digits are something else.
    """
    word = lexed.words[at]
    if word.isdigit():
        found = _slashed(lexed, at) or _clock(lexed, at) or _days(lexed, at)
        if found is None and _year(word) and _bare(lexed, at):
            return [_token("y" + word.decode(), lexed.start(at), lexed.end(at))], at + 1
        return found
    return _compact(lexed, at) or _days(lexed, at) or _ordinal(lexed, at)


def _bare(lexed: Lexed, at: int) -> bool:
    """Whether four digits stand as a year: no unit, no group of digits after."""
    read = read_number(lexed, at)
    return read is None or (not read.unit and read.stop == at + 1)


def _slashed(lexed: Lexed, at: int) -> Found | None:
    """``18/01/2027``, ``18.01.2027``, ``2027-01-18``, ``18/01``."""
    first, second, third = lexed.word(at), lexed.word(at + 1), lexed.word(at + 2)
    gap = lexed.gaps[at + 1] if at + 1 < lexed.count else b""
    if gap not in (b"/", b".", b"-") or not second.isdigit():
        return None
    whole = gap == lexed.gaps[at + 2] if at + 2 < lexed.count else False
    size = len(third) - len(third.lstrip(b"0123456789"))
    if whole and _year(first) and size in (1, 2):
        return _numeric(lexed, (at + 1, at + 2, at), third[:size])
    if whole and size in (2, 4) and size == len(third) and len(first) <= 2:
        good = size == 2 or _year(third)
        return _numeric(lexed, (at + 1, at, at + 2), first) if good else None
    sure = len(first) == 2 or lexed.word(at - 1) in _BEFORE_DAY
    if gap == b"/" and not whole and len(second) == 2 and len(first) <= 2 and sure:
        return _numeric(lexed, (at + 1, at), first)
    if gap == b"/" and not whole and _year(second) and len(first) <= 2 and 1 <= int(first) <= 12:
        month = _token(f"m{int(first):02}", lexed.start(at), lexed.end(at))
        year = _token("y" + second.decode(), lexed.start(at + 1), lexed.end(at + 1))
        return [month, year], at + 2
    return None


def _numeric(lexed: Lexed, places: tuple[int, ...], day: bytes) -> Found | None:
    """The tokens of a date in digits: ``places`` are the words of month, day and perhaps year."""
    month = lexed.words[places[0]]
    m, d = int(month[:3]), int(day)
    if not (1 <= m <= 12 and 1 <= d <= 31 and len(month) <= 2):
        return None
    start, end = lexed.start(min(places)), lexed.end(max(places))
    named = [f"m{m:02}", f"day{d}"]
    if len(places) > 2:
        year = lexed.words[places[2]].decode()
        named.append(f"y{year}" if len(year) == 4 else f"y20{year}")
    parts = zip(named, places, strict=True)
    tokens = [_token(key, lexed.start(at), lexed.end(at)) for key, at in parts]
    return [_token(f"{m:02}{d:02}", start, end), *tokens], max(places) + 1


def _clock(lexed: Lexed, at: int) -> Found | None:
    """``9:14``, ``17 h``, ``17 h 30``, ``17 heures``, ``5 pm``."""
    word = lexed.words[at]
    if len(word) > 2 or int(word) > 24:
        return None
    hour, gap, after = int(word), lexed.gaps[at + 1], lexed.word(at + 1)
    if gap == b":" and len(after) >= 2 and after[:2].isdigit() and int(after[:2]) < 60:
        tail = after[2:] or (lexed.word(at + 2) if lexed.gaps[at + 2] == b" " else b"")
        stop = at + 2 if after[2:] or tail not in (b"am", b"pm") else at + 3
        return (
            _hour(lexed, at, stop, _noon(hour, tail), int(after[:2]))
            if after[2:] in (b"", b"am", b"pm")
            else None
        )
    if gap not in (b" ", b""):
        return None
    if after in (b"am", b"pm"):
        return _hour(lexed, at, at + 2, _noon(hour, after), 0)
    if after in (b"a", b"p") and lexed.gaps[at + 2] == b"." and lexed.word(at + 2) == b"m":
        return _hour(lexed, at, at + 3, _noon(hour, after + b"m"), 0)
    if after == b"h":
        minutes = lexed.word(at + 2)
        if (
            minutes.isdigit()
            and len(minutes) == 2
            and lexed.gaps[at + 2] == b" "
            and int(minutes) < 60
        ):
            return _hour(lexed, at, at + 3, hour, int(minutes))
        return _hour(lexed, at, at + 2, hour, 0)
    if after in (b"heures", b"heure") and (hour > 12 or lexed.word(at - 1) in _CLOCK):
        return _hour(lexed, at, at + 2, hour, 0)
    return None


def _noon(hour: int, tail: bytes) -> int:
    if tail == b"pm":
        return hour if hour >= 12 else hour + 12
    return 0 if tail == b"am" and hour == 12 else hour


def _hour(lexed: Lexed, at: int, stop: int, hour: int, minute: int) -> Found:
    key = f"t{hour:02}{minute:02}" if minute else f"h{hour:02}"
    return [_token(key, lexed.start(at), lexed.end(stop - 1))], stop


def _compact(lexed: Lexed, at: int) -> Found | None:
    """``17h12``, ``17h``, ``5pm``, ``2026-01-18t10``."""
    word = lexed.words[at]
    size = len(word) - len(word.lstrip(b"0123456789"))
    hour, tail = word[:size], word[size:]
    if size > 2 or int(hour) > 24:
        return None
    if tail in (b"am", b"pm"):
        return _hour(lexed, at, at + 1, _noon(int(hour), tail), 0)
    if tail == b"h":
        return _hour(lexed, at, at + 1, int(hour), 0)
    if tail[:1] == b"h" and len(tail) == 3 and tail[1:].isdigit() and int(tail[1:]) < 60:
        return _hour(lexed, at, at + 1, int(hour), int(tail[1:]))
    return None


def _ordinal(lexed: Lexed, at: int) -> Found | None:
    word = lexed.words[at]
    size = len(word) - len(word.lstrip(b"0123456789"))
    if word[size:] not in _ENDS:
        return None
    return _period(lexed, at) or ([], at + 1)


def _day_at(lexed: Lexed, at: int) -> tuple[int, int]:
    """A day of a month at ``at`` and the index after it; ``(0, at)`` when there is none."""
    word = lexed.word(at)
    size = len(word) - len(word.lstrip(b"0123456789"))
    if size:
        day = int(word[:size]) if size <= 2 else 0
        good = 1 <= day <= 31 and (size == len(word) or word[size:] in _ENDS)
        return (day, at + 1) if good else (0, at)
    if word == b"premier":
        return 1, at + 1
    if not word or word in (b"un", b"une", b"one", b"a", b"an"):
        return 0, at
    read = read_number(lexed, at)
    good = read is not None and not read.unit and read.low == read.high and 1 <= read.low <= 31
    return (int(read.low), read.stop) if read is not None and good else (0, at)


def _days(lexed: Lexed, at: int) -> Found | None:
    """Days before their month: ``18 janvier``, ``24 and 31 December``, ``du 4 au 15 janvier``, ``18th of May``."""
    if not lexed.dated:
        return None
    places: list[tuple[int, int, int]] = []
    here = at
    while len(places) < 6:
        day, stop = _day_at(lexed, here)
        if not day:
            return None
        places.append((day, here, stop))
        month = stop + 1 if lexed.word(stop) in (b"of", b"de") else stop
        if lexed.word(month) in MONTHS and lexed.gaps[month] in (b" ", b"-", b"", b". "):
            return _listed(lexed, places, month)
        here = _next_day(lexed, stop)
        if here < 0:
            return None
    return None


def _next_day(lexed: Lexed, at: int) -> int:
    """Where the next day of a list may start, or -1."""
    word = lexed.word(at)
    if word in _CONNECTORS and lexed.gaps[at] in (b" ", b", ", b" & "):
        return at + 2 if lexed.word(at + 1) in (b"le", b"the", b"les", b"au") else at + 1
    if at < lexed.count and lexed.gaps[at] in (b"-", b" - ", b", ", b"/", b" & ", b","):
        return at + 1 if word in (b"le", b"the") else at
    return -1


def _listed(lexed: Lexed, places: Sequence[tuple[int, int, int]], month: int) -> Found:
    m = MONTHS[lexed.words[month]]
    end = lexed.end(month)
    tokens: list[Token] = []
    for day, first, stop in places:
        start = lexed.start(first)
        tokens.append(_token(f"day{day}", start, lexed.end(stop - 1)))
        tokens.append(_token(f"{m:02}{day:02}", start, end))
    tokens.append(_token(f"m{m:02}", lexed.start(month), end))
    return tokens, month + 1


# --- in words ------------------------------------------------------------------------------------


def read_date(lexed: Lexed, at: int) -> Found | None:
    """A date that starts with a word at ``at``: month, weekday, season, quarter, noon."""
    word = lexed.words[at]
    if word in _WEEKDAYS:
        return [_token(f"wd{_WEEKDAYS[word]}", lexed.start(at), lexed.end(at))], at + 1
    if word in MONTHS:
        return _month(lexed, at)
    if word in _SEASONS:
        return _season(lexed, at)
    if word in _FEASTS:
        start, end = lexed.start(at), lexed.end(at)
        return [_token(key, start, end) for key in _FEASTS[word]], at + 1
    if word == b"premier" and lexed.word(at + 1) in MONTHS:
        return _days(lexed, at)
    if word in _ENDS_OF_YEAR:
        return _end_of_year(lexed, at)
    if word in _NOON:
        return [_token(f"h{_NOON[word]:02}", lexed.start(at), lexed.end(at))], at + 1
    return _period(lexed, at)


def read_day_in_words(lexed: Lexed, at: int) -> Found | None:
    """``dix-huit janvier``, ``dix-sept heures``."""
    found = _days(lexed, at)
    if found is not None:
        return found
    read = read_number(lexed, at)
    if read is None or read.unit != "hour" or read.low != read.high or not 0 < read.low <= 24:
        return None
    if read.low > 12 or lexed.word(at - 1) in _CLOCK:
        return [_token(f"h{int(read.low):02}", read.start, read.end)], read.stop
    return None


def _month(lexed: Lexed, at: int) -> Found | None:
    word = lexed.words[at]
    m = MONTHS[word]
    days = _days_after(lexed, at) if word in _ENGLISH else []
    if word in _DOUBTFUL and not days and not _dated(lexed, at):
        return None
    start, end = lexed.start(at), lexed.end(at)
    tokens = [_token(f"m{m:02}", start, end)]
    stop = at + 1
    for day, first, after in days:
        tokens.append(_token(f"{m:02}{day:02}", start, lexed.end(after - 1)))
        tokens.append(_token(f"day{day}", lexed.start(first), lexed.end(after - 1)))
        stop = after
    return tokens, stop


def _dated(lexed: Lexed, at: int) -> bool:
    after = lexed.word(at + 1)
    if _year(after) and lexed.gaps[at + 1] in (b" ", b". ", b", "):
        return True
    capital = lexed.text[lexed.start(at)].isupper()
    return capital and lexed.word(at - 1) in _BEFORE_MONTH


def _days_after(lexed: Lexed, at: int) -> list[tuple[int, int, int]]:
    """Days after an English month: ``January 18th``, ``December 24 and 31``."""
    places: list[tuple[int, int, int]] = []
    here = at + 1
    if lexed.word(here) == b"the":
        here += 1
    while here < lexed.count and len(places) < 6:
        word = lexed.words[here]
        size = len(word) - len(word.lstrip(b"0123456789"))
        if (
            not 1 <= size <= 2
            or (size < len(word) and word[size:] not in _ENDS)
            or not 1 <= int(word[:size]) <= 31
        ):
            break
        if not places and lexed.gaps[here] not in (b" ", b". "):
            break
        if not places and lexed.word(here + 1) in MONTHS:
            break
        places.append((int(word[:size]), here, here + 1))
        here = _next_day(lexed, here + 1)
        if here < 0:
            break
    return places


def _season(lexed: Lexed, at: int) -> Found | None:
    word = lexed.words[at]
    sure = word in (
        b"printemps",
        b"automne",
        b"hiver",
        b"hivers",
        b"autumn",
        b"winter",
        b"summer",
        b"rentree",
    )
    year = _year(lexed.word(at + 1)) and lexed.gaps[at + 1] == b" "
    previous = lexed.word(at - 2 if lexed.word(at - 1) == b"the" else at - 1)
    before = previous in _BEFORE_SEASON and word != b"fall"
    if not (sure or year or before):
        return None
    start, end = lexed.start(at), lexed.end(at)
    return [_token(f"m{m:02}", start, end) for m in _SEASONS[word]], at + 1


def _end_of_year(lexed: Lexed, at: int) -> Found | None:
    """``fin 2027``, ``end of this year``, ``début d'année``: the month next to that end."""
    here = at + 1
    while here < at + 4 and lexed.word(here) in _INTO_YEAR:
        here += 1
    word = lexed.word(here)
    month = [_token(_ENDS_OF_YEAR[lexed.words[at]], lexed.start(at), lexed.end(at))]
    if _year(word):
        return month, here
    return (month, here + 1) if word in (b"annee", b"year") else None


def _period(lexed: Lexed, at: int) -> Found | None:
    """``Q1``, ``T1``, ``premier trimestre``, ``first half``."""
    word = lexed.words[at]
    size, number, stop = 0, 0, at + 1
    if len(word) == 2 and word[:1] in _QUARTERS and word[1:].isdigit():
        if not lexed.text[lexed.start(at)].isupper() and not _year(lexed.word(at + 1)):
            return None
        size, number = _QUARTERS[word[:1]], int(word[1:])
    elif word in _ORDINALS and lexed.word(at + 1) in _PERIODS:
        size, number, stop = _PERIODS[lexed.words[at + 1]], _ORDINALS[word], at + 2
    elif (
        word in _ORDINALS and lexed.word(at + 1) == b"half" and lexed.word(at + 2) in (b"of", b"20")
    ):
        size, number, stop = 6, _ORDINALS[word], at + 2
    if not size:
        return None
    number = min(number, 12 // size)
    start, end = lexed.start(at), lexed.end(stop - 1)
    first = (number - 1) * size + 1
    keys = [
        f"{'q' if size == 3 else 's'}{number}",
        *(f"m{m:02}" for m in range(first, first + size)),
    ]
    return [_token(key, start, end) for key in keys], stop
