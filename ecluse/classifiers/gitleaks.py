"""Read a user's gitleaks configuration (TOML) as formats of secrets.

Each ``[[rules]]`` entry with a ``regex`` becomes a :class:`~ecluse.classifiers.secret_formats.SecretFormat`:
``id``, ``regex`` (RE2's own syntax, as in Go), ``keywords``, ``entropy`` (bits for each character
that the secret must exceed), ``secretGroup`` (without one: the first group that holds something),
and ``allowlists``, the rule's and the global ones: ``regexes`` with ``regexTarget`` (``secret``,
``match`` or ``line``), ``stopwords``, ``condition`` (``OR``, ``AND``).

A draft has no path and no commit, so what depends on them cannot apply: a rule with a path and no
regex is left out, an allow list of paths or commits allows nothing, a rule with both is used for
every text. Whatever was left out is in :attr:`Rules.skipped`, never in silence. `gitleaks:allow` in
a text is not honoured: a draft cannot let itself through.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ecluse.classifiers.secret_checks import compiled
from ecluse.classifiers.secret_formats import Candidate, SecretFormat
from ecluse.model import EcluseError
from ecluse.text.fold import fold

__all__ = ["GitleaksError", "Rules", "Skipped", "read"]

_CONFIDENCE = 0.8


class GitleaksError(EcluseError):
    """A gitleaks configuration that cannot be used: which file, which rule, what to change."""

    def __init__(self, path: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.path, self.rule, self.message = path, rule, message

    def __str__(self) -> str:
        return f"{self.path}: {f'rule `{self.rule}`: ' if self.rule else ''}{self.message}"


class Skipped(NamedTuple):
    """What of a configuration does not apply to drafts, and why. ``rule`` is empty for the file."""

    rule: str
    why: str


class Rules(NamedTuple):
    """A configuration that was read."""

    formats: tuple[SecretFormat, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Allow:
    """One allow list: what makes a match harmless."""

    patterns: tuple[str, ...]
    target: str
    stopwords: tuple[str, ...]
    every: bool
    """Whether all of its kinds must hold (``condition = "AND"``)."""

    def __call__(self, candidate: Candidate) -> bool:
        held = list(self._held(candidate))
        return bool(held) and (all(held) if self.every else any(held))

    def _held(self, candidate: Candidate) -> Iterable[bool]:
        if self.patterns:
            text = getattr(candidate, self.target).encode("latin-1", "replace")
            yield any(compiled(pattern).search(text) is not None for pattern in self.patterns)
        if self.stopwords:
            low = candidate.secret.lower()
            yield any(word in low for word in self.stopwords)


def read(path: str) -> Rules:
    """Read the configuration at ``path``.

    Raises:
        GitleaksError: the file cannot be read, is not TOML, has no rule that applies to a draft, or
            holds an entry or a pattern that cannot be used.
    """
    return _Reader(path).rules(_parsed(path))


def _parsed(path: str) -> Mapping[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise GitleaksError(path, "", f"cannot be read: {error.strerror or 'I/O error'}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GitleaksError(path, "", f"not TOML: {error}") from error
    except RecursionError as error:
        raise GitleaksError(path, "", "not TOML that can be used: nested too deeply") from error


class _Reader:
    """Reads one file; keeps the place for the errors and what was skipped."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._skipped: list[Skipped] = []

    def rules(self, content: Mapping[str, Any]) -> Rules:
        everywhere = self._everywhere(content)
        if "extend" in content:
            self._skip("", "`extend` is not followed: give the extended file as another source")
        entries = self._tables(content, "rules", "")
        formats = [form for entry in entries for form in self._formats(entry, everywhere)]
        if not formats:
            raise GitleaksError(self._path, "", "no rule that applies to a draft")
        self._refuse_twice(form.name for form in formats)
        return Rules(tuple(formats), tuple(self._skipped))

    def _refuse_twice(self, names: Iterable[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise GitleaksError(self._path, name, "there are two rules of this id")
            seen.add(name)

    # --- rules ------------------------------------------------------------------------------------

    def _formats(
        self, entry: Mapping[str, Any], everywhere: Sequence[tuple[_Allow, frozenset[str]]]
    ) -> Iterable[SecretFormat]:
        name = self._text(entry, "id", "", "")
        if not name:
            raise GitleaksError(self._path, "", "a rule has no `id`")
        pattern = self._text(entry, "regex", name, "")
        if not pattern:
            self._skip(name, "looks at paths only")
            return
        if "path" in entry:
            self._skip(name, "`path` is not looked at: the rule is used for every text")
        if "required" in entry:
            self._skip(name, "`required` is not looked at: the rule is used alone")
        allows = [allow for allow, targets in everywhere if not targets or name in targets]
        allows += self._allows(entry, name)
        yield SecretFormat(
            name,
            tuple(fold(word).data for word in self._texts(entry, "keywords", name)),
            self._pattern(pattern, name),
            self._group(entry, pattern, name),
            self._entropy(entry, name),
            unless=_any_of(tuple(allows)) if allows else None,
            confidence=_CONFIDENCE,
        )

    def _pattern(self, pattern: str, rule: str) -> str:
        import re2

        try:
            compiled(pattern)
        except re2.error as error:
            reason = str(error).removeprefix("b'").removesuffix("'")
            raise GitleaksError(self._path, rule, f"RE2 refuses the pattern: {reason}") from None
        return pattern

    def _group(self, entry: Mapping[str, Any], pattern: str, rule: str) -> int | None:
        group = entry.get("secretGroup", 0)
        if type(group) is not int or not 0 <= group <= compiled(pattern).groups:
            raise GitleaksError(self._path, rule, "`secretGroup` is not a group of the pattern")
        return group or None

    def _entropy(self, entry: Mapping[str, Any], rule: str) -> float:
        value = entry.get("entropy", 0.0)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 8:
            raise GitleaksError(self._path, rule, "`entropy` is not a number from 0 to 8")
        return float(value)

    # --- allow lists ------------------------------------------------------------------------------

    def _everywhere(self, content: Mapping[str, Any]) -> list[tuple[_Allow, frozenset[str]]]:
        """The global allow lists, each with the rules that it is for (none: all)."""
        return [
            (allow, frozenset(self._texts(entry, "targetRules", "")))
            for entry in self._allow_tables(content, "")
            for allow in self._allow(entry, "")
        ]

    def _allows(self, content: Mapping[str, Any], rule: str) -> list[_Allow]:
        entries = self._allow_tables(content, rule)
        return [allow for entry in entries for allow in self._allow(entry, rule)]

    def _allow_tables(self, content: Mapping[str, Any], rule: str) -> list[Mapping[str, Any]]:
        """Both spellings: `[allowlist]`, deprecated, and `[[allowlists]]`."""
        single = content.get("allowlist")
        if single is not None and not isinstance(single, dict):
            raise GitleaksError(self._path, rule, "`allowlist` is not a table")
        return [*([single] if single else []), *self._tables(content, "allowlists", rule)]

    def _allow(self, entry: Mapping[str, Any], rule: str) -> Iterable[_Allow]:
        every = self._text(entry, "condition", rule, "OR").upper() in ("AND", "&&")
        of_files = [key for key in ("paths", "commits") if entry.get(key)]
        if of_files:
            self._skip(rule, f"an allow list of {' and '.join(of_files)} allows nothing in a draft")
            if every:
                return
        target = self._text(entry, "regexTarget", rule, "secret") or "secret"
        if target not in ("secret", "match", "line"):
            raise GitleaksError(self._path, rule, "`regexTarget` is not secret, match or line")
        patterns = tuple(self._pattern(text, rule) for text in self._texts(entry, "regexes", rule))
        stopwords = tuple(word.lower() for word in self._texts(entry, "stopwords", rule))
        if patterns or stopwords:
            yield _Allow(patterns, target, stopwords, every)

    # --- values -----------------------------------------------------------------------------------

    def _skip(self, rule: str, why: str) -> None:
        self._skipped.append(Skipped(rule, why))

    def _text(self, entry: Mapping[str, Any], key: str, rule: str, default: str) -> str:
        value = entry.get(key, default)
        if not isinstance(value, str):
            raise GitleaksError(self._path, rule, f"`{key}` is not a text")
        return value

    def _texts(self, entry: Mapping[str, Any], key: str, rule: str) -> list[str]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise GitleaksError(self._path, rule, f"`{key}` is not a list of texts")
        return value

    def _tables(self, entry: Mapping[str, Any], key: str, rule: str) -> list[Mapping[str, Any]]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise GitleaksError(self._path, rule, f"`{key}` is not a list of tables")
        return value


def _any_of(allows: tuple[_Allow, ...]) -> Callable[[Candidate], bool]:
    return functools.partial(_is_allowed, allows)


def _is_allowed(allows: tuple[_Allow, ...], candidate: Candidate) -> bool:
    return any(allow(candidate) for allow in allows)
