"""How much of what is hidden is still found? Recall kept under transforms, by family and kind.

    python benchmarks/evasion/run.py --split develop|validate|untouched|all [--seeds N] [--json FILE]
        [--presidio PYTHON] [--gitleaks TOML] [--transforms] [--names]

Seeds are posts that the gate holds as they are; a transform hides the span that must not go out. For
each transform, of the seeds to which it applies: *found* (a reason that holds rests on a finding of the
right label, or one that touches the place where the span went), *caught* (on any finding), *held* (the
verdict is at least a flag, for whatever cause). Means are over transforms, each counted once, and over
families; intervals are 95 % of 2,000 draws of families. *free* is the share of harmless posts of the same
shapes that the same transforms leave free.

A peer's figure is the share of what it finds untransformed that it still finds; *as it stands* is that
part of all seeds. The plain list (declared words, case ignored) always runs; gitleaks' rules run through our
importer, over secrets alone; Presidio runs in another Python. Families of validate and untouched are numbered,
so that whoever works on the engine does not learn them; ``--names`` says them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.evasion import engines, world
from benchmarks.evasion.engines import Scan, Seen, look
from benchmarks.evasion.seeds import KINDS, Seed, harmless, seeds
from benchmarks.evasion.transforms import Home, Mutant, Transform, draft

SPLITS = ("develop", "validate", "untouched")
DRAWS = 2000


class Row(NamedTuple):
    """One mutant, and what each engine said: of the gate a :class:`Seen`, of a peer a truth value."""

    transform: Transform
    seed: Seed
    mutant: Mutant


def transforms_of(split: str) -> tuple[Transform, ...]:
    return import_module(f"benchmarks.evasion.{split}").TRANSFORMS


def few(every: Sequence[Seed], many: int) -> list[Seed]:
    """At most so many of each kind, spread over its seeds; all for 0."""
    chosen: list[Seed] = []
    for kind in dict.fromkeys(seed.kind for seed in every):
        same = [seed for seed in every if seed.kind == kind]
        chosen += same[:: max(1, len(same) // many)][:many] if many else same
    return chosen


def mutants(transforms: Iterable[Transform], every: Sequence[Seed]) -> list[Row]:
    return [
        Row(transform, seed, mutant)
        for transform in transforms
        for seed in every
        if (mutant := transform(seed)) is not None
    ]


def untouched(seed: Seed) -> Mutant:
    """The seed as it stands."""
    start = len(seed.before)
    home = Home(0, "text", start, start + len(seed.secret))
    return Mutant((draft(seed, seed.text),), (home,))


# --- figures --------------------------------------------------------------------------------------


def interval(by_family: Sequence[Sequence[float]]) -> tuple[float, float]:
    """95 % of the means over transforms when families are drawn with replacement."""
    chance = random.Random(1)
    means = sorted(
        fmean(value for values in chance.choices(by_family, k=len(by_family)) for value in values)
        for _ in range(DRAWS)
    )
    return means[DRAWS // 40], means[-DRAWS // 40]


def shares(
    rows: Sequence[Row], said: Sequence[bool], asked: Callable[[Row], bool]
) -> dict[Transform, float]:
    """Transform → the share of its mutants, among those asked for, of which it is said."""
    values: dict[Transform, list[bool]] = defaultdict(list)
    for row, one in zip(rows, said, strict=True):
        if asked(row):
            values[row.transform].append(one)
    return {transform: fmean(ones) for transform, ones in values.items()}


def summary(of: dict[Transform, float]) -> dict[str, Any]:
    """The mean over transforms with its interval, the mean over families, and each family's."""
    by_family: dict[str, list[float]] = defaultdict(list)
    for transform, value in of.items():
        by_family[transform.family].append(value)
    if not by_family:
        return {"transforms": 0}
    return {
        "transforms": len(of),
        "mean": fmean(of.values()),
        "interval": interval(list(by_family.values())),
        "mean_of_families": fmean(map(fmean, by_family.values())),
        "families": {family: fmean(values) for family, values in by_family.items()},
    }


def measured(
    rows: Sequence[Row], said: Sequence[bool], asked: Callable[[Row], bool]
) -> dict[str, Any]:
    """A summary over all kinds asked for, and one for each kind."""
    kinds = {
        kind: summary(shares(rows, said, lambda row: row.seed.kind == kind and asked(row)))
        for kind in KINDS
    }
    kept = {kind: value for kind, value in kinds.items() if value["transforms"]}
    return {**summary(shares(rows, said, asked)), "kinds": kept}


def of_gate(rows: Sequence[Row], seen: Sequence[Seen]) -> dict[str, Any]:
    return {
        name: measured(rows, [getattr(one, name) for one in seen], lambda row: True)
        for name in ("found", "caught", "held", "blocked")
    }


