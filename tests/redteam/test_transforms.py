"""Every transform: what it is called, that it repeats, that the goods are where it says."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Draft, Message, Span
from ecluse.redteam.catalogue import FAMILIES, families_of, pairs, transforms
from ecluse.redteam.transform import Goods, Parcel, Transform, on_goods, parcel_of, then, with_part

EVERY = transforms()
named = pytest.mark.parametrize("transform", EVERY, ids=lambda one: one.name)


def made(transform: Transform, parcel: Parcel, seed: int = 0) -> Parcel | None:
    return transform.apply(parcel, Random(seed))


def goods_of(parcel: Parcel) -> list[str]:
    """What stands where the goods are."""
    return [
        parcel.drafts[goods.draft].part(goods.field)[start:end]
        for goods in parcel.goods
        for start, end in goods.spans
    ]


def test_no_two_transforms_have_one_name() -> None:
    assert [name for name, times in Counter(one.name for one in EVERY).items() if times > 1] == []


def test_there_are_enough_of_them_in_families_of_their_own() -> None:
    assert len(EVERY) >= 300
    assert all(len({one.family for one in family}) == 1 for family in FAMILIES)
    assert len(families_of(EVERY)) == len(FAMILIES)


@named
def test_a_transform_says_what_it_does_in_both_languages(transform: Transform) -> None:
    assert isinstance(transform.says, Message)
    assert all(transform.says)
    assert not transform.says.en.endswith(".")
    assert 1 <= transform.cost <= 5


@named
def test_a_transform_changes_its_sample_the_same_way_each_time(transform: Transform) -> None:
    sample = parcel_of(transform.sample)
    once = made(transform, sample, 7)
    assert once is not None
    assert once != sample
    assert once == made(transform, sample, 7)


@named
def test_a_transform_carries_the_goods_along(transform: Transform) -> None:
    parcel = made(transform, parcel_of(transform.sample))
    assert parcel is not None
    assert parcel.goods
    assert all(goods_of(parcel))


@named
def test_what_is_no_goods_stays_as_it_is(transform: Transform) -> None:
    """But for transforms of the whole text, which make all of it goods."""
    sample = parcel_of("Avant, [projet Goéland] après.")
    parcel = made(transform, sample)
    if parcel is None or transform.cost in (3, 5):
        return
    text = "".join(part.text for draft in parcel.drafts for part in draft.parts())
    assert "Avant, " in text
    assert "après." in text


texts = st.text(max_size=30) | st.text(alphabet="aé .-'@0\u200b\ud800\U0001f6b2\n", max_size=30)


def verify(transform: Transform, before: str, goods: str, after: str, seed: int = 0) -> None:
    span = Span(len(before), len(before) + len(goods))
    parcel = Parcel((Draft(before + goods + after),), (Goods(0, "text", (span,)),))
    changed = made(transform, parcel, seed)
    if changed is None:
        return
    assert changed == made(transform, parcel, seed)
    for draft, field, spans in changed.goods:
        length = len(changed.drafts[draft].part(field))
        assert all(0 <= start <= end <= length for start, end in spans)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(EVERY), texts, texts.filter(bool), texts, st.integers(0, 99))
def test_any_text_gives_a_parcel_whose_goods_are_inside_it(
    transform: Transform, before: str, goods: str, after: str, seed: int
) -> None:
    verify(transform, before, goods, after, seed)


@pytest.mark.parametrize("goods", ["\ud800", "\0", "  ", "01", "a", "\n", "é" * 40, "🚲🌊"])
def test_no_text_makes_a_transform_fail(goods: str) -> None:
    for transform in EVERY:
        verify(transform, "", goods, "")
        verify(transform, "\udfff", goods, "\ud800")


@named
def test_goods_in_any_field_can_be_changed(transform: Transform) -> None:
    """A transform that works on texts works on each; one of drafts may leave such a parcel alone."""
    draft = Draft("Regardez.", title="Le projet Goéland", alt=("une mouette", "le projet Goéland"))
    spans = (Span(3, 17),)
    parcel = Parcel((draft,), (Goods(0, "title", spans), Goods(0, "alt[1]", spans)))
    changed = made(transform, parcel)
    if changed is not None:
        assert changed.drafts[0].text == "Regardez."
        assert changed.drafts[0].alt[0] == "une mouette"


def test_two_in_a_row_are_one() -> None:
    by_name = {one.name: one for one in EVERY}
    both = then(by_name["capitals"], by_name["dotted"])
    assert (both.name, both.family, both.cost) == ("capitals + dotted", "pairs", 4)
    parcel = made(both, parcel_of("Le [projet Goéland] sort."))
    assert parcel is not None
    assert parcel.drafts[0].text == "Le P.R.O.J.E.T G.O.É.L.A.N.D sort."


def test_after_a_thread_each_post_is_changed() -> None:
    by_name = {one.name: one for one in EVERY}
    both = then(by_name["thread-between-words"], by_name["capitals"])
    parcel = made(both, parcel_of("Le [projet Goéland] sort."))
    assert parcel is not None
    assert [draft.text for draft in parcel.drafts] == ["Le PROJET ", "GOÉLAND sort."]
    assert [draft.seq for draft in parcel.drafts] == [1, 2]


def test_a_pair_that_does_nothing_twice_is_none() -> None:
    by_name = {one.name: one for one in EVERY}
    both = then(by_name["capitals"], by_name["capitals"])
    assert made(both, parcel_of("Le [projet].")) is None
    assert made(then(by_name["glued"], by_name["capitals"]), parcel_of("Le [projet].")) is None


def test_pairs_are_chosen_by_seed_among_two_families() -> None:
    chosen = pairs(EVERY, 20, 3)
    assert len({one.name for one in chosen}) == 20
    assert [one.name for one in chosen] == [one.name for one in pairs(EVERY, 20, 3)]
    assert [one.name for one in chosen] != [one.name for one in pairs(EVERY, 20, 4)]
    assert pairs(FAMILIES[0], 20, 3) == ()


def test_overlapping_goods_are_no_matter_of_a_transform() -> None:
    """Places are in order and apart; each is changed, and moves along."""
    twice = on_goods(lambda text, random: text * 2)
    parcel = twice(parcel_of("[a] b [c]"), Random(0))
    assert parcel is not None
    assert parcel.drafts[0].text == "aa b cc"
    assert goods_of(parcel) == ["aa", "cc"]


def test_a_part_is_replaced_where_it_stands() -> None:
    draft = Draft("a", title="b", link=("c", "d"))
    assert with_part(draft, "title", "e").title == "e"
    assert with_part(draft, "link[0]", "e").link == ("e", "d")
