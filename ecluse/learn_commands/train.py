"""``ecluse train``: labels in, a model file out, and what chose it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel
from ecluse.key import read_key
from ecluse.learn.labels import Label, counts, grouped, read_labels, verify_enough
from ecluse.learn.words import LEARN, say
from ecluse.model import Tier
from ecluse.promise.refusal import Refusal
from ecluse.read.words import filled, system

if TYPE_CHECKING:
    from ecluse.learn.train import Trained

__all__ = ["Asked", "train"]


class Asked(NamedTuple):
    """The options of the command."""

    labels: str
    output: str = "ecluse.model"
    engine: str = "linear"
    seed: int = 0
    from_scratch: bool = False
    from_reviews: str | None = None
    sealed: str | None = None
    policy: str | None = None
    lang: str | None = None
    key_file: str | None = None


def train(asked: Asked, out: Callable[[str], None], note: Callable[[str], None]) -> int:
    """Train on labels and write the model; 0.

    Raises:
        DraftError: a line of the file is no label, or there are too few labels.
        Refusal: the model cannot be written there.
        KeyFileError: the key cannot be used.
    """
    path = Path(asked.labels)
    labels = read_labels(path)
    if asked.from_reviews:
        return _from_reviews(asked, asked.from_reviews, labels, out, note)
    verify_enough(labels, path)
    for line in (_spacy if asked.engine == "spacy" else _light)(asked, labels, note):
        out(line)
    return 0


def _from_reviews(
    asked: Asked,
    drafts: str,
    labels: Sequence[Label],
    out: Callable[[str], None],
    note: Callable[[str], None],
) -> int:
    """Train on what reviewers settled too; written only when the certificate of leaks still holds."""
    from ecluse.learn_commands.retrain import Retraining

    if asked.engine != "linear":
        raise Refusal(LEARN["light-only"], LEARN["engine-linear"])
    retraining = Retraining(asked.policy, drafts, asked.sealed, read_key(asked.key_file))
    settled = retraining.settled()
    note(say("settled", asked.lang, count=len(settled)))
    every = grouped((*labels, *settled))
    verify_enough(every, Path(asked.labels))
    trained = _linear(asked, every, note)
    found = retraining.fares(every, trained.data)
    note(say("attempt", asked.lang, number=found.attempt, share=2**found.attempt))
    for one in found.groups:
        name = one.group or say("every-channel", asked.lang)
        said = "still-holds" if one.holds else "holds-no-more"
        out(say(said, asked.lang, group=name, k=one.k, n=one.n, most=one.most))
    if not found.holds:
        out(say("not-written", asked.lang, path=asked.output))
        return 1
    write_whole(Path(asked.output), trained.data)
    for line in _lines(asked, every, trained):
        out(line)
    out(say("calibrate-again", asked.lang))
    return 0


def _light(asked: Asked, labels: Sequence[Label], note: Callable[[str], None]) -> list[str]:
    trained = _linear(asked, labels, note)
    write_whole(Path(asked.output), trained.data)
    return _lines(asked, labels, trained)


def _spacy(asked: Asked, labels: Sequence[Label], note: Callable[[str], None]) -> list[str]:
    """Train a spaCy pipeline; what it is, and how a policy takes it up."""
    from ecluse.learn.spacy_engine import FITS, SpacyEngine, save
    from ecluse.learn.spacy_engine import train as learn

    note(say("spacy-words", asked.lang))
    folder, language = Path(asked.output), asked.lang
    if folder.exists() and not (folder / "meta.json").is_file():
        raise Refusal(filled(LEARN["no-pipeline"], path=folder), LEARN["other-folder"])
    with progress(lambda done: say("fits", language, done=done, of=FITS)) as see:
        trained = learn(labels, SpacyEngine(), asked.seed, see or (lambda _: None))
    try:
        digest = save(trained.nlp, folder)
    except OSError as error:
        raise Refusal(filled(LEARN["unwritten"], path=folder, why=system(error))) from error
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    source = f"{{pipeline: {asked.output}, kind: cats, labels: [private], "
    return [
        _learned_from(labels, language),
        say("loss", language, loss=trained.loss, temperature=trained.temperature),
        _flags(labels, trained.threshold, language),
        say("written", language, path=asked.output, size=size, digest=digest),
        say("take-up", language),
        f"  labels: {{reads-private: {{spacy: {source}threshold: {trained.threshold:.4f}}}}}}}",
    ]


def _learned_from(labels: Sequence[Label], language: str | None) -> str:
    shown = ", ".join(f"{tier.word} {count}" for tier, count in counts(labels).items())
    groups = len({label.group for label in labels})
    return say("trained", language, count=len(labels), tiers=shown, groups=groups)


def _flags(labels: Sequence[Label], threshold: float, language: str | None) -> str:
    from ecluse.learn.train import most_flagged

    n = counts(labels)[Tier.PUBLIC]
    return say("flags", language, threshold=threshold, most=most_flagged(n), n=n)


def _linear(asked: Asked, labels: Sequence[Label], note: Callable[[str], None]) -> Trained:
    from ecluse.learn.train import fits
    from ecluse.learn.train import train as learn

    key = read_key(asked.key_file)
    if not key:
        note(say("no-key", asked.lang))
    base = None if asked.from_scratch else TierModel(DEFAULT_MODEL)
    of = fits(with_base=base is not None)
    with progress(lambda done: say("fits", asked.lang, done=done, of=of)) as see:
        return learn(labels, key=key, seed=asked.seed, base=base, see=see or (lambda _: None))


def _lines(asked: Asked, labels: Sequence[Label], trained: Trained) -> list[str]:
    """What a person wants to know of a training."""
    language, choice = asked.lang, trained.choice
    lines = [_learned_from(labels, language)]
    if trained.refused is not None:
        kept, left = choice.loss, trained.refused.loss
        lines.append(say("adapts" if choice.adapts else "scratch", language, kept=kept, left=left))
    flagged = trained.header["thresholds"]["private"]
    lines.append(say("loss", language, loss=choice.loss, temperature=choice.temperature))
    lines.append(_flags(labels, flagged, language))
    size = len(trained.data)
    digest = TierModel(Path(asked.output), read_key(asked.key_file)).digest
    lines.append(say("written", language, path=asked.output, size=size, digest=digest))
    return lines


def progress(said: Callable[[int], str]) -> AbstractContextManager[Callable[[int], None] | None]:
    """A progress display, on a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from ecluse.progress import Progress

    return Progress[int](said)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what stood there before stays until then.

    Raises:
        Refusal: it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal(filled(LEARN["unwritten"], path=path, why=system(error))) from error
