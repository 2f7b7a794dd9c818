"""The learned model in the gate: it flags, and does more under a certificate only."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ecluse.__main__ import main
from ecluse.case import draft_digest
from ecluse.classifiers.tier import ModelError, TierModel
from ecluse.gate import Gate
from ecluse.learn.attempts import (
    Attempt,
    attempts_beside,
    note_attempt,
    read_attempts,
    sealed_texts,
)
from ecluse.learn.labels import read_labels
from ecluse.learn.train import train
from ecluse.learned import HELD, score_of_leak
from ecluse.model import Draft, Probabilities, Tier, Verdict
from ecluse.policy.load import load, loads
from ecluse.policy.problems import PolicyError
from ecluse.promise.journal import Audit, Label, Labelled, Outcome, append, read_journal
from tests.learn.test_train import labels

KEY = b"k" * 32
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PRIVATE = "la marge tombe jeudi en mars"
PUBLIC = "la boutique ouvre jeudi"
UNKNOWN = "zwölf Boxkämpfer jagen Viktor quer über den großen Deich"

POLICY = """\
version: 1
audiences: {everyone: {tier: public}, staff: {tier: private}}
channels: {x: {audience: everyone}, wall: {audience: staff}}
model:
  file: ours.model
  block: {certificate: false-blocks.json}
  release: {certificate: leaks.json}
  audit: {journal: journal.jsonl, share: AUDITED}
