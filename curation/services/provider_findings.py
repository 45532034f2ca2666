"""What was found out about providers: which models they list, and which of these keep to a form that is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session

from curation.models import Setting, utc_now
from curation.providers.base import SchemaMode
from curation.services.providers import PROVIDERS, ProviderSetup, provider_setup
from curation.workspace import Workspace

MAX_CAPABILITIES: Final = 500
"""Models of which it is kept whether they keep to a form; those of the latest probes."""


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether a model keeps to a form where the interface has a place for it, why not, and when it was found out."""

    structured: bool
    detail: str
    at: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found at the address that a provider has now; what another address said is left out.

    Attributes:
        models: As the provider lists them, newest first where it says when they were made.
        models_at: When it did; empty where it never did.
        capabilities: By model, of those that were probed.
    """

    models: tuple[str, ...] = ()
    models_at: str = ""
    capabilities: Mapping[str, Capability] = field(default_factory=dict)


def findings_of(session: Session, setup: ProviderSetup) -> Findings:
    """Return what was found out about a provider."""
    address = setup.base_url or ""
    listed = _value(session, _models_name(setup.name))
    is_current = listed.get("base_url") == address
    probed = {
        model: Capability(bool(one["structured"]), str(one["detail"]), str(one["at"]))
        for model, one in _value(session, _capabilities_name(setup.name)).items()
        if one.get("base_url") == address
    }
    if not is_current:
        return Findings(capabilities=probed)
    return Findings(tuple(listed["models"]), str(listed["at"]), probed)


def list_findings(workspace: Workspace) -> dict[str, Findings]:
    """Return what was found out, by provider."""
    with workspace.read() as session:
        return {name: findings_of(session, provider_setup(session, name)) for name in PROVIDERS}


def suggested_models(setup: ProviderSetup, findings: Findings) -> list[str]:
    """Return the models to offer: those that an admin wants suggested, then the others that the provider lists."""
    return list(dict.fromkeys((*setup.models, *findings.models)))


def schema_mode_of(session: Session, provider: str, model: str) -> SchemaMode:
    """Return where a form goes: into the prompt where a probe found that the model does not keep to it otherwise."""
    known = findings_of(session, provider_setup(session, provider)).capabilities.get(model)
    return "in_prompt" if known is not None and not known.structured else "native"


def keep_models(tx: Session, provider: str, base_url: str | None, models: Sequence[str]) -> None:
    """Keep the list of models that a provider gave, in the caller's transaction."""
    value = {"base_url": base_url or "", "at": _now(), "models": list(models)}
    tx.merge(Setting(name=_models_name(provider), value=value))


def keep_capability(
    tx: Session, provider: str, base_url: str | None, model: str, *, structured: bool, detail: str
) -> None:
    """Keep what the probe of a model found, in the caller's transaction."""
    name = _capabilities_name(provider)
    others = [(other, one) for other, one in _value(tx, name).items() if other != model]
    latest = dict(sorted(others, key=lambda pair: str(pair[1]["at"]))[1 - MAX_CAPABILITIES :])
    one = {"structured": structured, "detail": detail, "at": _now(), "base_url": base_url or ""}
    tx.merge(Setting(name=name, value={**latest, model: one}))


def _models_name(provider: str) -> str:
    return f"provider.{provider}.found_models"


def _capabilities_name(provider: str) -> str:
    return f"provider.{provider}.capabilities"


def _value(session: Session, name: str) -> dict[str, Any]:
    row = session.get(Setting, name)
    return {} if row is None else dict(row.value)


def _now() -> str:
    return f"{utc_now():%Y-%m-%d %H:%M} UTC"
