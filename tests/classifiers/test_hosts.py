"""Links and hosts: what is internal, shared or shortened, and what is simply public."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers import BUILTIN, hosts
from ecluse.classifiers.engine import Engine
from ecluse.classifiers.hosts import CLASSIFIER
from ecluse.model import Classifier, Span
from ecluse.text.views import view_of

DOCUMENT = "1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT"


def found(text: str, field: str = "text") -> list[tuple[str, str, str]]:
    """Label, name and text of each finding, through the engine and its triggers."""
    sweep = Engine([CLASSIFIER]).sweep([view_of(text, field)])
    assert not sweep.faults
    return [(f.label, f.name, text[slice(*f.span)]) for f in sweep.findings]


def labels(text: str, field: str = "text") -> set[str]:
    return {label for label, _, _ in found(text, field)}


_hosts = st.lists(
    st.sampled_from(
        "www intranet wiki staging app-dev bit ly t co lan local google docs ngrok io 10 com fr".split()
    ),
    min_size=1,
    max_size=4,
).map(".".join)


@given(_hosts, st.sampled_from(["", "http", "ssh"]), st.sampled_from(["", "/", "/a", ":80/d/e"]))
def test_a_link_to_an_ordinary_host_says_nothing(host: str, scheme: str, rest: str) -> None:
    link = hosts._Link(scheme, False, host, rest, Span(0, 9), Span(0, 9))
    if hosts._is_ordinary(host.encode()):
        internal = hosts._internal(link, field="text") or hosts._internal(link, field="link[0]")
        assert not (internal or hosts._share(link) or hosts._short(link))


class TestTheModule:
    def test_it_is_a_classifier_in_the_table(self) -> None:
        assert isinstance(CLASSIFIER, Classifier)
        assert BUILTIN["hosts"] == CLASSIFIER.labels

    @pytest.mark.parametrize("text", CLASSIFIER.seen)
    def test_it_sees(self, text: str) -> None:
        assert found(text)

    @pytest.mark.parametrize("text", CLASSIFIER.unseen)
    def test_it_leaves(self, text: str) -> None:
        assert found(text) == []


INTERNAL = [
    pytest.param("Voir http://wiki/accueil", "single-label", "http://wiki/accueil", id="no dot"),
    pytest.param("See (http://intranet).", "single-label", "http://intranet", id="punctuation"),
    pytest.param("c'est sur nas.maison.local:5000", "local", "nas.maison.local:5000", id="port"),
    pytest.param("Serveur wiki.lan en panne", "lan", "wiki.lan", id="bare under lan"),
    pytest.param("HTTPS://Portail.ACME.CORP/x", "corp", "HTTPS://Portail.ACME.CORP/x", id="case"),
    pytest.param("box.home.arpa/", "home.arpa", "box.home.arpa/", id="RFC 8375"),
    pytest.param("http://10.1.2.3", "private-address", "http://10.1.2.3", id="RFC 1918 /8"),
    pytest.param(
        "http://172.16.0.9/a", "private-address", "http://172.16.0.9/a", id="RFC 1918 /12"
    ),
    pytest.param("https://192.168.7.20", "private-address", "https://192.168.7.20", id="/16"),
    pytest.param("10.0.3.7:8080/admin", "private-address", "10.0.3.7:8080/admin", id="no scheme"),
    pytest.param("ssh root@10.0.3.7", "private-address", "10.0.3.7", id="after a user"),
    pytest.param(
        "http://[fd12:3456::1]:80/", "private-address", "http://[fd12:3456::1]:80/", id="ULA"
    ),
    pytest.param("http://[fe80::1]/", "private-address", "http://[fe80::1]/", id="link local"),
    pytest.param(r"\\srv-compta\budget", "unc", r"\\srv-compta\budget", id="Windows share"),
    pytest.param(r'"\\\\srv\\rh\\paie"', "unc", r"\\\\srv\\rh\\paie", id="backslashes doubled"),
    pytest.param("file:///C:/Users/x/a.doc", "file", "file:///C:/Users/x/a.doc", id="file"),
    pytest.param(
        "smb://nas-direction/conseil", "single-label", "smb://nas-direction/conseil", id="smb"
    ),
    pytest.param(
        "https://intranet.exemple.fr/rh",
        "intranet",
        "https://intranet.exemple.fr/rh",
        id="intranet.",
    ),
    pytest.param(
        "https://pre-prod.exemple.fr", "staging", "https://pre-prod.exemple.fr", id="pre-prod"
    ),
    pytest.param(
        "app-recette.exemple.fr/x", "staging", "app-recette.exemple.fr/x", id="recette beside"
    ),
    pytest.param(
        "https://deploy-preview-12--exemple.netlify.app/",
        "staging",
        "https://deploy-preview-12--exemple.netlify.app/",
        id="preview of a change",
    ),
    pytest.param("https://a1b2.ngrok.io/x", "tunnel", "https://a1b2.ngrok.io/x", id="tunnel"),
    pytest.param(
        "postgres://u:p@base.acme.internal/x",
        "internal",
        "postgres://u:p@base.acme.internal/x",
        id="database",
    ),
    pytest.param(
        "https://r.exemple.fr/?u=http://wiki/x",
        "single-label",
        "http://wiki/x",
        id="link in a link",
    ),
    pytest.param("🚀 « http://wiki/x »", "single-label", "http://wiki/x", id="after an emoji"),
    pytest.param(
        "Проект http://wiki/x", "single-label", "http://wiki/x", id="after another script"
    ),
]


@pytest.mark.parametrize(("text", "name", "where"), INTERNAL)
def test_internal_hosts(text: str, name: str, where: str) -> None:
    assert found(text) == [("internal-host", name, where)]


SHARES = [
    pytest.param(
        f"https://docs.google.com/spreadsheets/d/{DOCUMENT}/edit#gid=0", "google-docs", id="sheet"
    ),
    pytest.param(
        f"https://docs.google.com/a/exemple.fr/document/d/{DOCUMENT}", "google-docs", id="domain"
    ),
    pytest.param(
        f"https://docs.google.com/forms/d/{DOCUMENT}/edit", "google-forms", id="form being made"
    ),
    pytest.param(
        f"https://drive.google.com/drive/folders/{DOCUMENT}?usp=sharing",
        "google-drive",
        id="folder",
    ),
    pytest.param(
        f"https://drive.google.com/open?usp=x&id={DOCUMENT}", "google-drive", id="open?id="
    ),
    pytest.param(
        "https://exemple.sharepoint.com/:x:/s/Direction/EaBc?e=4zQ", "sharepoint", id=":x:"
    ),
    pytest.param(
        "https://exemple-my.sharepoint.com/personal/jo_exemple/Doc", "sharepoint", id="personal"
    ),
    pytest.param("https://1drv.ms/w/s!AbCdEf", "onedrive", id="1drv"),
    pytest.param("https://onedrive.live.com/?authkey=%21Abc&id=1", "onedrive", id="authkey"),
    pytest.param(
        "https://www.dropbox.com/scl/fi/ab12cd34ef56/plan.pdf?rlkey=x", "dropbox", id="dropbox"
    ),
    pytest.param("https://we.tl/t-AbCd", "wetransfer", id="we.tl"),
    pytest.param(
        "https://www.swisstransfer.com/d/0a1b2c3d-4e5f", "swisstransfer", id="swisstransfer"
    ),
    pytest.param(
        "https://www.notion.so/acme/Plan-0123456789abcdef0123456789abcdef", "notion", id="notion"
    ),
    pytest.param("https://www.figma.com/design/AbCdEfGhIj12/Logo", "figma", id="figma"),
    pytest.param("https://miro.com/app/board/uXjVAbCd=/", "miro", id="miro"),
    pytest.param("https://teams.microsoft.com/l/message/19:ab@thread/1", "teams", id="teams"),
    pytest.param("https://exemple.slack.com/archives/C0ABC/p1234", "slack", id="slack"),
    pytest.param("https://exemple.atlassian.net/browse/ABC-12", "atlassian", id="atlassian"),
    pytest.param("https://nuage-cloud.exemple.fr/s/aBcDeFgHiJkLmNo", "nextcloud", id="nextcloud"),
    pytest.param(
        "https://b.s3.exemple.com/f?X-Amz-Signature=0123456789abcdef0123", "signed", id="SigV4"
    ),
    pytest.param(
        "https://x.exemple.net/f?sv=1&sig=AbCdEfGhIjKlMnOpQr%3D", "signed", id="Azure SAS"
    ),
    pytest.param("https://exemple.fr/voir?token=abcdef0123456789ABCD", "signed", id="token"),
    pytest.param("docs.google.com/document/d/" + DOCUMENT, "google-docs", id="no scheme"),
]


@pytest.mark.parametrize(("link", "name"), SHARES)
def test_share_links(link: str, name: str) -> None:
    assert found(f"Tout est là : {link}.") == [("share-link", name, link)]


@pytest.mark.parametrize(
    ("link", "name"),
    [
        pytest.param("https://bit.ly/3exemple", "bit.ly", id="bit.ly"),
        pytest.param("tinyurl.com/exemple27", "tinyurl.com", id="no scheme"),
        pytest.param("http://www.bit.ly/x", "bit.ly", id="www"),
        pytest.param("https://t.co/AbCdEf", "t.co", id="the platform's own"),
    ],
)
def test_short_links(link: str, name: str) -> None:
    assert found(f"Inscription : {link} !") == [("short-link", name, link)]


def test_a_platforms_own_wrapper_is_less_sure_than_a_chosen_shortener() -> None:
    own, chosen = (
        next(iter(CLASSIFIER.classify(view_of(f"https://{host}/AbCd")))).confidence
        for host in ("t.co", "bit.ly")
    )
    assert own < 0.5 < chosen


PUBLIC = [
    pytest.param("https://www.exemple.fr/actualites/", id="a site"),
    pytest.param("Suivez exemple.fr/blog et www.exemple.com", id="no scheme"),
    pytest.param("jean.dupont@exemple.fr", id="e-mail address"),
    pytest.param("équipe, presse, etc./et/ou le 12/14", id="slashes"),
    pytest.param("tapez http:// puis l'adresse", id="http:// alone"),
    pytest.param("https://", id="https:// alone, whole text"),
    pytest.param("http://ow… la suite demain", id="cut short by an ellipsis"),
    pytest.param("https://t.c...", id="cut short by dots"),
    pytest.param("settings.local et .env.local", id="file names"),
    pytest.param("mettez à jour vers 10.0.3.7", id="a version"),
    pytest.param("la plage 10.0.0.0/8", id="a range of addresses"),
    pytest.param("http://172.32.0.1/ http://11.0.0.1/ http://192.169.0.1/", id="public addresses"),
    pytest.param("http://192.168.1.1", id="a home router"),
    pytest.param("http://10.0.0.999/ http://10.0.0/", id="not addresses"),
    pytest.param("http://[2001:db8::1]/", id="public IPv6"),
    pytest.param("http://127.0.0.1:8000 http://localhost:3000/x", id="loopback"),
    pytest.param("¯\\_(ツ)_/¯ et \\\\ \\hline", id="backslashes"),
    pytest.param("\\\\nBonjour\\\\nà tous", id="escaped newlines"),
    pytest.param("https://dev.exemple.fr https://test.exemple.fr", id="a developers' site, a quiz"),
    pytest.param("https://recette.exemple.fr/tarte", id="a dish"),
    pytest.param("https://uat.edu.mx/ https://www.staging.fr", id="the registered name itself"),
    pytest.param("https://exemple.vercel.app https://exemple.netlify.app", id="a published site"),
    pytest.param("spotify://track/1 et slack://open", id="an application's scheme"),
    pytest.param(
        "https://docs.google.com/forms/d/e/1FAIpQLSabc/viewform", id="a form for everybody"
    ),
    pytest.param(
        f"https://docs.google.com/document/d/e/2PACX-{DOCUMENT}/pub", id="a published page"
    ),
    pytest.param("https://www.figma.com/community/file/123", id="figma's community"),
    pytest.param("https://www.dropbox.com/business", id="a service's own page"),
    pytest.param("https://www.exemple.fr/?token=oui&sig=12", id="too short for a token"),
    pytest.param("https://bit.ly", id="a shortener's own page"),
    pytest.param("https://orbit.ly/x https://bit.lyon.fr/x", id="other hosts"),
    pytest.param("https://mybit.ly.exemple.fr/x", id="a shortener's name inside another"),
]


@pytest.mark.parametrize("text", PUBLIC)
def test_public_things_are_left(text: str) -> None:
    assert found(text) == []


class TestLinkFields:
    """A link's own field needs no scheme."""

    @pytest.mark.parametrize("text", ["intranet/rh", "http://wiki/x", "nas.local", "portail"])
    def test_an_internal_link_is_seen(self, text: str) -> None:
        assert found(text, "link[0]") == [("internal-host", found(text, "link[0]")[0][1], text)]

    @pytest.mark.parametrize(
        "text", ["images/photo.png", "/accueil", "#top", "exemple.fr", "portail bleu"]
    )
    def test_a_public_one_is_left(self, text: str) -> None:
        assert found(text, "link[0]") == []


