"""Check that a company's folder parses, that its references resolve and its sequences are in order.

python benchmarks/companies/validate.py FOLDER     prints the counts
"""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

HERE = Path(sys.argv[1])
VERDICTS = {"allow", "hold", "block"}
TIERS = {"private", "extended", "public"}


def moment(text):
    when = datetime.fromisoformat(text)
    assert when.tzinfo, text
    return when


company = json.loads((HERE / "company.json").read_text("utf-8"))
knowledge = json.loads((HERE / "knowledge.json").read_text("utf-8"))
people = {p["id"] for p in company["people"]}
audiences = {a["id"]: a["tier"] for a in company["audiences"]}
channels = {c["id"]: c["audience"] for c in company["channels"]}
assert set(audiences.values()) == TIERS
assert set(channels.values()) <= set(audiences)

for key in ("code_names", "facts", "public_record", "mosaic", "embargo"):
    ids = [item["id"] for item in knowledge[key]]
    assert len(ids) == len(set(ids)), key
for item in knowledge["code_names"] + knowledge["facts"] + knowledge["exact_values"]:
    assert item["tier"] in ("private", "extended"), item
    assert item.get("audience") in (None, *audiences), item
    if "until" in item:
        moment(item["until"])
for item in knowledge["mosaic"]:
    assert item["threshold"] <= len(item["facets"]), item["id"]
for item in knowledge["embargo"]:
    moment(item["until"])
    assert {item["tier_before"], item["tier_after"]} <= TIERS
for item in knowledge["blackout"]:
    assert moment(item["from"]) < moment(item["until"])
for item in knowledge["crisis"]:
    assert set(item["hold_channels"]) <= set(channels)
    assert set(item["tell"]) <= people

lines = (HERE / "drafts.jsonl").read_text("utf-8").split("\n")
drafts = [json.loads(line) for line in lines if line.strip()]
assert len({d["id"] for d in drafts}) == len(drafts)
threads, pairs, texts = defaultdict(list), defaultdict(list), defaultdict(list)
for d in drafts:
    name = d["id"]
    assert d["author"] in people and d["channel"] in channels, name
    assert d["gold_verdict"] in VERDICTS and d["gold_tier"] in TIERS, name
    assert set(d["accept"]) <= VERDICTS - {d["gold_verdict"]}, name
    assert d["lang"] in ("fr", "en") and d["why"] and d["category"], name
    moment(d["now"])
    if not 40 <= len(d["text"]) <= 500:
        print("length", name, len(d["text"]))
    if "thread" in d:
        threads[d["thread"]].append(d)
    if "pair" in d:
        pairs[d["pair"]].append(d)
    texts[d["text"]].append(name)
for name, posts in threads.items():
    assert [p["seq"] for p in posts] == list(range(1, len(posts) + 1)), name
    whens = [moment(p["now"]) for p in posts]
    assert whens == sorted(whens), name
for name, posts in pairs.items():
    assert len(posts) == 2, name
    if posts[0]["category"] == posts[1]["category"]:
        assert posts[0]["text"] == posts[1]["text"], name
        assert len({(p["now"], p["channel"]) for p in posts}) == 2, name
for names in texts.values():
    assert len(names) <= 2, names


def letters(text):
    return "".join(str(int(c, 36)) for c in text)


everything = "\n".join(
    p.read_text("utf-8") for p in sorted(HERE.rglob("*")) if p.suffix in (".json", ".jsonl", ".md")
)
checked = unicodedata.normalize("NFKC", everything)
for found in re.findall(r"\bFR\d\d(?: ?[0-9A-Z]{4}){5} ?[0-9A-Z]{3}\b", checked):
    code = found.replace(" ", "")
    assert int(letters(code[4:] + code[:4])) % 97 == 1, found
for found in re.findall(r"\b[12] \d\d \d\d \d\d \d{3} \d{3} \d\d\b", checked):
    code = found.replace(" ", "")
    assert 97 - int(code[:13]) % 97 == int(code[13:]), found
fiction = ("0199", "0261", "0353", "0465", "0536", "0639")
for found in re.findall(r"\b0[1-9](?: \d\d){4}\b", checked):
    assert found.replace(" ", "")[:4] in fiction, found

for path in sorted((HERE / "documents").glob("*.md")):
    text = path.read_text("utf-8")
    head = text.split("---")[1]
    assert f"id: {path.stem}\n" in head and "tier:" in head, path.name
    print(path.name, len(text.split()))
print(
    "drafts",
    len(drafts),
    *(dict(Counter(d[k] for d in drafts)) for k in ("lang", "gold_verdict", "gold_tier")),
)
for category in dict.fromkeys(d["category"] for d in drafts):
    got = Counter(d["gold_verdict"] for d in drafts if d["category"] == category)
    print(f"{category:22}", sum(got.values()), dict(got))
