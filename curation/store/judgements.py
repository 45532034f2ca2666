"""Queries about judgements: what a model said of samples and pairs, and what is there to be judged."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import case, literal, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from curation.models import (
    Annotator,
    Comparison,
    ComparisonPair,
    Judgement,
    Outcome,
    RaterKind,
    Review,
    Sample,
    SampleFilter,
    Setting,
    to_json,
)
from curation.models.made import REVIEWABLE
from curation.store.samples import where_samples

SET_ASIDE: Final = "set aside, or without a text"
JUDGED_BEFORE: Final = "judged before by this judge"
JUDGED_BY_NOBODY: Final = "judged by nobody yet"
_SHARED = (
    "select r.sample_id, r.annotator_id, r.rubric_id, r.overall, r.answers, r.decision, s.counts"
    " from review j indexed by review_by_annotator"
    " join review r on r.sample_id = j.sample_id and r.superseded_by is null and r.decision in ('accept', 'reject')"
    " join annotator a on a.id = r.annotator_id join sample s on s.id = j.sample_id"
    " where j.annotator_id = :judge and j.superseded_by is null and not j.is_withdrawn"
    " and (a.kind = 'person' or r.annotator_id = :judge)"
    " and not exists (select 1 from gold g where g.sample_id = j.sample_id and g.kind = 'attention')"
    " order by r.sample_id, r.id"
)


class Judgeable(NamedTuple):
    """Samples that a judge can be asked about, in the order of their ids, and how many others are left out and why."""

    ids: list[int]
    left_out: dict[str, int]


class Writer(NamedTuple):
    """Who wrote a sample, and whether people have judged it."""

    id: int
    scenario: str
    writer: tuple[str, str]
    """Provider and model."""
    by_people: bool


class SharedReview(NamedTuple):
    """What a person, or the judge, says of a sample that the judge has judged; answers are JSON as stored."""

    sample_id: int
    annotator_id: int
    rubric_id: int
    overall: int | None
    answers: str
    decision: str
    counts: int


class SetPair(NamedTuple):
    """A pair of a set, who wrote its two texts, and whether both are still in use."""

    id: int
    a_sample_id: int
    a_hash: str
    a_writer: tuple[str, str]
    b_writer: tuple[str, str]
    is_in_use: bool


class SharedVote(NamedTuple):
    """What a person, or the judge, says of a pair that the judge has judged."""

    pair_id: int
    is_judge: bool
    choice: str
    """a, b, tie or both_bad."""


class PairSides(NamedTuple):
    """What one job of a judge made of a pair, shown both ways round; None where an answer has no choice."""

    pair_id: int
    plain: str | None
    swapped: str | None
    is_demo: bool


def judgeable(session: Session, chosen: SampleFilter, *, judge_id: int, again: bool, only_by_people: bool) -> Judgeable:
    """Return the samples of a filter that a judge can be asked about, and how many others there are, by reason."""
    mine = select(Review.sample_id).where(Review.annotator_id == judge_id, col(Review.superseded_by).is_(None))
    rules: list[Any] = []
    if not again:
        rules.append((col(Sample.id).in_(mine.where(~col(Review.is_withdrawn))), JUDGED_BEFORE))
    if only_by_people:
        rules.append((col(Sample.n_reviews) == 0, JUDGED_BY_NOBODY))
    reason: Any = case(*rules, else_="") if rules else literal("")
    meant = where_samples(chosen)
    rows = session.execute(select_columns(col(Sample.id), reason).where(*meant, text(REVIEWABLE)))
    by_reason: dict[str, list[int]] = {}
    for row in rows.yield_per(10_000):
        by_reason.setdefault(row[1], []).append(row[0])
    n_meant = session.execute(select_columns(func.count()).select_from(Sample).where(*meant)).scalar_one()
    ids = sorted(by_reason.pop("", []))
    left_out = {reason: len(found) for reason, found in by_reason.items()}
    n_aside = n_meant - len(ids) - sum(left_out.values())
    return Judgeable(ids, {SET_ASIDE: n_aside, **left_out} if n_aside else left_out)


def writers_of(session: Session, ids: Sequence[int]) -> list[Writer]:
    """Return of samples the scenario, who wrote them, and whether people have judged them, in the order of the ids."""
    statement = (
        "select id, scenario, provider, model, n_reviews > 0 from sample"
        " where id in (select value from json_each(:ids)) order by id"
    )
    rows = session.execute(text(statement), {"ids": to_json(list(ids))})
    return [Writer(row[0], row[1], (row[2], row[3]), bool(row[4])) for row in rows]


def voted_pairs(session: Session, set_id: int, *, kind: RaterKind, judge_id: int | None = None) -> set[int]:
    """Return the pairs of a set that raters of a kind, or one of them, voted on."""
    found = (
        select(Comparison.pair_id)
        .join(ComparisonPair, col(ComparisonPair.id) == Comparison.pair_id)
        .join(Annotator, col(Annotator.id) == Comparison.annotator_id)
        .where(ComparisonPair.set_id == set_id, Annotator.kind == kind, col(Comparison.superseded_by).is_(None))
        .where(~col(Comparison.is_withdrawn), Comparison.choice != "skip")
    )
    return set(session.exec(found if judge_id is None else found.where(Comparison.annotator_id == judge_id)))


def pairs_of_set(session: Session, set_id: int) -> list[SetPair]:
    """Return the pairs of a set in their order."""
    statement = (
        "select p.id, p.a_sample_id, a.text_hash, a.provider, a.model, b.provider, b.model,"
        " a.state = 'active' and b.state = 'active'"
        " from comparison_pair p join sample a on a.id = p.a_sample_id join sample b on b.id = p.b_sample_id"
        " where p.set_id = :set order by p.id"
    )
    rows = session.execute(text(statement), {"set": set_id})
    return [SetPair(row[0], row[1], row[2], (row[3], row[4]), (row[5], row[6]), bool(row[7])) for row in rows]


def shared_votes(session: Session, judge_id: int) -> list[SharedVote]:
    """Return what people and a judge say of the pairs that the judge has voted on, skips left out."""
    statement = (
        "select c.pair_id, c.annotator_id = :judge,"
        " case when c.choice in ('tie', 'both_bad') then c.choice when c.choice = 'left' then c.left_is"
        " when c.left_is = 'a' then 'b' else 'a' end"
        " from comparison j join comparison c on c.pair_id = j.pair_id and c.superseded_by is null"
        " and c.is_withdrawn = 0 and c.choice <> 'skip' join annotator n on n.id = c.annotator_id"
        " where j.annotator_id = :judge and j.superseded_by is null and j.is_withdrawn = 0"
        " and (n.kind = 'person' or n.id = :judge) order by c.pair_id, c.id"
    )
    rows = session.execute(text(statement), {"judge": judge_id})
    return [SharedVote(row[0], bool(row[1]), row[2]) for row in rows]


def judged_items(session: Session, job_id: int) -> set[int]:
    """Return the numbers of the items of a job that have their judgement."""
    return set(session.exec(select(Judgement.item_no).where(Judgement.job_id == job_id)))


def judgements_of_pair(session: Session, job_id: int, pair_id: int) -> list[Judgement]:
    """Return what a job has of a pair, in the order of the items."""
    wanted = select(Judgement).where(Judgement.job_id == job_id, Judgement.pair_id == pair_id)
    return list(session.exec(wanted.order_by(col(Judgement.item_no))))


def judgement_outcomes(session: Session, job_id: int) -> dict[str, int]:
    """Return how many judgements of a job ended how."""
    counted = select(Judgement.outcome, func.count()).where(Judgement.job_id == job_id).group_by(Judgement.outcome)
    return {row[0]: row[1] for row in session.execute(counted)}


def said_in_job(session: Session, job_id: int) -> dict[str, int]:
    """Return how often a job that judges samples came to which decision."""
    statement = (
        "select json_extract(answers, '$.decision'), count(*) from judgement"
        " where job_id = :job and outcome = 'ok' and sample_id is not null group by 1 order by 1"
    )
    return {str(row[0]): int(row[1]) for row in session.execute(text(statement), {"job": job_id})}


def ratings_of_job(session: Session, job_id: int) -> list[int]:
    """Return the overall ratings that a job gave."""
    statement = (
        "select json_extract(answers, '$.answers.overall') from judgement"
        " where job_id = :job and outcome = 'ok' and sample_id is not null"
    )
    return [int(row[0]) for row in session.execute(text(statement), {"job": job_id})]


def sides_of_pairs(session: Session, *, judge_id: int, job_id: int | None = None) -> list[PairSides]:
    """Return what a judge made of each pair, both ways round; of all its jobs the newest that judged the pair."""
    statement = (
        "select pair_id, max(case when not is_swapped and outcome = 'ok' then json_extract(answers, '$.choice') end),"
        " max(case when is_swapped and outcome = 'ok' then json_extract(answers, '$.choice') end), max(label <> '')"
        " from judgement j where judge_id = :judge and pair_id is not null"
        " and job_id = (select max(n.job_id) from judgement n where n.pair_id = j.pair_id and n.judge_id = :judge"
        f" {'and n.job_id = :job' if job_id else ''}) group by pair_id order by pair_id"
    )
    bound = {"judge": judge_id, "job": job_id} if job_id else {"judge": judge_id}
    return [PairSides(row[0], row[1], row[2], bool(row[3])) for row in session.execute(text(statement), bound)]


def shared_reviews(session: Session, judge_id: int) -> list[SharedReview]:
    """Return what people and a judge say of the samples that the judge has judged; attention checks are left out."""
    return [SharedReview(*row) for row in session.execute(text(_SHARED), {"judge": judge_id})]


def newest_judgements(
    session: Session,
    *,
    judge_id: int | None = None,
    job_id: int | None = None,
    sample_id: int | None = None,
    limit: int,
) -> Sequence[Judgement]:
    """Return the newest judgements, of one judge, job or sample where that is asked for."""
    wanted = select(Judgement).order_by(col(Judgement.id).desc()).limit(limit)
    for column, value in ((Judgement.judge_id, judge_id), (Judgement.job_id, job_id), (Judgement.sample_id, sample_id)):
        if value is not None:
            wanted = wanted.where(column == value)
    return session.exec(wanted).all()


def all_judges(session: Session) -> list[Annotator]:
    """Return the models that judge or have judged, in the order in which they came."""
    return list(session.exec(select(Annotator).where(Annotator.kind == RaterKind.JUDGE).order_by(col(Annotator.id))))


def judge_named(session: Session, provider: str, model: str) -> Annotator | None:
    """Return the judge that a model is."""
    is_it = (Annotator.kind == RaterKind.JUDGE, Annotator.provider == provider, Annotator.model == model)
    return session.exec(select(Annotator).where(*is_it)).first()


def count_judged(session: Session) -> dict[int, tuple[int, int, int]]:
    """Return by judge how many calls were made, and of how many samples and pairs there is a judgement."""
    is_ok = col(Judgement.outcome) == Outcome.OK
    counted = select(
        Judgement.judge_id,
        func.count(),
        func.count(func.distinct(Judgement.sample_id)).filter(is_ok),
        func.count(func.distinct(Judgement.pair_id)).filter(is_ok),
    ).group_by(col(Judgement.judge_id))
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(counted)}


def settings_under(session: Session, names: Collection[str]) -> dict[str, Any]:
    """Return the settings of these names that are there."""
    return {row.name: row.value for row in session.exec(select(Setting).where(col(Setting.name).in_(names)))}
