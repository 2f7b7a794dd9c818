"""The bounds against exact fractions, published tables and simulated samples."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.promise.bounds import (
    at_least,
    at_most,
    fixed_sequence,
    incomplete_beta,
    least_n,
    lower_bound,
    most_misses,
    rounded_down,
    rounded_up,
    umbrella_index,
    upper_bound,
)

shares = st.floats(0.001, 0.6)
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def exactly_at_most(k: int, n: int, p: Fraction) -> Fraction:
    return sum((math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1)), Fraction(0))


class TestTails:
    """The tail of a binomial is what adding its terms up gives."""

    @given(counts, st.fractions(0, 1, max_denominator=500))
    def test_a_tail_is_the_sum_of_its_terms(self, count, p):
        k, n = count
        exact = float(exactly_at_most(k, n, p))
        assert at_most(k, n, float(p)) == pytest.approx(exact, rel=1e-9, abs=1e-250)

    @given(counts, st.floats(0, 1))
    def test_the_two_tails_make_a_whole(self, count, p):
        k, n = count
        assert at_most(k - 1, n, p) + at_least(k, n, p) == pytest.approx(1.0, abs=1e-9)

    @pytest.mark.parametrize("n", [10_000, 1_000_000])
    def test_no_miss_among_many_is_a_power(self, n):
        assert at_most(0, n, 1e-4) == pytest.approx((1 - 1e-4) ** n, rel=1e-6)

    @pytest.mark.parametrize(
        ("a", "b", "x", "value"),
        [
            pytest.param(0.5, 0.5, 0.5, 0.5, id="the arcsine law is symmetric"),
            pytest.param(0.5, 0.5, 0.25, 1 / 3, id="2/pi * asin(sqrt(1/4))"),
            pytest.param(3, 1, 0.7, 0.343, id="x cubed"),
            pytest.param(1, 4, 0.1, 1 - 0.9**4, id="one minus a power"),
            pytest.param(2, 2, 0.0, 0.0, id="nothing below zero"),
            pytest.param(2, 2, 1.0, 1.0, id="everything below one"),
        ],
    )
    def test_the_incomplete_beta_function_has_its_closed_forms(self, a, b, x, value):
        assert incomplete_beta(a, b, x) == pytest.approx(value, rel=1e-12)

    @pytest.mark.parametrize(("k", "n", "p"), [(0, -1, 0.5), (0, 3, 1.5), (0, 3, math.nan)])
    def test_what_is_no_binomial_is_refused(self, k, n, p):
        with pytest.raises(ValueError):
            at_most(k, n, p)
        with pytest.raises(ValueError):
            at_least(k, n, p)


class TestClopperPearson:
    """The interval of Clopper and Pearson, as tables print it."""

    @pytest.mark.parametrize(
        ("k", "n", "low", "high"),
        [
            (0, 10, 0.0, 0.3085),
            (1, 10, 0.0025, 0.4450),
            (5, 10, 0.1871, 0.8129),
            (1, 20, 0.0013, 0.2487),
            (10, 100, 0.0490, 0.1762),
            (10, 10, 0.6915, 1.0),
        ],
    )
    def test_the_bounds_are_those_of_the_tables_at_95_percent(self, k, n, low, high):
        assert (lower_bound(k, n, 0.025), upper_bound(k, n, 0.025)) == pytest.approx(
            (low, high), abs=5.1e-5
        )

    @given(counts, st.floats(0.001, 0.5))
    def test_at_a_bound_the_tail_is_delta(self, count, delta):
        k, n = count
        if k < n:
            assert at_most(k, n, upper_bound(k, n, delta)) == pytest.approx(delta, rel=1e-6)
        if k > 0:
            assert at_least(k, n, lower_bound(k, n, delta)) == pytest.approx(delta, rel=1e-6)

    @given(counts, st.floats(0.01, 0.4), st.floats(0.01, 0.4))
    def test_more_confidence_never_gives_a_tighter_bound(self, count, one, other):
        less, more = max(one, other), min(one, other)
        assert upper_bound(*count, less) <= upper_bound(*count, more)
        assert lower_bound(*count, less) >= lower_bound(*count, more)

    @given(counts)
    def test_one_more_miss_never_gives_a_lower_bound(self, count):
        k, n = count
        if k < n:
            assert upper_bound(k, n, 0.05) <= upper_bound(k + 1, n, 0.05)

    @pytest.mark.parametrize(
        ("k", "n", "delta"), [(2, 1, 0.1), (0, 0, 0.1), (-1, 5, 0.1), (0, 5, 0)]
    )
    def test_counts_that_cannot_be_are_refused(self, k, n, delta):
        for bound in (upper_bound, lower_bound):
            with pytest.raises(ValueError):
                bound(k, n, delta)

    @given(st.floats(0, 1))
    def test_rounding_goes_outwards(self, value):
        assert rounded_down(value) <= value <= rounded_up(value)
        assert rounded_up(value) - rounded_down(value) <= rounded_up(1e-6)

    @pytest.mark.parametrize("rate", [0.005, 0.02, 0.2])
    def test_simulated_samples_are_covered(self, rate):
        """Of 2,000 samples of 150, ≤ 5 % may be missed; 7 % is four standard errors above."""
        draw = random.Random(20)
        missed = sum(
            upper_bound(sum(draw.random() < rate for _ in range(150)), 150, 0.05) < rate
            for _ in range(2_000)
        )
        assert missed <= 0.07 * 2_000


class TestHowMany:
    """How many examples a promise takes, and how many misses it bears."""

    @given(st.integers(0, 30), shares, st.floats(0.001, 0.5))
    def test_the_least_number_is_enough_and_one_less_is_not(self, k, alpha, delta):
        n = least_n(k, alpha, delta)
        assert upper_bound(k, n, delta) <= alpha * (1 + 1e-6)
        assert most_misses(n, alpha, delta) >= k > most_misses(n - 1, alpha, delta)

    @given(st.integers(0, 400), shares, st.floats(0.001, 0.5))
    def test_the_most_misses_are_borne_and_one_more_is_not(self, n, alpha, delta):
        k = most_misses(n, alpha, delta)
        assert k == -1 or at_most(k, n, alpha) <= delta
        assert at_most(k + 1, n, alpha) > delta * (1 - 1e-6)

    @given(st.integers(1, 400), st.fractions(Fraction(1, 200), Fraction(1, 2), max_denominator=200))
    def test_the_index_of_the_umbrella_is_that_of_its_definition(self, n, alpha):
        """Tong, Feng and Li, proposition 1: the least k with Σ_{j≥k} C(n,j)(1-α)^j α^(n-j) ≤ δ."""
        delta = Fraction(1, 20)
        tails, whole = [], Fraction(0)
        for j in range(n, 0, -1):
            whole += math.comb(n, j) * (1 - alpha) ** j * alpha ** (n - j)
            tails.append((j, whole))
        fit = [k for k, tail in tails if tail <= delta]
        assert umbrella_index(n, float(alpha), float(delta)) == min(fit, default=None)

    @pytest.mark.parametrize(
        ("alpha", "delta"), [(0.0, 0.1), (1.0, 0.1), (0.1, 0.0), (0.1, math.nan)]
    )
    def test_a_promise_of_nothing_or_everything_is_refused(self, alpha, delta):
        with pytest.raises(ValueError):
            most_misses(10, alpha, delta)
        with pytest.raises(ValueError):
            least_n(0, alpha, delta)

    def test_a_negative_number_of_misses_is_refused(self):
        with pytest.raises(ValueError):
            least_n(-1, 0.1, 0.1)


class TestFixedSequence:
    """Hypotheses fall in the order that was fixed, until the first stands."""

    @given(st.lists(st.floats(0, 1)), st.floats(0.001, 0.5))
    def test_what_comes_after_one_that_stands_is_not_looked_at(self, p_values, delta):
        fallen = fixed_sequence(p_values, delta)
        assert all(p <= delta for p in p_values[:fallen])
        assert fallen == fixed_sequence([*p_values[:fallen], 1.0, 0.0], delta)

    def test_a_true_hypothesis_falls_in_at_most_delta_of_the_runs(self):
        """The third of five is true: its p-value is uniform. 4,000 runs, four standard errors."""
        draw = random.Random(21)
        wrong = sum(
            fixed_sequence([0.0, 0.001, draw.random(), 0.0, 0.0], 0.05) > 2 for _ in range(4_000)
        )
        assert wrong <= (0.05 + 4 * math.sqrt(0.05 * 0.95 / 4_000)) * 4_000
