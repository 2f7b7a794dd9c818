"""The monitor rings when a promise is broken, seldom otherwise, and stays rung until a person came."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.promise.bounds import lower_bound, upper_bound
from ecluse.promise.journal import (
    Audit,
    Cause,
    Entry,
    Journal,
    Label,
    Labelled,
    Outcome,
    Planted,
    Rang,
    Recovered,
    Reset,
    line_of,
    read_journal,
)
from ecluse.promise.monitor import (
    Count,
    Drift,
    Rate,
    Watch,
    alarms_of,
    confidence_sequence,
    is_audited,
    log_evidence,
    record,
    watch,
)
from ecluse.promise.reviews import Settled
from ecluse.promise.thresholds import Kind

AT = datetime(2027, 3, 9, 10, tzinfo=UTC)
KEY = bytes(range(32))
C, P = Label.CONFIDENTIAL, Label.PUBLISHABLE
GO, HOLD, BLOCK = Outcome
ALPHA = Decimal("0.05")
ALL = Watch(dict.fromkeys(Rate, ALPHA), Decimal("0.05"))


def journal(*entries: Entry) -> Journal:
    return Journal(tuple(enumerate(entries, 1)))


def audited(
    draft: str, would: Outcome, *labels: Label, certificate: str = "c1", score: float = 0.5
) -> list[Entry]:
    """An audited draft, and what Ada, Björn and Chloé say of it."""
    people = zip(("ada", "björn", "chloé"), labels, strict=False)
    said = [Labelled(draft, person, label, AT) for person, label in people]
    return [Audit(draft, certificate, would, score, "", AT), *said]


def many(
    count: int, would: Outcome, *labels: Label, name: str = "d", certificate: str = "c1"
) -> list[Entry]:
    each = [audited(f"{name}{n}", would, *labels, certificate=certificate) for n in range(count)]
    return [entry for entries in each for entry in entries]


class TestAudit:
    """The audit draws by key: as often as it is told to, and as nobody can foresee."""

    def test_it_draws_the_share_that_it_is_told(self):
        """Of 5,000 at 5 % about 250 (σ = 15)."""
        drawn = sum(is_audited(KEY, f"draft {n}", Decimal("0.05")) for n in range(5_000))
        assert abs(drawn - 250) < 5 * 15

    @given(st.text())
    def test_a_higher_rate_draws_what_a_lower_one_draws(self, draft):
        draws = [is_audited(KEY, draft, Decimal(rate)) for rate in ("0", "0.1", "0.5", "0.9", "1")]
        assert draws == sorted(draws)
        assert (draws[0], draws[-1]) == (False, True)

    def test_another_key_draws_others(self):
        drafts = [str(n) for n in range(200)]
        half = Decimal("0.5")
        assert [is_audited(KEY, d, half) for d in drafts] != [
            is_audited(bytes(32), d, half) for d in drafts
        ]

    def test_without_a_key_everything_is_audited(self):
        assert is_audited(b"", "draft", Decimal(0))
        assert is_audited(bytes(15), "draft", Decimal(0))
        assert not any(is_audited(bytes(count), "draft", Decimal(0)) for count in (16, 64, 100))


class TestEvidence:
    """The capital of a bet that does not grow on average while the rate is at most α."""

    @given(st.integers(0, 40), st.integers(0, 40), st.floats(0.001, 0.9), st.floats(0, 1))
    def test_one_more_audit_does_not_make_it_grow_on_average(self, k, more, alpha, part):
        n, rate = k + more, alpha * part
        now = log_evidence(k, n, alpha)
        hit, none = log_evidence(k + 1, n + 1, alpha), log_evidence(k, n + 1, alpha)
        assert rate * math.exp(hit - now) + (1 - rate) * math.exp(none - now) <= 1 + 1e-9

    def test_over_all_samples_its_mean_is_exactly_one_at_alpha(self):
        """Every sample of ten at α = 1/5, by exact fractions."""
        alpha, n = Fraction(1, 5), 10
        weights = [math.comb(n, k) * alpha**k * (1 - alpha) ** (n - k) for k in range(n + 1)]
        mean = sum(float(w) * math.exp(log_evidence(k, n, 0.2)) for k, w in enumerate(weights))
        assert mean == pytest.approx(1.0, rel=1e-12)

    @given(st.integers(0, 300), st.integers(0, 300), st.floats(0.001, 0.5))
    def test_a_miss_more_is_more_evidence_and_a_hit_more_is_less(self, k, more, alpha):
        here = log_evidence(k, k + more, alpha)
        assert (
            log_evidence(k, k + more + 1, alpha)
            < here
            < log_evidence(k + 1, k + more + 1, alpha) + 1e-12
        )

    def test_it_does_not_overflow(self):
        assert log_evidence(10**6, 10**6, 1e-6) > 10**5
        assert log_evidence(0, 10**7, 0.5) < -(10**5)

    @pytest.mark.parametrize(("k", "n", "alpha"), [(2, 1, 0.1), (-1, 1, 0.1), (0, 1, 0), (0, 1, 1)])
    def test_what_cannot_be_is_refused(self, k, n, alpha):
        with pytest.raises(ValueError):
            log_evidence(k, n, alpha)

    def test_false_alarms_over_a_thousand_looks_are_rare(self):
        """600 runs at the rate α, looked at after each audit: at most 5 % (σ = 0.9) ring."""
        draw, rung = random.Random(9), 0
        for _ in range(600):
            k = 0
            for n in range(1, 1_001):
                k += draw.random() < 0.05
                if log_evidence(k, n, 0.05) >= math.log(20):
                    rung += 1
                    break
        assert rung <= 600 * (0.05 + 4 * 0.009)


class TestConfidenceSequence:
    """Bounds that hold at all times at once."""

    @given(st.integers(0, 200), st.integers(0, 200), st.floats(0.01, 0.4))
    def test_they_are_wider_than_those_for_one_look(self, k, more, delta):
        n = k + more
        if not n:
            assert confidence_sequence(0, 0, delta) == (0.0, 1.0)
            return
        low, high = confidence_sequence(k, n, delta)
        assert 0 <= low <= k / n <= high <= 1
        assert low <= lower_bound(k, n, delta / 2) + 1e-9
        assert high >= upper_bound(k, n, delta / 2) - 1e-9

    def test_the_true_rate_stays_within_at_every_look(self):
        """400 runs of 500 looks, δ = 10 %: at most 40 (σ = 6) leave."""
        draw, left = random.Random(10), 0
        for _ in range(400):
            k = 0
            for n in range(1, 501):
                k += draw.random() < 0.03
                if n % 7 == 0:
                    low, high = confidence_sequence(k, n, 0.1)
                    if not low <= 0.03 <= high:
                        left += 1
                        break
        assert left <= 40 + 4 * 6

    @pytest.mark.parametrize(("k", "n", "delta"), [(2, 1, 0.1), (-1, 1, 0.1), (0, 1, 0), (0, 1, 1)])
    def test_what_cannot_be_is_refused(self, k, n, delta):
        with pytest.raises(ValueError):
            confidence_sequence(k, n, delta)


class TestDrift:
    """A bet on the ranks of new scores."""

    @staticmethod
    def highest(
        seed: int, moved: float, wide: float = 1.0, count: int = 300, levels: int = 0
    ) -> float:
        draw = random.Random(seed)

        def score(move: float, width: float) -> float:
            one = draw.gauss(move, width)
            return round(one * levels) / levels if levels else one

        drift = Drift(score(0, 1) for _ in range(300))
        return max(drift.take(score(moved, wide), draw.random()) for _ in range(count))

    @pytest.mark.parametrize("levels", [0, 2], ids=["continuous scores", "scores with many ties"])
    def test_without_drift_it_seldom_rings(self, levels):
        """300 runs of 300 scores: at most 5 % (σ = 1.3) reach 20 times the capital."""
        rung = sum(self.highest(seed, 0, levels=levels) >= math.log(20) for seed in range(300))
        assert rung <= 300 * (0.05 + 4 * 0.013)

    @pytest.mark.parametrize(
        ("moved", "wide"),
        [(1.0, 1.0), (-1.0, 1.0), (0.0, 2.5), (0.0, 0.3)],
        ids=["higher", "lower", "further apart", "closer together"],
    )
    def test_scores_that_moved_are_seen(self, moved, wide):
        assert all(self.highest(seed, moved, wide) >= math.log(20) for seed in range(20))

    def test_a_late_drift_is_seen_as_well(self):
        draw = random.Random(3)
        drift = Drift(draw.gauss(0, 1) for _ in range(500))
        early = max(drift.take(draw.gauss(0, 1), draw.random()) for _ in range(2_000))
        late = max(drift.take(draw.gauss(1.5, 1), draw.random()) for _ in range(200))
        assert early < math.log(20) <= late


class TestRates:
    """Which audited drafts say something of which rate."""

    def test_a_table_of_misses(self):
        """
        M a miss, h a hit, a dot nothing: settled, then leak, false-block, escape for release, hold and block.

        confidential   Mhh  ...  M..
        publishable    ...  hhM  h..
        disputed       M..  ..M  M..
        pending        ...  ...  ...
        """
        rows = self.test_a_table_of_misses.__doc__.split("block.\n")[1].splitlines()
        for row in filter(str.strip, rows):
            state, *cells = row.split()
            for rate, cell in zip(Rate, cells, strict=True):
                drawn = [rate.missed(Settled(state), would) for would in Outcome]
                assert "".join({True: "M", False: "h", None: "."}[one] for one in drawn) == cell

    def test_audits_are_counted_when_two_people_settled_them(self):
        entries = (
            *audited("a", GO, C, C), *audited("b", HOLD, C, C), *audited("c", GO, P, P),
            *audited("d", BLOCK, P, P), *audited("e", GO, C, P), *audited("f", HOLD, P),
            *audited("g", HOLD, P, P),
        )  # fmt: skip
        standing = watch(journal(*entries), "c1", ALL, KEY)
        assert standing.counts == {
            Rate.LEAK: Count(2, 3),
            Rate.FALSE_BLOCK: Count(1, 3),
            Rate.ESCAPE: Count(2, 3),
        }
        assert (standing.pending, standing.alarms) == (2, ())

    def test_a_third_person_settles_a_dispute(self):
        entries = (*audited("a", GO, C, P, P), *audited("b", HOLD, C, C))
        assert watch(journal(*entries), "c1", ALL, KEY).counts[Rate.LEAK] == Count(0, 1)

    def test_planted_drafts_are_no_trials(self):
        entries = (Planted("a", C, AT), *audited("a", GO, C, C))
        standing = watch(journal(*entries), "c1", ALL, KEY)
        assert (standing.counts[Rate.LEAK], standing.pending) == (Count(0, 0), 0)

    def test_a_draft_that_is_held_is_no_false_block(self):
        """What is not released by itself waits for a person: that is no mistake of the model."""
        standing = watch(journal(*many(500, HOLD, P, P)), "c1", ALL, KEY)
        assert (standing.counts[Rate.FALSE_BLOCK], standing.alarms) == (Count(0, 500), ())

    @pytest.mark.parametrize("order", [(HOLD, GO), (GO, HOLD), (GO, HOLD, GO)])
    def test_a_draft_on_several_channels_is_one_trial_with_its_worst_outcome(self, order):
        entries = [entry for would in order for entry in audited("a", would, C, C)]
        assert watch(journal(*entries), "c1", ALL, KEY).counts[Rate.LEAK] == Count(1, 1)
        entries = [entry for would in (HOLD, BLOCK) for entry in audited("b", would, P, P)]
        assert watch(journal(*entries), "c1", ALL, KEY).counts[Rate.FALSE_BLOCK] == Count(1, 1)

    def test_a_draft_of_which_nobody_speaks_counts_against_us_in_the_end(self):
        few = Watch(ALL.alphas, ALL.delta, most_pending=5)
        waiting = audited("a", GO)
        later = many(5, HOLD, P, P)
        counts = [
            watch(journal(*waiting, *later[:end]), "c1", few, KEY).counts[Rate.LEAK]
            for end in (12, len(later))
        ]
        assert counts == [Count(0, 0), Count(1, 1)]
        settled = [Labelled("a", person, P, AT) for person in ("ada", "björn")]
        standing = watch(journal(*waiting, *later, *settled), "c1", few, KEY)
        assert standing.counts[Rate.LEAK] == Count(0, 0)

    def test_leaks_are_not_hidden_by_keeping_silent(self):
        """Fifty that would leak, never voted on, among honest audits: it rings."""
        silent = many(50, GO, name="leak")
        honest = many(60, HOLD, P, P)
        assert watch(journal(*silent, *honest), "c1", ALL, KEY).reasons(Kind.LEAK)

    def test_audits_under_another_certificate_are_counted_apart(self):
        entries = (*audited("a", GO, C, C, certificate="old"), *audited("a", HOLD))
        assert watch(journal(*entries), "c1", ALL, KEY).counts[Rate.LEAK] == Count(0, 1)

    @given(st.randoms(use_true_random=False))
    def test_the_order_of_audits_and_labels_is_nothing_to_the_counts(self, chance):
        entries = [
            entry
            for n in range(6)
            for entry in audited(
                str(n), chance.choice(list(Outcome)), *chance.choices(list(Label), k=2)
            )
        ]
        shuffled = chance.sample(entries, len(entries))
        one, other = (watch(journal(*some), "c1", ALL, KEY) for some in (entries, shuffled))
        assert (one.counts, one.pending) == (other.counts, other.pending)


class TestAlarm:
    """An alarm turns off what it is about, and lasts until a person came."""

    LEAKS = (*many(8, GO, C, C, name="leak"),)

    def test_leaks_ring(self):
        standing = watch(journal(*self.LEAKS), "c1", ALL, KEY)
        assert {alarm.rate for alarm in standing.alarms} == {Rate.LEAK, Rate.ESCAPE}
        assert len(standing.reasons(Kind.LEAK)) == 2
        assert standing.reasons(Kind.FALSE_BLOCK) == ()
        (alarm, *_) = standing.alarms
        assert alarm.message.en == (
            f"alarm at line {alarm.line} of the journal: "
            "the share of confidential drafts that would go out is over 5 %"
        )
        assert alarm.message.fr.endswith("brouillons confidentiels qui partiraient dépasse 5 %")

    def test_false_blocks_ring_for_their_own_certificate(self):
        standing = watch(journal(*many(8, BLOCK, P, P)), "c1", ALL, KEY)
        assert (len(standing.reasons(Kind.FALSE_BLOCK)), standing.reasons(Kind.LEAK)) == (1, ())

    def test_it_stays_rung_whatever_comes_later(self):
        entries = (*self.LEAKS, *many(2_000, HOLD, C, C), *many(500, GO, P, P, name="fine"))
        assert len(watch(journal(*entries), "c1", ALL, KEY).alarms) == 2

    def test_it_stays_rung_when_people_change_their_minds(self):
        again = [
            Labelled(f"leak{n}", person, P, AT)
            for n in range(8)
            for person in ("dina", "emil", "fanny")
        ]
        standing = watch(journal(*self.LEAKS, *again), "c1", ALL, KEY)
        assert standing.counts[Rate.LEAK] == Count(0, 0)
        assert len(standing.alarms) == 2

    def test_a_new_certificate_does_not_silence_it(self):
        assert len(watch(journal(*self.LEAKS), "c2", ALL, KEY).reasons(Kind.LEAK)) == 2

    def test_what_is_written_stands_whatever_would_ring_now(self):
        written = Rang(Cause.LEAK, "old", AT)
        (alarm,) = watch(journal(written), "c1", Watch({}, Decimal("0.001")), KEY).alarms
        assert (alarm.rate, alarm.certificate, alarm.written) == (Rate.LEAK, "old", True)
        assert alarm.message.en == (
            "alarm written at line 1 of the journal: "
            "the share of confidential drafts that would go out was over its limit"
        )
        drift = watch(journal(Rang(Cause.DRIFT, "old", AT)), "c1", ALL, KEY)
        assert [len(drift.reasons(kind)) for kind in Kind] == [1, 1]
        lifted = (written, Reset("ada", "looked", AT))
        assert watch(journal(*lifted), "c1", ALL, KEY).alarms == ()

    def test_an_alarm_is_written_once_when_it_rings(self, tmp_path):
        path = tmp_path / "journal.jsonl"
        path.touch()
        for entries in (self.LEAKS[:3], self.LEAKS[3:], many(3, HOLD, P, P), ()):
            standing = record(path, entries, AT, "c1", ALL, KEY)
        written = list(read_journal(path).each(Rang))
        assert {one.cause for one in written} == {Cause.LEAK, Cause.ESCAPE}
        assert len(written) == len(standing.alarms) == 2
        strict = Watch({Rate.LEAK: Decimal("0.9")}, Decimal("0.001"))
        assert alarms_of(path, "c2", strict, KEY)[Kind.LEAK]

    def test_a_person_lifts_it_and_everything_is_counted_anew(self):
        standing = watch(journal(*self.LEAKS, Reset("ada", "threshold raised", AT)), "c1", ALL, KEY)
        assert (standing.alarms, standing.counts[Rate.LEAK], standing.resets) == (
            (),
            Count(0, 0),
            1,
        )

    def test_a_recovery_after_a_crash_lifts_nothing(self):
        assert len(watch(journal(*self.LEAKS, Recovered(AT)), "c1", ALL, KEY).alarms) == 2

    def test_a_reset_beforehand_lifts_nothing(self):
        standing = watch(journal(Reset("ada", "in advance", AT), *self.LEAKS), "c1", ALL, KEY)
        assert len(standing.alarms) == 2

    def test_it_rings_again_after_a_reset(self):
        entries = (*self.LEAKS, Reset("ada", "looked", AT), *many(8, GO, C, C, name="more"))
        assert len(watch(journal(*entries), "c1", ALL, KEY).alarms) == 2

    def test_one_person_alone_rings_nothing_by_calling_drafts_confidential(self):
        standing = watch(journal(*many(40, GO, C)), "c1", ALL, KEY)
        assert (standing.alarms, standing.pending) == ((), 40)

    def test_too_many_that_wait_are_an_alarm_as_long_as_they_wait(self):
        waiting = many(51, GO, P)
        (reason,) = watch(journal(*waiting), "c1", ALL, KEY).reasons(Kind.LEAK)
        assert reason.en == "51 audited drafts wait for two reviewers, at most 50 may"
        second = [Labelled(f"d{n}", "björn", P, AT) for n in range(51)]
        assert watch(journal(*waiting, *second), "c1", ALL, KEY).reasons(Kind.LEAK) == ()

    def test_drift_rings_for_both_kinds_and_a_reset_lifts_it(self):
        draw = random.Random(4)
        watched = Watch({}, Decimal("0.05"), tuple(draw.gauss(0, 1) for _ in range(200)))
        each = [audited(str(n), HOLD, P, P, score=draw.gauss(2, 1)) for n in range(40)]
        moved = [entry for entries in each for entry in entries]
        standing = watch(journal(*moved), "c1", watched, KEY)
        assert [len(standing.reasons(kind)) for kind in Kind] == [1, 1]
        assert "no longer like those" in standing.alarms[0].message.en
        assert (
            watch(journal(*moved, Reset("ada", "new season", AT)), "c1", watched, KEY).alarms == ()
        )
        assert watch(journal(*moved), "c2", watched, KEY).alarms == ()

    def test_scores_of_the_same_kind_are_no_drift(self):
        draw = random.Random(5)
        watched = Watch({}, Decimal("0.01"), tuple(draw.gauss(0, 1) for _ in range(200)))
        each = [audited(str(n), HOLD, P, P, P, score=draw.gauss(0, 1)) for n in range(300)]
        same = [entry for entries in each for entry in entries]
        assert watch(journal(*same), "c1", watched, KEY).alarms == ()

    def test_confidential_and_waiting_drafts_are_no_drift_of_published_posts(self):
        watched = Watch({}, Decimal("0.05"), tuple(n / 100 for n in range(100)), most_pending=10**6)
        each = [
            audited(str(n), HOLD, *labels, score=9.0)
            for labels in ([C, C], [P], [C, P])
            for n in range(40)
        ]
        for entries in (each[:40], each[40:80], each[80:]):
            standing = watch(
                journal(*(entry for some in entries for entry in some)), "c1", watched, KEY
            )
            assert standing.alarms == ()

    def test_a_draft_is_compared_once(self):
        watched = Watch({}, Decimal("0.05"), tuple(n / 100 for n in range(100)))
        again = [Labelled("d", f"person {n}", P, AT) for n in range(500)]
        assert (
            watch(journal(*audited("d", HOLD, P, P, score=9.0), *again), "c1", watched, KEY).alarms
            == ()
        )

    def test_the_tests_share_delta(self):
        assert Watch({}, Decimal("0.05")).enough == pytest.approx(math.log(20))
        assert Watch(dict.fromkeys(Rate, ALPHA), Decimal("0.05"), (0.1,)).enough == pytest.approx(
            math.log(80)
        )


class TestFile:
    """A journal that cannot be read is an alarm: a fault never helps a draft through."""

    @pytest.mark.parametrize(
        "data", [b"{\n", b"\xff\n", b"[]\n", b'{"kind": "audit"}\n', None], ids=str
    )
    def test_a_journal_that_cannot_be_read_is_an_alarm(self, tmp_path, data):
        path = tmp_path / "journal.jsonl"
        if data is not None:
            path.write_bytes(data)
        for kind in Kind:
            (reason,) = alarms_of(path, "c1", ALL, KEY)[kind]
            assert str(path) in reason.en
            assert reason.fr != reason.en

    def test_a_journal_of_nothing_is_no_alarm(self, tmp_path):
        path = tmp_path / "journal.jsonl"
        path.touch()
        assert alarms_of(path, "c1", ALL, KEY)[Kind.LEAK] == ()

    def test_a_torn_last_line_is_counted_and_no_alarm(self, tmp_path):
        path = tmp_path / "journal.jsonl"
        lines = b"".join(map(line_of, audited("a", GO, P, P)))
        path.write_bytes(lines + b'{"kind": "lab')
        assert alarms_of(path, "c1", ALL, KEY)[Kind.LEAK] == ()

    def test_what_was_left_out_is_counted(self):
        whole = Journal(((1, Recovered(AT)),), torn=1, repeated=2)
        standing = watch(whole, "c1", ALL, KEY)
        assert (standing.torn, standing.repeated) == (1, 2)

    @given(
        st.lists(st.sampled_from([*many(3, GO, C, C), *many(3, HOLD, P, P), Reset("ada", "x", AT)]))
    )
    def test_without_a_reset_one_more_line_never_lifts_an_alarm(self, entries):
        entries = [one for one in entries if not isinstance(one, Reset)]
        tight = Watch(dict.fromkeys(Rate, Decimal("0.001")), Decimal("0.5"))
        before: set[object] = set()
        for prefix in _prefixes(list(dict.fromkeys(entries))):
            after = {
                (alarm.rate, alarm.certificate, alarm.line)
                for alarm in watch(journal(*prefix), "c1", tight, KEY).alarms
            }
            assert before <= after
            before = after


def _prefixes(entries: list[Entry]) -> Iterator[list[Entry]]:
    return (entries[:end] for end in range(len(entries) + 1))
