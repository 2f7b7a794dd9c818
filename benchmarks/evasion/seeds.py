"""The seeds: posts with a span that must not go out, of six kinds, and harmless ones of the same shapes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from benchmarks.evasion.makers import MAKERS

KINDS = ("mark", "code-name", "term", "statement", "identifier", "secret")
_SPAN = re.compile(r"\[\[(.*?)\]\](?!\])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seed:
    """A post as its author would write it: what stands before, the span, what stands after.

    ``name`` says which identifier, secret or declared fact the span is; empty for the others.
    """

    id: str
    kind: str
    name: str
    lang: str
    before: str
    secret: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.secret + self.after


@cache
def seeds() -> tuple[Seed, ...]:
    """Every seed that must be caught, in order of its kind; the same ones each time."""
    return tuple(seed for seed in _all() if seed.kind != "harmless")


@cache
def harmless() -> tuple[Seed, ...]:
    """Posts whose span is nothing to catch."""
    return tuple(seed for seed in _all() if seed.kind == "harmless")


def _all() -> Iterator[Seed]:
    written = yaml.safe_load(Path(__file__).with_name("seeds.yaml").read_text(encoding="utf-8"))
    for kind, rows in written.items():
        for number, row in enumerate(rows, 1):
            yield _seed(f"{kind}-{number:02}", kind, row)


def _seed(id: str, kind: str, row: dict[str, str]) -> Seed:
    found = _SPAN.search(row["text"])
    assert found is not None, id
    before, after = row["text"][: found.start()], row["text"][found.end() :]
    maker = MAKERS.get(row.get("make", ""))
    secret = maker(random.Random(id)) if maker else found[1]
    return Seed(
        id, kind, row.get("make") or row.get("fact", ""), row["lang"], before, secret, after
    )
