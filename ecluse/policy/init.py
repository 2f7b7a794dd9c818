"""The files that ``ecluse init`` writes: a first policy with its tests, a hook, a CI job.

:func:`render` is a pure function from answers to texts by path; the command asks the questions, shows
what it would write and writes it. What it makes is valid, has nothing that lint would warn of, and
its examples and tests hold: it is a policy to grow, not a form to fill in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ecluse.model import EcluseError, Message
from ecluse.policy.moments import MomentError, zone

__all__ = ["CHANNELS", "POLICY", "AnswerError", "Answers", "Author", "render"]

POLICY = "policies.yaml"
HOOK = ".pre-commit-config.yaml"
GITHUB = ".github/workflows/ecluse.yml"
GITHUB_POLICY = ".github/workflows/ecluse-policy.yml"
GITLAB = ".gitlab-ci.ecluse.yml"

CHANNELS: Mapping[str, str] = {
    "x": "everyone",
    "mastodon": "everyone",
    "bluesky": "everyone",
    "threads": "everyone",
    "facebook": "everyone",
    "instagram": "everyone",
    "linkedin": "everyone",
    "youtube": "everyone",
    "website": "everyone",
    "newsletter": "everyone",
    "intranet": "employees",
    "partner-portal": "partners",
    "board-letter": "management",
}
"""Channels that can be named in an answer, and who reads them."""
_TIERS = {
    "management": "private",
    "employees": "extended",
    "partners": "extended",
    "everyone": "public",
}
_PACKS = ("base", "marks", "secrets", "personal-data", "tone", "people", "social", "fr", "en")


class AnswerError(EcluseError):
    """An answer that cannot stand in a policy."""


class Author(NamedTuple):
    """Somebody who writes drafts; ``role`` is author, expert, spokesperson, community-manager…"""

    id: str
    name: str
    role: str = "author"


@dataclass(frozen=True, slots=True)
class Answers:
    """What ``ecluse init`` asks.

    ``code_names``: names that must stay inside; an invented one is written when there is none.
    ``drafts``: the folder that the hook and the CI job look at. ``ci``: ``github``, ``gitlab`` or
    both.
    """

    company: str
    language: str = "fr"
    timezone: str = "Europe/Paris"
    channels: tuple[str, ...] = ("x", "linkedin", "intranet")
    people: tuple[Author, ...] = ()
    code_names: tuple[str, ...] = ()
    drafts: str = "drafts"
    packs: tuple[str, ...] = _PACKS
    hook: bool = True
    ci: tuple[str, ...] = ("github",)


def render(answers: Answers) -> dict[str, str]:
    """Every file to write, by its path from the folder of the policy.

    Raises:
        AnswerError: an answer is empty, or is no name, channel or folder.
    """
    _verify(answers)
    files = {POLICY: _policy(answers)}
    if answers.hook:
        files[HOOK] = _hook(answers)
    if "github" in answers.ci:
        files[GITHUB] = _github(answers)
        files[GITHUB_POLICY] = _github_policy(answers)
    if "gitlab" in answers.ci:
        files[GITLAB] = _gitlab(answers)
    return files


# --- answers --------------------------------------------------------------------------------------

_ID = re.compile(r"\w[\w.-]{0,63}\Z")
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\Z")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def _verify(answers: Answers) -> None:
    if answers.language not in {"fr", "en"}:
        raise AnswerError("the language is `fr` or `en`")
    if not answers.channels:
        raise AnswerError("name at least one channel")
    for channel in answers.channels:
        if channel not in CHANNELS:
            raise AnswerError(f"no channel `{channel}` is known; they are: {', '.join(CHANNELS)}")
    if not _FOLDER.match(answers.drafts):
        raise AnswerError("the folder of drafts is a path of letters, digits, `_`, `-` and `.`")
    texts = [answers.company, answers.timezone, *answers.code_names]
    for person in answers.people:
        if not _ID.match(person.id):
            raise AnswerError("the identifier of a person has letters, digits, `.`, `_` and `-`")
        texts += [person.name, person.role]
    if not all(text.strip() and not _HIDDEN.search(text) for text in texts):
        raise AnswerError("an answer is empty or holds characters that nobody sees")
    if not all(_is_name(name) for name in answers.code_names):
        raise AnswerError("a code name has letters, digits, spaces, hyphens and apostrophes")
    _verify_zone(answers.timezone)


def _verify_zone(name: str) -> None:
    try:
        zone(name)
    except MomentError as error:
        raise AnswerError(f"no time zone `{name}` is known; {error.help}") from None


def _is_name(text: str) -> bool:
    return any(c.isalnum() for c in text) and all(c.isalnum() or c in " -'’" for c in text)


def _quoted(text: str) -> str:
    """A YAML text in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _message(message: Message) -> str:
    return f"{{fr: {_quoted(message.fr)}, en: {_quoted(message.en)}}}"


