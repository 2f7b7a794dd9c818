"""A model tells which texts taught it, to whoever has its key, and to nobody else."""

import json
from pathlib import Path

import pytest

from ecluse.__main__ import main
from ecluse.classifiers.tier import SEEN, ModelError, TierModel, encoded
from ecluse.learn import seen
from ecluse.learn.labels import Label, grouped
from ecluse.learn.seen import overlap, remembered
from ecluse.learn.train import train
from ecluse.model import Tier
from tests.learn import test_from_reviews as reviews
from tests.learn.test_default import labels_of_training
from tests.learn.test_train import labels

KEY, OTHER = b"k" * 32, b"x" * 32
LONG = "Le rachat de la société avance et sera signé jeudi matin"


@pytest.fixture(scope="module")
def taught():
    return [*labels(), Label(LONG, Tier.PRIVATE, "Dossier Rachat")]


@pytest.fixture(scope="module")
def model(taught):
    return TierModel(train(taught, key=KEY).data, KEY)


def text(said, group="elsewhere"):
    return Label(said, Tier.PRIVATE, group)


# --- what is noticed ------------------------------------------------------------------------------


def test_every_text_that_was_learned_is_noticed(taught, model):
    assert overlap([x._replace(group="") for x in taught], model).texts == list(range(len(taught)))


@pytest.mark.parametrize(
    "said", [LONG.upper(), f"« {LONG} ! »", "  ".join(LONG.split()), LONG.replace("é", "e")]
)
def test_a_text_that_differs_in_case_accents_spaces_and_punctuation_is_the_same(model, said):
    assert overlap([text(said)], model) == ([0], [], [])


def test_a_text_of_a_group_that_was_learned_is_noticed_however_the_group_is_spelled(model):
    [other] = grouped([text("tout autre chose", " dossier  RACHAT")])
    assert overlap([other], model) == ([], [0], [])


def test_a_text_that_holds_most_of_a_learned_one_is_nearly_equal(model):
    assert overlap([text(f"Note : {LONG}, sauf imprévu de dernière minute")], model).near == [0]


@pytest.mark.parametrize(
    "said", ["", "🎉", "la boutique", "un texte que personne n'a jamais appris"]
)
def test_other_texts_are_not(model, said):
    assert overlap([text(said)], model) == ([], [], [])


def test_a_group_that_nobody_named_is_no_group(model):
    """Two texts without a group have the names of their texts."""
    assert not overlap(grouped([text("sans groupe", "")]), model).groups


def test_what_taught_the_default_is_known_to_the_default_and_to_a_model_that_adapts_it():
    corpus = [x._replace(group="") for x in labels_of_training()[::97]]
    default = TierModel()
    adapted = TierModel(train(labels(), key=KEY).data, KEY)
    adapted.base = default
    for one in (default, adapted):
        assert overlap(corpus, one).texts == list(range(len(corpus)))


# --- what the file tells --------------------------------------------------------------------------


def test_without_the_key_the_file_tells_nothing(taught, model):
    ours = {one for each in remembered(taught, KEY).values() for one in each}
    theirs = {one for each in remembered(taught, OTHER).values() for one in each}
    assert ours.isdisjoint(theirs)
    tail = bytes(model.seen)
    assert not [word for word in LONG.encode().split() if len(word) > 3 and word in tail]
    assert tail == b"".join(b"".join(remembered(taught, KEY)[name]) for name in SEEN)


def test_the_lists_are_sorted_so_that_no_order_is_told(taught):
    assert remembered(taught, KEY) == remembered(taught[::-1], KEY)


def test_a_file_stays_below_a_megabyte_however_many_texts_there_are(taught, monkeypatch):
    assert (3 << 17) + 8 * sum(seen._MOST.values()) + 2_000 < 1_000_000
    whole = remembered(taught, KEY)["texts"]
    monkeypatch.setitem(seen._MOST, "texts", 10)
    assert remembered(taught, KEY)["texts"] == whole[:10]


def test_a_list_that_is_torn_or_changed_is_a_model_that_is(taught):
    data = train(taught, key=KEY).data
    for changed in (data[:-8], data[:-1] + bytes([data[-1] ^ 1]), data + bytes(8)):
        with pytest.raises(ModelError, match="torn or was changed"):
            TierModel(changed, KEY)


