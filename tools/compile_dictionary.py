"""Make the filters of dictionary words, ``ecluse/text/dictionary.bloom``, and of how they begin,
``ecluse/text/beginnings.bloom``, from pyspellchecker's dictionaries.

    python tools/compile_dictionary.py

Run it when pyspellchecker or the folding changes; a test fails while they are not up to date.
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

from ecluse.text.dictionary import BEGINNINGS, FILTER, begun, compiled
from ecluse.text.fold import fold


def forms() -> set[bytes]:
    """Every word of the French and English dictionaries, folded."""
    found: set[bytes] = set()
    for language in ("fr", "en"):
        packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
        found.update(fold("\n".join(json.loads(gzip.decompress(packed)))).data.split(b"\n"))
    return found


if __name__ == "__main__":
    words = forms()
    for path, made in ((FILTER, compiled(words)), (BEGINNINGS, begun(words))):
        path.write_bytes(made)
        print(f"{path.name}: {path.stat().st_size} bytes")
