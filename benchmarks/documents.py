"""Fingerprints of documents: what is found of a quote, what is found by mistake, and what it costs.

    python benchmarks/documents.py [EVALUATION_FOLDER] [--documents FOLDER]... [--sizes 3,100] [--big]

Builds a register of each size, in megabytes (``--big`` adds 1,000), each in a process of its own, and
prints for each: recall of quotes by length and number of edits (flagged; blocked), false hits on posts
that were really published, CPU time a post (medians), bytes of index and seconds of building for a
megabyte, and the most memory that building took.

Documents are the handbooks and mail of EVALUATION_FOLDER (rows of ``tri_dev`` and
``dev_tier_public_extended`` of tier private or extended, and one French guide), the readable files of
each ``--documents FOLDER``, and, as far as they do not suffice, texts that a chain over pairs of words
makes of those. Posts are the public rows from other sources. Without a folder, texts are made of this
project's own documentation, and there are no posts to be wrong about.

A quote is so many words in a row of a document (not of a made one), within a post, its accents, case
and punctuation roughened; an edit replaces, drops, adds or swaps words or writes a number otherwise.
Nothing of the data is printed or kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path

from ecluse.model import Tier, View
from ecluse.registers import Document, Register
from ecluse.registers.analysis import Analysed
from ecluse.registers.extract import SUFFIXES, extract
from ecluse.text.views import view_of

KEY = b"a key for measuring, of no value"
LENGTHS, EDITS, QUOTES = (8, 12, 20, 30), (0, 1, 2), 400
_DOCUMENT_SOURCES = ("sgbook", "18fbook", "enron", "etalab")
_LEFT_OUT = ("18flong", "etalablong")  # hold the same texts as shorter rows
ROOT = Path(__file__).parent.parent


# --- texts ----------------------------------------------------------------------------------------


def rows(folder: Path) -> Iterator[dict[str, str]]:
    for name in ("tri_dev", "dev_tier_public_extended"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


Posts = dict[str, list[str]]


def material(folder: Path | None, more: Iterable[Path]) -> tuple[list[str], list[str], Posts]:
    """Texts to quote, further texts of documents, and published posts by source."""
    texts: dict[str, None] = {}
    further: list[str] = []
    posts: dict[str, dict[str, None]] = {}
    for row in rows(folder) if folder else ():
        source = row["id"].split("-")[0]
        if source in _DOCUMENT_SOURCES:
            texts[row["text"]] = None
        elif source not in _LEFT_OUT and row["tier"] == "public":
            posts.setdefault(source, {})[row["text"]] = None
    for place in more:
        for path in sorted(place.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                further.append("\n".join(extract(path).text_blocks))
    if not texts:
        for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ecluse/**/*.py")):
            texts[path.read_text("utf-8")] = None
    chance = random.Random(1)
    quoted = [text for text in texts if text]
    chance.shuffle(quoted)
    chance.shuffle(further)
    return quoted, further, {name: list(of) for name, of in posts.items()}


def made_texts(texts: list[str], chance: random.Random) -> Iterator[str]:
    """Endless texts from a chain over pairs of words."""
    split = (word for text in texts for word in (*text.split(), "\n"))
    words = list(islice(split, 1_500_000))
    following: dict[tuple[str, str], list[str]] = {}
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        following.setdefault((first, second), []).append(third)
    pairs = list(following)
    while True:
        pair = chance.choice(pairs)
        text = list(pair)
        for _ in range(chance.randrange(300, 6000)):
            if (choice := following.get(pair)) is None:
                pair = chance.choice(pairs)
                continue
            text.append(chance.choice(choice))
            pair = (pair[1], text[-1])
        yield " ".join(text)


def bundles(texts: list[str], chance: random.Random, size: int) -> Iterator[str]:
    """Documents of some 2 to 40 kB of ``size`` bytes in all: given texts first, then made ones."""
    bundle: list[str] = []
    length, limit, total = 0, chance.randrange(2000, 40000), 0
    for text in texts:
        bundle.append(text)
        length += len(text.encode())
        if length >= limit:
            yield "\n\n".join(bundle)
            total += length
            bundle, length, limit = [], 0, chance.randrange(2000, 40000)
        if total + length >= size:
            break
    if bundle:
        yield "\n\n".join(bundle)
        total += length
    if total < size:
        for text in made_texts(texts, chance):
            yield text
            total += len(text.encode())
            if total >= size:
                return


# --- quotes ---------------------------------------------------------------------------------------

_FRAMES = ("{}", "Lu ce matin : {} 🙂", "FYI, {} #news", "On en est là. {} Et vous, des idées ?")


def quotes(texts: list[str], length: int, edits: int, chance: random.Random) -> Iterator[str]:
    long = [words for text in texts if len(words := text.split()) >= length]
    for _ in range(QUOTES):
        words = chance.choice(long)
        at = chance.randrange(len(words) - length + 1)
        quote = words[at : at + length]
        for place in chance.sample(range(length), edits):
            quote[place] = edited(quote[place], chance)
        yield chance.choice(_FRAMES).format(roughened(" ".join(quote), chance))


def edited(word: str, chance: random.Random) -> str:
    if word.isdigit() and len(word) > 3:
        return f"{int(word):,}".replace(",", chance.choice(" \u202f,."))
    return chance.choice(("", "autrement", f"really {word}", "chose"))


def roughened(text: str, chance: random.Random) -> str:
    kind = chance.randrange(4)
    if kind == 0:
        return text.upper()
    if kind == 1:
        return text.replace(",", "").replace("é", "e").replace(".", " …")
    if kind == 2:
        return " ".join(
            f"**{word}**" if chance.random() < 0.1 else word for word in text.split(" ")
        )
    return text


# --- one size -------------------------------------------------------------------------------------


def build(folder: Path, documents: Path) -> dict[str, float]:
    """Build the register; what it took."""
    memory = Memory()
    memory.start()
    paths = sorted(documents.iterdir())
    size = sum(path.stat().st_size for path in paths)
    started, cpu = time.perf_counter(), time.process_time()
    register = Register.create(folder, KEY).add_documents(
        (Document(path.stem), [path.read_text("utf-8")]) for path in paths
    )
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
    index = sum(path.stat().st_size for path in folder.iterdir())
    more = time.process_time()
    register = register.add_documents(
        [(Document("one-more"), [paths[0].read_text("utf-8") + " x"])]
    )
    more = time.process_time() - more
    gone = time.process_time()
    register.remove(["one-more"])
    gone = time.process_time() - gone
    return {
        "bytes": size,
        "documents": len(paths),
        "index": index,
        "seconds": elapsed,
        "cpu": cpu,
        "one more": more,
        "one less": gone,
        "memory": memory.most,
    }


class Memory(threading.Thread):
    """The most memory of its own that this process had, in megabytes, looked at 20 times a second.

    Pages of files that are mapped are not counted: the system takes them back when it likes.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0

    def run(self) -> None:
        while True:
            status = Path("/proc/self/status").read_text()
            self.most = max(self.most, int(status.partition("RssAnon:")[2].split()[0]) / 1024)
            time.sleep(0.05)


