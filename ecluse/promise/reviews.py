"""What people say of drafts, settled: two of them agree, nobody weighs too much, and all are measured.

A label of one person is quarantined until another person agrees. Where people disagree the draft is
disputed; disputed and waiting drafts are *doubtful* examples, which count against us wherever they
would be misses (:mod:`ecluse.promise.thresholds`). So one person can make a promise more careful, and
cannot make it bolder. A person who says both of one draft disputes it and seconds nobody. Of anybody's labels at
most twice an equal share counts; which ones, a key draws.

Planted drafts, whose label was known beforehand, measure what people miss; they are no examples.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ecluse.lean import blake2b
from ecluse.promise.journal import Audit, Journal, Label, Labelled, Planted
from ecluse.promise.thresholds import Kind, Scored

__all__ = [
    "Examples",
    "Missed",
    "Reviews",
    "Settled",
    "Votes",
    "examples_of",
    "missed",
    "missed_by_person",
    "reviews_of",
    "scored_of",
    "settle",
    "votes_of",
]

Votes = Mapping[str, frozenset[Label]]
"""What each person said of one draft."""


class Settled(enum.Enum):
    """What is held of a draft after what people said."""

    CONFIDENTIAL = "confidential"
    PUBLISHABLE = "publishable"
    DISPUTED = "disputed"
    PENDING = "pending"


def settle(votes: Votes) -> Settled:
    """What two people agree on, when more say so than say the contrary.

    >>> settle({"ada": frozenset({Label.PUBLISHABLE})})
    <Settled.PENDING: 'pending'>
    """
    said = [next(iter(labels)) for labels in votes.values() if len(labels) == 1]
    confidential, publishable = (
        said.count(Label.CONFIDENTIAL),
        said.count(Label.PUBLISHABLE),
    )
    if max(confidential, publishable) >= 2 and confidential != publishable:
        return Settled.CONFIDENTIAL if confidential > publishable else Settled.PUBLISHABLE
    is_contradicted = (confidential and publishable) or any(
        len(labels) > 1 for labels in votes.values()
    )
    return Settled.DISPUTED if is_contradicted else Settled.PENDING


class Reviews(NamedTuple):
    """Drafts that somebody spoke of, settled; ``set_aside``: labels of people who gave too many."""

    settled: Mapping[str, Settled]
    set_aside: int


def reviews_of(journal: Journal, key: bytes, *, times: int = 2) -> Reviews:
    """The drafts of a journal, settled, planted ones left out.

    Args:
        journal: what people said.
        key: draws whose labels count where somebody gave too many.
        times: how many times an equal share of the labels anybody's may be.
    """
    planted = {entry.draft for entry in journal.each(Planted)}
    votes = votes_of(journal.each(Labelled), leave=planted)
    kept = _capped(votes, key, times)
    count = sum(len(said) for said in votes.values()) - sum(len(said) for said in kept.values())
    return Reviews({draft: settle(kept.get(draft, {})) for draft in votes}, count)


def votes_of(
    labels: Iterable[Labelled], *, leave: Collection[str] = ()
) -> dict[str, dict[str, frozenset[Label]]]:
    """What each person said of each draft."""
    votes: dict[str, dict[str, frozenset[Label]]] = defaultdict(dict)
    for draft, by, label, _ in labels:
        if draft not in leave:
            votes[draft][by] = votes[draft].get(by, frozenset()) | {label}
    return dict(votes)


def _capped(votes: Mapping[str, Votes], key: bytes, times: int) -> dict[str, Votes]:
    """The votes that count; labels that nobody seconded are not shared out."""
    by_person: dict[str, list[str]] = defaultdict(list)
    for draft, said in votes.items():
        for person in said if len(said) > 1 else ():
            by_person[person].append(draft)
    labels = sum(map(len, by_person.values()))
    most = times * labels // max(len(by_person), 1)
    aside = {
        (draft, person)
        for person, drafts in by_person.items()
        for draft in sorted(drafts, key=lambda draft: _place(key, person, draft))[most:]
    }
    return {
        draft: {person: labels for person, labels in said.items() if (draft, person) not in aside}
        for draft, said in votes.items()
    }


def _place(key: bytes, *names: str) -> bytes:
    """A place in an order that only the key knows."""
    data = "\x1f".join(names).encode()
    return blake2b(data, digest_size=8, key=key[:64], person=b"ecluse-order").digest()


# --- examples -------------------------------------------------------------------------------------


class Examples(NamedTuple):
    """What a threshold is calibrated on: certain and doubtful examples, and how many have no score."""

    certain: list[Scored]
    doubtful: list[Scored]
    unscored: int


_WANTED = {Kind.LEAK: Settled.CONFIDENTIAL, Kind.FALSE_BLOCK: Settled.PUBLISHABLE}
_DOUBTFUL = (Settled.DISPUTED, Settled.PENDING)


def examples_of(reviews: Reviews, scored: Mapping[str, Scored], kind: Kind) -> Examples:
    """The examples for a promise, from reviewed drafts and the scores of the model that is calibrated.

    A scored draft of which nobody spoke yet is doubtful. ``unscored`` drafts go to ``unsettled=``.
    """
    reviewed = reviews.settled
    states = {**dict.fromkeys(scored, Settled.PENDING), **reviewed}
    certain = [draft for draft, state in states.items() if state is _WANTED[kind]]
    doubtful = [draft for draft, state in states.items() if state in _DOUBTFUL]
    return Examples(
        [scored[draft] for draft in certain if draft in scored],
        [scored[draft] for draft in doubtful if draft in scored],
        sum(draft not in scored for draft in (*certain, *doubtful)),
    )


def scored_of(journal: Journal, certificate: str) -> dict[str, Scored]:
    """The drafts that were audited under a certificate, with the scores of then; none is planted.

    Of a draft that was audited more than once, the score at which it is most easily let through.
    """
    planted = {entry.draft for entry in journal.each(Planted)}
    found: dict[str, Scored] = {}
    audits: Iterable[Audit] = journal.each(Audit)
    for audit in audits:
        if audit.certificate == certificate and audit.draft not in planted:
            scored = Scored(audit.score, audit.group)
            found[audit.draft] = Kind.LEAK.worst(scored, found.get(audit.draft, scored))
    return found


# --- what people miss -----------------------------------------------------------------------------


class Missed(NamedTuple):
    """Planted confidential drafts that were called publishable, of those that were looked at."""

    k: int
    n: int


def missed(journal: Journal, key: bytes) -> Missed:
    """What people miss, of one drawn label for each planted draft: two of one draft are not independent."""
    looked = _planted(journal)
    drawn = [
        said[min(said, key=lambda by: _place(key, draft, by))] for draft, said in looked.items()
    ]
    return Missed(sum(map(_is_missed, drawn)), len(drawn))


def missed_by_person(journal: Journal) -> dict[str, Missed]:
    """What each person misses."""
    by_person: dict[str, list[bool]] = defaultdict(list)
    for said in _planted(journal).values():
        for person, labels in said.items():
            by_person[person].append(_is_missed(labels))
    return {person: Missed(sum(each), len(each)) for person, each in sorted(by_person.items())}


def _planted(journal: Journal) -> dict[str, dict[str, frozenset[Label]]]:
    planted: Iterable[Planted] = journal.each(Planted)
    confidential = {entry.draft for entry in planted if entry.truth is Label.CONFIDENTIAL}
    votes = votes_of(journal.each(Labelled))
    return {draft: said for draft, said in votes.items() if draft in confidential}


def _is_missed(labels: frozenset[Label]) -> bool:
    return Label.PUBLISHABLE in labels  # whoever says both has let it go once
