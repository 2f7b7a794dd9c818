"""Where identifiers that are not a row of digits and letters may stand: one finder for each.

A finder goes once over a folded text and yields places with what their form alone is worth. Each
begins with a test that costs next to nothing, and looks at a bounded number of bytes around what it
found: its time is linear in the text. Its *trace* is an RE2 pattern that matches in every text in
which it finds something, and in few others: all traces are looked for at once.

*Addresses* are read by hand around the word for a way (*rue*, *street*). In French order the number
stands before and the name after (« 12 bis rue des Lilas, 35000 Rennes »); in English order number and
name stand before (*221 Baker Street, London NW1 6XE*). A name ends at the last word that is
capitalised, a link (*de la*, *of the*) or a date (*8 mai 1945*); a postcode with its town makes it
certain, a number with a name makes it likely, a way alone is nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ecluse.model import View

__all__ = [
    "ADDRESS_TRACE",
    "CERTAIN",
    "EMAIL_TRACE",
    "FAINT",
    "IP_TRACE",
    "LIKELY",
    "MAC_TRACE",
    "POSSIBLE",
    "Place",
    "addresses",
    "bics",
    "emails",
    "hardware_addresses",
    "in_link",
    "ip_addresses",
    "is_capital",
    "is_dialled",
    "letter_codes",
]

CERTAIN = 1.0
"""The form carries a check that few other numbers pass, or a check and a word that names it."""
LIKELY = 0.85
"""A form that little else has, or a word that names it, without a check."""
POSSIBLE = 0.6
"""A form that other things have too."""
FAINT = 0.2
"""Passes a check that one number in ten passes, and nothing else speaks for it."""


class Place(NamedTuple):
    """Where something may stand in a folded text, and what its form alone is worth."""

    start: int
    end: int
    confidence: float


@functools.cache
def _pattern(pattern: bytes) -> Any:
    import re2

    return re2.compile(pattern)


def is_capital(view: View, at: int) -> bool:
    """Whether the character that a folded byte came from is a capital letter."""
    origin = view.folded.origin
    return view.text[at if origin is None else origin[at]].isupper()


_LONGEST_LINK = 512
_DIALLED = (b"wa.me/", b"wa.me/+", b"?phone=", b"&phone=", b"tel:", b"tel:+", b"sms:", b"sms:+")
"""A link that is a telephone number."""


def is_dialled(data: bytes, start: int) -> bool:
    """Whether a link to a telephone number comes right before ``start``."""
    return data[max(0, start - 8) : start].endswith(_DIALLED)


def in_link(data: bytes, start: int) -> bool:
    """Whether the word in which ``start`` stands is a link: a scheme, ``www.`` or a path before it.

    >>> in_link(b"voir https://a.example/?n=4111", 26), in_link(b"tel:0639981234", 4)
    (True, False)
    """
    before = data[max(0, start - _LONGEST_LINK) : start]
    if not before or before[-1:].isspace():
        return False
    if is_dialled(data, start):
        return False
    before = before.rsplit(None, 1)[-1]
    if b"://" in before or before.startswith(b"www."):
        return True
    host, slash, _ = before.partition(b"/")
    return bool(slash) and b"." in host and host[-1:].isalpha()


# --- e-mail ---------------------------------------------------------------------------------------

_EMAIL = rb"[a-z0-9_][a-z0-9._%+-]*@[a-z0-9](?:[a-z0-9-]*\.)+(?:xn--[a-z0-9-]+|[a-z][a-z]+)"
EMAIL_TRACE = rb"[a-z0-9._%+-]@[a-z0-9]"
_FILES = (b".png", b".jpg", b".jpeg", b".gif", b".svg", b".webp", b".pdf", b".mp4", b".css", b".js")


def emails(view: View) -> Iterator[Place]:
    """E-mail addresses (RFC 5321, in the usual characters); not @handles, not log-ins of links."""
    data = view.folded.data
    for match in _pattern(_EMAIL).finditer(data):
        start, end = match.span()
        if not _is_no_email(data, start, end):
            yield Place(start, end, CERTAIN)


def _is_no_email(data: bytes, start: int, end: int) -> bool:
    written, before, after = data[start:end], data[max(0, start - 1) : start], data[end : end + 1]
    local = written.partition(b"@")[0]
    if len(local) > 64 or len(written) > 254 or b".." in written or local.endswith(b"."):
        return True
    # @someone@social.example is a handle, git@forge.example:team/tool a repository.
    if before == b"@" or after == b"@" or (local == b"git" and after == b":"):
        return True
    if written.endswith(_FILES):
        return True
    return before in (b":", b"/") and in_link(data, start)


# --- networks -------------------------------------------------------------------------------------

_IPV4 = rb"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b"
_IPV6 = rb"[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*(?:[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)?"
IP_TRACE = rb"[0-9]\.[0-9]{1,3}\.[0-9]|:[0-9a-f]*:"
_MAC = (
    rb"\b[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})\b"
    rb"|\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b"
)
MAC_TRACE = rb"[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9a-f]{4}\.[0-9a-f]{4}\."


def ip_addresses(view: View) -> Iterable[Place]:
    """Internet addresses: four numbers under 256 (likely when one has two digits), or IPv6."""
    data = view.folded.data
    dotted = _ipv4(data) if data.count(b".") >= 3 else ()
    return [*dotted, *_ipv6(data)] if data.count(b":") >= 2 else dotted


def _ipv4(data: bytes) -> Iterator[Place]:
    for match in _pattern(_IPV4).finditer(data):
        start, end = match.span()
        numbers = [int(number) for number in match.group().split(b".")]
        if max(numbers) < 256 and any(numbers) and not _goes_on(data, start, end):
            yield Place(start, end, LIKELY if _is_clear(numbers) else FAINT)


def _is_clear(numbers: Sequence[int]) -> bool:
    """Whether four numbers are an address rather than a version: private, or two of two digits."""
    if numbers[0] == 127:
        return False
    private = numbers[0] == 10 or numbers[:2] == [192, 168]
    return private or sum(number > 9 for number in numbers) > 1


def _goes_on(data: bytes, start: int, end: int) -> bool:
    """Whether dots and digits, a hyphen or an underscore tie the place to more of the same word."""
    before, after = data[max(0, start - 2) : start], data[end : end + 2]
    dotted = before[-1:] == b"." or (after[:1] == b"." and after[1:].isalnum())
    return dotted or before[-1:] in (b"-", b"_") or after[:1] in (b"-", b"_")


def _ipv6(data: bytes) -> Iterator[Place]:
    for match in _pattern(_IPV6).finditer(data):
        start, end = match.span()
        written = match.group()
        if written.endswith(b":") and not written.endswith(b"::"):
            end, written = end - 1, written[:-1]
        groups = [group for group in written.split(b":") if group]
        after = data[end : end + 2]
        tied = data[max(0, start - 1) : start].isalnum() or after[:1].isalnum()
        tied = tied or (after[:1] == b"." and after[1:].isalnum())
        if len(written) <= 45 and groups and not tied and _is_ipv6(written):
            plain = len(groups) >= 4 or written.startswith(_PREFIXES)
            yield Place(start, end, LIKELY if plain else FAINT)


_PREFIXES = (b"2001:", b"fe80:", b"fc00:", b"fd", b"::ffff:", b"64:ff9b:", b"2a0", b"ff02:")
"""What an IPv6 address that is short begins with (IANA's registry): others may be code, ``a::b``."""


def _is_ipv6(written: bytes) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(written.decode())
    except ValueError:
        return False
    return True


def hardware_addresses(view: View) -> Iterable[Place]:
    """MAC addresses (IEEE 802): six pairs of hexadecimal digits, or three fours if it says so."""
    data = view.folded.data
    fours = data.count(b".") >= 2 and (b"mac" in data or b"ddres" in data)
    if fours or data.count(b":") >= 5 or data.count(b"-") >= 5:
        return _hardware_addresses(data)
    return ()


def _hardware_addresses(data: bytes) -> Iterator[Place]:
    for match in _pattern(_MAC).finditer(data):
        start, end = match.span()
        around = data[max(0, start - 1) : start] + data[end : end + 1]
        written = match.group().translate(None, b":-.")
        if not around.strip(b"., ;()\"'\n\t=") and len(set(written)) > 2:
            yield Place(start, end, FAINT if written.isdigit() else LIKELY)


# --- codes that may be all letters ----------------------------------------------------------------

_BIC = rb"\b[a-z]{4} ?[a-z]{2} ?[a-z0-9]{2}(?: ?[a-z0-9]{3})?\b"


def bics(view: View) -> Iterator[Place]:
    """BICs, in capitals: a word of eight letters looks alike, so they need their name."""
    data = view.folded.data
    for match in _pattern(_BIC).finditer(data):
        start, end = match.span()
        if all(is_capital(view, at) for at in range(start, end) if data[at] > 57):
            yield Place(start, end, 0.0)


def letter_codes(view: View) -> Iterator[Place]:
    """Italian tax codes whose digits were all replaced by letters."""
    for match in _pattern(rb"\b[a-z]{16}\b").finditer(view.folded.data):
        yield Place(match.start(), match.end(), FAINT)


# --- postal addresses -----------------------------------------------------------------------------

_FIRM = frozenset(
    b"rue avenue av ave boulevard bd bld blvd chemin impasse imp allee allees quai square faubourg "
    b"fbg ruelle sentier venelle esplanade".split()
)
"""Words for a way that mean little else in French."""
_LOOSE = frozenset(
    b"place pl cours passage route rte voie promenade residence lotissement hameau villa cite zone "
    b"zac za zi rond-point parvis mail traverse montee cote clos domaine parc".split()
)
"""Words for a way that mean other things too."""
_ENGLISH = frozenset(
    b"street st road rd lane ln drive dr avenue ave boulevard blvd highway hwy".split()
)
_ENGLISH_LOOSE = frozenset(
    b"way court ct crescent close terrace gardens grove mews row square place parkway pkwy".split()
)


def _one_of(words: Iterable[bytes]) -> bytes:
    return rb"\b(?:" + b"|".join(sorted(words, reverse=True)) + rb")\b"


_WAY = _one_of(_FIRM | _LOOSE | _ENGLISH | _ENGLISH_LOOSE)
ADDRESS_TRACE = b"|".join(
    (
        # 12 bis, rue; rue de la Loi 16 or rue des Lilas, 35000 Rennes; 221b Baker Street.
        rb"[0-9](?:[a-d]|bis|ter|quater)?[ ,]{0,3}(?:(?:[a-d]|bis|ter|quater)[ ,]{0,3})?"
        + _one_of(_FIRM | _LOOSE),
        _one_of(_FIRM | _LOOSE) + rb"[a-z .,\n'-]*[0-9]",
        rb"[0-9][a-d]*(?: {1,3}[a-z0-9]+){1,4} {1,3}" + _one_of(_ENGLISH | _ENGLISH_LOOSE),
    )
)
_LINKS = frozenset(b"de du des d la le les l a au aux en et sur sous lez saint st of the".split())
_ARTICLES = frozenset(b"de du des la le les".split())
_MONTHS = frozenset(
    b"janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_ORDINALS = frozenset(b"bis ter quater".split())
_POINTS = frozenset(b"n s e w ne nw se sw north south east west".split())
_WORD = rb"[a-z0-9]+(?:['-][a-z0-9]+)*"
_LONGEST_NAME = 8
_REACH = 72
"""Bytes looked at on each side of the word for a way."""


def addresses(view: View) -> Iterator[Place]:
    """Postal addresses in French and in English order."""
    data = view.folded.data
    past = 0
    for match in _pattern(_WAY).finditer(data):
        if match.start() < past or not _has_digit(data, *match.span()):
            continue
        place = _french_address(view, *match.span()) or _english_address(view, *match.span())
        if place is not None:
            past = place.end
            yield place


_NO_DIGIT = bytes(byte for byte in range(256) if not 48 <= byte <= 57)


def _has_digit(data: bytes, start: int, end: int) -> bool:
    """Whether a digit stands as near to a way as the number or the postcode of an address does."""
    near = data[max(0, start - _REACH) : end + 3 * _REACH]
    return bool(near.translate(None, _NO_DIGIT))


def _french_address(view: View, start: int, end: int) -> Place | None:
    data = view.folded.data
    way = data[start:end]
    if way not in _FIRM and way not in _LOOSE:
        return None
    number = _number_before(data, start)
    name_end, capitals = _name_after(view, end)
    if name_end == end:
        return None
    first = start if number is None else number
    after = _number_after(data, name_end) if number is None else name_end
    if after and (town := _town(view, after)):
        return Place(first, town, CERTAIN)
    if town := _town(view, name_end):
        return Place(first, town, LIKELY)
    if number is None or (way in _LOOSE and not capitals):
        return None
    return Place(first, name_end, LIKELY if way in _FIRM and capitals else POSSIBLE)


def _number_before(data: bytes, start: int) -> int | None:
    """Where the house number before a way starts: ``12``, ``12 bis``, ``12-14``, ``4b,``."""
    at = _skip_back(data, start, b" ,")
    word = _word_start(data, at)
    if data[word:at] in _ORDINALS or (at - word == 1 and data[word:at] in (b"a", b"b", b"c", b"d")):
        at = _skip_back(data, word, b" ,")
        word = _word_start(data, at)
    written = data[word:at]
    if written.lstrip(b"0123456789") not in (b"", b"a", b"b", b"c", b"d", *_ORDINALS):
        return None
    if not 1 <= len(written.rstrip(b"abcdeiqrstu")) <= 4 or not written[:1].isdigit():
        return None
    return _range_start(data, word)


def _range_start(data: bytes, word: int) -> int | None:
    """Take in the other half of ``12-14``; refuse a number that is the tail of something longer."""
    joint = data[max(0, word - 1) : word]
    if joint in (b"-", b"/"):
        other = _word_start(data, word - 1)
        return other if data[other : word - 1].isdigit() and word - 1 - other <= 4 else None
    return None if joint in (b".", b"$", b"+", b"#", b":") else word


def _skip_back(data: bytes, at: int, signs: bytes) -> int:
    floor = max(0, at - 3)
    while at > floor and data[at - 1] in signs:
        at -= 1
    return at


def _word_start(data: bytes, at: int) -> int:
    floor = max(0, at - 16)
    while at > floor and (48 <= data[at - 1] <= 57 or 97 <= data[at - 1] <= 122):
        at -= 1
    return at


def _name_after(view: View, end: int) -> tuple[int, bool]:
    """Where the name after a way ends, and whether it has a capital; ``end`` when there is none."""
    data = view.folded.data
    at = end + 1 if data[end : end + 1] == b"." else end
    last, capitals, plain, previous = end, False, 0, b""
    for _ in range(_LONGEST_NAME):
        match = _pattern(rb" " + _WORD).match(data, at, min(len(data), end + _REACH))
        if match is None:
            break
        word = match.group()[1:]
        kind = _kind_of_word(view, word, at + 1)
        dated = previous in _MONTHS or (previous in _ARTICLES and len(word) < 3)
        if word.isdigit() and not dated:
            break
        if kind == "plain" and (capitals or plain):
            break
        at, previous = match.end(), word
        plain += kind == "plain"
        capitals = capitals or kind == "capital"
        if kind != "link":
            last = at
    return last, capitals


def _kind_of_word(view: View, word: bytes, at: int) -> str:
    """``link``, ``capital`` (also a number or a month, as in 8 mai 1945), or ``plain``."""
    head, apostrophe, _ = word.partition(b"'")
    if apostrophe and head in _LINKS:
        return "capital" if is_capital(view, at + len(head) + 1) else "plain"
    if word.isdigit() or word in _MONTHS or (is_capital(view, at) and word not in _LINKS):
        return "capital"
    return "link" if word in _LINKS else "plain"


def _number_after(data: bytes, end: int) -> int:
    """Where a house number after the name ends, as in Belgium (« Rue de la Loi 16 »); else 0."""
    match = _pattern(rb",? (?:n ?)?[0-9]{1,4}[a-d]?\b").match(data, end, min(len(data), end + 12))
    return int(match.end()) if match else 0


_POSTCODE = (
    rb"[ ,\n-]{1,4}(?:[a-z0-9.' -]{1,28}?[,\n-] ?)?(?:(?:f|b|ch|l)-? ?)?([0-9]{4,5}),? ([a-z])"
)
_CEDEX = rb"(?: cedex)?(?: [0-9]{1,2})?\b"


def _town(view: View, at: int) -> int:
    """Where postcode and town end, 0 when there are none: ``, 35000 Rennes``, ``1000 Bruxelles``."""
    data = view.folded.data
    match = _pattern(_POSTCODE).match(data, at, min(len(data), at + _REACH))
    if match is None or (not is_capital(view, match.start(2)) and len(match.group(1)) == 4):
        return 0
    end = _capitalised_after(view, match.start(2) - 1, 5)
    if end == match.start(2) - 1:
        # A town in lower case: one word.
        word = _pattern(rb" " + _WORD).match(data, end, min(len(data), end + 40))
        end = word.end() if word else end
    if data[end - 6 : end] == b" cedex" or data[end : end + 6] == b" cedex":
        end = int(_pattern(_CEDEX).match(data, end, min(len(data), end + 12)).end())
    return end


def _capitalised_after(view: View, at: int, words: int) -> int:
    """The end of up to ``words`` words after ``at`` that are capitalised or link two that are."""
    data, last = view.folded.data, at
    for _ in range(words):
        match = _pattern(rb" " + _WORD).match(data, at, min(len(data), at + 40))
        if match is None:
            break
        kind = _kind_of_word(view, match.group()[1:], at + 1)
        if kind == "plain" or match.group()[1:].isdigit():
            break
        at = match.end()
        if kind == "capital":
            last = at
    return last


_BRITISH = rb"[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b"
_AMERICAN = rb"[a-z]{2},? [0-9]{5}(?:-[0-9]{4})?\b"
_CODE = rb"(?:,|\n)?[ \n](?:" + _BRITISH + rb"|" + _AMERICAN + rb")"
_LONGEST_CITY = 3
_UNIT = rb",? (?:apt|apartment|suite|ste|unit|floor|flat|fl|room|rm)\.? ?[a-z0-9]{1,5}\b"


def _english_address(view: View, start: int, end: int) -> Place | None:
    data = view.folded.data
    way = data[start:end]
    if way not in _ENGLISH and way not in _ENGLISH_LOOSE:
        return None
    number = _number_before_name(view, start)
    if number is None:
        return None
    end = _after_way(data, end)
    coded = _city_and_code(view, end)
    if coded:
        return Place(number, coded, CERTAIN)
    year = data[number : number + 4].isdigit() and data[number : number + 2] in (b"19", b"20")
    return Place(number, end, LIKELY) if way in _ENGLISH and not year else None


def _number_before_name(view: View, start: int) -> int | None:
    """Where the number starts before one to four capitalised words: *221b Baker* (Street)."""
    data, at = view.folded.data, start
    for count in range(5):
        edge = _skip_back(data, at, b" ")
        word = _word_start(data, edge)
        if edge == at or word == edge or (word and data[word - 1] in b"'-"):
            return None
        written = data[word:edge]
        if (
            count
            and written[:1].isdigit()
            and written.rstrip(b"abcd").isdigit()
            and len(written) <= 6
        ):
            return _range_start(data, word)
        if not (is_capital(view, word) or written[:1].isdigit() or written in _POINTS):
            return None
        at = word
    return None


def _after_way(data: bytes, end: int) -> int:
    """Take in a point of the compass and a unit: *Avenue NW, Apt 4*."""
    end = (
        end + 1 if data[end : end + 1] == b"." and data[end + 1 : end + 2] in (b",", b" ") else end
    )
    match = _pattern(rb" (?:n|s|e|w|ne|nw|se|sw)\b").match(data, end, min(len(data), end + 4))
    end = match.end() if match else end
    match = _pattern(_UNIT).match(data, end, min(len(data), end + 24))
    return int(match.end() if match else end)


def _city_and_code(view: View, end: int) -> int:
    """Where city and code end, 0 when there are none: *, London NW1 6XE*, *, Washington, DC 20500*."""
    data, at = view.folded.data, end
    for _ in range(_LONGEST_CITY + 1):
        code = _pattern(_CODE).match(data, at, min(len(data), at + 16))
        if code is not None:
            return int(code.end())
        word = _pattern(rb",?[ \n]" + _WORD).match(data, at, min(len(data), at + 32))
        if word is None or not is_capital(view, word.end() - len(word.group().lstrip(b", \n"))):
            return 0
        at = word.end()
    return 0
