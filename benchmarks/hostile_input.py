"""Hostile input: what reading makes of the torture suites. No suite is in the repository.

    python benchmarks/hostile_input.py EVAL_DIR

Takes ``EVAL_DIR/dev/dev_adversarial.jsonl.gz``: naughty strings, Trojan Source texts, and the JSON and
YAML suites with what a parser must accept, must refuse, or may do. Each text goes through every format
that could meet it. Printed: exceptions (there must be none), texts that did not come back character
for character (there must be none), and for the suites how many values the strict parsers took, by
expectation. What we refuse although a parser may accept it is listed with our reason; what we take
although it must be refused is listed by name (PyYAML's scanner is lenient about some indentation).
Exit code 1 when there is an exception, a changed text, or a JSON value taken that must be refused.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ecluse.model import DraftError  # noqa: E402 - the repository is put on the path first
from ecluse.read import Format, Record, records  # noqa: E402
from ecluse.read.front_matter import values_of  # noqa: E402
from ecluse.read.source import decoded  # noqa: E402
from ecluse.read.strict_json import Parser, fault_of  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("eval", type=Path, help="the evaluation directory")
    source = parser.parse_args().eval / "dev" / "dev_adversarial.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        cases: list[dict[str, Any]] = [json.loads(line) for line in lines]
    started = time.process_time()
    failures = [failure for case in cases for failure in failures_of(case)]
    print(f"{len(cases)} texts in every format: {time.process_time() - started:.1f} s CPU")
    for failure in failures:
        print(f"  FAILED {failure}")
    taken = suites([case for case in cases if case["labels"]["kind"] in {"json", "yaml"}])
    return 1 if failures or any(name.startswith("json") for name in taken) else 0


# --- every text through every format --------------------------------------------------------------


def failures_of(case: dict[str, Any]) -> Iterator[str]:
    """Exceptions, and texts that came back changed."""
    text = case["text"]
    data = bytes_of(case)
    for format in Format:
        yield from escaped(case["id"], format.value, partial(read_all, data, format))
    for name, wrapped in wrappings(text):
        path = f"case.{name}"
        yield from escaped(case["id"], name, partial(came_back, wrapped, path, text))


def read_all(data: bytes, format: Format) -> None:
    for _ in records(data, format=format):
        pass


def bytes_of(case: dict[str, Any]) -> bytes:
    encoding = "latin-1" if case["labels"].get("bytes_latin1") else "utf-8"
    return str(case["text"]).encode(encoding, "surrogatepass")


def wrappings(text: str) -> Iterator[tuple[str, bytes]]:
    """The text as each format would hold it, when it can."""
    if fault_of(text):
        return
    yield "jsonl", json.dumps({"text": text}).encode()
    yield "json", json.dumps([{"text": text}], ensure_ascii=False).encode()
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("text", "id"), (text, "a")])
    yield "csv", out.getvalue().encode()
    yield "md", ("---\nid: a\n---\n" + text).encode()


def came_back(data: bytes, path: str, text: str) -> None:
    """Raises when the one draft does not hold the text."""
    [result] = records(data, path=path)
    if not isinstance(result, Record) or result.drafts[0].text != text:
        raise ValueError("the text came back changed")


def escaped(id: str, where: str, attempt: Callable[[], object]) -> Iterator[str]:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - that none escapes is what is measured
        yield f"{id} as {where}: {type(error).__name__}: {error}"


# --- the suites -----------------------------------------------------------------------------------


def suites(cases: list[dict[str, Any]]) -> list[str]:
    """Print what the strict parsers take; the names of what they take and must refuse."""
    table: Counter[tuple[str, str, bool]] = Counter()
    stricter: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for case in cases:
        kind, expected = case["labels"]["kind"], case["labels"]["expect"]
        refusal = refusal_of(case)
        table[kind, expected, not refusal] += 1
        if expected == "accept" and refusal:
            stricter[kind, refusal] += 1
        if expected == "reject" and not refusal:
            wrong.append(case["id"])
    print(f"\n{'suite':6}{'must':8}{'taken':>7}{'refused':>9}")
    for kind, expected in sorted({(kind, expected) for kind, expected, _ in table}):
        took, refused = table[kind, expected, True], table[kind, expected, False]
        print(f"{kind:6}{expected:8}{took:7}{refused:9}")
    print("\nrefused although a parser must accept it: stricter by design")
    for (kind, refusal), count in stricter.most_common():
        print(f"{count:5}  {kind}: {refusal}")
    for name in wrong:
        print(f"  TAKEN although it must be refused: {name}")
    return wrong


def refusal_of(case: dict[str, Any]) -> str:
    """Why the parser of the suite's language refuses the text; empty when it takes it."""
    try:
        if case["labels"]["kind"] == "yaml":
            values_of(case["text"])
            return ""
        return Parser().whole(decoded(bytes_of(case))).fault
    except DraftError as error:
        return error.message.partition(" (")[0]


if __name__ == "__main__":
    sys.exit(main())
