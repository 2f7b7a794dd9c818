"""What it costs to run classifiers of others in a process of their own.

    python benchmarks/isolated.py

Prints, as the best of many: an idle classifier here and in its worker for a post of 280 characters
and for a long text; a first start; and how long a draft takes whose classifier hangs, crashes or
fills the memory, and the next one.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from timeit import repeat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ecluse.gate import Gate  # noqa: E402 - the repository is put on the path first
from ecluse.model import Draft  # noqa: E402
from ecluse.policy.load import loads  # noqa: E402

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECONDS = 0.5
POLICY = loads(f"""\
version: 1
limits: {{classifier: {{seconds: {SECONDS}, megabytes: 256}}}}
labels: {{toy: {{terms: [never-said]}}}}
rules:
  - {{id: toys, when_all: [finding: {{label: toy}}], verdict: block, because: No toys.}}
""")
CODE = """\
import os, re

label, seen, unseen = "toy", ("a",), ("b",)

def classify(view):
    word = view.text.partition(" ")[0]
    if word == "hangs":
        re.match(r"(a+)+$", "a" * 60 + "b")
    elif word == "crashes":
        os.abort()
    elif word == "fills":
        kept = [bytearray(1 << 24) for _ in range(1 << 20)]
    return ()
"""
POST = (
    "Une belle journée à l’atelier : l’équipe a monté les premiers vélos, et tout le monde a le "
    "sourire. Merci à nos partenaires pour leur confiance ! Rendez-vous samedi matin pour un café, "
    "des essais et quelques surprises. #velo #atelier https://example.org/atelier 🚲"
)


def milliseconds(gate: Gate, text: str) -> tuple[float, str]:
    start = time.perf_counter()
    decision = gate.check(Draft(text), now=NOW)
    took = 1000 * (time.perf_counter() - start)
    return took, ", ".join(f"{fault.kind.value}: {fault.why}" for fault in decision.faults)


def microseconds(gate: Gate, draft: Draft, number: int) -> float:
    gate.check(draft, now=NOW)
    best = min(repeat(lambda: gate.check(draft, now=NOW), number=number, repeat=30))
    return 1e6 * best / number


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "toy_classifier.py").write_text(CODE, encoding="utf-8")
        sys.path.insert(0, folder)
        import toy_classifier

        apart = Gate(POLICY, models=[toy_classifier])
        here = Gate(POLICY, models=[toy_classifier], isolate=False)
        none = Gate(POLICY)
        took, _ = milliseconds(apart, POST)
        print(f"first draft, with the start of the worker: {took:.0f} ms")
        for name, text, number in (("post", POST, 200), ("100 000 characters", POST * 380, 5)):
            costs = [microseconds(gate, Draft(text), number) for gate in (none, here, apart)]
            print(
                f"{name}: {costs[0]:.0f} µs without a classifier, {costs[1]:.0f} µs with one here, "
                f"{costs[2]:.0f} µs with one apart"
            )
        for word in ("hangs", "crashes", "fills"):
            took, fault = milliseconds(apart, f"{word} now")
            again, none_left = milliseconds(apart, POST)
            assert not none_left
            print(f"{word}: {took:.0f} ms ({fault}); the next draft: {again:.0f} ms")


if __name__ == "__main__":
    main()
