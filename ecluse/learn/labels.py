"""Labelled texts: JSON Lines with ``text`` and ``tier``, and where each comes from.

    {"text": "…", "tier": "private", "group": "thread-12", "channel": "x", "lang": "fr"}

``group`` is what belongs together (a thread, a document, an author): it is never on both sides of a
split. Its case, accents and spaces do not matter. A text that stands in the file twice, but for case,
accents, spaces and punctuation, joins the groups of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ecluse.lean import blake2b
from ecluse.learn.words import LEARN
from ecluse.model import DraftError, Tier
from ecluse.read import words
from ecluse.read.source import Line, blocks, decoded, lines, open_source, raw, too_long
from ecluse.read.strict_json import Parser
from ecluse.read.words import filled, system
from ecluse.text.fold import fold
from ecluse.text.words import words as words_of

__all__ = [
    "LEAST",
    "Label",
    "alone",
    "counts",
    "essence",
    "group_name",
    "grouped",
    "read_labels",
    "verify_enough",
]

LEAST = 8
"""Labels of each tier below which nothing is trained."""

_TIERS = {tier.word: tier for tier in Tier}
_OPTIONAL = ("group", "channel", "lang", "id")


class Label(NamedTuple):
    """One text that a person gave a tier. ``line`` is where it stands in its file."""

    text: str
    tier: Tier
    group: str = ""
    channel: str = ""
    lang: str = ""
    id: str = ""
    line: int = 0


def read_labels(
    path: Path, *, tier: Tier | None = None, unlabelled: bool = False
) -> tuple[Label, ...]:
    """The labels of a file, in order, each with a group.

    Args:
        path: a file of JSON Lines, UTF-8.
        tier: what every line is, in a file of one tier, whether it says so or not.
        unlabelled: the texts wait for a label; what a line says of its tier is not looked at.

    Raises:
        DraftError: a line that is no label, or one of another tier, with its number; nothing is
            skipped.
    """
    asked = _Asked(tier, unlabelled)
    parser = Parser()
    labels: list[Label] = []
    try:
        with open_source(path) as stream:
            for line in lines(blocks(raw(stream))):
                if line.data is None or line.data.strip():
                    labels.append(_label(parser, line, asked))
    except OSError as error:
        raise DraftError(filled(words.NOT_READ, why=system(error)), path=str(path)) from error
    except DraftError as error:
        raise DraftError(
            error.problem, path=str(path), line=error.line, remedy=error.advice
        ) from None
    return grouped(labels)


class _Asked(NamedTuple):
    """What tier the lines of a file are of: one that is known, or none that matters."""

    tier: Tier | None
    unlabelled: bool

    def tier_of(self, row: Mapping[str, object], number: int) -> Tier:
        if self.unlabelled:
            return Tier.PUBLIC
        found = _TIERS.get(str(row["tier"])) if "tier" in row else self.tier
        if found is None:
            raise DraftError(LEARN["no-tier"], line=number, remedy=LEARN["write"])
        if self.tier not in (None, found):
            said = filled(LEARN["other-tier"], tier=found.word, wanted=self.tier.word)
            raise DraftError(said, line=number, remedy=LEARN["take-out"])
        return found


def _label(parser: Parser, line: Line, asked: _Asked) -> Label:
    number = line.number
    if line.data is None:
        raise too_long(number)
    try:
        parsed = parser.whole(decoded(line.data, number))
    except DraftError as error:  # the parser counts lines from its own text, which is one line
        raise DraftError(error.problem, line=number, remedy=LEARN["write"]) from None
    if parsed.fault is not None:
        raise DraftError(parsed.fault, line=number)
    row = parsed.value
    if not isinstance(row, dict) or type(row.get("text")) is not str:
        raise DraftError(LEARN["no-text"], line=number, remedy=LEARN["write"])
    found = asked.tier_of(row, number)
    names = {name: row.get(name, "") for name in _OPTIONAL}
    for name, value in names.items():
        if type(value) is not str:
            raise DraftError(filled(LEARN["not-text"], name=name), line=number)
    return Label(row["text"], found, line=number, **names)


def grouped(labels: Iterable[Label]) -> tuple[Label, ...]:
    """The same labels, each with a group: the one it names, joined with those of equal texts.

    Labels of several files are grouped together, or a text in two of them would count twice.
    """
    named = [label._replace(group=group_name(label.group)) for label in labels]
    texts = [essence(label.text) for label in named]
    joined = _Joined()
    for label, text in zip(named, texts, strict=True):
        joined.join(label.group or text, text)
    return tuple(
        label._replace(group=joined.name(label.group or text))
        for label, text in zip(named, texts, strict=True)
    )


def essence(text: str) -> bytes:
    """What is left of a text without case, accents, spaces and punctuation: equal for equal texts.

    >>> essence("L'été, déjà !") == essence("l’ete  deja")
    True
    """
    folded = fold(text).data
    return b" ".join(words_of(folded)) or folded.strip()


def alone(text: str) -> str:
    """The group of a text that names none."""
    return _name_of(essence(text))


def _name_of(text: bytes) -> str:
    return blake2b(text, digest_size=8).hexdigest()


def group_name(name: str) -> str:
    """The name of a group in one spelling.

    >>> group_name(" Thread  12"), group_name("")
    ('thread 12', '')
    """
    folded = b" ".join(fold(name).data.split())
    # Of a name that folding leaves nothing of, such as an emoji, its own characters are left.
    return folded.decode("utf-8", "surrogatepass") or name.strip()


class _Joined:
    """Which names belong together (Galler and Fischer, 1964): texts are bytes, groups are words."""

    def __init__(self) -> None:
        self._parent: dict[str | bytes, str | bytes] = {}

    def _root(self, name: str | bytes) -> str | bytes:
        path = []
        while (parent := self._parent.setdefault(name, name)) != name:
            path.append(name)
            name = parent
        for passed in path:
            self._parent[passed] = name
        return name

    def join(self, one: str | bytes, other: str | bytes) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            # A group that was named stays the name of the whole.
            kept, lost = (first, second) if isinstance(first, str) else (second, first)
            self._parent[lost] = kept

    def name(self, name: str | bytes) -> str:
        root = self._root(name)
        return root if isinstance(root, str) else _name_of(root)


def counts(labels: Iterable[Label]) -> dict[Tier, int]:
    """How many labels each tier has."""
    found = Counter(label.tier for label in labels)
    return {tier: found[tier] for tier in Tier}


def verify_enough(labels: Sequence[Label], path: Path) -> None:
    """Refuse a file from which nothing should be learned.

    Raises:
        DraftError: a tier has fewer than :data:`LEAST` labels, or they are of one group.
    """
    for tier, count in counts(labels).items():
        if count < LEAST:
            said = filled(LEARN["few"], tier=tier.word, count=count, least=LEAST)
            raise DraftError(
                said, path=str(path), remedy=filled(LEARN["label-more"], more=LEAST - count)
            )
        if len({label.group for label in labels if label.tier is tier}) < 2:
            raise DraftError(
                filled(LEARN["one-group"], tier=tier.word),
                path=str(path),
                remedy=LEARN["more-groups"],
            )
