"""Decisions as JSON values, and JSON that is fit for any reader.

The keys are those of the contract: one object for each decision, with places and keyed digests and
never text of a draft. ``verdict`` of a reason is what it asks for on this audience, its tier
brought through the table ``reach``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ecluse.model import Fault, Finding, Reason, Span, Tier, Waiver
from ecluse.report import Edit, Report, Row, Tally, asked

__all__ = ["decision_value", "dump", "head_value", "tail_value"]

# What JSON allows bare and a terminal or an editor does not: escaped, so that reading gives it back.
_BARE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def dump(value: object) -> str:
    """``value`` as JSON (RFC 8259) that any encoder takes: controls and surrogates are escaped.

    >>> dump({"é": "\\u2028"})
    '{"é":"\\\\u2028"}'
    """
    return _BARE.sub(_escaped, _encode(value))


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _escaped(match: re.Match[str]) -> str:
    """The JSON escape of one character, a surrogate pair above U+FFFF (RFC 8259 §7)."""
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def head_value(report: Report) -> dict[str, Any]:
    """What a report says first; ``digests`` says once why they are empty, when there is no key."""
    policy = report.policy
    return {
        "policy": policy.path,
        "digest": policy.digest,
        "now": report.now.isoformat(),
        "engine": report.engine,
        **({} if report.keyed else {"digests": "none: no key"}),
    }


def tail_value(report: Report, tally: Tally, *, complete: bool) -> dict[str, Any]:
    """What a report says last: the counts, the waivers used, whether the run came to its end."""
    del report
    return {
        "complete": complete,
        "counts": tally.counts(),
        "waivers_used": dict(sorted(tally.used.items())),
        "skipped": tally.skipped,
        "unread_keys": dict(sorted(tally.unread.items())),
    }


def decision_value(report: Report, row: Row) -> dict[str, Any]:
    """One decision."""
    decision = row.decision
    return {
        "draft": row.name,
        "path": row.path,
        "line": row.draft.origin.line,
        "channel": decision.channel,
        "audience": decision.audience,
        "tier": decision.tier.word,
        "verdict": decision.verdict.word,
        "reasons": [_reason(report, row, reason) for reason in decision.reasons],
        "faults": [_fault(fault) for fault in decision.faults],
        "obligations": [{"action": o.action, "target": o.target} for o in decision.obligations],
        "edit": _edit(row.edit),
        "tier_probabilities": _probabilities(decision.tier_probabilities),
        "auto_release": decision.auto_release,
        "not_before": decision.not_before.isoformat() if decision.not_before else None,
        "draft_digest": decision.draft_digest,
        "notes": list(decision.notes),
        "policy": decision.policy,
        "models": list(decision.models),
        "engine": decision.engine,
    }


def _reason(report: Report, row: Row, reason: Reason) -> dict[str, Any]:
    language = report.language
    return {
        "rule": reason.rule,
        "tier": reason.tier.word if reason.tier is not None else None,
        "verdict": asked(report, reason, row.decision.audience_tier).word,
        "mode": reason.mode.value,
        "override": reason.override.name.lower(),
        "because": reason.because.in_(language),
        "fix": reason.fix.in_(language),
        "findings": [_finding(finding) for finding in reason.findings],
        "waiver": _waiver(reason.waiver),
    }


def _probabilities(found: tuple[float, float, float] | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {tier.word: round(share, 4) for tier, share in zip(Tier, found, strict=True)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "label": finding.label,
        "field": finding.field,
        "span": list(finding.span),
        "confidence": finding.confidence,
        "view": finding.view,
        "digest": finding.digest,
        **({"draft": finding.draft} if finding.draft else {}),
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "what": fault.what,
        "kind": fault.kind.value,
        "why": fault.why,
        "rules": list(fault.rules),
    }


def _waiver(waiver: Waiver | None) -> Mapping[str, Any] | None:
    if waiver is None:
        return None
    return {
        "id": waiver.id,
        "kind": waiver.kind,
        "owner": waiver.owner,
        "because": waiver.because,
        "until": waiver.until.isoformat() if waiver.until else None,
    }


def _edit(edit: Edit | None) -> list[dict[str, Any]] | None:
    if edit is None:
        return None
    return [{"field": name, "span": list(Span(*span))} for name, span in edit]
