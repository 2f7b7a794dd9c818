"""The gate: who reads, when, what is known, what went wrong."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecluse.gate import Gate, GateError, _uncollected
from ecluse.lean import replace
from ecluse.model import (
    Audience,
    Channel,
    Decision,
    Draft,
    DraftError,
    Fact,
    FaultKind,
    Hit,
    Limits,
    Override,
    Person,
    Situation,
    Span,
    Tier,
    Verdict,
    View,
    Waiver,
)
from ecluse.policy.model import Label, Policy, PublicValue, Release, Term, TextPattern
from ecluse.rules.conditions import (
    AnyOf,
    Bounded,
    Count,
    Covers,
    Near,
    Operator,
    Pattern,
    Rule,
    When,
    Within,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pattern(of: str, bind: str = "", near: Near | None = None, /, **tests: object) -> Pattern:
    """A pattern from plain values: equality, or the test itself."""
    made = [(n, AnyOf((t,)) if isinstance(t, (str, bool)) else t) for n, t in tests.items()]
    return Pattern(of, tuple(made), bind, near)  # type: ignore[arg-type]


CODE = pattern("finding", label="code-name")
BASE = Policy(
    digest="0" * 32,
    audiences={
        "board": Audience("board", Tier.PRIVATE),
        "partners": Audience("partners", Tier.EXTENDED, nda_until=NOW + 48 * HOUR),
        "everyone": Audience("everyone", Tier.PUBLIC),
    },
    channels={
        "x": Channel("x", "everyone", "x"),
        "portal": Channel("portal", "partners"),
        "board": Channel("board", "board"),
        "fair": Channel("fair", "everyone", opens=NOW + HOUR, closes=NOW + 3 * HOUR),
    },
    people={"ada": Person("ada", roles=frozenset({"expert"}), domains=frozenset({"batteries"}))},
    labels={
        "code-name": Label("code-name", terms=(Term("Falcon"),)),
        "figure": Label("figure", patterns=(TextPattern(r"\d+ ?%"),)),
        "hotline": Label("hotline", patterns=(TextPattern(r"\d\d(?: \d\d){4}"),)),
    },
)


def gate(*rules: Rule, key: bytes = b"", **changes: object) -> Gate:
    return Gate(replace(BASE, rules=rules, **changes), key=key)  # type: ignore[arg-type]


def fired(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.reasons]


PRIVATE = Rule("code", when_all=(CODE,), tier=Tier.PRIVATE)


class TestWhoReads:
    """The widest audience that is named; the public when none is, or when it is unknown."""

    @pytest.mark.parametrize(
        ("where", "verdict"),
        [
            ({"channel": "board"}, Verdict.ALLOW),
            ({"channel": "portal"}, Verdict.BLOCK),
            ({"channel": "x"}, Verdict.BLOCK),
            ({}, Verdict.BLOCK),
            ({"channel": "boord"}, Verdict.BLOCK),
            ({"audience": "board"}, Verdict.ALLOW),
            ({"audience": "bored"}, Verdict.BLOCK),
            ({"channel": "board", "audience": "everyone"}, Verdict.BLOCK),
            ({"channel": "x", "audience": "board"}, Verdict.BLOCK),
            ({"audience": "board", "trusted": False}, Verdict.BLOCK),
            ({"channel": "board", "audience": "x", "trusted": False}, Verdict.BLOCK),
        ],
    )
    def test_private_goes_to_the_board_only(
        self, where: dict[str, object], verdict: Verdict
    ) -> None:
        draft = Draft("Falcon", **where)  # type: ignore[arg-type]
        assert gate(PRIVATE).check(draft, now=NOW).verdict is verdict

    def test_after_its_nda_a_partner_reads_as_the_public(self) -> None:
        extended = Rule("code", when_all=(CODE,), tier=Tier.EXTENDED)
        draft = Draft("Falcon", channel="portal")
        assert gate(extended).check(draft, now=NOW).verdict is Verdict.ALLOW
        assert gate(extended).check(draft, now=NOW + 48 * HOUR).verdict is Verdict.FLAG

    def test_an_unknown_channel_passes_every_test_on_which_channel_it_is(self) -> None:
        only_x = Rule("only-x", when_all=(pattern("channel", kind="x"),), verdict=Verdict.FLAG)
        assert fired(gate(only_x).check(Draft("a", channel="y"), now=NOW)) == ["only-x"]
        assert fired(gate(only_x).check(Draft("a", channel="portal"), now=NOW)) == []
        assert fired(gate(only_x).check(Draft("a"), now=NOW)) == []

    def test_a_note_says_that_the_channel_is_unknown(self) -> None:
        assert "not in the policy" in gate().check(Draft("a", channel="y"), now=NOW).notes[0]
        french = gate(language="fr").check(Draft("a", channel="y"), now=NOW)
        assert "absent" in french.notes[0]


class TestWhen:
    """Embargoes are judged when the post goes out; waivers now and then."""

    embargo = Rule("embargo", when_all=(CODE, When(before=NOW + HOUR)), tier=Tier.PRIVATE)

    def test_held_before_and_allowed_after(self) -> None:
        draft = Draft("Falcon", channel="x")
        assert gate(self.embargo).check(draft, now=NOW).verdict is Verdict.BLOCK
        assert gate(self.embargo).check(draft, now=NOW + HOUR).verdict is Verdict.ALLOW

    def test_a_later_publication_rests_on_its_moment(self) -> None:
        draft = Draft("Falcon", channel="x", publish_at=NOW + 2 * HOUR)
        decision = gate(self.embargo).check(draft, now=NOW)
        assert (decision.verdict, decision.not_before) == (Verdict.ALLOW, NOW + 2 * HOUR)
        harmless = gate(self.embargo).check(replace(draft, text="a"), now=NOW)
        assert harmless.not_before is None

    def test_a_publication_in_the_past_is_judged_now(self) -> None:
        draft = Draft("Falcon", channel="x", publish_at=NOW - 9 * HOUR)
        assert gate(self.embargo).check(draft, now=NOW).verdict is Verdict.BLOCK

    def test_a_channel_is_open_between_its_dates(self) -> None:
        closed = Rule("closed", when_all=(pattern("channel", open=False),), verdict=Verdict.BLOCK)
        verdicts = [
            gate(closed).check(Draft("a", channel="fair"), now=NOW + hours * HOUR).verdict
            for hours in (0, 1, 2, 3)
        ]
        assert verdicts == [Verdict.BLOCK, Verdict.ALLOW, Verdict.ALLOW, Verdict.BLOCK]

    def test_a_release_that_took_place_lifts(self) -> None:
        rule = replace(PRIVATE, none=(pattern("release", id="R-1"),))
        released = gate(rule, releases=(Release("R-1", NOW), Release("R-2")))
        assert released.check(Draft("Falcon"), now=NOW - HOUR).verdict is Verdict.BLOCK
        assert released.check(Draft("Falcon"), now=NOW).verdict is Verdict.ALLOW
        waiting = gate(
            replace(PRIVATE, none=(pattern("release", id="R-2"),)), releases=(Release("R-2"),)
        )
        assert waiting.check(Draft("Falcon"), now=NOW).verdict is Verdict.BLOCK

    def test_a_clock_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            gate().check(Draft("a"), now=datetime(2026, 1, 1))

    def test_a_draft_that_nobody_vouches_for_does_not_set_the_clock(self) -> None:
        row = Draft("Falcon", now=NOW + 99999 * HOUR, trusted=False)
        soon = Rule("soon", when_all=(CODE, When(before=NOW + 88888 * HOUR)), verdict=Verdict.BLOCK)
        assert gate(soon).check(row).verdict is Verdict.BLOCK
        assert gate(soon).check(replace(row, trusted=True)).verdict is Verdict.ALLOW


class TestWhoWrites:
    rule = Rule("claim", when_all=(pattern("finding", label="figure"),), verdict=Verdict.FLAG)

    @pytest.mark.parametrize(
        ("author", "trusted", "fires"),
        [("ada", True, False), ("ada", False, True), ("bob", True, True), ("", True, True)],
    )
    def test_a_role_releases_when_somebody_vouches_for_the_author(
        self, author: str, trusted: bool, fires: bool
    ) -> None:
        rule = replace(self.rule, none=(pattern("author", role="expert"),))
        draft = Draft("12 % de plus", author=author, trusted=trusted)
        assert bool(fired(gate(rule).check(draft, now=NOW))) is fires

    def test_a_claimed_attestation_releases_nothing(self) -> None:
        rule = replace(self.rule, none=(pattern("attestation", sheet="s-1"),))
        draft = Draft("12 %", attested=("s-1",))
        assert fired(gate(rule).check(draft, now=NOW)) == []
        assert fired(gate(rule).check(replace(draft, trusted=False), now=NOW)) == ["claim"]


class TestPublicRecord:
    rule = Rule(
        "phone",
        when_all=(pattern("finding", label="hotline"),),
        none=(Covers(),),
        verdict=Verdict.FLAG,
    )
    public = (PublicValue("01 99 00 12 34", "hotline", since=NOW),)

    def test_a_public_value_is_as_if_not_there(self) -> None:
        checked = gate(self.rule, public_record=self.public)
        assert fired(checked.check(Draft("Appelez le 01 99 00 12 34"), now=NOW)) == []
        assert fired(checked.check(Draft("Appelez le 01 99 00 12 34"), now=NOW - HOUR)) == ["phone"]

    def test_another_value_beside_it_still_counts(self) -> None:
        draft = Draft("01 99 00 12 34 ou 01 99 00 56 78")
        decision = gate(self.rule, public_record=self.public).check(draft, now=NOW)
        assert [f.span for f in decision.reasons[0].findings] == [(18, 32)]


class TestHistory:
    rule = Rule(
        "many",
        count=(Count(CODE, 3, within=Within("author", 24 * HOUR)),),
        verdict=Verdict.FLAG,
    )

    def check(self, *history: Draft) -> list[str]:
        draft = Draft("Falcon", author="ada")
        return fired(gate(self.rule).check(draft, now=NOW, history=history))

    def test_findings_of_earlier_drafts_count_within_the_window(self) -> None:
        past = Draft("Falcon", author="ada", publish_at=NOW - HOUR)
        assert self.check(past) == []
        assert self.check(past, past) == ["many"]
        assert self.check(past, replace(past, publish_at=NOW - 25 * HOUR)) == []
        assert self.check(past, replace(past, author="bob")) == []

    def test_a_past_draft_that_does_not_say_is_counted(self) -> None:
        past = Draft("Falcon")
        assert self.check(past, past) == ["many"]

    def test_earlier_drafts_are_facts(self) -> None:
        spam = Rule(
            "spam",
            count=(Count(pattern("history", same_text=True), 2, within=Within("channel", HOUR)),),
            verdict=Verdict.FLAG,
        )
        past = Draft("a", channel="x", publish_at=NOW)
        draft = Draft("a", channel="x")
        assert fired(gate(spam).check(draft, now=NOW, history=[past, past])) == ["spam"]
        assert fired(gate(spam).check(draft, now=NOW, history=[past])) == []


class TestGarbage:
    """It waits until a long text was looked at, in a process that collects it."""

    LONG = "Falcon " + "word " * 10_000

    @pytest.mark.parametrize("collected", [True, False])
    def test_a_long_draft_leaves_the_collector_as_it_was(self, collected: bool) -> None:
        (gc.enable if collected else gc.disable)()
        try:
            assert fired(gate(PRIVATE).check(Draft(self.LONG), now=NOW)) == ["code"]
            assert gc.isenabled() is collected
        finally:
            gc.enable()

    def test_it_waits_while_a_long_draft_is_looked_at(self) -> None:
        seen = Watching()
        looked = Gate(BASE, models=[seen], isolate=False)
        for text in (self.LONG, "word"):
            looked.check(Draft(text), now=NOW)
        assert seen.collected == [False, True]

    def test_a_look_that_raises_leaves_the_collector_as_it_was(self) -> None:
        def look() -> None:
            raise MemoryError

        with pytest.raises(MemoryError):
            _uncollected(Draft(self.LONG).parts(), look)
        assert gc.isenabled()


class Watching:
    """A classifier that notes whether garbage is collected while it looks."""

    label = "watching"
    literals = triggers = needles = None

    def __init__(self) -> None:
        self.collected: list[bool] = []

    def classify(self, view: View) -> Iterator[Hit]:
        if view.name == "plain":
            self.collected.append(gc.isenabled())
        return iter(())


def test_words_between_two_findings() -> None:
    rule = Rule(
        "near",
        when_all=(
            pattern("finding", "code", label="code-name"),
            pattern("finding", "", Near("code", 2), label="figure"),
        ),
        verdict=Verdict.BLOCK,
    )
    assert fired(gate(rule).check(Draft("Falcon : plus de 12 %"), now=NOW)) == ["near"]
    assert fired(gate(rule).check(Draft("12 % pour Falcon"), now=NOW)) == ["near"]
    assert fired(gate(rule).check(Draft("Falcon, oui, et pour tous 12 %"), now=NOW)) == []
    assert fired(gate(rule).check(Draft("Falcon", title="12 %"), now=NOW)) == []


def test_a_finding_in_the_message_answered_is_a_reply_fact() -> None:
    rule = Rule("asked", when_all=(pattern("reply", label="code-name"),), verdict=Verdict.FLAG)
    assert fired(gate(rule).check(Draft("oui", reply_to="Falcon ?"), now=NOW)) == ["asked"]
    assert fired(gate(rule).check(Draft("Falcon", reply_to="oui ?"), now=NOW)) == []


def test_every_part_is_looked_at() -> None:
    draft = Draft(
        "a", title="b", alt=("c", "Falcon"), caption=("Falcon",), file_name=("falcon.png",),
        link=("https://example.org/falcon",), hashtag=("ProjetFalcon",), attachment=("Falcon",),
    )  # fmt: skip
    (reason,) = gate(PRIVATE).check(draft, now=NOW).reasons
    fields = {finding.field for finding in reason.findings}
    assert fields == {
        "alt[1]", "caption[0]", "file_name[0]", "link[0]", "hashtag[0]", "attachment[0]",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "draft"),
    [
        ("length", 3, Draft("abc")),
        ("words", 2, Draft("a b")),
        ("links", 2, Draft("voir https://example.org", link=("https://example.net",))),
        ("hashtags", 3, Draft("#a et #b", hashtag=("c",))),
        ("mentions", 1, Draft("merci @ada, mail a@example.org")),
        ("emojis", 2, Draft("🚀☀ a")),
        ("images_without_alt", 1, Draft("a", images=2, alt=("b",))),
        ("attachments", 2, Draft("a", attachment=("b",), file_name=("c",))),
        ("capitals", 0.5, Draft("aB 12")),
    ],
)
def test_fields_of_a_draft(field: str, value: float, draft: Draft) -> None:
    exact = (Bounded(Operator.AT_LEAST, value), Bounded(Operator.AT_MOST, value))
    rule = Rule("r", when_all=(Pattern("draft", tuple((field, one) for one in exact)),))
    assert fired(gate(rule).check(draft, now=NOW)) == ["r"]


class Asked:
    """A register that remembers what it was asked."""

    def __init__(self) -> None:
        self.situations: list[Situation] = []

    def facts(self, situation: Situation) -> list[Fact]:
        self.situations.append(situation)
        return []


class TestWhatRegistersAreAsked:
    """Earlier drafts come with who could read them and what they hold."""

    @pytest.mark.parametrize("key", [b"", b"k" * 32], ids=["no key", "a key"])
    def test_earlier_drafts_come_with_their_readers_and_findings(self, key: bytes) -> None:
        asked = Asked()
        one = Gate(replace(BASE, rules=(PRIVATE,)), registers=[asked], key=key)
        history = [
            Draft("Falcon", channel="portal"),
            Draft("rien", channel="unheard-of"),
            Draft("Falcon 12"),
            Draft("Falcon", channel="board"),
        ]
        for _ in range(2):
            one.check(Draft("Bonjour", channel="x"), now=NOW, history=history)
        for situation in asked.situations:
            assert [past.audience.id for past in situation.past] == [
                "partners",
                "public",
                "public",
                "board",
            ]
            labels = [[finding.label for finding in past.findings] for past in situation.past]
            assert labels == [["code-name"], [], ["code-name"], ["code-name"]]

    def test_an_earlier_draft_that_cannot_be_read_holds(self) -> None:
        one = Gate(replace(BASE, rules=(PRIVATE,)), registers=[Asked()], key=b"k" * 32)
        history = [Draft("x" * (Limits().characters + 1))] * 2
        for _ in range(2):
            decision = one.check(Draft("Bonjour"), now=NOW, history=history)
            assert (decision.verdict, len(decision.faults)) == (Verdict.FLAG, 2)  # alone, together


class Broken:
    """A classifier that fails on a word."""

    label = "broken"
    seen = unseen = ()

    def classify(self, view: View) -> Iterator[Hit]:
        if "fail" in view.text:
            raise ValueError(view.text)
        yield from ()


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param({"text": "a", "alt": "Falcon"}, id="a text where texts are listed"),
        pytest.param({"text": "a", "alt": (None,)}, id="nothing among texts"),
        pytest.param({"text": None}, id="no text"),
        pytest.param({"text": b"Falcon"}, id="bytes"),
        pytest.param({"text": "a", "title": 3}, id="a number"),
        pytest.param({"text": "a", "reply_to": None}, id="nothing answered"),
        pytest.param({"text": "a", "publish_at": datetime(2026, 1, 1)}, id="no zone"),
        pytest.param({"text": "a", "publish_at": "2026-01-01"}, id="a date in letters"),
    ],
)
def test_a_draft_built_from_wrong_values_is_refused(draft: dict[str, Any]) -> None:
    with pytest.raises(DraftError):
        gate(PRIVATE).check(Draft(**draft), now=NOW)


class TestFaults:
    """A fault holds the draft, and says which rules it left unevaluated."""

    def test_a_classifier_that_raises(self) -> None:
        rules = (PRIVATE, Rule("b", when_all=(pattern("finding", label="broken"),)))
        checked = Gate(replace(BASE, rules=rules), models=[Broken()])
        decision = checked.check(Draft("fail"), now=NOW)
        assert decision.verdict is Verdict.FLAG
        assert [(f.what, f.kind, f.rules) for f in decision.faults] == [
            ("broken", FaultKind.EXCEPTION, ("b",))
        ]
        assert checked.check(Draft("ok"), now=NOW).verdict is Verdict.ALLOW

    def test_a_draft_that_is_too_long_is_held_unread(self) -> None:
        decision = gate(PRIVATE).check(Draft("a" * (Limits().characters + 1)), now=NOW)
        assert (decision.verdict, decision.faults[0].kind) == (Verdict.FLAG, FaultKind.LIMIT)
        assert decision.faults[0].rules == ("code",)

    def test_the_policy_says_how_long_a_draft_may_be(self) -> None:
        short = gate(PRIVATE, limits=Limits(characters=10))
        held = short.check(Draft("a" * 9, title="bb"), now=NOW)
        assert [fault.why for fault in held.faults] == ["more than 10 characters"]
        assert short.check(Draft("a" * 9, title="b"), now=NOW).allowed

    def test_a_register_that_raises(self) -> None:
        class Register:
            name = "statements"

            def facts(self, situation: Situation) -> list[Fact]:
                raise OSError(situation.draft.text)

        decision = Gate(replace(BASE, rules=(PRIVATE,)), registers=[Register()]).check(
            Draft("secret"), now=NOW
        )
        assert decision.verdict is Verdict.FLAG
        assert "secret" not in repr(decision.faults)

    def test_rules_can_escalate_a_fault(self) -> None:
        rule = Rule("no-fault", when_all=(pattern("fault"),), verdict=Verdict.BLOCK)
        checked = Gate(replace(BASE, rules=(rule,)), models=[Broken()])
        # A rule on any finding makes the classifier run.
        assert checked.check(Draft("fail"), now=NOW).verdict is Verdict.BLOCK

    def test_hashed_terms_without_a_key_are_refused(self) -> None:
        labels = {"code-name": Label("code-name", hashed=("1:" + "0" * 32,))}
        with pytest.raises(GateError, match="key"):
            gate(PRIVATE, labels=labels)


class Ticks:
    """A clock that goes ``step`` seconds forward each time it is looked at."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class TestTime:
    """A draft that takes longer than its seconds is held, and never better off for it."""

    def test_time_that_is_over_holds_and_leaves_every_rule_unevaluated(self) -> None:
        slow = Gate(replace(BASE, rules=(PRIVATE,)), clock=Ticks(100))
        decision = slow.check(Draft("Bonjour"), now=NOW)
        assert decision.verdict is Verdict.FLAG
        assert [(f.what, f.kind, f.why, f.rules) for f in decision.faults] == [
            ("draft", FaultKind.TIMEOUT, "more than 30 seconds", ("code",))
        ]

    @pytest.mark.parametrize("step", [0.5, 2, 4, 5, 6, 8, 10, 15, 20, 29, 31])
    @pytest.mark.parametrize("text", ["Falcon", "Bonjour"])
    def test_whenever_it_is_over_the_verdict_is_no_less_strict(
        self, step: float, text: str
    ) -> None:
        """What was found before stays found; what was not read is for a person to read."""
        policy = replace(BASE, rules=(PRIVATE,))
        draft = Draft(text, title="a title", reply_to="a message")
        whole = Gate(policy).check(draft, now=NOW)
        slow = Gate(policy, clock=Ticks(step)).check(draft, now=NOW)
        assert slow.verdict >= min(whole.verdict, Verdict.FLAG)
        assert slow.verdict >= whole.verdict or slow.faults[0].rules == ("code",)
        assert slow == whole or slow.faults

    def test_what_was_found_before_still_blocks(self) -> None:
        slow = Gate(replace(BASE, rules=(PRIVATE,)), clock=Ticks(12))
        decision = slow.check(Draft("Falcon", title="a", alt=("b",)), now=NOW)
        assert (decision.verdict, len(decision.faults)) == (Verdict.BLOCK, 1)

    def test_an_earlier_draft_that_took_too_long_is_read_again(self) -> None:
        clock = Ticks(100)
        one = Gate(replace(BASE, rules=(PRIVATE,)), registers=[Asked()], key=b"k" * 32, clock=clock)
        history = [Draft("Falcon")]
        assert one.check(Draft("Bonjour"), now=NOW, history=history).faults
        clock.step = 0.0
        assert not one.check(Draft("Bonjour"), now=NOW, history=history).faults


