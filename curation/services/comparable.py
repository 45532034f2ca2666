"""The samples that may stand side by side for what somebody asks, each with its arm."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, NotFoundError
from curation.models import Job, PairSource, SampleFilter, Template
from curation.review.pairing import Candidate, Pairing, pair_alike, pair_arms
from curation.services.generation_plan import GenerationPlan
from curation.services.set_ask import FIXED_ARMS, SetAsk
from curation.services.trial_ask import MAX_ARMS, job_token
from curation.store.comparisons import Comparable, comparable_samples
from curation.text.ids import read_id

MAX_READ: Final = 200_000
"""Of a filter that means more samples, the newest are paired."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a set would be made of.

    Attributes:
        source: What the samples of a pair differ in.
        arms: Their names.
        pairing: The pairs.
        hashes: Of the texts of the samples, where a pair shows a text that people may change.
        labels: Under which some of the texts stand, such as that of the demo generator.
        is_capped: Whether there were more samples than are read.
    """

    source: PairSource
    arms: tuple[str, ...]
    pairing: Pairing
    hashes: dict[int, str]
    labels: tuple[str, ...]
    is_capped: bool


def find_pairs(session: Session, ask: SetAsk, *, seed: int) -> Found:
    """Return the pairs that a set would have.

    Raises:
        BadInputError: An arm is none.
        NotFoundError: There is no such template or trial.
    """
    if ask.source == "trial":
        return _of_trial(session, ask, seed)
    if ask.source == PairSource.EDITED_OR_ORIGINAL:
        return _of_edits(session, ask, seed)
    source = PairSource(ask.source)
    arms, chosen, arm_of = _ways(session, ask)
    rows = comparable_samples(session, chosen, limit=MAX_READ + 1)
    candidates = [
        Candidate(row.id, arm, _key(source, row), _likeness(row), row.persona_id)
        for row in rows[:MAX_READ]
        if (arm := arm_of(row)) is not None
    ]
    if source == PairSource.SAME_PERSONA:
        pairing = pair_alike(candidates, FIXED_ARMS[source], n=ask.n, seed=seed)
    else:
        pairing = pair_arms(candidates, arms, n=ask.n, seed=seed)
    return Found(source, arms, pairing, {}, _labels(pairing, rows), len(rows) > MAX_READ)


def template_name(template: Template) -> str:
    """Return what a template is called as an arm."""
    return f"{template.scenario}/{template.variant}, version {template.version}"


_ArmOf = Callable[[Comparable], str | None]


def _ways(session: Session, ask: SetAsk) -> tuple[tuple[str, ...], SampleFilter, _ArmOf]:
    """Return the arms, which samples can be of one, and how to tell of which."""
    if ask.source == PairSource.MODELS:
        return ask.arms, ask.chosen.changed(models=ask.arms), lambda row: row.model
    if ask.source == PairSource.TEMPLATES:
        names = _template_names(session, ask.arms)
        return (
            tuple(names.values()),
            ask.chosen.changed(templates=tuple(names)),
            lambda row: names[row.template_id or 0],
        )
    with_, without = FIXED_ARMS[PairSource.PERSONA_OR_NONE]
    is_twice = ask.source == PairSource.SAME_PERSONA

    def arm_of(row: Comparable) -> str | None:
        """Return None where it is not known what was asked, or nobody was meant and somebody must be."""
        if row.template_id is None or (is_twice and row.persona_id is None):
            return None
        return without if row.persona_id is None else with_

    return FIXED_ARMS[PairSource(ask.source)], ask.chosen, arm_of


def _key(source: PairSource, row: Comparable) -> Hashable:
    """Return what both samples of a pair must share."""
    for_whom = (row.persona_id, row.other_persona_id)
    by_whom = (row.provider, row.model)
    return {
        PairSource.MODELS: (row.scenario, row.template_id, row.mode, for_whom),
        PairSource.TEMPLATES: (row.scenario, by_whom, row.mode, for_whom),
        PairSource.PERSONA_OR_NONE: (row.scenario, row.template_id, row.mode, by_whom),
        PairSource.SAME_PERSONA: (row.scenario, row.template_id, row.mode, by_whom, for_whom),
    }[source]


def _likeness(row: Comparable) -> str:
    """Return what is the same for the same text; that of an edited sample is not known from its hash."""
    return f"edited {row.id}" if row.is_edited else row.text_hash


def _labels(pairing: Pairing, rows: Sequence[Comparable]) -> tuple[str, ...]:
    paired = {one.sample_id for couple in pairing.pairs for one in couple}
    return tuple(sorted({row.label for row in rows if row.label and row.id in paired}))


def _template_names(session: Session, arms: Sequence[str]) -> dict[int, str]:
    names = {}
    for written in arms:
        template = session.get(Template, read_id(written) or 0)
        if template is None:
            raise NotFoundError(f"There is no template {written[:40]}.", "See: templates list.")
        names[template.id or 0] = template_name(template)
    if len({name.partition("/")[0] for name in names.values()}) > 1:
        raise BadInputError("Templates of different scenarios ask for different things.", "Choose those of one.")
    return names


def _of_edits(session: Session, ask: SetAsk, seed: int) -> Found:
    """Put each corrected text beside itself as it came; a set knows by the hash whether it was changed since."""
    source = PairSource.EDITED_OR_ORIGINAL
    arms = FIXED_ARMS[source]
    rows = comparable_samples(session, ask.chosen, is_edited=True, limit=MAX_READ + 1)
    candidates = [
        Candidate(row.id, arm, row.id, f"{arm} {row.id}", row.persona_id) for row in rows[:MAX_READ] for arm in arms
    ]
    pairing = pair_arms(candidates, arms, n=ask.n, seed=seed)
    paired = {couple.a.sample_id for couple in pairing.pairs}
    hashes = {row.id: row.text_hash for row in rows if row.id in paired}
    return Found(source, arms, pairing, hashes, _labels(pairing, rows), len(rows) > MAX_READ)


def _of_trial(session: Session, ask: SetAsk, seed: int) -> Found:
    """Put the texts of a trial side by side, row by row."""
    names = [job_token(ask.trial, number) for number in range(MAX_ARMS)]
    jobs = session.exec(select(Job).where(col(Job.client_token).in_(names)).order_by(col(Job.client_token))).all()
    plans = {job.id or 0: GenerationPlan.model_validate(job.params) for job in jobs}
    arms = {job_id: plan.trial.name for job_id, plan in plans.items() if plan.trial is not None}
    if not arms:
        raise NotFoundError(f"There is no trial {ask.trial[:40]}.", "See: trials list.")
    people = Counter(plan.persona_ids for plan in plans.values()).most_common(1)[0][0]
    rows = comparable_samples(session, ask.chosen.changed(jobs=tuple(arms)), limit=MAX_READ)
    candidates = [
        Candidate(row.id, arms[row.job_id or 0], row.item_no, _likeness(row), people[row.item_no or 0]) for row in rows
    ]
    pairing = pair_arms(candidates, tuple(arms.values()), n=ask.n, seed=seed)
    return Found(_what_differs([*plans.values()]), tuple(arms.values()), pairing, {}, _labels(pairing, rows), False)


def _what_differs(plans: Sequence[GenerationPlan]) -> PairSource:
    """Return what the arms of a trial differ in; where it is the way of asking, that is what templates are for."""
    if len({plan.without_persona for plan in plans}) > 1:
        return PairSource.PERSONA_OR_NONE
    differ_in_models = len({(plan.provider, plan.model) for plan in plans}) > 1
    return (
        PairSource.MODELS
        if differ_in_models and len({plan.template_ids for plan in plans}) == 1
        else PairSource.TEMPLATES
    )
