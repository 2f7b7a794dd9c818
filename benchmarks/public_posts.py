"""How often does a policy hold or block what was really published, and catch what was marked?

    python benchmarks/public_posts.py EVALUATION_FOLDER [POLICY]

Reads ``tri_dev`` and ``dev_tier_public_extended`` (``.jsonl`` or ``.jsonl.gz``: rows of ``id, source,
lang, text, tier, labels``) from the folder and checks every text for the public, through the policy
(``policies.yaml`` by default). Each row of the table is a slice: ``labels.slice`` where there is one,
else the source. ``public`` slices were published, ``either`` ones are handbooks that are extended or
public, ``private`` and ``extended`` ones are mail.

``flag`` counts holds by rules other than those of the pack ``tone``; a post that only tone holds is
under ``tone``. Intervals are Wilson's, 95 %. No text of the data is printed.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

from ecluse import Draft, Gate, Verdict
from ecluse.model import Decision

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
FILES = ("tri_dev", "dev_tier_public_extended")
_Z = 1.959964


@dataclass
class Slice:
    """What was decided on the drafts of one slice."""

    kind: str
    lang: str
    texts: int = 0
    blocked: int = 0
    flagged: int = 0
    toned: int = 0
    faults: int = 0
    rules: Counter[str] = field(default_factory=Counter[str])

    def add(self, decision: Decision, tone: frozenset[str]) -> None:
        """Count one decision."""
        self.texts += 1
        self.faults += bool(decision.faults)
        self.rules.update({reason.rule for reason in decision.reasons if reason.stands})
        if decision.verdict is Verdict.BLOCK:
            self.blocked += 1
        elif decision.verdict is Verdict.FLAG:
            only_tone = all(r.rule in tone for r in decision.reasons if r.stands)
            self.toned += only_tone and not decision.faults
            self.flagged += not only_tone or bool(decision.faults)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % (Wilson 1927).

    >>> [round(bound, 3) for bound in wilson(0, 100)]
    [0.0, 0.037]
    """
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + _Z * _Z / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    scale = 1 + _Z * _Z / of
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def rows(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every row of the files, in order."""
    for name in FILES:
        packed = folder / f"{name}.jsonl.gz"
        opened = gzip.open(packed, "rt") if packed.exists() else (folder / f"{name}.jsonl").open()
        with opened as file:
            yield from map(json.loads, file)


def slice_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the kind of a row's slice."""
    labels = row["labels"]
    name = labels.get("slice") or str(row["source"]).split("@")[0]
    allowed = set(labels.get("allowed", ()))
    kind = "either" if len(allowed) > 1 else (str(row["tier"]) or "either")
    return name, kind


def measure(folder: Path, policy: str) -> dict[str, Slice]:
    """Check every row."""
    gate = Gate(policy)
    tone = frozenset(r.id for r in gate.policy.rules if r.place.path == "pack:tone")
    slices: dict[str, Slice] = {}
    for row in rows(folder):
        name, kind = slice_of(row)
        one = slices.setdefault(name, Slice(kind, row["lang"]))
        draft = Draft(row["text"], id=row["id"], lang=row["lang"])
        one.add(gate.check(draft, now=NOW), tone)
    return slices


def _share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{100 * hits / max(1, of):5.2f} [{100 * low:4.1f}, {100 * high:4.1f}]"


def table(slices: Mapping[str, Slice]) -> Iterator[str]:
    """The table, and how often each rule fired."""
    yield f"{'slice':42}{'kind':9}{'lang':5}{'n':>5}  {'block %':20}{'flag %':20}{'tone %':20}faults"
    order = ("public", "either", "extended", "private")
    for name, one in sorted(slices.items(), key=lambda item: (order.index(item[1].kind), item[0])):
        shares = (_share(hits, one.texts) for hits in (one.blocked, one.flagged, one.toned))
        columns = "".join(f"{share:20}" for share in shares)
        yield f"{name:42}{one.kind:9}{one.lang:5}{one.texts:5}  {columns}{one.faults}"
        fired = ", ".join(f"{rule} {count}" for rule, count in one.rules.most_common(8))
        if fired:
            yield f"{'':8}{fired}"


def summary(slices: Mapping[str, Slice]) -> Iterator[str]:
    """French beside English on public slices, and what is caught of marked private mail."""
    for lang in ("fr", "en"):
        chosen = [one for one in slices.values() if one.kind == "public" and one.lang == lang]
        texts = sum(one.texts for one in chosen)
        blocked, flagged = sum(o.blocked for o in chosen), sum(o.flagged for o in chosen)
        toned = sum(o.toned for o in chosen)
        yield (
            f"public {lang}: n {texts}, block {_share(blocked, texts)}, "
            f"flag {_share(flagged, texts)}, tone {_share(toned, texts)}"
        )
    for name, one in slices.items():
        if one.kind == "private":
            caught = one.blocked + one.flagged + one.toned
            yield f"caught {name}: {_share(caught, one.texts)}, blocked {_share(one.blocked, one.texts)}"


def main(folder: str, policy: str = "policies.yaml") -> None:
    """Print both."""
    slices = measure(Path(folder), policy)
    print(*table(slices), "", *summary(slices), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
