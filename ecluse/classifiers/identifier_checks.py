"""Is this number what it looks like? One function for each scheme, from text to canonical form.

Each takes the compact form (capitals and digits, no separators) and gives the canonical form, or the
empty string when the number is not valid. The French schemes, Luhn's and the remainder of 97 are
written out here, since most candidates fail them and python-stdnum takes 50 ms to import; the others
go through python-stdnum, and telephone numbers through phonenumbers, each imported on its first
candidate. A candidate has at most 64 characters, so each check is bounded.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterable
from typing import Protocol, cast

from ecluse.text.fold import fold
from ecluse.text.words import words

__all__ = [
    "account_key",
    "anything_with",
    "as_small_letters",
    "as_words",
    "bic",
    "british_licence",
    "british_plate",
    "by_stdnum",
    "card",
    "crypto",
    "french_mobile",
    "french_phone",
    "french_plate",
    "french_plate_1950",
    "french_service_phone",
    "french_tax_number",
    "french_vat",
    "hetu",
    "iban",
    "international_phone",
    "itin",
    "local_phone",
    "looks_like_a_draw",
    "luhn",
    "matricule",
    "may_be_card",
    "may_be_iban",
    "may_be_isin",
    "may_be_vat",
    "neighbour_phone",
    "nino",
    "nir",
    "nir_without_key",
    "siren",
    "siren_with_letter",
    "siret",
    "starts_with",
    "swiss_company",
    "vat",
]

Check = Callable[[str], str]
Screen = Callable[[bytes], bool]


class _Scheme(Protocol):
    """What a module of python-stdnum gives."""

    def is_valid(self, number: str) -> bool: ...


def by_stdnum(*names: str) -> Check:
    """A check by modules of python-stdnum: valid when one of them says so.

    >>> by_stdnum("ch.ssn")("7569217076985")
    '7569217076985'
    """

    def check(compact: str) -> str:
        return compact if any(_scheme(name).is_valid(compact) for name in names) else ""

    return check


@functools.cache
def _scheme(name: str) -> _Scheme:
    return cast(_Scheme, importlib.import_module(f"stdnum.{name}"))


def anything_with(digits: int) -> Check:
    """A check for numbers without a checksum: at least ``digits`` digits, three different characters.

    >>> anything_with(5)("12AB34567"), anything_with(5)("ABCDEFG12"), anything_with(5)("000000000")
    ('12AB34567', '', '')
    """

    def check(compact: str) -> str:
        found = [c for c in compact if c.isdigit()]
        return compact if len(found) >= digits and len(set(compact)) > 2 else ""

    return check


def as_words(written: str) -> str:
    """Anything at all, as its folded words: two ways to write an address are one.

    >>> as_words("12 bis, Rue des Lilas"), as_words("12 BIS rue des lilas")
    ('12 bis rue des lilas', '12 bis rue des lilas')
    """
    return " ".join(word.decode() for word in words(fold(written).data))


def as_small_letters(written: str) -> str:
    """Anything at all, in small letters: an e-mail or Internet address.

    >>> as_small_letters("Info@Lantern.example")
    'info@lantern.example'
    """
    return written.casefold()


def starts_with(characters: bytes) -> Screen:
    """A first look at a compact form in lower case: its first character is one of these."""
    allowed = frozenset(characters)

    def screen(compact: bytes) -> bool:
        return compact[0] in allowed

    return screen


# --- sums -----------------------------------------------------------------------------------------

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(digits: str) -> bool:
    """Whether the digits pass Luhn's check (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    values = [ord(c) - 48 for c in reversed(digits)]
    return (sum(values[::2]) + sum(_DOUBLED[v] for v in values[1::2])) % 10 == 0


def _varied(digits: str) -> bool:
    """Whether a number is not one digit over and over, which passes many checks and names nobody."""
    return len(set(digits)) > 1


# --- France ---------------------------------------------------------------------------------------


def siren(compact: str) -> str:
    """SIREN, a French company: nine digits with Luhn's check (INSEE).

    >>> siren("732829320"), siren("732829321")
    ('732829320', '')
    """
    return compact if len(compact) == 9 and _varied(compact) and luhn(compact) else ""


_POST_OFFICE, _POST_OFFICE_HEAD = "356000000", "35600000000048"


def siren_with_letter(compact: str) -> str:
    """SIREN after the letter of a commercial register, as in RCS Rennes B 732 829 320.

    >>> siren_with_letter("B732829320")
    '732829320'
    """
    return siren(compact[1:]) if compact[0] in "AB" else ""


