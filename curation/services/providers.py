"""How the providers are set up: addresses and model names here, keys in the worker's environment only."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, get_args

from sqlmodel import Session, col, select

from curation.errors import BadInputError
from curation.models import Job, JobKind, JobState, Setting
from curation.providers import ProviderConfig, ProviderName, check_base_url, is_vendor_url
from curation.providers.base import KEY_NAMES
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.workspace import Workspace

PROVIDERS: Final[tuple[ProviderName, ...]] = get_args(ProviderName)
DEMO_MODEL: Final = "grammar/1"
DEMO_IN_FLIGHT: Final = 64
MAX_IN_FLIGHT: Final = 1_024
MAX_MODEL_CHARS: Final = 200
_ON_DEMAND: Final = ("models", "call", "probe")
"""What a check finds only where it is asked to."""
_SUGGESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "demo": (DEMO_MODEL,),
    "anthropic": ("claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"),
    "openai": ("gpt-6-luna", "gpt-6.1-sol", "gpt-5-mini"),
}
_TERMS: Final[Mapping[str, str]] = {
    "demo": "none: written by rule, not by a language model",
    "anthropic": "Anthropic's terms of service and usage policy",
    "openai": "OpenAI's terms of use and usage policies",
}


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How often a provider may be asked, over all jobs of a worker; None is no limit."""

    max_in_flight: int = 16
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    @property
    def in_words(self) -> str:
        """The limits in one phrase."""
        calls = "1 call at once" if self.max_in_flight == 1 else f"{self.max_in_flight:,} calls at once"
        by_minute = (("requests", self.requests_per_minute), ("tokens", self.tokens_per_minute))
        return ", ".join([calls, *(f"{n:,} {what} a minute" for what, n in by_minute if n is not None)])


@dataclass(frozen=True, slots=True)
class ProviderSetup:
    """How one provider is reached; None as the address is the vendor itself."""

    name: ProviderName
    base_url: str | None
    models: tuple[str, ...]
    limits: CallLimits = CallLimits()

    @property
    def key_variable(self) -> str | None:
        """The variable of the worker's environment, or the name in its key file, in which the key is looked for."""
        return KEY_NAMES.get(self.name)

    @property
    def terms(self) -> str:
        """Under what terms the output of its models stands, as a note for releases."""
        if is_vendor_url(self.name, self.base_url):
            return _TERMS[self.name]
        return f"the licence of the model that {self.base_url} serves"


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """What the worker found; a page or a command knows of keys only through this."""

    job_id: int
    finished_at: str
    found: Mapping[str, Any]


def provider_setup(session: Session, name: str) -> ProviderSetup:
    """Return how a provider is reached.

    Raises:
        BadInputError: There is no such provider.
    """
    known = _known(name)
    base_url = _value(session, f"provider.{known}.base_url", "") or None
    models = _value(session, f"provider.{known}.models", [])
    if not models and is_vendor_url(known, base_url):
        models = _SUGGESTED[known]  # another server has models of its own
    return ProviderSetup(known, base_url, tuple(models), limits_of(session, known))


def limits_of(session: Session, name: ProviderName) -> CallLimits:
    """Return how often a provider may be asked."""
    if name == "demo":
        return CallLimits(max_in_flight=DEMO_IN_FLIGHT)
    return CallLimits(**_value(session, f"provider.{name}.limits", {}))


def list_providers(workspace: Workspace) -> list[ProviderSetup]:
    """Return all providers, the built-in one first."""
    with workspace.read() as session:
        return [provider_setup(session, name) for name in PROVIDERS]


def allowed_hosts(session: Session) -> frozenset[str]:
    """Return the hosts to which http is allowed beside this machine."""
    return frozenset(_value(session, "provider.allowed_hosts", []))


def list_allowed_hosts(workspace: Workspace) -> list[str]:
    """Return the hosts to which http is allowed, in order."""
    with workspace.read() as session:
        return sorted(allowed_hosts(session))


def provider_config(session: Session, name: str) -> ProviderConfig:
    """Return what a provider is built with, its address checked once more.

    Raises:
        BadInputError: The address is not allowed, for instance since an admin took its host off the list.
    """
    setup = provider_setup(session, name)
    base_url = setup.base_url and check_base_url(setup.base_url, allowed_hosts=allowed_hosts(session))
    return ProviderConfig(setup.name, base_url)


def save_provider(
    workspace: Workspace, name: str, *, base_url: str | None, models: Sequence[str], actor: Actor
) -> None:
    """Set where a provider is reached and which models are suggested; without any, those that are known of a vendor.

    Raises:
        BadInputError: The address is not allowed, or the provider has none to set.
    """
    known = _known(name)
    address = (base_url or "").strip()
    suggested = list(dict.fromkeys(model.strip() for model in models if model.strip()))
    if known == "demo":
        raise BadInputError("The demo generator is built in and has nothing to set.")
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        if address:
            address = check_base_url(address, allowed_hosts=allowed_hosts(tx))
        _save(tx, f"provider.{known}.base_url", address, actor)
        _save(tx, f"provider.{known}.models", suggested, actor)


