"""The commands of the GitHub Action and of the GitLab template, taken out and run.

What a runner does is done here: inputs become environment variables, and each command is a script for
bash (or for the shell of a small image) in a clone of a repository of drafts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.conftest import LAX, POLICY, ROOT, commit, git

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
SPEC, TEMPLATE = yaml.safe_load_all((ROOT / "templates" / "gitlab-ci.yml").read_text())
JOB: dict[str, Any] = TEMPLATE["ecluse"]
INSTALL, GATE = (step["run"] for step in ACTION["runs"]["steps"])
LEAK = "Le projet Falcon arrive lundi !\n"

SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]


def variables(**given: str) -> dict[str, str]:
    """The environment of the commands: the inputs that are given, the defaults of the others."""
    inputs = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    return {f"ECLUSE_{name.replace('-', '_').upper()}": value for name, value in inputs.items()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(project)], check=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """Where the install command put this project. Its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("runner") / "ecluse"
    given = {"ECLUSE_HOME": str(folder), "ECLUSE_PACKAGE": str(wheel), "PIP_NO_DEPS": "1"}
    hostile = tmp_path_factory.mktemp("hostile")
    for name in ("pip", "venv", "ensurepip"):
        (hostile / f"{name}.py").write_text(
            "raise SystemExit('the working directory was imported')"
        )
    done = subprocess.run(
        ["bash", "-c", INSTALL], cwd=hostile, env={**os.environ, **given},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Runner:
    """Runs the gate command in a checkout."""

    def __init__(self, home: Path, checkout: Path) -> None:
        self.home, self.checkout = home, checkout
        self.said = ""

    def gate(self, shell: str = "bash", **inputs: str) -> int:
        """The exit code; what was said is in ``said``."""
        given = {"format": "full", "paths": "drafts", **inputs}
        environ = {**os.environ, **variables(**given), "ECLUSE_HOME": str(self.home)}
        environ["PYTHONPATH"] = sysconfig.get_path("purelib")
        environ["GITHUB_OUTPUT"] = str(self.home / "output")
        done = subprocess.run(
            [shell, "-c", GATE], cwd=self.checkout, env=environ,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.said = done.stdout + done.stderr
        return done.returncode


@pytest.fixture
def runner(home: Path, checkout: Path) -> Runner:
    return Runner(home, checkout)


# --- the files ------------------------------------------------------------------------------------


def test_both_files_run_the_same_commands() -> None:
    assert JOB["before_script"] == [INSTALL]
    assert JOB["script"] == [GATE]


def test_no_input_is_interpolated_into_a_command() -> None:
    for command in (INSTALL, GATE):
        assert "${{" not in command
        assert "$[[" not in command


def test_every_input_of_the_action_reaches_the_commands() -> None:
    given = {name for step in ACTION["runs"]["steps"] for name in step["env"]}
    assert given == {*variables(), "ECLUSE_HOME"}
    assert given == set(JOB["variables"])
    assert all(name in INSTALL + GATE for name in given)


def test_every_input_of_the_template_reaches_the_job() -> None:
    written = yaml.safe_dump(JOB)
    assert all(f"$[[ inputs.{name} ]]" in written for name in SPEC["spec"]["inputs"])


def test_the_template_judges_by_the_default_branch() -> None:
    assert SPEC["spec"]["inputs"]["protected-ref"]["default"] == "$CI_DEFAULT_BRANCH"


# --- the commands ---------------------------------------------------------------------------------


def test_the_project_is_installed_in_its_own_environment(home: Path) -> None:
    code = "import ecluse; print(ecluse.__file__)"
    python = str(home / "bin" / "python")
    where = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert where.stdout.startswith(str(home))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Bonjour à toutes et tous.\n", 0, id="allowed"),
        pytest.param(LEAK, 1, id="blocked"),
        pytest.param("Une rumeur court.\n", 3, id="held"),
    ],
)
def test_the_verdict_is_the_exit_code(runner: Runner, shell: str, text: str, code: int) -> None:
    commit(runner.checkout, {"drafts/a.md": text})
    assert runner.gate(shell) == code, runner.said
    assert (runner.home / "output").read_text().endswith(f"code={code}\n")


def test_without_a_policy_it_cannot_decide(runner: Runner) -> None:
    assert runner.gate(policy="absent.yaml") == 2


def test_without_a_path_it_cannot_decide(runner: Runner) -> None:
    assert runner.gate(paths="") == 2


