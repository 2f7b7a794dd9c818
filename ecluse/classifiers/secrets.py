"""Secrets: tokens, keys, passwords and connection strings, by the formats that providers publish.

How it works. A format is a row of :mod:`ecluse.classifiers.secret_formats`: keywords, a pattern and
what tells a secret from a placeholder. One Aho-Corasick pass over the folded text finds the keywords
that occur; only their formats' patterns then run, with RE2, over the text as it was written, one
byte for each code point (Latin-1; anything wider reads as ``?``). Prose is matched on the folded
text and its span is brought home. Patterns are compiled on first use, one by one.

Every step is linear in the text: the automaton and RE2 by construction, the rest because a secret is
judged on at most :data:`~ecluse.classifiers.secret_formats.LONGEST` characters and what stands close around it.

Where two formats find overlapping places, the surer one stands (then the longer, then the one that
starts first, then by name), so that one secret is one hit whatever the order of the table.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecluse.classifiers.secret_checks import compiled, entropy
from ecluse.classifiers.secret_formats import FORMATS, LONGEST, Candidate, SecretFormat
from ecluse.lean import dataclass
from ecluse.model import Hit, Span, View
from ecluse.text.fold import fold
from ecluse.text.words import squeeze

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

__all__ = ["CLASSIFIER", "Secrets"]

_SHOWN = 16

_SHORTEST = 4
"""Bytes of a trigger."""

_PIECE = 1 << 16
"""Bytes that are scanned for keywords at once: each place found takes memory."""


class _Keywords:
    """Tells in one pass which formats' keywords occur in a folded text."""

    def __init__(self, formats: Sequence[SecretFormat]) -> None:
        from ahocorasick_rs import BytesAhoCorasick

        wanted: dict[bytes, list[int]] = {}
        for number, form in enumerate(formats):
            for keyword in form.keywords:
                wanted.setdefault(keyword, []).append(number)
        self._always = tuple(number for number, form in enumerate(formats) if not form.keywords)
        self._formats = tuple(map(tuple, wanted.values()))
        self._longest = max(map(len, wanted), default=0)
        self._scan: BytesAhoCorasick | None = BytesAhoCorasick(list(wanted)) if wanted else None

    def occurring(self, folded: bytes) -> list[int]:
        """The numbers of the formats to look for, in the order of the table."""
        numbers = set(self._always)
        if self._scan is not None:
            for start in range(0, len(folded), _PIECE):
                piece = folded[start : start + _PIECE + self._longest]
                found = self._scan.find_matches_as_indexes(piece, overlapping=True)
                for keyword in {match[0] for match in found}:
                    numbers.update(self._formats[keyword])
        return sorted(numbers)


