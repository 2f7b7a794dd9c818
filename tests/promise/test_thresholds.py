"""Thresholds keep their promise, whatever the scores, and refuse what too few examples cannot show."""

from __future__ import annotations

import math
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.promise.bounds import least_n, most_misses
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import (
    Kind,
    NoneHolds,
    Promise,
    Scored,
    Shortfall,
    TooFew,
    one_per_document,
    promise,
    sequence_thresholds,
    thresholds,
)

KEY = b"a key of the organisation"
kinds = st.sampled_from(Kind)
scores = st.sampled_from([-1.5, -0.0, 0.0, 0.25, 0.5, 0.5000001, 3.0]) | st.floats(-9, 9)


def examples(least: int, groups: tuple[str, ...] = ("",)) -> st.SearchStrategy[list[Scored]]:
    """From ``least`` to 60 more for each group, of at most eight different scores: many are tied."""

    def some(values: list[float], sizes: tuple[int, ...], seed: int) -> list[Scored]:
        draw = random.Random(seed)
        sized = zip(groups, sizes, strict=True)
        return [Scored(draw.choice(values), group) for group, size in sized for _ in range(size)]

    sizes = st.tuples(*(st.integers(least, least + 60) for _ in groups))
    return st.builds(some, st.lists(scores, min_size=1, max_size=8), sizes, st.integers(0, 999))


def asked(
    kind: Kind = Kind.LEAK, alpha: str = "0.1", delta: str = "0.1", gamma: str = "1"
) -> Promise:
    return promise(kind, alpha, delta, gamma)


def spread(n: int, group: str = "") -> list[Scored]:
    return [Scored(number / n, group) for number in range(n)]


class TestPromise:
    """A promise is what a person wrote, or a refusal."""

    def test_a_number_is_the_one_that_was_written(self):
        assert promise(Kind.LEAK, 0.01, "0.05") == Promise(
            Kind.LEAK, Decimal("0.01"), Decimal("0.05")
        )

    def test_shift_and_groups_are_paid_for(self):
        assert asked(alpha="0.01", delta="0.05", gamma="2").each(5) == (0.005, 0.01)

    @pytest.mark.parametrize("given", ["0", "1", "-0.1", "nan", "inf", "a few", "", "1e-12"])
    def test_what_is_no_share_is_refused_in_both_languages(self, given):
        with pytest.raises(Refusal) as refused:
            promise(Kind.LEAK, given, "0.05")
        assert refused.value.in_("en") == "α is not between 0 and 1; give a number such as 0.01"
        assert refused.value.in_("fr").startswith("α n'est pas entre 0 et 1 ; donnez")
        with pytest.raises(Refusal, match="δ"):
            promise(Kind.LEAK, "0.05", given)

    @pytest.mark.parametrize("given", ["0.5", "0", "nan", "inf"])
    def test_a_shift_that_would_loosen_is_refused(self, given):
        with pytest.raises(Refusal, match="Γ"):
            promise(Kind.LEAK, "0.01", "0.05", given)


class TestOrderStatistic:
    """The threshold leaves as many misses as the promise bears, and not one more."""

    @given(kinds, examples(22))
    def test_the_misses_are_borne_and_a_bolder_threshold_would_not_be(self, kind, given):
        (found,) = thresholds(given, asked(kind), KEY)
        borne = most_misses(len(given), 0.1, 0.1)
        assert found.k == sum(kind.misses(one.score, found.at) for one in given) <= borne
        step = -math.inf if kind is Kind.FALSE_BLOCK else math.inf
        bolder = math.nextafter(found.at, step)
        assert sum(kind.misses(one.score, bolder) for one in given) > borne

    @given(kinds, examples(22, ("en", "fr", "")), st.randoms(use_true_random=False))
    def test_the_order_of_the_examples_is_nothing(self, kind, given, chance):
        given = [one._replace(document=chance.choice([None, None, "report"])) for one in given]
        shuffled = chance.sample(given, len(given))
        try:
            found = thresholds(given, asked(kind), KEY)
        except TooFew as refused:
            with pytest.raises(TooFew, match=str(refused)[:40]):
                thresholds(shuffled, asked(kind), KEY)
        else:
            assert thresholds(shuffled, asked(kind), KEY) == found

    @given(kinds, examples(40))
    def test_asking_for_more_never_gives_a_bolder_threshold(self, kind, given):
        def at(alpha: str, delta: str, gamma: str = "1") -> float:
            return thresholds(given, asked(kind, alpha, delta, gamma), KEY)[0].at

        bold, careful = (
            at("0.2", "0.1"),
            [at("0.1", "0.1"), at("0.2", "0.02"), at("0.2", "0.1", "2")],
        )
        if kind is Kind.LEAK:
            assert max(careful) <= bold
        else:
            assert min(careful) >= bold

    @given(kinds, examples(22), st.floats(-5, 5))
    def test_scores_that_are_moved_together_move_the_threshold(self, kind, given, by):
        (found,) = thresholds(given, asked(kind), KEY)
        (moved,) = thresholds(
            [one._replace(score=one.score + by) for one in given], asked(kind), KEY
        )
        assert moved.at == pytest.approx(found.at + by)

    def test_of_equal_published_scores_none_is_held(self):
        (found,) = thresholds([Scored(0.5)] * 100, asked(Kind.FALSE_BLOCK), KEY)
        assert (found.holds(0.5), found.holds(math.nextafter(0.5, 1)), found.k) == (False, True, 0)

    def test_of_equal_confidential_scores_every_one_is_held(self):
        (found,) = thresholds([Scored(0.5)] * 100, asked(Kind.LEAK), KEY)
        assert (found.holds(0.5), found.holds(math.nextafter(0.5, 0)), found.k) == (True, False, 0)

    def test_a_threshold_has_no_negative_zero(self):
        (found,) = thresholds([Scored(-0.0)] * 100, asked(Kind.LEAK), KEY)
        assert math.copysign(1, found.at) == 1

    def test_what_cannot_be_compared_is_held_and_is_a_miss(self):
        (found,) = thresholds(spread(50), asked(), KEY)
        assert found.holds(math.nan)
        assert all(kind.misses(math.nan, found.at) for kind in Kind)


