"""Who looks at the mutants: the gate, a plain list, gitleaks' rules, Presidio; each says what it found."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.evasion import world
from benchmarks.evasion.transforms import Mutant
from ecluse import Decision, Gate, Reason, Tier, Verdict

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

_LABELS = {
    "mark": {"mark"},
    "code-name": {"code-name"},
    "term": {f"sauvergne-{name}" for name in ("staff", "money", "partner", "legal", "system")},
    "statement": {"statement", "exchange"},
    "identifier": set(),
    "secret": {"secret", "access-code"},
}
"""Labels that are right wherever they are found; any other counts where it touches a home."""


class Seen(NamedTuple):
    """What the gate said of a mutant, from the strongest claim to the weakest.

    ``found``: a standing reason that holds rests on a finding of the right label, or on one that touches a
    home of the span. ``caught``: such a reason rests on any finding. ``held``: the verdict is at least a flag,
    for whatever cause. ``blocked``: it is a block.
    """

    found: bool
    caught: bool
    held: bool
    blocked: bool


def look(gate: Gate, mutant: Mutant, kind: str) -> Seen:
    """Each draft as it is published, with those before it as its history; what holds one holds all."""
    decisions = [
        gate.check(draft, now=NOW, history=mutant.drafts[:number])
        for number, draft in enumerate(mutant.drafts)
    ]
    return Seen(
        any(_found(decision, mutant, number, kind) for number, decision in enumerate(decisions)),
        any(reason.findings for decision in decisions for reason in _holding(decision)),
        any(decision.verdict >= Verdict.FLAG for decision in decisions),
        any(decision.verdict is Verdict.BLOCK for decision in decisions),
    )


def _holding(decision: Decision) -> Iterator[Reason]:
    for reason in decision.reasons:
        restricts = reason.tier is not None and reason.tier < Tier.PUBLIC
        if reason.stands and (restricts or reason.verdict >= Verdict.FLAG):
            yield reason


def _found(decision: Decision, mutant: Mutant, number: int, kind: str) -> bool:
    homes = [home for home in mutant.homes if home.draft == number]
    for finding in (finding for reason in _holding(decision) for finding in reason.findings):
        start, end = finding.span
        if finding.label in _LABELS.get(kind, ()) or any(
            finding.field == home.field and start < home.end and home.start < end for home in homes
        ):
            return True
    return False


Scan = Callable[[Sequence[Mutant]], list[bool]]


def plain_list() -> Scan:
    """The declared words, anywhere in the text, whatever their case."""
    words = [word.casefold() for word in world.declared()]
    return lambda mutants: [any(word in m.text.casefold() for word in words) for m in mutants]


def gitleaks(rules: Path) -> Scan:
    """A gitleaks configuration through our own importer."""
    from ecluse.classifiers.gitleaks import read
    from ecluse.classifiers.secrets import Secrets
    from ecluse.text.views import view_of

    classifier = Secrets(read(str(rules)).formats)
    return lambda mutants: [
        any(any(True for _ in classifier.classify(view_of(text))) for text, _ in _parts(mutant))
        for mutant in mutants
    ]


def presidio(python: str) -> Scan:
    """Presidio in the Python named (see ``presidio_peer.py`` beside this file)."""

    def scan(mutants: Sequence[Mutant]) -> list[bool]:
        asked = {
            "declared": world.declared(),
            "rows": [list(_parts(mutant)) for mutant in mutants],
        }
        script = Path(__file__).with_name("presidio_peer.py")
        run = subprocess.run(
            [python, str(script)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(run.stdout)

    return scan


def _parts(mutant: Mutant) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    for number, draft in enumerate(mutant.drafts):
        for part in draft.parts():
            here = [h for h in mutant.homes if (h.draft, h.field) == (number, part.field)]
            yield part.text, [(home.start, home.end) for home in here]
