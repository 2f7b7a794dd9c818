"""``ecluse evaluate``: labels in, figures and plots out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ecluse.classifiers.tier import TierModel
from ecluse.key import read_key
from ecluse.learn.labels import read_labels, verify_enough
from ecluse.learn.words import say
from ecluse.learn_commands.train import progress, write_whole
from ecluse.learned import model_path

__all__ = ["Asked", "evaluate"]


class Asked(NamedTuple):
    """The options of the command."""

    labels: str
    model: str | None = None
    seed: int = 0
    plots: str | None = None
    output_format: str = "full"
    reveal: bool = False
    lang: str | None = None
    key_file: str | None = None


def evaluate(asked: Asked, out: Callable[[str], None], note: Callable[[str], None]) -> int:
    """Evaluate on labels; 0.

    Raises:
        DraftError: a line of the file is no label, or there are too few labels.
        ModelError: the model cannot be used.
        UsageError: a plot cannot be written.
    """
    from ecluse.learn import report
    from ecluse.learn.evaluate import FOLDS, cross_validated, of_model
    from ecluse.learn.linear import probabilities
    from ecluse.learn.train import LinearEngine

    path = Path(asked.labels)
    labels = read_labels(path)
    verify_enough(labels, path)
    if asked.model:
        model = TierModel(model_path(asked.model, Path()), read_key(asked.key_file))
        found = of_model(lambda texts: probabilities(texts, model), labels, asked.seed)
    else:
        of = 2 * FOLDS
        with progress(lambda done: say("folds", asked.lang, done=done, of=of)) as see:
            found = cross_validated(LinearEngine(), labels, asked.seed, see or (lambda _: None))
    if asked.output_format == "json":
        out(report.in_json(found, seed=asked.seed))
    else:
        reveal = asked.reveal and sys.stdout.isatty()
        if asked.reveal and not reveal:
            note(say("not-revealed", asked.lang))
        out("\n".join(report.lines(found, asked.lang, reveal=reveal)))
    if asked.plots:
        folder = Path(asked.plots)
        folder.mkdir(parents=True, exist_ok=True)
        for name, plot in report.plots(found, asked.lang).items():
            write_whole(folder / name, plot.encode())
            note(say("plotted", asked.lang, path=folder / name))
    return 0
