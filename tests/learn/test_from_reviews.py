"""A calibration on what reviewers said, through the command line: doubt and chance count, not zeal."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from ecluse.__main__ import main
from ecluse.case import draft_digest
from ecluse.gate import Gate
from ecluse.learn.train import train
from ecluse.model import Draft, Tier
from ecluse.policy.load import load
from ecluse.promise.journal import Label, Labelled, Planted, append
from ecluse.promise.monitor import is_audited
from tests.learn.test_train import labels

KEY = b"k" * 32
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SHARE = Decimal("0.5")
POLICY = """\
version: 1
audiences: {everyone: {tier: public}}
channels: {x: {audience: everyone}, z: {audience: everyone}}
model:
  file: ours.model
  block: {certificate: false-blocks.json}
  release: {certificate: leaks.json}
  audit: {journal: journal.jsonl, share: 0.5}
"""
C, P = Label.CONFIDENTIAL, Label.PUBLISHABLE
_NUMBERS = count()


@pytest.fixture(scope="module")
def model():
    return train(labels(), key=KEY).data


@pytest.fixture
def folder(tmp_path, model):
    (tmp_path / "ours.model").write_bytes(model)
    (tmp_path / "policies.yaml").write_text(POLICY)
    (tmp_path / "key").write_text(KEY.hex())
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "journal.jsonl").touch()
    (tmp_path / "drafts.jsonl").touch()
    return tmp_path


def texts(tier, number, *, drawn=True):
    """So many texts of a tier, none of them twice, all of which the audit draws, or none."""
    base = [label.text for label in labels() if label.tier is tier]
    found = []
    while len(found) < number:
        text = f"{base[len(found) % len(base)]} numéro {next(_NUMBERS)}"
        if is_drawn(text) is drawn:
            found.append(text)
    return found


def digest(text):
    return draft_digest(Draft(text), KEY)


def is_drawn(text):
    return is_audited(KEY, digest(text), SHARE)


def submitted(folder, some, channel="x", **more):
    with (folder / "drafts.jsonl").open("a") as stream:
        for text in some:
            stream.write(json.dumps({"text": text, "channel": channel, **more}) + "\n")


def said(folder, some, at=NOW, **by):
    entries = [Labelled(digest(t), person, label, at) for t in some for person, label in by.items()]
    append(folder / "journal.jsonl", entries, at)


def reviewed(folder, confidential=(), publishable=()):
    submitted(folder, [*confidential, *publishable])
    said(folder, confidential, ada=C, bob=C)
    said(folder, publishable, ada=P, bob=P)


def calibrated(folder, *more):
    return main(
        [
            *("calibrate", "--from-reviews", str(folder / "drafts.jsonl")),
            *("--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")),
            *("--alpha", "0.2"),
            *more,
        ]
    )


def certificate(folder, name="leaks"):
    return json.loads((folder / f"{name}.json").read_text())


def leaks(folder):
    """Threshold, documents and misses."""
    [group] = certificate(folder)["groups"]
    return float(group["threshold"]), group["n"], group["k"]


# --- what counts ----------------------------------------------------------------------------------


def test_what_two_people_settled_makes_both_certificates(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    assert calibrated(folder) == 0
    assert (certificate(folder)["n"], certificate(folder, "false-blocks")["n"]) == (40, 30)
    assert certificate(folder)["population"] == "drafts.jsonl"
    assert len(certificate(folder)["reference"]) == 30
    assert "30 of 30 published posts would have gone out" in capsys.readouterr().out


def test_what_one_person_said_is_no_example(folder, capsys):
    some = texts(Tier.PRIVATE, 40)
    submitted(folder, some)
    said(folder, some, ada=C)
    assert calibrated(folder) == 2
    assert "0 here, 14 more are needed" in capsys.readouterr().err
    assert not (folder / "leaks.json").exists()


def test_labels_of_drafts_that_the_audit_did_not_draw_are_no_examples(folder):
    """Else whoever labels many easy drafts would buy misses: here 12 of 60, and α is 20 %."""
    hard, easy = texts(Tier.PUBLIC, 12), texts(Tier.PRIVATE, 48)
    reviewed(folder, [*hard, *easy], texts(Tier.PUBLIC, 30))
    assert calibrated(folder) == 0
    before = leaks(folder)
    reviewed(folder, texts(Tier.PRIVATE, 400, drawn=False))
    assert calibrated(folder) == 0
    assert leaks(folder) == before
    assert before[0] < 0.1
    reviewed(folder, texts(Tier.PRIVATE, 400))
    assert calibrated(folder) == 0
    assert leaks(folder)[0] > before[0]


def test_an_audit_that_was_written_into_the_journal_by_hand_draws_nothing(folder):
    from ecluse.promise.journal import Audit, Outcome

    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    others = texts(Tier.PRIVATE, 100, drawn=False)
    reviewed(folder, others)
    given = {"channel": "x"} if "channel" in Audit._fields else {}
    audits = [
        Audit(
            draft=digest(text),
            certificate="c",
            would=Outcome.HOLD,
            score=0.9,
            group="",
            at=NOW,
            **given,
        )
        for text in others
    ]
    append(folder / "journal.jsonl", audits, NOW)
    assert calibrated(folder) == 0
    assert leaks(folder)[1] == 40


def test_a_draft_that_was_drawn_and_is_not_in_the_file_is_a_miss(folder):
    hard = texts(Tier.PUBLIC, 5)
    reviewed(folder, texts(Tier.PRIVATE, 60), texts(Tier.PUBLIC, 30))
    said(folder, hard, ada=C, bob=C)
    assert calibrated(folder) == 0
    assert leaks(folder)[1:] == (65, 5)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("fr", "401 brouillon(s) du journal, tiré(s) par l'audit, ne sont pas dans "),
        ("en", "401 draft(s) of the journal that the audit drew are not in "),
    ],
)
def test_how_many_drafts_of_the_journal_are_not_in_the_file_is_said(folder, capsys, lang, says):
    reviewed(folder, texts(Tier.PRIVATE, 20), texts(Tier.PUBLIC, 30))
    said(folder, texts(Tier.PRIVATE, 401), ada=C, bob=C)
    said(folder, texts(Tier.PRIVATE, 9, drawn=False), ada=C, bob=C)
    assert calibrated(folder, "--lang", lang) == 2
    noted = capsys.readouterr().err.splitlines()
    assert says in noted[0]
    assert "drafts.jsonl" in noted[0]


def test_a_file_with_every_draft_of_the_journal_lacks_none(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    assert calibrated(folder) == 0
    assert "not in" not in capsys.readouterr().err


def test_drafts_of_a_thread_are_one_document(folder):
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    for thread in ("Fil 7", "fil  7"):
        some = texts(Tier.PRIVATE, 10)
        submitted(folder, some, thread=thread)
        said(folder, some, ada=C, bob=C)
    assert calibrated(folder) == 0
    assert leaks(folder)[1] == 41


def test_a_text_of_the_file_that_reviewers_saw_too_counts_once(folder):
    some = texts(Tier.PRIVATE, 30)
    reviewed(folder, some, texts(Tier.PUBLIC, 30))
    path = folder / "confidential.jsonl"
    others = texts(Tier.PRIVATE, 20)
    rows = [{"text": f"{t} !", "group": f"memo {at}"} for at, t in enumerate([*some[:10], *others])]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert calibrated(folder, "--confidential", str(path)) == 0
    assert leaks(folder)[1] == 50
    assert certificate(folder)["population"] == "confidential.jsonl + drafts.jsonl"


def test_drafts_that_were_spoken_of_before_a_moment_are_left_out_whatever_comes_later(folder):
    early, late = texts(Tier.PRIVATE, 30), texts(Tier.PRIVATE, 40)
    reviewed(folder, publishable=texts(Tier.PUBLIC, 30))
    submitted(folder, [*early, *late])
    said(folder, early, NOW - timedelta(days=9), ada=C)
    said(folder, [*early, *late], NOW, bob=C, chloé=C)
    assert calibrated(folder, "--since", "2026-11-28") == 0
    assert leaks(folder)[1] == 40
    assert calibrated(folder) == 0
    assert leaks(folder)[1] == 70


def test_each_channel_has_its_threshold_and_a_draft_without_a_score_may_be_of_any(folder):
    for channel in ("x", "z"):
        private, public = texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30)
        submitted(folder, [*private, *public], channel)
        said(folder, private, ada=C, bob=C)
        said(folder, public, ada=P, bob=P)
    said(folder, texts(Tier.PRIVATE, 1), ada=C, bob=C)
    assert calibrated(folder, "--by-channel") == 0
    counts = {g["group"]: (g["n"], g["k"]) for g in certificate(folder)["groups"]}
    assert counts == {"x": (41, 1), "z": (41, 1)}


def _a_hard_language(folder):
    """Of the confidential drafts in English all look public; they are 20 of 200, and α is 20 %."""
    french, english, public = (
        texts(Tier.PRIVATE, 180),
        texts(Tier.PUBLIC, 20),
        texts(Tier.PUBLIC, 30),
    )
    submitted(folder, french, lang="fr-CA")
    submitted(folder, english, lang="EN")
    submitted(folder, public, lang="fr")
    said(folder, [*french, *english], ada=C, bob=C)
    said(folder, public, ada=P, bob=P)


def _released(folder, lang):
    gate = Gate(load(folder / "policies.yaml"), key=KEY)
    [text] = texts(Tier.PUBLIC, 1, drawn=False)
    draft = Draft(text, channel="x", lang=lang)
    return gate.check(draft, now=datetime.now(UTC)).auto_release


def test_together_a_hard_language_may_leak_as_a_whole(folder):
    _a_hard_language(folder)
    calibrated(folder)
    assert _released(folder, "en")


@pytest.mark.parametrize("lang", ["fr", "en", "", "de"])
def test_each_language_keeps_the_promise_whatever_a_draft_says_that_it_is_in(folder, lang):
    _a_hard_language(folder)
    assert calibrated(folder, "--by-language", "--delta", "0.1") == 0
    found = {group["group"]: group for group in certificate(folder)["groups"]}
    assert (found["@en"]["n"], found["@fr"]["n"]) == (20, 180)
    assert float(found["@en"]["threshold"]) < 0.1 < float(found["@fr"]["threshold"])
    assert not _released(folder, lang)


# --- poisoning ------------------------------------------------------------------------------------


def _team(folder, wrong=()):
    """Three hundred confidential drafts, thirty of which look public; three people, and Eve.

    Eve looked at one in five; of those that look public and came to her she says what is ``wrong``.
    """
    easy, hard = texts(Tier.PRIVATE, 270), texts(Tier.PUBLIC, 30)
    submitted(folder, [*easy, *hard])
    people = ("ada", "bob", "chloé")
    for at, text in enumerate([*hard, *easy]):
        two = {people[at % 3]: C, people[(at + 1) % 3]: C}
        if at % 5 == 0 or at < 15:
            two.pop(people[at % 3])
            two["eve"] = P if at < 15 and wrong else C
        said(folder, [text], **two)
    reviewed(folder, publishable=texts(Tier.PUBLIC, 30))


def test_five_percent_of_labels_flipped_by_one_reviewer_do_not_make_a_threshold_bolder(folder):
    """Half of what would leak is called publishable: left out, 15 of 285 would show 10 %."""
    _team(folder)
    assert calibrated(folder, "--alpha", "0.1") == 0
    honest = leaks(folder)
    for name in ("drafts.jsonl", "journal.jsonl"):
        (folder / name).write_text("")
    _team(folder, wrong=True)
    assert calibrated(folder, "--alpha", "0.1") == 0
    poisoned = leaks(folder)
    assert poisoned[0] <= honest[0] < 0.1
    with_guards_off = texts(Tier.PUBLIC, 15)
    for name in ("drafts.jsonl", "journal.jsonl"):
        (folder / name).write_text("")
    reviewed(folder, [*texts(Tier.PRIVATE, 270), *with_guards_off], texts(Tier.PUBLIC, 30))
    assert calibrated(folder, "--alpha", "0.1") == 0
    assert leaks(folder)[0] > 0.3


def test_of_whoever_labels_most_only_a_share_counts(folder, capsys):
    """Ada seconds everybody: of 120 labels at most 2 × 120 ÷ 5 = 48 are hers, 12 drafts wait."""
    some = texts(Tier.PRIVATE, 60)
    submitted(folder, some)
    for at, text in enumerate(some):
        said(folder, [text], ada=C, **{("bob", "chloé", "dina", "emil")[at % 4]: C})
    assert calibrated(folder) == 2  # nothing publishable
    assert leaks(folder)[1] == 48
    assert "0 here" in capsys.readouterr().err


# --- what people miss -----------------------------------------------------------------------------


def _planted(folder, number, missed):
    """So many planted drafts, hard ones: as examples they would be misses."""
    some = texts(Tier.PUBLIC, number)
    append(folder / "journal.jsonl", [Planted(digest(text), C, NOW) for text in some], NOW)
    said(folder, some[:missed], ada=P)
    said(folder, some[missed:], ada=C)
    submitted(folder, some)


def test_what_people_miss_of_planted_drafts_stands_in_the_certificate_of_leaks_only(folder, capsys):
    _planted(folder, 200, 3)
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    assert calibrated(folder, "--delta", "0.025") == 0
    people = certificate(folder)["reviewers"]
    assert (people["k"], people["n"], people["upper"]) == (3, 200, "0.043209")
    assert (people["total_leak"], people["total_delta"]) == ("0.234568", "0.05")
    threshold, *counts = leaks(folder)
    assert (threshold > 0.3, counts) == (True, [40, 0])  # planted drafts are no examples
    assert certificate(folder, "false-blocks")["reviewers"] is None
    said_so = "model and reviewers together: at most 23.46 % of confidential drafts, 95 % sure"
    assert said_so in capsys.readouterr().out
    asked = ["certificate", "verify", str(folder / "leaks.json"), "--lang", "fr"]
    asked += ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    assert main(asked) == 0
    assert "au plus 23,46 % des brouillons confidentiels" in capsys.readouterr().out


def test_without_planted_drafts_nothing_is_said_of_reviewers(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 30))
    calibrated(folder)
    assert certificate(folder)["reviewers"] is None
    assert "reviewers" not in capsys.readouterr().out


# --- what is asked for ----------------------------------------------------------------------------


def test_one_promise_that_cannot_be_made_does_not_keep_the_other_from_being_made(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 40), texts(Tier.PUBLIC, 5))
    assert calibrated(folder) == 2
    assert "5 here, 9 more are needed" in capsys.readouterr().err
    assert (folder / "leaks.json").exists()
    assert not (folder / "false-blocks.json").exists()


def test_two_promises_that_cannot_be_made_are_both_said(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 4), texts(Tier.PUBLIC, 5))
    assert calibrated(folder, "--lang", "fr") == 2
    noted = capsys.readouterr().err
    assert "5 ici, il en manque 9" in noted
    assert "4 ici, il en manque 10" in noted


def test_a_policy_without_a_journal_and_a_moment_that_is_none_are_one_message(folder, capsys):
    reviewed(folder, texts(Tier.PRIVATE, 40))
    assert calibrated(folder, "--since", "lundi") == 2
    assert "--since is no date; write 2027-03-09" in capsys.readouterr().err
    (folder / "journal.jsonl").write_text("{torn\n{torn\n")
    assert calibrated(folder, "--lang", "fr") == 2
    assert "journal.jsonl:1 : ligne illisible" in capsys.readouterr().err
    path = folder / "policies.yaml"
    path.write_text(POLICY.split("  block:")[0])
    assert calibrated(folder) == 2
    assert "no certificate to write" in capsys.readouterr().err
    assert calibrated(folder, "--published", str(folder / "drafts.jsonl")) == 2
    assert "names no journal; name it: `model.audit.journal`" in capsys.readouterr().err
