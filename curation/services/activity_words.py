"""What each event says in a sentence; the name of who did it stands before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

UNDONE: Final = ".undone"
_MAX_CHARS: Final = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What an event keeps, as far as a sentence tells it."""

    entity: str
    entity_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    n_items: int = 0
    about: str = ""
    """The name of the person whom it is about."""
    is_blind: bool = False
    """Whether the reader must not know what was decided, since one has still to decide."""

    @property
    def thing(self) -> str:
        """What it is about: one item, or how many."""
        noun = self.entity.replace("_", " ")
        if self.entity_id is not None:
            return f"{noun} {self.entity_id}"
        return f"{self.n_items:,} {noun}{'' if self.n_items == 1 else 's'}"

    @property
    def why(self) -> str:
        """The reason that was given, after a colon; empty where none was."""
        reason = str(self.after.get("reason") or "")
        return f": {reason[:_MAX_CHARS]}" if reason else ""

    def new(self, name: str, default: object = "?") -> str:
        """Return one of the values after the event."""
        value = self.after.get(name)
        return str(default if value is None else value)[:_MAX_CHARS]


Words = Callable[[Said], str]


def tell(action: str, said: Said) -> str:
    """Return what was done, in words; an action of another version by its name."""
    if action.endswith(UNDONE):
        taken_back = replace(said, before=said.after, after=said.before)
        return f"took back: {tell(action.removesuffix(UNDONE), taken_back)}"
    words = SENTENCES.get(action)
    return words(said) if words else f"did '{action[:60]}' ({said.thing})"


def _thing(words: str) -> Words:
    """Return words with the thing in the place of the star."""
    before, _, after = words.partition("*")
    return lambda said: f"{before}{said.thing}{after}"


def _with_why(words: str) -> Words:
    plain = _thing(words)
    return lambda said: plain(said) + said.why


def _judged(said: Said) -> str:
    if said.is_blind:
        return f"judged {said.thing}"
    verb = {"accept": "accepted", "reject": "rejected", "skip": "skipped"}.get(said.new("decision"), "judged")
    rating = f", {said.new('overall')} of 5" if said.after.get("overall") is not None else ""
    flags = [str(flag).replace("_", " ") for flag in said.after.get("flags") or ()]
    return f"{verb} {said.thing}{rating}{''.join(f', {flag}' for flag in flags)}"


def _settled(said: Said) -> str:
    if said.is_blind:
        return f"settled {said.thing}"
    verb = {"accept": "accepted", "reject": "rejected"}.get(said.new("decision"), "settled")
    rating = f", {said.new('overall')} of 5" if said.after.get("overall") is not None else ""
    return f"settled {said.thing}: {verb}{rating}"


def _known(said: Said) -> str:
    """The known sample by its own number: which sample it is, no rater may read."""
    return f"known sample {said.entity_id}"


def _twin(verb: str, side: str) -> Words:
    def words(said: Said) -> str:
        if said.is_blind:
            return f"judged {said.thing}"
        return f"{verb} {said.thing} a near-duplicate of sample {getattr(said, side).get('near_duplicate_of')}"

    return words


def _decided(said: Said) -> str:
    if said.after.get("decision") == "keep_all":
        return f"kept all of {said.thing}"
    return f"kept {said.new('keeper_id')} of {said.thing} and dropped the others"


def _person_changed(said: Said) -> str:
    changes = []
    if said.before.get("role") != said.after.get("role"):
        changes.append(f"made {said.about or said.thing} {said.new('role')}")
    if said.before.get("is_active") != said.after.get("is_active"):
        verb = "took back" if said.after.get("is_active") else "ended"
        changes.append(f"{verb} the membership of {said.about or said.thing}")
    return " and ".join(changes) or f"looked at the membership of {said.about or said.thing}"


def _grouped(said: Said) -> str:
    counts = f"{said.new('groups')} groups, {said.new('dropped')} dropped"
    return f"had the near-duplicate {said.entity}s grouped anew: {counts}"


def _setting(said: Said) -> str:
    return f"changed the setting {', '.join(sorted(said.after)) or '?'}"


def _caps(said: Said) -> str:
    caps = (("daily_usd", "a day"), ("total_usd", "in all"))
    told = [f"${said.after[name]:,.2f} {span}" for name, span in caps if said.after.get(name) is not None]
    return f"set the caps on spending: {', '.join(told) or 'none'}"


def _items(said: Said, name: str) -> str:
    count = said.after.get(name)
    return "samples" if not isinstance(count, int) else f"{count:,} sample{'' if count == 1 else 's'}"


def _switched(said: Said) -> str:
    return "let reviewers see" if said.after.get("prefills") else "no longer shows"


def _template(verb: str) -> Words:
    return lambda said: (
        f"{verb} version {said.new('version')} of the prompt {said.new('scenario')}/{said.new('variant')}"
    )


def _price(verb: str, side: str) -> Words:
    def words(said: Said) -> str:
        row = getattr(said, side)
        return f"{verb} the price of {row.get('provider')} / {row.get('model')}"

    return words


