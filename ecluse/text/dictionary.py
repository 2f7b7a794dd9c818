"""What a dictionary of French or English holds, in every form.

The dictionaries are those of pyspellchecker: 284,000 folded forms, with their frequency in films and
books, which is not used here. They are read once, in about 0.2 s, when something is first asked: never
for a text in which nothing unusual was found.
"""

from __future__ import annotations

from functools import cache

from ecluse.text.common_words import COMMON
from ecluse.text.fold import fold

__all__ = ["is_in_dictionary"]

_LANGUAGES = ("fr", "en")


def is_in_dictionary(word: bytes) -> bool:
    """Whether a folded word is one of French or English.

    >>> is_in_dictionary(b"marelles"), is_in_dictionary(b"vergrelle")
    (True, False)
    """
    return word in COMMON or word in _forms()


@cache
def _forms() -> frozenset[bytes]:
    import gzip
    import json
    from importlib.resources import files

    found: set[bytes] = set()
    for language in _LANGUAGES:
        packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
        # All at once: to fold word by word takes three times as long.
        found.update(fold("\n".join(json.loads(gzip.decompress(packed)))).data.split(b"\n"))
    return frozenset(found)
