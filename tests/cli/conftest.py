"""A working copy with the policy of the tour, and the command as a process and as a call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from ecluse.demo import FOLDER

NOW = "2026-12-01T18:00:00+01:00"


class Answer(NamedTuple):
    """What a process said."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """One cache of policies for all tests, of this run only."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    return folder


@pytest.fixture
def copy(tmp_path, monkeypatch, cache) -> Path:
    """The root of a working copy that is also the current folder."""
    root = tmp_path / "copy"
    root.mkdir()
    (root / ".git").mkdir()
    shutil.copy(FOLDER / "policies.yaml", root)
    monkeypatch.chdir(root)
    for name in ("ECLUSE_POLICY", "ECLUSE_KEY_FILE", "ECLUSE_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECLUSE_CACHE_DIR", str(cache))
    return root


@pytest.fixture
def call(copy, capfd):
    """Run a command line in this process."""
    from ecluse.__main__ import main

    def run(*argv: str) -> Answer:
        capfd.readouterr()
        code = main(argv)
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return run


ROOT = Path(__file__).parents[2]


@pytest.fixture
def process(copy):
    """Run a command line as a process of its own."""

    def run(
        *argv: str, stdin: bytes = b"", stdout=subprocess.PIPE, code: str = "", **env
    ) -> Answer:
        start = ["-c", code] if code else ["-m", "ecluse"]
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **env}
        done = subprocess.run(
            [sys.executable, *start, *argv],
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environ,
            timeout=60,
        )
        return Answer(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())

    return run
