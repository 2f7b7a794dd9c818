"""One person settles nothing, nobody weighs too much, and what people miss is counted."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ecluse.promise.journal import Audit, Journal, Label, Labelled, Outcome, Planted
from ecluse.promise.reviews import (
    Missed,
    Settled,
    examples_of,
    missed,
    missed_by_person,
    reviews_of,
    scored_of,
    settle,
)
from ecluse.promise.thresholds import Kind, Scored

AT = datetime(2027, 3, 9, 10, tzinfo=UTC)
KEY = bytes(range(32))
C, P = Label.CONFIDENTIAL, Label.PUBLISHABLE
BOTH = frozenset(Label)


def said(**labels) -> dict[str, frozenset[Label]]:
    return {
        name: label if isinstance(label, frozenset) else frozenset({label})
        for name, label in labels.items()
    }


def journal(*entries) -> Journal:
    return Journal(tuple(enumerate(entries, 1)))


def labels(draft: str, **by) -> list[Labelled]:
    return [Labelled(draft, person, label, AT) for person, label in by.items()]


class TestSettle:
    """Two people who agree, and more than those who do not."""

    def test_every_case_of_up_to_four_people(self):
        """
        Votes for confidential and for publishable, and what is held.

        0 0  pending
        1 0  pending
        0 1  pending
        1 1  disputed
        2 0  confidential
        0 2  publishable
        2 1  confidential
        1 2  publishable
        2 2  disputed
        3 1  confidential
        1 3  publishable
        """
        rows = self.test_every_case_of_up_to_four_people.__doc__.split("held.")[1].split("\n")
        for row in filter(str.strip, rows):
            confidential, publishable, held = row.split()
            votes = {f"c{n}": frozenset({C}) for n in range(int(confidential))}
            votes |= {f"p{n}": frozenset({P}) for n in range(int(publishable))}
            assert settle(votes) is Settled(held), row

    def test_whoever_says_both_disputes_and_seconds_nobody(self):
        assert settle(said(ada=BOTH, björn=C)) is Settled.DISPUTED
        assert settle(said(ada=BOTH, björn=C, chloé=C)) is Settled.CONFIDENTIAL

    @given(
        st.dictionaries(
            st.sampled_from("abcd"), st.sets(st.sampled_from(Label), min_size=1).map(frozenset)
        ),
        st.sampled_from(Label),
    )
    def test_one_person_more_never_turns_a_label_into_its_contrary(self, votes, label):
        before, after = settle(votes), settle({**votes, "mallory": frozenset({label})})
        agreed = {Settled.CONFIDENTIAL, Settled.PUBLISHABLE}
        assert before is after or not {before, after} >= agreed


class TestReviews:
    """Labels of a journal, settled."""

    def test_planted_drafts_are_no_examples(self):
        reviews = reviews_of(journal(Planted("d", C, AT), *labels("d", ada=C, björn=C)), KEY)
        assert reviews.settled == {}

    def test_two_people_weigh_the_same_and_both_count(self):
        entries = [one for n in range(20) for one in labels(str(n), ada=C, björn=C)]
        reviews = reviews_of(journal(*entries), KEY)
        assert (set(reviews.settled.values()), reviews.set_aside) == ({Settled.CONFIDENTIAL}, 0)

    def test_whoever_labels_more_than_twice_an_equal_share_is_capped(self):
        """Five people, 200 labels: at most 80 of anybody's count; Ada gave 100."""
        others = ("björn", "chloé", "dina", "emil")
        entries = [
            one for n in range(100) for one in labels(f"d{n}", **{"ada": C, others[n % 4]: C})
        ]
        reviews = reviews_of(journal(*entries), KEY)
        states = list(reviews.settled.values())
        assert reviews.set_aside == 20
        assert (states.count(Settled.CONFIDENTIAL), states.count(Settled.PENDING)) == (80, 20)
        assert reviews_of(journal(*reversed(entries)), KEY).settled == dict(
            reversed(reviews.settled.items())
        )
        assert reviews_of(journal(*entries), bytes(32)) != reviews

    def test_labels_that_nobody_seconds_use_up_nothing(self):
        entries = [one for n in range(20) for one in labels(str(n), ada=C, björn=C)]
        alone = [one for n in range(900) for one in labels(f"alone{n}", ada=P)]
        alone += [*labels("c", chloé=P), *labels("d", dina=P), *labels("e", emil=P)]
        reviews = reviews_of(journal(*alone, *entries), KEY)
        assert (reviews.set_aside, list(reviews.settled.values()).count(Settled.CONFIDENTIAL)) == (
            0,
            20,
        )

    def test_an_empty_journal_settles_nothing(self):
        assert reviews_of(Journal(), KEY) == ({}, 0)


