"""Statements: one sentence each, found again in other words; the public record among them.

Kept as keyed digests of their anchors (:mod:`ecluse.registers.anchors`), matched by anchored
containment (:mod:`ecluse.registers.matching`). Three findings come of them:

- ``statement``: a draft says what a statement says, and no public statement explains that as well;
- ``contradiction``: a draft gives another number to what a public statement says;
- ``exchange``: a draft, with the message that it answers, discloses a statement.

What the public record explains from a certain date on is told when the draft is judged, as a
``public_record`` fact: looking knows no moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from ecluse.model import Fact, Finding, Hit, Message, Part, Situation, Span, View
from ecluse.registers.analysis import Analysed
from ecluse.registers.anchors import Anchor, Spoken, anchors_of_text
from ecluse.registers.answers import Answer, accepts, answer_of, keys_of_cues
from ecluse.registers.contradiction import Record
from ecluse.registers.kept import (
    hidden,
    read,
    read_published,
    written,
    written_published,
)
from ecluse.registers.keyed import Keyed
from ecluse.registers.matching import (
    BLOCK,
    FEW_POSTS,
    FLAG,
    TELLS,
    Matcher,
    Met,
    confidence_of,
    explained_by,
    floor_of,
)
from ecluse.registers.model import RegisterError, Statement
from ecluse.registers.part import Advice, Changes, finding_fact
from ecluse.registers.store import Store
from ecluse.registers.telling import Compiled, Published
from ecluse.registers.tokens import Kind, Token, tokens_of
from ecluse.text.views import view_of, views

__all__ = ["FEW_POSTS", "AnchorMet", "Statements"]

_PART, _PUBLISHED = "statements", "statements-published"
_WINDOWS = 8
"""Windows of one text that the record may explain; a text with more is held."""
_FEW_NATS = 14.0
"""A statement that tells less is soon missed in other words."""
_CONFIRMED, _ANSWERED = 0.43, 0.53
"""Confidence from which a message asks about a statement, or says it together with its answer, when
that confirms and when it only answers: each side narrows what the other speaks of. A question asks for
a figure and seldom holds it, so that lacking one is not held against it when the answer confirms."""
_CONFIRMING = frozenset({Answer.CONFIRMS, Answer.ADMITS})
_ANSWERS_SOME = 0.5
"""The share of a missing figure that an answer makes up for, when it only answers."""
_CONTRADICTS, _SAYS_YES, _SAYS_MORE = 0.8, 0.95, 0.7
"""Confidence of what is found so."""


class AnchorMet(NamedTuple):
    """Which words of a draft met which words of a statement: for reviewers."""

    draft: Span
    statement: Span
    kind: Kind
    nats: float


class Statements:
    """The statements of an opened register. Looking is pure and thread-safe.

    Args:
        store: the register's folder.
        reviewer_key: seals the texts of statements that are added, for reviewers; without one no text
            is kept at all.
    """

    labels = ("statement", "exchange", "contradiction")

    def __init__(self, store: Store, reviewer_key: bytes = b"") -> None:
        self.store = store
        self._keyed = store.keyed
        self._reviewer_key = reviewer_key or store.reviewer_key
        self._entries = read(store.read(_PART))
        self._published = Published(*read_published(store.read(_PUBLISHED)))
        self._matcher = Matcher(self._entries, self._published)
        self._record = Record(self._entries, self._keyed)
        self._latest = max(
            (
                e.statement.life.starts
                for e in self._entries
                if e.is_public and e.statement.life.starts
            ),
            default=None,
        )

    def entries(self) -> Sequence[Statement]:
        """Every statement in order of identifier, without its text."""
        return [entry.statement for entry in self._entries]

    # --- looking ----------------------------------------------------------------------------------

    def look(self, text: Analysed) -> Iterator[Hit]:
        """Each statement that one view says or contradicts.

        A statement that an undated public one explains as well is not reported; one that a dated
        public statement explains is, and :meth:`facts` says from when on that is public.
        """
        spoken = Spoken(text.tokens, self._keyed)
        yield from self._hits(spoken, None)
        for entry, span in self._record.contradicted(text.view.text, spoken):
            id = self._entries[entry].statement.id
            yield Hit(*span, _CONTRADICTS, id, "contradiction", id, "")

    def _hits(self, spoken: Spoken, moment: datetime | None) -> Iterator[Hit]:
        """The hits when the record is what was published at ``moment``; ``None``: what has no date."""
        found = self._matcher.match(spoken)
        for met in found:
            entry = self._entries[met.entry]
            said = None if entry.is_public else self._unexplained(met, found, spoken, moment)
            if said is not None:
                yield _hit(said, entry.statement, confidence_of(said.z, entry.floor))

    def _unexplained(
        self, met: Met, found: Sequence[Met], spoken: Spoken, moment: datetime | None
    ) -> Met | None:
        """The window in which a text says a statement and no public one explains it."""
        record = [m for m in found if _is_published(self._entries[m.entry], moment)]
        floor = self._entries[met.entry].floor
        gone: list[Met] = []
        here: Met | None = met
        while here is not None and confidence_of(here.z, floor) >= FLAG:
            if not self._is_explained(here, record):
                return here
            gone.append(here)
            here = (
                self._matcher.elsewhere(met.entry, spoken, gone) if len(gone) < _WINDOWS else None
            )
        return None

    def _is_explained(self, met: Met, record: Iterable[Met]) -> bool:
        weights = self._matcher.weights(met.entry)
        anchors = self._entries[met.entry].anchors
        return any(explained_by(met, one, weights, anchors) for one in record)

    # --- facts ------------------------------------------------------------------------------------

    def facts(self, situation: Situation) -> Iterator[Fact]:
        """Statements that are public by now, and those that an exchange discloses."""
        yield from self._public_facts(situation)
        yield from self._said_in_parts(situation)
        if situation.draft.reply_to:
            yield from self._exchanges(situation)

    def _public_facts(self, situation: Situation) -> Iterator[Fact]:
        """A ``public_record`` fact for each finding that the record explains at the moment."""
        found = [f for f in situation.findings if f.label == "statement"]
        if not found or self._latest is None:
            return
        stand = {finding.name for finding in found if finding.view != "plain"} | {
            hit.name
            for view in views(situation.draft.parts())
            for hit in self._hits(Spoken(tokens_of(view), self._keyed), situation.moment)
            if hit.label == "statement"
        }
        for finding in found:
            if finding.name not in stand:
                yield Fact("public_record", {"label": finding.label}, finding)

    def _said_in_parts(self, situation: Situation) -> Iterator[Fact]:
        """What the parts of a draft only say together: a title and its text, a text and its picture."""
        parts = _in_reading_order(situation.draft.parts())
        if len(parts) < 2:
            return
        alone = {finding.name for finding in situation.findings if finding.label == "statement"}
        spoken = Spoken(tokens_of(view_of("\n".join(part.text for part in parts))), self._keyed)
        for hit in self._hits(spoken, situation.moment):
            if hit.name not in alone:
                field, span = _fullest(parts, Span(hit.start, hit.end))
                found = Finding(
                    "statement", field, span, hit.confidence, name=hit.name, tier=hit.tier
                )
                yield finding_fact("statement", found, hit.name, hit.confidence)

    def _exchanges(self, situation: Situation) -> Iterator[Fact]:
        draft = situation.draft
        message, reply = view_of(draft.reply_to), view_of(draft.text)
        answer = answer_of(reply)
        if answer is Answer.DECLINES:
            return
        asked = set(self._asked(situation, answer)) if answer else set[int]()
        less = set(self._joined(situation, answer))
        if answer is Answer.ADMITS:
            less |= self._matcher.unpublished(Spoken(tokens_of(message), self._keyed))
        if accepts(message, reply):
            less |= set(self._congratulated(situation))
        for entry in sorted(asked | less):
            sure = entry in asked and answer in _CONFIRMING
            confidence = _SAYS_YES if sure else _SAYS_MORE
            yield _exchange(self._entries[entry].statement, draft.text, confidence)

    def _asked(self, situation: Situation, answer: Answer) -> Iterator[int]:
        """The statements about which the message answered asks, or that it says."""
        spoken = Spoken(tokens_of(view_of(situation.draft.reply_to)), self._keyed)
        yield from (met.entry for met in self._narrowed(spoken, situation, answer))
        replied = {f.name for f in situation.replied if f.label == "statement"}
        for number, entry in enumerate(self._entries):
            if entry.statement.id in replied and not entry.is_public:
                yield number

    def _joined(self, situation: Situation, answer: Answer | None) -> Iterator[int]:
        """The statements that the message and its answer only say together."""
        message, reply = situation.draft.reply_to, situation.draft.text
        cues = keys_of_cues()
        tokens = tokens_of(view_of(f"{message}\n{reply}"))
        said = [t for t in tokens if t.start <= len(message) or t.key not in cues]
        for met in self._narrowed(Spoken(said, self._keyed), situation, answer):
            weights = self._matcher.weights(met.entry)
            added = (place for place in met.places if place.start > len(message))
            if any(weights[place.anchor] * place.grade >= TELLS for place in added):
                yield met.entry

    def _congratulated(self, situation: Situation) -> Iterator[int]:
        """The statements of which somebody congratulates the author, who is not named."""
        text = f"{situation.draft.reply_to}\n{situation.author.name}"
        spoken = Spoken(tokens_of(view_of(text)), self._keyed)
        yield from (met.entry for met in self._narrowed(spoken, situation, Answer.ADMITS))

    def _narrowed(
        self, spoken: Spoken, situation: Situation, answer: Answer | None
    ) -> Iterator[Met]:
        """Statements that are not public and that the two sides of an exchange may speak of."""
        found = self._matcher.match(spoken)
        record = [m for m in found if _is_published(self._entries[m.entry], situation.moment)]
        level = _CONFIRMED if answer in _CONFIRMING else _ANSWERED
        for met in found:
            entry = self._entries[met.entry]
            lacking = met.lacks if answer in _CONFIRMING else met.lacks * _ANSWERS_SOME
            if answer is Answer.CONFIRMS and not self._matcher.is_pointed(met):
                lacking = 0.0
            z = met.z + lacking + met.bare * (answer is Answer.ADMITS)
            enough = not entry.is_public and confidence_of(z, entry.floor) >= level
            if enough and not self._is_explained(met, record):
                yield met

    # --- changing ---------------------------------------------------------------------------------

    def adding(self, entries: Sequence[Statement]) -> Changes:
        """The changes that add these statements.

        Raises:
            RegisterError: one of them could never be told from ordinary posts; the message names it
                and never quotes it.
        """
        added = [self._compiled(statement) for statement in entries]
        ids = {one.statement.id for one in added}
        kept = [entry for entry in self._entries if entry.statement.id not in ids]
        every = sorted([*kept, *added], key=lambda entry: entry.statement.id)
        matcher = Matcher(every, self._published)
        for number, entry in enumerate(every):
            if entry.statement.id in ids:
                for advice in _advice(matcher, number):
                    if advice.refused:
                        raise RegisterError(f"{advice.entry}: {advice.says.en}; {advice.help.en}")
        return {_PART: written(every)}

    def _compiled(self, statement: Statement) -> Compiled:
        anchors = anchors_of_text(statement.text, statement.synonyms, self._keyed)
        sealed = ""
        if self._reviewer_key:
            from ecluse.registers.sealed import seal

            sealed = seal(statement.text, statement.id, self._reviewer_key)
        compiled = Compiled(hidden(statement), anchors, sealed=sealed)
        if compiled.is_public:
            return compiled
        return compiled._replace(floor=_floor(compiled, _background(), self._keyed))

    def removing(self, ids: frozenset[str]) -> Changes:
        """The changes that remove every trace of these statements."""
        kept = [entry for entry in self._entries if entry.statement.id not in ids]
        return {_PART: written(kept) if kept else None} if len(kept) < len(self._entries) else {}

    def calibrated(self, published: Iterable[str]) -> Changes:
        """The changes that move each statement's levels above what was published.

        Args:
            published: the organisation's own posts. Import the public record first: what it explains
                is no false alarm. Fewer than :data:`FEW_POSTS` prove little (lint says so).
        """
        spoken = [Spoken(tokens_of(view_of(text)), self._keyed) for text in published]
        counts: dict[int, int] = {}
        for one in spoken:
            for digest in set(one.digests):
                counts[digest] = counts.get(digest, 0) + 1
        matcher = Matcher(self._entries, Published(len(spoken), counts))
        highest = self._highest(matcher, spoken)
        background = self._highest(matcher, (Spoken(t, self._keyed) for t in _background()))
        entries = [
            entry._replace(floor=floor_of(len(spoken), of_posts, ordinary))
            for entry, of_posts, ordinary in zip(self._entries, highest, background, strict=True)
        ]
        return {_PART: written(entries), _PUBLISHED: written_published(len(spoken), counts)}

    def _highest(self, matcher: Matcher, texts: Iterable[Spoken]) -> Sequence[float]:
        """For each entry the highest ``z`` of any of the texts."""
        highest = [_NO_FLOOR] * len(self._entries)
        for spoken in texts:
            found = matcher.match(spoken)
            record = [met for met in found if self._entries[met.entry].is_public]
            for met in found:
                if not self._entries[met.entry].is_public and not self._is_explained(met, record):
                    highest[met.entry] = max(highest[met.entry], met.z)
        return highest

    # --- for reviewers ----------------------------------------------------------------------------

    def reveal(self, id: str, reviewer_key: bytes) -> str:
        """The text of a statement.

        Raises:
            RegisterError: there is no such statement, no text of it was kept, or the key is another.
        """
        entry = next((one for one in self._entries if one.statement.id == id), None)
        if entry is None:
            raise RegisterError(f"there is no statement {id}")
        if not entry.sealed:
            raise RegisterError(f"{id}: no text was kept; add it again with the reviewer's key")
        from ecluse.registers.sealed import unseal

        return unseal(entry.sealed, id, reviewer_key)

    def anchors_of(self, view: View, id: str, reviewer_key: bytes) -> Sequence[AnchorMet]:
        """Which words of a draft met which words of a statement, in order of the draft.

        Raises:
            RegisterError: as :meth:`reveal`.
        """
        declared = tokens_of(view_of(self.reveal(id, reviewer_key)))
        spoken = Spoken(tokens_of(view), self._keyed)
        number = next(n for n, one in enumerate(self._entries) if one.statement.id == id)
        anchors, weights = self._entries[number].anchors, self._matcher.weights(number)
        met = next((m for m in self._matcher.match(spoken) if m.entry == number), None)
        found: list[AnchorMet] = []
        for place in met.places if met else ():
            token = next((t for t in declared if self._is_of(t, anchors[place.anchor])), None)
            if token is not None:
                there, here = Span(place.start, place.end), Span(token.start, token.end)
                nats = weights[place.anchor] * place.grade
                found.append(AnchorMet(there, here, token.kind, nats))
        return found

    def _is_of(self, token: Any, anchor: Anchor) -> bool:
        return self._keyed.word(token.key) in anchor.digests

    # --- lint -------------------------------------------------------------------------------------

    def lint(self) -> Iterator[Advice]:
        """Statements that are too common or too short, and what calibration cannot vouch for."""
        for number in range(len(self._entries)):
            yield from _advice(self._matcher, number)
        secret = any(not entry.is_public for entry in self._entries)
        if secret and self._published.posts < FEW_POSTS:
            yield Advice(
                "",
                False,
                Message(
                    fr=f"Calibré sur {self._published.posts} publications : cela prouve peu.",
                    en=f"Calibrated on {self._published.posts} published posts, which proves little.",
                ),
                Message(
                    fr=f"Donnez au moins {FEW_POSTS} de vos publications à `ecluse register calibrate`.",
                    en=f"Give at least {FEW_POSTS} of your posts to `ecluse register calibrate`.",
                ),
            )


_NO_FLOOR = -9.0


def _hit(met: Met, statement: Statement, confidence: float) -> Hit:
    tier, id = statement.tier.name.lower(), statement.id
    return Hit(met.start, met.end, round(confidence, 3), id, "statement", id, tier)


def _exchange(statement: Statement, text: str, confidence: float) -> Fact:
    whole = Span(0, len(text))
    tier = statement.tier.name.lower()
    finding = Finding("exchange", "text", whole, confidence, name=statement.id, tier=tier)
    return finding_fact("exchange", finding, statement.id, confidence)


def _in_reading_order(parts: Sequence[Part]) -> Sequence[Part]:
    """The title first, then the text, then what stands beside it."""
    return sorted(parts, key=lambda part: part.field != "title")


def _fullest(parts: Sequence[Part], span: Span) -> tuple[str, Span]:
    """The part that holds most of a span of all of them joined by one character, and where."""
    start, places = 0, list[tuple[int, str, Span]]()
    for part in parts:
        first, last = max(span.start - start, 0), min(span.end - start, len(part.text))
        places.append((last - first, part.field, Span(first, last)))
        start += len(part.text) + 1
    return max(places, key=lambda place: place[0])[1:]


def _is_published(entry: Compiled, moment: datetime | None) -> bool:
    if not entry.is_public:
        return False
    life = entry.statement.life
    if moment is None:
        return life.starts is None
    return life.starts is None or life.starts <= moment


# --- lint -----------------------------------------------------------------------------------------


_REWORD = Message(
    fr="ajoutez un nom, un montant ou une date",
    en="add a name, an amount or a date",
)


def _advice(matcher: Matcher, number: int) -> Iterator[Advice]:
    entry = matcher.entries[number]
    if entry.is_public:
        return
    id = entry.statement.id
    most = confidence_of(matcher.fullest(number), entry.floor)
    alone = confidence_of(matcher.fullest(number), _NO_FLOOR)
    if alone < FLAG:
        says = Message(
            fr="trop peu de repères pour être reconnu", en="too few anchors to be told from others"
        )
        yield Advice(id, True, says, _REWORD)
    elif most < FLAG:
        says = Message(fr="des textes publics en disent autant", en="published texts say as much")
        yield Advice(id, True, says, _REWORD)
    elif most < BLOCK or matcher.total(number) < _FEW_NATS:
        says = Message(
            fr="peu de repères : les reformulations risquent d'échapper",
            en="few anchors: other wordings may escape",
        )
        yield Advice(id, False, says, _REWORD)
    elif entry.floor > 0.405:
        says = Message(
            fr="des publications s'en approchent : seuils relevés",
            en="published posts come near it: its levels were raised",
        )
        yield Advice(id, False, says, _REWORD)


# --- the background -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _background() -> Sequence[Sequence[Token]]:
    """The tokens of the neutral background that écluse ships."""
    from ecluse.registers.background import posts

    return [tokens_of(view_of(post)) for post in posts()]


def _floor(entry: Compiled, texts: Iterable[Sequence[Token]], keyed: Keyed) -> float:
    """The highest ``z`` that any of the texts reaches."""
    matcher = Matcher([entry])
    found = (met.z for tokens in texts for met in matcher.match(Spoken(tokens, keyed)))
    return round(max(found, default=_NO_FLOOR), 2)