def siret(compact: str) -> str:
    """SIRET, a French establishment: a SIREN, five digits, Luhn's check over the whole.

    The establishments of La Poste, except its head office, have a sum of digits that is a multiple
    of five instead (INSEE).

    >>> siret("73282932000074"), siret("35600000009075"), siret("35600000049838")
    ('73282932000074', '35600000009075', '')
    """
    if len(compact) != 14 or not siren(compact[:9]):
        return ""
    if compact.startswith(_POST_OFFICE) and compact != _POST_OFFICE_HEAD:
        return compact if sum(map(int, compact)) % 5 == 0 else ""
    return compact if luhn(compact) else ""


def nir_without_key(compact: str) -> str:
    """NIR without its key, thirteen characters: sex, year, month, place of birth, serial (INSEE).

    Months are 01 to 12, 20 and 30 to 42 when the civil record is incomplete, 50 to 99 otherwise.

    >>> nir_without_key("2690549588157"), nir_without_key("2691549588157")
    ('2690549588157', '')
    """
    head, place, tail = compact[:5], compact[5:7], compact[7:13]
    if len(compact) != 13 or not (head + tail).isdigit() or head[0] not in "12345678":
        return ""
    month = int(head[3:5])
    known = 1 <= month <= 12 or month == 20 or 30 <= month <= 42 or month >= 50
    somewhere = place in {"2A", "2B"} or (place.isdigit() and place != "00")
    return compact if known and somewhere and tail[3:] != "000" else ""


def nir(compact: str) -> str:
    """NIR with its key, fifteen characters: 97 less the remainder of the first thirteen (INSEE).

    For Corsica, 2A counts as 19 and 2B as 18.

    >>> nir("269054958815780"), nir("269054958815781")
    ('269054958815780', '')
    """
    body, key = compact[:13], compact[13:]
    if len(compact) != 15 or not key.isdigit() or not nir_without_key(body):
        return ""
    number = int(body.replace("2A", "19").replace("2B", "18"))
    return compact if 97 - number % 97 == int(key) else ""


def french_tax_number(compact: str) -> str:
    """French tax number (numéro fiscal, SPI): thirteen digits, the last three a remainder of 511.

    >>> french_tax_number("3023217600053"), french_tax_number("3023217600054")
    ('3023217600053', '')
    """
    if len(compact) != 13 or not compact.isdigit() or compact[0] not in "0123":
        return ""
    return compact if _varied(compact) and int(compact[:10]) % 511 == int(compact[10:]) else ""


def french_vat(compact: str) -> str:
    """French VAT number, with or without ``FR``: two characters of check and a SIREN.

    >>> french_vat("FR23334175221"), french_vat("23334175221"), french_vat("FR84323140391")
    ('FR23334175221', 'FR23334175221', '')
    """
    body = compact.removeprefix("FR")
    # A number of Monaco starts with 000 and holds no SIREN: python-stdnum knows.
    if len(body) != 11 or not body[2:].isdigit() or not (siren(body[2:]) or body[2:5] == "000"):
        return ""
    return f"FR{body}" if _scheme("fr.tva").is_valid(body) else ""


_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def account_key(compact: str) -> str:
    """RIB, a French bank account: bank, branch, account, and the key that makes 97 divide it.

    Letters count as the Comité français d'organisation et de normalisation bancaires has it:
    A and J are 1, B, K and S are 2, and so on.

    >>> account_key("20041010050500013M02606"), account_key("20041010050500013M02607")
    ('20041010050500013M02606', '')
    """
    digits = compact.translate(_RIB_LETTERS)
    if len(compact) != 23 or not digits.isdigit() or not compact[:10].isdigit():
        return ""
    bank, branch, account, key = digits[:5], digits[5:10], digits[10:21], digits[21:]
    total = 89 * int(bank) + 15 * int(branch) + 3 * int(account) + int(key)
    # All-zero accounts pass and belong to nobody.
    return compact if total % 97 == 0 and int(account) and int(bank) else ""


# --- banks ----------------------------------------------------------------------------------------


_IBAN_LENGTHS = {
    length: frozenset(countries.encode().split())
    for length, countries in {
        15: "no",
        16: "be",
        18: "dk fo fi fk gl nl sd",
        19: "mk si",
        20: "at ba ee kz lt lu mn xk",
        21: "ch hr li lv",
        22: "bg bh cr de gb ge ie me rs va",
        23: "ae gi il iq om so tl",
        24: "ad cz es md pk ro sa se sk tn vg",
        25: "ly pt st",
        26: "is tr",
        27: "bi dj fr gr it mc mr sm",
        28: "al az by cy do gt hn hu lb ni pl sv",
        29: "br eg ps qa ua",
        30: "jo kw mu ye",
        31: "mt sc",
        32: "lc",
        33: "ru",
    }.items()
}
"""Countries by the length of their accounts (ISO 13616 registry, release 101)."""


