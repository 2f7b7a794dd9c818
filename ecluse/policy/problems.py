"""What may be wrong with a policy: a problem with its place, and the table of codes.

A :class:`Problem` says what is wrong, where, and when it can what was meant. A
:class:`PolicyError` holds every problem of a policy and its text is the frames of all of them, in
order of line. :data:`CODES` has a page for each code: ``P`` codes are errors, and without repair
nothing is decided; ``L`` codes are what ``ecluse policy lint`` says of a policy that is valid.

Standard library only: the fast path may meet a :class:`PolicyError` and must not pay for YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from ecluse.model import EcluseError, Message
from ecluse.text.frame import frame, gutter

__all__ = ["CODES", "Code", "PolicyError", "Problem", "did_you_mean", "quoted", "title"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or that lint warns of.

    ``line`` and ``column`` are 1-based and ``length`` is in code points; ``line`` is 0 when the file
    as a whole is meant. ``severity`` is ``error`` or ``warning``.
    """

    code: str
    message: str
    path: str
    line: int = 0
    column: int = 1
    length: int = 1
    source_line: str = ""
    help: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """The frame: place, code and message, source line with carets, help."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        lines = [f"{place}: {self.severity}[{self.code}]: {self.message}"]
        if self.line:
            lines.append(frame(self.source_line, self.line, self.column, self.length))
        if self.help:
            lines.append(f"{gutter(self.line)} = help: {self.help}")
        return "\n".join(lines)


class PolicyError(EcluseError):
    """A policy that cannot be used, with every problem that it has.

    >>> raise PolicyError([Problem("P011", "missing key `version`", "policies.yaml")])
    Traceback (most recent call last):
    ...
    ecluse.policy.problems.PolicyError: policies.yaml: error[P011]: missing key `version`
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The help for a word that nobody knows; empty when nothing is like it.

    >>> did_you_mean("whn_all", ["when_all", "none"])
    'did you mean `when_all`?'
    """
    near = get_close_matches(word[:_LONGEST], _candidates(word, known), n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else ""


_LONGEST = 64
_MOST = 300


def _candidates(word: str, known: Iterable[str]) -> list[str]:
    """What a word is compared with: of very many words, those that begin like it and are as long."""
    words = sorted(known)
    if len(words) > _MOST:
        words = [w for w in words if w[:1] == word[:1] and abs(len(w) - len(word)) <= 2]
    return [w for w in words if len(w) <= _LONGEST][:_MOST]


def quoted(words: Iterable[str], last: str = "or") -> str:
    """Words for a sentence.

    >>> quoted(["fr", "en"])
    '`fr` or `en`'
    """
    marked = [f"`{word}`" for word in words]
    head, tail = ", ".join(marked[:-1]), marked[-1] if marked else ""
    return f"{head} {last} {tail}" if head else tail


# --- the codes ------------------------------------------------------------------------------------


class Code(NamedTuple):
    """One kind of problem, as ``ecluse explain P011`` shows it.

    ``wrong`` and ``right`` are policies, ``version: 1`` left out, that tests load: the first has a
    problem of this code, the second none. Both are empty when the code is not about what is written.
    """

    title: Message
    why: Message
    wrong: str = ""
    right: str = ""


_RULE = """\
labels: {code-name: {terms: [Falcon]}}
rules:
  - id: code-name
