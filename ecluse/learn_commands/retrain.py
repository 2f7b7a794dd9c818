"""What ``ecluse train --from-reviews`` needs beside labels: the journal, the drafts, the sealed texts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ecluse.classifiers.tier import TierModel
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.learn.attempts import (
    Attempt,
    attempts_beside,
    attempts_near,
    note_attempt,
    sealed_texts,
    tried,
)
from ecluse.learn.calibrate import Grouping, score_for, scores, without_promises
from ecluse.learn.labels import Label, read_labels
from ecluse.learn.reviewed import (
    Kept,
    kept,
    reviewed,
    verify_apart,
    verify_enough_left,
    verify_sealed,
    verify_usable,
)
from ecluse.learn.words import LEARN
from ecluse.model import Draft, DraftError, Tier
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.promise.certificate import read_certificate
from ecluse.promise.journal import read_journal
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import Kind, Scored
from ecluse.read import Skipped, read

__all__ = ["Fares", "Retraining", "drafts_of"]


class Fares(NamedTuple):
    """How each group of a certificate fares with a new model, the how-many-th on these texts."""

    groups: Sequence[Kept]
    attempt: int

    @property
    def holds(self) -> bool:
        """Whether the promise holds in every group."""
        return all(one.holds for one in self.groups)


class Retraining:
    """A policy with a certificate of leaks, and the texts on which it stands.

    Args:
        policy: the policy file, or ``None`` to find it.
        drafts: the drafts that reviewers looked at, in any format that is read.
        sealed: the confidential texts of the calibration.
        key: the organisation's key.

    Raises:
        Refusal: the policy names no certificate of leaks, or none that is sealed; the sealed texts are
            not named, are not those of the certificate, or are used up.
    """

    def __init__(self, policy: str | None, drafts: str, sealed: str | None, key: bytes) -> None:
        self._policy = load(find_policy(policy).path)
        self._folder, self._key, self._drafts = Path(self._policy.path).parent, key, drafts
        learned = self._policy.learned
        if not learned.release:
            raise Refusal(LEARN["no-leaks"], LEARN["name-leaks"])
        if sealed is None:
            raise Refusal(LEARN["no-sealed"], LEARN["name-sealed"])
        path = self._folder / learned.release
        self._certificate = read_certificate(path)
        verify_usable(self._certificate, key)
        self._sealed = read_labels(Path(sealed), tier=Tier.PRIVATE)
        self._journal, self._texts = self._folder / learned.journal, sealed_texts(self._sealed, key)
        scored = self._scored(learned.file)
        verify_sealed(self._certificate, scored, key)
        attempt = self._attempt()
        verify_enough_left(kept(self._certificate, scored, key, attempt), attempt)

    def settled(self) -> Sequence[Label]:
        """The labels that reviewers settled.

        Raises:
            Refusal: the journal cannot be read.
            DraftError: a draft cannot be read.
        """
        journal = read_journal(self._journal)
        return reviewed(drafts_of(self._drafts), journal, self._key)

    def fares(self, labels: Sequence[Label], model: bytes) -> Fares:
        """How the certificate fares with a new model; the attempt is noted before it is known.

        Raises:
            Refusal: some of the sealed texts are among the labels.
        """
        verify_apart(labels, self._sealed)
        digest = TierModel(model, self._key).digest
        attempt = self._attempt(besides=digest)
        note_attempt(attempts_beside(self._journal), Attempt(digest, self._texts))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "new.model")
            path.write_bytes(model)
            found = kept(self._certificate, self._scored(str(path)), self._key, attempt)
        return Fares(found, attempt)

    def _attempt(self, *, besides: str = "") -> int:
        """The how-many-th model the next one is on these texts."""
        noted = attempts_near(self._journal, self._folder / self._policy.learned.release)
        return 1 + tried(noted, self._texts, besides=besides)

    def _scored(self, model: str) -> list[Scored]:
        policy = replace(self._policy, learned=replace(self._policy.learned, file=model))
        gate = without_promises(Gate(policy, key=self._key), self._key)
        grouping = Grouping.of(self._certificate)
        now, end = self._certificate.issued_at, self._certificate.expires_at
        return scores(gate, self._sealed, score_for(Kind.LEAK), now, end, grouping=grouping)


def drafts_of(path: str) -> list[Draft]:
    """The drafts of a file or folder, in any format that is read.

    Raises:
        DraftError: one cannot be read.
    """
    drafts: list[Draft] = []
    for record in read([path]):
        if isinstance(record, DraftError):
            raise record
        if not isinstance(record, Skipped):
            drafts += record.drafts
    return drafts
