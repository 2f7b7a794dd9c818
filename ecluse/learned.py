"""The learned tier model inside the gate: what it makes of a draft, and what certificates let it do.

It reads the whole draft as one text and finds ``learned-private`` or ``learned-extended`` where its
probability reaches the threshold that the model carries. It raises, never lowers: what it does not
find leaves everything as it was. While a certificate of false blocks is valid it also finds
``certified-private``, which may block; while one of leaks is, an ALLOW may go out by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ecluse.classifiers import CERTIFIED
from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel
from ecluse.model import Decision, Draft, Fault, FaultKind, Finding, Message, Probabilities, Span
from ecluse.policy.model import Learned
from ecluse.promise.certificate import Certificate, Digests, read_certificate, verify
from ecluse.promise.journal import Audit, Entry, Outcome, begin, read_journal
from ecluse.promise.monitor import Rate, Watch, alarms_of, is_audited, record, watch
from ecluse.promise.monitor import Standing as Watched
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import Kind
from ecluse.version import VERSION

__all__ = [
    "HELD",
    "NAME",
    "UNWARRANTED",
    "LearnedTier",
    "Reading",
    "Standing",
    "certified",
    "is_free",
    "model_path",
    "score_of_leak",
]

NAME = "tier-model"
"""How findings and faults call the model."""

_RATE_OF = {Kind.LEAK: Rate.LEAK, Kind.FALSE_BLOCK: Rate.FALSE_BLOCK}
_DELTA = Decimal("0.05")
HELD = 2.0
"""The score, for a promise on leaks, of a draft that is held whatever the model says."""

_START = Span(0, 0)
"""A reading is of the draft as a whole: no place of it can be taken out."""


class Reading(NamedTuple):
    """What the model makes of one draft; without probabilities when it does not know its words."""

    probabilities: Probabilities | None = None
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()


class Standing(NamedTuple):
    """What the certificates allow at a moment, and why not what they do not."""

    block: Certificate | None = None
    release: Certificate | None = None
    notes: tuple[Message, ...] = ()


def model_path(named: str, folder: Path) -> Path:
    """The file of a model that a policy in ``folder`` names."""
    return DEFAULT_MODEL if named == "default" else folder / named


def score_of_leak(found: Probabilities | None) -> float:
    """How much speaks against releasing a draft: one whose words are not known is held."""
    return HELD if found is None else found.nonpublic


class LearnedTier:
    """The model that a policy names, and its certificates.

    Args:
        learned: what the policy says of it; ``file`` is not empty.
        folder: the policy's folder.
        key: the organisation's key, which sealed the certificates.

    Raises:
        ModelError: the model cannot be used.
    """

    def __init__(self, learned: Learned, folder: Path, key: bytes) -> None:
        self.model = TierModel(model_path(learned.file, folder), key)
        self._learned, self._folder, self._key = learned, folder, key
        self._certificates = {kind: _Kept.of(self._named(kind), folder) for kind in Kind}
        self._last: tuple[object, _Now] | None = None

    @property
    def name(self) -> str:
        """How decisions name it, so that they can be replayed."""
        return f"{NAME}:{self.model.digest}"

    @property
    def promises(self) -> bool:
        """Whether the policy names a certificate."""
        return bool(self._learned.block or self._learned.release)

    @property
    def certificates(self) -> Iterator[Certificate]:
        """Those that could be read."""
        kept = (one.certificate for one in self._certificates.values())
        return (one for one in kept if one is not None)

    # --- what it makes of a draft -----------------------------------------------------------------

    def read(self, draft: Draft) -> Reading:
        """What the model makes of a draft; an error is a fault, which holds the draft."""
        text = "\n".join(part.text for part in draft.parts())
        try:
            found = self.model.probabilities(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be seen
            return Reading(faults=(Fault(NAME, FaultKind.EXCEPTION, type(error).__name__),))
        return Reading(found, () if found is None else self._findings(found))

    def _findings(self, found: Probabilities) -> tuple[Finding, ...]:
        thresholds = self.model.thresholds
        if found.private >= thresholds["private"]:
            return (_finding("learned-private", found.private),)
        if found.nonpublic >= thresholds["nonpublic"]:
            return (_finding("learned-extended", found.nonpublic),)
        return ()

    @property
    def in_force(self) -> str:
        """How the journal names the certificates: their digests; empty without any."""
        return "+".join(certificate.digest for certificate in self.certificates)

    @property
    def journal(self) -> Path:
        """The file of the journal."""
        return self._folder / self._learned.journal

    def heard(self) -> tuple[tuple[int, int, int] | None, ...]:
        """What tells that the journal or a certificate changed: file, size and moment of each."""
        named = (self._learned.journal, self._learned.block, self._learned.release)
        return tuple([_stat_of(self._folder / name) for name in named if name])

    # --- what it may do ---------------------------------------------------------------------------

    def standing(
        self, policy: str, registers: str, moment: datetime, *, warranted: bool
    ) -> Standing:
        """What the certificates allow at a moment, for a policy and registers.

        Nothing unless ``warranted``: what no digest tells of may change unseen.
        """
        if not warranted:
            return Standing(notes=(UNWARRANTED,))
        current = Digests(VERSION, policy, self.model.digest, registers)
        block, no_block = self._valid(Kind.FALSE_BLOCK, current, moment)
        release, no_release = self._valid(Kind.LEAK, current, moment)
        notes = (
            *(Message(f"{_NO_BLOCK.fr} : {m.fr}", f"{_NO_BLOCK.en}: {m.en}") for m in no_block),
            *(
                Message(f"{_NO_RELEASE.fr} : {m.fr}", f"{_NO_RELEASE.en}: {m.en}")
                for m in no_release
            ),
        )
        return Standing(block, release, notes)

    def _valid(
        self, kind: Kind, current: Digests, moment: datetime
    ) -> tuple[Certificate | None, tuple[Message, ...]]:
        certificate, problem = self._certificates[kind]
        problem = problem or self._now().gone[kind]
        if certificate is None or problem:
            return None, problem
        if certificate.promise.kind is not kind:
            return None, (_OTHER_KIND,)
        wrong = self._reasons(certificate, current, moment)
        return (None, wrong) if wrong else (certificate, ())

    def verified(
        self, certificate: Certificate, policy: str, registers: str, moment: datetime
    ) -> tuple[Message, ...]:
        """Every reason why a certificate is not valid at a moment, for a policy and registers."""
        current = Digests(VERSION, policy, self.model.digest, registers)
        return self._reasons(certificate, current, moment)

    def _reasons(
        self, certificate: Certificate, current: Digests, moment: datetime
    ) -> tuple[Message, ...]:
        alarms = self._now().alarms[certificate.promise.kind]
        return verify(certificate, **current._asdict(), now=moment, key=self._key, alarms=alarms)

    def _now(self) -> _Now:
        """What the files say now, read when one of them changed: few checks are the first to see that.

        A journal that is gone is an alarm, and so is that there is none.
        """
        heard = self.heard()
        if self._last is None or self._last[0] != heard:
            alarms: Mapping[Kind, tuple[Message, ...]] = dict.fromkeys(Kind, (_UNWATCHED,))
            if self._learned.journal:
                alarms = alarms_of(self.journal, self.in_force, self._watch, self._key)
            self._last = heard, _Now(alarms, {kind: self._gone(kind) for kind in Kind})
        return self._last[1]

    def _gone(self, kind: Kind) -> tuple[Message, ...]:
        """Why a certificate that was read is no longer the one in its file."""
        there = _Kept.of(self._named(kind), self._folder)
        is_same = there.certificate == self._certificates[kind].certificate
        return () if is_same else there.problem or (_REPLACED,)

    def _named(self, kind: Kind) -> str:
        return self._learned.block if kind is Kind.FALSE_BLOCK else self._learned.release

    @property
    def _watch(self) -> Watch:
        """What is watched: the rates of the certificates, each against its own α; they share a δ."""
        asked = [certificate.promise for certificate in self.certificates]
        references = (certificate.reference for certificate in self.certificates)
        return Watch(
            {_RATE_OF[promise.kind]: promise.alpha for promise in asked},
            min((promise.delta for promise in asked), default=_DELTA),
            max(references, key=len, default=()),
        )

    def standing_now(self) -> Watched:
        """What the journal shows.

        Raises:
            Refusal: it cannot be read.
        """
        return watch(read_journal(self.journal), self.in_force, self._watch, self._key)

    def record(self, entries: Sequence[Entry], now: datetime) -> Watched:
        """Append entries to the journal, and the alarms that ring with them: how things stand then.

        Before there is a certificate the journal is begun; afterwards one that is gone is an alarm.

        Raises:
            Refusal: the journal is not there, cannot be read or cannot be written.
        """
        if not self.in_force and not self.journal.exists():
            begin(self.journal)
        return record(self.journal, entries, now, self.in_force, self._watch, self._key)

    def releases(self, certificate: Certificate, decision: Decision) -> bool:
        """Whether a draft may go out by itself: free, below the threshold, not drawn for audit."""
        return _goes_out(certificate, decision) and not self._is_drawn(decision)

    def audit(self, decision: Decision, now: datetime, *, may_go: bool) -> Audit | None:
        """The entry of the journal for a draft that the audit draws, released or held; else ``None``.

        Drafts are drawn by keyed digest whatever becomes of them: among released ones alone every
        confidential draft would be a leak. Nothing is drawn for a policy that names no journal; before
        there is a certificate everything that is drawn is held, and may become an example of one.

        Args:
            decision: what the gate made of the draft.
            now: aware.
            may_go: whether the gate could let it go out by itself at all.
        """
        if not self._learned.journal or not self._is_drawn(decision):
            return None
        certificate = self._certificates[Kind.LEAK].certificate
        threshold = None if certificate is None else certificate.threshold_of(decision.channel)
        is_held = not may_go or certificate is None or not _goes_out(certificate, decision)
        blocks = any(reason.rule == CERTIFIED for reason in decision.reasons)
        return Audit(
            decision.draft_digest,
            self.in_force or "none",
            Outcome.BLOCK if blocks else Outcome.HOLD if is_held else Outcome.RELEASE,
            score_of_leak(decision.tier_probabilities),
            "" if threshold is None else threshold.group,
            now,
        )

    def _is_drawn(self, decision: Decision) -> bool:
        return is_audited(self._key, decision.draft_digest, Decimal(str(self._learned.audited)))


def certified(
    certificate: Certificate, found: Probabilities | None, channel: str
) -> Finding | None:
    """The finding that may block, where the certificate's threshold is reached."""
    threshold = certificate.threshold_of(channel)
    if found is None or threshold is None or not threshold.holds(found.private):
        return None
    return _finding(CERTIFIED, found.private)


