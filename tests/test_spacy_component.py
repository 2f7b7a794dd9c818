"""The gate inside a spaCy pipeline: spans, decision, serialisation."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import ecluse.spacy_component  # noqa: F401 - as the entry point does
from ecluse.gate import Gate
from ecluse.model import (
    Decision,
    Draft,
    Fact,
    Fault,
    FaultKind,
    Finding,
    Message,
    Mode,
    Obligation,
    Override,
    Reason,
    Span,
    Tier,
    Verdict,
    Waiver,
)

POLICY = """\
version: 1
default_tier: public
audiences:
  everyone: {tier: public}
  team: {tier: private}
channels:
  intranet: {audience: team}
labels:
  code-name: {terms: [Projet Falcon, Morgane]}
rules:
  - id: code-name-before-launch
    when_all:
      - finding: {label: code-name}
    tier: private
    because: {fr: Un nom de code reste interne., en: Code names stay inside.}
    fix: {fr: Attendez le lancement., en: Wait for the launch.}
    examples: {caught: [Le projet Falcon arrive], clear: [Un faucon]}
"""
LEAK = "Le #ProjetFalcon27 arrive lundi 🚀"


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "policies.yaml"
    path.write_text(POLICY)
    return str(path)


def pipeline(policy: str, **config: str) -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("ecluse", config={"policy": policy, "now": "2027-03-01T09:00:00+01:00", **config})
    return nlp


def marked(doc: Doc) -> Sequence[tuple[str, str]]:
    return [(span.label_, span.text) for span in doc.spans["ecluse"]]


class TestADoc:
    def test_findings_are_spans_of_whole_tokens(self, policy: str) -> None:
        doc = pipeline(policy)(LEAK)
        assert marked(doc) == [("code-name", "ProjetFalcon27")]
        assert [LEAK[slice(*f.span)] for f in doc._.ecluse.reasons[0].findings] == ["ProjetFalcon"]
        assert doc.spans["ecluse"].attrs["confidences"] == [1.0]

    def test_the_decision_is_that_of_the_gate(self, policy: str) -> None:
        doc = pipeline(policy)(LEAK)
        moment = datetime(2027, 3, 1, 8, tzinfo=UTC)
        assert doc._.ecluse == Gate(policy).check(Draft(LEAK), now=moment)
        assert doc._.ecluse.verdict is Verdict.BLOCK

    def test_the_channel_counts(self, policy: str) -> None:
        assert pipeline(policy, channel="intranet")(LEAK)._.ecluse.allowed

    def test_a_harmless_text_has_no_span(self, policy: str) -> None:
        doc = pipeline(policy)("Un faucon s'est posé sur le toit.")
        assert marked(doc) == []
        assert doc._.ecluse.allowed

    def test_the_key_may_be_another(self, policy: str) -> None:
        assert len(pipeline(policy, spans_key="gate")(LEAK).spans["gate"]) == 1

    def test_now_needs_a_zone(self, policy: str) -> None:
        with pytest.raises(ValueError, match="no time zone"):
            pipeline(policy, now="2027-03-01T09:00:00")


class TestTravel:
    """A decision survives bytes, files and processes."""

    def test_bytes_give_the_same_decision(self, policy: str) -> None:
        nlp = pipeline(policy)
        doc = nlp(LEAK)
        again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        assert again._.ecluse == doc._.ecluse
        assert marked(again) == marked(doc)

    def test_doc_bin_keeps_it(self, policy: str) -> None:
        nlp = pipeline(policy)
        stored = DocBin(docs=[nlp(LEAK)], store_user_data=True).to_bytes()
        (doc,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
        assert doc._.ecluse == nlp(LEAK)._.ecluse

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_several_processes_give_the_same_decisions(self, policy: str) -> None:
        nlp = pipeline(policy)
        texts = [LEAK, "Bonjour", "Bravo Morgane !"]
        docs = list(nlp.pipe(texts, n_process=2, batch_size=1))
        assert [doc._.ecluse for doc in docs] == [nlp(text)._.ecluse for text in texts]

    def test_every_part_of_a_decision_is_read_back(self) -> None:
        finding = Finding("x", "text", Span(0, 3), 0.5, "plain", "c", "n", "d")
        at = datetime(2027, 1, 1, tzinfo=UTC)
        derived = Fact(
            "fact", {"name": "f", "tier": Tier.EXTENDED}, None, "r", (Fact("finding", {}, finding),)
        )
        waiver = Waiver("w", "r", "o", "b", at, kind="acknowledgement")
        reason = Reason(
            "r", Tier.PRIVATE, Verdict.FLAG, Message("fr", "en"), Message(), (derived,),
            (Obligation("notify", "x"),), Override.JUSTIFY, Mode.SHADOW, waiver,
        )  # fmt: skip
        roles = Fact("author", {"role": frozenset({"expert"}), "age": 1.5, "new": True})
        decision = Decision(
            Verdict.FLAG, Tier.PRIVATE, (reason, Reason("s", facts=(roles,))),
            (Fault("c", FaultKind.TIMEOUT, "w", ("r",)),), "d", not_before=at, notes=("n",),
        )  # fmt: skip
        doc = spacy.blank("xx")("Bonjour")
        doc.user_data["decision"] = decision
        again = Doc(doc.vocab).from_bytes(doc.to_bytes()).user_data["decision"]
        assert again == decision
        assert type(again.reasons[0].mode) is Mode

    def test_the_configuration_travels_with_the_pipeline(self, policy: str, tmp_path: Path) -> None:
        pipeline(policy, channel="intranet").to_disk(tmp_path / "p")
        assert spacy.load(tmp_path / "p")(LEAK)._.ecluse.channel == "intranet"


def test_spacy_finds_the_component_by_its_entry_point(tmp_path: Path) -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    value = project["entry-points"]["spacy_factories"]["ecluse"]
    info = tmp_path / "ecluse-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ecluse\nVersion: 0\n")
    (info / "entry_points.txt").write_text(f"[spacy_factories]\necluse = {value}\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import spacy\nnlp = spacy.blank('xx')\nprint(nlp.has_factory('ecluse'))\n"
        "nlp.add_pipe('ecluse', config={'policy': 'absent.yaml'})\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "True"
    assert "absent.yaml" in run.stderr or "ecluse.policy" in run.stderr
