"""How often sealed texts tested a new model: every attempt uses up some of the doubt of the promise.

Whoever tries model after model on the same texts finds one that passes by luck. So the i-th model is
tested with δ ÷ 2ⁱ, and all of them together fail with δ at most (Bonferroni, with weights that sum to
one); a certificate for a model that passed is sought with the δ of its attempt. This holds while the
only thing that one attempt tells the next is that it failed: how many misses there were is not said.

The attempts stand beside the journal of audits, which outlives certificates, one JSON object a line:
``model`` (digest) and ``texts`` (keyed digests). An attempt counts for every later one that shares a text
with it, so that taking a text out or adding some begins nothing anew; nor does another name of certificate
or journal, as every file of attempts of their folders is read. Whoever deletes the file does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from ecluse.lean import blake2b
from ecluse.learn.labels import Label, essence
from ecluse.model import Message
from ecluse.promise.refusal import Refusal
from ecluse.read.words import filled, system

__all__ = [
    "Attempt",
    "attempts_beside",
    "attempts_near",
    "note_attempt",
    "read_attempts",
    "sealed_texts",
    "tried",
]

_ENDING = ".attempts"

_BROKEN = Message("ce n'est pas une liste d'essais", "it is no list of attempts")
_UNREADABLE = Message("illisible : {why}", "it cannot be read: {why}")
_UNWRITTEN = Message("ne peut pas être écrit : {why}", "cannot be written: {why}")
_RESTORE = Message(
    "rétablissez-le d'après sa sauvegarde, ou calibrez sur des textes nouveaux",
    "restore it from its copy, or calibrate on fresh texts",
)


class Attempt(NamedTuple):
    """A model that was tested, and the texts that tested it."""

    model: str
    texts: frozenset[str]


def attempts_beside(journal: Path) -> Path:
    """Where the attempts of a policy with that journal are noted."""
    return journal.with_name(f".{journal.name}{_ENDING}")


def attempts_near(*files: Path) -> list[Attempt]:
    """The attempts of every file of attempts that stands in a folder of some files.

    Raises:
        Refusal: a folder or a file of attempts cannot be read, or is none of ours.
    """
    folders = dict.fromkeys(path.parent.resolve() for path in files)
    found = [path for folder in folders for path in _files_of(folder)]
    return [attempt for path in found for attempt in read_attempts(path)]


def _files_of(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.name.endswith(_ENDING))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Refusal(filled(_UNREADABLE, why=system(error)), _RESTORE, path=str(folder)) from error


def sealed_texts(labels: Iterable[Label], key: bytes) -> frozenset[str]:
    """Keyed digests of texts, equal for equal ones (:func:`~ecluse.learn.labels.essence`)."""
    return frozenset(_digest(essence(label.text), key) for label in labels)


def _digest(text: bytes, key: bytes) -> str:
    return blake2b(text, digest_size=8, key=key[:64], person=b"ecluse-sealed").hexdigest()


def tried(attempts: Iterable[Attempt], texts: frozenset[str], *, besides: str = "") -> int:
    """How many models were tested on some of these texts, ``besides`` one."""
    tested = {one.model for one in attempts if not texts.isdisjoint(one.texts)}
    return len(tested - {besides})


def read_attempts(path: Path) -> list[Attempt]:
    """The attempts of a file; none when it is not there.

    Raises:
        Refusal: it cannot be read, or is none of ours.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        why = system(error) if isinstance(error, OSError) else _BROKEN
        raise Refusal(filled(_UNREADABLE, why=why), _RESTORE, path=str(path)) from error
    return [_attempt(path, number, line) for number, line in enumerate(lines, 1)]


def _attempt(path: Path, number: int, line: str) -> Attempt:
    try:
        row: Any = json.loads(line)
        model, texts = row["model"], row["texts"]
    except (ValueError, KeyError, TypeError):
        model = texts = None
    if not isinstance(model, str) or not isinstance(texts, list):
        raise Refusal(_BROKEN, _RESTORE, path=str(path), line=number)
    return Attempt(model, frozenset(map(str, cast("Sequence[object]", texts))))


def note_attempt(path: Path, attempt: Attempt) -> None:
    """Add an attempt, on the disk before its outcome is known: a look that was cut short is one.

    Raises:
        Refusal: it cannot be written.
    """
    row = {"model": attempt.model, "texts": sorted(attempt.texts)}
    try:
        with path.open("ab") as stream:
            stream.write(json.dumps(row).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise Refusal(filled(_UNWRITTEN, why=system(error)), path=str(path)) from error
