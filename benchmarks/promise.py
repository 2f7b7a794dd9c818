"""Is the promise kept? Random calibrations, what breaks them, what restores them, and the monitor.

    python benchmarks/promise.py [--runs 1000] [--seed 1] [--scores FILE.jsonl] [--plot FILE.svg]

Simulated scores: a published post is N(0, 1), a confidential draft N(2, 1), so that the true rate of a
threshold is known exactly; a calibration breaks its promise when that rate is over α. Each row counts the
calibrations that do, with the 95 % interval of Clopper and Pearson, beside a naive threshold: the
boldest one whose rate *among the examples* is at most α. The last column is what it costs: of a promise on
leaks the median share of published posts that are let through, of one on false blocks that of
confidential drafts that are found.

``--scores``: lines ``{"score": …, "label": "private" | …, "group": …, "document": …}`` of real scores (a
label other than ``private`` or ``confidential`` is published). The file is the population; calibrations
draw documents from it with replacement, so that the true rate is that of the file.

Exit code 1 when a guarded promise is broken more often than δ allows (its lower bound at 99.9 % is over δ).
Needs numpy, which spaCy brings; the plot is written by hand.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ecluse.promise.bounds import (  # noqa: E402 - the repository is put on the path first
    at_least,
    at_most,
    least_n,
    lower_bound,
    upper_bound,
)
from ecluse.promise.journal import Journal, Label, Labelled  # noqa: E402
from ecluse.promise.monitor import Drift, confidence_sequence, log_evidence  # noqa: E402
from ecluse.promise.reviews import examples_of, reviews_of  # noqa: E402
from ecluse.promise.thresholds import (  # noqa: E402
    Kind,
    Promise,
    Scored,
    TooFew,
    promise,
    sequence_thresholds,
    thresholds,
)

KEY = bytes(range(32))
ALPHA, DELTA = 0.05, 0.05
NORMAL = NormalDist()
MEAN = {Kind.FALSE_BLOCK: 0.0, Kind.LEAK: 2.0}
AT = datetime(2027, 3, 9, tzinfo=UTC)
Chance = np.random.Generator


class Row(NamedTuple):
    """A line of the table; ``guarded``: the promise must hold here. ``None``: refused."""

    name: str
    broken: int
    refused: int
    runs: int
    guarded: bool
    useful: float

    def cells(self) -> str:
        made = self.runs - self.refused
        if not made:
            return f"| {self.name} | – | refused in {self.refused} of {self.runs} | | |"
        low, high = interval(self.broken, made)
        kept = "" if not self.guarded else "kept" if self.holds() else "**broken**"
        useful = "" if math.isnan(self.useful) else f"{self.useful:.0%}"
        return (
            f"| {self.name} | {self.broken / made:.1%} | {low:.1%}–{high:.1%} | {kept} | {useful} |"
        )

    def holds(self) -> bool:
        made = self.runs - self.refused
        return not made or lower_bound(self.broken, made, 0.001) <= DELTA


def interval(k: int, n: int) -> tuple[float, float]:
    return lower_bound(k, n, 0.025), upper_bound(k, n, 0.025)


def asked(kind: Kind = Kind.LEAK, gamma: str = "1") -> Promise:
    return promise(kind, str(ALPHA), str(DELTA), gamma)


def rate(kind: Kind, at: float, mean: float, width: float = 1.0) -> float:
    """The true rate of misses of N(mean, width²) at a threshold."""
    below = NORMAL.cdf((at - mean) / width)
    return below if kind is Kind.LEAK else 1.0 - below


def naive(scores: np.ndarray, kind: Kind, alpha: float = ALPHA) -> float:
    """The boldest threshold whose rate among the examples is at most α."""
    ordered = np.sort(scores) if kind is Kind.LEAK else -np.sort(-scores)
    first = float(ordered[min(int(alpha * len(scores) + 1e-9), len(scores) - 1)])
    return first if kind is Kind.LEAK else math.nextafter(first, math.inf)


def one(scores: Sequence[float], kind: Kind = Kind.LEAK, gamma: str = "1") -> float:
    return thresholds([Scored(float(s)) for s in scores], asked(kind, gamma), KEY)[0].at


class Run(NamedTuple):
    """Whether a calibration broke its promise, and the share of the other class that is treated well."""

    broken: bool
    useful: float = math.nan


def judged(kind: Kind, at: float) -> Run:
    """A threshold on the simulated scores."""
    other = Kind.LEAK if kind is Kind.FALSE_BLOCK else Kind.FALSE_BLOCK
    return Run(rate(kind, at, MEAN[kind]) > ALPHA, 1.0 - rate(other, at, MEAN[other]))


def counted(name: str, runs: int, seed: int, run: Callable[[Chance], Run], *, guarded: bool) -> Row:
    made, refused = [], 0
    for number in range(runs):
        try:
            made.append(run(np.random.default_rng([seed, number])))
        except TooFew:
            refused += 1
    useful = float(np.median([one.useful for one in made])) if made else math.nan
    return Row(name, sum(one.broken for one in made), refused, runs, guarded, useful)


# --- the promise ----------------------------------------------------------------------------------


def simulated(runs: int, seed: int) -> Iterator[Row]:
    for kind in Kind:
        mean = MEAN[kind]
        for n in (least_n(0, ALPHA, DELTA), 200, 1000):
            name = f"{kind.value}, {n} examples"

            def ours(chance: Chance, kind=kind, mean=mean, n=n) -> Run:
                return judged(kind, one(chance.normal(mean, 1, n), kind))

            def plain(chance: Chance, kind=kind, mean=mean, n=n) -> Run:
                return judged(kind, naive(chance.normal(mean, 1, n), kind))

            yield counted(f"{name}, naive", runs, seed, plain, guarded=False)
            yield counted(f"{name}, order statistic", runs, seed, ours, guarded=True)
    yield counted(
        "leak, 58 examples (one too few)",
        runs,
        seed,
        lambda c: judged(Kind.LEAK, one(c.normal(2, 1, 58))),
        guarded=True,
    )
    yield from tied(runs, seed)
    yield counted(
        "leak, 200 examples, 60 candidates (Learn then Test)",
        runs,
        seed,
        by_candidates,
        guarded=True,
    )
    yield counted(
        "leak, 3 groups of 200, any group broken, naive", runs, seed, groups_plain, guarded=False
    )
    yield counted(
        "leak, 3 groups of 200, any group broken, δ/G each", runs, seed, groups_ours, guarded=True
    )


STEPS = 8
"""A level is an eighth of a standard deviation wide: no rounding in a computer's numbers."""


