"""Datasets that leave: counted first, then asked for, then frozen as a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from curation.errors import BadInputError, LicenceError, NotFoundError
from curation.exports import LeftOut, Target, refuse_foreign, safe_name
from curation.models import Job, JobKind, Sample, SampleFilter
from curation.services.jobs import enqueue
from curation.services.licences import UNKNOWN, known_licence, strictest, strictness
from curation.services.permissions import Actor, allow
from curation.services.preference_pairs import PAIR_REASONS, preferred_pairs
from curation.store.releases import LEAVES, Choice, counts_of, left_out_counts, release_named
from curation.workspace import Workspace

Format = Literal["messages", "native", "parquet", "csv", "preferences"]
FORMATS: Final[tuple[Format, ...]] = ("messages", "native", "parquet", "csv", "preferences")
PREFERENCES: Final = "preferences"
"""The format whose rows are pairs of samples, not samples."""
SAMPLE_FORMATS: Final = tuple(name for name in FORMATS if name != PREFERENCES)
SETS: Final = "comparison_sets"
"""Where a release of preferences keeps the sets that were asked for, beside the filter of their samples."""
TARGETS: Final[tuple[Target, ...]] = ("prompt", "answer")

_REASONS: Final[Mapping[str, str]] = {
    "attention_check": "it is an attention check",
    "not_ok": "its outcome is not ok",
    "duplicate": "it was dropped as a near-duplicate",
    "excluded": "it was excluded",
    "quarantined": "it is in quarantine",
    "persona_quarantined": "its persona is in quarantine",
    "rejected": "reviewers rejected it",
}


class ExportAsk(BaseModel):
    """What is to leave, in which form, to where.

    `release` names an earlier release whose rows are taken again; else
    `chosen` says which samples. `licence` states the licence of the whole
    where the rows do not agree on one; `licence_reason` says why, and is
    needed for one that is freer than that of a row. `sets` are the sets of
    pairs whose votes leave as preferences; none names all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    chosen: SampleFilter = SampleFilter()
    release: str = ""
    format: Format = "messages"
    target: Target = "prompt"
    out: Path
    name: str = ""
    licence: str = ""
    licence_reason: str = ""
    seed: int = 0
    sets: tuple[int, ...] = ()

    @property
    def needs(self) -> str:
        """What a row cannot do without in this form: its prompt, its answer, or only its text."""
        return self.target if self.format == "messages" else "text"

    def changed(self, **fields: object) -> Self:
        """Return a copy with other values, validated."""
        return type(self).model_validate({**self.model_dump(), **fields})


class WholeLicence(NamedTuple):
    """The licence of an export as a whole, and how it came to be stated where the rows do not say it."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What an export would hold; `left_out` and `rows` add up to what was asked for."""

    rows: int
    left_out: Mapping[str, int]
    licences: Mapping[str, int]
    labels: Mapping[str, int]
    scenarios: Mapping[str, int]
    licence: WholeLicence | None
    problems: Sequence[str]

    @property
    def can_start(self) -> bool:
        """Whether nothing stands against it."""
        return self.rows > 0 and self.licence is not None


def plan_export(workspace: Workspace, ask: ExportAsk) -> ExportPlan:
    """Count what would leave and what would not, and say what stands against it; nothing is written.

    Raises:
        NotFoundError: There is no release of that name.
    """
    key = ("plan_export", ask.model_dump_json(exclude={"out", "name"}))
    return workspace.cached(key, lambda: _plan(workspace, ask))


