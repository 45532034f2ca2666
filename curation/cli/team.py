"""People: who works here and what each did; what they say about items; what was done, and taking it back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from curation.cli.common import Commands, answer, facts, one_id, opened, show, table
from curation.errors import BadInputError
from curation.services import comments as comment_service
from curation.services.activity import Activity, read_activity
from curation.services.activity_words import NOUNS
from curation.services.comments import ENTITIES, CommentPublic
from curation.services.figures import Figure, NotDefined, in_json
from curation.services.people import list_people
from curation.services.person_page import PersonPage, person_page
from curation.services.team import list_team
from curation.services.undo import undo_event
from curation.workspace import Workspace

_KINDS = [name.replace("_", "-") for name in ENTITIES]


@click.group("people", cls=Commands)
def people() -> None:
    """See who works here, and what each did."""


@people.command("list")
def list_() -> None:
    """List everybody's work, by name; for curators."""
    with opened() as (workspace, actor):
        lines = list_team(workspace, actor=actor)
    heads = ("id", "name", "role", "judged", "this week", "compared", "waits", "assigned", "last seen")
    rows = [
        (
            line.id,
            show(line.name, 30),
            line.role if line.is_active else f"{line.role} (left)",
            line.done,
            line.done_this_week,
            line.compared,
            line.pending,
            line.assigned,
            "never" if line.last_seen is None else f"{line.last_seen:%Y-%m-%d %H:%M}",
        )
        for line in lines
    ]
    answer({"people": lines}, table(heads, rows, empty="Nobody works here yet."))


@people.command("show")
@click.argument("name", required=False, metavar="[NAME]")
def show_person(name: str | None) -> None:
    """Show one person's work: your own, or for curators anybody's."""
    with opened() as (workspace, actor):
        found = person_page(workspace, actor.id if name is None else _person(workspace, name), actor=actor)
    answer(_page_in_json(found), facts(_page_in_words(found)))


@click.group("comments", cls=Commands)
def comments() -> None:
    """Read and write comments on items."""


@comments.command("list")
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@click.argument("item_id", callback=one_id, metavar="ID", required=False)
def list_comments(kind: str | None, item_id: int | None) -> None:
    """List the comments on an item, or without one those that name you."""
    with opened() as (workspace, actor):
        if kind is None:
            found, n_hidden = comment_service.list_mentions(workspace, actor=actor), 0
        elif item_id is None:
            raise click.UsageError("Which one? Give its id.")
        else:
            thread = comment_service.read_comments(workspace, kind.replace("-", "_"), item_id, actor=actor)
            found, n_hidden = list(thread.comments), thread.n_hidden
    lines = [f"{_header(one)}\n    {show(one.text)}" for one in found]
    if n_hidden:
        lines.append(f"{n_hidden:,} of others are shown to you once you have judged this yourself.")
    answer({"comments": found, "hidden": n_hidden}, "\n".join(lines) or "There are no comments.")


@comments.command("add")
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("item_id", callback=one_id, metavar="ID")
@click.argument("text")
def add_comment(kind: str, item_id: int, text: str) -> None:
    """Say something about an item; who is named after an @ is told."""
    with opened() as (workspace, actor):
        made = comment_service.add_comment(workspace, kind.replace("-", "_"), item_id, text, actor=actor)
    told = f" {', '.join(show(name, 40) for name in made.mentions)} will see it." if made.mentions else ""
    answer(made, f"Comment {made.id} on {kind} {item_id} is stored.{told}")


@click.group("activity", cls=Commands)
def activity() -> None:
    """See what was done, and take it back."""


