"""How long it takes to read what a post says: CPU microseconds for 280 characters, and cold.

    python benchmarks/tokens.py

Posts of 280 characters are joined from the neutral background, in both languages, shuffled with a
fixed seed; every word was met before (the usual case of a gate that runs).
"""

from __future__ import annotations

import random
import time

from ecluse.registers.background import posts
from ecluse.registers.tokens import _MEANINGS, tokens_of
from ecluse.text.views import view_of


def made(many: int) -> list[str]:
    chance, source, texts = random.Random(7), posts(), []
    while len(texts) < many:
        text = ""
        while len(text) < 280:
            text += chance.choice(source) + " "
        texts.append(text[:280])
    return texts


def microseconds(views) -> float:
    start = time.process_time()
    for view in views:
        tokens_of(view)
    return (time.process_time() - start) / len(views) * 1e6


if __name__ == "__main__":
    views = [view_of(text) for text in made(1000)]
    first = time.process_time()
    tokens_of(views[0])
    print(f"first post, with the tables  {(time.process_time() - first) * 1e3:6.1f} ms")
    microseconds(views)
    print(f"a post, words met before     {min(microseconds(views) for _ in range(9)):6.1f} µs")
    _MEANINGS.clear()
    print(f"a post, meanings forgotten   {microseconds(views):6.1f} µs")
    print(f"words remembered             {len(_MEANINGS):6}")