SENTENCES: Final[Mapping[str, Words]] = {
    "person.joined": lambda said: f"joined as {said.new('role')}",
    "person.changed": _person_changed,
    "review.submitted": _judged,
    "review.withdrawn": _thing("took back what they had said of *"),
    "review.twin_named": _twin("called", "after"),
    "review.twin_taken_back": _twin("no longer calls", "before"),
    "review_policy.changed": lambda _: "changed how the work is shared",
    "rubric.saved": lambda said: f"saved version {said.new('version')} of the rubric {said.new('name')}",
    "assignment.made": lambda said: f"asked people for {_items(said, 'count')}",
    "assignment.taken_back": lambda said: f"asks no longer for {_items(said, 'count')}",
    "assignment.handed_over": lambda said: f"handed {_items(said, 'count')} over from one person to another",
    "judge.prefill_set": lambda said: f"{_switched(said)} the suggestions of {said.about or said.thing}",
    "judge.prefill_withdrawn": lambda said: f"had the suggestions of {said.about or said.thing} end{said.why}",
    "judge.reviewed": lambda said: f"had samples judged by a model ({said.thing})",
    "judge.added": lambda said: f"made {said.about or said.new('name', 'a model')} a judge",
    "comparison.submitted": lambda said: f"compared the two texts of pair {said.entity_id}",
    "comparison.withdrawn": lambda said: f"took back what they had said of pair {said.entity_id}",
    "comparison_set.made": lambda said: f"made {said.new('pairs')} pairs to compare: {said.new('name')}",
    "comparison_set.opened": lambda said: f"opened the comparison {said.new('name')}",
    "comparison_set.closed": lambda said: f"closed the comparison {said.new('name')}",
    "adjudication.settled": _settled,
    "adjudication.withdrawn": _thing("took back what was settled of *"),
    "gold.set": lambda said: f"said what is right of {_known(said)}",
    "gold.retired": lambda said: f"retired {_known(said)}",
    "gold.returned": lambda said: f"asks about {_known(said)} again",
    "guess.submitted": lambda said: f"guessed whose text {said.thing} is",
    "comment.added": _thing("commented on *"),
    "comment.resolved": _thing("resolved a comment on *"),
    "comment.reopened": _thing("reopened a comment on *"),
    "duplicate_group.decided": _decided,
    "duplicate_group.decision_undone": _thing("took back the decision about *"),
    "sample.edited": _thing("corrected the text of *"),
    "sample.fixed": lambda said: f"corrected {said.thing} as sample {said.new('like')} was corrected",
    "sample.solved": lambda said: f"had {said.thing} solved again: {said.new('verdict')}",
    "sample.excluded": _with_why("excluded *"),
    "sample.restored": _thing("restored *"),
    "sample.tagged": lambda said: f"tagged {said.thing} with {said.new('tag')}",
    "sample.sent_to_review": _thing("sent * to review"),
    "sample.grouped": _grouped,
    "persona.written": _thing("wrote * by hand"),
    "persona.edited": _thing("corrected *"),
    "persona.quarantined": _with_why("set * aside"),
    "persona.attributes_set": _thing("set attributes of *"),
    "persona.attributes_found": lambda said: f"had attributes of {said.thing} found",
    "persona.made": _thing("had * made"),
    "persona.found_again": _thing("had * found again"),
    "persona.excluded": _with_why("excluded *"),
    "persona.restored": _thing("restored *"),
    "persona.tagged": lambda said: f"tagged {said.thing} with {said.new('tag')}",
    "persona.grouped": _grouped,
    "source.import_started": lambda said: f"began to bring in {said.new('name', said.thing)}",
    "source.imported": _thing("brought in *"),
    "job.queued": lambda said: f"asked for {said.thing}: {said.new('kind').replace('_', ' ')}",
    "job.cancelled": _thing("cancelled *"),
    "job.resumed": _thing("resumed *"),
    "job.calls_made": lambda said: f"got the answers of {said.thing}",
    "texts.read": lambda said: f"had new texts read by the model ({said.thing})",
    "map.drawn": lambda said: f"had the map drawn: {said.new('personas')} personas, {said.new('clusters')} clusters",
    "trial.revealed": lambda said: f"uncovered which text is of which way to ask ({said.thing})",
    "release.written": lambda said: f"wrote the release {said.new('release', said.thing)}: {said.new('rows')} rows",
    "template.added": _template("brought"),
    "template.created": _template("made"),
    "template.saved": _template("saved"),
    "example.added": _thing("added *"),
    "example.persona_set": _thing("wrote whom * is for"),
    "example.set_aside": _thing("set * aside"),
    "example.restored": _thing("took * back"),
    "setting.changed": _setting,
    "spend.caps_set": _caps,
    "price.set": _price("set", "after"),
    "price.removed": _price("removed", "before"),
    "workspace.backed_up": lambda _: "made a backup",
    "workspace.restored": lambda _: "put a backup in the place of the workspace",
}
"""By the name of the action."""

NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "Reviews": ("review", "comparison", "adjudication", "guess"),
    "Comments": ("comment",),
    "Duplicates": ("duplicate_group",),
    "Samples": ("sample",),
    "Personas": ("persona", "map"),
    "Sources": ("source",),
    "Jobs": ("job", "texts", "trial"),
    "Releases": ("release",),
    "Prompts": ("template", "example"),
    "Team": ("person", "review_policy", "comparison_set", "assignment", "rubric", "gold", "judge"),
    "Settings": ("setting", "spend", "price", "workspace"),
}
"""What the feed can be narrowed to, and how the names of the actions begin."""


def actions_of(noun: str) -> list[str]:
    """Return the actions of a noun, and what takes them back."""
    own = [action for action in SENTENCES if action.partition(".")[0] in NOUNS[noun]]
    return [name for action in own for name in (action, action + UNDONE)]
