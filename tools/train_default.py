"""Train the model in the wheel from corpus/tiers: ``python tools/train_default.py [--check]``.

``--check`` only says whether the file in the package is what the corpus gives. Every topic is a group,
so what chose the model had not seen the topic.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ecluse.classifiers.tier import DEFAULT_MODEL
from ecluse.learn.labels import Label
from ecluse.learn.train import train
from ecluse.model import Tier

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "tiers"
SEED = 1


def labels_of_corpus() -> list[Label]:
    """Every text of the corpus, grouped by hand and topic."""
    labels = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            group = f"{path.stem}-{row['topic']}"
            tier = Tier[row["tier"].upper()]
            labels.append(Label(row["text"], tier, group, lang=row["lang"], id=row["set"]))
    return labels


def main() -> None:
    """Write the model, or compare it."""
    trained = train(labels_of_corpus(), seed=SEED)
    if "--check" in sys.argv:
        sys.exit(0 if DEFAULT_MODEL.read_bytes() == trained.data else "the model is not up to date")
    DEFAULT_MODEL.write_bytes(trained.data)
    print(trained.header)


if __name__ == "__main__":
    main()
