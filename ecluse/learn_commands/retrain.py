"""What ``ecluse train --from-reviews`` needs beside labels: the journal, the drafts, the sealed texts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ecluse.door import UsageError
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.learn.calibrate import scores, without_promises
from ecluse.learn.labels import Label, read_labels
from ecluse.learn.reviewed import Kept, kept, reviewed, verify_apart, verify_sealed
from ecluse.model import Draft, DraftError, Tier
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.promise.certificate import read_certificate
from ecluse.promise.journal import read_journal
from ecluse.promise.thresholds import Kind, Scored
from ecluse.read import Skipped, read

__all__ = ["Retraining"]


class Retraining:
    """A policy with a certificate of leaks, and the texts on which it stands.

    Args:
        policy: the policy file, or ``None`` to find it.
        drafts: the drafts that reviewers looked at, in any format that is read.
        sealed: the confidential texts of the calibration.
        key: the organisation's key.

    Raises:
        UsageError: the policy names no certificate of leaks, or the sealed texts are not named.
        Refusal: the certificate cannot be read.
    """

    def __init__(self, policy: str | None, drafts: str, sealed: str | None, key: bytes) -> None:
        self._policy = load(find_policy(policy).path)
        self._folder, self._key, self._drafts = Path(self._policy.path).parent, key, drafts
        learned = self._policy.learned
        if not learned.release:
            raise UsageError(
                "the policy names no certificate of leaks: `model.release.certificate`"
            )
        if sealed is None:
            raise UsageError("name the confidential texts of the calibration: --sealed FILE")
        self._certificate = read_certificate(self._folder / learned.release)
        self._sealed = read_labels(Path(sealed), tier=Tier.PRIVATE)

    def settled(self) -> Sequence[Label]:
        """The labels that reviewers settled.

        Raises:
            Refusal: the journal cannot be read.
            DraftError: a draft cannot be read.
        """
        journal = read_journal(self._folder / self._policy.learned.journal)
        return reviewed(self._read(), journal, self._key)

    def _read(self) -> list[Draft]:
        drafts: list[Draft] = []
        for record in read([self._drafts]):
            if isinstance(record, DraftError):
                raise record
            if not isinstance(record, Skipped):
                drafts += record.drafts
        return drafts

    def fares(self, labels: Sequence[Label], model: bytes) -> list[Kept]:
        """How the certificate fares with a new model.

        Raises:
            Refusal: the sealed texts are not those of the certificate, or are among the labels.
        """
        verify_apart(labels, self._sealed)
        verify_sealed(self._certificate, self._scored(self._policy.learned.file), self._key)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "new.model")
            path.write_bytes(model)
            return kept(self._certificate, self._scored(str(path)), self._key)

    def _scored(self, model: str) -> list[Scored]:
        policy = replace(self._policy, learned=replace(self._policy.learned, file=model))
        gate = without_promises(Gate(policy, key=self._key), self._key)
        by_channel = any(one.group for one in self._certificate.groups)
        now = datetime.now(UTC)
        return scores(gate, self._sealed, Kind.LEAK, now, by_channel=by_channel)
