CREATE TABLE annotator (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT role_known CHECK (role in ('viewer', 'annotator', 'curator', 'admin')),
  CONSTRAINT is_active_is_flag CHECK (is_active in (0, 1)),
  CONSTRAINT name_length CHECK (length(name) between 1 and 80),
  UNIQUE (name)
)
 STRICT;;
CREATE TABLE map_cluster (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  n_personas INTEGER NOT NULL,
  words TEXT NOT NULL,
  examples TEXT NOT NULL,
  x REAL NOT NULL,
  y REAL NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT n_personas_not_negative CHECK (n_personas >= 0)
)
 STRICT;;
CREATE TABLE model_price (
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  input_usd_per_mtok REAL NOT NULL,
  output_usd_per_mtok REAL NOT NULL,
  as_of TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (provider, model),
  CONSTRAINT input_usd_per_mtok_not_negative CHECK (input_usd_per_mtok >= 0),
  CONSTRAINT output_usd_per_mtok_not_negative CHECK (output_usd_per_mtok >= 0)
)
 STRICT;;
CREATE TABLE rubric (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  questions TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name, version)
)
 STRICT;;
CREATE TABLE setting (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
)
 STRICT;;
CREATE TABLE template (
  id INTEGER NOT NULL,
  scenario TEXT NOT NULL,
  variant TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (scenario, variant, version),
  CONSTRAINT version_positive CHECK (version >= 1)
)
 STRICT;;