@activity.command("list")
@click.option("--by", "name", metavar="NAME", help="Only what this person did.")
@click.option("--of", "noun", type=click.Choice(list(NOUNS), case_sensitive=False), help="Only what is of this kind.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only of this day in UTC, YYYY-MM-DD.")
@click.option("--before", callback=one_id, metavar="EVENT", help="Only what is older than this event.")
@click.option("--limit", type=click.IntRange(1, 1_000), default=50, show_default=True, help="Lines, the newest first.")
def list_activity(name: str | None, noun: str | None, day: datetime | None, before: int | None, limit: int) -> None:
    """List what was done, newest first."""
    with opened() as (workspace, actor):
        found = read_activity(
            workspace,
            person_id=None if name is None else _person(workspace, name),
            noun=noun,
            days=None if day is None else _of_day(day.date()),
            before=before,
            size=limit,
            actor=actor,
        )
    rows = [
        (row.id, f"{row.at:%Y-%m-%d %H:%M}", f"{show(row.who, 30)} {show(row.sentence, 90)}", _mark(row))
        for row in found.rows
    ]
    shown = table(("event", "when (UTC)", "what", ""), rows, empty="Nothing like that happened.")
    more = "" if found.older is None else f"\nOlder ones: --before {found.older}"
    answer({"events": found.rows, "older": found.older}, shown + more)


@activity.command("undo")
@click.argument("event_id", callback=one_id, metavar="EVENT")
def undo(event_id: int) -> None:
    """Take back what an event says; it says why where that cannot be."""
    with opened() as (workspace, actor):
        said = undo_event(workspace, event_id, actor=actor)
    answer({"event": event_id, "undone": True, "said": said}, show(said))


def _person(workspace: Workspace, name: str) -> int:
    for row in list_people(workspace):
        if row.name.casefold() == name.casefold():
            return row.id or 0
    raise BadInputError(f"Nobody here is called '{show(name, 60)}'.", "See: people list.")


def _of_day(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)


def _mark(row: Activity) -> str:
    return "taken back" if row.is_undone else "can be undone" if row.can_undo else ""


def _header(one: CommentPublic) -> str:
    settled = f", resolved by {show(one.resolved_by, 30)}" if one.resolved_by else ""
    about = f"{one.entity.replace('_', ' ')} {one.entity_id}"
    return f"{one.id}  {one.at:%Y-%m-%d %H:%M}  {show(one.author, 30)} on {about}{settled}"


def _figures(found: PersonPage) -> dict[str, Figure]:
    return {
        "accepted": found.accepted,
        "seconds": found.seconds,
        "agreement": found.agreement,
        "gold": found.gold,
    }


def _page_in_json(found: PersonPage) -> dict[str, Any]:
    return {
        "id": found.person.id,
        "name": found.person.name,
        "role": found.person.role,
        "is_active": found.person.is_active,
        "done": found.done,
        "scenarios": [
            {"scenario": w.scenario, "n": w.n, "accepted": in_json(w.accepted), "seconds": in_json(w.seconds)}
            for w in found.scenarios
        ],
        **{name: in_json(value) for name, value in _figures(found).items()},
        "days": sorted(day.isoformat() for day in found.days),
        "compared": found.compared,
        "guessed": found.guessed,
        "assigned": found.assigned,
        "left_out": found.left_out,
        "is_labelled": found.is_labelled,
        "last_seen": found.last_seen,
    }


def _page_in_words(found: PersonPage) -> dict[str, object]:
    return {
        "name": found.person.name,
        "role": found.person.role if found.person.is_active else f"{found.person.role} (left)",
        "judged": f"{found.done.in_all:,} in all, {found.done.this_week:,} this week, {found.done.today:,} today",
        **{name: _in_words(value) for name, value in _figures(found).items()},
        "compared": found.compared,
        "guessed": found.guessed,
        "assigned": found.assigned,
        "days": f"work on {found.worked_of_last_28} of the last 28 days",
        "last seen": "never" if found.last_seen is None else f"{found.last_seen:%Y-%m-%d %H:%M} UTC",
    }


def _in_words(found: Figure) -> str:
    if isinstance(found, NotDefined):
        return str(found)
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}, n = {found.n:,})"
