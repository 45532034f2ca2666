"""People before sign-in exists: a name, a role, no password and no security boundary."""

from sqlmodel import Session, col, func, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Annotator, Role
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.text import identity_text
from curation.workspace import Workspace

PROGRAM = "Persona Curator"
"""The name under which the program itself brings the starter hub; nobody can work under it."""


def join(workspace: Workspace, name: str) -> Actor:
    """Return the person of that name, made on the first visit: the first is admin, later ones annotators.

    Raises:
        BadInputError: It is no name.
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
            is_first = not tx.exec(select(func.count()).where(Annotator.name != PROGRAM)).one()
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
        if not row.is_active:
            raise NotAllowedError(f"{row.name} is not an active member of this workspace.", "Ask an admin.")
        return _actor(row)


def program_actor(session: Session) -> Actor:
    """Return the program as an actor, for rows that no person brought."""
    row = _by_name(session, PROGRAM)
    if row is None:
        row = Annotator(name=PROGRAM, role=Role.VIEWER, is_active=False)
        session.add(row)
        session.flush()
    return _actor(row)


def find_actor(workspace: Workspace, actor_id: int) -> Actor | None:
    """Return an active person by id with the role of this moment, or None."""
    with workspace.read() as session:
        row = session.get(Annotator, actor_id)
        return _actor(row) if row is not None and row.is_active else None


def list_people(workspace: Workspace) -> list[Annotator]:
    """Return all people, active ones first, by name; the program itself is not among them."""
    with workspace.read() as session:
        found = select(Annotator).where(Annotator.name != PROGRAM)
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
        row = tx.get(Annotator, person_id)
        if row is None or row.name == PROGRAM:
            raise NotFoundError(f"There is no person {person_id}.")
        before = {"role": row.role, "is_active": row.is_active}
        row.role = role or row.role
        row.is_active = row.is_active if is_active is None else is_active
        tx.add(row)
        tx.flush()
        admins = select(func.count()).where(Annotator.role == Role.ADMIN, col(Annotator.is_active))
        if not tx.exec(admins).one():
            raise ConflictError("The workspace needs an active admin.", "Make somebody else admin first.")
        after = {"role": row.role, "is_active": row.is_active}
        add_event(
            tx,
            actor_id=actor.id,
            action="person.changed",
            entity="annotator",
            entity_id=person_id,
            before=before,
            after=after,
        )


def _by_name(session: Session, name: str) -> Annotator | None:
    """Compare without case in Python: SQLite folds ASCII letters only."""
    rows = session.exec(select(Annotator))
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _actor(row: Annotator) -> Actor:
    if row.id is None:
        raise ValueError("the person has not been stored yet")
    return Actor(id=row.id, name=row.name, role=Role(row.role))
