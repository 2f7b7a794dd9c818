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
        "{n} exemples pris par leur règle, {clear} laissés libres ; {transforms} transformations",
        "{n} examples that their rule catches, {clear} that it leaves clear; {transforms} transforms",
    ),
    "left-out": Message("laissés de côté", "left out"),
    "no-draft": Message("{n} ne sont pas des brouillons", "{n} are no drafts"),
    "not-caught": Message("{n} ne sont pas pris", "{n} are not caught"),
    "allowed": Message("{n} sont autorisés quand même", "{n} are allowed all the same"),
    "wordless": Message(
        "{n} ne reposent sur aucun mot du brouillon", "{n} rest on no words of the draft"
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
        "{path} : {n} exemples écrits ; `ecluse policy test {path}` les montre",
        "{path}: {n} examples written; `ecluse policy test {path}` shows them",
    ),
    "no-room": Message("{n} de plus n'avaient pas de place", "{n} more had no room"),
    "not-revealed": Message(
        "--reveal ne montre rien ici : seul un terminal montre le texte des exemples",
        "--reveal shows nothing here: only a terminal shows the text of examples",
    ),
    "progress": Message("{done} exemples sur {of}", "{done} of {of} examples"),
}


def say(word: str, language: str, **values: object) -> str:
    """One of the words, with what goes in it."""
    return _WORDS[word].in_(language).format(**values)
