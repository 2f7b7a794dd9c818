"""The public test-kit: what a classifier or a policy of yours must keep, in one call.

>>> from ecluse.classifiers.hosts import CLASSIFIER
>>> from ecluse.testing import check_classifier
>>> check_classifier(CLASSIFIER)

A classifier is held to what the gate counts on: it sees its ``seen`` and leaves its ``unseen``, its
hits lie in the text and carry labels that it declares, the same text gives the same hits whatever
was looked at before and whoever else looks, no text makes it fail, and twice the text is about twice
the work. The first promise that is broken is an ``AssertionError`` of one sentence.

A policy is held to what it says of itself, in one line of a pytest file::

    def test_our_policy() -> None:
        check_policy("policies.yaml")
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import cast

from ecluse.classifiers.engine import Engine, LimitError, labels_of, name_of
from ecluse.classifiers.third_party import shape_of
from ecluse.examples import gate_for_examples
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Classifier, Decision, Draft, Finding, Hit, Origin, View
from ecluse.policy.load import load
from ecluse.policy.test import run
from ecluse.read.row import record_of
from ecluse.text.views import view_of

__all__ = ["check_classifier", "check_policy", "decides_rows"]


def check_classifier(classifier: Classifier) -> None:
    """Check everything that the gate counts on in a classifier.

    Args:
        classifier: a value or module that satisfies :class:`~ecluse.model.Classifier`.

    Raises:
        AssertionError: the first promise that it breaks. The sentence quotes its own examples.
    """
    _has_its_shape(classifier)
    for check in (
        _sees_its_seen,
        _leaves_its_unseen,
        _works_in_linear_time,
        _bears_any_text_and_forgets_it,
        _ignores_neighbours,
    ):
        check(classifier)


def _fail(classifier: Classifier, sentence: str) -> None:
    name = getattr(classifier, "name", "") or getattr(classifier, "label", "")
    raise AssertionError(f"classifier `{name or type(classifier).__name__}`: {sentence}")


def _quoted(text: str) -> str:
    return ascii(text if len(text) <= 60 else text[:57] + "...")


# --- policies -------------------------------------------------------------------------------------


def check_policy(path: str | os.PathLike[str], *, key: bytes = b"") -> None:
    """Run every example and test of a policy through the whole gate.

    Args:
        path: the policy file.
        key: what :class:`~ecluse.gate.Gate` takes; a policy with hashed terms needs it.

    Raises:
        AssertionError: examples that lie, each with its place and what was decided.
        PolicyError: the policy is not valid.
        GateError: something that the policy names is not there.
    """
    policy = load(path)
    with gate_for_examples(policy, key) as gate:
        results = list(run(policy, decides_rows(gate)))
    if problems := [result.problem for result in results if result.problem is not None]:
        raise AssertionError("\n".join(map(str, problems)))


def decides_rows(gate: Gate) -> Callable[[Mapping[str, object]], Decision]:
    """The gate as a function of the row of a draft, for :func:`ecluse.policy.test.run`.

    What the row says of itself is vouched for; ``history`` is a list of rows. Of a row with several
    channels it is the strictest decision.
    """

    def decided(row: Mapping[str, object]) -> Decision:
        own = {name: value for name, value in row.items() if name != "history"}
        earlier = cast("Sequence[Mapping[str, object]]", row.get("history", ()))
        history = [draft for past in earlier for draft in _drafts(past)]
        decisions = [gate.check(draft, history=history) for draft in _drafts(own)]
        return max(decisions, key=lambda decision: decision.verdict)

    return decided


def _drafts(row: Mapping[str, object]) -> list[Draft]:
    drafts = record_of(row, "", Origin()).drafts
    return [replace(draft, trusted=True) for draft in drafts]


# --- shape and examples ---------------------------------------------------------------------------


def _has_its_shape(classifier: Classifier) -> None:
    if why := shape_of(classifier):
        _fail(classifier, why)
    if not classifier.seen:
        _fail(classifier, "`seen` is empty: give texts in which it finds something")
    if not classifier.unseen:
        _fail(classifier, "`unseen` is empty: give texts that look alike and hold nothing")


def _sees_its_seen(classifier: Classifier) -> None:
    for text in classifier.seen:
        if not _hits(classifier, view_of(text), _quoted(text)):
            _fail(classifier, f"finds nothing in its seen text {_quoted(text)}")
        if not Engine([classifier]).sweep([view_of(text)]).findings:
            _fail(classifier, f"none of its triggers announces its seen text {_quoted(text)}")


def _leaves_its_unseen(classifier: Classifier) -> None:
    for text in classifier.unseen:
        if _hits(classifier, view_of(text), _quoted(text)):
            _fail(classifier, f"finds something in its unseen text {_quoted(text)}")


# --- hits -----------------------------------------------------------------------------------------


def _hits(classifier: Classifier, view: View, what: str) -> list[Hit]:
    """Its hits in ``view``, each one right; ``what`` says which text in a sentence."""
    try:
        hits = list(classifier.classify(view))
    except LimitError:
        return []
    except Exception as error:
        sentence = f"raises {type(error).__name__} on {what}"
        raise AssertionError(f"classifier `{name_of(classifier)}`: {sentence}") from error
    for hit in hits:
        if why := _wrong(classifier, hit, len(view.text)):
            _fail(classifier, f"{why} in {what}")
    return hits


def _wrong(classifier: Classifier, hit: object, length: int) -> str:
    """What is wrong with a hit; empty when nothing is."""
    if not isinstance(hit, Hit):
        return f"yields {type(hit).__name__} where Hit is meant"
    if not 0 <= hit.start < hit.end <= length:
        return f"its hit {hit.start}:{hit.end} is not inside the {length} characters"
    if not (isfinite(hit.confidence) and 0 <= hit.confidence <= 1):
        return f"its confidence {hit.confidence} is not between 0 and 1"
    label = hit.label or classifier.label
    if label not in labels_of(classifier):
        return f"its hit has the label `{label}`, which `labels` does not declare,"
    return ""


# --- any text -------------------------------------------------------------------------------------

_HOSTILE: Mapping[str, str] = {
    "an empty text": "",
    "spaces only": " \t\n\u00a0\u202f\u2003",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "a lone surrogate": "a\ud800b\udfff",
    "emoji sequences": "👩\u200d👩\u200d👧🏽🇫🇷1\ufe0f\u20e3",
    "accents apart": "e\u0301te\u0301" + "\u0301" * 40,
    "letters that fold to several": "İ ﬃ ß œ ǆ ㎢ ﷺ",
    "right-to-left text": "\u202eשלום مرحبا\u202c",
    "other scripts": "Привет 你好 ありがとう สวัสดี",
    "unseen characters": "a\u00ad\u200b\u2060\ufeffb\U000e0041",
}
_LONG: Mapping[str, str] = {
    "brackets": "([{<" * 500,
    "one long word": "a" * 20_000,
    "one long number": "0123456789" * 2_000,
    "one long line of words": "le mot " * 3_000,
    "many lines": "\n" * 20_000,
}
_FEW = 8
"""Examples that stand for all where each costs much: between long texts, and as other parts."""


def _texts(classifier: Classifier) -> Iterator[tuple[str, str]]:
    """Texts that a classifier must bear, each with its name: by themselves and around its examples."""
    yield from _HOSTILE.items()
    yield from _LONG.items()
    for number, example in enumerate(classifier.seen):
        for what, hostile in (_HOSTILE if number >= _FEW else {**_HOSTILE, **_LONG}).items():
            yield f"its seen text between {what}", f"{hostile}{example}{hostile}"
            yield f"its seen text cut by {what}", example[:4] + hostile + example[4:]
        yield "its seen text in capitals", example.upper()


def _bears_any_text_and_forgets_it(classifier: Classifier) -> None:
    """It fails on no text, and afterwards finds in its examples what it found before."""
    examples = (*classifier.seen, *classifier.unseen)
    before = [_hits(classifier, view_of(text), _quoted(text)) for text in examples]
    for what, text in _texts(classifier):
        _hits(classifier, view_of(text), what)
    for text, hits in reversed(list(zip(examples, before, strict=True))):
        if _hits(classifier, view_of(text), _quoted(text)) != hits:
            _fail(classifier, f"gives other hits when it looks at {_quoted(text)} again")


# --- independence ---------------------------------------------------------------------------------


class _Neighbour:
    """A classifier that marks everything, or raises; whatever it does must change nothing."""

    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()

    def __init__(self, label: str, *, triggers: frozenset[bytes] | None, raises: bool) -> None:
        self.label, self.triggers, self._raises = label, triggers, raises
        self.name = f"neighbour-{label}-{raises}"

    def classify(self, view: View, /) -> Iterator[Hit]:
        """Mark the whole text, then raise if that is its part."""
        yield Hit(0, len(view.text))
        if self._raises:
            raise RuntimeError


def _ignores_neighbours(classifier: Classifier) -> None:
    triggers: frozenset[bytes] | None = getattr(classifier, "triggers", None)
    others: list[Classifier] = [
        _Neighbour("ecluse-neighbour", triggers=None, raises=True),
        _Neighbour(classifier.label, triggers=triggers, raises=False),
    ]
    texts = [*classifier.seen, *classifier.unseen]
    for text in texts:
        alone = _found(classifier, [classifier], [text])
        for engine in ([classifier, *others], [*others, classifier]):
            if _found(classifier, engine, [text]) != alone:
                _fail(classifier, f"other classifiers change what it finds in {_quoted(text)}")
        if _found(classifier, [classifier], [*texts[:_FEW], text]) != alone:
            _fail(classifier, f"other parts of a draft change what it finds in {_quoted(text)}")


def _found(
    classifier: Classifier, engine: Sequence[Classifier], texts: Sequence[str]
) -> list[Finding]:
    """What ``classifier`` finds in the last of ``texts``, which are the parts of one draft."""
    views = [view_of(text, f"alt[{number}]") for number, text in enumerate(texts)]
    own, last = name_of(classifier), views[-1].field
    findings = Engine(engine).sweep(views).findings
    return [replace(f, field="") for f in findings if (f.classifier, f.field) == (own, last)]


# --- linear work ----------------------------------------------------------------------------------

_SHORT = (8, 10, 12, 16, 20, 24, 30, 36, 44, 56, 72, 96, 128)
"""Steps small enough to stop in time where a few characters more double the work."""
_LONGEST = 128_000
_MEASURABLE = 0.005  # seconds of processor: above the noise of a clock
_EXPLODES = 8  # 2 is linear, 4 quadratic
_RATIO = 3.2
_TRIALS = 4


def _works_in_linear_time(classifier: Classifier) -> None:
    for seed in _seeds(classifier):
        if length := _worse_than_linear(classifier, seed):
            _fail(
                classifier,
                f"twice {length} characters of {_quoted(seed)} repeated take far more than "
                "twice the work",
            )


def _seeds(classifier: Classifier) -> list[str]:
    """What is repeated to make long texts: its examples, their words and their characters."""
    seen = list(classifier.seen)
    words = [word for text in seen for word in text.split()]
    characters = [character for text in seen for character in text]
    seeds = dict.fromkeys([*seen[:_FEW], *words[:24], *characters, "a", "0", " ", "-", ".", "é"])
    return [seed for seed in seeds if seed][:80]


def _worse_than_linear(classifier: Classifier, seed: str) -> int:
    """A length from which doubling costs far more than double; 0 when there is none."""
    for length in _SHORT:
        cost = _cost(classifier, seed, length, 4 * _MEASURABLE)
        half = _cost(classifier, seed, length // 2, _MEASURABLE)
        if cost > max(4 * _MEASURABLE, _EXPLODES * half):
            return length // 2
    length = _SHORT[-1]
    while (cost := _cost(classifier, seed, length, _MEASURABLE)) < _MEASURABLE:
        length *= 2
        if length > _LONGEST:
            return 0
    return 0 if _doubles(classifier, seed, length, cost) else length


def _doubles(classifier: Classifier, seed: str, length: int, cost: float) -> bool:
    """Whether twice ``length`` costs about twice ``cost``: one good pair of measures is enough,
    since another process may have had the machine.
    """
    for _ in range(_TRIALS):
        if _cost(classifier, seed, 2 * length, _RATIO * cost) <= _RATIO * cost:
            return True
        cost = max(cost, _cost(classifier, seed, length, 0))
    return False


def _cost(classifier: Classifier, seed: str, length: int, enough: float) -> float:
    """Seconds of this process for ``length`` characters: the best of three, or the first ≤ enough."""
    view = view_of((seed * (length // len(seed) + 1))[: length - 1] + "!")
    best = _seconds(lambda: _hits(classifier, view, f"{_quoted(seed)} repeated"))
    for _ in range(2):
        if best <= enough:
            break
        best = min(best, _seconds(lambda: _hits(classifier, view, f"{_quoted(seed)} repeated")))
    return best


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
