"""The learned tier beside other engines: on texts that nobody here wrote, and on our own contrast sets.

    python benchmarks/tier.py real ../shared/eval [--sklearn PYTHON]     # trained on corpus/tiers
    python benchmarks/tier.py own [--sklearn PYTHON]                     # topics, hands, few labels
    python benchmarks/tier.py cost                                       # size, load, train, speed
    python benchmarks/tier.py scores ../shared/eval > scores.jsonl       # for benchmarks/promise.py

Engines: ``linear`` (ours), ``bow`` and ``ensemble`` (spaCy), ``tfidf`` (scikit-learn, in the interpreter
that is named), ``shape`` (length and layout alone), ``marks`` (a regular expression of explicit marks).
All learn from the same texts of ours; none sees a row of the evaluation data.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import io
import json
import math
import re
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))

from train_default import SEED, labels_of_corpus

from ecluse.classifiers.tier import DEFAULT_MODEL, TierModel
from ecluse.learn.evaluate import scored_of
from ecluse.learn.labels import Label
from ecluse.learn.linear import dense_fit, probabilities
from ecluse.learn.metrics import (
    Scored,
    auroc_of_private,
    calibration_error,
    figure,
    macro_f1,
    recall_at,
)
from ecluse.learn.shape import shape_of, swapped
from ecluse.learn.spacy_engine import SpacyEngine
from ecluse.learn.split import folds
from ecluse.learn.train import LinearEngine, train
from ecluse.model import Tier

MARK = re.compile(
    r"confiden[tc]|secret|priv(?:é|ileged|ate)|ne pas (?:diffuser|divulguer)|do not (?:share|forward|"
    r"distribute)|internal|interne|embargo|TLP ?: ?(?:RED|AMBER)|restricted|nda\b",
    re.IGNORECASE,
)
FEW = (8, 32, 128)
Fit = Callable[[Sequence[Label]], Callable[[Sequence[str]], np.ndarray]]


# --- engines --------------------------------------------------------------------------------------


def marks(labels):
    del labels

    def scores(texts):
        return np.array(
            [[0.98, 0.01, 0.01] if MARK.search(t) else [0.01, 0.01, 0.98] for t in texts]
        )

    return scores


def shape(labels):
    shapes = np.array([shape_of(label.text) for label in labels])
    mean, spread = shapes.mean(axis=0), shapes.std(axis=0) + 1e-9
    tiers = np.array([label.tier - 1 for label in labels])
    model = dense_fit((shapes - mean) / spread, tiers, 1e-3)
    return lambda texts: model((np.array([shape_of(text) for text in texts]) - mean) / spread)


def tfidf(python):
    def fit(labels):
        texts, tiers = [x.text for x in labels], [x.tier - 1 for x in labels]

        def scores(asked):
            given = json.dumps({"texts": texts, "tiers": tiers, "asked": list(asked)})
            peer = [python, str(Path(__file__).with_name("tfidf_peer.py"))]
            done = subprocess.run(peer, input=given, capture_output=True, text=True, check=True)
            return np.array(json.loads(done.stdout)).reshape(-1, 3)

        return scores

    return fit


def engines(sklearn):
    found = {
        "linear": lambda labels: LinearEngine().fit(labels, SEED),
        "bow": lambda labels: SpacyEngine("bow", 20).fit(labels, SEED),
        "ensemble": lambda labels: SpacyEngine("ensemble", 10).fit(labels, SEED),
        "shape": shape,
        "marks": marks,
    }
    return found | ({"tfidf": tfidf(sklearn)} if sklearn else {})


# --- texts that nobody here wrote -----------------------------------------------------------------


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def filled(chances):
    unknown = np.isnan(chances).any(axis=1, keepdims=True)
    return np.where(unknown, np.array([[0.0, 0.0, 1.0]]), chances)


def real(evaluation, sklearn):
    labels = labels_of_corpus()
    dev = evaluation / "dev"
    files = ("tri_dev", "dev_tier_public_extended", "dev_tier_enron")
    sets = {name: rows_of(dev / f"{name}.jsonl.gz") for name in files}
    default = TierModel(DEFAULT_MODEL)
    scores = {"default": lambda texts: probabilities(texts, default)}
    scores |= {name: fit(labels) for name, fit in engines(sklearn).items()}
    found = {
        name: {file: one([row["text"] for row in rows]) for file, rows in sets.items()}
        for name, one in scores.items()
    }
    flags(sets, found["default"], default)
    official(evaluation, sets["tri_dev"], found)
    by_source(sets, found)


def flags(sets, found, model):
    """Share of each source that the default flags as private: bar 2 % of public text."""
    print("### The default: called private at its flag level, of each source\n")
    print("| set | source | tier | n | unknown words | flagged private | flagged non-public |")
    print("|---|---|---|---|---|---|---|")
    for file, rows in sets.items():
        for source, at in sorted(grouped(rows).items(), key=str):
            chances = found[file][at]
            known = filled(chances)
            private = known[:, 0] >= model.thresholds["private"]
            wide = known[:, 0] + known[:, 1] >= model.thresholds["nonpublic"]
            unknown = np.isnan(chances).any(axis=1).mean()
            n = len(at)
            print(
                f"| {file} | {source[0]} | {source[1]} | {n} | {unknown:.1%} | "
                f"{private.mean():.2%} {interval(private)} | {wide.mean():.2%} |"
            )
    print()


def interval(hits):
    from ecluse.promise.bounds import lower_bound, upper_bound

    k, n = int(hits.sum()), len(hits)
    return f"[{lower_bound(k, n, 0.025):.2%}, {upper_bound(k, n, 0.025):.2%}]"


def grouped(rows):
    found = collections.defaultdict(list)
    for at, row in enumerate(rows):
        labels = row.get("labels") or {}
        name = labels.get("slice") if isinstance(labels, dict) else None
        found[name or row["source"].split("@")[0], row.get("tier")].append(at)
    return {name: np.array(at) for name, at in found.items()}


def official(evaluation, rows, found):
    """The scorer of the evaluation data, once for each engine, lines side by side."""
    score = runpy.run_path(str(evaluation / "score.py"))["main"]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder, "gold.jsonl")
        gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        for name, by_file in found.items():
            chances = filled(by_file["tri_dev"])
            lines = [
                json.dumps(
                    {
                        "id": row["id"],
                        "tier": Tier(int(one.argmax()) + 1).word,
                        "p_private": float(one[0]),
                        "p_nonpublic": float(one[0] + one[1]),
                    }
                )
                for row, one in zip(rows, chances, strict=True)
            ]
            path = Path(folder, name)
            path.write_text("\n".join(lines), encoding="utf-8")
            results[name] = score(str(gold), str(path), out=io.StringIO())
    print("### tri_dev by its own scorer\n")
    print("| figure | " + " | ".join(results) + " |")
    print("|---|" + "---|" * len(results))
    for figure_name in next(iter(results.values())):
        cells = (cell(results[name][figure_name]) for name in results)
        print(f"| {figure_name} | " + " | ".join(cells) + " |")
    print()


def cell(value):
    if len(value) >= 3:
        return f"{value[0]:.2f} [{value[1]:.2f}, {value[2]:.2f}]"
    return f"{value[0]:.3f}"


def by_source(sets, found):
    """dev_tier_enron: private against the rest of the same mail, by engine."""
    rows = sets["dev_tier_enron"]
    tiers = np.array([{"private": 0, "extended": 1}.get(row.get("tier"), 2) for row in rows])
    print("### dev_tier_enron: AUROC of private against the other mail of the same firm\n")
    for name, by_file in found.items():
        scored = Scored(by_file["dev_tier_enron"], tiers, np.arange(len(rows)))
        print(f"- {name}: {figure(auroc_of_private, scored)}")
    print()


def scores(evaluation):
    """The default's scores of published and non-public documents, as ``promise.py --scores`` reads them."""
    default, dev = TierModel(DEFAULT_MODEL), evaluation / "dev"
    rows = [x for x in rows_of(dev / "dev_tier_public_extended.jsonl.gz") if x["tier"] == "public"]
    rows += [x for x in rows_of(dev / "tri_dev.jsonl.gz") if x["tier"] != "public"]
    for row, one in zip(rows, probabilities([x["text"] for x in rows], default), strict=True):
        if np.isnan(one).any():
            continue
        share = min(max(float(one[0] + one[1]), 1e-12), 1 - 1e-12)
        kind = "published" if row["tier"] == "public" else "confidential"
        document = None if "twitter" in row["source"] else row["source"]
        score = math.log(share / (1 - share))
        print(
            json.dumps({"score": score, "label": kind, "group": row["lang"], "document": document})
        )


