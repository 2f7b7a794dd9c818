r"""Readings of a text in which declared words are looked for: letters apart, leetspeak, ciphers.

:func:`readings` gives each with its name. For nearly every text there is none, which :func:`is_plain`
tells in one pass of Aho-Corasick and one of RE2 for all of them: what each builder would look for by
itself (:mod:`~ecluse.text.letters`, :mod:`~ecluse.text.leet`, :mod:`~ecluse.text.spelled`,
:mod:`~ecluse.text.twisted`), and sometimes more.

``spelled`` and ``twisted`` read as text; they may be shown to every classifier. The others only tell
where declared words may stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from ecluse.text import leet, spelled, twisted
from ecluse.text.letters import FEWEST_INITIALS, TRIPLES, acrostics, joined, unstretched
from ecluse.text.mapped import Mapped

__all__ = ["FOR_ALL", "is_plain", "readings"]

FOR_ALL = frozenset(("spelled", "twisted"))
"""Names of readings that may be shown to every classifier."""

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


@cache
def _pattern() -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(rb"%b|%b" % (_ROW, leet.HINT), options)


@cache
def _announced() -> tuple[Callable[..., list[tuple[int, int, int]]], Sequence[int]]:
    """What announces the other readings, and what each needle weighs of :data:`spelled.ENOUGH`."""
    from ahocorasick_rs import BytesAhoCorasick

    share = spelled.ENOUGH // twisted.FEWEST_MARKERS
    weighed = [
        *((triple, spelled.ENOUGH) for triple in TRIPLES),
        *((needle, share) for needle, _ in twisted.needles()),
        *spelled.needles(),
    ]
    data, weights = zip(*weighed, strict=True)
    return BytesAhoCorasick(data).find_matches_as_indexes, weights


def is_plain(text: str) -> bool:
    """Whether there is no reading of ``text`` but itself; ``False`` when in doubt.

    >>> is_plain("Rendez-vous sur le quai à 18 h 30"), is_plain("L A C")
    (True, True)
    >>> is_plain("L A C S B L E U S"), is_plain("le l4c bl3u")
    (False, False)
    """
    if text.count("\n") >= FEWEST_INITIALS - 1:
        return False
    data = text.replace("€", "¢").replace("’", "'").encode("latin-1", "replace")
    find, weights = _announced()
    found = find(data.lower(), overlapping=True)
    if found and sum(weights[number] for number, _, _ in found) >= spelled.ENOUGH:
        return False
    return _pattern().search(data) is None


def readings(text: str) -> Iterator[tuple[str, Mapped]]:
    """Each reading of ``text``, with its name; nothing for nearly every text.

    >>> [(name, made.text) for name, made in readings("l.a.c.s")]
    []
    >>> [(name, made.text) for name, made in readings("Le b.o.r.e.a.l")]
    [('joined', 'Le boreal')]
    """
    if is_plain(text):
        return
    if made := joined(text):
        yield "joined", made
    if made := spelled.spelled(text):
        yield "spelled", made
    for name, several in _SEVERAL:
        for made in several(text):
            yield name, made


_SEVERAL: Sequence[tuple[str, Callable[[str], Iterator[Mapped]]]] = (
    ("leet", leet.leet),
    ("unstretched", unstretched),
    ("acrostic", acrostics),
    ("twisted", twisted.twisted),
)
