"""How far the warehouse can be trusted: its ledger, the notebooks' figures, its tests, the age of its sources."""

import altair as alt

from . import charts
from .figure import Answer, Figure, Section, count, empty, listed, share
from .reading import Table

VERDICT = {"agrees": "var(--good)", "another input": "var(--none)", "differs": "var(--bad)"}
STATUS = {
    "pass": "var(--good)",
    "skipped": "var(--conflicting)",
    "warn": "var(--warn)",
    "fail": "var(--bad)",
    "error": "var(--bad)",
    "never run": "var(--none)",
}


def ledger(table: Table) -> Answer | None:
    """Whether every step balances, and what comes through each chain."""
    if empty(table, "rows_in"):
        return None
    steps = table.records()
    good = sum(bool(step["balances"] and step["meets"]) for step in steps)
    chains: dict[tuple[str, str], list[int]] = {}
    for step in steps:
        chains.setdefault((step["collection"], step["chain"]), [step["rows_in"], 0])[1] = step["rows_out"]
    rows = [
        {"chain": f"{collection}: {charts.words(chain)}", "what": what, "count": number / start, "rows": number}
        for (collection, chain), (start, end) in chains.items()
        if start
        for what, number in (("come through", end), ("dropped, with a reason", start - end))
    ]
    colour = {"come through": charts.KEPT, "dropped, with a reason": charts.DROPPED}
    chart = charts.bars(
        rows,
        "chain",
        "share",
        color=charts.colours("what", colour),
        tooltip=[
            "chain:N",
            "what:N",
            alt.Tooltip("rows:Q", format=","),
            alt.Tooltip("count:Q", format=".1%", title="share"),
        ],
    ).encode(x=alt.X("count:Q", title="share", axis=alt.Axis(format="%", tickCount=4)))
    broken = listed(step["step"] for step in steps if not (step["balances"] and step["meets"]))
    said = f"{good} of {len(steps)} steps balance: what comes in goes out or is dropped for a stated reason."
    said += f" Not so: {broken}." if broken else ""
    seen = f"Bars for each chain of steps: the share that comes through, and the share dropped. {said}"
    return Answer(said, chart, seen, colour, headline=(f"{good} of {len(steps)}", "ledger steps balance"))


def figures(table: Table) -> Answer | None:
    """The notebooks' figures beside folio's."""
    if not table.rows:
        return None
    rows: dict[tuple[str, str], int] = {}
    for row in table.records():
        rows[row["notebook"], row["verdict"]] = rows.get((row["notebook"], row["verdict"]), 0) + 1
    verdicts = table.column("verdict")
    said = f"Of {len(table.rows)} figures that the notebooks printed, {verdicts.count('agrees')} agree with folio's,"
    said += f" {verdicts.count('differs')} differ, and {verdicts.count('another input')} cannot be compared: the input"
    said += " that is landed has not the published size."
    legend = charts.present(VERDICT, verdicts)
    chart = charts.bars(
        [{"notebook": notebook, "verdict": verdict, "count": number} for (notebook, verdict), number in rows.items()],
        "notebook",
        "figures",
        color=charts.colours("verdict", legend),
        tooltip=["notebook:N", "verdict:N", alt.Tooltip("count:Q", title="figures")],
    )
    compared = len(verdicts) - verdicts.count("another input")
    headline = (f"{verdicts.count('agrees')} of {compared}", "published figures agree") if compared else None
    return Answer(said, chart, f"Bars of figures by notebook and verdict. {said}", legend, headline=headline)


