"""Who answers: which providers there are, whether one can be used, how often it may be asked, what may be spent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import click

from curation.cli.common import Amount, Commands, answer, facts, opened, show, table
from curation.cli.running import finish
from curation.services import provider_findings
from curation.services import providers as service
from curation.services import spending as money
from curation.services.estimates import usd
from curation.services.providers import PROVIDERS, CallLimits, ProviderSetup
from curation.services.spending import Caps, Spending

_NONE: Final = "none"
_NAME: Final = click.Choice(PROVIDERS)
_SET: Final = tuple(name for name in PROVIDERS if name != "demo")


class _OrNone(click.ParamType[Any]):
    """A number above 0, or the word `none`, which takes a limit away."""

    name = "number"

    def __init__(self, number: click.ParamType[Any]) -> None:
        """Take what reads the number."""
        self._number = number

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click types it
        """Read the number or the word."""
        return value if value == _NONE else self._number.convert(value, param, ctx)


@click.group("providers", cls=Commands)
def providers() -> None:
    """See who can answer, try it, and limit how often it is asked and what it may cost."""


@providers.command("list")
def list_() -> None:
    """List the providers, their addresses, models and limits."""
    with opened() as (workspace, _):
        found = service.list_providers(workspace)
        checks = service.last_checks(workspace)
        findings = provider_findings.list_findings(workspace)
    listed: list[dict[str, Any]] = [
        {
            "name": setup.name,
            "base_url": setup.base_url,
            "models": list(setup.models),
            "models_listed": len(findings[setup.name].models),
            "capabilities": findings[setup.name].capabilities,
            "limits": setup.limits,
            "terms": setup.terms,
            "last_check": checks.get(setup.name),
        }
        for setup in found
    ]
    rows = [(setup.name, _address(setup), show(", ".join(setup.models), 80), setup.limits.in_words) for setup in found]
    answer({"providers": listed}, table(("name", "address", "models", "limits"), rows, empty="No providers."))


@providers.command("test")
@click.argument("name", type=_NAME)
@click.option("--call", is_flag=True, help="Also send one tiny call, which may cost a fraction of a cent.")
@click.option("--model", metavar="NAME", help="The model to call; needed with --call.")
def test(name: str, *, call: bool, model: str | None) -> None:
    """Look whether a provider can be used: its package, address and key; exit 1 unless it can."""
    job_id, result = _look(name, with_call=call, model=model)
    said = _found(result)
    if "call" in result:
        said["answer"] = show(result["call"]["said"], 200)
    _answer(job_id, result, said, is_good=bool(result["is_ready"]))


@providers.command("models")
@click.argument("name", type=_NAME)
def models(name: str) -> None:
    """Ask a provider which models it has, and keep them as suggestions; nothing is billed for that."""
    with opened() as (workspace, actor):
        job_id = service.check_provider(workspace, name, actor=actor, lists_models=True)
        result = dict(finish(workspace, job_id).result)
        names = list(provider_findings.list_findings(workspace)[name].models)
    listed = result.pop("models", {"ok": False})
    lines = "\n".join(show(model) for model in names) if listed["ok"] else ""
    said = _found(result) | ({} if listed["ok"] else {"problem": result["problem"] or show(listed["said"], 400)})
    told = {**result, "problem": said.get("problem", ""), "models": names if listed["ok"] else []}
    answer({"job_id": job_id, **told}, lines or facts(said))
    if not listed["ok"]:
        click.get_current_context().exit(1)


@providers.command("probe")
@click.argument("name", type=_NAME)
@click.option("--model", metavar="NAME", required=True, help="The model to probe.")
def probe(name: str, *, model: str) -> None:
    """Find out by one small call whether a model keeps to a JSON form that its provider is told of."""
    job_id, result = _look(name, probes=True, model=model)
    said = _found(result)
    if "probe" in result:
        said |= {"structured": result["probe"].get("structured"), "said": show(result["probe"]["said"], 400)}
    _answer(job_id, result, said, is_good=bool(result.get("probe", {}).get("ok")))


@providers.command("limits")
@click.argument("name", type=click.Choice(_SET))
@click.option("--at-once", metavar="N", type=click.IntRange(1), help="Calls at once, at most.")
@click.option(
    "--requests-per-minute",
    metavar="N",
    type=_OrNone(click.IntRange(1)),
    help="Requests a minute; `none` for no limit.",
)
@click.option(
    "--tokens-per-minute", metavar="N", type=_OrNone(click.IntRange(1)), help="Tokens a minute; `none` for no limit."
)
def limits(
    name: str, *, at_once: int | None, requests_per_minute: int | str | None, tokens_per_minute: int | str | None
) -> None:
    """Show how often a provider is asked over all jobs, or set it."""
    changes = _given(
        max_in_flight=at_once, requests_per_minute=requests_per_minute, tokens_per_minute=tokens_per_minute
    )
    with opened() as (workspace, actor):
        (setup,) = (one for one in service.list_providers(workspace) if one.name == name)
        wanted: CallLimits = replace(setup.limits, **changes)
        if changes:
            service.save_limits(workspace, name, wanted, actor=actor)
    said = {
        "calls at once": wanted.max_in_flight,
        "requests a minute": wanted.requests_per_minute or "no limit",
        "tokens a minute": wanted.tokens_per_minute or "no limit",
    }
    answer({"provider": name, "limits": wanted}, facts(said))


@providers.command("caps")
@click.option(
    "--daily-usd", metavar="USD", type=_OrNone(Amount(min=0, min_open=True)), help="For each day; `none` for no cap."
)
@click.option(
    "--total-usd",
    metavar="USD",
    type=_OrNone(Amount(min=0, min_open=True)),
    help="For the workspace in all; `none` for no cap.",
)
def caps(*, daily_usd: float | str | None, total_usd: float | str | None) -> None:
    """Show what was spent and what may be spent at most over all jobs, or set the caps."""
    changes = _given(daily_usd=daily_usd, total_usd=total_usd)
    with opened() as (workspace, actor):
        if changes:
            wanted: Caps = replace(money.spending(workspace).caps, **changes)
            money.save_caps(workspace, wanted, actor=actor)
        found = money.spending(workspace)
    by_day = [{"day": day, "usd": amount} for day, amount in found.by_day]
    told = {"caps": found.caps, "today_usd": found.today_usd, "total_usd": found.total_usd, "by_day": by_day}
    answer(told, _spending_text(found))


def _look(name: str, **what: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401 - as `check_provider` takes it
    """Have the provider looked at, and return the job and what it found."""
    with opened() as (workspace, actor):
        job_id = service.check_provider(workspace, name, actor=actor, **what)
        return job_id, dict(finish(workspace, job_id).result)


def _found(result: Mapping[str, Any]) -> dict[str, object]:
    said = {"provider": result["provider"], "ready": bool(result["is_ready"]), "key found": result["key_found"]}
    return said | ({"problem": result["problem"]} if result["problem"] else {})


def _answer(job_id: int, result: Mapping[str, Any], said: Mapping[str, object], *, is_good: bool) -> None:
    answer({"job_id": job_id, **result}, facts(said))
    if not is_good:
        click.get_current_context().exit(1)


def _given(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - numbers, or the word that stands for None
    return {name: None if value == _NONE else value for name, value in changes.items() if value is not None}


def _spending_text(found: Spending) -> str:
    daily, total = found.caps.daily_usd, found.caps.total_usd
    head = {
        "today": usd(found.today_usd) + (", no cap" if daily is None else f" of {usd(daily)}"),
        "in all": usd(found.total_usd) + (", no cap" if total is None else f" of {usd(total)}"),
    }
    days = table(("day", "spent"), [(day, usd(amount)) for day, amount in found.by_day], empty="Nothing was spent yet.")
    return f"{facts(head)}\n\n{days}"


def _address(setup: ProviderSetup) -> str:
    if setup.name == "demo":
        return "built in"
    return show(setup.base_url or "the vendor's own")