def tied(runs: int, seed: int) -> Iterator[Row]:
    """Scores of few levels, so that many are tied."""
    for kind in Kind:

        def run(chance: Chance, kind=kind) -> Run:
            scores = np.round(chance.normal(MEAN[kind], 1, 200) * STEPS) / STEPS
            return Run(rate(kind, edge(kind, one(scores, kind)), MEAN[kind]) > ALPHA)

        yield counted(
            f"{kind.value}, 200 examples of few levels (ties), order statistic", runs, seed, run, guarded=True
        )  # fmt: skip


def edge(kind: Kind, at: float) -> float:
    """Where, before it was rounded, a score begins to be held: half a step below the first level held."""
    level = math.ceil(at * STEPS) if kind is Kind.LEAK else math.floor(at * STEPS) + 1
    return (level - 0.5) / STEPS


def by_candidates(chance: Chance) -> Run:
    examples = [Scored(float(s)) for s in chance.normal(2, 1, 200)]
    grid = [n / 10 - 3 for n in range(60)]
    return judged(Kind.LEAK, sequence_thresholds(examples, asked(), grid, KEY)[0].at)


GROUPS = {"en": (2.0, 1.0), "fr": (1.5, 1.0), "x": (2.5, 1.5)}


def in_groups(chance: Chance, n: int = 200) -> dict[str, np.ndarray]:
    return {name: chance.normal(*shape, n) for name, shape in GROUPS.items()}


