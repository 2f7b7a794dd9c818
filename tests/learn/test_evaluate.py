import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from ecluse.__main__ import main
from ecluse.learn.evaluate import cross_validated, of_model
from ecluse.learn.labels import Label
from ecluse.learn.plots import Line, confusion_plot, line_plot, reliability_plot
from ecluse.learn.report import lines
from ecluse.learn.shape import shape_of, swapped
from ecluse.learn.train import LinearEngine
from ecluse.model import Tier
from tests.learn.test_train import labels


def _oracle(tiers):
    """An engine that knows some texts, and how sure it is of them."""

    class Oracle:
        def fit(self, labels, seed):
            return lambda texts: np.array([tiers(text) for text in texts])

    return Oracle()


def _sure(tier):
    return [0.8 if at == tier - 1 else 0.1 for at in range(3)]


ROWS = tuple(x._replace(lang="fr", channel="x" if "mars" in x.text else "y") for x in labels())
KNOWN = {x.text: x.tier for x in ROWS}


def test_a_perfect_engine_has_perfect_figures_and_no_worst_errors():
    found = cross_validated(
        _oracle(lambda text: _sure(KNOWN.get(text, 3))), ROWS, 0, lambda _: None
    )
    assert found.slices[0].figures["macro-f1"].value == 1
    assert found.worst == ()
    assert found.gap == 0
    assert [one.name for one in found.slices] == ["all", "channel=x", "channel=y"]


def test_an_engine_that_remembers_groups_is_given_away_by_a_random_split():
    """Each group is of one tier, and its texts share a word that no other group has."""

    class Remembering:
        def fit(self, labels, seed):
            seen = {label.text.split()[0]: label.tier for label in labels}
            return lambda texts: np.array([_sure(seen.get(t.split()[0], 3)) for t in texts])

    rows = [
        Label(f"mot{group} texte {at}", tier, f"{group}")
        for group in range(24)
        for tier in [Tier(group % 3 + 1)]
        for at in range(4)
    ]
    found = cross_validated(Remembering(), rows, 0, lambda _: None)
    assert found.gap > 0.5


def test_an_engine_that_judges_by_length_changes_its_mind_when_shapes_are_swapped():
    rows = [Label("mot " * 40 + f"{at}", Tier.PRIVATE, f"p{at}") for at in range(20)]
    rows += [Label(f"mot {at} #tag", Tier.PUBLIC, f"q{at}") for at in range(20)]
    by_length = _oracle(lambda text: _sure(1 if len(text) > 60 else 3))
    found = cross_validated(by_length, rows, 0, lambda _: None)
    assert found.slices[0].figures["macro-f1"].value == 1
    assert found.swapped["macro-f1"].value < 0.4  # a short text is not made longer
    assert found.shape["macro-f1"].value > 0.9


def test_a_swapped_text_has_the_length_and_the_tags_of_one_of_another_tier():
    rows = [
        Label("un deux trois quatre cinq six sept huit", Tier.PRIVATE, "a"),
        Label("court message ici pour vous #fête", Tier.PUBLIC, "b"),
    ]
    assert swapped(rows, 0) == [
        "un deux trois quatre cinq #fête",
        "court message ici pour vous",
    ]


def test_a_shape_is_finite_for_any_text():
    assert all(np.isfinite(shape_of(text)).all() for text in ("", "\ud800", "a" * 1000, "🎉!?#"))


def test_a_model_as_it_is_has_no_random_split():
    engine = LinearEngine().fit(ROWS, 0)
    found = of_model(engine, ROWS, 0)
    assert found.random == {}
    assert found.slices[0].figures["macro-f1"].value > 0.9


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_text(
        "".join(
            json.dumps({"text": x.text, "tier": x.tier.word, "group": x.group, "lang": "fr"}) + "\n"
            for x in ROWS
        )
    )
    return path


def test_the_command_says_figures_and_worries_and_shows_no_text(file, capsys, tmp_path):
    assert main(["evaluate", str(file), "--plots", str(tmp_path / "plots"), "--lang", "fr"]) == 0
    said, noted = capsys.readouterr()
    assert "macro-F1" in said
    assert "la forme seule" in said
    assert not [x.text for x in ROWS if x.text in said + noted]
    for name in ("confusion.svg", "reliability.svg"):
        assert ET.parse(tmp_path / "plots" / name).getroot().tag.endswith("svg")


@pytest.mark.parametrize(("lang", "chance"), [("fr", "(0,10)"), ("en", "(0.10)")])
def test_the_worst_errors_have_figures_as_their_language_writes_them(lang, chance):
    found = of_model(lambda texts: np.array([_sure(3)] * len(texts)), ROWS, 0)
    errors = [line for line in lines(found, lang, reveal=False) if "→" in line]
    assert errors
    assert all(chance in line for line in errors)


def test_the_command_gives_json_without_a_text(file, capsys):
    assert main(["evaluate", str(file), "--model", "default", "--output-format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["random"] is None
    assert set(value["slices"][0]["figures"]) >= {"macro-f1", "ece", "recall-at-1"}


def test_reveal_shows_nothing_where_there_is_no_terminal(file, capsys):
    assert main(["evaluate", str(file), "--model", "default", "--reveal"]) == 0
    said, noted = capsys.readouterr()
    assert "only a terminal" in noted
    assert not [x.text for x in ROWS if x.text in said]


@pytest.mark.parametrize(
    "plot",
    [
        reliability_plot([(0.9, 0.8, 3), (0.4, 0.5, 0)], "a < b", ("x & y", "z")),
        confusion_plot([[1, 0], [2, 3]], ["<one>", "two"], "t", ("x", "y")),
        line_plot([Line("a", [(0, 0.1), (1, 0.9)], [(0, 0.2), (0.8, 1)])], "t", ("x", "y"), [(0, "8")]),
        line_plot([], "t", ("x", "y"), []),
    ],
)  # fmt: skip
def test_a_plot_is_a_picture_whatever_its_words_are(plot):
    assert ET.fromstring(plot).tag == "{http://www.w3.org/2000/svg}svg"


def test_evaluate_measures_what_train_would_write(file, monkeypatch):
    from ecluse.learn import train as module

    bases = []
    learn = module.train
    monkeypatch.setattr(
        module, "train", lambda rows, **more: (bases.append(more["base"]), learn(rows, **more))[1]
    )
    assert main(["evaluate", str(file)]) == 0
    assert all(base is not None for base in bases)
    assert bases
