"""A folder of documents: its files with their texts, names and tiers, one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ecluse.model import Tier
from ecluse.registers.extract import extract, files_in
from ecluse.registers.model import Document, RegisterError

__all__ = ["documents_in"]

_TIERS = {tier.word: tier for tier in Tier}


def documents_in(
    folder: Path, tier: Tier, problems: list[str]
) -> Iterator[tuple[Document, tuple[str, ...]]]:
    """Every document below a folder, in order of path.

    Args:
        folder: where they are.
        tier: theirs, unless their front matter gives a stricter one.
        problems: gets a line, with the name of the file, for whatever is not read.

    Raises:
        RegisterError: the folder cannot be listed.
    """
    try:
        found = [(path, path.relative_to(folder).as_posix(), why) for path, why in files_in(folder)]
    except OSError as error:
        raise RegisterError(f"{folder} cannot be listed: {error.strerror}") from error
    stems = Counter(_stem(name) for _, name, why in found if not why)
    taken: set[str] = set()
    for path, name, why in found:
        if why:
            problems.append(f"{name}: {why}")
            continue
        text = extract(path, name)
        problems += text.problems
        if not text.text_blocks:
            continue
        by_path = _stem(name) if stems[_stem(name)] == 1 else name
        id = text.front_matter.get("id", by_path)
        if id in taken:
            problems.append(f"{name}: another document is called {id}; this one is called {name}")
            id = name
        word = text.front_matter.get("tier", tier.word)
        of_file = _TIERS.get(word.lower(), Tier.PRIVATE)
        if word.lower() not in _TIERS:
            problems.append(f"{name}: has an unknown tier; read as private")
        if tier is Tier.PUBLIC and of_file is not Tier.PUBLIC:
            problems.append(f"{name}: says that it is {of_file.word}; not taken as published")
            continue
        taken.add(id)
        yield Document(id, min(tier, of_file)), text.text_blocks


def _stem(name: str) -> str:
    """A relative path without the suffix of its file.

    >>> _stem("conseil/note.v2.docx")
    'conseil/note.v2'
    """
    folder, slash, file = name.rpartition("/")
    return folder + slash + (file.rpartition(".")[0] or file)
