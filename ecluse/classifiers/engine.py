"""Run classifiers over the views of a draft: one pass to see which, then only those.

Aho-Corasick automata hold every literal that could announce a finding: one for single words and
``literals``, over the folded text; one for phrases and ``triggers``, over the folded text without
separators; two for the needles of patterns (:mod:`ecluse.text.announce`), over the spaced and the
outlined text. A classifier is called only when one of its literals is there, or as many digits as it
asks for; the ones that declare neither are always called. Terms are confirmed at the places where the
automaton found them, patterns only where one of their literals occurs. Each classifier sees the view
and nothing of its neighbours.

A loose view is shown to the classifiers that look for declared words, and what they find there counts
from six letters on. What another view shows of something that was found already is not found again.

A classifier that raises, yields something else than hits, or more hits than the limit, is a
:class:`~ecluse.model.Fault`; what it had found until then is kept. So it is with findings above their
limit: the first ones of each kind are kept, whoever else found how much, so that padding a draft with
harmless marks lifts no verdict. When the time of the draft is over nothing more is asked.

A classifier with ``classify_within(view, timer)`` is called that way: it runs in a process of its own
(:mod:`ecluse.classifiers.isolated`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, chain, islice
from math import isfinite
from typing import Generic, TypeVar

from ecluse.classifiers.failures import FailedError, LimitError
from ecluse.classifiers.found import Found, Kind
from ecluse.classifiers.guises import Guises
from ecluse.classifiers.lexicon import Lexicon, Needle
from ecluse.classifiers.patterns import PatternEntry, Patterns, outline
from ecluse.classifiers.timer import Timer
from ecluse.lean import NamedTuple, blake2b, dataclass
from ecluse.model import (
    Classifier,
    EcluseError,
    Fault,
    FaultKind,
    Finding,
    Hit,
    Limits,
    Probabilities,
    View,
)
from ecluse.text.fold import SEPARATORS, fold
from ecluse.text.needles import Automaton
from ecluse.text.words import spaced, squeeze, squeezed_origin

__all__ = ["Engine", "LimitError", "Sweep", "canonical"]

_DEFAULTS = Limits()

LOOSE_LETTERS = 6
"""Letters of what is found in a loose view: shorter words come about by chance."""

_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)


class _WrongHit(EcluseError):
    """A classifier yielded something that is not a hit inside the view."""


class Sweep(NamedTuple):
    """What one run of the engine found, and what it could not look at."""

    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]
    values: tuple[str, ...] = ()
    """The canonical value of each finding: for comparing inside the gate, never to be shown."""
    learned: Probabilities | None = None
    """What the learned tier model makes of the whole draft."""


NOTHING = Sweep((), ())


def canonical(label: str, value: str) -> str:
    """The form in which two values of one label are compared: folded by the caller, no separators."""
    return f"{label}\0{value}"


@dataclass(frozen=True, slots=True)
class _Term:
    """A needle of a lexicon."""

    lexicon: Lexicon
    needle: Needle


@dataclass(frozen=True, slots=True)
class _Literal:
    """A needle of a pattern."""

    patterns: Patterns
    entry: PatternEntry
    digits: int
    """Digits without which it announces nothing."""


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A literal that a classifier waits for, and what must stand in the folded text beside it."""

    classifier: Classifier
    also: bytes = b""
    digits: int = 0


_Payload = TypeVar("_Payload", bound=_Term | _Literal | _Trigger)


_Within = Callable[[View, Timer], Iterable[Hit]]

_Source = tuple[Sequence[bytes], Callable[[int], _Payload]]
"""Needles, and what makes the payload of each from its number."""


class _Payloads(dict[int, _Payload]):
    """The payload of each needle, made when the needle is first found: most never are."""

    def __init__(self, sources: Sequence[_Source[_Payload]]) -> None:
        super().__init__()
        self._sources = sources
        self._starts = [0, *accumulate(len(needles) for needles, _ in sources)]

    def __missing__(self, index: int) -> _Payload:
        number = bisect_right(self._starts, index) - 1
        _, make = self._sources[number]
        made = self[index] = make(index - self._starts[number])
        return made


_Called = dict[int, Classifier]


class _Faults(dict[Fault, None]):
    """What went wrong, each once, and the time that is left."""

    def __init__(self, timer: Timer, faults: Iterable[Fault] = ()) -> None:
        super().__init__(dict.fromkeys(faults))
        self.timer = timer


class _Automaton(Automaton, Generic[_Payload]):
    """Needles that carry a payload."""

    def __init__(self, sources: Iterable[_Source[_Payload]]) -> None:
        given = [source for source in sources if source[0]]
        super().__init__(list(chain.from_iterable(needles for needles, _ in given)))
        self.payloads = _Payloads(given)


