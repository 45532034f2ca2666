alter table template rename to template_before;;
CREATE TABLE template (
  id INTEGER NOT NULL,
  scenario TEXT NOT NULL,
  variant TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  contract TEXT NOT NULL,
  variables TEXT NOT NULL,
  example TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (scenario, variant, version),
  CONSTRAINT version_positive CHECK (version >= 1)
)
 STRICT;;
insert into template (id, scenario, variant, version, title, text, created_at, contract, variables, example)
select id, scenario, variant, version, title, text, created_at, '{}', '{}', ''
from template_before;;
drop table template_before;;
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
  CONSTRAINT kind_known CHECK (kind in ('import_personas', 'import_samples', 'import_texts', 'generate', 'texts_to_personas', 'expand_personas', 'persona_attributes', 'map', 'embed', 'dedup', 'export', 'provider_check', 'solve', 'derive_examples')),
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
CREATE TABLE batch (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  token TEXT NOT NULL,
  vendor_id TEXT,
  state TEXT NOT NULL,
  n INTEGER NOT NULL,
  n_done INTEGER NOT NULL,
  n_failed INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  submitted_at TEXT,
  polled_at TEXT,
  ended_at TEXT,
  PRIMARY KEY (id),
  CONSTRAINT state_known CHECK (state in ('submitting', 'running', 'ended', 'failed', 'cancelled', 'unknown')),
  CONSTRAINT n_not_negative CHECK (n >= 0),
  CONSTRAINT n_done_not_negative CHECK (n_done >= 0),
  CONSTRAINT n_failed_not_negative CHECK (n_failed >= 0),
  FOREIGN KEY(job_id) REFERENCES job (id),
  UNIQUE (token)
)
 STRICT;;
CREATE INDEX batch_job ON batch (job_id, id);;
CREATE TABLE spend (
  day TEXT NOT NULL,
  job_id INTEGER NOT NULL,
  owed_usd REAL NOT NULL,
  PRIMARY KEY (day, job_id),
  FOREIGN KEY(job_id) REFERENCES job (id)
)
 STRICT;;
CREATE INDEX spend_job ON spend (job_id);;
alter table attempt rename to attempt_before;;
CREATE TABLE attempt (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  try_no INTEGER NOT NULL,
  batch_id INTEGER,
  request_hash TEXT,
  from_attempt_id INTEGER,
  state TEXT NOT NULL,
  reserved_usd REAL,
  cost_usd REAL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_input_tokens INTEGER,
  cache_write_tokens INTEGER,
  request_id TEXT,
  reason TEXT NOT NULL,
  raw_body TEXT,
  sent_at TEXT,
  finished_at TEXT,
  PRIMARY KEY (id),
  CONSTRAINT state_known CHECK (state in ('reserved', 'sent', 'done', 'failed', 'unknown', 'not_sent')),
  UNIQUE (job_id, item_no, try_no),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(batch_id) REFERENCES batch (id),
  FOREIGN KEY(from_attempt_id) REFERENCES attempt (id)
)
 STRICT;;
insert into attempt (id, job_id, item_no, try_no, state, reserved_usd, cost_usd, input_tokens, output_tokens, request_id, reason, raw_body, sent_at, finished_at)
select id, job_id, item_no, try_no, state, reserved_usd, cost_usd, input_tokens, output_tokens, request_id, reason, raw_body, sent_at, finished_at
from attempt_before;;
drop table attempt_before;;
CREATE INDEX attempt_answered ON attempt (request_hash) WHERE state = 'done' and request_hash is not null and from_attempt_id is null;;
CREATE INDEX attempt_batch ON attempt (batch_id) WHERE batch_id is not null;;
CREATE INDEX attempt_cost ON attempt (job_id, cost_usd);;
CREATE INDEX attempt_state ON attempt (state, job_id);;
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
  decision TEXT NOT NULL,
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
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(source_id) REFERENCES source (id),
  FOREIGN KEY(template_id) REFERENCES template (id),
  FOREIGN KEY(persona_id) REFERENCES persona (id),
  FOREIGN KEY(other_persona_id) REFERENCES persona (id),
  FOREIGN KEY(parent_id) REFERENCES sample (id),
  FOREIGN KEY(nearest_id) REFERENCES sample (id)
)
 STRICT;;
