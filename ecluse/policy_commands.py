"""What ``ecluse policy …`` and ``ecluse waive`` do: find the file, do the work, say it in lines.

Each function takes ``say`` for standard output and answers the exit code; a policy that is not
valid is a :class:`~ecluse.policy.problems.PolicyError` that goes on to the caller.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from ecluse.door import UsageError
from ecluse.examples import gate_for_examples
from ecluse.gate import Gate
from ecluse.key import read_key
from ecluse.lean import replace
from ecluse.model import Decision, Draft, Origin
from ecluse.policy.find import find_policy
from ecluse.policy.init import POLICY, Answers, Author, render
from ecluse.policy.load import load
from ecluse.read.row import record_of
from ecluse.report.words import counted

__all__ = [
    "decide_row",
    "diff",
    "hash_terms",
    "init",
    "lint",
    "person_of",
    "run_examples",
    "schema",
    "validate",
    "write_waiver",
]

Say = Callable[[str], None]


def validate(file: str | None, say: Say) -> int:
    """Say that a policy is valid, with what it holds.

    Raises:
        PolicyError: it is not.
        GateError: a pipeline or a classifier that it names is not there.
    """
    policy = load(find_policy(file).path)
    # What the gate needs must be there; only the key may be elsewhere, so any will do.
    Gate(policy, key=read_key() or bytes(32))
    held = {"rule": policy.rules, "label": policy.labels, "waiver": policy.waivers}
    counts = ", ".join(counted(len(given), noun) for noun, given in held.items())
    say(f"{policy.path}: valid; {counts}; digest {policy.digest}")
    return 0


def diff(old: str, new: str, say: Say) -> int:
    """Say what differs between two policies; 1 when something does."""
    from ecluse.policy.diff import differences

    before, after = load(old), load(new)
    lines = list(differences(before, after))
    say(f"{before.path} {before.digest} → {after.path} {after.digest}")
    for line in lines:
        say(line)
    say(
        f"{counted(len(lines), 'difference')}; * can change a verdict" if lines else "no difference"
    )
    return 1 if lines else 0


def write_waiver(
    file: str | None,
    rule: str,
    scope: Sequence[str],
    until: str,
    owner: str,
    because: str,
    say: Say,
) -> int:
    """Write a waiver into the policy and show it."""
    from ecluse.policy.waive import waive

    path = find_policy(file).path
    waiver = waive(path, rule=rule, owner=owner, because=because, until=until, scope=_scope(scope))
    say(f"{path}: waiver {waiver.id} lifts {rule} until {until} ({', '.join(scope)})")
    return 0


def _scope(pairs: Sequence[str]) -> dict[str, str]:
    scope: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not value or key in scope:
            raise UsageError(f"--scope takes KEY=VALUE, each key once: {pair!r}")
        scope[key] = value
    return scope


def schema(say: Say) -> int:
    """Print the JSON Schema of a policy file."""
    from ecluse.policy.schema import json_schema

    say(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0


# --- lint -----------------------------------------------------------------------------------------


def lint(
    file: str | None, used: Sequence[str], key_file: str | None, strict: bool, say: Say
) -> int:
    """Say what a valid policy may still have wrong; 1 for an error, and for a warning when strict.

    ``used`` are JSON reports, whose counts tell which waivers were used; without any, none is called
    unused.
    """
    from ecluse.policy.lint import lint as find

    policy = load(find_policy(file).path)
    gate = Gate(policy, key=read_key(key_file))
    problems = find(
        policy,
        datetime.now(UTC),
        uses=_uses(used) if used else None,
        recognised=lambda text: {finding.label for finding in gate.findings(Draft(text))},
    )
    for problem in problems:
        say(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    say(f"{policy.path}: {counted(errors, 'error')}, {counted(warnings, 'warning')}")
    return 1 if errors or (strict and problems) else 0


def _uses(reports: Sequence[str]) -> Mapping[str, int]:
    uses: dict[str, int] = {}
    for path in reports:
        for waiver, times in _counted(path).items():
            uses[waiver] = uses.get(waiver, 0) + times
    return uses


def _counted(path: str) -> Mapping[str, int]:
    """``waivers_used`` of a ``json`` report, or of the last line of a ``json-lines`` one."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"--used {path}: {error.strerror}") from error
    for text in (data, data.strip().rpartition(b"\n")[2]):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            used = json.loads(text)["waivers_used"]
            return {str(waiver): int(times) for waiver, times in used.items()}
    raise UsageError(f"--used {path}: not a report in json or json-lines")


# --- examples -------------------------------------------------------------------------------------


def run_examples(file: str | None, key_file: str | None, say: Say) -> int:
    """Run every example and test through the whole gate; 1 when one lies."""
    from ecluse.policy import test as examples

    policy = load(find_policy(file).path)
    with gate_for_examples(policy, read_key(key_file)) as gate:
        results = list(examples.run(policy, lambda row: decide_row(gate, row)))
    problems = [result.problem for result in results if result.problem is not None]
    for problem in problems:
        say(str(problem))
    held = len(results) - len(problems)
    say(f"{policy.path}: {counted(len(results), 'example')} run, {held} hold, {len(problems)} lie")
    return 1 if problems else 0


