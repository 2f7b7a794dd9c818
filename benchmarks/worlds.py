"""Fictional companies with labelled drafts, through the gate as a user would set it up.

    python benchmarks/worlds.py FOLDER... [--json FILE] [--without record|calibration] [--peers]

Each folder holds ``company.json``, ``knowledge.json``, ``documents/`` and ``drafts.jsonl``. Fields are
renamed into a policy and a register, nothing else. A draft of a thread has those before it as its
history, any other has none; ``now`` is the row's. Prints, for each category and language: drafts,
correct (gold or accepted), leaks let through, harmless drafts held and blocked, with 95 % intervals
(Wilson).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.peers_of_worlds import peers
from benchmarks.tables_of_worlds import by_category, counted, show
from ecluse import Draft, Gate, Tier
from ecluse.policy.load import loads
from ecluse.registers import (
    Blackout,
    CodeName,
    Entry,
    ExactValue,
    Life,
    Mosaic,
    Register,
    Statement,
)  # fmt: skip

KEY = b"the key of a benchmark, 32 bytes."
PACKS = "base marks secrets personal-data tone social fr en knowledge".split()


def world_json(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def policy_of(folder: Path) -> str:
    """company.json and the public side of knowledge.json as policies.yaml."""
    company, knowledge = world_json(folder, "company"), world_json(folder, "knowledge")
    held = [*knowledge["facts"], *knowledge["code_names"]]
    releases = {f["released_by"]: f.get("until") for f in held if "released_by" in f}
    crises = knowledge.get("crisis", ())
    return yaml.safe_dump(
        {
            "version": 1,
            "company": company["name"],
            "timezone": company["timezone"],
            "extends": PACKS,
            "audiences": {a["id"]: without(a, "id") for a in company["audiences"]},
            "channels": {c["id"]: without(c, "id") for c in company["channels"]},
            "people": {p["id"]: without(p, "id") for p in company["people"]},
            "registers": {
                "folder": "register",
                "releases": [{"id": i, **({"at": at} if at else {})} for i, at in releases.items()],
            },
            "labels": {c["id"]: {"terms": c["triggers"]} for c in crises},
            "crisis": {"answers": {c["id"]: c["prepared_answer"] for c in crises}},
            "rules": [crisis_rule(c) for c in crises],
        },
        allow_unicode=True,
    )


def crisis_rule(crisis: dict[str, Any]) -> dict[str, Any]:
    """While somebody speaks of a crisis, only its prepared answer goes out unseen."""
    return {
        "id": crisis["id"],
        "when_all": [
            {"reply": {"label": crisis["id"]}},
            {"channel": {"id": crisis["hold_channels"]}},
        ],
        "none": [{"author": {"role": "spokesperson"}}],
        "verdict": "flag",
        "obligations": [{"answer": crisis["id"]}],
        "because": "Somebody speaks of a crisis.",
    }


def without(entry: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in keys}


def life(entry: dict[str, Any], starts: str = "from") -> Life:
    moments = (entry.get(key) for key in (starts, "until"))
    begin, end = (datetime.fromisoformat(m).astimezone() if m else None for m in moments)
    return Life(begin, end, entry.get("released_by", ""))


def shared(entry: dict[str, Any]) -> dict[str, Any]:
    audience = entry.get("audience")
    tier = Tier[entry.get("tier", "private").upper()]
    return {"tier": tier, "audiences": (audience,) if audience else (), "life": life(entry)}


def entries_of(knowledge: dict[str, Any]) -> Iterator[Entry]:
    for e in knowledge["facts"]:
        yield Statement(e["id"], e["text"], **shared(e), lang=e["lang"])
    for e in knowledge["embargo"]:
        yield Statement(e["id"], e["what"], **shared({**e, "tier": e["tier_before"]}))
    for e in knowledge["public_record"]:
        yield Statement(e["id"], e["text"], Tier.PUBLIC, life=life(e, "date"), source=e["id"])
    for e in knowledge["code_names"]:
        yield CodeName(
            e["id"], tuple(e["names"]), **shared(e), meaning=e["meaning"],
            public_name=e.get("public_name", ""),
        )  # fmt: skip
    for n, e in enumerate(knowledge["exact_values"]):
        yield ExactValue(f"value-{n}", e["value"], e["label"], **shared(e))
    for e in knowledge["mosaic"]:
        facets = {facet: tuple(texts) for facet, texts in e["facets"].items()}
        yield Mosaic(e["id"], e["threshold"], facets)
    for n, e in enumerate(knowledge["blackout"]):
        yield Blackout(f"quiet-{n}", tuple(e["topics"]), life=life(e))


def gate_of(folder: Path, scratch: Path, skipped: str) -> Gate:
    knowledge = world_json(folder, "knowledge")
    if skipped == "record":
        knowledge["public_record"] = []
    register = Register.create(scratch / "register", KEY).add(entries_of(knowledge))
    register, problems = register.add_folder(folder / "documents")
    assert not problems, problems
    if skipped != "calibration":
        register = register.calibrate([e["text"] for e in knowledge["public_record"]])
    (scratch / "policies.yaml").write_text(policy_of(folder), encoding="utf-8")
    return Gate(loads(policy_of(folder), scratch / "policies.yaml"), key=KEY)


def drafts_of(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "drafts.jsonl").read_text(encoding="utf-8").splitlines()
    return sorted(
        map(json.loads, lines), key=lambda row: (row.get("thread", ""), row.get("seq", 0))
    )


def verdicts(gate: Gate, rows: list[dict[str, Any]]) -> Iterator[str]:
    threads: dict[str, list[Draft]] = defaultdict(list)
    for row in rows:
        now = datetime.fromisoformat(row["now"])
        keys = ("text", "id", "author", "channel", "reply_to", "thread", "seq", "lang")
        draft = Draft(**{key: row[key] for key in keys if key in row}, now=now)
        history = threads[row["thread"]] if "thread" in row else []
        yield gate.check(draft, now=now, history=tuple(history)).verdict.word
        history.append(draft)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--without", choices=("record", "calibration"), default="")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    result: dict[str, Any] = {"drafts": []}
    for folder in args.folders:
        rows = drafts_of(folder)
        with tempfile.TemporaryDirectory() as scratch:
            said = list(verdicts(gate_of(folder, Path(scratch), args.without), rows))
        table = counted(rows, said)
        show(folder.name, table)
        result[folder.name] = by_category(table)
        keys = ("id", "category", "gold_verdict")
        result["drafts"] += [
            {**{k: r[k] for k in keys}, "verdict": v} for r, v in zip(rows, said, strict=True)
        ]
        for name, finds in peers(world_json(folder, "knowledge")) if args.peers else ():
            show(
                f"{folder.name}: {name}",
                counted(rows, ["block" if finds(r["text"]) else "allow" for r in rows]),
            )
    if args.json:
        args.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
