"""Plots as SVG (W3C SVG 1.1), drawn by hand: text that any browser shows and a diff can read.

A point is ``(x, y)``; the window of a plot is the unit square unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

__all__ = ["Line", "confusion_plot", "line_plot", "reliability_plot"]

_INK, _GRID, _PAPER = "#1f2933", "#d9dee3", "#ffffff"
_COLOURS = ("#1f6feb", "#d1481f", "#1a7f4b", "#8250df")
_SIDE, _LEFT, _TOP = 320, 64, 40


class Line(NamedTuple):
    """A line of a plot: points in order of x, and a band (low, high) at each when it is known."""

    name: str
    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float]] = ()


def reliability_plot(
    bins: Sequence[tuple[float, float, int]], title: str, axes: tuple[str, str]
) -> str:
    """How often the likeliest tier was right, against how sure the model was.

    Args:
        bins: mean probability, share right, count (:func:`ecluse.learn.metrics.calibration_bins`).
        title: what it is of.
        axes: names of x and y.
    """
    most = max((count for _, _, count in bins), default=1)
    parts = [*_frame(title, axes, _SHARES, _SHARES), _path([(0, 0), (1, 1)], _GRID, dashes=True)]
    for sure, right, count in bins:
        x, y = _at(sure, right)
        radius = 3 + 9 * (count / most) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_COLOURS[0]}" '
            f'fill-opacity="0.65"><title>{sure:.2f} → {right:.2f} ({count})</title></circle>'
        )
    return _svg(parts)


def line_plot(
    lines: Sequence[Line], title: str, axes: tuple[str, str], ticks: Sequence[tuple[float, str]]
) -> str:
    """Lines with their bands over one x axis, whose ``ticks`` are places in it and what stands there."""
    parts = list(_frame(title, axes, ticks, _SHARES))
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        if line.band:
            upper = [(x, high) for (x, _), (_, high) in zip(line.points, line.band, strict=True)]
            lower = [(x, low) for (x, _), (low, _) in zip(line.points, line.band, strict=True)]
            around = " ".join(f"{x:.1f},{y:.1f}" for x, y in _placed([*upper, *reversed(lower)]))
            parts.append(f'<polygon points="{around}" fill="{colour}" fill-opacity="0.15"/>')
        parts.append(_path(line.points, colour))
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            for x, y in _placed(line.points)
        ]
        parts.append(_text(_LEFT + 12, _TOP + 18 + 16 * number, line.name, colour=colour))
    return _svg(parts)


def confusion_plot(
    table: Sequence[Sequence[int]], names: Sequence[str], title: str, axes: tuple[str, str]
) -> str:
    """Counts by tier (rows) and by what the model says (columns), shaded by share of the row."""
    step = _SIDE / len(names)
    parts = [_text(_LEFT, 22, title, size=14)]
    for row, (counts, name) in enumerate(zip(table, names, strict=True)):
        total = max(sum(counts), 1)
        y = _TOP + row * step
        parts.append(_text(_LEFT - 6, y + step / 2, name, anchor="end"))
        parts.append(_text(_LEFT + (row + 0.5) * step, _TOP + _SIDE + 16, name, anchor="middle"))
        for column, count in enumerate(counts):
            x, share = _LEFT + column * step, count / total
            ink = _PAPER if share > 0.55 else _INK
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{step:.1f}" height="{step:.1f}" '
                f'fill="{_COLOURS[0]}" fill-opacity="{share:.2f}" stroke="{_GRID}"/>'
            )
            middle = x + step / 2
            parts.append(
                _text(middle, y + step / 2, str(count), anchor="middle", colour=ink, size=15)
            )
            parts.append(
                _text(middle, y + step / 2 + 18, f"{share:.0%}", anchor="middle", colour=ink)
            )
    parts += _names(axes)
    return _svg(parts)


_SHARES = tuple((at / 5, f"{at / 5:.1f}") for at in range(6))


def _frame(
    title: str,
    axes: tuple[str, str],
    across: Sequence[tuple[float, str]],
    up: Sequence[tuple[float, str]],
) -> Iterable[str]:
    yield _text(_LEFT, 22, title, size=14)
    for at, name in across:
        yield _path([(at, 0), (at, 1)], _GRID, width=1)
        yield _text(_at(at, 0)[0], _TOP + _SIDE + 16, name, anchor="middle")
    for at, name in up:
        yield _path([(0, at), (1, at)], _GRID, width=1)
        yield _text(_LEFT - 6, _at(0, at)[1] + 4, name, anchor="end")
    yield from _names(axes)


def _names(axes: tuple[str, str]) -> Iterable[str]:
    x, y = axes
    yield _text(_LEFT + _SIDE / 2, _TOP + _SIDE + 36, x, anchor="middle")
    yield (
        f'<text transform="translate(16 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle" '
        f'font-size="12" fill="{_INK}">{escape(y)}</text>'
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return _LEFT + _SIDE * min(max(x, 0.0), 1.0), _TOP + _SIDE * (1 - min(max(y, 0.0), 1.0))


def _placed(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    return [_at(x, y) for x, y in points]


def _path(
    points: Sequence[tuple[float, float]], colour: str, *, width: float = 2, dashes: bool = False
) -> str:
    along = " ".join(f"{x:.1f},{y:.1f}" for x, y in _placed(points))
    dashed = ' stroke-dasharray="4 4"' if dashes else ""
    return (
        f'<polyline points="{along}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, colour: str = _INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}">{escape(text)}</text>'
    )


def _svg(parts: Iterable[str]) -> str:
    width, height = _LEFT + _SIDE + 24, _TOP + _SIDE + 48
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="system-ui, sans-serif">\n'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>\n{body}\n</svg>\n'
    )
