"""Files and folders: the order, the formats, and what is skipped and said so."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from ecluse.model import DraftError
from ecluse.read import Format, Record, Skipped, read, records


def names(folder: Path) -> list[str]:
    """Each result, by what it is and its path below the folder."""
    shown: list[str] = []
    for result in read([folder]):
        path = result.drafts[0].origin.path if isinstance(result, Record) else result.path
        what = f" {result.why.en}" if isinstance(result, Skipped) else ""
        shown.append(f"{type(result).__name__} {Path(path).relative_to(folder)}{what}")
    return shown


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/b.jsonl", "c.docx", ".git/config.txt", ".brouillon.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text": "a"}')
    (tmp_path / "lien").symlink_to(tmp_path / "a")
    (tmp_path / "lien.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "perdu.md").symlink_to(tmp_path / "absent.md")
    os.mkfifo(tmp_path / "tube.md")
    assert names(tmp_path) == [
        "Skipped .brouillon.md hidden",
        "Skipped .git hidden",
        "Record a/b.jsonl",
        "Record a/z.txt",
        "Record b.md",
        "Skipped c.docx not a format that is read",
        "Skipped lien a link to a folder",
        "Record lien.md",
        "DraftError perdu.md",
        "Skipped tube.md not a regular file",
    ]


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    folder = tmp_path / ".brouillons"
    folder.mkdir()
    (folder / "a.md").write_text("Bonjour")
    assert names(folder) == ["Record a.md"]


def test_a_path_that_is_missing_is_an_error(tmp_path: Path) -> None:
    [error] = read([tmp_path / "absent.md"])
    assert isinstance(error, DraftError)
    assert error.message == "cannot be read: no such file or directory"


def test_a_named_file_of_unknown_format_is_an_error_unless_the_format_is_given(
    tmp_path: Path,
) -> None:
    path = tmp_path / "note.rst"
    path.write_text("Bonjour")
    [error] = read([path])
    assert isinstance(error, DraftError)
    assert error.message == "`.rst` is not a format that is read"
    [record] = read([path], format=Format.TEXT)
    assert isinstance(record, Record)


def test_a_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.md")
    path.write_text("Bonjour")
    [record] = read([path])
    assert isinstance(record, Record)
    assert record.drafts[0].id.endswith("caf\\udce9.md")


def test_an_error_of_the_disk_is_an_error_of_the_file() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(14)

    first, error = records(Broken(b'{"text": "a"}\n{"text": "b"}\n'), format=Format.JSONL)
    assert isinstance(first, Record)
    assert isinstance(error, DraftError)
    assert error.message == "cannot be read: input/output error"


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        pytest.param(b"Bonjour", ["Bonjour"], id="a text"),
        pytest.param(b"[Live] {x}", ["[Live] {x}"], id="a text in brackets"),
        pytest.param(b"{Spoiler} a", ["{Spoiler} a"], id="a text in braces"),
        pytest.param(b'{"text": "a"}', ["a"], id="JSON"),
        pytest.param(b'{"text":\n "a"}\n', ["a"], id="JSON on two lines"),
        pytest.param(b' [ {"text": "a"} ]', ["a"], id="array"),
        pytest.param(b'{"text": "a"}\r\n\n{"text": "b"}', ["a", "b"], id="JSONL"),
        pytest.param(b"---\ntitle: a\n---\nb", ["b"], id="front matter"),
    ],
)
def test_what_has_no_name_is_told_by_its_start(data: bytes, texts: list[str]) -> None:
    read = [r.drafts[0].text for r in records(io.BytesIO(data)) if isinstance(r, Record)]
    assert read == texts


def test_reading_imports_yaml_only_for_front_matter() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from ecluse.read import records\n"
        "list(records(b'Bonjour', path='a.md'))\n"
        "list(records(b'{\"text\": \"a\"}', path='a.jsonl'))\n"
        "print([name for name in ('yaml', 'csv', 'pydantic') if name in sys.modules])\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["tube.md", "tube.jsonl", "tube"])
def test_a_pipe_that_is_named_is_an_error_and_does_not_wait(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    [error] = read([tmp_path / name])
    assert isinstance(error, DraftError)
    assert error.message == "not a file but a pipe, a device or a socket"


def test_a_device_that_is_named_is_an_error() -> None:
    [error] = read(["/dev/zero"])
    assert isinstance(error, DraftError)
