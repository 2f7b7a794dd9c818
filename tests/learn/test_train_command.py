import json
import os

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
