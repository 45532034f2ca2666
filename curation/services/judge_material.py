"""What a judge is shown of a sample or of a pair, the same in a preview and in a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from curation.models import ComparisonPair, Persona, Sample
from curation.review.judge_prompt import Material
from curation.services.comparison_sets import find_set, text_of_arm
from curation.services.judge_plan import JudgePlan
from curation.services.samples import shown_text
from curation.store.personas import personas_by_id
from curation.store.samples import samples_by_id


@dataclass(frozen=True, slots=True)
class ShownSample:
    """A sample as a judge sees it; without a persona the text is empty."""

    sample: Sample
    material: Material
    persona: str


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair as a judge sees it, in the order of its two samples."""

    pair: ComparisonPair
    samples: tuple[Sample, Sample]
    materials: tuple[Material, Material]
    persona: str


def shown_samples(session: Session, ids: Sequence[int], *, with_persona: bool) -> dict[int, ShownSample]:
    """Return samples as they read now, by id."""
    samples = samples_by_id(session, ids)
    people = _people(session, [sample.persona_id for sample in samples.values()] if with_persona else [])
    return {
        sample_id: ShownSample(
            sample, Material(shown_text(sample), sample.answer or ""), _text_of(people, sample.persona_id)
        )
        for sample_id, sample in samples.items()
    }


def shown_pairs(session: Session, plan: JudgePlan, ids: Sequence[int]) -> dict[int, ShownPair]:
    """Return pairs of a job as their set shows them, by id."""
    source = find_set(session, plan.set_id or 0).source
    pairs = session.exec(select(ComparisonPair).where(col(ComparisonPair.id).in_(ids))).all()
    both = sorted({sample_id for pair in pairs for sample_id in (pair.a_sample_id, pair.b_sample_id)})
    samples = samples_by_id(session, both)
    people = _people(session, [pair.persona_id for pair in pairs] if plan.shows_persona else [])
    found = {}
    for pair in pairs:
        a, b = samples[pair.a_sample_id], samples[pair.b_sample_id]
        texts = (Material(text_of_arm(a, source, pair.a_arm)), Material(text_of_arm(b, source, pair.b_arm)))
        found[pair.id or 0] = ShownPair(pair, (a, b), texts, _text_of(people, pair.persona_id))
    return found


def _people(session: Session, ids: Sequence[int | None]) -> Mapping[int, Persona]:
    return personas_by_id(session, sorted({persona_id for persona_id in ids if persona_id is not None}))


def _text_of(people: Mapping[int, Persona], persona_id: int | None) -> str:
    found = people.get(persona_id or 0)
    return found.text if found else ""