def decide_row(gate: Gate, row: Mapping[str, object]) -> Decision:
    """Decide a row that the policy vouches for; ``history`` holds earlier rows.

    Raises:
        DraftError: the row is no draft.
    """
    values = dict(row)
    earlier = values.pop("history", [])
    draft = _draft(values)
    rows = cast("list[Mapping[str, object]]", earlier if isinstance(earlier, list) else [])
    history = [_draft(one) for one in rows]
    return gate.check(draft, now=draft.now or datetime.now(UTC), history=history)


def _draft(row: Mapping[str, object]) -> Draft:
    [draft, *_] = record_of(row, "example", Origin()).drafts
    return replace(draft, trusted=True)


# --- hashed terms ---------------------------------------------------------------------------------

_ADVICE = (
    "anybody who has the key would find it by trying; write it with a rarer word that always stands "
    "beside it, or keep it as a plain term in a policy that stays on the server"
)


def hash_terms(given: Sequence[str], key_file: str | None, say: Say, note: Say) -> int:
    """Print the entry of ``hashed:`` for each term, typed unseen or read from standard input.

    Raises:
        UsageError: a term was given as an argument, or can be guessed; then nothing is printed.
        HashError: it has no word, or too many.
        KeyFileError: the key cannot be read.
    """
    from ecluse.classifiers.hashed import HashError, hash_term
    from ecluse.policy.lint import why_guessable

    if given:
        raise UsageError(
            "a term on the command line stays in the shell's history; "
            "type it at the prompt, or give it by standard input"
        )
    key = read_key(key_file)
    if not key:
        raise UsageError("no key: name it with --key-file or ECLUSE_KEY_FILE; see `ecluse key new`")
    entries: list[str] = []
    for name, term in _terms():
        try:
            entries.append(hash_term(term, key))
        except HashError as error:
            raise UsageError(f"{name}: {error}") from None
        if why := why_guessable(term):
            raise UsageError(f"{name} is too easily guessed: {why}; {_ADVICE}")
    for entry in dict.fromkeys(entries):
        say(entry)
    note("goes under `hashed:` of a label; whoever has this key can still try names, so guard it")
    return 0


def _terms() -> Iterator[tuple[str, str]]:
    """Each term, with what messages call it: they never show it."""
    if sys.stdin.isatty():
        yield "the term", _typed_twice()
        return
    try:
        lines = sys.stdin.buffer.read().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError("standard input is not UTF-8") from None
    terms = [(f"line {number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    if not terms:
        raise UsageError("standard input holds no term; give one a line")
    yield from terms


def _typed_twice() -> str:
    """A term that is typed without being shown: a slip would be found by nobody.

    Raises:
        UsageError: the two differ, or the terminal would show it.
    """
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            term, again = getpass("Term (not shown): "), getpass("Once more: ")
        except GetPassWarning:
            raise UsageError("this terminal shows what is typed; use standard input") from None
        except EOFError:
            raise UsageError("no term was typed") from None
    if term != again:
        raise UsageError("the two terms differ")
    return term


# --- init -----------------------------------------------------------------------------------------


def init(answers: Answers, folder: Path, force: bool, say: Say) -> int:
    """Write a first policy with its tests, hook and CI job, and show what was written.

    Raises:
        UsageError: a file is there already and ``force`` is not given; then nothing is written.
        AnswerError: an answer cannot stand in a policy.
    """
    files = {folder / name: text for name, text in render(answers).items()}
    there = [str(path) for path in files if path.exists()]
    if there and not force:
        raise UsageError(
            f"there already: {', '.join(there)}; --force overwrites, --no-hook and --ci none leave out"
        )
    for path, text in files.items():
        _write(path, text)
    for path, text in files.items():
        say(f"── {path}\n\n{text}")
    # From another folder the policy would not be found.
    named = "" if folder.resolve() == Path.cwd() else f" {folder / POLICY}"
    test = f"`ecluse policy test{named}`"
    check = f'`ecluse check{" --policy" * bool(named)}{named} --text "…"`'
    french = answers.language == "fr"
    say(
        f"Écrit. Ensuite : {test}, puis {check}."
        if french
        else f"Written. Next: {test}, then {check}."
    )
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def person_of(text: str) -> Author:
    """A person from ``ID=NAME`` or ``ID=NAME:ROLE``.

    >>> person_of("a.martin=A. Martin:expert")
    Author(id='a.martin', name='A. Martin', role='expert')
    """
    id, equals, rest = text.partition("=")
    name, _, role = rest.partition(":")
    if not equals:
        raise UsageError(f"--person takes ID=NAME or ID=NAME:ROLE, not {text!r}")
    return Author(id.strip(), name.strip(), role.strip() or "author")