@pytest.mark.parametrize("shell", SHELLS)
class TestTheProtectedPolicy:
    """A change has no say in the policy by which it is judged."""

    def test_a_laxer_policy_in_the_change_does_not_count(self, runner: Runner, shell: str) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK, "policies.yaml": LAX})
        assert runner.gate(shell) == 0
        assert runner.gate(shell, protected_ref="main") == 1, runner.said

    def test_what_it_extends_comes_from_there_too(
        self, runner: Runner, origin: Path, shell: str
    ) -> None:
        top = "version: 1\nextends: [rules/own.yaml]\n"
        commit(origin, {"policies.yaml": top, "rules/own.yaml": POLICY})
        commit(runner.checkout, {"drafts/a.md": LEAK, "policies.yaml": top, "rules/own.yaml": LAX})
        assert runner.gate(shell) == 0
        assert runner.gate(shell, protected_ref="main") == 1, runner.said

    def test_the_policy_of_today_counts(self, runner: Runner, origin: Path, shell: str) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK})
        commit(origin, {"policies.yaml": LAX}, "Release Falcon")
        assert runner.gate(shell, protected_ref="main") == 0, runner.said

    def test_a_local_branch_of_that_name_does_not_count(self, runner: Runner, shell: str) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK, "policies.yaml": LAX})
        git(runner.checkout, "branch", "--force", "main", "HEAD")
        assert runner.gate(shell, protected_ref="main") == 1, runner.said

    def test_a_shallow_clone_will_do(
        self, runner: Runner, origin: Path, tmp_path: Path, shell: str
    ) -> None:
        commit(origin, {"notes.txt": "autre chose\n"})
        shallow = tmp_path / "shallow"
        git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), str(shallow))
        runner.checkout = shallow
        commit(shallow, {"drafts/a.md": LEAK, "policies.yaml": LAX})
        assert runner.gate(shell, protected_ref="main", base="main") == 1, runner.said

    def test_offline_it_is_what_the_checkout_knows(
        self, runner: Runner, origin: Path, shell: str
    ) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK, "policies.yaml": LAX})
        origin.rename(origin.parent / "away")
        assert runner.gate(shell, protected_ref="main") == 1, runner.said

    @pytest.mark.parametrize("name", ["absent", "--upload-pack=x", "+main:main", "a b", "$(id)"])
    def test_a_name_that_is_none_decides_nothing(
        self, runner: Runner, shell: str, name: str
    ) -> None:
        assert runner.gate(shell, protected_ref=name) == 2
        assert runner.gate(shell, base=name) == 2


class TestTheBase:
    """Only what changed is gated."""

    def test_a_known_leak_in_another_file_is_left(self, runner: Runner, origin: Path) -> None:
        commit(origin, {"drafts/old.md": LEAK})
        git(runner.checkout, "pull", "--quiet", "--rebase", "origin", "main")
        commit(runner.checkout, {"drafts/new.md": "Bonjour.\n"})
        assert runner.gate() == 1
        assert runner.gate(base="main") == 0, runner.said
        base = git(origin, "rev-parse", "HEAD")
        assert runner.gate(base=base) == 0, runner.said

    def test_a_new_leak_is_seen(self, runner: Runner) -> None:
        commit(runner.checkout, {"drafts/new.md": LEAK})
        assert runner.gate(base="main") == 1, runner.said


class TestTheInputs:
    def test_several_paths_channels_and_reports(self, runner: Runner, tmp_path: Path) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK, "brouillons d'été/b c.md": "Bonjour.\n"})
        report = tmp_path / "report.json"
        code = runner.gate(
            paths="drafts/a.md\nbrouillons d'été\n",
            channel="x\nautre\n",
            report=f"json={report}\ngitlab={tmp_path / 'quality.json'}",
        )
        assert code == 1, runner.said
        assert len(json.loads(report.read_text())["decisions"]) == 4
        assert (tmp_path / "quality.json").read_text().count('"code-name-before-launch"') == 2

    def test_a_pinned_digest_is_required(self, runner: Runner) -> None:
        assert runner.gate(policy_digest="0" * 32) == 2

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            pytest.param("paths", "drafts\n--exit-zero", id="a path like an option"),
            pytest.param(
                "paths", "$(touch owned)\n`touch owned`\ndrafts", id="a path like a command"
            ),
            pytest.param("paths", "drafts/*", id="a path like a pattern"),
            pytest.param("channel", "x; touch owned", id="a channel like a command"),
            pytest.param("format", "full' --exit-zero '", id="a format like an option"),
            pytest.param("policy", "policies.yaml --exit-zero", id="a policy like an option"),
        ],
    )
    def test_a_value_is_one_word_and_no_command(
        self, runner: Runner, name: str, value: str
    ) -> None:
        commit(runner.checkout, {"drafts/a.md": LEAK})
        assert runner.gate(**{name: value}) in {1, 2}
        assert not (runner.checkout / "owned").exists()

    def test_the_working_directory_is_not_imported(self, runner: Runner) -> None:
        trap = "raise SystemExit(0)\n"
        names = ("ecluse", "yaml", "typer", "re2", "sitecustomize")
        commit(runner.checkout, {f"{name}.py": trap for name in names} | {"drafts/a.md": LEAK})
        assert runner.gate() == 1, runner.said