def may_be_iban(compact: bytes) -> bool:
    """Whether the country has accounts of that length.

    >>> may_be_iban(b"fr1420041010050500013m02606"), may_be_iban(b"le12mai2026a9h30")
    (True, False)
    """
    return compact[:2] in _IBAN_LENGTHS.get(len(compact), ())


def iban(compact: str) -> str:
    """IBAN (ISO 13616): the remainder of 97 is 1, and the country has accounts of that form.

    The country's own key inside is not required: an account with a wrong one is still a leak.

    >>> iban("FR1420041010050500013M02606"), iban("FR1420041010050500013M02607")
    ('FR1420041010050500013M02606', '')
    """
    if not may_be_iban(compact.lower().encode()) or not compact[2:4].isdigit():
        return ""
    turned = compact[4:] + compact[:4]
    if int("".join(str(int(c, 36)) for c in turned)) % 97 != 1:
        return ""
    from stdnum import iban as scheme

    return compact if scheme.is_valid(compact, check_country=False) else ""


def may_be_isin(compact: bytes) -> bool:
    """Whether there is a digit beside the last: a word of eleven letters is no ISIN."""
    return not compact[2:11].isalpha()


def bic(compact: str) -> str:
    """BIC (ISO 9362): bank, country, place and perhaps branch; the country must exist.

    Spaces between them are dropped.

    >>> bic("AGRIFRPP"), bic("MULTIPLE")
    ('AGRIFRPP', '')
    """
    joined = compact.replace(" ", "")
    return joined if _scheme("bic").is_valid(joined) else ""


_DINERS = (*(str(n) for n in range(300, 306)), "3095", "36", "38", "39")
_MAESTRO = ("0604", "50", "56", "57", "58", "6304", "6390", "67")
_SIXTEEN = (
    *("4", "51", "52", "53", "54", "55", "5019", "60", "62", "65", "81", "9792"),
    *(str(n) for n in range(644, 650)),  # Discover
    *(str(n) for n in range(2200, 2205)),  # Mir
    *(str(n) for n in range(2221, 2721)),  # Mastercard
    *(str(n) for n in range(3528, 3590)),  # JCB
)
_ISSUERS = {
    12: _MAESTRO,
    13: ("4", *_MAESTRO),
    14: (*_DINERS, *_MAESTRO),
    15: ("34", "37", "1800", "2131", "1", *_MAESTRO),  # American Express, JCB, UATP
    16: (*_SIXTEEN, *_DINERS, *_MAESTRO),
    17: ("62", *_MAESTRO),
    18: ("62", *_MAESTRO),
    19: ("4", "62", "65", "6011", *_DINERS, *_MAESTRO),
}
"""Prefixes of issuers for each length, as their networks publish them."""


def may_be_card(compact: bytes) -> bool:
    """Whether an issuer is known for that prefix and length."""
    return compact.decode().startswith(_ISSUERS.get(len(compact), ("-",)))


def card(compact: str) -> str:
    """Payment card (ISO/IEC 7812): Luhn's check, a known issuer, a length that it uses.

    >>> card("4111111111111111"), card("4111111111111112"), card("9111111111111119")
    ('4111111111111111', '', '')
    """
    return compact if may_be_card(compact.encode()) and luhn(compact) else ""


# --- VAT ------------------------------------------------------------------------------------------

_VAT_COUNTRIES = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "GB",
        "XI",
        "EU",
    }
)


def may_be_vat(compact: bytes) -> bool:
    """Whether the first two letters are a country's."""
    return compact[:2].decode().upper() in _VAT_COUNTRIES


def vat(compact: str) -> str:
    """VAT number of a country of the Union or of the United Kingdom, with its prefix.

    >>> vat("BE0428759497"), vat("BE0428759498"), vat("ZZ0428759497")
    ('BE0428759497', '', '')
    """
    country = compact[:2]
    if country not in _VAT_COUNTRIES:
        return ""
    if country in {"GB", "XI"}:
        return compact if _scheme("gb.vat").is_valid(compact[2:]) else ""
    return compact if _scheme("eu.vat").is_valid(compact) else ""


def swiss_company(compact: str) -> str:
    """Swiss company number (IDE, UID) written without CHE.

    >>> swiss_company("107787577")
    'CHE107787577'
    """
    return by_stdnum("ch.uid")(f"CHE{compact}")


