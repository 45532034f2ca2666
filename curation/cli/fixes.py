"""One correction for many samples, from the command line."""

from collections.abc import Sequence

import click

from curation.cli.common import answer, many_ids, one_id, opened, show, table
from curation.errors import BadInputError, ConflictError
from curation.services import fix_similar
from curation.services.fix_similar import SimilarSample


@click.command("fix")
@click.argument("sample_id", callback=one_id, metavar="ID")
@click.option("--list", "act", flag_value="list", default="list", help="Only show what it would change; the default.")
@click.option("--apply", "act", flag_value="apply", help="Correct the others: all, or those of --only.")
@click.option("--only", callback=many_ids, metavar="IDS", help="Only these of them, as 3,17,20.")
@click.option("--wide", is_flag=True, help="Also where the words around it differ.")
def fix(sample_id: int, act: str, only: tuple[int, ...] | None, wide: bool) -> None:
    """Correct other samples as sample ID was corrected."""
    with opened() as (workspace, actor):
        similar = fix_similar.find_similar(workspace, sample_id, with_context=not wide, actor=actor)
        meant = _meant(similar.samples, only)
        done = None
        if act == "apply":
            if not similar.samples:
                raise ConflictError(
                    similar.why_not or "No other sample of this scenario reads so.", "Nothing was changed."
                )
            done = fix_similar.apply_fix(
                workspace,
                sample_id,
                {row.sample_id: row.version for row in meant},
                version=similar.version,
                with_context=not wide,
                actor=actor,
            )
    result = {
        "sample_id": sample_id,
        "replaced": [[one.before, one.after] for one in similar.replacements],
        "why_not": similar.why_not,
        "is_capped": similar.is_capped,
        "samples": [{"id": row.sample_id, "before": row.before, "after": row.after} for row in meant],
        "corrected": done.count if done else 0,
        "changed_since": list(done.changed_since) if done else [],
        "event_id": done.event_id if done else None,
    }
    if done:
        text = f"{done.count:,} corrected. Take it back: activity undo {done.event_id}."
    else:
        rows = [(row.sample_id, show(row.before, 60), show(row.after, 60)) for row in meant]
        text = table(("id", "before", "after"), rows, empty=similar.why_not or "No other sample reads so.")
    answer(result, text)


def _meant(found: Sequence[SimilarSample], only: tuple[int, ...] | None) -> list[SimilarSample]:
    if only is None:
        return list(found)
    unknown = sorted(set(only) - {row.sample_id for row in found})
    if unknown:
        raise BadInputError(f"Sample {unknown[0]} does not read so.", "See: review fix ID --list.")
    return [row for row in found if row.sample_id in only]
