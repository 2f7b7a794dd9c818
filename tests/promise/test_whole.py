"""From a journal to a certificate and back: audit, label, calibrate, seal, watch, revoke, reset."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from ecluse.promise.certificate import (
    Certificate,
    Digests,
    digest_of_examples,
    issue,
    read_certificate,
    reviewers_of,
    verify,
)
from ecluse.promise.journal import (
    Audit,
    Entry,
    Label,
    Labelled,
    Outcome,
    Planted,
    Reset,
    append,
    read_journal,
)
from ecluse.promise.monitor import Rate, Watch, alarms_of, is_audited
from ecluse.promise.reviews import examples_of, missed, reviews_of, scored_of
from ecluse.promise.thresholds import Kind, Threshold, promise, thresholds

KEY = bytes(range(32))
NOW = datetime(2027, 3, 9, 10, tzinfo=UTC)
MADE_FOR = Digests("0.9.0", "a1" * 16, "b2" * 16)
LEAK = promise(Kind.LEAK, "0.05", "0.05")
WATCH = Watch({Rate.LEAK: Decimal("0.05")}, Decimal("0.05"))


def judged(draft: str, truth: Label, people: tuple[str, str] = ("ada", "björn")) -> list[Entry]:
    return [Labelled(draft, person, truth, NOW) for person in people]


def first_weeks(draw: random.Random) -> list[Entry]:
    """Before there is a certificate everything is held: 1,600 drafts, half of them audited."""
    entries: list[Entry] = [Planted(f"known {n}", Label.CONFIDENTIAL, NOW) for n in range(100)]
    for n in range(100):
        wrong = n == 7
        entries += judged(f"known {n}", Label.PUBLISHABLE if wrong else Label.CONFIDENTIAL)
    for n in range(1_600):
        truth = Label.CONFIDENTIAL if n % 4 == 0 else Label.PUBLISHABLE
        draft, score = f"draft {n}", draw.gauss(3.0 if truth is Label.CONFIDENTIAL else 0.0, 1)
        if is_audited(KEY, draft, Decimal("0.5")):
            entries += [Audit(draft, "none", Outcome.HOLD, score, "", NOW), *judged(draft, truth)]
    return entries


def certified(path: Path) -> Certificate:
    journal = read_journal(path)
    scored = scored_of(journal, "none")
    examples = examples_of(reviews_of(journal, KEY), scored, Kind.LEAK)
    found = thresholds(examples.certain, LEAK, KEY, doubtful=examples.doubtful)
    people = missed(journal, KEY)
    return issue(
        "Brouillons audités du premier trimestre",
        LEAK,
        found,
        MADE_FOR,
        examples=digest_of_examples(scored.values(), KEY),
        issued_at=NOW,
        expires_at=NOW + timedelta(days=90),
        key=KEY,
        reviewers=reviewers_of(people.k, people.n, LEAK.delta),
    )


def live(draw: random.Random, certificate: Certificate, mean: float) -> list[Entry]:
    """One hundred confidential drafts that the audit drew, of a model that scores them so."""
    held: Threshold | None = certificate.threshold("")
    assert held is not None
    entries: list[Entry] = []
    for n in range(100):
        score = draw.gauss(mean, 1)
        would = Outcome.HOLD if held.holds(score) else Outcome.RELEASE
        draft = f"live {mean} {n}"
        entries += [Audit(draft, certificate.digest, would, score, "", NOW)]
        entries += judged(draft, Label.CONFIDENTIAL, ("chloé", "dina"))
    return entries


def test_a_promise_is_made_kept_broken_and_taken_up_again(tmp_path: Path) -> None:
    draw = random.Random(12)
    path, file = tmp_path / "journal.jsonl", tmp_path / "leaks.json"
    path.touch()
    append(path, first_weeks(draw), NOW)
    made = certified(path)
    file.write_text(made.json(), encoding="utf-8")
    certificate = read_certificate(file)

    def reasons() -> list[str]:
        alarms = alarms_of(path, certificate.digest, WATCH, KEY)[Kind.LEAK]
        current = MADE_FOR._asdict()
        said = verify(certificate, **current, now=NOW + timedelta(days=9), key=KEY, alarms=alarms)
        return [reason.en for reason in said]

    assert (certificate.n, certificate.reviewers and certificate.reviewers.k) == (194, 1)
    assert 0.5 < certificate.groups[0].at < 2.0
    assert reasons() == []
    append(path, live(draw, certificate, 3.0), NOW)
    assert reasons() == []
    append(path, live(draw, certificate, 2.0), NOW)
    (said,) = reasons()
    assert said.endswith("the share of confidential drafts that would go out is over 5 %")
    append(path, [Reset("ada", "the model was trained again", NOW)], NOW)
    assert reasons() == []
    path.write_bytes(path.read_bytes()[:-5] + b"\n")
    assert "the line cannot be read" in reasons()[0]