def matricule(compact: str) -> str:
    """Luxembourg's matricule: date of birth, serial, Luhn's digit and Verhoeff's (13 digits).

    >>> matricule("1893120105732"), matricule("1893120105733")
    ('1893120105732', '')
    """
    month, day = int(compact[4:6]), int(compact[6:8])
    born = 1850 <= int(compact[:4]) <= 2100 and 1 <= month <= 12 and 1 <= day <= 31
    if not born or not luhn(compact[:12]):
        return ""
    return compact if _scheme("verhoeff").is_valid(compact[:11] + compact[12]) else ""


_NINO_REFUSED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def nino(compact: str) -> str:
    """British National Insurance number: two letters, six digits, A to D (HMRC, NIM39110).

    >>> nino("AA123456B"), nino("QQ123456C")
    ('AA123456B', '')
    """
    first, second = compact[0], compact[1]
    refused = first in "DFIQUV" or second in "DFIOQUV" or compact[:2] in _NINO_REFUSED
    return compact if not refused and compact[-1] in "ABCD" and _varied(compact[2:8]) else ""


_HETU_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def hetu(written: str) -> str:
    """Finnish personal identity code: day, sign of the century, serial, remainder of 31 (DVV, 2023).

    >>> hetu("131052-308t"), hetu("010594Y9032"), hetu("131052A308U"), hetu("131052/308T")
    ('131052-308T', '010594Y9032', '', '')
    """
    code = written.upper()
    born, sign, serial, check = code[:6], code[6:7], code[7:10], code[10:]
    if len(code) != 11 or sign not in "-+YXWVUABCDEF" or not (born + serial).isdigit():
        return ""
    month = int(born[2:4])
    if not (1 <= month <= 12 and 1 <= int(born[:2]) <= _DAYS[month - 1]) or int(serial) < 2:
        return ""
    return code if _HETU_CHECK[int(born + serial) % 31] == check else ""


def itin(compact: str) -> str:
    """American individual taxpayer number: 9, then 50 to 65, 70 to 88, 90 to 92 or 94 to 99 (IRS).

    >>> itin("911701234"), itin("911891234")
    ('911701234', '')
    """
    group = int(compact[3:5])
    known = 50 <= group <= 65 or 70 <= group <= 88 or group in {90, 91, 92} or group >= 94
    return compact if compact[0] == "9" and known else ""


def british_licence(compact: str) -> str:
    """British driving licence: surname, decade, month (50 more for a woman), day, year, initials.

    >>> british_licence("MORGA657054SM9IJ"), british_licence("MORGA667054SM9IJ")
    ('MORGA657054SM9IJ', '')
    """
    surname, month, day = compact[:5].rstrip("9"), int(compact[6:8]) % 50, int(compact[8:10])
    named = surname.isalpha() and all(c.isalpha() or c == "9" for c in compact[11:13])
    return compact if named and 1 <= month <= 12 and 1 <= day <= 31 else ""


# --- plates ---------------------------------------------------------------------------------------


def french_plate(compact: str) -> str:
    """French plate since 2009 (SIV): without I, O, U, and no SS on either side, no WW in front.

    >>> french_plate("AB123CD"), french_plate("IO123CD")
    ('AB123CD', '')
    """
    left, number, right = compact[:2], compact[2:5], compact[5:]
    refused = set(left + right) & set("IOU") or "SS" in (left, right) or left == "WW"
    return compact if not refused and number != "000" else ""


def french_plate_1950(compact: str) -> str:
    """French plate of 1950 to 2009: number, letters, département.

    >>> french_plate_1950("123ABC75"), french_plate_1950("123ABC00"), french_plate_1950("21ET22")
    ('123ABC75', '', '')
    """
    place = compact[-2:]
    known = place in {"2A", "2B"} or (place.isdigit() and 1 <= int(place) <= 98)
    spoken = compact[:-2].lstrip("0123456789") in _BETWEEN_NUMBERS
    return compact if known and not spoken else ""


_BETWEEN_NUMBERS = frozenset(
    ["ET", "OU", "AU", "TOT", "BIS", "EN", "UND", "OR", "TO", "AND", "DEN", "MAI", "SUR"]
)
"""Words that stand between two numbers: « les 21 et 22 », *10 tot 17*."""


def british_plate(compact: str) -> str:
    """British plate since 2001: tag without I, Q, Z, age (02 to 29, 51 to 79), three letters (DVLA).

    >>> british_plate("AB51ABC"), british_plate("AB00ABC")
    ('AB51ABC', '')
    """
    tag, age = compact[:2], int(compact[2:4])
    lettered = not set(tag) & set("IQZ") and not set(compact[4:]) & set("IQ")
    return compact if lettered and (2 <= age <= 29 or 51 <= age <= 79) else ""


