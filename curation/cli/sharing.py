"""Share the work of judging: who is asked about what, how many judge each sample, who has what on the screen."""

from typing import Any

import click

from curation.cli.common import Commands, answer, facts, many_ids, one_id, opened, show, table
from curation.cli.exports import read_filter
from curation.cli.review import queue
from curation.errors import NotFoundError
from curation.models import SampleFilter, utc_now
from curation.services import assigning, people, review_queue
from curation.services.assigning import HOWS, AssignAsk
from curation.services.calls import MAX_SEED
from curation.services.review_policy import MAX_OVERLAP, ReviewPolicy, get_review_policy, set_review_policy
from curation.workspace import Workspace


@click.command("assign")
@click.option("--filter", "chosen", callback=read_filter, metavar="QUERY", help="Which samples, as `export` takes it.")
@click.option("--ids", callback=many_ids, metavar="IDS", help="These samples, such as 3,17,20.")
@click.option("--to", "names", multiple=True, metavar="NAME", help="Who is asked; may be repeated.")
@click.option("--language", "languages", multiple=True, metavar="LANGUAGE=NAME",
              help="Who is asked about samples of a language, in the place of --to; may be repeated.")  # fmt: skip
@click.option("--how", type=click.Choice(HOWS), default="evenly", show_default=True,
              help="Everybody all, each sample one of them, or --per-item of them.")  # fmt: skip