def _goes_out(certificate: Certificate, decision: Decision) -> bool:
    """Whether a draft is free and below the threshold of its channel."""
    threshold = certificate.threshold_of(decision.channel)
    if threshold is None or not is_free(decision):
        return False
    return not threshold.holds(score_of_leak(decision.tier_probabilities))


def is_free(decision: Decision) -> bool:
    """Whether no rule and no fault had anything to say: what a certificate may release."""
    return decision.allowed and not decision.reasons and not decision.faults


def _stat_of(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


class _Now(NamedTuple):
    """What stands in the journal, and which certificates are no longer those in their files."""

    alarms: Mapping[Kind, tuple[Message, ...]]
    gone: Mapping[Kind, tuple[Message, ...]]


class _Kept(NamedTuple):
    """A certificate as it was read, or why there is none."""

    certificate: Certificate | None = None
    problem: tuple[Message, ...] = ()

    @classmethod
    def of(cls, named: str, folder: Path) -> _Kept:
        """The certificate that a policy names, if it names one."""
        if not named:
            return cls()
        try:
            return cls(read_certificate(folder / named))
        except Refusal as refusal:
            return cls(None, (refusal.message,))


def _finding(label: str, confidence: float) -> Finding:
    return Finding(label, "text", _START, round(confidence, 4), classifier=NAME)


UNWARRANTED = Message(
    "aucun certificat ne vaut : un classifieur ou un registre tiers peut changer sans qu'une empreinte le dise",
    "no certificate stands: a classifier or register of others may change without a digest that tells",
)
_UNWATCHED = Message(
    "la politique ne nomme pas de journal d'audit", "the policy names no journal of audits"
)
_REPLACED = Message(
    "un autre certificat a pris sa place ; un nouveau contrôle le lira",
    "another certificate took its place; a new gate will read it",
)
_NO_BLOCK = Message("le modèle ne bloque pas", "the model does not block")
_NO_RELEASE = Message("pas de mise en ligne sans relecture", "nothing goes out by itself")
_OTHER_KIND = Message("le certificat promet autre chose", "the certificate promises something else")