# --- money of another kind ------------------------------------------------------------------------


def crypto(written: str) -> str:
    """Bitcoin address (Base58Check or Bech32) or Ethereum address (0x and forty hexadecimals).

    >>> crypto("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
    >>> crypto("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3")
    ''
    """
    if written[:2] in ("0x", "0X"):
        hexadecimal = all(c in "0123456789abcdefABCDEF" for c in written[2:])
        return (
            written.lower() if hexadecimal and len(written) == 42 and _varied(written[2:]) else ""
        )
    if written.startswith(("1", "3")):
        return written if _scheme("bitcoin").is_valid(written) else ""
    if written[:3].lower() == "bc1" and (written.islower() or written.isupper()):
        return written.lower() if _bech32(written.lower()) else ""
    return ""


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _bech32(address: str) -> bool:
    """Whether the checksum holds, as BIP 173 (version 0) or BIP 350 (later versions) has it."""
    values = [_BECH32.find(c) for c in address[3:]]
    if len(values) < 11 or -1 in values:
        return False
    human = [*(ord(c) >> 5 for c in "bc"), 0, *(ord(c) & 31 for c in "bc")]
    return _polymod([*human, *values]) == (1 if values[0] == 0 else 0x2BC830A3)


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


# --- telephones -----------------------------------------------------------------------------------


def french_phone(compact: str) -> str:
    """French telephone number in national form, in E.164.

    >>> french_phone("0639981234"), french_phone("0039981234")
    ('+33639981234', '')
    """
    national = len(compact) == 10 and compact[0] == "0" and compact[1] != "0"
    return f"+33{compact[1:]}" if national and _varied(compact[2:]) else ""


def french_service_phone(compact: str) -> str:
    """French service number, 08 and eight digits, in E.164.

    >>> french_service_phone("0800123456"), french_service_phone("0470123456")
    ('+33800123456', '')
    """
    return french_phone(compact) if compact.startswith("08") else ""


def looks_like_a_draw(compact: str) -> bool:
    """Whether five pairs of digits rise and stay under 51: a lottery draw, hardly a telephone.

    >>> looks_like_a_draw("0312253644"), looks_like_a_draw("0639981234")
    (True, False)
    """
    pairs = [int(compact[at : at + 2]) for at in range(0, len(compact), 2)]
    return pairs == sorted(set(pairs)) and pairs[-1] <= 50


def international_phone(compact: str) -> str:
    """Telephone number in international form, its ``+`` left out or written ``00``, in E.164.

    A national trunk digit, as in +33 (0)6, is dropped.

    >>> international_phone("330639981234"), international_phone("0033639981234")
    ('+33639981234', '+33639981234')
    """
    number = compact.removeprefix("00")
    if number.startswith("33"):
        return french_phone("0" + number[2:].removeprefix("0"))
    return _phone(f"+{number}", None)


def french_mobile(compact: str) -> str:
    """French mobile number in international form without its ``+``, in E.164.

    >>> french_mobile("33639981234"), french_mobile("33139981234")
    ('+33639981234', '')
    """
    return international_phone(compact) if compact.startswith(("336", "337")) else ""


def local_phone(region: str) -> Check:
    """A check of telephone numbers in the national form of ``region`` (ISO 3166), in E.164.

    >>> local_phone("GB")("02079460958")
    '+442079460958'
    """
    return functools.partial(_phone, region=region)


_NEIGHBOURS = (
    # region, lengths, first digits
    ("BE", range(9, 11), "0"),
    ("CH", range(10, 11), "0"),
    ("DE", range(7, 13), "0"),
    ("NL", range(10, 11), "0"),
    ("GB", range(10, 12), "0"),
    ("ES", range(9, 10), "6789"),
    ("PT", range(9, 10), "29"),
    ("IT", range(9, 12), "03"),
    ("LU", range(8, 10), "2346"),
    ("US", range(10, 11), "23456789"),
)


def neighbour_phone(compact: str) -> str:
    """A telephone number in the national form of a country near France, in E.164.

    >>> neighbour_phone("0470123456"), neighbour_phone("0000123456")
    ('+32470123456', '')
    """
    regions = (
        region
        for region, lengths, heads in _NEIGHBOURS
        if len(compact) in lengths and compact[0] in heads
    )
    return next(filter(None, (_phone(compact, region) for region in regions)), "")


def _phone(number: str, region: str | None) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
