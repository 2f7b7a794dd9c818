"""Links and hosts that say more than they should: internal machines, shared documents, short links.

How it works. One RE2 search over the folded text cuts out the tokens that could hold a link: those
with ``://`` and those with a dot between two letters or digits. A token is cut at each ``://`` (a
link may carry another one), and each piece is taken apart once: scheme, host, port, rest. What
the host and the rest are is then read in tables.

- ``internal-host``: a name under a private suffix, a name without a dot in a URL, a private address,
  a Windows share ``\\\\server\\share``, a ``file://`` path, a staging machine, a tunnel to one.
- ``share-link``: a link that opens a document to whoever holds it, and any link that carries a
  signature or a token.
- ``short-link``: a link whose reader cannot tell where it leads.

A bare name such as ``nas.local`` without scheme, port or path may be a file name: it counts only
under suffixes that are nothing else. Public names are no concern of this module: ``localhost``, the
addresses that operators print on home routers, a form or a page published for everybody.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from ecluse.model import Hit, Span, View

__all__ = ["CLASSIFIER", "Hosts"]

INTERNAL, SHARE, SHORT = "internal-host", "share-link", "short-link"


# --- what is known of names -----------------------------------------------------------------------


def _in_order(names: str) -> tuple[str, ...]:
    return tuple(names.split())


def _names(names: str) -> frozenset[str]:
    return frozenset(_in_order(names))


_PRIVATE_SUFFIXES = _names(
    # RFC 6762 (local), RFC 8375 (home.arpa), ICANN's reserved "internal" (2024), and RFC 6762
    # appendix G: names that private networks are known to use.
    "local localdomain lan internal intranet corp home.arpa private priv interne"
)
_ONLY_PRIVATE = _names("localdomain lan intranet home.arpa")
"""Suffixes that no file name and no brand ends with: a bare ``wiki.lan`` counts."""

_INTRANET_NAMES = _names(
    "intranet wiki portail sharepoint jira confluence gitlab jenkins grafana rh paie hr erp crm"
)
"""Names without a dot that count in a link's own field even without a scheme: ``intranet/rh``."""

_NETWORK_SCHEMES = _in_order(
    "https http ftps sftp ftp ssh smb cifs nfs ldaps ldap rdp vnc wss ws git svn telnet postgresql "
    "postgres mysql mariadb mongodb mongodb+srv rediss redis amqps amqp mssql sqlserver oracle davs "
    "dav afp"
)
_SCHEMES = tuple((scheme.encode(), scheme) for scheme in (*_NETWORK_SCHEMES, "file"))

_NO_MACHINE = _names("localhost localhost.localdomain www wsl.localhost")

_ROUTERS = _names("192.168.0.1 192.168.1.1 192.168.0.254 192.168.1.254 192.168.2.1 10.0.0.1")
"""Default addresses that operators print on home routers and in their public help pages."""

_STAGING = _names("staging preprod preproduction uat")
"""Parts of a host name that say staging by themselves."""

_STAGING_COMPOUND = _STAGING | _names("recette qa dev test stage integ integration qualif")
"""Parts that say it beside another, ``app-recette``: alone they may be a dish, a course, a quiz."""

_SHORT_STAGING = frozenset({"dev", "test", "qa", "stage"})
"""Those that are words of every day: a host is looked for where they stand beside a hyphen."""


def _beside(name: bytes) -> tuple[bytes, bytes]:
    """How such a part stands in a host: last in its label, or first."""
    return b"-%b." % name, b"%b-" % name


_TUNNELS = _names(
    "ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev trycloudflare.com loca.lt serveo.net "
    "localhost.run ts.net devtunnels.ms"
)

_PREVIEWS: Mapping[str, tuple[str, ...]] = {
    # Deployments of a branch or of a change under review; the published site has no such mark.
    "netlify.app": ("--",),
    "vercel.app": ("-git-",),
    "pages.dev": ("preview.",),
}

_SECOND_LEVEL = _names("co com net org gov gouv edu ac asso or ne go")

_SHORTENERS = _names(
    "bit.ly bitly.com j.mp t.co tinyurl.com ow.ly goo.gl is.gd v.gd buff.ly cutt.ly rebrand.ly "
    "shorturl.at rb.gy tiny.cc t.ly lnkd.in dlvr.it ift.tt trib.al urlz.fr urlr.me bl.ink soo.gd "
    "short.io shrtm.nu s.id clck.ru qr.ae adf.ly hubs.ly hubs.la fb.me po.st snip.ly lc.cx vu.fr "
    "x.gd tny.im tinu.be qrco.de smarturl.it ln.run u.to zpr.io swll.to "
    "1url.com sco.lt ctt.ac"
)

