"""The kinds of fact that rules may name, their fields, and where each may stand.

Two natures are kept apart so that a verdict can be proved monotone:

- *restricting* facts (findings, contradictions, history, faults) stand in ``when_all``,
  ``when_any`` and ``count``: one more of them never loosens;
- *releasing* facts (the public record, a release that took place, an attestation, a person's role
  and domain) stand in ``none``: one more of them never tightens.

*Selecting* facts (draft, channel, audience, author, time) say which drafts a rule is about, and
stand in ``when_all`` and ``when_any``. ``author`` is the one kind with both sides: ``role`` and
``domain`` release, ``id``, ``lacks_role`` and ``lacks_domain`` select.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from ecluse.lean import dataclass

__all__ = ["KINDS", "FieldType", "Kind", "Nature"]


class Nature(enum.Enum):
    """Where a kind of fact may stand."""

    RESTRICTING = "restricting"
    RELEASING = "releasing"
    SELECTING = "selecting"


class FieldType(enum.Enum):
    """What a field holds, and so which tests it takes."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIER = "tier"
    TEXTS = "texts"
    """Several texts: a test holds when one of them passes it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its fields with their types; ``releasing`` are fields that only release."""

    nature: Nature
    fields: Mapping[str, FieldType]
    releasing: frozenset[str] = frozenset()
    open: bool = False
    """Whether any other field may be named (derived facts carry what their rule copies)."""


_T, _N, _B = FieldType.TEXT, FieldType.NUMBER, FieldType.BOOLEAN
_FINDING = {
    "label": _T,
    "name": _T,
    "confidence": _N,
    "field": _T,
    "view": _T,
    "classifier": _T,
    "digest": _T,
    "value": _N,
    # What a register declares for what was found.
    "tier": _T,
}

KINDS: Mapping[str, Kind] = {
    "finding": Kind(Nature.RESTRICTING, _FINDING),
    # A finding in the message that the draft answers.
    "reply": Kind(Nature.RESTRICTING, _FINDING),
    # An earlier draft given with this one; ``age`` in seconds before this one's moment.
    "history": Kind(
        Nature.RESTRICTING,
        {
            "author": _T,
            "channel": _T,
            "thread": _T,
            "age": _N,
            "same_author": _B,
            "same_channel": _B,
            "same_thread": _B,
            "same_text": _B,
        },
    ),
    "fault": Kind(Nature.RESTRICTING, {"what": _T, "kind": _T}),
    # What another rule derived; its nature is that of the facts it rests on.
    "fact": Kind(Nature.RESTRICTING, {"name": _T}, open=True),
    "public_record": Kind(
        Nature.RELEASING, {"covers": _T, "label": _T, "source": _T}, frozenset({"covers"})
    ),
    "release": Kind(Nature.RELEASING, {"id": _T}),
    "attestation": Kind(Nature.RELEASING, {"sheet": _T}),
    "author": Kind(
        Nature.SELECTING,
        {
            "id": _T,
            "role": FieldType.TEXTS,
            "domain": FieldType.TEXTS,
            "lacks_role": FieldType.TEXTS,
            "lacks_domain": FieldType.TEXTS,
        },
        frozenset({"role", "domain"}),
    ),
    # ``tier`` holds when the audience reads that tier or a more shareable one only: `extended`
    # selects partners and the public. So a wider audience never loses a rule.
    "audience": Kind(Nature.SELECTING, {"id": _T, "tier": FieldType.TIER}),
    "channel": Kind(Nature.SELECTING, {"id": _T, "kind": _T, "open": _B, "strict": _B}),
    "draft": Kind(
        Nature.SELECTING,
        {
            "length": _N,
            "words": _N,
            "links": _N,
            "hashtags": _N,
            "mentions": _N,
            "emojis": _N,
            "images": _N,
            "images_without_alt": _N,
            "attachments": _N,
            "lang": _T,
            "source": _T,
            "is_reply": _B,
            "in_thread": _B,
            "scheduled": _B,
            "capitals": _N,
            "courtesies": _N,
        },
    ),
    # Judged at max(now, publish_at); see ecluse.rules.conditions.When.
    "time": Kind(Nature.SELECTING, {}),
}