def best(register: Register, text: str) -> float:
    return max(
        (hit.confidence for hit in register.parts["Document"].look(Analysed(view_of(text)))),
        default=0.0,
    )


def recall(register: Register, texts: list[str]) -> None:
    print(
        f"  {'words':>6}"
        + "".join(f"{f'{edits} edits':>16}" for edits in EDITS)
        + "   found; blocked"
    )
    for length in LENGTHS:
        cells: list[str] = []
        for edits in EDITS:
            chance = random.Random(f"{length} {edits}")
            found = [best(register, quote) for quote in quotes(texts, length, edits, chance)]
            some, sure = sum(map(bool, found)), sum(level > 0.9 for level in found)
            cells.append(f"{some / QUOTES:.3f}; {sure / QUOTES:.3f}")
        print(f"  {length:>6}" + "".join(f"{cell:>16}" for cell in cells))


def mistakes(register: Register, posts: Posts) -> None:
    some = sure = total = 0
    for source, of_source in sorted(posts.items()):
        found = [best(register, post) for post in of_source]
        flagged, blocked = (
            sum(0 < level < 0.9 for level in found),
            sum(level > 0.9 for level in found),
        )
        print(f"  posts of {source:8} {len(found):5}: flagged {flagged:3}, blocked {blocked:3}")
        some, sure, total = some + flagged, sure + blocked, total + len(found)
    if total:
        print(
            f"  all posts         {total:5}: flagged {some / total:.3%}, blocked {sure / total:.3%}"
        )


