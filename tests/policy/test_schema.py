"""The JSON Schema that editors read accepts what the loader accepts, and refuses misspelt keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecluse.policy.load import loads
from ecluse.policy.schema import ROW_KEYS, is_required, json_schema, keys_at
from ecluse.rules.facts import KINDS
from tests.policy.good import GOOD

SCHEMA = json_schema()


def definitions() -> dict[str, Any]:
    return {"Policy": SCHEMA, **SCHEMA["$defs"]}


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if "$ref" in value else set()
        return own.union(*(references(one) for one in value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_leads_somewhere() -> None:
    assert references(SCHEMA) <= {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_it_is_json() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_mapping_is_closed_and_every_key_is_explained() -> None:
    for name, definition in definitions().items():
        if name in {"Condition", "Values"}:
            continue
        assert definition["additionalProperties"] is False, name
        assert definition["title"], name
        assert definition["description"], name
        for key, value in definition["properties"].items():
            assert value["description"], f"{name}.{key}"


def test_every_kind_of_fact_is_a_condition() -> None:
    properties = SCHEMA["$defs"]["Condition"]["properties"]
    for kind, known in KINDS.items():
        if kind != "time":
            assert set(properties[kind]["properties"]) == set(known.fields)


def test_a_test_is_a_draft_with_what_is_expected() -> None:
    test, draft = SCHEMA["$defs"]["Test"], SCHEMA["$defs"]["Draft"]
    assert set(draft["properties"]) == ROW_KEYS
    assert set(test["properties"]) == ROW_KEYS | {"expect", "tier", "reasons"}
    assert test["required"] == ["expect"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), ("version", "company")),
        (("rules", 0), ("id", "when_all")),
        (("tests", 3, "history", 0), ("text", "title")),
        (("labels", "a", "terms", 0), ("term", "name")),
        (("review", "contacts"), ()),
        (("nothing", "there"), ()),
    ],
)
def test_the_keys_of_a_place(path: tuple[str | int, ...], expected: tuple[str, ...]) -> None:
    assert keys_at(path)[:2] == expected


def test_what_is_required() -> None:
    assert is_required(("version",))
    assert not is_required(("company",))
    assert not is_required(("nothing", "there"))


class Checker:
    """Enough of JSON Schema for ours: anyOf, $ref, types, enum, objects, arrays, required."""

    TYPES = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": dict,
    }

    def accepts(self, schema: dict[str, Any], value: Any) -> bool:
        if "$ref" in schema:
            return self.accepts(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value)
        if "anyOf" in schema:
            return any(self.accepts(one, value) for one in schema["anyOf"])
        if "enum" in schema:
            return value in schema["enum"]
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, self.TYPES[kind]) for kind in kinds):
            return False
        if isinstance(value, list):
            return all(self.accepts(schema["items"], one) for one in value)
        return not isinstance(value, dict) or self._object(schema, value)

    def _object(self, schema: dict[str, Any], value: dict[str, Any]) -> bool:
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, one in value.items():
            own = properties.get(key, more)
            if own is False or (isinstance(own, dict) and not self.accepts(own, one)):
                return False
        return set(schema.get("required", ())) <= set(value)


def plain(text: str) -> Any:
    """The policy as editors see it: dates are texts to a JSON Schema."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
    )
    return yaml.load(text, Loader)  # noqa: S506


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="every section"),
        *(
            pytest.param(path.read_text(encoding="utf-8"), id=path.stem)
            for path in sorted((Path(__file__).parents[2] / "ecluse" / "packs").glob("*.yaml"))
        ),
    ],
)
def test_it_accepts_what_the_loader_accepts(text: str) -> None:
    assert Checker().accepts(SCHEMA, plain(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("language: fr", "langauge: fr"),
        ("tier: private\n    verdict", "tier: privat\n    verdict"),
        ("{finding: {label: code-name}, as: who}", "{findings: {label: code-name}, as: who}"),
        ("audience: {tier: extended}", "audience: {teir: extended}"),
        ("above: 280", "abov: 280"),
        ("window: 24h", "windo: 24h"),
        ("expect: allow", "expects: allow"),
        ("- Falcon\n", "- 12\n"),
    ],
)
def test_it_refuses_what_is_misspelt(old: str, new: str) -> None:
    assert old in GOOD
    assert not Checker().accepts(SCHEMA, plain(GOOD.replace(old, new, 1)))


def test_the_good_policy_is_good() -> None:
    loads(GOOD)