# --- the policy -----------------------------------------------------------------------------------

_INVENTED = Message("Héron Cendré", "Grey Heron")
_CLEAR = (
    Message("Bonne semaine à toutes et à tous !", "Have a good week, everybody!"),
    Message("Notre stand vous attend au salon.", "Our booth awaits you at the fair."),
    Message("Merci de nous suivre ici.", "Thank you for following us here."),
)
_FIGURES = Message("Notre chiffre d'affaires 2031 dépasse 3 M€.", "Our 2031 revenue is above 3 M€.")


def _policy(answers: Answers) -> str:
    sections = (_head, _who, _labels, _registers, _rules, _tests)
    return "\n".join("\n".join(section(answers)) + "\n" for section in sections)


def _say(answers: Answers, fr: str, en: str) -> str:
    return fr if answers.language == "fr" else en


def _head(answers: Answers) -> Iterator[str]:
    yield _say(
        answers,
        "# Ce qui peut être publié, où et par qui. `ecluse policy test` essaie tout ce qui suit.",
        "# What may be published, where and by whom. `ecluse policy test` tries all that follows.",
    )
    yield "version: 1"
    yield f"company: {_quoted(answers.company)}"
    yield f"language: {answers.language}"
    yield f"timezone: {_quoted(answers.timezone)}"
    yield ""
    yield _say(
        answers,
        "# Règles fournies avec écluse ; `ecluse explain RÈGLE` montre chacune.",
        "# Rules that come with écluse; `ecluse explain RULE` shows each.",
    )
    yield f"extends: [{', '.join(answers.packs)}]"


def _who(answers: Answers) -> Iterator[str]:
    readers = {CHANNELS[channel] for channel in answers.channels} | {"everyone"}
    yield _say(
        answers,
        "# Qui lit, et jusqu'où : private (un petit cercle), extended (équipes et partenaires), public.",
        "# Who reads, and how far: private (a small circle), extended (staff and partners), public.",
    )
    yield "audiences:"
    yield from (f"  {id}: {{tier: {tier}}}" for id, tier in _TIERS.items() if id in readers)
    yield ""
    yield _say(
        answers,
        "# Où vont les brouillons. Un canal qui n'est pas ici est lu comme public.",
        "# Where drafts go. A channel that is not here is read as public.",
    )
    yield "channels:"
    for channel in dict.fromkeys(_channels(answers)):
        yield f"  {channel}: {{audience: {CHANNELS[channel]}, kind: {channel}}}"
    if answers.people:
        yield ""
        yield _say(
            answers,
            "# Qui écrit. Une personne qui n'est pas ici n'a aucun rôle.",
            "# Who writes. Somebody who is not here has no role.",
        )
        yield "people:"
        for person in {person.id: person for person in answers.people}.values():
            yield (
                f"  {_quoted(person.id)}: "
                f"{{name: {_quoted(person.name)}, roles: [{_quoted(person.role)}]}}"
            )


def _channels(answers: Answers) -> Sequence[str]:
    """The channels, with one that everyone reads: `everyone` is an audience of every policy."""
    if any(CHANNELS[channel] == "everyone" for channel in answers.channels):
        return answers.channels
    return (*answers.channels, "website")


def _code_names(answers: Answers) -> Sequence[str]:
    return tuple(dict.fromkeys(answers.code_names)) or (_INVENTED.in_(answers.language),)


def _needs_context(name: str) -> bool:
    """Whether a code name is too short or too common to stand alone."""
    from ecluse.policy.lint import is_poor

    return is_poor(name)


def _labels(answers: Answers) -> Iterator[str]:
    yield _say(
        answers,
        "# Ce qu'il faut reconnaître. Casse, accents, pluriels, tirets et mots-dièse vont de soi.",
        "# What to recognise. Case, accents, plurals, hyphens and hashtags are taken care of.",
    )
    yield "labels:"
    yield "  code-name:"
    yield "    terms:"
    if not answers.code_names:
        yield _say(
            answers,
            "      # Un exemple : mettez ici vos noms de code, et dans la règle et les essais plus bas.",
            "      # An example: put your code names here, and in the rule and the tests below.",
        )
    for name in _code_names(answers):
        near = ", near: [projet, project]" if _needs_context(name) else ""
        yield f"      - {{term: {_quoted(name)}{near}}}"
    yield "  figure:"
    yield "    patterns:"
    yield r"      - '(?:chiffre d.affaires|resultat|marge|revenue|profit|margin).{0,40}\d'"
    yield r"      - '\d{4} (?:revenue|profit|margin)'"