class Engine:
    """Classifiers, compiled together.

    Args:
        classifiers: in any order; the findings do not depend on it.
        key: for the digest of each finding (BLAKE2b, 16 bytes); without one, digests are empty.
        limits: how much one draft may take.
    """

    def __init__(
        self, classifiers: Iterable[Classifier], key: bytes = b"", limits: Limits = _DEFAULTS
    ) -> None:
        self.classifiers = tuple(classifiers)
        self._key = key[:64]
        self._limits = limits
        self._lexicons = [c for c in self.classifiers if isinstance(c, Lexicon)]
        self._guises = Guises(self._lexicons, self.classifiers)
        self._patterns = [c for c in self.classifiers if isinstance(c, Patterns)]
        others = [c for c in self.classifiers if not isinstance(c, (Lexicon, Patterns))]
        written = [c for c in others if getattr(c, "literals", None) is not None]
        others = [c for c in others if getattr(c, "literals", None) is None]
        waiting = [c for c in others if getattr(c, "needles", None) is not None]
        others = [c for c in others if getattr(c, "needles", None) is None]
        self._always = [c for c in others if getattr(c, "triggers", None) is None]
        counted = [(getattr(c, "digits", None), c) for c in written]
        self._by_digits = [(fewest, c) for fewest, c in counted if fewest is not None]
        triggered = [c for c in others if getattr(c, "triggers", None) is not None]
        self._words = _Automaton[_Term | _Trigger](
            [*self._terms(of_phrases=False), _ready(_written(written))]
        )
        self._phrases = _Automaton[_Term | _Trigger](
            [*self._terms(of_phrases=True), _ready(_triggers(triggered))]
        )
        self._reads_source = any(not e.folded for p in self._patterns for e in p.entries)
        self._source = _Automaton[_Literal](self._literals(folded=False))
        self._spaced = _Automaton[_Literal | _Trigger](
            [*self._literals(folded=True), *_needles(waiting)]
        )

    def _terms(self, *, of_phrases: bool) -> Iterator[_Source[_Term]]:
        for lexicon in self._lexicons:
            forms = lexicon.forms.phrases if of_phrases else lexicon.forms.words
            yield forms.data, partial(_term, lexicon, of_phrases)

    def _literals(self, *, folded: bool) -> Iterator[_Source[_Literal]]:
        for patterns in self._patterns:
            for entry, needles in patterns.needles(folded=folded):
                yield list(needles), partial(_literal, patterns, entry, needles)

    def sweep(
        self, views: Iterable[View], timer: Timer | None = None, after: Sweep = NOTHING
    ) -> Sweep:
        """Look at every view with every classifier that has something to look at.

        Args:
            views: the readings of one draft.
            timer: the time that the draft has; that of the limits by default.
            after: an earlier sweep, to which what is found is added.
        """
        before = zip(after.findings, after.values, strict=True) if after.findings else ()
        findings = Found(self._limits.findings, before)
        faults = _Faults(timer or Timer(self._limits), after.faults)
        for view in views:
            if faults.timer.is_over:
                faults[faults.timer.fault] = None
                break
            for classifier in self._always:
                if not view.loose or _reads_loose(classifier):
                    self._ask(view, classifier, findings, faults)
            self._look(view, findings, faults)
        if findings.is_over:
            more = f"more than {self._limits.findings} findings"
            faults[Fault("engine", FaultKind.LIMIT, more)] = None
        if not findings and not faults:
            return NOTHING
        ordered = sorted(findings, key=_place) if len(findings) > 1 else findings
        return Sweep(tuple(ordered), tuple(faults), tuple(findings[f] for f in ordered))

    def _look(self, view: View, findings: Found, faults: _Faults) -> None:
        """Look at ``view`` with each classifier that may find something in it, and no other."""
        digits = len(view.folded.data.translate(None, _NO_DIGITS))
        called = {id(one): one for fewest, one in self._by_digits if digits >= fewest}
        self._look_for_words(view, called, findings, faults)
        self._look_for_phrases(view, called, findings, faults)
        announced = self._announced(view, digits, called)
        for patterns in self._patterns:
            if digits >= patterns.fewest_digits:
                announced += [(patterns, one) for one in patterns.candidates(view, digits)]
        for patterns, entry in announced:
            if entry.folded or not view.loose:
                self._collect(view, patterns, patterns.confirm(view, [entry]), findings, faults)
        for classifier in called.values():
            if not view.loose or _reads_loose(classifier):
                self._ask(view, classifier, findings, faults)
        if _may_be_in_guise(view):
            self._look_through_guises(view, findings, faults)

    def _look_through_guises(self, view: View, findings: Found, faults: _Faults) -> None:
        """Words in disguise or with a letter wrong: readings of their own of a text."""
        for way, found in self._guises.found(view):
            if found:
                for seen, classifier, hits in self._guises.behind(view, way, found):
                    if hits is None:
                        self._ask(seen, classifier, findings, faults)
                    else:
                        self._collect(seen, classifier, hits, findings, faults)

    def _look_for_words(
        self, view: View, called: _Called, findings: Found, faults: _Faults
    ) -> None:
        """Confirm each term of one word; classifiers that a literal announces go to ``called``."""
        data, payloads = view.folded.data, self._words.payloads
        asked: set[int] = set()
        for index, start, end in self._words.find(data):
            payload = payloads[index]
            if isinstance(payload, _Term):
                self._confirm(view, payload, range(start, end), findings, faults)
            elif index not in asked:  # once for the whole text
                asked.add(index)
                if payload.also in data:
                    called[id(payload.classifier)] = payload.classifier

    def _look_for_phrases(
        self, view: View, called: _Called, findings: Found, faults: _Faults
    ) -> None:
        """The same in the text without separators, where phrases are looked for."""
        data, payloads = view.folded.data, self._phrases.payloads
        origin: list[int] | None = None
        for index, start, end in self._phrases.find(data.translate(None, SEPARATORS)):
            payload = payloads[index]
            if isinstance(payload, _Term):
                origin = origin or squeezed_origin(data)
                self._confirm(view, payload, origin[start:end], findings, faults)
            else:
                called[id(payload.classifier)] = payload.classifier

    def _confirm(
        self, view: View, term: _Term, place: Sequence[int], findings: Found, faults: _Faults
    ) -> None:
        hits = term.lexicon.confirm(view, term.needle, place)
        self._collect(view, term.lexicon, hits, findings, faults)

    def _announced(
        self, view: View, digits: int, called: _Called
    ) -> list[tuple[Patterns, PatternEntry]]:
        """Each pattern that a needle announces, once; classifiers that wait go to ``called``."""
        found = [
            self._spaced.payloads[n] for n, _, _ in self._spaced.find(spaced(view.folded.data))
        ]
        if self._reads_source:
            payloads = self._source.payloads
            found += [payloads[n] for n, _, _ in self._source.find(outline(view))]
        announced: dict[int, tuple[Patterns, PatternEntry]] = {}
        for payload in found:
            if digits < payload.digits:
                continue
            if isinstance(payload, _Trigger):
                called[id(payload.classifier)] = payload.classifier
            else:
                announced[id(payload.entry)] = payload.patterns, payload.entry
        return list(announced.values())

    def _ask(
        self,
        view: View,
        classifier: Classifier,
        findings: Found,
        faults: _Faults,
    ) -> None:
        """Call a classifier; a call that raises is a fault like a hit that does."""
        within: _Within | None = getattr(classifier, "classify_within", None)
        timer = faults.timer
        if within is not None and timer.is_over:
            faults[timer.fault] = None
            return
        try:
            hits = classifier.classify(view) if within is None else within(view, timer)
        except Exception as error:  # noqa: BLE001 - whatever a classifier raises is a fault
            faults[_fault(classifier, error)] = None
        else:
            if type(hits) is not tuple or hits:
                self._collect(view, classifier, hits, findings, faults)

    def _collect(
        self,
        view: View,
        classifier: Classifier,
        hits: Iterable[Hit],
        findings: Found,
        faults: _Faults,
    ) -> None:
        most = len(view.text) + self._limits.findings
        try:
            for number, hit in enumerate(hits):
                if number >= most:
                    raise LimitError("more hits than the text could hold")
                if findings.is_over and not findings.wants(_kind_of(view, classifier, hit)):
                    continue
                self._bring_home(view, classifier, hit, findings)
        except Exception as error:  # noqa: BLE001 - whatever a classifier raises is a fault
            faults[_fault(classifier, error)] = None

    def _bring_home(self, view: View, classifier: Classifier, hit: Hit, findings: Found) -> None:
        """Add what a hit says of the draft: a finding in each text that it reaches into."""
        if type(hit) is not Hit or not 0 <= hit.start <= hit.end <= len(view.text):
            raise _WrongHit("not a hit inside the text")
        if not (isfinite(hit.confidence) and 0 <= hit.confidence <= 1):
            raise _WrongHit("confidence is not between 0 and 1")
        if view.loose and _letters(view, hit) < LOOSE_LETTERS:
            return
        label = hit.label or classifier.label
        value = canonical(label, hit.value or _plain(view, hit))
        digest = ""
        if self._key:
            digest = blake2b(
                value.encode("utf-8", "replace"), digest_size=16, key=self._key
            ).hexdigest()
        for field, span, draft in view.places(hit.start, hit.end):
            finding = Finding(
                label,
                field,
                span,
                hit.confidence,
                view.name,
                name_of(classifier),
                hit.name,
                digest,
                hit.tier,
                draft,
            )
            findings.add(finding, value)