class TestBound:
    """No threshold is bolder than a bound, and the promise holds all the more."""

    @given(kinds, examples(22), scores, st.lists(scores, max_size=3))
    def test_it_is_the_more_careful_of_the_two_and_its_misses_are_counted_there(
        self, kind, given, bound, some
    ):
        doubtful = [Scored(score) for score in some]
        try:
            (free,) = thresholds(given, asked(kind), KEY, doubtful=doubtful)
        except TooFew:
            return
        (found,) = thresholds(given, asked(kind), KEY, doubtful=doubtful, bound=bound)
        assert found.at == kind.careful(free.at, bound)
        missed = sum(kind.misses(one.score, found.at) for one in given)
        doubted = sum(kind.misses(one.score, found.at) for one in doubtful)
        assert (found.k, found.n) == (missed + doubted, len(given) + doubted)
        assert found.k <= min(free.k, most_misses(found.n, 0.1, 0.1))

    def test_without_enough_examples_a_bound_is_no_promise(self):
        with pytest.raises(TooFew):
            thresholds(spread(21), asked(), KEY, bound=-5.0)


class TestRefusals:
    """Too few examples are no promise, and the refusal counts what is missing."""

    @pytest.mark.parametrize(("n", "missing"), [(298, 1), (0, 299), (100, 199)])
    def test_the_missing_documents_are_counted(self, n, missing):
        with pytest.raises(TooFew) as refused:
            thresholds(spread(n), asked(alpha="0.01", delta="0.05"), KEY, groups=[""])
        assert refused.value.shortfalls == (Shortfall("", n, 299),)
        assert f"{n} here, {missing} more are needed" in str(refused.value)
        assert f"{n} ici, il en manque {missing}" in refused.value.in_("fr")

    def test_the_least_number_is_enough(self):
        assert thresholds(spread(299), asked(alpha="0.01", delta="0.05"), KEY)[0].k == 0

    def test_each_group_that_is_short_is_named(self):
        given = spread(400, "fr") + spread(30, "en")
        with pytest.raises(TooFew) as refused:
            thresholds(given, asked(alpha="0.01", delta="0.05"), KEY, groups=["fr", "en", "de"])
        needed = least_n(0, 0.01, 0.05 / 3)
        assert [(one.group, one.missing) for one in refused.value.shortfalls] == [
            ("de", needed),
            ("en", needed - 30),
            ("fr", needed - 400),
        ]
        assert refused.value.in_("en") == (
            "too few documents to promise at most 1 % with 95 % confidence: "
            "group `de` has 0, 408 more are needed; group `en` has 30, 378 more are needed; "
            "group `fr` has 400, 8 more are needed; add examples, join groups or ask for less"
        )
        assert "groupe « en » : 30, il en manque 378" in refused.value.in_("fr")

    @given(kinds, st.integers(0, 21), st.integers(1, 4))
    def test_tiny_samples_are_refused_with_a_number_that_is_enough(self, kind, n, groups):
        names = [str(number) for number in range(groups)]
        given = [one for name in names for one in spread(n, name)]
        with pytest.raises(TooFew) as refused:
            thresholds(given, asked(kind), KEY, groups=names)
        short = refused.value.shortfalls
        enough = [one for each in short for one in spread(each.n + each.missing, each.group)]
        assert len(thresholds(enough, asked(kind), KEY)) == groups

    def test_no_example_at_all_is_refused(self):
        with pytest.raises(Refusal, match="no example"):
            thresholds([], asked(), KEY)

    @pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
    def test_a_score_that_is_no_number_is_refused_with_its_place(self, score):
        with pytest.raises(Refusal, match="example 3 has no finite score"):
            thresholds([*spread(2), Scored(score)], asked(), KEY)


