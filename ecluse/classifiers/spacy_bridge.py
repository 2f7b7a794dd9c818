"""Findings from any spaCy pipeline that a policy names: entities, spans, text categories.

How it works. A :class:`SpacyClassifier` belongs to one label of the policy and to one source: a
pipeline (a package, a directory relative to the policy, or ``blank:xx``) and what to take from it.
The pipeline is loaded once for the process, tried on a harmless sentence, and shared by all the labels
that name it. For a gate that process is its worker (:mod:`ecluse.classifiers.isolated`), which can be
ended, and it loads the pipeline when the gate is built. It reads a text once, however many
labels ask: the last :class:`Reading` is kept under a digest of the text, so a second label gets what
a second call would give. What a reading keeps is plain values; spaCy's own go with its memory zone, so
that a million drafts take no more memory than one.

A pipeline that is missing, does not load, fails on the first sentence or cannot give what the policy
asks for is a :class:`PipelineError` when the gate is built. Afterwards a text over :data:`MAX_BYTES`
(or over the pipeline's ``max_length``) is a :class:`~ecluse.classifiers.failures.LimitError`; whatever
the pipeline raises goes through, and so does a number that is not one (:class:`ReadingError`): the
engine makes a fault of them and the draft is held.

The bound on bytes stays where the pipeline is not in a worker, and spares what would be ended anyway.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ecluse.classifiers.failures import LimitError
from ecluse.model import EcluseError, Hit, View

__all__ = [
    "MAX_BYTES",
    "Annotation",
    "PipelineError",
    "Reading",
    "ReadingError",
    "Source",
    "SpacyClassifier",
]

MAX_BYTES = 100_000
"""UTF-8 bytes of one text that a pipeline is given: some seconds for a large model."""

_PROBE = "Bonjour. Hello."


class PipelineError(EcluseError):
    """A pipeline that cannot do what the policy asks: what is missing, and what to do."""


class ReadingError(EcluseError):
    """A pipeline's answer that cannot be used."""