CREATE TABLE duplicate_group (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  is_current INTEGER NOT NULL,
  size INTEGER NOT NULL,
  keeper_id INTEGER NOT NULL,
  keeper_reason TEXT NOT NULL,
  weakest TEXT NOT NULL,
  widest TEXT NOT NULL,
  weakest_score REAL,
  decision TEXT NOT NULL,
  decided_by INTEGER,
  decided_at TEXT,
  version INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('persona', 'sample')),
  CONSTRAINT decision_known CHECK (decision in ('open', 'keep_one', 'keep_all')),
  CONSTRAINT is_current_is_flag CHECK (is_current in (0, 1)),
  FOREIGN KEY(decided_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX duplicate_group_by_score ON duplicate_group (kind, is_current, weakest_score, id);;
CREATE INDEX duplicate_group_by_size ON duplicate_group (kind, is_current, size, id);;
CREATE INDEX duplicate_group_list ON duplicate_group (kind, is_current, decision, id);;
CREATE TABLE duplicate_pair (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  a_id INTEGER NOT NULL,
  b_id INTEGER NOT NULL,
  origin TEXT NOT NULL,
  score REAL,
  threshold REAL,
  model TEXT NOT NULL,
  note TEXT NOT NULL,
  said_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('persona', 'sample')),
  CONSTRAINT origin_known CHECK (origin in ('lexical', 'semantic', 'human')),
  CONSTRAINT a_before_b CHECK (a_id < b_id),
  UNIQUE (kind, a_id, b_id, origin),
  FOREIGN KEY(said_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX duplicate_pair_by_b ON duplicate_pair (kind, b_id);;
CREATE TABLE event (
  id INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor_id INTEGER,
  action TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id INTEGER,
  "before" TEXT NOT NULL,
  "after" TEXT NOT NULL,
  undoes INTEGER,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(actor_id) REFERENCES annotator (id),
  UNIQUE (undoes)
)
 STRICT;;
CREATE INDEX event_by_action ON event (action, id);;
CREATE INDEX event_by_entity ON event (entity, entity_id, id);;
CREATE INDEX ix_event_actor_id ON event (actor_id);;
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
  CONSTRAINT kind_known CHECK (kind in ('import_personas', 'import_samples', 'import_texts', 'generate', 'texts_to_personas', 'expand_personas', 'persona_attributes', 'map', 'embed', 'dedup', 'export', 'provider_check')),
  CONSTRAINT lane_known CHECK (lane in ('provider', 'cpu')),
  CONSTRAINT state_known CHECK (state in ('queued', 'running', 'paused', 'done', 'failed', 'refused', 'cancelled')),
  CONSTRAINT cancel_requested_is_flag CHECK (cancel_requested in (0, 1)),
  CONSTRAINT done_not_negative CHECK (done >= 0),
  CONSTRAINT total_not_negative CHECK (total >= 0),
  UNIQUE (client_token),
  FOREIGN KEY(owner) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX job_claim ON job (lane, state, is_bulk, id);;
CREATE TABLE release (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  format TEXT NOT NULL,
  target TEXT NOT NULL,
  licence TEXT NOT NULL,
  seed INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  last_review_id INTEGER NOT NULL,
  n_rows INTEGER NOT NULL,
  left_out TEXT NOT NULL,
  files TEXT NOT NULL,
  path TEXT NOT NULL,
  is_complete INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE TABLE source (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  revision TEXT NOT NULL,
  hub TEXT NOT NULL,
  licence TEXT NOT NULL,
  language TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  column_name TEXT,
  rows_read INTEGER NOT NULL,
  rows_added INTEGER NOT NULL,
  rows_present INTEGER NOT NULL,
  rows_skipped TEXT NOT NULL,
  rows_quarantined INTEGER NOT NULL,
  rows_noticed TEXT NOT NULL,
  is_complete INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind in ('personas', 'samples', 'texts', 'starter', 'hand')),
  CONSTRAINT rows_read_not_negative CHECK (rows_read >= 0),
  CONSTRAINT rows_added_not_negative CHECK (rows_added >= 0),
  CONSTRAINT rows_present_not_negative CHECK (rows_present >= 0),
  FOREIGN KEY(created_by) REFERENCES annotator (id)
)
 STRICT;;
CREATE INDEX ix_source_sha256 ON source (sha256);;
CREATE TABLE attempt (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  try_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  reserved_usd REAL,
  cost_usd REAL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  request_id TEXT,
  reason TEXT NOT NULL,
  raw_body TEXT,
  sent_at TEXT,
  finished_at TEXT,
  PRIMARY KEY (id),
  CONSTRAINT state_known CHECK (state in ('reserved', 'sent', 'done', 'failed', 'unknown', 'not_sent')),
  UNIQUE (job_id, item_no, try_no),
  FOREIGN KEY(job_id) REFERENCES job (id)
)
 STRICT;;
CREATE INDEX attempt_cost ON attempt (job_id, cost_usd);;
CREATE INDEX attempt_state ON attempt (state, job_id);;
CREATE TABLE document (
  id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  part INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  text TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  n_words INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT state_known CHECK (state in ('active', 'duplicate', 'excluded', 'quarantined')),
  CONSTRAINT part_not_negative CHECK (part >= 0),
  CONSTRAINT text_hash_length CHECK (length(text_hash) = 64),
  FOREIGN KEY(source_id) REFERENCES source (id),
  UNIQUE (text_hash)
)
 STRICT;;
CREATE INDEX document_source_id ON document (source_id, id);;
CREATE INDEX document_state_id ON document (state, id);;
CREATE TABLE duplicate_member (
  group_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  is_dropped INTEGER NOT NULL,
  PRIMARY KEY (group_id, item_id),
  CONSTRAINT is_dropped_is_flag CHECK (is_dropped in (0, 1)),
  FOREIGN KEY(group_id) REFERENCES duplicate_group (id)
)
 STRICT;;
CREATE INDEX duplicate_member_by_item ON duplicate_member (item_id, group_id);;
CREATE TABLE hub_map (
  id INTEGER NOT NULL,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  precision TEXT NOT NULL,
  method TEXT NOT NULL,
  seed INTEGER NOT NULL,
  n_personas INTEGER NOT NULL,
  n_drawn INTEGER NOT NULL,
  not_embedded TEXT NOT NULL,
  newest_persona INTEGER NOT NULL,
  newest_event INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT n_personas_not_negative CHECK (n_personas >= 0),
  FOREIGN KEY(id) REFERENCES job (id)
)
 STRICT;;
CREATE TABLE job_log (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(job_id) REFERENCES job (id)
)
 STRICT;;
CREATE INDEX job_log_by_job ON job_log (job_id, id);;
CREATE TABLE skipped_row (
  source_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  PRIMARY KEY (source_id, line),
  FOREIGN KEY(source_id) REFERENCES source (id)
)
 STRICT;;
CREATE TABLE persona (
  id INTEGER NOT NULL,
  text TEXT NOT NULL,
  search_text TEXT,
  text_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  origin TEXT NOT NULL,
  parent_id INTEGER,
  relation TEXT,
  depth INTEGER,
  document_id INTEGER,
  call_id INTEGER,
  label TEXT NOT NULL,
  quote TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  occupation TEXT NOT NULL,
  region TEXT NOT NULL,
  age_band TEXT NOT NULL,
  gender TEXT NOT NULL,
  education TEXT NOT NULL,
  evidence TEXT NOT NULL,
  how TEXT NOT NULL,
  extra TEXT NOT NULL,
  licence TEXT NOT NULL,
  embedding TEXT NOT NULL,
  n_words INTEGER NOT NULL,
  sample_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT origin_known CHECK (origin in ('text-to-persona', 'persona-to-persona', 'imported', 'hand-written')),
  CONSTRAINT state_known CHECK (state in ('active', 'duplicate', 'excluded', 'quarantined')),
  CONSTRAINT text_hash_length CHECK (length(text_hash) = 64),
  CONSTRAINT depth_range CHECK (depth is null or depth between 1 and 6),
  UNIQUE (text_hash),
  FOREIGN KEY(parent_id) REFERENCES persona (id),
  FOREIGN KEY(document_id) REFERENCES document (id)
)
 STRICT;;
CREATE INDEX ix_persona_call_id ON persona (call_id);;
CREATE INDEX ix_persona_document_id ON persona (document_id);;
CREATE INDEX ix_persona_parent_id ON persona (parent_id);;
CREATE INDEX persona_age_band_id ON persona (age_band, id);;
CREATE INDEX persona_education_id ON persona (education, id);;
CREATE INDEX persona_gender_id ON persona (gender, id);;
CREATE INDEX persona_language_id ON persona (language, id);;
CREATE INDEX persona_occupation_id ON persona (occupation, id);;
CREATE INDEX persona_origin_id ON persona (origin, id);;
CREATE INDEX persona_pending ON persona (id) WHERE embedding = '';;
CREATE INDEX persona_region_id ON persona (region, id);;
CREATE INDEX persona_sample_count_id ON persona (sample_count, id);;
CREATE INDEX persona_state_id ON persona (state, id);;
CREATE INDEX persona_unreadable ON persona (embedding) WHERE embedding not in ('', 'done');;
CREATE INDEX persona_words_id ON persona (n_words, id);;
CREATE TABLE map_point (
  map_id INTEGER NOT NULL,
  persona_id INTEGER NOT NULL,
  x REAL NOT NULL,
  y REAL NOT NULL,
  cluster INTEGER NOT NULL,
  is_drawn INTEGER NOT NULL,
  PRIMARY KEY (map_id, persona_id),
  CONSTRAINT is_drawn_is_flag CHECK (is_drawn in (0, 1)),
  FOREIGN KEY(persona_id) REFERENCES persona (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE INDEX map_point_cluster ON map_point (cluster, persona_id);;
CREATE INDEX map_point_drawn ON map_point (map_id, persona_id) WHERE is_drawn;;
CREATE TABLE persona_call (
  id INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  item_no INTEGER NOT NULL,
  step INTEGER NOT NULL,
  document_id INTEGER,
  persona_id INTEGER,
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
  FOREIGN KEY(template_id) REFERENCES template (id)
)
 STRICT;;
CREATE INDEX ix_persona_call_document_id ON persona_call (document_id);;
CREATE INDEX ix_persona_call_persona_id ON persona_call (persona_id);;
CREATE TABLE persona_source (
  persona_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (persona_id, source_id),
  FOREIGN KEY(persona_id) REFERENCES persona (id),
  FOREIGN KEY(source_id) REFERENCES source (id)
)
 STRICT;;
CREATE INDEX persona_source_by_source ON persona_source (source_id, persona_id);;
CREATE TABLE persona_tag (
  persona_id INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (persona_id, tag),
  CONSTRAINT tag_length CHECK (length(tag) between 1 and 60),
  FOREIGN KEY(persona_id) REFERENCES persona (id)
)
 STRICT;;
CREATE INDEX persona_tag_by_tag ON persona_tag (tag, persona_id);;
CREATE TABLE sample (
  id INTEGER NOT NULL,
  job_id INTEGER,
  item_no INTEGER,
  source_id INTEGER,
  scenario TEXT NOT NULL,
  template_id INTEGER,
  persona_id INTEGER,
  parent_id INTEGER,
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
  CONSTRAINT counts_is_flag CHECK (counts in (0, 1)),
  CONSTRAINT wanted_is_flag CHECK (wanted in (0, 1)),
  CONSTRAINT is_compared_is_flag CHECK (is_compared in (0, 1)),
  FOREIGN KEY(job_id) REFERENCES job (id),
  FOREIGN KEY(source_id) REFERENCES source (id),
  FOREIGN KEY(template_id) REFERENCES template (id),
  FOREIGN KEY(persona_id) REFERENCES persona (id),
  FOREIGN KEY(parent_id) REFERENCES sample (id),
  FOREIGN KEY(nearest_id) REFERENCES sample (id)
)
 STRICT;;
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
CREATE INDEX sample_words_id ON sample (n_words, id);;
CREATE TABLE release_row (
  release_id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  PRIMARY KEY (release_id, sample_id),
  FOREIGN KEY(release_id) REFERENCES release (id),
  FOREIGN KEY(sample_id) REFERENCES sample (id)
)
 STRICT;;
CREATE INDEX release_row_by_sample ON release_row (sample_id);;
CREATE TABLE review (
  id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL,
  rubric_id INTEGER NOT NULL,
  overall INTEGER,
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
CREATE INDEX ix_review_superseded_by ON review (superseded_by);;
CREATE INDEX review_by_annotator ON review (annotator_id, id);;
CREATE UNIQUE INDEX review_current ON review (sample_id, annotator_id) WHERE superseded_by is null;;
CREATE INDEX review_mine ON review (annotator_id, decision, id) WHERE superseded_by is null;;
CREATE TABLE review_claim (
  annotator_id INTEGER NOT NULL,
  sample_id INTEGER NOT NULL,
  claimed_at TEXT NOT NULL,
  PRIMARY KEY (annotator_id),
  FOREIGN KEY(annotator_id) REFERENCES annotator (id),
  FOREIGN KEY(sample_id) REFERENCES sample (id)
)
 STRICT;;
CREATE TABLE sample_tag (
  sample_id INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (sample_id, tag),
  CONSTRAINT tag_length CHECK (length(tag) between 1 and 60),
  FOREIGN KEY(sample_id) REFERENCES sample (id)
)
 STRICT;;
CREATE INDEX sample_tag_by_tag ON sample_tag (tag, sample_id);;
create virtual table persona_fts using fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');;
create trigger persona_fts_insert after insert on persona begin insert into persona_fts(rowid, text) values (new.id, coalesce(new.search_text, new.text)); end;;
create trigger persona_fts_update after update of text, search_text on persona begin delete from persona_fts where rowid = old.id; insert into persona_fts(rowid, text) values (new.id, coalesce(new.search_text, new.text)); end;;
create trigger persona_fts_delete after delete on persona begin delete from persona_fts where rowid = old.id; end;;
create virtual table sample_fts using fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');;
create trigger sample_fts_insert after insert on sample begin insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_update after update of text, search_text, edited_text on sample begin delete from sample_fts where rowid = old.id; insert into sample_fts(rowid, text) values (new.id, coalesce(new.search_text, new.edited_text, new.text)); end;;
create trigger sample_fts_delete after delete on sample begin delete from sample_fts where rowid = old.id; end;;
create trigger sample_counts_on_persona after insert on sample when new.persona_id is not null begin update persona set sample_count = sample_count + 1 where id = new.persona_id; end;;
create trigger event_no_update before update on event begin select raise(abort, 'event rows are never changed'); end;;
create trigger event_no_delete before delete on event begin select raise(abort, 'event rows are never deleted'); end;;
create trigger review_no_update before update of sample_id, annotator_id, rubric_id, overall, decision, flags, near_duplicate_of, note, persona_hidden, seconds_active, started_at, saved_at, is_withdrawn on review begin select raise(abort, 'reviews are never changed, only superseded'); end;;
create trigger review_no_delete before delete on review begin select raise(abort, 'reviews are never deleted'); end;;
