"""Any spaCy pipeline gives findings; one that cannot is an error, one that fails is a fault."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from ecluse.classifiers import spacy_bridge
from ecluse.classifiers.engine import Engine, Sweep
from ecluse.classifiers.spacy_bridge import MAX_BYTES, PipelineError, SpacyClassifier
from ecluse.gate import Gate
from ecluse.model import Classifier, Draft, EcluseError, FaultKind, Verdict
from ecluse.policy.model import SpacySource
from ecluse.testing import check_policy
from ecluse.text.views import view_of

PATTERNS = [
    {"label": "PER", "pattern": [{"LOWER": "océane"}, {"LOWER": "tardivel"}]},
    {"label": "ORG", "pattern": "Brumelune"},
]
TEXT = "🚂 Océane Tardivel quitte Brumelune."


@Language.component("ecluse_test_raises_on_grenade")
def raises(doc: Doc) -> Doc:
    if "grenade" in doc.text:
        raise ValueError(doc.text)
    return doc


@Language.component("ecluse_test_hangs_on_sand")
def hangs(doc: Doc) -> Doc:
    while "sand" in doc.text:
        pass
    return doc


@Language.component("ecluse_test_spans")
def spans(doc: Doc) -> Doc:
    doc.spans["sc"] = [Span(doc, 0, 1, label="FIRST")]
    doc.spans["sc"].attrs["scores"] = [0.25]
    return doc


@Language.component("ecluse_test_cats")
def cats(doc: Doc) -> Doc:
    doc.cats = {"SECRET": 0.9 if "secret" in doc.text else 0.1}
    if "nan" in doc.text:
        doc.cats["SECRET"] = float("nan")
    return doc


def saved(nlp: Language, folder: Path) -> str:
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def ruler(tmp_path_factory: pytest.TempPathFactory) -> str:
    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns(PATTERNS)  # type: ignore[attr-defined]
    return saved(nlp, tmp_path_factory.mktemp("p") / "ruler")


@pytest.fixture(scope="module")
def span_ruler(tmp_path_factory: pytest.TempPathFactory) -> str:
    nlp = spacy.blank("xx")
    nlp.add_pipe("span_ruler", config={"spans_key": "noms"}).add_patterns(PATTERNS)  # type: ignore[attr-defined]
    return saved(nlp, tmp_path_factory.mktemp("p") / "span-ruler")


@pytest.fixture(scope="module")
def textcat(tmp_path_factory: pytest.TempPathFactory) -> str:
    nlp = spacy.blank("xx")
    nlp.add_pipe(
        "textcat",
        config={
            "model": {
                "@architectures": "spacy.TextCatBOW.v3",
                "ngram_size": 1,
                "exclusive_classes": True,
                "no_output_layer": False,
            }
        },
    )
    rows = [("la fusion avec le rival reste entre nous", 1.0), ("venez fêter la gare", 0.0)] * 8
    examples = [
        spacy.training.Example.from_dict(nlp.make_doc(text), {"cats": {"DEAL": p, "EVENT": 1 - p}})
        for text, p in rows
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(10):
        nlp.update(examples, sgd=optimizer)
    return saved(nlp, tmp_path_factory.mktemp("p") / "textcat")


def component(name: str, folder: Path) -> str:
    nlp = spacy.blank("xx")
    nlp.add_pipe(name)
    return saved(nlp, folder / name)


def swept(classifier: Classifier, *texts: str) -> Sweep:
    return Engine([classifier]).sweep([view_of(text) for text in texts])


def found(classifier: Classifier, text: str) -> list[tuple[str, str, str]]:
    sweep = swept(classifier, text)
    assert not sweep.faults
    return [(f.label, f.name, text[slice(*f.span)]) for f in sweep.findings]


class TestFindings:
    def test_entities(self, ruler: str) -> None:
        classifier = SpacyClassifier(SpacySource(ruler), "name")
        assert isinstance(classifier, Classifier)
        assert found(classifier, TEXT) == [
            ("name", "PER", "Océane Tardivel"),
            ("name", "ORG", "Brumelune"),
        ]

    def test_only_the_labels_that_count(self, ruler: str) -> None:
        classifier = SpacyClassifier(SpacySource(ruler, labels=("PER",)), "person")
        assert found(classifier, TEXT) == [("person", "PER", "Océane Tardivel")]

    def test_spans_of_a_key(self, span_ruler: str) -> None:
        classifier = SpacyClassifier(SpacySource(span_ruler, "spans", key="noms"), "name")
        assert [name for _, name, _ in found(classifier, TEXT)] == ["PER", "ORG"]

    def test_a_span_has_the_confidence_of_its_categorizer(self, tmp_path: Path) -> None:
        place = component("ecluse_test_spans", tmp_path)
        (finding,) = swept(SpacyClassifier(SpacySource(place, "spans"), "x"), "Bonjour").findings
        assert (finding.name, finding.confidence) == ("FIRST", 0.25)

    def test_categories_cover_the_whole_text(self, textcat: str) -> None:
        classifier = SpacyClassifier(SpacySource(textcat, "cats", ("DEAL",)), "deal")
        text = "la fusion reste entre nous"
        assert found(classifier, text) == [("deal", "DEAL", text)]
        assert found(classifier, "venez fêter la gare") == []

    @pytest.mark.parametrize(("threshold", "count"), [(0.9, 1), (0.95, 0), (0.05, 1)])
    def test_a_category_counts_from_its_threshold_on(
        self, tmp_path: Path, threshold: float, count: int
    ) -> None:
        place = component("ecluse_test_cats", tmp_path)
        classifier = SpacyClassifier(SpacySource(place, "cats", threshold=threshold), "x")
        assert len(found(classifier, "un secret")) == count

    @pytest.mark.parametrize("text", ["", "\x00", "\ud800 Brumelune", "\u200d" * 50, "e\u0301" * 9])
    def test_strange_texts_are_read(self, ruler: str, text: str) -> None:
        assert len(found(SpacyClassifier(SpacySource(ruler), "x"), text)) == ("Brumelune" in text)


class TestOneReading:
    """Several labels, one call of the pipeline."""

    @pytest.fixture
    def calls(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        calls: list[str] = []
        read = spacy_bridge._InProcess._reading

        def counted(self: Any, text: str) -> spacy_bridge.Reading:
            calls.append(text)
            return read(self, text)

        monkeypatch.setattr(spacy_bridge._InProcess, "_reading", counted)
        return calls

    def test_two_labels_read_a_text_once(self, ruler: str, calls: list[str]) -> None:
        both = [SpacyClassifier(SpacySource(ruler, labels=(one,)), one) for one in ("PER", "ORG")]
        sweep = Engine(both).sweep([view_of("Brumelune, deux fois")])
        assert calls == ["Brumelune, deux fois"]
        assert [f.label for f in sweep.findings] == ["ORG"]

    def test_what_was_read_before_changes_nothing(self, ruler: str) -> None:
        classifier = SpacyClassifier(SpacySource(ruler), "x")
        alone = found(classifier, TEXT)
        found(classifier, "Bonjour")
        assert found(classifier, TEXT) == alone == found(classifier, TEXT)

    def test_no_text_is_kept(self, ruler: str) -> None:
        classifier = SpacyClassifier(SpacySource(ruler), "x")
        found(classifier, "zzcanari Brumelune")
        reader = classifier._reader
        assert "zzcanari" not in repr(vars(reader))
        assert "zzcanari" not in reader._nlp.vocab.strings


class TestErrors:
    """What cannot work is said when the gate is built."""

    def test_a_missing_pipeline(self) -> None:
        with pytest.raises(
            PipelineError, match=r"no spaCy pipeline `xx_absent_md`.*spacy download"
        ):
            SpacyClassifier(SpacySource("xx_absent_md"), "x")

    def test_a_directory_that_is_no_pipeline(self, tmp_path: Path) -> None:
        with pytest.raises(PipelineError, match="does not load"):
            SpacyClassifier(SpacySource(str(tmp_path)), "x")

    def test_a_label_that_it_never_gives(self, ruler: str) -> None:
        with pytest.raises(PipelineError, match="no label `PERS`; did you mean `PER`"):
            SpacyClassifier(SpacySource(ruler, labels=("PERS",)), "x")

    def test_a_key_that_it_never_fills(self, span_ruler: str) -> None:
        with pytest.raises(PipelineError, match="under the key `nom`; did you mean `noms`"):
            SpacyClassifier(SpacySource(span_ruler, "spans", key="nom"), "x")

    def test_a_pipeline_that_marks_nothing(self) -> None:
        with pytest.raises(PipelineError, match="marks nothing"):
            SpacyClassifier(SpacySource("blank:xx"), "x")

    def test_a_pipeline_that_always_fails(self, tmp_path: Path) -> None:
        nlp = spacy.blank("xx")
        nlp.add_pipe("textcat").add_label("A")  # type: ignore[attr-defined]
        place = saved(nlp, tmp_path / "untrained")
        with pytest.raises(PipelineError, match=r"fails on its first text|does not load"):
            SpacyClassifier(SpacySource(place, "cats"), "x")

    def test_a_path_starts_from_the_policy(self, ruler: str) -> None:
        folder = Path(ruler)
        source = SpacySource(folder.name)
        assert found(SpacyClassifier(source, "x", str(folder.parent)), TEXT)
        with pytest.raises(PipelineError):
            SpacyClassifier(source, "x")


class TestFaults:
    """What fails later holds the draft, and quotes nothing."""

    def test_an_exception_is_a_fault_without_text(self, tmp_path: Path) -> None:
        place = component("ecluse_test_raises_on_grenade", tmp_path)
        classifier = SpacyClassifier(SpacySource(place), "x")
        (fault,) = swept(classifier, "une grenade").faults
        assert (fault.kind, fault.why) == (FaultKind.EXCEPTION, "ValueError")
        assert fault.what == "spacy:ecluse_test_raises_on_grenade:x"

    def test_a_handler_that_drops_errors_is_replaced(self) -> None:
        nlp = spacy.blank("xx")
        nlp.add_pipe("ecluse_test_raises_on_grenade")
        nlp.set_error_handler(spacy.util.ignore_error)
        with pytest.raises(ValueError, match="grenade"):
            spacy_bridge._InProcess(nlp).read("une grenade")

    def test_nan_is_a_fault(self, tmp_path: Path) -> None:
        place = component("ecluse_test_cats", tmp_path)
        (fault,) = swept(SpacyClassifier(SpacySource(place, "cats"), "x"), "nan").faults
        assert (fault.kind, fault.why) == (FaultKind.EXCEPTION, "ReadingError")

    @pytest.mark.parametrize("text", ["a" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1)])
    def test_a_text_over_the_limit_is_a_fault(self, ruler: str, text: str) -> None:
        (fault,) = swept(SpacyClassifier(SpacySource(ruler), "x"), text).faults
        assert fault.kind is FaultKind.LIMIT

    def test_the_pipelines_own_limit_counts(
        self, ruler: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        classifier = SpacyClassifier(SpacySource(ruler), "x")
        monkeypatch.setattr(classifier._reader._nlp, "max_length", 5)
        (fault,) = swept(classifier, "Brumelune").faults
        assert fault.kind is FaultKind.LIMIT

    def test_a_fault_does_not_stay(self, tmp_path: Path) -> None:
        place = component("ecluse_test_cats", tmp_path)
        classifier = SpacyClassifier(SpacySource(place, "cats"), "x")
        sweep = swept(classifier, "nan", "un secret")
        assert len(sweep.findings) == len(sweep.faults) == 1


POLICY = """\
version: 1
default_tier: public
audiences:
  everyone: {tier: public}
