"""What the documents say is so."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main

from ecluse.classifiers import BUILTIN
from ecluse.cli import app
from ecluse.gate import Gate
from ecluse.options import OPTIONS, Option
from ecluse.policy.load import loads
from ecluse.policy.problems import CODES
from ecluse.policy.schema import TIME_KEYS, json_schema
from ecluse.policy.test import run
from ecluse.read.record import EXTENSIONS, Format
from ecluse.read.row import KEYS
from ecluse.report import FORMATS
from ecluse.rules.facts import KINDS
from ecluse.testing import check_policy, decides_rows

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
    # A pack that changed gives another digest and the same picture.
    assert without_digests(PICTURE.read_text(encoding="utf-8")) == without_digests(picture)


def without_digests(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{32}\b", "0123456789abcdef" * 2, text)


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


# --- commands -------------------------------------------------------------------------------------

COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its words."""
    below = getattr(command, "commands", {})
    for word, one in below.items():
        yield from leaves(one, f"{name} {word}".strip())
    if not below:
        yield name, command


LEAVES = dict(leaves(typer.main.get_command(app)))


def options_named(command: Any) -> set[str]:
    return {word for option in command.params for word in option.opts if word.startswith("--")}


def section_of(name: str) -> str:
    """The section of a command, by its heading."""
    sections = re.split(r"^## ", COMMANDS, flags=re.MULTILINE)
    [found] = [one for one in sections if f"`ecluse {name}`" in one.partition("\n")[0]]
    return found


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_of_a_command_is_in_its_section(name: str) -> None:
    shown = set(re.findall(r"`(--[a-z][a-z-]*)", section_of(name)))
    assert options_named(LEAVES[name]) - {"--help"} <= shown


def test_the_page_of_commands_names_no_option_that_does_not_exist() -> None:
    known = {word for command in LEAVES.values() for word in options_named(command)}
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", COMMANDS))
    assert shown <= known | {"--help", "--version"}


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_the_table_says_which_command_takes_an_option(option: Option) -> None:
    takes = "both" if len(option.commands) == 2 else option.commands[0]
    assert re.search(rf"^\| `--{option.name}[ `].*\| {takes} \|", COMMANDS, re.MULTILINE)


def test_the_page_of_commands_names_every_key_of_a_row() -> None:
    plural = {key for key in KEYS if key != "images" and key.endswith("s") and key[:-1] in KEYS}
    assert [key for key in KEYS - plural if f"`{key}`" not in COMMANDS] == []


def test_the_page_of_commands_names_every_format_and_extension() -> None:
    words = [*FORMATS, *EXTENSIONS, *(f.value for f in Format)]
    assert [word for word in words if f"`{word}`" not in COMMANDS] == []


