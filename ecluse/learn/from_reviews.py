"""Examples of a calibration from what reviewers said: of drafts that the audit drew, and of no other.

What is looked at without a draw is not a random sample: what a rule flagged, what somebody asked
about, what somebody chose to label. Labels of such drafts teach (:mod:`ecluse.learn.reviewed`), and are
no examples: whoever labels many easy confidential drafts would buy misses with them. Whether a draft
was drawn is asked of the key, not of the journal, which anybody who writes to it could tell stories.

Every draft that was drawn counts: settled ones as what they are, disputed and waiting ones where they
would be misses, and those that the journal speaks of and the file does not hold as misses
(:func:`ecluse.promise.reviews.examples_of`). So leaving out hard drafts gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ecluse.case import draft_digest
from ecluse.gate import Gate
from ecluse.learn.calibrate import weighed
from ecluse.learn.labels import Label
from ecluse.model import Decision, Draft, Tier
from ecluse.promise.journal import Audit, Journal, Labelled, Planted
from ecluse.promise.monitor import is_audited
from ecluse.promise.reviews import Reviews, Settled, examples_of, reviews_of
from ecluse.promise.thresholds import Kind, Scored

__all__ = ["Drawn", "Sample", "decided", "label_of"]


def label_of(draft: Draft, tier: Tier) -> Label:
    """A draft as a label: all that would be published, and its thread as the group."""
    text = "\n".join(part.text for part in draft.parts())
    return Label(text, tier, draft.thread, draft.channel, draft.lang, draft.id)


class Drawn(NamedTuple):
    """Examples of one kind: certain, doubtful, and for each group how many have no score."""

    certain: Sequence[Scored] = ()
    doubtful: Sequence[Scored] = ()
    unsettled: Mapping[str, int] = MappingProxyType({})


class Sample:
    """What reviewers said of the drafts that the audit drew.

    Args:
        journal: what they said.
        key: draws, and names drafts.
        share: the share that the audit draws.
        since: drafts that the journal spoke of before are left out, whatever it says of them later.
    """

    def __init__(
        self, journal: Journal, key: bytes, share: Decimal, since: datetime | None = None
    ) -> None:
        self._key, self._share = key, share
        entries = [one for _, one in journal.entries if isinstance(one, Audit | Labelled)]
        self._aside = {entry.draft for entry in journal.each(Planted)}
        if since is not None:
            self._aside |= {entry.draft for entry in entries if entry.at < since}
        spoken_of = {entry.draft for entry in entries}
        settled = reviews_of(journal, key).settled
        self._states = {
            draft: settled.get(draft, Settled.PENDING)
            for draft in sorted(spoken_of)
            if self._counts(draft)
        }

    def _counts(self, digest: str) -> bool:
        return digest not in self._aside and is_audited(self._key, digest, self._share)

    def of(self, drafts: Iterable[Draft]) -> list[Draft]:
        """Those of some drafts that the audit drew."""
        return [draft for draft in drafts if self._counts(draft_digest(draft, self._key))]

    def missing(self, drafts: Iterable[Draft]) -> int:
        """How many drafts that were drawn, and of which the journal speaks, are not among some."""
        held = {draft_digest(draft, self._key) for draft in drafts}
        return len(self._states.keys() - held)

    def leave_out(self, drafts: Iterable[Draft]) -> None:
        """Count some drafts no more, whatever the journal says of them."""
        for draft in drafts:
            digest = draft_digest(draft, self._key)
            self._aside.add(digest)
            self._states.pop(digest, None)

    def examples(
        self,
        held: Sequence[tuple[Draft, Decision, Label]],
        kind: Kind,
        score: Callable[[Decision], float],
        group: Callable[[Label], str],
        groups: Iterable[str] = (),
    ) -> Drawn:
        """Examples of one kind.

        Args:
            held: drafts that were drawn, what a gate without promises makes of them, and the label
                that names their document.
            kind: confidential drafts for ``LEAK``, publishable ones for ``FALSE_BLOCK``.
            score: of what was decided.
            group: the group of a draft.
            groups: groups of other examples: a draft without a score may be of any.
        """
        scored: dict[str, Scored] = {}
        states: dict[str, Settled] = {}
        missing = dict(self._states)
        for draft, decision, label in held:
            digest = draft_digest(draft, self._key)
            # One text may go to several channels, and is an example of each.
            name = f"{digest}\x1f{draft.channel}"
            one = Scored(score(decision), group(label), label.group)
            scored[name] = kind.worst(one, scored.get(name, one))
            states[name] = self._states.get(digest, Settled.PENDING)
            missing.pop(digest, None)
        found = examples_of(Reviews({**missing, **states}, 0), scored, kind)
        named = {one.group for one in (*found.certain, *found.doubtful)} | {*groups}
        unsettled = dict.fromkeys(sorted(named) or [""], found.unscored) if found.unscored else {}
        return Drawn(found.certain, found.doubtful, unsettled)


def decided(
    gate: Gate,
    drafts: Sequence[Draft],
    now: datetime,
    end: datetime,
    see: Callable[[int], None],
) -> list[Decision]:
    """What a gate makes of each draft between two moments; ``see``: how many are done."""
    found: list[Decision] = []
    for number, draft in enumerate(drafts, 1):
        found.append(weighed(gate, draft, now, end))
        see(number)
    return found
