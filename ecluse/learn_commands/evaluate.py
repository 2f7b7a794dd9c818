"""``ecluse evaluate``: labels in, figures and plots out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel
from ecluse.key import read_key
from ecluse.learn.labels import Label, read_labels, verify_enough
from ecluse.learn.seen import overlap
from ecluse.learn.words import LEARN, say
from ecluse.learn_commands.train import progress, write_whole
from ecluse.learned import model_path
from ecluse.promise.refusal import Refusal
from ecluse.read.words import filled, system

if TYPE_CHECKING:
    from ecluse.learn.evaluate import Engine

__all__ = ["Asked", "evaluate"]


class Asked(NamedTuple):
    """The options of the command."""

    labels: str
    model: str | None = None
    engine: str = "linear"
    seed: int = 0
    curve: bool = False
    next: str | None = None
    most: int = 20
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
        Refusal: a plot cannot be written, or two looks are asked for at once.
    """
    from ecluse.learn import report
    from ecluse.learn.evaluate import FOLDS, cross_validated, of_model
    from ecluse.learn.linear import probabilities

    _verify_one_look(asked)
    path = Path(asked.labels)
    labels = read_labels(path)
    verify_enough(labels, path)
    if asked.next:
        return _next(asked, labels, asked.next, out)
    if asked.curve:
        return _curve(asked, labels, out, note)
    if asked.model:
        model = _named(asked, asked.model)
        _warn(asked, labels, model, note)
        found = of_model(lambda texts: probabilities(texts, model), labels, asked.seed)
    else:
        if asked.engine == "linear":  # it adapts the default, which is not trained anew
            _warn(asked, labels, TierModel(DEFAULT_MODEL), note)
        of = 2 * FOLDS
        with progress(lambda done: say("folds", asked.lang, done=done, of=of)) as see:
            found = cross_validated(_engine(asked), labels, asked.seed, see or (lambda _: None))
    if asked.output_format == "json":
        out(report.in_json(found, seed=asked.seed))
    else:
        reveal = asked.reveal and sys.stdout.isatty()
        if asked.reveal and not reveal:
            note(say("not-revealed", asked.lang))
        out("\n".join(report.lines(found, asked.lang, reveal=reveal)))
    _plot(asked, report.plots(found, asked.lang), note)
    return 0


def _verify_one_look(asked: Asked) -> None:
    """Refuse a curve beside what it would leave unsaid: it is of models that it trains itself."""
    for other, is_asked in (("--model", asked.model), ("--next", asked.next)):
        if asked.curve and is_asked:
            said = filled(LEARN["one-look"], one="--curve", other=other)
            raise Refusal(said, LEARN["two-looks"])


def _named(asked: Asked, model: str) -> TierModel:
    return TierModel(model_path(model, Path()), read_key(asked.key_file))


def _warn(
    asked: Asked, labels: Sequence[Label], model: TierModel, note: Callable[[str], None]
) -> None:
    """Say when texts taught the model by which they are judged."""
    taught = overlap(labels, model)
    if count := len(taught.texts) + len(taught.groups):
        note(say("flattered", asked.lang, count=count, of=len(labels)))


def _engine(asked: Asked) -> Engine:
    from ecluse.learn.spacy_engine import SpacyEngine
    from ecluse.learn.train import LinearEngine

    return SpacyEngine() if asked.engine == "spacy" else LinearEngine(TierModel(DEFAULT_MODEL))


def _plot(asked: Asked, plots: Mapping[str, str], note: Callable[[str], None]) -> None:
    if not asked.plots:
        return
    folder = Path(asked.plots)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(filled(LEARN["unwritten"], path=folder, why=system(error))) from error
    for name, plot in plots.items():
        write_whole(folder / name, plot.encode())
        note(say("plotted", asked.lang, path=folder / name))


def _curve(
    asked: Asked, labels: Sequence[Label], out: Callable[[str], None], note: Callable[[str], None]
) -> int:
    """Quality against labels, and whether more of them are worth it."""
    from ecluse.learn import report
    from ecluse.learn.curve import SECOND, fewest_of, fits_of, learning_curve

    of = fits_of(labels)
    with progress(lambda done: say("folds", asked.lang, done=done, of=of)) as see:
        steps = learning_curve(_engine(asked), labels, asked.seed, see or (lambda _: None))
    if asked.output_format == "json":
        out(report.curve_in_json(steps, seed=asked.seed))
    else:
        out("\n".join(report.curve_lines(steps, asked.lang)))
        if len(steps) == 1:
            out(say("curve-one", asked.lang, fewest=fewest_of(labels), needed=SECOND))
    _plot(asked, {"curve.svg": report.curve_plot(steps, asked.lang)}, note)
    return 0


def _next(asked: Asked, labels: Sequence[Label], named: str, out: Callable[[str], None]) -> int:
    """The drafts to label next, by the model that is named, or one trained on the labels there are."""
    from ecluse.learn import report
    from ecluse.learn.curve import least_certain
    from ecluse.learn.linear import probabilities

    path = Path(named)
    drafts = read_labels(path, unlabelled=True)
    texts = [draft.text for draft in drafts]
    if asked.model:
        chances = probabilities(texts, _named(asked, asked.model))
    else:
        chances = _engine(asked).fit(labels, asked.seed)(texts)
    chosen = [drafts[at] for at in least_certain(drafts, chances, asked.most)]
    if asked.output_format == "json":
        out(report.next_in_json(chosen))
        return 0
    for draft in chosen:
        out(f"{path}:{draft.line}" + (f"  {draft.id}" if draft.id else ""))
    return 0