_WRAPPERS = _names("t.co lnkd.in fb.me")
"""Short links that a platform puts around every link by itself: a published post is full of them."""

# fmt: off
_SHARES: Mapping[str, tuple[tuple[str, str], ...]] = {
    # Registered domain → (name, pattern over the folded host, path and query).
    "google.com": (
        # ``/d/e/…/pub`` and ``/forms/…/viewform`` are published for everybody: no match.
        ("google-docs", r"^docs\.google\.com/(?:a/[^/]+/)?(?:document|spreadsheets|presentation|drawings)/(?:u/\d+/)?d/[a-z0-9_-]{20,}"),
        ("google-forms", r"^docs\.google\.com/forms/(?:u/\d+/)?d/[a-z0-9_-]{20,}/(?:edit|prefill)"),
        ("google-drive", r"^drive\.google\.com/(?:a/[^/]+/)?(?:file/(?:u/\d+/)?d/|drive/(?:u/\d+/)?folders/|(?:open|uc)\?(?:[^#]*&)?id=)[a-z0-9_-]{15,}"),
        ("google-colab", r"^colab\.research\.google\.com/drive/[a-z0-9_-]{20,}"),
    ),
    "sharepoint.com": (
        ("sharepoint", r"/:[a-z]:/|/(?:sites|teams|personal)/|[?&](?:sourcedoc|share|e)="),
    ),
    "live.com": (("onedrive", r"^onedrive\.live\.com/.*[?&](?:authkey|resid|redeem|id)="),),
    "1drv.ms": (("onedrive", r"^1drv\.ms/[a-z0-9]"),),
    "dropbox.com": (
        (
            "dropbox",
            r"^(?:www\.)?dropbox\.com/(?:(?:l/)?scl/(?:fi|fo)|s|sh|t|request)/[a-z0-9]{8,}",
        ),
    ),
    "dropboxusercontent.com": (("dropbox", r"/(?:s|scl|cd)/"),),
    "wetransfer.com": (("wetransfer", r"wetransfer\.com/downloads/[0-9a-f]{16,}"),),
    "we.tl": (("wetransfer", r"^we\.tl/t-[a-z0-9]"),),
    "swisstransfer.com": (("swisstransfer", r"swisstransfer\.com/d/[0-9a-f-]{8,}"),),
    "fromsmash.com": (("smash", r"fromsmash\.com/[a-z0-9_-]{5,}"),),
    "grosfichiers.com": (("grosfichiers", r"grosfichiers\.com/[a-z0-9_]{8,}"),),
    "infomaniak.com": (("kdrive", r"^kdrive\.infomaniak\.com/app/(?:share|drive)/"),),
    "cryptpad.fr": (("cryptpad", r"^cryptpad\.fr/[a-z]+/#/"),),
    "box.com": (("box", r"box\.com/(?:s|v)/[a-z0-9]{8,}|box\.com/(?:file|folder)/\d+"),),
    "icloud.com": (("icloud", r"icloud\.com/(?:iclouddrive|pages|numbers|keynote|notes)/"),),
    "mega.nz": (("mega", r"^mega\.nz/(?:file|folder|#)"),),
    "notion.so": (("notion", r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-"),),
    "figma.com": (
        ("figma", r"figma\.com/(?:file|design|board|proto|slides|make|deck)/[a-z0-9]{10,}"),
    ),
    "miro.com": (("miro", r"^miro\.com/app/(?:board|live-embed)/[a-z0-9_=-]{6,}"),),
    "microsoft.com": (
        (
            "teams",
            r"^teams\.microsoft\.com/(?:l/(?:message|channel|file|team|chat|meetup-join)/|_#/)",
        ),
        ("loop", r"^loop\.microsoft\.com/"),
    ),
    "cloud.microsoft": (("teams", r"^teams\.cloud\.microsoft/|^loop\.cloud\.microsoft/"),),
    "slack.com": (
        (
            "slack",
            r"\.slack\.com/(?:archives/[a-z0-9]+|files/|client/|docs/)|^slack\.com/app_redirect",
        ),
        ("slack-invite", r"^join\.slack\.com/t/[^/]+/shared_invite/"),
    ),
    "mattermost.com": (("mattermost", r"\.mattermost\.com/[^/]+/pl/[a-z0-9]{20,}"),),
    "atlassian.net": (("atlassian", r"\.atlassian\.net/(?:browse|wiki|jira|secure)/"),),
    "airtable.com": (("airtable", r"^airtable\.com/(?:app[a-z0-9]{10,}/)?shr[a-z0-9]{10,}"),),
    "trello.com": (("trello", r"^trello\.com/(?:b|c|invite)/[a-z0-9]{8}"),),
    "zoom.us": (
        ("zoom", r"zoom\.us/(?:j|s|my)/[^?#]*\?(?:[^#]*&)?pwd=|zoom\.us/rec/(?:share|play)/"),
    ),
}

_OWN_CLOUD = (
    r"^(?:[a-z0-9-]*cloud|drive|partage|fichiers|files)\.[^/]+/(?:index\.php/)?s/[a-z0-9]{15}\b"
)
"""Nextcloud and ownCloud, at home: a share is ``/s/`` and 15 letters or digits."""

_SIGNED = (
    # AWS SigV4, Google Cloud Storage V4, Azure SAS, CloudFront; then tokens by their parameter.
    r"[?&#;](?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|rlkey"
    r"|resourcekey|authkey|sharing_token|share_token|access_token|auth_token|id_token|jwt|apikey"
    r"|api_key|token|sig|signature)=[a-z0-9%+/_.~-]{16,}"
)


# --- taking a link apart --------------------------------------------------------------------------


class _Link(NamedTuple):
    """A link in a folded text: ``host`` without port, ``rest`` from the port, path or query on."""

    scheme: str
    user: bool
    host: str
    rest: str
    span: Span
    host_span: Span


@functools.cache
def _compiled(pattern: str) -> Any:
    import re2

    return re2.compile(pattern.encode())


_SPACE = r" \t\n\r\x0b\x0c\x00-\x1f\"<>(){}|`"
_TOKEN = (
    rf"[^{_SPACE}\[\]]*(?:://\[[0-9a-f:.]+\]|://|[a-z0-9]\.[a-z0-9])[^{_SPACE}\[\]]*"
    rf"|(?:intranet|wiki|portail|jira|confluence|gitlab)/[^{_SPACE}\[\]]*"
)
_SHARE_NAME = r"(\\+)([a-z0-9][a-z0-9._-]{0,62})(\\+)[a-z0-9$_.-][^ \t\n\r\x0b\x0c\"<>|?*]*"
_HOST_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789.-_" + bytes(range(128, 256))
_AFTER_HOST = bytes.maketrans(b":?#\\&,;=", b"////////")
_TRAIL = b".,;:!?'*~_-"
_LONGEST_HOST = 253  # RFC 1035


def _links(data: bytes, *, field: str) -> Iterator[_Link]:
    """Every link of a folded text but those like most; in a link's own field it needs no scheme."""
    for match in _compiled(_TOKEN).finditer(data):
        start, end = match.span()
        token = data[start:end]
        if b"://" in token:
            yield from _with_scheme(start, token)
        elif link := _link("", start, start, token):
            yield link
    if field.startswith("link") and b"://" not in data and b"." not in data:
        bare = data.strip()
        if link := _link("", 0, data.find(bare), bare):
            yield link


def _with_scheme(start: int, token: bytes) -> Iterator[_Link]:
    pieces = token.split(b"://")
    offset = start
    for before, after in pairwise(pieces):
        offset += len(before) + 3
        scheme = _scheme(before)
        # What follows may end in the scheme of the next link; it is part of this one's path.
        if scheme and (link := _link(scheme, offset - 3 - len(scheme), offset, after)):
            yield link


def _scheme(before: bytes) -> str:
    for written, scheme in _SCHEMES:
        if before.endswith(written):
            return scheme
    return ""


def _link(scheme: str, start: int, at: int, after: bytes) -> _Link | None:
    """Take apart what follows the scheme; ``None`` for what has no host, and for a link like most."""
    after = after.rstrip(_TRAIL)
    cut = _end_of_host(after)
    user, _, host = after[:cut].rpartition(b"@")
    if scheme != "file" and (not _is_host(host) or _says_nothing(host, after[cut:])):
        return None
    span, host_span = Span(start, at + len(after)), Span(at + cut - len(host), at + cut)
    name, rest = host.decode("latin-1"), after[cut:].decode("latin-1")
    return _Link(scheme, bool(user), name.rstrip("."), rest, span, host_span)


def _says_nothing(host: bytes, rest: bytes) -> bool:
    """Whether a link is like most: an ordinary host, and no sign of a share in what follows it."""
    return b"=" not in rest and b"/s/" not in rest and _is_ordinary(host)


@functools.lru_cache(maxsize=1024)
def _is_ordinary(written: bytes) -> bool:
    """Whether no table is about a host: what leads there is public, unless it is a share or signed.

    Most links lead to few hosts, so it is remembered.
    """
    host = written.decode("latin-1").rstrip(".")
    labels = host.split(".")
    if len(labels) == 1 or host[0] == "[" or host in _NO_MACHINE or labels[-1].isdigit():
        return False
    if _private_suffix(labels) or _staging(host, labels):
        return False
    return ".".join(labels[-2:]) not in _SHARES and host.removeprefix("www.") not in _SHORTENERS


def _is_host(host: bytes) -> bool:
    """Whether the bytes may be a host: a name in ASCII or not (RFC 5890), or a bracketed address."""
    if not 0 < len(host) <= _LONGEST_HOST:
        return False
    return host[0] == 91 or not (
        host.translate(None, _HOST_BYTES) or host[0] in b".-" or host[-1] == 45
    )


def _end_of_host(after: bytes) -> int:
    if after[:1] == b"[" and b"]" in after:
        return after.index(b"]") + 1
    authority = after.partition(b"/")[0]
    credentials = authority.rfind(b"@") + 1
    end = authority.translate(_AFTER_HOST).find(b"/", credentials)
    return end if end >= 0 else len(authority)


# --- what a link is -------------------------------------------------------------------------------


def _internal(link: _Link, *, field: str) -> tuple[str, float] | None:
    """Why the host is internal, and how sure that is."""
    host, labels = link.host, link.host.split(".")
    if link.scheme == "file":
        return ("file", 1.0)
    if host in _NO_MACHINE:
        return None
    if len(labels) == 1:
        return _single_label(link, field)
    if host[0] == "[" or labels[-1].isdigit():
        return ("private-address", 1.0) if _is_private_address(link) else None
    if suffix := _private_suffix(labels):
        certain = (
            link.scheme or link.user or link.rest or len(labels) > 2 or field.startswith("link")
        )
        return (suffix, 1.0) if certain or suffix in _ONLY_PRIVATE else None
    return _staging(host, labels)


def _single_label(link: _Link, field: str) -> tuple[str, float] | None:
    host = link.host
    if host[0] == "[":
        return ("private-address", 1.0) if _is_private_address(link) else None
    if host.isdigit():
        return None
    if link.scheme or (host in _INTRANET_NAMES and field.startswith("link")):
        return ("single-label", 1.0)
    return ("single-label", 0.9) if host == "intranet" and link.rest[:1] == "/" else None


def _private_suffix(labels: list[str]) -> str:
    if labels[-2:] == ["home", "arpa"]:
        return "home.arpa" if len(labels) > 2 else ""
    if not all(labels):
        return ""
    return labels[-1] if labels[-1] in _PRIVATE_SUFFIXES else ""


def _is_private_address(link: _Link) -> bool:
    """Whether the host is an address of RFC 1918, or RFC 4193 (fc00::/7), RFC 4291 (fe80::/10)."""
    host = link.host
    if host[0] == "[":
        first = host[1:].split(":", 1)[0]
        return len(first) == 4 and first[:2] in {"fc", "fd", "fe"} and first < "fec0"
    if host in _ROUTERS or not (link.scheme or link.user or _names_a_service(link.rest)):
        return False
    parts = host.split(".")
    if len(parts) != 4 or not all(part.isdigit() and int(part[:4]) < 256 for part in parts):
        return False
    one, two = int(parts[0]), int(parts[1])
    return one == 10 or (one, two) == (192, 168) or (one == 172 and 16 <= two < 32)


def _names_a_service(rest: str) -> bool:
    """Whether a port or a path follows an address; ``10.0.0.0/8`` is a range of them."""
    return len(rest) > 1 and (rest[0] == ":" or (rest[0] == "/" and not rest[1:3].isdigit()))


def _staging(host: str, labels: list[str]) -> tuple[str, float] | None:
    registered = ".".join(labels[-2:])
    if registered in _TUNNELS and len(labels) > 2:
        return ("tunnel", 0.9)
    if any(mark in host for mark in _PREVIEWS.get(registered, ())):
        return ("staging", 0.9)
    own = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    for label in labels[:-own]:
        if label == "intranet":
            return ("intranet", 1.0)
        parts = label.replace("pre-prod", "preprod").split("-")
        if not _STAGING.isdisjoint(parts):
            return ("staging", 0.9)
        if len(parts) > 1 and not _STAGING_COMPOUND.isdisjoint((parts[0], parts[-1])):
            return ("staging", 0.8)
    return None


def _share(link: _Link) -> tuple[str, float] | None:
    """Which service shares the document, and how sure that is."""
    if len(link.rest) < 2:
        return None
    registered = ".".join(link.host.rsplit(".", 2)[-2:])
    whole = (link.host + link.rest).encode("latin-1")
    for name, pattern in _SHARES.get(registered, ()):
        if _compiled(pattern).search(whole):
            return (name, 1.0)
    if "/s/" in link.rest and _compiled(_OWN_CLOUD).search(whole):
        return ("nextcloud", 0.9)
    if "=" in link.rest and link.host not in _NO_MACHINE and _compiled(_SIGNED).search(whole):
        return ("signed", 0.9)
    return None


def _short(link: _Link) -> str:
    host = link.host.removeprefix("www.")
    return host if host in _SHORTENERS and link.rest[:1] == "/" and len(link.rest) > 1 else ""


# --- the classifier -------------------------------------------------------------------------------


class Hosts:
    """Links and hosts; see the module."""

    label = INTERNAL
    labels = (INTERNAL, SHARE, SHORT)
    name = "hosts"
    literals = frozenset(
        [b"/", b"\\\\", b"10.", b"192.168.", b"172."]
        + [b".%b" % suffix.encode() for suffix in _PRIVATE_SUFFIXES]
        + [name.encode() for name in _STAGING_COMPOUND - _SHORT_STAGING]
        + [form for name in sorted(_SHORT_STAGING) for form in _beside(name.encode())]
        + [b"qa.", b"preprod", b"intranet", b"netlify.app", b"vercel.app", b"pages.dev"]
        + [domain.encode() for domain in _TUNNELS]
        + [name.encode() for name in _INTRANET_NAMES if len(name) > 3]
    )
    seen = (
        "Le planning est là : http://intranet/rh/planning",
        "La maquette tourne sur https://preprod.exemple.fr/accueil",
        "Tout est dans \\\\srv-compta\\budget\\2027.xlsx",
        "The dashboard lives at https://grafana.ops.acme.internal/d/42",
        "See http://10.12.0.7:8080/admin for the figures",
        "Le dossier : https://docs.google.com/document/d/1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT/edit",
        "Download it here: https://we.tl/t-aBcDeFgHiJ",
        "Inscrivez-vous : https://bit.ly/3exemple",
    )
    unseen = (
        "Toutes les infos sur https://www.exemple.fr/actualites/2027/gare",
        "Écrivez à bonjour@exemple.fr ou passez au 12/14 rue des Lilas, etc./",
        "Read more at example.com/blog, and mind the http:// in front",
        "Le fichier rapport.final.pdf et la version 10.2.4 sont prêts",
        "Open http://localhost:8000 and follow the tutorial",
        "Votre box répond sur http://192.168.1.1",
        "Le formulaire : https://docs.google.com/forms/d/e/1FAIpQLSexemple/viewform",
    )

    def classify(self, view: View, /) -> Iterator[Hit]:
        """Yield each internal host, share link and short link of ``view``."""
        data = view.folded.data
        if b"\\\\" in data:
            yield from _windows_shares(view)
        for link in _links(data, field=view.field):
            if not _truncated(view, link):
                yield from _hits(view, link)


def _hits(view: View, link: _Link) -> Iterator[Hit]:
    if internal := _internal(link, field=view.field):
        name, confidence = internal
        span = link.host_span if link.user and not link.scheme else link.span
        yield Hit(*view.folded.span(*span), confidence, name, INTERNAL, link.host)
    place = view.folded.span(*link.span)
    if share := _share(link):
        name, confidence = share
        yield Hit(*place, confidence, name, SHARE, view.text[slice(*place)])
    if name := _short(link):
        yield Hit(*place, 0.3 if name in _WRAPPERS else 1.0, name, SHORT, view.text[slice(*place)])


def _windows_shares(view: View) -> Iterator[Hit]:
    """``\\\\server\\share``, also with every backslash doubled, as in a program's text."""
    for match in _compiled(_SHARE_NAME).finditer(view.folded.data):
        leading, host, inner = len(match[1]), match[2].decode(), len(match[3])
        if (leading, inner) in {(2, 1), (4, 2)} and host not in _NO_MACHINE:
            end = match.start() + len(match[0].rstrip(_TRAIL))
            yield Hit(*view.folded.span(match.start(), end), 1.0, "unc", INTERNAL, host)


def _truncated(view: View, link: _Link) -> bool:
    """Whether the link was cut short, ``http://ow…``: its host is not known."""
    if link.rest or not link.host:
        return False
    following = view.folded.span(*link.span).end
    return (
        view.text[following : following + 1] == "…" or view.text[following : following + 2] == ".."
    )


CLASSIFIER = Hosts()
