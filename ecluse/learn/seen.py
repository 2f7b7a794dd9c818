"""What a model was trained on, as keyed digests in its file: texts, groups, and a few runs of words.

A promise or a figure that rests on texts which the model learned from is worth nothing, and nobody sees
it by looking at the figure. So a model file ends in three sorted lists of digests of 8 bytes (BLAKE2b with
the key of the model): of each text without case, accents, spaces and punctuation; of each group that was
named; and of the two runs of five words of each text whose digests are smallest. A text that shares one of
these runs is nearly equal to one that was learned: the smallest digests of a set are a sample of it
(Broder, "On the resemblance and containment of documents", 1997).

No word stands there, and without the key nobody can ask. Lists that would be too long keep their smallest
digests, which is a sample as well: then some are not noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ecluse.classifiers.tier import SEEN, TierModel
from ecluse.lean import blake2b
from ecluse.learn.labels import Label, alone, essence, group_name
from ecluse.model import Message
from ecluse.promise.refusal import Refusal
from ecluse.read.words import filled

__all__ = ["Overlap", "overlap", "remembered", "verify_unseen"]

_MOST = {"texts": 40_000, "groups": 10_000, "runs": 20_000}
"""With all of them a file stays below 1 MB."""
_SIZE = 8
_RUN = 5
_RUNS_KEPT = 2


def remembered(labels: Sequence[Label], key: bytes) -> dict[str, list[bytes]]:
    """The digests of what is learned from, by the names of :data:`~ecluse.classifiers.tier.SEEN`."""
    texts = [essence(label.text) for label in labels]
    runs = (sorted(_runs(text, key))[:_RUNS_KEPT] for text in texts)
    found = {
        "texts": {_digest("text", text, key) for text in texts},
        "groups": {_digest("group", name, key) for name in _groups(labels)},
        "runs": {run for each in runs for run in each},
    }
    return {name: sorted(found[name])[: _MOST[name]] for name in SEEN}


class Overlap(NamedTuple):
    """Places of labels that a model learned from: the very texts, their groups, nearly equal texts."""

    texts: Sequence[int]
    groups: Sequence[int]
    near: Sequence[int]


def overlap(labels: Sequence[Label], model: TierModel) -> Overlap:
    """Which labels a model, or the one that it adapts, learned from; each at the closest only."""
    found: tuple[list[int], list[int], list[int]] = ([], [], [])
    known = list(_known(model))
    for at, label in enumerate(labels):
        for place, is_among in enumerate((_is_text, _is_group, _is_near)):
            if any(is_among(label, one) for one in known):
                found[place].append(at)
                break
    return Overlap(*found)


_SEEN = Message(
    "{texts} texte(s) ont servi à apprendre le modèle, et {groups} autre(s) sont de leurs groupes",
    "{texts} text(s) taught the model, and {groups} more are of groups that did",
)


def verify_unseen(
    labels: Sequence[Label], model: TierModel, path: str, remedy: Message
) -> Sequence[int]:
    """Refuse texts that a model learned from; the places of those that are nearly equal to one.

    Raises:
        Refusal: some did, or are of a group that did: how many, and the line of the first.
    """
    found = overlap(labels, model)
    taught = sorted((*found.texts, *found.groups))
    if taught:
        said = filled(_SEEN, texts=len(found.texts), groups=len(found.groups))
        raise Refusal(said, remedy, path=path, line=labels[taught[0]].line)
    return found.near


class _Known(NamedTuple):
    key: bytes
    lists: dict[str, set[bytes]]


def _known(model: TierModel) -> Iterator[_Known]:
    tail, start = model.seen, 0
    lists: dict[str, set[bytes]] = {}
    for name in SEEN:
        end = start + _SIZE * model.header["seen"][name]
        lists[name] = {bytes(tail[at : at + _SIZE]) for at in range(start, end, _SIZE)}
        start = end
    yield _Known(model.key, lists)
    if model.base is not None:
        yield from _known(model.base)


def _is_text(label: Label, known: _Known) -> bool:
    return _digest("text", essence(label.text), known.key) in known.lists["texts"]


def _is_group(label: Label, known: _Known) -> bool:
    names = _groups([label])
    return any(_digest("group", name, known.key) in known.lists["groups"] for name in names)


def _is_near(label: Label, known: _Known) -> bool:
    return not known.lists["runs"].isdisjoint(_runs(essence(label.text), known.key))


def _groups(labels: Iterable[Label]) -> Iterator[bytes]:
    """The groups that were named: what a text without one is called says no more than the text."""
    for label in labels:
        name = group_name(label.group)
        if name and name != alone(label.text):
            yield name.encode("utf-8", "surrogatepass")


def _runs(text: bytes, key: bytes) -> set[bytes]:
    """The digests of the runs of five words of a text."""
    words = text.split()
    starts = range(len(words) - _RUN + 1)
    return {_digest("run", b" ".join(words[at : at + _RUN]), key) for at in starts}


def _digest(kind: str, data: bytes, key: bytes) -> bytes:
    person = f"ecluse-{kind}".encode()
    return blake2b(data, digest_size=_SIZE, key=key[:64], person=person).digest()