"""


@pytest.fixture(scope="module")
def model():
    return train(labels(), key=KEY).data


@pytest.fixture
def folder(tmp_path, model):
    (tmp_path / "ours.model").write_bytes(model)
    (tmp_path / "policies.yaml").write_text(POLICY.replace("AUDITED", "0.000001"))
    (tmp_path / "key").write_text(KEY.hex())
    (tmp_path / "key").chmod(0o600)
    for name, tier in (("published", Tier.PUBLIC), ("confidential", Tier.PRIVATE)):
        texts = [x for x in labels() if x.tier is tier] * 3
        (tmp_path / f"{name}.jsonl").write_text(
            "".join(
                json.dumps({"text": f"{x.text} {at % 3}", "channel": "x", "group": str(at)}) + "\n"
                for at, x in enumerate(texts)
            )
        )
    return tmp_path


def calibrated(folder, *more):
    return main(
        [
            "calibrate",
            *("--published", str(folder / "published.jsonl")),
            *("--confidential", str(folder / "confidential.jsonl")),
            *("--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")),
            *("--alpha", "0.2"),
            *more,
        ]
    )


def gate_of(folder, key=KEY):
    return Gate(load(folder / "policies.yaml"), key=key)


def decided(folder, text, *, now=None, channel="x", key=KEY):
    moment = now or datetime.now(UTC)
    return gate_of(folder, key).check(Draft(text, channel=channel), now=moment)


# --- what it makes of a draft ---------------------------------------------------------------------


def test_a_decision_has_the_probabilities_of_its_model(folder):
    found = decided(folder, PRIVATE).tier_probabilities
    assert found.tier is Tier.PRIVATE
    assert sum(found) == pytest.approx(1)


def test_a_decision_names_the_model_that_it_rests_on(folder):
    gate = gate_of(folder)
    assert f"tier-model:{gate.learned.model.digest}" in gate.check(Draft(PUBLIC)).models


def test_the_model_alone_changes_no_verdict(folder):
    assert decided(folder, PRIVATE).verdict is Verdict.ALLOW


def test_a_rule_may_flag_what_it_finds(folder):
    with (folder / "policies.yaml").open("a") as stream:
        stream.write(
            "rules:\n  - id: r\n    when_all: [finding: {label: learned-private}]\n    verdict: flag\n"
        )
    assert decided(folder, PRIVATE).verdict is Verdict.FLAG
    assert decided(folder, PUBLIC).verdict is Verdict.ALLOW


def test_without_a_model_there_are_no_probabilities():
    assert Gate(loads("version: 1\n")).check(Draft(PRIVATE)).tier_probabilities is None


def test_a_model_that_is_not_there_stops_the_gate(folder):
    (folder / "ours.model").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        gate_of(folder)


def test_a_model_that_fails_is_a_fault_and_holds(folder, monkeypatch):
    gate = gate_of(folder)
    monkeypatch.setattr(gate.learned.model, "probabilities", lambda text: 1 / 0)
    decision = gate.check(Draft(PUBLIC, channel="x"))
    assert decision.verdict is Verdict.FLAG
    assert [fault.why for fault in decision.faults] == ["ZeroDivisionError"]
    assert not decision.auto_release


# --- rules on it only flag ------------------------------------------------------------------------

RULE = "version: 1\nmodel: {file: default}\nrules:\n  - id: r\n    when_all: [finding: {label: %s}]\n    %s\n"


@pytest.mark.parametrize("label", ["learned-private", "learned-extended"])
@pytest.mark.parametrize("does", ["verdict: block", "tier: private", "tier: extended"])
def test_a_rule_on_it_that_does_more_than_flag_is_refused(label, does):
    with pytest.raises(PolicyError) as raised:
        loads(RULE % (label, does))
    assert [problem.code for problem in raised.value.problems] == ["P026"]


def test_a_rule_on_any_finding_is_one_on_it():
    text = (RULE % ("x", "verdict: block")).replace("{label: x}", "{confidence: {at_least: 0.5}}")
    with pytest.raises(PolicyError, match="P026"):
        loads(text)
    loads(text.replace("model: {file: default}\n", ""))


def test_a_rule_on_what_was_derived_from_it_is_one_on_it():
    text = RULE % ("learned-private", "derives: odd")
    blocking = "  - id: s\n    when_all: [fact: {name: odd}]\n    verdict: block\n"
    with pytest.raises(PolicyError, match="rule `s` rests on the learned model"):
        loads(text + blocking)


def test_a_rule_on_what_is_certified_may_block():
    loads(RULE % ("certified-private", "verdict: block"))


# --- under certificates ---------------------------------------------------------------------------


def test_without_certificates_the_gate_says_why_nothing_more_happens(folder):
    decision = decided(folder, PRIVATE)
    assert decision.verdict is Verdict.ALLOW
    assert not decision.auto_release
    assert any(note.startswith("the model does not block: ") for note in decision.notes)
    assert any(note.startswith("nothing goes out by itself: ") for note in decision.notes)


def test_under_certificates_it_blocks_and_releases(folder, capsys):
    assert calibrated(folder) == 0
    blocked = decided(folder, PRIVATE)
    assert (blocked.verdict, blocked.tier) == (Verdict.BLOCK, Tier.PRIVATE)
    assert [reason.rule for reason in blocked.reasons] == ["certified-private"]
    assert not blocked.auto_release
    free = decided(folder, PUBLIC)
    assert (free.verdict, free.auto_release, free.notes) == (Verdict.ALLOW, True, ())
    assert "would have gone out by themselves" in capsys.readouterr().out


def _thresholds(folder):
    read = [json.loads((folder / f"{name}.json").read_text()) for name in ("false-blocks", "leaks")]
    return [float(one["groups"][0]["threshold"]) for one in read]


def test_what_the_model_would_not_even_flag_is_not_blocked(folder):
    calibrated(folder)
    gate = gate_of(folder)
    flagged = gate.learned.model.thresholds["private"]
    assert _thresholds(folder)[0] == flagged
    for label in labels():
        decision = gate.check(Draft(label.text, channel="x"))
        is_flagged = decision.tier_probabilities.private >= flagged
        assert (decision.verdict is Verdict.BLOCK) is is_flagged


def test_what_the_model_flags_is_never_released_however_much_the_promise_bears(folder):
    """The private texts are so easy that a promise on them would bear nearly any threshold."""
    calibrated(folder, "--alpha", "0.9")
    gate = gate_of(folder)
    assert _thresholds(folder)[1] == min(gate.learned.model.thresholds.values())
    decisions = [gate.check(Draft(label.text, channel="x")) for label in labels()]
    flagged = [one for one in decisions if gate.learned._findings(one.tier_probabilities)]
    assert {one.auto_release for one in decisions} == {True, False}
    assert not any(one.auto_release for one in flagged)


def test_a_threshold_that_was_bounded_is_said_to_be(folder, capsys):
    calibrated(folder)
    said = _says(capsys)
    assert "the model does not block what it would not flag" in said
    assert "what the model flags is not released" in said


def test_what_is_certified_may_be_read_by_those_who_may_read_private(folder):
    calibrated(folder)
    assert decided(folder, PRIVATE, channel="wall").verdict is Verdict.ALLOW


def test_a_text_that_the_model_does_not_know_is_not_released(folder):
    calibrated(folder)
    decision = decided(folder, UNKNOWN)
    assert decision.tier_probabilities is None
    assert decision.verdict is Verdict.ALLOW
    assert not decision.auto_release


def _policy(folder):
    with (folder / "policies.yaml").open("a") as stream:
        stream.write("# changed\n")


def _model(folder):
    (folder / "ours.model").write_bytes(train(labels(), key=KEY, seed=7).data)


def _seal(folder):
    for name in ("false-blocks.json", "leaks.json"):
        path = folder / name
        path.write_text(path.read_text().replace('"k":0', '"k":1'))


def _gone(folder):
    (folder / "false-blocks.json").unlink()
    (folder / "leaks.json").unlink()


def _torn(folder):
    for name in ("false-blocks.json", "leaks.json"):
        path = folder / name
        path.write_bytes(path.read_bytes()[:-30])


def _swapped(folder):
    one, other = folder / "false-blocks.json", folder / "leaks.json"
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


@pytest.mark.parametrize("change", [_policy, _model, _seal, _gone, _torn, _swapped])
def test_any_change_revokes_them_and_the_gate_says_so(folder, change):
    calibrated(folder)
    change(folder)
    for text in (PRIVATE, PUBLIC):
        decision = decided(folder, text)
        assert (decision.verdict, decision.auto_release) == (Verdict.ALLOW, False)
        assert len(decision.notes) >= 2


def test_another_engine_revokes_them(folder, monkeypatch):
    calibrated(folder)
    monkeypatch.setattr("ecluse.learned.VERSION", "99.0")
    decision = decided(folder, PUBLIC)
    assert not decision.auto_release
    assert any("the engine changed" in note for note in decision.notes)


def test_they_end(folder):
    calibrated(folder, "--days", "10")
    gate = gate_of(folder)
    now = datetime.now(UTC)
    draft = Draft(PUBLIC, channel="x")
    assert gate.check(draft, now=now + timedelta(days=9)).auto_release
    late = gate.check(draft, now=now + timedelta(days=11))
    assert not late.auto_release
    assert any("expired" in note for note in late.notes)


def test_a_draft_that_goes_out_after_the_end_is_not_released_today(folder):
    calibrated(folder, "--days", "10")
    now = datetime.now(UTC)
    later = Draft(PUBLIC, channel="x", publish_at=now + timedelta(days=11))
    assert not gate_of(folder).check(later, now=now).auto_release


def test_they_do_not_begin_before_they_were_issued(folder):
    calibrated(folder)
    early = datetime.now(UTC) - timedelta(days=1)
    assert not decided(folder, PUBLIC, now=early).auto_release
    soon = Draft(PUBLIC, channel="x", publish_at=datetime.now(UTC) + timedelta(days=1))
    assert not gate_of(folder).check(soon, now=early).auto_release


def test_a_share_is_audited_and_not_released(folder):
    (folder / "policies.yaml").write_text(POLICY.replace("AUDITED", "0.5"))
    calibrated(folder)
    gate = gate_of(folder)
    texts = [f"{x.text} {at}" for at in range(10) for x in labels() if x.tier is Tier.PUBLIC]
    released = [gate.check(Draft(text, channel="x")).auto_release for text in texts]
    assert 0.3 < sum(released) / len(released) < 0.7
    assert released == [gate.check(Draft(text, channel="x")).auto_release for text in texts]


def test_the_audit_draws_held_drafts_as_it_draws_released_ones(folder):
    (folder / "policies.yaml").write_text(POLICY.replace("AUDITED", "1"))
    calibrated(folder)
    gate = gate_of(folder)
    drafts = [
        *(Draft(text, channel="x") for text in (PUBLIC, UNKNOWN, PRIVATE)),
        Draft(PUBLIC, channel="x", images=1),
        Draft(PUBLIC, channel="unheard-of"),
    ]
    decisions = [gate.check(draft) for draft in drafts]
    drawn = [gate.audit(*each, now=NOW) for each in zip(drafts, decisions, strict=True)]
    assert [one.would.value for one in drawn] == ["release", "hold", "block", "hold", "hold"]
    assert drawn[0].score < drawn[2].score < 1 < drawn[1].score == HELD
    assert not any(decision.auto_release for decision in decisions)  # they wait for the audit
    gate.learned.record(drawn, NOW)


@pytest.mark.parametrize("share", ["0", "0.0", "-0.0"])
def test_a_policy_that_audits_nothing_is_refused(share):
    with pytest.raises(PolicyError, match="must be above 0") as raised:
        loads(POLICY.replace("AUDITED", share))
    [problem] = raised.value.problems
    assert (problem.code, problem.help[:33]) == ("P010", "something is audited, or no alarm")


def test_before_there_is_a_certificate_what_is_drawn_is_held(folder):
    (folder / "policies.yaml").write_text(POLICY.replace("AUDITED", "1"))
    gate, draft = gate_of(folder), Draft(PUBLIC, channel="x")
    audit = gate.audit(draft, gate.check(draft), now=NOW)
    assert (audit.certificate, audit.would) == ("none", Outcome.HOLD)
    gate.learned.record([audit], NOW)  # which begins the journal
    assert list(read_journal(folder / "journal.jsonl").each(Audit)) == [audit]


def test_without_a_journal_nothing_is_drawn(folder):
    (folder / "policies.yaml").write_text(POLICY.partition("  block:")[0])
    gate, draft = gate_of(folder), Draft(PUBLIC, channel="x")
    assert gate.audit(draft, gate.check(draft), now=NOW) is None


def test_a_draft_that_any_rule_spoke_of_is_not_released(folder):
    with (folder / "policies.yaml").open("a") as stream:
        stream.write(
            "labels: {word: {terms: [boutique]}}\n"
            "rules:\n  - id: r\n    when_all: [finding: {label: word}]\n    verdict: allow\n"
            "    obligations: [{hold: thread}]\n"
        )
    calibrated(folder)
    decision = decided(folder, PUBLIC)
    assert decision.reasons
    assert not decision.auto_release


def _audits(folder, misses, of, drawn=None, would=Outcome.RELEASE):
    gate = gate_of(folder)
    usual = [float(score) for score in json.loads((folder / "leaks.json").read_text())["reference"]]
    entries = []
    for at in range(of):
        draft = f"{at:032x}"
        said = Label.CONFIDENTIAL if at < misses else Label.PUBLISHABLE
        score = drawn if drawn is not None else usual[at * 7 % len(usual)]
        entries.append(Audit(draft, gate.learned.in_force, would, score, "", NOW))
        entries += [Labelled(draft, by, said, NOW) for by in ("ada", "bob")]
    append(folder / "journal.jsonl", entries, NOW)


def test_an_alarm_of_the_journal_ends_release_and_not_block(folder):
    calibrated(folder)
    _audits(folder, misses=30, of=40)
    free = decided(folder, PUBLIC)
    assert not free.auto_release
    assert any("alarm" in note for note in free.notes)


def test_drafts_that_people_had_to_look_at_are_no_false_blocks(folder):
    calibrated(folder)
    _audits(folder, misses=0, of=40, would=Outcome.HOLD)
    assert decided(folder, PUBLIC).auto_release
    assert decided(folder, PRIVATE).verdict is Verdict.BLOCK


def test_one_text_on_two_channels_leaves_the_journal_readable(folder):
    (folder / "policies.yaml").write_text(POLICY.replace("AUDITED", "1"))
    calibrated(folder, "--by-channel")
    gate = gate_of(folder)
    for channel in ("x", "wall", "x"):
        draft = Draft(PUBLIC, channel=channel)
        gate.learned.record([gate.audit(draft, gate.check(draft), now=NOW)], NOW)
    assert [one.would for one in read_journal(folder / "journal.jsonl").each(Audit)] == [
        Outcome.RELEASE,
        Outcome.HOLD,
    ]
    assert not any("journal" in note for note in decided(folder, PUBLIC).notes)


def test_a_new_certificate_silences_no_alarm(folder, capsys):
    calibrated(folder)
    _audits(folder, misses=10, of=12)
    capsys.readouterr()
    assert calibrated(folder, "--alpha", "0.9") == 0  # under which nothing would have rung
    said = capsys.readouterr().out
    assert "nothing blocks or goes out by itself until this is lifted" in said
    assert not decided(folder, PUBLIC).auto_release
    (folder / "leaks.json").unlink()
    assert calibrated(folder, "--alpha", "0.9") == 0
    assert not decided(folder, PUBLIC).auto_release
    lift = ["certificate", "reset", "--by", "ada", "--why", "the model was trained again"]
    where = ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    assert main([*lift, *where]) == 0
    assert decided(folder, PUBLIC).auto_release


def test_a_journal_that_is_gone_is_not_begun_anew_under_a_certificate(folder, capsys):
    calibrated(folder)
    (folder / "journal.jsonl").unlink()
    before = (folder / "leaks.json").read_bytes()
    assert calibrated(folder) == 2
    assert (
        "the journal of audits is gone, and a certificate rested on it" in capsys.readouterr().err
    )
    assert (folder / "leaks.json").read_bytes() == before
    assert not (folder / "journal.jsonl").exists()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", ("fuites : 10 sur 10 brouillons confidentiels", "faux blocages : 0 sur 2", "reset")),
        ("en", ("leaks: 10 of 10 audited confidential", "false blocks: 0 of 2 audited", "reset")),
    ],
)
def test_the_monitor_says_how_things_stand(folder, capsys, lang, said):
    calibrated(folder)
    where = ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    assert main(["certificate", "status", "--lang", lang, *where]) == 0
    _audits(folder, misses=10, of=12)
    capsys.readouterr()
    assert main(["certificate", "status", "--lang", lang, *where]) == 1
    shown = capsys.readouterr().out
    assert all(one in shown for one in said)
    assert main(["certificate", "reset", "--by", " ", "--why", "x", *where]) == 2
    assert main(["certificate", "reset", "--by", "ada", "--why", "looked", *where]) == 0
    assert main(["certificate", "status", "--lang", lang, *where]) == 0


@pytest.mark.parametrize("policy_speaks", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        ["certificate", "status"],
        ["certificate", "reset", "--by", "", "--why", "vu"],
        ["certificate", "verify", "leaks.json"],
        ["calibrate", "--published", "none.jsonl"],
    ],
)
def test_a_model_that_is_missing_is_said_in_french(folder, capsys, words, policy_speaks):
    (folder / "ours.model").unlink()
    path = folder / "policies.yaml"
    if policy_speaks:
        path.write_text(path.read_text() + "language: fr\n")
    more = [] if policy_speaks else ["--lang", "fr"]
    assert main([*words, "--policy", str(path), "--key-file", str(folder / "key"), *more]) == 2
    assert "ne peut pas être lu" in capsys.readouterr().err


def test_a_french_policy_says_in_french_what_is_not_named(folder, capsys):
    path = folder / "policies.yaml"
    path.write_text(path.read_text() + "language: fr\n")
    where = ["--policy", str(path), "--key-file", str(folder / "key")]
    assert main(["calibrate", *where]) == 2
    assert "aucun texte n'est donné" in capsys.readouterr().err
    assert main(["certificate", "reset", "--by", "", "--why", "vu", *where]) == 2
    assert "qui lève les alertes, ou pourquoi, n'est pas dit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("fr", "3 brouillon(s) audité(s) qui attendai(en)t deux relecteurs"),
        ("en", "3 audited draft(s) waited for two reviewers"),
    ],
)
def test_a_reset_says_how_many_audits_it_counts_no_more(folder, capsys, lang, says):
    calibrated(folder)
    audits = [Audit(f"{at:032x}", "none", Outcome.HOLD, 0.5, "", NOW) for at in range(3)]
    append(folder / "journal.jsonl", audits, NOW)
    where = ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    capsys.readouterr()
    for shown in (says, ""):
        lift = ["certificate", "reset", "--by", "ada", "--why", "looked", "--lang", lang]
        assert main([*lift, *where]) == 0
        first, *waited = capsys.readouterr().out.splitlines()
        assert first.startswith("0 ")
        assert [shown in one for one in waited] == ([True] if shown else [])


def test_a_certificate_of_false_blocks_alone_is_watched_as_well(folder):
    policy = POLICY.replace("AUDITED", "1").replace("  release: {certificate: leaks.json}\n", "")
    (folder / "policies.yaml").write_text(policy)
    where = ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    published = ["--published", str(folder / "published.jsonl"), "--alpha", "0.2"]
    assert main(["calibrate", *published, *where]) == 0
    gate = gate_of(folder)
    assert decided(folder, PRIVATE).verdict is Verdict.BLOCK
    for at in range(12):
        draft = Draft(f"{PRIVATE} {at}", channel="x")
        audit = gate.audit(draft, gate.check(draft), now=NOW)
        said = [Labelled(audit.draft, by, Label.PUBLISHABLE, NOW) for by in ("ada", "bob")]
        gate.learned.record([audit, *said], NOW)
    audits = list(read_journal(folder / "journal.jsonl").each(Audit))
    assert {one.would for one in audits} == {Outcome.BLOCK, Outcome.HOLD}  # until it rang
    decision = decided(folder, PRIVATE)
    assert decision.verdict is Verdict.ALLOW
    assert any("the model does not block: alarm" in note for note in decision.notes)


def test_a_pipeline_that_changes_ends_every_certificate(folder):
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Ombeline"}])
    pipeline.to_disk(folder / "ours")
    with (folder / "policies.yaml").open("a") as stream:
        stream.write(
            "labels: {person: {spacy: [{pipeline: ours, kind: ents}]}}\n"
            "rules:\n  - id: r\n    when_all: [finding: {label: person}]\n    verdict: flag\n"
        )
    assert calibrated(folder) == 0
    assert decided(folder, PUBLIC).auto_release
    with (folder / "ours" / "meta.json").open("a") as stream:
        stream.write("\n")
    decision = decided(folder, PUBLIC)
    assert not decision.auto_release
    assert any("a register or pipeline changed" in note for note in decision.notes)


def test_a_quiet_journal_changes_nothing(folder):
    calibrated(folder)
    _audits(folder, misses=0, of=20)
    assert decided(folder, PUBLIC).auto_release


def test_drafts_that_are_no_longer_like_the_published_posts_end_release(folder):
    calibrated(folder)
    _audits(folder, misses=0, of=40, drawn=0.9)
    decision = decided(folder, PUBLIC)
    assert not decision.auto_release
    assert any("no longer like" in note for note in decision.notes)


def test_a_gate_that_lives_hears_an_alarm(folder):
    calibrated(folder)
    gate = gate_of(folder)
    draft = Draft(PUBLIC, channel="x")
    assert gate.check(draft, now=datetime.now(UTC)).auto_release
    _audits(folder, misses=30, of=40)
    assert not gate.check(draft, now=datetime.now(UTC)).auto_release
    (folder / "journal.jsonl").unlink()
    assert not gate.check(draft, now=datetime.now(UTC)).auto_release


def test_drift_is_watched_beside_every_published_post_those_held_as_well(folder):
    with (folder / "published.jsonl").open("a") as stream:
        stream.write(json.dumps({"text": UNKNOWN, "channel": "x"}) + "\n")
    calibrated(folder)
    certificate = json.loads((folder / "leaks.json").read_text())
    assert float(certificate["reference"][-1]) == HELD


def test_a_reviewer_who_takes_back_what_was_seconded_hides_no_leak(folder):
    calibrated(folder)
    certificate = json.loads((folder / "leaks.json").read_text())["digest"]
    journal = folder / "journal.jsonl"
    for at in range(30):
        draft = f"{at:032x}"
        said = [
            ("bob", Label.PUBLISHABLE),
            ("bob", Label.CONFIDENTIAL),
            ("ada", Label.CONFIDENTIAL),
        ]
        audit = Audit(draft, certificate, Outcome.RELEASE, 0.1, "", NOW)
        append(journal, [audit, *(Labelled(draft, by, label, NOW) for by, label in said)], NOW)
    assert not decided(folder, PUBLIC).auto_release


def test_examples_without_a_channel_say_nothing_of_a_channel_unseen(folder):
    for name in ("published", "confidential"):
        rows = [json.loads(row) for row in (folder / f"{name}.jsonl").read_text().splitlines()]
        for row in rows[::2]:
            del row["channel"]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert calibrated(folder, "--by-channel", "--alpha", "0.5") == 0
    assert decided(folder, PUBLIC).auto_release
    assert not decided(folder, PUBLIC, channel="elsewhere").auto_release


def test_a_journal_that_is_gone_ends_release(folder):
    calibrated(folder)
    (folder / "journal.jsonl").unlink()
    decision = decided(folder, PUBLIC)
    assert not decision.auto_release
    assert any("journal" in note for note in decision.notes)


def test_a_journal_that_cannot_be_read_ends_release(folder):
    calibrated(folder)
    (folder / "journal.jsonl").write_text("{broken\n{}\n")
    assert not decided(folder, PUBLIC).auto_release


# --- the commands ---------------------------------------------------------------------------------


def _says(capsys):
    answer = capsys.readouterr()
    return answer.out + answer.err


def test_verify_says_what_is_promised_and_what_it_supposes(folder, capsys):
    calibrated(folder)
    capsys.readouterr()
    asked = ["certificate", "verify", str(folder / "leaks.json")]
    asked += ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    assert main([*asked, "--lang", "fr"]) == 0
    assert "20 %" in (said := _says(capsys))
    assert "Personne n'écrit un brouillon pour tromper le modèle." in said
    _policy(folder)
    assert main(asked) == 1
    assert "not valid: the policy changed" in _says(capsys)


def test_too_few_texts_are_refused_with_how_many_are_missing(folder, capsys):
    assert calibrated(folder, "--alpha", "0.01") == 2
    assert "275 more are needed" in _says(capsys)
    assert not (folder / "leaks.json").exists()


def test_a_confidential_file_with_a_public_row_is_refused_with_its_line(folder, capsys):
    with (folder / "confidential.jsonl").open("a") as stream:
        stream.write(json.dumps({"text": "soldes d'hiver", "tier": "public"}) + "\n")
    assert calibrated(folder) == 2
    assert "confidential.jsonl:73: `tier` says public" in _says(capsys)


def test_drafts_of_one_document_count_once_however_the_document_is_spelled(folder, capsys):
    path = folder / "confidential.jsonl"
    rows = [json.loads(row) for row in path.read_text().splitlines()]
    names = ("Thread 7", "thread  7", " THREAD 7")
    for at, row in enumerate(rows[:10]):  # of 24 texts, each of them three times
        row["group"] = names[at % 3]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert calibrated(folder) == 0
    assert json.loads((folder / "leaks.json").read_text())["n"] == 24 - 9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("  file: ours.model\n", ""), "names no model"),
        (lambda text: text.split("model:")[0] + "model: {file: ours.model}\n", "no certificate"),
    ],
)
def test_a_policy_that_names_nothing_to_write_is_one_message(folder, capsys, change, says):
    path = folder / "policies.yaml"
    path.write_text(change(path.read_text()))
    assert calibrated(folder) == 2
    assert says in _says(capsys)


def test_no_text_at_all_is_one_message(folder, capsys):
    assert main(["calibrate", "--policy", str(folder / "policies.yaml")]) == 2
    assert "--published FILE" in _says(capsys)


def test_a_held_draft_cannot_leak():
    assert score_of_leak(None) == HELD
    assert score_of_leak(Probabilities(0.25, 0.25, 0.5)) == pytest.approx(0.5)
    assert Decimal(str(HELD)) > 1


def test_the_report_says_what_the_model_makes_of_a_draft_and_what_may_go_out(folder, capsys):
    calibrated(folder)
    capsys.readouterr()
    asked = ["check", "--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    assert main([*asked, "--channel", "x", "--text", PUBLIC, "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"private \d+\s%, extended \d+\s%, public 9\d\s%", said)
    assert "peut sortir sans relecture, sous certificat" in said


def test_what_nobody_read_and_who_nobody_knows_is_not_released(folder):
    calibrated(folder)
    gate = gate_of(folder)
    assert gate.check(Draft(PUBLIC, channel="x")).auto_release
    assert not gate.check(Draft(PUBLIC, channel="x", images=1)).auto_release
    assert not gate.check(Draft(PUBLIC, channel="unheard-of")).auto_release


class Other:
    """A classifier that no digest tells of."""

    label, name, seen, unseen, triggers = "other", "other", (), (), None

    def classify(self, view):
        return ()


@pytest.mark.parametrize("how", ["models", "registers"])
def test_beside_classifiers_that_no_digest_tells_of_no_certificate_stands(folder, how):
    calibrated(folder)
    gate = Gate(load(folder / "policies.yaml"), key=KEY, isolate=False, **{how: [Other()]})
    for text in (PUBLIC, PRIVATE):
        decision = gate.check(Draft(text, channel="x"))
        assert (decision.verdict, decision.auto_release) == (Verdict.ALLOW, False)
        assert any("no certificate stands" in note for note in decision.notes)


# --- training again on what reviewers said --------------------------------------------------------


def _reviewed(folder, texts, judgement, **more):
    drafts, entries = [], []
    for at, text in enumerate(texts):
        digest = draft_digest(Draft(text, channel="x"), KEY)
        drafts.append(json.dumps({"text": text, "channel": "x", **more}))
        entries += [Labelled(digest, by, judgement, NOW) for by in ("ada", "bob")]
        entries.append(Labelled(f"{at:032x}", "eve", judgement, NOW))
    with (folder / "drafts.jsonl").open("a") as stream:
        stream.write("\n".join(drafts) + "\n")
    append(folder / "journal.jsonl", entries, NOW)


_LIES = {Tier.PRIVATE: Tier.PUBLIC, Tier.PUBLIC: Tier.PRIVATE, Tier.EXTENDED: Tier.EXTENDED}


def _labels_file(folder, *, lies):
    path = folder / "labels.jsonl"
    rows = [(x, _LIES[x.tier] if lies else x.tier) for x in labels()]
    path.write_text(
        "".join(
            json.dumps({"text": x.text, "tier": tier.word, "group": x.group}) + "\n"
            for x, tier in rows
        )
    )
    return path


def _retrained(folder, *, lies=False):
    texts = str(_labels_file(folder, lies=lies))
    return main(
        [
            *("train", texts, "--from-reviews", str(folder / "drafts.jsonl")),
            *("--sealed", str(folder / "confidential.jsonl"), "--from-scratch"),
            *("--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")),
            *("-o", str(folder / "new.model")),
        ]
    )


def test_what_two_reviewers_settled_is_learned_when_the_promise_holds(folder, capsys):
    calibrated(folder)
    more = [f"{x.text} {n}" for x in labels() if x.tier is Tier.PRIVATE for n in range(3, 9)]
    _reviewed(folder, more, Label.CONFIDENTIAL)
    assert _retrained(folder) == 0
    said = _says(capsys)
    assert "144 draft(s) settled" in said
    assert "still holds" in said
    model = TierModel(folder / "new.model", KEY)
    assert model.header["trained"]["labels"]["private"] == 24 + 144


def test_a_model_that_would_break_the_promise_is_not_written(folder, capsys):
    calibrated(folder)
    lies = [f"{x.text} {n}" for x in labels() if x.tier is Tier.PRIVATE for n in range(3, 9)]
    _reviewed(folder, lies, Label.PUBLISHABLE)
    assert _retrained(folder, lies=True) == 1
    assert "holds no more" in _says(capsys)
    assert not (folder / "new.model").exists()


def test_sealed_texts_are_not_learned_from(folder, capsys):
    calibrated(folder)
    sealed = json.loads((folder / "confidential.jsonl").read_text().splitlines()[0])["text"]
    _reviewed(folder, [sealed], Label.CONFIDENTIAL)
    assert _retrained(folder) == 2
    assert "among the sealed ones" in _says(capsys)


def test_other_texts_than_those_of_the_certificate_are_refused(folder, capsys):
    calibrated(folder)
    _reviewed(folder, ["un texte"], Label.CONFIDENTIAL)
    path = folder / "confidential.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    assert _retrained(folder) == 2
    assert "not those of the certificate" in _says(capsys)


def test_texts_of_a_sealed_document_are_not_learned_from(folder, capsys):
    rows = [json.loads(row) for row in (folder / "confidential.jsonl").read_text().splitlines()]
    for row in rows[::24]:  # one text, three times
        row["group"] = "Dossier 9"
    (folder / "confidential.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    calibrated(folder)
    _reviewed(folder, [UNKNOWN], Label.CONFIDENTIAL, thread="dossier  9")
    assert _retrained(folder) == 2
    assert "among the sealed ones" in _says(capsys)


# --- every attempt on the same sealed texts uses up some of the doubt -----------------------------


def _attempts(folder, *models, texts=None):
    sealed = read_labels(texts or folder / "confidential.jsonl", tier=Tier.PRIVATE)
    for model in models:
        attempt = Attempt(model, sealed_texts(sealed, KEY))
        note_attempt(attempts_beside(folder / "journal.jsonl"), attempt)


def _others(folder, start=3):
    more = [f"{x.text} {n}" for x in labels() if x.tier is Tier.PRIVATE for n in (start, start + 1)]
    _reviewed(folder, more, Label.CONFIDENTIAL)


@pytest.mark.parametrize("change", ['"threshold":"0.9', '"alpha":"0.3'])
def test_the_thresholds_of_a_certificate_that_was_edited_are_not_used(folder, capsys, change):
    calibrated(folder)
    path = folder / "leaks.json"
    name, _ = change.rsplit('"', 1)
    path.write_text(re.sub(name + r'"0\.\d', change, path.read_text()))
    _others(folder)
    assert _retrained(folder) == 2
    assert "not sealed with this key, or was changed" in _says(capsys)
    assert not attempts_beside(folder / "journal.jsonl").exists()


def test_a_certificate_of_another_kind_tests_nothing(folder, capsys):
    calibrated(folder)
    (folder / "leaks.json").write_bytes((folder / "false-blocks.json").read_bytes())
    assert _retrained(folder) == 2
    assert "not one of leaks" in _says(capsys)


def test_an_attempt_is_noted_and_the_same_model_is_one_attempt(folder, capsys):
    calibrated(folder)
    _others(folder)
    for _ in range(2):
        assert _retrained(folder) == 0
        assert "attempt 1 on these sealed texts: it has δ ÷ 2" in _says(capsys)
    _others(folder, 5)
    assert _retrained(folder) == 0
    assert "attempt 2 on these sealed texts: it has δ ÷ 4" in _says(capsys)
    assert len(read_attempts(attempts_beside(folder / "journal.jsonl"))) == 3


def test_an_attempt_that_failed_is_one_and_tells_no_count(folder, capsys):
    calibrated(folder)
    lies = [f"{x.text} {n}" for x in labels() if x.tier is Tier.PRIVATE for n in range(3, 9)]
    _reviewed(folder, lies, Label.PUBLISHABLE)
    assert _retrained(folder, lies=True) == 1
    assert "holds no more for every channel: more than 0 misses of 24" in _says(capsys)
    assert len(read_attempts(attempts_beside(folder / "journal.jsonl"))) == 1


def test_sealed_texts_that_can_show_nothing_more_are_refused(folder, capsys):
    """0.8 ** 24 is above 0.05 / 16: even without a miss a fourth attempt would show nothing."""
    calibrated(folder)
    _others(folder)
    _attempts(folder, "a", "b", "c")
    assert _retrained(folder) == 2
    assert "served 3 attempt(s)" in _says(capsys)
    assert not (folder / "new.model").exists()


def test_a_certificate_on_texts_that_were_tried_is_sought_with_what_is_left(folder, capsys):
    calibrated(folder)
    [before] = json.loads((folder / "leaks.json").read_text())["groups"]
    _attempts(folder, "a", "b", "b")
    assert calibrated(folder) == 0
    assert "2 model(s) tried on these texts" in _says(capsys)
    made = json.loads((folder / "leaks.json").read_text())
    assert (made["delta"], made["n"]) == ("0.05", before["n"])
    _attempts(folder, "c", "d")
    assert calibrated(folder) == 2
    assert "too few documents" in _says(capsys)


@pytest.mark.parametrize(
    ("old", "new"), [("leaks.json", "leaks-2027.json"), ("journal.jsonl", "journal-2027.jsonl")]
)
def test_another_name_of_certificate_or_journal_begins_nothing_anew(folder, capsys, old, new):
    calibrated(folder)
    _attempts(folder, "a", "b", "c")
    path = folder / "policies.yaml"
    path.write_text(path.read_text().replace(old, new))
    for name in ("leaks.json", "false-blocks.json"):
        (folder / name).unlink()
    assert calibrated(folder) == 0
    assert "3 model(s) tried on these texts" in _says(capsys)


def test_a_certificate_in_another_folder_begins_nothing_anew(folder, capsys):
    calibrated(folder)
    _attempts(folder, "a", "b")
    path = folder / "policies.yaml"
    path.write_text(path.read_text().replace("leaks.json", "2027/leaks.json"))
    assert calibrated(folder) == 0
    assert "2 model(s) tried on these texts" in _says(capsys)
    _others(folder)
    assert _retrained(folder) == 0
    assert "attempt 3 on these sealed texts" in _says(capsys)


def test_taking_a_text_out_begins_nothing_anew(folder):
    calibrated(folder)
    _attempts(folder, "a", "b", "c", "d")
    path = folder / "confidential.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert calibrated(folder) == 2


def test_other_texts_begin_anew(folder):
    calibrated(folder)
    other = folder / "other.jsonl"
    other.write_text(json.dumps({"text": "rien de commun"}) + "\n")
    _attempts(folder, "a", "b", "c", "d", texts=other)
    assert calibrated(folder) == 0


@pytest.mark.parametrize("line", ["{torn", "[]", '{"model": 3, "texts": []}', '{"model": "a"}'])
def test_attempts_that_cannot_be_read_are_refused(folder, capsys, line):
    calibrated(folder)
    path = attempts_beside(folder / "journal.jsonl")
    path.write_text('{"model": "a", "texts": []}\n' + line)
    assert _retrained(folder) == 2
    assert f"{path}:2: it is no list of attempts" in _says(capsys)


def test_a_certificate_by_channel_and_language_tests_a_new_model_in_its_groups(folder, capsys):
    path = folder / "confidential.jsonl"
    rows = [{**json.loads(row), "lang": "fr"} for row in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert calibrated(folder, "--by-channel", "--by-language") == 0
    _others(folder)
    assert _retrained(folder) == 0
    assert "the promise still holds for x@fr: 0 misses of 24" in _says(capsys)


# --- whatever may go out by itself ----------------------------------------------------------------

TIMED = """\
rules:
  - id: weekend
    when_all: [time: {weekdays: [sat, sun]}]
    verdict: flag
  - id: newcomers
    when_all: [author: {lacks_role: [host]}]
    verdict: flag
  - id: closed
    when_all: [channel: {open: false}]
    verdict: flag
