"""Files of register entries, in the strict YAML of policies: what ``ecluse register add`` reads.

    timezone: Europe/Paris
    statements:
      - {id: result, text: The year closes with a loss of 9 million euros., until: "2027-02-25T07:30"}
    code_names:
      - {id: gull, names: [Gull, Project Gull]}

Sections: ``statements``, ``code_names``, ``values``, ``mosaics``, ``blackouts``, ``sheets``,
``public_record``; all problems at once, each at its place. Exact values by the million come as CSV.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from ecluse.lean import replace
from ecluse.model import Tier
from ecluse.policy import schema
from ecluse.policy.layer import Layer
from ecluse.policy.problems import PolicyError, Problem
from ecluse.policy.shape import note
from ecluse.policy.source import MAX_BYTES, Node, Source, decode, parse
from ecluse.registers.model import (
    Blackout,
    CodeName,
    Document,
    Entry,
    ExactValue,
    Life,
    Mosaic,
    Sheet,
    Statement,
)

__all__ = ["SECTIONS", "read_documents", "read_entries", "read_values", "values_csv_keys"]

_ID = cs.str_schema(strict=True, pattern=schema.ENTRY_ID, max_length=128)
_TEXT = cs.str_schema(strict=True, min_length=1)
_TEXTS = schema.one_or_more(_TEXT)
_LIFE = {
    "until": schema.key(schema.MOMENT, "Until when it restricts."),
    "released_by": schema.key(_ID, "The release that ends it."),
}
_READERS = {
    "tier": schema.key(schema.one_of(*schema.TIERS), "What it is while it restricts (private)."),
    "audiences": schema.key(schema.one_or_more(_ID), "Who may know it; all of the tier if none."),
    **_LIFE,
    "owner": schema.key(_TEXT, "Who answers for it."),
}


def _needed(of: Any, says: str) -> Any:
    return schema.key(of, says, required=True)


class Section(NamedTuple):
    """One kind of entry in a file: its keys, and the value that they make."""

    makes: Callable[..., Entry]
    keys: Mapping[str, Any]


SECTIONS: Mapping[str, Section] = {
    "statements": Section(
        Statement,
        {
            "id": _needed(_ID, "Its name in reports."),
            "text": _needed(_TEXT, "The sentence, in French or English."),
            **_READERS,
            "topic": schema.key(_TEXT, "What it is about."),
            "lang": schema.key(_TEXT, "Its language."),
            "synonyms": schema.key(_TEXTS, "Other words for its own, each `word = other word`."),
        },
    ),
    "code_names": Section(
        CodeName,
        {
            "id": _needed(_ID, "Its name in reports."),
            "names": _needed(_TEXTS, "The name and its variants."),
            **_READERS,
            "meaning": schema.key(_TEXT, "What it stands for."),
            "public_name": schema.key(_TEXT, "What it is called once it is public."),
        },
    ),
    "values": Section(
        ExactValue,
        {
            "id": _needed(_ID, "Its name in reports."),
            "value": _needed(_TEXT, "The name, host, number or reference."),
            "label": schema.key(_TEXT, "What kind of value it is."),
            "with": schema.key(_TEXTS, "Values of the same row that must stand beside it."),
            **_READERS,
        },
    ),
    "mosaics": Section(
        Mosaic,
        {
            "id": _needed(_ID, "Its name in reports."),
            "threshold": _needed(cs.int_schema(strict=True, ge=2), "How many facets tell it."),
            "facets": _needed(
                cs.dict_schema(_ID, _TEXTS, strict=True, min_length=2),
                "Facet → what gives it away: phrases, or `statement:ID`.",
            ),
            **_READERS,
        },
    ),
    "blackouts": Section(
        Blackout,
        {
            "id": _needed(_ID, "Its name in reports."),
            "topics": _needed(_TEXTS, "Words and phrases that are not spoken of."),
            "from": schema.key(schema.MOMENT, "From when on."),
            "audiences": schema.key(schema.one_or_more(_ID), "Who may be told all the same."),
            **_LIFE,
            "owner": schema.key(_TEXT, "Who answers for it."),
        },
    ),
    "sheets": Section(
        Sheet,
        {
            "id": _needed(_ID, "Its name; drafts say `attested: ID`."),
            "text": _needed(_TEXT, "What experts vouch for."),
            "domains": schema.key(_TEXTS, "Whose experts may rely on it."),
            "until": schema.key(schema.MOMENT, "When it expires."),
            "owner": schema.key(_TEXT, "Who answers for it."),
        },
    ),
    "public_record": Section(
        Statement,
        {
            "id": _needed(_ID, "Its name in reports."),
            "text": _needed(_TEXT, "The sentence that was published."),
            "source": schema.key(_TEXT, "Where it was published."),
            "date": schema.key(schema.MOMENT, "When it was published."),
            "lang": schema.key(_TEXT, "Its language."),
        },
    ),
}
"""Section of a file → what it holds."""


_DOCUMENTS = cs.list_schema(
    schema.mapping(
        "Document",
        "A document that the examples of a policy know; the others come from files.",
        {
            "id": _needed(_ID, "Its name in reports."),
            "text": _needed(_TEXT, "What it says."),
            "tier": schema.key(schema.one_of(*schema.TIERS), "What it is (private)."),
        },
    )
)


@cache
def _schema() -> Any:
    sections = {
        name: schema.key(
            cs.list_schema(schema.mapping(name.title(), f"One of `{name}`.", section.keys)), name
        )
        for name, section in SECTIONS.items()
    }
    zone = schema.key(_TEXT, "IANA zone of moments that name none.")
    keys = {"timezone": zone, **sections, "documents": schema.key(_DOCUMENTS, "For examples.")}
    return schema.mapping("Entries", "Entries of a register.", keys)


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(_schema())


# --- documents that examples know ----------------------------------------------------------------


def read_documents(path: str | os.PathLike[str]) -> list[tuple[Document, tuple[str, ...]]]:
    """The documents of a file of entries, with their paragraphs: ``documents: [{id, text, …}]``.

    Raises:
        PolicyError: as for :func:`read_entries`.
    """
    return [
        (Document(data["id"], Tier[data.get("tier", "private").upper()]), (data["text"],))
        for data in _read(path)[1].get("documents", ())
    ]


# --- YAML -----------------------------------------------------------------------------------------


def read_entries(path: str | os.PathLike[str]) -> list[Entry]:
    """The entries of one file.

    Raises:
        PolicyError: every problem of the file, each at its place. Values are not quoted.
    """
    return _read(path)[0]


def _read(path: str | os.PathLike[str]) -> tuple[list[Entry], Mapping[str, Any]]:
    """The entries of a file, and its valid data."""
    shown = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise PolicyError([Problem("P013", f"cannot be read: {reason}", shown)]) from None
    if len(data) > MAX_BYTES:
        raise PolicyError([Problem("P002", "more than 1 MiB; split the file", shown)])
    source = decode(data, shown)
    root = parse(source, whole=f"a file of entries has sections: {', '.join(SECTIONS)}")
    values = {} if root is None else _validated(source, root)
    entries = [] if root is None else _entries(source, root, values)
    if source.problems:
        ordered = sorted(source.problems, key=lambda p: (p.line, p.column, p.code))
        raise PolicyError(map(_masked, ordered))
    return entries, values


def _masked(problem: Problem) -> Problem:
    """The same problem with a line that shows its shape only: these files hold secrets."""
    line, start = problem.source_line, problem.column - 1
    end = start + problem.length if problem.code == "P012" else start  # an unknown key is shown
    masked = (c if c.isspace() or start <= n < end else "•" for n, c in enumerate(line))
    return replace(problem, source_line="".join(masked))


def _validated(source: Source, root: Node) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = _validator().validate_python(root.data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            note(source, root, one, lambda path: schema.keys_of(_schema(), path))
        return {}
    return data


def _entries(source: Source, root: Node, data: Mapping[str, Any]) -> list[Entry]:
    layer = Layer(source, root, dict(data))
    if "timezone" in data:
        layer.zone = layer.zone_at(root.get("timezone"))
    made = []
    seen: dict[tuple[str, str], None] = {}
    for name, section in SECTIONS.items():
        for number, values in enumerate(data.get(name, ())):
            node = root.get(name, number)
            if (name, values["id"]) in seen:
                source.add("P015", f"`{values['id']}` is there twice", node.get("id").spot)
            seen[name, values["id"]] = None
            made.append(_entry(layer, name, section, values, node))
    return made


_MOMENTS = {"from": "starts", "date": "starts", "until": "until"}
_RENAMED = {"with": "with_"}


def _entry(
    layer: Layer, name: str, section: Section, values: Mapping[str, Any], node: Node
) -> Entry:
    life: dict[str, Any] = {
        field: layer.moment(node.get(key)) for key, field in _MOMENTS.items() if key in values
    }
    if "released_by" in values:
        life["released_by"] = values["released_by"]
    known = {field.name for field in fields(cast("Any", section.makes))}
    given: dict[str, Any] = {"life": Life(**life)}
    for key, value in values.items():
        field = _RENAMED.get(key, key)
        if field in known:
            given[field] = tuple(value) if isinstance(value, list) else value
    if "tier" in given:
        given["tier"] = Tier[given["tier"].upper()]
    if name == "public_record":
        given["tier"] = Tier.PUBLIC
    if "facets" in given:
        given["facets"] = {facet: tuple(texts) for facet, texts in given["facets"].items()}
    return section.makes(**given)


# --- CSV ------------------------------------------------------------------------------------------

values_csv_keys = ("id", "value", "label", "tier", "audiences", "owner", "with")


def read_values(path: str | os.PathLike[str], tier: Tier = Tier.PRIVATE) -> Iterator[ExactValue]:
    """Exact values from a CSV file with a header: ``id`` and ``value``, and perhaps the other keys.

    Several audiences or further values of a row stand in one cell, between ``|``. Without ``id``, the
    name of the file and the number of the row are it: ``contracts/12``.

    Raises:
        PolicyError: the file or a row is not what it should be; the line is named, no value quoted.
    """
    shown = os.fspath(path)
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if "value" not in (names := rows.fieldnames or ()):
                raise PolicyError([Problem("P011", "missing column `value`", shown, 1)])
            if unknown := set(names) - set(values_csv_keys):
                help = f"the columns are {', '.join(values_csv_keys)}"
                message = f"unknown column `{min(unknown)}`"
                raise PolicyError([Problem("P012", message, shown, 1, help=help)])
            for number, row in enumerate(rows, start=1):
                yield _value_of(row, number, rows.line_num, shown, tier)
    except (OSError, UnicodeError, csv.Error) as error:
        message = f"cannot be read: {type(error).__name__}"
        raise PolicyError([Problem("P013", message, shown)]) from None


def _value_of(row: Mapping[str, Any], number: int, line: int, path: str, tier: Tier) -> ExactValue:
    cells = {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)}
    word = cells.get("tier") or tier.word
    if not cells.get("value") or word not in schema.TIERS or None in row:
        message = "a row needs a `value`, a known `tier`, and as many cells as the header"
        raise PolicyError([Problem("P010", message, path, line)])
    return ExactValue(
        cells.get("id") or f"{Path(path).stem}/{number}",
        cells["value"],
        cells.get("label", ""),
        Tier[word.upper()],
        _several(cells.get("audiences", "")),
        owner=cells.get("owner", ""),
        with_=_several(cells.get("with", "")),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