def tests(table: Table, findings: Table, since: Table) -> Answer | None:
    """What each of dbt's tests said when it last ran, and whether that still holds."""
    if not table.rows:
        return None
    total = table.total("tests")
    of = dict.fromkeys(STATUS, 0)
    for row in table.records():
        of[row["outcome"]] = of.get(row["outcome"], 0) + row["tests"]
    ran = total - of["never run"]
    if not ran:
        return Answer(f"None of {count(total)} tests was ever run on this warehouse: `dbt build` does.")
    said = f"{count(of['pass'])} of {count(total)} tests passed when they last ran, {count(of['warn'])} warned,"
    said += f" {count(of['fail'] + of['error'])} failed, {count(of['skipped'])} were skipped: {_when(table)}."
    if of["never run"]:
        said += f" Only {count(ran)} of {count(total)} were run; {count(of['never run'])} never were: `dbt build` does."
    old = table.total("outdated")
    if old:
        said += f" Outdated, since a relation that they look at was built again: {count(old)}; `dbt test` runs them."
    if since.rows:
        said += f" Landed since, and not built yet: {listed(since.column('table_name'))}; `dbt build` builds and tests."
    said += " What warned or failed is listed below." if findings.rows else ""
    legend = charts.present(STATUS, table.column("outcome"))
    rows = [{"kind": row["kind"], "outcome": row["outcome"], "count": row["tests"]} for row in table.records()]
    chart = charts.bars(
        rows,
        "kind",
        "tests",
        color=charts.colours("outcome", legend),
        tooltip=["kind:N", "outcome:N", alt.Tooltip("count:Q", title="tests", format=",")],
    )
    rest = {"never run": of["never run"], "outdated": old}
    counted = "".join(f", {count(number)} {what}" for what, number in rest.items() if number)
    counted += ", older than what is landed" if since.rows else ""
    headline = (f"{count(of['pass'])} of {count(total)}", f"tests passed{counted}")
    return Answer(said, chart, f"Bars of tests by kind and outcome. {said}", legend, headline=headline)


def _when(table: Table) -> str:
    """When the tests ran: once, or from the earliest to the latest."""
    times = [time for name in ("first_ran_at", "last_ran_at") for time in table.column(name) if time is not None]
    first, last = min(times), max(times)
    if first == last:
        return f"{last:%-d %B %Y, %H:%M} UTC"
    return f"between {first:%-d %B %Y, %H:%M} and {last:%-d %B %Y, %H:%M} UTC"


def sources(table: Table, citations: Table) -> Answer | None:
    """How old what is landed is."""
    landed = [row for row in table.records() if row["landed_at"] is not None]
    if not landed:
        return None
    never = [row["table_name"].removesuffix(" (never landed)") for row in table.records() if row["landed_at"] is None]
    oldest = landed[0]
    size, unit = _unit(oldest["age_in_minutes"])
    rejected = table.total("rows_rejected")
    read = table.total("rows_landed") + rejected
    said = f"{len(landed)} tables are landed; the oldest, {oldest['table_name']}, on"
    said += (
        f" {oldest['landed_at']:%-d %B %Y, %H:%M} UTC, {oldest['age_in_minutes'] / size:.0f} {unit} before this page."
    )
    said += f" {count(rejected)} of {count(read)} rows ({share(rejected, read)}) were rejected."
    said += f" Never landed: {listed(never)}." if never else ""
    said += "" if citations.rows else " No load says how to cite it."
    return Answer(said)


def _unit(minutes: int) -> tuple[int, str]:
    """The unit in which an age reads best: its size in minutes, and its name."""
    if minutes >= 2 * 1440:
        return 1440, "days"
    return (60, "hours") if minutes >= 2 * 60 else (1, "minutes")


SECTION = Section(
    key="quality",
    title="Data quality",
    intro="Every row accounted for, every published figure compared, every test counted.",
    figures=(
        Figure("ledger", "What comes through each chain of steps", ("ledger_balance",), ledger, rows_shown=200),
        Figure("figures", "The notebooks' figures beside folio's", ("notebook_figures",), figures, rows_shown=200),
        Figure(
            "tests",
            "Tests",
            ("test_results", "test_findings", "landed_since"),
            tests,
            rows_shown=50,
            open=("test_findings", "landed_since"),
        ),
        Figure(
            "sources",
            "The age of each source",
            ("source_age", "citations"),
            sources,
            open=("source_age", "citations"),
            stacked=("citations",),
        ),
    ),
    commands=("make warehouse",),
)
