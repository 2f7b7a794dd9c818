"""The public record is read from an organisation's own files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ecluse.model import Tier
from ecluse.registers import RegisterError
from ecluse.registers.record import read_record

PAGE = """---
id: release-4
published: 2026-09-17
url: https://montaval.example/4
lang: fr
---
# Un record

Montaval réunit **1 900 producteurs** dans quatre départements. Rien de plus.
M. Trovell a signé [l'accord](https://montaval.example/5) le 3 mars
2026 à Saint-Amans. Qui dit mieux ?

- La ligne de Fontclaire produit 22 000 pots à l'heure.
- Merci à tous !

| produit | prix |
|---|---|
| tomme grise | 12 € |
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_page(tmp_path: Path) -> None:
    statements = list(read_record(written(tmp_path, "page.md", PAGE)))
    assert [(s.id, s.text) for s in statements] == [
        ("release-4/1", "Montaval réunit 1 900 producteurs dans quatre départements."),
        ("release-4/2", "M. Trovell a signé l'accord le 3 mars 2026 à Saint-Amans."),
        ("release-4/3", "La ligne de Fontclaire produit 22 000 pots à l'heure."),
        ("release-4/4", "tomme grise 12 €"),
    ]
    first = statements[0]
    assert (first.tier, first.source) == (Tier.PUBLIC, "https://montaval.example/4")
    assert (first.life.starts, first.lang) == (datetime(2026, 9, 17, tzinfo=UTC), "fr")


def test_a_text_without_front_matter(tmp_path: Path) -> None:
    (one,) = read_record(written(tmp_path, "hotline.txt", "Appelez le 01 99 00 12 34."))
    assert (one.id, one.life.starts, one.source) == ("hotline/1", None, "")


def test_rows(tmp_path: Path) -> None:
    text = "id,text,date,source\na,Montaval a 3 sites.,2026-01-02T10:00+01:00,AGM\n,Merci.,,\n"
    first, second = read_record(written(tmp_path, "record.csv", text))
    at = datetime(2026, 1, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    assert (first.id, first.text, first.life.starts, first.source) == (
        "a",
        "Montaval a 3 sites.",
        at,
        "AGM",
    )
    assert second.id == "record/2"


def test_rows_with_semicolons(tmp_path: Path) -> None:
    (one,) = read_record(written(tmp_path, "r.csv", "id;text\nx;3 sites, 2 usines\n"))
    assert one.text == "3 sites, 2 usines"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "id,what\n1,x\n", r"a\.csv:1: there is no column `text`"),
        ("a.csv", "text,date\nx 3,yesterday\n", r"a\.csv:2: not a date of ISO 8601"),
        ("a.md", "---\nid: a\n", r"a\.md:1: front matter that is not closed"),
        ("a.md", "---\ndate: hier\n---\nMontaval a 3 sites.\n", "not a date of ISO 8601"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(RegisterError, match=says):
        list(read_record(written(tmp_path, name, text)))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"caf\xe9 3 euros")
    with pytest.raises(RegisterError, match="not UTF-8"):
        list(read_record(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="cannot be read"):
        list(read_record(tmp_path / "none.md"))
