"""Numbers as evidence: how far people agree."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import click

from curation.cli.common import MAX_SHOWN_CHARS, Commands, answer, counted, facts, opened, show, table
from curation.services import agreement as service
from curation.services import raters as rater_service
from curation.services.agreement import Agreement, AgreementReport
from curation.services.agreement_tables import DECISION
from curation.services.agreement_time import Period, Span
from curation.services.figures import Figure, NotDefined, in_json
from curation.services.raters import Halo, HaloLine, RaterLine

_HEADS = ("question", "items", "raters", "agreement", "fleiss", "cohen", "alpha", "reading")
_NONE = "No item was judged by two people yet."


@click.group("metrics", cls=Commands)
def metrics() -> None:
    """Measure, with intervals and counts."""


@metrics.command("agreement")
@click.option("--question", default=DECISION, show_default=True, help="What the pairs and the time are about.")
@click.option("--scenario", help="Only samples of this scenario.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only reviews saved on this day (UTC) or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only reviews saved on this day (UTC) or earlier.")
@click.option(
    "--by",
    type=click.Choice([span.value for span in Span]),
    default=Span.BLOCK.value,
    show_default=True,
    help="How time is cut.",
)
def agreement(question: str, scenario: str | None, since: datetime | None, until: datetime | None, by: str) -> None:
    """Show how far people agree: by question, by pair, over time; how each rates; and the halo check."""
    period = Period(since.date() if since else None, until.date() if until else None)
    with opened() as (workspace, actor):
        report = service.agreement(
            workspace, question=question, scenario=scenario, period=period, by=Span(by), actor=actor
        )
        raters = rater_service.list_raters(workspace, scenario=scenario, period=period, actor=actor)
        halo = rater_service.read_halo(workspace, scenario=scenario, actor=actor)
    answer(_in_json(report, raters, halo), _text(report, raters, halo))


def _in_json(report: AgreementReport, raters: Sequence[RaterLine], halo: Halo) -> dict[str, object]:
    chosen = report.question
    return {
        "question": report.chosen,
        "items": chosen.items if chosen else 0,
        "n": chosen.n if chosen else 0,
        "metrics": _metrics(chosen.metrics) if chosen else {},
        "questions": {question.id: _question(question) for question in report.questions},
        "pairs": [
            {"raters": [p.first, p.second], "items": p.items, **_metrics({"agreement": p.percent, "kappa": p.kappa})}
            for p in report.pairs
        ],
        "over_time": [
            {
                "label": span.label,
                "from": span.first_day,
                "to": span.last_day,
                "items": span.items,
                **_metrics({"agreement": span.percent, "alpha": span.alpha}),
            }
            for span in report.spans
        ],
        "raters": [_rater(line) for line in raters],
        "halo": {
            **_halo(halo.total),
            "by_scenario": {line.name: _halo(line) for line in halo.by_scenario},
            "by_rater": {line.name: _halo(line) for line in halo.by_rater},
        },
        "reviews": report.n,
        "left_out": report.left_out,
        "only_labelled": report.is_labelled,
    }


def _question(question: Agreement) -> dict[str, object]:
    return {
        "label": question.label,
        "level": question.level,
        "items": question.items,
        "n": question.n,
        "raters": question.raters,
        "metrics": _metrics(question.metrics),
        "reading": question.reading or None,
    }


def _rater(line: RaterLine) -> dict[str, object]:
    return {
        "name": line.name,
        "n": line.n,
        **_metrics(
            {"seconds": line.seconds, "gold": line.gold, "rating": line.rating, "accepted": line.accepted}
        ),
        "drift": in_json(line.drift) if isinstance(line.drift, NotDefined) else list(line.drift),
    }  # fmt: skip


def _halo(line: HaloLine) -> dict[str, object]:
    return {"shift": in_json(line.shift), "higher": line.higher, "same": line.same, "lower": line.lower}


def _metrics(figures: Mapping[str, Figure]) -> dict[str, object]:
    return {name: in_json(found) for name, found in figures.items()}


def _text(report: AgreementReport, raters: Sequence[RaterLine], halo: Halo) -> str:
    by_question = [
        (
            show(question.id, 40),
            question.items,
            question.raters,
            *(_said(question.metrics[name]) for name in ("percent_agreement", "fleiss_kappa", "cohen_kappa")),
            _said(question.metrics["krippendorff_alpha"]),
            question.reading or "-",
        )
        for question in report.questions
    ]
    by_pair = [
        (show(p.first, 30), show(p.second, 30), p.items, _said(p.percent), _said(p.kappa)) for p in report.pairs
    ]  # fmt: skip
    over_time = [
        (span.first_day, span.last_day, span.items, _said(span.percent), _said(span.alpha)) for span in report.spans
    ]
    by_rater = [
        (show(line.name, 30), line.n, _said(line.seconds), _said(line.gold), _said(line.rating)) for line in raters
    ]
    parts = [
        table(_HEADS, by_question, empty=_NONE),
        table(("first", "second", "items", "agreement", "kappa"), by_pair, empty=""),
        table(("from", "to", "items", "agreement", "alpha"), over_time, empty=""),
        table(("rater", "done", "seconds", "gold", "rating"), by_rater, empty=""),
        "\n".join(_changes(raters)),
        facts({"shift with the persona in view": _said(halo.total.shift), "left out": counted(report.left_out)}),
    ]
    return "\n\n".join(part for part in parts if part)


def _changes(raters: Sequence[RaterLine]) -> list[str]:
    return [
        f"{show(line.name, MAX_SHOWN_CHARS)}: {said}"
        for line in raters
        if not isinstance(line.drift, NotDefined)
        for said in line.drift
    ]


def _said(found: Figure) -> str:
    if isinstance(found, NotDefined):
        return "not defined"
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"
