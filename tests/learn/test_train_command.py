import json
import os

import pytest

from ecluse.__main__ import main
from ecluse.classifiers.tier import TierModel
from ecluse.key import write_key
from tests.learn.test_train import labels


def _written(tmp_path, rows):
    path = tmp_path / "labels.jsonl"
    path.write_text(
        "".join(
            json.dumps({"text": x.text, "tier": x.tier.word, "group": x.group}) + "\n" for x in rows
        )
    )
    return path


def test_train_writes_a_model_and_says_what_chose_it(tmp_path, capsys):
    output = tmp_path / "ours.model"
    key = tmp_path / "key"
    write_key(key)
    asked = ["train", str(_written(tmp_path, labels())), "-o", str(output), "--key-file", str(key)]
    assert main([*asked, "--lang", "fr"]) == 0
    said, noted = capsys.readouterr()
    model = TierModel(output, bytes.fromhex(key.read_text().strip()))
    assert model.digest in said
    assert "groupes mis à part 0," in said
    assert noted == ""


def test_without_a_key_it_says_what_that_means(tmp_path, capsys):
    output = tmp_path / "ours.model"
    assert main(["train", str(_written(tmp_path, labels())), "-o", str(output)]) == 0
    assert "no key" in capsys.readouterr().err


def test_too_few_labels_are_one_message_and_nothing_is_written(tmp_path, capsys):
    output = tmp_path / "ours.model"
    assert main(["train", str(_written(tmp_path, labels()[:20])), "-o", str(output)]) == 2
    said, noted = capsys.readouterr()
    assert (said, noted.count("\n")) == ("", 1)
    assert "label 8 more" in noted
    assert not output.exists()


def test_a_place_that_cannot_be_written_is_one_message(tmp_path, capsys):
    output = tmp_path / "none" / "ours.model"
    assert main(["train", str(_written(tmp_path, labels())), "-o", str(output)]) == 2
    assert "cannot be written: " in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["labels.jsonl"]


def test_it_says_of_how_many_texts_the_flag_threshold_speaks(tmp_path, capsys):
    asked = ["train", str(_written(tmp_path, labels())), "-o", str(tmp_path / "m"), "--lang", "fr"]
    assert main(asked) == 0
    assert "au plus 0 des 24 textes publics mis à part (1 %)" in capsys.readouterr().out


def _few(tmp_path):
    return ["train", str(_written(tmp_path, labels()[:20]))]


def _no_tier(tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_text('{"text": "a"}\n')
    return ["train", str(path)]


def _nowhere(tmp_path):
    output = str(tmp_path / "none" / "ours.model")
    return ["train", str(_written(tmp_path, labels())), "-o", output]


def _not_a_model(tmp_path):
    rows = _written(tmp_path, labels())
    return ["evaluate", str(rows), "--model", str(rows)]


def _no_model(tmp_path):
    return ["evaluate", str(_written(tmp_path, labels())), "--model", str(tmp_path / "none")]


def _plots_in_a_file(tmp_path):
    rows = str(_written(tmp_path, labels()))
    return ["evaluate", rows, "--model", "default", "--plots", rows]


def _no_texts(tmp_path):
    return ["calibrate"]


def _no_leaks(tmp_path):
    policy = tmp_path / "policies.yaml"
    policy.write_text("version: 1\n")
    rows = str(_written(tmp_path, labels()))
    return ["train", rows, "--from-reviews", rows, "--policy", str(policy)]


def _no_model_in_the_policy(tmp_path):
    policy = tmp_path / "policies.yaml"
    policy.write_text("version: 1\n")
    return ["calibrate", "--published", "none.jsonl", "--policy", str(policy)]


def test_a_calibration_speaks_the_language_of_the_policy_unless_another_is_named(tmp_path, capsys):
    words = _no_model_in_the_policy(tmp_path)
    (tmp_path / "policies.yaml").write_text("version: 1\nlanguage: fr\n")
    assert main(words) == 2
    assert "ne nomme aucun modèle" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "french", "english"),
    [
        (_few, "; étiquetez-en encore 8", "label 8 more"),
        (_no_tier, "labels.jsonl:1 : `tier` n'est ni private", "labels.jsonl:1: `tier` is none of"),
        (_nowhere, "ne peut pas être écrit : ", "cannot be written: "),
        (_not_a_model, "n'est pas un modèle de niveaux", "is no tier model"),
        (_no_model, "ne peut pas être lu", "cannot be read"),
        (_plots_in_a_file, "ne peut pas être écrit : ", "cannot be written: "),
        (_no_texts, "aucun texte n'est donné", "no text is named"),
        (_no_leaks, "ne nomme aucun certificat de fuites", "names no certificate of leaks"),
        (_no_model_in_the_policy, "ne nomme aucun modèle", "names no model"),
    ],
)
def test_what_is_wrong_is_one_message_in_the_language_that_was_asked_for(
    tmp_path, capsys, asked, french, english
):
    words = asked(tmp_path)
    for language, says in (("fr", french), ("en", english)):
        assert main([*words, "--lang", language]) == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert last.startswith("ecluse: ")
        assert says in last
