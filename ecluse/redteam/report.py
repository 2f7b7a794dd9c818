"""What a run found, for people and as JSON.

Neither holds text of an example, except that ``full`` shows, to a person who asked for it on a terminal,
the smallest mutation that passes beside the text that it was made from. Without that every character
of it is a mask.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ecluse.model import Draft
from ecluse.policy.model import Policy
from ecluse.redteam.catalogue import families_of
from ecluse.redteam.run import LEFT_OUT, Count, Result, Survivor
from ecluse.redteam.survivors import in_yaml
from ecluse.redteam.transform import Parcel
from ecluse.redteam.words import say
from ecluse.report.full import MASK
from ecluse.report.words import clean, colon
from ecluse.report.words import say as say_of_reports

__all__ = ["full", "in_json", "shown"]

_COLUMNS = ("tried", "caught", "held", "slipped")
_LONGEST = 200
"""Characters of a mutation that are shown."""


def full(policy: Policy, result: Result, language: str, *, seed: int, reveal: bool = False) -> str:
    """The report for people."""
    lines = [_head(policy, language, seed), _examples(result, language), ""]
    lines += _table(result, language)
    lines += ("", say("rules", language), "")
    lines += _rules(result, language, reveal=reveal)
    lines += ("", *_totals(result, language))
    return "\n".join(lines)


def _head(policy: Policy, language: str, seed: int) -> str:
    digest = f"{say_of_reports('digest', language)} {policy.digest}"
    named = f"{say_of_reports('policy', language)} {clean(policy.path)} ({digest})"
    return f"{named}, {say('seed', language)} {seed}"


def _examples(result: Result, language: str) -> str:
    transforms = len(result.transforms)
    counts = {"n": result.examples, "clear": result.clear, "transforms": transforms}
    line = say("examples", language, **counts)
    left = [
        say(why, language, n=result.left_out[why]) for why in LEFT_OUT if why in result.left_out
    ]
    if left:
        line += f"\n{say('left-out', language)}{colon(language)}{', '.join(left)}"
    return line


def _table(result: Result, language: str) -> Iterator[str]:
    heads = [say(column, language) for column in (*_COLUMNS, "kept", "clear", "spoiled")]
    width = max(len(one.name) for one in result.transforms) + 2
    width = max(width, len(say("transform", language)))
    yield f"{say('transform', language):{width}}" + "".join(f"{head:>10}" for head in heads)
    for family in families_of(result.transforms):
        names = [one.name for one in result.transforms if one.family == family]
        yield _line(family, result.total(names), width)
        for name in names:
            yield _line(f"  {name}", result.counts[name], width)


def _line(name: str, count: Count, width: int) -> str:
    numbers = [str(getattr(count, column)) for column in _COLUMNS]
    numbers.append(f"{1 - count.share:.0%}" if count.tried else "—")
    numbers += (str(count.clear), str(count.spoiled))
    return f"{name:{width}}" + "".join(f"{number:>10}" for number in numbers)


def _rules(result: Result, language: str, *, reveal: bool) -> Iterator[str]:
    for rule, count in result.rules.items():
        of = say("of", language, slipped=count.slipped, tried=count.tried)
        smallest = result.smallest(rule)
        if smallest is None:
            yield f"{rule} ({of}){colon(language)}{say('none', language)}"
            continue
        how = say("cost", language, cost=smallest.transform.cost, size=smallest.size)
        named = f"{smallest.transform.family}/{smallest.transform.name}"
        yield f"{rule} ({of}){colon(language)}{named} ({how})"
        yield f"  {_place(smallest)}"
        yield from _texts(smallest, language, reveal=reveal)


def _place(survivor: Survivor) -> str:
    place = survivor.cargo.example.place
    return clean(f"{place.path}:{place.line}:{place.column}")


def _texts(survivor: Survivor, language: str, *, reveal: bool) -> Iterator[str]:
    if not reveal:
        yield f"  {_masked(shown(survivor.parcel))}"
        return
    for word, parcel in (("from", survivor.cargo.parcel), ("to", survivor.parcel)):
        yield f"  {say(word, language)}{colon(language)}{clean(_cut(shown(parcel)))}"


def shown(parcel: Parcel) -> str:
    """Every text of a parcel on one line, with escapes for what an editor would not show."""
    return " ‖ ".join(map(_shown, parcel.drafts))


def _shown(draft: Draft) -> str:
    parts = (
        in_yaml(part.text)[1:-1]
        if part.field == "text"
        else f"{part.field}: {in_yaml(part.text)[1:-1]}"
        for part in draft.parts()
    )
    return " | ".join(parts)


def _masked(text: str) -> str:
    return _cut(re.sub(r"[^ ]", MASK, text))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _totals(result: Result, language: str) -> Iterator[str]:
    total = result.total()
    counts = {name: getattr(total, name) for name in _COLUMNS}
    yield say("total", language, share=total.share, **counts)
    if total.clear:
        held = total.clear_held
        yield say("total-clear", language, clear=total.clear, spoiled=total.spoiled, held=held)


# --- JSON -----------------------------------------------------------------------------------------


def in_json(policy: Policy, result: Result, *, seed: int) -> str:
    """The report as one JSON object."""
    families = [
        {
            "family": family,
            **_counts(result.total([t.name for t in result.transforms if t.family == family])),
            "transforms": [
                {"transform": t.name, "cost": t.cost, **_counts(result.counts[t.name])}
                for t in result.transforms
                if t.family == family
            ],
        }
        for family in families_of(result.transforms)
    ]
    rules = [{"rule": id, **_of_rule(result, id)} for id in result.rules]
    document = {
        "policy": policy.path,
        "digest": policy.digest,
        "seed": seed,
        "examples": {"caught": result.examples, "clear": result.clear, "left_out": result.left_out},
        "total": _counts(result.total()),
        "families": families,
        "rules": rules,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _counts(count: Count) -> dict[str, object]:
    named = {name: getattr(count, name) for name in _COLUMNS}
    clear = {"tried": count.clear, "spoiled": count.spoiled, "held": count.clear_held}
    return {**named, "share_slipped": round(count.share, 4), "clear": clear}


def _of_rule(result: Result, rule: str) -> dict[str, object]:
    own = {name: getattr(result.rules[rule], name) for name in _COLUMNS}
    one = result.smallest(rule)
    if one is None:
        return {**own, "smallest": None}
    transform = one.transform
    place = one.cargo.example.place
    smallest = {
        "family": transform.family,
        "transform": transform.name,
        "cost": transform.cost,
        "size": one.size,
        "example": {"path": place.path, "line": place.line, "column": place.column},
    }
    return {**own, "smallest": smallest}
