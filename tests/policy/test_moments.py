"""A wall clock and its zone name one instant, on the two days of change too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.policy.moments import MomentError, duration, moment, zone


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        pytest.param("2026-12-01T18:00 Europe/Paris", "", "2026-12-01T17:00", id="zone"),
        pytest.param("2026-12-01T18:00", "Europe/Paris", "2026-12-01T17:00", id="policy's zone"),
        pytest.param("2026-07-01T18:00", "Europe/Paris", "2026-07-01T16:00", id="summer"),
        pytest.param("2026-12-01T18:00+05:30", "", "2026-12-01T12:30", id="offset"),
        pytest.param("2026-12-01T18:00 +05:30", "", "2026-12-01T12:30", id="offset after a space"),
        pytest.param("2026-12-01T18:00Z", "Europe/Paris", "2026-12-01T18:00", id="Z"),
        pytest.param("2026-12-01 18:00:30Z", "", "2026-12-01T18:00:30", id="seconds"),
        pytest.param("2026-12-01", "Europe/Paris", "2026-11-30T23:00", id="a day begins at 00:00"),
        pytest.param("2026-12-01 America/Lima", "", "2026-12-01T05:00", id="a day and its zone"),
        # Sunday 25 October 2026, 03:00 CEST → 02:00 CET: 02:30 comes at 00:30Z and at 01:30Z.
        pytest.param("2026-10-25T01:59", "Europe/Paris", "2026-10-24T23:59", id="before autumn"),
        pytest.param("2026-10-25T02:30", "Europe/Paris", "2026-10-25T01:30", id="the later of two"),
        pytest.param("2026-10-25T03:00", "Europe/Paris", "2026-10-25T02:00", id="after autumn"),
        # Sunday 29 March 2026, 02:00 CET → 03:00 CEST: 02:30 never comes; 03:30 CEST is 01:30Z.
        pytest.param("2026-03-29T01:59", "Europe/Paris", "2026-03-29T00:59", id="before spring"),
        pytest.param("2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:30", id="after the gap"),
        pytest.param("2026-03-29T03:00", "Europe/Paris", "2026-03-29T01:00", id="after spring"),
        # Lord Howe turns by half an hour.
        pytest.param("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T15:15", id="half hour"),
        pytest.param("2024-02-29", "UTC", "2024-02-29T00:00", id="leap day"),
    ],
)
def test_a_text_names_an_instant(text: str, default: str, expected: str) -> None:
    found = moment(text, default)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("2026-12-01T18:00", "a moment without a time zone", id="no zone"),
        pytest.param("01/12/2026", "not a moment", id="the French way"),
        pytest.param("12/01/2026", "not a moment", id="the American way"),
        pytest.param("2026-13-01Z", "no such day or hour", id="month 13"),
        pytest.param("2026-02-30Z", "no such day or hour", id="30 February"),
        pytest.param("2026-12-01T24:00Z", "no such day or hour", id="hour 24"),
        pytest.param("2026-12-01T18:00 Europe/Pari", "no such time zone", id="misspelt zone"),
        pytest.param("2026-12-01T18:00 ../../etc/passwd", "not a moment", id="a path"),
        pytest.param("2026-12-01T18:00 CET/../CET", "not a moment", id="a path in a zone"),
        pytest.param("2026-12-01T18:00+99:99", "no such offset from UTC", id="offset"),
        pytest.param("0001-01-01 Asia/Tokyo", "no such day or hour", id="before time"),
        pytest.param("tomorrow", "not a moment", id="a word"),
        pytest.param("", "not a moment", id="nothing"),
        pytest.param("2026-12-01T18:00Z" + " " * 100, "not a moment", id="long"),
        pytest.param("٢٠٢٦-12-01Z", "not a moment", id="digits of another script"),
    ],
)
def test_what_is_no_moment_and_what_to_write(text: str, message: str) -> None:
    with pytest.raises(MomentError, match=message) as raised:
        moment(text)
    assert raised.value.help


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2037, 12, 30)),
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_a_moment_is_the_last_instant_that_shows_that_clock(clock: datetime, name: str) -> None:
    """The instant shows the clock that was written, or that clock never comes."""
    clock = clock.replace(microsecond=0)
    found = moment(clock.isoformat(sep=" "), name)
    shown = found.astimezone(zone(name)).replace(tzinfo=None)
    later = [(found + timedelta(minutes=m)).astimezone(zone(name)) for m in range(30, 181, 30)]
    assert shown >= clock
    assert clock not in [moment.replace(tzinfo=None) for moment in later]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30min", 1800), ("24h", 86_400), ("7 d", 604_800), ("2w", 1_209_600)],
)
def test_a_duration(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "24", "h", "0h", "-1h", "1 month", "1.5h", "9999999d", "24 H"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(MomentError, match="not a duration"):
        duration(text)


@given(st.text(max_size=50))
def test_any_text_is_a_moment_or_an_error(text: str) -> None:
    for read in (lambda: moment(text, "UTC"), lambda: duration(text), lambda: zone(text)):
        try:
            read()
        except MomentError as error:
            assert text.strip() not in str(error) or len(text.strip()) < 6