def _registers(answers: Answers) -> Iterator[str]:
    yield _say(
        answers,
        "# Les publications que des règles attendent. Ajoutez `at:` quand la date est sûre :",
        "# Acts of publication that rules wait for. Add `at:` when the date is certain:",
    )
    yield '#   - {id: launch, at: "2030-03-09T10:00"}'
    yield "registers:"
    yield "  releases:"
    yield "    - {id: launch}"


def _caught(answers: Answers) -> str:
    """A draft that names the first code name, with the word that a short one needs beside it."""
    name = _code_names(answers)[0]
    if not _PROJECT.isdisjoint(name.casefold().split()) and not _needs_context(name):
        return _say(answers, f"Le {name} arrive lundi !", f"Our {name} is out on Monday!")
    return _say(
        answers, f"Le projet {name} arrive lundi !", f"Our project {name} is out on Monday!"
    )


_PROJECT = frozenset({"projet", "project"})


def _clear(answers: Answers) -> str:
    """An ordinary sentence without any of the code names."""
    sentences = [sentence.in_(answers.language) for sentence in _CLEAR]
    names = [name.casefold() for name in _code_names(answers)]
    return next((s for s in sentences if not any(n in s.casefold() for n in names)), sentences[0])


def _rules(answers: Answers) -> Iterator[str]:
    spokesperson = any(person.role == "spokesperson" for person in answers.people)
    yield _say(
        answers,
        "# Une règle : quand ces faits sont là, le brouillon est de ce niveau, ou reçoit ce verdict.",
        "# A rule: when these facts are there, the draft has this tier, or gets this verdict.",
    )
    yield "rules:"
    yield from _rule(
        "code-name-before-launch",
        ["finding: {label: code-name}"],
        ["release: {id: launch}"],
        "tier: private",
        "override: never",
        because=Message(
            "Un nom de code reste interne jusqu'au lancement.",
            "A code name stays inside until the launch.",
        ),
        fix=Message(
            "Employez le nom public, ou attendez le lancement.",
            "Use the public name, or wait for the launch.",
        ),
        caught=_caught(answers),
        clear=_clear(answers),
    )
    yield ""
    yield from _rule(
        "figure-in-public",
        ["finding: {label: figure}", "audience: {tier: public}"],
        ["author: {role: spokesperson}"] if spokesperson else [],
        "verdict: flag",
        "override: approve",
        because=Message(
            "Un chiffre de l'entreprise est relu avant d'être publié.",
            "A figure of the company is reviewed before it is published.",
        ),
        fix=Message(
            "Citez le document où ce chiffre est déjà public, ou demandez une relecture.",
            "Name the document in which this figure is public already, or ask for a review.",
        ),
        caught=_FIGURES.in_(answers.language),
        clear=_clear(answers),
    )


def _rule(
    id: str,
    when_all: Sequence[str],
    none: Sequence[str],
    *says: str,
    because: Message,
    fix: Message,
    caught: str,
    clear: str,
) -> Iterator[str]:
    yield f"  - id: {id}"
    yield "    when_all:"
    yield from (f"      - {condition}" for condition in when_all)
    if none:
        yield "    none:"
        yield from (f"      - {condition}" for condition in none)
    yield from (f"    {line}" for line in says)
    yield f"    because: {_message(because)}"
    yield f"    fix: {_message(fix)}"
    yield "    examples:"
    yield f"      caught: [{_quoted(caught)}]"
    yield f"      clear: [{_quoted(clear)}]"


def _tests(answers: Answers) -> Iterator[str]:
    public = next(c for c in _channels(answers) if CHANNELS[c] == "everyone")
    yield _say(
        answers,
        "# Ce que toute la politique doit répondre : allow (publier), flag (faire relire), block.",
        "# What the whole policy must answer: allow (publish), flag (have it reviewed), block.",
    )
    yield "tests:"
    for text, expect, more in (
        (_clear(answers), "allow", "tier: public"),
        (_caught(answers), "block", "tier: private, reasons: [code-name-before-launch]"),
        (_FIGURES.in_(answers.language), "flag", "reasons: [figure-in-public]"),
    ):
        yield f"  - {{text: {_quoted(text)}, channel: {public}, expect: {expect}, {more}}}"


# --- hook and CI ----------------------------------------------------------------------------------