def of_peer(
    rows: Sequence[Row], every: Sequence[Seed], scan: Scan, kinds: Sequence[str]
) -> dict[str, Any]:
    mine = [seed for seed in every if seed.kind in kinds]
    stands = scan([untouched(seed) for seed in mine])
    known = {seed.id for seed, found in zip(mine, stands, strict=True) if found}
    asked = [row for row in rows if row.seed.id in known]
    said = scan([row.mutant for row in asked])
    return {"as_it_stands": fmean(stands), **measured(asked, said, lambda row: True)}


# --- tables ---------------------------------------------------------------------------------------


def named(split: str, names: bool) -> Callable[[str], str]:
    """What a family is called: by name where it may be known."""
    if split == "develop" or names:
        return lambda family: family
    order = list(dict.fromkeys(transform.family for transform in transforms_of(split)))
    return lambda family: f"{split} {order.index(family) + 1}"


def renamed(value: Any, called: Callable[[str], str]) -> Any:
    """A result with its families called so."""
    if isinstance(value, dict):
        return {
            key: {called(f): v for f, v in inner.items()}
            if key == "families"
            else renamed(inner, called)
            for key, inner in value.items()
        }
    return value


def show(split: str, result: dict[str, Any]) -> None:
    gate, peers = result["gate"], result["peers"]
    columns = {**{name: gate[name] for name in ("found", "caught", "held")}, **peers}
    print(f"\n{split}: {gate['found']['transforms']} transforms in {len(gate['found']['families'])} families, "
          f"{result['mutants']} mutants of {result['seeds']} seeds")  # fmt: skip
    print(f"{'':42}" + "".join(f"{name:>20}" for name in columns))
    for family in gate["found"]["families"]:
        line(family[:40], [c.get("families", {}).get(family) for c in columns.values()])
    line("mean over families", [c.get("mean_of_families") for c in columns.values()])
    print(
        f"{'mean over transforms':42}"
        + "".join(f"{_with_interval(c):>20}" for c in columns.values())
    )
    for kind in KINDS:
        line(f"  {kind}", [c.get("kinds", {}).get(kind, {}).get("mean") for c in columns.values()])
    line("as it stands", [1.0] * 3 + [peer["as_it_stands"] for peer in peers.values()])
    print(f"harmless posts left free: {result['free']['mean']:.3f} of {result['free']['mutants']}")


def line(name: str, values: Iterable[float | None]) -> None:
    print(f"{name:42}" + "".join(f"{'—' if v is None else f'{v:.3f}':>20}" for v in values))


def _with_interval(column: dict[str, Any]) -> str:
    if "mean" not in column:
        return "—"
    low, high = column["interval"]
    return f"{column['mean']:.3f} [{low:.2f}, {high:.2f}]"


def show_transforms(rows: Sequence[Row], seen: Sequence[Seen]) -> None:
    """Each transform by name: how many mutants, how many are found, and held."""
    by: dict[Transform, list[Seen]] = defaultdict(list)
    for row, one in zip(rows, seen, strict=True):
        by[row.transform].append(one)
    for transform, ones in by.items():
        found, held = (fmean(getattr(one, name) for one in ones) for name in ("found", "held"))
        print(
            f"  {transform.family + ' / ' + transform.name:72}{len(ones):>5}{found:>7.2f}{held:>7.2f}"
        )


# --- running --------------------------------------------------------------------------------------


def run(split: str, options: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    gate, every = world.gate(scratch / split), few(seeds(), options.seeds)
    rows = mutants(transforms_of(split), every)
    seen = [look(gate, row.mutant, row.seed.kind) for row in rows]
    if options.transforms and (split == "develop" or options.names):
        show_transforms(rows, seen)
    calm = mutants(transforms_of(split), harmless())
    free = [not look(gate, row.mutant, "harmless").held for row in calm]
    peers: dict[str, Any] = {
        "plain list": of_peer(
            rows,
            every,
            engines.plain_list(),
            ("mark", "code-name", "term", "statement", "identifier"),
        )
    }
    if options.presidio:
        peers["Presidio"] = of_peer(rows, every, engines.presidio(options.presidio), KINDS)
    if options.gitleaks:
        peers["gitleaks' rules"] = of_peer(
            rows, every, engines.gitleaks(options.gitleaks), ("secret",)
        )
    result = {
        "seeds": len(every),
        "mutants": len(rows),
        "gate": of_gate(rows, seen),
        "peers": peers,
        "free": {**summary(shares(calm, free, lambda row: True)), "mutants": len(calm)},
    }
    return renamed(result, named(split, options.names))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="develop")
    parser.add_argument("--seeds", type=int, default=0, help="at most so many of each kind")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--presidio", help="a Python in which presidio-analyzer is installed")
    parser.add_argument("--gitleaks", type=Path, help="a gitleaks configuration (TOML)")
    parser.add_argument("--transforms", action="store_true", help="a line for each transform too")
    parser.add_argument(
        "--names", action="store_true", help="name the families that are kept secret"
    )
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        for split in SPLITS if options.split == "all" else (options.split,):
            results[split] = run(split, options, Path(scratch))
            show(split, results[split])
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
