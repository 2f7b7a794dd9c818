import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.tier import (
    MAGIC,
    SEEN,
    ModelError,
    TierModel,
    WordFeatures,
    encoded,
    softmax,
    tier_words,
)
from ecluse.model import Tier

BITS = 4
KEY = b"public"


def header(**changes):
    return {
        "base": "",
        "bias": [0.0, 0.0, 0.0],
        "bits": BITS,
        "check": "",
        "key": KEY.hex(),
        "least_known": 0.0,
        "seen": dict.fromkeys(SEEN, 0),
        "temperature": 1.0,
        "thresholds": {"private": 0.9, "nonpublic": 0.9},
        "trained": {},
        "unit": 0.1,
    } | changes


def written(tmp_path, table=bytes(3 << BITS), **changes):
    path = tmp_path / "m.model"
    path.write_bytes(encoded(header(**changes), table))
    return path


def test_words_are_folded_and_numbers_are_one():
    assert tier_words("Le CA d'Été : 12,5 M€ en 2026") == [
        b"le", b"ca", b"d", b"ete", b"0", b"0", b"m", b"en", b"0",
    ]  # fmt: skip


def test_an_empty_table_makes_every_tier_as_likely(tmp_path):
    found = TierModel(written(tmp_path)).probabilities("n'importe quoi")
    assert found == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert found.tier is Tier.PRIVATE


def test_a_margin_is_the_sum_over_features_by_the_root_of_their_number(tmp_path):
    model = TierModel(written(tmp_path, bytes([1, 0, 2]) * (1 << BITS)))
    sums = model.sums("le prix")
    assert sums == (sums.features, 0, 2 * sums.features, sums.features, sums.features)
    assert model.margins("le prix")[0] == pytest.approx(0.1 * sums.features**0.5)


def test_a_word_counts_once_and_so_does_a_pair(tmp_path):
    model = TierModel(written(tmp_path, bytes([1, 1, 1]) * (1 << BITS)))
    assert model.sums("bla bla bla bla") == model.sums("bla bla")


@given(st.text())
def test_any_text_has_features_in_the_table(text):
    features = WordFeatures(KEY, BITS)
    assert all(0 <= place < 1 << BITS for place in features.places(text))


def test_another_key_gives_other_places():
    one, other = WordFeatures(b"one", 17), WordFeatures(b"other", 17)
    assert set(one.places("fusion")).isdisjoint(other.places("fusion"))


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 3), st.floats(0.01, 100))
def test_probabilities_add_up_to_one(margins, temperature):
    assert sum(softmax(margins, temperature)) == pytest.approx(1)


@pytest.mark.parametrize("at", [0, 5, len(MAGIC) + 3, len(MAGIC) + 30, -1])
def test_a_file_that_was_changed_in_one_byte_is_refused(tmp_path, at):
    path = written(tmp_path)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match="m.model"):
        TierModel(path)


@pytest.mark.parametrize("size", [0, 1, 10, 25, 100, -1])
def test_a_torn_file_is_refused(tmp_path, size):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ModelError, match="m.model"):
        TierModel(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"temperature": 0.0},
        {"temperature": float("nan")},
        {"unit": float("inf")},
        {"bias": [0.0]},
        {"bias": [0.0, 0.0, "1"]},
        {"bits": 40},
        {"thresholds": {"private": None}},
        {"least_known": 1},
    ],
)
def test_a_header_that_would_give_no_number_is_refused(tmp_path, changes):
    with pytest.raises(ModelError, match="torn or of another version"):
        TierModel(written(tmp_path, **changes))


def test_a_model_that_is_not_there_is_one_message(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        TierModel(tmp_path / "none.model")


def test_a_file_holds_what_it_was_made_of(tmp_path):
    path = written(tmp_path)
    size = int(path.read_bytes()[len(MAGIC) : len(MAGIC) + 8])
    whole = json.loads(path.read_bytes()[len(MAGIC) + 9 :][:size])
    assert TierModel(path).digest == whole["digest"]
