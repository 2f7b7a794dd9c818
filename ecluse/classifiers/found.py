"""Findings as they are gathered from one view after another: each thing once, where it is.

What a rendered, decoded or joined view shows of something that the plain view holds is the same thing:
its place overlaps, and so do its label, its name and its canonical value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from ecluse.model import Finding, Span

__all__ = ["KEPT", "Found", "Kind", "kind_of"]

KEPT = 20
"""Findings of each kind that are kept of a draft with too many: more than a rule counts."""

Kind = tuple[object, ...]
"""All that a rule can tell two findings apart by, but their places and values."""

_Thing = tuple[str, str, str, str, str]


class Found(dict[Finding, str]):
    """Findings, each with its canonical value; with more than ``most``, the first few of each kind."""

    def __init__(self, most: int, found: Iterable[tuple[Finding, str]] = ()) -> None:
        super().__init__(found)
        self._most = most
        self._counts: dict[Kind, int] | None = None
        self._covered: _Covered | None = None
        """Made when a view other than the plain one shows something: most drafts never do."""

    @property
    def is_over(self) -> bool:
        """Whether there were too many."""
        return self._counts is not None

    def wants(self, kind: Kind) -> bool:
        """Whether one more of this kind would be kept."""
        return self._counts is None or self._counts.get(kind, 0) < KEPT

    def add(self, finding: Finding, value: str) -> None:
        """Keep a finding that is wanted, unless another view showed the same thing in that place."""
        if finding in self or (finding.view != "plain" and self._is_shown(finding, value)):
            return
        if self._counts is None and len(self) >= self._most:
            self._cut()
        if self._keeps(finding, value) and self._covered is not None:
            self._covered.add(_thing(finding, value), finding.span)

    def _is_shown(self, finding: Finding, value: str) -> bool:
        if self._covered is None:
            self._covered = _Covered(self)
        return self._covered.overlaps(_thing(finding, value), finding.span)

    def _keeps(self, finding: Finding, value: str) -> bool:
        if self._counts is not None:
            kind = kind_of(finding)
            if not self.wants(kind):
                return False
            self._counts[kind] = self._counts.get(kind, 0) + 1
        self[finding] = value
        return True

    def _cut(self) -> None:
        every = list(self.items())
        self.clear()
        self._counts = {}
        for finding, value in every:
            self._keeps(finding, value)


def kind_of(finding: Finding) -> Kind:
    """What a finding is, to a rule."""
    return (
        finding.label,
        finding.name,
        finding.tier,
        finding.confidence,
        finding.field,
        finding.view,
        finding.classifier,
    )


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
