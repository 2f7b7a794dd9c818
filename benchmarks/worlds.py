"""Fictional companies with labelled drafts, through the gate as a user would set it up.

    python benchmarks/worlds.py FOLDER... [--json FILE] [--without record|calibration|anchors] [--peers]

Fields of a folder are renamed into a policy and a register, nothing else. A draft of a thread has those
before it as its history, any other none; ``now`` is the row's. Prints, for each category and language:
drafts, correct (gold or accepted), leaks let through, harmless drafts held and blocked, with intervals.
"""

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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.peers_of_worlds import peers
from benchmarks.registers import ABLATIONS
from benchmarks.tables_of_worlds import by_category, counted, show
from ecluse import Draft, Gate, Tier
from ecluse import registers as known
from ecluse.policy.load import loads
from ecluse.registers.extract import extract

KEY = b"the key of a benchmark, 32 bytes."
PACKS = "base marks secrets personal-data tone social fr en knowledge people".split()
World = dict[str, Any]


def read(folder: Path, name: str) -> World:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def named(entries: list[World]) -> World:
    return {e["id"]: {key: value for key, value in e.items() if key != "id"} for e in entries}


def policy_of(company: World, knowledge: World) -> str:
    """The public side of a world, as policies.yaml."""
    crises = knowledge["crisis"]
    held = [*knowledge["facts"], *knowledge["code_names"]]
    releases = {e["released_by"]: {"at": e["until"]} for e in held if "released_by" in e}
    policy = {
        "version": 1, "company": company["name"], "timezone": company["timezone"], "extends": PACKS,
        **{key: named(company[key]) for key in ("audiences", "channels", "people")},
        "registers": {"folder": "register", "releases": [{"id": i, **r} for i, r in releases.items()]},
        "labels": {c["id"]: {"terms": c["triggers"]} for c in crises},
        "crisis": {"answers": {c["id"]: c["prepared_answer"] for c in crises}},
        "rules": [crisis_rule(c) for c in crises],
    }
    return yaml.safe_dump(policy, allow_unicode=True)


def crisis_rule(crisis: World) -> World:
    """While somebody speaks of a crisis, a person looks at every answer but the spokesperson's."""
    asked = [{"reply": {"label": crisis["id"]}}, {"channel": {"id": crisis["hold_channels"]}}]
    then = {"none": [{"author": {"role": "spokesperson"}}], "verdict": "flag"}
    return {"id": crisis["id"], "when_all": asked, **then, "obligations": [{"answer": crisis["id"]}]}


def life(entry: World, starts: str = "from") -> known.Life:
    begin, end = (datetime.fromisoformat(e).astimezone() if (e := entry.get(key)) else None for key in (starts, "until"))
    return known.Life(begin, end, entry.get("released_by", ""))


def shared(entry: World, tier: str = "tier") -> World:
    audiences = (entry["audience"],) if "audience" in entry else ()
    return {"tier": Tier[entry[tier].upper()], "audiences": audiences, "life": life(entry)}


def entries_of(knowledge: World) -> Iterator[known.Entry]:
    for e in knowledge["facts"]:
        yield known.Statement(e["id"], e["text"], **shared(e), lang=e["lang"])
    for e in knowledge["embargo"]:
        yield known.Statement(f"embargo/{e['id']}", e["what"], **shared(e, "tier_before"))
    for e in knowledge["public_record"]:
        yield known.Statement(f"public/{e['id']}", e["text"], Tier.PUBLIC, life=life(e, "date"), source=e["id"])
    for e in knowledge["code_names"]:
        yield known.CodeName(e["id"], tuple(e["names"]), **shared(e), meaning=e["meaning"])
    for n, e in enumerate(knowledge["exact_values"]):
        yield known.ExactValue(f"value-{n}", e["value"], e["label"], **shared(e))
    for e in knowledge["mosaic"]:
        yield known.Mosaic(e["id"], e["threshold"], {facet: tuple(said) for facet, said in e["facets"].items()})
    for n, e in enumerate(knowledge["blackout"]):
        yield known.Blackout(f"quiet-{n}", tuple(e["topics"]), life=life(e))


def documents_of(folder: Path) -> Iterator[tuple[known.Document, tuple[str, ...]]]:
    for path in sorted(folder.iterdir()):
        text = extract(path, path.name)
        yield known.Document(text.front_matter["id"], Tier[text.front_matter["tier"].upper()]), text.text_blocks


def gate_of(folder: Path, scratch: Path, *, with_record: bool = True) -> Gate:
    knowledge = read(folder, "knowledge")
    knowledge["public_record"] = knowledge["public_record"] if with_record else []
    known.Register.create(scratch / "register", KEY).add(entries_of(knowledge)).add_documents(documents_of(folder / "documents"))
    return Gate(loads(policy_of(read(folder, "company"), knowledge), scratch / "policies.yaml"), key=KEY)


def verdicts(gate: Gate, rows: list[World]) -> Iterator[str]:
    threads: dict[str, list[Draft]] = defaultdict(list)
    keys = ("text", "id", "author", "channel", "reply_to", "thread", "seq", "lang")
    for row in rows:
        now = datetime.fromisoformat(row["now"])
        draft = Draft(**{key: row[key] for key in keys if key in row}, now=now)
        history = threads[row["thread"]] if "thread" in row else []
        yield gate.check(draft, now=now, history=tuple(history)).verdict.word
        history.append(draft)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--without", choices=("record", *ABLATIONS), default="", help="see benchmarks/registers.py")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    ABLATIONS.get(args.without, int)()
    result: World = {"drafts": []}
    for folder in args.folders:
        lines = (folder / "drafts.jsonl").read_text(encoding="utf-8").splitlines()
        rows = sorted(map(json.loads, lines), key=lambda row: (row.get("thread", ""), row.get("seq", 0)))
        with tempfile.TemporaryDirectory() as scratch:
            said = list(verdicts(gate_of(folder, Path(scratch), with_record=args.without != "record"), rows))
        show(folder.name, counted(rows, said))
        result[folder.name] = by_category(counted(rows, said))
        kept = ({k: row[k] for k in ("id", "category", "gold_verdict")} for row in rows)
        result["drafts"] += [{**row, "verdict": verdict} for row, verdict in zip(kept, said, strict=True)]
        for name, finds in peers(read(folder, "knowledge")) if args.peers else ():
            show(f"{folder.name}: {name}", counted(rows, ["block" if finds(r["text"]) else "allow" for r in rows]))
    if args.json:
        args.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
