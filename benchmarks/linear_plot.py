"""What ``benchmarks/linear.py`` measured, drawn: time against length, both as logarithms.

    python benchmarks/linear.py --repeats 1 --presidio PYTHON --json results.jsonl
    python benchmarks/linear_plot.py results.jsonl docs/linear.svg [--table docs/linear.md]

One line for each generator and engine. A cross: the gate was given up there, Presidio stopped after five
seconds of CPU time. What is linear rises as steeply as the grey lines; the dot is the bar, one second for 200,000
characters, which a text that is held may pass. Of several lines of the file about one generator the last
counts. ``--table`` writes the same as Markdown, the slowest first.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.linear import (  # noqa: E402 - the path comes first
    PEER_LIMIT,
    RATIO,
    SECONDS,
    SIZES,
    WORST,
    Result,
)

LEFT, TOP, WIDE, HIGH = 70, 40, 620, 420
LENGTHS, TIMES = (1e4, 1.2e6), (1e-3, 4e1)
GATE, PEER, INK, GRID = "#1f6feb", "#d1481f", "#1f2933", "#d9dee3"

Point = tuple[float, float]


class Run(NamedTuple):
    """One generator: what the gate did, and what Presidio took for some lengths (``None``: stopped)."""

    sizes: Sequence[int]
    result: Result
    peer_sizes: Sequence[int] = ()
    peer: Sequence[float | None] = ()


def runs(lines: Iterable[str]) -> list[Run]:
    """The last results of each generator."""
    found: dict[str, Run] = {}
    for row in map(json.loads, lines):
        name, sizes = row["name"], row.pop("sizes")
        if "presidio" in row:
            if name in found:
                found[name] = found[name]._replace(peer_sizes=sizes, peer=row["presidio"])
            continue
        before = found.get(name)
        run = Run(
            sizes, Result(**{**row, "times": tuple(row["times"]), "faults": tuple(row["faults"])})
        )
        found[name] = run if before is None else before._replace(sizes=sizes, result=run.result)
    return list(found.values())


# --- the plot -------------------------------------------------------------------------------------


def at(length: float, seconds: float) -> Point:
    return (
        LEFT + WIDE * math.log(length / LENGTHS[0]) / math.log(LENGTHS[1] / LENGTHS[0]),
        TOP
        + HIGH * (1 - math.log(max(seconds, TIMES[0]) / TIMES[0]) / math.log(TIMES[1] / TIMES[0])),
    )


def along(points: Iterable[Point], colour: str, more: str = "") -> str:
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{where}" fill="none" stroke="{colour}"{more}/>'


def said(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" {more}>{escape(text)}</text>'


def frame() -> Iterator[str]:
    for length, name in ((1e4, "10 k"), (1e5, "100 k"), (1e6, "1 M")):
        yield along([at(length, TIMES[0]), at(length, TIMES[1])], GRID)
        yield said(at(length, TIMES[0])[0], TOP + HIGH + 18, name, 'text-anchor="middle"')
    for seconds, name in (
        (1e-3, "1 ms"),
        (1e-2, "10 ms"),
        (0.1, "0.1 s"),
        (1, "1 s"),
        (10, "10 s"),
    ):
        yield along([at(LENGTHS[0], seconds), at(LENGTHS[1], seconds)], GRID)
        yield said(LEFT - 8, at(LENGTHS[0], seconds)[1] + 4, name, 'text-anchor="end"')
    for start in (1e-3, 1e-2, 0.1):
        end = start * LENGTHS[1] / LENGTHS[0]
        ends = [at(LENGTHS[0], start), at(LENGTHS[1], min(end, TIMES[1]))]
        yield along(ends, "#9aa5b1", ' stroke-dasharray="2 5"') if end <= TIMES[1] else ""
    yield said(LEFT + WIDE / 2, TOP + HIGH + 36, "characters", 'text-anchor="middle"')
    yield said(LEFT, 16, "CPU seconds for one text, a line for each generator")
    yield said(LEFT, 32, "gate", f'style="fill:{GATE}"') + said(
        LEFT + 40, 32, "Presidio, patterns only (×: stopped)", f'style="fill:{PEER}"'
    )


def drawn(run: Run) -> Iterator[str]:
    name = escape(run.result.name)
    points = [at(*point) for point in zip(run.sizes, run.result.times, strict=True)]
    taken = zip(run.peer_sizes, run.peer, strict=True)
    measured = [(size, one) for size, one in taken if one is not None and not math.isnan(one)]
    more = ' stroke-opacity="0.45"'
    yield f"<g><title>{name}</title>{along([at(*one) for one in measured], PEER, more)}</g>"
    yield f"<g><title>{name}</title>{along(points, GATE, more)}</g>"
    if None in run.peer:
        yield cross(at(run.peer_sizes[run.peer.index(None)], PEER_LIMIT), PEER)
    if run.result.given_up and points:
        yield cross(points[-1], GATE)


def cross(where: Point, colour: str) -> str:
    x, y = where
    return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{colour}"/>'


def plot(every: Sequence[Run]) -> str:
    """The plot as SVG."""
    x, y = at(WORST, SECONDS)
    parts = [*frame(), *(part for run in every for part in drawn(run))]
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>')
    body = "\n".join(part for part in parts if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 20} {TOP + HIGH + 50}" '
        f'font-family="system-ui, sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        f"{body}\n</svg>\n"
    )


# --- the table ------------------------------------------------------------------------------------


def seconds(one: float | None) -> str:
    if one is None:
        return f"> {PEER_LIMIT:g}"
    return "raised" if math.isnan(one) else f"{one:.2f}"


def row(run: Run) -> str:
    result = run.result
    longest = seconds(result.times[-1]) if run.sizes and run.sizes[-1] == SIZES[-1] else ""
    held = "held" if result.faults else result.verdict
    peer = [*map(of_peer, run.peer[-2:])] or ["", ""]
    if None in run.peer:
        peer[-1] = f"stopped at {run.peer_sizes[run.peer.index(None)] / 1000:g} k"
    missed = ", ".join(result.missed)
    name = result.name.replace("|", "\\|").replace("`", "'")
    cells = f"{result.ratio:.2f} | {seconds(result.worst)} | {longest} | {held} | {missed}"
    return f"| `{name}` | {cells} | {' | '.join(peer)} |"


def of_peer(one: float | None) -> str:
    return "" if one is None else seconds(one)


def share(every: Sequence[Run], holds: Callable[[Run], bool]) -> str:
    return f"{sum(map(holds, every))} of {len(every)}"


def within(run: Run) -> bool:
    return run.result.worst <= SECONDS


def held(run: Run) -> bool:
    return bool(run.result.faults)


def summary(every: Sequence[Run]) -> Iterator[str]:
    """How many keep each bar, and Presidio beside them."""
    timed = [run for run in every if not run.result.given_up]
    for length in sorted({run.sizes[-1] for run in timed}, reverse=True):
        its = [run for run in timed if run.sizes[-1] == length]
        kept = share(its, lambda run: run.result.ratio <= RATIO)
        yield f"- doubling takes at most {RATIO} times as long, up to {length:,} characters: {kept};"
    if len(timed) < len(every):
        yield f"- given up on the way: {len(every) - len(timed)};"
    yield (
        f"- {WORST:,} characters take at most {SECONDS:g} s: {share(every, within)}; held: {share(every, held)}; "
        f"one or the other: {share(every, lambda run: within(run) or held(run))}."
    )
    beside = [run for run in every if run.peer]
    if beside:
        ended = [run for run in beside if run.peer[-1] is not None]
        yield (
            f"- Presidio, patterns alone: stopped after {PEER_LIMIT:g} s of CPU time on "
            f"{share(beside, lambda run: None in run.peer)}; where it came to the end of {WORST:,} characters, the "
            f"gate was quicker on {share(ended, lambda run: run.result.worst < (run.peer[-1] or 0))}."
        )


def table(every: Sequence[Run]) -> str:
    """The results as Markdown, the slowest first."""
    columns = "generator | largest ratio | 200 k, s | 1 M, s | verdict | missed | Presidio 62.5 k, s | Presidio 200 k, s"
    slowest = sorted(every, key=lambda run: (not run.result.missed, -run.result.worst))
    return (
        "\n".join(
            [*HEAD, *summary(every), "", f"| {columns} |", "|---" * 8 + "|", *map(row, slowest)]
        )
        + "\n"
    )


HEAD = (
    "# Pathological texts",
    "",
    "    python benchmarks/linear.py --repeats 1 --patience 40 --presidio PYTHON --json results.jsonl",
    "    python benchmarks/linear_plot.py results.jsonl docs/linear.svg --table docs/linear.md",
    "",
    "![Time against length, the gate and Presidio](linear.svg)",
    "",
    "Each generator of `benchmarks/pathological.py` makes texts of 62,500 to 1,000,000 characters, doubling, for a strict public channel under",
    "the root policy. CPU seconds, each measured once, on a machine that others used too; what was over a bar was measured again, and the best",
    "counts. *Held*: by a fault, with its limit in the report. Presidio runs its pattern recognisers alone, on 20,000, 62,500 and 200,000 characters.",
    "",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="what linear.py --json wrote")
    parser.add_argument("plot", type=Path, help="the SVG to write")
    parser.add_argument("--table", type=Path, help="a Markdown file to write")
    args = parser.parse_args()
    every = runs(args.results.read_text(encoding="utf-8").splitlines())
    args.plot.write_text(plot(every), encoding="utf-8")
    if args.table:
        args.table.write_text(table(every), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