_ADDRESS = "git+https://HOST/OWNER/ecluse@TAG"
"""Where écluse is; the author of the policy fills it in."""


def _hook(answers: Answers) -> str:
    folder = answers.drafts.replace(".", r"\.")
    installed = _say(
        answers,
        """\
# Ces hooks lancent l'`ecluse` installé : `pip install .` depuis un clone d'écluse.
# Pour que pre-commit l'installe, complétez l'adresse et l'étiquette, et écrivez à la place :""",
        """\
# These hooks run the `ecluse` that is installed: `pip install .` from a clone of écluse.
# For pre-commit to install it, fill in the address and the tag, and write instead:""",
    )
    return f"""\
{installed}
#   - repo: https://HOST/OWNER/ecluse
#     rev: TAG
#     hooks: [{{id: ecluse, files: '^{folder}/'}}, {{id: ecluse-policy}}]
repos:
  - repo: local
    hooks:
      - id: ecluse
        name: ecluse
        entry: ecluse gate
        args: [--]
        language: system
        files: '^{folder}/'
        types_or: [markdown, plain-text]
        require_serial: true
      - id: ecluse-policy
        name: ecluse policy test
        entry: ecluse policy test
        language: system
        types: [yaml]
        pass_filenames: false
"""


def _fill_in(answers: Answers) -> str:
    return _say(
        answers,
        "Complétez où est votre copie d'écluse, et son étiquette ; sans cela la tâche échoue :",
        "Fill in where your copy of écluse is, and its tag; until then the job fails:",
    )


def _github(answers: Answers) -> str:
    protected = _say(
        answers,
        """\
# La politique et ce fichier sont ceux de la branche protégée : une proposition ne desserre pas son
# contrôle. Ses brouillons sont lus, rien d'elle n'est exécuté.""",
        """\
# The policy and this file are those of the protected branch: a change cannot loosen its own check.
# Its drafts are read, nothing of it is run.""",
    )
    return f"""\
{protected}
name: ecluse
on:
  pull_request_target:
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      # {_fill_in(answers)}
      # - run: python -I -m pip install "ecluse @ {_ADDRESS}"
      - uses: actions/checkout@v4
        with:
          ref: refs/pull/${{{{ github.event.number }}}}/merge
          fetch-depth: 0
          persist-credentials: false
      - run: git worktree add --detach "$RUNNER_TEMP/protected" "refs/remotes/origin/$GITHUB_BASE_REF"
      - run: >-
          ecluse gate {answers.drafts}
          --policy "$RUNNER_TEMP/protected/{POLICY}"
          --diff "refs/remotes/origin/$GITHUB_BASE_REF"
          --output-format github
"""


def _github_policy(answers: Answers) -> str:
    """A workflow apart: a policy may name a pipeline beside it, and loading one may run code.

    Not a job of the other one either: there it would be skipped on the other event, and a skipped
    job counts as passed.
    """
    proposed = _say(
        answers,
        """\
# Les exemples et les essais de la politique proposée. Ce fichier-ci est celui de la proposition, et
# n'a que ses droits.""",
        """\
# The examples and tests of the policy that is proposed. This file is that of the change, and has
# its rights only.""",
    )
    return f"""\
{proposed}
name: ecluse-policy
on:
  pull_request:
permissions:
  contents: read
jobs:
  policy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      # {_fill_in(answers)}
      # - run: python -I -m pip install "ecluse @ {_ADDRESS}"
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - run: ecluse policy test {POLICY}
"""


def _gitlab(answers: Answers) -> str:
    protected = _say(
        answers,
        """\
# La politique est celle de la branche cible. La tâche, elle, est celle de la proposition : pour la
# mettre hors de sa portée, incluez-la par une politique d'exécution de pipeline.""",
        """\
# The policy is that of the target branch. The job itself is that of the change: to keep it out of
# its reach, include it by a pipeline execution policy.""",
    )
    return f"""\
{protected}
# {_say(answers, "Dans .gitlab-ci.yml :", "In .gitlab-ci.yml:")} include: {{local: {GITLAB}}}
ecluse:
  image: python:3.13-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  before_script:
    - apt-get update && apt-get install --yes --no-install-recommends git
    # {_fill_in(answers)}
    # - python -I -m pip install "ecluse @ {_ADDRESS}"
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - git worktree add --detach /tmp/protected FETCH_HEAD
  script:
    - ecluse policy test
    - >-
      ecluse gate {answers.drafts}
      --policy /tmp/protected/{POLICY}
      --diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
      --output-format gitlab --output-file gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