def _term(lexicon: Lexicon, of_phrases: bool, number: int) -> _Term:
    return _Term(lexicon, lexicon.needle(number, of_phrases=of_phrases))


def _literal(
    patterns: Patterns, entry: PatternEntry, needles: Mapping[bytes, int], number: int
) -> _Literal:
    return _Literal(patterns, entry, _nth(needles, number))


def _waiting(classifier: Classifier, needles: Mapping[bytes, int], number: int) -> _Trigger:
    return _Trigger(classifier, digits=_nth(needles, number))


def _nth(needles: Mapping[bytes, int], number: int) -> int:
    """The digits that go with a needle."""
    return next(islice(needles.values(), number, None))


def _ready(pairs: Iterable[tuple[bytes, _Payload]]) -> _Source[_Payload]:
    """A source whose payloads are made already."""
    given = list(pairs)
    payloads = [payload for _, payload in given]
    return [needle for needle, _ in given], payloads.__getitem__


def _written(classifiers: Iterable[Classifier]) -> Iterator[tuple[bytes, _Trigger]]:
    for classifier in classifiers:
        also: Mapping[bytes, bytes] = getattr(classifier, "also", None) or {}
        for literal in sorted(getattr(classifier, "literals", ())):
            yield literal, _Trigger(classifier, also.get(literal, b""))


