"""Labels from what reviewers said, and whether a model trained on them keeps a promise.

Only what two people agree on becomes a label, and of nobody's more than twice an equal share
(:mod:`ecluse.promise.reviews`); what is disputed or waits teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ecluse.case import draft_digest
from ecluse.learn.calibrate import misses_at
from ecluse.learn.from_reviews import label_of
from ecluse.learn.labels import Label, essence, grouped
from ecluse.model import Draft, Message, Tier
from ecluse.promise.bounds import most_misses
from ecluse.promise.certificate import Certificate, digest_of_examples, verify_seal
from ecluse.promise.journal import Journal
from ecluse.promise.refusal import Refusal
from ecluse.promise.reviews import Settled, reviews_of
from ecluse.promise.thresholds import Kind, Scored, one_per_document
from ecluse.read.words import filled

__all__ = [
    "Kept",
    "kept",
    "reviewed",
    "verify_apart",
    "verify_enough_left",
    "verify_sealed",
    "verify_usable",
]

_TIER_OF = {Settled.CONFIDENTIAL: Tier.PRIVATE, Settled.PUBLISHABLE: Tier.PUBLIC}

_NOT_SEALED = Message(
    "ces textes ne sont pas ceux du certificat, ou le modèle n'est plus celui qu'il certifie",
    "these texts are not those of the certificate, or the model is no longer the one it certifies",
)
_CALIBRATE = Message(
    "donnez ceux du calibrage, ou recalibrez", "give those of the calibration, or calibrate again"
)
_OTHER_KIND = Message(
    "le certificat n'est pas un certificat de fuites", "the certificate is not one of leaks"
)
_USED_UP = Message(
    "ces textes scellés ont servi à {tried} essai(s) : ils ne peuvent plus rien montrer",
    "these sealed texts served {tried} attempt(s): they can show nothing more",
)
_FRESH = Message(
    "calibrez sur des textes nouveaux, ou sur davantage de textes",
    "calibrate on fresh texts, or on more of them",
)
_SHARED = Message(
    "{count} texte(s) à apprendre sont aussi dans les textes scellés",
    "{count} text(s) to learn from are among the sealed ones too",
)
_TAKE_OUT = Message("retirez-les des étiquettes", "take them out of the labels")


def reviewed(drafts: Iterable[Draft], journal: Journal, key: bytes) -> Sequence[Label]:
    """The labels of the drafts that reviewers settled: confidential is private, publishable public."""
    settled = reviews_of(journal, key).settled
    labels: list[Label] = []
    for draft in drafts:
        digest = draft_digest(draft, key)
        tier = _TIER_OF.get(settled.get(digest, Settled.PENDING))
        if tier is not None:
            labels.append(label_of(draft, tier))
    return grouped(labels)


def verify_apart(labels: Iterable[Label], sealed: Iterable[Label]) -> None:
    """Refuse to learn from texts on which a promise is tested.

    Raises:
        Refusal: some are among both.
    """
    tested, groups = set[bytes](), set[str]()
    for one in sealed:
        tested.add(essence(one.text))
        groups.add(one.group)
    count = sum(label.group in groups or essence(label.text) in tested for label in labels)
    if count:
        raise Refusal(filled(_SHARED, count=count), _TAKE_OUT)


def verify_sealed(certificate: Certificate, examples: Sequence[Scored], key: bytes) -> None:
    """Refuse other texts than those of the certificate, scored by the model that it certifies.

    Raises:
        Refusal: they are others.
    """
    if digest_of_examples(examples, key) != certificate.examples:
        raise Refusal(_NOT_SEALED, _CALIBRATE)


class Kept(NamedTuple):
    """A group of a certificate with a new model: misses, and the most that the promise bears."""

    group: str
    n: int
    k: int
    most: int

    @property
    def holds(self) -> bool:
        """Whether the promise holds in the group."""
        return self.k <= self.most


def kept(
    certificate: Certificate, examples: Sequence[Scored], key: bytes, attempt: int = 1
) -> list[Kept]:
    """How the promise of a certificate fares at its own thresholds with scores of a new model.

    ``attempt``: the how-many-th model this is on these texts (:mod:`ecluse.learn.attempts`).
    """
    alpha, delta = certificate.promise.each(len(certificate.groups))
    drawn = one_per_document(examples, key)
    found: list[Kept] = []
    for threshold in certificate.groups:
        own = [one for one in drawn if one.group == threshold.group]
        k = misses_at(own, threshold, certificate.promise.kind)
        most = most_misses(len(own), alpha, delta / 2**attempt)
        found.append(Kept(threshold.group, len(own), k, most))
    return found


def verify_usable(certificate: Certificate, key: bytes) -> None:
    """Refuse a certificate whose thresholds prove nothing: of another kind, or with a broken seal.

    Raises:
        Refusal: with the first reason.
    """
    if certificate.promise.kind is not Kind.LEAK:
        raise Refusal(_OTHER_KIND, _CALIBRATE)
    for reason in verify_seal(certificate, key):
        raise Refusal(reason, _CALIBRATE)


def verify_enough_left(found: Sequence[Kept], attempt: int) -> None:
    """Refuse an attempt that sealed texts cannot decide any more.

    Raises:
        Refusal: even without a miss they would show nothing.
    """
    if any(one.most < 0 for one in found):
        raise Refusal(filled(_USED_UP, tried=attempt - 1), _FRESH)
