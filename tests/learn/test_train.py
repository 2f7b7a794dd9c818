import numpy as np
import pytest

from ecluse.classifiers.tier import TierModel
from ecluse.learn.labels import Label
from ecluse.learn.linear import probabilities, rows_of, sums_of
from ecluse.learn.train import fits, temperature_of, train
from ecluse.model import Tier

SAID = {
    Tier.PRIVATE: ("la marge tombe", "le rachat avance", "on ferme le site"),
    Tier.EXTENDED: ("la remise des revendeurs", "le badge des équipes", "la formation des agents"),
    Tier.PUBLIC: ("la boutique ouvre", "merci à tous", "le concert commence"),
}
TAILS = ("lundi", "mardi", "jeudi", "demain", "en mars", "cet été", "à midi", "ce soir")


def labels():
    return [
        Label(f"{said} {tail}", tier, f"{tail}")
        for tier, many in SAID.items()
        for said in many
        for tail in TAILS
    ]


@pytest.fixture(scope="module")
def trained():
    return train(labels(), seed=3)


@pytest.fixture(scope="module")
def model(trained, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "m.model"
    path.write_bytes(trained.data)
    return TierModel(path)


def test_the_same_labels_and_seed_give_the_same_bytes(trained):
    assert train(labels(), seed=3).data == trained.data


def test_what_was_learned_is_told_apart(model):
    for tier, many in SAID.items():
        for said in many:
            assert model.probabilities(f"{said} jeudi en mars").tier is tier


def test_a_text_of_unknown_words_has_no_probabilities(model):
    assert model.probabilities("zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich") is None
    assert np.isnan(probabilities(["zwölf Boxkämpfer jagen Viktor über den Deich"], model)).all()


def test_numpy_sums_as_the_standard_library_does(model):
    texts = [x.text for x in labels()] + ["", "🎉", "été " * 50, "a\ud800b", "12 000 €"]
    sums = sums_of(rows_of(texts, model.features), model)
    assert [tuple(row) for row in sums.tolist()] == [tuple(model.sums(text)) for text in texts]


def test_numpy_gives_the_same_probabilities(model):
    texts = [x.text for x in labels()]
    alone = [model.probabilities(text) for text in texts]
    assert np.allclose(probabilities(texts, model), np.array(alone), rtol=0, atol=1e-12)


def test_a_key_is_asked_for_and_told_from_another(trained, tmp_path):
    from ecluse.classifiers.tier import ModelError

    path = tmp_path / "keyed.model"
    path.write_bytes(train(labels(), key=b"k" * 32).data)
    assert TierModel(path, b"k" * 32).probabilities("la marge tombe jeudi").tier is Tier.PRIVATE
    with pytest.raises(ModelError, match="with a key"):
        TierModel(path)
    with pytest.raises(ModelError, match="another key"):
        TierModel(path, b"x" * 32)


def test_no_word_of_the_labels_stands_in_the_file(trained):
    words = {word for x in labels() for word in x.text.encode().split() if len(word) > 4}
    assert words
    assert not [word for word in words if word in trained.data]


def test_a_default_that_knows_better_is_adapted(model):
    few = [
        Label(f"{said} {tail}", tier, said)
        for tier, many in SAID.items()
        for said in many
        for tail in TAILS[:3]
    ]
    adapted = train(few, base=model)
    assert adapted.choice.adapts
    assert adapted.header["base"] == model.digest
    assert adapted.choice.loss <= adapted.refused.loss


def test_each_fit_is_seen():
    seen = []
    train(labels(), see=seen.append)
    assert seen[-1] == fits(with_base=False)
    assert seen == sorted(seen)


def test_a_temperature_undoes_margins_that_are_too_large():
    rng = np.random.default_rng(0)
    tiers = rng.integers(0, 3, 600)
    true = rng.normal(size=(600, 3))
    true[np.arange(600), tiers] += 1.0
    once, loss = temperature_of(true, tiers)
    five, same = temperature_of(true * 5, tiers)
    assert five == pytest.approx(once * 5, rel=1e-3)
    assert same == pytest.approx(loss, rel=1e-6)
