"""Values for the seeds, made when the benchmark runs: identifiers of reserved ranges, fake tokens.

Numbers are valid by their own check and belong to nobody: telephone numbers of the ranges that ARCEP
and Ofcom keep for fiction, addresses that no one may register, random account numbers. Tokens are put
together here from a lead and a random body, so that none stands in the repository.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from benchmarks.identifiers import _grouped, _luhn_digit, make_nif, make_nir, make_rib

Maker = Callable[[random.Random], str]

VALUES = ("SVG-2027-48817", "KX7-00718-44219")
"""The references that the register of the benchmark knows."""


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def _body(chance: random.Random, count: int, alphabet: str) -> str:
    """Random characters with a digit and a letter in sight, as tokens have."""
    return "".join(chance.choice(alphabet) for _ in range(count))


_WORD = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _iban(country: str, account: str) -> str:
    number = int("".join(str(int(c, 36)) for c in f"{account}{country}00"))
    whole = f"{country}{98 - number % 97:02d}{account}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _iban_gb(chance: random.Random) -> str:
    return _iban("GB", "QXZB" + _digits(chance, 14))


def _iban_de(chance: random.Random) -> str:
    return _iban("DE", _digits(chance, 18))


def _iban_fr(chance: random.Random) -> str:
    return _iban("FR", make_rib(chance))


def _nir(chance: random.Random) -> str:
    return _grouped(make_nir(chance), (1, 2, 2, 2, 3, 3, 2), " ")


def _nif(chance: random.Random) -> str:
    return _grouped(make_nif(chance), (2, 2, 3, 3, 3), " ")


def _rib(chance: random.Random) -> str:
    return _grouped(make_rib(chance), (5, 5, 11, 2), " ")


def _card(chance: random.Random) -> str:
    body = "4" + _digits(chance, 14)
    return _grouped(body + _luhn_digit(body), (4, 4, 4, 4), " ")


def _phone_fr(chance: random.Random) -> str:
    return _grouped("063998" + _digits(chance, 4), (2, 2, 2, 2, 2), " ")


def _phone_gb(chance: random.Random) -> str:
    return "07700 900" + _digits(chance, 3)


def _webmail(chance: random.Random) -> str:
    name = chance.choice(("lea", "tom", "ines", "hugo", "maya"))
    return f"{name}.exemple{_digits(chance, 2)}@" + "gmail" + ".com"


def _passport(chance: random.Random) -> str:
    return _digits(chance, 2) + "".join(chance.choices("ABCDEFGHJK", k=2)) + _digits(chance, 5)


def _plate(chance: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    return f"{chance.choice(letters)}{chance.choice(letters)}-{_digits(chance, 3)}-" + "".join(
        chance.choices(letters, k=2)
    )


def _host(chance: random.Random) -> str:
    return f"http://planning-{chance.randint(2, 9)}.quais.corp.lan:8080"


def _birth(chance: random.Random) -> str:
    return f"née le {chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(1975, 1999)}"


def _birth_en(chance: random.Random) -> str:
    return f"born on {chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(1975, 1999)}"


def _nino(chance: random.Random) -> str:
    return f"AB {_grouped(_digits(chance, 6), (2, 2, 2), ' ')} C"


def _nhs(chance: random.Random) -> str:
    while True:
        body = "9" + _digits(chance, 8)
        check = -sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            return _grouped(f"{body}{check}", (3, 3, 4), " ")


def _ssn(chance: random.Random) -> str:
    return f"{chance.randint(101, 665)}-{chance.randint(11, 99)}-{chance.randint(1001, 9998)}"


def _dni(chance: random.Random) -> str:
    body = _digits(chance, 8)
    return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


def _token(lead: str, count: int, alphabet: str = _WORD, tail: str = "") -> Maker:
    return lambda chance: lead + _body(chance, count, alphabet) + tail


def _slack(chance: random.Random) -> str:
    return f"xox{'b'}-{_digits(chance, 12)}-{_digits(chance, 12)}-{_body(chance, 24, _WORD)}"


def _slack_hook(chance: random.Random) -> str:
    parts = "/".join(("T" + _body(chance, 8, _UPPER), "B" + _body(chance, 8, _UPPER)))
    return "https://hooks.slack" + f".com/services/{parts}/{_body(chance, 24, _WORD)}"


def _sendgrid(chance: random.Random) -> str:
    return f"SG.{_body(chance, 22, _WORD)}.{_body(chance, 43, _WORD)}"


def _telegram(chance: random.Random) -> str:
    return f"{chance.randint(10**9, 9 * 10**9)}:AA{_body(chance, 33, _WORD)}"


def _jwt(chance: random.Random) -> str:
    return ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJkZW1vIn0", _body(chance, 43, _WORD)))


def _password(chance: random.Random) -> str:
    return (
        f"{chance.choice(('Rq7v', 'Zk4w', 'Vx9t'))}-{_body(chance, 6, _WORD)}{_digits(chance, 2)}!"
    )


def _database(chance: random.Random) -> str:
    return f"postgres://escale:{_body(chance, 12, _WORD)}@base.invalid:5432/quais"


def _door(chance: random.Random) -> str:
    return f"{chance.randint(3001, 8999)}B"


MAKERS: dict[str, Maker] = {
    "iban-fr": _iban_fr,
    "iban-de": _iban_de,
    "iban-gb": _iban_gb,
    "nir": _nir,
    "nif": _nif,
    "rib": _rib,
    "card": _card,
    "phone-fr": _phone_fr,
    "phone-gb": _phone_gb,
    "webmail": _webmail,
    "passport": _passport,
    "plate": _plate,
    "host": _host,
    "birth": _birth,
    "birth-en": _birth_en,
    "value": lambda chance: chance.choice(VALUES),
    "nino": _nino,
    "nhs": _nhs,
    "ssn": _ssn,
    "dni": _dni,
    "github-token": _token("gh" + "p_", 36),
    "gitlab-token": _token("glp" + "at-", 20),
    "aws-access-key": _token("AK" + "IA", 16, _UPPER),
    "google-api-key": _token("AIza" + "Sy", 33),
    "stripe-key": _token("sk_" + "live_", 24),
    "slack-token": _slack,
    "slack-webhook": _slack_hook,
    "sendgrid-key": _sendgrid,
    "npm-token": _token("npm" + "_", 36),
    "pypi-token": _token("pypi-" + "AgEIcHlwaS5vcmc", 90),
    "huggingface-token": _token("hf" + "_", 34, string.ascii_letters),
    "telegram-token": _telegram,
    "openai-key": lambda chance: (
        "sk" + f"-{_body(chance, 20, _WORD)}T3Blbk" + f"FJ{_body(chance, 20, _WORD)}"
    ),
    "anthropic-key": _token("sk-" + "ant-api03-", 93, _WORD, "AA"),
    "digitalocean-token": _token("dop" + "_v1_", 64, _HEX),
    "vault-token": _token("hv" + "s.", 30),
    "shopify-token": _token("shp" + "at_", 32, _HEX),
    "jwt": _jwt,
    "wifi": _password,
    "password": _password,
    "database": _database,
    "door": _door,
}