def files_shown(page: str) -> dict[str, str]:
    return dict(
        re.findall(r"^<!-- file: (.*?) -->\n```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    )


def session(block: str, folder: Path) -> str:
    """A block of commands run anew: each with what it prints, and its exit code unless 0."""
    lines: list[str] = []
    for command in re.findall(r"^\$ (.*)", block, re.MULTILINE):
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=environment(folder), text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        code = f"[{done.returncode}]\n" if done.returncode else ""
        lines.append(f"$ {command}\n{done.stdout.rstrip()}".rstrip() + f"\n{code}")
    return without_digests("".join(lines))


def environment(folder: Path) -> dict[str, str]:
    mine = {
        "PATH": f"{folder / '.bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    return {**mine, "XDG_CACHE_HOME": str(folder / ".cache"), "HOME": str(folder)}


def test_the_examples_of_commands_print_what_the_page_shows(tmp_path: Path) -> None:
    """Set UPDATE_GOLDEN=1 to run them anew."""
    script = tmp_path / ".bin" / "ecluse"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ecluse "$@"\n')
    script.chmod(0o755)
    for name, text in files_shown(COMMANDS).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = re.sub(
        r"^```console\n(.*?)^```",
        lambda match: f"```console\n{session(match[1], tmp_path)}```",
        COMMANDS,
        flags=re.DOTALL | re.MULTILINE,
    )
    if os.environ.get("UPDATE_GOLDEN"):
        (DOCS / "commands.md").write_text(page, encoding="utf-8")
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == page


def test_the_policy_of_the_examples_says_what_it_is(tmp_path: Path) -> None:
    check = tmp_path / "policies.yaml"
    check.write_text(files_shown(COMMANDS)["policies.yaml"], encoding="utf-8")
    check_policy(check)


# --- codes ----------------------------------------------------------------------------------------


def codes_page() -> str:
    """``docs/codes.md``, made from the table of codes."""
    kinds = {"P": ("Errors", "Nothing is decided until they are repaired."), "L": (
        "Warnings of lint", "What `ecluse policy lint` says of a policy that is valid.")}  # fmt: skip
    lines = [
        "# Codes",
        "What may be wrong with a policy. `ecluse explain P012` shows the same page, and with `--lang fr` in",
        "French. The policies shown leave `version: 1` out. This page is made from `ecluse/policy/problems.py`.",
    ]
    text = f"{lines[0]}\n\n{lines[1]}\n{lines[2]}\n"
    for letter, (heading, why) in kinds.items():
        text += f"\n## {heading}\n\n{why}\n"
        text += "".join(_code(code) for code in CODES if code.startswith(letter))
    return text


def _code(code: str) -> str:
    page = CODES[code]
    text = f"\n### {code}: {page.title.en}\n\n{page.why.en}\n"
    for word, policy in (("Wrong", page.wrong), ("Right", page.right)):
        if policy:
            body = policy.rstrip().replace("\u2028", r"\u2028")  # the one that nobody would see
            text += f"\n{word}:\n\n```yaml\n{body}\n```\n"
    return text


def test_the_page_of_codes_is_that_of_the_table() -> None:
    """Set UPDATE_GOLDEN=1 to write it anew."""
    if os.environ.get("UPDATE_GOLDEN"):
        (DOCS / "codes.md").write_text(codes_page(), encoding="utf-8")
    assert (DOCS / "codes.md").read_text(encoding="utf-8") == codes_page()


def test_every_code_that_is_said_has_a_page() -> None:
    said = set[str]()
    for path in (ROOT / "ecluse").rglob("*.py"):
        said.update(re.findall(r"\"([PL]0\d\d)\"", path.read_text(encoding="utf-8")))
    assert said == set(CODES)


# --- classifiers ----------------------------------------------------------------------------------


def test_the_python_of_the_page_of_classifiers_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (DOCS / "classifiers.md").read_text(encoding="utf-8")
    parts = blocks(page, "python")
    [own] = [part for part in parts if "class Badges" in part]
    module = own.replace("check_classifier(CLASSIFIER)\n", "")
    (tmp_path / "badges.py").write_text(module, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "path", list(sys.path))
    import_module("ecluse.spacy_component")  # as the entry point does where écluse is installed
    names: dict[str, Any] = {}
    try:
        for number, part in enumerate(parts):
            exec(compile(part, f"classifiers.md, block {number}", "exec"), names)
    finally:
        for name in ("badges", "marenval_badges"):
            sys.modules.pop(name, None)


def test_the_page_of_classifiers_names_every_attribute_of_a_classifier() -> None:
    page = (DOCS / "classifiers.md").read_text(encoding="utf-8")
    attributes = ("label", "labels", "name", "seen", "unseen", "triggers", "literals")
    assert [name for name in attributes if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_every_link_of_the_documents_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", text):
        file = (page.parent / target) if target else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), (
                f"{page.name}: {target}#{anchor}"
            )


def anchors(page: str) -> set[str]:
    """The anchors that forges give to headings."""
    headings = re.findall(r"^#+ (.*)", page, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
