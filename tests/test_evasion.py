"""The evasion benchmark stands on firm ground: seeds are caught, transforms are what they say.

Nothing here looks at a mutant with the gate. Assertions are on counts and truth values, so that one that
fails does not show what is kept from whoever works on the engine.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from benchmarks.evasion import develop, untouched, validate, world
from benchmarks.evasion.seeds import KINDS, Seed, harmless, seeds
from benchmarks.evasion.transforms import Mutant, Transform, draft
from ecluse import Gate, Verdict

SPLITS = {
    "develop": develop.TRANSFORMS,
    "validate": validate.TRANSFORMS,
    "untouched": untouched.TRANSFORMS,
}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SPLIT = pytest.mark.parametrize("split", SPLITS)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return world.gate(tmp_path_factory.mktemp("evasion"))


@cache
def _few() -> tuple[Seed, ...]:
    """A seed of each kind and language."""
    return tuple({(seed.kind, seed.lang): seed for seed in seeds()}.values())


@cache
def _mutants(split: str) -> dict[Transform, list[tuple[Seed, Mutant]]]:
    return {
        one: [(seed, mutant) for seed in _few() if (mutant := one(seed))] for one in SPLITS[split]
    }


class TestSeeds:
    def test_there_are_two_hundred_of_six_kinds(self) -> None:
        many = Counter(seed.kind for seed in seeds())
        assert many.total() >= 200
        assert set(many) == set(KINDS)
        assert min(many.values()) >= 30

    def test_each_has_its_own_text_and_name(self) -> None:
        every = [*seeds(), *harmless()]
        assert len({seed.id for seed in every}) == len({seed.text for seed in every}) == len(every)

    def test_they_are_the_same_each_time(self) -> None:
        assert seeds.__wrapped__() == seeds()

    def test_every_seed_is_held_as_it_stands(self, gate: Gate) -> None:
        free = [
            s.id for s in seeds() if gate.check(draft(s, s.text), now=NOW).verdict < Verdict.FLAG
        ]
        assert not free

    def test_every_seed_is_free_without_its_span(self, gate: Gate) -> None:
        rests = ((s.id, draft(s, s.before + s.after)) for s in seeds())
        held = [id for id, rest in rests if not gate.check(rest, now=NOW).allowed]
        assert not held

    def test_harmless_posts_are_free(self, gate: Gate) -> None:
        held = [s.id for s in harmless() if not gate.check(draft(s, s.text), now=NOW).allowed]
        assert not held


class TestTransforms:
    def test_there_are_enough_and_no_family_is_in_two_splits(self) -> None:
        families = [{one.family for one in transforms} for transforms in SPLITS.values()]
        many = sum(map(len, SPLITS.values()))
        assert many >= 120
        sizes, together = [len(one) for one in families], len(set.union(*families))
        assert (sizes, together) == ([36, 12, 12], 60)

    @SPLIT
    def test_names_are_unique(self, split: str) -> None:
        doubled = len(SPLITS[split]) - len({(one.family, one.name) for one in SPLITS[split]})
        assert doubled == 0

    @SPLIT
    def test_each_applies_to_some_seed(self, split: str) -> None:
        idle = sum(not any(map(one, seeds())) for one in SPLITS[split])
        assert idle == 0

    @SPLIT
    def test_a_mutant_is_the_same_each_time(self, split: str) -> None:
        for one, made in _mutants(split).items():
            same = all(one(seed) == mutant for seed, mutant in made)
            assert same

    @SPLIT
    def test_a_mutant_differs_from_its_seed(self, split: str) -> None:
        for made in _mutants(split).values():
            differ = all(mutant.drafts != (draft(seed, seed.text),) for seed, mutant in made)
            assert differ

    @SPLIT
    def test_homes_are_ranges_of_fields_that_are_there(self, split: str) -> None:
        for _, mutant in (pair for made in _mutants(split).values() for pair in made):
            ranges = [
                0 <= home.start < home.end <= len(mutant.drafts[home.draft].part(home.field))
                for home in mutant.homes
            ]
            assert ranges
            assert all(ranges)

    @SPLIT
    def test_most_transforms_leave_the_span_nowhere_in_one_piece(self, split: str) -> None:
        """Those that move it to another place or bury it do."""
        bare = sum(
            all(seed.secret in mutant.text for seed, mutant in made)
            for made in _mutants(split).values()
            if made
        )
        assert bare <= len(SPLITS[split]) // 5


def test_no_seed_holds_a_token_in_the_repository() -> None:
    written = Path(world.__file__).with_name("seeds.yaml").read_text(encoding="utf-8")
    assert not any(seed.secret in written for seed in seeds() if seed.kind == "secret")
