"""Make the filter of dictionary words, ``ecluse/text/dictionary.bloom``, from pyspellchecker's dictionaries.

    python tools/compile_dictionary.py

Run it when pyspellchecker or the folding changes; a test fails while the filter is not up to date.
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

from ecluse.text.dictionary import FILTER, compiled
from ecluse.text.fold import fold


def forms() -> set[bytes]:
    """Every word of the French and English dictionaries, folded."""
    found: set[bytes] = set()
    for language in ("fr", "en"):
        packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
        found.update(fold("\n".join(json.loads(gzip.decompress(packed)))).data.split(b"\n"))
    return found


if __name__ == "__main__":
    FILTER.write_bytes(compiled(forms()))
    print(f"{FILTER.name}: {FILTER.stat().st_size} bytes")
