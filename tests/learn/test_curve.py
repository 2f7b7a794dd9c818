import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from ecluse.__main__ import main
from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel
from ecluse.learn.curve import fits_of, learning_curve, least_certain, steps_of
from ecluse.learn.labels import Label
from ecluse.learn.train import LinearEngine
from ecluse.model import Tier
from tests.learn.test_train import labels
from tests.learn.test_train_command import _written


def test_steps_double_up_to_what_there_is():
    rows = [Label(str(at), tier, str(at)) for tier in Tier for at in range(60)]
    assert steps_of(rows) == [8, 16, 32, 40]


@pytest.mark.parametrize(("each", "steps"), [(8, [5]), (12, [8]), (23, [8, 15]), (24, [8, 16])])
def test_a_few_labels_give_a_step_or_two(each, steps):
    rows = [Label(str(at), tier, str(at)) for tier in Tier for at in range(each)]
    assert steps_of(rows) == steps


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", "une seule ligne : le niveau le plus rare a 12 étiquettes"),
        ("en", "one row only: the rarest tier has 12 labels"),
    ],
)
def test_a_curve_of_one_row_says_why_and_how_many_labels_give_another(
    tmp_path, capsys, language, says
):
    some = [x for tier in Tier for x in [y for y in labels() if y.tier is tier][:12]]
    asked = ["evaluate", str(_written(tmp_path, some)), "--curve", "--lang", language]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert says in said
    assert "24" in said
    assert main(["evaluate", str(_written(tmp_path, labels())), "--curve"]) == 0
    assert "one row" not in capsys.readouterr().out


def test_a_curve_has_a_point_for_each_step_and_every_fit_is_seen():
    seen = []
    steps = learning_curve(LinearEngine(), labels(), 0, seen.append)
    assert [step.labels for step in steps] == steps_of(labels())
    assert seen == list(range(1, fits_of(labels()) + 1))
    assert all(step.low <= step.macro_f1 <= step.high for step in steps)


def test_the_least_certain_come_first_a_new_group_each_time():
    rows = [Label("", Tier.PUBLIC, group) for group in "aabbc"]
    chances = np.array(
        [[0.4, 0.3, 0.3], [0.5, 0.3, 0.2], [0.9, 0.05, 0.05], [1, 0, 0], [np.nan] * 3]
    )
    assert least_certain(rows, chances, 5) == [4, 0, 2, 1, 3]
    assert least_certain(rows, chances, 2) == [4, 0]


def test_the_command_draws_the_curve(tmp_path, capsys):
    file = str(_written(tmp_path, labels()))
    assert main(["evaluate", file, "--curve", "--plots", str(tmp_path), "--lang", "fr"]) == 0
    assert "étiquettes" in capsys.readouterr().out
    assert ET.parse(tmp_path / "curve.svg").getroot().tag.endswith("svg")
    assert main(["evaluate", file, "--curve", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["curve"][0]["labels"] == 8


def test_the_command_names_what_to_label_next_by_its_place(tmp_path, capsys):
    drafts = tmp_path / "drafts.jsonl"
    texts = ["la marge tombe lundi", "zwölf Boxkämpfer", "la boutique ouvre mardi"]
    drafts.write_text("".join(json.dumps({"text": text, "id": f"d{at}"}) + "\n" for at, text in enumerate(texts)))  # fmt: skip
    file = str(_written(tmp_path, labels()))
    assert main(["evaluate", file, "--next", str(drafts), "--count", "2"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{drafts}:2  d1"
    assert len(said) == 2


def _drafts(tmp_path):
    path = tmp_path / "drafts.jsonl"
    texts = ["la marge tombe lundi", "zwölf Boxkämpfer", "la boutique ouvre mardi"]
    rows = ({"text": text, "id": f"d{at}"} for at, text in enumerate(texts))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_what_to_label_next_is_json_without_a_text_when_that_is_asked_for(tmp_path, capsys):
    file, drafts = str(_written(tmp_path, labels())), _drafts(tmp_path)
    asked = ["evaluate", file, "--next", drafts, "--count", "1", "--output-format", "json"]
    assert main(asked) == 0
    assert json.loads(capsys.readouterr().out) == {"next": [{"id": "d1", "line": 2}]}


def test_the_model_that_is_named_says_what_to_label_next(tmp_path, capsys, monkeypatch):
    from ecluse.learn import linear

    file, drafts = str(_written(tmp_path, labels())), _drafts(tmp_path)
    chances = np.array([[1, 0, 0], [0.9, 0.1, 0], [0.4, 0.3, 0.3]])
    asked = []
    monkeypatch.setattr(
        linear, "probabilities", lambda texts, model: (asked.append(model.digest), chances)[1]
    )
    words = ["evaluate", file, "--model", "default", "--next", drafts, "--count", "1"]
    assert main(words) == 0
    assert capsys.readouterr().out == f"{drafts}:3  d2\n"
    assert asked == [TierModel(DEFAULT_MODEL).digest]


@pytest.mark.parametrize("other", ["--model", "--next"])
@pytest.mark.parametrize(
    ("lang", "says"), [("fr", "ne vont pas ensemble ;"), ("en", "do not go together;")]
)
def test_a_curve_goes_neither_with_a_model_nor_with_what_to_label_next(
    tmp_path, capsys, other, lang, says
):
    file = str(_written(tmp_path, labels()))
    assert main(["evaluate", file, "--curve", other, "default", "--lang", lang]) == 2
    said, noted = capsys.readouterr()
    assert said == ""
    assert says in noted
    assert other in noted
