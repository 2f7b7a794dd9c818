"""Secrets: recall and precision beside detect-secrets and gitleaks' rules, and hits on public posts.

    python benchmarks/secret_formats.py EVAL_DIR [--gitleaks gitleaks.toml]

Takes ``EVAL_DIR/dev/dev_secrets.jsonl.gz`` (rows with ``labels.secret`` and ``labels.category``) and the
public rows of ``tri_dev`` and ``dev_tier_public_extended``. gitleaks' rules run through our importer
when a TOML file is given; detect-secrets runs when it is installed, in its two ways: a row as a file
(its hook) and a row line by line (``scan_line``, its ad-hoc way, which searches eagerly). A row counts
as found when anything is found in it. Intervals are Wilson's, 95 %. No text of the data is printed.

Two readings of the labels stand beside ``all``: *credentials* leaves out the category ``ip_public``
(an address is no credential), and *plausible* leaves out, besides, the rows labelled secret whose
text, judged by our own placeholder test word by word, is a mask (``AKIAZZZZ…``, ``AP6xxxxxxxxxx``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ecluse.classifiers.gitleaks import read  # noqa: E402 - the repository is put on the path first
from ecluse.classifiers.secret_checks import is_placeholder  # noqa: E402
from ecluse.classifiers.secrets import CLASSIFIER, Secrets  # noqa: E402
from ecluse.model import View  # noqa: E402
from ecluse.text.views import view_of  # noqa: E402

Row = dict[str, Any]
Scan = Callable[[str], bool]
PUBLIC = ("tri_dev", "dev_tier_public_extended")
_Z = 1.959964


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("eval_dir", type=Path)
    parser.add_argument("--gitleaks", type=Path, help="a gitleaks configuration (TOML)")
    arguments = parser.parse_args()
    data = arguments.eval_dir / "dev"
    scans = dict(_scans(arguments.gitleaks))
    rows = list(_rows(data / "dev_secrets.jsonl.gz"))
    found = {name: [scan(row["text"]) for row in rows] for name, scan in scans.items()}
    _print_table(rows, found)
    _print_categories(rows, found)
    public = [row for name in PUBLIC for row in _rows(data / f"{name}.jsonl.gz")]
    _print_public([row for row in public if row["tier"] == "public"], scans)
    _print_speed([row["text"] for row in public if len(row["text"]) >= 280])
    return 0


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# --- who scans ------------------------------------------------------------------------------------


def _scans(rules: Path | None) -> Iterator[tuple[str, Scan]]:
    yield "ecluse", _of(CLASSIFIER)
    if rules is None:
        print("gitleaks' rules: no file given, left out")
    else:
        imported = read(str(rules))
        print(f"gitleaks' rules: {len(imported.formats)} used, {len(imported.skipped)} notes:")
        for skipped in imported.skipped:
            print(f"  {skipped.rule or '(file)'}: {skipped.why}")
        yield "gitleaks' rules", _of(Secrets(imported.formats))
    try:
        yield from _detect_secrets()
    except ImportError:
        print("detect-secrets: not installed, left out")


def _of(classifier: Secrets) -> Scan:
    return lambda text: any(True for _ in classifier.classify(view_of(text)))


def _detect_secrets() -> Iterator[tuple[str, Scan]]:
    from importlib.metadata import version

    from detect_secrets.core import scan
    from detect_secrets.settings import default_settings

    def as_file(text: str) -> bool:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text.encode("utf-8", "replace").decode())
            file.flush()
            with default_settings():
                return any(True for _ in scan.scan_file(file.name))

    def by_line(text: str) -> bool:
        with default_settings():
            return any(True for line in text.splitlines() for _ in scan.scan_line(line))

    name = f"detect-secrets {version('detect-secrets')}"
    yield f"{name}, file", as_file
    yield f"{name}, scan_line", by_line


# --- tables ---------------------------------------------------------------------------------------


def _interval(part: int, whole: int) -> tuple[float, float]:
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return (middle - half) / (1 + square / whole), (middle + half) / (1 + square / whole)


def _share(part: int, whole: int) -> str:
    low, high = _interval(part, whole)
    return f"{part / whole if whole else 0:.3f} [{low:.3f}, {high:.3f}]"


def _is_mask(row: Row) -> bool:
    """Whether nothing in a row labelled secret could be one: every long word is a placeholder."""
    words = re.findall(r"[\w./+~-]{8,}", row["text"])
    return bool(row["labels"]["secret"] and words) and all(
        is_placeholder(word) or word.isalpha() for word in words
    )


def _print_table(rows: Sequence[Row], found: dict[str, list[bool]]) -> None:
    categories = [row["labels"]["category"] != "ip_public" for row in rows]
    readings = {
        "all": [True] * len(rows),
        "credentials": categories,
        "plausible": [
            kept and not _is_mask(row) for kept, row in zip(categories, rows, strict=True)
        ],
    }
    sources = sorted({row["source"].split("@")[0] for row in rows})
    for source in sources:
        readings[f"all of {source}"] = [row["source"].startswith(source) for row in rows]
    print("\n| rows | who | secrets | found | recall | others | found | precision |")
    print("|---|---|---|---|---|---|---|---|")
    for reading, kept in readings.items():
        for name, hits in found.items():
            _print_line(
                reading, name, [(r, h) for r, h, k in zip(rows, hits, kept, strict=True) if k]
            )


def _print_line(reading: str, name: str, judged: Sequence[tuple[Row, bool]]) -> None:
    secrets = [hit for row, hit in judged if row["labels"]["secret"]]
    others = [hit for row, hit in judged if not row["labels"]["secret"]]
    right, wrong = sum(secrets), sum(others)
    recall, precision = _share(right, len(secrets)), _share(right, right + wrong)
    print(
        f"| {reading} | {name} | {len(secrets)} | {right} | {recall} | {len(others)} | {wrong} | {precision} |"
    )


def _print_categories(rows: Sequence[Row], found: dict[str, list[bool]]) -> None:
    names = list(found)
    by: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by[row["labels"]["category"]].append(number)
    print("\nPer category: found of secrets, found of others")
    print(f"| category | secrets | others | {' | '.join(names)} |")
    print("|---" * (3 + len(names)) + "|")
    for category, numbers in sorted(by.items()):
        secrets = [n for n in numbers if rows[n]["labels"]["secret"]]
        others = [n for n in numbers if not rows[n]["labels"]["secret"]]
        cells = [
            f"{sum(found[name][n] for n in secrets)}, {sum(found[name][n] for n in others)}"
            for name in names
        ]
        print(f"| {category} | {len(secrets)} | {len(others)} | {' | '.join(cells)} |")


def _print_public(rows: Sequence[Row], scans: dict[str, Scan]) -> None:
    slices: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        slices["all"].append(row)
        slices[row["labels"].get("slice") or row["lang"]].append(row)
    print("\nPublic posts with a hit")
    print("| slice | posts | who | with a hit | share |")
    print("|---|---|---|---|---|")
    for name, scan in scans.items():
        hits = {row["id"] for row in rows if scan(row["text"])}
        for part, posts in sorted(slices.items()):
            count = sum(row["id"] in hits for row in posts)
            print(f"| {part} | {len(posts)} | {name} | {count} | {_share(count, len(posts))} |")


def _print_speed(texts: Iterable[str]) -> None:
    """CPU time of the classifier alone on 280 characters of public posts, best of five."""
    times: dict[str, list[float]] = defaultdict(list)
    literals = CLASSIFIER.literals or frozenset()
    for text in texts:
        view = view_of(text[:280])
        called = sorted(word.decode() for word in literals if word in view.folded.data)
        kind = (
            "no literal: not called"
            if not called
            else "a link only"
            if called == ["://"]
            else "a keyword"
        )
        times[kind].append(min(_spent(view) for _ in range(5)))
    print("\nThe classifier alone, microseconds a post of 280 characters (median, 95th of 100)")
    for kind, spent in sorted(times.items()):
        spent.sort()
        middle, late = spent[len(spent) // 2], spent[len(spent) * 95 // 100]
        print(f"  {kind}: {len(spent)} posts, {middle:.1f}, {late:.1f}")


def _spent(view: View) -> float:
    start = time.perf_counter()
    for _ in CLASSIFIER.classify(view):
        pass
    return (time.perf_counter() - start) * 1e6


if __name__ == "__main__":
    raise SystemExit(main())
