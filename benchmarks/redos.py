"""Evil patterns as the patterns of a policy: each refused with its place, or linear. None slow.

    python benchmarks/redos.py EVAL_DIR [--peers 60] [--presidio PYTHON] [--every 1] [--size 100000]

Takes ``EVAL_DIR/dev/dev_redos.jsonl.gz``: patterns that make backtracking engines hang, each with the
recipe of a text that does it. Each becomes the only pattern of a policy. When the policy is refused,
the problem must name the line of the pattern. When it is taken, it is looked for in its attack, of about
``--size`` and of twice as many characters: the second may take at most 2.3 times as long as the first.
That is the text as it stands, as the pattern is on trial here; what every view of a text costs depends
on the text alone and is in ``benchmarks/linear.py``. The whole gate then decides the longer attack, views
and all, within a second of CPU, or holds it; reading the policy may take a second too.

A ratio is the median of five pairs, measured in turn (of one pair when it takes more than 50 ms); one over
the bar is measured again twice, and the best of three counts, as the machine is shared. Times under a
millisecond are not compared.

``--peers N``: for every so many patterns that N are left, the standard library's ``re`` on an attack of
20,000 characters, in a process that is stopped after five seconds; with ``--presidio PYTHON`` (an
interpreter that has it) also Presidio's pattern recogniser. Exit code 1 when a pattern is refused
without its place, is slow, or is not linear.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.peer_process import Peer  # noqa: E402 - the repository is put on the path first
from ecluse import Draft, Gate  # noqa: E402
from ecluse.classifiers.engine import Engine  # noqa: E402
from ecluse.needs import Asked, classifiers_of  # noqa: E402
from ecluse.policy.load import loads  # noqa: E402
from ecluse.policy.model import Policy  # noqa: E402
from ecluse.policy.problems import PolicyError  # noqa: E402
from ecluse.text.views import view_of  # noqa: E402

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SIZE = 100_000
PEER_SIZE, PEER_LIMIT = 20_000, 5.0
RATIO, SECONDS, FLOOR = 2.3, 1.0, 0.001
PATTERN_LINE = 3


class Case(NamedTuple):
    """A pattern and its attack, by number of repetitions."""

    id: str
    kind: str
    pattern: str
    recipe: str

    def attack(self, size: int) -> str:
        """The attack, of about ``size`` characters."""
        tree = ast.parse(self.recipe, mode="eval").body
        unit = max(1, len(made(tree, 2)) - len(made(tree, 1)))
        return made(tree, max(1, size // unit))


def made(node: ast.expr, i: int) -> str:
    """A recipe with its ``i``: texts added, and repeated a number of times."""
    value = evaluated(node, i)
    assert isinstance(value, str)
    return value


def evaluated(node: ast.expr, i: int) -> str | int:
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.Constant(value=int()):
            return 1  # so many thousand at a time would be too coarse
        case ast.Name(id="i"):
            return i
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return made(left, i) + made(right, i)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return evaluated(left, i) * evaluated(right, i)  # type: ignore[operator]
        case _:
            raise ValueError("not a recipe")


def cases(folder: Path) -> Iterator[Case]:
    with gzip.open(folder / "dev" / "dev_redos.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Case(row["id"], row["labels"]["kind"], row["text"], row["labels"]["attack_expr"])


def policy_of(pattern: str) -> str:
    """A policy with one pattern, on its third line."""
    quoted = json.dumps(pattern, ensure_ascii=True)
    return (
        "version: 1\nlabels:\n"
        f"  evil: {{patterns: [{quoted}]}}\n"
        "rules:\n  - id: evil\n    when_all: [{finding: {label: evil}}]\n    verdict: flag\n"
        "    because: {en: Found., fr: Trouvé.}\n    fix: {en: Change it., fr: Changez-le.}\n"
    )


class Result(NamedTuple):
    """What became of one pattern; ``why`` when it was refused, ``fault`` when something is wrong."""

    case: Case
    why: str = ""
    ratio: float = math.nan
    seconds: float = math.nan
    verdict: str = ""
    fault: str = ""
    loading: float = 0.0
    """CPU seconds for reading the policy, refused or not."""
    whole: float = math.nan
    """CPU seconds of the whole gate for the longer attack."""


def tried(case: Case, size: int) -> Result:
    start = time.process_time()
    result = decided(case, size)
    loading = time.process_time() - start if result.why else result.loading
    if loading > SECONDS and not result.fault:
        return result._replace(loading=loading, fault=f"{loading:.1f} s to load")
    return result._replace(loading=loading)


def decided(case: Case, size: int) -> Result:
    start = time.process_time()
    try:
        gate = Gate(loads(policy_of(case.pattern)))
        loading = time.process_time() - start
    except PolicyError as error:
        problem = error.problems[0]
        placed = all(p.line == PATTERN_LINE and p.column > 1 for p in error.problems)
        return Result(case, problem.message, fault="" if placed else "refused without its place")
    except Exception as error:  # noqa: BLE001 - anything else than a policy error is a failure
        return Result(case, fault=f"raised {type(error).__name__}")
    one, two = case.attack(size), case.attack(2 * size)
    seconds, ratio = paired(alone(gate.policy), one, two)
    start = time.process_time()
    decision = gate.check(Draft(two), now=NOW)
    whole = time.process_time() - start
    slow = whole > SECONDS and not decision.faults
    bent = seconds > FLOOR and ratio > RATIO
    fault = "slow" if slow else "not linear" if bent else ""
    verdict = "held by a fault" if decision.faults else decision.verdict.word
    return Result(case, "", ratio, seconds, verdict, fault, loading, whole)


def alone(policy: Policy) -> Callable[[str], object]:
    """The policy's pattern looked for in a text as it stands, with the boundaries and limits of the gate."""
    engine = Engine(classifiers_of(policy, Asked(policy.rules), b""))
    return lambda text: engine.sweep([view_of(text)])


