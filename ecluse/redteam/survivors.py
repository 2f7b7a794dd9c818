"""Mutations that slipped, as a policy file: examples that fail until the gate is mended.

The file extends the policy and adds, under ``adjust``, ``caught`` examples to its rules: ``ecluse policy
test FILE`` runs them, and each list may be pasted under the ``examples`` of its rule. Whatever an
editor would not show is written as an escape.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ecluse.model import Draft, EcluseError
from ecluse.policy.model import Policy
from ecluse.redteam.run import Result, Survivor

__all__ = ["MOST_BYTES", "SurvivorError", "extension", "in_yaml", "verify_place", "write"]

MOST_BYTES = 1 << 19
"""Bytes of examples; with what it extends, the file must stay below the limit of a policy."""

_FIRST = "# Written by `ecluse redteam`: what slipped through. `ecluse policy test` runs it.\n"


class SurvivorError(EcluseError):
    """The file cannot be written there: why."""


def verify_place(path: Path, policy: Policy) -> None:
    """Refuse a place where the file could not extend the policy, or would take another's.

    Raises:
        SurvivorError: why.
    """
    folder, own = path.resolve().parent, Path(policy.path).resolve()
    if not own.is_relative_to(folder):
        raise SurvivorError(f"--write {path}: it extends the policy; put it in the policy's folder")
    try:
        if path.exists() and not _is_ours(path):
            raise SurvivorError(f"--write {path}: a file that is not of `ecluse redteam` is there")
    except OSError as error:
        raise SurvivorError(f"--write {path}: {error.strerror}") from error


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline() == _FIRST.encode()


def write(path: Path, policy: Policy, result: Result) -> tuple[int, int]:
    """Write the survivors of a run; how many were written, and how many had no room.

    Raises:
        SurvivorError: the file cannot be written.
    """
    verify_place(path, policy)
    kept, left = _with_room(_in_turn(result.survivors.values()))
    extended = os.path.relpath(Path(policy.path).resolve(), path.resolve().parent)
    text = extension(Path(extended).as_posix(), kept)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SurvivorError(f"--write {path}: {error.strerror}") from error
    return len(kept), left


def extension(policy: str, survivors: Sequence[Survivor]) -> str:
    """A policy file that extends ``policy`` and adds the survivors as examples."""
    lines = [f"{_FIRST}version: 1\nextends: [{{file: {in_yaml(policy)}}}]"]
    if survivors:
        lines.append("adjust:")
    for rule in dict.fromkeys(one.cargo.example.rule for one in survivors):
        lines += (f"  {rule}:", "    examples:", "      caught:")
        lines += (_item(one) for one in survivors if one.cargo.example.rule == rule)
    return "\n".join(lines) + "\n"


def _in_turn(survivors: Iterable[Survivor]) -> list[Survivor]:
    """The smallest of each rule and family, then the next ones, and so on."""
    ranks: dict[tuple[str, str], int] = {}
    ranked: list[tuple[int, Survivor]] = []
    for one in sorted(survivors, key=lambda one: one.effort):
        key = one.cargo.example.rule, one.transform.family
        ranks[key] = ranks.get(key, 0) + 1
        ranked.append((ranks[key], one))
    return [one for _, one in sorted(ranked, key=lambda each: (each[0], *each[1].effort))]


def _with_room(survivors: Sequence[Survivor]) -> tuple[list[Survivor], int]:
    kept: list[Survivor] = []
    room = MOST_BYTES
    for one in survivors:
        room -= len(_item(one).encode()) + 1
        if room < 0:
            break
        kept.append(one)
    return kept, len(survivors) - len(kept)


def _item(survivor: Survivor) -> str:
    *before, last = survivor.parcel.drafts
    history = [*survivor.cargo.history, *before]
    values = dict(_row(last))
    if history:
        rows = (_mapping(_row(draft)) for draft in history)
        values["history"] = f"[{', '.join(rows)}]"
    transform = survivor.transform
    return f"        - {_mapping(values.items())} # {transform.family}: {transform.name}"


def _mapping(values: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values) + "}"


_NAMES = ("author", "channel", "audience", "reply_to", "thread", "lang", "source")
_LISTS = ("alt", "caption", "file_name", "link", "hashtag", "attachment", "attested")


def _row(draft: Draft) -> Iterator[tuple[str, str]]:
    """The keys of a row that says what the draft is, each with its value in YAML."""
    yield "text", in_yaml(draft.text)
    for name in ("title", *_NAMES):
        if value := getattr(draft, name):
            yield name, in_yaml(value)
    for name in _LISTS:
        if texts := getattr(draft, name):
            yield name, f"[{', '.join(map(in_yaml, texts))}]"
    for name in ("images", "seq"):
        if number := getattr(draft, name):
            yield name, str(number)
    for name in ("publish_at", "now"):
        moment: datetime | None = getattr(draft, name)
        if moment is not None:
            yield name, in_yaml(moment.isoformat())


_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def in_yaml(text: str) -> str:
    """A text as a double-quoted scalar, on one line, with escapes for what is not printable.

    >>> in_yaml('a"b\\u200b')
    '"a\\\\"b\\\\u200b"'
    """
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(one: str) -> str:
    if one in _SHORT:
        return _SHORT[one]
    # Variation selectors and the like count as printable, and nobody sees them.
    if one.isprintable() and not _is_unseen(ord(one)):
        return one
    code = ord(one)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )


def _is_unseen(code: int) -> bool:
    """Fillers, joiners and selectors that are letters or marks (Unicode default ignorables)."""
    return (
        0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE0FFF
        or code in {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    )