insert into sample (id, job_id, item_no, source_id, scenario, template_id, persona_id, parent_id, language, prompt, provider, model, params, seed, raw, text, search_text, text_hash, answer, data, edited_text, checks, failed_checks, outcome, reason, state, state_reason, finish_reason, input_tokens, output_tokens, cost_usd, latency_s, request_id, licence, label, counts, wanted, n_words, n_reviews, rating_mean, decision, flags, embedding, is_compared, nearest_id, nearest_score, nearest_origin, version, created_at, mode, verdict)
select id, job_id, item_no, source_id, scenario, template_id, persona_id, parent_id, language, prompt, provider, model, params, seed, raw, text, search_text, text_hash, answer, data, edited_text, checks, failed_checks, outcome, reason, state, state_reason, finish_reason, input_tokens, output_tokens, cost_usd, latency_s, request_id, licence, label, counts, wanted, n_words, n_reviews, rating_mean, decision, flags, embedding, is_compared, nearest_id, nearest_score, nearest_origin, version, created_at, '', ''
from sample_before;;
drop table sample_before;;
CREATE INDEX ix_sample_other_persona_id ON sample (other_persona_id);;
CREATE INDEX ix_sample_parent_id ON sample (parent_id);;
CREATE INDEX ix_sample_source_id ON sample (source_id);;
CREATE INDEX ix_sample_template_id ON sample (template_id);;
CREATE INDEX sample_alone ON sample (substr(raw, 1, 200)) WHERE persona_id is null;;
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
CREATE INDEX sample_queue_scenario ON sample (scenario, wanted desc, n_reviews, id) WHERE outcome in ('ok', 'check_failed') and state = 'active' and text <> '';;
CREATE INDEX sample_rating_id ON sample (rating_mean, id);;
CREATE INDEX sample_scenario_id ON sample (scenario, id);;
CREATE INDEX sample_state_id ON sample (state, id);;
CREATE INDEX sample_text_hash ON sample (text_hash);;
CREATE INDEX sample_unreadable ON sample (embedding) WHERE embedding not in ('', 'done');;
CREATE INDEX sample_verdict_id ON sample (verdict, id) WHERE verdict <> '';;
CREATE INDEX sample_words_id ON sample (n_words, id);;
CREATE TABLE example (
  id INTEGER NOT NULL,
  scenario TEXT NOT NULL,
  text TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  persona TEXT NOT NULL,
  persona_how TEXT NOT NULL,
  sample_id INTEGER,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  state TEXT NOT NULL,
  created_by INTEGER,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT state_known CHECK (state in ('active', 'duplicate', 'excluded', 'quarantined')),
  CONSTRAINT persona_how_known CHECK (persona_how in ('none', 'given', 'derived', 'hand')),
  UNIQUE (scenario, text_hash),
  FOREIGN KEY(sample_id) REFERENCES sample (id),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX ix_example_sample_id ON example (sample_id);;
CREATE TABLE solution (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  run_no INTEGER NOT NULL,
  style TEXT NOT NULL,
  is_author INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  final_answer TEXT,
  program TEXT NOT NULL,
  printed TEXT NOT NULL,
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
  CONSTRAINT style_known CHECK (style in ('assistant', 'program')),
  CONSTRAINT outcome_known CHECK (outcome in ('ok', 'check_failed', 'refused', 'cut_off', 'unparseable', 'empty', 'failed', 'unknown', 'cancelled', 'not_sent')),
  UNIQUE (job_id, item_no),
  CONSTRAINT is_author_is_flag CHECK (is_author in (0, 1)),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(sample_id) REFERENCES sample (id)
)
 STRICT;;
CREATE INDEX solution_sample ON solution (sample_id, id);;
alter table persona_call rename to persona_call_before;;
CREATE TABLE persona_call (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  step INTEGER NOT NULL,
  document_id INTEGER,
  persona_id INTEGER,
  example_id INTEGER,
  template_id INTEGER,
  outcome TEXT NOT NULL,
  is_taken INTEGER NOT NULL,
  counts TEXT NOT NULL,
  prompt TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  params TEXT NOT NULL,
  seed INTEGER,
  raw TEXT NOT NULL,
  reason TEXT NOT NULL,
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
  CONSTRAINT is_taken_is_flag CHECK (is_taken in (0, 1)),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(document_id) REFERENCES document (id),
  FOREIGN KEY(persona_id) REFERENCES persona (id),
  FOREIGN KEY(example_id) REFERENCES example (id),
  FOREIGN KEY(template_id) REFERENCES template (id)
)
 STRICT;;
insert into persona_call (id, job_id, item_no, step, document_id, persona_id, template_id, outcome, is_taken, counts, prompt, provider, model, params, seed, raw, reason, finish_reason, request_id, input_tokens, output_tokens, cost_usd, latency_s, label, created_at)
select id, job_id, item_no, step, document_id, persona_id, template_id, outcome, is_taken, counts, prompt, provider, model, params, seed, raw, reason, finish_reason, request_id, input_tokens, output_tokens, cost_usd, latency_s, label, created_at
from persona_call_before;;
drop table persona_call_before;;
CREATE INDEX ix_persona_call_document_id ON persona_call (document_id);;
CREATE INDEX ix_persona_call_example_id ON persona_call (example_id);;
CREATE INDEX ix_persona_call_persona_id ON persona_call (persona_id);;
create trigger sample_fts_insert after insert on sample begin insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_update after update of text, search_text, edited_text on sample begin delete from sample_fts where rowid = old.id; insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_delete after delete on sample begin delete from sample_fts where rowid = old.id; end;;
create trigger sample_counts_on_persona after insert on sample when new.persona_id is not null begin update persona set sample_count = sample_count + 1 where id = new.persona_id; end;;
create trigger attempt_spends after insert on attempt begin insert into spend (day, job_id, owed_usd) select coalesce(substr(new.sent_at, 1, 10), ''), new.job_id, (case new.state when 'failed' then coalesce(new.cost_usd, 0.0) else coalesce(new.cost_usd, new.reserved_usd, 0.0) end) where (case new.state when 'failed' then coalesce(new.cost_usd, 0.0) else coalesce(new.cost_usd, new.reserved_usd, 0.0) end) <> 0.0 on conflict (day, job_id) do update set owed_usd = owed_usd + excluded.owed_usd; end;;
create trigger attempt_spends_otherwise after update of state, cost_usd, reserved_usd on attempt begin insert into spend (day, job_id, owed_usd) select coalesce(substr(new.sent_at, 1, 10), ''), new.job_id, ((case new.state when 'failed' then coalesce(new.cost_usd, 0.0) else coalesce(new.cost_usd, new.reserved_usd, 0.0) end) - (case old.state when 'failed' then coalesce(old.cost_usd, 0.0) else coalesce(old.cost_usd, old.reserved_usd, 0.0) end)) where ((case new.state when 'failed' then coalesce(new.cost_usd, 0.0) else coalesce(new.cost_usd, new.reserved_usd, 0.0) end) - (case old.state when 'failed' then coalesce(old.cost_usd, 0.0) else coalesce(old.cost_usd, old.reserved_usd, 0.0) end)) <> 0.0 on conflict (day, job_id) do update set owed_usd = owed_usd + excluded.owed_usd; end;;
insert into spend (day, job_id, owed_usd)
select coalesce(substr(sent_at, 1, 10), ''), job_id, sum(
  case state when 'failed' then coalesce(cost_usd, 0.0) else coalesce(cost_usd, reserved_usd, 0.0) end
) as owed
from attempt group by 1, 2 having owed <> 0.0;;