class TestWaivers:
    waiver = Waiver("W-1", "code", "ada", "known already", NOW + HOUR)

    def test_lifts_and_stays_on_the_record(self) -> None:
        decision = gate(PRIVATE, waivers=(self.waiver,)).check(Draft("Falcon"), now=NOW)
        assert decision.verdict is Verdict.ALLOW
        assert decision.reasons[0].waiver == self.waiver

    def test_must_still_hold_when_the_post_goes_out(self) -> None:
        later = Draft("Falcon", publish_at=NOW + 2 * HOUR)
        assert gate(PRIVATE, waivers=(self.waiver,)).check(later, now=NOW).verdict is Verdict.BLOCK

    def test_an_acknowledgement_lifts_what_allows_it(self) -> None:
        soft = replace(PRIVATE, override=Override.ACKNOWLEDGE)
        ack = replace(self.waiver, kind="acknowledgement")
        checked = gate(soft).check(Draft("Falcon"), now=NOW, acknowledgements=[ack])
        assert checked.verdict is Verdict.ALLOW
        refused = gate(PRIVATE).check(Draft("Falcon"), now=NOW, acknowledgements=[ack])
        assert refused.verdict is Verdict.BLOCK

    def test_scoped_to_one_finding_by_digest(self) -> None:
        keyed = gate(PRIVATE, key=b"k")
        digest = keyed.check(Draft("Falcon"), now=NOW).reasons[0].findings[0].digest
        scoped = gate(PRIVATE, key=b"k", waivers=(replace(self.waiver, finding=digest),))
        assert scoped.check(Draft("le falcon"), now=NOW).verdict is Verdict.ALLOW
        other = gate(PRIVATE, key=b"other", waivers=(replace(self.waiver, finding=digest),))
        assert other.check(Draft("le falcon"), now=NOW).verdict is Verdict.BLOCK