def save_limits(workspace: Workspace, name: str, limits: CallLimits, *, actor: Actor) -> None:
    """Set how often a provider may be asked; jobs that run keep to it from their next calls on.

    Raises:
        BadInputError: A limit is below 1, more calls at once than a worker can keep, or the provider has none to set.
    """
    known = _known(name)
    if known == "demo":
        raise BadInputError("The demo generator is built in and has nothing to set.")
    if not 1 <= limits.max_in_flight <= MAX_IN_FLIGHT:
        raise BadInputError(f"Calls at once are 1 to {MAX_IN_FLIGHT:,}, not {limits.max_in_flight:,}.")
    for per_minute in (limits.requests_per_minute, limits.tokens_per_minute):
        if per_minute is not None and per_minute < 1:
            raise BadInputError("A limit per minute is at least 1.", "Leave it empty for no limit.")
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        _save(tx, f"provider.{known}.limits", asdict(limits), actor)


def save_allowed_hosts(workspace: Workspace, hosts: Sequence[str], *, actor: Actor) -> None:
    """Set the hosts to which http is allowed beside this machine.

    Raises:
        BadInputError: A name carries a port, a path or a blank.
    """
    names = sorted({host.strip().lower() for host in hosts if host.strip()})
    for name in names:
        if not name.isascii() or not name.isprintable() or set(name) & set("/:@?# \\"):
            raise BadInputError("A host is a name or an address, without port or path.", "Example: gpu-server.lan")
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        _save(tx, "provider.allowed_hosts", names, actor)


def check_provider(
    workspace: Workspace,
    name: str,
    *,
    actor: Actor,
    with_call: bool = False,
    model: str | None = None,
    lists_models: bool = False,
    probes: bool = False,
) -> int:
    """Let the worker look whether a provider can be used, and on demand more; return the job's id.

    Args:
        workspace: Where it is set up.
        name: Which provider.
        actor: Who asks.
        with_call: Whether to send one tiny call, which is billed.
        model: The one to call or to probe.
        lists_models: Whether to ask for the provider's list of models, which costs nothing.
        probes: Whether to find out by one small call if the model keeps to a form.

    Raises:
        BadInputError: A call is asked for and no model is named.
    """
    known = _known(name)
    meant = (model or "").strip()[:MAX_MODEL_CHARS]
    if (with_call or probes) and not meant:
        raise BadInputError("A call needs a model.", "Name one that the provider has.")
    params = {"provider": known, "with_call": with_call, "model": meant, "list_models": lists_models, "probe": probes}
    n_asked = max(1, sum((with_call, lists_models, probes)))
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        return enqueue(tx, kind=JobKind.PROVIDER_CHECK, params=params, total=n_asked, actor=actor).id or 0


def last_checks(workspace: Workspace) -> dict[str, ProviderCheck]:
    """Return what was found at the address that each provider has now.

    It is what the newest check says, and what earlier ones say of calls, models
    and forms that it was not asked about.
    """
    found: dict[str, ProviderCheck] = {}
    with workspace.read() as session:
        address: dict[str, str | None] = {name: provider_setup(session, name).base_url for name in PROVIDERS}
        ended = select(Job).where(
            Job.kind == JobKind.PROVIDER_CHECK, col(Job.state).in_((JobState.DONE, JobState.FAILED))
        )
        for job in session.exec(ended.order_by(col(Job.id).desc()).limit(50)):
            name = str(job.params["provider"])
            told = job.result or {"base_url": address.get(name), "is_ready": False, "problem": job.error}
            if name not in address or told.get("base_url") != address[name]:
                continue
            newer = found.get(name)
            if newer is None:
                found[name] = ProviderCheck(job.id or 0, f"{job.finished_at:%Y-%m-%d %H:%M} UTC", told)
            else:
                earlier: dict[str, Any] = {part: told[part] for part in _ON_DEMAND if part in told}
                found[name] = replace(newer, found={**earlier, **newer.found})
    return found


def checks_under_way(workspace: Workspace) -> dict[str, int]:
    """Return the providers that the worker is asked about now, each with its job."""
    with workspace.read() as session:
        wanted = select(Job).where(
            Job.kind == JobKind.PROVIDER_CHECK, col(Job.state).in_((JobState.QUEUED, JobState.RUNNING))
        )
        return {str(job.params["provider"]): job.id or 0 for job in session.exec(wanted.order_by(col(Job.id)))}


def _known(name: str) -> ProviderName:
    for known in PROVIDERS:
        if known == name:
            return known
    raise BadInputError(f"There is no provider '{name}'.", f"Known: {', '.join(PROVIDERS)}.")


def _value(session: Session, name: str, default: Any) -> Any:  # noqa: ANN401 - a JSON value
    row = session.get(Setting, name)
    return default if row is None else row.value


def _save(tx: Session, name: str, value: object, actor: Actor) -> None:
    row = tx.get(Setting, name)
    before = None if row is None else row.value
    if row is not None and before == value:
        return
    tx.merge(Setting(name=name, value=value))
    add_event(
        tx,
        actor_id=actor.id,
        action="setting.changed",
        entity="setting",
        before={name: before},
        after={name: value},
    )
