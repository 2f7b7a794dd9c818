"""What ``ecluse redteam`` does: find the policy, disguise its examples, say what slipped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ecluse.door import UsageError
from ecluse.examples import gate_for_examples
from ecluse.key import read_key
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.policy.model import Policy
from ecluse.policy.problems import did_you_mean
from ecluse.redteam import report
from ecluse.redteam.catalogue import families_of, pairs, transforms
from ecluse.redteam.run import Done, smuggle
from ecluse.redteam.survivors import verify_place, write
from ecluse.redteam.transform import Transform
from ecluse.redteam.words import say

__all__ = ["Asked", "redteam"]


class Asked(NamedTuple):
    """The options of the command."""

    policy: str | None = None
    seed: int = 0
    families: Sequence[str] = ()
    only: Sequence[str] = ()
    pairs: int = 0
    limit: int | None = None
    allow_share: float = 0.0
    output_format: str = "full"
    reveal: bool = False
    write: str | None = None
    lang: str | None = None
    key_file: str | None = None


def redteam(asked: Asked, out: Callable[[str], None], note: Callable[[str], None]) -> int:
    """Try to smuggle what the policy catches; 1 when a larger share slipped than is allowed.

    Raises:
        UsageError: no family or rule is called so, or there is nothing to disguise.
        PolicyError: the policy is not valid.
        SurvivorError: ``--write`` cannot write there.
        TransformError: a transform of another distribution cannot be used.
    """
    policy = load(find_policy(asked.policy).path)
    language = asked.lang or policy.language
    _verify_rules(policy, asked.only)
    chosen = _chosen(asked)
    if asked.write:
        verify_place(Path(asked.write), policy)
    with (
        gate_for_examples(policy, read_key(asked.key_file)) as gate,
        _progress(language) as see,
    ):
        result = smuggle(
            policy,
            gate,
            chosen,
            now=datetime.now(UTC),
            seed=asked.seed,
            limit=asked.limit,
            only=asked.only,
            see=see,
        )
    total = result.total()
    if not total.tried:
        raise UsageError("there is nothing to disguise: no example is caught by its words")
    if asked.output_format == "json":
        out(report.in_json(policy, result, seed=asked.seed))
    else:
        reveal = asked.reveal and sys.stdout.isatty()
        out(report.full(policy, result, language, seed=asked.seed, reveal=reveal))
    if asked.reveal and (asked.output_format == "json" or not sys.stdout.isatty()):
        note(say("not-revealed", language))
    if asked.write:
        written, left = write(Path(asked.write), policy, result)
        said = say("written", language, path=asked.write, n=written)
        note(said + (f"; {say('no-room', language, n=left)}" if left else ""))
    return 1 if total.share > asked.allow_share else 0


def _chosen(asked: Asked) -> tuple[Transform, ...]:
    """The transforms of the families that are named, and pairs of them."""
    every = transforms()
    known = families_of(every)
    for family in asked.families:
        if family not in known:
            help = did_you_mean(family, known) or f"there are {', '.join(known)}"
            raise UsageError(f"no family is called `{family}`; {help}")
    own = tuple(one for one in every if not asked.families or one.family in asked.families)
    return (*own, *pairs(own, asked.pairs, asked.seed))


def _verify_rules(policy: Policy, only: Sequence[str]) -> None:
    known = [rule.id for rule in policy.rules]
    for id in only:
        if id not in known:
            near = did_you_mean(id, known)
            raise UsageError(f"no rule is called `{id}`{'; ' + near if near else ''}")


def _progress(language: str) -> AbstractContextManager[Callable[[Done], None] | None]:
    """A progress display, on a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from ecluse.progress import Progress

    return Progress[Done](lambda done: say("progress", language, done=done[0], of=done[1]))
