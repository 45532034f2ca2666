alter table annotator rename to annotator_before;;
CREATE TABLE annotator (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  preferences TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('person', 'program', 'judge')),
  CONSTRAINT role_known CHECK (role in ('viewer', 'annotator', 'curator', 'admin')),
  CONSTRAINT is_active_is_flag CHECK (is_active in (0, 1)),
  CONSTRAINT name_length CHECK (length(name) between 1 and 80),
  UNIQUE (name)
)
 STRICT;;
insert into annotator (id, name, role, is_active, created_at, kind, provider, model, preferences)
select id, name, role, is_active, created_at, case name when 'Persona Curator' then 'program' else 'person' end, '', '', '{}'
from annotator_before;;
drop table annotator_before;;
CREATE TABLE queue_size (
  scenario TEXT NOT NULL,
  n_reviews INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (scenario, n_reviews)
)
 STRICT;;
CREATE TABLE comment (
  id INTEGER NOT NULL,
  entity TEXT NOT NULL,
  entity_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  author_id INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  resolved_by INTEGER,
  resolved_at TEXT,
  PRIMARY KEY (id),
  CONSTRAINT entity_known CHECK (entity in ('sample', 'persona', 'duplicate_group', 'job', 'comparison_pair')),
  CONSTRAINT text_length CHECK (length(text) between 1 and 4000),
  FOREIGN KEY(author_id) REFERENCES annotator (id),
  FOREIGN KEY(resolved_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX comment_by_entity ON comment (entity, entity_id, id);;
CREATE INDEX ix_comment_author_id ON comment (author_id);;
CREATE TABLE comparison_set (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  params TEXT NOT NULL,
  question TEXT NOT NULL,
  shows_persona INTEGER NOT NULL,
  overlap INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT source_known CHECK (source in ('models', 'templates', 'persona_or_none', 'edited_or_original', 'same_persona')),
  CONSTRAINT shows_persona_is_flag CHECK (shows_persona in (0, 1)),
  CONSTRAINT is_open_is_flag CHECK (is_open in (0, 1)),
  CONSTRAINT overlap_positive CHECK (overlap >= 1),
  CONSTRAINT name_length CHECK (length(name) between 1 and 120),
  UNIQUE (name),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX event_by_actor ON event (actor_id, action, id);;
alter table job rename to job_before;;
CREATE TABLE job (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL,
  state TEXT NOT NULL,
  params TEXT NOT NULL,
  result TEXT NOT NULL,
  client_token TEXT NOT NULL,
  is_bulk INTEGER NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  budget_usd REAL,
  owner INTEGER NOT NULL,
  cancel_requested INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until REAL,
  runs INTEGER NOT NULL,
  not_before TEXT,
  error TEXT NOT NULL,
  created_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('import_personas', 'import_samples', 'import_texts', 'generate', 'texts_to_personas', 'expand_personas', 'persona_attributes', 'map', 'embed', 'dedup', 'export', 'provider_check', 'solve', 'derive_examples', 'judge')),
  CONSTRAINT lane_known CHECK (lane in ('provider', 'cpu')),
  CONSTRAINT state_known CHECK (state in ('queued', 'running', 'paused', 'done', 'failed', 'refused', 'cancelled')),
  CONSTRAINT cancel_requested_is_flag CHECK (cancel_requested in (0, 1)),
  CONSTRAINT done_not_negative CHECK (done >= 0),
  CONSTRAINT total_not_negative CHECK (total >= 0),
  UNIQUE (client_token),
  FOREIGN KEY(owner) REFERENCES annotator (id)
)
 STRICT;;
insert into job (id, kind, lane, state, params, result, client_token, is_bulk, done, total, budget_usd, owner, cancel_requested, lease_owner, lease_until, runs, not_before, error, created_at, started_at, finished_at)
select id, kind, lane, state, params, result, client_token, is_bulk, done, total, budget_usd, owner, cancel_requested, lease_owner, lease_until, runs, not_before, error, created_at, started_at, finished_at
from job_before;;
drop table job_before;;
CREATE INDEX job_claim ON job (lane, state, is_bulk, id);;
alter table rubric rename to rubric_before;;
CREATE TABLE rubric (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  questions TEXT NOT NULL,
  guideline TEXT NOT NULL,
  created_by INTEGER,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name, version),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
insert into rubric (id, name, version, questions, created_at, guideline)
select id, name, version, questions, created_at, ''
from rubric_before;;
drop table rubric_before;;
CREATE TABLE mention (
  comment_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  is_read INTEGER NOT NULL,
  PRIMARY KEY (comment_id, annotator_id),
  CONSTRAINT is_read_is_flag CHECK (is_read in (0, 1)),
  FOREIGN KEY(comment_id) REFERENCES comment (id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX mention_unread ON mention (annotator_id, comment_id) WHERE is_read = 0;;
alter table sample rename to sample_before;;
CREATE TABLE sample (
  id INTEGER NOT NULL,
  job_id INTEGER,
  item_no INTEGER,
  source_id INTEGER,
  scenario TEXT NOT NULL,
  template_id INTEGER,
  persona_id INTEGER,
  other_persona_id INTEGER,
  parent_id INTEGER,
  mode TEXT NOT NULL,
  language TEXT NOT NULL,
  prompt TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  params TEXT NOT NULL,
  seed INTEGER,
  raw TEXT NOT NULL,
  text TEXT NOT NULL,
  search_text TEXT,
  text_hash TEXT NOT NULL,
  answer TEXT,
  data TEXT NOT NULL,
  edited_text TEXT,
  checks TEXT NOT NULL,
  failed_checks TEXT NOT NULL,
  verdict TEXT NOT NULL,
  persona_score REAL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  finish_reason TEXT NOT NULL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_usd REAL,
  latency_s REAL,
  request_id TEXT,
  licence TEXT NOT NULL,
  label TEXT NOT NULL,
  counts INTEGER NOT NULL,
  wanted INTEGER NOT NULL,
  n_words INTEGER NOT NULL,
  n_reviews INTEGER NOT NULL,
  rating_mean REAL,
  rating_spread INTEGER,
  decision TEXT NOT NULL,
  is_adjudicated INTEGER NOT NULL,
  flags TEXT NOT NULL,
  embedding TEXT NOT NULL,
  is_compared INTEGER NOT NULL,
  nearest_id INTEGER,
  nearest_score REAL,
  nearest_origin TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT outcome_known CHECK (outcome in ('ok', 'check_failed', 'refused', 'cut_off', 'unparseable', 'empty', 'failed', 'unknown', 'cancelled', 'not_sent')),
  CONSTRAINT state_known CHECK (state in ('active', 'duplicate', 'excluded', 'quarantined')),
  CONSTRAINT decision_known CHECK (decision in ('', 'accept', 'reject', 'mixed')),
  UNIQUE (job_id, item_no),
  CONSTRAINT mode_known CHECK (mode in ('', 'zero-shot', 'few-shot', 'persona-few-shot')),
  CONSTRAINT verdict_known CHECK (verdict in ('', 'agreed', 'disagreed', 'unsolved')),
  CONSTRAINT counts_is_flag CHECK (counts in (0, 1)),
  CONSTRAINT wanted_is_flag CHECK (wanted in (0, 1)),
  CONSTRAINT is_compared_is_flag CHECK (is_compared in (0, 1)),
  CONSTRAINT is_adjudicated_is_flag CHECK (is_adjudicated in (0, 1)),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(source_id) REFERENCES source (id),
  FOREIGN KEY(template_id) REFERENCES template (id),
  FOREIGN KEY(persona_id) REFERENCES persona (id),
  FOREIGN KEY(other_persona_id) REFERENCES persona (id),
  FOREIGN KEY(parent_id) REFERENCES sample (id),
  FOREIGN KEY(nearest_id) REFERENCES sample (id)
)
 STRICT;;
insert into sample (id, job_id, item_no, source_id, scenario, template_id, persona_id, other_persona_id, parent_id, mode, language, prompt, provider, model, params, seed, raw, text, search_text, text_hash, answer, data, edited_text, checks, failed_checks, verdict, persona_score, outcome, reason, state, state_reason, finish_reason, input_tokens, output_tokens, cost_usd, latency_s, request_id, licence, label, counts, wanted, n_words, n_reviews, rating_mean, decision, flags, embedding, is_compared, nearest_id, nearest_score, nearest_origin, version, created_at, is_adjudicated)
select id, job_id, item_no, source_id, scenario, template_id, persona_id, other_persona_id, parent_id, mode, language, prompt, provider, model, params, seed, raw, text, search_text, text_hash, answer, data, edited_text, checks, failed_checks, verdict, persona_score, outcome, reason, state, state_reason, finish_reason, input_tokens, output_tokens, cost_usd, latency_s, request_id, licence, label, counts, wanted, n_words, n_reviews, rating_mean, decision, flags, embedding, is_compared, nearest_id, nearest_score, nearest_origin, version, created_at, 0
from sample_before;;
drop table sample_before;;
CREATE INDEX ix_sample_other_persona_id ON sample (other_persona_id);;
CREATE INDEX ix_sample_parent_id ON sample (parent_id);;
CREATE INDEX ix_sample_source_id ON sample (source_id);;
CREATE INDEX ix_sample_template_id ON sample (template_id);;
CREATE INDEX sample_alone ON sample (substr(raw, 1, 200)) WHERE persona_id is null;;
CREATE INDEX sample_differ ON sample (id) WHERE is_adjudicated = 0 and (decision = 'mixed' or rating_spread >= 2);;
CREATE INDEX sample_labelled ON sample (id) WHERE counts is 0;;
CREATE INDEX sample_licence_id ON sample (licence, id);;
CREATE INDEX sample_model_id ON sample (model, id);;
CREATE INDEX sample_nearest_id ON sample (nearest_score, id);;
CREATE INDEX sample_not_compared ON sample (id) WHERE is_compared = 0;;
CREATE INDEX sample_outcome_id ON sample (outcome, id);;
CREATE INDEX sample_overview ON sample (scenario, outcome, state, decision);;
CREATE INDEX sample_pending ON sample (id) WHERE embedding = '';;
CREATE INDEX sample_persona_id ON sample (persona_id, id);;
CREATE INDEX sample_provider_id ON sample (provider, id);;
CREATE INDEX sample_queue ON sample (wanted desc, n_reviews, id) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_queue_failed_checks ON sample (failed_checks, wanted desc, n_reviews, id, scenario) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '' and failed_checks <> '';;
CREATE INDEX sample_queue_language ON sample (language, wanted desc, n_reviews, id, scenario) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_queue_model ON sample (model, wanted desc, n_reviews, id, scenario) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_queue_outcome ON sample (outcome, wanted desc, n_reviews, id, scenario) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_queue_scenario ON sample (scenario, wanted desc, n_reviews, id) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_queue_verdict ON sample (verdict, wanted desc, n_reviews, id, scenario) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '' and verdict <> '';;
CREATE INDEX sample_rating_id ON sample (rating_mean, id);;
CREATE INDEX sample_scenario_id ON sample (scenario, id);;
CREATE INDEX sample_state_id ON sample (state, id);;
CREATE INDEX sample_text_hash ON sample (text_hash);;
CREATE INDEX sample_unreadable ON sample (embedding) WHERE embedding not in ('', 'done');;
CREATE INDEX sample_verdict_id ON sample (verdict, id) WHERE verdict <> '';;
CREATE INDEX sample_waits ON sample (id, n_reviews, scenario, wanted) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_words_id ON sample (n_words, id);;
CREATE TABLE adjudication (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  rubric_id INTEGER NOT NULL,
  decision TEXT NOT NULL,
  overall INTEGER,
  answers TEXT NOT NULL,
  note TEXT NOT NULL,
  decided_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  is_withdrawn INTEGER NOT NULL,
  superseded_by INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT decision_known CHECK (decision in ('', 'accept', 'reject')),
  CONSTRAINT overall_range CHECK (overall is null or overall between 1 and 5),
  CONSTRAINT is_withdrawn_is_flag CHECK (is_withdrawn in (0, 1)),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(rubric_id) REFERENCES rubric (id),
  FOREIGN KEY(decided_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE UNIQUE INDEX adjudication_current ON adjudication (sample_id) WHERE superseded_by is null;;
CREATE INDEX ix_adjudication_superseded_by ON adjudication (superseded_by);;
CREATE TABLE assignment (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  event_id INTEGER,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (annotator_id, sample_id),
  CONSTRAINT is_open_is_flag CHECK (is_open in (0, 1)),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id),
  FOREIGN KEY(event_id) REFERENCES event (id)
)
 STRICT;;
CREATE INDEX assignment_act ON assignment (event_id);;
CREATE INDEX assignment_sample ON assignment (sample_id);;
CREATE INDEX assignment_waits ON assignment (annotator_id, id) WHERE is_open = 1;;
CREATE TABLE comparison_pair (
  id INTEGER NOT NULL,
  set_id INTEGER NOT NULL,
  a_sample_id INTEGER NOT NULL,
  b_sample_id INTEGER NOT NULL,
  a_arm TEXT NOT NULL,
  b_arm TEXT NOT NULL,
  persona_id INTEGER,
  n_votes INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (set_id, a_sample_id, b_sample_id, a_arm, b_arm),
  CONSTRAINT n_votes_not_negative CHECK (n_votes >= 0),
  FOREIGN KEY(set_id) REFERENCES comparison_set (id),
  FOREIGN KEY(a_sample_id) REFERENCES sample (id),
  FOREIGN KEY(b_sample_id) REFERENCES sample (id),
  FOREIGN KEY(persona_id) REFERENCES persona (id)
)
 STRICT;;
CREATE INDEX comparison_pair_waits ON comparison_pair (set_id, n_votes, id);;
CREATE INDEX ix_comparison_pair_a_sample_id ON comparison_pair (a_sample_id);;
CREATE INDEX ix_comparison_pair_b_sample_id ON comparison_pair (b_sample_id);;
CREATE TABLE gold (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  decision TEXT NOT NULL,
  overall_low INTEGER,
  overall_high INTEGER,
  answers TEXT NOT NULL,
  why TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('gold', 'attention')),
  CONSTRAINT decision_known CHECK (decision in ('', 'accept', 'reject')),
  CONSTRAINT overall_low_range CHECK (overall_low is null or overall_low between 1 and 5),
  CONSTRAINT overall_high_range CHECK (overall_high is null or overall_high between 1 and 5),
  CONSTRAINT is_active_is_flag CHECK (is_active in (0, 1)),
  UNIQUE (sample_id),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE TABLE guess (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  options TEXT NOT NULL,
  chosen_id INTEGER,
  is_right INTEGER NOT NULL,
  seconds_active REAL NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (sample_id, annotator_id),
  CONSTRAINT is_right_is_flag CHECK (is_right in (0, 1)),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id),
  FOREIGN KEY(chosen_id) REFERENCES persona (id)
)
 STRICT;;
CREATE INDEX guess_by_annotator ON guess (annotator_id, id);;
alter table review rename to review_before;;
CREATE TABLE review (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  rubric_id INTEGER NOT NULL,
  overall INTEGER,
  answers TEXT NOT NULL,
  suggested TEXT NOT NULL,
  decision TEXT,
  flags TEXT NOT NULL,
  near_duplicate_of INTEGER,
  note TEXT NOT NULL,
  persona_hidden INTEGER NOT NULL,
  seconds_active REAL NOT NULL,
  started_at TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  is_withdrawn INTEGER NOT NULL,
  superseded_by INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT overall_range CHECK (overall is null or overall between 1 and 5),
  CONSTRAINT decision_known CHECK (decision in ('accept', 'reject', 'skip')),
  CONSTRAINT persona_hidden_is_flag CHECK (persona_hidden in (0, 1)),
  CONSTRAINT is_withdrawn_is_flag CHECK (is_withdrawn in (0, 1)),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id),
  FOREIGN KEY(rubric_id) REFERENCES rubric (id),
  FOREIGN KEY(near_duplicate_of) REFERENCES sample (id)
)
 STRICT;;
insert into review (id, sample_id, annotator_id, rubric_id, overall, decision, flags, near_duplicate_of, note, persona_hidden, seconds_active, started_at, saved_at, is_withdrawn, superseded_by, answers, suggested)
select id, sample_id, annotator_id, rubric_id, overall, decision, flags, near_duplicate_of, note, persona_hidden, seconds_active, started_at, saved_at, is_withdrawn, superseded_by, '{}', '{}'
from review_before;;
drop table review_before;;
CREATE INDEX ix_review_superseded_by ON review (superseded_by);;
CREATE INDEX review_by_annotator ON review (annotator_id, id);;
CREATE INDEX review_by_rubric ON review (rubric_id) WHERE superseded_by is null;;
CREATE UNIQUE INDEX review_current ON review (sample_id, annotator_id) WHERE superseded_by is null;;
CREATE INDEX review_mine ON review (annotator_id, decision, id) WHERE superseded_by is null;;
alter table review_claim rename to review_claim_before;;
CREATE TABLE review_claim (
  annotator_id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  claimed_at TEXT NOT NULL,
  PRIMARY KEY (annotator_id, sample_id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id),
  FOREIGN KEY(sample_id) REFERENCES sample (id)
)
 STRICT;;
insert into review_claim (annotator_id, sample_id, claimed_at)
select annotator_id, sample_id, claimed_at
from review_claim_before;;
drop table review_claim_before;;
CREATE INDEX review_claim_sample ON review_claim (sample_id);;
CREATE TABLE comparison (
  id INTEGER NOT NULL,
  pair_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  left_is TEXT NOT NULL,
  choice TEXT NOT NULL,
  persona_hidden INTEGER NOT NULL,
  note TEXT NOT NULL,
  seconds_active REAL NOT NULL,
  created_at TEXT NOT NULL,
  is_withdrawn INTEGER NOT NULL,
  superseded_by INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT choice_known CHECK (choice in ('left', 'right', 'tie', 'both_bad', 'skip')),
  CONSTRAINT left_is_known CHECK (left_is in ('a', 'b')),
  CONSTRAINT persona_hidden_is_flag CHECK (persona_hidden in (0, 1)),
  CONSTRAINT is_withdrawn_is_flag CHECK (is_withdrawn in (0, 1)),
  FOREIGN KEY(pair_id) REFERENCES comparison_pair (id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX comparison_by_annotator ON comparison (annotator_id, id);;
CREATE UNIQUE INDEX comparison_current ON comparison (pair_id, annotator_id) WHERE superseded_by is null;;
CREATE INDEX ix_comparison_superseded_by ON comparison (superseded_by);;
CREATE TABLE judgement (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  judge_id INTEGER NOT NULL,
  sample_id INTEGER,
  pair_id INTEGER,
  rubric_id INTEGER,
  is_swapped INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  answers TEXT NOT NULL,
  prompt TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  params TEXT NOT NULL,
  seed INTEGER,
  raw TEXT NOT NULL,
  finish_reason TEXT NOT NULL,
  request_id TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_usd REAL,
  latency_s REAL,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT outcome_known CHECK (outcome in ('ok', 'check_failed', 'refused', 'cut_off', 'unparseable', 'empty', 'failed', 'unknown', 'cancelled', 'not_sent')),
  UNIQUE (job_id, item_no),
  CONSTRAINT about_one_thing CHECK ((sample_id is null) <> (pair_id is null)),
  CONSTRAINT is_swapped_is_flag CHECK (is_swapped in (0, 1)),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(judge_id) REFERENCES annotator (id),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(pair_id) REFERENCES comparison_pair (id),
  FOREIGN KEY(rubric_id) REFERENCES rubric (id)
)
 STRICT;;
CREATE INDEX judgement_pair ON judgement (pair_id) WHERE pair_id is not null;;
CREATE INDEX judgement_sample ON judgement (sample_id) WHERE sample_id is not null;;
create trigger sample_fts_insert after insert on sample begin insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_update after update of text, search_text, edited_text on sample begin delete from sample_fts where rowid = old.id; insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_delete after delete on sample begin delete from sample_fts where rowid = old.id; end;;
create trigger sample_counts_on_persona after insert on sample when new.persona_id is not null begin update persona set sample_count = sample_count + 1 where id = new.persona_id; end;;
create trigger sample_queued after insert on sample when new.outcome in ('ok', 'check_failed') and new.state = 'active' and new.text <> '' begin insert into queue_size (scenario, n_reviews, n) select new.scenario, new.n_reviews, 1 where new.outcome in ('ok', 'check_failed') and new.state = 'active' and new.text <> '' on conflict (scenario, n_reviews) do update set n = n + excluded.n; end;;
create trigger sample_queued_otherwise after update of scenario, n_reviews, outcome, state, text on sample when (old.outcome in ('ok', 'check_failed') and old.state = 'active' and old.text <> '') <> (new.outcome in ('ok', 'check_failed') and new.state = 'active' and new.text <> '') or old.n_reviews <> new.n_reviews or old.scenario <> new.scenario begin insert into queue_size (scenario, n_reviews, n) select old.scenario, old.n_reviews, -1 where old.outcome in ('ok', 'check_failed') and old.state = 'active' and old.text <> '' on conflict (scenario, n_reviews) do update set n = n + excluded.n; insert into queue_size (scenario, n_reviews, n) select new.scenario, new.n_reviews, 1 where new.outcome in ('ok', 'check_failed') and new.state = 'active' and new.text <> '' on conflict (scenario, n_reviews) do update set n = n + excluded.n; end;;
create trigger review_no_update before update of sample_id, annotator_id, rubric_id, overall, answers, suggested, decision, flags, near_duplicate_of, note, persona_hidden, seconds_active, started_at, saved_at, is_withdrawn on review begin select raise(abort, 'reviews are never changed, only superseded'); end;;
create trigger review_no_delete before delete on review begin select raise(abort, 'reviews are never deleted'); end;;
create trigger comment_no_update before update of entity, entity_id, text, author_id, created_at on comment begin select raise(abort, 'comments are never changed, only resolved'); end;;
create trigger comment_no_delete before delete on comment begin select raise(abort, 'comments are never deleted'); end;;
create trigger comparison_no_update before update of pair_id, annotator_id, left_is, choice, persona_hidden, note, seconds_active, created_at, is_withdrawn on comparison begin select raise(abort, 'comparisons are never changed, only superseded'); end;;
create trigger comparison_no_delete before delete on comparison begin select raise(abort, 'comparisons are never deleted'); end;;
create trigger adjudication_no_update before update of sample_id, rubric_id, decision, overall, answers, note, decided_by, created_at, is_withdrawn on adjudication begin select raise(abort, 'adjudications are never changed, only superseded'); end;;
create trigger adjudication_no_delete before delete on adjudication begin select raise(abort, 'adjudications are never deleted'); end;;
insert into queue_size (scenario, n_reviews, n)
select scenario, n_reviews, count(*)
from sample
where outcome in ('ok', 'check_failed') and state = 'active' and text <> ''
group by scenario, n_reviews;;
update sample set rating_spread = spread
from (
  select sample_id, max(overall) - min(overall) as spread
  from review
  where superseded_by is null and decision in ('accept', 'reject') and overall is not null
  group by sample_id
) as rated
where rated.sample_id = sample.id;;
