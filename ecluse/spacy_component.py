"""The gate as a component of a spaCy pipeline: ``nlp.add_pipe("ecluse", config={"policy": …})``.

Each text that the pipeline reads is a draft for the channel of the configuration. Its findings become
spans, ``doc.spans["ecluse"]``, with the label of each; its decision is ``doc._.ecluse``. A finding
that starts or ends inside a token takes the whole token. spaCy finds the component by the entry
point ``spacy_factories``, so importing écluse is not needed.

The pipeline's owner vouches for the text, its author and its channel. The decision travels with the
``Doc`` through ``to_bytes``, ``DocBin`` and ``nlp.pipe(n_process=…)``: it is written as plain values
and read back into the types of :mod:`ecluse.model` named in :data:`_TYPES`, and into no others.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

import srsly.msgpack  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from ecluse import model
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Draft

__all__ = ["EcluseComponent", "make_ecluse"]


def make_ecluse(
    nlp: Language,  # noqa: ARG001 - spaCy gives these two to every factory, by name
    name: str,  # noqa: ARG001
    policy: str,
    channel: str,
    audience: str,
    author: str,
    now: str,
    spans_key: str,
) -> EcluseComponent:
    """Make the component.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        policy: the path of the policy file.
        channel: where the texts go, by its id in the policy; the public when empty.
        audience: who would read them, when there is no channel.
        author: who wrote them, by the id in the policy.
        now: the moment to judge by, ISO 8601 with a zone; the present one when empty.
        spans_key: where the findings are put.

    Raises:
        PolicyError: the policy is not valid.
        GateError: something that the policy names is not there.
        ValueError: ``now`` is no moment with a zone.
    """
    return EcluseComponent(policy, channel, audience, author, now, spans_key)


class EcluseComponent:
    """Decides each ``Doc``; see the module and :func:`make_ecluse`."""

    def __init__(
        self, policy: str, channel: str, audience: str, author: str, now: str, spans_key: str
    ) -> None:
        self._config = (policy, channel, audience, author, now, spans_key)
        self._gate = Gate(policy)
        self._now = _moment(now)
        self._draft = Draft("", channel=channel, audience=audience, author=author)
        self._key = spans_key
        if not Doc.has_extension("ecluse"):
            Doc.set_extension("ecluse", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Put the findings and the decision of the text on ``doc``."""
        draft = replace(self._draft, text=doc.text)
        doc._.ecluse = self._gate.check(draft, now=self._now)
        doc.spans[self._key] = _spans(doc, self._gate.findings(draft), self._key)
        return doc

    def __reduce__(self) -> tuple[type[EcluseComponent], tuple[str, ...]]:
        # A gate holds compiled automata: the other process builds its own.
        return (EcluseComponent, self._config)


def _moment(now: str) -> datetime | None:
    if not now:
        return None
    moment = datetime.fromisoformat(now)
    if moment.tzinfo is None:
        raise ValueError("`now` has no time zone; write 2027-03-01T09:00:00+01:00")
    return moment


def _spans(doc: Doc, findings: tuple[model.Finding, ...], key: str) -> SpanGroup:
    """The findings as spans of whole tokens; ``attrs`` holds the confidence of each."""
    snapped = [
        (doc.char_span(*found.span, label=found.label, alignment_mode="expand"), found.confidence)
        for found in findings
    ]
    # A finding without a character (an empty place) has no token: it stands in the decision only.
    kept = [(span, confidence) for span, confidence in snapped if span is not None]
    confidences = [confidence for _, confidence in kept]
    return SpanGroup(doc, name=key, spans=[s for s, _ in kept], attrs={"confidences": confidences})


# --- the decision as plain values -----------------------------------------------------------------

_TAG = "ecluse"
_VALUES: tuple[type, ...] = (
    model.Decision,
    model.Fact,
    model.Fault,
    model.Finding,
    model.Message,
    model.Obligation,
    model.Reason,
    model.Span,
    model.Waiver,
)
_ENUMS: tuple[type[enum.Enum], ...] = (
    model.FaultKind,
    model.Mode,
    model.Override,
    model.Tier,
    model.Verdict,
)
_TYPES: Mapping[str, Callable[..., Any]] = {
    **{one.__name__: one for one in (*_VALUES, *_ENUMS)},
    "datetime": datetime.fromisoformat,
    "frozenset": lambda *items: frozenset(items),
    "tuple": lambda *items: items,
    "mapping": lambda *items: dict(items),
}


def _plain(value: Any) -> Any:
    """``value`` as what msgpack knows; each other type by its name and the arguments that make it."""
    if isinstance(value, enum.Enum):
        return _tagged(type(value).__name__, [value.value])
    if is_dataclass(value):
        return _tagged(type(value).__name__, [getattr(value, one.name) for one in fields(value)])
    if isinstance(value, tuple):
        kind = type(value).__name__
        return _tagged(kind, value)
    if isinstance(value, datetime):
        return _tagged("datetime", [value.isoformat()])
    if isinstance(value, (frozenset, set)):
        return _tagged("frozenset", sorted(value))
    if isinstance(value, Mapping):
        return _tagged("mapping", value.items())
    return value


def _tagged(kind: str, items: Any) -> dict[str, Any]:
    return {_TAG: kind, "items": [_plain(item) for item in items]}


def encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """What msgpack writes for a decision; anything else goes to the next encoder."""
    if isinstance(value, model.Decision):
        return _plain(value)
    return chain(value) if chain else value


def decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """What msgpack reads for a decision and its parts."""
    made = _TYPES.get(value[_TAG]) if set(value) == {_TAG, "items"} else None
    if made is not None:
        return made(*value["items"])
    return chain(value) if chain else value


_DEFAULTS = {"channel": "", "audience": "", "author": "", "now": "", "spans_key": "ecluse"}
Language.factory(
    "ecluse",
    default_config=_DEFAULTS,
    assigns=["doc.spans", "doc._.ecluse"],
    func=make_ecluse,
)
srsly.msgpack.msgpack_encoders.register("ecluse", func=encode)
srsly.msgpack.msgpack_decoders.register("ecluse", func=decode)
