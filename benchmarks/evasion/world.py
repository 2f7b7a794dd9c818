"""The gate of the benchmark: ``policies.yaml`` beside this file, and a register made in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmarks.evasion.makers import VALUES
from ecluse import Gate
from ecluse import registers as known
from ecluse.policy.load import loads

KEY = b"the key of a benchmark, 32 bytes."
POLICY = Path(__file__).with_name("policies.yaml")

CODE_NAMES = (
    "Vautour Bleu", "Orvalène", "Brumecourt", "Mirabelec", "Tessalune", "Lanterne Grise", "Ostrevald",
    "Corvidane", "Quartzine", "Thistlegate", "Silverquill", "Halcyonix", "Emberfold", "Nightharbor",
    "Paperkite", "Castrovel", "Wrenmarsh", "Falkenmoor", "Eisvogelhaus", "Lagarvela", "Marisqueta Norte",
)  # fmt: skip

FACTS = {
    "plant": "Le site de Vautrey fermera le 30 juin 2027 et 214 postes seront supprimés.",
    "merger": "Pellorce sera racheté pour 38,5 millions d'euros en septembre 2027.",
    "loss": "L'exercice 2026 se terminera par une perte de 9,2 millions d'euros.",
    "leave": "Odile Maldoran quittera la direction générale le 14 février 2027.",
    "tender": "L'appel d'offres de Mirecombe, d'un montant de 12,4 millions d'euros, est perdu.",
    "battery": "Le lot 418 de la batterie Lumenac est défectueux et sera rappelé le 9 mars.",
    "wages": "Les salaires du site de Kerlan augmenteront de 4,3 % en octobre 2027.",
    "breach": "2 730 clients de Lumenac ont perdu leurs données le 6 novembre.",
    "price": "La vedette Ondéline sera vendue 48 900 euros à partir de mai 2027.",
    "closure": "The Pellbridge plant will close on 12 March 2027 with the loss of 163 jobs.",
    "takeover": "Duncastle will be acquired for 71 million pounds in November 2027.",
    "revenue": "Revenue of Brightwell Marine will fall by 17.5 % in 2027.",
    "resign": "Rupert Hallowden will leave the board of Brightwell Marine on 21 April 2027.",
    "engine": "The Osprel engine fails after 340 hours of tests in Dunlow.",
    "fine": "Brightwell Marine is under investigation over 26 contracts signed in Dunlow.",
    "sensor": "The new Osprel sensor will sell for 389 dollars from June 2027.",
    "recall": "Batch 907 of the Osprel battery is faulty and will be recalled on 4 May.",
    "raise": "Pay at the Dunlow site will rise by 6.2 % in July 2027.",
}


def entries() -> Iterator[known.Entry]:
    """What the company knows."""
    for number, name in enumerate(CODE_NAMES):
        yield known.CodeName(f"name-{number:02}", (name,))
    for id, text in FACTS.items():
        yield known.Statement(id, text)
    for number, value in enumerate(VALUES):
        yield known.ExactValue(f"value-{number}", value)


def gate(scratch: Path) -> Gate:
    """The gate, its register in the folder given."""
    known.Register.create(scratch / "register", KEY).add(entries())
    policy = loads(POLICY.read_text(encoding="utf-8"), scratch / "policies.yaml")
    return Gate(policy, key=KEY)


def declared() -> list[str]:
    """The words that the policy and the register declare, for peers that take a list."""
    labels = yaml.safe_load(POLICY.read_text(encoding="utf-8"))["labels"]
    return [*CODE_NAMES, *VALUES, *(term for label in labels.values() for term in label["terms"])]