def start_export(workspace: Workspace, ask: ExportAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put an export into the queue and return the job's id.

    Raises:
        LicenceError: The rows' licences are unknown or differ, and none was stated for the whole.
        BadInputError: No row is left, or the folder holds something that is no export.
    """
    plan = plan_export(workspace, ask)
    if not plan.rows:
        raise BadInputError("There is no row to export.", " ".join(plan.problems))
    whole_licence(plan.licences, ask)
    refuse_foreign(ask.out)
    with workspace.write() as tx:
        allow(tx, actor, "export")
        params = {"ask": ask.model_dump(mode="json"), "name": ask.name or ask.out.name}
        job: Job = enqueue(
            tx, kind=JobKind.EXPORT, params=params, total=plan.rows, actor=actor, client_token=client_token
        )
        return job.id or 0


def page_folder(workspace: Workspace, name: str) -> Path:
    """Return the folder of an export that a page asks for.

    Raises:
        BadInputError: There is one of that name.
    """
    folder = workspace.exports / safe_name(name)
    if folder.exists():
        raise BadInputError(f"There is an export named {folder.name} already.", "Choose another name.")
    return folder


def choice_of(session: Session, ask: ExportAsk) -> Choice:
    """Return which samples an export asks for.

    Raises:
        NotFoundError: There is no release of that name.
    """
    if not ask.release:
        return Choice(ask.chosen, None, ask.needs)
    release = release_named(session, ask.release)
    if release is None or not release.is_complete:
        raise NotFoundError(f"There is no release named '{ask.release[:80]}'.", "See the list of releases.")
    said = {name: value for name, value in release.filter.items() if name not in ("release", SETS)}
    return Choice(SampleFilter.model_validate(said), release.id, ask.needs)


def whole_licence(licences: Mapping[str, int], ask: ExportAsk) -> WholeLicence:
    """Return the licence of the whole: the only one of the rows, or the one that was stated.

    Raises:
        LicenceError: The rows' licences differ or one is unknown, and none was stated; or the stated one permits
            more than a row does, without a reason.
        BadInputError: The stated one is not known.
    """
    if not ask.licence:
        if len(licences) == 1 and UNKNOWN not in licences:
            return WholeLicence(next(iter(licences)), "")
        raise LicenceError(_say_licences(licences), _licence_hint(licences))
    stated = known_licence(ask.licence)
    if stated == UNKNOWN:
        raise LicenceError("An export needs a licence that is known.", _licence_hint(licences))
    stricter = [name for name in licences if name != UNKNOWN and strictness(name) > strictness(stated)]
    if stricter and not ask.licence_reason.strip():
        raise LicenceError(
            f"{stated} permits more than {', '.join(stricter)}, the licence of {_count(licences, stricter):,} rows.",
            "State a stricter one, or say by what right this one holds (licence reason).",
        )
    if dict(licences) and [*licences] == [stated]:
        return WholeLicence(stated, "")
    why = f" Reason given: {ask.licence_reason.strip()}" if ask.licence_reason.strip() else ""
    return WholeLicence(stated, f"Stated at the export and not inherited; the rows say {_list(licences)}.{why}")


def left_out_label(reason: str) -> str:
    """Return why a row is left out, in plain words."""
    known = {**_REASONS, **PAIR_REASONS}
    return LeftOut(reason).label if reason in tuple(LeftOut) else known.get(reason, reason)


def _plan(workspace: Workspace, ask: ExportAsk) -> ExportPlan:
    if ask.format == PREFERENCES:
        return _plan_pairs(workspace, ask)
    with workspace.read() as session:
        choice = choice_of(session, ask)
        counts = left_out_counts(session, choice)
        rows = counts.pop(LEAVES, 0)
        licences, labels, scenarios = (
            counts_of(session, choice, column) if rows else {}
            for column in (Sample.licence, Sample.label, Sample.scenario)
        )
        asked_for = rows or session.exec(select(Sample.id).where(*choice.where()).limit(1)).first()
    labels.pop("", None)
    why_none = _why_none(counts, "sample" if asked_for else "")
    return _settled(ask, ExportPlan(rows, counts, licences, labels, scenarios, None, [] if rows else [why_none]))


def _plan_pairs(workspace: Workspace, ask: ExportAsk) -> ExportPlan:
    with workspace.read() as session:
        found = preferred_pairs(session, choice_of(session, ask), ask.sets)
    rows, left_out = len(found.pairs), dict(found.left_out)
    problems = [] if rows else [_why_none(left_out, "pair" if left_out else "")]
    return _settled(ask, ExportPlan(rows, left_out, found.licences, found.labels, found.scenarios, None, problems))


def _settled(ask: ExportAsk, plan: ExportPlan) -> ExportPlan:
    """Return the plan with the licence of the whole, or with what stands against one."""
    if not plan.rows:
        return plan
    try:
        return replace(plan, licence=whole_licence(plan.licences, ask))
    except (LicenceError, BadInputError) as error:
        return replace(plan, problems=[*plan.problems, str(error)])


def _why_none(left_out: Mapping[str, int], asked_for: str) -> str:
    """Say why nothing leaves, where samples or pairs were asked for, or nothing at all."""
    if not asked_for:
        return "Nothing matches the filter."
    reasons = "; ".join(f"{count:,}: {left_out_label(reason)}" for reason, count in left_out.items())
    return f"Every {asked_for} of the filter is left out. {reasons}."


def _say_licences(licences: Mapping[str, int]) -> str:
    if len(licences) == 1:
        return f"The licence of all {sum(licences.values()):,} rows is unknown."
    return f"The rows have different licences: {_list(licences)}."


def _licence_hint(licences: Mapping[str, int]) -> str:
    known = [name for name in licences if name != UNKNOWN]
    apart = "Filter by licence to export them apart, or state" if len(licences) > 1 else "State"
    strict = f" The strictest of them is {strictest(known)}." if known else ""
    return f"{apart} the licence of the whole (--licence SPDX).{strict}"


def _list(licences: Mapping[str, int]) -> str:
    by_count: list[tuple[str, int]] = sorted(licences.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({count:,})" for name, count in by_count)


def _count(licences: Mapping[str, int], names: Sequence[str]) -> int:
    return sum(licences[name] for name in names)


def ask_of(params: Mapping[str, Any]) -> ExportAsk:
    """Read what a job was asked for."""
    return ExportAsk.model_validate(params["ask"])
