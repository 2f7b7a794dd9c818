"""The goods stand where a reader does not look, and whoever knows takes them out."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ecluse.model import Span
from ecluse.redteam.transform import (
    Apply,
    Change,
    Goods,
    Parcel,
    around,
    bare,
    family,
    on_goods,
    on_text,
    percent,
    slug,
    with_part,
)

_of = family("hidden")

_COVER = "La mer est calme ce matin."


def _at_end(hide: Callable[[str], str]) -> Apply:
    """Takes the goods out, and hides them, by ``hide``, after the text."""

    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        drafts, goods = list(parcel.drafts), []
        for draft, field, spans in parcel.goods:
            text = drafts[draft].part(field)
            secret = " ".join(text[start:end] for start, end in spans)
            for start, end in reversed(spans):
                text = text[:start] + "…" + text[end:]
            made = f"{text}{hide(secret)}"
            drafts[draft] = with_part(drafts[draft], field, made)
            goods.append(Goods(draft, field, (Span(len(text), len(made)),)))
        return Parcel(tuple(drafts), tuple(goods))

    return apply


def _covered(form: str) -> Change:
    """The whole text inside ``form``, beside a harmless cover."""
    return lambda text, random: f"{_COVER}{form.format(text)}"


def _tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(one)) for one in bare(text) if " " <= one <= "~")


def _selectors(text: str) -> str:
    """Bytes as variation selectors: 0 to 15 from U+FE00, the rest from U+E0100."""
    data = text.encode("utf-8", "replace")
    return "".join(chr(0xFE00 + one if one < 16 else 0xE0100 + one - 16) for one in data)


def _zero_width(text: str) -> str:
    bits = "".join(f"{one:08b}" for one in text.encode("utf-8", "replace"))
    return bits.translate({ord("0"): "\u200b", ord("1"): "\u200c"})


TRANSFORMS = (
    _of("comment", 3, on_text(_covered("<!-- {} -->")), "tout le texte en commentaire HTML", "the whole text in an HTML comment", readable=False),
    _of("hidden-element", 3, on_text(_covered('<div style="display:none">{}</div>')),
        "tout le texte dans un élément caché", "the whole text in a hidden element", readable=False),
    _of("hidden-attribute", 3, on_text(_covered("<p hidden>{}</p>")), "de même, par l'attribut hidden", "the same by the attribute hidden", readable=False),
    _of("white-text", 3, on_text(_covered('<span style="color:#fff;font-size:0">{}</span>')),
        "tout le texte en blanc", "the whole text in white", readable=False),
    _of("unclosed-comment", 3, on_text(_covered("<!-- {}")), "un commentaire jamais fermé", "a comment that is never closed", readable=False),
    _of("template", 3, on_text(_covered("<template>{}</template>")), "dans un gabarit HTML", "in an HTML template", readable=False),
    _of("link-title", 2, _at_end(lambda text: f' [ici](https://exemple.test "{text}")'), "en titre d'un lien", "as the title of a link"),
    _of("link-slug", 2, _at_end(lambda text: f" https://exemple.test/{slug(text)}"), "dans le chemin d'un lien", "in the path of a link"),
    _of("link-query", 2, _at_end(lambda text: f" https://exemple.test/?q={percent(text)}"), "dans la requête d'un lien", "in the query of a link"),
    _of("link-fragment", 2, _at_end(lambda text: f" https://exemple.test/#{percent(text)}"), "dans le fragment d'un lien", "in the fragment of a link"),
    _of("host-name", 2, _at_end(lambda text: f" https://{slug(text)}.exemple.test/"), "en nom d'hôte", "as a host name"),
    _of("mail-subject", 2, _at_end(lambda text: f" mailto:x@exemple.test?subject={percent(text)}"), "en objet d'un lien de courriel", "as the subject of a mail link"),
    _of("image-alternative", 2, _at_end(lambda text: f" ![{text}](mer.png)"), "en texte de remplacement", "as the alternative text of an image"),
    _of("image-name", 2, _at_end(lambda text: f" ![mer]({slug(text)}.png)"), "en nom d'image", "as the name of an image"),
    _of("data-attribute", 2, _at_end(lambda text: f' <i data-note="{text}"></i>'), "dans un attribut HTML", "in an HTML attribute", readable=False),
    _of("style-content", 2, _at_end(lambda text: f' <style>p::after{{content:"{text}"}}</style>'), "en contenu CSS", "as CSS content"),
    _of("script-string", 2, _at_end(lambda text: f' <script>var a="{text}"</script>'), "dans un script", "in a script", readable=False),
    _of("meta", 2, _at_end(lambda text: f' <meta name="description" content="{text}">'), "dans une balise meta", "in a meta element", readable=False),
    _of("footnote", 2, _at_end(lambda text: f"[^1]\n\n[^1]: {text}"), "en note de bas de page", "as a footnote"),
    _of("reference", 2, _at_end(lambda text: f'\n\n[1]: https://exemple.test "{text}"'), "en référence Markdown", "as a Markdown reference", readable=False),
    _of("details", 2, _at_end(lambda text: f"\n<details><summary>…</summary>{text}</details>"), "en texte replié", "in a folded part"),
    _of("front-matter", 3, on_text(lambda text, random: f"---\nnote: {text!r}\n---\n{_COVER}"),
        "en tête de document", "as front matter", readable=False),
    _of("tag-characters", 2, _at_end(_tags), "en caractères d'étiquette, que personne ne voit", "in tag characters, which nobody sees", readable=False),
    _of("selector-bytes", 2, _at_end(_selectors), "en octets de sélecteurs de variante", "as bytes in variation selectors", readable=False),
    _of("zero-width-bits", 2, _at_end(_zero_width), "en bits sans chasse", "as bits of no width", readable=False),
    _of("spoiler", 2, on_goods(around("||", "||")), "en texte à dévoiler", "as a spoiler"),
)  # fmt: skip
