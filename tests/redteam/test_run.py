"""A run: which examples are disguised, and what is said of each mutation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Draft, Hit, Message, Span
from ecluse.policy.load import loads
from ecluse.redteam.catalogue import pairs, transforms
from ecluse.redteam.run import Count, Result, smuggle
from ecluse.redteam.transform import Apply, Goods, Parcel, Transform, on_goods, on_text

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)

POLICY = """
version: 1
labels:
  code-name: {terms: [Projet Goéland, Vif-Argent]}
  doubt: {terms: [euh]}
rules:
  - id: code-name
    when_all: [{finding: {label: code-name}}]
    tier: private
    because: Un nom de code.
    examples:
      caught: [Le projet Goéland sort., Le projet Goéland et Vif-Argent.]
      clear: [Un goéland dort., Une mouette aussi.]
  - id: doubt
    when_all: [{finding: {label: doubt}}]
    verdict: flag
    because: Une hésitation.
    examples: {caught: ["Euh, lundi."], clear: [Lundi.]}
"""

GONE = on_goods(lambda text, random: "…")
SHOUTED = on_goods(lambda text, random: text.upper())
DOUBTED = on_goods(lambda text, random: "euh")
RANDOM = on_goods(lambda text, random: text if random.random() < 0.5 else f"{random.random()}")


def transform(name: str, apply: Apply, cost: int = 2) -> Transform:
    return Transform(name, "own", Message(en=name), cost, readable=True, apply=apply)


def run(policy: str, *chosen: Transform, **given: object) -> Result:
    loaded = loads(policy)
    return smuggle(loaded, Gate(loaded), chosen, now=NOW, **given)  # type: ignore[arg-type]


def counted(result: Result, name: str) -> tuple[int, int, int, int]:
    one = result.counts[name]
    return one.tried, one.caught, one.held, one.slipped


class TestOutcomes:
    def test_each_mutation_is_caught_or_held_or_slips(self) -> None:
        own = (transform("shout", SHOUTED), transform("gone", GONE), transform("doubt", DOUBTED))
        result = run(POLICY, *own, only=["code-name"])
        assert counted(result, "shout") == (2, 2, 0, 0)
        assert counted(result, "gone") == (2, 0, 0, 2)
        assert counted(result, "doubt") == (2, 0, 2, 0)
        assert result.rules == {"code-name": Count(6, 2, 2, 2)}

    def test_all_goods_are_hidden_not_the_first_only(self) -> None:
        result = run(POLICY, transform("gone", GONE))
        texts = {survivor.parcel.drafts[0].text for survivor in result.survivors.values()}
        assert texts == {"Le … sort.", "…, lundi."}

    def test_a_fault_holds(self) -> None:
        class Breaks:
            label, seen, unseen = "breaks", ("…",), ("a",)

            def classify(self, view: object) -> Sequence[Hit]:
                if "…" in view.text:  # type: ignore[attr-defined]
                    raise RuntimeError
                return ()

        policy = loads(POLICY)
        gate = Gate(policy, models=[Breaks()])
        result = smuggle(policy, gate, [transform("gone", GONE)], now=NOW, only=["code-name"])
        assert counted(result, "gone") == (2, 0, 2, 0)

    def test_a_mutation_that_changes_nothing_is_not_tried(self) -> None:
        same = transform("same", on_goods(lambda text, random: text))
        never = transform("never", lambda parcel, random: None)
        result = run(POLICY, same, never)
        assert result.total() == Count()

    def test_harmless_text_that_is_found_afterwards_is_spoiled(self) -> None:
        spoil = transform("spoil", on_text(lambda text, random: f"{text} euh"))
        result = run(POLICY, spoil, transform("shout", SHOUTED))
        assert (result.counts["spoil"].clear, result.counts["spoil"].spoiled) == (3, 3)
        assert (result.counts["shout"].clear, result.counts["shout"].spoiled) == (3, 0)

    def test_harmless_text_that_is_held_for_its_form_is_counted_apart(self) -> None:
        policy = POLICY.replace("version: 1\n", "version: 1\nextends: [social]\n").replace(
            "clear: [Lundi.]", "clear: [{text: Lundi., channel: x}]"
        )
        policy += (
            "channels: {x: {audience: public, kind: x}}\naudiences: {public: {tier: public}}\n"
        )
        long = transform("long", on_text(lambda text, random: text + "a" * 300))
        result = run(policy, long, only=["doubt"])
        count = result.counts["long"]
        assert (count.clear, count.spoiled, count.clear_held) == (1, 0, 1)


class TestExamples:
    def test_what_is_not_really_caught_is_left_out_and_counted(self) -> None:
        policy = """
version: 1
labels: {code-name: {terms: [Goéland]}}
audiences: {board: {tier: private}}
rules:
  - id: code-name
    when_all: [{finding: {label: code-name}}]
    tier: private
    because: Un nom de code.
    examples:
      caught: [Une mouette, {text: Goéland, audience: board}, Goéland, {seq: 3}]
  - {id: bare, when_all: [{draft: {images: {at_least: 1}}}], verdict: flag, because: Une image.,
     examples: {caught: [{text: Voici., images: 1}]}}
