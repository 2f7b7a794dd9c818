"""Which policy file decides, and which digest it must have.

In this order: ``--policy``; ``ECLUSE_POLICY``; the nearest ``policies.yaml`` from the current folder
upwards to the root of the working copy; ``[tool.ecluse] policy`` of the nearest ``pyproject.toml``.
A policy that is named and not there is an error: the next in order never takes its place. Outside a
working copy only the current folder is looked at, so that a file left in a shared parent folder
decides nothing. ``[tool.ecluse] policy_digest`` pins the digest whichever way the file was found.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ecluse.lean import NamedTuple
from ecluse.model import EcluseError

__all__ = ["NAME", "Found", "PolicyNotFound", "find_policy", "verify_digest"]

NAME = "policies.yaml"
_ROOTS = (".git", ".hg", ".jj", ".svn")


class PolicyNotFound(EcluseError):
    """There is no policy file, or it is not the one that was required. Nothing is decided."""


class Found(NamedTuple):
    """The policy file, how it was found, and the digests that it must have (all of them)."""

    path: Path
    by: str
    digests: tuple[str, ...] = ()


def find_policy(
    named: str | None = None,
    *,
    digest: str | None = None,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Found:
    """Find the policy file.

    Args:
        named: what ``--policy`` gave.
        digest: what ``--require-policy-digest`` gave.
        folder: where to look from (the current folder).
        environ: the environment (that of the process).

    Raises:
        PolicyNotFound: there is none, or the one that is named is not there.
    """
    folder = Path.cwd() if folder is None else folder
    environ = os.environ if environ is None else environ
    folders = list(_upwards(folder))
    settings, home = _settings(folders)
    pinned = _text(settings, "policy_digest", home)
    digests = tuple(d for d in (digest, pinned) if d)
    setting = _text(settings, "policy", home)
    path, by = _path(named, environ, folders, home / setting if setting else None)
    return Found(_shown(path, folder), by, digests)


def verify_digest(digest: str, required: Sequence[str]) -> None:
    """Check the digest of a loaded policy.

    Raises:
        PolicyNotFound: it differs from one that is required.
    """
    for wanted in required:
        if digest != wanted.strip().lower():
            raise PolicyNotFound(
                f"the policy's digest is {digest}, and {wanted} is required; "
                "decide with the required policy, or have the new digest approved and pinned"
            )


def _path(
    named: str | None,
    environ: Mapping[str, str],
    folders: Sequence[Path],
    setting: Path | None,
) -> tuple[Path, str]:
    if named:
        return _existing(Path(named)), "--policy"
    if variable := environ.get("ECLUSE_POLICY"):
        return _existing(Path(variable), "ECLUSE_POLICY"), "ECLUSE_POLICY"
    for folder in folders:
        if (folder / NAME).is_file():
            return folder / NAME, NAME
    if setting is not None:
        return _existing(setting, "[tool.ecluse] policy"), "[tool.ecluse]"
    raise PolicyNotFound(
        f"no policy: there is no {NAME} in {folders[0]} or above it in this working copy; "
        "name one with --policy, or write one with `ecluse init`"
    )


def _existing(path: Path, by: str = "") -> Path:
    if not path.is_file():
        named = f" ({by} names it)" if by else ""
        raise PolicyNotFound(f"no policy: {os.fspath(path)!r} is not a file{named}")
    return path


def _upwards(folder: Path) -> Iterator[Path]:
    """The folder and those above it, up to the root of the working copy."""
    chain = [folder, *folder.parents]
    root = next((n for n, f in enumerate(chain) if any((f / r).exists() for r in _ROOTS)), 0)
    yield from chain[: root + 1]


def _settings(folders: Sequence[Path]) -> tuple[Mapping[str, Any], Path]:
    """``[tool.ecluse]`` of the nearest ``pyproject.toml`` that has it, and its folder."""
    for folder in folders:
        try:
            data = (folder / "pyproject.toml").read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PolicyNotFound(f"pyproject.toml cannot be read: {error.strerror}") from error
        if b"ecluse" in data and (settings := _table(data, folder)):
            return settings, folder
    return {}, folders[0]


def _table(data: bytes, folder: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        table = tomllib.loads(data.decode())["tool"]["ecluse"]
    except KeyError:
        return {}
    except (ValueError, TypeError) as error:
        raise PolicyNotFound(f"{folder / 'pyproject.toml'} is not valid TOML") from error
    if not isinstance(table, dict):
        raise PolicyNotFound(f"{folder / 'pyproject.toml'}: [tool.ecluse] is not a table")
    return table


def _text(settings: Mapping[str, Any], key: str, home: Path) -> str:
    value = settings.get(key, "")
    if not isinstance(value, str):
        raise PolicyNotFound(f"{home / 'pyproject.toml'}: [tool.ecluse] {key} is not a text")
    return value


def _shown(path: Path, folder: Path) -> Path:
    """The path as reports print it: relative when it is below the folder."""
    try:
        return path.relative_to(folder)
    except ValueError:
        return path