class TestEdit:
    def test_the_fewest_places_that_help(self) -> None:
        checked = gate(PRIVATE)
        draft = Draft("a Falcon b", alt=("Falcon",))
        places = checked.edit(draft, checked.check(draft, now=NOW), now=NOW)
        assert places == (("alt[0]", (0, 6)), ("text", (2, 8)))

    def test_nothing_to_offer(self) -> None:
        rule = Rule(
            "long",
            when_all=(Pattern("draft", (("length", Bounded(Operator.ABOVE, 2)),)),),
            verdict=Verdict.FLAG,
        )
        draft = Draft("abc")
        assert gate(rule).edit(draft, gate(rule).check(draft, now=NOW), now=NOW) is None


def test_the_same_inputs_give_the_same_decision_through_every_door() -> None:
    drafts = [Draft(f"Falcon {n}" if n % 3 else "a", id=str(n), channel="x") for n in range(600)]
    checked = gate(PRIVATE, key=b"k")
    one_by_one = [checked.check(draft, now=NOW) for draft in drafts]
    assert list(checked.check_many(drafts, now=NOW)) == one_by_one
    assert list(checked.check_many(drafts, now=NOW, workers=2)) == one_by_one


def test_a_decision_holds_no_text() -> None:
    draft = Draft("le projet Falcon coûte 12 %", id="d-1", channel="x")
    rules = (PRIVATE, Rule("f", when_all=(pattern("finding", label="figure"),)))
    assert "alcon" not in repr(gate(*rules, key=b"k").check(draft, now=NOW))


