"""What rules see of one draft on one channel: its facts.

Fields of a draft are counted when a rule asks for them; what an earlier draft does not say of itself
is read in the strictest way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from ecluse.classifiers.engine import Sweep
from ecluse.lean import blake2b
from ecluse.model import UNKNOWN_PERSON, Channel, Draft, Fact, Fault, Finding, Person
from ecluse.text.courtesy import courtesies
from ecluse.text.views import view_of
from ecluse.text.words import word_starts

__all__ = [
    "DRAFT_FIELDS",
    "DraftValues",
    "Gathered",
    "WordCounter",
    "author_fact",
    "channel_fact",
    "draft_digest",
    "fault_fact",
    "history_values",
]


class Gathered:
    """Facts and faults of one check, and the token of each canonical value."""

    def __init__(self, facts: list[Fact], faults: list[Fault], tokens: dict[str, int]) -> None:
        self.facts, self.faults, self.tokens = facts, faults, tokens
        self.of_finding: dict[Finding, int] = {}

    def add_findings(
        self, kind: str, sweep: Sweep, more: Mapping[str, object] | None = None
    ) -> None:
        for finding, value in zip(sweep.findings, sweep.values, strict=True):
            token = self.tokens.setdefault(value, len(self.tokens))
            values = {
                "label": finding.label,
                "name": finding.name,
                "confidence": finding.confidence,
                "field": finding.field,
                "view": finding.view,
                "classifier": finding.classifier,
                "digest": finding.digest,
                "value": token,
                "tier": finding.tier,
                **(more or {}),
            }
            self.of_finding[finding] = token
            # A finding of an earlier draft is no place in this one.
            self.facts.append(Fact(kind, values, None if kind == "past" else finding))

    def add_fact(self, fact: Fact) -> None:
        """A fact of a register. One that says that a finding is public covers its value."""
        if fact.finding is None:
            self.facts.append(fact)
        elif fact.kind == "public_record":
            token = self.of_finding.get(fact.finding)
            if token is not None:
                self.facts.append(Fact("public_record", {"value": token}))
        else:
            token = self.tokens.setdefault(f"{fact.finding}", len(self.tokens))
            self.of_finding[fact.finding] = token
            self.facts.append(Fact(fact.kind, {**fact.values, "value": token}, fact.finding))


def author_fact(person: Person) -> Fact:
    values = {"id": person.id, "role": person.roles, "domain": person.domains}
    return Fact("author", {**values, "unknown": person is UNKNOWN_PERSON})


def channel_fact(channel: Channel | None, moment: datetime) -> Fact:
    if channel is None:
        return Fact("channel", {"unknown": True, "open": True, "strict": True})
    return Fact(
        "channel",
        {
            "id": channel.id,
            "kind": channel.kind,
            "open": channel.is_open(moment),
            "strict": channel.strict,
        },
    )


def fault_fact(fault: Fault) -> Fact:
    return Fact("fault", {"what": fault.what, "kind": fault.kind.value})


def history_values(past: Draft, draft: Draft, moment: datetime) -> dict[str, object]:
    """An earlier draft as rules see it; what it does not say is read in the strictest way."""
    at = past.publish_at or past.now
    return {
        "author": past.author,
        "channel": past.channel,
        "thread": past.thread,
        "age": max(0.0, (moment - at).total_seconds()) if at is not None else 0.0,
        "same_author": _may_be_same(past.author, draft.author),
        "same_channel": _may_be_same(past.channel, draft.channel),
        "same_thread": _may_be_same(past.thread, draft.thread),
        "same_text": past.text == draft.text,
    }


def _may_be_same(one: str, other: str) -> bool:
    return one == other or not one or not other


def _signs(text: str, sign: str) -> int:
    """How many words start with ``sign``: it opens the text or follows a space or a parenthesis."""
    found, at = 0, text.find(sign)
    while at >= 0:
        opens = at == 0 or text[at - 1].isspace() or text[at - 1] == "("
        following = text[at + 1 : at + 2]
        found += opens and following.strip() not in ("", sign)
        at = text.find(sign, at + 1)
    return found


def _links(text: str) -> int:
    return text.count("http://") + text.count("https://")


def _is_emoji(character: str) -> bool:
    return "\U0001f300" <= character <= "\U0001faff" or "\u2600" <= character <= "\u27bf"


def _capitals(draft: Draft) -> float:
    """The share of capitals among the letters of the text."""
    letters = sum(map(str.isalpha, draft.text))
    return sum(map(str.isupper, draft.text)) / letters if letters else 0.0


DRAFT_FIELDS: Mapping[str, Callable[[Draft], object]] = {
    "length": lambda draft: len(draft.text),
    "words": lambda draft: len(draft.text.split()),
    "links": lambda draft: len(draft.link) + _links(draft.text),
    "hashtags": lambda draft: len(draft.hashtag) + _signs(draft.text, "#"),
    "mentions": lambda draft: _signs(draft.text, "@"),
    "emojis": lambda draft: sum(map(_is_emoji, draft.text)),
    "images": lambda draft: max(draft.images, len(draft.alt)),
    "images_without_alt": lambda draft: max(0, draft.images - sum(map(bool, draft.alt))),
    "attachments": lambda draft: len(draft.attachment) + len(draft.file_name),
    "lang": lambda draft: draft.lang,
    "source": lambda draft: draft.source,
    "is_reply": lambda draft: bool(draft.reply_to),
    "in_thread": lambda draft: bool(draft.thread),
    "scheduled": lambda draft: draft.publish_at is not None,
    "capitals": _capitals,
    "courtesies": lambda draft: courtesies(draft.text),
}


class DraftValues(Mapping[str, object]):
    """The fields of a draft, each counted when a rule asks for it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def __getitem__(self, name: str) -> object:
        return DRAFT_FIELDS[name](self._draft)

    def get(self, name: str, default: object = None) -> object:  # quicker than that of Mapping
        count = DRAFT_FIELDS.get(name)
        return default if count is None else count(self._draft)

    def __iter__(self) -> Iterator[str]:
        return iter(DRAFT_FIELDS)

    def __len__(self) -> int:
        return len(DRAFT_FIELDS)

    def __repr__(self) -> str:
        return "DraftValues()"


def draft_digest(draft: Draft, key: bytes) -> str:
    """Keyed digest of everything that would be published (BLAKE2b, 32 hexadecimal digits)."""
    texts = (f"{part.field}\x1e{len(part.text)}\x1e{part.text}" for part in draft.parts())
    content = "\x1f".join(chain(texts, (str(draft.images),)))
    data = content.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16, key=key[:64]).hexdigest()


class WordCounter:
    """For a field and an offset, how many words start before it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._starts: dict[str, Sequence[int]] = {}

    def __call__(self, field: str, offset: int) -> int:
        if field not in self._starts:
            self._starts[field] = word_starts(view_of(self._draft.part(field), field))
        return bisect_left(self._starts[field], offset)
