"""An archive's known reasons, accepted one by one: by keyed digest, owner, reason and end.

An entry accepts one rule on one channel for one content, with exactly the findings that it had: the
digest covers all of them. An edited draft, another finding or another channel is decided anew. What
is accepted stays in every report, counted; a rule marked ``override: never`` is never accepted.
The file is a JSON list of ``{"digest", "owner", "reason", "expires"}`` and, for people, ``"rule"``
and ``"draft"``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol, cast

from ecluse.model import Decision, EcluseError, Override, Reason, Waiver
from ecluse.policy.model import Policy
from ecluse.rules.decide import decide

__all__ = ["Baseline", "BaselineError", "read_baseline", "write_baseline"]

_KEYS = frozenset({"digest", "owner", "reason", "expires", "rule", "draft"})


class BaselineError(EcluseError):
    """A baseline that cannot be used."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted reasons: digest → the waiver that lifts it."""

    key: bytes
    accepted: Mapping[str, Waiver]

    def applied(self, decision: Decision, policy: Policy, *moments: datetime) -> Decision:
        """The decision with its accepted reasons lifted, decided again by the same specification."""
        reasons = tuple(self._lifted(decision, reason, moments) for reason in decision.reasons)
        if reasons == decision.reasons:
            return decision
        anew = decide(
            reasons,
            decision.faults,
            audience_tier=decision.audience_tier,
            reach=policy.reach,
            default=policy.default_tier,
        )
        return replace(decision, verdict=anew.verdict, tier=anew.tier, reasons=reasons)

    def _lifted(self, decision: Decision, reason: Reason, moments: tuple[datetime, ...]) -> Reason:
        if not reason.stands or reason.override is Override.NEVER:
            return reason
        waiver = self.accepted.get(digest_of(decision, reason, self.key))
        return reason if waiver is None or waiver.expired(*moments) else reason.waived_by(waiver)


def digest_of(decision: Decision, reason: Reason, key: bytes) -> str:
    """Keyed digest of one reason on one content (BLAKE2b, 32 hexadecimal digits)."""
    found = (f"{f.label}\x1e{f.field}\x1e{f.span[0]}\x1e{f.span[1]}" for f in reason.findings)
    content = "\x1f".join((decision.draft_digest, decision.channel, reason.rule, *found))
    data = content.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16, key=key[:64], person=b"ecluse-baseline").hexdigest()


# --- the file -------------------------------------------------------------------------------------


def read_baseline(path: Path, key: bytes) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: there is no key, no file, or an entry without owner, reason or end.
    """
    if not key:
        raise BaselineError(
            "a baseline needs the key of its digests: --key-file or ECLUSE_KEY_FILE"
        )
    try:
        entries = json.loads(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BaselineError(f"{path} is not JSON") from error
    if not isinstance(entries, list):
        raise BaselineError(f"{path} is not a list of entries")
    waivers = [_waiver(path, n, entry) for n, entry in enumerate(entries, 1)]
    return Baseline(key, {waiver.finding: waiver for waiver in waivers})


def _waiver(path: Path, number: int, entry: object) -> Waiver:
    if not isinstance(entry, dict):
        raise BaselineError(f"{path}: entry {number} is not an object")
    values = cast("dict[str, Any]", entry)
    wrong = [k for k in ("digest", "owner", "reason", "expires") if not _is_given(values.get(k))]
    if wrong or not values.keys() <= _KEYS:
        named = ", ".join(wrong) or "keys that are not known"
        raise BaselineError(f"{path}: entry {number}: {named}; give digest, owner, reason, expires")
    until = _moment(values["expires"])
    if until is None:
        raise BaselineError(f"{path}: entry {number}: `expires` is no moment with an offset")
    name = f"baseline-{values['digest'][:8]}"
    rule = str(values.get("rule", ""))
    return Waiver(
        name,
        rule,
        values["owner"],
        values["reason"],
        until,
        finding=values["digest"],
        kind="baseline",
    )


def _is_given(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


class _Acceptance(Protocol):
    @property
    def owner(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def expires(self) -> datetime: ...


def entries_of(decision: Decision, key: bytes, by: _Acceptance) -> Iterator[dict[str, str]]:
    """Entries that would accept what stands in a decision; rules marked ``never`` are left out."""
    for one in decision.reasons:
        if one.stands and one.override is not Override.NEVER:
            yield {
                "digest": digest_of(decision, one, key),
                "owner": by.owner,
                "reason": by.reason,
                "expires": by.expires.isoformat(),
                "rule": one.rule,
                "draft": decision.draft,
            }


def write_baseline(path: Path, entries: Iterable[Mapping[str, str]]) -> None:
    """Write a baseline in one piece, one entry a line, in order of draft and rule.

    Raises:
        BaselineError: it cannot be written.
    """
    unique = {entry["digest"]: entry for entry in entries}
    ordered = sorted(unique.values(), key=lambda e: (e.get("draft", ""), e.get("rule", "")))
    body = ",\n".join(json.dumps(dict(entry), ensure_ascii=True) for entry in ordered)
    try:
        beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        beside.write_text(f"[\n{body}\n]\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise BaselineError(f"{path} cannot be written: {error.strerror}") from error