class TestExamples:
    """What a threshold is calibrated on."""

    ENTRIES = (
        *labels("c", ada=C, björn=C),
        *labels("p", ada=P, björn=P),
        *labels("d", ada=C, björn=P),
        *labels("w", ada=P),
        *labels("unscored", ada=C),
    )
    SCORED = {
        draft: Scored(n / 10, "fr", draft) for n, draft in enumerate(["c", "p", "d", "w", "silent"])
    }

    def test_disputed_and_waiting_drafts_are_doubtful(self):
        reviews = reviews_of(journal(*self.ENTRIES), KEY)
        scored = self.SCORED
        for kind, own in ((Kind.LEAK, "c"), (Kind.FALSE_BLOCK, "p")):
            examples = examples_of(reviews, scored, kind)
            assert examples.certain == [scored[own]]
            assert sorted(examples.doubtful) == [scored["d"], scored["w"], scored["silent"]]
            assert examples.unscored == 1

    def test_audited_drafts_have_the_score_of_their_audit(self):
        audits = [
            Audit("a", "c1", Outcome.HOLD, 0.5, "fr", AT),
            Audit("a", "c2", Outcome.HOLD, 0.7, "fr", AT),
            Audit("known", "c1", Outcome.HOLD, 0.9, "fr", AT),
        ]
        entries = journal(Planted("known", C, AT), *audits)
        assert scored_of(entries, "c1") == {"a": Scored(0.5, "fr")}


class TestMissed:
    """What people let through of planted drafts."""

    def test_a_planted_draft_is_one_trial_however_many_look_at_it(self):
        planted = [Planted(str(n), C, AT) for n in range(50)]
        looked = [one for n in range(50) for one in labels(str(n), ada=P, björn=P, chloé=P)]
        assert missed(journal(*planted, *looked), KEY) == Missed(50, 50)

    def test_the_label_is_drawn_among_those_who_looked(self):
        """Ada misses all of 400, Björn none: half are missed, ± 5 standard errors of 10."""
        planted = [Planted(str(n), C, AT) for n in range(400)]
        looked = [one for n in range(400) for one in labels(str(n), ada=P, björn=C)]
        assert abs(missed(journal(*planted, *looked), KEY).k - 200) < 50
        assert missed(journal(*planted, *reversed(looked)), KEY) == missed(
            journal(*planted, *looked), KEY
        )

    def test_each_person_is_counted_apart(self):
        entries = journal(
            Planted("x", C, AT), Planted("y", C, AT), Planted("fine", P, AT),
            *labels("x", ada=C, björn=P), *labels("y", ada=C), *labels("fine", ada=P), *labels("other", ada=P),
        )  # fmt: skip
        assert missed_by_person(entries) == {"ada": Missed(0, 2), "björn": Missed(1, 1)}

    def test_whoever_says_both_has_missed_it(self):
        entries = journal(Planted("x", C, AT), *labels("x", ada=C), *labels("x", ada=P))
        assert missed(entries, KEY) == Missed(1, 1)

    def test_nothing_planted_is_nothing_measured(self):
        assert missed(Journal(), KEY) == Missed(0, 0)
