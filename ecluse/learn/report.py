"""An evaluation for people and programs: lines for a terminal, JSON, and plots."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

from ecluse.learn.curve import ENOUGH, Step
from ecluse.learn.evaluate import Evaluation, Slice
from ecluse.learn.labels import Label
from ecluse.learn.metrics import Figure, calibration_bins, confusion
from ecluse.learn.plots import Line, confusion_plot, line_plot, reliability_plot
from ecluse.learn.words import say
from ecluse.model import Tier

__all__ = [
    "curve_in_json",
    "curve_lines",
    "curve_plot",
    "in_json",
    "lines",
    "next_in_json",
    "plots",
]

_BARS = " ▁▂▃▄▅▆▇█"
_SHOWN = ("recall-at-1", "macro-f1", "auroc-private", "auroc-nonpublic", "ece")
_MASKED = 24


def lines(found: Evaluation, language: str | None, *, reveal: bool) -> Iterator[str]:
    """What a person reads: figures of each slice, what should worry, confusion, worst errors."""
    yield from _table(found, language)
    yield ""
    yield from _worries(found, language)
    yield ""
    yield from _confusion(found, language)
    yield ""
    yield from _reliability(found, language)
    if found.worst:
        yield ""
        yield say("worst", language)
        yield from (_error(found, at, language, reveal=reveal) for at in found.worst)


def _table(found: Evaluation, language: str | None) -> Iterator[str]:
    rows = [(_name(one, language), one.figures) for one in found.slices]
    rows.append((say("by-shape", language), found.shape))
    rows.append((say("by-swap", language), found.swapped))
    if found.random:
        rows.append((say("by-random", language), found.random))
    names = [say(name, language) for name in _SHOWN]
    wide = max(len(name) for name, _ in rows)
    widths = [max(len(name), 17) for name in names]
    yield "  ".join(
        [" " * wide, *(n.ljust(w) for n, w in zip(names, widths, strict=True))]
    ).rstrip()
    for name, figures in rows:
        cells = (_figure(figures[key], language) for key in _SHOWN)
        shown = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join([name.ljust(wide), *shown]).rstrip()


def _name(one: Slice, language: str | None) -> str:
    counts = "/".join(str(count) for count in one.counts.values())
    return f"{say('all', language) if one.name == 'all' else one.name} ({counts})"


def _figure(one: Figure, language: str | None) -> str:
    return str(one).replace(".", ",") if language == "fr" else str(one)


def _worries(found: Evaluation, language: str | None) -> Iterator[str]:
    own, shape = found.slices[0].figures["macro-f1"].value, found.shape["macro-f1"].value
    yield say("worry-shape", language, own=own, shape=shape)
    lost = own - found.swapped["macro-f1"].value
    yield say("worry-swap", language, lost=lost)
    if found.random:
        yield say("worry-leak" if found.gap > 0.1 else "no-leak", language, gap=found.gap)


def _confusion(found: Evaluation, language: str | None) -> Iterator[str]:
    yield say("confusion", language)
    table = confusion(found.scored).tolist()
    wide = max(len(tier.word) for tier in Tier)
    yield "  ".join([" " * wide, *(tier.word.rjust(12) for tier in Tier)])
    for tier, counts in zip(Tier, table, strict=True):
        total = max(sum(counts), 1)
        cells = (
            f"{count} {_bar(count / total)} {count / total:4.0%}".rjust(12) for count in counts
        )
        yield "  ".join([tier.word.ljust(wide), *cells])


def _reliability(found: Evaluation, language: str | None) -> Iterator[str]:
    yield say("reliability", language)
    for sure, right, count in calibration_bins(found.scored):
        line = f"{sure:.2f} {_bar(sure)}  {right:.2f} {_bar(right)}  {count}"
        yield line.replace(".", ",") if language == "fr" else line


def _bar(share: float) -> str:
    return _BARS[min(int(share * (len(_BARS) - 1) + 0.5), len(_BARS) - 1)]


def _error(found: Evaluation, at: int, language: str | None, *, reveal: bool) -> str:
    label = found.labels[at]
    said = Tier(int(found.scored.filled[at].argmax()) + 1)
    place = label.id or str(label.line)
    text = label.text if reveal else _masked(label.text)
    own = f"{found.scored.filled[at][label.tier - 1]:.2f}"
    own = own.replace(".", ",") if language == "fr" else own
    return f"  {place}: {label.tier.word} → {said.word} ({own})  {text}"


def _masked(text: str) -> str:
    """The shape of a text without its letters and digits."""
    start = "".join("x" if c.isalnum() else c for c in text[:_MASKED])
    return " ".join(start.split()) + ("…" if len(text) > _MASKED else "")


def curve_lines(steps: Sequence[Step], language: str | None) -> Iterator[str]:
    """Quality by number of labels, and what the last doubling brought."""
    yield say("curve", language)
    for step in steps:
        f1 = Figure(step.macro_f1, step.low, step.high)
        line = f"{step.labels:6}  {f1} {_bar(step.macro_f1)}  {step.auroc_private:.2f}"
        yield line.replace(".", ",") if language == "fr" else line
    if len(steps) > 1:
        gain = steps[-1].macro_f1 - steps[-2].macro_f1
        yield say("curve-flat" if gain < ENOUGH else "curve-rising", language, gain=gain)


def curve_in_json(steps: Sequence[Step], *, seed: int) -> str:
    """The curve as JSON."""
    return json.dumps({"seed": seed, "curve": [step._asdict() for step in steps]})


def next_in_json(drafts: Sequence[Label]) -> str:
    """The drafts to label next as JSON, by their place; never a text."""
    return json.dumps(
        {"next": [{"id": draft.id, "line": draft.line} for draft in drafts]}, ensure_ascii=False
    )


def curve_plot(steps: Sequence[Step], language: str | None) -> str:
    """The curve, over doublings of the number of labels."""
    least, most = math.log2(steps[0].labels), math.log2(steps[-1].labels)
    places = [(math.log2(step.labels) - least) / max(most - least, 1e-9) for step in steps]
    f1 = Line(
        "macro-F1",
        [(x, step.macro_f1) for x, step in zip(places, steps, strict=True)],
        [(step.low, step.high) for step in steps],
    )
    name = say("auroc-private", language)
    area = Line(name, [(x, step.auroc_private) for x, step in zip(places, steps, strict=True)])
    ticks = [(x, str(step.labels)) for x, step in zip(places, steps, strict=True)]
    axes = say("labels-of-each", language), say("quality", language)
    return line_plot([f1, area], say("curve-title", language), axes, ticks)


def in_json(found: Evaluation, *, seed: int) -> str:
    """Everything as JSON: figures, counts, bins; never a text."""
    slices = [
        {"name": one.name, "counts": dict(one.counts), "figures": _values(one.figures)}
        for one in found.slices
    ]
    value = {
        "seed": seed,
        "slices": slices,
        "shape": _values(found.shape),
        "swapped": _values(found.swapped),
        "random": _values(found.random) or None,
        "confusion": confusion(found.scored).tolist(),
        "reliability": [list(one) for one in calibration_bins(found.scored)],
        "worst": [{"id": found.labels[at].id, "line": found.labels[at].line} for at in found.worst],
    }
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _values(figures: Mapping[str, Figure]) -> dict[str, Sequence[float | None]]:
    return {
        name: [None if math.isnan(value) else round(value, 4) for value in figure]
        for name, figure in figures.items()
    }


def plots(found: Evaluation, language: str | None) -> dict[str, str]:
    """Plots by name of file."""
    table = confusion(found.scored).tolist()
    axes = say("said", language), say("is", language)
    return {
        "confusion.svg": confusion_plot(
            table, [tier.word for tier in Tier], say("confusion", language), axes
        ),
        "reliability.svg": reliability_plot(
            calibration_bins(found.scored),
            say("reliability-title", language),
            (say("sure", language), say("right", language)),
        ),
    }
