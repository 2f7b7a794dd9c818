"""What a person sees: run a command on a real pseudo-terminal, and draw it as SVG."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100


def on_terminal(*arguments: str, cwd: Path = ROOT) -> tuple[str, int]:
    """The output of ``ecluse`` on a terminal of 100 columns, and its exit code."""
    reader, writer = pty.openpty()
    environment = {
        **os.environ,
        "COLUMNS": str(WIDTH),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
    }
    for name in ("NO_COLOR", "CI", "ECLUSE_POLICY"):
        environment.pop(name, None)
    done = subprocess.Popen(
        [sys.executable, "-m", "ecluse", *arguments],
        cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer, close_fds=True,
    )  # fmt: skip
    os.close(writer)
    shown = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(reader)
    return shown.decode().replace("\r\n", "\n"), done.wait()


def drawn(screens: Sequence[tuple[str, str]], title: str) -> str:
    """An SVG of commands and what they showed; it names no font to fetch."""
    console = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    for command, shown in screens:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        console.print(Text.from_ansi(shown.rstrip("\n")))
        console.print()
    template = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title=title, code_format=template, unique_id="ecluse")
