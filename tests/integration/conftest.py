"""A repository of drafts, and this project as others get it: a git repository of its files."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

POLICY = """\
version: 1
company: Brumelune
default_tier: public
audiences:
  everyone: {tier: public}
channels:
  x: {audience: everyone, kind: x}
labels:
  code-name: {terms: [Projet Falcon]}
  rumour: {terms: [rumeur]}
rules:
  - id: code-name-before-launch
    when_all:
      - finding: {label: code-name}
    tier: private
    because: {fr: Un nom de code reste interne., en: Code names stay inside.}
    fix: {fr: Attendez le lancement., en: Wait for the launch.}
    examples: {caught: [Le projet Falcon arrive], clear: [Un faucon passe]}
  - id: no-rumour
    when_all:
      - finding: {label: rumour}
    verdict: flag
    because: {fr: Une rumeur se vérifie., en: Rumours are checked.}
    fix: {fr: Citez une source., en: Name a source.}
    examples: {caught: [Une rumeur court], clear: [Une nouvelle court]}
"""
LAX = POLICY.replace("Projet Falcon", "Projet Morgane").replace("projet Falcon", "projet Morgane")


def git(folder: Path, *words: str) -> str:
    """Run git in ``folder`` as a person with a name and no configuration; its output."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Océane"), ("EMAIL", "oceane@brumelune.example"))
    }
    done = subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **quiet, **who},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str], message: str = "Write drafts") -> str:
    """Write files and commit them; the commit."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests, the same for all its processes."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def project(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project's files as they stand, in a git repository of their own."""
    folder, made = shared / "project", tmp_path_factory.mktemp("made") / "project"
    if not folder.exists():
        _copy(made)
        with contextlib.suppress(OSError):  # another process was faster
            made.rename(folder)
    return folder


def _copy(folder: Path) -> None:
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {}, "Release")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with a policy and a draft that may go out, on the protected branch ``main``."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {"policies.yaml": POLICY, "drafts/bonjour.md": "Bonjour à toutes et tous.\n"})
    return folder


@pytest.fixture
def checkout(tmp_path: Path, origin: Path) -> Path:
    """A clone of ``origin`` on a branch of its own, as CI has it."""
    folder = tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    git(folder, "switch", "--quiet", "--create", "drafts")
    return folder
