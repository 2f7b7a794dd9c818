"""The table of identifiers: how each is written, checked and named in French and English.

A row is an :class:`IdentifierKind`. Several rows may share a label (a telephone number has a French,
an international and an American form). To add a kind, add a row with examples; nothing else changes.

*Masks* say what the number looks like without its separators: ``9`` a digit, ``a`` a letter, ``x``
either. *Layouts* are the groups in which people write it: ``3 3 3 5``. What a match is worth:

============ ======== ===========================================================================
``CERTAIN``   1.0     a check that few other numbers pass, or a check and a context word
``LIKELY``    0.85    a form that little else has, or a context word without a check
``POSSIBLE``  0.6     a form that other things have too
``FAINT``     0.2     a check that one number in ten passes, no context word: not reported
                      unless the classifier is built with a lower floor
============ ======== ===========================================================================

Sources: INSEE (NIR, SIREN, SIRET), DGFiP (numéro fiscal), ISO 13616 (IBAN), ISO 9362 (BIC), ISO 6166
(ISIN), ISO/IEC 7812 (cards), ITU-T E.164 (telephones), 3GPP TS 23.003 (IMEI), the authorities named
in python-stdnum for the other countries. Every number in the examples is invented, or is one that a
standard or a regulator publishes as an example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ecluse.classifiers import identifier_checks as checks
from ecluse.classifiers import identifier_finders as finders
from ecluse.classifiers.identifier_checks import anything_with, by_stdnum
from ecluse.classifiers.identifier_finders import CERTAIN, FAINT, LIKELY, POSSIBLE, Place
from ecluse.lean import dataclass
from ecluse.model import View

__all__ = ["ANY", "KINDS", "NEVER", "PLATE_NAMES", "IdentifierKind", "is_usual"]

Layouts = tuple[tuple[int, ...], ...]

NEVER = 0.0
"""Not an identifier of the kind without a context word."""

ANY: Layouts = ((),)
"""However it is grouped."""


def is_usual(layouts: Layouts, groups: tuple[int, ...]) -> bool:
    """Whether groups of these lengths are one of ``layouts``.

    >>> is_usual(((3, 3, 3),), (3, 3, 3)), is_usual(((3, 3, 3),), (9,)), is_usual(ANY, (9,))
    (True, False, True)
    """
    return groups in layouts or () in layouts


@dataclass(frozen=True, slots=True)
class IdentifierKind:
    """One way in which one kind of identifier is written.

    Args:
        label: what its findings are called.
        masks: its compact forms; empty when ``finder`` finds it.
        validate: from the compact form (capitals and digits; as written when ``cased`` or when there
            is a ``finder``) to the canonical form, empty when it is not valid.
        context: folded words that name it, in a few words before or after; ``*`` ends a stem, and
            ``|`` is the identifier itself.
        told: confidence with a context word.
        laid_out: confidence without one, in one of ``layouts``.
        joined: confidence without one, in one piece.
        layouts: how many letters and digits stand in each group.
        capitals: without a context word it is faint when its letters are not capitals.
        cased: letters keep their case.
        plus: written after ``+`` or ``00``.
        anyhow: with a context word, a number made of digits may be grouped anyhow.
        strong: its check is enough to tell where it ends, whatever digits stand beside it.
        screen: a cheap necessary condition on the compact form, lower case, before anything else.
        unlike: numbers that, without a context word, are more probably something else.
        finder: where it may stand, for what is not a row of letters and digits.
        signs: the finder is asked only when one of these is in the folded text.
        trace: an RE2 pattern that matches in every folded text in which the finder is asked and finds
            something; an empty one matches everywhere.
        seen: texts in which it is found. ``unseen``: texts in which it is not.
    """

    label: str
    validate: Callable[[str], str]
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    masks: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    told: float = CERTAIN
    laid_out: float = NEVER
    joined: float = NEVER
    layouts: Layouts = ()
    capitals: bool = False
    cased: bool = False
    plus: bool = False
    anyhow: bool = True
    strong: bool = False
    unlike: Callable[[str], bool] | None = None
    screen: Callable[[bytes], bool] | None = None
    finder: Callable[[View], Iterable[Place]] | None = None
    signs: tuple[bytes, ...] = (b"",)
    trace: bytes = b""


def _digits(*lengths: int) -> tuple[str, ...]:
    return tuple("9" * length for length in lengths)


def _either(prefix: str, lengths: range, suffix: str = "") -> tuple[str, ...]:
    return tuple(prefix + "x" * length + suffix for length in lengths)


# --- context words --------------------------------------------------------------------------------

_COMPANY = (
    "siren",
    "rcs",
    "registre du commerce",
    "company number",
    "company registration",
    "insee",
)
_SOCIAL = (
    *("nir", "secu", "securite sociale", "insee", "carte vitale", "nss", "num secu", "numss"),
    *("social security", "french social"),
)
_TAX = (
    *(
        "tva",
        "vat",
        "intracommunautaire",
        "intracom",
        "mwst",
        "ust",
        "ust idnr",
        "ustid",
        "btw",
        "iva",
    ),
    *("tax number", "tax id", "partita iva", "umsatzsteuer*", "moms"),
)
_ACCOUNT = ("rib", "releve d identite bancaire", "compte", "virement", "account", "bank details")
_CARD = (
    *("carte", "cartes", "cb", "visa", "mastercard", "amex", "american express", "card", "cards"),
    *(
        "cc",
        "credit",
        "debit",
        "paiement",
        "payment",
        "cvv",
        "cvc",
        "cryptogramme",
        "maestro",
        "pan",
    ),
)
_PHONE = (
    *(
        "tel",
        "telephon*",
        "phone*",
        "mobile",
        "mobil",
        "portable",
        "fax",
        "gsm",
        "appel*",
        "rappel*",
    ),
    *("call", "calling", "joindre", "joignable*", "whatsapp", "sms", "texto", "text me", "hotline"),
    *("telefon*", "telefoon", "movil", "handy", "rufnummer", "cellulare", "telemovel", "cell"),
)
_DIAL = (
    *(
        "tel |",
        "telephone |",
        "phone |",
        "fax |",
        "mobile |",
        "portable |",
        "gsm |",
        "appelez le |",
    ),
    *(
        "appeler le |",
        "appelle le |",
        "joindre au |",
        "joignable au |",
        "rappeler au |",
        "sms au |",
    ),
    *(
        "call |",
        "call me on |",
        "call me at |",
        "call us on |",
        "call us at |",
        "ring |",
        "reach me at |",
    ),
    *(
        "phone number |",
        "numero de telephone |",
        "phone number is |",
        "numero de telephone est le |",
    ),
)
_PASSPORT = (
    *("passeport*", "passport*", "pasaporte", "passaporto", "passaporte", "reisepass*", "paspoort"),
    *("pass nr", "passnummer", "travel document"),
)
_IDENTITY = (
    *("cni", "cnie", "carte d identite", "carte nationale", "piece d identite", "identity card"),
    *("id card", "titre de sejour", "carte de sejour", "residence permit", "personalausweis*"),
    *("ausweis*", "carta d identita", "documento d identita", "identiteitskaart", "national id"),
)
_LICENCE = (
    *("permis", "permis de conduire", "driving licence", "driving license", "driver s license"),
    *("drivers license", "driver license", "driver s licence", "fuhrerschein*", "patente"),
)
PLATE_NAMES = (
    *("immatricul*", "plaque*", "vehicule*", "voiture*", "moto", "camion*", "fourgon*", "scooter"),
    *("plate*", "registration", "reg", "car", "van", "truck", "kennzeichen", "matricula", "targa"),
    *("nummerplaat", "kenteken", "camionnette", "utilitaire", "vehicle*"),
)
_TAXPAYER = (
    *("numero fiscal", "numero spi", "spi", "fiscal*", "impot*", "avis d imposition", "tax number"),
    *("tax reference", "dgfip", "nif"),
)
_NATIONAL = (
    "registre national",
    "rijksregister*",
    "national number",
    "niss",
    "insz",
    "nrn",
    "ssin",
)
_STEUER = ("steuer*", "idnr", "identifikationsnummer", "tax id", "tin", "german tax")
_DNI = ("dni", "nif", "nie", "cif", "identidad", "extranjero", "documento nacional")
_SSN = ("ssn", "social security", "soc sec", "securite sociale")
_ADDRESS = (
    *(
        "adresse*",
        "address*",
        "habit*",
        "domicil*",
        "lives",
        "living at",
        "reside*",
        "siege",
        "located",
    ),
    *("courrier", "livraison", "deliver*", "ship to", "rendez vous", "rdv"),
)
_IP = (
    "ip",
    "ipv4",
    "ipv6",
    "ips",
    "serveur*",
    "server*",
    "host",
    "hote",
    "ping",
    "ssh",
    "vpn",
    "dns",
)

# --- the table ------------------------------------------------------------------------------------

_FRENCH: tuple[IdentifierKind, ...] = (
    IdentifierKind(
        "nir",
        checks.nir,
        screen=checks.starts_with(b"12345678"),
        masks=("9" * 15, "999999a99999999"),
        context=_SOCIAL,
        laid_out=CERTAIN,
        joined=CERTAIN,
        layouts=(*ANY, (1, 2, 2, 2, 3, 3, 2), (13, 2)),
        seen=(
            "Son numéro de sécu : 2 69 05 49 588 157 80, merci.",
            "NIR 1 84 07 2A 004 123 40 à corriger",
            "Please update 184072B00412367 in payroll",
        ),
        unseen=(
            "Son numéro de sécu : 2 69 05 49 588 157 81",
            "Référence 269154958815780",
            "Order 2690549588157801 shipped",
        ),
    ),
    IdentifierKind(
        "nir",
        checks.nir_without_key,
        screen=checks.starts_with(b"12345678"),
        masks=("9" * 13, "999999a999999"),
        context=_SOCIAL,
        told=LIKELY,
        layouts=((1, 2, 2, 2, 3, 3),),
        seen=(
            "Numéro de sécurité sociale 2 69 05 49 588 157",
            "French social security 2690549588157",
        ),
        unseen=("Le code-barres 2690549588157", "Barcode 2690549588157 is back in stock"),
    ),
    IdentifierKind(
        "siret",
        checks.siret,
        masks=_digits(14),
        context=("siret", "etablissement*", *_COMPANY),
        laid_out=POSSIBLE,
        joined=FAINT,
        layouts=((3, 3, 3, 5),),
        seen=(
            "SIRET : 732 829 320 00074",
            "Facture au siret 73282932000074",
            "The site's SIRET is 356 000 000 09075",
        ),
        unseen=(
            "SIRET : 732 829 320 00079",
            "Colis 73282932000074 expédié",
            "SIRET 73282932000074123",
        ),
    ),
    IdentifierKind(
        "siren",
        checks.siren,
        masks=_digits(9),
        context=_COMPANY,
        laid_out=FAINT,
        joined=FAINT,
        layouts=((3, 3, 3),),
        seen=(
            "SIREN 732 829 320",
            "Immatriculée au RCS de Rennes sous le numéro B 732 829 320",
            "Company number 732829320",
        ),
        unseen=(
            "SIREN 732 829 321",
            "Nous avons servi 732 829 320 repas",
            "We counted 732829320 steps",
        ),
    ),
    IdentifierKind(
        "siren",
        checks.siren_with_letter,
        masks=("a" + "9" * 9,),
        context=("rcs",),
        layouts=ANY,
        seen=("RCS Rennes B732829320", "Registered (RCS Paris A 732 829 320)"),
        unseen=("RCS Rennes B732829321", "Vol B732829320"),
    ),
    IdentifierKind(
        "nif",
        checks.french_tax_number,
        screen=checks.starts_with(b"0123"),
        masks=_digits(13),
        context=_TAXPAYER,
        laid_out=LIKELY,
        joined=POSSIBLE,
        layouts=((2, 2, 3, 3, 3),),
        seen=(
            "Mon numéro fiscal est le 30 23 217 600 053",
            "French tax number 3023217600053",
        ),
        unseen=("Mon numéro fiscal est le 30 23 217 600 054", "Barcode 3023217600054"),
    ),
    IdentifierKind(
        "vat",
        checks.french_vat,
        masks=_either("aa", range(2, 3), "9" * 9),
        context=_TAX,
        laid_out=CERTAIN,
        joined=CERTAIN,
        layouts=ANY,
        capitals=True,
        seen=("TVA intracommunautaire : FR 23 334 175 221", "Our VAT: FR23334175221"),
        unseen=("TVA : FR 24 334 175 221", "Réf. FR24334175221"),
    ),
    IdentifierKind(
        "vat",
        checks.french_vat,
        masks=_either("", range(2, 3), "9" * 9),
        context=_TAX,
        seen=("N° de TVA 23 334 175 221", "VAT 23334175221"),
        unseen=("N° de TVA 24 334 175 221", "Commande 23334175221"),
    ),
    IdentifierKind(
        "excise",
        by_stdnum("fr.accise"),
        masks=("aa999999a9999",),
        context=("accise*", "excise", "douane*", "customs", "entrepositaire"),
        joined=LIKELY,
        capitals=True,
        seen=("Numéro d'accises FR012907E0820", "Excise number FR023004N9448"),
        unseen=("Numéro d'accises FR012907A0820", "Part FR0XX907E0820"),
    ),
    IdentifierKind(
        "rib",
        checks.account_key,
        masks=_either("9" * 10, range(11, 12), "99"),
        context=_ACCOUNT,
        laid_out=CERTAIN,
        joined=LIKELY,
        layouts=((5, 5, 11, 2),),
        seen=("RIB : 20041 01005 0500013M026 06", "Bank account 20041010050500013M02606"),
        unseen=("RIB : 20041 01005 0500013M026 07", "Lot 20041010050500013M02607"),
    ),
)

_BANKING: tuple[IdentifierKind, ...] = (
    IdentifierKind(
        "iban",
        checks.iban,
        screen=checks.may_be_iban,
        masks=_either("aa99", range(11, 31)),
        context=("iban", *_ACCOUNT),
        laid_out=CERTAIN,
        joined=CERTAIN,
        layouts=ANY,
        strong=True,
        seen=(
            "Virement sur FR14 2004 1010 0505 0001 3M02 606 avant vendredi",
            "Please pay GB29NWBK60161331926819",
        ),
        unseen=(
            "Virement sur FR14 2004 1010 0505 0001 3M02 607",
            "Serial GB29NWBK60161331926818",
        ),
    ),
    IdentifierKind(
        "card",
        checks.card,
        screen=checks.may_be_card,
        masks=_digits(15, 16),
        context=_CARD,
        laid_out=CERTAIN,
        joined=LIKELY,
        layouts=((4, 4, 4, 4), (4, 6, 5)),
        unlike=lambda compact: compact.startswith("1"),
        seen=(
            "Ma carte est la 4111 1111 1111 1111, merci",
            "Charge 378282246310005 please",
        ),
        unseen=(
            "Commande 4111 1111 1111 1112",
            "https://boutique.example/suivi?n=4111111111111111",
            "Build 41111111111111110",
        ),
    ),
    IdentifierKind(
        "card",
        checks.card,
        screen=checks.may_be_card,
        masks=_digits(12, 13, 14, 17, 18, 19),
        context=_CARD,
        laid_out=LIKELY,
        joined=FAINT,
        layouts=((4, 6, 4), (4, 4, 4, 4, 3)),
        seen=("Carte Diners 3056 930902 5904", "Card 30569309025904"),
        unseen=("Carte Diners 3056 930902 5905", "Parcel 30569309025904"),
    ),
    IdentifierKind(
        "isin",
        by_stdnum("isin"),
        screen=checks.may_be_isin,
        masks=_either("aa", range(9, 10), "9"),
        context=(
            "isin",
            "titre",
            "action",
            "actions",
            "obligation*",
            "share",
            "shares",
            "bond",
            "fonds",
        ),
        joined=LIKELY,
        laid_out=LIKELY,
        layouts=((2, 10), (2, 9, 1), (2, 3, 3, 3, 1)),
        capitals=True,
        seen=("Le titre FR0000120271 est suspendu", "ISIN US0378331005"),
        unseen=("Le titre FR0000120272 est suspendu", "Ref US0378331006"),
    ),
    IdentifierKind(
        "bic",
        checks.bic,
        context=("bic", "swift", "bic swift", "swift bic"),
        told=LIKELY,
        finder=finders.bics,
        signs=(b"bic", b"swift"),
        trace=b"bic|swift",
        seen=("BIC : AGRIFRPP", "SWIFT code NWBKGB2L"),
        unseen=("BIC : MULTIPLE", "Bonjour AGRIFRPP", "Le code swift permet un virement"),
    ),
    IdentifierKind(
        "crypto",
        checks.crypto,
        masks=(*_either("", range(26, 43)), "x" * 62),
        context=("bitcoin", "btc", "ethereum", "eth", "wallet", "portefeuille", "crypto*"),
        joined=CERTAIN,
        cased=True,
        seen=(
            "Envoyez à 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            "My wallet is bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "ETH 0x52908400098527886e0f7030069857d2e4169ee7",
        ),
        unseen=(
            "Envoyez à 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
            "sha256 8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189",
        ),
    ),
)

_REACHING: tuple[IdentifierKind, ...] = (
    IdentifierKind(
        "email",
        checks.as_small_letters,
        finder=finders.emails,
        signs=(b"@",),
        trace=finders.EMAIL_TRACE,
        seen=("Écrivez à claire.lenoir@vannerie.example", "mailto:info@lantern.example"),
        unseen=(
            "Merci @claire pour la photo",
            "Suivez @atelier@social.example",
            "git@forge.example:equipe/outil.git",
            "Voir logo@2x.png",
        ),
    ),
    IdentifierKind(
        "phone",
        checks.french_phone,
        screen=checks.starts_with(b"0"),
        masks=_digits(10),
        context=_PHONE,
        laid_out=LIKELY,
        joined=LIKELY,
        layouts=((2, 2, 2, 2, 2),),
        unlike=checks.looks_like_a_draw,
        seen=(
            "Appelez le 01 99 00 12 34",
            "06.39.98.12.34 après 18 h",
            "Call 0639981234 today",
        ),
        unseen=(
            "Tirage : 03 12 25 36 44",
            "Commande n° 0639981234",
            "Le 01/02/2026 à 10 h 30",
            "01 99 00 12 34 56 78",
            "Version 0.1.9.9.0012",
        ),
    ),
    IdentifierKind(
        "phone",
        checks.french_service_phone,
        screen=checks.starts_with(b"0"),
        masks=_digits(10),
        context=_PHONE,
        laid_out=LIKELY,
        layouts=((1, 3, 3, 3), (4, 2, 2, 2), (4, 3, 3)),
        seen=("Numéro vert 0 800 123 456", "Our line 0805 12 34 56 is open"),
        unseen=("Le code 0 700 123 456", "Stock 1 800 123 456"),
    ),
    IdentifierKind(
        "phone",
        checks.international_phone,
        masks=_digits(*range(8, 18)),
        context=_PHONE,
        laid_out=LIKELY,
        joined=LIKELY,
        layouts=ANY,
        plus=True,
        seen=(
            "Depuis l'étranger : +33 (0)6 39 98 12 34",
            "0033 1 99 00 12 34",
            "Reach us on +44 20 7946 0958",
        ),
        unseen=("Résultat : +12 345 678", "Growth of +1 234 567 890 %", "+00 11 22 33 44"),
    ),
    IdentifierKind(
        "phone",
        checks.french_mobile,
        masks=_digits(11),
        context=_PHONE,
        screen=checks.starts_with(b"3"),
        joined=POSSIBLE,
        seen=("Sur https://wa.me/33639981234", "WhatsApp 33639981234"),
        unseen=("https://boutique.example/p/33639981234", "Order 33639981234"),
    ),
    IdentifierKind(
        "phone",
        checks.local_phone("US"),
        screen=checks.starts_with(b"23456789"),
        masks=_digits(10),
        context=_PHONE,
        laid_out=POSSIBLE,
        layouts=((3, 3, 4),),
        seen=("Call (415) 555-0132", "Le bureau américain : 415-555-0132, appelez"),
        unseen=("Pages 415-055-0132", "Lot 115-555-0132"),
    ),
    IdentifierKind(
        "phone",
        checks.local_phone("US"),
        masks=_digits(11),
        context=_PHONE,
        screen=checks.starts_with(b"1"),
        laid_out=POSSIBLE,
        layouts=((1, 3, 3, 4),),
        seen=("Dial 1-415-555-0132", "Le bureau américain, 1 (415) 555-0132"),
        unseen=("Pages 1-415-055-0132", "Lot 2-415-555-0132"),
    ),
    IdentifierKind(
        "phone",
        checks.local_phone("GB"),
        screen=checks.starts_with(b"0"),
        masks=_digits(10, 11),
        context=_PHONE,
        laid_out=POSSIBLE,
        layouts=((3, 4, 4), (5, 6), (4, 3, 4), (5, 3, 3), (4, 7)),
        seen=("London desk 020 7946 0958", "Tél. de Londres : 020 7946 0958"),
        unseen=("Desk 120 7946 0958", "Bureau 000 7946 0958"),
    ),
    IdentifierKind(
        "phone",
        checks.neighbour_phone,
        masks=_digits(*range(7, 13)),
        context=_PHONE,
        told=LIKELY,
        layouts=ANY,
        seen=("Tél. 0470 12 34 56 à Namur", "Phone: 030 123456 in Berlin"),
        unseen=("Namur 0470 12 34 56", "Room 030 123456"),
    ),
    IdentifierKind(
        "phone",
        anything_with(7),
        masks=_digits(*range(7, 13)),
        context=_DIAL,
        told=POSSIBLE,
        seen=("Tél. : 472 79 16 à demander", "Call me on 9472 7916"),
        unseen=("Appelez-nous pour vos 9472 7916 questions", "Phone us in 2026 - 2027"),
    ),
    IdentifierKind(
        "address",
        checks.as_words,
        context=_ADDRESS,
        finder=finders.addresses,
        trace=finders.ADDRESS_TRACE,
        seen=(
            "Passez au 12 bis rue des Lilas, 35000 Rennes",
            "She lives at 221 Baker Street, London NW1 6XE",
            "Rue de la Loi 16, 1000 Bruxelles",
        ),
        unseen=(
            "Les commerces de la rue rouvrent en 2026",
            "Il reste 3 places pour le cours de poterie",
            "In 2024 Wall Street rallied",
        ),
    ),
    IdentifierKind(
        "ip",
        checks.as_small_letters,
        context=_IP,
        finder=finders.ip_addresses,
        signs=(b".", b":"),
        trace=finders.IP_TRACE,
        seen=("Le serveur répond sur 10.42.17.203", "IP 2001:db8:85a3::8a2e:370:7334"),
        unseen=(
            "La version 10.42.17.203 est sortie",
            "Voir le § 4.2.1.3",
            "Rendez-vous à 10:30:00",
        ),
    ),
    IdentifierKind(
        "mac",
        checks.as_words,
        context=("mac", "hardware address", "adresse physique", "adresse mac", "ethernet"),
        finder=finders.hardware_addresses,
        signs=(b":", b"-", b"."),
        trace=finders.MAC_TRACE,
        seen=("L'imprimante 00:1a:2b:3c:4d:5e ne répond plus", "MAC 00-1A-2B-3C-4D-5E"),
        unseen=("Chronos : 10:20:30:40:50:60", "Ratio 12:34:56"),
    ),
    IdentifierKind(
        "imei",
        by_stdnum("imei"),
        masks=_digits(14, 15, 16),
        context=("imei", "imeisv"),
        laid_out=LIKELY,
        joined=FAINT,
        layouts=((2, 6, 6, 1), (6, 2, 6, 1), (8, 6, 1)),
        seen=("IMEI 490154203237518", "Téléphone volé, 49-015420-323751-8"),
        unseen=("IMEI 490154203237519", "Lot 490154203237518"),
    ),
)

_PAPERS: tuple[IdentifierKind, ...] = (
    IdentifierKind(
        "plate",
        checks.french_plate,
        masks=("aa999aa",),
        context=PLATE_NAMES,
        told=LIKELY,
        laid_out=LIKELY,
        layouts=((2, 3, 2),),
        capitals=True,
        seen=("La camionnette AB-123-CD est garée devant", "Plate AB123CD"),
        unseen=("Le modèle ab-123-cd revient", "Référence IO-123-CD", "AB-123-CDE"),
    ),
    IdentifierKind(
        "plate",
        checks.french_plate_1950,
        masks=tuple(
            "9" * n + "a" * m + d for n in range(1, 5) for m in (2, 3) for d in ("99", "9a")
        ),
        context=PLATE_NAMES,
        told=LIKELY,
        layouts=tuple((n, m, 2) for n in range(1, 5) for m in (2, 3)),
        seen=("Voiture immatriculée 123 ABC 75", "Car with plate 4512 XR 35"),
        unseen=("Bus 123 ABC 75", "Salle 123 ABC 75", "Pas de voiture les 21 et 22 juin"),
    ),
    IdentifierKind(
        "plate",
        checks.british_plate,
        masks=("aa99aaa",),
        context=PLATE_NAMES,
        told=LIKELY,
        laid_out=POSSIBLE,
        layouts=((4, 3),),
        capitals=True,
        seen=("Car registration AB51 ABC", "La voiture anglaise AB51ABC"),
        unseen=("Gate ab51 abc", "Car registration AB00 ABC"),
    ),
    IdentifierKind(
        "plate",
        anything_with(3),
        masks=("9999aaa", "9aaa999", "aa9999", "aaa9999", "aaaa9999", "aaa999"),
        context=PLATE_NAMES,
        told=LIKELY,
        layouts=((4, 3), (1, 3, 3), (1, 1, 4), (1, 2, 4), (2, 1, 4), (2, 2, 4), (1, 2, 3), (3, 3)),
        seen=("Véhicule belge 1-ABC-123", "Spanish car plate 1234 BCD"),
        unseen=("Salle 1-ABC-123", "Code 1234 BCD"),
    ),
    IdentifierKind(
        "passport",
        anything_with(5),
        masks=(
            "99aa99999",
            "9" * 9,
            "a99999999",
            "aa9999999",
            "aaa999999",
            "a9999999",
            "axxxxxxxx",
        ),
        context=_PASSPORT,
        told=LIKELY,
        seen=("Passeport n° 12AB34567", "Her passport number is 501234567"),
        unseen=("Dossier n° 12AB34567", "Passeport pour la réussite en 2026", "Ticket 501234567"),
    ),
    IdentifierKind(
        "identity-card",
        anything_with(2),
        masks=("9" * 12, "axxxxxxxx", "axxxxxxxxx", "aa9999999", "xxxxxxxxx"),
        context=_IDENTITY,
        told=LIKELY,
        layouts=((4, 4, 4), (3, 7, 2), (2, 7)),
        seen=("CNI 880692310285", "Carte d'identité n° X4RTBPFW4", "ID card X4RTBPFW4"),
        unseen=("Suivi 880692310285", "Carte d'identité à renouveler avant 2027", "Seat X4RTBPFW4"),
    ),
    IdentifierKind(
        "driving-licence",
        anything_with(5),
        masks=("9" * 12, "99aa99999", "a9999999", "aa9999999a"),
        context=_LICENCE,
        told=LIKELY,
        layouts=((2, 2, 2, 6), (2, 2, 2, 2, 4), (2, 2, 5)),
        seen=("Permis de conduire 140592310285", "Driving licence 12AB34567"),
        unseen=("Colis 140592310285", "Licence 2026 disponible"),
    ),
    IdentifierKind(
        "driving-licence",
        checks.british_licence,
        masks=("axxxx999999xx9aa", "axxxx999999xxxaa"),
        context=_LICENCE,
        joined=LIKELY,
        seen=("Driving licence MORGA657054SM9IJ", "Permis anglais MORGA657054SM9IJ"),
        unseen=("Driving licence MORGA667054SM9IJ", "Key MORGA657954SM9IJ"),
    ),
)

_ABROAD: tuple[IdentifierKind, ...] = (
    IdentifierKind(
        "vat",
        checks.vat,
        screen=checks.may_be_vat,
        masks=(
            *(
                "aaa99999999",
                "aax9999999x",
                "aa99999999a",
                "aa9999999a",
                "aa9999999aa",
                "aa9a99999a",
            ),
            *("aa" + "9" * n + "a99" for n in (7, 8, 9)),
            *("aa" + "9" * n for n in range(8, 13)),
        ),
        context=_TAX,
        laid_out=LIKELY,
        joined=LIKELY,
        layouts=ANY,
        capitals=True,
        seen=("TVA belge BE 0428.759.497", "Our VAT number is DE136695976"),
        unseen=("TVA belge BE 0428.759.498", "de 136695976 euros", "Ref ZZ136695976"),
    ),
    IdentifierKind(
        "vat",
        checks.vat,
        masks=tuple("aa" + "9" * n for n in (6, 7, 13)),
        context=_TAX,
        screen=checks.may_be_vat,
        layouts=ANY,
        seen=("TVA roumaine RO 1822964", "VAT RO1822964"),
        unseen=("TVA roumaine RO 1822965", "Vol RO1822964"),
    ),
    IdentifierKind(
        "vat",
        by_stdnum("be.vat", "lu.tva"),
        masks=_digits(8, 10),
        context=_TAX,
        layouts=((4, 3, 3), (3, 3, 2)),
        anyhow=False,
        seen=("TVA 0428.759.497", "Luxembourg VAT 150 274 42"),
        unseen=("TVA 0428.759.498", "Lot 0428.759.497"),
    ),
    IdentifierKind(
        "vat",
        by_stdnum("it.iva"),
        masks=_digits(11),
        context=("partita iva", "p iva", "piva"),
        joined=FAINT,
        seen=("Partita IVA 00743110157", "La société italienne (P. IVA 00743110157)"),
        unseen=("Partita IVA 00743110158", "Lot 00743110157"),
    ),
    IdentifierKind(
        "be-national-number",
        by_stdnum("be.nn"),
        masks=_digits(11),
        context=_NATIONAL,
        laid_out=CERTAIN,
        joined=FAINT,
        layouts=((2, 2, 2, 3, 2), (6, 3, 2), (6, 5)),
        seen=("Registre national 85.07.30-033.28", "Her Belgian number: 85.07.30-033.28"),
        unseen=("Registre national 85.07.30-033.29", "Lot 85073003328"),
    ),
    IdentifierKind(
        "ch-ahv",
        by_stdnum("ch.ssn"),
        masks=_digits(13),
        context=("avs", "ahv", "navs", "assure", "versicherten*"),
        laid_out=CERTAIN,
        joined=LIKELY,
        layouts=((3, 4, 4, 2),),
        seen=("N° AVS 756.9217.0769.85", "Swiss AHV 7569217076985"),
        unseen=("N° AVS 756.9217.0769.84", "Barcode 7569217076984"),
    ),
    IdentifierKind(
        "ch-uid",
        by_stdnum("ch.uid", "ch.vat"),
        masks=("aaa999999999", "aaa999999999aaa", "aaa999999999aaaa"),
        context=("ide", "uid", *_TAX),
        laid_out=CERTAIN,
        joined=CERTAIN,
        layouts=((3, 3, 3, 3), (3, 9), (3, 3, 3, 3, 3), (3, 3, 3, 3, 4)),
        seen=("IDE CHE-107.787.577", "UID CHE-107.787.577 MWST"),
        unseen=("IDE CHE-107.787.578", "Kit CHE-10A.787.577"),
    ),
    IdentifierKind(
        "ch-uid",
        checks.swiss_company,
        masks=_digits(9),
        context=("ide", "uid"),
        laid_out=FAINT,
        layouts=((3, 3, 3),),
        seen=("IDE 107.787.577", "UID 107.787.577"),
        unseen=("IDE 107.787.578", "Lot 107.787.577"),
    ),
    IdentifierKind(
        "de-tax-id",
        by_stdnum("de.idnr"),
        masks=_digits(11),
        context=_STEUER,
        laid_out=POSSIBLE,
        joined=FAINT,
        layouts=((2, 3, 3, 3),),
        seen=("Steuer-ID: 36 574 261 809", "IdNr. 36574261809"),
        unseen=("Steuer-ID: 36 574 261 890", "Lot 36574261809"),
    ),
    IdentifierKind(
        "es-nif",
        by_stdnum("es.nif"),
        masks=("99999999a", "a9999999a", "9999999a"),
        context=_DNI,
        joined=LIKELY,
        laid_out=LIKELY,
        layouts=((8, 1), (1, 7, 1), (7, 1)),
        capitals=True,
        seen=("DNI 54362315K", "El NIE X-5253868-R figura en el contrato", "Badge 54362315-K"),
        unseen=("DNI 54362315A", "Room 54362315B"),
    ),
    IdentifierKind(
        "es-nif",
        by_stdnum("es.nif"),
        masks=("a99999999", "a9999999a"),
        context=_DNI,
        joined=FAINT,
        layouts=((1, 8), (1, 7, 1)),
        seen=("CIF B64717838", "Spanish company, NIF B-64717838"),
        unseen=("CIF B64717839", "Vol B64717838"),
    ),
    IdentifierKind(
        "it-tax-code",
        by_stdnum("it.codicefiscale"),
        masks=("aaaaaaxxaxxaxxxa", "aaaaaaxxaxxa999a"),
        context=("codice fiscale", "fiscale", "cf"),
        laid_out=CERTAIN,
        joined=CERTAIN,
        layouts=((3, 3, 5, 5), (6, 5, 5)),
        seen=("Codice fiscale RCCMNL83S18D969H", "Italian code RCC MNL 83S18 D969H"),
        unseen=("Codice fiscale RCCMNL83S18D969J", "Key RCCMNL83S18D969J"),
    ),
    IdentifierKind(
        "it-tax-code",
        by_stdnum("it.codicefiscale"),
        masks=_digits(11),
        context=("codice fiscale", "fiscale"),
        joined=FAINT,
        seen=("Codice fiscale 00743110157", "Codice fiscale della società: 00743110157"),
        unseen=("Codice fiscale 00743110158", "Lot 00743110157"),
    ),
    IdentifierKind(
        "it-tax-code",
        by_stdnum("it.codicefiscale"),
        context=("codice fiscale", "fiscale"),
        finder=finders.letter_codes,
        signs=(b"fiscale",),
        trace=b"fiscale",
        seen=("Codice fiscale RSSMRAQRCMNFNLRG", "codice fiscale: RSSMRAQRCMNFNLRG (Rome)"),
        unseen=("Codice fiscale RSSMRAQRCMNFNLRH", "RSSMRAQRCMNFNLRG"),
    ),
    IdentifierKind(
        "nl-bsn",
        by_stdnum("nl.bsn"),
        masks=_digits(8, 9),
        context=("bsn", "burgerservicenummer", "sofinummer"),
        laid_out=FAINT,
        joined=FAINT,
        layouts=((4, 2, 3), (3, 3, 3)),
        seen=("BSN 1112.22.333", "Dutch BSN 111222333"),
        unseen=("BSN 1112.52.333", "Lot 111222333"),
    ),
    IdentifierKind(
        "pt-nif",
        by_stdnum("pt.nif"),
        masks=_digits(9),
        context=("nif", "contribuinte", "nipc", "numero de contribuinte"),
        laid_out=FAINT,
        joined=FAINT,
        layouts=((3, 3, 3),),
        seen=("NIF 501 964 843", "Contribuinte 501964843"),
        unseen=("NIF 501 964 842", "Lot 501964843"),
    ),
    IdentifierKind(
        "lu-matricule",
        checks.matricule,
        masks=_digits(13),
        context=("matricule", "luxembourg*", "matricule national"),
        laid_out=LIKELY,
        joined=POSSIBLE,
        layouts=((4, 2, 2, 5), (4, 4, 5), (8, 5)),
        seen=("Matricule 1893 12 01 05732", "Luxembourg matricule 1893120105732"),
        unseen=("Matricule 1893 12 01 05733", "Barcode 1893120105733"),
    ),
    IdentifierKind(
        "gb-nhs-number",
        by_stdnum("gb.nhs"),
        masks=_digits(10),
        context=("nhs", "patient"),
        laid_out=FAINT,
        joined=FAINT,
        layouts=((3, 3, 4),),
        seen=("NHS number 943 476 5870", "Numéro NHS 943-476-5870"),
        unseen=("NHS number 9434765871", "Lot 943 476 5870"),
    ),
    IdentifierKind(
        "gb-nino",
        checks.nino,
        masks=("aa999999a",),
        context=("nino", "national insurance", "ni number"),
        laid_out=LIKELY,
        joined=LIKELY,
        layouts=((2, 2, 2, 2, 1), (2, 6, 1), (2, 7)),
        capitals=True,
        seen=("National Insurance AA 12 34 56 B", "Le NINO PR123612C figure au contrat"),
        unseen=("National Insurance QQ 12 34 56 C", "Part AA 12 34 56 H"),
    ),
    IdentifierKind(
        "us-ssn",
        by_stdnum("us.ssn"),
        masks=_digits(9),
        context=_SSN,
        laid_out=LIKELY,
        layouts=((3, 2, 4),),
        anyhow=False,
        seen=("His SSN is 536-90-4399", "Numéro américain 536-90-4399"),
        unseen=("His SSN is 666-00-0000", "Lot 536904399"),
    ),
    IdentifierKind(
        "us-itin",
        checks.itin,
        masks=_digits(9),
        context=("itin", "taxpayer", "tax id", "individual taxpayer"),
        laid_out=LIKELY,
        layouts=((3, 2, 4),),
        anyhow=False,
        seen=("ITIN 911-70-1234", "Le contribuable 911-70-1234"),
        unseen=("ITIN 911-89-1234", "Lot 911701234"),
    ),
    IdentifierKind(
        "us-bank-routing",
        by_stdnum("us.rtn"),
        masks=_digits(9),
        context=("aba", "routing", "rtn", "routing number", "bank transit"),
        laid_out=FAINT,
        joined=FAINT,
        layouts=((4, 4, 1),),
        seen=("ABA routing 121000358", "Code ABA 1210-0035-8"),
        unseen=("ABA routing 421042111", "Lot 121000358"),
    ),
    IdentifierKind(
        "pl-pesel",
        by_stdnum("pl.pesel"),
        masks=_digits(11),
        context=("pesel",),
        joined=FAINT,
        seen=("PESEL 44051401458", "Numéro PESEL polonais : 44051401458"),
        unseen=("PESEL 44051401459", "Lot 44051401458"),
    ),
    IdentifierKind(
        "se-personal-number",
        by_stdnum("se.personnummer"),
        masks=_digits(10, 12),
        context=("personnummer", "personal number", "pnr", "swedish id", "personal identity"),
        laid_out=LIKELY,
        joined=FAINT,
        layouts=((6, 4), (8, 4)),
        seen=("Personnummer 880320-0016", "Suédois : 880320-0016"),
        unseen=("Personnummer 880320-0017", "Lot 8803200016"),
    ),
    IdentifierKind(
        "fi-personal-code",
        checks.hetu,
        masks=("999999a999x", "9999999999", "999999999a"),
        cased=True,
        context=("hetu", "henkilotunnus", "personal identity", "finnish id"),
        laid_out=LIKELY,
        joined=LIKELY,
        layouts=((6, 4),),
        seen=("Hetu 131052A308T", "Code finlandais 131052A308T"),
        unseen=("Hetu 131052A308U", "Lot 131052B308U"),
    ),
    IdentifierKind(
        "dk-cpr",
        by_stdnum("dk.cpr"),
        masks=_digits(10),
        context=("cpr", "personnummer", "danish id"),
        laid_out=FAINT,
        joined=FAINT,
        layouts=((6, 4),),
        seen=("CPR 211062-5629", "Danish CPR 2110625629"),
        unseen=("CPR 511062-5629", "Lot 211062-5629"),
    ),
    IdentifierKind(
        "ie-pps",
        by_stdnum("ie.pps"),
        masks=("9999999a", "9999999aa"),
        context=("pps", "ppsn", "pps number"),
        joined=LIKELY,
        capitals=True,
        seen=("PPS 6433435F", "Numéro irlandais 6433435F"),
        unseen=("PPS 6433435E", "Lot 6433435E"),
    ),
    IdentifierKind(
        "ro-cnp",
        by_stdnum("ro.cnp"),
        masks=_digits(13),
        context=("cnp", "cod numeric personal"),
        joined=FAINT,
        seen=("CNP 1630615123457", "Numéro CNP roumain 1630615123457"),
        unseen=("CNP 1630615123458", "Lot 1630615123457"),
    ),
)

KINDS: tuple[IdentifierKind, ...] = (*_FRENCH, *_BANKING, *_REACHING, *_PAPERS, *_ABROAD)
"""Every row, the more specific first."""
