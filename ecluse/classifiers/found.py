"""Findings as they are gathered from one view after another: each thing once, where it is.

What a rendered, decoded or joined view shows of something that the plain view holds is the same thing:
its place overlaps, and so do its label, its name and its canonical value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from ecluse.model import Finding, Span

__all__ = ["Found"]

_Thing = tuple[str, str, str, str, str]


class Found(dict[Finding, str]):
    """Findings, each with its canonical value."""

    def __init__(self, found: Iterable[tuple[Finding, str]] = ()) -> None:
        super().__init__(found)
        self._covered: _Covered | None = None
        """Made when a view other than the plain one shows something: most drafts never do."""

    def add(self, finding: Finding, value: str) -> None:
        """Add a finding, unless another view showed the same thing in that place."""
        is_plain = finding.view == "plain"
        if self._covered is None:
            if is_plain:
                self.setdefault(finding, value)
                return
            self._covered = _Covered(self)
        thing = _thing(finding, value)
        if is_plain or not self._covered.overlaps(thing, finding.span):
            self._covered.add(thing, finding.span)
            self[finding] = value


def _thing(finding: Finding, value: str) -> _Thing:
    return finding.label, finding.name, finding.field, finding.draft, value


class _Covered:
    """Where each thing was found: ranges in order that do not overlap."""

    def __init__(self, found: Mapping[Finding, str]) -> None:
        self._ranges: dict[_Thing, tuple[list[int], list[int]]] = {}
        for finding, value in found.items():
            self.add(_thing(finding, value), finding.span)

    def overlaps(self, thing: _Thing, span: Span) -> bool:
        """Whether it was found in a place that overlaps ``span``."""
        starts, ends = self._ranges.get(thing, ((), ()))
        before = bisect_right(starts, max(span.end - 1, span.start)) - 1
        return before >= 0 and (ends[before] > span.start or starts[before] == span.start)

    def add(self, thing: _Thing, span: Span) -> None:
        """Add a place, put together with those that it touches."""
        starts, ends = self._ranges.setdefault(thing, ([], []))
        first, last = bisect_left(ends, span.start), bisect_right(starts, span.end)
        start = min(span.start, *starts[first:last]) if first < last else span.start
        end = max(span.end, *ends[first:last]) if first < last else span.end
        starts[first:last], ends[first:last] = [start], [end]
