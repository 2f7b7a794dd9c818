"""Read the patterns of the packs and classifiers for their traits: pattern_traits.json.

    python tools/compile_patterns.py

Run it after any change of a pattern, or of how patterns are read; a test fails while the file is not up
to date. Without it a check with a cold cache would read them anew, a few milliseconds each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ecluse.classifiers.claims import patterns
from ecluse.classifiers.patterns import SHIPPED, Read, read_traits
from ecluse.policy.load import loads

PACKS = Path(__file__).resolve().parent.parent / "ecluse" / "packs"


def shipped() -> Iterator[Read]:
    """Every pattern that the wheel holds, and whether it reads the folded text."""
    names = ", ".join(sorted(path.stem for path in PACKS.glob("*.yaml")))
    policy = loads(f"version: 1\nextends: [{names}]\n")
    for label in policy.labels.values():
        for one in label.patterns:
            yield one.pattern, one.view != "source"
    yield from ((pattern, True) for pattern in patterns())


def compiled() -> str:
    """The file, one pattern a line."""
    lines = []
    for pattern, folded in sorted(set(shipped())):
        needles, digits = read_traits(pattern, folded=folded)
        found = needles and {one.decode("latin-1"): n for one, n in sorted(needles.items())}
        lines.append(json.dumps([pattern, folded, found, digits]))
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    SHIPPED.write_text(compiled(), "ascii")
    print(f"{SHIPPED.name}: {SHIPPED.stat().st_size} bytes")
