"""When a held draft may go out, and who may read it now: the same as asking at every moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Audience, Channel, Draft, Tier, Verdict
from ecluse.outlook import Outlook, edges, outlook
from ecluse.policy.model import Label, Policy, Release, Term
from ecluse.policy.moments import moment
from ecluse.registers.model import Life
from ecluse.rules.conditions import AnyOf, Pattern, Rule, When

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
FALCON = Label("code-name", terms=(Term("Falcon"),))
AUDIENCES = {
    "board": Audience("board", Tier.PRIVATE),
    "dealers": Audience("dealers", Tier.EXTENDED),
    "everyone": Audience("everyone", Tier.PUBLIC),
}
CHANNELS = {
    "letter": Channel("letter", "board"),
    "portal": Channel("portal", "dealers"),
    "x": Channel("x", "everyone"),
}
FOUND = Pattern("finding", (("label", AnyOf(("code-name",))),))


def policy(*rules: Rule, releases: tuple[Release, ...] = ()) -> Policy:
    return Policy(
        audiences=AUDIENCES,
        channels=CHANNELS,
        labels={"code-name": FALCON},
        rules=rules,
        releases=releases,
    )


def released_by(id: str, tier: Tier = Tier.PRIVATE) -> Rule:
    none = (Pattern("release", (("id", AnyOf((id,))),)),)
    return Rule(f"before-{id}", when_all=(FOUND,), none=none, tier=tier)


def asked(of: Policy, draft: Draft | None = None) -> Outlook:
    return outlook(Gate(of), draft or Draft("Falcon flies.", channel="x"), now=NOW)


class TestWhen:
    def test_a_release_to_come(self) -> None:
        at = datetime(2027, 3, 9, 10, tzinfo=UTC)
        assert asked(policy(released_by("launch"), releases=(Release("launch", at),))) == Outlook(
            at, ("launch",), "", ("board",)
        )

    def test_the_last_of_two_releases(self) -> None:
        first, last = NOW + timedelta(days=1), NOW + timedelta(days=2)
        rules = (released_by("one"), released_by("two"))
        found = asked(policy(*rules, releases=(Release("two", last), Release("one", first))))
        assert (found.at, found.releases) == (last, ("two",))

    def test_a_release_without_a_date(self) -> None:
        found = asked(policy(released_by("launch"), releases=(Release("launch"),)))
        assert (found.at, found.pending) == (None, "launch")

    def test_a_release_without_a_date_and_then_a_moment(self) -> None:
        until = Rule(
            "quiet", when_all=(FOUND, When(before=NOW + timedelta(days=3))), verdict=Verdict.BLOCK
        )
        found = asked(policy(released_by("launch"), until, releases=(Release("launch"),)))
        assert (found.at, found.pending) == (NOW + timedelta(days=3), "launch")

    def test_never(self) -> None:
        assert asked(policy(Rule("never", when_all=(FOUND,), tier=Tier.PRIVATE))) == Outlook(
            audiences=("board",)
        )

    def test_a_channel_that_opens(self) -> None:
        opens = NOW + timedelta(hours=5)
        closed = Rule(
            "closed",
            when_all=(Pattern("channel", (("open", AnyOf((False,))),)),),
            verdict=Verdict.BLOCK,
        )
        of = replace(policy(closed), channels={"x": Channel("x", "everyone", opens=opens)})
        assert asked(of).at == opens

    def test_a_draft_that_is_scheduled_too_early(self) -> None:
        at = NOW + timedelta(days=8)
        draft = Draft("Falcon flies.", channel="x", publish_at=NOW + timedelta(days=2))
        assert (
            asked(policy(released_by("launch"), releases=(Release("launch", at),)), draft).at == at
        )


class TestWho:
    def test_the_widest_that_may(self) -> None:
        assert asked(policy(released_by("launch", Tier.EXTENDED))).audiences == ("dealers",)

    def test_nobody(self) -> None:
        assert asked(policy(Rule("no", when_all=(FOUND,), verdict=Verdict.BLOCK))).audiences == ()


moments = st.integers(0, 24 * 60).map(lambda n: NOW + timedelta(minutes=10 * n))
clocks = st.integers(0, 23).map(time)
zones = st.sampled_from(["Europe/Paris", "America/New_York", "Pacific/Auckland", "UTC"])
whens = st.builds(
    When,
    before=st.none() | moments,
    not_before=st.none() | moments,
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    hours=st.none() | st.tuples(clocks, clocks),
    zone=zones,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(whens, min_size=1, max_size=3), st.none() | moments)
def test_it_is_what_asking_every_ten_minutes_says(
    given_whens: list[When], release: datetime | None
) -> None:
    """The zones change their clocks within the eight days asked about, or do not: both happen."""
    rules = [
        Rule(f"r{n}", when_all=(FOUND, when), verdict=Verdict.BLOCK)
        for n, when in enumerate(given_whens)
    ]
    releases = (Release("launch", release),) if release else ()
    gate = Gate(policy(*rules, *([released_by("launch")] if release else []), releases=releases))
    draft = Draft("Falcon flies.", channel="x")
    steps = (NOW + timedelta(minutes=10 * n) for n in range(1, 8 * 24 * 6))
    brute = next(
        (at for at in steps if gate.check(replace(draft, publish_at=at), now=NOW).allowed), None
    )
    if not gate.check(draft, now=NOW).allowed:
        found = outlook(gate, draft, now=NOW).at
        within = found if found is not None and found < NOW + timedelta(days=8) else None
        assert within == brute


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Casablanca",
        "Pacific/Chatham",
    ],
)
def test_embargoes_agree_with_the_wall_clock_every_quarter_of_two_years(zone: str) -> None:
    """An embargo until 2:30 on the wall of a zone, on each day of a change and now and then.

    The wall clock is asked, not the calendar: the embargo holds as long as the clock on the wall may
    still show 2:30 of that day, which is the later of its two readings when it shows it twice, and
    3:30 when it never shows 2:30 (RFC 5545, 3.3.5).
    """
    tz = ZoneInfo(zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    quarters = [start + timedelta(minutes=15 * n) for n in range(2 * 365 * 96)]
    walls = [at.astimezone(tz).replace(tzinfo=None) for at in quarters]
    offsets = [at.astimezone(tz).utcoffset() for at in quarters]
    changes = [n for n in range(1, len(quarters)) if offsets[n] != offsets[n - 1]]
    days = {walls[n].date() for n in changes} | {
        walls[n].date() for n in range(96, len(walls), 9600)
    }
    for day in sorted(days):
        until = moment(f"{day}T02:30 {zone}")
        life = Life(until=until)
        wanted = datetime.combine(day, time(2, 30))
        for n in changes:  # a wall that never shows 2:30 is read as if it had not been turned yet
            if walls[n - 1] < wanted < walls[n]:
                wanted += offsets[n] - offsets[n - 1]
        # From the last quarter at which the wall had not reached 2:30 of that day, it is over.
        last = max(n for n, wall in enumerate(walls) if wall < wanted)
        for n in range(max(0, last - 400), min(len(quarters), last + 400)):
            assert life.in_force(quarters[n], {}) == (n <= last), quarters[n]
    for at, wall in zip(quarters[::97], walls[::97], strict=True):
        assert Life(until=moment(f"{wall:%Y-%m-%dT%H:%M} {zone}")).in_force(
            at - timedelta(minutes=1), {}
        )


def test_edges_are_in_order_and_in_utc() -> None:
    gate = Gate(
        policy(
            released_by("launch"),
            releases=(Release("launch", NOW.astimezone(ZoneInfo("Asia/Tokyo"))),),
        )
    )
    assert edges(gate, NOW) == [NOW]
