"""People before sign-in exists: a name, a role, no password and no security boundary."""

from typing import Any

from sqlmodel import Session, col, func, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Annotator, RaterKind, Role
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.text import identity_text
from curation.workspace import Workspace

Membership = dict[str, Any]
"""Role, and whether somebody works here, as an event keeps them."""
PROGRAM = "Persona Curator"
"""The name under which the program itself brings the starter hub; nobody can work under it."""


def join(workspace: Workspace, name: str) -> Actor:
    """Return the person of that name, made on the first visit: the first is admin, later ones annotators.

    Raises:
        BadInputError: It is no name, or a model judges under it.
        NotAllowedError: The person has left.
    """
    wanted = identity_text(name)
    if not 1 <= len(wanted) <= 80:
        raise BadInputError("A name has 1 to 80 characters.", "Type the name you want to be known by.")
    if wanted.casefold() == PROGRAM.casefold():
        raise BadInputError(f"'{PROGRAM}' is the program's own name.", "Choose another name.")
    with workspace.write() as tx:
        row = _by_name(tx, wanted)
        if row is None:
            is_first = not tx.exec(select(func.count()).where(Annotator.kind == RaterKind.PERSON)).one()
            row = Annotator(name=wanted, role=Role.ADMIN if is_first else Role.ANNOTATOR)
            tx.add(row)
            tx.flush()
            add_event(
                tx,
                actor_id=row.id,
                action="person.joined",
                entity="annotator",
                entity_id=row.id,
                after={"role": row.role},
            )
        if row.kind != RaterKind.PERSON:
            raise BadInputError(f"'{row.name}' is a model that judges here.", "Choose another name.")
        if not row.is_active:
            raise NotAllowedError(f"{row.name} is not an active member of this workspace.", "Ask an admin.")
        return _actor(row)


def program_actor(session: Session) -> Actor:
    """Return the program as an actor, for rows that no person brought."""
    row = _by_name(session, PROGRAM)
    if row is None:
        row = Annotator(name=PROGRAM, kind=RaterKind.PROGRAM, role=Role.VIEWER, is_active=False)
        session.add(row)
        session.flush()
    return _actor(row)


def find_actor(workspace: Workspace, actor_id: int) -> Actor | None:
    """Return an active person by id with the role of this moment, or None."""
    with workspace.read() as session:
        row = session.get(Annotator, actor_id)
        return _actor(row) if row is not None and row.is_active and row.kind == RaterKind.PERSON else None


def list_people(workspace: Workspace) -> list[Annotator]:
    """Return all people, active ones first, by name; neither the program nor a model that judges is among them."""
    with workspace.read() as session:
        found = select(Annotator).where(Annotator.kind == RaterKind.PERSON)
        return list(session.exec(found.order_by(col(Annotator.is_active).desc(), col(Annotator.name))))


def change_person(
    workspace: Workspace, person_id: int, *, role: Role | None = None, is_active: bool | None = None, actor: Actor
) -> None:
    """Give a person another role, or end or renew the membership.

    Raises:
        ConflictError: It would leave the workspace without an active admin.
    """
    with workspace.write() as tx:
        allow(tx, actor, "set_role")
        before, after = set_membership(tx, person_id, role=role, is_active=is_active)
        add_event(
            tx,
            actor_id=actor.id,
            action="person.changed",
            entity="annotator",
            entity_id=person_id,
            before=before,
            after=after,
        )


def set_membership(
    tx: Session,
    person_id: int,
    *,
    role: Role | None = None,
    is_active: bool | None = None,
    expected: Membership | None = None,
) -> tuple[Membership, Membership]:
    """Change role or membership in the caller's transaction; return what was, and what is.

    Raises:
        NotFoundError: There is no such person.
        ConflictError: It would leave the workspace without an active admin, or what is there is not what is expected.
    """
    row = tx.get(Annotator, person_id)
    if row is None or row.kind != RaterKind.PERSON:
        raise NotFoundError(f"There is no person {person_id}.")
    before: Membership = {"role": row.role, "is_active": row.is_active}
    if expected not in (None, before):
        raise ConflictError("This was changed again since.", "Look at the newer change; nothing was changed now.")
    row.role = role or row.role
    row.is_active = row.is_active if is_active is None else is_active
    tx.add(row)
    tx.flush()
    is_admin = (Annotator.role == Role.ADMIN, Annotator.kind == RaterKind.PERSON, col(Annotator.is_active))
    if not tx.exec(select(func.count()).where(*is_admin)).one():
        raise ConflictError("The workspace needs an active admin.", "Make somebody else admin first.")
    return before, {"role": row.role, "is_active": row.is_active}


def _by_name(session: Session, name: str) -> Annotator | None:
    """Compare without case in Python: SQLite folds ASCII letters only."""
    rows = session.exec(select(Annotator))
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _actor(row: Annotator) -> Actor:
    if row.id is None:
        raise ValueError("the person has not been stored yet")
    return Actor(id=row.id, name=row.name, role=Role(row.role))