def test_one_link_may_be_two_things() -> None:
    link = "https://nas.acme.lan/f?access_token=abcdef0123456789abcd"
    assert labels(link) == {"internal-host", "share-link"}


def test_the_value_is_the_host_in_lower_case() -> None:
    (hit,) = CLASSIFIER.classify(view_of("http://Wiki/Une/Page"))
    assert hit.value == "wiki"


FRAGMENTS = """http:// https:// file:// :// \\\\ \\ a . / @ : [ ] .local .lan .home.arpa é 🚀 \u0130 - 10.0.3.7
    192.168.3.4 … ?token= 0123456789abcdef bit.ly/ wiki intranet preprod. -dev. x-qa. .fr .ngrok.io
    docs.google.com/document/d/ /s/aBcDeFgHiJkLmNo srv""".split()
ALPHABET = st.sampled_from([*FRAGMENTS, " ", "\ud800", "\x00", "\n"])


@given(st.lists(ALPHABET, max_size=30).map("".join), st.sampled_from(["text", "link[0]"]))
def test_whatever_is_written_spans_stay_in_the_text(text: str, field: str) -> None:
    for hit in CLASSIFIER.classify(view_of(text, field)):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.label in CLASSIFIER.labels


@given(st.lists(ALPHABET, max_size=30).map("".join), st.sampled_from(["text", "link[0]"]))
def test_the_triggers_announce_every_finding(text: str, field: str) -> None:
    view = view_of(text, field)
    direct = {(hit.label, Span(hit.start, hit.end)) for hit in CLASSIFIER.classify(view)}
    announced = {(f.label, f.span) for f in Engine([CLASSIFIER]).sweep([view]).findings}
    assert direct == announced
