"""The laws of ``waive``: a waiver lifts what it covers, while it runs, and hides nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.lean import replace
from ecluse.model import Draft, Fact, Finding, Override, Reason, Span, Waiver
from ecluse.rules.decide import covers, waive
from tests.laws import reference
from tests.laws.strategies import QUICK, drafts, moments, reasons, waivers
from tests.laws.worlds import START

DAY = timedelta(days=1)
WAIVER = Waiver("W-1", "r", "ada", "known already", START)
REASON = Reason("r")
POST = Draft("", id="d", author="ada", channel="c1")


def found(*digests: str) -> tuple[Fact, ...]:
    return tuple(
        Fact("finding", {}, Finding("a", "text", Span(n, n + 1), digest=digest))
        for n, digest in enumerate(digests)
    )


@given(st.lists(reasons, max_size=3), st.lists(waivers, max_size=4), drafts, moments, moments)
@QUICK
def test_each_reason_is_lifted_as_the_reference_says(rs, ws, draft, now, later) -> None:
    lifted = waive(rs, ws, draft, now, later)
    for before, after in zip(rs, lifted, strict=True):
        lifting = [w for w in ws if reference.lifts(w, before, draft, (now, later))]
        assert (after.waiver is not None) == bool(lifting)
        assert replace(after, waiver=None) == before


class TestNever:
    """Law 1: only a waiver that the rule allows lifts, and never for ``override: never``."""

    @pytest.mark.parametrize(
        ("override", "by_acknowledgement", "by_waiver"),
        [
            (Override.ACKNOWLEDGE, True, True),
            (Override.JUSTIFY, True, True),
            (Override.APPROVE, False, True),
            (Override.NEVER, False, False),
        ],
    )
    def test_what_lifts_what(
        self, override: Override, by_acknowledgement: bool, by_waiver: bool
    ) -> None:
        reason = replace(REASON, override=override)
        kinds = {"acknowledgement": by_acknowledgement, "waiver": by_waiver}
        for kind, lifts in kinds.items():
            assert covers(replace(WAIVER, kind=kind), reason, POST) is lifts

    def test_a_kind_that_nobody_knows_is_the_weakest(self) -> None:
        unknown = replace(WAIVER, kind="aknowledgement")
        assert not covers(unknown, REASON, POST)
        assert covers(unknown, replace(REASON, override=Override.JUSTIFY), POST)

    @given(reasons, st.lists(waivers), drafts, moments)
    @QUICK
    def test_never_is_never(self, reason, ws, draft, now) -> None:
        never = replace(reason, override=Override.NEVER)
        assert waive([never], ws, draft, now) == (never,)


class TestScope:
    """Law 1: nothing out of scope is lifted; an empty scope is any."""

    @pytest.mark.parametrize(
        ("scope", "draft", "lifts"),
        [
            pytest.param({}, POST, True, id="no scope: any draft"),
            pytest.param({}, Draft(""), True, id="no scope: a draft that says nothing"),
            pytest.param({"rule": "s"}, POST, False, id="another rule"),
            pytest.param({"channel": "c1"}, POST, True, id="its channel"),
            pytest.param({"channel": "c2"}, POST, False, id="another channel"),
            pytest.param({"channel": "c1"}, Draft(""), False, id="no channel is no channel"),
            pytest.param({"author": "ada"}, POST, True, id="its author"),
            pytest.param({"author": "bob"}, POST, False, id="another author"),
            pytest.param(
                {"author": "ada"}, replace(POST, trusted=False), False, id="author only claimed"
            ),
            pytest.param({"draft": "d"}, POST, True, id="its draft"),
            pytest.param({"draft": "e"}, POST, False, id="another draft"),
            pytest.param({"draft": "d"}, Draft(""), False, id="a draft without identifier"),
            pytest.param({"channel": "c1", "author": "bob"}, POST, False, id="every scope counts"),
        ],
    )
    def test_scope(self, scope: dict[str, str], draft: Draft, lifts: bool) -> None:
        assert covers(replace(WAIVER, **scope), REASON, draft) is lifts

    @pytest.mark.parametrize(
        ("digests", "lifts"),
        [
            pytest.param(("d1",), True, id="its finding"),
            pytest.param(("d1", "d1"), True, id="its finding, twice"),
            pytest.param(("d1", "d2"), False, id="another one beside it"),
            pytest.param(("",), False, id="no key, no digest"),
            pytest.param((), False, id="no finding at all"),
        ],
    )
    def test_scope_of_one_finding(self, digests: tuple[str, ...], lifts: bool) -> None:
        reason = replace(REASON, facts=found(*digests))
        assert covers(replace(WAIVER, finding="d1"), reason, POST) is lifts

    def test_findings_behind_derived_facts_count(self) -> None:
        behind = Fact("fact", {"name": "leak"}, because=found("d1", "d2"))
        reason = replace(REASON, facts=(*found("d1"), behind))
        assert not covers(replace(WAIVER, finding="d1"), reason, POST)

    def test_everything_small(self) -> None:
        kinds, words = ("waiver", "acknowledgement"), ("", "c1", "c2")
        some = product(kinds, words, ("", "ada"), ("", "d"), ("", "d1"), Override, (True, False))
        for kind, channel, author, id, finding, override, trusted in some:
            waiver = Waiver("W", "r", "", "", None, channel, author, id, finding, kind)
            reason = Reason("r", override=override, facts=found("d1"))
            draft = replace(POST, trusted=trusted)
            assert covers(waiver, reason, draft) is reference.lifts(waiver, reason, draft, ())


class TestExpiry:
    """A waiver must run at every moment: now, and when the post goes out."""

    @pytest.mark.parametrize(
        ("now", "later", "lifts"),
        [
            pytest.param(-DAY, -DAY, True, id="runs at both"),
            pytest.param(-DAY, DAY, False, id="ended when the post goes out"),
            pytest.param(DAY, -DAY, False, id="ended now"),
            pytest.param(-DAY, 0 * DAY, False, id="ends at that very moment"),
            pytest.param(-DAY, -timedelta(microseconds=1), True, id="a moment before its end"),
        ],
    )
    def test_both_moments(self, now: timedelta, later: timedelta, lifts: bool) -> None:
        (reason,) = waive([REASON], [WAIVER], POST, START + now, START + later)
        assert (reason.waiver == WAIVER) is lifts

    def test_without_an_end_it_runs_on(self) -> None:
        forever = replace(WAIVER, until=None)
        assert waive([REASON], [forever], POST, START + 9999 * DAY)[0].waiver == forever

    @given(st.lists(reasons), st.lists(waivers), drafts, moments, moments)
    @QUICK
    def test_time_ends_waivers_and_starts_none(self, rs, ws, draft, one, other) -> None:
        earlier, later = sorted((one, other))
        lifted_then = [r.waiver is not None for r in waive(rs, ws, draft, earlier)]
        lifted_later = [r.waiver is not None for r in waive(rs, ws, draft, later)]
        assert all(
            before or not after for before, after in zip(lifted_then, lifted_later, strict=True)
        )


class TestOrder:
    """Law 3: the order of waivers is nothing, and waiving twice is waiving once."""

    @given(st.lists(reasons, max_size=2), st.lists(waivers, max_size=3), drafts, moments)
    @QUICK
    def test_order_of_waivers(self, rs, ws, draft, now) -> None:
        unique = list({waiver.id: waiver for waiver in ws}.values())
        expected = waive(rs, unique, draft, now)
        for other in permutations(unique):
            assert waive(rs, other, draft, now) == expected

    @given(st.lists(reasons, max_size=3), st.lists(waivers, max_size=3), drafts, moments)
    @QUICK
    def test_twice_is_once(self, rs, ws, draft, now) -> None:
        once = waive(rs, ws, draft, now)
        assert waive(once, ws, draft, now) == once

    def test_the_first_by_identifier_is_named(self) -> None:
        both = [replace(WAIVER, id="W-2", until=None), replace(WAIVER, until=None)]
        assert waive([REASON], both, POST, START)[0].waiver == both[1]

    def test_one_more_waiver_adds_nothing_to_what_stands(self) -> None:
        other = replace(WAIVER, id="W-2", rule="s", until=None)
        assert waive([REASON], [other], POST, START) == (REASON,)
        assert waive([REASON], [], POST, START) == (REASON,)
