"""The model in the wheel, and the corpus that it was trained on."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel, WordFeatures
from ecluse.learn.evaluate import scored_of
from ecluse.learn.labels import Label
from ecluse.learn.linear import BITS, fit, margins
from ecluse.learn.linear import rows_of as rows_of_texts
from ecluse.learn.metrics import macro_f1
from ecluse.learn.shape import shape_chances
from ecluse.learn.train import train
from ecluse.model import Tier

CORPUS = Path(__file__).parents[2] / "corpus"
HANDS = json.loads((CORPUS / "hands.json").read_text(encoding="utf-8"))


def rows_of(hand):
    path = CORPUS / "tiers" / f"{hand}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ROWS = {path.stem: rows_of(path.stem) for path in sorted((CORPUS / "tiers").glob("*.jsonl"))}
LONG = "r"
"""The hand whose texts are long; each of its topics is in one language."""
CONTRAST = [hand for hand in ROWS if HANDS[hand] == "contrast"]


def labels_of(*hands):
    return [
        Label(row["text"], Tier[row["tier"].upper()], f"{hand}-{row['topic']}", lang=row["lang"])
        for hand in hands
        for row in ROWS[hand]
    ]


# --- the model ------------------------------------------------------------------------------------


def test_it_is_small_and_its_key_is_public():
    assert DEFAULT_MODEL.stat().st_size < 1_000_000
    assert TierModel().header["key"]


def test_a_reading_imports_neither_numpy_nor_spacy():
    code = (
        "import sys; from ecluse.classifiers.tier import TierModel\n"
        "assert TierModel().probabilities('Le site ferme en juin.')\n"
        "heavy = {'numpy', 'spacy', 'pydantic', 'sklearn', 'typer'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_is_what_the_corpus_gives():
    """Another processor may round a weight differently: by one unit, and seldom."""
    trained = TierModel(train(labels_of_training(), seed=1).data)
    default = TierModel()
    ours, theirs = (np.frombuffer(m.table, np.int8).astype(int) for m in (default, trained))
    assert np.abs(ours - theirs).max() <= 1
    assert (ours != theirs).mean() < 0.01
    assert default.header["trained"] == trained.header["trained"]


def labels_of_training():
    sys.path.insert(0, str(CORPUS.parent / "tools"))
    try:
        from train_default import labels_of_corpus
    finally:
        sys.path.pop(0)
    return labels_of_corpus()


@pytest.mark.parametrize("hand", CONTRAST)
def test_a_model_of_the_other_hands_tells_the_tiers_of_one_apart_and_shape_does_not(hand):
    others = labels_of(*(one for one in CONTRAST if one != hand))
    own = labels_of(hand)
    features = WordFeatures(b"test", BITS)
    known, asked = (rows_of_texts([x.text for x in labels], features) for labels in (others, own))
    found = margins(asked, fit(known, np.array([x.tier - 1 for x in others]), 0.1))
    scored = scored_of(own, found)
    both = [*others, *own]
    tiers = np.array([label.tier - 1 for label in both])
    is_own = np.arange(len(both)) >= len(others)
    shape = scored_of(own, shape_chances(both, tiers, is_own.astype(int))[is_own])
    assert macro_f1(scored) > 0.55
    assert macro_f1(shape) < 0.45


@pytest.mark.parametrize("text", ["Der Zug fährt heute nicht.", "Поезд сегодня не ходит", "", "🎉"])
def test_it_says_little_of_what_it_does_not_know(text):
    found = TierModel().probabilities(text)
    assert found is None or found.private < TierModel().thresholds["private"]


# --- the corpus -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hand", CONTRAST)
def test_a_contrast_set_is_one_topic_form_and_language_in_three_tiers(hand):
    sets = defaultdict(list)
    for row in ROWS[hand]:
        sets[row["set"]].append(row)
    for name, rows in sets.items():
        assert sorted(row["tier"] for row in rows) == ["extended", "private", "public"], name
        assert len({(row["topic"], row["form"], row["lang"]) for row in rows}) == 1, name
        lengths = [len(row["text"].split()) for row in rows]
        assert max(lengths) <= 2 * min(lengths), name


def test_no_text_stands_twice_and_every_topic_has_both_languages():
    every = [row for rows in ROWS.values() for row in rows]
    assert max(Counter(row["text"] for row in every).values()) == 1
    topics = defaultdict(set)
    for hand in CONTRAST:
        for row in ROWS[hand]:
            topics[hand, row["topic"]].add((row["lang"], row["tier"]))
    assert {len(both) for (hand, _), both in topics.items() if hand != LONG} == {6}
    assert {len(both) for (hand, _), both in topics.items() if hand == LONG} == {3}


def test_the_readme_of_the_corpus_counts_its_texts():
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    for hand, rows in ROWS.items():
        assert f"| `{hand}.jsonl` |" in readme
        [line] = [line for line in readme.splitlines() if f"`{hand}.jsonl`" in line]
        assert f"| {len(rows)} |" in line
