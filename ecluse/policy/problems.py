"""What may be wrong with a policy: a problem with its place, and the table of codes.

A :class:`Problem` says what is wrong, where, and when it can what was meant. A
:class:`PolicyError` holds every problem of a policy and its text is the frames of all of them, in
order of line. :data:`CODES` has a page for each code: ``P`` codes are errors, and without repair
nothing is decided; ``L`` codes are what ``ecluse policy lint`` says of a policy that is valid.

Standard library only: the fast path may meet a :class:`PolicyError` and must not pay for YAML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ecluse.model import EcluseError
from ecluse.text.frame import frame, gutter

__all__ = ["PolicyError", "Problem", "did_you_mean", "quoted"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or that lint warns of.

    ``line`` and ``column`` are 1-based and ``length`` is in code points; ``line`` is 0 when the file
    as a whole is meant. ``severity`` is ``error`` or ``warning``.
    """

    code: str
    message: str
    path: str
    line: int = 0
    column: int = 1
    length: int = 1
    source_line: str = ""
    help: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """The frame: place, code and message, source line with carets, help."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        lines = [f"{place}: {self.severity}[{self.code}]: {self.message}"]
        if self.line:
            lines.append(frame(self.source_line, self.line, self.column, self.length))
        if self.help:
            lines.append(f"{gutter(self.line)} = help: {self.help}")
        return "\n".join(lines)


class PolicyError(EcluseError):
    """A policy that cannot be used, with every problem that it has.

    >>> raise PolicyError([Problem("P011", "missing key `version`", "policies.yaml")])
    Traceback (most recent call last):
    ...
    ecluse.policy.problems.PolicyError: policies.yaml: error[P011]: missing key `version`
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The help for a word that nobody knows; empty when nothing is like it.

    >>> did_you_mean("whn_all", ["when_all", "none"])
    'did you mean `when_all`?'
    """
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def quoted(words: Iterable[str], last: str = "or") -> str:
    """Words for a sentence.

    >>> quoted(["fr", "en"])
    '`fr` or `en`'
    """
    marked = [f"`{word}`" for word in words]
    head, tail = ", ".join(marked[:-1]), marked[-1] if marked else ""
    return f"{head} {last} {tail}" if head else tail
