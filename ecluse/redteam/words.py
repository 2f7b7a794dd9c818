"""The words of the report, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from ecluse.model import Message

__all__ = ["say"]

_WORDS: Mapping[str, Message] = {
    "seed": Message("graine", "seed"),
    "transform": Message("famille, transformation", "family, transform"),
    "tried": Message("essais", "tried"),
    "caught": Message("pris", "caught"),
    "held": Message("retenus", "held"),
    "slipped": Message("passés", "slipped"),
    "kept": Message("gardé", "kept"),
    "clear": Message("anodins", "harmless"),
    "spoiled": Message("gâtés", "spoiled"),
    "rules": Message(
        "La plus petite mutation qui passe, règle par règle :",
        "The smallest mutation that passes, rule by rule:",
    ),
    "none": Message("rien ne passe", "nothing passes"),
    "of": Message("{slipped} sur {tried}", "{slipped} of {tried}"),
    "cost": Message("coût {cost}, {size} caractères", "cost {cost}, {size} characters"),
    "from": Message("avant", "before"),
    "to": Message("après", "after"),
    "examples": Message(
        "exemples\u00a0: {n} pris par leur règle, {clear} laissés libres ; transformations\u00a0: {transforms}",
        "examples: {n} that their rule catches, {clear} that it leaves clear; transforms: {transforms}",
    ),
    "left-out": Message("laissés de côté", "left out"),
    "no-draft": Message("pas des brouillons {n}", "no drafts {n}"),
    "not-caught": Message("non pris {n}", "not caught {n}"),
    "allowed": Message("autorisés quand même {n}", "allowed all the same {n}"),
    "wordless": Message(
        "ne reposant sur aucun mot du brouillon {n}", "resting on no words of the draft {n}"
    ),
    "total": Message(
        "{tried} mutations : {caught} prises, {held} retenues autrement, {slipped} passées ({share:.1%})",
        "{tried} mutations: {caught} caught, {held} held otherwise, {slipped} slipped ({share:.1%})",
    ),
    "total-clear": Message(
        "{clear} mutations de textes anodins : {spoiled} gâtées (fausses alertes), {held} retenues pour leur forme ou par un défaut",
        "{clear} mutations of harmless text: {spoiled} spoiled (false alarms), {held} held for their form or by a fault",
    ),
    "written": Message(
        "{path} : exemples écrits\u00a0: {n} ; `ecluse policy test {path}` les montre",
        "{path}: examples written: {n}; `ecluse policy test {path}` shows them",
    ),
    "no-room": Message("sans place\u00a0: {n}", "without room: {n}"),
    "not-revealed": Message(
        "--reveal ne montre rien ici : seul un terminal montre le texte des exemples",
        "--reveal shows nothing here: only a terminal shows the text of examples",
    ),
    "progress": Message("{done} exemples sur {of}", "{done} of {of} examples"),
}


def say(word: str, language: str, **values: object) -> str:
    """One of the words, with what goes in it."""
    return _WORDS[word].in_(language).format(**values)
