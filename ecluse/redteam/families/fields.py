"""The goods in another field than the text: where some look less."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ecluse.lean import replace
from ecluse.model import Span
from ecluse.redteam.transform import Apply, Goods, Parcel, alone, family, percent, slug, with_more

_of = family("fields")


def _moved(field: str, write: Callable[[str], str] = str) -> Apply:
    """The goods of the text, as ``write`` puts them, in one more ``field``; "…" in their place."""

    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        found = alone(parcel)
        if found is None or (field == "title" and found[0].title):
            return None
        draft, (start, end) = found
        moved = write(draft.text[start:end])
        rest = draft.text[:start] + "…" + draft.text[end:]
        kept = tuple(goods for goods in parcel.goods if goods.field != "text")
        changed, name = with_more(replace(draft, text=rest), field, moved)
        return Parcel((changed,), (*kept, Goods(0, name, (Span(0, len(moved)),))))

    return apply


def _camel(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in text.replace("-", " ").split())


TRANSFORMS = (
    _of("title", 4, _moved("title"), "en titre", "as the title"),
    _of("alternative-text", 4, _moved("alt"), "en texte de remplacement", "as alternative text"),
    _of("caption", 4, _moved("caption"), "en légende", "as a caption"),
    _of("attachment", 4, _moved("attachment"), "en pièce jointe", "in an attachment"),
    _of("hashtag-field", 4, _moved("hashtag", _camel), "en mot-dièse", "as a hashtag"),
    _of("file-name", 4, _moved("file_name", lambda text: f"{slug(text)}.png"), "en nom de fichier", "as a file name"),
    _of("file-name-underscores", 4, _moved("file_name", lambda text: f"IMG_{slug(text, '_')}_v2.png"),
        "en nom de fichier à traits bas", "as a file name with underscores"),
    _of("file-name-camel", 4, _moved("file_name", lambda text: f"{_camel(text)}.png"), "en nom de fichier à capitales", "as a file name in camel case"),
    _of("file-name-percent", 4, _moved("file_name", lambda text: f"{percent(text)}.png"), "en nom de fichier à pourcentages", "as a percent-encoded file name"),
    _of("link-path", 4, _moved("link", lambda text: f"https://exemple.test/{slug(text)}"), "dans le chemin d'un lien", "in the path of a link"),
    _of("link-parameter", 4, _moved("link", lambda text: f"https://exemple.test/?utm_campaign={percent(text)}"),
        "en paramètre d'un lien", "as a parameter of a link"),
    _of("link-anchor", 4, _moved("link", lambda text: f"https://exemple.test/#{percent(text)}"), "en ancre d'un lien", "as the anchor of a link"),
)  # fmt: skip
