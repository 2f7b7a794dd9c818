"""Harmless text stays free: what do the views cost posts that hide nothing?

    python benchmarks/harmless.py EVAL_DIR [--only creative,examples,public] [--show 40]

Three sources, each text for the public, on a channel that is strict and on one that is not:

- ``creative``: the hand-written posts of ``benchmarks/harmless/creative.jsonl`` (styled letters, spaced
  words, art, emoji, code, hashes, links, puzzles, other scripts…), rows of ``id, kind, lang, text``;
- ``examples``: the example sentences of every language of the spaCy that is installed;
- ``public``: what was really published, of ``EVAL_DIR/dev`` (see ``benchmarks/public_posts.py``); no
  text of it is printed.

Two policies: the root ``policies.yaml``, and ``benchmarks/harmless/policies.yaml``, which takes up every
pack and declares sixty names of its own. A block or a hold is **extra** when the plain view alone would
not give it: a reason stands on its plain findings when each label in it has one, and a fault, or a
reason that only the strict channel has, stands on nothing plain. Printed: counts with Wilson's intervals,
95 %, then each text that was hit, by view, label and rule. Every finding, weighed or not, must also
lie inside its text and not be empty.

Exit code 1 when the bars are missed: extra blocks 0; extra holds ≤ 0.5 %, of the creative posts ≤ 5 %;
every span inside.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.public_posts import NOW, rows, slice_of, wilson  # noqa: E402 - the path comes first
from ecluse import Draft, Gate, Verdict  # noqa: E402
from ecluse.lean import replace  # noqa: E402
from ecluse.model import Channel, Decision, Finding, Reason  # noqa: E402
from ecluse.policy.load import load  # noqa: E402
from ecluse.policy.model import Policy  # noqa: E402
from ecluse.rules.decide import decide  # noqa: E402

PLAIN = "plain"
POLICIES = {"root": ROOT / "policies.yaml", "hardened": ROOT / "benchmarks/harmless/policies.yaml"}
CREATIVE = ROOT / "benchmarks/harmless/creative.jsonl"
BARS = {"creative": 0.05, "examples": 0.005, "public": 0.005}
"""Share of extra holds that each source may have."""


class Text(NamedTuple):
    """One harmless text and the slice that it is counted in."""

    id: str
    slice: str
    lang: str
    text: str


# --- sources --------------------------------------------------------------------------------------


def creative() -> Iterator[Text]:
    for line in CREATIVE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Text(row["id"], row["kind"], row["lang"], row["text"])


def examples() -> Iterator[Text]:
    """The example sentences that spaCy ships, language by language."""
    import spacy.lang

    for module in pkgutil.iter_modules(spacy.lang.__path__):
        name = f"spacy.lang.{module.name}.examples"
        try:
            sentences = importlib.import_module(name).sentences
        except ModuleNotFoundError:
            continue
        for number, sentence in enumerate(sentences):
            yield Text(f"{module.name}-{number}", module.name, module.name, sentence)


def public(folder: Path) -> Iterator[Text]:
    """What was published, handbooks too."""
    for row in rows(folder):
        name, kind = slice_of(row)
        if kind in {"public", "either"}:
            yield Text(row["id"], name, row["lang"], row["text"])


# --- what rests on another view than the plain one ------------------------------------------------


class Extra(NamedTuple):
    """What a decision would not be without the views: both verdicts, and where the rest comes from."""

    verdict: Verdict
    plain: Verdict
    why: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        return self.verdict is Verdict.BLOCK > self.plain

    @property
    def holds(self) -> bool:
        return self.verdict is Verdict.FLAG > self.plain


def is_plain(reason: Reason) -> bool:
    """Whether the reason stands on plain findings: each label in it has one."""
    labels = {finding.label for finding in reason.findings}
    return labels == {finding.label for finding in reason.findings if finding.view == PLAIN}


def extra_of(decision: Decision, usual: frozenset[str], policy: Policy) -> Extra:
    """``usual``: the rules with a plain reason on the channel that is not strict."""
    plain = [r for r in decision.reasons if is_plain(r) and r.rule in usual]
    verdict = decide(
        plain,
        (),
        audience_tier=decision.audience_tier,
        reach=policy.reach,
        default=policy.default_tier,
    ).verdict
    return Extra(decision.verdict, verdict, tuple(whys(decision, plain)))


def whys(decision: Decision, plain: Iterable[Reason]) -> Iterator[str]:
    for reason in decision.reasons:
        if reason not in plain and reason.stands:
            found = {
                f"{f.view}/{f.label}/{f.name}" for f in reason.findings if f.view != PLAIN
            } or {"no finding"}
            yield f"{reason.rule} ({', '.join(sorted(found))})"
    for fault in decision.faults:
        yield f"fault {fault.kind.value} of {fault.what}: {fault.why}"


def astray(draft: Draft, findings: Iterable[Finding]) -> Iterator[str]:
    """Findings whose place is empty or not inside the text of their field."""
    for one in findings:
        start, end = one.span
        if not 0 <= start < end <= len(draft.part(one.field)):
            yield f"{one.view}/{one.label}/{one.name} at {start}-{end} of {one.field}"


# --- counting -------------------------------------------------------------------------------------


@dataclass
class Count:
    """What happened to the texts of one source, under one policy, on one channel."""

    source: str
    policy: str
    channel: str
    texts: int = 0
    blocks: int = 0
    holds: int = 0
    extra_blocks: int = 0
    extra_holds: int = 0
    findings: Counter[str] = field(default_factory=Counter[str])
    hit: list[str] = field(default_factory=list[str])
    strayed: list[str] = field(default_factory=list[str])

    def add(self, text: Text, extra: Extra) -> None:
        self.texts += 1
        self.blocks += extra.verdict is Verdict.BLOCK
        self.holds += extra.verdict is Verdict.FLAG
        self.extra_blocks += extra.blocks
        self.extra_holds += extra.holds
        if extra.blocks or extra.holds:
            self.hit.append(
                f"{extra.verdict.word:5} {text.id} [{text.slice}] {'; '.join(extra.why)}"
            )

    @property
    def is_missed(self) -> bool:
        over = self.extra_holds > BARS[self.source] * self.texts
        return bool(self.extra_blocks or over or self.strayed)


def prepared(path: Path) -> Gate:
    """The gate of a policy that has an open and a strict public channel, alike in everything else."""
    policy = load(path)
    wide = {id: Channel(id, "everyone", "page", strict=id == "strict") for id in ("open", "strict")}
    return Gate(replace(policy, channels={**policy.channels, **wide}))


def measure(source: str, texts: Iterable[Text], gates: dict[str, Gate]) -> list[Count]:
    counts = {
        (name, channel): Count(source, name, channel)
        for name in gates
        for channel in ("open", "strict")
    }
    for text in texts:
        for name, gate in gates.items():
            usual: frozenset[str] = frozenset()
            for channel in ("open", "strict"):
                draft = Draft(text.text, id=text.id, lang=text.lang, channel=channel)
                decision = gate.check(draft, now=NOW)
                if channel == "open":
                    usual = frozenset(r.rule for r in decision.reasons if is_plain(r))
                count = counts[name, channel]
                count.add(text, extra_of(decision, usual, gate.policy))
                if channel == "open":
                    found = gate.findings(draft)
                    count.findings.update(f.view for f in found)
                    count.strayed += [f"{text.id}: {where}" for where in astray(draft, found)]
    return list(counts.values())


def _share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits:4} {100 * hits / max(1, of):5.2f} [{100 * low:4.2f}, {100 * high:4.2f}]"


def table(counts: Iterable[Count]) -> Iterator[str]:
    yield (
        f"{'source':10}{'policy':10}{'channel':8}{'texts':>6}{'blocks':>8}{'holds':>7}  "
        f"{'extra blocks %':26}{'extra holds %':26}bar"
    )
    for one in counts:
        yield (
            f"{one.source:10}{one.policy:10}{one.channel:8}{one.texts:6}{one.blocks:8}{one.holds:7}  "
            f"{_share(one.extra_blocks, one.texts):26}{_share(one.extra_holds, one.texts):26}"
            f"{'MISSED' if one.is_missed else 'kept'}"
        )


def details(counts: Iterable[Count], show: int) -> Iterator[str]:
    for one in counts:
        where = f"{one.source}, {one.policy} policy, {one.channel} channel"
        if one.findings:
            views = ", ".join(f"{view} {n}" for view, n in sorted(one.findings.items()))
            yield f"\n{where}: findings by view, weighed or not: {views}"
        if one.hit:
            yield f"\n{where}: {len(one.hit)} hit because of a view"
            yield from (f"  {line}" for line in one.hit[:show])
        if one.strayed:
            yield f"\n{where}: {len(one.strayed)} SPANS ASTRAY"
            yield from (f"  {line}" for line in one.strayed[:show])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, help="the evaluation directory")
    parser.add_argument("--only", default=",".join(BARS), help="sources, with commas")
    parser.add_argument("--show", type=int, default=40, help="lines for each list of hits")
    args = parser.parse_args()
    gates = {name: prepared(path) for name, path in POLICIES.items()}
    sources = {
        "creative": creative,
        "examples": examples,
        "public": lambda: public(args.eval / "dev"),
    }
    counts = [
        count for name in args.only.split(",") for count in measure(name, sources[name](), gates)
    ]
    print(*table(counts), *details(counts, args.show), sep="\n")
    return 1 if any(count.is_missed for count in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
