"""Full-text queries that no text can break."""

import unicodedata

from curation.text import search_text

MAX_QUERY_CHARS = 500
MAX_QUERY_TOKENS = 32


def match_expression(query: str) -> str | None:
    """Return an FTS5 expression that finds all words of the query, or None where nothing is left to find.

    Each word is quoted, so that operators, columns and syntax are plain text;
    characters of a script without spaces become one phrase; the last word is
    a prefix, so that a search grows as one types.
    """
    kept = "".join(c for c in query[:MAX_QUERY_CHARS] if c.isspace() or unicodedata.category(c)[0] != "C")
    tokens = [token for token in kept.split() if any(c.isalnum() for c in token)][:MAX_QUERY_TOKENS]
    if not tokens:
        return None
    quoted = ['"' + (search_text(token) or token).strip().replace('"', '""') + '"' for token in tokens]
    return " ".join(quoted) + ("*" if len(tokens[-1]) >= 2 and search_text(tokens[-1]) is None else "")