class TestQuietDrafts:
    """Most posts have no reason: what is kept for them is what would be decided anew."""

    @pytest.mark.parametrize("key", [b"", b"key"])
    def test_a_quiet_draft_is_decided_like_any_other(self, key: bytes) -> None:
        quiet = gate(key=key)
        named = quiet.check(Draft("Bonjour", id="7", channel="portal"), now=NOW)
        nameless = quiet.check(Draft("Bonjour", channel="portal"), now=NOW)
        assert replace(named, draft="") == nameless
        assert (named.draft, named.audience, bool(named.draft_digest)) == (
            "7",
            "partners",
            bool(key),
        )

    def test_it_is_decided_for_its_own_channel_and_moment(self) -> None:
        quiet = gate()
        ends = NOW + 48 * HOUR
        tiers = [
            quiet.check(Draft("Bonjour", channel=channel), now=now).audience_tier
            for channel, now in (("portal", NOW), ("x", NOW), ("portal", ends), ("portal", NOW))
        ]
        assert tiers == [Tier.EXTENDED, Tier.PUBLIC, Tier.PUBLIC, Tier.EXTENDED]


SECRET = replace(
    BASE,
    rules=(PRIVATE,),
    labels={"code-name": Label("code-name", terms=(Term("Projet Falcon"), Term("Quetzalcoatl")))},
)


