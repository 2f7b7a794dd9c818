"""How often sealed texts tested a new model: every attempt uses up some of the doubt of the promise.

Whoever tries model after model on the same texts finds one that passes by luck. So the i-th model is
tested with δ ÷ 2ⁱ, and all of them together fail with δ at most (Bonferroni, with weights that sum to
one); a certificate for a model that passed is sought with the δ of its attempt. This holds while the
only thing that one attempt tells the next is that it failed: how many misses there were is not said.

The attempts stand beside the certificate, one JSON object a line: ``model`` (digest) and ``texts`` (keyed
digests). An attempt counts for every later one that shares a text with it, so that taking a text out
or adding some begins nothing anew. Whoever deletes the file does.
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

__all__ = ["Attempt", "attempts_beside", "note_attempt", "read_attempts", "sealed_texts", "tried"]

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


def attempts_beside(certificate: Path) -> Path:
    """Where the attempts on the texts of a certificate stand."""
    return certificate.with_name(f".{certificate.name}.attempts")


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
