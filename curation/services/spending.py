"""What may be spent: a cap for each day and one for the whole workspace, over all jobs together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError
from curation.models import Setting, utc_now
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.store.spend import owed_by_day, owed_in_all, owed_on
from curation.workspace import Workspace

DAILY_CAP: Final = "spend.daily_cap_usd"
TOTAL_CAP: Final = "spend.total_cap_usd"
_DAYS_SHOWN: Final = 14


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be spent, in US dollars; None is no limit. What may still be billed counts as spent."""

    daily_usd: float | None = None
    total_usd: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any."""
        return self.daily_usd is not None or self.total_usd is not None


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent, and what may be; `by_day` has the last days with calls, the newest first."""

    caps: Caps
    today_usd: float
    total_usd: float
    by_day: Sequence[tuple[str, float]]


def caps_of(session: Session) -> Caps:
    """Return the caps as they stand now."""
    wanted = select(Setting).where(col(Setting.name).in_((DAILY_CAP, TOTAL_CAP)))
    found = {row.name: float(row.value) for row in session.exec(wanted) if row.value != ""}
    return Caps(found.get(DAILY_CAP), found.get(TOTAL_CAP))


def spending(workspace: Workspace) -> Spending:
    """Return what was spent and set aside so far, by the clock of this machine in UTC."""
    with workspace.read() as session:
        by_day = owed_by_day(session, limit=_DAYS_SHOWN)
        return Spending(caps_of(session), owed_on(session, utc_now()), owed_in_all(session), by_day)


def save_caps(workspace: Workspace, caps: Caps, *, actor: Actor) -> None:
    """Set the caps; they hold at once, also for jobs that run.

    Raises:
        BadInputError: A cap is not a finite number above 0.
    """
    for usd in (caps.daily_usd, caps.total_usd):
        if usd is not None and not 0 < usd < 1e9:
            raise BadInputError("A cap is an amount above $0.", "Leave it empty for no limit.")
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        before = caps_of(tx)
        for name, usd in ((DAILY_CAP, caps.daily_usd), (TOTAL_CAP, caps.total_usd)):
            tx.merge(Setting(name=name, value="" if usd is None else usd))
        add_event(
            tx,
            actor_id=actor.id,
            action="spend.caps_set",
            entity="setting",
            before={"daily_usd": before.daily_usd, "total_usd": before.total_usd},
            after={"daily_usd": caps.daily_usd, "total_usd": caps.total_usd},
        )
