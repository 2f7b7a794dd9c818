"""The words of reports in French and English, and text made fit for one line.

Codes (``block``, ``private``, rule ids) are the same in both languages; sentences are not.
"""

from __future__ import annotations

from collections.abc import Mapping

from ecluse.lean import later
from ecluse.model import FaultKind, Message, Verdict
from ecluse.report import Tally

__all__ = ["NEXT", "WORDS", "clean", "counted", "labelled", "say", "summary"]

# One character at a time. Controls, bidirectional and invisible format characters, line separators,
# lone surrogates, tags: none of them may reach a terminal, an editor or a pull request.
_unfit = later(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """``text`` on one line, without anything a terminal could obey; as long as before.

    >>> clean("a\\x1b[31mb")
    'a�[31mb'
    """
    if text.isascii() and text.isprintable():
        return text
    return _unfit().sub("\ufffd", text)


WORDS: Mapping[str, Message] = {
    "policy": Message("politique", "policy"),
    "digest": Message("empreinte", "digest"),
    "next": Message("à faire", "next"),
    "waiver": Message("dérogation", "waiver"),
    "edit": Message("retouche", "edit"),
    "edit-of": Message("retirez {places}, puis vérifiez", "take out {places}, then check again"),
    "canonical": Message("texte canonique", "canonical text"),
    "canonical-of": Message(
        "le texte porte des caractères que ses lecteurs ne voient pas, ou qui en imitent d'autres ; "
        "`ecluse check --canonical` donne le texte à publier à la place",
        "the text holds characters that its readers do not see, or that look like others; "
        "`ecluse check --canonical` gives the text to publish instead",
    ),
    "until": Message("jusqu'au", "until"),
    "not-before": Message("pas avant", "not before"),
    "learned": Message("modèle appris", "learned model"),
    "auto-release": Message(
        "peut sortir sans relecture, sous certificat", "may go out by itself, under a certificate"
    ),
    "obligation": Message("obligation", "obligation"),
    "obligation-notify": Message("prévenir", "notify"),
    "obligation-answer": Message("réponse préparée", "prepared answer"),
    "obligation-hold": Message("retenir aussi", "also hold"),
    "lifted-waiver": Message("levée par la dérogation", "lifted by waiver"),
    "lifted-acknowledgement": Message("prise en compte", "acknowledged"),
    "lifted-baseline": Message("acceptée par la référence", "accepted by the baseline"),
    "shadow": Message("règle à l'essai : ne change rien", "rule on trial: changes nothing"),
    "reach": Message(
        "Ce brouillon est de niveau « {tier} » et « {audience} » ne peut lire que « {may} ».",
        "This draft's tier is `{tier}`, and `{audience}` may read `{may}` only.",
    ),
    "reach-next": Message(
        "Choisissez une audience plus étroite, ou demandez une relecture.",
        "Choose a narrower audience, or ask for a review.",
    ),
    "draft": Message("ce brouillon", "this draft"),
    "not-read": Message("non lu", "not read"),
    "not-read-more": Message("non lus : {n} autres fichiers", "not read: {n} more files"),
    "missing": Message(
        "il n'y avait rien à lire : aucun brouillon n'a été jugé",
        "nothing was there to read: no draft was judged",
    ),
    "missing-next": Message(
        " ; vérifiez le chemin, ou acceptez-le par --allow-empty",
        "; check the path, or accept it with --allow-empty",
    ),
    "unchanged": Message(
        "rien n'a changé depuis {base} : aucun brouillon n'était à juger",
        "nothing changed since {base}: there was no draft to judge",
    ),
    "not-checked": Message("clé non vérifiée", "key not checked"),
    "fault": Message("n'a pas pu être évalué", "could not be evaluated"),
    "partial": Message(
        "INTERROMPU : ce compte rendu est partiel", "INTERRUPTED: this report is partial"
    ),
    "interrupted": Message("interrompu", "interrupted"),
    "cut": Message(" (partiel)", " (partial)"),
    "omitted": Message("autres lignes non montrées : {n}", "further entries not shown: {n}"),
    "earlier": Message(
        "avec ce que dit déjà le brouillon précédent {draft}",
        "together with what the earlier draft {draft} says",
    ),
    "unknown-channel": Message(
        "--channel{which} : ce canal n'est pas dans la politique ; il est traité comme public",
        "--channel{which}: the policy has no such channel; it is read as the public",
    ),
    "unknown-audience": Message(
        "--audience : cette audience n'est pas dans la politique ; elle est traitée comme publique",
        "--audience: the policy has no such audience; it is read as the public",
    ),
    "unknown-author": Message(
        "--author : cette personne n'est pas dans la politique ; elle n'y a aucun rôle",
        "--author: the policy has no such person; they have no role in it",
    ),
    "did-you-mean": Message(" ; vouliez-vous dire « {name} » ?", "; did you mean `{name}`?"),
    "verdict": Message("verdict", "verdict"),
    "where": Message("où", "where"),
    "why": Message("pourquoi", "why"),
    "rule": Message("règle", "rule"),
    "found": Message("trouvé", "found"),
}

KINDS: Mapping[FaultKind, Message] = {
    FaultKind.EXCEPTION: Message("panne", "exception"),
    FaultKind.TIMEOUT: Message("trop long", "timeout"),
    FaultKind.LIMIT: Message("limite", "limit"),
    FaultKind.UNREADABLE: Message("illisible", "unreadable"),
    FaultKind.MISSING: Message("manque", "missing"),
    FaultKind.INVALID: Message("non valide", "invalid"),
}
"""What kind of fault, for people."""

NEXT: Mapping[FaultKind, Message] = {
    FaultKind.EXCEPTION: Message(
        "Une personne doit relire ce brouillon ; signalez la panne.",
        "A person must read this draft; report the failure.",
    ),
    FaultKind.TIMEOUT: Message(
        "Raccourcissez le brouillon, ou faites-le relire.",
        "Shorten the draft, or have a person read it.",
    ),
    FaultKind.LIMIT: Message(
        "Raccourcissez ou découpez le brouillon, ou faites-le relire.",
        "Shorten or split the draft, or have a person read it.",
    ),
    FaultKind.UNREADABLE: Message(
        "Corrigez l'enregistrement et vérifiez à nouveau.", "Repair the record and check again."
    ),
    FaultKind.MISSING: Message(
        "Installez ou fournissez ce qui manque, puis vérifiez à nouveau.",
        "Install or provide what is missing, then check again.",
    ),
    FaultKind.INVALID: Message(
        "Corrigez la valeur et vérifiez à nouveau.", "Correct the value and check again."
    ),
}
"""What to do about each kind of fault."""

VERDICTS: Mapping[Verdict, Message] = {
    Verdict.ALLOW: Message("autorisé", "allowed"),
    Verdict.FLAG: Message("retenu", "held"),
    Verdict.BLOCK: Message("bloqué", "blocked"),
}


def say(word: str, language: str) -> str:
    """One of :data:`WORDS` in ``language``."""
    return WORDS[word].in_(language)


def labelled(word: str, text: str, language: str) -> str:
    """``word: text``, with the space that French puts before a colon.

    >>> labelled("next", "Wait.", "en")
    'next: Wait.'
    """
    return f"{say(word, language)}{colon(language)}{text}"


def colon(language: str) -> str:
    """A colon, after the no-break space that French puts before it."""
    return "\u00a0: " if language == "fr" else ": "


# --- counts ---------------------------------------------------------------------------------------


def counted(count: int, noun: str) -> str:
    """A count with its English noun.

    >>> counted(1, "error"), counted(2, "error")
    ('1 error', '2 errors')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def summary(tally: Tally, language: str) -> str:
    """Counts in and counts out, in one line.

    >>> summary(Tally(read=12, decided=12, allowed=9, flagged=2, blocked=1), "en")
    '12 drafts read, 12 decided: 9 allowed, 2 held, 1 blocked, 0 faults'
    """
    line = _french(tally) if language == "fr" else _english(tally)
    return line + "".join(_lifted(tally, language))


def _english(tally: Tally) -> str:
    drafts = "draft" if tally.read == 1 else "drafts"
    faults = "fault" if tally.faulted == 1 else "faults"
    return (
        f"{tally.read} {drafts} read, {tally.decided} decided: {tally.allowed} allowed, "
        f"{tally.flagged} held, {tally.blocked} blocked, {tally.faulted} {faults}"
    )


def _french(tally: Tally) -> str:
    return (
        f"{tally.read} brouillon{_s(tally.read)} lu{_s(tally.read)}, "
        f"{tally.decided} décidé{_s(tally.decided)} : "
        f"{tally.allowed} autorisé{_s(tally.allowed)}, {tally.flagged} retenu{_s(tally.flagged)}, "
        f"{tally.blocked} bloqué{_s(tally.blocked)}, {tally.faulted} défaut{_s(tally.faulted)}"
    )


def _s(count: int) -> str:
    return "s" if count > 1 else ""


_LIFTED = {
    "waived": (Message("levé{s} par dérogation", "waived")),
    "acknowledged": (Message("pris en compte par l'auteur", "acknowledged")),
    "accepted": (Message("accepté{s} par la référence", "accepted by the baseline")),
}


def _lifted(tally: Tally, language: str) -> list[str]:
    counts = ((getattr(tally, name), message) for name, message in _LIFTED.items())
    noun, stop = ("motif", " ;") if language == "fr" else ("reason", ";")
    return [
        f"{stop} {count} {noun}{_s(count)} {message.in_(language).format(s=_s(count))}"
        for count, message in counts
        if count
    ]