"""


@pytest.mark.parametrize("what", ["at the weekend", "before the channel opens"])
def test_what_a_rule_holds_on_the_day_of_the_calibration_counts_for_nothing(folder, what):
    """Saturday's promise is kept on Monday, of the same texts."""
    policy = POLICY.replace("AUDITED", "0.000001")
    if what == "before the channel opens":
        policy = policy.replace("x: {audience", 'x: {opens: "2100-01-10T09:00Z", audience')
    (folder / "policies.yaml").write_text(policy)
    calibrated(folder)
    without = json.loads((folder / "leaks.json").read_text())["groups"]
    (folder / "policies.yaml").write_text(policy + TIMED)
    calibrated(folder)
    assert json.loads((folder / "leaks.json").read_text())["groups"] == without


@pytest.mark.parametrize(
    "more",
    [
        {"audience": "nobody"},
        {"channel": "unheard-of"},
        {"images": 1, "alt": ("une boutique",)},
        {"attachment": ("plan.pdf",)},
        {"file_name": ("plan.png",)},
        {"unread": 1},
        {"text": f"{PUBLIC} ![](plan.png)"},
        {"text": f"{PUBLIC} <IMG src=plan.png>"},
        {"text": f"{PUBLIC} [le plan](plan.pdf)"},
        {"text": PUBLIC + "".join(chr(0xE0000 + ord(letter)) for letter in "marge")},
        {"text": f"{PUBLIC}\ufffd"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_only_words_that_can_be_read_go_out_by_themselves_to_readers_who_are_known(folder, more):
    calibrated(folder)
    gate = gate_of(folder)
    assert gate.check(Draft(PUBLIC, channel="x")).auto_release
    assert gate.check(Draft(f"{PUBLIC} https://boutique.example", channel="x")).auto_release
    assert not gate.check(Draft(**{"text": PUBLIC, "channel": "x"} | more)).auto_release


@pytest.mark.parametrize("key", ["media", "image_url", "video"])
def test_a_row_with_a_key_that_nobody_checked_is_not_released(folder, capsys, key):
    calibrated(folder)
    drafts = folder / "drafts.jsonl"
    rows = [{"text": PUBLIC, "channel": "x"}, {"text": PUBLIC, "channel": "x", key: "plan.png"}]
    drafts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    where = ["--policy", str(folder / "policies.yaml"), "--key-file", str(folder / "key")]
    capsys.readouterr()
    main(["gate", str(drafts), "--output-format", "json-lines", *where])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row.get("auto_release") for row in rows if "draft" in row] == [True, False]


def test_a_model_that_is_written_over_changes_nothing_for_a_gate_that_lives(folder):
    calibrated(folder)
    gate, draft = gate_of(folder), Draft(PRIVATE, channel="x")
    before = gate.check(draft)
    with (folder / "ours.model").open("r+b") as stream:
        stream.seek(-1000, 2)
        stream.write(bytes(1000))
    assert gate.check(draft).tier_probabilities == before.tier_probabilities
    with (folder / "ours.model").open("r+b") as stream:
        stream.truncate(10)
    assert gate.check(draft).verdict is before.verdict


def test_a_certificate_that_is_taken_away_ends_at_once(folder):
    calibrated(folder)
    gate, draft = gate_of(folder), Draft(PUBLIC, channel="x")
    assert gate.check(draft).auto_release
    calibrated(folder, "--alpha", "0.9")
    replaced = gate.check(draft)
    assert not replaced.auto_release
    assert any("another certificate took its place" in note for note in replaced.notes)
    assert gate_of(folder).check(draft).auto_release
    (folder / "leaks.json").unlink()
    assert not gate.check(draft).auto_release
