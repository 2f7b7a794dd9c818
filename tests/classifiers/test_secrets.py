"""A secret is found by its published format, or where a sentence gives it away; talk of secrets is not."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.classifiers import secrets
from ecluse.classifiers.engine import Engine
from ecluse.classifiers.secret_checks import compiled, github_checksum
from ecluse.classifiers.secret_formats import FORMATS, Candidate, SecretFormat
from ecluse.classifiers.secrets import CLASSIFIER, Secrets
from ecluse.model import Hit, Span
from ecluse.testing import check_classifier
from ecluse.text.fold import fold
from ecluse.text.views import view_of


def _hits(text: str, classifier: Secrets = CLASSIFIER) -> list[Hit]:
    return list(classifier.classify(view_of(text)))


def _names(text: str) -> list[str]:
    return [hit.name for hit in _hits(text)]


FORMAT = pytest.mark.parametrize("form", FORMATS, ids=[form.name for form in FORMATS])


class TestTable:
    """Each row announces, finds and leaves what it says."""

    @FORMAT
    def test_a_format_sees_its_seen_alone(self, form: SecretFormat) -> None:
        for text in form.seen:
            assert form.name in {hit.name for hit in _hits(text, Secrets((form,)))}, text

    @FORMAT
    def test_the_whole_table_sees_it_at_the_same_place(self, form: SecretFormat) -> None:
        for text in form.seen:
            alone, together = _hits(text, Secrets((form,))), _hits(text)
            for hit in alone:
                assert any(h.start < hit.end and hit.start < h.end for h in together), text

    @FORMAT
    def test_the_engine_calls_the_table_for_it(self, form: SecretFormat) -> None:
        engine = Engine([CLASSIFIER])
        for text in form.seen:
            assert len(engine.sweep([view_of(text)]).findings) == len(_hits(text)), text

    @FORMAT
    def test_the_whole_table_leaves_its_unseen(self, form: SecretFormat) -> None:
        assert form.unseen
        for text in form.unseen:
            assert _names(text) == [], text

    @FORMAT
    def test_keywords_are_folded_ascii_and_stand_in_every_seen_text(
        self, form: SecretFormat
    ) -> None:
        assert form.keywords
        assert all(fold(word.decode("ascii")).data == word for word in form.keywords)
        for text in form.seen:
            assert any(word in fold(text).data for word in form.keywords), text

    @FORMAT
    def test_a_pattern_has_the_group_that_is_the_secret(self, form: SecretFormat) -> None:
        groups = compiled(form.pattern).groups
        assert groups >= (1 if form.group is None else form.group)

    @FORMAT
    def test_a_value_that_is_masked_is_no_secret(self, form: SecretFormat) -> None:
        for text in form.seen:
            masked = text
            for hit in reversed(_hits(text)):
                masked = masked[: hit.start] + "*" * (hit.end - hit.start) + masked[hit.end :]
            assert _names(masked) == [], masked

    def test_names_are_unique_and_of_one_form(self) -> None:
        names = [form.name for form in FORMATS]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)

    def test_the_order_of_the_table_is_nothing(self) -> None:
        shuffled = list(FORMATS)
        random.Random(7).shuffle(shuffled)
        other = Secrets(tuple(shuffled))
        for text in (text for form in FORMATS for text in form.seen):
            assert _hits(text, other) == _hits(text)

    @pytest.mark.parametrize("first", range(0, len(FORMATS), 16))
    def test_the_test_kit_accepts_its_rows(self, first: int) -> None:
        check_classifier(Secrets(FORMATS[first : first + 16]))

    def test_the_test_kit_accepts_it(self) -> None:
        check_classifier(CLASSIFIER)


# --- what a published checksum proves -------------------------------------------------------------

_BODY = "q7Rz2Kx9Vb4Tm1Ws8Lp3Hd6Nc5Jf0G"


def _github_token(body: str) -> str:
    digits, number = "", zlib.crc32(body.encode())
    while number:
        number, rest = divmod(number, 62)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[rest] + digits
    return f"ghp_{body}{digits.rjust(6, '0')}"


class TestProof:
    """A checksum makes certain; without it a token is still held."""

    def test_a_token_whose_checksum_holds_is_certain(self) -> None:
        [hit] = _hits(f"jeton {_github_token(_BODY)}")
        assert (hit.name, hit.confidence) == ("github-token", 1.0)

    def test_one_wrong_character_leaves_it_likely(self) -> None:
        token = _github_token(_BODY)
        [hit] = _hits(f"jeton {token[:-1]}{'a' if token[-1] != 'a' else 'b'}")
        assert (hit.name, hit.confidence) == ("github-token", 0.95)

    @given(
        st.text(
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            min_size=30,
            max_size=30,
        )
    )
    def test_the_checksum_is_that_of_its_definition(self, body: str) -> None:
        assert github_checksum(_github_token(body))

    def test_grafana(self) -> None:
        body = "glsa_q7Rz2Kx9Vb4Tm1Ws8Lp3Hd6Nc5Jf0Gyq"
        token = f"{body}_{zlib.crc32(body.encode()).to_bytes(4, 'little').hex()}"
        assert [(hit.name, hit.confidence) for hit in _hits(token)] == [
            ("grafana-service-token", 1.0)
        ]

    def test_a_json_web_token_needs_a_header_that_names_an_algorithm(self) -> None:
        assert _names("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.q7Rz2Kx9Vb4Tm1Ws") == ["jwt"]
        assert _names("eyJzdWIiOiJkZW1vIn0.eyJzdWIiOiJkZW1vIn0.q7Rz2Kx9Vb4Tm1Ws") == []


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("Le mot de passe du wifi est Tilleul-2031", "Tilleul-2031", id="wifi"),
        pytest.param("MDP wifi invités: tilleul!31", "tilleul!31", id="mdp of something"),
        pytest.param("Le code du wifi c'est 48 12 75 39", "48 12 75 39", id="digits in pairs"),
        pytest.param("wifi Atelier / mdp Tilleul2031", "Tilleul2031", id="name and key, no colon"),
        pytest.param("Clé WPA : 8F3A9C21D7B4", "8F3A9C21D7B4", id="WPA key"),
        pytest.param("mon mot de passe c’est « tilleul31 »", "tilleul31", id="French quotes"),
        pytest.param("Mot de passe provisoire : Bienvenue2031", "Bienvenue2031", id="provisional"),
        pytest.param("mot de passe temporaire → Bienvenue2031", "Bienvenue2031", id="arrow"),
        pytest.param("Identifiant : lea.brun Mot de passe : Tilleul!2031", "Tilleul!2031", id="login, then password"),
        pytest.param("voici mes identifiants : lea.brun / Tilleul!2031", "Tilleul!2031", id="login / password"),
        pytest.param("accès admin : admin / Tilleul2031", "Tilleul2031", id="admin / password"),
        pytest.param("Le digicode de l'immeuble est le 45B12", "45B12", id="door keypad"),
        pytest.param("code porte labo 5930#", "5930#", id="door code, no colon"),
        pytest.param("Code portail 7294, puis 3e étage", "7294", id="gate code in a sentence"),
        pytest.param("Code PIN de la carte : 7290", "7290", id="PIN"),
        pytest.param("le mot de passe root est toujours azerty123", "azerty123", id="still"),
        pytest.param("Le mot de passe du compte Instagram est tournesol", "tournesol", id="one word"),
        pytest.param("notre clé API est 7b2f90e1c84d6a357b2f90e1", "7b2f90e1c84d6a357b2f90e1", id="API key"),
        pytest.param("« wifi atelier : Til-Brn!2031nuit »", "Til-Brn!2031nuit", id="on a whiteboard"),
        pytest.param("The wifi password is Linden-2031", "Linden-2031", id="English wifi"),
        pytest.param("SSID: Studio-Guest Password: Linden2031", "Linden2031", id="SSID and password"),
        pytest.param("The root password is still hunter2", "hunter2", id="English still"),
        pytest.param("user lea password Linden2031", "Linden2031", id="no signs at all"),
        pytest.param("credentials are admin:Linden2031", "Linden2031", id="credentials are"),
        pytest.param("username=lea&password=Linden2031", "Linden2031", id="query string"),
        pytest.param("the door code is 4519", "4519", id="door code"),
        pytest.param("Meeting ID: 812 4567 9012 Passcode: 8x!29Q", "8x!29Q", id="meeting passcode"),
        pytest.param("the API token is q7Rz2Kx9Vb4Tm1Ws8Lp3", "q7Rz2Kx9Vb4Tm1Ws8Lp3", id="API token"),
        pytest.param("Mot de passe du wifi : Été-2031", "Été-2031", id="accents in the value"),
        pytest.param("le mot\u00a0de\u00a0passe du Wi\u2011Fi est\u202f: Tilleul-2031", "Tilleul-2031", id="typographic spaces and hyphen"),
    ],
)  # fmt: skip
def test_a_sentence_that_gives_a_password_away(text: str, value: str) -> None:
    assert [hit.value.rstrip('.»" ') for hit in _hits(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("password = 'tilleul$vert'", "tilleul$vert", id="a sign inside"),
        pytest.param('"db_password": "tilleulvert",', "tilleulvert", id="JSON"),
        pytest.param("DB_PASSWORD=tilleul_vert", "tilleul_vert", id="environment file"),
        pytest.param("<Pass>Tilleul2031</Pass>", "Tilleul2031", id="XML"),
        pytest.param("Server=base;Uid=lea;Pwd=#t1lleul;", "#t1lleul", id="ODBC"),
        pytest.param('new NetworkCredential("lea", "tilleulvert")', "tilleulvert", id="a call"),
        pytest.param("client_secret = 'tilleul-2031-Vert'", "tilleul-2031-Vert", id="a secret that was chosen"),
        pytest.param("redis://:Tilleul2031@cache.invalid:6379/0", ":Tilleul2031", id="a link without a user"),
        pytest.param("https://lea@studio.invalid:T1lleul@depot.invalid", "lea@studio.invalid:T1lleul", id="an address as user"),
        pytest.param("The default password is 'tilleul'", "tilleul", id="a quoted word"),
        pytest.param("LDAP password ---- T1ll3ul#31", "T1ll3ul#31", id="dashes"),
        pytest.param("PrivateKey = q7Rz2Kx9Vb4Tm1Ws8Lp3Hd6Nc5Jf0Gyq7Rz2Kx9Vb4T=", "q7Rz2Kx9Vb4Tm1Ws8Lp3Hd6Nc5Jf0Gyq7Rz2Kx9Vb4T=", id="WireGuard"),
    ],
)  # fmt: skip
def test_a_line_of_code_that_gives_a_password_away(text: str, value: str) -> None:
    assert [hit.value for hit in _hits(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("password = get_password(user)", id="a call"),
        pytest.param("self.password = user.password", id="an attribute"),
        pytest.param('print("Password: " + password + ".")', id="a text that is put together"),
        pytest.param("def login(user='', password=''):", id="empty defaults"),
        pytest.param("export PGPASSWORD=$BASE_PASSWORD", id="a variable"),
        pytest.param("pwd = (char *) (p + length + 2);", id="a cast"),
        pytest.param(
            'labels = {password:"Password:",remember:"Remember me"}', id="labels of a form"
        ),
        pytest.param("password: 'users/passwords#edit'", id="a route"),
        pytest.param("PASSWORD_FILE=/run/secrets/base", id="a file"),
        pytest.param("UserSecretsId: 7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", id="an identifier"),
        pytest.param("next_page_token = 'q7Rz2Kx9Vb4Tm1Ws8Lp3'", id="a page"),
        pytest.param("const keyChars = 'abcdefghijklmnopqrstuvwxyz0123456789'", id="an alphabet"),
    ],
)
def test_a_line_of_code_that_gives_nothing_away(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Changez votre mot de passe tous les 90 jours", id="advice"),
        pytest.param("Mot de passe oublié ? Cliquez ici", id="forgotten"),
        pytest.param(
            "Un bon mot de passe : 12 caractères, des chiffres et des symboles", id="rule of length"
        ),
        pytest.param("Mot de passe : jamais le même deux fois !", id="the sentence goes on"),
        pytest.param("Le mot de passe le plus courant est 123456", id="statistics"),
        pytest.param("Mot de passe : longueur > complexité", id="comparison"),
        pytest.param("Le mot de passe est haché avec SHA256 et salé", id="how it is stored"),
        pytest.param("le mot de passe est mort, vive la passkey", id="slogan"),
        pytest.param("Le mot de passe est donné à 20h30", id="a time"),
        pytest.param("Mot de passe = votre date de naissance ? Mauvaise idée", id="a question"),
        pytest.param("Demandez le code wifi à l'accueil", id="ask for it"),
        pytest.param("Wifi : 5 GHz, portée 30 m", id="wifi figures"),
        pytest.param("Wi-Fi 6 : 802.11ax arrive", id="wifi standard"),
        pytest.param("Forfait wifi : 12€/mois, WiFi plan: $50/month", id="wifi prices"),
        pytest.param("code promo : ETE2031", id="promotion code"),
        pytest.param("Utilisez le code BIENVENUE20", id="use the code"),
        pytest.param("Code postal : 69003", id="post code"),
        pytest.param("Digicode installé en 2019, remplacé en 2031", id="years"),
        pytest.param("Nos identifiants : valeurs et passion", id="figurative login"),
        pytest.param("identifiants de vol : AF1234 et AF5678", id="flight numbers"),
        pytest.param("Pass navigo : 86,40 € par mois", id="a travel pass"),
        pytest.param("mdp : maison du patrimoine, ouverte 10h-18h", id="initials"),
        pytest.param("Your password is incorrect", id="what is said of passwords"),
        pytest.param("password: 8 characters minimum", id="English rule of length"),
        pytest.param("The password is required.", id="required"),
        pytest.param("Passwords: length beats complexity (NIST 800-63B)", id="a standard"),
        pytest.param("Password hashing: argon2id vs bcrypt", id="algorithms"),
        pytest.param("Access code required after 10pm", id="English time"),
        pytest.param("Pinterest pin: 2031 trends", id="another pin"),
        pytest.param("Token sale starts 12/05/2031", id="another token"),
        pytest.param("Bearer of good news: we raised 12M€!", id="another bearer"),
        pytest.param("the public API key fingerprint is 7b2f90e1c84d6a357b2f", id="a fingerprint"),
    ],
)
def test_talk_about_passwords_gives_nothing_away(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("corrigé dans 7b2f90e1c84d6a357b2f90e1c84d6a357b2f90e1", id="git commit"),
        pytest.param("sha256: " + "7b2f90e1c84d6a35" * 4, id="hash"),
        pytest.param("request id 7b2f90e1-c84d-6a35-7b2f-90e1c84d6a35", id="UUID"),
        pytest.param("data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB" * 4, id="image in Base64"),
        pytest.param("https://video.invalid/watch?v=q7Rz2Kx9Vb4&t=31", id="id in a link"),
        pytest.param("api_key: <your-api-key>", id="angle brackets"),
        pytest.param("export TOKEN=xxxxxxxxxxxxxxxxxxxx", id="a mask"),
        pytest.param("TOKEN=${TOKEN} DB_PASSWORD={{ db_password }}", id="variables"),
        pytest.param("api_key = 'exemple-de-cle-2031-abcd'", id="says that it is an example"),
        pytest.param("postgres://user:password@base.invalid/appli", id="user:password"),
        pytest.param("Suivez @studio_lea : 4 billets sur https://studio.invalid", id="mention and link"),
        pytest.param("public_key = 'q7Rz2Kx9Vb4Tm1Ws8Lp3'", id="public key"),
        pytest.param("csrf_token = 'q7Rz2Kx9Vb4Tm1Ws8Lp3'", id="CSRF token"),
        pytest.param("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIq7Rz2Kx9Vb4Tm1Ws8Lp3 lea@poste", id="public SSH key"),
    ],
)  # fmt: skip
def test_what_looks_like_a_secret_and_is_none(text: str) -> None:
    assert _names(text) == []


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("🚆🔑 ", id="emoji"),
        pytest.param("ключ 鍵 ", id="other scripts"),
        pytest.param("cle\u0301 et e\u0301te\u0301 : ", id="combining accents"),
        pytest.param("ﬁnal ½ \u200b", id="compatibility forms and nothing"),
    ],
)
@pytest.mark.parametrize(
    "secret", ["glpat-q7Rz2Kx-9Vb4Tm1_Ws8L", "mot de passe du wifi : Tilleul-2031"]
)
def test_offsets_are_code_points_whatever_stands_before(before: str, secret: str) -> None:
    [hit] = _hits(before + secret)
    assert (before + secret)[hit.start : hit.end] == hit.value == secret.rpartition(" ")[2]


def test_two_secrets_side_by_side_are_two() -> None:
    one, other = "glpat-q7Rz2Kx-9Vb4Tm1_Ws8L", "glpat-Ws8Lp3Hd6Nc5Jf0Gy-q7"
    assert [hit.value for hit in _hits(f"{one} {other}")] == [one, other]


def test_a_refused_match_does_not_hide_the_next_one() -> None:
    assert [hit.value for hit in _hits("login: lea, password: Linden2031")] == ["Linden2031"]


def test_one_secret_is_one_hit() -> None:
    [hit] = _hits('export GITLAB_TOKEN="glpat-q7Rz2Kx-9Vb4Tm1_Ws8L"')
    assert hit.name == "gitlab-token"


def test_a_private_key_is_one_hit_from_its_first_line_to_its_last() -> None:
    key = "-----BEGIN EC PRIVATE KEY-----\n" + "q7Rz2Kx9+Vb4Tm1Ws8/Lp3Hd6Nc5Jf0G\n" * 4
    key += "-----END EC PRIVATE KEY-----"
    assert [hit.value for hit in _hits(f"voici\n{key}\nmerci")] == [key]


# --- laws -----------------------------------------------------------------------------------------

_PIECES = sorted({word.decode() for form in FORMATS for word in form.keywords}) + [
    " ", "\n", ":", "=", '"', "'", "/", "@", "est ", "is ", "é", "🔑", "q7Rz2Kx9Vb4Tm1Ws8Lp3", "x" * 20, "2031", "\x00", "\ud800",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=5), max_size=30).map("".join))
def test_hits_lie_apart_inside_the_text_and_hold_their_value(text: str) -> None:
    end = 0
    for hit in _hits(text):
        assert end <= hit.start < hit.end <= len(text)
        letters = iter(text[hit.start : hit.end])  # what is in pieces has something between
        assert all(letter in letters for letter in hit.value)
        assert 0 < hit.confidence <= 1
        end = hit.end


@example("whsec_acces admincode accescode acces")
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_the_engine_calls_it_whenever_it_would_find(text: str) -> None:
    found = {(hit.start, hit.end) for hit in _hits(text)}
    assert {
        tuple(finding.span) for finding in Engine([CLASSIFIER]).sweep([view_of(text)]).findings
    } == found


def test_without_a_keyword_no_pattern_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "compiled", lambda pattern: pytest.fail(pattern))
    assert _names("Bonjour à tous, rendez-vous jeudi à 18 h 30 pour la visite du dépôt.") == []


class _Counted:
    """A compiled pattern that counts the bytes that it was shown."""

    def __init__(self, pattern: Any, work: list[int]) -> None:
        self._pattern, self._work = pattern, work

    def finditer(self, text: bytes, position: int) -> Iterator[Any]:
        for match in self._pattern.finditer(text, position):
            self._work[0] += match.end() - position
            position = match.end()
            yield match
        self._work[0] += len(text) - position


_KEYWORDS = " ".join(sorted({word.decode() for form in FORMATS for word in form.keywords}))


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(_KEYWORDS + " ", id="every keyword"),
        pytest.param("password ", id="a keyword and nothing else"),
        pytest.param("mdp a b c d est wifi ", id="words of a phrase"),
        pytest.param("api_key=", id="names without values"),
        pytest.param('api_key="xyzxyzxyzxyz1" ', id="values that are refused"),
        pytest.param("eyJaaaaaaaa.", id="token parts"),
        pytest.param("-----BEGIN PRIVATE KEY-----", id="key headers"),
        pytest.param("http://a:b", id="links without a host"),
        pytest.param("curl -u ", id="options without values"),
        pytest.param("code wifi ", id="codes without numbers"),
        pytest.param("password=password=", id="values that are names"),
    ],
)
def test_twice_the_text_is_twice_the_work(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = [0]
    monkeypatch.setattr(secrets, "compiled", lambda pattern: _Counted(compiled(pattern), work))

    def of(text: str) -> int:
        work[0] = 0
        _hits(text)
        return work[0]

    times = max(1, 20_000 // len(piece))
    once = of(piece * times)
    assert of(piece * times * 2) <= 2.2 * once + 1_000
    assert once <= 3 * len(FORMATS) * len(piece) * times


@pytest.mark.parametrize("secret", ["q" * 5_000, "q7Rz2Kx9" * 1_000])
def test_a_check_sees_a_bounded_part_of_a_long_candidate(secret: str) -> None:
    text = "debut\n" + "a" * 5_000 + secret + "b" * 5_000
    candidate = Candidate(text, Span(5_006, 5_006 + len(secret)), Span(5_000, 5_006 + len(secret)))
    assert (
        max(map(len, (candidate.secret, candidate.match, candidate.before, candidate.after)))
        <= 1_024
    )
    assert len(candidate.line) <= 1_024 + 2 * 256
