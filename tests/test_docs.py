"""What the documents say is so."""

import os
import re
from pathlib import Path

import pytest

from ecluse.classifiers import BUILTIN
from ecluse.rules.facts import KINDS

from .terminal import ROOT, drawn, on_terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = ROOT / "docs" / "terminal.svg"


def test_the_picture_of_the_terminal_is_what_a_terminal_shows() -> None:
    """Set UPDATE_GOLDEN=1 to draw it anew."""
    command = ["check", "examples/drafts/03-nom-de-code.md", "--now", "2026-11-24T09:00:00+01:00"]
    shown, code = on_terminal(*command)
    assert code == 1
    picture = drawn([("ecluse check examples/drafts/03-nom-de-code.md", shown)], "écluse")
    if os.environ.get("UPDATE_GOLDEN"):
        PICTURE.write_text(picture, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == picture


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
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
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    missing = [name for name in (kind, *KINDS[kind].fields) if f"`{name}`" not in page]
    assert missing == []


def test_the_reference_names_every_label() -> None:
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    labels = [label for labels in BUILTIN.values() for label in labels]
    assert [label for label in labels if f"`{label}`" not in page] == []


def test_every_module_of_classifiers_with_a_classifier_is_in_the_table() -> None:
    folder = ROOT / "ecluse" / "classifiers"
    having = {p.stem for p in folder.glob("*.py") if "\nCLASSIFIER" in p.read_text(encoding="utf-8")}
    assert having == set(BUILTIN)


def test_dependencies_are_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^  "([a-z0-9-]+)[^"]*",$', project.split("dependencies = [")[1].split("]")[0], re.M)
    assert [name for name in listed if f"| {name} |" not in page] == []


def test_tracked_text_names_no_path_of_a_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/[a-z.]")
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ecluse/**/*.py"), PICTURE]
    assert [p.name for p in texts if Path(p).exists() and pattern.search(p.read_text(encoding="utf-8"))] == []
