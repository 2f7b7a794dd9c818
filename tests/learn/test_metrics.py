import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.learn.metrics import (
    FIGURES,
    Scored,
    auroc,
    calibration_bins,
    calibration_error,
    confusion,
    figure,
    macro_f1,
    recall_at,
)

SCORES = st.lists(st.integers(0, 5).map(lambda n: n / 5), min_size=1, max_size=30)


def scored(chances, tiers, groups=None):
    tiers = np.array(tiers)
    return Scored(np.array(chances, float), tiers, np.array(groups or range(len(tiers))))


def sure_of(*tiers):
    return [[0.9 if at == tier else 0.05 for at in range(3)] for tier in tiers]


@given(SCORES, SCORES)
def test_auroc_counts_pairs_and_ties_half(positive, negative):
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert auroc(np.array(positive), np.array(negative)) == pytest.approx(np.mean(pairs))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_macro_f1_is_that_of_its_definition(pairs):
    tiers, said = zip(*pairs, strict=True)
    each = []
    for tier in set(tiers):
        right = sum(t == s == tier for t, s in pairs)
        each.append(2 * right / (tiers.count(tier) + said.count(tier)))
    assert macro_f1(scored(sure_of(*said), tiers)) == pytest.approx(np.mean(each))


def test_recall_leaves_one_public_text_in_a_hundred_above():
    public = [[at / 1000, 0, 1 - at / 1000] for at in range(100)]
    private = [[0.0985, 0, 0.9], [0.097, 0, 0.9]]
    found = scored([*public, *private], [2] * 100 + [0] * 2)
    assert recall_at(found) == 0.5  # one public text, 0.099, stands above 0.098


def test_a_tie_with_the_bound_is_not_caught():
    found = scored([[0.5, 0, 0.5]] * 3, [2, 0, 0])
    assert recall_at(found) == 0


def test_a_text_that_is_not_known_counts_as_public():
    found = scored([[math.nan] * 3, *sure_of(0)], [0, 0])
    assert confusion(found).tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0]]


def test_calibration_is_right_when_it_is_as_sure_as_it_is_right():
    found = scored(sure_of(*[0] * 10), [0] * 9 + [1])
    assert calibration_bins(found) == [(pytest.approx(0.9), 0.9, 10)]
    assert calibration_error(found) == pytest.approx(0)
    assert calibration_error(scored(sure_of(0, 0), [1, 1])) == pytest.approx(0.9)


def test_an_interval_holds_its_figure_and_narrows_with_groups():
    rng = np.random.default_rng(1)
    tiers = rng.integers(0, 3, 300)
    said = np.where(rng.random(300) < 0.7, tiers, rng.integers(0, 3, 300))
    chances = sure_of(*said)
    many = figure(macro_f1, scored(chances, tiers))
    few = figure(macro_f1, scored(chances, tiers, [at // 30 for at in range(300)]))
    assert many.low < many.value < many.high
    assert few.low < few.value < few.high


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_nothing_is_a_dash(name):
    empty = Scored(np.zeros((0, 3)), np.zeros(0, int), np.zeros(0, int))
    if name != "ece":
        assert str(figure(FIGURES[name], empty)) == "–"


def test_the_same_seed_gives_the_same_interval():
    found = scored(sure_of(0, 1, 2, 0, 1, 2, 0, 0), [0, 1, 2, 1, 1, 2, 0, 2])
    assert figure(macro_f1, found, 5) == figure(macro_f1, found, 5)
