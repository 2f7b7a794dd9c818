"""What the documents say is so."""

import os
import re
from pathlib import Path

import pytest

from ecluse.classifiers import BUILTIN
from ecluse.gate import Gate
from ecluse.policy.load import loads
from ecluse.policy.schema import TIME_KEYS, json_schema
from ecluse.policy.test import run
from ecluse.rules.facts import KINDS
from ecluse.testing import decides_rows

from .terminal import ROOT, drawn, on_terminal

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
POLICY = (DOCS / "policy.md").read_text(encoding="utf-8")
PICTURE = DOCS / "terminal.svg"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


# --- policies shown in the documents --------------------------------------------------------------

AROUND = {
    "version": "1",
    "timezone": "Europe/Paris",
    "audiences": "{management: {tier: private}, partners: {tier: extended}, everyone: {tier: public}}",
    "channels": "{x: {audience: everyone, kind: x}, board-letter: {audience: management, kind: letter}}",
    "people": "{n.keravel: {roles: [spokesperson]}, p.guirec: {roles: [author]}}",
    "labels": """
  code-name: {terms: [Falcon]}
  results: {terms: [2026 results]}
  supplier: {terms: [{term: Ostrevent, name: ostrevent}, {term: Lavandou, name: lavandou}]}
  contract-word: {terms: [contract]}
  launch-detail: {terms: [{term: two boxes, name: boxes}, {term: hub motor, name: motor}]}
  incident: {terms: [caught fire]}""",
    "registers": "{releases: [{id: duo-launch}]}",
    "crisis": "{answers: {incident: We are checking.}}",
    "review": "{contacts: {legal: extension 44}}",
}
"""What a snippet may leave out. The release has no date, so that no example ages."""


def completed(snippet: str) -> str:
    """A snippet with the sections that it leaves out."""
    own = set(re.findall(r"^([a-z_]+):", snippet, re.MULTILINE))
    return snippet + "".join(f"{key}: {text}\n" for key, text in AROUND.items() if key not in own)


SNIPPETS = [*blocks(README, "yaml"), *blocks(POLICY, "yaml")]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_every_policy_that_is_shown_is_valid(snippet: str) -> None:
    loads(completed(snippet))


@pytest.mark.parametrize("snippet", [s for s in SNIPPETS if "examples:" in s or "tests:" in s])
def test_every_example_that_is_shown_holds(snippet: str) -> None:
    policy = loads(completed(snippet), ROOT / "policies.yaml")
    results = list(run(policy, decides_rows(Gate(policy))))
    assert results
    assert [str(result.problem) for result in results if not result.holds] == []


@pytest.mark.parametrize("mapping", json_schema()["$defs"])
def test_the_reference_names_every_key(mapping: str) -> None:
    keys = json_schema()["$defs"][mapping].get("properties", {})
    assert [key for key in keys if f"`{key}`" not in POLICY] == []


def test_the_reference_names_every_key_of_the_file_and_of_time() -> None:
    keys = (*json_schema()["properties"], *TIME_KEYS, "of", "tokens", "window")
    assert [key for key in keys if not re.search(rf"`{key}`|{key}: ", POLICY)] == []


def test_the_reference_names_every_label_once_in_its_table() -> None:
    table = POLICY.split("## Built-in labels")[1]
    rows = [
        cell
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for cell in row.split(", ")
    ]
    assert sorted(row.strip("`") for row in rows) == sorted(
        label for labels in BUILTIN.values() for label in labels
    )


def test_the_picture_of_the_terminal_is_what_a_terminal_shows() -> None:
    """Set UPDATE_GOLDEN=1 to draw it anew."""
    command = ["check", "examples/drafts/03-nom-de-code.md", "--now", "2026-11-24T09:00:00+01:00"]
    shown, code = on_terminal(*command)
    assert code == 1
    picture = drawn([("ecluse check examples/drafts/03-nom-de-code.md", shown)], "écluse")
    if os.environ.get("UPDATE_GOLDEN"):
        PICTURE.write_text(picture, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == picture


@pytest.mark.parametrize("block", [*blocks(README, "python"), *blocks(POLICY, "python")])
def test_the_python_of_the_readme_runs(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_table_of_packs_names_every_pack() -> None:
    packs = {path.stem for path in (ROOT / "ecluse" / "packs").glob("*.yaml")}
    table = README.split("## Packs")[1].split("##")[0]
    assert {pack for pack in packs if f"`{pack}`" not in table} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_names_every_kind_of_fact_and_its_fields(kind: str) -> None:
    missing = [name for name in (kind, *KINDS[kind].fields) if f"`{name}`" not in POLICY]
    assert missing == []


def test_every_module_of_classifiers_with_a_classifier_is_in_the_table() -> None:
    folder = ROOT / "ecluse" / "classifiers"
    having = {
        p.stem for p in folder.glob("*.py") if "\nCLASSIFIER" in p.read_text(encoding="utf-8")
    }
    assert having == set(BUILTIN)


def test_dependencies_are_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(
        r'^  "([a-z0-9-]+)[^"]*",$',
        project.split("dependencies = [")[1].split("]")[0],
        re.MULTILINE,
    )
    assert [name for name in listed if f"| {name} |" not in page] == []


def test_tracked_text_names_no_path_of_a_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/[a-z.]")
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ecluse/**/*.py"), PICTURE]
    assert [
        p.name for p in texts if Path(p).exists() and pattern.search(p.read_text(encoding="utf-8"))
    ] == []
