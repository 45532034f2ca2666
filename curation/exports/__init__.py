"""What leaves: rows written whole to files, a card that describes them, a manifest that proves them."""

from curation.exports.card import CardFacts, DuplicateFacts, ModelFacts, SourceFacts, dataset_card
from curation.exports.checks import LeftOut, Target
from curation.exports.csv_file import write_comments_csv, write_csv, write_ratings_csv
from curation.exports.files import WrittenFile, safe_name, write_text
from curation.exports.jsonl import write_comments_jsonl, write_messages, write_native_jsonl, write_ratings_jsonl
from curation.exports.manifest import ManifestFacts, check_manifest, refuse_foreign, staged_export, write_manifest
from curation.exports.parquet_file import write_comments_parquet, write_parquet, write_ratings_parquet
from curation.exports.preferences import PreferenceRow, write_preferences
from curation.exports.rows import CheckResult, CommentRow, Message, RatingRow, SampleRow

__all__ = [
    "CardFacts",
    "CheckResult",
    "CommentRow",
    "DuplicateFacts",
    "LeftOut",
    "ManifestFacts",
    "Message",
    "ModelFacts",
    "PreferenceRow",
    "RatingRow",
    "SampleRow",
    "SourceFacts",
    "Target",
    "WrittenFile",
    "check_manifest",
    "dataset_card",
    "refuse_foreign",
    "safe_name",
    "staged_export",
    "write_comments_csv",
    "write_comments_jsonl",
    "write_comments_parquet",
    "write_csv",
    "write_manifest",
    "write_messages",
    "write_native_jsonl",
    "write_parquet",
    "write_preferences",
    "write_ratings_csv",
    "write_ratings_jsonl",
    "write_ratings_parquet",
    "write_text",
]