"""
        result = run(policy, transform("gone", GONE))
        assert result.left_out == {"not-caught": 1, "allowed": 1, "no-draft": 1, "wordless": 1}
        assert result.examples == 1
        assert counted(result, "gone") == (1, 0, 0, 1)

    def test_a_waived_reason_and_a_rule_on_trial_catch_nothing(self) -> None:
        waived = POLICY + (
            "waivers: [{id: w, rule: code-name, owner: o, because: b, until: '2999-01-01Z', scope: {}}]\n"
        )
        result = run(waived, transform("gone", GONE), only=["code-name"])
        assert result.left_out == {"not-caught": 2}
        shadow = POLICY.replace("because: Un nom", "mode: shadow\n    because: Un nom")
        assert run(shadow, transform("gone", GONE), only=["code-name"]).examples == 0

    def test_what_others_said_is_not_disguised(self) -> None:
        policy = """
version: 1
labels: {code-name: {terms: [Goéland]}}
rules:
  - id: answer
    when_all: [{reply: {label: code-name}}]
    verdict: flag
    because: On nous tend une perche.
    examples: {caught: [{text: Bientôt., reply_to: "Et Goéland ?"}]}
"""
        assert run(policy, transform("gone", GONE)).left_out == {"wordless": 1}

    def test_only_and_limit_choose_examples(self) -> None:
        assert run(POLICY, transform("gone", GONE), only=["doubt"]).examples == 1
        limited = run(POLICY, transform("gone", GONE), limit=1)
        assert (limited.examples, limited.clear) == (2, 2)

    def test_an_example_keeps_its_history(self) -> None:
        policy = """
version: 1
labels: {piece: {terms: [{term: deux bacs, name: a}, {term: moteur, name: b}]}}
rules:
  - id: pieces
    count: [{finding: {label: piece}, distinct: name, at_least: 2, within: {of: thread, window: 7d}}]
    verdict: flag
    because: Ensemble, cela suffit.
    examples:
      caught: [{text: Un moteur., thread: t, seq: 2, history: [{text: Deux bacs., thread: t, seq: 1}]}]
"""
        result = run(policy, transform("shout", SHOUTED), transform("gone", GONE))
        assert counted(result, "shout") == (1, 1, 0, 0)
        assert counted(result, "gone") == (1, 0, 0, 1)


class TestThreads:
    def test_every_post_is_checked_after_those_before_it(self) -> None:
        posts: list[tuple[str, int]] = []

        class Watched(Gate):
            def check(self, draft: Draft, **given: object):  # type: ignore[no-untyped-def, override]
                posts.append((draft.text, len(given["history"])))  # type: ignore[arg-type]
                return super().check(draft, **given)  # type: ignore[arg-type]

        def cut(parcel: Parcel, random: Random) -> Parcel:
            drafts = tuple(replace(parcel.drafts[0], text=word) for word in ("un", "deux", "trois"))
            return Parcel(drafts, (Goods(0, "text", (Span(0, 2),)),))

        policy = loads(POLICY)
        smuggle(policy, Watched(policy), [transform("cut", cut)], now=NOW, only=["doubt"], limit=1)
        assert posts[:4] == [("Euh, lundi.", 0), ("un", 0), ("deux", 1), ("trois", 2)]

    def test_one_post_that_is_caught_gives_the_parcel_away(self) -> None:
        def cut(parcel: Parcel, random: Random) -> Parcel:
            draft = parcel.drafts[0]
            return Parcel((draft, replace(draft, text="Bonsoir.")), parcel.goods)

        assert counted(run(POLICY, transform("cut", cut)), "cut") == (3, 3, 0, 0)


class TestChance:
    def test_the_same_seed_gives_the_same_mutations(self) -> None:
        one, again = (run(POLICY, transform("random", RANDOM), seed=5) for _ in range(2))
        assert one.survivors == again.survivors
        assert one.counts == again.counts

    def test_another_seed_gives_others(self) -> None:
        results = [run(POLICY, transform("random", RANDOM), seed=seed) for seed in range(6)]
        assert len({str(result.survivors) for result in results}) > 1

    def test_what_else_is_run_changes_no_mutation(self) -> None:
        alone = run(POLICY, transform("random", RANDOM), only=["doubt"])
        among = run(POLICY, transform("gone", GONE), transform("random", RANDOM))
        assert alone.counts["random"].tried <= among.counts["random"].tried
        key = ("doubt", "random")
        assert alone.survivors.get(key) == among.survivors.get(key)


class TestSmallest:
    def test_the_cheapest_that_slips_is_the_smallest_of_a_rule(self) -> None:
        dear = transform("dear", GONE, cost=5)
        cheap = transform("cheap", on_goods(lambda text, random: "Xy"), cost=1)
        result = run(POLICY, dear, cheap, only=["code-name"])
        smallest = result.smallest("code-name")
        assert smallest is not None
        assert smallest.transform.name == "cheap"
        assert smallest.cargo.parcel.drafts[0].text == "Le projet Goéland sort."
        assert result.smallest("doubt") is None

    def test_for_each_rule_and_transform_one_is_kept(self) -> None:
        result = run(POLICY, transform("gone", GONE))
        assert set(result.survivors) == {("code-name", "gone"), ("doubt", "gone")}


def test_pairs_leave_harmless_text_alone() -> None:
    chosen = pairs(transforms(), 5, 1)
    assert run(POLICY, *chosen).total().clear == 0


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    run(POLICY, transform("gone", GONE), see=seen.append)
    assert seen == [(number, 6) for number in range(6)]
