"""What the card of a release says, gathered from the rows that it holds."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session, col

from curation.exports import CardFacts, DuplicateFacts, ModelFacts, SourceFacts
from curation.models import ItemKind, Release, Sample
from curation.services.duplicate_groups import SEMANTIC, LastRun, last_run
from curation.services.exports import PREFERENCES, ExportAsk, WholeLicence, left_out_label
from curation.store import releases as store

_TERMS: Final[Mapping[str, str]] = {
    "demo": "none: a grammar of this program, and no language model",
    "hand": "none: written by hand",
    "imported": "not known: the texts were imported",
    "anthropic": "Anthropic's terms for the use of its API",
    "openai": "the terms of OpenAI, or of whoever runs the model behind the address",
}
_MAX_LANGUAGES: Final = 50
_MAX_SAID: Final = 20


def card_facts(
    session: Session, release: Release, ask: ExportAsk, licence: WholeLicence, *, ratings: int, data_files: list[str]
) -> CardFacts:
    """Return the facts of a release's card.

    Args:
        session: To read with.
        release: Its row; the rows it holds are frozen.
        ask: What was asked for.
        licence: The licence of the whole.
        ratings: Rows of the file of ratings.
        data_files: Names of the files of samples, of ratings, and of comments where there are any.
    """
    release_id = release.id or 0
    raters = len(store.released_raters(session, release))
    run = last_run(session, ItemKind.SAMPLE)
    languages = store.released_counts(session, release_id, col(Sample.language))
    return CardFacts(
        name=release.name,
        release_id=release.fingerprint,
        licence=licence.name,
        languages=[name for name, _ in sorted(languages, key=lambda row: (-row[1], row[0]))][:_MAX_LANGUAGES],
        rows=release.n_rows,
        personas=store.released_personas(session, release_id),
        counts=_by_scenario(session, release_id),
        left_out={left_out_label(reason): count for reason, count in release.left_out.items()},
        models=_models(session, release_id),
        duplicates=[] if run is None else [_duplicates(run)],
        no_duplicates_reason="no search for near-duplicates was run" if run is None else "",
        raters=raters,
        ratings=ratings,
        labels={label: n for label, n in store.released_counts(session, release_id, col(Sample.label)) if label},
        sources=[SourceFacts(name=n, licence=of, rows=r) for n, of, r in store.released_sources(session, release_id)],
        known_gaps=_known_gaps(session, release, ask, licence, raters),
        filter_text=_say_filter(release),
        seed=release.seed,
        are_pairs=ask.format == PREFERENCES,
        data_files=dict(zip(("default", "ratings", "comments"), data_files, strict=False)),
    )


def _duplicates(run: LastRun) -> DuplicateFacts:
    rules = run.rules
    threshold = rules.min_cosine if SEMANTIC in rules.stages else rules.min_jaccard
    return DuplicateFacts(
        method=" then ".join(rules.stages),
        threshold=threshold,
        items=run.items,
        dropped=run.dropped,
        labelled=run.labelled,
    )


def _say_filter(release: Release) -> str:
    """Return by which words the rows were chosen, those that nobody had to say included."""
    unsaid = {"outcomes": "outcome ok", "states": "active", "decisions": "not rejected"}
    usual = ", ".join(words for field, words in unsaid.items() if field not in release.filter)
    said = "; ".join(f"{name}: {_say_value(value)}" for name, value in sorted(release.filter.items())) or "all samples"
    return f"{said} ({usual})" if usual else said


def _say_value(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if not isinstance(value, list):
        return str(value)
    more = f" and {len(value) - _MAX_SAID:,} more" if len(value) > _MAX_SAID else ""
    return ", ".join(map(str, value[:_MAX_SAID])) + more


def _by_scenario(session: Session, release_id: int) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for scenario, outcome, count in store.released_counts(
        session, release_id, col(Sample.scenario), col(Sample.outcome)
    ):
        counts.setdefault(scenario, {})[outcome] = count
    return counts


def _models(session: Session, release_id: int) -> list[ModelFacts]:
    return [
        ModelFacts(
            name=model,
            provider=provider,
            rows=rows,
            first_day=first.date(),
            last_day=last.date(),
            terms=_TERMS.get(provider, "not known"),
        )
        for provider, model, rows, first, last in store.released_models(session, release_id)
    ]


def _known_gaps(session: Session, release: Release, ask: ExportAsk, licence: WholeLicence, raters: int) -> list[str]:
    """Return what a reader of the dataset must know and the numbers do not say."""
    gaps = [licence.note] if licence.note else []
    rated = store.rated_by_two(session, release)
    if not rated:
        who = "nobody rated a row" if not raters else "no row has two raters"
        gaps.append(f"Agreement between raters: not defined: {who}.")
    if ask.format == "messages" and ask.target == "prompt":
        gaps.append(
            "The assistant's turn is the problem, the instruction or the text alone; answers to problems are exported"
            " with the target answer."
        )
    if ask.format == PREFERENCES:
        gaps.append(
            "A preference is that of the people who voted, with the sides drawn for each. Nothing corrects for length:"
            " some may choose the longer text."
        )
    return gaps
