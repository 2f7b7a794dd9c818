"""The hooks, installed and run by pre-commit from a clone of this project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.integration.conftest import POLICY, ROOT, commit, git

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def config(project: Path) -> str:
    hooks = [{"id": "ecluse", "files": "^drafts/"}, {"id": "ecluse-policy"}]
    rev = git(project, "rev-parse", "HEAD")
    return yaml.safe_dump({"repos": [{"repo": str(project), "rev": rev, "hooks": hooks}]})


@pytest.fixture(scope="session")
def home(shared: Path) -> Path:
    """Where pre-commit keeps what it installs: once, with everything that ecluse depends on."""
    return shared / "pre-commit"


@pytest.fixture
def repository(tmp_path: Path, project: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {".pre-commit-config.yaml": config(project), "policies.yaml": POLICY})
    return folder


def run_hook(repository: Path, home: Path, hook: str) -> tuple[int, str]:
    """Run one hook on what is staged."""
    git(repository, "add", "--all")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--verbose", "--color=never", hook],
        cwd=repository, env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def write(repository: Path, name: str, text: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class TestDrafts:
    def test_a_draft_that_may_go_out_passes(self, repository: Path, home: Path) -> None:
        write(repository, "drafts/bonjour.md", "Bonjour à toutes et tous.\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 0, output
        assert "Passed" in output

    def test_a_blocked_draft_stops_the_commit(self, repository: Path, home: Path) -> None:
        write(repository, "drafts/été.md", "Le projet Falcon arrive lundi !\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 1
        assert "exit code: 1" in output
        assert "code-name-before-launch" in output

    def test_a_held_draft_stops_the_commit(self, repository: Path, home: Path) -> None:
        write(repository, "drafts/a.txt", "Une rumeur court.\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 1
        assert "exit code: 3" in output

    def test_without_a_policy_nothing_passes(self, repository: Path, home: Path) -> None:
        (repository / "policies.yaml").unlink()
        write(repository, "drafts/a.md", "Bonjour.\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 1
        assert "exit code: 2" in output

    def test_other_files_are_not_drafts(self, repository: Path, home: Path) -> None:
        write(repository, "notes/a.md", "Le projet Falcon arrive lundi !\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 0
        assert "no files to check" in output

    def test_a_file_name_is_never_an_option(self, repository: Path, home: Path) -> None:
        everywhere = (repository / ".pre-commit-config.yaml").read_text().replace("^drafts/", "^-")
        write(repository, ".pre-commit-config.yaml", everywhere)
        write(repository, "--exit-zero", "Le projet Falcon arrive lundi !\n")
        write(repository, "--policy=lax.md", POLICY.replace("Projet Falcon", "Projet Morgane"))
        write(repository, "-x.md", "Le projet Falcon arrive lundi !\n")
        code, output = run_hook(repository, home, "ecluse")
        assert code == 1
        assert "exit code: 1" in output
        assert "-x.md" in output


class TestThePolicy:
    def test_a_policy_that_tells_the_truth_passes(self, repository: Path, home: Path) -> None:
        write(repository, "policies.yaml", POLICY + "\n# better\n")
        code, output = run_hook(repository, home, "ecluse-policy")
        assert code == 0, output
        assert "Passed" in output

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            pytest.param("Un faucon passe", "Projet Falcon", "P025", id="an example that lies"),
            pytest.param("when_all", "whn_all", "P012", id="a key that is not one"),
        ],
    )
    def test_a_wrong_policy_stops_the_commit(
        self, repository: Path, home: Path, old: str, new: str, code: str
    ) -> None:
        write(repository, "policies.yaml", POLICY.replace(old, new))
        failed, output = run_hook(repository, home, "ecluse-policy")
        assert failed == 1
        assert code in output


def test_the_hooks_are_the_two_that_are_documented() -> None:
    assert [hook["id"] for hook in HOOKS] == ["ecluse", "ecluse-policy"]
