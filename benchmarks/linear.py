"""Is the gate linear in what it is given, and quick on the worst of it?

    python benchmarks/linear.py [--quick | --glance] [--only WORD]... [--register | --no-register]
        [--repeats N] [--patience SECONDS] [--presidio PYTHON [--peer-only]] [--json FILE]

Each generator of ``benchmarks/pathological.py`` makes texts of 62,500 to 1,000,000 characters,
doubling (to 250,000 with ``--quick``; with ``--glance`` 50,000 and 100,000, each once), which go through ``Gate.check`` on a strict public channel, through the root
policy; with ``--register`` through that of the fictional brewery of ``benchmarks/companies`` and its
register instead. CPU time, median of three (or of ``--repeats``). Each doubling may take at most 2.3 times as long; above
that both sizes are measured again, twice, and the best ratio counts, as the machine is shared. Times
under five milliseconds are not compared. 200,000 characters may take at most a second, or be held. A
generator whose next size would take longer than ``--patience`` seconds is given up there, and missed.

Printed for each: milliseconds at each size, the largest ratio, at 200,000 characters the time and the verdict
(``held``: by a fault, with its kinds). With ``--presidio PYTHON``, an interpreter that has it, Presidio's
CPU seconds on 20,000, 62,500 and 200,000 characters of the same, stopped after five (and then not asked
about more); ``--peer-only`` times nothing else. Exit code 1 when a bar is missed.

``--json FILE`` adds a line for each generator, and one for what Presidio took; ``benchmarks/linear_plot.py``
draws them. 200,000 characters that took more than a second are checked three times more: the best counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.harmless import POLICIES, prepared  # noqa: E402 - the path comes first
from benchmarks.pathological import Make, generators  # noqa: E402
from benchmarks.peer_process import Peer  # noqa: E402
from ecluse import Draft, Gate  # noqa: E402
from ecluse.model import Channel, Decision  # noqa: E402

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIZES = (62_500, 125_000, 250_000, 500_000, 1_000_000)
REPEATS = 3
RATIO, FLOOR = 2.3, 0.005
WORST, SECONDS = 200_000, 1.0
PEER_SIZES, PEER_LIMIT = (20_000, 62_500, WORST), 5.0

Check = Callable[[str], Decision]


class Result(NamedTuple):
    """What one generator did."""

    name: str
    times: tuple[float, ...]
    ratio: float
    worst: float
    verdict: str
    faults: tuple[str, ...]
    given_up: bool

    @property
    def missed(self) -> tuple[str, ...]:
        slow = self.worst > SECONDS and not self.faults
        return (
            *(["ratio"] if self.ratio > RATIO else []),
            *(["slow"] if slow else []),
            *(["given up"] if self.given_up else []),
        )


def spent(check: Check, text: str) -> float:
    return decided(check, text)[0]


def decided(check: Check, text: str) -> tuple[float, Decision]:
    """CPU seconds for one text, and the decision."""
    gc.collect()
    start = time.process_time()
    decision = check(text)
    return time.process_time() - start, decision


def median(check: Check, text: str, repeats: int = REPEATS) -> float:
    return statistics.median(spent(check, text) for _ in range(repeats))


def measured(
    name: str, make: Make, check: Check, sizes: Sequence[int], patience: float, repeats: int
) -> Result:
    check(make(1000))
    times: list[float] = []
    ratio = 0.0
    # A quadratic one takes four times as long for twice the text.
    for number, size in enumerate((sizes[0] // 16, sizes[0] // 4, *sizes)):
        if times and times[-1] * 4 > patience:
            break
        text = make(size)
        if number < 2:
            if spent(check, text) * 16 > patience:
                break
            continue
        times.append(median(check, text, repeats))
        if len(times) > 1:
            ratio = max(ratio, compared(check, make(sizes[number - 3]), text, times))
    given_up = len(times) < len(sizes)
    if given_up:
        return Result(name, tuple(times), ratio, math.inf, "", (), given_up)
    text = make(WORST)
    worst, decision = decided(check, text)
    if repeats > 1:
        worst = statistics.median([worst, *(spent(check, text) for _ in range(repeats - 1))])
    if worst > SECONDS and not decision.faults:  # as the machine is shared
        worst = min(worst, *(spent(check, text) for _ in range(REPEATS)))
    faults = tuple(sorted({f"{fault.what}:{fault.kind.value}" for fault in decision.faults}))
    return Result(name, tuple(times), ratio, worst, decision.verdict.word, faults, given_up)


def compared(check: Check, half: str, text: str, times: list[float]) -> float:
    """The ratio of the last two times; over the bar, the best of three."""
    ratio = times[-1] / max(times[-2], 1e-9)
    for _ in range(2):
        if ratio <= RATIO or times[-1] < FLOOR:
            break
        one, two = median(check, half), median(check, text)
        if two / one < ratio:
            ratio, times[-2], times[-1] = two / one, min(one, times[-2]), two
    return ratio if times[-1] >= FLOOR else min(ratio, 2.0)


# --- gates ----------------------------------------------------------------------------------------


def root_gate() -> tuple[Gate, list[str]]:
    gate = prepared(POLICIES["root"])
    own = [label for label in gate.policy.labels.values() if label.terms]
    return gate, [term.text for label in own for term in label.terms][:400]


def register_gate(scratch: Path) -> tuple[Gate, list[str]]:
    from benchmarks.worlds import KEY, gate_of, read
    from ecluse.lean import replace

    folder = ROOT / "benchmarks/companies/brasserie"
    made = gate_of(folder, scratch)
    everyone = next(a for a in made.policy.audiences.values() if a.tier.word == "public")
    strict = Channel("strict", everyone.id, "page", strict=True)
    policy = replace(made.policy, channels={**made.policy.channels, "strict": strict})
    names = [name for entry in read(folder, "knowledge")["code_names"] for name in entry["names"]]
    facts = [entry["text"] for entry in read(folder, "knowledge")["facts"]]
    return Gate(policy, registers=made.registers, key=KEY), [*names, *facts]


def _near(condition: object) -> bool:
    return getattr(condition, "near", None) is not None


def caught(gate: Gate, rules: Container[str] | None = None) -> list[str]:
    """The texts in which (these) rules say that they find something, in another order."""
    chosen = (e for e in gate.policy.examples if e.caught and (rules is None or e.rule in rules))
    texts = dict.fromkeys(str(example.draft["text"]) for example in chosen)
    return random.Random(1).sample([*texts], len(texts))


# --- tables ---------------------------------------------------------------------------------------


def head(sizes: Sequence[int]) -> str:
    columns = "".join(f"{size / 1000:>9.0f}k" for size in sizes)
    return f"{'generator':26}{columns}{'ratio':>7}{'200k ms':>9}  verdict"


def line(result: Result) -> str:
    columns = "".join(f"{seconds * 1e3:10.1f}" for seconds in result.times)
    held = f"held ({', '.join(result.faults)})" if result.faults else result.verdict
    missed = f"  MISSED: {', '.join(result.missed)}" if result.missed else ""
    return f"{result.name[:25]:26}{columns}{result.ratio:7.2f}{result.worst * 1e3:9.1f}  {held}{missed}"


def note(path: Path | None, row: dict[str, object]) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def beside(
    chosen: dict[str, Make], results: dict[str, Result], python: str, path: Path | None
) -> Iterator[str]:
    yield f"\n{'generator':26}{'gate 200k':>10}{'20k':>9}{'62k':>9}{'200k':>9}   Presidio, seconds"
    with Peer("presidio", python=python, limit=PEER_LIMIT) as peer:
        if peer.absent:
            yield "presidio: not installed there"
            return
        for name, make in chosen.items():
            times = taken(peer, make)
            note(path, {"name": name, "sizes": PEER_SIZES, "presidio": times})
            columns = "".join(f"{_seconds(one):>9}" for one in times)
            worst = results[name].worst if name in results else math.nan
            yield f"{name[:25]:26}{worst:10.3f}{columns}"


def taken(peer: Peer, make: Make) -> list[float | None]:
    """What a peer took for each size; none for one where it was stopped and for those above."""
    times: list[float | None] = []
    for size in PEER_SIZES:
        times.append(None if None in times else peer.time(make(size)))
    return times


def _seconds(one: float | None) -> str:
    if one is None:
        return "stopped"
    return "raised" if math.isnan(one) else f"{one:.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="up to 250,000 characters")
    parser.add_argument("--glance", action="store_true", help="two sizes, each once")
    parser.add_argument("--repeats", type=int, default=0, help="times each text is checked")
    parser.add_argument(
        "--only", action="append", help="generators whose name holds this; may be repeated"
    )
    parser.add_argument("--register", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--patience", type=float, default=60.0, help="CPU seconds for one text")
    parser.add_argument("--json", type=Path, default=None, help="a file to add the results to")
    parser.add_argument("--presidio", default="", help="an interpreter that has it")
    parser.add_argument("--peer-only", action="store_true", help="time nothing but Presidio")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        gate, words = register_gate(Path(scratch)) if args.register else root_gate()
        return run(gate, words, args)


def run(gate: Gate, words: Sequence[str], args: argparse.Namespace) -> int:
    def check(text: str) -> Decision:
        return gate.check(Draft(text, channel="strict"), now=NOW)

    near = {rule.id for rule in gate.policy.rules if any(_near(one) for one in rule.when_all)}
    made = generators(words, caught(gate), caught(gate, near))
    only = args.only or [""]
    chosen = {name: make for name, make in made.items() if any(one in name for one in only)}
    sizes = (50_000, 100_000) if args.glance else SIZES[:3] if args.quick else SIZES
    repeats = args.repeats or (1 if args.glance else REPEATS)
    results: dict[str, Result] = {}
    if args.peer_only:
        for row in beside(chosen, results, args.presidio, args.json):
            print(row, flush=True)
        return 0
    print(head(sizes))
    for name, make in chosen.items():
        results[name] = measured(name, make, check, sizes, args.patience, repeats)
        print(line(results[name]), flush=True)
        note(args.json, {"sizes": sizes[: len(results[name].times)], **results[name]._asdict()})
    missed = [one.name for one in results.values() if one.missed]
    print(
        f"\n{len(results)} generators: largest ratio {max(r.ratio for r in results.values()):.2f}, "
        f"200,000 characters at most {max(r.worst for r in results.values()) * 1e3:.0f} ms; "
        f"{'every bar is kept' if not missed else 'MISSED by ' + ', '.join(missed)}"
    )
    if args.presidio:
        for row in beside(chosen, results, args.presidio, args.json):
            print(row, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
