"""What the schema holds beside SQLModel's tables: full-text tables and triggers, in one list."""

_TOKENS = "unicode61 remove_diacritics 2"


def _fts(kind: str, text: str, columns: str) -> list[str]:
    """Return the full-text table of a kind and the triggers that keep it with the rows.

    The table keeps no text of its own. What it indexes is `search_text` where
    the row has one (blanks around characters of scripts without spaces).
    """
    new = text.format(row="new")
    return [
        f"create virtual table {kind}_fts using fts5(text, content='', contentless_delete=1, tokenize='{_TOKENS}')",
        f"create trigger {kind}_fts_insert after insert on {kind} begin "
        f"insert into {kind}_fts(rowid, text) values (new.id, {new}); end",
        f"create trigger {kind}_fts_update after update of {columns} on {kind} begin "
        f"delete from {kind}_fts where rowid = old.id; "
        f"insert into {kind}_fts(rowid, text) values (new.id, {new}); end",
        f"create trigger {kind}_fts_delete after delete on {kind} begin "
        f"delete from {kind}_fts where rowid = old.id; end",
    ]


def _append_only(table: str) -> list[str]:
    return [
        f"create trigger {table}_no_update before update on {table} begin "
        f"select raise(abort, '{table} rows are never changed'); end",
        f"create trigger {table}_no_delete before delete on {table} begin "
        f"select raise(abort, '{table} rows are never deleted'); end",
    ]


def _owed(row: str) -> str:
    """Return what a call costs or may still cost: a failed one nothing, one without a known cost what was reserved."""
    return (
        f"case {row}.state when 'failed' then coalesce({row}.cost_usd, 0.0) "
        f"else coalesce({row}.cost_usd, {row}.reserved_usd, 0.0) end"
    )


def _spending() -> list[str]:
    """Return the triggers by which the spend of a day and a job is that of its calls, whoever writes them."""
    now, before = _owed("new"), _owed("old")

    def add(owed: str) -> str:
        return (
            "insert into spend (day, job_id, owed_usd) "
            f"select coalesce(substr(new.sent_at, 1, 10), ''), new.job_id, {owed} where {owed} <> 0.0 "
            "on conflict (day, job_id) do update set owed_usd = owed_usd + excluded.owed_usd"
        )

    return [
        f"create trigger attempt_spends after insert on attempt begin {add(f'({now})')}; end",
        "create trigger attempt_spends_otherwise after update of state, cost_usd, reserved_usd on attempt begin "
        f"{add(f'(({now}) - ({before}))')}; end",
    ]


def _superseded_only(table: str, said: str) -> list[str]:
    """Return the triggers by which a row is never changed or deleted, but may step back for a newer one."""
    return [
        f"create trigger {table}_no_update before update of {said} on {table} begin "
        f"select raise(abort, '{table}s are never changed, only superseded'); end",
        f"create trigger {table}_no_delete before delete on {table} begin "
        f"select raise(abort, '{table}s are never deleted'); end",
    ]


def _queue_sizes() -> list[str]:
    """Return the triggers by which the size of the queue is that of its samples, whoever writes them."""

    def add(row: str, by: int) -> str:
        return (
            f"insert into queue_size (scenario, n_reviews, n) select {row}.scenario, {row}.n_reviews, {by} "
            f"where {_waits(row)} on conflict (scenario, n_reviews) do update set n = n + excluded.n"
        )

    watched = "scenario, n_reviews, outcome, state, text"
    return [
        f"create trigger sample_queued after insert on sample when {_waits('new')} begin {add('new', 1)}; end",
        f"create trigger sample_queued_otherwise after update of {watched} on sample "
        f"when ({_waits('old')}) <> ({_waits('new')}) or old.n_reviews <> new.n_reviews "
        "or old.scenario <> new.scenario "
        f"begin {add('old', -1)}; {add('new', 1)}; end",
    ]


def _waits(row: str) -> str:
    """Return whether a row is one that people are asked to judge, as `REVIEWABLE` says it of the table."""
    return f"{row}.outcome in ('ok', 'check_failed') and {row}.state = 'active' and {row}.text <> ''"


_REVIEW_ANSWERS = (
    "sample_id, annotator_id, rubric_id, overall, answers, suggested, decision, flags, near_duplicate_of, note, "
    "persona_hidden, seconds_active, started_at, saved_at, is_withdrawn"
)

DECLARED: tuple[str, ...] = (
    *_fts("persona", "coalesce({row}.search_text, {row}.text)", "text, search_text"),
    *_fts(
        "sample",
        "coalesce({row}.search_text, {row}.edited_text, {row}.text)",
        "text, search_text, edited_text",
    ),
    "create trigger sample_counts_on_persona after insert on sample when new.persona_id is not null begin "
    "update persona set sample_count = sample_count + 1 where id = new.persona_id; end",
    *_spending(),
    *_append_only("event"),
    *_queue_sizes(),
    *_superseded_only("review", _REVIEW_ANSWERS),
    "create trigger comment_no_update before update of entity, entity_id, text, author_id, created_at on comment begin "
    "select raise(abort, 'comments are never changed, only resolved'); end",
    "create trigger comment_no_delete before delete on comment begin "
    "select raise(abort, 'comments are never deleted'); end",
    *_superseded_only(
        "comparison",
        "pair_id, annotator_id, left_is, choice, persona_hidden, note, seconds_active, created_at, is_withdrawn",
    ),
    *_superseded_only(
        "adjudication", "sample_id, rubric_id, decision, overall, answers, note, decided_by, created_at, is_withdrawn"
    ),
)
