"""Letters masked by signs: ``conf*dentiel``, ``gel des emb••ches``; words with remarks inside: ``con(fi)dentiel``.

What is left of a word when its signs are taken out is one letter away from it, or two, which those
who look for declared words see (:mod:`ecluse.classifiers.near`, code names of a register).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ecluse.lean import later
from ecluse.text.mapped import Mapped, Weave

__all__ = ["MASK", "masked", "unmasked"]

_RARE = "[*_?#~^=|%$¤§×+<>@&•·∙●○◦█▓▒░■□▪▫★☆…]"
_SIGNS = _RARE[:-1] + ".]"
_REMARK = r"[(\[{][^\s()\[\]{}]{1,16}[)\]}]"
_runs = later(rf"(?:{_SIGNS}{{1,5}}|{_REMARK})(?=[^\W\d_])")
_after_letter = re.compile(rf"{_RARE}(?<=[^\W\d_]{_RARE})").search
_dotted = re.compile(r"\.(?<=[^\W\d_]\.)[^\W\d_]").search
_bracketed = re.compile(r"[(\[{](?<=[^\W\d_][(\[{])").search
_LONGEST_LINK = 200
_links = re.compile(r"://\S{0,180}").sub
"""Where signs are those of a link (:func:`_is_in_link`)."""
_FEWEST = 4
"""Letters of a word beside its signs."""


def unmasked(text: str) -> Mapped | None:
    """``text`` without the signs inside words; ``None`` when there are none.

    >>> unmasked("le plan conf*dentiel, c'est non ?").text
    "le plan confdentiel, c'est non ?"
    >>> unmasked("Quoi ? #Lyon, R&D, 3*4, a_b") is None
    True
    """
    if _after_letter(text) is None and _dotted(text) is None and _bracketed(text) is None:
        return None
    if "://" in text and not any(_follow_letters(_links(" ", text))):
        return None
    places = list(_inside(text))
    if not places:
        return None
    made, at = Weave(text), 0
    for start, end in places:
        made.keep(at, start)
        at = end
    made.keep(at, len(text))
    return made.done()


def _follow_letters(text: str) -> Iterator[bool]:
    """Whether each run of signs before a letter stands behind one."""
    return (text[match.start() - 1 : match.start()].isalpha() for match in _runs().finditer(text))


def _inside(text: str) -> Iterator[tuple[int, int]]:
    """The runs of signs that stand between two letters of one word."""
    has_links = "://" in text
    for match in _runs().finditer(text):  # each before a letter
        start, end = match.span()
        before = text[max(0, start - _FEWEST) : start]
        if not before[-1:].isalpha():
            continue
        around = before + text[end : end + _FEWEST]
        if sum(map(str.isalpha, around)) >= _FEWEST and not (
            has_links and _is_in_link(text, start)
        ):
            yield start, end


def _is_in_link(text: str, at: int) -> bool:
    before = text[max(0, at - _LONGEST_LINK) : at].rsplit(None, 1)
    return bool(before) and "://" in before[-1]


# --- the masks in their places --------------------------------------------------------------------------

MASK = "*"
"""What stands for a letter in what :func:`masked` gives."""
_MASKS = _RARE[:-1] + ".\\-]"
_words = later(
    rf"(?<![^\W\d_])(?:{_MASKS}{{0,4}}[^\W\d_]+(?:{_MASKS}{{1,12}}[^\W\d_]+)+{_MASKS}{{0,8}}|{_MASKS}[^\W\d_]{{4,}}{_MASKS}?|[^\W\d_]{{3,}}{_MASKS}{{2,12}})"
)
_edges = later(r"[*_•█]{2}|[*•█][^\W\d_]{4}|-[^\W\d_]{1,3}-+[^\W\d_]")
"""Signs at a word, and hyphens for letters, which :func:`unmasked` leaves."""
_MOST = 256
"""Words of a text that are looked at with their masks."""
_AROUND = 48
"""Characters on each side of such a word that may belong to a phrase."""


def masked(text: str, *, is_unmasked: bool = False) -> Mapped | None:
    """What stands around words with signs in or at them, a star for each sign, a line for each place.

    ``None`` when there is no such word. ``is_unmasked``: something is known to be :func:`unmasked`.

    >>> masked("le c•nf██entiel").text
    'le c*nf**entiel'
    """
    if not is_unmasked and unmasked(text) is None and _edges().search(text) is None:
        return None
    found = [match.span() for match in islice(_words().finditer(text), _MOST)]
    found = [(start, end) for start, end in found if not _is_in_link(text, start)]
    if not found:
        return None
    made, at = Weave(text), 0
    for start, end in found:
        if start - _AROUND > at:
            made.put("\n" if at else "", at, at)
            at = start - _AROUND
        made.keep(at, start)
        for place in range(start, end):
            if text[place].isalpha():
                made.keep(place, place + 1)
            else:
                made.put(MASK, place, place + 1)
        at = min(end + _AROUND, len(text))
        following = next((one for one, _ in found if one >= end), len(text))
        at = min(at, following)
        made.keep(end, at)
    return made.done()
