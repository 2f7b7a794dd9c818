"""Mosaics: secrets made of pieces, each harmless, and what each audience already holds of them.

Whoever knows ``threshold`` facets of a mosaic knows the secret (aggregation, the mosaic theory of
classification; Pozen 2005). A facet is found by its phrases, kept as keyed digests, or by a
statement of the register. A draft completes a mosaic for its audience when

    facets in the ledger ∪ in earlier drafts ∪ in the message answered ∪ in the draft

reach the threshold, and the draft holds one that the ledger does not have for that audience. One
facet short of it is ``mosaic-near``. What is told to the public is told to everybody, what is told
to a wider audience is known to narrower ones; knowledge never expires. Earlier drafts given with a
draft are claims, so they only add: they never make a facet « known already ».

The **ledger** has one line for each audience, mosaic and facet: who was told what, by which draft
(keyed digest), when first. Identifiers, digests and moments only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from ecluse.lean import replace
from ecluse.model import Audience, Draft, Fact, Finding, Hit, Situation, Tier
from ecluse.registers.analysis import Analysed, Word
from ecluse.registers.forms import NOISE, singular
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import Mosaic, RegisterError
from ecluse.registers.part import Advice, Changes, finding_fact
from ecluse.registers.records import about, canonical, read_json, record_of
from ecluse.registers.store import Store
from ecluse.text.fold import fold
from ecluse.text.views import views
from ecluse.text.words import words

__all__ = ["Mosaics", "Told"]

COMPLETE = 0.95
NEAR = 0.7

_PART = "mosaics"
_LEDGER = "ledger"
_STATEMENT = "statement:"
_MAX_WORDS = 8
_MAX_GAP = 8
_MEMO = 1 << 16

_MONTHS = {
    word: b"month%d" % number
    for number, names in enumerate(
        (
            b"janvier january janv jan", b"fevrier february fevr feb", b"mars march", b"avril april avr apr",
            b"mai may", b"juin june", b"juillet july juil", b"aout august aug", b"septembre september sept sep",
            b"octobre october oct", b"novembre november nov", b"decembre december dec",
        ),
        start=1,
    )
    for word in names.split()
}  # fmt: skip
_ORDINALS = (b"er", b"st", b"nd", b"rd", b"th", b"eme", b"e")


class Told(NamedTuple):
    """A draft that an audience has read: what the ledger is rebuilt from.

    ``findings``: those of the gate, for facets that are statements.
    """

    draft: Draft
    audience: str
    tier: Tier
    at: datetime
    findings: Sequence[Finding] = ()


class _Line(NamedTuple):
    """One line of the ledger."""

    audience: str
    mosaic: str
    facet: str
    tier: str
    draft: str
    at: str


class Mosaics:
    """The mosaics of a register, and its ledger."""

    labels = ("mosaic", "mosaic-near")

    def __init__(self, store: Store) -> None:
        self._store, self._keyed = store, store.keyed
        data = store.read(_PART)
        records = read_json(data, _PART) if data else []
        self._records: Mapping[str, dict[str, Any]] = {r.pop("id"): r for r in records}

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._keyed, self._records)

    @cached_property
    def _ledger(self) -> tuple[_Line, ...]:
        data = self._store.read(_LEDGER)
        return tuple(_Line(*line) for line in read_json(data, _LEDGER)) if data else ()

    def entries(self) -> Sequence[Mosaic]:
        return [
            Mosaic(id, record["threshold"], dict.fromkeys(record["facets"], ()), **about(record))
            for id, record in self._records.items()
        ]

    def lint(self) -> Iterable[Advice]:
        return ()

    # --- looking ----------------------------------------------------------------------------------

    def look(self, text: Analysed, /) -> Iterable[Hit]:
        """The facets that a text holds, under the label ``facet``."""
        if not self._records:
            return ()
        starts, pieces = self._index.starts, text.pieces
        found = [at for at, word in enumerate(pieces) if starts[word.data]]
        if text.pieces is text.words and not found:
            return ()
        hits = [hit for at in found for hit in self._index.hits(text.view.text, pieces, at)]
        if text.pieces is not text.words:  # a name with a capital inside it
            run = text.words
            places = [at for at, word in enumerate(run) if starts[word.data]]
            hits += [hit for at in places for hit in self._index.hits(text.view.text, run, at)]
        return list(dict.fromkeys(hits))

    # --- judging ----------------------------------------------------------------------------------

    def facts(self, situation: Situation, /) -> Iterator[Fact]:
        """``mosaic`` and ``mosaic-near``, at the first facet that the draft adds."""
        if not self._records:
            return
        own = self._facets(situation.findings)
        if not own:
            return
        audience = situation.audience
        told = self._told(audience)
        others = set(told) | set(self._facets(situation.replied))
        for past in situation.past:
            if _flows(past.audience.id, past.audience.tier, audience):
                others.update(self._facets(past.findings))
        for id, record in self._records.items():
            added = {facet: at for (mosaic, facet), at in own.items() if mosaic == id}
            added = {facet: at for facet, at in added.items() if (id, facet) not in told}
            if added:
                known = {facet for mosaic, facet in others if mosaic == id} | added.keys()
                known |= {facet for mosaic, facet in own if mosaic == id}
                yield from _judged(id, record, known & record["facets"].keys(), added.values())

    def _facets(self, findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
        """The facets that findings give away: mosaic and facet → the first that does."""
        found: dict[tuple[str, str], Finding] = {}
        for finding in findings:
            if finding.label == "facet":
                mosaic, _, facet = finding.name.partition("/")
                found.setdefault((mosaic, facet), finding)
            elif finding.label == "statement":
                for place in self._index.statements.get(finding.name, ()):
                    found.setdefault(place, finding)
        return found

    def _told(self, audience: Audience) -> set[tuple[str, str]]:
        """What an audience was told, or a wider one."""
        return {
            (line.mosaic, line.facet)
            for line in self._ledger
            if _flows(line.audience, Tier[line.tier.upper()], audience)
        }

    # --- changing ---------------------------------------------------------------------------------

    def adding(self, entries: Sequence[Mosaic], /) -> Changes:
        """Keep these mosaics; the ledger stays.

        Raises:
            RegisterError: a threshold that no number of facets reaches, or a phrase without a word.
        """
        new = {entry.id: _recorded(entry, self._keyed) for entry in entries}
        return _written({**self._records, **new}) if new else {}

    def removing(self, ids: frozenset[str], /) -> Changes:
        """Remove mosaics with their lines of the ledger."""
        if not ids & self._records.keys():
            return {}
        kept = {id: record for id, record in self._records.items() if id not in ids}
        lines = [line for line in self._ledger if line.mosaic not in ids]
        changes = dict(_written(kept))
        return {**changes, **(_ledger_written(lines) if len(lines) < len(self._ledger) else {})}

    def recording(self, told: Iterable[Told], *, anew: bool = False) -> Changes:
        """The ledger after these drafts were read, in whatever order they come.

        Args:
            told: what was published, and who read it.
            anew: what was recorded before is forgotten.
        """
        return self._recorded(() if anew else self._ledger, told)

    def _recorded(self, before: Sequence[_Line], told: Iterable[Told]) -> Changes:
        lines = {line[:4]: line for line in before}
        for line in (line for each in told for line in self._lines(each)):
            # The first to tell it stays, of two at once the one of lower digest.
            earlier = lines.get(line[:4], line)
            lines[line[:4]] = min(earlier, line, key=lambda one: (one.at, one.draft))
        changed = sorted(lines.values())
        return {} if tuple(changed) == self._ledger else _ledger_written(changed)

    def _lines(self, told: Told) -> Iterator[_Line]:
        if told.at.tzinfo is None:
            raise ValueError("`at` has no time zone; use an aware datetime")
        at = told.at.astimezone(UTC).isoformat()
        parts = told.draft.parts()
        digest = self._keyed.text(
            "\0".join(f"{p.field}\0{p.text}" for p in parts).encode("utf-8", "replace")
        )
        found = {hit.name for view in views(parts) for hit in self.look(Analysed(view))}
        places = {(mosaic, facet) for mosaic, _, facet in (name.partition("/") for name in found)}
        for mosaic, facet in sorted(places | self._facets(told.findings).keys()):
            yield _Line(told.audience, mosaic, facet, told.tier.word, digest, at)


def _flows(told: str, tier: Tier, audience: Audience) -> bool:
    """Whether what one audience was told reaches another: the public, the same, or a wider one."""
    return tier is Tier.PUBLIC or told == audience.id or tier > audience.tier


def _judged(
    id: str, record: Mapping[str, Any], known: set[str], added: Iterable[Finding]
) -> Iterator[Fact]:
    missing = record["threshold"] - len(known)
    if missing > 1:
        return
    first = min(added, key=lambda finding: (finding.field, finding.span, finding.name))
    place = replace(first, tier=record["tier"])
    label, sure = ("mosaic", COMPLETE) if missing <= 0 else ("mosaic-near", NEAR)
    yield finding_fact(label, place, id, sure)


# --- phrases --------------------------------------------------------------------------------------


class _Start(NamedTuple):
    """A phrase that starts with a word: its words, its digest, and whose it is."""

    length: int
    digest: int
    name: str
    tier: str


class _Index:
    """First word → the phrases that start with it; statement → its facets."""

    def __init__(self, keyed: Keyed, records: Mapping[str, dict[str, Any]]) -> None:
        self._keyed = keyed
        by_first: dict[int, list[_Start]] = {}
        self.statements: dict[str, list[tuple[str, str]]] = {}
        for id, record in records.items():
            for facet, kept in record["facets"].items():
                for first, length, digest in kept["phrases"]:
                    start = _Start(length, int(digest, 16), f"{id}/{facet}", record["tier"])
                    by_first.setdefault(int(first, 16), []).append(start)
                for statement in kept["statements"]:
                    self.statements.setdefault(statement, []).append((id, facet))
        self.starts = _Starts(keyed, by_first)

    def hits(self, shown: str, run: Sequence[Word], at: int) -> Iterator[Hit]:
        """The phrases that start at a word."""
        for start in self.starts[run[at].data]:
            if start.length == 1:
                yield _hit(run[at], run[at], start)
                continue
            last = _last(shown, run, at, start.length)
            if last < 0 or _is_number(shown, run, at, last):
                continue
            said = _said([word.data for word in run[at : last + 1]])
            if self._keyed.window(said) == start.digest:
                yield _hit(run[at], run[last], start)


class _Starts(dict[bytes, tuple[_Start, ...]]):
    """Word → the phrases that may start with it, remembered for the last 65,536 words."""

    def __init__(self, keyed: Keyed, by_first: Mapping[int, Sequence[_Start]]) -> None:
        super().__init__()
        self._keyed, self._by_first = keyed, by_first

    def __missing__(self, word: bytes) -> tuple[_Start, ...]:
        if len(self) >= _MEMO:
            self.clear()
        said = _word(word)
        found = self._by_first.get(self._keyed.of(said, b"facet"), ()) if said else ()
        made = self[word] = tuple(found)
        return made


def _word(word: bytes) -> bytes:
    """A word as phrases have it: in the singular, a month by its number; empty for an article."""
    month = _MONTHS.get(word)
    if month is not None:
        return month
    if word in NOISE:
        return b""
    if word[:1].isdigit():
        for ending in _ORDINALS:
            if word.endswith(ending) and word[: -len(ending)].isdigit():
                word = word[: -len(ending)]
                break
        return word.lstrip(b"0") or word
    return singular(word)


def _said(run: Iterable[bytes]) -> list[bytes]:
    return [said for word in run if (said := _word(word))]


def _last(shown: str, run: Sequence[Word], at: int, length: int) -> int:
    """The word with which ``length`` words that say something end, no sentence ending between; or -1."""
    left = length - 1
    for here in range(at + 1, min(len(run), at + 3 * length)):
        gap = shown[run[here - 1].end : run[here].start]
        if not _joins(gap):
            return -1
        left -= bool(_word(run[here].data))
        if not left:
            return here
    return -1


def _joins(gap: str) -> bool:
    """Whether the words on both sides may belong to one phrase."""
    if len(gap) > _MAX_GAP or not _STOPS.isdisjoint(gap):
        return False
    bare = gap.rstrip()
    return bare == gap or bare[-1:] not in (".", "!", "?", "…")


_STOPS = frozenset(",;:()\n")


def _is_number(shown: str, run: Sequence[Word], at: int, last: int) -> bool:
    """Whether a day and a month in numbers are no date: « 12/03 » and « 12.03.2027 » are, « 12,3 » is none."""
    day, month = run[at], run[at + 1]
    if not (day.data.isdigit() and month.data.isdigit()):
        return False
    gap = shown[day.end : month.start]
    dotted = (
        gap == shown[month.end : month.end + 1] == "."
        and shown[month.end + 1 : month.end + 2].isdigit()
    )
    return gap != "/" and not dotted and last - at < 3


def _hit(first: Word, last: Word, start: _Start) -> Hit:
    return Hit(first.start, last.end, 1.0, start.name, "facet", start.name, start.tier)


def _phrases(phrase: str) -> set[tuple[bytes, ...]]:
    """A phrase and its other forms: glued together; a date with the month first, or in numbers.

    >>> sorted(b" ".join(form) for form in _phrases("12 mars"))
    [b'12 3', b'12 month3', b'12month3', b'month3 12']
    """
    said = tuple(_said(words(fold(phrase).data)))
    forms = {said} if said else set[tuple[bytes, ...]]()
    if 1 < len(said) <= 3 and said[1] in _MONTH_NUMBERS and said[0].isdigit():
        forms.add((said[1], said[0], *said[2:]))
        forms.add((said[0], _MONTH_NUMBERS[said[1]], *said[2:]))
    if 1 < len(said) <= 3 and said[0] in _MONTH_NUMBERS and said[1].isdigit() and len(said[1]) < 3:
        forms.add((said[1], said[0], *said[2:]))
        forms.add((said[1], _MONTH_NUMBERS[said[0]], *said[2:]))
    if len(said) > 1:
        forms.add((b"".join(said),))
    return forms


_MONTH_NUMBERS = {b"month%d" % number: b"%d" % number for number in range(1, 13)}


# --- what is kept ---------------------------------------------------------------------------------


def _recorded(entry: Mosaic, keyed: Keyed) -> dict[str, Any]:
    """A mosaic as it is kept."""
    if not 1 <= entry.threshold <= len(entry.facets):
        raise RegisterError(
            f"{entry.id} has {len(entry.facets)} facets; its threshold is between 1 and that"
        )
    facets = {}
    for facet, ways in entry.facets.items():
        if not facet or "/" in facet or not ways:
            raise RegisterError(f"{entry.id} has a facet without a name or a phrase, or with `/`")
        facets[facet] = _recorded_facet(entry.id, ways, keyed)
    return {**record_of(entry), "threshold": entry.threshold, "facets": facets}


def _recorded_facet(id: str, ways: Iterable[str], keyed: Keyed) -> dict[str, Any]:
    phrases, statements = set[tuple[str, int, str]](), set[str]()
    for way in ways:
        if way.startswith(_STATEMENT):
            statements.add(way.removeprefix(_STATEMENT))
            continue
        forms = _phrases(way)
        if not forms or max(map(len, forms)) > _MAX_WORDS:
            raise RegisterError(f"{id} has a phrase of no word, or of more than {_MAX_WORDS}")
        for form in forms:
            first, digest = keyed.of(form[0], b"facet"), keyed.window(form)
            phrases.add((f"{first:016x}", len(form), f"{digest:016x}"))
    return {"phrases": sorted(phrases), "statements": sorted(statements)}


def _written(records: Mapping[str, dict[str, Any]]) -> Changes:
    ordered = [{"id": id, **records[id]} for id in sorted(records)]
    return {_PART: canonical(ordered) if ordered else None}


def _ledger_written(lines: Sequence[_Line]) -> Changes:
    return {_LEDGER: canonical(lines) if lines else None}
