"""A scheduler's export: Postiz create-post JSON, and its list of posts.

Shapes as in Postiz' public API (OpenAPI description in `gitroomhq/postiz-docs`): `POST /posts` takes
``{type, date, tags, posts: [{integration: {id}, value: [{content, image: [{path, alt}]}],
settings: {__type}}]}``; `GET /posts` gives ``{posts: [{id, content, publishDate, integration:
{providerIdentifier}, settings}]}``.

Each item of ``value`` is one draft: the first is the post, the others its thread or comments, so
they share ``thread`` and are numbered by ``seq``. ``content`` is HTML, and its text is what the
drafts hold. The channel is the kind of place (``settings.__type``: ``x``, ``linkedin``…); the
account's own identifier is in ``Record.integrations``. Settings are published too: titles become
the title, addresses links, tags hashtags, and any other text a caption; single words that are no
text by their key (``who_can_reply_post: everyone``) are named as unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from ecluse.model import Draft, DraftError, Origin
from ecluse.read import words
from ecluse.read.html_text import render
from ecluse.read.record import Record
from ecluse.read.row import Building, add_image, moment, name, text, texts_in
from ecluse.read.words import filled

__all__ = ["is_postiz", "record_of_posts"]

_TITLES = frozenset({"title", "subject"})
_LINKS = frozenset({"url", "link", "canonical", "callToActionUrl", "website", "community"})
_CAPTIONS = frozenset(
    {"subtitle", "preview", "description", "caption", "carousel_name", "text", "message", "label"}
)
_TAGS = frozenset({"tags", "hashtags"})


def is_postiz(row: Mapping[str, object]) -> bool:
    """Whether a JSON object is an export and no draft."""
    return isinstance(row.get("posts"), list) and "text" not in row


class _Where(NamedTuple):
    """What the items of one post share."""

    id: str
    origin: Origin
    channel: str
    integration: str
    settings: Mapping[str, object]
    values: Mapping[str, object]


def record_of_posts(export: Mapping[str, object], id: str, origin: Origin) -> Record:
    """All the drafts of an export.

    Raises:
        DraftError: a part of it is not of the shape that Postiz describes.
    """
    shared = _shared(export)
    unread = [key for key in export if key not in _EXPORT_KEYS and texts_in(export[key])]
    if texts_in(export.get("tags")):
        unread.append("tags")
    drafts: list[Draft] = []
    integrations: list[str] = []
    for number, post in enumerate(_list("posts", export["posts"]), 1):
        where = _where(_object("posts[]", post), f"{id}#{number}", origin, shared)
        for draft, more in _drafts(_object("posts[]", post), where):
            drafts.append(draft)
            integrations.append(where.integration)
            unread += more
    if not drafts:
        raise DraftError(words.NO_POST, remedy=words.GIVE_POSTS)
    return Record(tuple(drafts), tuple(dict.fromkeys(unread)), tuple(integrations))


_EXPORT_KEYS = frozenset({"posts", "type", "date", "order", "shortLink", "inter", "tags"})
_POST_KEYS = frozenset(
    {"integration", "value", "settings", "group", "id", "content", "image", "publishDate", "state"}
)


def _shared(export: Mapping[str, object]) -> dict[str, object]:
    """What the export says for all its posts. A post of type ``now`` goes out whatever its date."""
    date = export.get("date")
    if date in (None, "") or export.get("type") not in {"schedule", "draft", "update"}:
        return {}
    return {"publish_at": moment("date", date)}


def _where(
    post: Mapping[str, object], id: str, origin: Origin, shared: Mapping[str, object]
) -> _Where:
    integration = _object("integration", post.get("integration") or {})
    settings = _object("settings", post.get("settings") or {})
    account = name("integration.id", integration.get("id") or "")
    kind = settings.get("__type") or integration.get("providerIdentifier") or account
    values = dict(shared)
    if post.get("publishDate"):
        values["publish_at"] = moment("publishDate", post["publishDate"])
    own = name("id", post.get("id") or "") or id
    return _Where(own, origin, name("settings.__type", kind), account, settings, values)


def _drafts(post: Mapping[str, object], where: _Where) -> Iterator[tuple[Draft, list[str]]]:
    items = _list("value", post["value"]) if "value" in post else [post]
    if not items:
        raise DraftError(words.NO_ITEM)
    for number, one in enumerate(items, 1):
        item = _object("value[]", one)
        if "content" not in item:
            raise DraftError(words.NO_CONTENT, remedy=words.GIVE_CONTENT)
        building = _item(item, where, number if len(items) > 1 else 0)
        if number == 1:
            building.unread += [k for k in post if k not in _POST_KEYS and texts_in(post[k])]
            _add_settings(building, where.settings)
        record = building.record(where.id, where.origin)
        yield record.drafts[0], list(record.unread)


def _item(item: Mapping[str, object], where: _Where, seq: int) -> Building:
    building = Building()
    page = render(text("content", item["content"]))
    building.values |= {**where.values, "text": page.text}
    building.channels = (where.channel,)
    building.add("link", page.links)
    building.add("caption", page.titles)
    if page.comments:
        building.unread.append("content.comment")
    images = [{"path": path, "alt": alt} for path, alt in page.images]
    _add_images(building, [*images, *_list("image", item.get("image") or [])])
    building.unread += [k for k in item if k not in _POST_KEYS and texts_in(item[k])]
    if seq:
        building.values |= {"thread": where.id, "seq": seq}
    own = name("id", item.get("id") or "")
    building.values["id"] = own or (f"{where.id}.{seq}" if seq else where.id)
    return building


def _add_images(building: Building, images: list[object]) -> None:
    building.values["images"] = len(images)
    for image in images:
        add_image(building, "image", _without_own(image))


def _without_own(image: object) -> object:
    """An image without the identifiers and the thumbnail, which are the scheduler's own."""
    if not isinstance(image, dict):
        return image
    kept = cast("dict[str, object]", image).items()
    return {key: value for key, value in kept if key not in {"id", "thumbnail"}}


def _add_settings(building: Building, settings: Mapping[str, object]) -> None:
    titles: list[str] = []
    tags: dict[str, None] = {}
    for path, key, value in _leaves(settings):
        if key in _TITLES:
            titles.append(value)
        elif path[0] in _TAGS:
            tags[value] = None
        elif key in _LINKS or "://" in value:
            building.add("link", (value,))
        elif key in _CAPTIONS or not value.isascii() or any(map(str.isspace, value)):
            building.add("caption", (value,))
        elif key != "__type":
            building.unread.append(f"settings.{key}")
    building.add("hashtag", tuple(tags))
    if titles:
        building.values["title"] = titles[0]
        building.add("caption", tuple(titles[1:]))


def _leaves(settings: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Every text of the settings, with its path and the last key on it."""
    waiting: list[tuple[tuple[str, ...], object]] = [((key,), settings[key]) for key in settings]
    waiting.reverse()
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and value:
            yield path, path[-1], value
        elif isinstance(value, list):
            items = cast("list[object]", value)
            waiting += [(path, item) for item in reversed(items)]
        elif isinstance(value, dict):
            named = cast("dict[str, object]", value)
            waiting += [((*path, key), named[key]) for key in reversed(named)]


def _object(key: str, value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    raise DraftError(filled(words.NO_OBJECT, key=key))


def _list(key: str, value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    raise DraftError(filled(words.NO_LIST, key=key))