def paired(run: Callable[[str], object], one: str, two: str) -> tuple[float, float]:
    """Median seconds for ``two``, and its ratio to ``one``; the best of three ratios."""
    best = (math.inf, math.inf)
    for _ in range(3):
        pairs = [(spent(run, one), spent(run, two))]
        if sum(pairs[0]) < 0.05:
            pairs += [(spent(run, one), spent(run, two)) for _ in range(4)]
        seconds = statistics.median(second for _, second in pairs)
        ratio = statistics.median(second / first for first, second in pairs)
        best = min(best, (seconds, ratio), key=lambda pair: pair[1])
        if best[1] <= RATIO or seconds <= FLOOR:
            break
    return best


def spent(run: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    run(text)
    return time.process_time() - start


# --- the tables -----------------------------------------------------------------------------------


def summary(results: Sequence[Result], size: int) -> Iterator[str]:
    taken = [one for one in results if not one.why]
    yield f"{len(results)} patterns: {len(results) - len(taken)} refused, {len(taken)} taken"
    longest = max(results, key=lambda one: one.loading)
    yield f"reading the policy: at most {longest.loading * 1e3:.1f} ms ({longest.case.id})"
    reasons = Counter(_outline(one.why) for one in results if one.why)
    yield from (f"{count:6}  refused: {why}" for why, count in reasons.most_common(12))
    timed = sorted(taken, key=lambda one: one.seconds)
    if timed:
        half = timed[len(timed) // 2].seconds * 1e3
        yield (
            f"taken: attack of {2 * size} characters, median {half:.1f} ms, "
            f"slowest {timed[-1].seconds * 1e3:.1f} ms ({timed[-1].case.id}); "
            f"ratio of doubling, median {statistics.median(o.ratio for o in taken):.2f}, "
            f"largest above {FLOOR * 1e3:.0f} ms {max((o.ratio for o in taken if o.seconds > FLOOR), default=0):.2f}"
        )
        whole = sorted(taken, key=lambda one: one.whole)
        yield (
            f"the whole gate on it: median {whole[len(whole) // 2].whole * 1e3:.1f} ms, "
            f"slowest {whole[-1].whole * 1e3:.1f} ms ({whole[-1].case.id})"
        )
        yield f"verdicts: {dict(Counter(one.verdict for one in taken))}"
    wrong = [one for one in results if one.fault]
    yield from (
        f"  WRONG {o.case.id}: {o.fault}, {o.seconds:.3f} s, {o.ratio:.2f}x, whole gate {o.whole:.3f} s"
        for o in wrong
    )
    yield "none slow, none without its place" if not wrong else f"{len(wrong)} wrong"


def _outline(why: str) -> str:
    """A message without what it quotes of the pattern after a colon."""
    return ": ".join(why.split(": ")[:2])[:90]


def beside(
    chosen: Sequence[Case], results: dict[str, Result], python: str, size: int
) -> Iterator[str]:
    names = ["re", *(["presidio-pattern"] if python else [])]
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for name in names:
        interpreter = python if name.startswith("presidio") else sys.executable
        with Peer(name, python=interpreter, limit=PEER_LIMIT) as peer:
            for case in chosen:
                seconds = peer.time(case.attack(PEER_SIZE), case.pattern)
                counts[name][_kept(seconds)] += 1
    ours = Counter("refused" if results[c.id].why else _kept(results[c.id].whole) for c in chosen)
    columns = ("refused", "raised", "< 0.1 s", "< 1 s", "> 1 s", "stopped")
    yield f"\n{len(chosen)} of the patterns{'':10}" + "".join(f"{column:>10}" for column in columns)
    yield f"{f'gate, {2 * size} characters':36}" + "".join(f"{ours[c]:10}" for c in columns)
    for name, count in counts.items():
        title = f"{name}, {PEER_SIZE} characters"
        yield f"{title:36}" + "".join(f"{count[c]:10}" for c in columns)


def _kept(seconds: float | None) -> str:
    if seconds is None:
        return "stopped"
    if math.isnan(seconds):
        return "raised"
    return "< 0.1 s" if seconds < 0.1 else "< 1 s" if seconds < 1 else "> 1 s"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, help="the evaluation directory")
    parser.add_argument("--every", type=int, default=1, help="only one pattern in so many")
    parser.add_argument("--size", type=int, default=SIZE, help="characters of the smaller attack")
    parser.add_argument("--peers", type=int, default=0, help="patterns for the peers")
    parser.add_argument("--presidio", default="", help="an interpreter that has it")
    args = parser.parse_args()
    chosen = list(cases(args.eval))[:: args.every]
    results = {case.id: tried(case, args.size) for case in chosen}
    print(*summary(list(results.values()), args.size), sep="\n", flush=True)
    if args.peers:
        few = chosen[:: max(1, len(chosen) // args.peers)][: args.peers]
        print(*beside(few, results, args.presidio, args.size), sep="\n")
    return 1 if any(one.fault for one in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
