"""The folder of a register is the old one or the new one, whole, whatever happens."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ecluse.registers import store as module
from ecluse.registers.model import RegisterError
from ecluse.registers.store import Store

KEY = b"a key of thirty-two bytes, or so"


def made(folder: Path, **parts: bytes) -> Store:
    store = Store.create(folder / "register", KEY)
    store.commit(parts)
    return store


def test_what_is_committed_is_read_by_the_next(tmp_path: Path) -> None:
    made(tmp_path, one=b"1", two=b"2")
    again = Store(tmp_path / "register", KEY)
    assert (again.read("one"), again.read("two"), again.names()) == (b"1", b"2", ("one", "two"))


def test_what_is_removed_leaves_no_file(tmp_path: Path) -> None:
    store = made(tmp_path, one=b"1")
    before = store.digest, sorted(os.listdir(store.folder))
    store.commit({"two": b"2"})
    store.commit({"two": None})
    assert (store.digest, sorted(os.listdir(store.folder))) == before


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = made(tmp_path, one=b"1")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in store.folder.iterdir()}
    assert modes == {0o600}


def test_a_file_written_beside_is_moved_in(tmp_path: Path) -> None:
    store = made(tmp_path)
    with store.scratch() as path:
        path.write_bytes(b"large")
        store.commit({"large": path})
    assert Store(store.folder, KEY).read("large") == b"large"


def test_a_scratch_file_that_is_not_committed_is_gone(tmp_path: Path) -> None:
    store = made(tmp_path, one=b"1")
    before = sorted(os.listdir(store.folder))
    with store.scratch() as path:
        path.write_bytes(b"large")
    assert sorted(os.listdir(store.folder)) == before


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    made(tmp_path, one=b"1")
    with pytest.raises(RegisterError, match="another key"):
        Store(tmp_path / "register", KEY[::-1])


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="needs a key"):
        Store.create(tmp_path / "register", b"short")


def test_a_part_that_was_changed_is_refused(tmp_path: Path) -> None:
    store = made(tmp_path, one=b"1")
    path = store.path("one")
    assert path is not None
    path.write_bytes(b"2")
    with pytest.raises(RegisterError, match="not what was written"):
        Store(store.folder, KEY).read("one")


def test_no_register_there(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="ecluse register new"):
        Store(tmp_path, KEY)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', '{"version": 7, "key": "", "parts": {}}']
)
def test_a_torn_manifest_is_said(tmp_path: Path, text: str) -> None:
    store = made(tmp_path)
    (store.folder / "register.json").write_text(text)
    with pytest.raises(RegisterError):
        Store(store.folder, KEY)


@pytest.mark.parametrize("parts", [{}, {"one": {}}, {"one": 1}, [1], None])
def test_parts_that_were_not_written_are_refused(tmp_path: Path, parts: object) -> None:
    store = made(tmp_path, one=b"1")
    path = store.folder / "register.json"
    kept = {**json.loads(path.read_bytes()), "parts": parts}
    path.write_text(json.dumps(kept))
    with pytest.raises(RegisterError, match="not what was written"):
        Store(store.folder, KEY)


def test_a_small_part_is_verified_before_it_is_mapped(tmp_path: Path) -> None:
    store = made(tmp_path, one=b"1")
    path = store.path("one")
    assert path is not None
    assert (store.mapped("one"), store.mapped("two")) == (path, None)
    path.write_bytes(b"2")
    with pytest.raises(RegisterError, match="not what was written"):
        store.mapped("one")


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path, one=b"1")

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.os, "open", refused)
    with pytest.raises(RegisterError, match="cannot be written: Permission denied"):
        store.commit({"one": None})
    with pytest.raises(RegisterError, match="cannot be written: Permission denied"):
        Store.create(tmp_path / "other", KEY)


def test_two_writers_do_not_lose_each_other(tmp_path: Path) -> None:
    one = made(tmp_path)
    other = Store(one.folder, KEY)
    one.commit({"one": b"1"})
    with pytest.raises(RegisterError, match="changed meanwhile"):
        other.commit({"two": b"2"})
    assert Store(one.folder, KEY).names() == ("one",)


@pytest.mark.parametrize("failing", range(6))
def test_a_full_disk_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Each write in turn fails; the register is as it was, and takes the next change."""
    store = made(tmp_path, one=b"1")
    write, times = module._write, iter(range(100))

    def full(path: Path, data: bytes) -> None:
        if next(times) == failing:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(module, "_write", full)
    changes = {"one": b"one", "two": b"2", "three": b"3"}
    if failing < 4:  # three parts and the manifest
        with pytest.raises(RegisterError, match="nothing was changed"):
            store.commit(changes)
        monkeypatch.undo()
        again = Store(store.folder, KEY)
        assert (again.names(), again.read("one")) == (("one",), b"1")
        again.commit(changes)
    else:
        store.commit(changes)
    assert Store(store.folder, KEY).read("one") == b"one"


KILLED = """
import os, signal, sys
from pathlib import Path
from ecluse.registers import store as module
write, left = module._write, [int(sys.argv[2])]
def killed(path, data):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    write(path, data)
store = module.Store(Path(sys.argv[1]), b"a key of thirty-two bytes, or so")
module._write = killed
store.commit({"one": b"one", "two": b"2"})
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("after", range(4))
def test_a_kill_in_the_middle_leaves_the_old_or_the_new(tmp_path: Path, after: int) -> None:
    store = made(tmp_path, one=b"1")
    command = [sys.executable, "-c", KILLED, str(store.folder), str(after)]
    subprocess.run(command, check=False, cwd=Path(__file__).parents[2])
    found = Store(store.folder, KEY)
    assert (found.names(), found.read("one")) in [(("one",), b"1"), (("one", "two"), b"one")]
    found.commit({"one": b"again"})
    kept = {"register.json", "register.lock"} | {found.path(name).name for name in found.names()}
    assert set(os.listdir(found.folder)) == kept
