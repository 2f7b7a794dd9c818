"""The development examples of ``corpus/``, read (its README says what each line is)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ecluse.model import Tier
from ecluse.registers.model import Statement

CORPUS = Path(__file__).parent / "corpus"


@dataclass
class Company:
    """One invented company: what it declares, and drafts."""

    name: str
    statements: list[Statement] = field(default_factory=list)
    leaks: list[tuple[str, str]] = field(default_factory=list)
    """Draft, and the statement that it says."""
    harmless: list[str] = field(default_factory=list)
    later_leaks: list[tuple[str, str]] = field(default_factory=list)
    """Written after the levels were set: nothing was tuned to them."""
    later_harmless: list[str] = field(default_factory=list)
    exchanges: list[tuple[str, str, str]] = field(default_factory=list)
    """Message, answer, and the statement that both disclose (none when empty)."""
    contradictions: list[tuple[str, str]] = field(default_factory=list)


def companies() -> list[Company]:
    """Every company, in order of name."""
    return [_read(path) for path in sorted(CORPUS.glob("*.txt"))]


def _read(path: Path) -> Company:
    company, message = Company(path.stem), ""
    for line in path.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark in ("@", "="):
            company.statements.append(_statement(mark, rest))
        elif mark == "+":
            company.leaks.append((rest, company.statements[-1].id))
        elif mark == "-":
            company.harmless.append(rest)
        elif mark == "*":
            id, _, draft = rest.partition(" ")
            company.later_leaks.append((draft, id))
        elif mark == "%":
            company.later_harmless.append(rest)
        elif mark == "?":
            message = rest
        elif mark == ".":
            company.exchanges.append((message, rest, ""))
        elif mark == "!":
            id, _, answer = rest.partition(" ")
            company.exchanges.append((message, answer, id))
        elif mark == "/":
            id, _, draft = rest.partition(" ")
            company.contradictions.append((draft, id))
    return company


def _statement(mark: str, rest: str) -> Statement:
    id, _, text = rest.partition(" ")
    if mark == "@":
        return Statement(id, text, Tier.PUBLIC)
    tier, _, text = text.partition(" ")
    return Statement(id, text, Tier[tier.upper()])
