"""Classifiers of other distributions: found by entry point, refused with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecluse.classifiers import third_party
from ecluse.classifiers.third_party import ThirdPartyError, shape_of
from ecluse.gate import Gate
from ecluse.testing import check_classifier, check_policy
from ecluse.text.views import view_of

MODULE = '''
"""Badge numbers of a company that does not exist: BDG and four digits."""
from ecluse.model import Hit

class Badges:
    label = "badge-number"
    seen = ("Mon badge : BDG-0001", "badge BDG-9999 lost")
    unseen = ("un badge", "BDG-12")
    triggers = frozenset({b"bdg"})

    def classify(self, view):
        start = view.text.find("BDG-")
        if start >= 0 and view.text[start + 4 : start + 8].isdigit() and len(view.text) >= start + 8:
            yield Hit(start, start + 8)

CLASSIFIER = Badges()
NO_CLASSIFIER = "badges"
'''

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install distributions as pip would: a package and a dist-info with entry points."""

    def installed(package: str, module: str, **entries: str) -> None:
        site = tmp_path / "site-packages"
        info = site / f"{package}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"{package}.py").write_text(module)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"{name.replace('_', '-')} = {value}" for name, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join(["[ecluse.classifiers]", *lines, ""]))
        monkeypatch.syspath_prepend(str(site))

    before = set(sys.modules)
    yield installed
    for name in set(sys.modules) - before:
        if name.startswith("ecluse_toy"):
            del sys.modules[name]


def test_an_installed_classifier_is_loaded(install: Install) -> None:
    install("ecluse_toy", MODULE, badge_number="ecluse_toy:CLASSIFIER")
    assert third_party.names() == ("badge-number",)
    check_classifier(third_party.load("badge-number"))
    (hit,) = third_party.load("badge-number").classify(view_of("BDG-0001"))
    assert (hit.start, hit.end) == (0, 8)


def test_a_class_is_called(install: Install) -> None:
    install("ecluse_toy", MODULE, badge_number="ecluse_toy:Badges")
    assert third_party.load("badge-number").label == "badge-number"


def test_a_module_may_be_a_classifier(install: Install) -> None:
    module = "label = 'x'\nseen = ('x',)\nunseen = ()\ndef classify(view): return ()\n"
    install("ecluse_toy", module, x="ecluse_toy")
    assert third_party.load("x").label == "x"


def test_the_expected_label_is_checked(install: Install) -> None:
    install("ecluse_toy", MODULE, badge="ecluse_toy:CLASSIFIER")
    assert third_party.load("badge", "badge-number")
    with pytest.raises(
        ThirdPartyError, match=r"does not give.*`badge-numbr`; did you mean `badge-number`"
    ):
        third_party.load("badge", "badge-numbr")


POLICY = """\
version: 1
default_tier: public
audiences:
  everyone: {tier: public}
labels:
  badge-number: {classifier: badge}
rules:
  - id: no-badges
    when_all:
      - finding: {label: badge-number}
    tier: private
    because: {fr: Un badge est cité., en: A badge is given.}
    fix: {fr: Retirez le numéro., en: Remove the number.}
    examples: {caught: ["Badge BDG-0001"], clear: ["Badge perdu"]}
"""


class TestThePolicy:
    @pytest.fixture
    def policy(self, tmp_path: Path) -> Path:
        path = tmp_path / "policies.yaml"
        path.write_text(POLICY)
        return path

    def test_a_policy_names_a_classifier(self, install: Install, policy: Path) -> None:
        install("ecluse_toy", MODULE, badge="ecluse_toy:CLASSIFIER")
        check_policy(policy)

    def test_a_missing_one_stops_the_gate(self, policy: Path) -> None:
        with pytest.raises(ThirdPartyError, match="no installed classifier is called `badge`"):
            Gate(policy)

    def test_one_that_gives_another_label_stops_the_gate(
        self, install: Install, policy: Path
    ) -> None:
        install(
            "ecluse_toy", MODULE.replace("badge-number", "badge"), badge="ecluse_toy:CLASSIFIER"
        )
        with pytest.raises(ThirdPartyError, match="does not give the label `badge-number`"):
            Gate(policy)


class TestErrors:
    def test_an_unknown_name_gets_a_proposal(self, install: Install) -> None:
        install("ecluse_toy", MODULE, badge_number="ecluse_toy:CLASSIFIER")
        with pytest.raises(
            ThirdPartyError, match=r"called `badge-numbers`; did you mean `badge-number`"
        ):
            third_party.load("badge-numbers")

    def test_an_unknown_name_gets_the_list(self, install: Install) -> None:
        install("ecluse_toy", MODULE, badge_number="ecluse_toy:CLASSIFIER")
        with pytest.raises(ThirdPartyError, match="there is `badge-number`"):
            third_party.load("zzz")

    def test_one_name_of_two_distributions_is_refused(self, install: Install) -> None:
        install("ecluse_toy", MODULE, badge="ecluse_toy:CLASSIFIER")
        install("ecluse_toy_2", MODULE, badge="ecluse_toy_2:CLASSIFIER")
        with pytest.raises(ThirdPartyError, match="installed twice"):
            third_party.load("badge")

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            pytest.param("ecluse_toy:ABSENT", "does not load: AttributeError", id="no such name"),
            pytest.param(
                "ecluse_toy_absent:X", "does not load: ModuleNotFoundError", id="no such module"
            ),
            pytest.param(
                "ecluse_toy:NO_CLASSIFIER", "no `label`.*no `classify`", id="another type"
            ),
        ],
    )
    def test_what_is_no_classifier_is_refused(self, install: Install, value: str, why: str) -> None:
        install("ecluse_toy", MODULE, badge=value)
        with pytest.raises(ThirdPartyError, match=why):
            third_party.load("badge")

    def test_an_import_that_fails_is_refused(self, install: Install) -> None:
        install("ecluse_toy", "raise OSError('x')", badge="ecluse_toy:CLASSIFIER")
        with pytest.raises(ThirdPartyError, match="OSError"):
            third_party.load("badge")


class Well:
    label: object = "x"
    seen: object = ("x",)
    unseen: object = ()

    def classify(self, view: object) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        pytest.param("label", "", "`label` is not a text", id="empty label"),
        pytest.param("label", 3, "`label` is not a text", id="number"),
        pytest.param(
            "seen", "x", "`seen` is not a sequence", id="one text where several are meant"
        ),
        pytest.param("unseen", [1], "`unseen` is not a sequence", id="numbers"),
        pytest.param("labels", "x", "`labels` is not a sequence", id="one label as text"),
        pytest.param("triggers", b"x", "`triggers` is not a set of bytes", id="one literal"),
        pytest.param("triggers", {"x"}, "`triggers` is not a set of bytes", id="texts"),
        pytest.param("triggers", set(), "`triggers` is not a set of bytes", id="never called"),
        pytest.param("triggers", {b""}, "`triggers` is not a set of bytes", id="empty literal"),
        pytest.param("digits", "2", "`digits` is not a whole number", id="digits in letters"),
        pytest.param("also", {b"x"}, "`also` is not a mapping", id="no other half"),
        pytest.param("classify", None, "`classify` cannot be called", id="not a function"),
    ],
)
def test_the_shape_is_checked(name: str, value: object, why: str) -> None:
    wrong = type("Wrong", (Well,), {name: value})()
    assert why in shape_of(wrong)
    assert shape_of(Well()) == ""
