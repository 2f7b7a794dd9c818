"""What nobody can read is held on strict channels, said in one sentence, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse import unreadable as module
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import (
    Audience,
    Channel,
    Decision,
    Draft,
    Fault,
    FaultKind,
    Span,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.model import Label, Policy, Term
from ecluse.report import Report, Row
from ecluse.report.notices import notices
from ecluse.rules.conditions import AnyOf, Pattern, Rule
from ecluse.unreadable import UNREADABLE, unreadable

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CODE = Rule(
    "code",
    when_all=(Pattern("finding", (("label", AnyOf(("code-name",))),)),),
    tier=Tier.PRIVATE,
)
LONG = Rule("long", when_all=(Pattern("draft", (("lang", AnyOf(("xx",))),)),), verdict=Verdict.FLAG)
POLICY = Policy(
    audiences={"everyone": Audience("everyone", Tier.PUBLIC)},
    channels={
        "video": Channel("video", "everyone", strict=True),
        "chat": Channel("chat", "everyone"),
    },
    labels={"code-name": Label("code-name", terms=(Term("Falcon"),))},
    rules=(CODE, LONG),
)
IMAGE = Draft("Bonjour", images=1, channel="video")


def checked(draft: Draft, policy: Policy = POLICY) -> Decision:
    return Gate(policy).check(draft, now=NOW)


class TestWhatIsUnreadable:
    """Images that nobody describes, characters that were lost, runs that give no text."""

    @pytest.mark.parametrize(
        ("draft", "what"),
        [
            pytest.param({"images": 1}, ["images"], id="an image"),
            pytest.param({"images": 2, "alt": ("Un train",)}, ["images"], id="one of two"),
            pytest.param({"images": 1, "alt": (" \u200b.",)}, ["images"], id="nothing is said"),
            pytest.param({"images": 1, "alt": ("Un train",)}, [], id="described"),
            pytest.param({"alt": ("Un train",)}, [], id="more described than counted"),
            pytest.param({"title": "a\ufffdb"}, ["title"], id="a replacement character"),
            pytest.param({"alt": ("ok", "\udce9t\udce9")}, ["alt[1]"], id="lone surrogates"),
            pytest.param({"title": "🚲 été Привет 你好 می‌خواهم"}, [], id="every script"),
        ],
    )
    def test_each_is_found_where_it_is(self, draft: dict[str, Any], what: list[str]) -> None:
        assert [fault.what for fault in unreadable(Draft("Bonjour", **draft))] == what

    def test_runs_that_give_no_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "opaque", lambda text: [Span(0, 4)] * text.count("blob"))
        found = list(unreadable(Draft("blob blob", title="a", alt=("blob",))))
        assert [fault.what for fault in found] == ["text", "alt[0]"]
        assert {fault.kind for fault in found} == {FaultKind.UNREADABLE}

    @given(st.text(st.characters(exclude_categories=()), max_size=40))
    def test_any_text_is_looked_at(self, text: str) -> None:
        faults = list(unreadable(Draft(text)))
        assert all(text.strip() not in fault.why for fault in faults if len(text.strip()) > 9)


class TestWhereItHolds:
    """On a channel that is strict, and on one that could be."""

    @pytest.mark.parametrize(
        ("channel", "verdict"),
        [
            pytest.param("video", Verdict.FLAG, id="strict"),
            pytest.param("vidéo", Verdict.FLAG, id="unknown: it could be the strict one"),
            pytest.param("chat", Verdict.ALLOW, id="not strict"),
            pytest.param("", Verdict.ALLOW, id="no channel: no channel's rules concern it"),
        ],
    )
    def test_by_channel(self, channel: str, verdict: Verdict) -> None:
        assert checked(replace(IMAGE, channel=channel)).verdict is verdict

    def test_nothing_is_strict_where_no_channel_is(self) -> None:
        lenient = replace(POLICY, channels={"chat": POLICY.channels["chat"]})
        assert checked(replace(IMAGE, channel="unknown"), lenient).allowed

    def test_it_leaves_every_rule_unevaluated(self) -> None:
        """Whatever the place is called: a classifier may have the same name."""
        (fault,) = checked(Draft("a\ufffd", channel="video")).faults
        assert (fault.what, fault.rules) == ("text", ("code", "long"))

    def test_it_loosens_nothing(self) -> None:
        blocked = checked(replace(IMAGE, text="Falcon"))
        assert (blocked.verdict, len(blocked.faults)) == (Verdict.BLOCK, 1)

    def test_no_waiver_lifts_it(self) -> None:
        """A waiver names a rule; what was not read is none. A person must look."""
        waivers = tuple(Waiver(r, r, "ada", "seen", None) for r in ("code", "long"))
        assert checked(IMAGE, replace(POLICY, waivers=waivers)).verdict is Verdict.FLAG

    def test_rules_may_ask_for_it(self) -> None:
        asks = Pattern("fault", (("what", AnyOf(("images",))), ("kind", AnyOf(("unreadable",)))))
        rule = Rule("images", when_all=(asks,), verdict=Verdict.BLOCK)
        assert checked(IMAGE, replace(POLICY, rules=(rule,))).verdict is Verdict.BLOCK

    def test_a_draft_that_is_too_long_is_not_looked_at(self) -> None:
        long = Draft("\ufffd" * 1_000_001, channel="video")
        assert [fault.kind for fault in checked(long).faults] == [FaultKind.LIMIT]


class TestWhatIsSaid:
    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("why", UNREADABLE)
    def test_one_sentence_and_one_next_step(self, why: str, language: str) -> None:
        fault = Fault("images", FaultKind.UNREADABLE, why)
        decision = Decision(Verdict.FLAG, Tier.PUBLIC, faults=(fault,))
        report = Report(policy=POLICY, now=NOW, language=language)
        (notice,) = notices(report, Row(decision, IMAGE))
        told = UNREADABLE[why]
        assert notice.why.endswith(told.why.in_(language))
        assert notice.fix == told.next.in_(language)