def groups_plain(chance: Chance) -> Run:
    given = in_groups(chance)
    return Run(any(rate(Kind.LEAK, naive(given[g], Kind.LEAK), *GROUPS[g]) > ALPHA for g in GROUPS))


def groups_ours(chance: Chance) -> Run:
    given = [Scored(float(s), name) for name, scores in in_groups(chance).items() for s in scores]
    found = thresholds(given, asked(), KEY)
    return Run(any(rate(Kind.LEAK, t.at, *GROUPS[t.group]) > ALPHA for t in found))


# --- what breaks it, and the guards ---------------------------------------------------------------


def breaking(runs: int, seed: int) -> Iterator[Row]:
    yield counted(
        "10 paraphrases of 100 documents, each counted",
        runs,
        seed,
        lambda c: paraphrased(c, False),
        guarded=False,
    )
    yield counted(
        "10 paraphrases of 100 documents, one of each",
        runs,
        seed,
        lambda c: paraphrased(c, True),
        guarded=True,
    )
    yield counted(
        "hard drafts twice as frequent, α", runs, seed, lambda c: shifted(c, "1"), guarded=False
    )
    yield counted(
        "hard drafts twice as frequent, α/Γ with Γ = 2",
        runs,
        seed,
        lambda c: shifted(c, "2"),
        guarded=True,
    )
    yield counted(
        "hard drafts three times as frequent, α/Γ with Γ = 2 (more shift than stated)",
        runs,
        seed,
        lambda c: shifted(c, "2", 0.3),
        guarded=False,
    )
    yield counted(
        "one threshold for two groups, the harder one broken",
        runs,
        seed,
        lambda c: pooled(c, False),
        guarded=False,
    )
    yield counted(
        "a threshold for each of two groups, either broken",
        runs,
        seed,
        lambda c: pooled(c, True),
        guarded=True,
    )


def paraphrased(chance: Chance, guarded: bool) -> Run:
    """A paraphrase is its document's score and a little of its own: N(2, 0.9 + 0.1)."""
    own = chance.normal(0, math.sqrt(0.9), 100)[:, None] + chance.normal(
        2, math.sqrt(0.1), (100, 10)
    )
    examples = [
        Scored(float(score), "", str(number) if guarded else None)
        for number, scores in enumerate(own)
        for score in scores
    ]
    return judged(Kind.LEAK, thresholds(examples, asked(), KEY)[0].at)


def shifted(chance: Chance, gamma: str, later: float = 0.2) -> Run:
    """One draft in ten is hard, N(0.5, 1), when calibrated; one in five, or ``later``, when live."""
    hard = chance.random(400) < 0.1
    at = one(np.where(hard, chance.normal(0.5, 1, 400), chance.normal(2.5, 1, 400)), gamma=gamma)
    live = later * rate(Kind.LEAK, at, 0.5) + (1 - later) * rate(Kind.LEAK, at, 2.5)
    return Run(live > ALPHA, 1.0 - rate(Kind.FALSE_BLOCK, at, 0.0))


def pooled(chance: Chance, guarded: bool) -> Run:
    shapes = {"en": 2.5, "fr": 1.5}
    examples = [
        Scored(float(score), name if guarded else "")
        for name, mean in shapes.items()
        for score in chance.normal(mean, 1, 200)
    ]
    found = thresholds(examples, asked(), KEY)
    if guarded:
        return Run(any(rate(Kind.LEAK, t.at, shapes[t.group]) > ALPHA for t in found))
    return Run(rate(Kind.LEAK, found[0].at, 1.5) > ALPHA)


# --- poisoning ------------------------------------------------------------------------------------

CONFIDENTIAL, PUBLISHED = 400, 1200
PEOPLE = ("ada", "björn", "chloé", "dina")


WAYS = {
    1: "one person a draft",
    2: "two people, doubt against us",
    3: "two people, a third where they disagree",
}
ATTACKS = {
    "none": "nobody flips",
    "hide": "hard confidential drafts called publishable",
    "dilute": "easy publishable drafts called confidential",
}