def mistakes_with_published(folder: Path, posts: Posts) -> None:
    """The same when half of the posts were added as published documents; the other half is asked."""
    halves = {source: (of[::2], of[1::2]) for source, of in posts.items()}
    known = [
        (Document(f"posts-{source}", Tier.PUBLIC), half) for source, (half, _) in halves.items()
    ]
    register = Register(folder, KEY).add_documents(known)
    found = [best(register, post) for _, half in halves.values() for post in half]
    if found:
        flagged, blocked = (
            sum(0 < level < 0.9 for level in found),
            sum(level > 0.9 for level in found),
        )
        print(
            f"  with half of them published, the other {len(found)}: flagged {flagged / len(found):.3%},"
            f" blocked {blocked / len(found):.3%}"
        )
    register.remove([document.id for document, _ in known])


def speed(register: Register, views: list[View]) -> float:
    """CPU microseconds a post, the median of nine rounds; words of the view made each time."""
    part = register.parts["Document"]
    rounds: list[float] = []
    for _ in range(9):
        started = time.process_time()
        for view in views:
            for _ in part.look(Analysed(view)):
                pass
        rounds.append((time.process_time() - started) / len(views) * 1e6)
    return statistics.median(rounds)


def within(texts: list[str], size: int) -> list[str]:
    """The texts that documents of ``size`` bytes hold for certain: the first ones."""
    sizes = accumulate(len(text.encode()) for text in texts)
    return [text for text, end in zip(texts, sizes, strict=True) if end < size]


def measure(size: int, quoted: list[str], further: list[str], posts: Posts) -> None:
    with tempfile.TemporaryDirectory() as place:
        documents, folder = Path(place, "documents"), Path(place, "register")
        documents.mkdir()
        for number, text in enumerate(
            bundles([*quoted, *further], random.Random(size), size * 1_000_000)
        ):
            (documents / f"d{number:06}.txt").write_text(text, "utf-8")
        command = [sys.executable, __file__, "--build", str(folder), str(documents)]
        made = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout
        )
        megabytes = made["bytes"] / 1e6
        print(
            f"{megabytes:.0f} MB in {made['documents']} documents: index"
            f" {made['index'] / made['bytes']:.2f} MB/MB, built at {megabytes / made['seconds']:.1f} MB/s"
            f" ({megabytes / made['cpu']:.1f} by CPU), {made['memory']:.0f} MB of memory; one more"
            f" document {made['one more']:.2f} s CPU, one less {made['one less']:.2f} s"
        )
        opened = time.process_time()
        register = Register(folder, KEY)
        best(register, "un deux trois quatre cinq six sept huit neuf dix")
        print(f"  opened and asked once in {(time.process_time() - opened) * 1e3:.1f} ms CPU")
        recall(register, within(quoted, size * 1_000_000)[:1000])
        mistakes(register, posts)
        mistakes_with_published(folder, posts)
        every = [post for of in posts.values() for post in of] or quoted
        chance = random.Random(7)
        plain = [view_of(post[:280]) for post in chance.sample(every, min(1000, len(every)))]
        known = [
            view_of(quote)
            for quote in quotes(within(quoted, size * 1_000_000)[:1000], 20, 1, random.Random(8))
        ]
        mean = statistics.mean(len(view.text) for view in plain)
        print(
            f"  {speed(register, plain):.1f} µs a post ({mean:.0f} characters), {speed(register, known):.0f} µs a quote of 20 words"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("evaluation", nargs="?", type=Path)
    parser.add_argument("--documents", action="append", type=Path, default=[])
    parser.add_argument("--sizes", default="3,100")
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        print(json.dumps(build(*given.build)))
        return
    quoted, further, posts = material(given.evaluation, given.documents)
    for size in (*map(int, given.sizes.split(",")), *((1000,) if given.big else ())):
        measure(size, quoted, further, posts)


if __name__ == "__main__":
    main()
