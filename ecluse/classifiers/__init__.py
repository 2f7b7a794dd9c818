"""Classifiers: one module for each kind of thing, and the table of those that écluse brings.

A module is imported only when a rule of the policy asks for one of its labels.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BUILTIN", "CERTIFIED", "FROM_MODEL", "FROM_REGISTERS"]

BUILTIN: Mapping[str, tuple[str, ...]] = {
    # module: the labels that its CLASSIFIER gives
    "claims": ("technical-claim",),
    "hosts": ("internal-host", "share-link", "short-link"),
    "identifiers": (
        "nir",
        "siret",
        "siren",
        "nif",
        "vat",
        "excise",
        "rib",
        "iban",
        "card",
        "isin",
        "bic",
        "crypto",
        "email",
        "phone",
        "address",
        "ip",
        "mac",
        "imei",
        "plate",
        "passport",
        "identity-card",
        "driving-licence",
        "be-national-number",
        "ch-ahv",
        "ch-uid",
        "de-tax-id",
        "es-nif",
        "it-tax-code",
        "nl-bsn",
        "pt-nif",
        "lu-matricule",
        "gb-nhs-number",
        "gb-nino",
        "us-ssn",
        "us-itin",
        "us-bank-routing",
        "pl-pesel",
        "se-personal-number",
        "fi-personal-code",
        "dk-cpr",
        "ie-pps",
        "ro-cnp",
    ),
    "marks": ("mark",),
    "secrets": ("secret",),
}
"""Module of :mod:`ecluse.classifiers` → the labels of its ``CLASSIFIER``."""

CERTIFIED = "certified-private"
FROM_MODEL = ("learned-private", "learned-extended", CERTIFIED)
"""Labels of the learned tier model: the first two may only flag; the last is found while a certificate
of false blocks is valid, and may block."""
FROM_REGISTERS = (
    "blackout",
    "bridge",
    "code-name",
    "contradiction",
    "exact-value",
    "exchange",
    "facet",
    "mosaic",
    "mosaic-near",
    "quote",
    "statement",
)
"""The labels of what registers find (:mod:`ecluse.registers`)."""
