"""Playful posts that hide nothing are not held for how they are written."""

from __future__ import annotations

import pytest

from benchmarks.harmless import POLICIES, Count, creative, measure, prepared


@pytest.fixture(scope="module")
def counts() -> list[Count]:
    return measure(
        "creative", creative(), {name: prepared(path) for name, path in POLICIES.items()}
    )


def test_the_creative_posts_have_ids_of_their_own() -> None:
    ids = [text.id for text in creative()]
    assert len(ids) == len(set(ids)) >= 300


def test_no_creative_post_is_blocked_because_of_a_view(counts: list[Count]) -> None:
    assert [hit for one in counts for hit in one.hit if hit.startswith("block")] == []


def test_at_most_one_creative_post_in_twenty_is_held_because_of_a_view(
    counts: list[Count],
) -> None:
    assert [(one.policy, one.channel, one.hit) for one in counts if one.is_missed] == []


def test_every_finding_in_a_creative_post_has_its_place_inside(counts: list[Count]) -> None:
    assert [strayed for one in counts for strayed in one.strayed] == []