@click.option("--per-item", type=click.IntRange(1), default=1, show_default=True, help="How many, for `per_item`.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), default=0, show_default=True, help="Draws who gets which.")
@click.option("--dry-run", is_flag=True, help="Count only.")
def assign(
    chosen: SampleFilter | None, ids: tuple[int, ...] | None, names: tuple[str, ...], languages: tuple[str, ...],
    *, how: assigning.How, per_item: int, seed: int, dry_run: bool,
) -> None:  # fmt: skip
    """Ask people to judge samples; without --filter and --ids all of them.

    Nobody is asked twice about a sample, nor about one that they have decided on.
    """
    meant = chosen or SampleFilter()
    meant = meant.changed(ids=ids) if ids else meant
    with opened() as (workspace, actor):
        ask = AssignAsk(
            chosen=meant,
            people=tuple(_person(workspace, name) for name in names),
            how=how,
            per_item=per_item,
            languages=_by_language(workspace, languages),
            seed=seed,
        )
        if dry_run:
            dealt, event_id = assigning.preview_assignment(workspace, ask, actor=actor), None
        else:
            done = assigning.assign(workspace, ask, actor=actor)
            dealt, event_id = done.dealt, done.event_id
        called = _names(workspace)
    asked = {called[person_id]: new for person_id, (new, _) in dealt.by_person.items()}
    known = {called[person_id]: before for person_id, (_, before) in dealt.by_person.items()}
    result = {"assignment": event_id, "samples": dealt.samples, "cannot_be_judged": dealt.cannot,
              "in_other_languages": dealt.in_other_languages, "asked": asked, "known_before": known}  # fmt: skip
    rows = [(name, count, known[name]) for name, count in asked.items()]
    answer(result, table(("person", "asked about", "knew before"), rows, empty="Nobody."))


@click.group("assignments", cls=Commands)
def assignments() -> None:
    """See who is asked about what, and take it back."""


@assignments.command("list")
def list_() -> None:
    """Show who was asked by which act, and how far they are."""
    with opened() as (workspace, actor):
        rows = assigning.list_assignments(workspace, actor=actor)
    result = [
        {"assignment": row.event_id, "person": row.name, "total": row.total, "open": row.open, "at": row.created_at}
        for row in rows
    ]
    heads = ("assignment", "person", "done", "open", "since")
    lines = [(row.event_id, row.name, row.total - row.open, row.open, row.created_at[:16]) for row in rows]
    answer({"assignments": result}, table(heads, lines, empty="Nobody is asked about anything in particular."))


@assignments.command("take-back")
@click.argument("assignment_id", required=False, callback=one_id, metavar="[ID]")
@click.option("--of", "name", metavar="NAME", help="Only what is open of this person.")
def take_back(assignment_id: int | None, name: str | None) -> None:
    """Ask no more about what is open of an assignment, or of a person; what was judged stays."""
    with opened() as (workspace, actor):
        person_id = _person(workspace, name) if name else None
        count = assigning.take_back(workspace, event_id=assignment_id, person_id=person_id, actor=actor)
    answer({"taken_back": count}, f"{count:,} taken back.")


@assignments.command("hand-over")
@click.option("--from", "from_", required=True, metavar="NAME", help="Whose open assignments.")
@click.option("--to", required=True, metavar="NAME", help="Who is asked instead.")
def hand_over(from_: str, to: str) -> None:
    """Ask another person about what is open of one."""
    with opened() as (workspace, actor):
        one, other = _person(workspace, from_), _person(workspace, to)
        done = assigning.hand_over(workspace, one, other, actor=actor)
    answer(done, f"{done.moved:,} handed over; {done.ended:,} ended, since {show(to)} knows them already.")


@queue.command("policy")
@click.option("--overlap", type=click.IntRange(0, MAX_OVERLAP), help="So many people judge each sample; 0 for all.")
@click.option("--only-assigned", type=click.BOOL, metavar="yes|no", help="Ask people only about what was assigned.")
@click.option("--gold-every", type=click.IntRange(0, 1_000), help="A known sample after about so many; 0 for never.")
@click.option("--lease-minutes", type=click.IntRange(1, 24 * 60), help="So long a screen keeps a sample.")
def policy(**given: Any) -> None:  # noqa: ANN401 - the options of the policy
    """Show how the work is shared, or share it in another way."""
    changes = {name: value for name, value in given.items() if value is not None}
    with opened() as (workspace, actor):
        found = get_review_policy(workspace)
        if changes:
            found = ReviewPolicy.model_validate({**found.model_dump(), **changes})
            set_review_policy(workspace, found, actor=actor)
        sizes = review_queue.samples_by_reviews(workspace)
    waiting = sum(count for reviews, count in sizes.items() if reviews < found.most_reviews)
    result = {**found.model_dump(), "samples_by_reviews": sizes, "waiting": waiting}
    said = {**result, "samples_by_reviews": _line(sizes)}
    answer(result, facts({name.replace("_", " "): value for name, value in said.items()}))


@queue.command("screens")
def screens() -> None:
    """Show who has what on the screen, and for how long."""
    with opened() as (workspace, actor):
        taken = review_queue.on_all_screens(workspace, actor=actor)
    now = utc_now()
    rows = [(row.name, row.sample_id, int((now - row.claimed_at).total_seconds() // 60)) for row in taken]
    result = [{"person": row.name, "sample": row.sample_id, "since": row.claimed_at} for row in taken]
    answer(
        {"screens": result}, table(("person", "sample", "minutes"), rows, empty="Nobody has a sample on the screen.")
    )


@queue.command("release")
@click.argument("name", required=False)
def release(name: str | None) -> None:
    """Free what you have on the screen, or what NAME has, so that others are given it."""
    with opened() as (workspace, actor):
        person_id = _person(workspace, name) if name else actor.id
        count = review_queue.release_screen(workspace, person_id, actor=actor)
    answer({"released": count}, f"{count:,} freed.")


def _person(workspace: Workspace, name: str) -> int:
    for person in people.list_people(workspace):
        if person.name.casefold() == name.strip().casefold():
            return person.id or 0
    raise NotFoundError(f"There is no person {name!r}.", "Names are spelled as the page People shows them.")


def _names(workspace: Workspace) -> dict[int, str]:
    return {person.id or 0: person.name for person in people.list_people(workspace)}


def _by_language(workspace: Workspace, written: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for pair in written:
        language, sign, name = pair.partition("=")
        if not (language and sign and name):
            raise click.BadParameter(f"{pair!r} is not LANGUAGE=NAME, such as de=Bea.")
        found[language] = (*found.get(language, ()), _person(workspace, name))
    return found


def _line(sizes: dict[int, int]) -> str:
    return ", ".join(f"{count:,} with {reviews}" for reviews, count in sorted(sizes.items())) or "none"
