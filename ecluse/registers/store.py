"""The folder of a register: parts in files, replaced together or not at all.

``register.json`` names the current file of each part with its size and digest, under a keyed seal, so
that a part taken out of it is not taken for a part that never was; writing it, by a
rename on the same file system after every part is on disk, is the one moment at which a change takes
place. A crash before leaves the old register whole, a crash after the new one; files that no part
names are removed by the next change. Files are for their owner only (0600, the folder 0700). One
writer at a time (``register.lock``); readers need no lock, since files are never changed in place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ecluse.registers.keyed import Keyed
from ecluse.registers.model import RegisterError

__all__ = ["Store"]

_MANIFEST = "register.json"
_LOCK = "register.lock"
_VERSION = 1
_VERIFIED = 1 << 23
"""Bytes up to which a part that is mapped is read through and verified when it is opened."""


class Store:
    """A register's folder as it was when it was opened.

    Args:
        folder: where it is.
        key: the organisation's key.
        reviewer_key: the reviewers' key, under which texts are sealed; without it none is kept.

    Raises:
        RegisterError: there is no register there, it is torn, of another version, or of another key.
    """

    def __init__(
        self, folder: str | os.PathLike[str], key: bytes, reviewer_key: bytes = b""
    ) -> None:
        self.folder = Path(folder)
        self.reviewer_key = reviewer_key
        self.keyed = Keyed(_enough(key))
        self._parts = self._read_manifest()

    @classmethod
    def create(cls, folder: str | os.PathLike[str], key: bytes) -> Store:
        """A new, empty register.

        Raises:
            RegisterError: there is one already, or the folder cannot be written.
        """
        place, keyed = Path(folder), Keyed(_enough(key))
        try:
            if (place / _MANIFEST).exists():
                raise RegisterError(f"there is a register in {place} already")
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise RegisterError(f"{place} cannot be made: {error.strerror}") from error
        with _locked(place):
            _write_manifest(place, keyed, {})
        return cls(place, key)

    @property
    def digest(self) -> str:
        """The digest of everything in it: 32 hexadecimal digits."""
        named = json.dumps(self._parts, sort_keys=True).encode()
        return blake2b(named, digest_size=16).hexdigest()

    def names(self) -> tuple[str, ...]:
        """Every part, in order of name."""
        return tuple(sorted(self._parts))

    def path(self, part: str) -> Path | None:
        """The file of a part, to map or read; ``None`` when there is none."""
        entry = self._parts.get(part)
        return None if entry is None else self.folder / entry["file"]

    def mapped(self, part: str) -> Path | None:
        """The file of a part, to map; verified first when it is small, since that costs little.

        Whoever maps a large one calls :meth:`verify` before anything rests on it.

        Raises:
            RegisterError: the file is missing or is not what was written.
        """
        if part in self._parts and not self.is_large(part):
            self.verify(part)
        return self.path(part)

    def is_large(self, part: str) -> bool:
        """Whether a part is too large to be verified whenever it is opened."""
        return int(self._parts[part]["size"]) > _VERIFIED

    def verify(self, part: str) -> None:
        """Read a part through, a piece at a time.

        Raises:
            RegisterError: the file is missing or is not what was written.
        """
        path = self.folder / self._parts[part]["file"]
        try:
            found = _digest_of_file(path)
        except OSError as error:
            raise RegisterError(f"{path} cannot be read: {error.strerror}") from error
        if found != self._parts[part]["digest"]:
            raise RegisterError(f"{path} is not what was written; restore the register's folder")

    def read(self, part: str) -> bytes:
        """The bytes of a part, verified; none when there is no such part.

        Raises:
            RegisterError: the file is missing or is not what was written.
        """
        path = self.path(part)
        if path is None:
            return b""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RegisterError(f"{path} cannot be read: {error.strerror}") from error
        if blake2b(data, digest_size=16).hexdigest() != self._parts[part]["digest"]:
            raise RegisterError(f"{path} is not what was written; restore the register's folder")
        return data

    def commit(self, changes: Mapping[str, bytes | Path | None]) -> None:
        """Replace parts, all together; ``None`` removes one.

        A ``Path`` is a file already written inside the folder (see :meth:`scratch`); it is moved.

        Raises:
            RegisterError: the disk refuses, or somebody else changed the register since it was opened.
        """
        with _locked(self.folder):
            if self._read_manifest() != self._parts:
                raise RegisterError("the register was changed meanwhile; run the command again")
            parts = {name: entry for name, entry in self._parts.items() if name not in changes}
            try:
                for name, data in changes.items():
                    if data is not None:
                        parts[name] = _placed(self.folder, data)
                _write_manifest(self.folder, self.keyed, parts)
            except OSError as error:
                raise RegisterError(
                    f"{self.folder} cannot be written: {error.strerror}; nothing was changed"
                ) from error
            self._parts = parts
            self._sweep()

    @contextmanager
    def scratch(self) -> Generator[Path]:
        """A file to write a large part into before :meth:`commit`; removed when it was not."""
        path = self.folder / f"scratch-{os.getpid()}-{os.urandom(4).hex()}"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _read_manifest(self) -> dict[str, dict[str, Any]]:
        path = self.folder / _MANIFEST
        try:
            data = json.loads(path.read_bytes())
            version, check, parts = data["version"], data["key"], data["parts"]
            seal = data.get("seal")
        except FileNotFoundError:
            raise RegisterError(
                f"there is no register in {self.folder}; `ecluse register new`"
            ) from None
        except OSError as error:
            raise RegisterError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise RegisterError(f"{path} is torn; restore the register's folder") from None
        if version != _VERSION:
            raise RegisterError(f"{path} is of version {version}; this engine reads {_VERSION}")
        if check != _check_of(self.keyed):
            raise RegisterError(f"{self.folder} was written with another key")
        if seal != _seal_of(self.keyed, parts):
            raise RegisterError(f"{path} is not what was written; restore the register's folder")
        return dict(parts)

    def _sweep(self) -> None:
        """Remove files that no part names: what a crash left, or what was replaced."""
        kept = {entry["file"] for entry in self._parts.values()} | {_MANIFEST, _LOCK}
        for path in self.folder.iterdir():
            if path.name not in kept and path.name.startswith(("part-", "scratch-", "manifest-")):
                with suppress(OSError):
                    path.unlink()


def _enough(key: bytes) -> bytes:
    if len(key) < 16:
        raise RegisterError("a register needs a key; name it with --key-file or ECLUSE_KEY_FILE")
    return key


def _check_of(keyed: Keyed) -> str:
    return f"{keyed.of(b'register', b'check'):016x}"


def _seal_of(keyed: Keyed, parts: Mapping[str, Any]) -> str:
    return keyed.text(b"parts " + json.dumps(parts, sort_keys=True).encode())


def _placed(folder: Path, data: bytes | Path) -> dict[str, Any]:
    """Put the bytes, or the file, of a part in its place; named by content."""
    if isinstance(data, Path):
        _sync(data)
        digest, size = _digest_of_file(data), data.stat().st_size
        path = folder / f"part-{digest}"
        os.replace(data, path)
    else:
        digest, size = blake2b(data, digest_size=16).hexdigest(), len(data)
        path = folder / f"part-{digest}"
        _write(path, data)
    return {"file": path.name, "digest": digest, "size": size}


def _sync(path: Path) -> None:
    """Wait until a file is on disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _digest_of_file(path: Path) -> str:
    made = blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            made.update(block)
    return made.hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a whole file under another name, and rename it when it is on disk."""
    scratch = path.with_name(f"manifest-{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(scratch, path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def _write_manifest(folder: Path, keyed: Keyed, parts: Mapping[str, Any]) -> None:
    manifest = {
        "version": _VERSION,
        "key": _check_of(keyed),
        "parts": parts,
        "seal": _seal_of(keyed, parts),
    }
    _write(folder / _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n")
    with suppress(OSError):  # not every system opens folders; the rename is atomic all the same
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """One writer at a time; waits for the other."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RegisterError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