def _triggers(classifiers: Iterable[Classifier]) -> Iterator[tuple[bytes, _Trigger]]:
    for classifier in classifiers:
        for literal in sorted(getattr(classifier, "triggers", ())):
            if stripped := squeeze(literal):
                yield stripped, _Trigger(classifier)


def _needles(classifiers: Iterable[Classifier]) -> Iterator[_Source[_Trigger]]:
    for classifier in classifiers:
        needles: Mapping[bytes, int] = getattr(classifier, "needles", {})
        yield list(needles), partial(_waiting, classifier, needles)


def _reads_loose(classifier: Classifier) -> bool:
    return bool(getattr(classifier, "reads_loose", False))


def _may_be_in_guise(view: View) -> bool:
    """Whether words of a view are as somebody wrote them: not where letters were moved or texts fused."""
    if view.loose:
        return view.name in ("masked", "transcribed", "unmasked")
    return bool(getattr(view.origin, "apart", True))


def _letters(view: View, hit: Hit) -> int:
    return sum(map(str.isalpha, view.text[hit.start : hit.end]))


def _plain(view: View, hit: Hit) -> str:
    return squeeze(fold(view.text[hit.start : hit.end]).data).decode("utf-8", "replace")


def name_of(classifier: Classifier) -> str:
    """How a classifier is called in findings and faults: its ``name``, else its label."""
    return str(getattr(classifier, "name", "") or classifier.label)


def labels_of(classifier: Classifier) -> tuple[str, ...]:
    """Every label that a classifier may give."""
    return tuple(getattr(classifier, "labels", ())) or (classifier.label,)


def _fault(classifier: Classifier, error: Exception) -> Fault:
    if isinstance(error, FailedError):
        return Fault(name_of(classifier), error.kind, error.why)
    if isinstance(error, LimitError):
        # Its own message may quote the text.
        return Fault(name_of(classifier), FaultKind.LIMIT, "over one of its limits")
    if isinstance(error, _WrongHit):
        return Fault(name_of(classifier), FaultKind.INVALID, str(error))
    kind = FaultKind.TIMEOUT if isinstance(error, TimeoutError) else FaultKind.EXCEPTION
    return Fault(name_of(classifier), kind, type(error).__name__)


def _kind_of(view: View, classifier: Classifier, hit: object) -> Kind:
    """The kind of the finding that a hit would give; nobody's when it is no hit."""
    if not isinstance(hit, Hit):
        return ()
    label, named = hit.label or classifier.label, name_of(classifier)
    return (label, hit.name, hit.tier, hit.confidence, view.field, view.name, named)


def _place(finding: Finding) -> tuple[str, int, int, str, str, str, str]:
    start, end = finding.span
    return (
        finding.field,
        start,
        end,
        finding.label,
        finding.name,
        finding.view,
        finding.classifier,
    )
