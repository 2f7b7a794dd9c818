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
    "other-tier": Message(
        "`tier` dit {tier}, et ce fichier n'a que des textes {wanted}",
        "`tier` says {tier}, and this file has {wanted} texts only",
    ),
    "take-out": Message(
        "retirez la ligne ou corrigez son niveau", "take the line out, or correct its tier"
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
    "no-leaks": Message(
        "la politique ne nomme aucun certificat de fuites",
        "the policy names no certificate of leaks",
    ),
    "name-leaks": Message(
        "nommez-le : `model.release.certificate`", "name it: `model.release.certificate`"
    ),
    "no-sealed": Message(
        "les textes confidentiels du calibrage ne sont pas donnés",
        "the confidential texts of the calibration are not named",
    ),
    "name-sealed": Message("--sealed FICHIER", "--sealed FILE"),
    "light-only": Message(
        "--from-reviews apprend le modèle que nomme la politique, qui est le moteur léger",
        "--from-reviews trains the model that the policy names: the light engine",
    ),
    "engine-linear": Message("--engine linear", "--engine linear"),
    "no-pipeline": Message(
        "{path} existe et n'est pas un pipeline", "{path} is there and is no pipeline"
    ),
    "other-folder": Message(
        "nommez un autre dossier par --output", "name another folder with --output"
    ),
    "unwritten": Message(
        "{path} ne peut pas être écrit : {why}", "{path} cannot be written: {why}"
    ),
    "no-key": Message(
        "aucune clé : qui a le fichier peut demander si un mot ou un texte y est ; --key-file l'empêche",
        "no key: whoever has the file can ask whether a word or a text is in it; --key-file prevents that",
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
        "signale à partir de {threshold:.2f} : au plus {most} des {n} textes publics mis à part (1 %)",
        "flags from {threshold:.2f} on: at most {most} of the {n} public texts held out (1 %)",
    ),
    "folds": Message("apprentissages : {done} sur {of}", "trainings: {done} of {of}"),
    "all": Message("tous", "all"),
    "recall-at-1": Message("privés pris à 1 %", "private caught at 1 %"),
    "macro-f1": Message("macro-F1", "macro-F1"),
    "auroc-private": Message("AUROC privé", "AUROC private"),
    "auroc-nonpublic": Message("AUROC non public", "AUROC non-public"),
    "ece": Message("ECE", "ECE"),
    "by-shape": Message("la forme seule", "shape alone"),
    "by-swap": Message("formes échangées", "shapes swapped"),
    "by-random": Message("partage au hasard", "random split"),
    "worry-shape": Message(
        "la forme seule (longueur, mise en page) atteint {shape:.2f} de macro-F1, le modèle {own:.2f}",
        "shape alone (length, layout) reaches a macro-F1 of {shape:.2f}, the model {own:.2f}",
    ),
    "worry-swap": Message(
        "échanger les formes coûte {lost:.2f} de macro-F1 : ce que le modèle doit à la forme",
        "swapping shapes costs {lost:.2f} of macro-F1: what the model owes to shape",
    ),
    "worry-leak": Message(
        "ALERTE : un partage au hasard gagne {gap:.2f} de macro-F1 : des groupes se connaissent, les chiffres flattent",
        "ALARM: a random split gains {gap:.2f} of macro-F1: groups know each other, figures flatter",
    ),
    "no-leak": Message(
        "un partage au hasard change la macro-F1 de {gap:+.2f} : pas de fuite entre groupes",
        "a random split changes macro-F1 by {gap:+.2f}: no leak between groups",
    ),
    "confusion": Message(
        "Ce qu'est le texte (lignes), ce que dit le modèle (colonnes)",
        "What the text is (rows), what the model says (columns)",
    ),
    "reliability": Message(
        "Sûreté du modèle, part de réponses justes, textes",
        "How sure the model is, share right, texts",
    ),
    "reliability-title": Message("Fiabilité", "Reliability"),
    "curve": Message(
        "étiquettes de chaque niveau, macro-F1 sur des groupes mis à part, AUROC privé :",
        "labels of each tier, macro-F1 on groups held out, AUROC private:",
    ),
    "curve-rising": Message(
        "le dernier pas gagne {gain:.2f} : d'autres étiquettes valent la peine",
        "the last step gains {gain:.2f}: more labels are worth it",
    ),
    "curve-flat": Message(
        "le dernier pas ne gagne que {gain:.2f} : d'autres étiquettes apporteraient peu",
        "the last step gains only {gain:.2f}: more labels would bring little",
    ),
    "curve-one": Message(
        "une seule ligne : le niveau le plus rare a {fewest} étiquettes, dont deux tiers apprennent et un tiers vérifie ; avec {needed} de chaque niveau il y aurait une ligne de plus, avec le double d'étiquettes",
        "one row only: the rarest tier has {fewest} labels, of which two thirds teach and one third tests; with {needed} of each tier there would be another row, of twice the labels",
    ),
    "one-look": Message(
        "{one} et {other} ne vont pas ensemble", "{one} and {other} do not go together"
    ),
    "two-looks": Message("demandez-les l'un après l'autre", "ask for one after the other"),
    "curve-title": Message("Qualité selon les étiquettes", "Quality against labels"),
    "labels-of-each": Message("étiquettes de chaque niveau", "labels of each tier"),
    "quality": Message("qualité", "quality"),
    "said": Message("ce que dit le modèle", "what the model says"),
    "is": Message("ce qu'est le texte", "what the text is"),
    "sure": Message("probabilité annoncée", "probability it gives"),
    "right": Message("part de réponses justes", "share right"),
    "worst": Message(
        "Les erreurs les plus sûres d'elles, masquées :", "The surest errors, masked:"
    ),
    "not-revealed": Message(
        "--reveal ne montre rien ici : seul un terminal montre les textes",
        "--reveal shows nothing here: only a terminal shows texts",
    ),
    "plotted": Message("{path} écrit", "{path} written"),
    "settled": Message(
        "{count} brouillon(s) tranché(s) par deux relecteurs",
        "{count} draft(s) settled by two reviewers",
    ),
    "still-holds": Message(
        "la promesse tient encore pour {group} : {k} manqué(s) sur {n}, {most} permis",
        "the promise still holds for {group}: {k} misses of {n}, {most} allowed",
    ),
    "holds-no-more": Message(
        "la promesse ne tient plus pour {group} : plus de {most} manqués sur {n}",
        "the promise holds no more for {group}: more than {most} misses of {n}",
    ),
    "attempt": Message(
        "essai {number} sur ces textes scellés : il n'a droit qu'à δ ÷ {share} du doute",
        "attempt {number} on these sealed texts: it has δ ÷ {share} of the doubt",
    ),
    "attempts": Message(
        "  {count} modèle(s) essayé(s) sur ces textes : les seuils sont cherchés avec δ ÷ {share}",
        "  {count} model(s) tried on these texts: thresholds are sought with δ ÷ {share}",
    ),
    "not-written": Message(
        "{path} n'est pas écrit : le modèle en place reste",
        "{path} is not written: the model stays",
    ),
    "calibrate-again": Message(
        "un certificat est d'un seul modèle : `ecluse calibrate` avant de s'en servir",
        "a certificate is of one model: `ecluse calibrate` before it is used",
    ),
    "unseen-only": Message(
        "retirez-les ; d'autres groupes qui ont un nom d'un groupe appris veulent un autre nom",
        "take them out; unrelated groups that have the name of a learned one need another name",
    ),
    "since": Message(
        "--since MOMENT DE L'APPRENTISSAGE, ou réapprenez sans eux",
        "--since MOMENT OF TRAINING, or train without them",
    ),
    "near": Message(
        "{path} : {count} texte(s) sur {of} partagent cinq mots de suite avec un texte appris ; vérifiez-les",
        "{path}: {count} text(s) of {of} share five words in a row with a text that was learned; look at them",
    ),
    "left-out": Message(
        "{count} brouillon(s) laissé(s) de côté : le modèle a appris de leur fil",
        "{count} draft(s) left out: the model learned from their thread",
    ),
    "not-given": Message(
        "{count} brouillon(s) du journal, tiré(s) par l'audit, ne sont pas dans {path} : chacun compte comme manqué ; donnez-les, ou --since",
        "{count} draft(s) of the journal that the audit drew are not in {path}: each counts as a miss; give them, or --since",
    ),
    "flattered": Message(
        "ATTENTION : {count} texte(s) sur {of} ont servi à apprendre ce modèle, ou sont de leurs groupes ; les chiffres flattent",
        "WARNING: {count} text(s) of {of} taught this model, or are of groups that did; figures flatter",
    ),
    "no-texts": Message("aucun texte n'est donné", "no text is named"),
    "name-texts": Message(
        "--published FICHIER, --confidential FICHIER ou --from-reviews BROUILLONS",
        "--published FILE, --confidential FILE or --from-reviews DRAFTS",
    ),
    "no-model": Message("la politique ne nomme aucun modèle", "the policy names no model"),
    "name-model": Message(
        "écrivez-y `model: {file: default}`", "write `model: {file: default}` in it"
    ),
    "no-certificate": Message(
        "la politique ne nomme aucun certificat à écrire : nommez-le d'abord, `{place}`",
        "the policy names no certificate to write: name it first, `{place}`",
    ),
    "no-journal": Message("la politique ne nomme aucun journal", "the policy names no journal"),
    "name-journal": Message("nommez-le : `model.audit.journal`", "name it: `model.audit.journal`"),
    "no-moment": Message("--since n'est pas une date", "--since is no date"),
    "write-moment": Message("écrivez 2027-03-09", "write 2027-03-09"),
    "people": Message(
        "relecteurs : {k} manqué(s) sur {n} témoins, donc au plus {most} de ce qui leur est soumis",
        "reviewers: {k} misses of {n} planted drafts, so at most {most} of what they are shown",
    ),
    "total-leak": Message(
        "modèle et relecteurs ensemble : au plus {most} des brouillons confidentiels, sûr à {sure}",
        "model and reviewers together: at most {most} of confidential drafts, {sure} sure",
    ),
    "scored": Message("textes jugés : {done} sur {of}", "texts judged: {done} of {of}"),
    "promise-block": Message(
        "faux blocages : au plus {most} des publications, sûr à {sure} ({k} manqué(s) sur {n} documents)",
        "false blocks: at most {most} of posts, {sure} sure ({k} missed of {n} documents)",
    ),
    "promise-leak": Message(
        "fuites : au plus {most} des brouillons confidentiels, sûr à {sure} ({k} manqué(s) sur {n} documents)",
        "leaks: at most {most} of confidential drafts, {sure} sure ({k} missed of {n} documents)",
    ),
    "threshold": Message(
        "  {group} : seuil {at:.4f} ({k} manqué(s) sur {n})",
        "  {group}: threshold {at:.4f} ({k} missed of {n})",
    ),
    "bounded-block": Message(
        "  la promesse permettait un seuil plus bas : le modèle ne bloque pas ce qu'il ne signalerait pas",
        "  the promise would bear a lower threshold: the model does not block what it would not flag",
    ),
    "bounded-leak": Message(
        "  la promesse permettait un seuil plus haut : ce que le modèle signale ne sort pas sans relecture",
        "  the promise would bear a higher threshold: what the model flags is not released",
    ),
    "every-channel": Message("tous les canaux", "every channel"),
    "nobody": Message(
        "qui lève les alertes, ou pourquoi, n'est pas dit",
        "it is not said who lifts the alarms, or why",
    ),
    "say-who": Message('--by NOM --why "…"', '--by NAME --why "…"'),
    "rate-leak": Message(
        "fuites : {k} sur {n} brouillons confidentiels audités (entre {low} et {high} %, à tout moment)",
        "leaks: {k} of {n} audited confidential drafts (between {low} and {high} %, at any time)",
    ),
    "rate-false-block": Message(
        "faux blocages : {k} sur {n} brouillons publiables audités (entre {low} et {high} %, à tout moment)",
        "false blocks: {k} of {n} audited publishable drafts (between {low} and {high} %, at any time)",
    ),
    "audits-wait": Message(
        "{pending} brouillon(s) audité(s) en attente de deux relecteurs, au plus {most} le peuvent",
        "{pending} audited draft(s) wait for two reviewers, at most {most} may",
    ),
    "alarm-stands": Message(
        "rien ne bloque ni ne sort de lui-même tant que ceci n'est pas levé : {reason}",
        "nothing blocks or goes out by itself until this is lifted: {reason}",
    ),
    "to-reset": Message(
        'quand la cause est comprise : `ecluse certificate reset --by NOM --why "…"`',
        'once the cause is understood: `ecluse certificate reset --by NAME --why "…"`',
    ),
    "reset": Message("{count} alerte(s) levée(s)", "{count} alarm(s) lifted"),
    "reset-waiting": Message(
        "{count} brouillon(s) audité(s) qui attendai(en)t deux relecteurs : la surveillance ne les compte plus",
        "{count} audited draft(s) waited for two reviewers: the monitor counts them no more",
    ),
    "benefit": Message(
        "{out} publications sur {of} seraient sorties sans relecture",
        "{out} of {of} published posts would have gone out by themselves",
    ),
    "certified": Message(
        "{path} écrit, empreinte {digest}, valable jusqu'au {until}",
        "{path} written, digest {digest}, valid until {until}",
    ),
    "valid": Message(
        "valable : au plus {most} de « {population} », sûr à {sure} ({k} manqué(s) sur {n}), jusqu'au {until} ; si",
        "valid: at most {most} of “{population}”, {sure} sure ({k} missed of {n}), until {until}; provided",
    ),
    "not-valid": Message("pas valable : {reason}", "not valid: {reason}"),
    "spacy-words": Message(
        "un modèle spaCy garde en clair les mots qu'il a vus ; ne le partagez pas plus que les textes",
        "a spaCy model keeps the words that it saw in clear; share it no wider than the texts",
    ),
    "take-up": Message("une politique le prend ainsi :", "a policy takes it up so:"),
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
