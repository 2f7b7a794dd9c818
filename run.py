"""Set up and run, with nothing but Python 3.11 or later and git.

    python3 run.py gate    gate the drafts of examples/drafts through policies.yaml
    python3 run.py test    lint, types, layers, and every test

Each makes ``.venv`` beside this file when it is not there, installs the project in it, and stops at
the first step that fails, with that step's exit code.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str | Path) -> None:
    """Run one step from the project's folder; leave with its exit code if it fails."""
    print("$", " ".join(str(part) for part in command), flush=True)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def install(extra: str = "") -> None:
    """Make the virtual environment and install the project in it."""
    if not (VENV / "pyvenv.cfg").exists():
        venv.create(VENV, with_pip=True)
    pip = (BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--editable", f".{extra}")


def gate() -> None:
    """The main job, on real drafts."""
    install()
    run(BIN / "ecluse", "gate", "--policy", "policies.yaml", "examples/drafts")


def test() -> None:
    """Everything that must hold before a change lands."""
    install("[dev]")
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "mypy")
    run(BIN / "pyright", "--project", "pyproject.toml", "--pythonpath", BIN / "python")
    run(BIN / "lint-imports")
    run(BIN / "python", "-m", "pytest", "--numprocesses", "auto", "--quiet")


def main() -> None:
    """Run the step that was named."""
    steps = {"gate": gate, "test": test}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        sys.exit(str(__doc__))
    if sys.version_info < (3, 11):  # noqa: UP036 - it runs before anything is installed
        sys.exit("écluse needs Python 3.11 or later")
    steps[sys.argv[1]]()


if __name__ == "__main__":
    main()
