"""What did a change cost ordinary posts? Two checkouts, the same posts, one run.

    python benchmarks/before_after.py BEFORE [--policy FILE] [--posts 400] [--rounds 15] [--most 2.0]

BEFORE is a folder with another checkout (``git worktree add BEFORE REVISION``); what stands here is
"after". Each has a process of its own with this interpreter. They take turns, round after round, the one
that begins changing, and measure CPU time for a post over whole passes; a ratio is after over before of one
round, so that a machine that slows down slows both. Printed for each kind of post: medians over rounds, and
the median ratio with the middle half of the ratios.

Kinds: ``plain`` (those of ``benchmarks/speed.py``), ``typography`` (no-break spaces, curly quotes,
emoji with joiners, hashtags, links with parameters, made here), ``long`` (ten of the first in one),
and for information ``creative`` (``benchmarks/harmless/creative.jsonl``), which is not ordinary. The
policy is BEFORE's root policy unless one is given, alone and with 1,000 terms, 100 patterns and 100 rules more.
Exit code 1 when the median ratio of an ordinary kind is above ``--most``, or when both do not
decide alike (how many differ is printed for each kind).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent

PLAIN, TYPOGRAPHY, LONG, CREATIVE = "plain", "typography", "long", "creative"
ORDINARY = (PLAIN, TYPOGRAPHY, LONG)
POLICIES = {"root": (0, 0, 0), "root and 1,000 terms": (1000, 100, 100)}

_TYPOGRAPHY = (
    "« On rouvre samedi\u202f! »",
    "L’équipe est prête\u00a0: venez nombreux\u00a0😀",
    "👩\u200d🔬 Aujourd’hui, la science s’invite au marché",
    "“See you at the lake,” she said — and we did.",
    "Tarif\u00a0: 12,50\u202f€ (réduit\u00a0: 9\u202f€)",
    "https://www.exemple.fr/agenda/f%C3%AAte?utm_source=x&utm_medium=social",
    "#FêteDuLac #été2027",
    "@exemple merci\u202f! ❤️",
    "Rendez-vous le 12/06 à 18\u202fh\u202f30, place de l’Hôtel-de-Ville.",
    "Don’t miss it: doors at 7:30 pm, no booking needed…",
    "1️⃣ Choisissez 2️⃣ Réservez 3️⃣ Profitez",
    "Nos œufs, nos cœurs, nos nœuds\u00a0: l’Œuvre au complet 🇫🇷",
)


def typographic(count: int) -> list[str]:
    """Posts of about 280 characters with what people and phones type."""
    chosen = random.Random(11)
    return [" ".join(chosen.sample(_TYPOGRAPHY, 6))[:280] for _ in range(count)]


def posts_of(count: int) -> dict[str, list[str]]:
    from benchmarks.speed import posts

    plain = posts(count)
    lines = (ROOT / "benchmarks/harmless/creative.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        PLAIN: plain,
        TYPOGRAPHY: typographic(count),
        LONG: ["\n\n".join(plain[at : at + 10]) for at in range(0, count, 10)],
        CREATIVE: [json.loads(line)["text"] for line in lines],
    }


# --- in a process of its own ----------------------------------------------------------------------


def serve(checkout: str) -> None:
    """Answer each line of standard input: measure one kind under one policy, or give the verdicts."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.speed import NOW, cpu_per_post, gate_engine, loaded

    sys.path.insert(0, checkout)
    import ecluse

    assert Path(ecluse.__file__).is_relative_to(checkout), "another checkout was imported"
    given = json.loads(sys.stdin.readline())
    engines = {
        name: gate_engine(loaded(Path(given["policy"]), *more)) for name, more in POLICIES.items()
    }
    print(json.dumps({"now": str(NOW)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        engine, texts = engines[asked["policy"]], given["posts"][asked["kind"]]
        if asked["what"] == "time":
            answer: Any = cpu_per_post(engine, texts, 0.25)
        else:
            answer = [engine(text).verdict.word for text in texts]
        print(json.dumps(answer), flush=True)


class Side:
    """One checkout, running."""

    def __init__(self, checkout: Path, policy: Path, posts: dict[str, list[str]]) -> None:
        command = [sys.executable, str(Path(__file__).resolve()), "--serve", str(checkout)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._ask({"policy": str(policy), "posts": posts})

    def _ask(self, asked: Any) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def time(self, policy: str, kind: str) -> float:
        return float(self._ask({"what": "time", "policy": policy, "kind": kind}))

    def verdicts(self, policy: str, kind: str) -> list[str]:
        return list(self._ask({"what": "verdicts", "policy": policy, "kind": kind}))

    def stop(self) -> None:
        self._process.communicate()


# --- the comparison -------------------------------------------------------------------------------


class Compared(NamedTuple):
    """Seconds for a post, before and after, round by round."""

    policy: str
    kind: str
    before: Sequence[float]
    after: Sequence[float]
    differ: int

    @property
    def ratios(self) -> list[float]:
        return sorted(a / b for a, b in zip(self.after, self.before, strict=True))

    def line(self) -> str:
        low, middle, high = statistics.quantiles(self.ratios, n=4)
        before, after = (statistics.median(one) * 1e6 for one in (self.before, self.after))
        return (
            f"{self.policy:22}{self.kind:12}{before:10.1f}{after:10.1f}{middle:9.2f}x "
            f"[{low:.2f}, {high:.2f}]{self.differ:8}"
        )


def compared(before: Side, after: Side, policy: str, kind: str, rounds: int) -> Compared:
    verdicts = zip(before.verdicts(policy, kind), after.verdicts(policy, kind), strict=True)
    times: dict[Side, list[float]] = {before: [], after: []}
    for number in range(rounds):
        for side in (before, after) if number % 2 else (after, before):
            times[side].append(side.time(policy, kind))
    return Compared(policy, kind, times[before], times[after], sum(a != b for a, b in verdicts))


def all_compared(before: Side, after: Side, rounds: int) -> Iterator[Compared]:
    for policy in POLICIES:
        for kind in (*ORDINARY, CREATIVE):
            yield compared(before, after, policy, kind, rounds)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path, help="a folder with the other checkout")
    parser.add_argument("--policy", type=Path, help="by default the root policy of BEFORE")
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument(
        "--most", type=float, default=2.0, help="the ratio that ordinary posts may have"
    )
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    before_at = args.before.resolve()
    policy = (args.policy or before_at / "policies.yaml").resolve()
    posts = posts_of(args.posts)
    before, after = Side(before_at, policy, posts), Side(ROOT, policy, posts)
    print(
        f"{'policy':22}{'posts':12}{'before µs':>10}{'after µs':>10}{'ratio':>10} [middle half] differ"
    )
    missed = False
    for one in all_compared(before, after, args.rounds):
        print(one.line(), flush=True)
        if one.kind in ORDINARY:
            missed = missed or statistics.median(one.ratios) > args.most or one.differ > 0
    before.stop()
    after.stop()
    print("missed" if missed else f"ordinary posts cost at most {args.most:g} times as much")
    return int(missed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
        sys.exit(0)
    sys.exit(main())
