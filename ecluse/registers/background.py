"""Count the neutral background: what ordinary company posts say, made once when words change."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from ecluse.registers.glossary import compiled, forms, read_lines, words_of
from ecluse.registers.kinds import Kind
from ecluse.registers.stems import stem
from ecluse.registers.tokens import tokens_of
from ecluse.text.fold import fold
from ecluse.text.views import view_of

__all__ = ["COMMON", "FREQUENCY", "GLOSSARY", "compiled", "counted", "posts", "stemmed"]

_LANGUAGE = Path(__file__).parent / "language"
COMMON = _LANGUAGE / "common_stems.txt"
GLOSSARY = _LANGUAGE / "glossary.json"
FREQUENCY = _LANGUAGE / "frequency.json"


def posts() -> list[str]:
    """The background posts, French then English, one a line."""
    return [*read_lines("background_fr.txt"), *read_lines("background_en.txt")]


def stemmed() -> str:
    """The text of ``common_stems.txt``: the stems of common words in order, one a line.

    Those of the two lists, of the glossary, and of what background posts write in small letters.
    """
    listed = fold(" ".join(read_lines("common_fr.txt") + read_lines("common_en.txt"))).data.split()
    said = fold(" ".join(_small(word) for post in posts() for word in post.split())).data
    known = fold(" ".join(form for _, form in forms() if form[0] != "^")).data
    ordinary = {*listed, *words_of(said), *words_of(known)}
    return "".join(
        f"{root.decode('ascii')}\n" for root in sorted(set(map(stem, ordinary))) if root.isalpha()
    )


def _small(word: str) -> str:
    return word if word.islower() else ""


def counted() -> str:
    """The text of ``frequency.json``: how many posts, and key → in how many of them.

    ``common_stems.txt`` must be up to date: what opens a sentence is a name unless it is common.
    """
    seen = Counter(key for post in posts() for key in _keys(post))
    counts = {key.decode("latin-1"): count for key, count in sorted(seen.items())}
    return json.dumps({"posts": len(posts()), "counts": counts}, indent=0) + "\n"


def _keys(post: str) -> set[bytes]:
    return {token.key for token in tokens_of(view_of(post)) if token.kind is not Kind.QUANTITY}