class TestTextsReadTogether:
    """What is cut over title, body, images and posts is put together as its readers put it together."""

    @pytest.mark.parametrize(
        "draft",
        [
            pytest.param(Draft("Falcon arrive", title="Notre projet"), id="title and body"),
            pytest.param(Draft("Voici le projet", alt=("Falcon vu de haut",)), id="body and image"),
            pytest.param(Draft("Bonjour.", alt=("projet", "falcon")), id="two images"),
            pytest.param(Draft("coatl est là", title="Quetzal"), id="one word in two parts"),
            pytest.param(Draft("Le projet", link=("falcon.example",)), id="body and link"),
        ],
    )
    def test_parts(self, draft: Draft) -> None:
        decision = Gate(SECRET).check(draft, now=NOW)
        found = decision.reasons[0].findings
        assert decision.verdict is Verdict.BLOCK
        assert {f.view for f in found} == {"together"}
        assert len(found) == 2
        said = {draft.part(f.field)[slice(*f.span)].lower() for f in found}
        assert said in ({"projet", "falcon"}, {"quetzal", "coatl"})

    def check(self, draft: Draft, *history: Draft) -> Decision:
        return Gate(SECRET).check(draft, now=NOW, history=history)

    def test_an_earlier_post_of_the_thread(self) -> None:
        past = Draft("Voici notre projet", id="one", thread="t", author="ada", channel="x")
        draft = Draft("Falcon !", thread="t", author="bea", channel="x")
        decision = self.check(draft, past)
        assert decision.verdict is Verdict.BLOCK
        here, there = sorted(decision.reasons[0].findings, key=lambda f: f.draft)
        assert (here.field, here.span, here.draft) == ("text", Span(0, 6), "")
        assert (there.field, there.span, there.draft) == ("earlier:text", Span(12, 18), "one")

    def test_another_author_elsewhere_is_not_read_with_it(self) -> None:
        past = Draft("Voici notre projet", author="ada", channel="portal")
        assert self.check(Draft("Falcon !", author="bea", channel="x"), past).allowed

    @pytest.mark.parametrize(("age", "verdict"), [(23, Verdict.BLOCK), (25, Verdict.ALLOW)])
    def test_the_last_drafts_of_the_author_on_the_channel(self, age: int, verdict: Verdict) -> None:
        past = Draft("notre projet", author="ada", channel="x", publish_at=NOW - age * HOUR)
        assert self.check(Draft("Falcon !", author="ada", channel="x"), past).verdict is verdict

    def test_what_earlier_posts_say_alone_is_not_said_again(self) -> None:
        past = Draft("Projet Falcon, Quetzal", author="ada", channel="x")
        assert self.check(Draft("Bonjour", author="ada", channel="x"), past).allowed

    def test_a_word_is_not_made_of_an_end_and_a_start_that_a_space_keeps_apart(self) -> None:
        assert self.check(Draft("colt est là", title="Quetzal")).allowed