def poisoned(runs: int, seed: int) -> Iterator[Row]:
    """Mallory flips 5 % of all labels, and picks the drafts herself. Others err in 0, 1 or 3 of 100."""
    for attack, said in ATTACKS.items():
        for lapses in (0.0, 0.01, 0.03):
            for people, way in WAYS.items():
                yield counted(
                    f"{said}, others err in {lapses:.0%}; {way}",
                    runs,
                    seed,
                    lambda c, a=attack, e=lapses, p=people: reviewed(c, a, e, p),
                    guarded=people > 1,
                )


def reviewed(chance: Chance, attack: str, lapses: float, people: int) -> Run:
    scores = np.concatenate([chance.normal(2, 1, CONFIDENTIAL), chance.normal(0, 1, PUBLISHED)])
    true = np.arange(len(scores)) < CONFIDENTIAL
    flipped = picked(scores, true, attack, int(0.05 * len(scores) * min(people, 2)))
    labels = [
        label
        for number in range(len(scores))
        for label in said_of(chance, number, bool(true[number]), number in flipped, lapses, people)
    ]
    scored = {str(n): Scored(float(score)) for n, score in enumerate(scores)}
    if people == 1:
        kept = [scored[label.draft] for label in labels if label.label is Label.CONFIDENTIAL]
        return judged(Kind.LEAK, thresholds(kept, asked(), KEY)[0].at)
    reviews = reviews_of(Journal(tuple(enumerate(labels, 1))), KEY)
    examples = examples_of(reviews, scored, Kind.LEAK)
    found = thresholds(examples.certain, asked(), KEY, doubtful=examples.doubtful)
    return judged(Kind.LEAK, found[0].at)


def said_of(
    chance: Chance, number: int, private: bool, flipped: bool, lapses: float, people: int
) -> list[Labelled]:
    """What one, two or, where two disagree, three people say of a draft."""
    start = int(chance.integers(len(PEOPLE)))
    names = [PEOPLE[(start + place) % len(PEOPLE)] for place in range(3)]
    if flipped:
        names[0] = "mallory"
    wrong = [name == "mallory" or chance.random() < lapses for name in names]
    agreed = people < 3 or wrong[0] == wrong[1]
    seen = zip(names, wrong, strict=True)
    said = [
        (name, Label.CONFIDENTIAL if private != lapse else Label.PUBLISHABLE)
        for name, lapse in seen
    ]
    return [
        Labelled(str(number), name, label, AT)
        for name, label in said[: min(people, 2) if agreed else 3]
    ]


def picked(scores: np.ndarray, true: np.ndarray, attack: str, most: int) -> set[int]:
    """The drafts whose labels Mallory flips: those that buy the boldest threshold."""
    if attack == "none":
        return set()
    wanted = np.flatnonzero(true if attack == "hide" else ~true)
    order = np.argsort(scores[wanted] if attack == "hide" else -scores[wanted])
    return set(wanted[order[:most]].tolist())


# --- the monitor ----------------------------------------------------------------------------------

LOOKS = 5_000


def ringing(alpha: float, looks: int, rings: Callable[[int, int], bool]) -> np.ndarray:
    """For each number of audits the least number of misses that rings; it grows with the audits."""
    least, k = np.empty(looks + 1), 0
    for n in range(looks + 1):
        while k <= n and not rings(k, n):
            k += 1
        least[n] = k
    return least


def silent(looks: int, certifies: Callable[[int, int], bool]) -> np.ndarray:
    """For each number of audits the most misses that certify, -1 for none."""
    most, k = np.empty(looks + 1), -1
    for n in range(looks + 1):
        while certifies(k + 1, n):
            k += 1
        most[n] = k
    return most


def misses(runs: int, true: float, seed: int, looks: int = LOOKS) -> np.ndarray:
    drawn = np.random.default_rng([seed, 7]).random((runs, looks), dtype=np.float32) < true
    return np.cumsum(drawn, axis=1)


def first(rung: np.ndarray) -> np.ndarray:
    return np.where(rung.any(axis=1), rung.argmax(axis=1) + 1, rung.shape[1] + 1)


