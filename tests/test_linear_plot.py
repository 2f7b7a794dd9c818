"""What pathological texts took, drawn and tabulated: counts that say what was missed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from benchmarks.linear_plot import plot, runs, summary, table

SIZES = (62_500, 125_000, 250_000, 500_000, 1_000_000)


def row(name: str, seconds: float, ratio: float = 2.0, **changes: Any) -> str:
    times = [seconds * size / 200_000 for size in SIZES]
    made = {
        "name": name, "sizes": SIZES, "times": times, "ratio": ratio, "worst": seconds, "verdict": "allow", "faults": [],
        "given_up": False,
    }  # fmt: skip
    return json.dumps({**made, **changes})


def peer(name: str, taken: Sequence[float | None]) -> str:
    return json.dumps({"name": name, "sizes": [20_000, 62_500, 200_000], "presidio": taken})


ROWS = [
    row("quick", 0.2),
    row("slow", 1.2),
    row("held", 1.5, faults=["text:limit"], verdict="flag"),
    row("steep | `", 0.5, ratio=2.6),
    row("half", 0.3, sizes=SIZES[:3], times=[0.1, 0.2, 0.4]),
    peer("quick", [0.1, 0.3, 0.9]),
    peer("slow", [3.0, None, None]),
    peer("unknown", [1.0, 1.0, 1.0]),
]


def test_each_bar_is_counted_over_what_was_timed() -> None:
    said = "\n".join(summary(runs(ROWS)))
    assert "up to 1,000,000 characters: 3 of 4" in said
    assert "up to 250,000 characters: 1 of 1" in said
    assert (
        "200,000 characters take at most 1 s: 3 of 5; held: 1 of 5; one or the other: 4 of 5"
        in said
    )
    assert "on 1 of 2" in said
    assert "quicker on 1 of 1" in said


def test_of_several_rows_of_one_text_the_last_counts() -> None:
    (run,) = runs([row("one", 2.0), peer("one", [0.1, 0.2, 0.3]), row("one", 0.5)])
    assert (run.result.worst, run.peer[-1]) == (0.5, 0.3)


def test_the_table_has_a_line_each_and_what_was_missed_first() -> None:
    lines = [line for line in table(runs(ROWS)).splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines[:2]] == ["slow", "steep \\| '"]
    assert "stopped at 62.5 k" in lines[0]
    assert all(line.replace("\\|", "").count("|") == 9 for line in lines)


def test_the_plot_is_a_drawing_with_a_line_for_each_and_a_cross_where_one_stopped() -> None:
    root = ET.fromstring(plot(runs(ROWS)))
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles.count("quick") == 2
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) == 1