class TestUnsettled:
    """Examples without a label or a score count against us."""

    def test_they_count_as_misses(self):
        (found,) = thresholds(spread(200), asked(), KEY, unsettled={"": 5})
        assert (found.n, found.k) == (205, most_misses(205, 0.1, 0.1))
        assert sum(one.score < found.at for one in spread(200)) == found.k - 5

    @given(kinds, examples(65), st.integers(0, 3))
    def test_one_more_never_gives_a_bolder_threshold(self, kind, given, count):
        (less,) = thresholds(given, asked(kind), KEY, unsettled={"": count})
        try:
            (more,) = thresholds(given, asked(kind), KEY, unsettled={"": count + 1})
        except TooFew:
            return
        assert more.at <= less.at if kind is Kind.LEAK else more.at >= less.at

    def test_too_many_of_them_are_refused(self):
        with pytest.raises(TooFew) as refused:
            thresholds(spread(30), asked(), KEY, unsettled={"": 5})
        assert refused.value.shortfalls == (Shortfall("", 35, least_n(5, 0.1, 0.1)),)


class TestDoubtful:
    """Drafts on which people disagree make a threshold more careful, never bolder."""

    @given(kinds, examples(40), st.lists(scores, max_size=12), st.data())
    def test_whichever_of_them_are_examples_the_threshold_is_no_bolder(
        self, kind, given, some, data
    ):
        doubtful = [Scored(score) for score in some]
        try:
            (found,) = thresholds(given, asked(kind), KEY, doubtful=doubtful)
        except TooFew:
            return
        true = [one for one in doubtful if data.draw(st.booleans())]
        (ideal,) = thresholds([*given, *true], asked(kind), KEY)
        assert found.at <= ideal.at if kind is Kind.LEAK else found.at >= ideal.at

    @given(kinds, examples(40))
    def test_those_that_would_not_be_missed_change_nothing(self, kind, given):
        """Else whoever calls many easy drafts confidential would buy misses with them."""
        easy = [Scored(100.0 if kind is Kind.LEAK else -100.0)] * 1_000
        assert thresholds(given, asked(kind), KEY, doubtful=easy) == thresholds(
            given, asked(kind), KEY
        )

    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("count", range(1, 14))
    def test_those_that_are_missed_count_as_examples_do_and_not_more(self, kind, count):
        worst = [Scored(-1.0 if kind is Kind.LEAK else 2.0)] * count
        found = thresholds(spread(200), asked(kind), KEY, doubtful=worst)
        assert found == thresholds([*spread(200), *worst], asked(kind), KEY)

    @given(kinds, st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=6))
    def test_of_one_document_the_worst_counts_once(self, kind, drafts):
        given = [Scored(score, "", "report") for score, doubted in drafts if not doubted]
        doubtful = [Scored(score, "", "report") for score, doubted in drafts if doubted]
        worst = min if kind is Kind.LEAK else max
        known = worst(one.score for one in one_per_document(given, KEY) + doubtful)
        fixed = spread(60)
        doubts = {"doubtful": [Scored(known)]} if not given else {}
        certain = [*fixed, Scored(known)] if given else fixed
        assert thresholds([*fixed, *given], asked(kind), KEY, doubtful=doubtful) == thresholds(
            certain, asked(kind), KEY, **doubts
        )

    def test_they_make_candidates_more_careful_as_well(self):
        grid = [0.0, 0.02, 0.05, 0.1]
        (found,) = sequence_thresholds(spread(200), asked(), grid, KEY)
        (careful,) = sequence_thresholds(
            spread(200), asked(), grid, KEY, doubtful=[Scored(0.01)] * 9
        )
        assert (found.at, careful.at, careful.k) == (0.05, 0.02, 13)

    def test_one_without_a_number_is_refused(self):
        with pytest.raises(Refusal, match="no finite score"):
            thresholds(spread(200), asked(), KEY, doubtful=[Scored(math.nan, "", "report")])