"""

CODES: Mapping[str, Code] = {
    # --- errors: reading ---
    "P001": Code(
        Message("fichier qui n'est pas du texte UTF-8", "file that is not UTF-8 text"),
        Message(
            "Une politique est un fichier texte en UTF-8. Deviner un autre codage pourrait changer "
            "un terme sans que personne le voie : enregistrez le fichier en UTF-8.",
            "A policy is a text file in UTF-8. To guess another encoding could change a term without "
            "anybody seeing it: save the file as UTF-8.",
        ),
    ),
    "P002": Code(
        Message("fichier trop grand ou trop imbriqué", "file too large or nested too deep"),
        Message(
            "Une politique et tout ce qu'elle étend tiennent en 1 Mio, sur 50 niveaux "
            "d'imbrication au plus, pour que la lire reste rapide quoi qu'il y soit écrit.",
            "A policy with everything that it extends fits in 1 MiB and nests at most 50 deep, so "
            "that reading it stays fast whatever is written there.",
        ),
    ),
    "P003": Code(
        Message("ce n'est pas du YAML", "this is not YAML"),
        Message(
            "Le fichier ne peut pas être lu au-delà de cet endroit : le plus souvent un guillemet "
            "ou un crochet qui n'est pas fermé, ou une ligne mal alignée.",
            "The file cannot be read beyond this place: most often a quote or a bracket that is not "
            "closed, or a line that does not line up.",
        ),
        "company: [Rivière\n",
        "company: Rivière\n",
    ),
    "P004": Code(
        Message("clé écrite deux fois", "key written twice"),
        Message(
            "YAML laisse chaque lecteur garder l'une des deux, en silence. Gardez celle que vous "
            "voulez.",
            "YAML lets each reader keep either one, without a word. Keep the one you mean.",
        ),
        "company: Rivière\ncompany: Montagne\n",
        "company: Rivière\n",
    ),
    "P005": Code(
        Message("ancre ou alias", "anchor or alias"),
        Message(
            "Une politique se relit ligne à ligne : chaque valeur est écrite là où elle compte. "
            "Quelques alias imbriqués suffisent aussi à remplir une mémoire.",
            "A policy is reviewed line by line: each value stands where it counts. A few nested "
            "aliases can also fill any memory.",
        ),
        "audiences: {all: &a {tier: public}, press: *a}\n",
        "audiences: {all: {tier: public}, press: {tier: public}}\n",
    ),
    "P006": Code(
        Message("clé de fusion `<<`", "merge key `<<`"),
        Message(
            "La fusion de YAML 1.1 n'existe plus en 1.2 et cache ce qui est écrit. Pour bâtir sur "
            "un autre fichier, employez `extends`.",
            "YAML 1.1's merge is gone from 1.2 and hides what is written. To build on another file, "
            "use `extends`.",
        ),
        "audiences:\n  all: {tier: public, <<: {members: [x]}}\n",
        "audiences:\n  all: {tier: public, members: [x]}\n",
    ),
    "P007": Code(
        Message("étiquette YAML `!…`", "YAML tag `!…`"),
        Message(
            "Les types viennent du schéma de la politique ; une étiquette n'y ajoute rien et "
            "pourrait faire construire des objets.",
            "Types come from the schema of the policy; a tag adds nothing and could have objects "
            "built.",
        ),
        "company: !!str Rivière\n",
        "company: Rivière\n",
    ),
    "P008": Code(
        Message("valeur que YAML lit de deux façons", "value that YAML reads in two ways"),
        Message(
            "`no`, `22:30`, `010` ou `1e3` changent de sens d'une version de YAML à l'autre. Entre "
            "guillemets, c'est un texte ; pour oui ou non écrivez `true` ou `false`.",
            "`no`, `22:30`, `010` or `1e3` change meaning between versions of YAML. Between quotes "
            "it is a text; for yes or no write `true` or `false`.",
        ),
        "company: no\n",
        'company: "no"\n',
    ),
    "P009": Code(
        Message("caractère que personne ne voit", "character that nobody sees"),
        Message(
            "Caractères de contrôle, séparateurs de lignes Unicode et marques de sens d'écriture : "
            "les éditeurs ne les montrent pas et les lecteurs YAML ne s'accordent pas sur eux. "
            "Le brouillon d'un exemple ou d'un test peut les avoir, écrits comme `\\u200b` entre guillemets.",
            "Control characters, Unicode line separators and marks that turn the direction of text: "
            "editors do not show them, and readers of YAML do not agree on them. "
            "The draft of an example or a test may have them, written as `\\u200b` between double quotes.",
        ),
        "company: Riv\u2028ière\n",
        "company: Rivière\n",
    ),
    # --- errors: shape ---
    "P010": Code(
        Message("valeur qui ne convient pas", "wrong value"),
        Message(
            "La valeur n'est pas de la forme attendue ici. Le message dit laquelle ; "
            "`ecluse policy schema` la donne à votre éditeur.",
            "The value does not have the form that is expected here. The message says which; "
            "`ecluse policy schema` gives it to your editor.",
        ),
        "default_tier: secret\n",
        "default_tier: private\n",
    ),
    "P011": Code(
        Message("clé manquante", "missing key"),
        Message(
            "Cette entrée ne veut rien dire sans cette clé : rien n'est supposé à sa place.",
            "This entry means nothing without this key: nothing is assumed in its place.",
        ),
        "audiences: {all: {members: [x]}}\n",
        "audiences: {all: {tier: public, members: [x]}}\n",
    ),
    "P012": Code(
        Message("clé inconnue", "unknown key"),
        Message(
            "Une clé mal écrite serait une règle qui ne s'applique jamais. Elle est donc refusée, "
            "avec la clé la plus proche.",
            "A misspelt key would be a rule that never applies. So it is refused, with the nearest "
            "key.",
        ),
        "compagny: Rivière\n",
        "company: Rivière\n",
    ),
    # --- errors: the whole ---
    "P013": Code(
        Message("fichier illisible ou hors du dossier", "file unreadable or outside the folder"),
        Message(
            "`extends` lit les paquets d'écluse et les fichiers du dossier de la politique, liens "
            "résolus, sans réseau, sans cercle, à huit de profondeur au plus.",
            "`extends` reads packs of écluse and files in the policy's folder, links resolved, "
            "without network, without circles, at most eight deep.",
        ),
        "extends: [bse]\n",
        "extends: [base]\n",
    ),
    "P014": Code(
        Message("ce n'est pas ce qui avait été verrouillé", "not what was locked"),
        Message(
            "Le paquet ou le fichier a changé depuis que son empreinte a été notée. Relisez-le, "
            "puis notez l'empreinte nouvelle.",
            "The pack or file has changed since its digest was written down. Review it, then write "
            "the new digest down.",
        ),
        "extends: [{pack: base, digest: badc0ffee0ddf00dbadc0ffee0ddf00d}]\n",
        "extends: [{pack: base}]\n",
    ),
    "P015": Code(
        Message("identifiant déjà pris", "identifier already taken"),
        Message(
            "Deux règles du même nom, l'une cacherait l'autre. Renommez-en une ; pour durcir une "
            "règle d'un paquet, écrivez `adjust`.",
            "Of two rules with one name, one would hide the other. Rename one; to tighten a rule of "
            "a pack, write `adjust`.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "  - id: code-name\n    when_all: [finding: {label: code-name}]\n    verdict: block\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "P016": Code(
        Message("nom que rien ne déclare", "name that nothing declares"),
        Message(
            "La politique emploie un canal, une audience, une étiquette, une règle… qu'elle ne "
            "déclare nulle part : une règle ainsi écrite ne s'appliquerait jamais.",
            "The policy uses a channel, an audience, a label, a rule… that it declares nowhere: a "
            "rule written so would never apply.",
        ),
        "channels: {x: {audience: everyone}}\n",
        "audiences: {everyone: {tier: public}}\nchannels: {x: {audience: everyone}}\n",
    ),
    "P017": Code(
        Message("renvoi à un fait qui n'est pas nommé", "reference to a fact that is not named"),
        Message(
            "Une condition peut renvoyer à un fait nommé plus haut dans `when_all` par `as: nom`, "
            "avec `nom.champ`.",
            "A condition may refer to a fact named above in `when_all` with `as: name`, by "
            "`name.field`.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name, field: {{same_as: who.field}}}}]\n    tier: private\n",
        f"{_RULE}    when_all:\n      - {{finding: {{label: code-name}}, as: who}}\n"
        "      - finding: {label: code-name, field: {same_as: who.field}}\n    tier: private\n",
    ),
    "P018": Code(
        Message("condition qui ne peut pas être là", "condition that cannot stand here"),
        Message(
            "Ce qui retient un brouillon se met dans `when_all`, `when_any` et `count` ; ce qui le "
            "libère, dans `none`. Ainsi un fait de plus ne peut jamais produire l'effet inverse.",
            "What holds a draft back stands in `when_all`, `when_any` and `count`; what frees it, in "
            "`none`. So one more fact can never have the opposite effect.",
        ),
        f"{_RULE}    when_all: [audience: {{tier: public}}]\n    none: [finding: {{label: code-name}}]\n    tier: private\n",
        f"{_RULE}    when_all: [audience: {{tier: public}}, finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "P019": Code(
        Message("fait dérivé qui revient à lui-même", "derived fact that leads back to itself"),
        Message(
            "Une règle ne peut pas se fonder, même à travers d'autres, sur le fait qu'elle ajoute : "
            "chaque règle est regardée une fois, et l'ordre ne compte pas.",
            "A rule cannot rest, even through others, on the fact that it adds: each rule is looked "
            "at once, and order is nothing.",
        ),
        "rules:\n  - {id: a, when_all: [fact: {name: deal}], derives: deal}\n",
        "rules:\n  - {id: a, when_all: [draft: {links: {above: 3}}], derives: many-links}\n",
    ),
    "P020": Code(
        Message("motif que RE2 refuse", "pattern that RE2 refuses"),
        Message(
            "Les motifs s'exécutent en temps linéaire : ni regard avant ou arrière, ni renvoi à un "
            "groupe. `unless:` dit quels mots voisins rendent le motif anodin.",
            "Patterns run in linear time: no look-ahead or look-behind, no reference to a group. "
            "`unless:` says which words nearby make the pattern harmless.",
        ),
        "labels: {budget: {patterns: ['budget(?! public)']}}\n",
        "labels: {budget: {patterns: [{pattern: budget, unless: [public]}]}}\n",
    ),
    "P021": Code(
        Message("moment qui n'en est pas un", "moment that is none"),
        Message(
            'Un moment s\'écrit `"2026-12-01T18:00 Europe/Paris"`. Sans fuseau, la politique doit '
            "en donner un par `timezone:`.",
            'A moment is written `"2026-12-01T18:00 Europe/Paris"`. Without a zone, the policy '
            "must give one by `timezone:`.",
        ),
        'registers: {releases: [{id: launch, at: "1/12/2026"}]}\n',
        'registers: {releases: [{id: launch, at: "2026-12-01T09:00 Europe/Paris"}]}\n',
    ),
    "P022": Code(
        Message("ce qui ne peut que durcir est assoupli", "what may only tighten is loosened"),
        Message(
            "`reach` et `adjust` ne peuvent que durcir ce qu'ils changent : rien de privé n'atteint "
            "le public, quelle que soit la politique.",
            "`reach` and `adjust` may only tighten what they change: nothing private reaches the "
            "public, whatever the policy.",
        ),
        "reach: {private: {public: allow}}\n",
        "reach: {extended: {public: block}}\n",
    ),
    "P023": Code(
        Message("dérogation à une règle jamais levée", "waiver of a rule that is never lifted"),
        Message(
            "La règle dit `override: never`. Changez la règle, devant ceux qui en répondent, ou "
            "retirez la dérogation.",
            "The rule says `override: never`. Change the rule, before those who answer for it, or "
            "take the waiver out.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n    override: never\n"
        'waivers: [{id: w, rule: code-name, owner: Zoé, because: salon, until: "2030-01-01T00:00Z"}]\n',
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        'waivers: [{id: w, rule: code-name, owner: Zoé, because: salon, until: "2030-01-01T00:00Z"}]\n',
    ),
    "P024": Code(
        Message("règle sans condition ou sans suite", "rule without condition or without effect"),
        Message(
            "Une règle dit quand (`when_all`, `when_any` ou `count`) et ce qui s'ensuit (`tier`, "
            "`verdict`, `derives` ou `obligations`).",
            "A rule says when (`when_all`, `when_any` or `count`) and what follows (`tier`, "
            "`verdict`, `derives` or `obligations`).",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "P025": Code(
        Message("exemple qui ment", "example that lies"),
        Message(
            "La règle ne fait pas ce que dit son exemple, ou la politique ne répond pas ce que dit "
            "un test. L'un des deux est à corriger.",
            "The rule does not do what its example says, or the policy does not answer what a test "
            "says. One of the two has to change.",
        ),
    ),
    "P026": Code(
        Message(
            "le modèle appris ferait plus que signaler", "the learned model would do more than flag"
        ),
        Message(
            "Une règle qui repose sur `learned-private` ou `learned-extended` peut signaler, pas "
            "bloquer ni donner un niveau : une statistique ne bloque que sous un certificat, que "
            "nomme `model.block`.",
            "A rule that rests on `learned-private` or `learned-extended` may flag, not block or give "
            "a tier: statistics block only under a certificate, which `model.block` names.",
        ),
        f"{_RULE}    when_all: [finding: {{label: learned-private}}]\n    verdict: block\n",
        f"{_RULE}    when_all: [finding: {{label: learned-private}}]\n    verdict: flag\n",
    ),
    "P027": Code(
        Message("certificat que rien ne surveille", "certificate that nothing watches"),
        Message(
            "Ce qu'un certificat promet ne vaut que tant que des audits ne le démentent pas : "
            "`model.audit` nomme le journal où ils sont écrits et la part des brouillons tirés.",
            "What a certificate promises holds as long as audits do not belie it: `model.audit` "
            "names the journal where they are written and the share of drafts that is drawn.",
        ),
        "model:\n  file: default\n  release: {certificate: leaks.json}\n",
        "model:\n  file: default\n  release: {certificate: leaks.json}\n"
        "  audit: {journal: audits.jsonl, share: 0.05}\n",
    ),
    # --- warnings of lint ---
    "L001": Code(
        Message("règle qui ne s'applique jamais", "rule that never applies"),
        Message(
            "Ses conditions ne peuvent pas être vraies ensemble, ou le moment ou la publication "
            "qu'elle attendait est passé. Corrigez-la ou retirez-la.",
            "Its conditions cannot hold together, or the moment or release that it waited for is "
            "past. Correct it or take it out.",
        ),
        f"{_RULE}    when_all:\n      - finding: {{label: code-name}}\n"
        "      - draft: {words: {above: 40}}\n      - draft: {words: {below: 20}}\n    tier: private\n",
        f"{_RULE}    when_all:\n      - finding: {{label: code-name}}\n"
        "      - draft: {words: {below: 20}}\n    tier: private\n",
    ),
    "L002": Code(
        Message("règle masquée par une autre", "rule shadowed by another"),
        Message(
            "Une autre règle s'applique chaque fois que celle-ci s'applique, avec une suite au "
            "moins aussi stricte : la retirer ne changerait aucune décision.",
            "Another rule applies whenever this one does, with an effect at least as strict: taking "
            "it out would change no decision.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "  - id: code-name-in-public\n"
        "    when_all: [finding: {label: code-name}, audience: {tier: public}]\n    tier: extended\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "L003": Code(
        Message("exemples qui se contredisent", "examples that contradict each other"),
        Message(
            "Le même brouillon est attendu de deux façons. L'un des deux exemples ment.",
            "The same draft is expected in two ways. One of the two examples lies.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "    examples: {caught: [Falcon], clear: [Falcon]}\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "    examples: {caught: [Falcon], clear: [Un faucon]}\n",
    ),
    "L004": Code(
        Message("règle sans exemple", "rule without examples"),
        Message(
            "Une règle apporte sa preuve : un brouillon qu'elle attrape et un qu'elle laisse. Dans "
            "un paquet, c'est une erreur.",
            "A rule brings its proof: a draft that it catches and one that it leaves. In a pack this "
            "is an error.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "    examples: {caught: [Falcon], clear: [Un faucon]}\n",
    ),
    "L005": Code(
        Message("audience ou canal que rien n'atteint", "audience or channel that nothing reaches"),
        Message(
            "Aucun canal ne mène à cette audience, ou ce canal est fermé pour de bon.",
            "No channel leads to this audience, or this channel is closed for good.",
        ),
        "audiences: {partners: {tier: extended}}\n",
        "audiences: {partners: {tier: extended}}\nchannels: {portal: {audience: partners}}\n",
    ),
    "L006": Code(
        Message("étiquette sans règle", "label without a rule"),
        Message(
            "Ce qui est reconnu sous cette étiquette n'a aucune suite. Écrivez une règle, ou "
            "retirez l'étiquette.",
            "What is recognised under this label has no effect. Write a rule, or take the label out.",
        ),
        "labels: {code-name: {terms: [Falcon]}}\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "L007": Code(
        Message("motif qui reconnaît tout", "pattern that matches everything"),
        Message(
            "Ce motif trouve quelque chose dans n'importe quelle phrase. Précisez-le.",
            "This pattern finds something in any sentence. Narrow it.",
        ),
        "labels: {figure: {patterns: ['\\d*']}}\n",
        "labels: {figure: {patterns: ['\\d+ ?k€']}}\n",
    ),
    "L008": Code(
        Message("motif qui ne reconnaît rien", "pattern that matches nothing"),
        Message(
            "Aucun texte ne peut convenir à ce motif : une classe y est vide.",
            "No text can fit this pattern: a class in it is empty.",
        ),
        "labels: {figure: {patterns: ['[^\\s\\S]k€']}}\n",
        "labels: {figure: {patterns: ['\\d+ ?k€']}}\n",
    ),
    "L009": Code(
        Message("terme trop court ou trop courant", "term too short or too common"),
        Message(
            "Un terme de moins de trois lettres, ou un mot de tous les jours, retiendrait des "
            "brouillons sans rapport. Donnez-lui des voisins par `near`.",
            "A term of fewer than three letters, or an everyday word, would hold drafts that have "
            "nothing to do with it. Give it neighbours with `near`.",
        ),
        "labels: {code-name: {terms: [R5]}}\n",
        "labels: {code-name: {terms: [{term: R5, near: [prototype]}]}}\n",
    ),
    "L010": Code(
        Message("terme écrit deux fois", "term written twice"),
        Message(
            "Casse, accents et tirets ne comptent pas : ces deux termes n'en sont qu'un.",
            "Case, accents and hyphens do not count: these two terms are one.",
        ),
        "labels: {code-name: {terms: [Été indien, été-indien]}}\n",
        "labels: {code-name: {terms: [Été indien]}}\n",
    ),
    "L011": Code(
        Message("dérogation finie", "waiver that has ended"),
        Message(
            "Elle ne lève plus rien. Retirez-la, ou renouvelez-la devant qui en répond.",
            "It lifts nothing any more. Take it out, or renew it before whoever answers for it.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        'waivers: [{id: w, rule: code-name, owner: Zoé, because: salon, until: "2020-01-01T00:00Z"}]\n',
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "L012": Code(
        Message("dérogation jamais utilisée", "waiver that was never used"),
        Message(
            "Une exception dont personne n'a eu besoin est une porte ouverte pour rien.",
            "An exception that nobody needed is a door left open for nothing.",
        ),
    ),
    "L013": Code(
        Message("règle en observation", "rule in shadow"),
        Message(
            "Elle est rapportée et ne change rien. C'est un état de passage : dites jusqu'à quand, "
            "ou appliquez-la.",
            "It is reported and changes nothing. This is a passing state: say until when, or enforce "
            "it.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n    mode: shadow\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
    "L014": Code(
        Message("règle qui ne dit pas pourquoi", "rule that does not say why"),
        Message(
            "Celui dont le brouillon est retenu lit `because` : une phrase, dans les deux langues.",
            "Whoever has a draft held reads `because`: one sentence, in both languages.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n"
        "    because: {fr: Ce nom est interne., en: This name is internal.}\n",
    ),
    "L015": Code(
        Message("valeur publique que rien ne reconnaît", "public value that nothing recognises"),
        Message(
            "Elle ne couvre aucune découverte, donc aucune règle ne la voit. Vérifiez comment elle "
            "est écrite, ou donnez-lui son étiquette.",
            "It covers no finding, so no rule sees it. Check how it is written, or give it its "
            "label.",
        ),
    ),
    "L016": Code(
        Message("exemple avec un nom inconnu", "example with an unknown name"),
        Message(
            "Un canal, une audience ou un auteur que la politique ne connaît pas est lu au plus "
            "strict ; l'exemple ne prouve peut-être pas ce que vous croyez.",
            "A channel, audience or author that the policy does not know is read in the strictest "
            "way; the example may not prove what you think.",
        ),
        "tests: [{text: Bonjour, channel: mastodon, expect: allow}]\n",
        "audiences: {everyone: {tier: public}}\nchannels: {mastodon: {audience: everyone}}\n"
        "tests: [{text: Bonjour, channel: mastodon, expect: allow}]\n",
    ),
    "L017": Code(
        Message("rôle, domaine ou genre que personne n'a", "role, domain or kind that nobody has"),
        Message(
            "La règle parle d'un rôle, d'un domaine ou d'un genre de canal que la politique ne "
            "donne à personne.",
            "The rule speaks of a role, a domain or a kind of channel that the policy gives to "
            "nobody.",
        ),
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    none: [author: {{role: expert}}]\n    tier: private\n",
        f"people: {{zoe: {{roles: [expert]}}}}\n{_RULE}    when_all: [finding: {{label: code-name}}]\n"
        "    none: [author: {role: expert}]\n    tier: private\n",
    ),
    "L018": Code(
        Message("politique sans règle", "policy without rules"),
        Message(
            "Ni ses propres règles ni celles d'un paquet : tout brouillon a le niveau par défaut, et "
            "rien n'est jamais reconnu. Reprenez des paquets par `extends:`, ou partez de "
            "`ecluse init`.",
            "Neither rules of its own nor those of a pack: every draft has the default tier, and "
            "nothing is ever recognised. Take up packs with `extends:`, or start from `ecluse init`.",
        ),
        "company: Marenval\n",
        f"{_RULE}    when_all: [finding: {{label: code-name}}]\n    tier: private\n",
    ),
}
"""Every code, in order."""


def title(code: str, language: str = "en") -> str:
    """The title of a code in ``fr`` or ``en``.

    >>> title("P011")
    'missing key'
    """
    return CODES[code].title.in_(language)
