"""The test-kit passes what the gate can count on, and names each promise that is broken."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from ecluse.classifiers import BUILTIN
from ecluse.model import Hit, View
from ecluse.testing import check_classifier, check_policy


class Badges:
    """BDG and digits: keeps every promise."""

    label = "badge"
    seen = ("Mon badge : BDG-0001", "badge BDG-99 lost")
    unseen = ("un badge", "BDG-")

    def classify(self, view: View) -> Iterator[Hit]:
        for match in re.finditer("BDG-[0-9]+", view.text):
            yield Hit(*match.span())


def test_a_good_classifier_passes() -> None:
    check_classifier(Badges())


@pytest.mark.parametrize("module", BUILTIN)
def test_the_classifiers_that_ecluse_brings_pass(module: str) -> None:
    check_classifier(import_module(f"ecluse.classifiers.{module}").CLASSIFIER)


# --- one broken promise each ----------------------------------------------------------------------


class NoExample(Badges):
    seen = ()


class NoCounterexample(Badges):
    unseen = ()


class NotItsOwnLabel(Badges):
    labels = ("other",)


class SeesNothing(Badges):
    seen = ("BDG-1", "badge sans numéro")


class SeesTooMuch(Badges):
    unseen = ("commande BDG-12",)


class NeverAnnounced(Badges):
    triggers = frozenset({b"matricule"})


class Undeclared(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        yield from (hit._replace(label="personne") for hit in super().classify(view))


class Outside(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        yield from (hit._replace(end=hit.end + 1) for hit in super().classify(view))


class EncodedOffsets(Badges):
    """Offsets of UTF-8 bytes, right until the first accent."""

    def classify(self, view: View) -> Iterator[Hit]:
        data = view.text.encode("utf-8", "replace")
        for match in re.finditer(b"BDG-[0-9]+", data):
            yield Hit(*match.span())


class LowerCaseOffsets(Badges):
    """Offsets of ``text.lower()``, right until the first İ."""

    def classify(self, view: View) -> Iterator[Hit]:
        for match in re.finditer("bdg-[0-9]+", view.text.lower()):
            yield Hit(*match.span())


class Empty(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        yield from (hit._replace(end=hit.start) for hit in super().classify(view))


class TooSure(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        yield from (hit._replace(confidence=float("nan")) for hit in super().classify(view))


class Tuples(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        yield from ((hit.start, hit.end) for hit in super().classify(view))  # type: ignore[misc]


class Encodes(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        view.text.encode()
        return super().classify(view)


class Recurses(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        def depth(text: str) -> int:
            return 1 + depth(text[1:]) if text.startswith(("(", "[")) else 0

        depth(view.text.replace("{", "[").replace("<", "["))
        return super().classify(view)


class Tires(Badges):
    """Finds nothing any more after a long text."""

    tired = False

    def classify(self, view: View) -> Iterator[Hit]:
        self.tired = self.tired or view.text.count("le mot") > 1000
        return iter(()) if self.tired else super().classify(view)


class Counts(Badges):
    def __init__(self) -> None:
        self.calls = itertools.count()

    def classify(self, view: View) -> Iterator[Hit]:
        sure = 1 / (1 + next(self.calls))
        yield from (hit._replace(confidence=sure) for hit in super().classify(view))


class FirstPart(Badges):
    """Looks at the first of several images only."""

    def classify(self, view: View) -> Iterator[Hit]:
        return super().classify(view) if view.field in {"text", "alt[0]"} else iter(())


class Quadratic(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        for start in range(len(view.text)):
            if re.match("[^!]*!!!", view.text[start:]):
                return iter(())
        return super().classify(view)


class Exponential(Badges):
    def classify(self, view: View) -> Iterator[Hit]:
        re.match(r"(?:B|B)*$", view.text)
        return super().classify(view)


BROKEN = [
    pytest.param(object(), "it has no `label`", id="no classifier"),
    pytest.param(NoExample(), "`seen` is empty", id="no example"),
    pytest.param(NoCounterexample(), "`unseen` is empty", id="no counter-example"),
    pytest.param(NotItsOwnLabel(), "label `badge`, which `labels` does not declare", id="labels"),
    pytest.param(
        SeesNothing(), "finds nothing in its seen text 'badge sans num\\xe9ro'", id="seen"
    ),
    pytest.param(
        SeesTooMuch(), "finds something in its unseen text 'commande BDG-12'", id="unseen"
    ),
    pytest.param(NeverAnnounced(), "none of its triggers announces", id="triggers"),
    pytest.param(Undeclared(), "label `personne`, which `labels` does not declare", id="label"),
    pytest.param(Outside(), "is not inside the 20 characters", id="one too far"),
    pytest.param(EncodedOffsets(), "is not inside", id="offsets of bytes"),
    pytest.param(LowerCaseOffsets(), "is not inside", id="offsets of another text"),
    pytest.param(Empty(), "is not inside", id="an empty place"),
    pytest.param(TooSure(), "confidence nan is not between 0 and 1", id="NaN"),
    pytest.param(Tuples(), "yields tuple where Hit is meant", id="a tuple"),
    pytest.param(Encodes(), "raises UnicodeEncodeError on a lone surrogate", id="surrogate"),
    pytest.param(Recurses(), "raises RecursionError on brackets", id="recursion"),
    pytest.param(Tires(), "gives other hits when it looks at", id="memory of texts"),
    pytest.param(Counts(), "gives other hits when it looks at", id="memory of calls"),
    pytest.param(FirstPart(), "other parts of a draft change what it finds", id="other parts"),
    pytest.param(Quadratic(), "take far more than twice the work", id="quadratic"),
    pytest.param(Exponential(), "take far more than twice the work", id="exponential"),
]


@pytest.mark.parametrize(("classifier", "sentence"), BROKEN)
def test_a_broken_promise_is_named_in_one_sentence(classifier: Badges, sentence: str) -> None:
    with pytest.raises(AssertionError) as raised:
        check_classifier(classifier)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


# --- policies -------------------------------------------------------------------------------------

POLICY = """\
version: 1
language: fr
default_tier: public
audiences:
  everyone: {tier: public}
channels:
  x: {audience: everyone, kind: x}
labels:
  code-name:
    terms: [Projet Falcon]
rules:
  - id: code-name-before-launch
    when_all:
      - finding: {label: code-name}
    tier: private
    because: {fr: Un nom de code reste interne., en: Code names stay inside.}
    fix: {fr: Attendez le lancement., en: Wait for the launch.}
    examples:
      caught:
        - Le projet Falcon arrive lundi !
        - {text: "On adore le #ProjetFalcon", channel: x}
      clear: [CLEAR]
tests:
  - {text: "Bravo le projet Falcon", channel: x, expect: block, tier: private}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policies.yaml"
    path.write_text(POLICY.replace("CLEAR", "Un faucon s'est posé."))
    return path


class TestCheckPolicy:
    def test_a_policy_that_tells_the_truth_passes(self, policy: Path) -> None:
        check_policy(policy)

    def test_an_example_that_lies_is_named_with_its_place(self, policy: Path) -> None:
        policy.write_text(policy.read_text().replace("Un faucon s'est posé.", "Projet Falcon"))
        with pytest.raises(AssertionError, match=r"policies.yaml:2\d:\d+: error\[P025\].*catches"):
            check_policy(policy)

    def test_every_lie_is_named(self, policy: Path) -> None:
        policy.write_text(policy.read_text().replace("terms: [Projet Falcon]", "terms: [Morgane]"))
        with pytest.raises(AssertionError) as raised:
            check_policy(policy)
        assert str(raised.value).count("error[P025]") == 3