class TestDocuments:
    """Drafts of one document are one example."""

    def test_one_draft_of_each_document_and_group_counts(self):
        given = [Scored(n / 10, group, "report") for n in range(10) for group in ("fr", "en")]
        kept = one_per_document([*given, Scored(7.0), Scored(7.0)], KEY)
        assert sorted(one.group for one in kept) == ["", "", "en", "fr"]
        assert set(kept) <= {*given, Scored(7.0)}

    def test_examples_without_a_document_all_count(self):
        assert len(one_per_document([Scored(0.5)] * 30, KEY)) == 30

    @given(st.lists(st.tuples(scores, st.sampled_from(["a", "b"])), min_size=1), st.randoms())
    def test_the_draw_is_the_same_in_any_order(self, pairs, chance):
        given = [Scored(score, "", document) for score, document in pairs]
        shuffled = chance.sample(given, len(given))
        assert one_per_document(given, KEY) == one_per_document(shuffled, KEY)

    def test_the_draw_does_not_look_at_the_scores(self):
        """Of 3,000 documents of three drafts each place is drawn about 1,000 times (σ = 26)."""
        given = [Scored(place, "", str(n)) for n in range(3_000) for place in (0.0, 1.0, 2.0)]
        kept = [one.score for one in one_per_document(given, KEY)]
        assert all(abs(kept.count(place) - 1_000) < 5 * 26 for place in (0.0, 1.0, 2.0))

    def test_another_key_draws_others(self):
        given = [Scored(place, "", str(n)) for n in range(50) for place in (0.0, 1.0, 2.0)]
        assert one_per_document(given, KEY) != one_per_document(given, b"another key")

    def test_a_key_of_any_length_draws(self):
        assert len(one_per_document([Scored(1.0, "", "report")], bytes(100))) == 1

    def test_a_name_that_is_half_a_surrogate_pair_is_drawn_too(self):
        assert one_per_document([Scored(1.0, "", "\ud800")], KEY) == [Scored(1.0, "", "\ud800")]


class TestSequence:
    """Learn then Test: candidates that were fixed before."""

    GRID = tuple(n / 20 for n in range(21))

    @given(kinds, examples(40))
    def test_the_candidate_is_no_bolder_than_the_order_statistic(self, kind, given):
        grid = [-20.0, *self.GRID, 20.0]
        (found,) = sequence_thresholds(given, asked(kind), grid, KEY)
        (ordered,) = thresholds(given, asked(kind), KEY)
        assert found.at in grid
        assert found.at <= ordered.at if kind is Kind.LEAK else found.at >= ordered.at

    @given(kinds, examples(40), st.randoms())
    def test_the_order_of_the_candidates_is_nothing(self, kind, given, chance):
        grid = [-20.0, *self.GRID, 20.0]
        shuffled = chance.sample(grid, len(grid))
        assert sequence_thresholds(given, asked(kind), grid, KEY) == sequence_thresholds(
            given, asked(kind), shuffled, KEY
        )

    def test_without_a_careful_candidate_it_is_refused(self):
        given = spread(100, "en") + spread(100, "fr")
        with pytest.raises(NoneHolds, match="none of the candidate thresholds") as refused:
            sequence_thresholds(given, asked(), [0.5, 0.9], KEY)
        assert refused.value.groups == ("en", "fr")
        with pytest.raises(NoneHolds):
            sequence_thresholds(given, asked(), [], KEY)

    def test_too_few_are_refused_as_well(self):
        with pytest.raises(TooFew):
            sequence_thresholds(spread(21), asked(), self.GRID, KEY)


class TestCoverage:
    """Over many calibrations the promise is broken in at most δ of them. Seeds are fixed."""

    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("levels", [0, 40], ids=["continuous scores", "forty levels, tied"])
    def test_a_promise_is_kept(self, kind, levels):
        """600 calibrations, δ = 10 %: 60 ± 7 expected at worst; 95 is almost five σ above."""
        draw = random.Random(5)

        def score() -> float:
            one = draw.random()
            return math.floor(one * levels) / levels if levels else one

        broken = 0
        for _ in range(600):
            (found,) = thresholds([Scored(score()) for _ in range(60)], asked(kind), KEY)
            broken += self._rate(kind, found.at, levels) > 0.1
        assert broken <= 95

    @staticmethod
    def _rate(kind: Kind, at: float, levels: int) -> float:
        """The true rate of misses of scores that are uniform, or uniform on so many levels."""
        below = math.ceil(at * levels - 1e-9) / levels if levels else at
        if levels and kind is Kind.FALSE_BLOCK:
            # Thresholds lie just above a level.
            below = (math.floor(at * levels + 1e-9) + 1) / levels
        return min(max(below if kind is Kind.LEAK else 1 - below, 0.0), 1.0)

    def test_three_groups_keep_it_together(self):
        """400 calibrations of three groups, δ = 10 % for all three: at most 40 ± 6."""
        draw = random.Random(6)
        broken = 0
        for _ in range(400):
            given = [
                Scored(draw.random() ** power, str(power)) for power in (1, 2, 3) for _ in range(60)
            ]
            found = thresholds(given, asked(), KEY)
            broken += any(one.at ** (1 / int(one.group)) > 0.1 for one in found)
        assert broken <= 64