labels:
  person-name:
    spacy: {pipeline: models/ruler, labels: [PER]}
rules:
  - id: no-names
    when_all:
      - finding: {label: person-name}
    verdict: flag
    because: {fr: Un nom est cité., en: A name is given.}
    fix: {fr: Demandez son accord., en: Ask for consent.}
    examples: {caught: [Merci Océane Tardivel], clear: [Merci Brumelune]}
"""


class TestThePolicy:
    @pytest.fixture
    def policy(self, tmp_path: Path, ruler: str) -> Path:
        shutil.copytree(ruler, tmp_path / "models" / "ruler")
        (tmp_path / "policies.yaml").write_text(POLICY)
        return tmp_path / "policies.yaml"

    def test_a_policy_names_a_pipeline(self, policy: Path) -> None:
        check_policy(policy)

    def test_a_missing_one_stops_the_gate_and_names_the_label(self, policy: Path) -> None:
        shutil.rmtree(policy.parent / "models")
        with pytest.raises(
            EcluseError, match=r"label `person-name`: no spaCy pipeline `models/ruler`"
        ):
            Gate(policy)

    def test_an_overlong_text_is_held(self, policy: Path) -> None:
        decision = Gate(policy).check(Draft("a" * (MAX_BYTES + 1)))
        assert decision.verdict is Verdict.FLAG
        assert decision.faults[0].rules == ("no-names",)

    def test_one_that_hangs_is_stopped_and_loaded_again(self, policy: Path) -> None:
        """Its component is known to this program only, so its worker is a copy of it."""
        nlp = spacy.load(policy.parent / "models" / "ruler")
        nlp.add_pipe("ecluse_test_hangs_on_sand")
        shutil.rmtree(policy.parent / "models" / "ruler")
        saved(nlp, policy.parent / "models" / "ruler")
        policy.write_text(f"{POLICY}limits: {{classifier: {{seconds: 4}}}}\n")
        gate = Gate(policy)
        (fault,) = gate.check(Draft("sand")).faults
        assert (fault.what, fault.kind) == ("spacy:ruler:person-name", FaultKind.TIMEOUT)
        decision = gate.check(Draft("Merci Océane Tardivel"))
        assert (decision.verdict, decision.faults) == (Verdict.FLAG, ())


def test_it_can_be_sent_to_another_process(ruler: str) -> None:
    classifier = pickle.loads(pickle.dumps(SpacyClassifier(SpacySource(ruler), "x")))
    assert found(classifier, TEXT)


def test_spacy_is_imported_on_first_use_only() -> None:
    code = "import sys, ecluse.classifiers.spacy_bridge; sys.exit('spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
