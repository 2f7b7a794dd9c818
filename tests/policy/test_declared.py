"""Files of register entries: strict, all problems at once, and none of their words in a message."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Tier
from ecluse.policy.declared import SECTIONS, read_documents, read_entries, read_values
from ecluse.policy.problems import PolicyError
from ecluse.registers import Blackout, CodeName, ExactValue, Life, Mosaic, Sheet, Statement

WHOLE = """\
timezone: Europe/Paris
statements:
  - {id: loss, text: A loss of 9 million., until: "2027-02-25T07:30", owner: legal, audiences: board}
code_names:
  - {id: gull, names: Gull, tier: extended, released_by: launch}
values:
  - {id: contract, value: "0081", with: [Ostrevent]}
mosaics:
  - {id: m, threshold: 2, facets: {one: a b, two: [c d, "statement:loss"]}}
blackouts:
  - {id: quiet, topics: [results], from: 2027-01-15, until: 2027-02-25}
sheets:
  - {id: sheet, text: Ten seconds., domains: motors}
public_record:
  - {id: pr/1, text: Ten seconds., source: example.org, date: 2026-01-01}
documents:
  - {id: memo, text: One two three., tier: extended}
"""


def written(folder: Path, text: str, name: str = "entries.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_section_makes_its_entries(tmp_path: Path) -> None:
    entries = read_entries(written(tmp_path, WHOLE))
    assert {type(entry) for entry in entries} == {
        Statement,
        CodeName,
        ExactValue,
        Mosaic,
        Blackout,
        Sheet,
    }
    assert len(entries) == len(SECTIONS)
    loss, gull, contract, mosaic, quiet, sheet, public = entries
    assert loss.life == Life(until=datetime(2027, 2, 25, 6, 30, tzinfo=UTC))
    assert (loss.owner, loss.audiences, gull.tier) == ("legal", ("board",), Tier.EXTENDED)
    assert (gull.life.released_by, contract.with_) == ("launch", ("Ostrevent",))
    assert mosaic.facets == {"one": ("a b",), "two": ("c d", "statement:loss")}
    assert quiet.life.starts == datetime(2027, 1, 14, 23, tzinfo=UTC)
    assert (sheet.domains, public.tier, public.source) == (("motors",), Tier.PUBLIC, "example.org")
    assert public.life.starts == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_documents_of_examples(tmp_path: Path) -> None:
    [(document, texts)] = read_documents(written(tmp_path, WHOLE))
    assert (document.id, document.tier, texts) == ("memo", Tier.EXTENDED, ("One two three.",))


WRONG = """\
statements:
  - {id: one, txt: the albatross lands on tuesday}
  - {id: two, text: 88123, tier: secret}
  - {id: three, text: the albatross lands on tuesday, until: tomorrow}
  - {id: three, text: again}
"""


def test_all_problems_at_once_and_none_of_the_words(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_entries(written(tmp_path, WRONG))
    said = str(caught.value)
    assert [p.line for p in caught.value.problems] == [2, 2, 3, 3]
    assert "did you mean `text`" in said
    for secret in ("albatross", "tuesday", "88123"):
        assert secret not in said


def test_moments_and_identifiers(tmp_path: Path) -> None:
    text = "\n".join(WRONG.splitlines()[:1] + WRONG.splitlines()[3:])
    with pytest.raises(PolicyError) as caught:
        read_entries(written(tmp_path, text))
    assert [p.code for p in caught.value.problems] == ["P021", "P015"]


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200)
    | st.sampled_from([WHOLE, WRONG]).flatmap(lambda t: st.integers(0, len(t)).map(lambda n: t[:n]))
)
def test_any_text_is_entries_or_a_policy_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "entries.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        read_entries(path)
    except PolicyError as error:
        assert error.problems


class TestValues:
    def test_rows(self, tmp_path: Path) -> None:
        text = "id,value,tier,with,audiences\na,0081,extended,x | y,board\n,0082,,,\n"
        one, two = read_values(written(tmp_path, text, "values.csv"))
        assert (one.id, one.value, one.tier, one.with_, one.audiences) == (
            "a", "0081", Tier.EXTENDED, ("x", "y"), ("board",),
        )  # fmt: skip
        assert (two.id, two.value, two.tier) == ("values/2", "0082", Tier.PRIVATE)

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("id,label\na,b\n", 1),
            ("id,value,colour\na,albatross,b\n", 1),
            ("id,value\na,\n", 2),
            ("id,value,tier\na,albatross,public-ish\n", 2),
            ("id,value\na,albatross,more\n", 2),
        ],
    )
    def test_what_is_wrong_names_the_line_and_no_value(
        self, tmp_path: Path, text: str, line: int
    ) -> None:
        with pytest.raises(PolicyError) as caught:
            list(read_values(written(tmp_path, text, "values.csv")))
        assert caught.value.problems[0].line == line
        assert "albatross" not in str(caught.value)
