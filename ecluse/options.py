"""The options of ``ecluse check`` and ``ecluse gate``: one table for two doors.

``OPTIONS`` is the whole knowledge. :func:`parse` reads a command line by it with the standard
library only, and answers ``None`` whenever something is not plain (an unknown option, a missing or
wrong value, ``--help``): then :mod:`ecluse.cli`, whose commands are made from the same table, reads
it again and finds the words for it. A test shows that both read alike.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from typing import Any, cast

from ecluse.lean import NamedTuple
from ecluse.model import Message

__all__ = ["COMMANDS", "OPTIONS", "Kind", "Option", "Options", "options_of", "parse"]

FORMAT_NAMES = (
    "full",
    "concise",
    "json",
    "json-lines",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "markdown",
)
INPUT_FORMATS = ("text", "markdown", "json", "jsonl", "csv", "postiz")
COMMANDS = ("check", "gate")


class Kind(enum.Enum):
    """What an option takes."""

    FLAG = "flag"
    TEXT = "text"
    TEXTS = "texts"
    """Given once or more."""
    NUMBER = "number"
    """A whole number from 1 on."""


class Option(NamedTuple):
    """One option: ``--name``, what it takes, and its help in both languages."""

    name: str
    kind: Kind
    help: Message
    metavar: str = ""
    choices: tuple[str, ...] = ()
    commands: tuple[str, ...] = COMMANDS

    @property
    def field(self) -> str:
        """Its name in :class:`Options`."""
        return self.name.replace("-", "_")


class Options(NamedTuple):
    """A command line that was understood. Fields are named as the options of the table."""

    command: str = "check"
    paths: tuple[str, ...] = ()
    text: str | None = None
    canonical: bool = False
    channel: tuple[str, ...] = ()
    audience: str | None = None
    author: str | None = None
    publish_at: str | None = None
    now: str | None = None
    reply_to: str | None = None
    policy: str | None = None
    require_policy_digest: str | None = None
    input_format: str | None = None
    output_format: str | None = None
    output_file: str | None = None
    report: tuple[str, ...] = ()
    reveal: bool = False
    exit_zero: bool = False
    lang: str | None = None
    trust_rows: bool = False
    history: str | None = None
    acknowledge: tuple[str, ...] = ()
    because: str | None = None
    key_file: str | None = None
    workers: int | None = None
    diff: str | None = None
    allow_empty: bool = False
    baseline: str | None = None
    write_baseline: bool = False
    owner: str | None = None
    until: str | None = None


_CHECK, _GATE = ("check",), ("gate",)

OPTIONS: tuple[Option, ...] = (
    Option(
        "text",
        Kind.TEXT,
        Message(
            "Le texte à vérifier, au lieu de fichiers.", "The text to check, instead of files."
        ),
        "TEXT",
        commands=_CHECK,
    ),
    Option(
        "canonical",
        Kind.FLAG,
        Message(
            "Vérifier le texte canonique, et l'écrire sur la sortie standard s'il peut sortir.",
            "Check the canonical text, and write it to stdout when it may go out.",
        ),
        commands=_CHECK,
    ),
    Option(
        "channel",
        Kind.TEXTS,
        Message(
            "Où le brouillon irait ; répétez pour un verdict par canal.",
            "Where the draft would go; repeat it for a verdict on each channel.",
        ),
        "CHANNEL",
    ),
    Option(
        "audience",
        Kind.TEXT,
        Message("Qui le lirait.", "Who would read it."),
        "AUDIENCE",
    ),
    Option(
        "author",
        Kind.TEXT,
        Message("Qui l'a écrit ; vous en répondez.", "Who wrote it; you vouch for it."),
        "PERSON",
    ),
    Option(
        "publish-at",
        Kind.TEXT,
        Message("Moment de publication (ISO 8601).", "When it would be published (ISO 8601)."),
        "MOMENT",
    ),
    Option(
        "now",
        Kind.TEXT,
        Message("L'horloge à employer (ISO 8601).", "The clock to judge by (ISO 8601)."),
        "MOMENT",
    ),
    Option(
        "reply-to",
        Kind.TEXT,
        Message("Le message auquel il répond.", "The message that it answers."),
        "TEXT",
    ),
    Option(
        "policy",
        Kind.TEXT,
        Message("Le fichier de politique.", "The policy file."),
        "FILE",
    ),
    Option(
        "require-policy-digest",
        Kind.TEXT,
        Message("L'empreinte exigée de la politique.", "The digest that the policy must have."),
        "DIGEST",
    ),
    Option(
        "input-format",
        Kind.TEXT,
        Message(
            "Format des fichiers, ou de l'entrée standard.",
            "Format of the files, or of standard input.",
        ),
        choices=INPUT_FORMATS,
    ),
    Option(
        "output-format",
        Kind.TEXT,
        Message("Format du compte rendu.", "Format of the report."),
        choices=FORMAT_NAMES,
    ),
    Option(
        "output-file",
        Kind.TEXT,
        Message("Où l'écrire, au lieu de la sortie standard.", "Where to write it, not to stdout."),
        "FILE",
    ),
    Option(
        "report",
        Kind.TEXTS,
        Message("Un compte rendu de plus, à côté.", "One more report, beside the other."),
        "FORMAT=FILE",
    ),
    Option(
        "reveal",
        Kind.FLAG,
        Message(
            "Montrer ce qui a été trouvé, sur un terminal seulement.",
            "Show what was found; on a terminal only.",
        ),
    ),
    Option(
        "exit-zero",
        Kind.FLAG,
        Message(
            "Répondre 0 au lieu de 1 ou 3 ; jamais au lieu de 2.",
            "Answer 0 instead of 1 or 3; never instead of 2.",
        ),
    ),
    Option(
        "lang",
        Kind.TEXT,
        Message("Langue des messages.", "Language of the messages."),
        choices=("fr", "en"),
    ),
    Option(
        "trust-rows",
        Kind.FLAG,
        Message(
            "Croire ce que les lignes disent d'elles-mêmes (auteur, moment, attestations).",
            "Believe what rows say of themselves (author, moment, attestations).",
        ),
    ),
    Option(
        "history",
        Kind.TEXT,
        Message("Brouillons antérieurs (JSONL).", "Earlier drafts (JSONL)."),
        "FILE",
    ),
    Option(
        "acknowledge",
        Kind.TEXTS,
        Message(
            "Prendre en compte cette règle (si elle le permet) ; écrit dans les comptes rendus.",
            "Acknowledge this rule (when it allows that); written in every report.",
        ),
        "RULE",
    ),
    Option(
        "because",
        Kind.TEXT,
        Message("Pourquoi, pour --acknowledge.", "Why, for --acknowledge."),
        "WHY",
    ),
    Option(
        "key-file",
        Kind.TEXT,
        Message(
            "La clé des empreintes (sinon ECLUSE_KEY_FILE).",
            "The key of the digests (else ECLUSE_KEY_FILE).",
        ),
        "FILE",
    ),
    Option(
        "workers",
        Kind.NUMBER,
        Message("Nombre de processus.", "Number of processes."),
        "N",
        commands=_GATE,
    ),
    Option(
        "diff",
        Kind.TEXT,
        Message(
            "Seulement ce qui a changé depuis cette révision git.",
            "Only what changed since this git revision.",
        ),
        "BASE",
        commands=_GATE,
    ),
    Option(
        "allow-empty",
        Kind.FLAG,
        Message(
            "Accepter qu'il n'y ait rien à lire.",
            "Accept that nothing is there to read.",
        ),
        commands=_GATE,
    ),
    Option(
        "baseline",
        Kind.TEXT,
        Message(
            "Constats connus et acceptés (JSON) ; demande une clé.",
            "Known, accepted reasons (JSON); needs a key.",
        ),
        "FILE",
        commands=_GATE,
    ),
    Option(
        "write-baseline",
        Kind.FLAG,
        Message(
            "Écrire dans --baseline ce qui est retenu ou bloqué ici.",
            "Write into --baseline what is held or blocked here.",
        ),
        commands=_GATE,
    ),
    Option(
        "owner",
        Kind.TEXT,
        Message(
            "Qui en répond, pour --write-baseline.", "Who answers for it, for --write-baseline."
        ),
        "PERSON",
        commands=_GATE,
    ),
    Option(
        "until",
        Kind.TEXT,
        Message("Jusqu'à quand, pour --write-baseline.", "Until when, for --write-baseline."),
        "MOMENT",
        commands=_GATE,
    ),
)


def options_of(command: str) -> tuple[Option, ...]:
    """The options of one command, in the order of its help."""
    return tuple(option for option in OPTIONS if command in option.commands)


# --- the fast parser ------------------------------------------------------------------------------


class _NotPlain(Exception):
    """The command line needs the other door."""


def parse(argv: Sequence[str]) -> Options | None:
    """Read a command line (without the program's name); ``None``: the other door must.

    >>> parse(["check", "--channel", "x", "post.md"]).channel
    ('x',)
    >>> parse(["check", "--chanel", "x"]) is None
    True
    """
    if not argv or argv[0] not in COMMANDS or not all(map(_is_text, argv)):
        return None
    try:
        return _options(argv[0], _words(argv[0], list(argv[1:])))
    except _NotPlain:
        return None


def _is_text(argument: str) -> bool:
    """Whether an argument is Unicode: one that is not holds lone surrogates (PEP 383)."""
    return argument.isascii() or not any("\ud800" <= c <= "\udfff" for c in argument)


def _words(command: str, rest: list[str]) -> Iterator[tuple[Option | None, str]]:
    """Each option with its value, each path with ``None``; options may stand among paths."""
    known = {f"--{option.name}": option for option in options_of(command)}
    rest.reverse()
    while rest:
        word = rest.pop()
        if word == "--":
            yield from ((None, path) for path in reversed(rest))
            return
        if not word.startswith("-") or word == "-":
            yield None, word
            continue
        name, equals, value = word.partition("=")
        yield _with_value(known.get(name), value if equals else None, rest)


def _with_value(
    option: Option | None, value: str | None, rest: list[str]
) -> tuple[Option | None, str]:
    if option is None or (option.kind is Kind.FLAG and value is not None):
        raise _NotPlain
    if option.kind is Kind.FLAG:
        return option, ""
    if value is None and not rest:
        raise _NotPlain
    return option, rest.pop() if value is None else value


def _options(command: str, words: Iterator[tuple[Option | None, str]]) -> Options:
    values: dict[str, Any] = {}
    paths: list[str] = []
    for option, word in words:
        if option is None:
            paths.append(word)
        elif option.kind is Kind.TEXTS:
            values[option.field] = (*cast("tuple[str, ...]", values.get(option.field, ())), word)
        else:
            values[option.field] = _value(option, word)
    return Options(command, tuple(paths), **values)


def _value(option: Option, word: str) -> str | int | bool:
    if option.kind is Kind.FLAG:
        return True
    if option.choices and word not in option.choices:
        raise _NotPlain
    if option.kind is Kind.TEXT:
        return word
    if not (word.isascii() and word.isdigit() and word[0] != "0" and len(word) < 6):
        raise _NotPlain
    return int(word)
