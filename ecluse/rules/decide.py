"""The decision. This page is its whole meaning; the laws it keeps are in ``tests/laws``.

    tier    = min(default tier, tiers of the standing reasons)
    verdict = max(reach[tier, audience_tier], verdicts of the standing reasons, FLAG if there is a fault)

A reason stands unless it was waived or its rule is in shadow mode; either way it stays on the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Unpack

from ecluse.lean import replace
from ecluse.model import (
    About,
    Decision,
    Draft,
    Fault,
    Override,
    Reason,
    Tier,
    Verdict,
    Waiver,
)

__all__ = ["covers", "decide", "waive"]


def decide(
    reasons: Sequence[Reason],
    faults: Sequence[Fault],
    *,
    audience_tier: Tier,
    reach: Mapping[tuple[Tier, Tier], Verdict],
    default: Tier = Tier.PUBLIC,
    **about: Unpack[About],
) -> Decision:
    """Combine reasons and faults: the least shareable tier, the strictest verdict.

    ``about`` is what the decision says of its draft, policy and engine; it weighs nothing.
    """
    standing = [reason for reason in reasons if reason.stands]
    tier = min([default, *(reason.tier for reason in standing if reason.tier is not None)])
    verdict = max(
        reach[tier, audience_tier],
        *(reason.verdict for reason in standing),
        Verdict.FLAG if faults else Verdict.ALLOW,
    )
    return Decision(
        verdict, tier, tuple(reasons), tuple(faults), audience_tier=audience_tier, **about
    )


def waive(
    reasons: Iterable[Reason], waivers: Sequence[Waiver], draft: Draft, *moments: datetime
) -> tuple[Reason, ...]:
    """Lift each reason that a waiver covers at every moment; the reason stays on the record."""
    return tuple(_waived(reason, waivers, draft, moments) for reason in reasons)


def _waived(
    reason: Reason, waivers: Sequence[Waiver], draft: Draft, moments: tuple[datetime, ...]
) -> Reason:
    lifting = (w for w in waivers if covers(w, reason, draft) and not w.expired(*moments))
    waiver = min(lifting, key=lambda w: w.id, default=None)
    return reason if waiver is None else replace(reason, waiver=waiver)


def covers(waiver: Waiver, reason: Reason, draft: Draft) -> bool:
    """Whether ``waiver`` may lift ``reason`` for ``draft``: the rule allows it, the scope fits.

    An acknowledgement lifts a rule whose ``override`` is ``acknowledge`` or ``justify``; a waiver of
    the policy lifts any rule but one marked ``never``. A scope by author needs one who is vouched for.
    """
    strongest = Override.APPROVE if waiver.kind == "waiver" else Override.JUSTIFY
    if waiver.rule != reason.rule or reason.override > strongest:
        return False
    return (
        waiver.channel in ("", draft.channel)
        and (not waiver.author or (draft.trusted and waiver.author == draft.author))
        and waiver.draft in ("", draft.id)
        and (not waiver.finding or _only(waiver.finding, reason))
    )


def _only(digest: str, reason: Reason) -> bool:
    found = reason.findings
    return bool(found) and all(finding.digest == digest for finding in found)
