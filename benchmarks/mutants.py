"""Mutants of the decision and of the rules' engine: does a test notice each?

    python benchmarks/mutants.py [--file ecluse/rules/decide.py ...] [--every N] [--cases 2000]
    python benchmarks/mutants.py --again LOG      # only those that LOG says survived
    python benchmarks/mutants.py --lines 380-395  # only those of these lines

Each mutant changes one thing: a comparison, an operator, a truth value, a number, a min or max, a
condition, a return. It is written into a copy of the project, and ``tests/laws``, ``tests/rules`` and
``tests/test_gate.py`` run there until one fails. Killed: a test failed. Survived: none did; such a
mutant is printed with its line, to be killed by a test or argued to be the same program in
:data:`EQUIVALENT`; an argument whose mutant is there no more is an error. ``--every 5`` tries one in
five, for a quick look. Lines may have moved since a log was written: ``--again`` goes by what they say.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FILES = ["ecluse/rules/decide.py", "ecluse/rules/apply.py"]
TESTS = ["tests/rules", "tests/test_gate.py", "tests/laws"]
OF_TIME = "tests/laws/test_apply.py::test_ten_times_the_facts_is_about_ten_times_the_work"
"""Left out: on a busy machine it would kill any mutant."""
EQUIVALENT: dict[str, dict[tuple[str, str], str]] = {
    "ecluse/rules/apply.py": {
        (
            "if len(test.values) == 1 and not test.negated and isinstance(test.values[0], str):",
            "if False: if len(test.values) == 1 and (not test.negated) and isinstance(test.va",
        ): "the general check equals it: a text is no truth value, and None is no text",
        (
            "if len(checks) == 1:",
            "if False: if len(checks) == 1:",
        ): "all() of one check is that check",
        (
            "if by is None:",
            "if False: if by is None:",
        ): "one more key under which nothing is ever looked for",
        (
            "if len(keys) == 1:",
            "if False: if len(keys) == 1:",
        ): "the loop over one key gives the same facts",
        (
            'past = facts.of([("past", *key[1:]) for key in matcher.keys])',
            "number: 1",
        ): "more earlier findings are looked at, and the check leaves the same",
        (
            "if not any(needs):",
            "if False: if not any(needs):",
        ): "sorted by nothing, the rules keep their order",
        (
            "if not waiting:",
            "if False: if not waiting:",
        ): "the loop over nothing gives neither reason nor fault",
        (
            "if lane.by_moment:",
            "if True: if lane.by_moment:",
        ): "of no rule that waits for a moment, none is added",
        (
            "for known, fact in zip(given, chosen, strict=True):",
            "truth value: True",
        ): "a choice has one fact for each pattern",
        (
            "for rule, needs in zip(self.rules, self._needs, strict=True):",
            "truth value: True",
        ): "there is one entry of needs for each rule",
        (
            "if last[0] is not lane or last[1] is not moment:",
            "if True: if last[0] is not lane or last[1] is not moment:",
        ): "what was kept is found anew each time",
        (
            "if last[0] is not lane or last[1] is not moment:",
            "number: 0",
        ): "what was kept is found anew each time",
        (
            "if last[0] is not lane or last[1] is not moment:",
            "number: 1",
        ): "what was kept is found anew each time",
    },
}
"""Mutants that are the same program: file → (the line, the change) → why. Each only costs time."""
COMPARE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every node that may stand in the place of ``node``."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        changed = copy.deepcopy(node)
        changed.ops = [COMPARE[type(node.ops[0])]()]
        yield "comparison", changed
    elif isinstance(node, ast.BoolOp):
        changed = copy.deepcopy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", changed
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth value", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "number", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield NAMES[node.id], ast.Name(NAMES[node.id], ast.Load())
    elif isinstance(node, ast.IfExp):
        yield "if-else turned", ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.If):
        for value in (True, False):
            changed = copy.deepcopy(node)
            changed.test = ast.Constant(value)
            yield f"if {value}", changed
    elif isinstance(node, ast.Attribute) and node.attr in {
        "ALLOW",
        "FLAG",
        "BLOCK",
        "APPROVE",
        "JUSTIFY",
    }:
        other = {
            "ALLOW": "FLAG",
            "FLAG": "BLOCK",
            "BLOCK": "FLAG",
            "APPROVE": "NEVER",
            "JUSTIFY": "APPROVE",
        }
        changed = copy.deepcopy(node)
        changed.attr = other[node.attr]
        yield changed.attr, changed


class _Put(ast.NodeTransformer):
    def __init__(self, number: int, new: ast.AST) -> None:
        self.number, self.new, self.seen = number, new, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.seen += 1
        return self.new if self.seen == self.number else super().generic_visit(node)


class Mutant(NamedTuple):
    """A change of one node: where, the line that stands there, what is changed, the whole source."""

    number: int
    line: str
    change: str
    text: str

    def __str__(self) -> str:
        return f"{self.number}: {self.change} | {self.line}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its nodes."""
    tree = ast.parse(source)
    lines = source.splitlines()
    order: list[ast.AST] = []

    class Walk(ast.NodeVisitor):
        def visit(self, node: ast.AST) -> None:
            order.append(node)
            self.generic_visit(node)

    Walk().visit(tree)
    for number, node in enumerate(order):
        for what, new in changes(node):
            changed = _Put(number, new).visit(copy.deepcopy(tree))
            text = ast.unparse(ast.fix_missing_locations(changed))
            at = getattr(node, "lineno", 0)
            change = f"{what}: {ast.unparse(node).splitlines()[0][:70]}"
            yield Mutant(at, lines[at - 1].strip(), change, text)


