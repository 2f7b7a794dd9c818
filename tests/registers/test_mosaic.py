"""Mosaics: pieces add up over drafts, messages and authors, for whoever may have read them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.classifiers.engine import Engine
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import (
    PUBLIC_AUDIENCE,
    Audience,
    Channel,
    Draft,
    Finding,
    Past,
    Situation,
    Span,
    Tier,
    Verdict,
)  # fmt: skip
from ecluse.policy.model import Policy
from ecluse.registers import Life, Mosaic, Register, RegisterError
from ecluse.registers.mosaic import Mosaics, Told
from ecluse.rules.conditions import AnyOf, Pattern, Rule
from ecluse.text.views import view_of, views

KEY = b"k" * 32
OTHER = b"o" * 32
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAFF = Audience("staff", Tier.PRIVATE)
DEALERS = Audience("dealers", Tier.EXTENDED)
FITTERS = Audience("fitters", Tier.EXTENDED)
AUDIENCES = [PUBLIC_AUDIENCE, STAFF, DEALERS, FITTERS]
BID = Mosaic(
    "bid",
    3,
    {
        "place": ("Val-Sorine", "vallée de la Sorine", "ligne 51"),
        "team": ("équipe appels d’offres", "bid manager"),
        "date": ("12 mars", "remise des offres"),
        "ally": ("Brenovek", "statement:s-ally"),
    },
)
PIECES = {
    "place": "balade dans la vallée de la Sorine",
    "team": "we hire a bid manager",
    "date": "à demain, le 12 mars",
    "ally": "merci Brenovek",
}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.create(tmp_path / "r", KEY).add([BID])


def part_of(register: Register) -> Mosaics:
    part = register.parts["Mosaic"]
    assert isinstance(part, Mosaics)
    return part


def looked(register: Register, text: str) -> tuple[Finding, ...]:
    return Engine([register], KEY).sweep(views(Draft(text).parts())).findings


def judged(
    register: Register,
    text: str,
    audience: Audience = PUBLIC_AUDIENCE,
    past: Iterable[tuple[Audience, str]] = (),
    answered: str = "",
) -> list[tuple[str, str, float, str]]:
    pasts = tuple(Past(who, looked(register, told)) for who, told in past)
    replied = looked(register, answered) if answered else ()
    situation = Situation(Draft(text), NOON, audience, looked(register, text), replied, past=pasts)
    facts = list(register.facts(situation))
    assert all(fact.finding is not None for fact in facts)
    return [
        (f.finding.label, f.finding.name, f.finding.confidence, f.finding.tier)
        for f in facts
        if f.finding
    ]


COMPLETE = [("mosaic", "bid", 0.95, "private")]
NEAR = [("mosaic-near", "bid", 0.7, "private")]


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        pytest.param("le VAL SORINE", "place", id="separators and capitals"),
        pytest.param("#ValSorine", "place", id="camel case"),
        pytest.param("#valsorine", "place", id="hashtag"),
        pytest.param("la vallée de Sorine", "place", id="articles"),
        pytest.param("les lignes 51", "place", id="plural"),
        pytest.param("deux bid\u00a0managers", "team", id="no-break space"),
        pytest.param("l’Équipe d’appels d'offres", "team", id="elision"),
        pytest.param("le 12 mars 2027", "date", id="date"),
        pytest.param("on March 12th", "date", id="date in English"),
        pytest.param("the 12th of March", "date", id="ordinal"),
        pytest.param("le 12/03/2027", "date", id="date in numbers"),
        pytest.param("le 12.03.2027", "date", id="date with dots"),
    ],
)
def test_a_facet_is_found_however_it_is_written(register: Register, text: str, facet: str) -> None:
    (finding,) = looked(register, text)
    assert (finding.label, finding.name, finding.tier) == ("facet", f"bid/{facet}", "private")


@pytest.mark.parametrize(
    "text",
    ["12,3 %", "12.3 millions", "ligne. 51 personnes", "ligne 510", "la Sorine", "12 3", "12 mai"],
)
def test_what_looks_alike_is_no_facet(register: Register, text: str) -> None:
    assert looked(register, text) == ()


class TestJudging:
    """Hold at k, warn at k − 1."""

    def test_one_draft_may_complete_it(self, register: Register) -> None:
        assert judged(register, "Brenovek, bid manager, 12 mars") == COMPLETE
        assert judged(register, "Brenovek, bid manager") == NEAR
        assert judged(register, "Brenovek, merci Brenovek") == []

    def test_earlier_drafts_count(self, register: Register) -> None:
        past = [(PUBLIC_AUDIENCE, PIECES["place"]), (PUBLIC_AUDIENCE, PIECES["team"])]
        assert judged(register, PIECES["ally"], past=past[:1]) == NEAR
        assert judged(register, PIECES["ally"], past=past) == COMPLETE
        assert judged(register, "bonjour", past=past) == []

    def test_the_message_answered_counts(self, register: Register) -> None:
        answered = "Brenovek en Val-Sorine ?"
        assert judged(register, "oui, le 12 mars", answered=answered) == COMPLETE
        assert judged(register, "bonne soirée", answered=answered) == []

    def test_a_statement_may_be_a_facet(self, register: Register) -> None:
        said = Finding("statement", "text", Span(0, 5), 0.9, name="s-ally", tier="private")
        found = looked(register, "bid manager, 12 mars")
        situation = Situation(Draft("…"), NOON, PUBLIC_AUDIENCE, (*found, said))
        assert [f.finding.label for f in register.facts(situation) if f.finding] == ["mosaic"]

    @pytest.mark.parametrize(
        ("told", "now", "counts"),
        [
            (PUBLIC_AUDIENCE, STAFF, True),
            (PUBLIC_AUDIENCE, DEALERS, True),
            (DEALERS, STAFF, True),
            (DEALERS, DEALERS, True),
            (DEALERS, FITTERS, False),
            (DEALERS, PUBLIC_AUDIENCE, False),
            (STAFF, DEALERS, False),
            (STAFF, PUBLIC_AUDIENCE, False),
        ],
        ids=lambda value: getattr(value, "id", str(value)),
    )
    def test_what_a_wider_audience_knows_a_narrower_one_does(
        self, register: Register, told: Audience, now: Audience, counts: bool
    ) -> None:
        past = [(told, "Val-Sorine, bid manager")]
        assert judged(register, PIECES["ally"], now, past) == (COMPLETE if counts else [])
        changes = part_of(register).recording(
            [Told(Draft("Val-Sorine, bid manager"), told.id, told.tier, NOON)]
        )
        register.store.commit(changes)
        again = Register(register.store.folder, KEY)
        assert judged(again, PIECES["ally"], now) == (COMPLETE if counts else [])

    def test_what_was_recorded_is_nothing_new(self, register: Register) -> None:
        everything = Draft(" ".join(PIECES.values()))
        register.store.commit(
            part_of(register).recording([Told(everything, "public", Tier.PUBLIC, NOON)])
        )
        again = Register(register.store.folder, KEY)
        assert judged(again, "Brenovek, bid manager, 12 mars") == []

    def test_the_fact_stands_where_the_first_new_facet_does(self, register: Register) -> None:
        text = "le 12 mars, bid manager, Brenovek"
        situation = Situation(Draft(text), NOON, PUBLIC_AUDIENCE, looked(register, text))
        (fact,) = register.facts(situation)
        assert fact.finding is not None
        assert text[slice(*fact.finding.span)] == "12 mars"


pieces = st.lists(st.sampled_from(sorted(PIECES)), max_size=3)
pasts = st.lists(st.tuples(st.sampled_from(AUDIENCES), st.sampled_from(sorted(PIECES))), max_size=5)
STRENGTH = {"": 0, "mosaic-near": 1, "mosaic": 2}


def strength(found: Sequence[tuple[str, str, float, str]]) -> int:
    return max((STRENGTH[label] for label, name, *_ in found if name == "bid"), default=0)


class TestLaws:
    """Knowledge only grows."""

    @given(pieces, pasts, pasts, st.sampled_from(AUDIENCES), st.randoms(use_true_random=False))
    @settings(max_examples=150, deadline=None)
    def test_more_history_never_loosens_and_its_order_is_nothing(
        self, own: list[str], past: list, more: list, audience: Audience, random
    ) -> None:
        register = shared()
        text = ", ".join(PIECES[piece] for piece in own)
        told = [(who, PIECES[piece]) for who, piece in past]
        whole = [*told, *((who, PIECES[piece]) for who, piece in more)]
        before, after = (
            judged(register, text, audience, told),
            judged(register, text, audience, whole),
        )
        assert strength(before) <= strength(after)
        assert judged(register, text, audience, random.sample(whole, len(whole))) == after

    @given(pieces, pasts, st.sampled_from(AUDIENCES))
    @settings(max_examples=150, deadline=None)
    def test_it_says_what_counting_says(
        self, own: list[str], past: list, audience: Audience
    ) -> None:
        text = ", ".join(PIECES[piece] for piece in own)
        found = strength(judged(shared(), text, audience, [(who, PIECES[p]) for who, p in past]))
        knows = {
            p
            for who, p in past
            if who.tier is Tier.PUBLIC or who == audience or who.tier > audience.tier
        }
        short = 3 - len(knows | set(own))
        assert found == (0 if not own or short > 1 else 2 - max(0, short))

    @given(pieces, pasts)
    @settings(max_examples=25, deadline=None)
    def test_another_mosaic_changes_nothing_for_this_one(self, own: list[str], past: list) -> None:
        text = ", ".join(PIECES[piece] for piece in own)
        told = [(who, PIECES[piece]) for who, piece in past]
        with tempfile.TemporaryDirectory() as at:
            register = Register.create(f"{at}/r", KEY).add([BID])
            digest, alone = register.store.digest, judged(register, text, past=told)
            more = register.add(
                [
                    Mosaic("other", 1, {"x": ("Brenovek",)}),
                    Mosaic("a", 2, {"y": ("w",), "z": ("v",)}),
                ]
            )
            assert set(alone) <= set(judged(more, text, past=told))
            assert more.remove(["other", "a"]).store.digest == digest

    @given(
        st.lists(st.tuples(st.sampled_from(AUDIENCES), pieces, st.integers(0, 9)), max_size=5),
        st.randoms(),
    )
    @settings(max_examples=50, deadline=None)
    def test_the_ledger_is_a_function_of_what_was_told(self, told: list, random) -> None:
        history = [
            Told(
                Draft(", ".join(PIECES[p] for p in own)),
                who.id,
                who.tier,
                NOON + timedelta(hours=hour),
            )
            for who, own, hour in told
        ]
        with tempfile.TemporaryDirectory() as at:
            register = Register.create(f"{at}/r", KEY).add([BID])
            for one in [*history, *history]:
                register.store.commit(part_of(register).recording([Told(*one)]))
                register = Register(register.store.folder, KEY)
            digest = register.store.digest
            assert (
                part_of(register).recording(random.sample(history, len(history)), anew=True) == {}
            )
            fresh = Register.create(f"{at}/s", KEY).add([BID])
            fresh.store.commit(part_of(fresh).recording(history, anew=True))
            assert fresh.store.digest == digest


_shared: list[Register] = []


def shared() -> Register:
    if not _shared:
        _shared.append(Register.create(f"{tempfile.mkdtemp()}/r", KEY).add([BID]))
    return _shared[0]


class TestLedger:
    """Identifiers and digests only."""

    def test_recording_twice_changes_nothing(self, register: Register) -> None:
        draft = Draft("Val-Sorine avec Brenovek")
        register.store.commit(
            part_of(register).recording([Told(draft, "public", Tier.PUBLIC, NOON)])
        )
        again = Register(register.store.folder, KEY)
        assert part_of(again).recording([Told(draft, "public", Tier.PUBLIC, NOON)]) == {}
        assert (
            part_of(again).recording([Told(draft, "public", Tier.PUBLIC, NOON + timedelta(1))])
            == {}
        )

    def test_removing_a_mosaic_removes_its_lines(self, register: Register) -> None:
        other = Mosaic("other", 2, {"x": ("Brenovek",), "y": ("statement:s",)})
        register = register.add([other])
        register.store.commit(
            part_of(register).recording([Told(Draft("Brenovek"), "public", Tier.PUBLIC, NOON)])
        )
        register = Register(register.store.folder, KEY).remove(["other"])
        assert b"other" not in register.store.read("ledger")
        assert b"bid" in register.store.read("ledger")
        assert register.remove(["bid"]).store.names() == ()

    def test_statements_are_recorded_with_the_findings_of_the_gate(
        self, register: Register
    ) -> None:
        said = Finding("statement", "text", Span(0, 1), name="s-ally")
        changes = part_of(register).recording(
            [Told(Draft("…"), "public", Tier.PUBLIC, NOON, [said])]
        )
        register.store.commit(changes)
        assert b'"ally"' in register.store.read("ledger")

    def test_a_moment_without_a_zone_is_refused(self, register: Register) -> None:
        with pytest.raises(ValueError, match="time zone"):
            part_of(register).recording(
                [Told(Draft("Brenovek"), "public", Tier.PUBLIC, datetime(2026, 1, 1))]
            )

    def test_no_file_holds_a_clear_phrase(self, register: Register) -> None:
        draft = Draft("Val-Sorine avec Brenovek, bid manager")
        register.store.commit(
            part_of(register).recording([Told(draft, "public", Tier.PUBLIC, NOON)])
        )
        whole = b"".join(path.read_bytes() for path in register.store.folder.iterdir()).lower()
        for clear in (b"sorine", b"brenovek", b"manager", b"mars", b"month", b"offres"):
            assert clear not in whole

    def test_another_key_finds_nothing(self, register: Register, tmp_path: Path) -> None:
        other = Register.create(tmp_path / "other", OTHER)
        other.store.commit({"mosaics": register.store.read("mosaics")})
        text = "Val-Sorine, Brenovek, bid manager, 12 mars"
        assert list(Register(tmp_path / "other", OTHER).classify(view_of(text))) == []


class TestTheGate:
    """From a thread to a verdict."""

    HOLD = Rule(
        "pieces",
        when_all=(Pattern("finding", (("label", AnyOf(("mosaic",))),)),),
        verdict=Verdict.FLAG,
    )
    POLICY = Policy(
        digest="0" * 32,
        rules=(HOLD,),
        audiences={"dealers": DEALERS, "everyone": Audience("everyone", Tier.PUBLIC)},
        channels={"x": Channel("x", "everyone"), "portal": Channel("portal", "dealers")},
    )

    def test_a_thread_of_several_authors_is_held_when_it_completes_the_secret(
        self, register: Register
    ) -> None:
        gate = Gate(self.POLICY, registers=[register], key=KEY)
        thread = [Draft(PIECES[p], channel="x", author=p) for p in ("place", "team", "date")]
        verdicts = [
            gate.check(d, now=NOON, history=thread[:n]).verdict for n, d in enumerate(thread)
        ]
        assert verdicts == [Verdict.ALLOW, Verdict.ALLOW, Verdict.FLAG]

    def test_what_dealers_were_told_the_public_does_not_know(self, register: Register) -> None:
        gate = Gate(self.POLICY, registers=[register], key=KEY)
        past = [Draft(PIECES[p], channel="portal") for p in ("place", "team")]
        assert (
            gate.check(Draft(PIECES["ally"], channel="x"), now=NOON, history=past).verdict
            is Verdict.ALLOW
        )
        held = gate.check(Draft(PIECES["ally"], channel="portal"), now=NOON, history=past)
        assert held.verdict is Verdict.FLAG

    def test_a_released_mosaic_is_public(self, tmp_path: Path) -> None:
        over = replace(BID, life=Life(until=NOON))
        register = Register.create(tmp_path / "over", KEY).add([over])
        text = "Brenovek, bid manager, 12 mars"
        situation = Situation(Draft(text), NOON, PUBLIC_AUDIENCE, looked(register, text))
        assert [fact.kind for fact in register.facts(situation)] == ["finding", "public_record"]


@pytest.mark.parametrize(
    "wrong",
    [
        Mosaic("m", 0, {"a": ("b",)}),
        Mosaic("m", 2, {"a": ("b",)}),
        Mosaic("m", 1, {"a": ()}),
        Mosaic("m", 1, {"a": ("!!",)}),
        Mosaic("m", 1, {"a/b": ("c",)}),
        Mosaic("m", 1, {"a": ("one two three four five six seven eight nine",)}),
    ],
    ids=["no threshold", "out of reach", "no phrase", "no word", "a slash", "too long"],
)
def test_what_cannot_be_judged_is_refused(register: Register, wrong: Mosaic) -> None:
    with pytest.raises(RegisterError, match=r"^m has"):
        register.add([wrong])
