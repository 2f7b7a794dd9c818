"""The key of digests: 32 secret bytes in a file that only its owner reads.

The file holds 64 hexadecimal digits. It is named by ``--key-file``, else by ``ECLUSE_KEY_FILE``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ecluse.model import EcluseError

__all__ = ["KeyFileError", "read_key", "write_key"]

_BYTES = 32


class KeyFileError(EcluseError):
    """A key file that cannot be used; the message never holds its content."""


def read_key(named: str | None = None, environ: Mapping[str, str] | None = None) -> bytes:
    """The key, or no bytes when none is named.

    Raises:
        KeyFileError: the file is not there, is not a key, or may be read by others.
    """
    environ = os.environ if environ is None else environ
    path = named or environ.get("ECLUSE_KEY_FILE")
    return _read(Path(path)) if path else b""


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(1024).strip()
    except OSError as error:
        raise KeyFileError(f"key file {path} cannot be read: {error.strerror}") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"key file {path} may be read by others; run `chmod 600` on it")
    return _decoded(data, path)


def _decoded(data: bytes, path: Path) -> bytes:
    key: bytes | None = None
    with suppress(ValueError):
        key = bytes.fromhex(data.decode("ascii"))
    if key is None or len(key) != _BYTES:
        raise KeyFileError(f"key file {path} does not hold 64 hexadecimal digits; `ecluse key new`")
    return key


def write_key(path: Path) -> None:
    """Write a new key, for its owner only.

    Raises:
        KeyFileError: the file is there already, or cannot be written.
    """
    import secrets

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_hex(_BYTES) + "\n")
    except FileExistsError as error:
        raise KeyFileError(f"{path} is there already; a key is never overwritten") from error
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error
