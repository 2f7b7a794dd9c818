"""``ecluse certificate status`` and ``reset``: how what is promised is kept, and who lifts an alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ecluse.gate import Gate
from ecluse.key import read_key
from ecluse.learn.words import LEARN, say
from ecluse.learn_commands.speak import speaking
from ecluse.learned import LearnedTier
from ecluse.model import Message
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.promise.journal import Reset
from ecluse.promise.monitor import Rate, Standing, confidence_sequence
from ecluse.promise.refusal import Refusal

__all__ = ["keep_alarms", "opened", "reset", "status"]

_GONE = Message(
    "le journal d'audit a disparu, et un certificat reposait sur lui",
    "the journal of audits is gone, and a certificate rested on it",
)
_RESTORE = Message(
    "rétablissez-le d'après sa sauvegarde, ou retirez d'abord l'ancien certificat",
    "restore it from its copy, or take the old certificate away first",
)
_RATES = {Rate.LEAK: "rate-leak", Rate.FALSE_BLOCK: "rate-false-block"}
_BOUND = 0.05


def keep_alarms(learned: LearnedTier, now: datetime) -> Standing:
    """Write alarms of the certificates that stand into the journal, before others take their place.

    Where there is neither a certificate nor a journal, the journal is begun.

    Raises:
        Refusal: the journal cannot be read or written, or is gone although a certificate is there.
    """
    if not learned.journal.exists():
        if learned.in_force:
            raise Refusal(_GONE, _RESTORE, path=str(learned.journal))
        learned.journal.parent.mkdir(parents=True, exist_ok=True)
    return learned.record((), now)


def status(
    policy: str | None, key_file: str | None, lang: str | None, out: Callable[[str], None]
) -> int:
    """Say what the audits show, and every alarm that stands; 0, or 1 with an alarm.

    Raises:
        Refusal: the policy names no journal, or it cannot be read.
    """
    learned, language = _learned(policy, key_file, lang)
    with speaking(language):
        standing = learned.standing_now()
    for rate, (k, n) in standing.counts.items():
        low, high = (f"{100 * share:.1f}" for share in confidence_sequence(k, n, _BOUND))
        shown = {"low": low, "high": high}
        if language == "fr":
            shown = {name: one.replace(".", ",") for name, one in shown.items()}
        out(say(_RATES[rate], language, k=k, n=n, **shown))
    out(say("audits-wait", language, pending=standing.pending, most=standing.most_pending))
    reasons = standing.every_reason
    for reason in reasons:
        out(say("not-valid", language, reason=reason.in_(language)))
    if standing.alarms:
        out(say("to-reset", language))
    return 1 if reasons else 0


def reset(
    by: str,
    why: str,
    policy: str | None,
    key_file: str | None,
    lang: str | None,
    out: Callable[[str], None],
) -> int:
    """Lift the alarms that stand, with who does and why; 0.

    Raises:
        Refusal: the policy names no journal, it cannot be read or written, nobody is named, or no
            reason is given.
    """
    learned, language = _learned(policy, key_file, lang)
    now = datetime.now(UTC)
    with speaking(language):
        if not by.strip() or not why.strip():
            raise Refusal(LEARN["nobody"], LEARN["say-who"])
        before = learned.record((), now)  # what rings is written down before it is lifted
        learned.record([Reset(by, why, now)], now)
    out(say("reset", language, count=len(before.alarms)))
    if before.pending:
        out(say("reset-waiting", language, count=before.pending))
    return 0


def opened(policy: str | None, key_file: str | None, lang: str | None) -> tuple[Gate, str]:
    """The gate of a policy, and the language to speak; what is wrong is said in it."""
    found = load(find_policy(policy).path)
    language = lang or found.language
    with speaking(language):
        return Gate(found, key=read_key(key_file)), language


def _learned(policy: str | None, key_file: str | None, lang: str | None) -> tuple[LearnedTier, str]:
    gate, language = opened(policy, key_file, lang)
    with speaking(language):
        if gate.learned is None or not gate.policy.learned.journal:
            raise Refusal(LEARN["no-journal"], LEARN["name-journal"])
        return gate.learned, language