# --- our own contrast sets ------------------------------------------------------------------------


def own(sklearn):
    labels = [x for x in labels_of_corpus() if x.id.split("-")[0] in contrast_hands()]
    every = engines(sklearn)
    print(f"{len(labels)} texts of contrast sets\n")
    hands = sorted({x.id.split("-")[0] for x in labels})
    by_hand = np.array([hands.index(x.id.split("-")[0]) for x in labels])
    by_topic = np.array(folds(labels, 5, SEED))
    for title, dealt in (
        ("topics held out (5 folds)", by_topic),
        ("hands held out, one at a time", by_hand),
    ):
        print(f"### {title}\n")
        print(
            "| engine | macro-F1 | fr | en | AUROC private | private at 1 % | ECE | shapes swapped |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for name, fit in every.items():
            print(f"| {name} | " + " | ".join(held_out(labels, dealt, fit)) + " |", flush=True)
        print()
    few(labels, every)


def contrast_hands():
    readable = json.loads((ROOT / "corpus" / "hands.json").read_text(encoding="utf-8"))
    return {hand for hand, kind in readable.items() if kind == "contrast"}


def held_out(rows, dealt, fit):
    found, changed = np.zeros((len(rows), 3)), np.zeros((len(rows), 3))
    swaps = swapped(rows, SEED)
    for fold in np.unique(dealt):
        out = np.flatnonzero(dealt == fold)
        scores = fit([row for row, at in zip(rows, dealt, strict=True) if at != fold])
        found[out] = scores([rows[at].text for at in out])
        changed[out] = scores([swaps[at] for at in out])
    scored = scored_of(rows, found)
    by_lang = [
        str(figure(macro_f1, scored.of(np.array([row.lang == lang for row in rows]))))
        for lang in ("fr", "en")
    ]
    return [
        str(figure(macro_f1, scored)),
        *by_lang,
        str(figure(auroc_of_private, scored)),
        str(figure(recall_at, scored)),
        str(figure(calibration_error, scored)),
        str(figure(macro_f1, scored_of(rows, changed))),
    ]


def few(rows, every):
    """Few labels of each tier: means of three draws over topics, and over hands for adapting."""
    print("### Few labels: macro-F1 on topics held out\n")
    print("| engine | " + " | ".join(f"{size} a tier" for size in FEW) + " |")
    print("|---|" + "---|" * len(FEW))
    dealt = np.array(folds(rows, 3, SEED))
    for name, fit in every.items():
        line(
            name,
            [[one_few(rows, dealt == draw, size, draw, fit) for draw in range(3)] for size in FEW],
        )
    print("\nOf one hand, its own topics held out, beside a default trained on the other hands:\n")
    print("| engine | " + " | ".join(f"{size} a tier" for size in FEW) + " |")
    print("|---|" + "---|" * len(FEW))
    hands = sorted({row.id.split("-")[0] for row in rows})
    worlds = []
    for hand in hands:
        own_rows = [row for row in rows if row.id.startswith(f"{hand}-")]
        others = [row for row in rows if not row.id.startswith(f"{hand}-")]
        base = TierModel(train(others, seed=SEED).data)
        worlds.append((own_rows, np.array(folds(own_rows, 3, SEED)) == 0, base))
    makers = {
        "from scratch": lambda base: LinearEngine(),
        "adapting or not, whichever validates better": LinearEngine,
    }
    for name, make in makers.items():
        found = [
            [
                one_few(own_rows, out, size, 0, lambda x, e=make(base): e.fit(x, SEED))
                for own_rows, out, base in worlds
            ]
            for size in FEW
        ]
        line(name, found)
    unadapted = [
        macro_f1(scored_of(tested, probabilities([row.text for row in tested], base)))
        for own_rows, out, base in worlds
        for tested in [[row for row, is_out in zip(own_rows, out, strict=True) if is_out]]
    ]
    line("the default of the other hands, as it is", [unadapted] * len(FEW))
    print()


def one_few(rows, out, size, draw, fit):
    kept = [row for row, is_out in zip(rows, out, strict=True) if not is_out]
    tested = [row for row, is_out in zip(rows, out, strict=True) if is_out]
    return macro_f1(scored_of(tested, fit(drawn(kept, size, draw))([row.text for row in tested])))


def line(name, found):
    cells = (f"{np.mean(each):.2f} ({min(each):.2f}–{max(each):.2f})" for each in found)
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def drawn(rows, size, seed):
    chance = np.random.default_rng(seed)
    some = []
    for tier in Tier:
        own_rows = [row for row in rows if row.tier is tier]
        picked = chance.choice(len(own_rows), min(size, len(own_rows)), replace=False)
        some += [own_rows[at] for at in picked]
    return some


# --- cost -----------------------------------------------------------------------------------------


def cost():
    labels = labels_of_corpus()
    texts = [label.text for label in labels]
    started = time.process_time()
    train(labels, seed=SEED)
    trained = time.process_time() - started
    started = time.process_time()
    nlp = SpacyEngine("bow", 20).train(labels, SEED)
    spacy_trained = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
        ours = first_post(
            "from ecluse.classifiers.tier import TierModel; TierModel().probabilities"
        )
        theirs = first_post(f"import spacy; spacy.load({folder!r})")
    model = TierModel()
    loads = best(lambda: TierModel())
    for text in texts:
        model.probabilities(text)
    warm = best(lambda: [model.probabilities(text) for text in texts]) / len(texts)
    cold = best(lambda: [TierModel().probabilities(t) for t in texts[:50]]) / 50 - loads
    batch = best(lambda: probabilities(texts, model)) / len(texts)
    spacy_warm = best(lambda: [nlp(text).cats for text in texts[:200]]) / 200
    piped = best(lambda: list(nlp.pipe(texts))) / len(texts)
    print("| | linear | spaCy bow |")
    print("|---|---|---|")
    print(f"| size on disk | {DEFAULT_MODEL.stat().st_size / 1e3:.0f} kB | {size / 1e3:.0f} kB |")
    print(f"| training on {len(labels)} texts, CPU | {trained:.1f} s | {spacy_trained:.1f} s |")
    print(f"| load, imports done | {loads * 1e3:.1f} ms | |")
    print(
        f"| first post, import and load included | {ours * 1e3:.0f} ms | {theirs * 1e3:.0f} ms ({theirs / ours:.0f}x) |"
    )
    print(
        f"| one post, warm | {warm * 1e6:.0f} µs | {spacy_warm * 1e6:.0f} µs ({spacy_warm / warm:.0f}x) |"
    )
    print(f"| one post of new words | {cold * 1e6:.0f} µs | |")
    print(f"| many posts, each | {batch * 1e6:.0f} µs | {piped * 1e6:.0f} µs |")


def best(run, times=7):
    found = []
    for _ in range(times):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    return min(found)


def first_post(build):
    """CPU seconds of a new process that answers one post, less those of an empty one."""
    code = f"{build}('Une phrase de quelques mots.')"
    return min(cpu(code) for _ in range(5)) - min(cpu("pass") for _ in range(5))


def cpu(code):
    timed = f"{code}\nimport resource; print(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))"
    done = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["real", "own", "cost", "scores"])
    parser.add_argument("evaluation", nargs="?", type=Path)
    parser.add_argument("--sklearn", metavar="PYTHON", help="an interpreter that has scikit-learn")
    given = parser.parse_args()
    if given.what in ("real", "scores") and given.evaluation is None:
        parser.error("name the folder of the evaluation data")
    if given.what == "real":
        real(given.evaluation, given.sklearn)
    elif given.what == "scores":
        scores(given.evaluation)
    elif given.what == "own":
        own(given.sklearn)
    else:
        cost()


if __name__ == "__main__":
    main()
