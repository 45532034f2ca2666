"""The pairs of texts that leave as preference data: those on which the votes prefer one that may leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.models import ComparisonPair, ComparisonSet, PairSource
from curation.services.comparison_sets import text_was_changed
from curation.services.licences import strictest
from curation.store import comparisons as votes_store
from curation.store.comparisons import VoteRow
from curation.store.preference_pairs import PairText, compared_sets, pair_texts
from curation.store.releases import Choice

PAIR_REASONS: Final[Mapping[str, str]] = {
    "not_voted": "nobody has voted on the pair",
    "no_winner": "the votes prefer neither of the two texts",
    "both_bad": "half of the votes or more say that both texts are bad",
    "text_changed": "the edited text was changed since people voted",
    "prompts_differ": "the two texts answer different prompts",
    "same_text": "both texts are the same",
}
_FINE_TO_LOSE: Final = ("rejected", "not_ok")
"""What keeps a text from leaving as a good one, and not as the one that people did not choose."""


@dataclass(frozen=True, slots=True)
class PreferredPair:
    """A pair with the text that the votes prefer; arms and texts as people saw them."""

    pair_id: int
    of_set: ComparisonSet
    prompt: str
    chosen: PairText
    rejected: PairText
    chosen_text: str
    rejected_text: str
    chosen_arm: str
    rejected_arm: str
    votes: Mapping[str, int]

    @property
    def licence(self) -> str:
        """What one may do with both texts together."""
        return strictest((self.chosen.licence, self.rejected.licence))

    @property
    def margin(self) -> float:
        """By how much of the votes the chosen text is ahead, votes that both are bad apart."""
        votes = self.votes
        return (votes["chosen"] - votes["rejected"]) / (votes["chosen"] + votes["rejected"] + votes["tie"])

    @property
    def agreement(self) -> float:
        """Which share of all votes is for the chosen text."""
        return self.votes["chosen"] / sum(self.votes.values())


@dataclass(frozen=True, slots=True)
class PreferencePlan:
    """The pairs that leave, and the number of the others by reason."""

    pairs: Sequence[PreferredPair]
    left_out: Mapping[str, int]

    @property
    def sample_ids(self) -> list[int]:
        """The samples of the pairs, in ascending order."""
        return sorted({one.id for pair in self.pairs for one in (pair.chosen, pair.rejected)})

    @property
    def licences(self) -> dict[str, int]:
        """How many pairs have a text under each licence."""
        return _counted({one.licence for one in (pair.chosen, pair.rejected)} for pair in self.pairs)

    @property
    def labels(self) -> dict[str, int]:
        """How many pairs have a text under each label."""
        return _counted({one.label for one in (pair.chosen, pair.rejected)} - {""} for pair in self.pairs)

    @property
    def scenarios(self) -> dict[str, int]:
        """How many pairs are of each scenario."""
        return _counted({pair.chosen.scenario} for pair in self.pairs)


def preferred_pairs(
    session: Session, choice: Choice, set_ids: Sequence[int], *, until: int | None = None
) -> PreferencePlan:
    """Return what leaves of some sets, or of all: asked for are pairs whose samples are both of the choice.

    Args:
        session: To read with.
        choice: Which samples are asked for.
        set_ids: The sets; none names all.
        until: Votes as they stood when this was the newest; else those of now.
    """
    left_out: Counter[str] = Counter()
    found = []
    for of_set in compared_sets(session, set_ids):
        pairs = votes_store.pairs_of(session, of_set.id or 0)
        texts = pair_texts(session, choice, pairs)
        votes: dict[int, list[VoteRow]] = {}
        for row in votes_store.votes_of(session, of_set.id or 0, until=until):
            votes.setdefault(row.pair_id, []).append(row)
        for pair in pairs:
            if pair.a_sample_id not in texts or pair.b_sample_id not in texts:
                continue
            result = _judge(of_set, pair, texts, votes.get(pair.id or 0, []))
            if isinstance(result, str):
                left_out[result] += 1
            else:
                found.append(result)
    return PreferencePlan(found, dict(sorted(left_out.items())))


def _judge(
    of_set: ComparisonSet, pair: ComparisonPair, texts: Mapping[int, PairText], votes: Sequence[VoteRow]
) -> PreferredPair | str:
    """Return the pair with its winner, or the reason why it does not leave."""
    a, b = texts[pair.a_sample_id], texts[pair.b_sample_id]
    if not votes:
        return "not_voted"
    if text_was_changed(of_set, a.id, a.text_hash):
        return "text_changed"
    won = Counter(_winner(row) for row in votes)
    if 2 * won["both_bad"] >= len(votes):
        return "both_bad"
    if won["a"] == won["b"]:
        return "no_winner"
    sides = [(a, pair.a_arm, won["a"]), (b, pair.b_arm, won["b"])]
    (chosen, chosen_arm, n_chosen), (rejected, rejected_arm, n_rejected) = sorted(sides, key=lambda side: -side[2])
    if reason := _why_not(chosen, rejected):
        return reason
    made = PreferredPair(
        pair_id=pair.id or 0,
        of_set=of_set,
        prompt=chosen.prompt,
        chosen=chosen,
        rejected=rejected,
        chosen_text=_text(of_set, chosen, chosen_arm),
        rejected_text=_text(of_set, rejected, rejected_arm),
        chosen_arm=chosen_arm,
        rejected_arm=rejected_arm,
        votes={"chosen": n_chosen, "rejected": n_rejected, "tie": won["tie"], "both_bad": won["both_bad"]},
    )
    return "same_text" if made.chosen_text.strip() == made.rejected_text.strip() else made


def _winner(row: VoteRow) -> str:
    if row.choice not in ("left", "right"):
        return row.choice
    return row.left_is if row.choice == "left" else "b" if row.left_is == "a" else "a"


def _why_not(chosen: PairText, rejected: PairText) -> str:
    if chosen.reason:
        return chosen.reason
    if rejected.reason and rejected.reason not in _FINE_TO_LOSE:
        return rejected.reason
    if not chosen.prompt or not rejected.prompt:
        return "no_prompt"
    return "" if chosen.prompt == rejected.prompt else "prompts_differ"


def _text(of_set: ComparisonSet, found: PairText, arm: str) -> str:
    """Return the text of an arm as people saw it."""
    if of_set.source == PairSource.EDITED_OR_ORIGINAL and arm == "edited" and found.edited_text is not None:
        return found.edited_text
    return found.text


def _counted(values: Iterable[set[str]]) -> dict[str, int]:
    return dict(sorted(Counter(one for several in values for one in several).items()))
