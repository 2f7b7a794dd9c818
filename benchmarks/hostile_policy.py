"""Feed the YAML and JSON torture suites to the policy loader: none may crash it, none may hang it.

    python benchmarks/hostile_policy.py EVAL_DIR

EVAL_DIR is the folder of the shared evaluation data; its ``dev/dev_adversarial.jsonl.gz`` holds
yaml-test-suite, JSONTestSuite, naughty strings and Trojan Source samples. Each text is loaded as it
is, after ``version: 1``, as the value of a key and as the name of a key, by PyYAML's C scanner, and
parsed by its pure one. Prints what became of them and the slowest; exits 1 when one crashed or took
more than a second of CPU.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from ecluse.policy.load import loads
from ecluse.policy.problems import PolicyError
from ecluse.policy.source import Source, parse

LIMIT = 1.0


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(folder / "dev" / "dev_adversarial.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["id"], row["text"]


def shapes(text: str) -> Iterator[tuple[str, str]]:
    yield "alone", text
    yield "after the version", f"version: 1\n{text}"
    indented = text.replace("\n", "\n  ")
    yield "as a value", f"version: 1\ncompany:\n  {indented}\n"
    yield "as a key", f"version: 1\nlabels:\n  {indented}: {{terms: [Falcon]}}\n"
    quoted = json.dumps(text, ensure_ascii=False)
    yield "between quotes", f"version: 1\nlabels: {{a: {{terms: [{quoted}]}}}}\n"
    yield "as a pattern", f"version: 1\nlabels: {{a: {{patterns: [{quoted}]}}}}\n"


def outcome(text: str) -> str:
    try:
        loads(text)
        parse(Source("pure", text), loader=yaml.SafeLoader)
    except PolicyError as error:
        str(error)
        return error.problems[0].code
    except Exception as error:  # noqa: BLE001 - a crash is what is looked for
        return f"CRASH {type(error).__name__}"
    return "valid"


def main(folder: Path) -> int:
    found: Counter[str] = Counter()
    slowest, crashes, count = (0.0, ""), [], 0
    for id, text in texts(folder):
        count += 1
        for shape, written in shapes(text):
            start = time.process_time()
            result = outcome(written)
            took = time.process_time() - start
            found[result] += 1
            slowest = max(slowest, (took, f"{id} {shape}"))
            if result.startswith("CRASH"):
                crashes.append(f"{id} {shape}: {result}")
    total = sum(found.values())
    print(f"{count} texts, {total} policies: {total - len(crashes)} a policy or a policy error")
    print(", ".join(f"{name} {number}" for name, number in sorted(found.items())))
    print(f"slowest {slowest[0] * 1e3:.1f} ms CPU: {slowest[1]}")
    print("\n".join(crashes) or "no crash")
    return 1 if crashes or slowest[0] > LIMIT else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