@dataclass(frozen=True)
class Secrets:
    """The classifier of secrets, over a table of formats."""

    formats: tuple[SecretFormat, ...] = FORMATS
    label: str = "secret"

    @functools.cached_property
    def seen(self) -> tuple[str, ...]:
        """Some of what its formats see; each format carries its own examples."""
        return tuple(form.seen[0] for form in self._some() if form.seen)

    @functools.cached_property
    def unseen(self) -> tuple[str, ...]:
        """Some of what its formats leave."""
        return tuple(form.unseen[0] for form in self._some() if form.unseen)

    def _some(self) -> tuple[SecretFormat, ...]:
        """About :data:`_SHOWN` formats, spread over the table."""
        return self.formats[:: max(1, len(self.formats) // _SHOWN)]

    @functools.cached_property
    def literals(self) -> frozenset[bytes] | None:
        """The keywords, as they stand in a folded text; ``None`` when a format has no keyword."""
        if not all(form.keywords for form in self.formats):
            return None
        return frozenset(keyword for form in self.formats for keyword in form.keywords)

    @functools.cached_property
    def also(self) -> Mapping[bytes, bytes]:
        """The keywords that say nothing without another literal, such as ``://`` without ``@``."""
        needed: dict[bytes, set[bytes]] = {}
        for form in self.formats:
            for keyword in form.keywords:
                needed.setdefault(keyword, set()).add(form.also)
        return {keyword: also.pop() for keyword, also in needed.items() if len(also) == 1}

    @functools.cached_property
    def triggers(self) -> frozenset[bytes] | None:
        """The keywords without separators; ``None`` when one of them is too short to say anything.

        Without its separator ``hf_`` or ``key-`` stands in every text: :attr:`literals` is better.
        """
        squeezed = frozenset(map(squeeze, self.literals or ()))
        return squeezed if squeezed and min(map(len, squeezed)) >= _SHORTEST else None

    @functools.cached_property
    def _keywords(self) -> _Keywords:
        return _Keywords(self.formats)

    def classify(self, view: View) -> Iterable[Hit]:
        """Yield each secret of ``view.text`` once, in order of place."""
        folded = view.folded.data
        forms = [self.formats[number] for number in self._keywords.occurring(folded)]
        forms = [form for form in forms if form.also in folded]
        if not forms:
            return ()
        hits = _all(forms, view)
        if not hits:
            hits = list(_in_pieces(forms, view))
        return _apart(hits, len(view.text)) if len(hits) > 1 else hits


def _all(forms: Sequence[SecretFormat], view: View) -> list[Hit]:
    written = view.text.encode("latin-1", "replace")
    return [hit for form in forms for hit in _found(form, view, written)]


def _in_pieces(forms: Sequence[SecretFormat], view: View) -> Iterator[Hit]:
    """The secrets whose published prefix stands in the text, and what follows in pieces."""
    prefixed = [form for form in forms if form.prefixes and not form.folded]
    places = sorted({at for form in prefixed for at in _leads(form, view)})
    if not places:
        return
    from ecluse.classifiers.secret_pieces import mended

    made = mended(view.text, places)
    if made is None:
        return
    for hit in _all(prefixed, View(view.name, view.field, made.text, fold(made.text))):
        start, end = made.home(hit.start, hit.end)
        yield hit._replace(start=start, end=end)


def _leads(form: SecretFormat, view: View) -> Iterator[int]:
    """Where a prefix of a format stands, a few of its places."""
    data = view.folded.data
    for prefix in form.prefixes:
        at = data.find(prefix)
        for _ in range(_FEW):
            if at < 0:
                break
            yield view.folded.span(at, at + 1).start
            at = data.find(prefix, at + 1)


_FEW = 4
"""Places of one prefix behind which pieces are looked for."""


# --- one format -----------------------------------------------------------------------------------


def _found(form: SecretFormat, view: View, written: bytes) -> Iterator[Hit]:
    """The hits of one format. After a refusal the search goes on inside what was matched."""
    text = view.folded.data if form.folded else written
    position: int | None = 0
    while position is not None:
        matches = compiled(form.pattern).finditer(text, position)
        position = None
        for match in matches:
            secret, whole = _places(form, view, match)
            confidence = _judged(form, Candidate(view.text, secret, whole))
            if confidence:
                value = view.text[secret.start : secret.end]
                yield Hit(secret.start, secret.end, confidence, form.name, "", value)
            elif (inside := _inside(form, match)) is not None:
                position = inside
                break


def _places(form: SecretFormat, view: View, match: Any) -> tuple[Span, Span]:
    """Where the secret and the whole match are in the text."""
    secret, whole = match.span(_group(form, match)), match.span()
    if form.folded:
        return view.folded.span(*secret), view.folded.span(*whole)
    return Span(*secret), Span(*whole)


def _inside(form: SecretFormat, match: Any) -> int | None:
    """Where to look again after a refusal; a long match is not looked at twice, to stay linear."""
    start, end = match.span()
    again = match.start(_group(form, match))
    return again if again > start and end - start <= LONGEST else None


def _group(form: SecretFormat, match: Any) -> int:
    """The number of the group that is the secret; 0 is the whole match."""
    if form.group is not None:
        return form.group
    return next((number for number, group in enumerate(match.groups(), 1) if group), 0)


def _judged(form: SecretFormat, candidate: Candidate) -> float:
    """The confidence that the candidate is a secret; 0 when it is none."""
    secret = candidate.secret
    if not secret:
        return 0.0
    if form.entropy and entropy(secret) <= form.entropy:
        return 0.0
    if form.check is not None and not form.check(secret):
        return 0.0
    if form.unless is not None and form.unless(candidate):
        return 0.0
    return 1.0 if form.proof is not None and form.proof(secret) else form.confidence


# --- several formats ------------------------------------------------------------------------------


def _apart(hits: Sequence[Hit], length: int) -> list[Hit]:
    """The hits that stand where several overlap, in order of place."""
    kept: list[Hit] = []
    taken = bytearray(length)
    for hit in sorted(hits, key=_standing):
        if taken.find(1, hit.start, hit.end) < 0:
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept)


def _standing(hit: Hit) -> tuple[float, int, int, str]:
    return (-hit.confidence, hit.start - hit.end, hit.start, hit.name)


CLASSIFIER = Secrets()
