"""Near-duplicates: pairs by words or by meaning, groups of pairs, and which member stays."""

from curation.dedup.groups import Group, Origin, PairScore, duplicate_groups
from curation.dedup.keeper import Choice, Member, choose_keeper
from curation.dedup.lexical import MAX_MEMBERS_PAIRED, LexicalResult, lexical_pairs, lexical_pairs_between
from curation.dedup.pairs import Pairs
from curation.dedup.semantic import COSINE_SLACK, semantic_pairs, semantic_pairs_between
from curation.dedup.wordsets import JACCARD_SLACK

__all__ = [
    "COSINE_SLACK",
    "JACCARD_SLACK",
    "MAX_MEMBERS_PAIRED",
    "Choice",
    "Group",
    "LexicalResult",
    "Member",
    "Origin",
    "PairScore",
    "Pairs",
    "choose_keeper",
    "duplicate_groups",
    "lexical_pairs",
    "lexical_pairs_between",
    "semantic_pairs",
    "semantic_pairs_between",
]
