"""``docs/redteam.md`` says what is so: its catalogue is made from the transforms."""

from __future__ import annotations

import os
import re
from importlib import import_module
from random import Random

from ecluse.model import Draft
from ecluse.redteam.catalogue import FAMILIES, GROUP
from ecluse.redteam.report import shown
from ecluse.redteam.run import Outcome
from ecluse.redteam.transform import Transform, parcel_of
from tests.terminal import ROOT

PAGE = ROOT / "docs" / "redteam.md"
BEGIN, END = "<!-- catalogue -->\n", "<!-- end of catalogue -->"
LONGEST = 64


def catalogue() -> str:
    """Every family with its transforms: what each does, and what it makes of its sample."""
    lines: list[str] = []
    for family in FAMILIES:
        module = import_module(f"ecluse.redteam.families.{family[0].family}")
        [about] = (module.__doc__ or "").split("\n\n")
        lines += [f"\n### `{family[0].family}`\n", f"{about.strip()}\n"]
        lines += [
            "| transform | what it does | cost | readable | for example |",
            "|---|---|---|---|---|",
        ]
        lines += map(row, family)
    return "\n".join(lines) + "\n\n"


def row(one: Transform) -> str:
    parcel = one.apply(parcel_of(one.sample), Random(0))
    assert parcel is not None
    readable = "yes" if one.readable else "no"
    return f"| `{one.name}` | {one.says.en} | {one.cost} | {readable} | {code(shown(parcel))} |"


def code(text: str) -> str:
    """A text as code in a cell of a table."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    escaped = cut.replace("|", "\\|")
    return f"`` {escaped} ``" if "`" in escaped else f"`{escaped}`"


def test_the_catalogue_is_that_of_the_transforms() -> None:
    """Set UPDATE_GOLDEN=1 to write it anew."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    made = f"{before}{BEGIN}{catalogue()}{END}{rest.split(END)[1]}"
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made


def test_the_page_says_how_many_there_are() -> None:
    count = sum(map(len, FAMILIES))
    assert f"{count} transforms in {len(FAMILIES)} families" in PAGE.read_text(encoding="utf-8")


def test_the_page_names_the_group_and_every_outcome() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert GROUP in page
    assert [one.value for one in Outcome if f"*{one.value}*" not in page] == []


def test_the_python_of_the_page_makes_transforms() -> None:
    [block] = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    names: dict[str, object] = {}
    exec(compile(block, "redteam.md", "exec"), names)
    made = names["TRANSFORMS"]
    assert isinstance(made, tuple)
    texts = []
    for one in made:
        parcel = one.apply(parcel_of(one.sample), Random(0))
        texts += [draft.text for draft in parcel.drafts]
    assert texts == [
        "Le p⛵r⛵o⛵j⛵e⛵t G⛵o⛵é⛵l⛵a⛵n⛵d sort lundi.",
        "Le … sort lundi.",
        "… : projet Goéland.",
    ]
    assert isinstance(parcel.drafts[0], Draft)
