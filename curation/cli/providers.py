"""Who makes samples: which providers there are, and whether one can be used."""

from typing import Any

import click

from curation.cli.common import Commands, answer, facts, opened, show, table
from curation.cli.running import finish
from curation.services import providers as service
from curation.services.providers import PROVIDERS, ProviderSetup


@click.group("providers", cls=Commands)
def providers() -> None:
    """See who can make samples, and try it."""


@providers.command("list")
def list_() -> None:
    """List the providers, their addresses and the models suggested for them."""
    with opened() as (workspace, _):
        found = service.list_providers(workspace)
        checks = service.last_checks(workspace)
    listed: list[dict[str, Any]] = [
        {
            "name": setup.name,
            "base_url": setup.base_url,
            "models": list(setup.models),
            "terms": setup.terms,
            "last_check": checks.get(setup.name),
        }
        for setup in found
    ]
    rows = [(setup.name, _address(setup), show(", ".join(setup.models), 80)) for setup in found]
    answer({"providers": listed}, table(("name", "address", "models"), rows, empty="No providers."))


@providers.command("test")
@click.argument("name", type=click.Choice(PROVIDERS))
@click.option("--call", is_flag=True, help="Also send one tiny call, which may cost a fraction of a cent.")
@click.option("--model", metavar="NAME", help="The model to call; needed with --call.")
def test(name: str, *, call: bool, model: str | None) -> None:
    """Look whether a provider can be used: its package, address and key; exit 1 unless it can."""
    with opened() as (workspace, actor):
        job_id = service.check_provider(workspace, name, actor=actor, with_call=call, model=model)
        result = finish(workspace, job_id).result
    said = {"provider": name, "ready": bool(result["is_ready"]), "key found": result["key_found"]}
    if result["problem"]:
        said["problem"] = result["problem"]
    if "call" in result:
        said["answer"] = show(result["call"]["said"], 200)
    answer({"job_id": job_id, **result}, facts(said))
    if not result["is_ready"]:
        click.get_current_context().exit(1)


def _address(setup: ProviderSetup) -> str:
    if setup.name == "demo":
        return "built in"
    return show(setup.base_url or "the vendor's own")