class Source(Protocol):
    """What a policy takes from a pipeline (:class:`ecluse.policy.model.SpacySource`).

    ``labels``: the ones that count, all when empty. ``kind``: ``ents``, ``spans`` (those under
    ``key``) or ``cats`` (those of at least ``threshold``).
    """

    @property
    def pipeline(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def labels(self) -> Sequence[str]: ...
    @property
    def key(self) -> str: ...
    @property
    def threshold(self) -> float: ...


class Annotation(NamedTuple):
    """One span that a pipeline marked, in code points."""

    label: str
    start: int
    end: int
    confidence: float = 1.0


class Reading(NamedTuple):
    """Everything that a pipeline says of one text, as plain values."""

    ents: tuple[Annotation, ...]
    spans: Mapping[str, tuple[Annotation, ...]]
    cats: Mapping[str, float]


# --- the classifier -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpacyClassifier:
    """One label of a policy, found by one spaCy pipeline.

    spaCy gives entities no confidence, so theirs is 1; spans have that of their span categorizer, and
    a category is one hit on the whole text with its probability. A hit's ``name`` is spaCy's label.

    Args:
        source: the pipeline and what counts.
        label: the label of the findings.
        base: the directory that a relative path starts from: the policy's.

    Raises:
        PipelineError: the pipeline is missing, does not load, or cannot give what is asked.
    """

    source: Source
    label: str
    base: str = ""

    seen = ()
    unseen = ()
    triggers = None

    def __post_init__(self) -> None:
        try:
            _refuse_unknown(self.source, self._reader)
        except PipelineError as error:
            raise PipelineError(f"label `{self.label}`: {error}") from error

    @property
    def name(self) -> str:
        """How findings and faults call it; a path is given by its last part."""
        return f"spacy:{Path(self.source.pipeline).name}:{self.label}"

    @property
    def _reader(self) -> _InProcess:
        return _load(_place(self.source.pipeline, self.base))

    def classify(self, view: View, /) -> Iterator[Hit]:
        """Yield what the pipeline marks in ``view`` under the labels that count.

        Raises:
            LimitError: the text is too long for a pipeline.
            ReadingError: the pipeline's answer cannot be used.
            Exception: whatever the pipeline raises.
        """
        reading = self._reader.read(view.text)
        for found in self._found(reading, len(view.text)):
            if not self.source.labels or found.label in self.source.labels:
                yield Hit(found.start, found.end, found.confidence, found.label)

    def _found(self, reading: Reading, length: int) -> Iterable[Annotation]:
        if self.source.kind == "ents":
            return reading.ents
        if self.source.kind == "spans":
            return reading.spans.get(self.source.key, ())
        at_least = self.source.threshold
        cats = reading.cats.items()
        return (Annotation(cat, 0, length, score) for cat, score in cats if score >= at_least)


# --- loading --------------------------------------------------------------------------------------


def _place(pipeline: str, base: str) -> str:
    """The package, ``blank:xx`` or absolute path that a policy names."""
    path = Path(base, pipeline)
    return str(path.resolve()) if path.exists() and not pipeline.startswith("blank:") else pipeline


@functools.cache
def _load(place: str) -> _InProcess:
    """Load a pipeline and try it, once for the process."""
    reader = _InProcess(_spacy_load(place))
    try:
        reader.read(_PROBE)
    except Exception as error:
        raise PipelineError(
            f"the spaCy pipeline `{Path(place).name}` fails on its first text: "
            f"{type(error).__name__}; try it with `spacy.load` and `nlp(text)`"
        ) from error
    return reader


def _spacy_load(place: str) -> Any:
    name = Path(place).name
    try:
        import spacy
    except ImportError as error:
        raise PipelineError(
            "spaCy is not installed; install it with `pip install spacy`"
        ) from error
    known = place.startswith("blank:") or Path(place).exists() or spacy.util.is_package(place)
    if not known:
        raise PipelineError(
            f"no spaCy pipeline `{place}`: neither an installed package nor a directory; "
            f"install it with `python -m spacy download {name}`, or write its path from the policy"
        )
    try:
        return spacy.load(place)
    except Exception as error:
        raise PipelineError(
            f"the spaCy pipeline `{name}` does not load: {type(error).__name__}; "
            "try it with `spacy.load`, and see that its version fits spaCy's"
        ) from error


def _refuse_unknown(source: Source, reader: _InProcess) -> None:
    """Raise for a label or a key that the pipeline never gives: its rules would sleep for ever."""
    if reader.is_opaque:
        return
    pipeline = Path(source.pipeline).name
    if source.kind == "spans" and source.key not in reader.read(_PROBE).spans:
        known = sorted(reader.read(_PROBE).spans)
        raise PipelineError(_unknown(pipeline, "spans under the key", source.key, known))
    if not reader.labels:
        raise PipelineError(f"the spaCy pipeline `{pipeline}` marks nothing")
    for wanted in source.labels:
        if wanted not in reader.labels:
            known = sorted(reader.labels)
            raise PipelineError(_unknown(pipeline, "label", wanted, known))


def _unknown(pipeline: str, what: str, wanted: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wanted, known, n=1) or get_close_matches(wanted.upper(), known, n=1)
    listed = ", ".join(f"`{one}`" for one in known[:20]) or "none"
    remedy = f"did you mean `{close[0]}`?" if close else f"it has {listed}"
    return f"the spaCy pipeline `{pipeline}` gives no {what} `{wanted}`; {remedy}"


# --- reading in this process ----------------------------------------------------------------------


class _InProcess:
    """A pipeline in this process: one text at a time, since spaCy's vocabulary is shared."""

    def __init__(self, nlp: Any) -> None:
        # A pipeline may bring a handler that drops errors; here each must be seen.
        nlp.set_error_handler(_raise)
        self._nlp = nlp
        self._lock = threading.Lock()
        self._last: tuple[bytes, Reading] | None = None
        self.labels = frozenset(one for labels in nlp.pipe_labels.values() for one in labels)
        self.is_opaque = any(_is_opaque(nlp, name) for name in nlp.pipe_names)
        """Whether a component does not say what it gives."""

    def read(self, text: str, /) -> Reading:
        data = text.encode("utf-8", "replace")
        if len(data) > MAX_BYTES or len(text) > self._nlp.max_length:
            raise LimitError(
                f"a text of more than {min(MAX_BYTES, self._nlp.max_length)} bytes for a pipeline"
            )
        digest = blake2b(data, digest_size=32).digest()
        with self._lock:
            if self._last is None or self._last[0] != digest:
                # A lone surrogate has become `?`, which takes one code point as it did.
                self._last = (digest, self._reading(data.decode("utf-8")))
            return self._last[1]

    def _reading(self, text: str) -> Reading:
        with self._nlp.memory_zone():
            doc = self._nlp(text)
            if doc.text != text:
                raise ReadingError("the pipeline's tokenizer changes the text")
            ents = tuple(Annotation(e.label_, e.start_char, e.end_char) for e in doc.ents)
            spans = {str(key): tuple(_annotations(group)) for key, group in doc.spans.items()}
            return Reading(ents, spans, {str(cat): _number(n) for cat, n in doc.cats.items()})


def _raise(_name: str, _component: object, _docs: object, error: Exception) -> None:
    raise error


# Components that lack both a list of labels and a declaration of what they assign, and mark nothing.
_MARK_NOTHING = frozenset(
    {
        "attribute_ruler",
        "doc_cleaner",
        "merge_entities",
        "merge_noun_chunks",
        "merge_subtokens",
        "token_splitter",
    }
)


def _is_opaque(nlp: Any, name: str) -> bool:
    """Whether a component may mark things without saying which."""
    if hasattr(nlp.get_pipe(name), "labels"):
        return False
    meta = nlp.get_pipe_meta(name)
    marks = {"doc.ents", "doc.spans", "doc.cats"}
    declared = not marks.isdisjoint(meta.assigns)
    return declared or (not meta.assigns and meta.factory not in _MARK_NOTHING)


def _annotations(group: Any) -> Iterator[Annotation]:
    """The spans of a group, with the span categorizer's probabilities when they are there."""
    scores = group.attrs.get("scores", ())
    confidences = scores if len(scores) == len(group) else [1.0] * len(group)
    for span, confidence in zip(group, confidences, strict=True):
        yield Annotation(span.label_, span.start_char, span.end_char, _number(confidence))


def _number(value: Any) -> float:
    number = float(value)
    if not isfinite(number):
        raise ReadingError("the pipeline gave a number that is not finite")
    return number
