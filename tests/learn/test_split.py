from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ecluse.learn.labels import Label
from ecluse.learn.split import folds, random_folds
from ecluse.model import Tier

LABELS = st.lists(
    st.builds(Label, st.text(max_size=3), st.sampled_from(Tier), st.sampled_from("abcdefghijkl")),
    min_size=1,
    max_size=60,
)


@given(LABELS, st.integers(2, 5), st.integers(0, 3))
def test_a_group_is_in_one_fold(labels, number, seed):
    dealt = folds(labels, number, seed)
    by_group = {}
    for label, fold in zip(labels, dealt, strict=True):
        assert by_group.setdefault(label.group, fold) == fold
        assert 0 <= fold < number


@given(LABELS, st.randoms(use_true_random=False))
def test_the_order_of_labels_changes_no_fold(labels, random):
    mixed = list(labels)
    random.shuffle(mixed)
    first = dict(zip((x.group for x in labels), folds(labels, 4, 0), strict=True))
    second = dict(zip((x.group for x in mixed), folds(mixed, 4, 0), strict=True))
    assert first == second


def test_each_tier_is_in_each_fold_when_groups_allow():
    labels = [Label("", tier, f"{tier}-{at}") for tier in Tier for at in range(8)]
    dealt = folds(labels, 4, 1)
    each = Counter(zip((x.tier for x in labels), dealt, strict=True))
    assert set(each.values()) == {2}


def test_random_folds_are_of_equal_size():
    labels = [Label(str(at), Tier.PUBLIC, "one") for at in range(20)]
    assert set(Counter(random_folds(labels, 5, 0)).values()) == {4}
