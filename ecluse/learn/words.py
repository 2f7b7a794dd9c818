"""What training, evaluation and calibration say, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from ecluse.model import Message

__all__ = ["LEARN", "say"]

LEARN: Mapping[str, Message] = {
    "no-text": Message("pas de `text` dans cette étiquette", "this label has no `text`"),
    "no-tier": Message(
        "`tier` n'est ni private, ni extended, ni public",
        "`tier` is none of private, extended, public",
    ),
    "write": Message(
        'écrivez {"text": "…", "tier": "private"}', 'write {"text": "…", "tier": "private"}'
    ),
    "not-text": Message("`{name}` n'est pas un texte", "`{name}` is not a string"),
    "few": Message(
        "{count} texte(s) {tier} ; il en faut {least} de chaque niveau",
        "{count} {tier} text(s); {least} of each tier are needed",
    ),
    "label-more": Message("étiquetez-en encore {more}", "label {more} more"),
    "one-group": Message(
        "tous les textes {tier} sont d'un même groupe : rien ne peut être vérifié",
        "all {tier} texts are of one group: nothing can be validated",
    ),
    "more-groups": Message(
        "étiquetez d'autres fils, documents ou auteurs", "label other threads, documents or authors"
    ),
    "no-key": Message(
        "aucune clé : qui a le fichier peut demander si un mot y est ; --key-file l'empêche",
        "no key: whoever has the file can ask whether a word is in it; --key-file prevents that",
    ),
    "fits": Message("ajustements : {done} sur {of}", "fits: {done} of {of}"),
    "trained": Message(
        "appris de {count} textes ({tiers}) en {groups} groupes",
        "learned from {count} texts ({tiers}) in {groups} groups",
    ),
    "adapts": Message(
        "adapte le modèle fourni : perte {kept:.3f} sur les groupes mis à part, {left:.3f} sans lui",
        "adapts the model in the box: loss {kept:.3f} on held-out groups, {left:.3f} without it",
    ),
    "scratch": Message(
        "n'adapte pas le modèle fourni : perte {kept:.3f} sur les groupes mis à part, {left:.3f} avec lui",
        "does not adapt the model in the box: loss {kept:.3f} on held-out groups, {left:.3f} with it",
    ),
    "loss": Message(
        "perte sur les groupes mis à part {loss:.3f} (au hasard 1,099), température {temperature:.2f}",
        "loss on held-out groups {loss:.3f} (by chance 1.099), temperature {temperature:.2f}",
    ),
    "flags": Message(
        "signale à partir de {threshold:.2f} : au plus 1 % des textes publics mis à part",
        "flags from {threshold:.2f} on: at most 1 % of the public texts held out",
    ),
    "written": Message(
        "{path} écrit, {size} octets, empreinte {digest}",
        "{path} written, {size} bytes, digest {digest}",
    ),
}


class _French(float):
    """A number that is written with a comma."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace(".", ",")


def say(name: str, language: str | None, **values: object) -> str:
    """One sentence in a language, English when none is named, with its values.

    >>> say("fits", "fr", done=1, of=2)
    'ajustements : 1 sur 2'
    """
    if language == "fr":
        values = {k: _French(v) if isinstance(v, float) else v for k, v in values.items()}
    return LEARN[name].in_(language or "en").format(**values)
