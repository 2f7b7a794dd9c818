"""The formats of secrets that providers publish, as a table.

A row says what announces a secret (keywords), how it is written (a pattern), and what tells it from
a placeholder (entropy, checks). Sources are the providers' own pages on their token formats; a
published checksum is a *proof*: it makes the finding certain, and a token without it is still held,
since a typing error does not make a secret harmless.

Four kinds of rows, each by one builder where they are alike:

- :func:`_token`: a published prefix, then a fixed alphabet and length (``ghp_`` and 36 characters);
- :func:`_assigned`: no prefix, so the provider's name must stand before it (``softlayer_api_key: …``);
- structures: private keys, JSON Web Tokens, connection strings, headers, signed links;
- prose: « le mot de passe du wifi est … », ``login / password``.

The examples are invented: :data:`_FILL` is one sequence repeated, so no row is anybody's secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ecluse.classifiers.secret_checks import (
    bech32_checksum,
    github_checksum,
    grafana_checksum,
    has_key,
    holds,
    is_authorization,
    is_code,
    is_credentials,
    is_jwt,
    is_login,
    is_password,
    is_placeholder,
    is_real,
    is_strong_password,
    is_token,
    is_word_password,
    snowflake,
)
from ecluse.lean import dataclass
from ecluse.model import Span

__all__ = ["AROUND", "FORMATS", "LONGEST", "Candidate", "SecretFormat"]

LONGEST = 1_024
"""Characters of a secret, and of its match, that are judged; the hit is whole."""

AROUND = 256
"""Characters on each side of a match that count as its line."""


# --- a row ----------------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """A place that a pattern found: what may be the secret, within what was matched."""

    text: str
    at: Span
    whole: Span

    @property
    def secret(self) -> str:
        """What may be a secret, at most :data:`LONGEST` characters of it."""
        return self.text[self.at.start : min(self.at.end, self.at.start + LONGEST)]

    @property
    def match(self) -> str:
        """What the pattern matched, at most :data:`LONGEST` characters of it."""
        return self.text[self.whole.start : min(self.whole.end, self.whole.start + LONGEST)]

    @property
    def before(self) -> str:
        """What was matched before the secret, at most its last :data:`AROUND` characters."""
        return self.text[max(self.whole.start, self.at.start - AROUND) : self.at.start]

    @property
    def after(self) -> str:
        """What follows the secret on its line, at most :data:`AROUND` characters."""
        return self.text[self.at.end : self.at.end + AROUND].partition("\n")[0]

    @property
    def line(self) -> str:
        """The line or lines of the match, at most :data:`AROUND` characters more on each side."""
        before = self.text[max(0, self.whole.start - AROUND) : self.whole.start]
        end = self.whole.start + len(self.match)
        after = self.text[end : end + AROUND]
        return before.rpartition("\n")[2] + self.match + after.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class SecretFormat:
    """How one kind of secret is written.

    Args:
        name: what its hits are called.
        keywords: folded literals (lower case ASCII) of which one stands in every text that holds
            the secret; none: the pattern is always tried.
        pattern: RE2, over the text as written, or over the folded text when ``folded``.
        group: the group that is the secret itself; ``None``: the first that holds something.
        entropy: bits for each character that the secret must exceed; 0: no minimum.
        check: whether a matched text is a secret.
        unless: whether what stands around makes it harmless.
        proof: a published checksum; where it holds the confidence is 1.
        confidence: between 0 and 1, of a match that passed.
        seen: texts in which it is found.
        unseen: texts in which nothing is found.
        folded: whether the pattern reads the folded text: for prose.
        also: a second folded literal without which the text cannot hold the secret.
    """

    name: str
    keywords: tuple[bytes, ...]
    pattern: str
    group: int | None = 0
    entropy: float = 0.0
    check: Callable[[str], bool] | None = None
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    unless: Callable[[Candidate], bool] | None = None
    proof: Callable[[str], bool] | None = None
    confidence: float = 0.95
    folded: bool = False
    also: bytes = b""

    @property
    def prefixes(self) -> tuple[bytes, ...]:
        """The keywords by which a secret itself starts, folded; none when something else announces it."""
        start = self.pattern[:_START].replace("\\", "").lower()
        return tuple(one for one in self.keywords if len(one) > 2 and one.decode() in start)


_START = 60
"""Characters of a pattern in which the prefixes of what it finds stand."""


# --- builders -------------------------------------------------------------------------------------

_W = "A-Za-z0-9"
_B = "A-Za-z0-9_-"
_A = "A-Za-z"
_B64 = "A-Za-z0-9+/"
_X = "0-9a-f"
_XX = "0-9A-Fa-f"
_D = "0-9"
_L = "a-z0-9"
_U = "A-Z0-9"
_B32 = "A-Z2-7"
_UUID = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_FILL = {
    _W: "q7Rz2Kx9Vb4Tm1Ws8Lp3Hd6Nc5Jf0Gy",
    _B: "q7Rz2Kx-9Vb4Tm1_Ws8Lp3Hd6Nc5Jf0Gy",
    _A: "qRzKxVbTmWsLpHdNcJfGy",
    _B64: "q7Rz2Kx9+Vb4Tm1Ws8/Lp3Hd6Nc5Jf0Gy",
    _X: "7b2f90e1c84d6a35",
    _XX: "7b2f90e1c84d6a35",
    _D: "7290184635",
    _L: "q7rz2kx9vb4tm1ws8lp3hd6nc5jf0gy",
    _U: "Q7RZ2KX9VB4TM1WS8LP3HD6NC5JF0GY",
    _B32: "Q7RZ2KX6VB4TM5WSLP3HDNCJFGY",
    "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L": "QP7ZRY9X8GF2TVDW0S3JN54KHCE6MUAL",
}
"""For each alphabet, characters of it in no order: what the examples are filled with."""


def _fill(alphabet: str, length: int) -> str:
    characters = _FILL[alphabet]
    return (characters * (length // len(characters) + 1))[:length]


def _shown(sample: str) -> tuple[str, ...]:
    return (f"Voici {sample} pour la démo", f"here it is: {sample}, please rotate it")


def _announcing(sample: str, keyword: bytes) -> str:
    """What an example needs before it: the keyword, when the sample does not hold it."""
    return "" if keyword.decode() in sample.lower() else f"{keyword.decode()} : "


def _token(
    name: str,
    prefixes: str | tuple[str, ...],
    alphabet: str,
    low: int,
    high: int | None = 0,
    *,
    tail: str = "",
    tail_sample: str = "",
    entropy: float = 3.0,
    keywords: tuple[bytes, ...] = (),
    unless: Callable[[Candidate], bool] | None = None,
    proof: Callable[[str], bool] | None = None,
    alone: bool = False,
) -> SecretFormat:
    """A row: a prefix, ``low`` (to ``high``; ``None``: any number) characters, perhaps a tail.

    The next character must not be of the alphabet: a longer text is another thing. ``alone``: nor
    may it stand within a path or a name, for prefixes that also end words (`video.ico-…`).
    """
    first, *others = (prefixes,) if isinstance(prefixes, str) else prefixes
    count = f"{{{low}}}" if high == 0 else f"{{{low},{high or ''}}}"
    starts = "|".join(map(re.escape, (first, *others)))
    before = r"(?:^|[^\w./-])" if alone else r"\b"
    sample = first + _fill(alphabet, low) + tail_sample
    announced = keywords or tuple(prefix.lower().encode() for prefix in (first, *others))
    lead = _announcing(sample, announced[0])
    return SecretFormat(
        name,
        announced,
        rf"{before}((?:{starts})[{alphabet}]{count}{tail})(?:[^{alphabet}]|$)",
        1,
        entropy,
        is_real,
        seen=_shown(lead + sample),
        unseen=(
            lead + first + "x" * low + tail_sample,
            f"{sample[: len(first) + low // 2]} est coupé",
        ),
        unless=unless,
        proof=proof,
    )


_JOINT = r"""["'`\])>]{0,2}[ \t]{0,8}(?:[:?+]{0,3}=>?|={1,3}|->|:{1,3}|,|\|\||\s|\bis\b|\best\b)[ \t]{0,8}["'`(\[]{0,2}"""
"""Between a name and its value: `name: value`, `name = "value"`, `["name"] => 'value'`, `name value`."""

_NAME = r"(?:[_ .-]?(?:cloud|iam|cos|hmac|api|app|application|auth|oauth|access|account|admin|client|consumer|personal|private|secret|service|user|bot|signing|webhook|rest|license|auth|key|keys|login|cle|token|jeton|pat|password|passwd|pass|pwd|pw|mdp|credentials?|crumb|id|value|prod|live|test|dev)){0,5}"
"""The words of a name after that of the provider."""


def _assigned(
    name: str,
    provider: str,
    value: str,
    sample: str,
    *,
    keywords: tuple[str, ...],
    entropy: float = 2.5,
) -> SecretFormat:
    """A row: the provider's name, the rest of a variable's name, a joint, a value of known length."""
    called = keywords[0].rstrip("_-")
    return SecretFormat(
        name,
        tuple(keyword.encode() for keyword in keywords),
        rf"(?i:(?:{provider}){_NAME}{_JOINT})({value})(?:[^0-9A-Za-z_+/=-]|$)",
        1,
        entropy,
        is_real,
        seen=(f"{called}_api_key: {sample}", f'export {called.upper()}_TOKEN="{sample}"'),
        unseen=(f"{called} est notre prestataire", f"{called}_api_key: {'x' * len(sample)}"),
        confidence=0.9,
    )


def _row(
    name: str,
    keywords: str,
    pattern: str,
    group: int | None = 1,
    *,
    seen: tuple[str, ...],
    unseen: tuple[str, ...],
    entropy: float = 0.0,
    check: Callable[[str], bool] | None = is_real,
    unless: Callable[[Candidate], bool] | None = None,
    proof: Callable[[str], bool] | None = None,
    confidence: float = 0.95,
    folded: bool = False,
    also: bytes = b"",
) -> SecretFormat:
    """A row written out; its keywords are separated by ``|``."""
    announced = tuple(keyword.encode() for keyword in keywords.split("|"))
    return SecretFormat(
        name,
        announced,
        pattern,
        group,
        entropy,
        check,
        seen,
        unseen,
        unless,
        proof,
        confidence,
        folded,
        also,
    )


def _assigns(words: str) -> str:
    """Keywords: each word, then what may stand between a name and its value."""
    ends = ("=", ":", " =", " :", '"', "'", ">", "_", "-", "]", " is ", "?")
    return "|".join(word + end for word in words.split() for end in ends)


# fmt: off
# --- where code is hosted and built ---------------------------------------------------------------

_CODE = (
    _token("github-token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), _W, 36, 255, proof=github_checksum),
    _token("github-fine-grained-token", "github_pat_", _W, 22, tail=f"_[{_W}]{{59}}", tail_sample="_" + _fill(_W, 59)),
    _row(
        "gitlab-token", "glpat-|gldt-|glrt-|glrtr-|glft-|glsoat-|glffct-|glwt-",
        r"\b(gl(?:pat|dt|rt|rtr|ft|soat|ffct|wt)-(?:[A-Za-z0-9_-]{27,300}\.[0-9a-z]{2}\.?[0-9a-z]{7,9}|(?:t[0-9]_)?[A-Za-z0-9_-]{20,50}))(?:[^A-Za-z0-9_-]|$)",
        entropy=3.0, seen=_shown("glpat-" + _fill(_B, 20)), unseen=("glpat-" + "x" * 20, "glpat-court"),
    ),
    _token("gitlab-job-token", "glcbt-", _B, 20, 60),
    _token("gitlab-trigger-token", "glptt-", _B, 40),
    _token("gitlab-mail-token", "glimt-", _B, 25),
    _token("gitlab-agent-token", "glagent-", _B, 50, 1000),
    _token("gitlab-oauth-secret", "gloas-", _B, 64),
    _token("gitlab-runner-token", "GR1348941", _B, 20, 50),
    _token("bitbucket-app-password", "ATBB", _W, 24, tail="[0-9A-F]{8}", tail_sample="7B2F90E1"),
    _token("atlassian-api-token", ("ATATT3x", "ATCTT3x"), _B, 60, 300, tail="(?:=[0-9A-F]{8})?"),
    _row(
        "sourcegraph-token", "sgp_|sourcegraph",
        r"\b(sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40})\b|(?i:sourcegraph)[\w .-]{0,30}[\"']?\s{0,3}[:=]{1,2}>?\s{0,3}[\"']?([0-9a-fA-F]{40})\b",
        None, entropy=3.0,
        seen=("sgp_local_" + _fill(_X, 40), "SOURCEGRAPH_TOKEN=" + _fill(_X, 40)),
        unseen=("sgp_local_" + "0" * 40, "sourcegraph indexe nos dépôts"),
    ),
    _token("npm-token", "npm_", _W, 36, proof=github_checksum),
    _row(
        "npm-registry-auth", "_authtoken|_auth|_password",
        r"""(?m)(?:^|[\s"'])//[\w.-]+(?::\d+)?/(?:[\w./-]*/)?:_(?:authToken|auth|password)\s{0,3}=\s{0,3}["']?([\w+/=.-]{8,})|^\s{0,4}_(?:auth|password)\s{0,3}=\s{0,3}["']?([\w+/=.-]{8,})""",
        None,
        seen=("//registre.invalid/npm/:_authToken=7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", "_auth = YWdlbnQ6UTdyejJLeDk="),
        unseen=("//registre.invalid/npm/:_authToken=${NPM_TOKEN}", "_authToken à demander"),
    ),
    _token("pypi-token", ("pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"), _B, 70, None),
    _token("rubygems-key", "rubygems_", _X, 48),
    _token("crates-token", "cio", _W, 32, keywords=(b"crates", b"cargo")),
    _token("clojars-token", "CLOJARS_", _L, 60),
    _token("nuget-key", "oy2", _L, 43),
    _token("docker-token", ("dckr_pat_", "dckr_oat_"), _B, 27, 40),
    _row(
        "docker-auth", '"auth"',
        r'"auth"\s{0,4}:\s{0,4}"([A-Za-z0-9+/]{12,}={0,2})"', check=is_credentials,
        seen=('{"auths": {"registre.invalid": {"auth": "YWdlbnQ6UTdyejJLeDk="}}}',),
        unseen=('{"auth": "none"}', '{"auth": "c2Vjb25kIHBsYXRlZm9ybQ=="}'),
    ),
    _token("artifactory-key", "AKCp", _W, 10, 120, entropy=2.8),
    _token("artifactory-password", tuple(f"AP{digit}" for digit in "123456789B"), _W, 8, 120, alone=True),
    _token("artifactory-reference-token", "cmVmdGtuO", _W, 50, 70, entropy=3.5),
    _token("circleci-token", ("CCIPAT_", "CCIPRJ_"), _W, 22, tail=f"_[{_X}]{{40}}", tail_sample="_" + _fill(_X, 40)),
    _token("buildkite-token", ("bkua_", "bkcst_"), _X, 40, 60),
    _token("sonar-token", ("sqp_", "sqa_", "squ_"), _W, 40),
    _assigned("sonar-key", "sonar", "[A-Za-z0-9]{40}", _fill(_W, 40), keywords=("sonar",)),
    _token("snyk-token", ("snyk_uat.", "snyk_sat."), _B, 8, tail=rf"\.[.{_B}]{{60,}}", tail_sample="." + _fill(_B, 64)),
    _token("octopus-key", "API-", _U, 25, 32, entropy=3.2, alone=True),
    _token("prefect-key", ("pnu_", "pnb_"), _W, 36),
    _token("pulumi-token", "pul-", _X, 40, alone=True),
    _token("terraform-cloud-token", "", _W, 14, tail=rf"\.atlasv1\.[={_B}]{{60,75}}", tail_sample=".atlasv1." + _fill(_B, 67), keywords=(b".atlasv1.",)),
    _token("infracost-key", "ico-", _W, 32, alone=True),
    _token("scalingo-token", "tk-us-", _B, 48),
    _token("expo-token", "expo_", _W, 40, keywords=(b"expo_",)),
)

# --- clouds and their vaults ----------------------------------------------------------------------


def _is_documented(candidate: Candidate) -> bool:
    return candidate.secret.endswith("EXAMPLE")


_CLOUDS = (
    _token("aws-access-key", ("AKIA", "ASIA", "ABIA", "ACCA"), _U, 16, entropy=2.5, unless=_is_documented),
    _token("aws-legacy-access-key", "A3T", _U, 17, entropy=2.5),
    _token("aws-appsync-key", "da2-", _L, 26, alone=True),
    _row(
        "aws-secret-key", "aws_|aws-|awssecret|secret_access|secretaccess|secret access|secret_key|secretkey|secret key",
        r"""(?i:aws[\w .-]{0,20}?(?:key|secret|pwd|pw|password|pass|token)|secret[_ .-]?(?:access[_ .-]?)?key)[\w .-]{0,12}?["'\]]{0,2}\s{0,4}(?::=|=>|=|:|,)\s{0,4}["']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=_-]|$)""",
        entropy=3.5,
        seen=(f'aws_secret_access_key = "{_fill(_B64, 40)}"', f"AWS_SECRET_KEY: {_fill(_B64, 40)}"),
        unseen=(f"aws_secret_access_key = {'x' * 40}", "aws_secret_key est à demander"),
    ),
    _token("aws-bedrock-key", "ABSK", _B64, 100, 300, tail="={0,2}", keywords=(b"absk",)),
    _row(
        "aws-bedrock-session-key", "bedrock-api-key-", r"(bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/_=-]*)", 1,
        seen=_shown("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t" + _fill(_B64, 40)), unseen=("bedrock-api-key-court",),
    ),
    _token("aws-mws-token", "amzn.mws.", _X, 8, tail=r"(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", tail_sample="-90e1-c84d-6a35-7b2f90e1c84d"),
    _token("google-api-key", "AIzaSy", _B, 33, entropy=3.4),
    _token("google-oauth-secret", "GOCSPX-", _B, 28),
    _row(
        "google-oauth-token", "ya29.", r"\b(ya29\.[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]+)*)", entropy=3.5,
        seen=_shown("ya29." + _fill(_B, 60)), unseen=("ya29." + "x" * 60, "ya29.court"),
    ),
    _row(
        "google-refresh-token", "1//0", r"(?:^|[^\w/])(1//0[A-Za-z0-9_-]{40,})", entropy=3.5,
        seen=_shown("1//0" + _fill(_B, 60)), unseen=("1//0" + "x" * 60, "le 1//09"),
    ),
    _row(
        "azure-client-secret", "q~", r"(?:^|[^\w~.-])([A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?:[^\w~-]|$)",
        entropy=3.0,
        seen=_shown("q7R8Q~" + _fill(_W, 34)), unseen=("xxx8Q~" + "x" * 34, "Q~court"),
    ),
    _row(
        "azure-storage-key", "accountkey|sharedaccesskey|azure|storage",
        r"""(?i:(?:account|shared ?access|storage|azure)[_ -]?(?:account[_ -]?)?(?:access[_ -]?)?key["']?\s{0,4}(?:=>|=|:)\s{0,4}["']?)([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)(?:[^A-Za-z0-9+/=]|$)""",
        entropy=3.5,
        seen=(f"AccountName=demo;AccountKey={_fill(_B64, 86)}==", f"SharedAccessKey={_fill(_B64, 43)}="),
        unseen=(f"AccountKey={'x' * 86}==", "la clé AccountKey est à demander"),
    ),
    _row(
        "azure-annotated-key", "jqqj9|azdo|azca|apim|acdb|+asta|+abat|+arm|azfu|aiot|azse",
        r"(?:^|[^A-Za-z0-9+/])([A-Za-z0-9_/+-]{52}JQQJ9[A-Za-z0-9_/+-]{27}(?:==)?|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}|[A-Za-z0-9+/]{76}(?:\+ASt|\+ABa|APIM|ACDb|\+ARm)[A-Za-z0-9+/]{5,6}==|[A-Za-z0-9+/]{42}(?:AzCa|AzSe|AzFu|AIoT)[A-Za-z0-9+/]{5,6}={0,2})(?:[^A-Za-z0-9+/]|$)",
        entropy=3.5,
        seen=(*_shown(_fill(_W, 52) + "JQQJ9" + _fill(_W, 27)), _fill(_W, 76) + "AZDO" + _fill(_W, 4)),
        unseen=("x" * 52 + "JQQJ9" + "x" * 27, "APIM est notre passerelle"),
    ),
    _token("digitalocean-token", ("dop_v1_", "doo_v1_", "dor_v1_"), _X, 64),
    _token("heroku-token", "HRKU-", _B, 36, 64),
    _assigned("heroku-key", "heroku", f"{_UUID}|[0-9a-f]{{32}}", "7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", keywords=("heroku",)),
    _assigned("scaleway-key", "scaleway|scw", _UUID, "7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", keywords=("scw", "scaleway")),
    _token("scaleway-access-key", "SCW", _U, 17, keywords=(b"scw",)),
    _assigned("ovh-key", "ovh", "[A-Za-z0-9]{32}|[A-Za-z0-9]{16}", _fill(_W, 32), keywords=("ovh",)),
    _token("alibaba-access-key", "LTAI", _W, 12, 24),
    _token("tencent-secret-id", "AKID", _W, 32, 40),
    _token("yandex-key", ("AQVN", "YCAJE", "YCN-"), _B, 35, 45),
    _assigned("ibm-cloud-key", "ibm|cloud[_-]?iam|iam|cloud", "[A-Za-z0-9_-]{44}", _fill(_B, 44), keywords=("ibm", "cloud_", "cloud-", "iam_", "iam-")),
    _assigned("ibm-cos-key", "secret_access_key|hmac|cos", "[0-9a-f]{48}", _fill(_X, 48), keywords=("cos_", "cos-", "hmac", "secret_access_key")),
    _assigned("softlayer-key", r"softlayer|\bsl", "[0-9a-f]{64}", _fill(_X, 64), keywords=("softlayer", "sl_", "sl-", "slapi", "slkey")),
    _row(
        "softlayer-url", "api.softlayer.com", r"(?i:api\.softlayer\.com/soap/v3(?:\.\d)?/)([0-9a-f]{64})\b",
        entropy=2.5, seen=(f"https://api.softlayer.com/soap/v3/{_fill(_X, 64)}",), unseen=("https://api.softlayer.com/soap/v3/",),
    ),
    _assigned("cloudant-key", "cloudant|clou", "[0-9a-f]{64}|[a-z]{24}", _fill(_X, 64), keywords=("cloudant", "clou_", "clou-")),
    _assigned("cloudflare-key", "cloudflare|cf", "[A-Za-z0-9_-]{40}|[0-9a-f]{37}", _fill(_B, 40), keywords=("cloudflare", "cf_")),
    _token("cloudflare-origin-key", "v1.0-", _X, 24, tail=f"-[{_X}]{{146}}", tail_sample="-" + _fill(_X, 146)),
    _assigned("fastly-key", "fastly", "[A-Za-z0-9_-]{32}", _fill(_B, 32), keywords=("fastly",)),
    _row(
        "fly-token", "fo1_|fm1|fm2_",
        r"\b(fo1_[\w-]{43}|fm1[ar]_[A-Za-z0-9+/]{100,}={0,3}|fm2_[A-Za-z0-9+/]{100,}={0,3})(?:[^A-Za-z0-9+/=]|$)", entropy=3.5,
        seen=_shown("fo1_" + _fill(_B, 43)), unseen=("fo1_" + "x" * 43, "fm1a_court"),
    ),
    _token("netlify-token", ("nfp_", "nfc_", "nfo_", "nfu_"), _W, 36),
    _token("render-key", "rnd_", _W, 28, 40),
    _token("supabase-token", ("sbp_", "sb_secret_"), _B, 31, 60),
    _token("planetscale-token", ("pscale_tkn_", "pscale_pw_", "pscale_oauth_"), _B, 32, 64),
    _token("databricks-token", "dapi", _X, 32, tail="(?:-[0-9])?", alone=True),
    _token("clickhouse-key", "4b1d", _W, 38),
    _token("vault-token", ("hvs.", "hvb.", "hvr."), _B, 24, 300, entropy=3.5),
    _row(
        "vault-legacy-token", "vault|x-vault-token", r"(?i:vault[\w .-]{0,24}[\"']?\s{0,3}[:=]{1,2}>?\s{0,3}[\"']?)([sbr]\.[A-Za-z0-9]{24})\b",
        entropy=3.0, seen=("VAULT_TOKEN=s." + _fill(_W, 24),), unseen=("VAULT_TOKEN=s." + "x" * 24, "vault: s.court"),
    ),
    _row(
        "doppler-token", "dp.", r"\b(dp\.(?:pt|st|ct|sa|said|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44})\b", entropy=3.5,
        seen=_shown("dp.pt." + _fill(_W, 43)), unseen=("dp.pt." + "x" * 43, "dp.st.court"),
    ),
    _token("onepassword-service-token", "ops_eyJ", _B64, 200, None, tail="={0,3}", entropy=4.0),
    _row(
        "onepassword-secret-key", "a3-", r"\b(A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})\b", entropy=3.4,
        seen=_shown("A3-Q7RZ2K-X9VB4T-M1WS8-LP3HD-6NC5J-F0GYQ"), unseen=("A3-XXXXXX-XXXXXX-XXXXX-XXXXX-XXXXX-XXXXX", "A3-2026"),
    ),
    _token("age-secret-key", "AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, proof=bech32_checksum),
    _token("openshift-token", "sha256~", _B, 43),
    _row(
        "harness-token", "pat.|sat.", r"\b([ps]at\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20})\b", entropy=3.5,
        seen=_shown(f"pat.{_fill(_B, 22)}.{_fill(_X, 24)}.{_fill(_W, 20)}"), unseen=("pat.court", "sat. 24 mai"),
    ),
    _assigned("okta-token", r"\bokta|[^a-z]okta|ssws", "00[A-Za-z0-9_-]{40}", "00" + _fill(_B, 40), keywords=("okta", "ssws"), entropy=3.4),
)

# --- what is watched ------------------------------------------------------------------------------

_WATCH = (
    _token("grafana-service-token", "glsa_", _W, 32, tail="_[0-9A-Fa-f]{8}", tail_sample="_7b2f90e1", proof=grafana_checksum),
    _token("grafana-cloud-token", "glc_", _B64, 32, 500, tail="={0,3}"),
    _token("grafana-api-key", "eyJrIjoi", _W, 60, 400, tail="={0,3}", entropy=3.5),
    _token("newrelic-key", ("NRAK-", "NRIQ-", "NRII-"), _B, 27, 40),
    _row(
        "newrelic-license-key", "nral", r"\b([0-9a-f]{36}NRAL|eu01xx[0-9a-f]{30}NRAL)\b", entropy=3.0,
        seen=_shown(_fill(_X, 36) + "NRAL"), unseen=("0" * 36 + "NRAL", "NRAL est court"),
    ),
    _assigned("datadog-key", "datadog|dd", "[0-9a-f]{40}|[0-9a-f]{32}", _fill(_X, 32), keywords=("datadog", "dd_")),
    _token("sentry-org-token", "sntrys_eyJ", _B64, 40, 500, tail=f"=*_[{_B64}]{{43}}", tail_sample="_" + _fill(_B64, 43)),
    _token("sentry-user-token", "sntryu_", _X, 64),
    _token("dynatrace-token", ("dt0c01.", "dt0s01.", "dt0s16."), _B32, 24, tail=rf"\.[{_B32}]{{64}}", tail_sample="." + _fill(_B32, 64)),
    _token("honeycomb-key", ("hcaik_", "hcbik_", "hcxik_"), _W, 50, 64),
    _token("posthog-key", "phx_", _W, 40, 50),
    _token("readme-key", "rdme_", _L, 70),
    _token("maxmind-key", "", _W, 6, tail=f"_[{_W}]{{29}}_mmk", tail_sample="_" + _fill(_W, 29) + "_mmk", keywords=(b"_mmk",)),
    _assigned("sumologic-key", "sumo(?:logic)?", "su[A-Za-z0-9]{12}|[A-Za-z0-9]{64}", _fill(_W, 64), keywords=("sumo",)),
    _assigned("meraki-key", "meraki", "[0-9a-f]{40}", _fill(_X, 40), keywords=("meraki",)),
    _assigned("algolia-key", "algolia", "[0-9a-zA-Z]{32}", _fill(_X, 32), keywords=("algolia",)),
    _assigned("snyk-key", "snyk", _UUID, "7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", keywords=("snyk",)),
)

# --- messages -------------------------------------------------------------------------------------


def _snowflakes() -> tuple[bytes, ...]:
    """How three decimal digits are written in Base64, folded: what a Discord token starts with.

    Only the groups that end with a digit: of six groups, one does (but once in 250).
    """
    first = {"M": "DTjz", "N": "DTjz", "O": "DT"}
    return tuple(
        f"{one}{two}{three}{four}".lower().encode()
        for one, seconds in first.items()
        for two in seconds
        for three in "AEIMQUYcgk"
        for four in "012345"
    )


def _sids() -> tuple[bytes, ...]:
    """How a Twilio identifier starts, folded: two letters, two hexadecimal digits, not both letters."""
    pairs = (one + two for one in _FILL[_X] for two in _FILL[_X])
    digits = tuple(pair for pair in pairs if not pair.isalpha())
    return (*(f"{start}{pair}".encode() for start in ("sk", "ac") for pair in digits), b"twilio")


_MESSAGES = (
    _row(
        "slack-token", "xoxb-|xoxp-|xoxa-|xoxo-|xoxs-|xoxr-|xoxe-|xoxe.|xapp-",
        r"\b(xoxb-[0-9]{8,14}-(?:[0-9]{8,14}-?)?[A-Za-z0-9]{18,}|xox[pe]-(?:[0-9]{8,14}-){2,3}[A-Za-z0-9-]{24,}|xox[osar]-(?:[0-9]{1,14}-){1,4}[0-9A-Za-z]{8,}|xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,}|xoxe-[0-9]-[A-Za-z0-9]{100,}|xapp-[0-9]-[A-Za-z0-9]+-[0-9]+-[A-Za-z0-9]{10,})(?:[^0-9A-Za-z-]|$)",
        entropy=2.0,
        seen=_shown("xoxb-729018463572-901846357290-" + _fill(_W, 24)), unseen=("xoxb-xxxxxxxx-xxxxxxxx-xxxxxxxx", "xoxb-court"),
    ),
    _row(
        "slack-webhook", "hooks.slack.com", r"(hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{30,})",
        entropy=3.0, seen=("https://hooks.slack.com/services/T" + _fill(_U, 8) + "/B" + _fill(_U, 8) + "/" + _fill(_W, 24),),
        unseen=("https://hooks.slack.com/services/", "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24),
    ),
    _row(
        "discord-token", "|".join(keyword.decode() for keyword in _snowflakes()) + "|discord",
        r"(?:^|[^A-Za-z0-9_-])([MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?:[^A-Za-z0-9_-]|$)",
        entropy=3.5, proof=snowflake,
        seen=_shown("MTIzNDU2Nzg5MDEyMzQ1Njc4.Q7rZ2K." + _fill(_B, 27)),
        unseen=("MTIzNDU2Nzg5MDEyMzQ1Njc4.Q7rZ2K.court", "MTIzNDU2Nzg5MDEyMzQ1Njc4 est un numéro"),
    ),
    _row(
        "discord-webhook", "/api/webhooks/", r"(discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80})",
        entropy=3.0, seen=("https://discord.com/api/webhooks/729018463572901846/" + _fill(_B, 68),),
        unseen=("https://discord.com/api/webhooks/729018463572901846", "https://discord.com/api/webhooks/…/…"),
    ),
    _row(
        "teams-webhook", "webhook.office.com|outlook.office.com/webhook|.logic.azure.com",
        rf"([\w-]+\.webhook\.office\.com/webhookb2/{_UUID}@{_UUID}/\w+/[0-9a-z]{{32}}/{_UUID}|outlook\.office\.com/webhook/{_UUID}@{_UUID}/\w+/[0-9a-z]{{32}}/{_UUID}|[\w.-]+\.logic\.azure\.com[:\d]*/workflows/[\w/?=&%.+-]*sig=[\w%+-]{{20,}})",
        entropy=3.0,
        seen=("https://demo.webhook.office.com/webhookb2/7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35@7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35/IncomingWebhook/" + _fill(_X, 32) + "/7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35",),
        unseen=("https://demo.webhook.office.com/webhookb2/",),
    ),
    _row(
        "telegram-token", ":aa|telegram", r"(?:^|[^A-Za-z0-9_:])(?:bot)?([0-9]{8,10}:A[A-Za-z0-9_-]{34})(?:[^A-Za-z0-9_-]|$)",
        entropy=3.5, seen=_shown("7290184635:AA" + _fill(_B, 33)), unseen=("7290184635:AAcourt", "à 10:aa"),
    ),
    _token("twilio-key", ("SK", "AC"), _X, 32, entropy=2.8, keywords=_sids()),
    _assigned("twilio-token", "twilio", "[0-9a-f]{32}", _fill(_X, 32), keywords=("twilio",)),
    _token("sendgrid-key", "SG.", _B, 22, tail=rf"\.[{_B}]{{43}}", tail_sample="." + _fill(_B, 43)),
    _token("brevo-key", ("xkeysib-", "xsmtpsib-"), _X, 64, tail=f"-[{_W}]{{16}}", tail_sample="-" + _fill(_W, 16)),
    _row(
        "mailgun-key", "key-|mailgun", r"(?:^|[^\w./-])(key-[0-9a-z]{32})\b|(?i:mailgun[\w .-]{0,30}[\"']?\s{0,3}[:=]{1,2}>?\s{0,3}[\"']?)([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})\b",
        None, entropy=3.0, seen=_shown("key-" + _fill(_X, 32)), unseen=("key-" + "x" * 32, "key-value"),
    ),
    _row(
        "mailchimp-key", "-us1|-us2|-us3|-us4|-us5|-us6|-us7|-us8|-us9", r"\b([0-9a-f]{32}-us[0-9]{1,2})\b", entropy=2.8,
        seen=_shown(_fill(_X, 32) + "-us21"), unseen=("0" * 32 + "-us21", "le vol AF-us21"),
    ),
    _token("mandrill-key", "md-", _B, 22, entropy=3.4, alone=True),
    _token("klaviyo-key", "pk_", _X, 34, keywords=(b"klaviyo", b"pk_")),
    _assigned("hubspot-key", "hubspot|hapi", _UUID, "7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", keywords=("hubspot", "hapi")),
    _token("hubspot-app-token", ("pat-na1-", "pat-na2-", "pat-eu1-"), _X, 8, tail="-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", tail_sample="-c84d-6a35-7b2f-90e1c84d6a35"),
    _assigned("messagebird-key", "message[_-]?bird", f"[A-Za-z0-9]{{25}}|{_UUID}", _fill(_W, 25), keywords=("messagebird", "message_bird", "message-bird")),
)

# --- networks -------------------------------------------------------------------------------------

_NETWORKS = (
    _token("facebook-page-token", ("EAAM", "EAAC", "EAAA", "EAAB", "EAAG", "EAAD", "EAAF", "EAAI", "EAAJ", "EAAK"), _W, 60, None, entropy=3.5),
    _row(
        "facebook-app-token", "%7c|facebook|token|oauth", r"\b([0-9]{15,16}(?:\||%7[Cc])[A-Za-z0-9_-]{27,40})(?:[^A-Za-z0-9_-]|$)", entropy=3.0,
        seen=("facebook : 729018463572901|" + _fill(_B, 27),), unseen=("facebook : 729018463572901|court",),
    ),
    _assigned("facebook-secret", "facebook|fb", "[0-9a-f]{32}", _fill(_X, 32), keywords=("facebook", "fb_")),
    _token("instagram-token", ("IGQV", "IGQW"), _B, 100, None),
    _row(
        "twitter-bearer-token", "bearer|twitter|%3d|%2b", r"\b(A{20,22}[A-Za-z0-9%]{70,110})(?:[^A-Za-z0-9%]|$)", entropy=3.5, check=None,
        seen=_shown("A" * 22 + _fill(_W, 44) + "%3D" + _fill(_W, 44)), unseen=("A" * 120, "AAAAAAAAAAAAAAAAAAAAAAH%3D"),
    ),
    _assigned("twitter-key", "twitter", "[A-Za-z0-9]{50}|[A-Za-z0-9]{45}|[A-Za-z0-9]{35,44}|[0-9]{5,20}-[A-Za-z0-9]{40}|[A-Za-z0-9]{25}", _fill(_W, 25), keywords=("twitter",)),
    _assigned("linkedin-key", "linked-?in", "[A-Za-z0-9]{16}|[A-Za-z0-9]{14}", _fill(_W, 16), keywords=("linkedin",), entropy=3.2),
    _token("linkedin-secret", "WPL_AP", _D, 1, tail=rf"\.[{_W}]{{16}}\.[{_W}+/=]{{6,12}}", tail_sample="." + _fill(_W, 16) + "." + _fill(_W, 8)),
    _row(
        "twitch-token", "oauth:", r"\b(oauth:[a-z0-9]{30})\b", entropy=3.0,
        seen=_shown("oauth:" + _fill(_L, 30)), unseen=("oauth:" + "x" * 30, "oauth:court"),
    ),
    _assigned("twitch-key", "twitch", "[a-z0-9]{30}", _fill(_L, 30), keywords=("twitch",)),
    _assigned("spotify-key", "spotify", "[0-9a-f]{32}", _fill(_X, 32), keywords=("spotify",)),
    _token("mapbox-token", "sk.eyJ", _B, 40, None, tail=rf"\.[{_B}]{{20,}}", tail_sample="." + _fill(_B, 22)),
    _token("intra42-secret", ("s-s4t2ud-", "s-s4t2af-"), _X, 64),
)

# --- payments and shops ---------------------------------------------------------------------------

_PAYMENTS = (
    _token("stripe-key", ("sk_live_", "rk_live_", "sk_test_", "rk_test_", "sk_prod_", "rk_prod_"), _W, 10, 250),
    _token("stripe-webhook-secret", "whsec_", _W, 24, 64),
    _token("square-token", ("sq0atp-", "sq0csp-", "sq0idp-"), _B, 22, 60),
    _token("square-access-token", "EAAA", _B, 60, keywords=(b"eaaa",)),
    _token("paypal-braintree-token", ("access_token$production$", "access_token$sandbox$"), _L, 16, tail=rf"\$[{_X}]{{32}}", tail_sample="$" + _fill(_X, 32)),
    _token("mollie-key", ("live_", "test_"), _W, 30, keywords=(b"mollie",)),
    _token("gocardless-token", ("live_", "sandbox_"), _B, 40, keywords=(b"gocardless",)),
    _token("flutterwave-key", ("FLWSECK-", "FLWSECK_TEST-"), _L, 32, tail="-X", tail_sample="-X"),
    _token("razorpay-key", ("rzp_live_", "rzp_test_"), _W, 14),
    _token("plaid-token", ("access-production-", "access-development-", "access-sandbox-"), _X, 8, tail="-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", tail_sample="-c84d-6a35-7b2f-90e1c84d6a35"),
    _token("shippo-token", ("shippo_live_", "shippo_test_"), _X, 40),
    _token("easypost-key", ("EZAK", "EZTK"), _W, 54),
    _token("shopify-token", ("shpat_", "shpca_", "shppa_", "shpss_"), _XX, 32),
    _token("lob-key", ("live_", "test_"), _X, 35, keywords=(b"lob_", b"lob-", b"lob api", b"lob.com")),
    _token("duffel-token", ("duffel_test_", "duffel_live_"), _B, 43),
    _token("wallet-extended-key", ("xprv", "yprv", "zprv"), _W, 107, entropy=4.0),
)

# --- models ---------------------------------------------------------------------------------------

_MODELS = (
    _row(
        "openai-key", "t3blbkfj", r"\b(sk-(?:[A-Za-z]+-)?[A-Za-z0-9_-]{18,}T3BlbkFJ[A-Za-z0-9_-]{20,})(?:[^A-Za-z0-9_-]|$)", entropy=3.0,
        seen=_shown("sk-" + _fill(_W, 20) + "T3BlbkFJ" + _fill(_W, 20)), unseen=("sk-" + "x" * 20 + "T3BlbkFJ" + "x" * 20, "T3BlbkFJ seul"),
    ),
    _token("openai-project-key", ("sk-proj-", "sk-svcacct-", "sk-admin-"), _B, 80, 200),
    _token("anthropic-key", ("sk-ant-api03-", "sk-ant-admin01-", "sk-ant-oat01-", "sk-ant-sid01-"), _B, 80, 120, tail="AA", tail_sample="AA"),
    _token("openrouter-key", "sk-or-v1-", _X, 64),
    _assigned("deepseek-key", "deepseek", "sk-[0-9a-f]{32}", "sk-" + _fill(_X, 32), keywords=("deepseek",)),
    _token("huggingface-token", "hf_", _A, 34),
    _token("huggingface-org-token", "api_org_", _A, 34),
    _token("perplexity-key", "pplx-", _W, 48),
    _token("groq-key", "gsk_", _W, 52),
    _token("replicate-token", "r8_", _W, 37),
    _token("xai-key", "xai-", _W, 80),
    _token("nvidia-key", "nvapi-", _B, 60, 70),
    _token("langsmith-key", ("lsv2_pt_", "lsv2_sk_"), _X, 32, tail=f"_[{_X}]{{10}}", tail_sample="_" + _fill(_X, 10)),
    _token("pinecone-key", "pcsk_", _B, 50, 90),
    _token("tavily-key", ("tvly-dev-", "tvly-prod-", "tvly-"), _B, 32, 48),
    _token("elevenlabs-key", "sk_", _X, 48),
    _token("jina-key", "jina_", _W, 60),
    _assigned("cohere-key", "cohere|co", "[A-Za-z0-9]{40}", _fill(_W, 40), keywords=("cohere", "co_api_key")),
    _assigned("mistral-key", "mistral", "[A-Za-z0-9]{32}", _fill(_W, 32), keywords=("mistral",), entropy=3.4),
)

# --- work in common -------------------------------------------------------------------------------

_WORK = (
    _token("linear-key", "lin_api_", _W, 40),
    _token("linear-oauth-token", "lin_oauth_", _X, 64),
    _token("notion-token", "ntn_", _W, 43, 50),
    _token("notion-legacy-token", "secret_", _W, 43, entropy=3.8),
    _token("figma-token", ("figd_", "figu_"), _B, 40, 60),
    _token("postman-key", "PMAK-", _X, 24, tail=f"-[{_X}]{{34}}", tail_sample="-" + _fill(_X, 34)),
    _token("airtable-token", "pat", _W, 14, tail=rf"\.[{_X}]{{64}}", tail_sample="." + _fill(_X, 64), keywords=(b"airtable", b"token")),
    _row(
        "asana-token", "asana", r"(?:^|[^\w/])([0-9]/[0-9]{10,20}(?:/[0-9]{10,20})?:[0-9a-f]{32})\b", entropy=3.0,
        seen=("asana : 1/7290184635729018:" + _fill(_X, 32),), unseen=("asana : 1/7290184635729018",),
    ),
    _row(
        "dropbox-token", "sl.", r"\b(sl\.(?:u\.)?[A-Za-z0-9_-]{100,})(?:[^A-Za-z0-9_-]|$)", entropy=3.5,
        seen=_shown("sl.u." + _fill(_B, 135)), unseen=("sl." + "x" * 135, "sl.court"),
    ),
    _assigned("dropbox-key", "dropbox", "[0-9a-z]{15}", _fill(_L, 15), keywords=("dropbox",), entropy=3.0),
    _token("contentful-token", "CFPAT-", _B, 43),
    _token("typeform-token", "tfp_", _B, 40, 80),
    _assigned("jira-key", "atlassian|confluence|jira", "[A-Za-z0-9]{20}[0-9a-f]{4}", _fill(_W, 20) + "7b2f", keywords=("jira", "atlassian", "confluence"), entropy=3.2),
    _token("clickup-token", "pk_", _D, 6, 9, tail="_[A-Z0-9]{32}", tail_sample="_" + _fill(_U, 32), keywords=(b"clickup", b"pk_")),
    _token("beamer-token", "b_", _B, 44, keywords=(b"beamer",)),
)

# --- structures -----------------------------------------------------------------------------------

_ENTRY = "Q7rz-2Kx9!"
"""The password of the examples."""


def _without_password(candidate: Candidate) -> bool:
    """A user and a password that stand for others: `user:password@host`."""
    return is_placeholder(candidate.secret.rpartition(":")[2])


_STRUCTURES = (
    _row(
        "private-key", "private key", r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-[^-]){0,160}?[A-Za-z0-9+/=]{16}(?:[A-Za-z0-9+/=\s\\,\"'+]*-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\s\\]*)",
        0, check=has_key,
        seen=(
            "-----BEGIN PRIVATE KEY-----\n" + _fill(_B64, 64) + "\n-----END PRIVATE KEY-----",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n" + _fill(_B64, 64),
        ),
        unseen=("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----\n" + _fill(_B64, 64)),
    ),
    _row(
        "putty-private-key", "private-lines", r"PuTTY-User-Key-File-\d: [\s\S]{0,900}?Private-Lines: \d{1,3}\s+[A-Za-z0-9+/=\s]{32,}", 0, check=has_key,
        seen=("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 2\n" + _fill(_B64, 64),), unseen=("Private-Lines: 0",),
    ),
    _row(
        "jwt", "eyj", r"(?:^|[^A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{8,}\.(?:eyJ[A-Za-z0-9_-]{4,}={0,2}(?:\.[A-Za-z0-9_-]*={0,2})?|[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+){2,3}))(?:[^A-Za-z0-9_=-]|$)",
        entropy=4.0, check=is_jwt,
        seen=(*_shown("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0." + _fill(_B, 43)), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0"),
        unseen=("eyJhbGciOiJIUzI1NiJ9.eyJ", "eyJhbGciOiJIUzI1NiJ9"),
    ),
    _row(
        "jwt-base64", "zxlk", r"(?:^|[^A-Za-z0-9+/])(ZXlK[A-Za-z0-9+/]{60,}={0,2})", entropy=4.0,
        seen=_shown("ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUprWlcxdkluMC5xN1J6Mkt4OVZiNFRtMVdz"), unseen=("ZXlKcourt",),
    ),
    _row(
        "credentials-in-url", "://", r"""(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s:/"'<>]{0,80}:[^\s/"'<>]{2,160})@[A-Za-z0-9\[][\w.\]-]*""",
        check=None, unless=_without_password, confidence=0.9, also=b"@",
        seen=(f"postgres://demo:{_ENTRY}@base.invalid/appli", "https://agent:q7rz2kx9@depot.invalid/x.git"),
        unseen=("https://user:password@base.invalid", "https://exemple.invalid/@salon", "https://exemple.invalid:8000/x"),
    ),
    _row(
        "curl-user", "curl", r"""\bcurl\b[^|;]{0,400}?\s(?:-[A-Za-z]*u|--user)[ \t=]{0,5}((?:"[^"\n]{0,80}"|'[^'\n]{0,80}'|\\?['"]?[^\s"':]{0,80}):(?:\\?["'][^"'\n]{0,120}["']|[^\s"']{1,120})|"[^"\n:]{0,80}:[^"\n]{0,120}"|'[^'\n:]{0,80}:[^'\n]{0,120}')""",
        check=is_login,
        seen=(f"curl -u agent:{_ENTRY} https://api.invalid", f"curl -X POST --user 'agent:{_ENTRY}' https://api.invalid"),
        unseen=("curl -u user:password https://api.invalid", 'curl --user "$USER:$PASS" https://api.invalid', "curl -u agent https://api.invalid"),
    ),
    _row(
        "authorization-header", "authorization", r"""(?i)authorization["']?\]?\s{0,3}[:=,]\s{0,3}["']?(?:basic\s+([a-z0-9+/_-]{6,}={0,2})|(?:bearer|token|api-?token|api-?key|digest|ssws|apikey)\s+([\w=~@.+/-]{8,})|([\w=~@.+/-]{12,}))""",
        None, check=is_authorization,
        seen=("Authorization: Bearer q7Rz2Kx9Vb4Tm1Ws8Lp3", 'curl -H "Authorization: Basic YWdlbnQ6UTdyejJLeDk="'),
        unseen=("Authorization: Bearer <token>", "Authorization: Basic ...", "authorization: obligatoire partout"),
    ),
    _row(
        "secret-header", "-h |--header", r"""(?i)(?:-H|--header)[ =]{0,5}["'](?:x-)?[\w-]{0,40}?(?:api-?key|apikey|key|token|secret|auth|password)["']?:\s{0,5}([\w=~@.+/-]{8,})["']""",
        check=is_authorization,
        seen=('curl -H "X-Api-Key: q7Rz2Kx9Vb4T" https://api.invalid',), unseen=('curl -H "X-Api-Key: $API_KEY" https://api.invalid',),
    ),
    _row(
        "netrc", "machine ", r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S{3,})", confidence=0.9,
        seen=(f"machine base.invalid login agent password {_ENTRY}",), unseen=("machine base.invalid login agent password <password>", "la machine à café"),
    ),
    _row(
        "pgpass", ":5432:|:3306:", r"(?:^|\s)[\w.-]+:(?:5432|3306):[\w*-]+:[\w*-]+:(\S{3,})", confidence=0.85,
        seen=(f"base.invalid:5432:appli:agent:{_ENTRY}",), unseen=("base.invalid:5432:appli:agent:${PASS}", "10:5432:0"),
    ),
    _row(
        "password-hash", "$1$|$2a$|$2b$|$2y$|$5$|$6$|$8$|$y$|$7$|$apr1$|$argon2",
        r"(?:^|[\s:\"'=(])(\$(?:1|5|6|7|8|y|apr1|2[aby]|argon2(?:id|i|d))\$[./A-Za-z0-9$=,+]{20,})", entropy=3.0, check=None, confidence=0.85,
        seen=("agent:$6$q7Rz2Kx9$" + _fill(_W, 86),), unseen=("le lot à $1$ pièce", "$6$xxxxxxxx$" + "x" * 86),
    ),
    _row(
        "password-option", "sshpass|mysql|mysqldump|psql|net use", r"""\bsshpass\s+-p\s{0,2}["']?([^\s"']{3,})|\bmysql(?:dump|admin)?\b[^\n|;]{0,200}?\s(?:-p|--password=)["']?([^\s"'-][^\s"']{2,})""",
        None, check=is_word_password, confidence=0.85,
        seen=(f"sshpass -p {_ENTRY} ssh agent@base.invalid", f"mysql -u agent -p{_ENTRY} appli"), unseen=("sshpass -p $PASS ssh base.invalid", "mysql -u agent -p appli"),
    ),
    _row(
        "signed-url", "sig=|x-amz-signature=|x-goog-signature=|x-amz-security-token=", r"(?i)[?&;](?:(?:x-amz|x-goog)-signature=([0-9a-f]{64,512})|sig=([a-z0-9%+/_-]{40,60}(?:%3D|=)?))", None, entropy=3.0,
        seen=("https://coffre.invalid/plan.pdf?sv=2026-01-01&sig=" + _fill(_W, 43) + "%3D", "https://coffre.invalid/plan.pdf?X-Amz-Signature=" + _fill(_X, 64)),
        unseen=("https://coffre.invalid/plan.pdf?sig=court", "sig=à signer"),
    ),
    _row(
        "otp-seed", "otpauth://", r"otpauth://[^\s\"'<>]{0,200}?secret=([A-Za-z2-7]{16,})",
        seen=("otpauth://totp/demo?secret=Q7RZ2KX6VB4TM5WS",), unseen=("otpauth://totp/demo",),
    ),
    _row(
        "laravel-key", "app_key", r"(?i)app_key\s{0,3}[=:]\s{0,3}[\"']?(base64:[a-z0-9+/]{40,}={0,2})", entropy=3.5,
        seen=("APP_KEY=base64:" + _fill(_B64, 43) + "=",), unseen=("APP_KEY=base64:" + "x" * 43 + "=",),
    ),
    _row(
        "contribsys-credentials", "contribsys", r"(?i)contribsys[\w.]{0,10}(?:[\s\"']{0,3}(?:=|:)\s{0,3}[\"']?|://)([a-f0-9]{8}:[a-f0-9]{8})\b|://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems|enterprise)\.contribsys\.com", None, entropy=2.5,
        seen=("BUNDLE_GEMS__CONTRIBSYS__COM=7b2f90e1:c84d6a35",), unseen=("contribsys: à payer",),
    ),
)

# --- assignments ----------------------------------------------------------------------------------

_NOT_SECRET_NAMES = holds(
    r"(?i)public|csrf|xsrf|next_?(?:page|token|cursor)|prev|page|cursor|contin|sync|device|fcm|push|partition|primary|foreign|sort"
    r"|design|bucket|cache|idempot|thumb|finger|author(?:[^i]|\z)|auteur|keyword|keyboard|monkey|version|length|size"
    r"|count|max|min|limit|expir|ttl|name|url|uri|path|file|dir|type|format|regex|pattern|label|title|hint"
)


_NOT_SECRET_WORDS = holds(r"(?i)publi(?:c|que)\b|[cx]srf|finger|empreinte|hash|commit|checksum|somme")


def _is_public_name(candidate: Candidate) -> bool:
    """A name that says that its value is no secret: `public_key`, `csrf_token`, `key_length`."""
    return _NOT_SECRET_NAMES(candidate.before) or _is_public_phrase(candidate)


def _is_public_phrase(candidate: Candidate) -> bool:
    start = candidate.whole.start
    around = candidate.text[max(0, start - 12) : start] + candidate.before
    return _NOT_SECRET_WORDS(around)


def _goes_on(candidate: Candidate) -> bool:
    """A word that the sentence goes on with is not a password: « Mot de passe : jamais par mail »."""
    return not is_password(candidate.secret) and _GOES_ON(candidate.after)


_GOES_ON = holds(r"\A\s*[A-Za-z0-9\xc0-\xff<>=+&/(:-]")
_IS_YEAR = holds(r"\A(?:19|20)[0-9]{2}\z")
_IS_ANNOUNCED = holds(r"(?:[:=#]|\b(?:is|est|c'est))\s*[\"']?\z")


def _is_year(candidate: Candidate) -> bool:
    """A year that nothing announces, or that the sentence goes on with: « digicode changé en 2031 »."""
    if not _IS_YEAR(candidate.secret):
        return False
    return not _IS_ANNOUNCED(candidate.before) or _GOES_ON(candidate.after)
_PLUS = holds(r"\A[\"'`]?\s{0,4}[+.]\s{0,4}[\w$(\"']")


def _is_concatenated(candidate: Candidate) -> bool:
    """A piece of a text that code puts together: `"password: " + password`."""
    return _PLUS(candidate.after)


_CREDENTIAL = (
    r"(?:(?:api|app|access|auth|oauth|client|consumer|master|service|encryption|encrypt|signing|sign|private"
    r"|secret|session|deploy|webhook|bearer|refresh|admin|account|user|bot|storage|subscription|license|hmac"
    r"|django|jwt|rails|shared|database|db|security|cookie|auth|nonce|logged_?in|secure_?auth)[_ .-]?"
    r"(?:key|token|secret|salt|auth|cle|jeton)|(?:secret|token|jeton|credentials?|creds|apikey|authkey|user_?auth|(?:ado|azure|devops|github|gitlab|access)[_-]?pat))"
)
_JOINED = r"""["'`\])>]{0,3}[ \t]{0,20}(?:[:?+]{0,3}=>?|->|:|,|>|\|\|)[ \t]{0,20}["'`(\[]{0,2}"""

def _is_key_text(text: str) -> bool:
    """A key that was drawn from all signs, spaces among them, and not a sentence."""
    return is_real(text) and text.count(" ") * 8 < len(text)


_SERVICES = (
    "abuseipdb|adafruit|adobe|airbrake|airtable|amplitude|apify|appcenter|appsflyer|asana|auth0|bitbucket|bitfinex|bitly"
    "|bittrex|bugsnag|buildkite|calendly|circleci|clearbit|clickup|codacy|codecov|coinbase|confluent|contentful|coveralls"
    "|deepgram|deepl|deezer|discord|docusign|droneci|easypost|elastic|etsy|eventbrite|finicity|finnhub|firebase|flickr"
    "|flutterwave|foursquare|freshbooks|freshdesk|giphy|gitter|gocardless|hubspot|intercom|jfrog|kraken|kucoin"
    "|launchdarkly|linode|loggly|mailjet|mandrill|mapquest|mattermost|mixpanel|netlify|newrelic|nytimes|opsgenie"
    "|pagerduty|papertrail|payplug|paypal|plaid|postmark|pusher|rapidapi|recaptcha|rollbar|salesforce|segment_|sendbird"
    "|sentry|shodan|smartsheet|snowflake|splunk|squarespace|stackblitz|strava|stripe|telegram|travis|trello|tumblr"
    "|typeform|unsplash|vercel|virustotal|vonage|nexmo|vultr|wandb|workos|jenkins|yandex|zapier|zendesk|hetzner|exoscale"
)

_ASSIGNMENTS = (
    _row(
        "service-key", _SERVICES,
        rf"(?i)(?:{_SERVICES}){_NAME}{_JOINED}([A-Za-z0-9_=-]{{16,128}})(?:[\s\"'`,;:)}}\]<|&\\]|$)",
        entropy=3.0, check=is_token, unless=_is_public_name, confidence=0.75,
        seen=("ZENDESK_SECRET=7b2f90e1c84d6a357b2f90e1c84d6a357b2f90e1", "trello key: 7b2f90e1c84d6a357b2f90e1c84d6a35"),
        unseen=("ZENDESK_URL=https://aide.invalid", "Trello : https://trello.invalid/b/q7Rz2Kx9Vb4Tm1Ws"),
    ),
    _row(
        "password-attribute", "password|passwd|pwd",
        r"""(?i)(?:key|name|id)\s?=\s?["'][\w.:-]{0,40}(?:password|passwd|pwd)["']\s{1,4}value\s?=\s?["']([^"'\s]{4,200})["']""",
        check=is_word_password, confidence=0.75,
        seen=('<add key="ClearTextPassword" value="q7rz2kx9" />',), unseen=('<add key="Password" value="%PASSWORD%" />',),
    ),
    _row(
        "key-assignment",
        _assigns("key apikey token secret jeton cle credential credentials creds auth salt base pat"),
        rf"(?i)(?:^|[^A-Za-z])([\w.-]{{0,40}}?{_CREDENTIAL}(?:[_-]?(?:base|value|prod|dev|staging|live|test|key|token|v?\d|b64|base64|hex)){{0,2}}{_JOINED})([A-Za-z0-9+/_.=~$!@#%^&*-]{{9,511}}[A-Za-z0-9+/_=~$!@#%^&*-])[.?]{{0,3}}(?:[\s\"'`,;:)}}\]<|&\\]|$)",
        2, entropy=3.0, check=is_token, unless=_is_public_name, confidence=0.75,
        seen=('api_key = "q7Rz2Kx9Vb4Tm1Ws"', "jeton : q7Rz2Kx9Vb4Tm1Ws8Lp3", "client_secret: 7b2f90e1c84d6a357b2f90e1c84d6a35"),
        unseen=('public_key = "q7Rz2Kx9Vb4Tm1Ws"', "api_key = get_api_key()", "token: <your-token>", "credentialsId: '7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35'"),
    ),
    _row(
        "password-variable",
        "password|passwd|passphrase|pwd|mdp|" + _assigns("pass secret"),
        r"""(?m)^[ \t]{0,20}(?:export |set |SET |ENV )?[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|MDP|SECRET)[A-Z0-9_]{0,12}[ \t]{0,3}[=:][ \t]{0,3}["']?([^\s"'#(]{4,200})["']?[ \t]*(?:#|$)""",
        check=is_real, unless=_is_public_name, confidence=0.75,
        seen=("IRC_PASS=chat_interne", "export DB_PASSWORD=chocolatine"), unseen=("DB_PASSWORD=${DB_CALLED}", "DB_PASSWORD=", "LLM_SECRET_NAME=demo_cle"),
    ),
    _row(
        "password-call",
        "login(|connect(|authenticate(|signin(|sign_in(|auth(|credential(|credentials(|directoryentry(",
        r"""(?i)(?:login|connect|authenticate|sign_?in|auth|credentials?|directoryentry)\((?:\s{0,4}["'][^"'\n]{1,80}["']\s{0,4},){1,2}\s{0,4}["']([^"'\n]{4,80})["']""",
        check=is_word_password, confidence=0.75,
        seen=(f"api.login('agent@appli.invalid', '{_ENTRY}')",), unseen=("api.login('agent', 'password')", "connect('base.invalid', 'https://base.invalid')"),
    ),
    _row(
        "quoted-secret-key",
        _assigns("key salt"),
        r"""(?i)(?:^|[^A-Za-z])(?:[\w]{0,20}(?:secret_?key|auth_?key|auth_?salt|logged_in_(?:key|salt)|nonce_(?:key|salt)|secure_auth_(?:key|salt)))["']?\]?\s{0,4}(?:[:=]|=>|,)[ \t]{0,4}(?:'([^'\n]{24,200})'|"([^"\n]{24,200})")""",
        None, entropy=3.5, check=_is_key_text, confidence=0.75,
        seen=("SECRET_KEY = 'q7(rz)2k$x9!vb4t&m1ws8l*p3hd^6nc5jf'",), unseen=("SECRET_KEY = 'put a long and unique phrase here please'", "SECRET_KEY = os.environ['SECRET_KEY']"),
    ),
    _row(
        "secret-assignment", _assigns("secret secret_key secret_access_key secretkey"),
        r"""(?i)(?:^|[^A-Za-z])[\w.-]{0,30}?secret(?:[_-]?(?:access)?[_-]?key)?["'`\])]{0,3}[ \t]{0,20}(?:[:?+]{0,3}=>?|:)[ \t]{0,20}["']([^"'\n]{8,40})["']""",
        check=is_password, unless=_is_public_name, confidence=0.7,
        seen=("client_secret = 'demo-Q7rz2Kx9'",), unseen=("secretName: 'base-de-demo-2'", "secret: 'client_secret_name'"),
    ),
    _row(
        "password-assignment",
        "password|passwd|passphrase|pswd|pwd|mdp|mot_de_passe|motdepasse|mot-de-passe|" + _assigns("pass"),
        r"""(?i)(?:^|[^A-Za-z])[\w.-]{0,30}?(?:password|passwd|passphrase|pswd|pwd|pass|mdp|mot[_-]?de[_-]?passe)(?:[_-]?(?:base|value|prod|dev|staging|live|test|v?\d))?["'`\])>]{0,3}[ \t]{0,20}(?:(?:[:?+]{0,3}=>?|={1,3}|->|:|,)[ \t]{0,20}(?:"([^"\n]{4,100})"|'([^'\n]{4,100})'|`([^`\n]{4,100})`)|(?:=|=>)[ \t]{0,20}([^\s"'`,;()<>\[\]{}|&]{4,100})(?:[\s"'`,;)<|&]|$)|[^<>\n]{0,60}>([^<\s]{4,100})</|[ \t]{1,4}"([^"\s]{4,100})")""",
        None, check=is_word_password, unless=_is_concatenated, confidence=0.75,
        seen=(f"DB_PASSWORD={_ENTRY}", '"password": "chocolatine"', f"define('DB_PASSWORD', '{_ENTRY}');", f"<password>{_ENTRY}</password>"),
        unseen=("password = get_password()", 'password: "required"', "password=self.password", "DB_PASSWORD=${DB_CALLED}", "password=password"),
    ),
)

# --- prose ----------------------------------------------------------------------------------------
# On the folded text: lower case, no accents, one kind of space, quotation marks are `"`, arrows are spaces.

_CALLED = r"(?:mots? de passe|mdp|password|passwd|passphrase|passcode|pwd)"
_SERVICE = (
    r"(?:wi-?fi|reseau|network|vpn|intranet|extranet|portail|portal|serveur|server|compte|account|session"
    r"|admin\w*|zoom|teams|visio|reunion|meeting|webinaire|webinar|site|drive|box|livebox|freebox|routeur"
    r"|router|pc|ordi\w*|poste|base|boite|messagerie|mail\w*|e-mail|gmail|outlook|crm|erp|backoffice"
    r"|back-office|plateforme|platform|coffre|safe|alarme|alarm|ftp|sftp|ssh|bdd|database|dropbox|partage"
    r"|share\w*|staff|invites?|guests?|equipe|team|prod\w*|staging|recette|preprod|test)"
)
_WORDS = r"(?: [a-z0-9'._@-]{1,24})"
_OF = rf"(?:{_WORDS}{{0,4}}? ?{_SERVICE}{_WORDS}{{0,3}}?)"
_IS = r"(?: ?(?:[:=]|->|=>) ?| (?:est|sera|reste|c'est|is|is now|was|will be|it's)(?: le suivant| the following)?(?: ?:)? )"
_IS_THEN = r"(?: ?(?:[:=]|->|=>) ?| +-+ +| (?:est|sera|reste|devient|c'est|is|was|it's|remains|becomes)(?: [a-z]{2,12}){0,2} ?:? | {2,3})"
_VALUE = r"""(?:["'] ?)?([^\s"',;]{4,60})"""
_VALUE_WITH_DIGIT = r"""(?:["'] ?)?([^\s"',;0-9]{0,40}[0-9][^\s"',;]{0,40})"""
_DOORS = (
    "porte", "portail", "portillon", "alarme", "coffre", "parking", "garage", "immeuble", "batiment", "entree",
    "hall", "local", "vestiaire", "cadenas", "boite", "interphone", "residence", "ascenseur", "bureau", "wifi",
    "wi-fi", "digicode", "acces",
)
_GATES = (
    "door", "gate", "alarm", "entry", "entrance", "safe", "building", "garage", "access", "lock", "lockbox",
    "locker", "keypad", "padlock", "elevator",
)


def _access_keywords() -> str:
    links = ("", "du ", "de la ", "de l'", "de ", "d'", "des ")
    doors = [f"code {link}{door}" for door in _DOORS for link in links]
    return "|".join(["digicode", "code secret", "passcode", *doors, *(f"{gate} code" for gate in _GATES)])


_DOOR, _GATE = f"(?:{'|'.join(_DOORS)})", f"(?:{'|'.join(_GATES)})"
_NUMBER = r"([0-9][0-9 ]{2,10}[0-9][a-z]{0,2}[#*]?|[a-z]?[0-9]{2,8}[a-z]{1,2}[0-9]{0,4}[#*]?)(?:[^a-z0-9]|$)"

_PROSE = (
    _row(
        "password-phrase", "mot de passe|mots de passe|mdp|password|passwd|passphrase|passcode|pwd",
        rf"\b{_CALLED}{_OF}?{_IS}{_VALUE}", check=is_password, confidence=0.8, folded=True,
        seen=(
            "Le mot de passe est Q7rz-2Kx9!", "mdp: q7rz2kx9", "Mot de passe du wifi : Q7rz2Kx9",
            "the wifi password is Q7rz2Kx9", "Password for the staging server: q7rz!2kx",
        ),
        unseen=(
            "Changez votre mot de passe", "Mot de passe oublié ?", "Le mot de passe est obligatoire.",
            "mot de passe : 12 caractères", "Your password is not enough", "the password is <your password>",
        ),
    ),
    _row(
        "password-with-digits", "mot de passe|mots de passe|mdp|password|passwd|passphrase|passcode|pwd",
        rf"\b{_CALLED}(?:{_WORDS}{{0,5}}?{_IS_THEN}| ){_VALUE_WITH_DIGIT}", check=is_password, confidence=0.7, folded=True,
        seen=("Mot de passe provisoire → q7rz2kx9", "login agent, mdp Q7rz2Kx9", "The root password is still q7rz2kx9"),
        unseen=("Le mot de passe est donné à 20h30", "Le mot de passe change le 12/05/2031", "Password: SHA256 or not?"),
    ),
    _row(
        "password-word", "mot de passe|mots de passe|mdp|password|passwd|passphrase|passcode|pwd",
        rf"""\b(?:(?:mot de passe|mdp|password|passphrase|passcode){_OF}{_IS}|(?:wi-?fi|vpn|zoom|intranet) (?:password|passcode|passphrase|mdp)(?: (?:is|est))?(?: ?: ?| )|(?:mot de passe|mdp) ?: ?){_VALUE}|\b{_CALLED}[^\n:=]{{0,60}}?(?: (?:est|is|are) |:) ?["'] ?([^\s"']{{4,60}}) ?["']""",
        None, check=is_word_password, unless=_goes_on, confidence=0.6, folded=True,
        seen=("Le mot de passe du wifi est chocolatine", "the wifi password is croissant.", "mdp : chocolatine", "The default password is 'chocolatine'"),
        unseen=("Le mot de passe du wifi est obligatoire", "Le mot de passe du wifi est à demander", "mot de passe : jamais par mail"),
    ),
    _row(
        "network-key", "wifi|wi-fi|ssid|wpa",
        rf"\b(?:wi-?fi|ssid|reseau|network)\b[^\n]{{0,80}}?\b(?:cle|clef|key|mdp|mot de passe|password|pass|pw|code)(?:{_IS_THEN}| ){_VALUE_WITH_DIGIT}|\b(?:cle|clef|key|code|password) (?:de |du |d')?(?:wpa\d?|wep|wi-?fi|securite|reseau){_IS_THEN}{_VALUE_WITH_DIGIT}",
        None, check=is_password, confidence=0.75, folded=True,
        seen=("wifi Atelier / mdp Q7rz2Kx9", "Clé WPA : 7B2F90E1C8", "SSID: Studio, key: q7rz2kx9"), unseen=("Wi-Fi 6 : 802.11ax arrive", "la clé du wifi est au bar"),
    ),
    _row(
        "network-password", "wifi|wi-fi", rf"\bwi-?fi{_WORDS}{{0,3}}? ?[:=] ?{_VALUE}", check=is_strong_password, confidence=0.6, folded=True,
        seen=("au tableau : « wifi atelier : Q7rz-2Kx9 »",), unseen=("wifi : Studio_Invites", "Wifi : 5 GHz"),
    ),
    _row(
        "access-code", _access_keywords(),
        rf"\b(?:code (?:du |de la |de l'|de |d'|des )?{_DOOR}|digicode|{_GATE} code|code secret|passcode){_WORDS}{{0,3}}?(?: ?[:=#] ?| (?:est|is|c'est)(?: [a-z]{{2,8}})? | ){_NUMBER}",
        check=is_code, unless=_is_year, confidence=0.75, folded=True,
        seen=("Le code wifi : 12475839", "digicode : 45A12", "The door code is 4519#", "Code de l'alarme : 7290", "code porte labo 5930#"),
        unseen=("Le code wifi est à l'accueil", "code promo : SUMMER25", "digicode : demander au gardien", "the access code is public", "Code postal : 69003"),
    ),
    _row(
        "pin", "pin:|pin :|pin is|pin est|pin=|code pin|pin code",
        r"\b(?:code pin|pin code|pin)(?: (?:du|de la|of the|for the) [a-z]{2,12})?(?: ?[:=] ?| (?:is|est) )([0-9]{4}|[0-9]{5,8}[#*])(?:[^0-9a-z]|$)",
        check=None, unless=_is_year, confidence=0.7, folded=True,
        seen=("Code PIN de la carte : 7290", "my PIN is 7290"), unseen=("Ne donnez jamais votre code PIN", "PIN: see your bank", "PIN : 560001"),
    ),
    _row(
        "login-pair", "identifiant|login|credential|creds|codes d'acces|acces admin|username|utilisateur :|utilisateur:|user:|user :|user=",
        r"""\b(?:login|user(?:name)?|utilisateur|identifiant)(?: ?[:=] ?| )\S{2,60}[\s,;/|-]{1,4}(?:et |and )?(?:le |the )?(?:mot de passe|mdp|password|pwd|pass|code|mp)(?: ?[:=] ?| est | is | )["']?([^\s"',;]{4,60})|\b(?:identifiants?|logins?|credentials?|creds|codes d'acces|acces)(?: [a-z0-9'_-]{1,20}){0,4}?(?: ?[:=] ?| are | is | sont )["']?[^\s"',;/|:]{2,60}["']? ?(?:/|\||;|,| et | and |:) ?["']?([^\s"',;/|]{4,60})""",
        None, check=is_password, confidence=0.8, folded=True,
        seen=("Identifiants : agent / Q7rz2Kx9", "username agent, pass q7rz2kx9", "credentials for the demo: agent and q7rz!2kx"),
        unseen=("Identifiant / mot de passe à demander", "login: agent", "Identifiants : nom / prénom"),
    ),
    _row(
        "key-phrase", "token|jeton|bearer |api key|cle api|cle d'api|cle privee|private key|secret key|access key|client secret|cle secrete|cle d'acces",
        rf"\b(?:token|jeton|bearer|(?:api|private|secret|access) key|cle (?:d')?(?:api|privee|secrete|acces)|client secret){_WORDS}{{0,3}}?(?: ?[:=] ?| (?:est|is|c'est)(?: [a-z]{{2,8}})? | )[\"']? ?((?:0x)?[a-z0-9+/_=-]{{16,512}})(?:[^a-z0-9+/_=-]|$)",
        entropy=3.0, check=is_token, unless=_is_public_phrase, confidence=0.7, folded=True,
        seen=("notre clé API est 7b2f90e1c84d6a357b2f", "the API token is q7Rz2Kx9Vb4Tm1Ws", "Bearer q7Rz2Kx9Vb4Tm1Ws8Lp3"),
        unseen=("la clé API est dans le coffre", "token of appreciation", "the public API key fingerprint is 7b2f90e1c84d6a357b2f"),
    ),
)

FORMATS: tuple[SecretFormat, ...] = (
    *_CODE, *_CLOUDS, *_WATCH, *_MESSAGES, *_NETWORKS, *_PAYMENTS, *_MODELS, *_WORK, *_STRUCTURES, *_ASSIGNMENTS, *_PROSE,
)
"""The table, the surest first."""
