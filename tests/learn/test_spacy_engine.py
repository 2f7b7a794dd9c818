import numpy as np
import pytest

from ecluse.__main__ import main
from ecluse.gate import Gate
from ecluse.learn.spacy_engine import SpacyEngine, blank, digest_of, save, train
from ecluse.model import Draft, Tier
from ecluse.policy.load import load
from tests.learn.test_train import SAID, labels
from tests.learn.test_train_command import _written


@pytest.fixture(scope="module")
def trained():
    return train(labels(), SpacyEngine(epochs=8), 3)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("l'accord qu'il attend", ["l'", "accord", "qu'", "il", "attend"]),
        ("L’usine d’ici", ["L’", "usine", "d’", "ici"]),
        ("JUSQU'à Noël", ["JUSQU'", "à", "Noël"]),
    ],
)
def test_a_french_elision_is_a_token_of_its_own(text, tokens):
    assert [token.text for token in blank()(text)] == tokens


def test_what_was_learned_is_told_apart(trained):
    for tier, many in SAID.items():
        for said in many:
            cats = trained.nlp(f"{said} jeudi").cats
            assert max(cats, key=cats.get) == tier.word


def test_the_same_seed_gives_the_same_scores():
    texts = [x.text for x in labels()[:10]]
    first, second = (SpacyEngine(epochs=2).fit(labels(), 1)(texts) for _ in range(2))
    assert np.array_equal(first, second)


def test_an_ensemble_learns_too():
    scores = SpacyEngine("ensemble", epochs=1).fit(labels(), 1)(["la marge tombe"])
    assert scores.shape == (1, 3)
    assert scores.sum() == pytest.approx(1, abs=1e-5)


def test_a_policy_takes_up_what_was_saved(trained, tmp_path):
    digest = save(trained.nlp, tmp_path / "tier.model")
    assert digest == digest_of(tmp_path / "tier.model")
    policy = tmp_path / "policies.yaml"
    policy.write_text(
        "version: 1\n"
        "labels: {reads-private: {spacy: {pipeline: tier.model, kind: cats, labels: [private], threshold: 0.4}}}\n"
        "rules:\n"
        "  - id: reads-private\n"
        "    when_all: [finding: {label: reads-private}]\n"
        "    verdict: flag\n"
    )
    gate = Gate(load(policy), isolate=False)
    assert gate.check(Draft("la marge tombe lundi")).verdict.word == "flag"
    assert gate.check(Draft("la boutique ouvre lundi")).verdict.word == "allow"


def test_saving_again_replaces_the_whole_folder(trained, tmp_path):
    folder = tmp_path / "tier.model"
    save(trained.nlp, folder)
    (folder / "left-over").write_text("old")
    save(trained.nlp, folder)
    assert not (folder / "left-over").exists()


def test_the_command_writes_a_pipeline_and_says_how_to_take_it_up(tmp_path, capsys):
    output = tmp_path / "tier"
    asked = ["train", str(_written(tmp_path, labels())), "--engine", "spacy", "-o", str(output)]
    assert main(asked) == 0
    said, noted = capsys.readouterr()
    assert digest_of(output) in said
    assert "kind: cats" in said
    assert "in clear" in noted


def test_the_command_replaces_no_folder_that_is_not_a_pipeline(tmp_path, capsys):
    output = tmp_path / "mine"
    output.mkdir()
    (output / "letter.txt").write_text("keep me")
    asked = ["train", str(_written(tmp_path, labels())), "--engine", "spacy", "-o", str(output)]
    assert main(asked) == 2
    assert "is no pipeline" in capsys.readouterr().err
    assert (output / "letter.txt").read_text() == "keep me"


def test_every_tier_is_a_category(trained):
    assert set(trained.nlp("bonjour").cats) == {tier.word for tier in Tier}
