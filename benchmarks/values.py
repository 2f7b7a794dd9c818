"""A register of a million exact values: disk, memory, time, and what it finds in public posts.

    python benchmarks/values.py [--values 1000000] [--posts FILE.jsonl.gz] [--rounds 5]

The values are made here: a third names of one to three invented words, a third references like
``KLT-5518-K2``, the rest telephone, account and host names. They are added in batches through
``Register.add``, in a process of its own, whose peak memory is given without and with the values
that the caller holds; a check is measured in another process. ``--posts`` names rows with a `text`
(gzip, one JSON a line) that are public: each finding in them is a false hit. Without it, posts made
here are used. Times are CPU seconds of one core, best of the rounds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
KEY = b"a key for measuring, thirty-two b"
_SYLLABLES = (
    "ba bel bor bri cal car chan clo dar del dor dra fel fon gal gar gri hal jal kel lan lor mar mel "
    "mon nar nor pal per quer rav ric ros sal ser sol tal ter tol val ver vil zan zor"
).split()


def made(count: int, seed: int = 11) -> Iterator[str]:
    """Values, each once or nearly."""
    chosen = random.Random(seed)

    def word() -> str:
        return "".join(chosen.choices(_SYLLABLES, k=chosen.randint(3, 4))).capitalize()

    def number(digits: int) -> str:
        return f"{chosen.randrange(10 ** (digits - 1), 10**digits)}"

    kinds = (
        lambda: word(),
        lambda: f"{word()} {word()}",
        lambda: f"{word()} {word()} {word()}",
        lambda: f"{word()[:3].upper()}-{number(4)}-{word()[:1]}{number(2)}",
        lambda: f"CT-{number(4)}-{number(6)}",
        lambda: f"{word()[:2].upper()}/{number(5)}/{number(3)}",
        lambda: f"0{number(9)}",
        lambda: f"{number(11)}",
        lambda: f"{word().lower()}-{number(2)}.{word().lower()}.example",
    )
    for at in range(count):
        yield kinds[at % len(kinds)]()


def posts(path: str) -> list[str]:
    if path:
        with gzip.open(path, "rt") as rows:
            found = [json.loads(row) for row in rows]
        return [row["text"] for row in found if row.get("tier", "public") == "public"]
    from benchmarks.speed import posts as made_posts

    return made_posts(400)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _batches(count: int, batch: int) -> Iterator[list]:
    from ecluse.registers import ExactValue

    rows: list[ExactValue] = []
    for at, value in enumerate(made(count)):
        rows.append(ExactValue(f"v-{at:07}", value))
        if len(rows) == batch:
            yield rows
            rows = []
    if rows:
        yield rows


def building(folder: str, count: int, batch: int) -> dict[str, float]:
    """Build the register, then add one value and remove it."""
    from ecluse.registers import ExactValue, Register

    register, before, started = Register.create(folder, KEY), peak(), time.process_time()
    for rows in _batches(count, batch):
        register = register.add(rows)
    built = time.process_time() - started
    most, digest, started = peak(), register.store.digest, time.process_time()
    register = register.add([ExactValue("extra", "Zyx-0000-quark")])
    added = time.process_time() - started
    register = register.remove(["extra"])
    return {
        "build_s": round(built, 1),
        "build_peak_mb": round(most, 1),
        "start_mb": round(before, 1),
        "add_one_s": round(added, 1),
        "same_bytes": float(register.store.digest == digest),
        "disk_mb": round(sum(p.stat().st_size for p in Path(folder).iterdir()) / 1e6, 1),
    }


def looking(folder: str, path: str, rounds: int) -> dict[str, float]:
    """What a check costs, alone and warm; what is found."""
    from ecluse.registers import Register
    from ecluse.registers.analysis import Analysed
    from ecluse.text.views import view_of

    texts, before = posts(path), peak()
    started = time.process_time()
    register = Register(folder, KEY)
    part = register.parts["ExactValue"]
    first = Analysed(view_of(texts[0]))
    list(part.look(first))
    opened = time.process_time() - started
    analysed = [Analysed(view_of(text)) for text in texts]
    for text in analysed:
        text.pieces  # noqa: B018 - shared by all parts
    times, hits, slowest = [], 0, 0.0
    for _ in range(rounds):
        started, hits = time.process_time(), 0
        for text in analysed:
            hits += bool(list(part.look(text)))
        times.append(time.process_time() - started)
    for text in analysed:
        started = time.process_time()
        list(part.look(text))
        slowest = max(slowest, time.process_time() - started)
    found = 0
    sample = [
        value for at, value in enumerate(made(int(part.entries().__len__()))) if at % 997 == 0
    ]
    for value in sample:
        view = view_of(f"Merci de ne pas citer {value.replace('-', ' ').lower()} ici")
        found += bool(list(part.look(Analysed(view))))
    return {
        "posts": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "open_ms": round(opened * 1e3, 1),
        "us_a_post": round(min(times) / len(texts) * 1e6, 1),
        "us_a_post_cold": round(times[0] / len(texts) * 1e6, 1),
        "slowest_ms": round(slowest * 1e3, 2),
        "check_peak_mb": round(peak(), 1),
        "check_more_mb": round(peak() - before, 1),
        "false_hits": hits,
        "found_of_sample": round(found / len(sample), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=100_000)
    parser.add_argument("--posts", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--step", choices=("build", "look"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step == "build":
        print(json.dumps(building(asked.folder, asked.values, asked.batch)))
    elif asked.step == "look":
        print(json.dumps(looking(asked.folder, asked.posts, asked.rounds)))
    else:
        with tempfile.TemporaryDirectory() as folder:
            for step in ("build", "look"):
                command = [sys.executable, __file__, *sys.argv[1:], "--step", step]
                subprocess.run([*command, "--folder", f"{folder}/register"], check=True)


if __name__ == "__main__":
    main()
