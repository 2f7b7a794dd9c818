"""``ecluse calibrate`` and ``ecluse certificate verify``: a promise made, and whether it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ecluse.door import UsageError
from ecluse.gate import Gate
from ecluse.key import read_key
from ecluse.learn.calibrate import Asked as Wanted
from ecluse.learn.calibrate import bound_of, goes_out, scores, without_promises
from ecluse.learn.calibrate import calibrate as promised
from ecluse.learn.labels import Label, read_labels
from ecluse.learn.words import say
from ecluse.learn_commands.monitor import keep_alarms
from ecluse.learn_commands.train import progress, write_whole
from ecluse.learned import UNWARRANTED
from ecluse.model import EcluseError, Message, Tier
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.promise.certificate import Certificate, read_certificate
from ecluse.promise.refusal import Refusal, percent, quoted
from ecluse.promise.thresholds import Kind, Scored, promise

__all__ = ["Asked", "calibrate", "verify_certificate"]


class Asked(NamedTuple):
    """The options of the command."""

    policy: str | None = None
    published: str | None = None
    confidential: str | None = None
    alpha: str = "0.01"
    delta: str = "0.05"
    gamma: str = "1"
    by_channel: bool = False
    population: str | None = None
    days: int = 90
    now: datetime | None = None
    lang: str | None = None
    key_file: str | None = None


def calibrate(asked: Asked, out: Callable[[str], None]) -> int:
    """Calibrate on published and confidential texts and write the certificates; 0.

    Raises:
        UsageError: the policy names no model or no certificate to write.
        DraftError: a line of a file is no text.
        Refusal: the examples are too few, or there is no key.
    """
    if not (asked.published or asked.confidential):
        raise UsageError("name the texts: --published FILE, --confidential FILE, or both")
    key = read_key(asked.key_file)
    gate = Gate(load(find_policy(asked.policy).path), key=key)
    learned, folder = gate.policy.learned, Path(gate.policy.path).parent
    if not learned.file:
        raise UsageError("the policy names no model; write `model: {file: default}` in it")
    language = asked.lang or gate.policy.language
    if not gate.warranted:
        raise EcluseError(UNWARRANTED.in_(language))
    bare = without_promises(gate, key)
    published = _labels(asked.published, Tier.PUBLIC)
    seen = _scores(asked, bare, published, Kind.LEAK, language)
    now = asked.now or datetime.now(UTC)
    try:
        for reason in _alarms(gate, now):
            out(say("alarm-stands", language, reason=reason.in_(language)))
            out(say("to-reset", language))
        if asked.published:
            found = _scores(asked, bare, published, Kind.FALSE_BLOCK, language)
            made = promised(gate, found, _wanted(asked, Kind.FALSE_BLOCK), key, seen)
            _write(folder, learned.block, made, bound_of(gate, Kind.FALSE_BLOCK), language, out)
        if asked.confidential:
            texts = _labels(asked.confidential, Tier.PRIVATE)
            found = _scores(asked, bare, texts, Kind.LEAK, language)
            made = promised(gate, found, _wanted(asked, Kind.LEAK), key, seen)
            _write(folder, learned.release, made, bound_of(gate, Kind.LEAK), language, out)
            if seen:
                freed = sum(goes_out(one, made.groups) for one in seen)
                out(say("benefit", language, out=freed, of=len(seen)))
    except Refusal as refusal:
        raise EcluseError(refusal.in_(language)) from refusal
    return 0


def _alarms(gate: Gate, now: datetime) -> tuple[Message, ...]:
    """What stands in the journal: certificates that are written now do not silence it."""
    if gate.learned is None or not gate.policy.learned.journal:
        return ()
    each = keep_alarms(gate.learned, now).by_kind.values()
    return tuple(dict.fromkeys(reason for reasons in each for reason in reasons))


def _labels(named: str | None, tier: Tier) -> Sequence[Label]:
    return read_labels(Path(named), tier=tier) if named else ()


def _wanted(asked: Asked, kind: Kind) -> Wanted:
    named = asked.published if kind is Kind.FALSE_BLOCK else asked.confidential
    return Wanted(
        promise(kind, asked.alpha, asked.delta, asked.gamma),
        asked.population or Path(named or "").name,
        asked.now or datetime.now(UTC),
        asked.days,
        asked.by_channel,
    )


def _scores(
    asked: Asked, bare: Gate, labels: Sequence[Label], kind: Kind, language: str
) -> list[Scored]:
    now = asked.now or datetime.now(UTC)
    of = len(labels)
    with progress(lambda done: say("scored", language, done=done, of=of)) as see:
        return scores(
            bare, labels, kind, now, by_channel=asked.by_channel, see=see or (lambda _: None)
        )


def _write(
    folder: Path,
    named: str,
    made: Certificate,
    bound: float | None,
    language: str,
    out: Callable[[str], None],
) -> None:
    """Write a certificate where the policy looks for it, and say what it promises."""
    asked, is_block = made.promise, made.promise.kind is Kind.FALSE_BLOCK
    if not named:
        place = "model.block.certificate" if is_block else "model.release.certificate"
        raise UsageError(f"the policy names no certificate to write; name it first: `{place}`")
    (folder / named).parent.mkdir(parents=True, exist_ok=True)
    write_whole(folder / named, made.json().encode() + b"\n")
    until = made.expires_at.date().isoformat()
    sure, most = percent(1 - asked.delta), percent(asked.alpha)
    kind = "promise-block" if is_block else "promise-leak"
    out(say(kind, language, most=most.in_(language), sure=sure.in_(language), n=made.n, k=made.k))
    for group in made.groups:
        name = quoted(group.group).in_(language) if group.group else say("every-channel", language)
        out(say("threshold", language, group=name, at=float(group.at), n=group.n, k=group.k))
    if any(group.at == bound for group in made.groups):
        out(say("bounded-block" if is_block else "bounded-leak", language))
    out(say("certified", language, path=folder / named, digest=made.digest, until=until))


def verify_certificate(
    file: str,
    policy: str | None,
    key_file: str | None,
    lang: str | None,
    out: Callable[[str], None],
) -> int:
    """Say whether a certificate stands for the policy as it is now; 0, or 1 with every reason.

    Raises:
        UsageError: the policy names no model.
        Refusal: the file is no certificate.
    """
    key = read_key(key_file)
    gate = Gate(load(find_policy(policy).path), key=key)
    language = lang or gate.policy.language
    made = read_certificate(Path(file))
    if gate.learned is None:
        raise UsageError("the policy names no model; a certificate is of one")
    wrong = gate.learned.verified(made, gate.policy.digest, gate.registers_named, datetime.now(UTC))
    wrong = wrong if gate.warranted else (UNWARRANTED, *wrong)
    for reason in wrong:
        out(say("not-valid", language, reason=reason.in_(language)))
    if not wrong:
        sure, most = percent(1 - made.promise.delta), percent(made.promise.alpha)
        until = made.expires_at.date().isoformat()
        shown = {"most": most.in_(language), "sure": sure.in_(language), "until": until}
        out(say("valid", language, population=made.population, n=made.n, k=made.k, **shown))
        out("\n".join(f"- {one.in_(language)}" for one in made.assumptions))
    return 1 if wrong else 0