def monitor(runs: int, seed: int) -> Iterator[str]:
    yield "| α | false alarms over 5,000 looks, e-process | the same, peeking with Clopper–Pearson | median audits to alarm at 2α | 4α | 10α |"
    yield "|---|---|---|---|---|---|"
    for alpha in (0.01, 0.02, 0.05):
        enough = math.log(1 / DELTA)
        bets = ringing(alpha, LOOKS, lambda k, n, a=alpha: log_evidence(k, n, a) >= enough)
        peek = ringing(alpha, LOOKS, lambda k, n, a=alpha: at_least(k, n, a) <= DELTA)
        still = misses(runs, alpha, seed)
        false = [share((still >= least[1:]).any(axis=1)) for least in (bets, peek)]
        after = [
            int(np.median(first(misses(runs, alpha * m, seed) >= bets[1:]))) for m in (2, 4, 10)
        ]
        yield f"| {alpha:.0%} | {false[0]} | {false[1]} | {after[0]} | {after[1]} | {after[2]} |"


def certified(runs: int, seed: int) -> Iterator[str]:
    """How often a rate that is just over α is certified at some look."""
    yield "| α | certified falsely at some of 5,000 looks, confidence sequence | Clopper–Pearson |"
    yield "|---|---|---|"
    for alpha in (0.01, 0.05):
        own = silent(
            LOOKS,
            lambda k, n, a=alpha: confidence_sequence(k, n, DELTA)[1] <= a if k <= n else False,
        )
        exact = silent(LOOKS, lambda k, n, a=alpha: k <= n and at_most(k, n, a) <= DELTA)
        over = misses(runs, alpha * 1.001, seed)
        said = [share((over <= most[1:]).any(axis=1)) for most in (own, exact)]
        yield f"| {alpha:.0%} | {said[0]} | {said[1]} |"


def share(broken: np.ndarray) -> str:
    k, n = int(broken.sum()), len(broken)
    low, high = interval(k, n)
    return f"{k / n:.1%} ({low:.1%}–{high:.1%})"


def drift(runs: int, seed: int) -> Iterator[str]:
    yield "| drafts | rung within 5,000 scores | median scores to alarm |"
    yield "|---|---|---|"
    shapes = {
        "as calibrated": (0, 1),
        "moved by ½ σ": (0.5, 1),
        "moved by 1 σ": (1, 1),
        "twice as wide": (0, 2),
    }
    for name, shape in shapes.items():
        rung = np.array([drifted(np.random.default_rng([seed, n]), *shape) for n in range(runs)])
        median = int(np.median(rung))
        yield f"| {name} | {share(rung <= LOOKS)} | {median if median <= LOOKS else '–'} |"


def drifted(chance: Chance, mean: float, width: float) -> int:
    watched = Drift(chance.normal(0, 1, 500).tolist())
    draws = zip(
        chance.normal(mean, width, LOOKS).tolist(), chance.random(LOOKS).tolist(), strict=True
    )
    for number, (score, tie) in enumerate(draws, 1):
        if watched.take(score, tie) >= math.log(1 / DELTA):
            return number
    return LOOKS + 1


# --- real scores ----------------------------------------------------------------------------------


def real(path: Path, runs: int, seed: int) -> Iterator[Row]:
    """Documents drawn with replacement from a file of scores, which is the population."""
    groups: dict[Kind, dict[str, list[list[float]]]] = {kind: {} for kind in Kind}
    for (kind, group, _), scores in documents(path).items():
        groups[kind].setdefault(group, []).append(scores)
    needed = least_n(0, ALPHA, DELTA)
    for kind, by_group in groups.items():
        flat = [scores for each in by_group.values() for scores in each]
        for n in (needed, 300) if flat else ():
            name = f"{kind.value}, real scores of {len(flat)} documents, {n} drawn"
            for way, guarded in (("naive", False), ("order statistic", True)):
                yield counted(
                    f"{name}, {way}", runs, seed,
                    lambda c, f=flat, k=kind, n=n, g=guarded: resampled(c, {"": f}, k, n, g), guarded=guarded,
                )  # fmt: skip
        if len(by_group) > 1:
            yield counted(
                f"{kind.value}, real scores, {len(by_group)} groups, {300} drawn of each, δ/G", runs, seed,
                lambda c, b=by_group, k=kind: resampled(c, b, k, 300, True), guarded=True,
            )  # fmt: skip