def survivors(log: Path) -> set[str]:
    """What a log says of survivors, without file and number of line."""
    lines = log.read_text(encoding="utf-8").splitlines()
    told = (line.split(":", 2)[2] for line in lines if line.startswith("SURVIVED "))
    return {one.strip() for one in told}


def survives(folder: Path, cases: int) -> bool:
    """Whether no test fails in the copy; one that never ends is noticed too."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "ECLUSE_RANDOM_CASES": str(cases)}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["--deselect", OF_TIME, *TESTS]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", action="append", help="a file to mutate, as often as wanted")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--again", type=Path, metavar="LOG", help="only what it says survived")
    parser.add_argument("--lines", metavar="FROM-TO", help="only those of these lines")
    args = parser.parse_args()
    again = survivors(args.again) if args.again else None
    first, _, last = (args.lines or "0-1000000").partition("-")
    stale = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "project")
        shutil.copytree(
            ROOT,
            folder,
            ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis"),
        )
        if not survives(folder, args.cases):
            sys.exit("the tests fail without any mutant")
        for name in args.file or FILES:
            target = folder / name
            source = target.read_text(encoding="utf-8")
            killed, lived, argued = 0, 0, set()
            equal = EQUIVALENT.get(name, {})
            for number, mutant in enumerate(mutants(source)):
                if number % args.every or not int(first) <= mutant.number <= int(last or first):
                    continue
                if again is not None and f"{mutant.change} | {mutant.line}" not in again:
                    continue
                if (mutant.line, mutant.change) in equal:
                    argued.add((mutant.line, mutant.change))
                    continue
                target.write_text(mutant.text, encoding="utf-8")
                if survives(folder, args.cases):
                    lived += 1
                    print(f"SURVIVED {name}:{mutant}", flush=True)
                else:
                    killed += 1
            target.write_text(source, encoding="utf-8")
            print(
                f"{name}: {killed} of {killed + lived} killed, {len(argued)} argued equal",
                flush=True,
            )
            there = {(mutant.line, mutant.change) for mutant in mutants(source)}
            for line, change in equal.keys() - there:
                stale += 1
                print(f"argued, but there is no such mutant: {change} | {line}")
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    main()