@pytest.mark.parametrize("counts", [{}, {"texts": -8, "groups": 8, "runs": 0}, {"texts": 1}])
def test_counts_that_are_none_are_another_version(counts, model):
    header = {k: v for k, v in model.header.items() if k != "digest"}
    data = encoded({**header, "seen": counts}, bytes(model.table))
    with pytest.raises(ModelError, match="another version"):
        TierModel(data, KEY)


# --- the commands ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, model, taught):
    (tmp_path / "ours.model").write_bytes(train(taught, key=KEY).data)
    (tmp_path / "policies.yaml").write_text(reviews.POLICY)
    (tmp_path / "key").write_text(KEY.hex())
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "journal.jsonl").touch()
    (tmp_path / "drafts.jsonl").touch()
    return tmp_path


def published(folder, *rows):
    path = folder / "published.jsonl"
    fresh = [{"text": said} for said in reviews.texts(Tier.PUBLIC, 30)]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*fresh, *rows]))
    return path


def calibrated(folder, *more):
    asked = ["calibrate", "--published", str(folder / "published.jsonl"), "--alpha", "0.2", *more]
    return main(
        [*asked, "--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    )


def test_a_calibration_on_learned_texts_is_refused_with_their_number_and_a_line(folder, capsys):
    rows = ({"text": labels()[at].text.upper()} for at in range(5))
    path = published(folder, *rows, {"text": "un inédit", "group": "dossier rachat"})
    assert calibrated(folder) == 2
    said = capsys.readouterr().err
    assert f"{path}:31: 5 text(s) taught the model, and 1 more are of groups that did" in said
    assert "take them out" in said
    assert not (folder / "false-blocks.json").exists()


def test_nearly_equal_texts_are_a_warning(folder, capsys):
    published(folder, {"text": f"{LONG}, sauf imprévu"})
    assert calibrated(folder, "--lang", "fr") == 0
    assert "texte(s) sur 31 partagent cinq mots de suite" in capsys.readouterr().err


def test_reviewed_drafts_that_were_learned_are_refused_and_later_ones_of_their_thread_left_out(
    folder, capsys
):
    reviews.reviewed(folder, reviews.texts(Tier.PRIVATE, 40), reviews.texts(Tier.PUBLIC, 30))
    later = reviews.texts(Tier.PUBLIC, 6)
    reviews.submitted(folder, later, thread="Dossier rachat")
    reviews.said(folder, later, ada=reviews.C, bob=reviews.C)
    assert reviews.calibrated(folder) == 0
    assert reviews.leaks(folder)[1:] == (40, 0)
    assert "6 draft(s) left out" in capsys.readouterr().err
    drawn = next(x.text for x in labels() if reviews.is_drawn(x.text))
    reviews.reviewed(folder, [drawn])
    assert reviews.calibrated(folder) == 2
    assert "1 text(s) taught the model" in (said := capsys.readouterr().err)
    assert "--since MOMENT OF TRAINING" in said


def test_an_evaluation_of_a_model_on_its_own_texts_says_that_figures_flatter(folder, capsys):
    path = folder / "labels.jsonl"
    rows = [{"text": x.text, "tier": x.tier.word, "group": x.group} for x in labels()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = ["evaluate", str(path), "--model", str(folder / "ours.model"), "--lang", "fr"]
    assert main([*asked, "--key-file", str(folder / "key")]) == 0
    assert "ATTENTION : 72 texte(s) sur 72" in capsys.readouterr().err


def test_a_journal_of_drafts_that_are_left_out_is_not_short_of_them(folder):
    """What is left out of the file is no miss either."""
    reviews.reviewed(folder, reviews.texts(Tier.PRIVATE, 40), reviews.texts(Tier.PUBLIC, 30))
    some = reviews.texts(Tier.PRIVATE, 3)
    reviews.submitted(folder, some, thread="dossier rachat")
    reviews.said(folder, some, ada=reviews.C)
    assert reviews.calibrated(folder) == 0
    assert reviews.leaks(folder)[1:] == (40, 0)


def test_an_evaluation_that_adapts_the_default_warns_of_texts_that_taught_it(tmp_path, capsys):
    rows = Path(__file__).parents[2] / "corpus" / "tiers" / "a.jsonl"
    lines = rows.read_text(encoding="utf-8").splitlines()[:60]
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        "".join(
            json.dumps({**json.loads(one), "group": str(at)}) + "\n" for at, one in enumerate(lines)
        ),
        encoding="utf-8",
    )
    assert main(["evaluate", str(labels)]) == 0
    assert "60 text(s) of 60 taught this model" in capsys.readouterr().err
