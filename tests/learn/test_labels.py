import json

import pytest

from ecluse.learn.labels import Label, counts, group_name, grouped, read_labels, verify_enough
from ecluse.model import DraftError, Tier


def _file(tmp_path, *rows):
    path = tmp_path / "labels.jsonl"
    path.write_text(
        "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    )
    return path


def test_a_label_has_its_text_tier_group_and_line(tmp_path):
    path = _file(tmp_path, "", {"text": "Un prix", "tier": "private", "group": "g", "lang": "fr"})
    assert read_labels(path) == (Label("Un prix", Tier.PRIVATE, "g", lang="fr", line=2),)


def test_equal_texts_join_their_groups_whatever_their_case(tmp_path):
    path = _file(
        tmp_path,
        {"text": "Le même texte", "tier": "public", "group": "one"},
        {"text": "LE MEME TEXTE", "tier": "public", "group": "two"},
        {"text": "un autre", "tier": "public", "group": "two"},
        {"text": "seul", "tier": "public"},
    )
    groups = [label.group for label in read_labels(path)]
    assert groups[0] == groups[1] == groups[2] in {"one", "two"}
    assert groups[3] not in groups[:3]


def test_equal_texts_without_a_group_are_one_group(tmp_path):
    path = _file(tmp_path, *[{"text": "pareil", "tier": "public"}] * 2)
    one, other = read_labels(path)
    assert one.group == other.group != ""


@pytest.mark.parametrize(
    "other", ["Équipe Nord", "e\u0301quipe  nord", " EQUIPE NORD ", "équipe\u00a0nord"]
)
def test_a_group_has_one_name_however_it_is_spelled(tmp_path, other):
    path = _file(
        tmp_path,
        {"text": "un", "tier": "public", "group": "équipe nord"},
        {"text": "deux", "tier": "public", "group": other},
    )
    one, two = read_labels(path)
    assert one.group == two.group == "equipe nord"


@pytest.mark.parametrize("name", ["\ud800", "🎉", "東京", "—"])
def test_a_group_of_any_characters_keeps_a_name(name):
    assert group_name(name)


@pytest.mark.parametrize("other", ["c est  FAIT", "C’est fait !", "« C'est fait. »"])
def test_a_text_with_other_punctuation_and_spaces_is_the_same_text(tmp_path, other):
    path = _file(
        tmp_path,
        {"text": "C'est fait", "tier": "public", "group": "one"},
        {"text": other, "tier": "public", "group": "two"},
        {"text": other, "tier": "public"},
    )
    assert len({label.group for label in read_labels(path)}) == 1


def test_labels_of_two_files_are_grouped_together():
    one, other = Label("même", Tier.PUBLIC, "a"), Label("Même !", Tier.PUBLIC, "b")
    assert len({label.group for label in grouped([one, other])}) == 1


def test_a_line_of_another_tier_is_refused_in_a_file_of_one(tmp_path):
    path = _file(tmp_path, {"text": "publié"}, {"text": "secret", "tier": "private"})
    with pytest.raises(DraftError, match="`tier` says private.* public texts only; take") as raised:
        read_labels(path, tier=Tier.PUBLIC)
    assert str(raised.value).startswith(f"{path}:2: ")
    assert "`tier` dit private" in raised.value.problem.fr


def test_texts_that_wait_for_a_label_may_say_anything_of_their_tier(tmp_path):
    path = _file(
        tmp_path, {"text": "a"}, {"text": "b", "tier": "private"}, {"text": "c", "tier": 3}
    )
    assert len(read_labels(path, unlabelled=True)) == 3


def test_a_file_of_one_tier_needs_no_tier(tmp_path):
    path = _file(tmp_path, {"text": "publié"})
    assert read_labels(path, tier=Tier.PUBLIC)[0].tier is Tier.PUBLIC


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"tier": "public"}, "no `text`"),
        ({"text": 3, "tier": "public"}, "no `text`"),
        ({"text": "a"}, "none of private"),
        ({"text": "a", "tier": "secret"}, "none of private"),
        ({"text": "a", "tier": ["public"]}, "none of private"),
        ({"text": "a", "tier": "public", "group": 4}, "`group` is not a string"),
        ("{broken", "quotes"),
        ("[1]", "no `text`"),
        ('{"text": "a", "text": "b", "tier": "public"}', "twice"),
    ],
)
def test_a_line_that_is_no_label_is_refused_with_its_number_and_without_its_text(
    tmp_path, row, says
):
    path = _file(tmp_path, {"text": "bon", "tier": "public"}, row)
    with pytest.raises(DraftError, match=says) as raised:
        read_labels(path)
    assert str(raised.value).startswith(f"{path}:2: ")


def test_a_file_that_is_not_there_is_one_message(tmp_path):
    with pytest.raises(DraftError, match="cannot be read"):
        read_labels(tmp_path / "none.jsonl")


def _many(**count):
    return [
        Label(f"{tier} {at}", Tier[tier.upper()], f"{tier}{at}")
        for tier, number in count.items()
        for at in range(number)
    ]


def test_fewer_than_eight_of_a_tier_are_refused_and_the_missing_counted(tmp_path):
    with pytest.raises(DraftError, match="7 private text.*label 1 more"):
        verify_enough(_many(private=7, extended=8, public=8), tmp_path / "l")
    verify_enough(_many(private=8, extended=8, public=8), tmp_path / "l")


def test_labels_of_one_group_are_refused(tmp_path):
    labels = [x._replace(group="g") for x in _many(private=8)] + _many(extended=8, public=8)
    with pytest.raises(DraftError, match="all private texts are of one group"):
        verify_enough(labels, tmp_path / "l")


def test_counts_name_every_tier():
    assert counts(_many(private=2)) == {Tier.PRIVATE: 2, Tier.EXTENDED: 0, Tier.PUBLIC: 0}