def documents(path: Path) -> dict[tuple[Kind, str, str], list[float]]:
    found: dict[tuple[Kind, str, str], list[float]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        kind = Kind.LEAK if row.get("label") in ("private", "confidential") else Kind.FALSE_BLOCK
        document = row.get("document")
        name = str(number) if document is None else f"document {document}"
        found[kind, str(row.get("group") or ""), name].append(float(row["score"]))
    return found


def resampled(
    chance: Chance, groups: dict[str, list[list[float]]], kind: Kind, n: int, guarded: bool
) -> Run:
    drawn = {
        group: [float(chance.choice(each[i])) for i in chance.integers(len(each), size=n)]
        for group, each in groups.items()
    }
    if guarded:
        examples = [Scored(score, group) for group, scores in drawn.items() for score in scores]
        found = {t.group: t.at for t in thresholds(examples, asked(kind), KEY)}
    else:
        found = {group: naive(np.array(scores), kind) for group, scores in drawn.items()}
    # A document weighs one, however many drafts it has.
    return Run(
        any(
            np.mean([np.mean([kind.misses(s, at) for s in scores]) for scores in groups[group]])
            > ALPHA
            for group, at in found.items()
        )
    )


# --- the plot -------------------------------------------------------------------------------------


def plot(rows: Sequence[Row]) -> str:
    """A bar for each row: how often the promise was broken, with its interval and a line at δ."""
    rows = [row for row in rows if row.runs > row.refused]
    left, wide, high = 560, 400, 18
    bars = []
    for place, row in enumerate(rows):
        made, y = row.runs - row.refused, 30 + place * high
        low, up = interval(row.broken, made)
        colour = "#2a7" if row.guarded else "#c55"
        bars.append(
            f'<text x="{left - 8}" y="{y + 10}" text-anchor="end">{row.name}</text>'
            f'<rect x="{left}" y="{y}" width="{wide * row.broken / made:.1f}" height="12" fill="{colour}"/>'
            f'<path d="M{left + wide * low:.1f} {y + 6}H{left + wide * up:.1f}" stroke="#222"/>'
        )
    bottom = 30 + len(rows) * high
    line = left + wide * DELTA
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + wide + 20}" height="{bottom + 20}" '
        'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{left}" y="18">share of calibrations that break the promise (line: δ = {DELTA:.0%}; '
        "green: guarded)</text>"
        f'{"".join(bars)}<path d="M{line:.1f} 24V{bottom}" stroke="#222" stroke-dasharray="3 3"/></svg>\n'
    )


# --- all of it ------------------------------------------------------------------------------------

HEAD = "| calibration | broken | 95 % interval | | let through, or found |\n|---|---|---|---|---|"


def shown(title: str, rows: Iterator[Row]) -> list[Row]:
    print(f"\n### {title}\n\n{HEAD}")
    every = []
    for row in rows:
        print(row.cells(), flush=True)
        every.append(row)
    return every


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    runs, seed = options.runs, options.seed
    print(f"α = {ALPHA:.0%}, δ = {DELTA:.0%}, {runs} calibrations a row, seed {seed}")
    rows = shown("The promise on simulated scores", simulated(runs, seed))
    rows += shown("What breaks it, and what restores it", breaking(runs, seed))
    rows += shown("Flipped labels", poisoned(runs, seed))
    if options.scores is not None:
        rows += shown("The promise on real scores", real(options.scores, runs, seed))
    for title, lines in (
        ("The monitor", monitor(2 * runs, seed)),
        ("Looking again and again", certified(2 * runs, seed)),
        ("Drift", drift(max(runs // 5, 1), seed)),
    ):
        print(f"\n### {title}\n")
        print(*lines, sep="\n", flush=True)
    if options.plot is not None:
        options.plot.write_text(plot(rows), encoding="utf-8")
    return int(any(row.guarded and not row.holds() for row in rows))


if __name__ == "__main__":
    sys.exit(main())
