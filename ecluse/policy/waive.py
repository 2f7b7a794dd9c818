"""Write a waiver into a policy file, leaving every other character as it is.

The item is put at the end of the block ``waivers:``, or the block at the end of the file. The result
is loaded and compared: it must be the same policy with this waiver added, or the file is left alone.
Only then does it take the policy's place, in one step.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ecluse.lean import replace
from ecluse.model import EcluseError, Override, Waiver
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.policy.problems import PolicyError, Problem
from ecluse.rules.conditions import Place

__all__ = ["SCOPES", "WaiveError", "waive", "with_waiver"]

SCOPES = ("author", "channel", "draft", "finding")


class WaiveError(EcluseError):
    """A waiver that the policy does not take; the file is unchanged."""


def waive(
    path: Path,
    *,
    rule: str,
    owner: str,
    because: str,
    until: str,
    scope: Mapping[str, str],
    now: datetime | None = None,
) -> Waiver:
    """Add a waiver to the policy at ``path``; the waiver as the policy now has it.

    Args:
        path: the policy.
        rule: the rule whose reason it lifts.
        owner: who answers for it.
        because: why.
        until: when it ends, as policies write moments.
        scope: what it is about.
        now: the moment (aware) that ``until`` must be after; by default that of the clock.

    Raises:
        WaiveError: the rule is unknown or never waived, an option is empty, unreadable or past, or
            the file is written in a way that cannot be added to.
        PolicyError: the policy is not valid as it is.
    """
    before = load(path)
    _verify(before, rule, owner, because, scope)
    id = _next_id(before)
    item = {"id": id, "rule": rule, "owner": owner, "because": because, "until": until}
    changed = with_waiver(path.read_bytes().decode("utf-8-sig"), item, scope)
    waiver = _added(before, _loaded(changed, path), id)
    if waiver.expired(now or datetime.now(UTC)):
        raise WaiveError("--until: is past: the waiver would lift nothing")
    _replace(path, changed)
    return waiver


def _replace(path: Path, text: str) -> None:
    """Put the new text in the place of the file in one step, with the same permissions."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode("utf-8"))
        shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WaiveError(f"{path} cannot be written: {error.strerror}") from error


def _verify(policy: Policy, rule: str, owner: str, because: str, scope: Mapping[str, str]) -> None:
    named = next((one for one in policy.rules if one.id == rule), None)
    if named is None:
        raise WaiveError(f"the policy has no rule `{rule}`")
    if named.override is Override.NEVER:
        raise WaiveError(f"rule `{rule}` is never waived (override: never)")
    for option, given in (("--owner", owner), ("--because", because)):
        if not given.strip():
            raise WaiveError(f"{option}: is empty; a waiver names its owner and says why")
    unknown = sorted(scope.keys() - set(SCOPES))
    if not scope or unknown or not all(scope.values()):
        known = ", ".join(SCOPES)
        raise WaiveError(f"--scope: a waiver has a scope: one or more of {known}, as key=value")


def _loaded(changed: str, path: Path) -> Policy:
    """The policy with the waiver; it was valid without, so that what is wrong is in the options."""
    try:
        return loads(changed, path)
    except PolicyError as error:
        raise WaiveError("; ".join(map(_in_options, error.problems))) from None


def _in_options(problem: Problem) -> str:
    key = problem.source_line.strip().removeprefix("- ").partition(":")[0]
    option = f"--{key}: " if key in {"scope", "until", "owner", "because"} else ""
    return f"{option}{problem.message}" + (f"; {problem.help}" if problem.help else "")


def _next_id(policy: Policy) -> str:
    taken = {waiver.id for waiver in policy.waivers}
    return next(f"W-{n}" for n in range(1, len(taken) + 2) if f"W-{n}" not in taken)


def _added(before: Policy, after: Policy, id: str) -> Waiver:
    """The new waiver, when nothing else has changed."""
    new = [waiver for waiver in after.waivers if waiver.id == id]
    rest = tuple(waiver for waiver in after.waivers if waiver.id != id)
    if len(new) != 1 or not _is_same(before, replace(after, waivers=rest, digest=before.digest)):
        raise WaiveError("the file cannot be added to by machine; write the waiver by hand")
    return new[0]


def _is_same(one: Policy, other: Policy) -> bool:
    """Whether two policies decide alike; the places of their rules may differ."""

    def plain(policy: Policy) -> Policy:
        rules = tuple(replace(rule, place=Place()) for rule in policy.rules)
        return replace(policy, rules=rules)

    return plain(one) == plain(other)


# --- the text -------------------------------------------------------------------------------------


def with_waiver(text: str, item: Mapping[str, str], scope: Mapping[str, str]) -> str:
    """The text of a policy with one more waiver.

    >>> print(with_waiver("version: 1\\n", {"id": "W-1", "rule": "r"}, {"channel": "x"}))
    version: 1
    <BLANKLINE>
    waivers:
      - id: "W-1"
        rule: "r"
        scope: {channel: "x"}
    <BLANKLINE>
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    if not lines[-1]:
        lines.pop()
    start = next((n for n, line in enumerate(lines) if line.startswith("waivers:")), None)
    if start is None:
        lines += ["", "waivers:", *_item(item, scope, "  ")]
    else:
        _insert(lines, start, item, scope)
    return newline.join(lines) + newline


def _insert(
    lines: list[str], start: int, item: Mapping[str, str], scope: Mapping[str, str]
) -> None:
    value = lines[start].removeprefix("waivers:").partition("#")[0].strip()
    if value == "[]":
        lines[start] = lines[start].replace("[]", "", 1).rstrip()
    elif value:
        raise WaiveError("`waivers` is written on one line; write it as a list, one item a line")
    end = _block_end(lines, start)
    dash = next((line for line in lines[start + 1 : end] if line.lstrip().startswith("-")), "  -")
    indent = dash[: len(dash) - len(dash.lstrip())]
    lines[end:end] = _item(item, scope, indent)


def _block_end(lines: Sequence[str], start: int) -> int:
    """Just after the last line of the block that begins at ``start``."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.startswith((" ", "-")) and line.strip() and line != "---":
            end = number + 1
        elif line.strip() and not line.startswith("#"):
            break
    return end


def _item(item: Mapping[str, str], scope: Mapping[str, str], indent: str) -> list[str]:
    # A JSON text is a YAML double-quoted scalar (YAML 1.2 §1.3).
    pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items()]
    inside = ", ".join(
        f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in sorted(scope.items())
    )
    pairs.append(f"scope: {{{inside}}}")
    return [f"{indent}- {pairs[0]}", *(f"{indent}  {pair}" for pair in pairs[1:])]
