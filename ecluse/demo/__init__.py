"""``ecluse demo``: a minute with shipped drafts, one of each outcome, through the real gate.

The drafts are files of this package, ``fr/`` and ``en/``, numbered in the order of the tour; what is
said before each is here. The policy is ``policies.yaml`` beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ecluse.batch import Judge, Run
from ecluse.model import Draft, DraftError, Message
from ecluse.policy.cache import cached_load
from ecluse.read import Record, records
from ecluse.report import Look, Report, Row, Tally, format_named
from ecluse.report.words import clean, summary
from ecluse.version import VERSION

__all__ = ["FOLDER", "tour"]

FOLDER = Path(__file__).parent

_SAID = {
    "1-allow": Message(
        "Rien à dire : le brouillon passe.",
        "Nothing to say: the draft goes through.",
    ),
    "2-flag": Message(
        "Retenu : une personne doit le lire. L'auteur peut aussi prendre la règle en compte "
        "(--acknowledge no-mockery).",
        "Held: a person has to read it. The author may also acknowledge the rule "
        "(--acknowledge no-mockery).",
    ),
    "3-block": Message(
        "Bloqué : un nom de code est privé, et ce canal est public. Le mot-dièse ne le cache pas.",
        "Blocked: a code name is private, and this channel is public. The hashtag does not hide it.",
    ),
    "4-elsewhere": Message(
        "Autorisé ici : un chiffre « étendu » peut aller aux partenaires ; au public, il serait retenu.",
        "Allowed here: an `extended` figure may go to partners; to the public it would be held.",
    ),
    "5-waived": Message(
        "Autorisé par une dérogation signée et datée ; la règle reste écrite dans le compte rendu.",
        "Allowed by a signed, dated waiver; the rule stays written in the report.",
    ),
    "6-fault": Message(
        "Illisible : ce qui ne peut pas être lu n'est jamais laissé passer.",
        "Unreadable: what cannot be read never goes through.",
    ),
}
_LAST = Message(
    'À vous : `ecluse init` écrit une politique, `ecluse check --text "…"` l\'essaie.',
    'Your turn: `ecluse init` writes a policy, `ecluse check --text "…"` tries it.',
)


def tour(language: str, say: Callable[[str], None]) -> int:
    """Show every step; always 0: the tour decides about nothing of yours."""
    policy = cached_load(FOLDER / "policies.yaml")
    report = Report(policy, datetime.now(UTC), VERSION, language, Look(allowed=True))
    judge, tally = Judge(Run(report)), Tally()
    for number, (name, said) in enumerate(_SAID.items(), 1):
        say(f"── {number}/{len(_SAID)} ── {said.in_(language)}\n")
        [path] = (FOLDER / language).glob(f"{name}.*")
        for item in records(path, path=path.name):
            for line in _quoted(item):
                say(line)
            for row in judge.rows(item):
                tally.add(row)
                say(_shown(report, row).removesuffix("\n"))
    say(summary(tally, language))
    say(_LAST.in_(language))
    return 0


def _quoted(item: Record | DraftError) -> list[str]:
    drafts: tuple[Draft, ...] = item.drafts if isinstance(item, Record) else ()
    lines = [line for draft in drafts for line in draft.text.strip().split("\n")]
    return [*(f"   │ {clean(line)}" for line in lines), ""] if lines else []


def _shown(report: Report, row: Row) -> str:
    return "".join(format_named("full").entries(report, row))
