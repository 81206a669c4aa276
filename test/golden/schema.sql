-- Generated from the migrated database by `npm run generate`; do not edit.

-- Types

create type trunkline.run_state as enum ('waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled');

create type trunkline.task_state as enum ('waiting', 'ready', 'running', 'succeeded', 'failed', 'skipped', 'cancelled');

-- Tables

create table trunkline.access_class (
  id integer not null generated always as identity,
  key text not null,
  facts jsonb not null,
  constraint access_class_key_key UNIQUE (key),
  constraint access_class_pkey PRIMARY KEY (id)
);

create table trunkline.access_grant (
  id integer not null generated always as identity,
  kind text not null,
  ticket text not null,
  grantee text not null,
  actions text[] not null,
  project text not null,
  pipelines text[] not null,
  tags jsonb not null,
  reason text not null,
  until timestamp with time zone not null,
  asked_at timestamp with time zone not null default now(),
  approved_at timestamp with time zone,
  approved_by text,
  checked_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  ended_by text,
  ending text,
  constraint access_grant_pkey PRIMARY KEY (id),
  constraint access_grant_ending_check CHECK ((ending = ANY (ARRAY['revoked'::text, 'closed'::text, 'expired'::text]))),
  constraint access_grant_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'ticket'::text]))),
  constraint approved_by_another CHECK ((approved_by <> grantee)),
  constraint ended CHECK (((ended_at IS NULL) = (ending IS NULL)))
);

create table trunkline.after_check (
  pipeline_id integer not null,
  ordinal integer not null,
  date text not null,
  source text not null,
  constraint after_check_pkey PRIMARY KEY (pipeline_id, ordinal, date, source)
);

create table trunkline.after_key (
  key text not null,
  pipeline_id integer not null,
  ordinal integer not null,
  per_run boolean not null,
  constraint after_key_pkey PRIMARY KEY (key, pipeline_id, ordinal),
  constraint after_key_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.alert (
  id bigint not null generated always as identity,
  key text not null,
  kind text not null,
  severity text not null,
  state text not null default 'open'::text,
  project_id integer,
  pipeline_id integer,
  run_id bigint,
  cause_id bigint,
  event jsonb not null,
  output jsonb,
  routes jsonb not null default '[]'::jsonb,
  count integer not null default 1,
  happened_at timestamp with time zone not null,
  opened_at timestamp with time zone not null default now(),
  next_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  note text,
  resolved_at timestamp with time zone,
  resolution text,
  constraint alert_pkey PRIMARY KEY (id),
  constraint alert_cause_id_fkey FOREIGN KEY (cause_id) REFERENCES trunkline.alert(id) ON DELETE SET NULL,
  constraint acknowledged CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
  constraint alert_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'resolved'::text]))),
  constraint resolved CHECK (((state = 'resolved'::text) = (resolved_at IS NOT NULL)))
);

create table trunkline.alert_message (
  id uuid not null default gen_random_uuid(),
  alert_id bigint,
  channel text not null,
  act text not null,
  state text not null default 'waiting'::text,
  detail jsonb not null default '{}'::jsonb,
  attempts integer not null default 0,
  error text,
  reply jsonb,
  created_at timestamp with time zone not null default now(),
  next_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  constraint alert_message_pkey PRIMARY KEY (id),
  constraint alert_message_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES trunkline.alert(id) ON DELETE CASCADE,
  constraint alert_message_act_check CHECK ((act = ANY (ARRAY['open'::text, 'again'::text, 'remind'::text, 'escalate'::text, 'acknowledge'::text, 'resolve'::text, 'digest'::text, 'test'::text]))),
  constraint alert_message_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'delivered'::text, 'dropped'::text, 'dead'::text])))
);

create table trunkline.alert_signal (
  id bigint not null generated always as identity,
  run_id bigint not null,
  type text not null,
  detail jsonb not null,
  at timestamp with time zone not null default clock_timestamp(),
  constraint alert_signal_pkey PRIMARY KEY (id)
);

create table trunkline.alert_source (
  name text not null,
  project_id integer,
  content jsonb not null,
  changed_at timestamp with time zone not null default now(),
  constraint alert_source_project_id_key UNIQUE (project_id),
  constraint alert_source_pkey PRIMARY KEY (name)
);

create table trunkline.api_token (
  id text not null,
  robot text not null,
  digest bytea not null,
  scopes text[],
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  replaced_by text,
  constraint api_token_replaced_by_key UNIQUE (replaced_by),
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES trunkline.api_token(id),
  constraint api_token_robot_fkey FOREIGN KEY (robot) REFERENCES trunkline.robot(name),
  constraint api_token_check CHECK ((expires_at > created_at))
);

create table trunkline.approval (
  run_id bigint not null,
  idx integer not null,
  asked_at timestamp with time zone not null default now(),
  constraint approval_pkey PRIMARY KEY (run_id, idx)
);

create table trunkline.asset_reader (
  name text not null,
  pipeline_id integer not null,
  constraint asset_reader_pkey PRIMARY KEY (name, pipeline_id)
);

create table trunkline.asset_update (
  id bigint not null generated always as identity,
  name text not null,
  date date not null,
  at timestamp with time zone not null default now(),
  project_id integer not null,
  actor text,
  run_id bigint,
  idx integer,
  constraint asset_update_pkey PRIMARY KEY (id)
);

create table trunkline.asset_writer (
  name text not null,
  pipeline_id integer not null,
  fresh_ms bigint,
  constraint asset_writer_pkey PRIMARY KEY (name, pipeline_id),
  constraint asset_writer_fresh_ms_check CHECK ((fresh_ms > 0))
);

create table trunkline.attempt (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  worker integer,
  started_at timestamp with time zone,
  finished_at timestamp with time zone not null,
  ending text not null,
  exit_code integer,
  signal text,
  message text,
  rule integer,
  iteration integer,
  state trunkline.task_state,
  outputs jsonb,
  constraint attempt_pkey PRIMARY KEY (run_id, idx, attempt)
);

create table trunkline.audit (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  actor text not null,
  act text not null,
  subject text not null,
  detail jsonb not null default '{}'::jsonb,
  claimed boolean not null generated always as ((actor <> ALL (ARRAY['local-token'::text, 'deadline'::text]))) stored,
  kind text,
  reason text,
  request_id text,
  revision text,
  project text,
  hash bytea not null,
  constraint audit_pkey PRIMARY KEY (id),
  constraint audit_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'robot'::text, 'run'::text, 'local'::text, 'system'::text])))
);

create table trunkline.audit_seal (
  number bigint not null,
  at timestamp with time zone not null,
  previous bytea not null,
  ids bigint[] not null,
  hashes bytea[] not null,
  head bytea not null,
  constraint audit_seal_pkey PRIMARY KEY (number),
  constraint seal_of_each CHECK (((cardinality(ids) = cardinality(hashes)) AND (cardinality(ids) > 0)))
);

create table trunkline.audit_unsealed (
  id bigint not null,
  constraint audit_unsealed_pkey PRIMARY KEY (id)
);

create table trunkline.awaited (
  project text not null,
  pipeline text not null,
  task text not null,
  pipeline_id integer not null,
  constraint awaited_pkey PRIMARY KEY (project, pipeline, task, pipeline_id),
  constraint awaited_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.backfill (
  id integer not null generated always as identity,
  pipeline_id integer not null,
  key text not null,
  asked jsonb not null,
  runs integer not null,
  newest_first boolean not null,
  params jsonb not null,
  state text not null,
  note text,
  total integer not null,
  made integer not null default 0,
  actor text not null,
  reason text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint backfill_once UNIQUE (pipeline_id, key),
  constraint backfill_pkey PRIMARY KEY (id),
  constraint backfill_check CHECK (((made >= 0) AND (made <= total))),
  constraint backfill_check1 CHECK (((finished_at IS NOT NULL) = (state = ANY (ARRAY['cancelled'::text, 'finished'::text])))),
  constraint backfill_runs_check CHECK ((runs > 0)),
  constraint backfill_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'cancelled'::text, 'finished'::text]))),
  constraint backfill_total_check CHECK ((total > 0))
);

create table trunkline.backfill_slot (
  backfill_id integer not null,
  ordinal integer not null,
  slot text not null,
  business_date date not null,
  due_at timestamp with time zone not null,
  run_id bigint,
  constraint backfill_slot_pkey PRIMARY KEY (backfill_id, ordinal)
);

create table trunkline.blackout (
  id integer not null generated always as identity,
  project text,
  pipeline text,
  tags jsonb not null default '{}'::jsonb,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  mode text not null,
  actor text not null,
  reason text,
  added_at timestamp with time zone not null default now(),
  constraint blackout_pkey PRIMARY KEY (id),
  constraint blackout_mode_check CHECK ((mode = ANY (ARRAY['later'::text, 'skip'::text]))),
  constraint blackout_time CHECK ((to_at > from_at))
);

create table trunkline.break_glass (
  id integer not null generated always as identity,
  pipeline_id integer not null,
  deployed_revision integer not null,
  pipeline_revision_id integer not null,
  edits jsonb not null,
  patch text not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamp with time zone not null default now(),
  approved_by text,
  approved_at timestamp with time zone,
  revision_id integer,
  until timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  ending text,
  constraint break_glass_pkey PRIMARY KEY (id),
  constraint break_glass_deployed_revision_fkey FOREIGN KEY (deployed_revision) REFERENCES trunkline.pipeline_revision(id),
  constraint break_glass_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint break_glass_pipeline_revision_id_fkey FOREIGN KEY (pipeline_revision_id) REFERENCES trunkline.pipeline_revision(id),
  constraint break_glass_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES trunkline.revision(id),
  constraint break_glass_approved CHECK ((num_nonnulls(approved_by, approved_at, revision_id) = ANY (ARRAY[0, 3]))),
  constraint break_glass_changes CHECK ((pipeline_revision_id <> deployed_revision)),
  constraint break_glass_ended CHECK ((num_nonnulls(ended_at, ended_by, ending) = ANY (ARRAY[0, 3]))),
  constraint break_glass_ending_check CHECK ((ending = ANY (ARRAY['expired'::text, 'withdrawn'::text, 'merged'::text, 'superseded'::text]))),
  constraint break_glass_two_people CHECK ((lower(approved_by) <> lower(proposed_by)))
);

create table trunkline.check_result (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  name text not null,
  pipeline_id integer not null,
  task text not null,
  verdict text not null,
  figure jsonb,
  message text not null,
  sample jsonb not null default '[]'::jsonb,
  at timestamp with time zone not null default now(),
  constraint check_result_pkey PRIMARY KEY (run_id, idx, attempt, name),
  constraint check_result_verdict_check CHECK ((verdict = ANY (ARRAY['held'::text, 'failed'::text, 'warned'::text, 'quarantined'::text, 'unknown'::text])))
);

create table trunkline.child_check (
  id bigint not null generated always as identity,
  run_id bigint not null,
  idx integer not null,
  constraint child_check_pkey PRIMARY KEY (id)
);

create table trunkline.commit_seen (
  project_id integer not null,
  commit_oid text not null,
  seen_at timestamp with time zone not null default clock_timestamp(),
  constraint commit_seen_pkey PRIMARY KEY (project_id, commit_oid),
  constraint commit_seen_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.control (
  id integer not null generated always as identity,
  repository text not null,
  branch text not null,
  path text not null default ''::text,
  observed_commit text,
  reason text,
  diagnostics json not null default '[]'::json,
  checked_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  access jsonb,
  held_commit text,
  held_reason text,
  constraint control_repository_branch_path_key UNIQUE (repository, branch, path),
  constraint control_pkey PRIMARY KEY (id)
);

create table trunkline.control_commit_seen (
  control_id integer not null,
  commit_oid text not null,
  seen_at timestamp with time zone not null default clock_timestamp(),
  constraint control_commit_seen_pkey PRIMARY KEY (control_id, commit_oid),
  constraint control_commit_seen_control_id_fkey FOREIGN KEY (control_id) REFERENCES trunkline.control(id)
);

create table trunkline.deadline_check (
  id bigint not null generated always as identity,
  run_id bigint not null,
  constraint deadline_check_pkey PRIMARY KEY (id)
);

create table trunkline.delivery (
  id uuid not null,
  webhook_id integer not null,
  body text not null,
  created_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  next_at timestamp with time zone not null default now(),
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES trunkline.webhook(id) ON DELETE CASCADE
);

create table trunkline.deployed_change (
  pipeline_id integer not null,
  revision_id integer not null,
  commit_oid text not null,
  author_name text not null,
  author_email text not null,
  authored_at timestamp with time zone not null,
  subject text not null,
  change_number text,
  approvers text[] not null default '{}'::text[],
  constraint deployed_change_pkey PRIMARY KEY (pipeline_id, revision_id),
  constraint deployed_change_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint deployed_change_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES trunkline.revision(id)
);

create table trunkline.deployment (
  revision_id integer not null,
  pipeline_id integer not null,
  pipeline_revision_id integer,
  action text not null,
  file text not null,
  constraint deployment_pkey PRIMARY KEY (pipeline_id, revision_id),
  constraint deployment_action_check CHECK ((action = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text, 'renamed'::text, 'overridden'::text, 'restored'::text])))
);

create table trunkline.event (
  project_id integer not null,
  name text not null,
  date text not null,
  at timestamp with time zone not null default now(),
  actor text,
  run_id bigint,
  idx integer,
  reason text,
  constraint event_pkey PRIMARY KEY (project_id, name, date),
  constraint event_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id),
  constraint event_date_check CHECK (((date = 'static'::text) OR (date ~ '^\d{4}-\d{2}-\d{2}$'::text)))
);

create table trunkline.expected_start (
  id bigint not null generated always as identity,
  pipeline_id integer not null,
  task text not null,
  slot text not null,
  ordinal integer not null default 1,
  business_date date not null,
  due_at timestamp with time zone not null,
  waits boolean not null,
  ready_at timestamp with time zone,
  pipeline_revision_id integer not null,
  after_what text,
  after_at timestamp with time zone,
  never text,
  hidden text,
  hidden_source text,
  constraint expected_start_pipeline_id_slot_task_ordinal_key UNIQUE (pipeline_id, slot, task, ordinal),
  constraint expected_start_pkey PRIMARY KEY (id),
  constraint expected_start_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.expected_until (
  pipeline_id integer not null,
  pipeline_revision_id integer not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint expected_until_pkey PRIMARY KEY (pipeline_id),
  constraint expected_until_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.external_run (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  external jsonb not null,
  over boolean not null default false,
  at timestamp with time zone not null default now(),
  constraint external_run_pkey PRIMARY KEY (run_id, idx, attempt)
);

create table trunkline.forge_act (
  id bigint not null generated always as identity,
  project_id integer not null,
  key text not null,
  desired jsonb not null,
  version integer not null default 1,
  done jsonb not null default '{}'::jsonb,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  fault text,
  created_at timestamp with time zone not null default now(),
  next_at timestamp with time zone not null default now(),
  constraint forge_act_project_id_key_key UNIQUE (project_id, key),
  constraint forge_act_pkey PRIMARY KEY (id),
  constraint forge_act_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id) ON DELETE CASCADE,
  constraint forge_act_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text])))
);

create table trunkline.forge_change (
  project_id integer not null,
  number integer not null,
  head_commit text not null,
  base_commit text,
  plan_digest text not null,
  planned_at timestamp with time zone not null default now(),
  constraint forge_change_pkey PRIMARY KEY (project_id, number),
  constraint forge_change_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id) ON DELETE CASCADE
);

create table trunkline.forge_delivery (
  target text not null,
  key text not null,
  received_at timestamp with time zone not null default now(),
  constraint forge_delivery_pkey PRIMARY KEY (target, key)
);

create table trunkline.gate (
  run_id bigint not null,
  idx integer not null,
  kind text not null,
  until timestamp with time zone not null,
  since timestamp with time zone not null default now(),
  constraint gate_pkey PRIMARY KEY (run_id, idx, kind),
  constraint gate_kind_check CHECK ((kind = 'retry'::text))
);

create table trunkline.git_object (
  oid text not null,
  type text not null,
  content bytea not null storage external,
  constraint git_object_pkey PRIMARY KEY (oid),
  constraint git_object_type_check CHECK ((type = ANY (ARRAY['blob'::text, 'tree'::text])))
) with (toast_tuple_target=8160);

create table trunkline.guard (
  pipeline_id integer not null,
  id text not null,
  host text not null,
  acknowledged integer not null default 0,
  asked_at timestamp with time zone not null default now(),
  constraint guard_pkey PRIMARY KEY (pipeline_id, id),
  constraint guard_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.ownership(pipeline_id)
);

create table trunkline.guard_grant (
  pipeline_id integer not null,
  guard text not null,
  epoch integer not null,
  from_slot text not null,
  before_slot text,
  constraint guard_grant_pkey PRIMARY KEY (pipeline_id, guard, epoch),
  constraint guard_grant_pipeline_id_guard_fkey FOREIGN KEY (pipeline_id, guard) REFERENCES trunkline.guard(pipeline_id, id) ON DELETE CASCADE
);

create table trunkline.guard_job (
  pipeline_id integer not null,
  job text not null,
  asked_at timestamp with time zone not null default now(),
  constraint guard_job_pkey PRIMARY KEY (pipeline_id, job),
  constraint guard_job_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.ownership(pipeline_id)
);

create table trunkline.hand_over (
  pipeline_id integer not null,
  epoch integer not null,
  side text not null,
  from_slot text not null,
  policy text not null,
  revision_id integer not null,
  at timestamp with time zone not null default now(),
  constraint hand_over_pkey PRIMARY KEY (pipeline_id, epoch),
  constraint hand_over_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.ownership(pipeline_id),
  constraint hand_over_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES trunkline.revision(id),
  constraint hand_over_policy_check CHECK ((policy = ANY (ARRAY['nobody'::text, 'legacy'::text]))),
  constraint hand_over_side_check CHECK ((side = ANY (ARRAY['legacy'::text, 'trunkline'::text])))
);

create table trunkline.hold (
  id bigint not null generated always as identity,
  pipeline_id integer,
  run_id bigint,
  task text,
  mode text not null,
  actor text not null,
  reason text,
  since timestamp with time zone not null default now(),
  until timestamp with time zone,
  constraint hold_once UNIQUE NULLS NOT DISTINCT (pipeline_id, run_id, task),
  constraint hold_pkey PRIMARY KEY (id),
  constraint hold_mode_check CHECK ((mode = ANY (ARRAY['hold'::text, 'ice'::text, 'noexec'::text]))),
  constraint hold_subject CHECK ((num_nonnulls(pipeline_id, run_id) = 1))
);

create table trunkline.instance (
  one boolean not null default true,
  system_id text,
  database_oid bigint not null,
  place text,
  since timestamp with time zone not null default now(),
  restored_at timestamp with time zone,
  reason text,
  constraint instance_pkey PRIMARY KEY (one),
  constraint instance_one_check CHECK (one),
  constraint instance_restored CHECK (((restored_at IS NULL) = (reason IS NULL)))
);

create table trunkline.legacy_cover (
  source_id integer not null,
  job text not null,
  told tstzmultirange not null,
  constraint legacy_cover_pkey PRIMARY KEY (source_id, job),
  constraint legacy_cover_source_id_fkey FOREIGN KEY (source_id) REFERENCES trunkline.legacy_source(id) ON DELETE CASCADE
);

create table trunkline.legacy_hold (
  project_id integer not null,
  wave text not null,
  source text not null,
  job text not null,
  state text not null,
  how text not null,
  read_at timestamp with time zone not null,
  line text not null,
  actor text not null,
  constraint legacy_hold_pkey PRIMARY KEY (project_id, wave, job, source),
  constraint legacy_hold_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id),
  constraint legacy_hold_how_check CHECK ((how = ANY (ARRAY['crontab'::text, 'autorep'::text, 'control-m'::text]))),
  constraint legacy_hold_state_check CHECK ((state = ANY (ARRAY['held'::text, 'iced'::text, 'absent'::text, 'active'::text, 'unknown'::text])))
);

create table trunkline.legacy_job (
  pipeline_id integer not null,
  task text not null,
  project_id integer not null,
  system text not null,
  job text not null,
  constraint legacy_job_pkey PRIMARY KEY (pipeline_id, task),
  constraint legacy_job_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.legacy_run (
  id bigint not null generated always as identity,
  project_id integer not null,
  source_id integer not null,
  key text not null,
  job text not null,
  login text,
  host text,
  run text,
  ordinal integer not null default 1,
  business_date date,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_known text not null,
  exit integer,
  exit_known text not null,
  outcome text,
  status text,
  how text,
  digest text,
  lines text[] not null default '{}'::text[],
  told_at timestamp with time zone not null default now(),
  outputs jsonb not null default '[]'::jsonb,
  constraint legacy_run_source_id_key_key UNIQUE (source_id, key),
  constraint legacy_run_pkey PRIMARY KEY (id),
  constraint legacy_run_source_id_fkey FOREIGN KEY (source_id) REFERENCES trunkline.legacy_source(id) ON DELETE CASCADE,
  constraint legacy_run_check CHECK (((end_known = 'value'::text) = (ended_at IS NOT NULL))),
  constraint legacy_run_check1 CHECK (((exit_known = 'value'::text) = (exit IS NOT NULL))),
  constraint legacy_run_end_known_check CHECK ((end_known = ANY (ARRAY['absent'::text, 'value'::text, 'unobservable'::text]))),
  constraint legacy_run_exit_known_check CHECK ((exit_known = ANY (ARRAY['absent'::text, 'value'::text, 'unobservable'::text]))),
  constraint legacy_run_how_check CHECK ((how = ANY (ARRAY['forced'::text, 'again'::text]))),
  constraint legacy_run_ordinal_check CHECK ((ordinal > 0)),
  constraint legacy_run_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text])))
);

create table trunkline.legacy_source (
  id integer not null generated always as identity,
  project_id integer not null,
  name text not null,
  kind text not null,
  zone text,
  host text,
  settings jsonb not null default '{}'::jsonb,
  observed tstzmultirange not null default '{}'::tstzmultirange,
  watermark timestamp with time zone,
  version bigint not null default 0,
  "position" jsonb,
  created_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  raises_from timestamp with time zone,
  retired_at timestamp with time zone,
  constraint legacy_source_project_id_name_key UNIQUE (project_id, name),
  constraint legacy_source_pkey PRIMARY KEY (id),
  constraint legacy_source_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id),
  constraint legacy_source_kind_check CHECK ((kind = ANY (ARRAY['cron'::text, 'control-m'::text, 'autosys'::text, 'guard'::text])))
);

create table trunkline.log_chunk (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  seq integer not null,
  at timestamp with time zone not null default now(),
  content bytea not null,
  day date not null default ((now() AT TIME ZONE 'utc'::text))::date,
  constraint log_chunk_pkey PRIMARY KEY (run_id, idx, attempt, seq, day)
) partition by RANGE (day);

create table trunkline.log_file (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  path text not null,
  since timestamp with time zone not null,
  seqs integer[] not null,
  lengths integer[] not null,
  constraint log_file_pkey PRIMARY KEY (run_id, idx, attempt)
);

create table trunkline.login_attempt (
  digest bytea not null,
  kind text not null,
  sealed bytea not null,
  polled_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint login_attempt_pkey PRIMARY KEY (digest),
  constraint login_attempt_kind_check CHECK ((kind = ANY (ARRAY['browser'::text, 'command'::text])))
);

create table trunkline.maintenance (
  one boolean not null default true,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  took_ms bigint,
  error text,
  totals jsonb not null default '{}'::jsonb,
  sizes jsonb not null default '[]'::jsonb,
  constraint maintenance_pkey PRIMARY KEY (one),
  constraint maintenance_one_check CHECK (one)
);

create table trunkline.mark (
  id bigint not null generated always as identity,
  run_id bigint not null,
  idx integer not null,
  state trunkline.task_state not null,
  was trunkline.task_state not null,
  actor text not null,
  reason text not null,
  at timestamp with time zone not null default now(),
  constraint mark_pkey PRIMARY KEY (id),
  constraint mark_state_check CHECK ((state = ANY (ARRAY['succeeded'::trunkline.task_state, 'failed'::trunkline.task_state, 'skipped'::trunkline.task_state])))
);

create table trunkline.migration (
  name text not null,
  checksum text not null,
  breaking boolean not null default false,
  applied_at timestamp with time zone not null default now(),
  version text,
  constraint migration_pkey PRIMARY KEY (name)
);

create table trunkline.observed_replay (
  project_id integer not null,
  at timestamp with time zone not null,
  until timestamp with time zone,
  constraint observed_replay_pkey PRIMARY KEY (project_id),
  constraint observed_replay_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.override (
  id bigint not null generated always as identity,
  run_id bigint not null,
  idx integer not null,
  kind text not null,
  name text not null,
  value jsonb,
  actor text not null,
  reason text not null,
  at timestamp with time zone not null default now(),
  reviewed_by text,
  reviewed_at timestamp with time zone,
  before jsonb,
  constraint override_pkey PRIMARY KEY (id),
  constraint override_kind_check CHECK ((kind = ANY (ARRAY['ignore'::text, 'param'::text, 'env'::text, 'runsOn'::text]))),
  constraint override_reviewed CHECK (((reviewed_by IS NULL) = (reviewed_at IS NULL))),
  constraint override_value CHECK (((kind = 'ignore'::text) = (value IS NULL)))
);

create table trunkline.ownership (
  pipeline_id integer not null,
  slots text not null,
  ahead interval not null,
  constraint ownership_pkey PRIMARY KEY (pipeline_id),
  constraint ownership_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint ownership_slots_check CHECK ((slots = ANY (ARRAY['minutes'::text, 'dates'::text])))
);

create table trunkline.parity_day (
  id bigint not null generated always as identity,
  pipeline_id integer not null,
  task text not null,
  business_date date not null,
  pipeline_revision_id integer not null,
  matched integer not null,
  others jsonb not null,
  record bigint not null,
  at timestamp with time zone not null default now(),
  constraint parity_day_pkey PRIMARY KEY (id),
  constraint parity_day_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint parity_day_matched_check CHECK ((matched >= 0))
);

create table trunkline.parity_job (
  pipeline_id integer not null,
  task text not null,
  pipeline_revision_id integer not null,
  until date not null,
  constraint parity_job_pkey PRIMARY KEY (pipeline_id, task),
  constraint parity_job_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id)
);

create table trunkline.parity_report (
  id bigint not null generated always as identity,
  project_id integer not null,
  name text not null,
  text text not null,
  record bigint not null,
  at timestamp with time zone not null default now(),
  constraint parity_report_pkey PRIMARY KEY (id),
  constraint parity_report_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.parity_stale (
  id bigint not null generated always as identity,
  pipeline_id integer not null,
  task text not null,
  at timestamp with time zone,
  date date,
  constraint parity_stale_pkey PRIMARY KEY (id)
);

create table trunkline.past_slot (
  pipeline_id integer not null,
  slot text not null,
  constraint past_slot_pkey PRIMARY KEY (pipeline_id, slot)
);

create table trunkline.person (
  name text not null,
  issuer text not null,
  subject text not null,
  created_at timestamp with time zone not null default now(),
  last_login timestamp with time zone not null default now(),
  constraint person_pkey PRIMARY KEY (name)
);

create table trunkline.pipeline (
  id integer not null generated always as identity,
  project_id integer not null,
  name text not null,
  file text not null,
  pipeline_revision_id integer,
  changed_in integer not null,
  max_runs integer,
  when_busy text not null default 'queue'::text,
  created_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  former_names text[] not null default '{}'::text[],
  pinned_revision integer,
  class_id integer,
  wave text,
  stage text,
  makes_runs boolean not null generated always as (((stage IS NULL) OR (stage = 'live'::text))) stored,
  guarded boolean not null default false,
  hold_within interval,
  constraint pipeline_pkey PRIMARY KEY (id),
  constraint pipeline_pinned_revision_fkey FOREIGN KEY (pinned_revision) REFERENCES trunkline.revision(id),
  constraint pipeline_check CHECK (((removed_at IS NULL) = (pipeline_revision_id IS NOT NULL))),
  constraint pipeline_max_runs_check CHECK ((max_runs > 0)),
  constraint pipeline_stage_check CHECK ((stage = ANY (ARRAY['observe'::text, 'shadow'::text, 'live'::text, 'retired'::text]))),
  constraint pipeline_when_busy_check CHECK ((when_busy = ANY (ARRAY['queue'::text, 'skip'::text, 'cancelRunning'::text]))),
  constraint staged CHECK (((wave IS NULL) = (stage IS NULL)))
);

create table trunkline.pipeline_revision (
  id integer not null generated always as identity,
  content_hash text not null,
  spec text not null,
  task_count integer not null,
  gated boolean not null default false,
  phased boolean not null default false,
  undo_when text[] not null default '{}'::text[],
  watched boolean not null default false,
  constraint pipeline_revision_content_hash_key UNIQUE (content_hash),
  constraint pipeline_revision_pkey PRIMARY KEY (id),
  constraint pipeline_revision_undo_when_check CHECK ((undo_when <@ '{failed,cancelled}'::text[]))
) with (toast_tuple_target=8160);

create table trunkline.pipeline_source (
  project_id integer not null,
  path text not null,
  name text,
  diagnostics jsonb not null default '[]'::jsonb,
  broken boolean not null default false,
  calendar_lines jsonb,
  renamed_from text[] not null default '{}'::text[],
  bundle text,
  broken_in text,
  broken_at timestamp with time zone,
  inputs_id integer not null,
  stage_line integer,
  constraint pipeline_source_pkey PRIMARY KEY (project_id, path)
);

create table trunkline.pool (
  id integer not null generated always as identity,
  project_id integer,
  name text not null,
  kind text not null,
  units integer not null,
  per_ms bigint,
  next_at timestamp with time zone,
  constraint pool_name UNIQUE NULLS NOT DISTINCT (project_id, name, kind),
  constraint pool_pkey PRIMARY KEY (id),
  constraint pool_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id),
  constraint pool_kind_check CHECK ((kind = ANY (ARRAY['units'::text, 'lock'::text, 'rate'::text]))),
  constraint pool_per_ms_check CHECK ((per_ms > 0)),
  constraint pool_rate CHECK (((kind = 'rate'::text) = (per_ms IS NOT NULL))),
  constraint pool_units_check CHECK ((units > 0))
);

create table trunkline.pool_check (
  id bigint not null generated always as identity,
  pool_id integer not null,
  constraint pool_check_pkey PRIMARY KEY (id)
);

create table trunkline.pool_declaration (
  project_id integer not null,
  name text not null,
  pool_id integer not null,
  units integer not null,
  per_ms bigint,
  description text,
  removed_at timestamp with time zone,
  constraint pool_declaration_pkey PRIMARY KEY (project_id, name),
  constraint pool_declaration_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES trunkline.pool(id),
  constraint pool_declaration_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.pool_hold (
  pool_id integer not null,
  run_id bigint not null,
  idx integer not null,
  units integer not null,
  keep boolean not null,
  kept boolean not null default false,
  since timestamp with time zone not null default now(),
  constraint pool_hold_pkey PRIMARY KEY (run_id, idx, pool_id),
  constraint pool_hold_units_check CHECK ((units > 0))
);

create table trunkline.pool_take (
  pool_id integer not null,
  at timestamp with time zone not null default clock_timestamp(),
  units integer not null
);

create table trunkline.pool_wait (
  pool_id integer not null,
  rank timestamp with time zone not null,
  run_id bigint not null,
  idx integer not null,
  units integer not null,
  keep boolean not null,
  since timestamp with time zone not null default now(),
  constraint pool_wait_pkey PRIMARY KEY (pool_id, rank, run_id, idx),
  constraint pool_wait_units_check CHECK ((units > 0))
);

create table trunkline.project (
  id integer not null generated always as identity,
  name text not null,
  environment text not null default 'default'::text,
  repository text not null,
  branch text not null,
  path text not null default ''::text,
  revision_id integer,
  observed_commit text,
  sync_state text not null default 'Unknown'::text,
  sync_reason text,
  held_plan_hash text,
  lease_token bigint not null default 0,
  lease_until timestamp with time zone,
  checked_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  readable_by text[] not null default '{}'::text[],
  rules jsonb not null default '{}'::jsonb,
  judged_by text,
  look_again_at timestamp with time zone,
  control_id integer,
  registration_file text,
  registration text not null default 'registered'::text,
  registration_reason text,
  held_names text[],
  unsynced_at timestamp with time zone,
  policies jsonb,
  evidence jsonb,
  constraint project_name_key UNIQUE (name),
  constraint project_pkey PRIMARY KEY (id),
  constraint project_control_id_fkey FOREIGN KEY (control_id) REFERENCES trunkline.control(id),
  constraint project_revision FOREIGN KEY (revision_id) REFERENCES trunkline.revision(id),
  constraint project_registration_check CHECK ((registration = ANY (ARRAY['registered'::text, 'broken'::text, 'unregistered'::text, 'removed'::text]))),
  constraint project_sync_state_check CHECK ((sync_state = ANY (ARRAY['Synced'::text, 'OutOfSync'::text, 'Held'::text, 'Unknown'::text])))
);

create table trunkline.raised_event (
  project_id integer not null,
  id text not null,
  name text not null,
  date text not null,
  actor text not null,
  at timestamp with time zone not null default now(),
  constraint raised_event_pkey PRIMARY KEY (project_id, id),
  constraint raised_event_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.revision (
  id integer not null generated always as identity,
  project_id integer not null,
  base_id integer,
  commit_oid text not null,
  tree_oid text not null,
  plan_hash text not null,
  author_name text not null,
  author_email text not null,
  authored_at timestamp with time zone not null,
  committed_at timestamp with time zone not null,
  subject text not null,
  change_number text,
  approvers text[] not null default '{}'::text[],
  uncommitted boolean not null default false,
  applied_by text not null,
  applied_at timestamp with time zone not null default now(),
  read_by text,
  evidence jsonb,
  constraint revision_pkey PRIMARY KEY (id),
  constraint revision_base_id_fkey FOREIGN KEY (base_id) REFERENCES trunkline.revision(id),
  constraint revision_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.robot (
  name text not null,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  constraint robot_pkey PRIMARY KEY (name)
);

create table trunkline.route (
  id integer not null generated by default as identity,
  labels text[] not null,
  constraint route_labels_key UNIQUE (labels),
  constraint route_pkey PRIMARY KEY (id)
);

create table trunkline.run (
  id bigint not null generated by default as identity,
  pipeline_id integer not null,
  pipeline_revision_id integer not null,
  revision_id integer not null,
  slot text not null,
  generation integer not null default 1,
  business_date date not null,
  due_at timestamp with time zone not null,
  trigger_kind text not null,
  state trunkline.run_state not null,
  limited boolean not null,
  reason text,
  open_tasks integer not null,
  failed_tasks integer not null default 0,
  params jsonb not null default '{}'::jsonb,
  actor text,
  rerun_of bigint,
  trace_id uuid not null default gen_random_uuid(),
  parent_trace text,
  cancel_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  exported_at timestamp with time zone,
  export_claimed_until timestamp with time zone,
  gated boolean not null default false,
  backfill_id integer,
  stop_at timestamp with time zone,
  phase smallint not null default 0,
  phased boolean not null default false,
  undo_stopped boolean not null default false,
  watched boolean not null default false,
  parent_run bigint,
  parent_idx integer,
  parent_attempt integer,
  depth integer not null default 0,
  constraint run_once UNIQUE (pipeline_id, slot, generation),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_closed CHECK (((open_tasks = 0) OR (finished_at IS NULL))),
  constraint run_finished CHECK (((finished_at IS NOT NULL) = (state = ANY (ARRAY['succeeded'::trunkline.run_state, 'failed'::trunkline.run_state, 'skipped'::trunkline.run_state, 'cancelled'::trunkline.run_state])))),
  constraint run_open_tasks_check CHECK ((open_tasks >= 0)),
  constraint run_trigger_kind_check CHECK ((trigger_kind = ANY (ARRAY['schedule'::text, 'after'::text, 'message'::text, 'manual'::text, 'rerun'::text, 'backfill'::text, 'task'::text, 'shadow'::text])))
) with (fillfactor=70);

create table trunkline.run_deadline (
  run_id bigint not null,
  idx integer not null,
  kind text not null,
  at timestamp with time zone not null,
  state text not null,
  since timestamp with time zone not null default now(),
  expected_at timestamp with time zone,
  cause jsonb,
  basis text not null,
  history jsonb not null default '[]'::jsonb,
  constraint run_deadline_pkey PRIMARY KEY (run_id, idx, kind),
  constraint run_deadline_kind_check CHECK ((kind = ANY (ARRAY['startBy'::text, 'finishBy'::text]))),
  constraint run_deadline_state_check CHECK ((state = ANY (ARRAY['on-track'::text, 'at-risk'::text, 'late'::text, 'met'::text, 'missed'::text])))
) with (fillfactor=70);

create table trunkline.run_grant (
  run_id bigint not null,
  idx integer not null,
  attempt integer not null,
  resource text not null,
  reason text not null,
  granted_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint run_grant_pkey PRIMARY KEY (run_id, idx, attempt, resource)
);

create table trunkline.run_output (
  run_id bigint not null,
  idx integer not null,
  name text not null,
  attempt integer not null,
  digest text,
  bytes bigint,
  rows bigint,
  files integer,
  problem text,
  constraint run_output_pkey PRIMARY KEY (run_id, idx, name),
  constraint run_output_check CHECK (((digest IS NULL) = (problem IS NOT NULL)))
);

create table trunkline.run_watch (
  run_id bigint not null,
  starting boolean not null default true,
  next_at timestamp with time zone default now(),
  expected jsonb,
  constraint run_watch_pkey PRIMARY KEY (run_id)
) with (fillfactor=70);

create table trunkline.server (
  id integer not null generated always as identity,
  name text not null,
  pid integer not null,
  zone_data text not null,
  zone_differences jsonb,
  started_at timestamp with time zone not null default now(),
  beat timestamp with time zone not null default now(),
  constraint server_pkey PRIMARY KEY (id)
);

create table trunkline.session (
  id text not null,
  kind text not null,
  digest bytea not null,
  person text not null,
  groups text[] not null,
  mfa boolean not null,
  created_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_person_fkey FOREIGN KEY (person) REFERENCES trunkline.person(name) ON DELETE CASCADE,
  constraint session_kind_check CHECK ((kind = ANY (ARRAY['browser'::text, 'command'::text])))
);

create table trunkline.shadow_definition (
  pipeline_id integer not null,
  deployed_revision_id integer not null,
  pipeline_revision_id integer not null,
  awaiting text[] not null,
  constraint shadow_definition_pkey PRIMARY KEY (pipeline_id, deployed_revision_id),
  constraint shadow_definition_deployed_revision_id_fkey FOREIGN KEY (deployed_revision_id) REFERENCES trunkline.pipeline_revision(id),
  constraint shadow_definition_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint shadow_definition_pipeline_revision_id_fkey FOREIGN KEY (pipeline_revision_id) REFERENCES trunkline.pipeline_revision(id)
);

create table trunkline.slot_claim (
  pipeline_id integer not null,
  slot text not null,
  side text not null,
  job text,
  guard text,
  unasked boolean not null default false,
  run_id bigint,
  at timestamp with time zone not null default now(),
  constraint slot_claim_pkey PRIMARY KEY (pipeline_id, slot),
  constraint slot_claim_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.ownership(pipeline_id),
  constraint slot_claim_side_check CHECK ((side = ANY (ARRAY['legacy'::text, 'trunkline'::text])))
);

create table trunkline.source_inputs (
  id integer not null generated always as identity,
  project_id integer not null,
  hash bytea not null,
  inputs text[] not null,
  constraint source_inputs_project_id_hash_key UNIQUE (project_id, hash),
  constraint source_inputs_pkey PRIMARY KEY (id)
);

create table trunkline.spec_task (
  pipeline_revision_id integer not null,
  idx integer not null,
  deps integer not null,
  succ integer[] not null,
  conditional boolean not null,
  tolerated boolean not null,
  gated boolean not null default false,
  route integer not null default 0,
  lane boolean not null default true,
  priority smallint not null default 0,
  stop_from integer,
  stop_to integer,
  phase smallint not null default 0,
  undoes integer,
  constraint spec_task_pkey PRIMARY KEY (pipeline_revision_id, idx)
);

create table trunkline.sync_hold (
  project_id integer not null,
  commit_oid text,
  actor text not null,
  reason text not null,
  since timestamp with time zone not null default now(),
  until timestamp with time zone,
  constraint sync_hold_pkey PRIMARY KEY (project_id),
  constraint sync_hold_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.task_run (
  run_id bigint not null,
  idx integer not null,
  pipeline_revision_id integer not null,
  state trunkline.task_state not null,
  conditional boolean not null,
  tolerated boolean not null,
  remaining integer not null,
  unmet integer not null default 0,
  attempt integer not null default 0,
  worker integer,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  exit_code integer,
  signal text,
  ending text,
  message text,
  outputs jsonb,
  gated boolean not null default false,
  route integer not null default 0,
  priority smallint not null default 0,
  stop boolean not null default false,
  noexec boolean not null default false,
  instances integer,
  instances_open integer,
  item jsonb,
  carries integer,
  again integer[],
  iteration integer,
  due_at timestamp with time zone,
  overridden boolean not null default false,
  reads jsonb,
  constraint task_run_pkey PRIMARY KEY (run_id, idx),
  constraint task_needs CHECK (((state = ANY (ARRAY['waiting'::trunkline.task_state, 'cancelled'::trunkline.task_state])) OR (remaining = 0))),
  constraint task_owned CHECK (((state <> 'running'::trunkline.task_state) OR (worker IS NOT NULL))),
  constraint task_run_instances_check CHECK ((instances > 0)),
  constraint task_run_instances_open_check CHECK ((instances_open >= 0)),
  constraint task_run_remaining_check CHECK ((remaining >= 0))
) partition by RANGE (run_id);

create table trunkline.trigger (
  pipeline_id integer not null,
  ordinal integer not null,
  schedule jsonb not null,
  timezone text not null,
  missed text not null,
  cursor_at timestamp with time zone not null,
  next_at timestamp with time zone,
  missed_limit integer,
  new_day text not null default '00:00'::text,
  constraint trigger_pkey PRIMARY KEY (pipeline_id, ordinal),
  constraint trigger_missed_check CHECK ((missed = ANY (ARRAY['none'::text, 'latest'::text, 'all'::text]))),
  constraint trigger_missed_limit_check CHECK ((missed_limit > 0)),
  constraint trigger_new_day_check CHECK ((new_day ~ '^([01]\d|2[0-3]):[0-5]\d$'::text))
);

create table trunkline.trigger_message (
  id bigint not null generated always as identity,
  source_id bigint not null,
  key text not null,
  outcome text not null,
  run_id bigint,
  reason text,
  content jsonb,
  at timestamp with time zone not null default now(),
  constraint trigger_message_once UNIQUE (source_id, key),
  constraint trigger_message_pkey PRIMARY KEY (id),
  constraint trigger_message_source_id_fkey FOREIGN KEY (source_id) REFERENCES trunkline.trigger_source(id) ON DELETE CASCADE,
  constraint trigger_message_outcome_check CHECK ((outcome = ANY (ARRAY['run'::text, 'aside'::text, 'discarded'::text])))
);

create table trunkline.trigger_source (
  id bigint not null generated always as identity,
  pipeline_id integer not null,
  identity text not null,
  ordinal integer,
  kind text not null,
  name text,
  followed boolean not null,
  runs_on text[] not null,
  worker_id integer,
  "position" jsonb,
  runs bigint not null default 0,
  skipped bigint not null default 0,
  aside bigint not null default 0,
  repeated bigint not null default 0,
  last_at timestamp with time zone,
  error text,
  error_since timestamp with time zone,
  gone_at timestamp with time zone,
  kept boolean not null default false,
  asked_by integer,
  constraint trigger_source_once UNIQUE (pipeline_id, identity),
  constraint trigger_source_pkey PRIMARY KEY (id),
  constraint trigger_source_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES trunkline.pipeline(id),
  constraint trigger_source_check CHECK (((ordinal IS NULL) = (gone_at IS NOT NULL)))
);

create table trunkline.variable (
  project_id integer not null,
  name text not null,
  value text not null,
  at timestamp with time zone not null default now(),
  actor text,
  run_id bigint,
  idx integer,
  reason text,
  constraint variable_pkey PRIMARY KEY (project_id, name),
  constraint variable_project_id_fkey FOREIGN KEY (project_id) REFERENCES trunkline.project(id)
);

create table trunkline.vote (
  run_id bigint not null,
  idx integer not null,
  actor text not null,
  approved boolean not null,
  reason text,
  at timestamp with time zone not null default now(),
  constraint vote_pkey PRIMARY KEY (run_id, idx, actor)
);

create table trunkline.wait (
  run_id bigint not null,
  idx integer not null,
  since timestamp with time zone not null default now(),
  keyed_at xid8,
  next_at timestamp with time zone,
  gates jsonb not null default '[]'::jsonb,
  settling xid8,
  constraint wait_pkey PRIMARY KEY (run_id, idx)
) with (fillfactor=80);

create table trunkline.wait_check (
  run_id bigint not null,
  idx integer not null,
  constraint wait_check_pkey PRIMARY KEY (run_id, idx)
);

create table trunkline.wait_key (
  key text not null,
  run_id bigint not null,
  idx integer not null,
  constraint wait_key_pkey PRIMARY KEY (key, run_id, idx)
);

create table trunkline.wall (
  one boolean not null default true,
  database text not null,
  engine text not null,
  api text not null,
  raised text not null,
  raised_at timestamp with time zone not null default now(),
  constraint wall_pkey PRIMARY KEY (one),
  constraint wall_one_check CHECK (one)
);

create table trunkline.webhook (
  id integer not null generated always as identity,
  url text not null,
  until timestamp with time zone not null,
  constraint webhook_url_key UNIQUE (url),
  constraint webhook_pkey PRIMARY KEY (id)
);

create table trunkline.worker (
  id integer not null generated always as identity,
  pool_id text not null,
  name text not null,
  pid integer not null,
  slots integer not null,
  started_at timestamp with time zone not null default now(),
  beat timestamp with time zone not null default now(),
  draining boolean not null default false,
  lost_at timestamp with time zone,
  dead_at timestamp with time zone,
  labels text[] not null default '{}'::text[],
  zone_data text,
  constraint worker_pkey PRIMARY KEY (id)
);

-- Indexes

CREATE INDEX access_grant_open ON trunkline.access_grant USING btree (grantee) WHERE (ended_at IS NULL);

CREATE INDEX after_key_of ON trunkline.after_key USING btree (pipeline_id);

CREATE INDEX alert_below ON trunkline.alert USING btree (cause_id) WHERE (cause_id IS NOT NULL);

CREATE INDEX alert_message_next ON trunkline.alert_message USING btree (next_at) WHERE (state = 'waiting'::text);

CREATE INDEX alert_message_of ON trunkline.alert_message USING btree (alert_id, channel, created_at);

CREATE INDEX alert_message_recent ON trunkline.alert_message USING btree (channel, created_at);

CREATE INDEX alert_next ON trunkline.alert USING btree (next_at) WHERE ((next_at IS NOT NULL) AND (state = 'open'::text));

CREATE INDEX alert_of_pipeline ON trunkline.alert USING btree (pipeline_id, id DESC);

CREATE INDEX alert_of_run ON trunkline.alert USING btree (run_id);

CREATE UNIQUE INDEX alert_open ON trunkline.alert USING btree (key) WHERE (state <> 'resolved'::text);

CREATE INDEX api_token_robot ON trunkline.api_token USING btree (robot, created_at DESC);

CREATE INDEX asset_newest ON trunkline.asset_update USING btree (name, id DESC);

CREATE INDEX asset_of_date ON trunkline.asset_update USING btree (name, date);

CREATE INDEX asset_reader_of ON trunkline.asset_reader USING btree (pipeline_id);

CREATE INDEX asset_writer_of ON trunkline.asset_writer USING btree (pipeline_id);

CREATE INDEX audit_project ON trunkline.audit USING btree (project, id DESC);

CREATE INDEX audit_subject ON trunkline.audit USING btree (subject, id DESC);

CREATE INDEX awaited_of ON trunkline.awaited USING btree (pipeline_id);

CREATE INDEX backfill_running ON trunkline.backfill USING btree (id) WHERE (state = 'running'::text);

CREATE UNIQUE INDEX break_glass_open ON trunkline.break_glass USING btree (pipeline_id) WHERE (ended_at IS NULL);

CREATE INDEX break_glass_revision ON trunkline.break_glass USING btree (revision_id) WHERE (revision_id IS NOT NULL);

CREATE INDEX break_glass_until ON trunkline.break_glass USING btree (until) WHERE (ended_at IS NULL);

CREATE INDEX check_result_history ON trunkline.check_result USING btree (pipeline_id, task, name, run_id DESC) WHERE (verdict <> 'failed'::text);

CREATE INDEX delivery_next ON trunkline.delivery USING btree (webhook_id, next_at);

CREATE INDEX deployment_of_revision ON trunkline.deployment USING btree (pipeline_revision_id);

CREATE INDEX expected_start_dated ON trunkline.expected_start USING btree (pipeline_id, task, business_date);

CREATE INDEX expected_start_due ON trunkline.expected_start USING btree (pipeline_id, task, due_at);

CREATE INDEX expected_start_moment ON trunkline.expected_start USING btree (pipeline_id, task, COALESCE(ready_at, due_at));

CREATE INDEX expected_start_waiting ON trunkline.expected_start USING btree (pipeline_id, due_at) WHERE (waits AND (ready_at IS NULL));

CREATE INDEX forge_act_next ON trunkline.forge_act USING btree (next_at) WHERE (state = 'waiting'::text);

CREATE INDEX forge_delivery_received ON trunkline.forge_delivery USING btree (received_at);

CREATE INDEX gate_until ON trunkline.gate USING btree (until);

CREATE INDEX legacy_job_named ON trunkline.legacy_job USING btree (project_id, job);

CREATE INDEX legacy_run_dated ON trunkline.legacy_run USING btree (project_id, job, business_date) WHERE (business_date IS NOT NULL);

CREATE INDEX legacy_run_started ON trunkline.legacy_run USING btree (project_id, job, started_at);

CREATE INDEX legacy_run_teller ON trunkline.legacy_run USING btree (project_id, job, source_id);

CREATE INDEX login_attempt_expires ON trunkline.login_attempt USING btree (expires_at);

CREATE INDEX mark_of_run ON trunkline.mark USING btree (run_id, idx, id DESC);

CREATE INDEX override_of_run ON trunkline.override USING btree (run_id, idx);

CREATE INDEX override_open ON trunkline.override USING btree (id) WHERE (reviewed_at IS NULL);

CREATE INDEX parity_day_newest ON trunkline.parity_day USING btree (pipeline_id, task, business_date, id DESC);

CREATE INDEX parity_day_old ON trunkline.parity_day USING btree (at);

CREATE INDEX parity_day_recorded ON trunkline.parity_day USING btree (record);

CREATE INDEX parity_report_recorded ON trunkline.parity_report USING btree (record);

CREATE INDEX parity_stale_job ON trunkline.parity_stale USING btree (pipeline_id, task);

CREATE INDEX pipeline_class ON trunkline.pipeline USING btree (class_id, id);

CREATE INDEX pipeline_formerly ON trunkline.pipeline USING btree (project_id) WHERE ((removed_at IS NULL) AND (former_names <> '{}'::text[]));

CREATE INDEX pipeline_listed ON trunkline.pipeline USING btree (name, id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX pipeline_name ON trunkline.pipeline USING btree (project_id, name) WHERE (removed_at IS NULL);

CREATE INDEX pipeline_pinned ON trunkline.pipeline USING btree (project_id) WHERE (pinned_revision IS NOT NULL);

CREATE INDEX pipeline_removed ON trunkline.pipeline USING btree (project_id, name) WHERE (removed_at IS NOT NULL);

CREATE INDEX pipeline_source_broken ON trunkline.pipeline_source USING btree (project_id) WHERE broken;

CREATE INDEX pipeline_source_bundles ON trunkline.pipeline_source USING btree (project_id, bundle) WHERE (broken AND (bundle IS NOT NULL));

CREATE INDEX pipeline_source_claims ON trunkline.pipeline_source USING btree (project_id) WHERE (renamed_from <> '{}'::text[]);

CREATE INDEX pipeline_source_inputs ON trunkline.pipeline_source USING btree (inputs_id);

CREATE INDEX pipeline_source_name ON trunkline.pipeline_source USING btree (project_id, name);

CREATE INDEX pool_declaration_of ON trunkline.pool_declaration USING btree (pool_id);

CREATE INDEX pool_hold_of ON trunkline.pool_hold USING btree (pool_id) INCLUDE (units);

CREATE INDEX pool_next ON trunkline.pool USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX pool_take_of ON trunkline.pool_take USING btree (pool_id, at);

CREATE INDEX pool_wait_of ON trunkline.pool_wait USING btree (run_id, idx);

CREATE INDEX revision_of_project ON trunkline.revision USING btree (project_id, id DESC);

CREATE INDEX run_active ON trunkline.run USING btree (pipeline_id, id) WHERE (finished_at IS NULL);

CREATE INDEX run_deadline_threatened ON trunkline.run_deadline USING btree (state) WHERE (state = ANY (ARRAY['at-risk'::text, 'late'::text]));

CREATE INDEX run_grant_live ON trunkline.run_grant USING btree (run_id, idx) WHERE (revoked_at IS NULL);

CREATE INDEX run_not_succeeded ON trunkline.run USING btree (id) WHERE (state = ANY (ARRAY['failed'::trunkline.run_state, 'skipped'::trunkline.run_state, 'cancelled'::trunkline.run_state]));

CREATE INDEX run_of_backfill ON trunkline.run USING btree (backfill_id) WHERE ((backfill_id IS NOT NULL) AND (finished_at IS NULL));

CREATE INDEX run_of_date ON trunkline.run USING btree (pipeline_id, business_date);

CREATE INDEX run_of_parent ON trunkline.run USING btree (parent_run, parent_idx) WHERE (parent_run IS NOT NULL);

CREATE INDEX run_of_pipeline ON trunkline.run USING btree (pipeline_id, id DESC);

CREATE INDEX run_unexported ON trunkline.run USING btree (finished_at) WHERE ((finished_at IS NOT NULL) AND (exported_at IS NULL));

CREATE INDEX run_watch_next ON trunkline.run_watch USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX run_watch_starting ON trunkline.run_watch USING btree (run_id) WHERE starting;

CREATE INDEX session_expires ON trunkline.session USING btree (expires_at);

CREATE INDEX session_person ON trunkline.session USING btree (person);

CREATE INDEX shadow_definition_revision ON trunkline.shadow_definition USING btree (pipeline_revision_id);

CREATE INDEX source_inputs_files ON trunkline.source_inputs USING gin (inputs) WITH (gin_pending_list_limit='64');

CREATE INDEX trigger_message_aside ON trunkline.trigger_message USING btree (source_id, id) WHERE (outcome = 'aside'::text);

CREATE INDEX trigger_message_at ON trunkline.trigger_message USING btree (at);

CREATE INDEX trigger_message_run ON trunkline.trigger_message USING btree (run_id);

CREATE INDEX trigger_next ON trunkline.trigger USING btree (next_at);

CREATE INDEX wait_key_of ON trunkline.wait_key USING btree (run_id, idx);

CREATE INDEX wait_next ON trunkline.wait USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX worker_alive ON trunkline.worker USING btree (id) WHERE (dead_at IS NULL);

-- Sequences

create sequence trunkline.change_seq as bigint start 1 increment 1;

-- Functions

CREATE OR REPLACE FUNCTION trunkline.admit_runs(p_pipelines integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_pipeline record;
  v_running bigint[];
  v_waiting bigint[];
  v_backfill bigint[];
  v_own int;
  v_free int;
  v_keep int;
  v_run bigint;
begin
  for v_pipeline in
    select p.id, p.max_runs, p.when_busy from trunkline.pipeline p
     where p.id = any (p_pipelines) order by p.id for update
  loop
    -- Runs from before the limit was deployed must ask for admissions too when they end.
    update trunkline.run r set limited = true
     where r.pipeline_id = v_pipeline.id and r.finished_at is null and not r.limited and r.trigger_kind <> 'shadow' and v_pipeline.max_runs is not null;
    perform trunkline.keep_back(array(
      select r.id from trunkline.run r
       where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.state = 'waiting' and not r.gated
         and r.trigger_kind <> 'shadow'));
    -- `whenBusy` is about what the pipeline does by itself: a backfill takes nobody's place and nobody takes its.
    select array_agg(r.id order by r.id) filter (where r.state = 'running' and r.cancel_at is null and r.backfill_id is null),
           array_agg(r.id order by r.due_at, r.id) filter (where r.state = 'waiting' and not r.gated and r.backfill_id is null),
           array_agg(r.id order by r.id) filter (where r.state = 'waiting' and not r.gated and r.backfill_id is not null)
      into v_running, v_waiting, v_backfill
      from trunkline.run r where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.trigger_kind <> 'shadow';
    if v_waiting is null and v_backfill is null then continue; end if;
    -- A removed limit (null) lets everything start.
    -- Half of what an int holds: one more than all is still a number.
    v_keep := coalesce(v_pipeline.max_runs, 1073741823);
    if v_pipeline.when_busy = 'cancelRunning' then
      -- The newest wins: older waiting runs never start, and running ones above the limit are stopped.
      perform trunkline.end_waiting_run(w, 'cancelled', 'a newer run took its place')
         from unnest(v_waiting[1 : cardinality(v_waiting) - v_keep]) w;
      v_waiting := v_waiting[greatest(cardinality(v_waiting) - v_keep, 0) + 1 :];
      foreach v_run in array coalesce(v_running[1 : cardinality(v_running) + cardinality(v_waiting) - v_keep], '{}') loop
        perform trunkline.cancel_run(v_run, 'a newer run took its place');
      end loop;
    end if;
    -- Runs that are being cancelled still hold their place until their last task has stopped.
    select v_keep - count(*), v_keep - count(*) filter (where r.backfill_id is null) into v_free, v_own
      from trunkline.run r where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.state = 'running'
         and r.trigger_kind <> 'shadow';
    perform trunkline.start_waiting_runs(v_waiting[1 : greatest(v_free, 0)]);
    perform trunkline.start_waiting_runs(v_backfill[1 : greatest(v_free - coalesce(cardinality(v_waiting), 0), 0)]);
    if v_pipeline.when_busy = 'skip' then
      perform trunkline.end_waiting_run(w, 'skipped', 'the limit of runs at a time was reached')
         from unnest(v_waiting[greatest(v_own, 0) + 1 :]) w;
    end if;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.advance_backfills()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_backfill record;
  v_max int;
  v_over text;
  v_active int;
  v_free int;
begin
  -- What has nothing to do is not locked: a long backfill would write its row ten times a second.
  for v_backfill in
    select b.* from trunkline.backfill b
     where b.state = 'running'
       and (select count(*) from trunkline.run r where r.backfill_id = b.id and r.finished_at is null)
           < case when b.made < b.total then b.runs else 1 end
     order by b.id for update skip locked
  loop
    -- The lock of admissions: a place that is counted free stays free.
    select p.max_runs, case when p.removed_at is not null then 'the pipeline was removed'
                            when not p.makes_runs then 'its wave went to the stage ' || p.stage end into v_max, v_over
      from trunkline.pipeline p where p.id = v_backfill.pipeline_id for update;
    if v_over is not null then
      update trunkline.backfill set state = 'cancelled', note = v_over, finished_at = now()
       where id = v_backfill.id;
      continue;
    end if;
    select count(*) into v_active from trunkline.run r where r.backfill_id = v_backfill.id and r.finished_at is null;
    v_free := least(v_backfill.runs - v_active, v_backfill.total - v_backfill.made);
    if v_max is not null then
      select least(v_free, v_max - count(*)) into v_free
        from trunkline.run r where r.pipeline_id = v_backfill.pipeline_id and r.finished_at is null and r.trigger_kind <> 'shadow';
    end if;
    if v_free > 0 then
      with made as (
        select c.run_id, c.slot
          from (select array_agg(v_backfill.pipeline_id order by s.ordinal) as pipelines, array_agg(s.slot order by s.ordinal) as slots,
                       array_agg(s.business_date order by s.ordinal) as dates, array_agg(s.due_at order by s.ordinal) as dues,
                       array_agg(null::text) as reasons
                  from trunkline.backfill_slot s
                 where s.backfill_id = v_backfill.id and s.ordinal between v_backfill.made + 1 and v_backfill.made + v_free) n
         cross join lateral trunkline.create_runs(n.pipelines, n.slots, n.dates, n.dues, n.reasons, 'backfill',
                                                  v_backfill.params, v_backfill.actor, null) c)
      update trunkline.backfill_slot s set run_id = m.run_id
        from made m where s.backfill_id = v_backfill.id and s.slot = m.slot
         and s.ordinal between v_backfill.made + 1 and v_backfill.made + v_free;
      update trunkline.backfill set made = made + v_free where id = v_backfill.id;
    elsif v_active = 0 and v_backfill.made = v_backfill.total then
      update trunkline.backfill set state = 'finished', finished_at = now() where id = v_backfill.id;
    end if;
  end loop;
  return (select count(*) from trunkline.backfill where state = 'running');
end $function$;

CREATE OR REPLACE FUNCTION trunkline.after_needs(p_state trunkline.task_state, p_remaining integer, p_unmet integer, p_conditional boolean, p_gated boolean, p_inline boolean)
 RETURNS trunkline.task_state
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when p_state <> 'waiting' or p_remaining > 0 then p_state
              when p_unmet > 0 and not p_conditional then 'skipped'
              when p_gated then 'waiting'
              when p_inline then 'running'
              else 'ready' end::trunkline.task_state
$function$;

CREATE OR REPLACE FUNCTION trunkline.analyze_queue()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  analyze graphile_worker._private_jobs;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.analyze_specs()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  analyze trunkline.spec_task, trunkline.pipeline, trunkline.run;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.apply_effects(p_project integer, p_run bigint, p_idx integer, p_date date, p_actor text, p_reason text, p_effects jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_project text := (select name from trunkline.project where id = p_project);
  v_effect jsonb;
  v_keys text[] := '{}';
  v_update bigint;
  v_name text;
  v_day text;
  v_key text;
  v_gone text[];
begin
  for v_effect in select * from jsonb_array_elements(p_effects) loop
    v_day := v_effect ->> 'date';
    if v_effect ? 'emit' then
      v_name := v_effect ->> 'emit';
      insert into trunkline.event (project_id, name, date, actor, run_id, idx, reason)
      values (p_project, v_name, v_day, p_actor, p_run, p_idx, p_reason)
      on conflict (project_id, name, date) do nothing;
      if found then
        -- Emitted again after it was cleared, it is another change.
        v_key := 'e:' || v_project || '/' || v_name;
        perform trunkline.wake_triggers(array[v_key], array[replace(v_day, 'static', '')],
                                        array[v_key || '@' || nextval('trunkline.change_seq')]);
      end if;
      v_keys := v_keys || ('e:' || v_project || '/' || v_name || ':' || v_day)
                       || ('e:' || v_project || '/' || v_name || ':any')
                       || ('e:' || v_project || '/' || v_name || ':' || right(v_day, 5));
    elsif v_effect ? 'clear' then
      v_name := v_effect ->> 'clear';
      -- `not` may wait for an event to go.
      with gone as (
        delete from trunkline.event
         where project_id = p_project and name = v_name and (v_day is null or date = v_day or (length(v_day) = 5 and date like '____-' || v_day))
        returning date)
      select v_keys || coalesce(array_agg('e:' || v_project || '/' || v_name || ':' || gone.date), '{}')
                    || coalesce(array_agg('e:' || v_project || '/' || v_name || ':' || right(gone.date, 5)), '{}')
                    || ('e:' || v_project || '/' || v_name || ':any'),
             coalesce(array_agg(replace(gone.date, 'static', '')), '{}') into v_keys, v_gone from gone;
      perform trunkline.wake_triggers(array_fill('e:' || v_project || '/' || v_name, array[cardinality(v_gone)]), v_gone,
                                      array_fill(null::text, array[cardinality(v_gone)]));
    elsif v_effect ? 'set' then
      v_name := v_effect ->> 'set';
      insert into trunkline.variable (project_id, name, value, actor, run_id, idx, reason)
      values (p_project, v_name, v_effect ->> 'value', p_actor, p_run, p_idx, p_reason)
      on conflict (project_id, name) do update
        set value = excluded.value, at = now(), actor = excluded.actor, run_id = excluded.run_id,
            idx = excluded.idx, reason = excluded.reason;
      v_key := 'v:' || v_project || '/' || v_name;
      v_keys := v_keys || v_key;
      perform trunkline.wake_triggers(array[v_key], array[''], array[v_key || '@' || nextval('trunkline.change_seq')]);
    elsif v_effect ? 'unset' then
      v_name := v_effect ->> 'unset';
      delete from trunkline.variable where project_id = p_project and name = v_name;
      v_key := 'v:' || v_project || '/' || v_name;
      v_keys := v_keys || v_key;
      if found then perform trunkline.wake_triggers(array[v_key], array[''], array[null::text]); end if;
    elsif v_effect ? 'update' then
      v_name := v_effect ->> 'update';
      insert into trunkline.asset_update (name, date, project_id, actor, run_id, idx)
      values (v_name, p_date, p_project, p_actor, p_run, p_idx) returning id into v_update;
      perform trunkline.wake_triggers(array['a:' || v_name], array[p_date::text], array['a:' || v_name || '@' || v_update]);
      v_keys := v_keys || ('a:' || v_name) || ('a:' || v_name || ':' || p_date);
    end if;
  end loop;
  perform trunkline.wake_waits(v_keys);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.apply_overrides(p_run bigint, p_idx integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_moved int[];
begin
  if not exists (select from trunkline.override o where o.run_id = p_run and o.kind <> 'ignore') then return; end if;
  with given as materialized (
    select t.idx, t.state, t.route,
           (select x.id from trunkline.override o
              join trunkline.route x on x.labels = array(select jsonb_array_elements_text(o.value))
             where o.run_id = p_run and o.kind = 'runsOn' and o.idx in (-1, t.idx, trunkline.declared_place(t.idx)) order by o.id desc limit 1) as other
      from trunkline.task_run t
     where t.run_id = p_run and t.idx = any (p_idx) and t.state in ('waiting', 'ready')
       and exists (select from trunkline.override o where o.run_id = p_run and o.kind <> 'ignore'
                      and o.idx in (-1, t.idx, trunkline.declared_place(t.idx)))),
  told as (
    update trunkline.task_run t set overridden = true, gated = true, route = coalesce(g.other, g.route)
      from given g where t.run_id = p_run and t.idx = g.idx)
  select array_agg(g.idx) into v_moved from given g where g.state = 'ready' and g.other <> g.route;
  -- Their entries in the queue of the former route stay; no worker there may claim them.
  if v_moved is not null then
    perform trunkline.set_aside(array_fill(p_run, array[cardinality(v_moved)]), v_moved);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.arm_waits(p_run bigint[], p_idx integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.wait (run_id, idx) select * from unnest(p_run, p_idx) on conflict do nothing;
  perform trunkline.ask_waits(p_run, p_idx);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.ask_units(p_run bigint[], p_idx integer[], p_pool integer[], p_units integer[], p_keep boolean[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.pool_wait (pool_id, rank, run_id, idx, units, keep)
  select x.pool_id, now() + t.priority * interval '1 minute', x.run_id, x.idx, x.units, x.keep
    from unnest(p_run, p_idx, p_pool, p_units, p_keep) x(run_id, idx, pool_id, units, keep)
    -- Another opening of the same transaction may have cancelled its run.
    join trunkline.wait using (run_id, idx)
    join trunkline.task_run t using (run_id, idx)
   where not exists (select from trunkline.pool_wait w
                      where w.run_id = x.run_id and w.idx = x.idx and w.pool_id = x.pool_id);
  perform trunkline.check_pools(p_pool);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.ask_waits(p_run bigint[], p_idx integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into trunkline.wait_check (run_id, idx) select distinct * from unnest(p_run, p_idx) order by 1, 2
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (run_id, idx) do update set run_id = excluded.run_id;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.audit_hashed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.hash := sha256(convert_to(trunkline.audit_text(new), 'UTF8'));
  return new;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.audit_instant(p_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$function$;

CREATE OR REPLACE FUNCTION trunkline.audit_kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit is only added to: % of % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION trunkline.audit_project(p_act text, p_subject text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    (select j.name from trunkline.project j where j.name = split_part(p_subject, '/', 1)),
    case when p_subject ~ '^(backfill )?\d{1,18}$' and p_act not in ('blackout', 'blackout-end') and p_act not like 'break-glass%' then
      (select j.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
        where p.id = case when p_subject like 'backfill %'
                          then (select b.pipeline_id from trunkline.backfill b where b.id = split_part(p_subject, ' ', 2)::bigint)
                          else (select r.pipeline_id from trunkline.run r where r.id = p_subject::bigint) end)
    end)
$function$;

CREATE OR REPLACE FUNCTION trunkline.audit_queued()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into trunkline.audit_unsealed values (new.id);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.audit_text(p_record trunkline.audit)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select 'trunkline-audit-1' || string_agg(E'\n' || coalesce(octet_length(convert_to(f.text, 'UTF8')) || ':' || f.text, '-'), '' order by f.n)
    from unnest(array[
      p_record.id::text, trunkline.audit_instant(p_record.at), p_record.kind, p_record.actor, p_record.act, p_record.subject,
      p_record.project, p_record.reason, p_record.request_id, p_record.revision, p_record.detail::text]) with ordinality f(text, n)
$function$;

CREATE OR REPLACE FUNCTION trunkline.blackouts_of(p_pipelines integer[])
 RETURNS TABLE(pipeline_id integer, blackout trunkline.blackout)
 LANGUAGE sql
 STABLE
AS $function$
  select p.id, b
    from trunkline.blackout b
    join trunkline.pipeline p on p.id = any (p_pipelines) and (b.pipeline is null or b.pipeline = p.name)
    join trunkline.project j on j.id = p.project_id and (b.project is null or b.project = j.name)
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
     and (b.tags = '{}' or (v.spec::json -> 'tags')::jsonb @> b.tags)
   where b.to_at > now()
$function$;

CREATE OR REPLACE FUNCTION trunkline.cancel_backfill(p_backfill integer, p_reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_run bigint;
begin
  update trunkline.backfill set state = 'cancelled', note = p_reason, finished_at = now()
   where id = p_backfill and finished_at is null;
  if not found then return false; end if;
  for v_run in select r.id from trunkline.run r where r.backfill_id = p_backfill and r.finished_at is null order by r.id loop
    perform trunkline.cancel_run(v_run, p_reason);
  end loop;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.cancel_run(p_run bigint, p_reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_ended int;
  v_failed int := 0;   -- tasks whose instances have all ended with this
  v_idx int[];
  v_run trunkline.run;
begin
  select coalesce(array_agg(s.idx), '{}') into v_idx from trunkline.stop_tasks(p_run, 0, 2147483647, null) s;
  v_ended := cardinality(v_idx);
  if 32768 <= any (v_idx) then
    select count(*), coalesce(sum(e.failed), 0) into v_ended, v_failed
      from trunkline.end_instances(array_fill(p_run, array[cardinality(v_idx)]), v_idx) e;
    v_ended := v_ended + cardinality(v_idx);
  end if;
  update trunkline.run set cancel_at = coalesce(cancel_at, now()), reason = coalesce(reason, p_reason),
                           undo_stopped = undo_stopped or phase = 1
   where id = p_run and finished_at is null;
  if not found then return false; end if;
  perform trunkline.forget_waits(p_run, null);
  -- Also what a failed task kept for a rerun: running ones return theirs when they have stopped.
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false)
     from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
    where h.run_id = p_run and t.state <> 'running';
  update trunkline.run r
     set open_tasks = r.open_tasks - v_ended, failed_tasks = r.failed_tasks + v_failed,
         state = case when r.open_tasks = v_ended and (not r.phased or r.state = 'waiting') then 'cancelled'
                      else r.state end,
         finished_at = case when r.open_tasks = v_ended and (not r.phased or r.state = 'waiting') then now() end
   where r.id = p_run
  returning * into v_run;
  if v_run.open_tasks = 0 and v_run.finished_at is null then perform trunkline.next_phase(p_run); end if;
  perform trunkline.wake_for_runs(array[p_run], case when v_run.finished_at is null then array['t'] else array['t', 'p'] end);
  if v_run.finished_at is not null and v_run.limited then
    perform trunkline.admit_runs(array[v_run.pipeline_id]);
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.check_pools(p_pools integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into trunkline.pool_check (pool_id) select distinct p from unnest(p_pools) p;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.child_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.child_check (run_id, idx) values (new.parent_run, new.parent_idx);
  perform pg_notify('trunkline_wait', '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.complete_tasks(p_run bigint[], p_idx integer[], p_attempt integer[], p_state trunkline.task_state[], p_detail jsonb[], p_worker integer, p_inline boolean)
 RETURNS TABLE(run_id bigint, idx integer, attempt integer)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  v_inline boolean := p_inline and trunkline.worker_may_claim(p_worker);
  f_run bigint[]; f_idx int[]; f_revision int[]; f_unmet int[]; f_failed int[]; f_lane boolean[];  -- finished in this round
  e_run bigint[] := '{}'; e_failed int[] := '{}';                                                  -- finished in all rounds
  c_run bigint[]; c_idx int[]; c_attempt int[];                                                    -- claimed inline
  v_jobs graphile_worker.job_spec[]; v_all_jobs graphile_worker.job_spec[] := '{}';
  w_run bigint[]; w_idx int[];                                                                     -- their gates come now
  g_run bigint[]; g_idx int[]; g_effects jsonb[];                                                  -- what they change elsewhere
  v_closed bigint[];
  v_next bigint[];                                                                                 -- their phase has ended
  v_admit int[];
begin
  if 32768 <= any (p_idx) then   -- instances of `forEach`: the rows that count them come first, in one order for all
    perform from trunkline.task_run t
       join (select distinct i.r, trunkline.declared_place(i.i) as i from unnest(p_run, p_idx) i(r, i) where i.i >= 32768) c
         on t.run_id = c.r and t.idx = c.i
      order by t.run_id, t.idx for update of t;
  end if;
  with d as (
    update trunkline.task_run t
       set state = x.state, finished_at = now(), exit_code = (x.detail ->> 'exitCode')::int,
           signal = x.detail ->> 'signal', ending = x.detail ->> 'ending', message = x.detail ->> 'message',
           outputs = nullif(x.detail -> 'outputs', 'null'::jsonb)
      from unnest(p_run, p_idx, p_attempt, p_state, p_detail) x(r, i, a, state, detail)
     where t.run_id = x.r and t.idx = x.i and t.attempt = x.a and t.state = 'running'
    returning t.run_id, t.idx, t.pipeline_revision_id, t.state, t.tolerated, t.priority, t.ending,
              nullif(x.detail -> 'effects', 'null'::jsonb) as effects)
  select array_agg(d.run_id), array_agg(d.idx), array_agg(d.pipeline_revision_id),
         array_agg((d.state <> 'succeeded' and not (d.state = 'failed' and d.tolerated) and d.ending is distinct from 'iced')::int),
         array_agg(trunkline.fails_run(d.state, d.ending, d.tolerated)::int),
         -- What has to stand back goes through the queue, behind the others.
         array_agg(d.state = 'succeeded' and d.priority < 500),
         array_agg(d.run_id) filter (where d.effects is not null), array_agg(d.idx) filter (where d.effects is not null),
         array_agg(d.effects) filter (where d.effects is not null)
    into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane, g_run, g_idx, g_effects from d;
  if exists (select from trunkline.pool_hold) then
    perform trunkline.return_units(f_run, f_idx, true);
  end if;
  if exists (select from trunkline.run_grant g where g.revoked_at is null) then
    perform trunkline.revoke_grants(f_run, f_idx);
  end if;

  if 1 = any (f_failed) then   -- fail-fast
    select f_run || array_agg(s.run_id), f_idx || array_agg(s.idx), f_revision || array_agg(s.pipeline_revision_id),
           f_unmet || array_agg(1), f_failed || array_agg(0), f_lane || array_agg(false)
      into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from trunkline.stop_after_failures(f_run, f_idx, f_revision, f_failed) s;
  end if;

  if 32768 <= any (f_idx) then
    -- Of instances the run counts the failure of the whole.
    select array_agg(c.run_id), array_agg(c.idx), array_agg(c.revision), array_agg(c.unmet), array_agg(c.failed), array_agg(c.lane)
      into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from (select f.run_id, f.idx, f.revision, f.unmet, case when f.idx < 32768 then f.failed else 0 end as failed, f.lane
              from unnest(f_run, f_idx, f_revision, f_unmet, f_failed, f_lane) f(run_id, idx, revision, unmet, failed, lane)
            union all
            select e.run_id, e.idx, e.pipeline_revision_id, e.unmet, e.failed, false from trunkline.end_instances(f_run, f_idx) e) c;
  end if;

  if v_inline and f_run is not null and exists (select from trunkline.hold) then
    -- What follows in a run with holds goes through the queue, where they are looked at.
    f_lane := array(
      select l.lane and not exists (
               select from trunkline.run r join trunkline.hold h on h.run_id = r.id or h.pipeline_id = r.pipeline_id
                where r.id = l.run_id)
        from unnest(f_run, f_lane) with ordinality l(run_id, lane, n) order by l.n);
  end if;

  while f_run is not null loop
    e_run := e_run || f_run;
    e_failed := e_failed || f_failed;
    with e as materialized (   -- grouped per successor: its row is updated once a round, whatever the fan-in
      select f.run_id, s.idx, count(*)::int as n, sum(f.unmet)::int as unmet,
             v_inline and bool_or(f.lane and st.lane and s.ord = 1) as lane
        from unnest(f_run, f_idx, f_revision, f_unmet, f_lane) f(run_id, idx, revision, unmet, lane)
        join trunkline.spec_task st on st.pipeline_revision_id = f.revision and st.idx = f.idx
       cross join lateral unnest(st.succ) with ordinality s(idx, ord)
       group by 1, 2 order by 1, 2),
    u as (
      -- Every expression reads t, so that a row that another worker changed meanwhile is judged as it is now.
      update trunkline.task_run t
         set remaining = t.remaining - e.n, unmet = t.unmet + e.unmet,
             state = trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane),
             attempt = t.attempt + (trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane) = 'running')::int,
             worker = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                      when 'running' then p_worker end,
             started_at = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                          when 'running' then now() end,
             finished_at = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                           when 'skipped' then now() else t.finished_at end
        from e
       -- A rerun of one task alone has its followers finished, as they were.
       where t.run_id = e.run_id and t.idx = e.idx and t.state = 'waiting'
      returning t.run_id, t.idx, t.pipeline_revision_id, t.state, t.remaining, t.attempt, t.gated, t.route, t.priority)
    select array_agg(trunkline.task_job(u.run_id, u.idx, u.route, u.priority)) filter (where u.state = 'ready' and u.remaining = 0),
           c_run || array_agg(u.run_id order by u.run_id, u.idx) filter (where u.state = 'running'),
           c_idx || array_agg(u.idx order by u.run_id, u.idx) filter (where u.state = 'running'),
           c_attempt || array_agg(u.attempt order by u.run_id, u.idx) filter (where u.state = 'running'),
           w_run || array_agg(u.run_id) filter (where u.state = 'waiting' and u.remaining = 0 and u.gated),
           w_idx || array_agg(u.idx) filter (where u.state = 'waiting' and u.remaining = 0 and u.gated),
           array_agg(u.run_id) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(u.idx) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(u.pipeline_revision_id) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(1) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(0) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(false) filter (where u.state = 'skipped' and u.remaining = 0)
      into v_jobs, c_run, c_idx, c_attempt, w_run, w_idx, f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from u;
    v_all_jobs := v_all_jobs || v_jobs;
  end loop;

  if cardinality(v_all_jobs) > 0 then
    perform trunkline.enqueue(v_all_jobs);
  end if;
  if w_run is not null then
    perform trunkline.arm_waits(w_run, w_idx);
  end if;

  with f as (
    update trunkline.run r
       set open_tasks = r.open_tasks - c.n, failed_tasks = r.failed_tasks + c.failed,
           state = case when r.open_tasks <> c.n or r.phased then r.state
                        when r.cancel_at is not null then 'cancelled'
                        when r.failed_tasks + c.failed > 0 then 'failed'
                        else 'succeeded' end::trunkline.run_state,
           finished_at = case when r.open_tasks = c.n and not r.phased then now() end
      from (select e.run_id, count(*)::int as n, sum(e.failed)::int as failed
              from unnest(e_run, e_failed) e(run_id, failed) group by 1 order by 1) c
     where r.id = c.run_id
    returning r.id, r.pipeline_id, r.limited, r.finished_at, r.open_tasks)
  select array_agg(distinct f.pipeline_id) filter (where f.limited and f.finished_at is not null),
         array_agg(f.id) filter (where f.finished_at is not null),
         array_agg(f.id) filter (where f.finished_at is null and f.open_tasks = 0)
    into v_admit, v_closed, v_next from f;
  if g_run is not null then
    perform trunkline.apply_effects(p.project_id, r.id, g.idx, r.business_date, null, null, g.effects)
       from unnest(g_run, g_idx, g_effects) with ordinality g(run_id, idx, effects, n)
       join trunkline.run r on r.id = g.run_id join trunkline.pipeline p on p.id = r.pipeline_id order by g.n;
  end if;
  perform trunkline.next_phase(n) from unnest(v_next) n;
  perform trunkline.wake_for_runs(e_run, array['t']);
  if v_closed is not null then
    perform trunkline.wake_for_runs(v_closed, array['p']);
  end if;
  if v_admit is not null then
    perform trunkline.admit_runs(v_admit);
  end if;
  return query select * from unnest(c_run, c_idx, c_attempt);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.create_runs(p_pipeline integer[], p_slot text[], p_date date[], p_due timestamp with time zone[], p_reason text[], p_kind text, p_params jsonb, p_actor text, p_parent_trace text)
 RETURNS TABLE(run_id bigint, pipeline_id integer, slot text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET jit TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  v_keep boolean := exists (select from trunkline.hold) or exists (select from trunkline.blackout);  -- some runs may not start now
  v_runs bigint[];
  v_pipelines int[];
  v_slots text[];
  v_limited int[];
  v_jobs graphile_worker.job_spec[];
  v_fresh bigint[];
  w_run bigint[]; w_idx int[];   -- runs (idx -1) and tasks whose gates are judged first
begin
  -- Materialized: a rescan by the join below would draw new ids.
  with d as materialized (
    select u.*, nextval('trunkline.run_id_seq') as id
      from unnest(p_pipeline, p_slot, p_date, p_due, p_reason) with ordinality u(pipeline, slot, date, due, reason, n)),
  made as materialized (
    insert into trunkline.run (id, pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at,
                               trigger_kind, state, limited, gated, reason, open_tasks, phased, params, actor, parent_trace,
                               started_at, finished_at, backfill_id, watched)
    select d.id, p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, j.revision_id), coalesce(d.slot, 'm:' || d.id), d.date, d.due,
           p_kind,
           case when d.reason is not null then 'skipped'
                when p.max_runs is null and not k.gated then 'running'
                else 'waiting' end::trunkline.run_state,
           p.max_runs is not null, k.gated and d.reason is null, d.reason,
           case when d.reason is null then v.task_count else 0 end, v.phased,
           case when p_kind = 'message' then p_params -> (d.n - 1)::int else p_params end, p_actor, p_parent_trace,
           case when d.reason is null and p.max_runs is null and not k.gated then now() end,
           case when d.reason is not null then now() end,
           case when p_kind = 'backfill' then split_part(d.slot, ':', 2)::int end,
           v.watched and d.reason is null and p_kind <> 'backfill'
      from d
      join trunkline.pipeline p on p.id = d.pipeline and p.removed_at is null and p.makes_runs
      join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
      join trunkline.project j on j.id = p.project_id
     cross join lateral (select v.gated or p.guarded or p.hold_within is not null or v_keep and trunkline.keeps_runs(p.id) as gated) k
     where p_kind <> 'after' or not exists (select from trunkline.past_slot s where s.pipeline_id = p.id and s.slot = d.slot)
     order by d.n
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id, slot, state, limited, gated),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority)
    select m.id, s.idx, s.pipeline_revision_id,
           case when s.deps = 0 and m.state = 'running' and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route, s.priority + case when p_kind = 'backfill' then 1000 else 0 end
      from made m
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.phase = 0
     where m.state <> 'skipped'
    returning run_id, idx, state, gated, remaining, route, priority),
  waits as materialized (
    select m.id as run_id, -1 as idx from made m where m.gated
    union all
    -- No join: where specs are large it is planned as a look at all tasks for each run.
    select x.run_id, x.idx
      from (select u.run_id, u.idx, bool_or(u.idx is null) over (partition by u.run_id) as runs
              from (select t.run_id, t.idx from tasks t where t.gated and t.remaining = 0
                    union all
                    select m.id, null from made m where m.state = 'running') u) x
     where x.runs and x.idx is not null
     order by 1, 2)
  select (select array_agg(id order by id) from made),
         (select array_agg(m.pipeline_id order by id) from made m),
         (select array_agg(m.slot order by id) from made m),
         (select array_agg(distinct m.pipeline_id) from made m where limited and not gated and state = 'waiting'),
         (select array_agg(trunkline.task_job(t.run_id, t.idx, t.route, t.priority)) from tasks t where t.state = 'ready'),
         (select array_agg(m.id) from made m where m.state <> 'skipped'),
         (select array_agg(w.run_id) from waits w), (select array_agg(w.idx) from waits w)
    into v_runs, v_pipelines, v_slots, v_limited, v_jobs, v_fresh, w_run, w_idx;
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  if w_run is not null then
    perform trunkline.arm_waits(w_run, w_idx);
  end if;
  if v_fresh is not null then
    -- The newest run is another now: also what asks for one that has not finished may hold.
    perform trunkline.wake_for_runs(v_fresh, array['p', 't']);
  end if;
  if v_limited is not null then
    perform trunkline.admit_runs(v_limited);
  end if;
  return query select * from unnest(v_runs, v_pipelines, v_slots);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.declare_pools(p_project integer, p_name text[], p_kind text[], p_global boolean[], p_units integer[], p_per_ms bigint[], p_description text[], p_removed text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_pools int[];
begin
  select array_agg(d.pool_id) into v_pools from trunkline.pool_declaration d
   where d.project_id = p_project and d.name = any (p_name || p_removed);
  update trunkline.pool_declaration d set removed_at = now()
   where d.project_id = p_project and d.name = any (p_removed);
  insert into trunkline.pool (project_id, name, kind, units, per_ms)
  select case when not x.is_global then p_project end, x.name, x.kind, x.units, x.per_ms
    from unnest(p_name, p_kind, p_global, p_units, p_per_ms) x(name, kind, is_global, units, per_ms) order by x.name
  on conflict on constraint pool_name do nothing;
  insert into trunkline.pool_declaration (project_id, name, pool_id, units, per_ms, description)
  select p_project, x.name, p.id, x.units, x.per_ms, x.description
    from unnest(p_name, p_kind, p_global, p_units, p_per_ms, p_description) x(name, kind, is_global, units, per_ms, description)
    join trunkline.pool p on p.name = x.name and p.kind = x.kind
                         and p.project_id is not distinct from case when not x.is_global then p_project end
  on conflict (project_id, name) do update
    set pool_id = excluded.pool_id, units = excluded.units, per_ms = excluded.per_ms,
        description = excluded.description, removed_at = null;
  select v_pools || array_agg(d.pool_id) into v_pools from trunkline.pool_declaration d
   where d.project_id = p_project and d.name = any (p_name);
  -- Of a global pool the strictest declaration holds; one that nobody declares any more keeps its last total.
  update trunkline.pool p set units = d.units, per_ms = d.per_ms
    from (select distinct on (x.pool_id) x.pool_id, x.units, x.per_ms from trunkline.pool_declaration x
           where x.pool_id = any (v_pools) and x.removed_at is null
           order by x.pool_id, x.units::numeric / coalesce(x.per_ms, 1), x.units) d
   where p.id = d.pool_id and (p.units, p.per_ms) is distinct from (d.units, d.per_ms);
  perform trunkline.check_pools(v_pools);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.declared_place(p_idx integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_idx >= 32768 then (p_idx >> 15) - 1 else p_idx end $function$;

CREATE OR REPLACE FUNCTION trunkline.drain_worker(p_worker integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(8, p_worker);
  update trunkline.worker set draining = true where id = p_worker and dead_at is null;
  return found;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.drop_log_partition(p_before timestamp with time zone, p_archived boolean)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '500ms'
 SET jit TO 'off'
AS $function$
declare
  v_part regclass;
  v_bytes bigint;
begin
  for v_part in
    select p.name from trunkline.partitions_of('trunkline.log_chunk') p
     where p.upper::date <= (p_before at time zone 'utc')::date order by p.upper::date
  loop
    execute format('select coalesce(sum(octet_length(c.content)), 0) from %s c where exists (
                      select from trunkline.run r where r.id = c.run_id and (coalesce(r.finished_at >= $1, true) or $2))', v_part)
       into v_bytes using p_before, p_archived;
    continue when v_bytes > 64 * 1024 * 1024;
    lock table trunkline.log_chunk in access exclusive mode;
    execute format('create temp table kept_log_chunk on commit drop as select c.* from %s c where exists (
                      select from trunkline.run r where r.id = c.run_id and (coalesce(r.finished_at >= $1, true) or $2))', v_part)
      using p_before, p_archived;
    execute format('alter table trunkline.log_chunk detach partition %s', v_part);
    execute format('drop table %s', v_part);
    insert into trunkline.log_chunk select * from kept_log_chunk;
    drop table kept_log_chunk;
    return v_part::text;
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.drop_runs(p_before timestamp with time zone, p_after bigint, p_limit integer, p_asked_pipelines integer[], p_asked_dates date[])
 RETURNS TABLE(dropped integer, next bigint)
 LANGUAGE plpgsql
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_ids bigint[];
  v_next bigint;
  v_old boolean;
begin
  select max(b.id), coalesce(min(b.created_at) < p_before, false) into v_next, v_old
    from (select r.id, r.created_at from trunkline.run r where r.id > p_after order by r.id limit p_limit) b;
  if not v_old then return query select 0, null::bigint; return; end if;

  with slots as materialized (
    select distinct r.pipeline_id, r.slot from trunkline.run r
     where r.id > p_after and r.id <= v_next and r.finished_at < p_before),
  -- All generations, also those of other pages: what keeps one of them keeps all, so that none is left that counts from two.
  generation as materialized (
    select r.id, r.pipeline_id, r.slot, r.state, r.finished_at, r.trigger_kind = 'shadow' as in_shadow,
           coalesce(r.finished_at < p_before, false)
           and coalesce(r.export_claimed_until < now(), true)
           and (r.pipeline_id, r.business_date) not in (select * from unnest(p_asked_pipelines, p_asked_dates))
           and not exists (select from trunkline.backfill b where b.id = r.backfill_id and b.finished_at is null)
           and not exists (select from trunkline.pool_hold h where h.run_id = r.id)
           and not exists (select from trunkline.hold h where h.run_id = r.id)
           and not exists (select from trunkline.wait w where w.run_id = r.id)
           and not exists (select from trunkline.run p where p.id = r.parent_run and p.finished_at is null)
           and not exists (select from trunkline.run_watch w where w.run_id = r.id)
           and not exists (select from trunkline.after_check c where c.source = r.id::text) as old
      from slots s join trunkline.run r on r.pipeline_id = s.pipeline_id and r.slot = s.slot),
  newest as materialized (
    select p.id as pipeline_id, n.id, n.slot, n.state, n.finished_at
      from (select distinct s.pipeline_id as id from slots s) p
     cross join lateral (
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.started_at is not null and x.trigger_kind <> 'shadow' order by x.id desc limit 30)
       union all
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.state in ('succeeded', 'failed') and x.started_at is not null and x.trigger_kind <> 'shadow' order by x.id desc limit 30)
       union all
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.state <> 'skipped' and x.trigger_kind <> 'shadow' order by x.id desc limit 1)) n),
  ends as materialized (select n.pipeline_id, max(n.finished_at) as at from newest n group by 1),
  free as (
    select g.pipeline_id, g.slot, array_agg(g.id) as ids
      from generation g
      left join ends e on e.pipeline_id = g.pipeline_id
     where not exists (select from newest n where n.pipeline_id = g.pipeline_id and n.slot = g.slot)
     group by 1, 2
    having bool_and(g.old and coalesce(g.state = 'skipped' or g.in_shadow or g.finished_at <= e.at, false)))
  select array_agg(i.id) into v_ids from free f cross join unnest(f.ids) i(id);
  if v_ids is not null then
    delete from trunkline.attempt x where x.run_id = any (v_ids);
    delete from trunkline.run_grant x where x.run_id = any (v_ids);
    delete from trunkline.run_output x where x.run_id = any (v_ids);
    delete from trunkline.check_result x where x.run_id = any (v_ids);
    delete from trunkline.external_run x where x.run_id = any (v_ids);
    delete from trunkline.approval x where x.run_id = any (v_ids);
    delete from trunkline.vote x where x.run_id = any (v_ids);
    delete from trunkline.mark x where x.run_id = any (v_ids);
    delete from trunkline.override x where x.run_id = any (v_ids);
    delete from trunkline.run_deadline x where x.run_id = any (v_ids);
    -- A trigger that counts runs names ids, which never come again; one that counts dates must know the date for ever.
    insert into trunkline.past_slot (pipeline_id, slot)
    select r.pipeline_id, r.slot from trunkline.run r
     where r.id = any (v_ids) and r.slot ~ '^a:\d+:\d{4}-\d\d-\d\d$'
    on conflict do nothing;
    delete from trunkline.run r where r.id = any (v_ids);
  end if;
  return query select coalesce(cardinality(v_ids), 0), v_next;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.drop_task_partition()
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '500ms'
 SET jit TO 'off'
AS $function$
declare
  v_part record;
begin
  for v_part in
    select p.name, coalesce(p.lower::bigint, 0) as lower, p.upper::bigint as upper
      from trunkline.partitions_of('trunkline.task_run') p
     where p.upper::bigint <= (select last_value from trunkline.run_id_seq)
     order by p.upper::bigint
  loop
    -- What is young is counted as far as it is too much.
    continue when (select count(*) from (select from trunkline.run r
                    where r.id >= v_part.lower and r.id < v_part.upper limit 2001) r) > 2000;
    continue when (select count(*) from (select from trunkline.run r join trunkline.task_run t on t.run_id = r.id
                    where r.id >= v_part.lower and r.id < v_part.upper limit 20001) t) > 20000;
    lock table trunkline.task_run in access exclusive mode;
    execute format('create temp table kept_task_run on commit drop as
                      select t.* from %s t where t.run_id in (select r.id from trunkline.run r where r.id >= %s and r.id < %s)',
                   v_part.name, v_part.lower, v_part.upper);
    execute format('alter table trunkline.task_run detach partition %s', v_part.name);
    execute format('drop table %s', v_part.name);
    insert into trunkline.task_run select * from kept_task_run;
    drop table kept_task_run;
    return v_part.name::text;
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_attempt(p_run bigint, p_idx integer, p_attempt integer, p_state trunkline.task_state, p_detail jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  -- The lock is also what a cancellation takes: it comes wholly before or wholly after this.
  perform from trunkline.task_run
    where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' and not stop for update;
  if not found then return false; end if;
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message,
                                 rule, iteration, state, outputs)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, now(), coalesce(p_detail ->> 'ending', 'exited'),
         coalesce((p_detail ->> 'exitCode')::int, case when p_state = 'succeeded' then 0 end), p_detail ->> 'signal',
         p_detail ->> 'message', case when p_state is null then (p_detail ->> 'rule')::int end, t.iteration, p_state,
         case when p_state is not null then nullif(p_detail -> 'outputs', 'null'::jsonb) end
    from trunkline.task_run t where t.run_id = p_run and t.idx = p_idx;
  -- What it submitted elsewhere belongs to this iteration, and a retry adopts it unless it has ended.
  if p_state is not null or p_detail -> 'externalOver' = 'true'::jsonb then
    update trunkline.external_run set over = true where run_id = p_run and idx = p_idx;
  end if;
  update trunkline.task_run set state = 'waiting', worker = null, started_at = null where run_id = p_run and idx = p_idx;
  perform trunkline.return_units(array[p_run], array[p_idx], p_state is distinct from 'succeeded');
  perform trunkline.revoke_grants(array[p_run], array[p_idx]);
  if p_detail -> 'effects' <> 'null'::jsonb then
    perform trunkline.apply_effects(p.project_id, r.id, p_idx, r.business_date, null, null, p_detail -> 'effects')
       from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id where r.id = p_run;
  end if;
  perform trunkline.look_at_deadlines(array[p_run]);
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_blackout(p_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  delete from trunkline.blackout where id = p_id;
  if not found then return false; end if;
  perform trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx)) from trunkline.wait w where w.idx = -1;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_holds()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_hold trunkline.hold;
  v_ended int := 0;
begin
  if not exists (select from trunkline.hold) then return 0; end if;
  delete from trunkline.hold h using trunkline.run r where r.id = h.run_id and r.finished_at is not null;
  for v_hold in
    delete from trunkline.hold h
     where h.id in (select o.id from trunkline.hold o where o.until <= now() for update skip locked)
    returning h.*
  loop
    perform trunkline.write_audit(
           v_hold.actor, 'system', 'release',
           coalesce(v_hold.run_id::text,
                    (select j.name || '/' || p.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
                      where p.id = v_hold.pipeline_id)),
           null, null, null,
           jsonb_build_object('task', v_hold.task, 'mode', v_hold.mode, 'until', v_hold.until, 'expired', true));
    perform trunkline.wake_held(v_hold.pipeline_id, v_hold.run_id);
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_instances(p_run bigint[], p_idx integer[])
 RETURNS TABLE(run_id bigint, idx integer, pipeline_revision_id integer, unmet integer, failed integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  with ended as (
    select i.run_id, trunkline.declared_place(i.idx) as idx, count(*)::int as n
      from unnest(p_run, p_idx) i(run_id, idx) where i.idx >= 32768 group by 1, 2 order by 1, 2),
  counted as (
    update trunkline.task_run t set instances_open = t.instances_open - e.n
      from ended e where t.run_id = e.run_id and t.idx = e.idx and t.state = 'running'
    returning t.run_id, t.idx, t.instances_open)
  select array_agg(c.run_id), array_agg(c.idx) into v_run, v_idx from counted c where c.instances_open = 0;
  if v_run is null then return; end if;
  -- Only now: the counter's row may have been waited for, and this statement sees what ended meanwhile.
  return query
    update trunkline.task_run t
       set state = o.state, finished_at = now(), ending = 'instances', exit_code = (o.detail ->> 'exitCode')::int,
           message = o.detail ->> 'message', outputs = nullif(o.detail -> 'outputs', 'null'::jsonb)
      from unnest(v_run, v_idx) x(run_id, idx) cross join lateral trunkline.outcome_of_instances(x.run_id, x.idx) o
     where t.run_id = x.run_id and t.idx = x.idx
    returning t.run_id, t.idx, t.pipeline_revision_id,
              (t.state <> 'succeeded' and not (t.state = 'failed' and t.tolerated))::int,
              trunkline.fails_run(t.state, t.ending, t.tolerated)::int;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_waiting_run(p_run bigint, p_state trunkline.run_state, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  update trunkline.task_run set state = 'cancelled', finished_at = now()
   where run_id = p_run and state in ('waiting', 'ready');
  update trunkline.run set state = p_state, reason = p_reason, open_tasks = 0, finished_at = now()
   where id = p_run and state = 'waiting';
  perform trunkline.forget_waits(p_run, null);
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false) from trunkline.pool_hold h where h.run_id = p_run;
  perform trunkline.wake_for_runs(array[p_run], array['t', 'p']);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.end_waits(p_run bigint[], p_idx integer[], p_state trunkline.task_state[], p_ending text[], p_message text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
  w record;
begin
  -- Through `running` without an attempt, so that one function ends tasks: nobody sees it before the commit.
  with taken as (
    update trunkline.task_run t set state = 'running', worker = 0
      from unnest(p_run, p_idx, p_state, p_ending, p_message) x(run_id, idx, state, ending, message)
     where t.run_id = x.run_id and t.idx = x.idx and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx, t.attempt, t.iteration, x.state, x.ending, x.message)
  select array_agg(t.run_id order by t.run_id, t.idx), array_agg(t.idx order by t.run_id, t.idx),
         array_agg(t.attempt order by t.run_id, t.idx),
         array_agg(coalesce(l.state, t.state) order by t.run_id, t.idx),
         array_agg(case when l.state is null then jsonb_build_object('ending', t.ending, 'message', t.message)
                        else jsonb_build_object('ending', l.ending, 'exitCode', l.exit_code, 'signal', l.signal,
                               'outputs', l.outputs,
                               'message', 'ended after iteration ' || coalesce(l.iteration, 1) || ': ' || t.message) end
                   order by t.run_id, t.idx)
    into v_run, v_idx, v_attempt, v_state, v_detail
    from taken t
    left join lateral (select * from trunkline.attempt a
                        where a.run_id = t.run_id and a.idx = t.idx and a.state is not null
                          and t.iteration > 1 and t.ending = 'skipped'
                        order by a.attempt desc limit 1) l on true;
  -- Before their ends are judged: a follower's wait may begin by them.
  for w in select x.run_id, x.idx, x.message from unnest(p_run, p_idx, p_message) x(run_id, idx, message) loop
    if w.idx = -1 then
      perform trunkline.end_waiting_run(w.run_id, 'skipped', w.message);
    else
      perform trunkline.forget_waits(w.run_id, array[w.idx]);
    end if;
  end loop;
  if v_run is not null then
    perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, 0, false);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.enqueue(p_jobs graphile_worker.job_spec[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  h_run bigint[]; h_idx int[];
begin
  if exists (select from trunkline.hold) then
    select array_agg(h.run_id), array_agg(h.idx) into h_run, h_idx
      from trunkline.held_tasks(array(select (j.payload ->> 'r')::bigint from unnest(p_jobs) j),
                                array(select (j.payload ->> 'i')::int from unnest(p_jobs) j)) h
     where h.mode <> 'noexec';
    if h_run is not null then
      perform trunkline.set_aside(h_run, h_idx);
      p_jobs := array(
        select j from unnest(p_jobs) j
         where ((j.payload ->> 'r')::bigint, (j.payload ->> 'i')::int) not in (select * from unnest(h_run, h_idx)));
    end if;
  end if;
  if cardinality(p_jobs) > 0 then perform graphile_worker.add_jobs(p_jobs); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.expand_task(p_run bigint, p_idx integer, p_items jsonb, p_gated boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_task trunkline.task_run;
  v_count int := jsonb_array_length(p_items);
  v_open int;
  v_former bigint;
  v_state trunkline.task_state := 'failed';
  v_detail jsonb;
  v_jobs graphile_worker.job_spec[];
  w_idx int[];
begin
  update trunkline.task_run t set state = 'running', worker = 0, started_at = now(), instances = v_count, instances_open = v_count
   where t.run_id = p_run and t.idx = p_idx and t.state = 'waiting' and t.remaining = 0
  returning t.* into v_task;
  if not found then return; end if;
  perform trunkline.forget_waits(p_run, array[p_idx]);
  -- The run's row also lets one list after the other be counted.
  select r.rerun_of into v_former from trunkline.run r where r.id = p_run for update;
  if (select count(*) from trunkline.task_run t where t.run_id = p_run) + v_count > 20000 then
    v_detail := jsonb_build_object('ending', 'error', 'message',
      'forEach: the list has ' || v_count || ' items; a run may have 20000 tasks, and this one has ' ||
      (select count(*) from trunkline.task_run t where t.run_id = p_run) || ' without them');
    update trunkline.task_run t set started_at = null, instances = null, instances_open = null where t.run_id = p_run and t.idx = p_idx;
  else
    with made as (
      insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route,
                                      priority, item, attempt, started_at, finished_at, exit_code, signal, ending, message, outputs)
      select p_run, ((p_idx + 1) << 15) + i.n::int - 1, v_task.pipeline_revision_id,
             coalesce(o.state, case when p_gated then 'waiting' else 'ready' end::trunkline.task_state), false, v_task.tolerated,
             p_gated, 0, v_task.route, v_task.priority, i.item,
             coalesce(o.attempt, 0), o.started_at, o.finished_at, o.exit_code, o.signal, o.ending, o.message, o.outputs
        from jsonb_array_elements(p_items) with ordinality i(item, n)
        left join trunkline.task_run o
          on o.run_id = v_former and o.idx = ((v_task.carries + 1) << 15) + i.n::int - 1 and o.item = i.item
             and o.state in ('succeeded', 'failed', 'skipped') and not (i.n - 1)::int = any (v_task.again)
      returning idx, state, route, priority)
    select count(*) filter (where m.state in ('waiting', 'ready')),
           array_agg(trunkline.task_job(p_run, m.idx, m.route, m.priority) order by m.idx) filter (where m.state = 'ready'),
           array_agg(m.idx order by m.idx) filter (where m.state = 'waiting')
      into v_open, v_jobs, w_idx from made m;
    -- What failed instances keep of pools is theirs again; of those that are no more it is returned.
    if v_former is not null and exists (select from trunkline.pool_hold) then
      update trunkline.pool_hold h set run_id = p_run, idx = ((p_idx + 1) << 15) + (h.idx & 32767)
       where h.run_id = v_former and h.kept and h.idx >> 15 = v_task.carries + 1 and (h.idx & 32767) < v_count;
      perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false)
         from trunkline.pool_hold h where h.run_id = v_former and h.kept and h.idx >> 15 = v_task.carries + 1;
    end if;
    update trunkline.task_run t set instances_open = v_open where t.run_id = p_run and t.idx = p_idx;
    update trunkline.run r set open_tasks = r.open_tasks + v_open where r.id = p_run;
    if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
    perform trunkline.apply_overrides(p_run, array(select generate_series((p_idx + 1) << 15, ((p_idx + 1) << 15) + v_count - 1)));
    if w_idx is not null then
      perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
    end if;
    if v_open > 0 then
      perform trunkline.wake_for_runs(array[p_run], array['t']);
      return;
    end if;
    select o.state, o.detail into v_state, v_detail from trunkline.outcome_of_instances(p_run, p_idx) o;
  end if;
  perform trunkline.complete_tasks(array[p_run], array[p_idx], array[v_task.attempt], array[v_state], array[v_detail], 0, false);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.fails_run(p_state trunkline.task_state, p_ending text, p_tolerated boolean)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_state = 'failed' and (not p_tolerated or coalesce(p_ending = 'refused', false))
      or p_state = 'cancelled' and coalesce(p_ending in ('exited', 'signalled', 'timedOut', 'instances'), false)
$function$;

CREATE OR REPLACE FUNCTION trunkline.forget_classes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update trunkline.pipeline set class_id = null where project_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.forget_roles(p_roles text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_role text;
begin
  for v_role in select r.rolname from pg_roles r where r.rolname = any (p_roles) loop
    execute format('reassign owned by %I to current_user', v_role);
    execute format('drop owned by %I', v_role);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.forget_waits(p_run bigint, p_idx integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  delete from trunkline.wait_key where run_id = p_run and (p_idx is null or idx = any (p_idx));
  delete from trunkline.wait_check where run_id = p_run and (p_idx is null or idx = any (p_idx));
  -- Those behind it in a queue may have their turn.
  with gone as (
    delete from trunkline.pool_wait where run_id = p_run and (p_idx is null or idx = any (p_idx)) returning pool_id)
  select trunkline.check_pools(array_agg(distinct g.pool_id)) from gone g having count(*) > 0;
  delete from trunkline.wait where run_id = p_run and (p_idx is null or idx = any (p_idx));
$function$;

CREATE OR REPLACE FUNCTION trunkline.grant_attempt(p_run bigint, p_idx integer, p_attempt integer, p_resources text[], p_ms bigint, p_reason text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
declare
  v_until timestamptz := now() + p_ms * interval '1 millisecond';
  v_new text[];
begin
  -- Whatever ends the attempt changes this row: it comes wholly before or wholly after this, and then finds the rights.
  perform from trunkline.task_run where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' for share;
  if not found then return null; end if;
  with given as (
    insert into trunkline.run_grant (run_id, idx, attempt, resource, reason, expires_at)
    select p_run, p_idx, p_attempt, r, p_reason, v_until from unnest(p_resources) r
    on conflict do nothing
    returning resource)
  select array_agg(g.resource order by g.resource) into v_new from given g;
  if v_new is not null then
    perform trunkline.write_audit(p_run::text, 'run', 'grant.created', p_run::text, p_reason, null, null,
      jsonb_build_object('task', trunkline.task_of_run(p_run, p_idx), 'attempt', p_attempt, 'resources', v_new, 'until', v_until));
  end if;
  -- Over, though nobody has taken it: no provider is to be asked for what could not be used.
  return (select min(g.expires_at) from trunkline.run_grant g
           where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt having min(g.expires_at) > now());
end $function$;

CREATE OR REPLACE FUNCTION trunkline.grant_units(p_run bigint[], p_idx integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  with asked as (
    delete from trunkline.pool_wait w using unnest(p_run, p_idx) x(run_id, idx)
     where w.run_id = x.run_id and w.idx = x.idx
    returning w.pool_id, w.run_id, w.idx, w.units, w.keep),
  taken as (
    insert into trunkline.pool_take (pool_id, units)
    select a.pool_id, a.units from asked a join trunkline.pool p on p.id = a.pool_id where p.kind = 'rate'),
  held as (
    -- What a failed attempt kept serves the next one.
    insert into trunkline.pool_hold (pool_id, run_id, idx, units, keep)
    select a.pool_id, a.run_id, a.idx, a.units, a.keep
      from asked a join trunkline.pool p on p.id = a.pool_id where p.kind <> 'rate'
    on conflict (run_id, idx, pool_id) do update set kept = false)
  select array_agg(a.run_id), array_agg(a.idx) into v_run, v_idx from (select distinct run_id, idx from asked) a;
  if v_run is not null then perform trunkline.open_waits(v_run, v_idx); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.held_tasks(p_run bigint[], p_idx integer[])
 RETURNS TABLE(run_id bigint, idx integer, mode text)
 LANGUAGE sql
 STABLE
AS $function$
  with asked as materialized (
    select x.run_id, x.idx, r.pipeline_id, r.pipeline_revision_id
      from unnest(p_run, p_idx) x(run_id, idx) join trunkline.run r on r.id = x.run_id),
  live as materialized (
    select h.* from trunkline.hold h where h.until is null or h.until > now()),
  named as materialized (   -- the spec is read only where a hold names a task
    select v.id, t.n::int - 1 as idx, t.task ->> 'name' as name, t.task ->> 'group' as declared
      from (select distinct a.pipeline_revision_id as id from asked a
              join live h on h.task is not null and (h.run_id = a.run_id or h.pipeline_id = a.pipeline_id)) d
      join trunkline.pipeline_revision v using (id)
     cross join lateral json_array_elements(v.spec::json -> 'tasks') with ordinality t(task, n))
  select a.run_id, a.idx, min(h.mode)
    from asked a
    join live h on h.run_id = a.run_id or h.pipeline_id = a.pipeline_id
    left join named n on n.id = a.pipeline_revision_id and n.idx = trunkline.declared_place(a.idx)
   where (h.task is null or h.task in (n.name, n.declared) or a.idx >= 32768 and h.task = n.name || '[' || (a.idx & 32767) || ']')
     -- Somebody let it start nevertheless: it, or the whole run that is held as a whole.
     and not exists (select from trunkline.override o
                      where o.run_id = a.run_id and o.name = 'hold' and o.at >= h.since
                        and (o.idx in (a.idx, trunkline.declared_place(a.idx)) or o.idx = -1 and h.task is null))
   group by 1, 2
$function$;

CREATE OR REPLACE FUNCTION trunkline.instances_of(p_run bigint, p_idx integer)
 RETURNS SETOF trunkline.task_run
 LANGUAGE sql
 STABLE
AS $function$
  select * from trunkline.task_run t
   where t.run_id = p_run and t.idx between (p_idx + 1) << 15 and ((p_idx + 1) << 15) + 32767
$function$;

CREATE OR REPLACE FUNCTION trunkline.keep_back(p_runs bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_runs bigint[];
begin
  if not exists (select from trunkline.hold) and not exists (select from trunkline.blackout) then return; end if;
  with kept as (
    update trunkline.run r set gated = true
     where r.id = any (p_runs) and r.state = 'waiting' and not r.gated
       and (exists (select from trunkline.held_tasks(array[r.id], array[-1]) h where h.mode = 'hold')
            or exists (select from trunkline.blackouts_of(array[r.pipeline_id]) b
                        where (b.blackout).from_at <= now()
                          and not exists (select from trunkline.override o
                                           where o.run_id = r.id and o.idx = -1 and o.name = 'blackout' and o.at >= (b.blackout).added_at)))
    returning r.id)
  select array_agg(k.id order by k.id) into v_runs from kept k;
  if v_runs is not null then perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)])); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.keeps_runs(p_pipeline integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from trunkline.hold h
                  where h.pipeline_id = p_pipeline and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now()))
      or exists (select from trunkline.blackouts_of(array[p_pipeline]) b where (b.blackout).from_at <= now())
$function$;

CREATE OR REPLACE FUNCTION trunkline.know_instance(p_place text, p_copy boolean)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  v_system text;
  v_oid bigint := (select d.oid from pg_database d where d.datname = current_database());
  v_old trunkline.instance;
  v_why text;
begin
  perform pg_advisory_xact_lock(12, 0);
  begin
    v_system := (select s.system_identifier::text from pg_control_system() s);
  exception when insufficient_privilege then null;
  end;
  select * into v_old from trunkline.instance;
  if not found then
    insert into trunkline.instance (system_id, database_oid, place) values (v_system, v_oid, p_place);
    if not p_copy then return null; end if;
  end if;
  v_why := case when p_copy then 'somebody said so'
                when v_system <> v_old.system_id then 'it is in another Postgres cluster than it was'
                when v_oid <> v_old.database_oid then 'it is another database of its cluster than it was'
                when p_place <> v_old.place then 'its files are others than they were' end;
  update trunkline.instance i
     set system_id = coalesce(v_system, i.system_id), database_oid = v_oid, place = coalesce(p_place, i.place),
         restored_at = case when v_why is null then i.restored_at else now() end, reason = coalesce(v_why, i.reason)
   where v_why is not null or i.place is null and p_place is not null;
  if v_why is not null then
    perform graphile_worker.force_unlock_workers(array(select w.pool_id from trunkline.worker w where w.dead_at is null));
    update trunkline.worker w set lost_at = coalesce(w.lost_at, now()), dead_at = now(), draining = false where w.dead_at is null;
  end if;
  return (select i.reason from trunkline.instance i);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.last_change(p_pipeline integer, p_revision integer)
 RETURNS TABLE(revision_id integer, file text, commit_oid text, author_name text, author_email text, authored_at timestamp with time zone, subject text, change_number text, approvers text[], evidence jsonb)
 LANGUAGE sql
 STABLE
AS $function$
  select d.revision_id, d.file, coalesce(y.commit_oid, x.commit_oid), coalesce(y.author_name, x.author_name),
         coalesce(y.author_email, x.author_email), coalesce(y.authored_at, x.authored_at), coalesce(y.subject, x.subject),
         case when y.commit_oid is null then x.change_number else y.change_number end,
         coalesce(y.approvers, x.approvers), x.evidence
    from trunkline.deployment d
    join trunkline.revision x on x.id = d.revision_id
    left join trunkline.deployed_change y on y.pipeline_id = d.pipeline_id and y.revision_id = d.revision_id
   where d.pipeline_id = p_pipeline and d.revision_id <= p_revision and d.action not in ('overridden', 'restored')
   order by d.revision_id desc limit 1
$function$;

CREATE OR REPLACE FUNCTION trunkline.left_to_us(p_pipeline integer, p_started timestamp with time zone, p_date date)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (
    select from trunkline.ownership o
      join trunkline.slot_claim c
        on c.pipeline_id = o.pipeline_id and c.side = 'trunkline'
       and c.slot = any (case when o.slots = 'minutes' then array[to_char(p_started at time zone 'UTC', 'YYYYMMDDHH24MI')]
                              when p_date is not null then array[to_char(p_date, 'YYYYMMDD')]
                              else array(select to_char(p_started at time zone 'UTC' + n * interval '1 day', 'YYYYMMDD')
                                           from generate_series(-1, 1) n) end)
     where o.pipeline_id = p_pipeline
       and (o.slots = 'minutes' or p_date is not null or c.at between p_started - interval '12 hours' and p_started + interval '12 hours'))
$function$;

CREATE OR REPLACE FUNCTION trunkline.look_at_deadlines(p_runs bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.deadline_check (run_id)
  select w.run_id from trunkline.run_watch w where w.run_id = any (p_runs);
  if found then perform pg_notify('trunkline_deadline', ''); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.make_log_partitions(p_days integer)
 RETURNS text[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '500ms'
AS $function$
declare
  v_day date;
  v_name text;
  v_made text[] := '{}';
begin
  for v_day in
    select d::date from generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + p_days, interval '1 day') d
     where not exists (select from trunkline.partitions_of('trunkline.log_chunk') p
                        where p.upper is not null and d::date < p.upper::date and (p.lower is null or d::date >= p.lower::date))
       and not exists (select from trunkline.log_chunk_rest c where c.day = d::date)
  loop
    v_name := format('log_chunk_%s', to_char(v_day, 'YYYYMMDD'));
    execute format('create table trunkline.%I (like trunkline.log_chunk including all)', v_name);
    execute format('alter table trunkline.log_chunk attach partition trunkline.%I for values from (%L) to (%L)', v_name, v_day, v_day + 1);
    v_made := v_made || v_name;
  end loop;
  return v_made;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.make_task_partition(p_keep interval)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '500ms'
AS $function$
declare
  v_last bigint := (select last_value from trunkline.run_id_seq);
  v_newest record;
  v_width bigint;
  v_lasted interval;
  v_from bigint;
  v_name text;
begin
  select p.lower::bigint as lower, p.upper::bigint as upper into v_newest
    from trunkline.partitions_of('trunkline.task_run') p where p.upper is not null order by p.upper::bigint desc limit 1;
  v_width := coalesce(v_newest.upper - v_newest.lower, 65536);
  if v_last < v_newest.upper - v_width / 2 then return null; end if;
  select now() - r.created_at into v_lasted
    from trunkline.run r where r.id >= greatest(v_newest.lower, v_newest.upper - v_width) order by r.id limit 1;
  v_width := case when v_lasted < p_keep / 16 then least(v_width * 4, 67108864)
                  when v_lasted > p_keep / 4 then greatest(v_width / 2, 16384)
                  else v_width end;
  -- Ids that were drawn already may have rows in the default partition, now or in a moment: those stay there.
  v_from := case when v_last < v_newest.upper then coalesce(v_newest.upper, 0) else v_last + 16384 end;
  v_name := format('task_run_%s', v_from);
  execute format('create table trunkline.%I (like trunkline.task_run including all) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)', v_name);
  execute format('alter table trunkline.task_run attach partition trunkline.%I for values from (%s) to (%s)', v_name, v_from, v_from + v_width);
  return v_name;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.mark_tasks(p_run bigint, p_marked integer[], p_as trunkline.task_state, p_actor text, p_reason text, p_idx integer[], p_state trunkline.task_state[], p_remaining integer[], p_unmet integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  v_run trunkline.run;
  w_idx int[];
begin
  insert into trunkline.mark (run_id, idx, state, was, actor, reason)
  select p_run, t.idx, p_as, t.state, p_actor, p_reason
    from trunkline.task_run t where t.run_id = p_run and t.idx = any (p_marked) order by t.idx;
  -- Marked as a success, or left out, a failed task needs no rerun that would return what it keeps.
  if p_as <> 'failed' then
    perform trunkline.return_units(array_fill(p_run, array[cardinality(p_marked)]), p_marked, false);
  end if;
  if cardinality(p_idx) = 0 then return; end if;
  -- An attempt stays on record as it ended.
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message,
                                 iteration)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, t.finished_at, coalesce(t.ending, 'exited'),
         case when t.state = 'succeeded' then coalesce(t.exit_code, 0) else t.exit_code end, t.signal, t.message,
         t.iteration
    from trunkline.task_run t join unnest(p_idx, p_state) c(idx, state) on c.idx = t.idx
   where t.run_id = p_run and t.started_at is not null and t.finished_at is not null
     and (t.idx = any (p_marked) or c.state <> t.state);
  with ready as (
    select t.idx, t.route, t.priority from trunkline.task_run t join unnest(p_idx, p_state) c(idx, state) on c.idx = t.idx
     where t.run_id = p_run and c.state = 'ready' and t.state <> 'ready')
  select array_agg(trunkline.task_job(p_run, r.idx, r.route, r.priority)) into v_jobs from ready r;
  update trunkline.task_run t
     set state = c.state, remaining = c.remaining, unmet = c.unmet, worker = null, started_at = null, exit_code = null,
         signal = null, outputs = null,
         finished_at = case when c.state in ('succeeded', 'failed', 'skipped') then now() end,
         ending = case when t.idx = any (p_marked) then 'marked' end,
         message = case when t.idx = any (p_marked) then p_reason end
    from unnest(p_idx, p_state, p_remaining, p_unmet) c(idx, state, remaining, unmet)
   where t.run_id = p_run and t.idx = c.idx and (t.idx = any (p_marked) or c.state <> t.state);
  update trunkline.task_run t set remaining = c.remaining, unmet = c.unmet
    from unnest(p_idx, p_state, p_remaining, p_unmet) c(idx, state, remaining, unmet)
   where t.run_id = p_run and t.idx = c.idx and (t.remaining, t.unmet) <> (c.remaining, c.unmet);
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), true)
     from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
    where h.run_id = p_run and not h.kept and t.state not in ('ready', 'running');
  delete from trunkline.gate g
   where g.run_id = p_run
     and not exists (select from trunkline.task_run t where t.run_id = p_run and t.idx = g.idx and t.state = 'waiting');
  perform trunkline.forget_waits(p_run, array(
    select t.idx from trunkline.task_run t
     where t.run_id = p_run and t.idx = any (p_idx) and (t.state <> 'waiting' or t.remaining > 0)));
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  select array_agg(t.idx order by t.idx) into w_idx
    from trunkline.task_run t join trunkline.run r on r.id = t.run_id
   where t.run_id = p_run and t.idx = any (p_idx) and t.state = 'waiting' and t.remaining = 0 and t.gated
     and r.state = 'running'
     and not exists (select from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx);
  if w_idx is not null then
    perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
  end if;
  update trunkline.run r
     set open_tasks = n.open, failed_tasks = n.failed,
         -- A run that never started has nothing to undo or to clean up.
         state = case when n.open > 0 or r.phased and r.state <> 'waiting' then r.state when n.failed > 0 then 'failed' else 'succeeded' end::trunkline.run_state,
         finished_at = case when n.open = 0 and not (r.phased and r.state <> 'waiting') then now() end
    from (select count(*) filter (where t.state in ('waiting', 'ready', 'running')) as open,
                 count(*) filter (where trunkline.fails_run(t.state, t.ending, t.tolerated) and t.idx < 32768) as failed
            from trunkline.task_run t where t.run_id = p_run) n
   where r.id = p_run
  returning r.* into v_run;
  if v_run.open_tasks = 0 and v_run.finished_at is null then perform trunkline.next_phase(p_run); end if;
  perform trunkline.wake_for_runs(array[p_run], case when v_run.finished_at is null then array['t'] else array['t', 'p'] end);
  if v_run.finished_at is not null then perform trunkline.forget_waits(p_run, null); end if;
  if v_run.limited and v_run.finished_at is not null then
    perform trunkline.admit_runs(array[v_run.pipeline_id]);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.next_phase(p_run bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run trunkline.run;
  v_end trunkline.run_state;
  v_undo_when text[];
  v_next int[];
  v_phase int := 1;
  v_jobs graphile_worker.job_spec[];
  w_idx int[];
begin
  select * into v_run from trunkline.run r where r.id = p_run for update;
  select v.undo_when into v_undo_when from trunkline.pipeline_revision v where v.id = v_run.pipeline_revision_id;
  v_end := case when v_run.cancel_at is not null then 'cancelled' when v_run.failed_tasks > 0 then 'failed' else 'succeeded' end;
  if v_run.phase < 2 and not v_run.undo_stopped and v_end::text = any (v_undo_when) then
    -- In reverse order of completion; what ended in one transaction by its place, which follows the needs.
    select array_agg(u.idx) into v_next from (
      select c.idx
        from (select s.idx, t.idx as undone, t.state, t.ending, t.finished_at
                from trunkline.spec_task s join trunkline.task_run t on t.run_id = p_run and t.idx = s.undoes
               where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 1 and t.instances is null
              union all
              -- Of a `forEach` each instance has been done, and is undone, by itself.
              select ((s.idx + 1) << 15) + (i.idx & 32767), i.idx, i.state, i.ending, i.finished_at
                from trunkline.spec_task s cross join lateral trunkline.instances_of(p_run, s.undoes) i
               where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 1) c
       where c.state = 'succeeded'
         -- What a hold kept from being executed, or what had nothing to do, did nothing.
         and c.ending is distinct from 'noexec' and c.ending is distinct from 'empty'
         and not exists (select from trunkline.task_run u where u.run_id = p_run and u.idx = c.idx)
       order by c.finished_at desc, c.undone desc limit 1) u;
  end if;
  if v_next is null and v_run.phase < 2 then
    v_phase := 2;
    select array_agg(s.idx) into v_next from trunkline.spec_task s
     where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 2;
  end if;
  if v_next is null then
    update trunkline.run r
       set state = v_end, finished_at = now() where r.id = p_run;
    perform trunkline.wake_for_runs(array[p_run], array['p']);
    if v_run.limited then perform trunkline.admit_runs(array[v_run.pipeline_id]); end if;
    return;
  end if;
  with made as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                    item)
    select p_run, n.idx, s.pipeline_revision_id,
           case when s.deps = 0 and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route,
           s.priority + case v_run.trigger_kind when 'backfill' then 1000 else 0 end,
           (select t.item from trunkline.task_run t
             where n.idx >= 32768 and t.run_id = p_run and t.idx = ((s.undoes + 1) << 15) + (n.idx & 32767))
      from unnest(v_next) n(idx)
      join trunkline.spec_task s on s.pipeline_revision_id = v_run.pipeline_revision_id and s.idx = trunkline.declared_place(n.idx)
    returning idx, state, remaining, route, priority)
  select array_agg(trunkline.task_job(p_run, m.idx, m.route, m.priority)) filter (where m.state = 'ready'),
         array_agg(m.idx order by m.idx) filter (where m.state = 'waiting' and m.remaining = 0)
    into v_jobs, w_idx from made m;
  update trunkline.run r set phase = v_phase, open_tasks = cardinality(v_next) where r.id = p_run;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  perform trunkline.apply_overrides(p_run, v_next);
  if w_idx is not null then
    perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.notify_failure(p_run bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_tasks jsonb;
begin
  if not exists (select from trunkline.webhook where until > now()) then return; end if;
  select coalesce(jsonb_agg(f.task order by f.idx), '[]') into v_tasks
    from (select t.idx, jsonb_build_object('name', trunkline.task_name(v.spec::json, t.idx), 'message', t.message,
                                           'exitCode', t.exit_code, 'signal', t.signal) as task
            from trunkline.task_run t join trunkline.pipeline_revision v on v.id = t.pipeline_revision_id
           where t.run_id = p_run and trunkline.fails_run(t.state, t.ending, t.tolerated) and t.ending is distinct from 'instances' order by t.idx limit 10) f;
  perform trunkline.notify_webhooks(array[p_run], array['run.failed'], array[jsonb_build_object('failed', v_tasks)]);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.notify_webhooks(p_run bigint[], p_type text[], p_detail jsonb[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from trunkline.webhook where until > now()) then return; end if;
  insert into trunkline.delivery (id, webhook_id, body)
  select n.id, n.webhook_id,
         (jsonb_build_object(
           'id', n.id, 'type', n.type, 'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'project', j.name, 'pipeline', p.name,
           'run', jsonb_build_object('id', r.id::text, 'state', r.state, 'date', r.business_date, 'slot', r.slot,
                                     'generation', r.generation, 'reason', r.reason,
                                     'traceId', replace(r.trace_id::text, '-', ''))) || n.detail)::text
    from (select gen_random_uuid() as id, w.id as webhook_id, x.*
            from unnest(p_run, p_type, p_detail) x(run_id, type, detail)
           cross join trunkline.webhook w where w.until > now() offset 0) n
    join trunkline.run r on r.id = n.run_id and r.trigger_kind <> 'shadow'
    join trunkline.pipeline p on p.id = r.pipeline_id
    join trunkline.project j on j.id = p.project_id;
  perform pg_notify('trunkline_delivery', '');
end $function$;

CREATE OR REPLACE FUNCTION trunkline.open_gates(p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  with due as (
    -- A task that somebody works on, such as a cancellation, is left to the next pass: waiting for it could deadlock.
    select g.run_id, g.idx, g.kind from trunkline.gate g join trunkline.task_run t using (run_id, idx)
     where g.until <= p_now
     order by g.run_id, g.idx limit 5000 for update of g, t skip locked),
  gone as (
    delete from trunkline.gate g using due d
     where g.run_id = d.run_id and g.idx = d.idx and g.kind = d.kind
    returning g.run_id, g.idx, g.kind),
  free as materialized (
    select t.run_id, t.idx, t.gated
      from (select distinct run_id, idx from gone) o join trunkline.task_run t using (run_id, idx)
     where t.state = 'waiting' and t.remaining = 0
       and not exists (select from trunkline.gate g
                        where g.run_id = o.run_id and g.idx = o.idx
                          and not exists (select from gone x where x.run_id = g.run_id and x.idx = g.idx and x.kind = g.kind))),
  ready as (
    update trunkline.task_run t set state = 'ready'
      from free f where t.run_id = f.run_id and t.idx = f.idx and not f.gated
    returning t.run_id, t.idx, t.route, t.priority)
  select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from ready),
         (select array_agg(f.run_id order by f.run_id, f.idx) from free f where f.gated),
         (select array_agg(f.idx order by f.run_id, f.idx) from free f where f.gated)
    into v_jobs, w_run, w_idx;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  if v_jobs is null then return 0; end if;
  perform trunkline.enqueue(v_jobs);
  return cardinality(v_jobs);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.open_waits(p_run bigint[], p_idx integer[])
 RETURNS TABLE(run_id bigint, idx integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
  v_jobs graphile_worker.job_spec[];
  v_runs bigint[]; v_limited int[];
begin
  -- First of all: what turns out to be held waits anew.
  with gone as (
    delete from trunkline.wait w using unnest(p_run, p_idx) x(run_id, idx)
     where w.run_id = x.run_id and w.idx = x.idx returning w.run_id, w.idx)
  delete from trunkline.wait_key k using gone g where k.run_id = g.run_id and k.idx = g.idx;
  with opened as (
    update trunkline.task_run t set state = 'ready'
      from unnest(p_run, p_idx) w(run_id, idx)
     where t.run_id = w.run_id and t.idx = w.idx and w.idx >= 0 and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx, t.route, t.priority)
  select array_agg(o.run_id), array_agg(o.idx), array_agg(trunkline.task_job(o.run_id, o.idx, o.route, o.priority))
    into v_run, v_idx, v_jobs from opened o;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  with opened as (
    update trunkline.run r set gated = false, reason = null
      from unnest(p_run, p_idx) w(run_id, idx)
     where r.id = w.run_id and w.idx = -1 and r.gated and r.state = 'waiting'
    returning r.id, r.limited, r.pipeline_id)
  select array_agg(o.id), array_agg(distinct o.pipeline_id) filter (where o.limited)
    into v_runs, v_limited from opened o;
  perform trunkline.start_waiting_runs(array(select r.id from trunkline.run r where r.id = any (v_runs) and not r.limited));
  if v_limited is not null then perform trunkline.admit_runs(v_limited); end if;
  return query
    select a.run_id, a.idx from unnest(v_run || v_runs, v_idx || array_fill(-1, array[coalesce(cardinality(v_runs), 0)])) a(run_id, idx);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.outcome_of_instances(p_run bigint, p_idx integer)
 RETURNS TABLE(state trunkline.task_state, detail jsonb)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  v_outputs jsonb;
  v_failed int[];
  v_count int;
  v_state trunkline.task_state;
  v_exit int;
  v_message text;
begin
  select count(*), array_agg(i.idx & 32767 order by i.idx) filter (where i.state = 'failed'), max(i.exit_code),
         case when bool_or(i.state = 'failed') then 'failed'
              when bool_or(i.state = 'cancelled') then 'cancelled'
              when bool_or(i.state = 'skipped' and i.ending is distinct from 'iced') then 'skipped'
              else 'succeeded' end
    into v_count, v_failed, v_exit, v_state from trunkline.instances_of(p_run, p_idx) i;
  if v_failed is not null then
    v_message := cardinality(v_failed) || ' of ' || v_count || ' instances failed: ' ||
                 array_to_string(v_failed[1:10], ', ') || case when cardinality(v_failed) > 10 then ', …' else '' end;
  end if;
  if (select sum(length(i.outputs::text)) from trunkline.instances_of(p_run, p_idx) i) > 4194304 then
    if v_state = 'succeeded' then v_state := 'failed'; end if;
    v_message := concat_ws('; ', v_message, 'the outputs of its ' || v_count || ' instances are larger than 4 MB together');
  else
    select jsonb_object_agg(o.name, o.list) into v_outputs
      from (select e.key as name, jsonb_agg(e.value order by i.idx) as list
              from trunkline.instances_of(p_run, p_idx) i cross join lateral jsonb_each(i.outputs) e
             where i.state = 'succeeded' group by 1) o;
  end if;
  return query select v_state, jsonb_build_object('ending', 'instances', 'exitCode', v_exit, 'message', v_message, 'outputs', v_outputs);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.parity_kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'what was judged is only added to: % of % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION trunkline.parity_run_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into trunkline.parity_stale (pipeline_id, task, at, date)
    select j.pipeline_id, j.task, min(r.started_at), min(r.business_date)
      from told r join trunkline.legacy_job j on j.project_id = r.project_id and j.job = r.job
     group by 1, 2;
  else
    insert into trunkline.parity_stale (pipeline_id, task, at, date)
    select j.pipeline_id, j.task, min(r.started_at), min(r.business_date)
      from (select * from told union all select * from before) r
      join trunkline.legacy_job j on j.project_id = r.project_id and j.job = r.job
     group by 1, 2;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.parity_shadow_ended()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into trunkline.parity_stale (pipeline_id, task, date)
  select j.pipeline_id, j.task, new.business_date from trunkline.legacy_job j where j.pipeline_id = new.pipeline_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.parity_start_expected()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into trunkline.parity_stale (pipeline_id, task, at, date)
  select e.pipeline_id, e.task, min(least(e.due_at, e.ready_at)), min(e.business_date) from expected e group by 1, 2;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.partitions_of(p_parent regclass)
 RETURNS TABLE(name regclass, lower text, upper text)
 LANGUAGE sql
 STABLE
AS $function$
  select c.oid::regclass, nullif(b[1], 'MINVALUE'), b[2]
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    left join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''?([^'')]*)''?\) TO \(''?([^'')]*)''?\)') b on true
   where i.inhparent = p_parent
$function$;

CREATE OR REPLACE FUNCTION trunkline.pin_statistics()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_part text;
begin
  execute $call$
    select pg_restore_relation_stats('schemaname', 'graphile_worker', 'relname', '_private_jobs',
                                     'relpages', 1000::int, 'reltuples', 50000::real)
  $call$;
  for v_part in
    select c.relname from trunkline.partitions_of('trunkline.task_run') p join pg_class c on c.oid = p.name where c.reltuples < 10000
  loop
    execute $call$
      select pg_restore_relation_stats('schemaname', 'trunkline', 'relname', $1::text,
                                       'relpages', 10000::int, 'reltuples', 1000000::real)
    $call$ using v_part;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.pipeline_named(p_project integer, p_name text)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    (select p.id from trunkline.pipeline p where p.project_id = p_project and p.name = p_name and p.removed_at is null),
    (select p.id from trunkline.pipeline p
      where p.project_id = p_project and p.removed_at is null and p.former_names <> '{}' and p_name = any (p.former_names)
      order by p.id desc limit 1))
$function$;

CREATE OR REPLACE FUNCTION trunkline.place_hold(p_pipeline integer, p_run bigint, p_task text, p_mode text, p_actor text, p_reason text, p_until timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  perform pg_advisory_xact_lock(9, 0);
  insert into trunkline.hold (pipeline_id, run_id, task, mode, actor, reason, until)
  values (p_pipeline, p_run, p_task, p_mode, p_actor, p_reason, p_until)
  on conflict on constraint hold_once do update
    set mode = excluded.mode, actor = excluded.actor, reason = excluded.reason, since = now(), until = excluded.until;
  with ready as materialized (
    select t.run_id, t.idx from trunkline.run r join trunkline.task_run t on t.run_id = r.id
     where r.finished_at is null and (r.pipeline_id = p_pipeline or r.id = p_run) and t.state = 'ready')
  select array_agg(h.run_id), array_agg(h.idx) into v_run, v_idx
    from trunkline.held_tasks((select array_agg(run_id) from ready), (select array_agg(idx) from ready)) h
   where h.mode <> 'noexec';
  if v_run is not null then perform trunkline.set_aside(v_run, v_idx); end if;
  perform trunkline.wake_held(p_pipeline, p_run);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.quiet_auto_analyze()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid::regclass from pg_class c
     where coalesce(c.reloptions::text, '') not like '%autovacuum_analyze_threshold%'
       and (c.oid = 'graphile_worker._private_jobs'::regclass
            or c.oid in (select p.name from trunkline.partitions_of('trunkline.task_run') p))
  loop
    execute format('alter table %s set (autovacuum_analyze_threshold = 2000000000, autovacuum_analyze_scale_factor = 100)', v_table);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.raise_wall(p_table regclass, p_engine text, p_api text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_table pg_class;
  v_wall record;
begin
  select * into v_table from pg_class c where c.oid = p_table;
  execute format('revoke all on %s from public, %I, %I', p_table, p_engine, p_api);
  -- A partition is reached through its table, whose policies count.
  select w.seen, coalesce(w.engine, 'select, insert, update, delete') as engine,
         case when v_table.relispartition then '' else coalesce(w.api, 'select, insert, update, delete') end as api
    into v_wall from (select v_table.relname::text as name) t left join lateral trunkline.wall_of(t.name) w on true;
  execute format('grant %s on %s to %I', v_wall.engine, p_table, p_engine);
  if v_wall.api <> '' then
    execute format('grant %s on %s to %I', v_wall.api, p_table, p_api);
  end if;
  execute format('drop policy if exists engine on %s', p_table);
  execute format('drop policy if exists seen on %s', p_table);
  if v_wall.seen is null then return; end if;
  execute format('alter table %s enable row level security', p_table);
  -- A condition that is always true is gone before anything is planned: the engine's statements cost what they did.
  execute format('create policy engine on %s to %I using (true)', p_table, p_engine);
  execute format('create policy seen on %s to %I using (%s)', p_table, p_api, v_wall.seen);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.raise_walls(p_engine text, p_api text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  -- What changes tables themselves, or looks at all of one: only their owner may.
  v_owners constant text[] := '{make_task_partition,drop_task_partition,make_log_partitions,drop_log_partition,
                                pin_statistics,quiet_auto_analyze,analyze_specs,analyze_queue}';
  v_function record;
  v_table regclass;
begin
  execute format('grant usage on schema trunkline to %I, %I', p_engine, p_api);
  execute format('grant usage, select on all sequences in schema trunkline to %I, %I', p_engine, p_api);
  -- What a later version makes, its functions use at once, also in processes of this one: before its walls are raised.
  execute format('alter default privileges in schema trunkline, graphile_worker grant select, insert, update, delete on tables to %I', p_engine);
  execute format('alter default privileges in schema trunkline, graphile_worker grant usage, select on sequences to %I', p_engine);
  execute format('grant create on schema trunkline to %I', p_engine);
  for v_function in
    select p.oid::regprocedure as name, p.prosecdef, p.proname = any (v_owners) as of_owner
      from pg_proc p where p.pronamespace = 'trunkline'::regnamespace and p.prokind = 'f'
  loop
    execute format('revoke all on function %s from public, %I', v_function.name, p_api);
    execute format('grant execute on function %s to %I', v_function.name, p_engine);
    if not v_function.of_owner then
      execute format('grant execute on function %s to %I', v_function.name, p_api);
      if v_function.prosecdef then execute format('alter function %s owner to %I', v_function.name, p_engine); end if;
    end if;
  end loop;
  execute format('revoke create on schema trunkline from %I', p_engine);
  execute format('revoke all on function trunkline.raise_wall(regclass, text, text), trunkline.raise_walls(text, text), trunkline.forget_roles(text[]) from %I, %I', p_engine, p_api);

  execute format('grant usage on schema graphile_worker to %I', p_engine);
  execute format('grant usage, select on all sequences in schema graphile_worker to %I', p_engine);
  execute format('grant select, insert, update, delete on all tables in schema graphile_worker to %I', p_engine);
  execute format('grant execute on all functions in schema graphile_worker to %I', p_engine);
  for v_table in
    select c.oid::regclass from pg_class c
     where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
  loop
    execute format('drop policy if exists trunkline_engine on %s', v_table);
    execute format('create policy trunkline_engine on %s to %I using (true)', v_table, p_engine);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.reap_workers(p_ttl_ms integer, p_grace_ms integer, p_max_lost integer)
 RETURNS TABLE(worker integer, requeued integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_trust_locks boolean := pg_postmaster_start_time() < clock_timestamp() - p_ttl_ms * interval '1 millisecond';
  v_worker record;
  l_run bigint[]; l_idx int[]; l_attempt int[]; l_stop boolean[];
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  update trunkline.worker w set lost_at = clock_timestamp()
   where w.id in (
     select c.id from trunkline.worker c
      where c.dead_at is null and c.lost_at is null
        and (c.beat < clock_timestamp() - p_ttl_ms * interval '1 millisecond'
             or v_trust_locks and pg_try_advisory_xact_lock(7, c.id))
        for update skip locked);
  for v_worker in
    select w.id, w.pool_id from trunkline.worker w
     where w.dead_at is null and w.lost_at is not null
       and (w.lost_at <= clock_timestamp() - p_grace_ms * interval '1 millisecond'
            or w.beat < clock_timestamp() - p_ttl_ms * interval '1 millisecond')
       and pg_try_advisory_xact_lock(8, w.id)
       for update skip locked
  loop
    update trunkline.worker set dead_at = clock_timestamp() where id = v_worker.id;
    -- Found through the active runs, so task_run needs no index on worker or state.
    with lost as (
      select t.run_id, t.idx, t.attempt, t.stop from trunkline.run r join trunkline.task_run t on t.run_id = r.id
       where r.finished_at is null and t.state = 'running' and t.worker = v_worker.id
       order by t.run_id, t.idx for update of t)
    -- The locks are also a cancellation's: what it must end is not made ready behind its back.
    select array_agg(l.run_id), array_agg(l.idx), array_agg(l.attempt), array_agg(l.stop)
      into l_run, l_idx, l_attempt, l_stop from lost l;
    with lost as materialized (
      select l.run_id, l.idx, l.attempt, l.stop as cancelled,
             (select count(*) from trunkline.attempt a
               where a.run_id = l.run_id and a.idx = l.idx and a.ending = 'lost'
                 and a.iteration is not distinct from t.iteration) + 1 as times
        from unnest(l_run, l_idx, l_attempt, l_stop) l(run_id, idx, attempt, stop) join trunkline.task_run t using (run_id, idx)),
    kept as (
      insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, message, iteration)
      select l.run_id, l.idx, l.attempt, v_worker.id, t.started_at, now(), 'lost', 'its worker was lost', t.iteration
        from lost l join trunkline.task_run t using (run_id, idx)
       where not l.cancelled and l.times < p_max_lost),
    given_back as (
      -- What has units returns them and waits for its turn again.
      update trunkline.task_run t
         set state = case when exists (select from trunkline.pool_hold h where h.run_id = t.run_id and h.idx = t.idx)
                     then 'waiting' else 'ready' end::trunkline.task_state,
             worker = null, started_at = null
        from lost l
       where t.run_id = l.run_id and t.idx = l.idx and not l.cancelled and l.times < p_max_lost
      returning t.run_id, t.idx, t.state, t.route, t.priority)
    select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from given_back where state = 'ready'),
           (select array_agg(run_id) from given_back where state = 'waiting'),
           (select array_agg(idx) from given_back where state = 'waiting'),
           array_agg(l.run_id), array_agg(l.idx), array_agg(l.attempt),
           array_agg(case when l.cancelled then 'cancelled' else 'failed' end::trunkline.task_state),
           array_agg(jsonb_build_object('ending', 'lost', 'message',
             case when l.cancelled then 'cancelled while its worker was lost'
                  else 'its worker was lost ' || l.times || ' times during this task' end))
      into v_jobs, w_run, w_idx, v_run, v_idx, v_attempt, v_state, v_detail
      from (select * from lost where cancelled or times >= p_max_lost) l;
    perform trunkline.revoke_grants(l_run, l_idx);
    if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
    if w_run is not null then
      perform trunkline.return_units(w_run, w_idx, false);
      perform trunkline.arm_waits(w_run, w_idx);
    end if;
    if v_run is not null then
      perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, v_worker.id, false);
    end if;
    perform trunkline.look_at_deadlines(l_run);
    perform graphile_worker.force_unlock_workers(array[v_worker.pool_id]);
    worker := v_worker.id;
    requeued := coalesce(cardinality(v_jobs), 0) + coalesce(cardinality(w_run), 0);
    return next;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.relation_sizes()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'bytes', s.bytes, 'rows', s.rows) order by s.name), '[]')
    from (select coalesce(p.relname, c.relname) as name, sum(pg_total_relation_size(c.oid))::bigint as bytes,
                 sum(coalesce(pg_stat_get_live_tuples(c.oid), 0))::bigint as rows
            from pg_class c
            left join pg_inherits i on i.inhrelid = c.oid
            left join pg_class p on p.oid = i.inhparent
           where c.relkind = 'r' and (c.relnamespace = 'trunkline'::regnamespace or c.oid = 'graphile_worker._private_jobs'::regclass)
           group by 1) s
$function$;

CREATE OR REPLACE FUNCTION trunkline.release_copy(p_hold boolean, p_actor text, p_reason text)
 RETURNS TABLE(held integer, failed integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
begin
  select array_agg(r.id order by r.id) into v_run from trunkline.run r where r.finished_at is null;
  held := 0;
  failed := 0;
  if p_hold then
    -- Holds first: what follows a failed task must not start.
    perform trunkline.place_hold(null, r, null, 'hold', p_actor, 'under way when the database was copied: ' || p_reason, null)
       from unnest(v_run) r;
    held := coalesce(cardinality(v_run), 0);
    update trunkline.backfill set state = 'paused', note = 'the database was restored' where state = 'running';
    -- Without a worker: its instances or its run are what is under way, and end it.
    select array_agg(t.run_id), array_agg(t.idx), array_agg(t.attempt), array_agg(case when t.stop then 'cancelled' else 'failed' end::trunkline.task_state),
           array_agg(jsonb_build_object('ending', 'lost', 'message', 'it ran when the database was copied: what became of it is not known here'))
      into v_run, v_idx, v_attempt, v_state, v_detail
      from (select t.run_id, t.idx, t.attempt, t.stop from trunkline.task_run t
             where t.run_id = any (v_run) and t.state = 'running' and t.worker <> 0 order by t.run_id, t.idx for update) t;
    if v_run is not null then
      failed := cardinality(v_run);
      perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, null, false);
    end if;
  else
    -- The reaper does the rest.
    update trunkline.worker w set dead_at = null, beat = '-infinity'
     where w.id in (select t.worker from trunkline.task_run t where t.run_id = any (v_run) and t.state = 'running');
  end if;
  update trunkline.instance set restored_at = null, reason = null;
  return next;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.release_hold(p_pipeline integer, p_run bigint, p_task text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  delete from trunkline.hold h
   where h.pipeline_id is not distinct from p_pipeline and h.run_id is not distinct from p_run
     and h.task is not distinct from p_task;
  if not found then return false; end if;
  perform trunkline.wake_held(p_pipeline, p_run);
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.repeat_task(p_run bigint, p_idx integer, p_attempt integer, p_state trunkline.task_state, p_detail jsonb, p_due timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if not trunkline.end_attempt(p_run, p_idx, p_attempt, p_state, p_detail) then return false; end if;
  update trunkline.task_run set iteration = coalesce(iteration, 1) + 1, due_at = p_due where run_id = p_run and idx = p_idx;
  perform trunkline.arm_waits(array[p_run], array[p_idx]);
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.rerun(p_run bigint, p_pipeline_revision integer, p_revision integer, p_idx integer[], p_from integer[], p_state trunkline.task_state[], p_note text[], p_actor text, p_reason text, p_resumed integer[] DEFAULT '{}'::integer[], p_resumed_from integer[] DEFAULT '{}'::integer[], p_resumed_again text[] DEFAULT '{}'::text[])
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_old trunkline.run;
  v_new bigint;
  v_limited boolean;
  v_makes_runs boolean;
begin
  select * into v_old from trunkline.run where id = p_run;
  select p.max_runs is not null, p.makes_runs into v_limited, v_makes_runs
    from trunkline.pipeline p where p.id = v_old.pipeline_id for update;
  if not v_makes_runs or v_old.trigger_kind = 'shadow' or exists (select from trunkline.run r
              where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot and r.finished_at is null) then
    return null;
  end if;
  insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, generation, business_date, due_at,
                             trigger_kind, state, limited, open_tasks, phased, params, actor, rerun_of, reason,
                             watched)
  select v_old.pipeline_id, v.id, p_revision, v_old.slot,
         (select max(r.generation) + 1 from trunkline.run r where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot),
         v_old.business_date, v_old.due_at, 'rerun', 'waiting', v_limited, v.task_count, v.phased, v_old.params, p_actor, p_run, p_reason,
         v.watched and v_old.backfill_id is null
    from trunkline.pipeline_revision v where v.id = p_pipeline_revision
  returning id into v_new;
  perform trunkline.wake_for_runs(array[v_new], array['p', 't']);
  insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                  attempt, started_at, finished_at, exit_code, signal, ending, message, outputs, reads,
                                  instances, instances_open, carries, again, iteration)
  select v_new, s.idx, s.pipeline_revision_id, coalesce(c.state, 'waiting'), s.conditional, s.tolerated, s.gated,
         case when c.idx is null then s.deps else 0 end, s.route, s.priority,
         coalesce(o.attempt, 0), o.started_at, case when c.idx is not null then coalesce(o.finished_at, now()) end,
         o.exit_code, o.signal, case when c.idx is not null then coalesce(o.ending, case when o.idx is null then 'carried' end) end,
         coalesce(o.message, c.note), o.outputs, o.reads, o.instances, o.instances_open, x.carries, x.again, o.iteration
    from trunkline.spec_task s
    left join unnest(p_idx, p_from, p_state, p_note) c(idx, source, state, note) on c.idx = s.idx
    left join (select u.idx, u.carries, u.again::int[] as again
                 from unnest(p_resumed, p_resumed_from, p_resumed_again) u(idx, carries, again)) x on x.idx = s.idx
    left join trunkline.task_run o on o.run_id = p_run and o.idx = c.source and o.state = c.state and c.state <> 'skipped'
   where s.pipeline_revision_id = p_pipeline_revision and s.phase = 0;
  -- The instances of what is carried over come with it.
  if exists (select from trunkline.task_run o where o.run_id = p_run and o.instances is not null) then
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                    attempt, started_at, finished_at, exit_code, signal, ending, message, outputs, reads, item)
    select v_new, ((t.idx + 1) << 15) + (o.idx & 32767), t.pipeline_revision_id, o.state, o.conditional, o.tolerated, o.gated, 0,
           o.route, o.priority, o.attempt, o.started_at, o.finished_at, o.exit_code, o.signal, o.ending, o.message, o.outputs, o.reads, o.item
      from unnest(p_idx, p_from) c(idx, source)
      join trunkline.task_run t on t.run_id = v_new and t.idx = c.idx and t.instances is not null
     cross join lateral trunkline.instances_of(p_run, c.source) o;
  end if;
  -- Else what was marked skipped would run with the generation after this one.
  insert into trunkline.mark (run_id, idx, state, was, actor, reason, at)
  select v_new, c.idx, m.state, m.was, m.actor, m.reason, m.at
    from unnest(p_idx, p_from) c(idx, source)
   cross join lateral (select * from trunkline.mark x
                        where x.run_id = p_run and x.idx = c.source order by x.id desc limit 1) m
   order by c.idx;
  update trunkline.task_run t set remaining = t.remaining - c.n, unmet = c.unmet
    from (select u.idx, count(*)::int as n,
                 count(*) filter (where d.state <> 'succeeded' and not (d.state = 'failed' and d.tolerated))::int as unmet
            from trunkline.task_run d
            join trunkline.spec_task s on s.pipeline_revision_id = d.pipeline_revision_id and s.idx = d.idx
           cross join lateral unnest(s.succ) u(idx)
           where d.run_id = v_new and d.state <> 'waiting' group by 1) c
   where t.run_id = v_new and t.idx = c.idx and t.state = 'waiting';
  -- What failed tasks keep until a rerun of them succeeds is the rerun's now; another revision may have them elsewhere.
  update trunkline.pool_hold h set run_id = v_new, idx = x.idx
    from (select k.pool_id, k.idx as was, t.idx
            from trunkline.pool_hold k
            join trunkline.pipeline_revision o on o.id = v_old.pipeline_revision_id
            join trunkline.pipeline_revision n on n.id = p_pipeline_revision
            join trunkline.task_run t
              on t.run_id = v_new and t.state = 'waiting'
             and trunkline.task_name(n.spec::json, t.idx) = trunkline.task_name(o.spec::json, k.idx)
           where k.run_id = p_run and k.kept) x
   where h.run_id = p_run and h.pool_id = x.pool_id and h.idx = x.was;
  update trunkline.run r
     set open_tasks = n.open, failed_tasks = n.failed,
         -- Nothing is left to run: what was carried over is the whole outcome.
         state = case when n.open > 0 or r.phased then r.state when n.failed > 0 then 'failed' else 'succeeded' end::trunkline.run_state,
         finished_at = case when n.open = 0 and not r.phased then now() end
    from (select count(*) filter (where t.state = 'waiting') as open,
                 count(*) filter (where trunkline.fails_run(t.state, t.ending, t.tolerated) and t.idx < 32768) as failed
            from trunkline.task_run t where t.run_id = v_new) n
   where r.id = v_new;
  if v_limited then
    perform trunkline.admit_runs(array[v_old.pipeline_id]);
  else
    perform trunkline.start_waiting_runs(array[v_new]);
  end if;
  return v_new;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.retry_task(p_run bigint, p_idx integer, p_attempt integer, p_detail jsonb, p_delay_ms bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if not trunkline.end_attempt(p_run, p_idx, p_attempt, null, p_detail) then return false; end if;
  insert into trunkline.gate (run_id, idx, kind, until)
  values (p_run, p_idx, 'retry', now() + p_delay_ms * interval '1 millisecond');
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.return_units(p_run bigint[], p_idx integer[], p_keep boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_pools int[];
begin
  if p_keep then
    update trunkline.pool_hold h set kept = true
      from unnest(p_run, p_idx) x(run_id, idx) join trunkline.task_run t using (run_id, idx)
     where h.run_id = x.run_id and h.idx = x.idx and h.keep and t.state in ('failed', 'waiting');
  end if;
  with gone as (
    delete from trunkline.pool_hold h using unnest(p_run, p_idx) x(run_id, idx)
     where h.run_id = x.run_id and h.idx = x.idx and not (p_keep and h.kept)
    returning h.pool_id)
  select array_agg(pool_id) into v_pools from gone;
  if v_pools is not null then perform trunkline.check_pools(v_pools); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.revoke_grants(p_run bigint[], p_idx integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  with gone as (
    update trunkline.run_grant g set revoked_at = now()
      from unnest(p_run, p_idx) x(run_id, idx)
     where g.run_id = x.run_id and g.idx = x.idx and g.revoked_at is null
    returning g.run_id, g.idx, g.attempt, g.resource)
  select trunkline.write_audit(g.run_id::text, 'run', 'grant.revoked', g.run_id::text, null, null, null,
           jsonb_build_object('task', trunkline.task_of_run(g.run_id, g.idx), 'attempt', g.attempt,
                              'resources', array_agg(g.resource order by g.resource)))
    from gone g group by g.run_id, g.idx, g.attempt order by g.run_id, g.idx
$function$;

CREATE OR REPLACE FUNCTION trunkline.run_failed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform trunkline.signal_alerts(array[new.id], array['run.failed'], array['{}'::jsonb]);
  perform trunkline.notify_failure(new.id);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.seal_audit(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_last trunkline.audit_seal; v_ids bigint[]; v_hashes bytea[];
  v_number bigint; v_previous bytea; v_at timestamptz; v_text text;
begin
  if not exists (select from trunkline.audit_unsealed) or not pg_try_advisory_xact_lock(13, 0) then return 0; end if;
  -- What has no record any more stays: it was removed, and `audit verify` says so.
  with taken as (
    delete from trunkline.audit_unsealed u
     where u.id = any (array(select x.id from trunkline.audit_unsealed x join trunkline.audit a using (id) order by x.id limit p_limit))
    returning u.id)
  select array_agg(a.id order by a.id), array_agg(a.hash order by a.id) into v_ids, v_hashes
    from taken t join trunkline.audit a on a.id = t.id;
  if v_ids is null then return 0; end if;
  select s.* into v_last from trunkline.audit_seal s order by s.number desc limit 1;
  v_number := coalesce(v_last.number, 0) + 1;
  v_previous := coalesce(v_last.head, decode(repeat('00', 32), 'hex'));
  v_at := greatest(clock_timestamp(), v_last.at);
  select E'trunkline-seal-1\n' || v_number || E'\n' || trunkline.audit_instant(v_at) || E'\n' || encode(v_previous, 'hex')
         || string_agg(E'\n' || r.id || ' ' || encode(r.hash, 'hex'), '' order by r.n) into v_text
    from unnest(v_ids, v_hashes) with ordinality r(id, hash, n);
  insert into trunkline.audit_seal (number, at, previous, ids, hashes, head)
  values (v_number, v_at, v_previous, v_ids, v_hashes, sha256(convert_to(v_text, 'UTF8')));
  return cardinality(v_ids);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.seen_classes()
 RETURNS integer[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(nullif(nullif(current_setting('trunkline.classes', true), ''), 'all'), '{}')::int[] $function$;

CREATE OR REPLACE FUNCTION trunkline.sees_all()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(current_setting('trunkline.classes', true) = 'all', false) $function$;

CREATE OR REPLACE FUNCTION trunkline.set_aside(p_run bigint[], p_idx integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  perform from trunkline.task_run t
    where (t.run_id, t.idx) in (select * from unnest(p_run, p_idx)) and t.state = 'ready'
    order by t.run_id, t.idx for update;
  with moved as (
    update trunkline.task_run t set state = 'waiting'
      from unnest(p_run, p_idx) x(run_id, idx)
     where t.run_id = x.run_id and t.idx = x.idx and t.state = 'ready'
    returning t.run_id, t.idx)
  select array_agg(m.run_id order by m.run_id, m.idx), array_agg(m.idx order by m.run_id, m.idx)
    into v_run, v_idx from moved m;
  if v_run is null then return; end if;
  if exists (select from trunkline.pool_hold) then
    perform trunkline.return_units(array_agg(t.run_id), array_agg(t.idx), t.attempt > 0)
       from trunkline.task_run t where (t.run_id, t.idx) in (select * from unnest(v_run, v_idx)) group by t.attempt > 0;
  end if;
  perform trunkline.arm_waits(v_run, v_idx);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.set_readers(p_project integer, p_patterns text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_name text;
begin
  update trunkline.project set readable_by = p_patterns where id = p_project returning name into v_name;
  -- `0` is the character after `/`.
  perform trunkline.wake_range(
    array(select g || v_name || '/' from unnest(array['p:', 't:', 'e:', 'v:']) g),
    array(select g || v_name || '0' from unnest(array['p:', 't:', 'e:', 'v:']) g));
end $function$;

CREATE OR REPLACE FUNCTION trunkline.signal_alerts(p_run bigint[], p_type text[], p_detail jsonb[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (select from trunkline.alert_source) then return; end if;
  insert into trunkline.alert_signal (run_id, type, detail)
  select x.run_id, x.type, x.detail from unnest(p_run, p_type, p_detail) with ordinality x(run_id, type, detail, n)
    join trunkline.run r on r.id = x.run_id and r.trigger_kind <> 'shadow' order by x.n;
  perform pg_notify('trunkline_alert', '');
end $function$;

CREATE OR REPLACE FUNCTION trunkline.spec_file(p_project integer, p_name text, p_file text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    (select s.path from trunkline.pipeline_source s
      where s.project_id = p_project and s.renamed_from <> '{}' and s.broken and p_name = any (s.renamed_from)
      order by s.path limit 1),
    p_file)
$function$;

CREATE OR REPLACE FUNCTION trunkline.start_child(p_run bigint, p_idx integer, p_task text, p_pipeline integer, p_params jsonb, p_date date, p_parent_trace text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_attempt int;
  v_child bigint;
  v_finished timestamptz;
begin
  update trunkline.task_run t set state = 'running', worker = 0, attempt = t.attempt + 1, started_at = now()
   where t.run_id = p_run and t.idx = p_idx and t.state = 'waiting' and t.remaining = 0
  returning t.attempt into v_attempt;
  if not found then return null; end if;
  perform trunkline.forget_waits(p_run, array[p_idx]);
  select c.run_id into v_child
    from trunkline.create_runs(array[p_pipeline], array['p:' || p_run || '/' || p_task || '/' || v_attempt], array[p_date],
                               array[now()], array[null]::text[], 'task', p_params, null, p_parent_trace) c;
  if v_child is null then
    perform trunkline.complete_tasks(array[p_run], array[p_idx], array[v_attempt], array['failed']::trunkline.task_state[],
      array[jsonb_build_object('ending', 'error', 'message', 'the pipeline is deployed no more, or others run it')], 0, false);
    return null;
  end if;
  update trunkline.run r
     set parent_run = p_run, parent_idx = p_idx, parent_attempt = v_attempt,
         depth = (select p.depth + 1 from trunkline.run p where p.id = p_run)
   where r.id = v_child
  returning r.finished_at into v_finished;
  -- Its pipeline may be busy, and skip it at once.
  if v_finished is not null then
    insert into trunkline.child_check (run_id, idx) values (p_run, p_idx);
    perform pg_notify('trunkline_wait', '');
  end if;
  perform trunkline.wake_for_runs(array[p_run], array['t']);
  return v_child;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.start_shadow_runs(p_limit integer)
 RETURNS TABLE(run_id bigint, pipeline_id integer)
 LANGUAGE plpgsql
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_runs bigint[];
  v_pipelines int[];
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  with due as (
    select p.id as pipeline, n.slot, n.business_date, n.due_at, n.revision, coalesce(p.pinned_revision, j.revision_id) as deployed
      from trunkline.pipeline p
      join trunkline.project j on j.id = p.project_id
     cross join lateral (
       select e.slot, e.business_date, e.due_at, d.pipeline_revision_id as revision
         from trunkline.expected_start e
         join trunkline.shadow_definition d on d.pipeline_id = e.pipeline_id and d.deployed_revision_id = e.pipeline_revision_id
        where e.pipeline_id = p.id and e.task = '' and e.ordinal = 1 and e.due_at > now() - interval '3 days' and e.due_at <= now()
          and not exists (select from trunkline.expected_start t
                           where t.pipeline_id = p.id and t.slot = e.slot and t.ordinal = 1 and t.task = any (d.awaiting)
                             and coalesce(t.ready_at > now(), true))
          and not exists (select from trunkline.run r where r.pipeline_id = p.id and r.slot = 's:' || e.slot)
        order by e.due_at, e.id limit 1) n
     where p.stage = 'shadow' and p.removed_at is null and not trunkline.keeps_runs(p.id)
       and not exists (select from trunkline.run r
                        where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'shadow')
     order by p.id limit p_limit for update of p skip locked),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, gated, open_tasks, phased, params, started_at, watched)
    select d.pipeline, v.id, d.deployed, 's:' || d.slot, d.business_date, d.due_at, 'shadow', 'running',
           false, false, v.task_count, v.phased, '{}', now(), false
      from due d join trunkline.pipeline_revision v on v.id = d.revision
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority)
    select m.id, s.idx, s.pipeline_revision_id, case when s.deps = 0 and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route, s.priority
      from made m join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.phase = 0
    returning run_id, idx, state, gated, remaining, route, priority)
  select (select array_agg(id order by id) from made), (select array_agg(m.pipeline_id order by id) from made m),
         (select array_agg(trunkline.task_job(t.run_id, t.idx, t.route, t.priority)) from tasks t where t.state = 'ready'),
         (select array_agg(t.run_id order by t.run_id, t.idx) from tasks t where t.gated and t.remaining = 0),
         (select array_agg(t.idx order by t.run_id, t.idx) from tasks t where t.gated and t.remaining = 0)
    into v_runs, v_pipelines, v_jobs, w_run, w_idx;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  return query select * from unnest(v_runs, v_pipelines);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.start_tasks(p_run bigint[], p_idx integer[], p_worker integer)
 RETURNS TABLE(run_id bigint, idx integer, attempt integer, noexec boolean, overridden boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  h_run bigint[]; h_idx int[];   -- held back
  n_run bigint[]; n_idx int[];   -- not to be executed
begin
  if not trunkline.worker_may_claim(p_worker) then
    raise exception 'worker % is lost or drains', p_worker using errcode =
      case when exists (select from trunkline.worker where id = p_worker and draining) then 'TL002' else 'TL001' end;
  end if;
  if exists (select from trunkline.hold) then
    select array_agg(h.run_id) filter (where h.mode <> 'noexec'), array_agg(h.idx) filter (where h.mode <> 'noexec'),
           array_agg(h.run_id) filter (where h.mode = 'noexec'), array_agg(h.idx) filter (where h.mode = 'noexec')
      into h_run, h_idx, n_run, n_idx from trunkline.held_tasks(p_run, p_idx) h;
    if h_run is not null then perform trunkline.set_aside(h_run, h_idx); end if;
  end if;
  return query
    update trunkline.task_run t
       set state = 'running', attempt = t.attempt + 1, worker = p_worker, started_at = now(),
           noexec = n_run is not null and exists (select from unnest(n_run, n_idx) n(r, i) where n.r = t.run_id and n.i = t.idx)
      from unnest(p_run, p_idx) d(r, i)
     where t.run_id = d.r and t.idx = d.i and t.state = 'ready'
       -- Sent elsewhere by hand, it may still be in the queue of its former route.
       and (not t.overridden or exists (
             select from trunkline.worker w join trunkline.route x on x.id = t.route
              where w.id = p_worker and x.labels <@ w.labels))
    returning t.run_id, t.idx, t.attempt, t.noexec, t.overridden;
  -- Somebody may wait for a task to run.
  perform trunkline.wake_for_runs(p_run, array['t']);
  if exists (select from trunkline.run_watch where starting) then
    perform trunkline.look_at_deadlines(p_run);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.start_waiting_runs(p_runs bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  v_started bigint[];
  w_run bigint[]; w_idx int[];
begin
  perform trunkline.keep_back(p_runs);
  with started as (
    update trunkline.run set state = 'running', started_at = now(), reason = null
     where id = any (p_runs) and state = 'waiting' and not gated
    returning id),
  ready as (
    update trunkline.task_run t set state = 'ready'
      from started s
     where t.run_id = s.id and t.state = 'waiting' and t.remaining = 0 and not t.gated
    returning t.run_id, t.idx, t.route, t.priority),
  gated as (
    select t.run_id, t.idx from started s join trunkline.task_run t on t.run_id = s.id
     where t.state = 'waiting' and t.remaining = 0 and t.gated)
  select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from ready), (select array_agg(id) from started),
         (select array_agg(run_id order by run_id, idx) from gated), (select array_agg(idx order by run_id, idx) from gated)
    into v_jobs, v_started, w_run, w_idx;
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  -- A rerun of what came after the tasks: all of those were carried over.
  perform trunkline.next_phase(r.id) from trunkline.run r where r.id = any (v_started) and r.open_tasks = 0;
  if v_started is not null then perform trunkline.wake_for_runs(v_started, array['p', 't']); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.stop_after_failures(p_run bigint[], p_idx integer[], p_revision integer[], p_failed integer[])
 RETURNS TABLE(run_id bigint, idx integer, pipeline_revision_id integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
begin
  return query
  select f.run_id, s.idx, s.pipeline_revision_id
    from (select distinct on (f.run_id, st.stop_from) f.run_id, f.idx, st.stop_from, st.stop_to
            from unnest(p_run, p_idx, p_revision, p_failed) f(run_id, idx, revision, failed)
            join trunkline.spec_task st on st.pipeline_revision_id = f.revision and st.idx = trunkline.declared_place(f.idx)
           where f.failed = 1 and st.stop_from is not null
           order by 1, 3) f
   cross join lateral trunkline.stop_tasks(f.run_id, f.stop_from, f.stop_to, 'stopped: another task failed') s;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.stop_tasks(p_run bigint, p_from integer, p_to integer, p_message text)
 RETURNS TABLE(idx integer, pipeline_revision_id integer)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_idx int[];
  v_revision int[];
  v_waited int[];   -- they run a pipeline
begin
  -- Together with those that run: none starts, retries or is given back behind this transaction's back.
  perform from trunkline.task_run t
    where t.run_id = p_run and t.idx between p_from and p_to and t.state in ('waiting', 'ready', 'running')
    order by t.idx for update;
  with stopped as (
    update trunkline.task_run t
       set state = case t.state when 'running' then 'running' else 'cancelled' end::trunkline.task_state,
           stop = t.state = 'running',
           finished_at = case when t.state <> 'running' then now() end,
           message = case t.state when 'running' then t.message else p_message end
     where t.run_id = p_run and t.idx between p_from and p_to and t.state in ('waiting', 'ready', 'running')
    returning t.idx, t.pipeline_revision_id, t.state, t.state = 'running' and t.worker = 0 and t.instances is null as waited)
  select array_agg(s.idx order by s.idx) filter (where s.state = 'cancelled'),
         array_agg(s.pipeline_revision_id order by s.idx) filter (where s.state = 'cancelled'),
         array_agg(s.idx order by s.idx) filter (where s.waited)
    into v_idx, v_revision, v_waited from stopped s;
  if v_waited is not null then
    insert into trunkline.child_check (run_id, idx) select p_run, w from unnest(v_waited) w;
    perform pg_notify('trunkline_wait', '');
  end if;
  update trunkline.run r set stop_at = coalesce(r.stop_at, now()) where r.id = p_run and r.finished_at is null;
  delete from trunkline.gate g where g.run_id = p_run and g.idx = any (v_idx);
  if v_idx is not null then
    perform trunkline.forget_waits(p_run, v_idx);
    -- A ready task has its units, one behind a retry may have kept them.
    perform trunkline.return_units(array_fill(p_run, array[cardinality(v_idx)]), v_idx, false);
  end if;
  return query select * from unnest(v_idx, v_revision);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.take_over_runs(p_project integer, p_runs jsonb, p_actor text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_runs bigint[];
begin
  with told as (
    select x.* from jsonb_to_recordset(p_runs) x(
      pipeline int, slot text, date date, start timestamptz, "end" timestamptz, state text, reason text, tasks jsonb)),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, reason, open_tasks, failed_tasks, actor, started_at, finished_at, exported_at)
    select p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, j.revision_id), 'l:' || t.slot, t.date, t.start, 'manual',
           t.state::trunkline.run_state, false, t.reason, 0,
           (select count(*) from jsonb_array_elements(t.tasks) e where e ->> 'state' = 'failed'), p_actor, t.start, t."end", now()
      from told t
      join trunkline.pipeline p on p.id = t.pipeline and p.project_id = p_project and p.removed_at is null and not p.makes_runs
      join trunkline.project j on j.id = p.project_id
     where not exists (select from trunkline.run r where r.pipeline_id = p.id and r.started_at > t.start)
     order by t.start
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id, slot),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, remaining, exit_code, finished_at)
    select m.id, s.idx, s.pipeline_revision_id, e.state::trunkline.task_state, s.conditional, s.tolerated, 0, e.exit, t."end"
      from made m
      join told t on t.pipeline = m.pipeline_id and 'l:' || t.slot = m.slot
     cross join lateral jsonb_to_recordset(t.tasks) e(idx int, state text, exit int)
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.idx = e.idx and s.phase = 0)
  select array_agg(id order by id) into v_runs from made;
  if v_runs is null then return 0; end if;
  perform trunkline.wake_waits(array(
    select g || ':' || j.name || '/' || p.name || suffix
      from trunkline.run r
      join trunkline.pipeline p on p.id = r.pipeline_id
      join trunkline.project j on j.id = p.project_id
     cross join unnest(array['p', 't']) g
     cross join unnest(array['', ':' || r.business_date]) suffix
     where r.id = any (v_runs)));
  return cardinality(v_runs);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.take_up_dates(p_revision integer, p_runs jsonb)
 RETURNS TABLE(pipeline_id integer, run_id bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_runs bigint[]; v_pipelines int[];
begin
  with told as (
    select x.* from jsonb_to_recordset(p_runs) x(
      pipeline int, date date, due timestamptz, last timestamptz, reason text, open int, failed int, tasks jsonb)),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, gated, reason, open_tasks, failed_tasks, phased, watched)
    select p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, p_revision),
           'c:' || to_char(t.last at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), t.date, t.due, 'schedule', 'waiting',
           p.max_runs is not null, true, t.reason, t.open, t.failed, v.phased, v.watched
      from told t
      join trunkline.pipeline p on p.id = t.pipeline and p.removed_at is null and p.makes_runs
      join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
     where not exists (
             select from trunkline.run r
              where r.pipeline_id = p.id and r.business_date = t.date and r.trigger_kind <> 'shadow'
                and (r.finished_at is null or r.started_at > t.last))
     order by p.id
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, unmet,
                                    route, priority, exit_code, finished_at, iteration, due_at)
    select m.id, s.idx, s.pipeline_revision_id, e.state::trunkline.task_state, s.conditional, s.tolerated,
           s.gated or e.iteration is not null, e.remaining, e.unmet, s.route, s.priority, e.exit,
           case when e.state in ('succeeded', 'failed', 'skipped') then now() end, e.iteration, e.due
      from made m
      join told t on t.pipeline = m.pipeline_id
     cross join lateral jsonb_to_recordset(t.tasks) e(
             idx int, state text, remaining int, unmet int, exit int, iteration int, due timestamptz)
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.idx = e.idx and s.phase = 0)
  select array_agg(m.id order by m.id), array_agg(m.pipeline_id order by m.id) into v_runs, v_pipelines from made m;
  if v_runs is null then return; end if;
  perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)]));
  perform trunkline.wake_for_runs(v_runs, array['p', 't']);
  return query select * from unnest(v_pipelines, v_runs);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.task_job(p_run bigint, p_idx integer, p_route integer, p_priority smallint)
 RETURNS graphile_worker.job_spec
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select (case p_route when 0 then 'task' else 'task:' || p_route end, json_build_object('r', p_run::text, 'i', p_idx),
          null, now() + (p_priority - (p_priority + 500) / 1000 * 1000 - 200) * interval '1 minute', null, null,
          (p_priority + 500) / 1000, null)::graphile_worker.job_spec
$function$;

CREATE OR REPLACE FUNCTION trunkline.task_name(p_spec json, p_idx integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_spec #>> array['tasks', trunkline.declared_place(p_idx)::text, 'name'] ||
         case when p_idx >= 32768 then '[' || (p_idx & 32767) || ']' else '' end
$function$;

CREATE OR REPLACE FUNCTION trunkline.task_of_run(p_run bigint, p_idx integer)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select trunkline.task_name(v.spec::json, p_idx)
    from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id where r.id = p_run
$function$;

CREATE OR REPLACE FUNCTION trunkline.tell_route()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  notify "trunkline:route";
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.tidy_queue(p_limit integer)
 RETURNS TABLE(removed integer, renewed integer)
 LANGUAGE plpgsql
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_jobs bigint[];
  v_again graphile_worker.job_spec[];
begin
  with dead as materialized (
    select j.id, j.payload, j.attempts >= j.max_attempts as failed
      from graphile_worker._private_jobs j
      join graphile_worker._private_tasks k on k.id = j.task_id
     where (k.identifier = 'task' or k.identifier like 'task:%') and j.locked_at is null
       and (j.attempts >= j.max_attempts or j.created_at < now() - interval '10 minutes')
     order by j.id limit p_limit),
  judged as (
    select d.id, d.failed, t.run_id, t.idx, t.route, t.priority
      from dead d
      left join trunkline.task_run t on t.run_id = (d.payload ->> 'r')::bigint and t.idx = (d.payload ->> 'i')::int and t.state = 'ready')
  select array_agg(j.id), array_agg(trunkline.task_job(j.run_id, j.idx, j.route, j.priority)) filter (where j.run_id is not null)
    into v_jobs, v_again
    from judged j where j.failed or j.run_id is null;
  if v_jobs is null then return query select 0, 0; return; end if;
  perform graphile_worker.complete_jobs(v_jobs);
  if v_again is not null then perform trunkline.enqueue(v_again); end if;
  return query select cardinality(v_jobs), coalesce(cardinality(v_again), 0);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.use_grants(p_run bigint, p_idx integer, p_attempt integer, p_resources text[], p_details jsonb[])
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  v_held int;
begin
  perform from trunkline.run_grant g
    where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = any (p_resources)
      and g.revoked_at is null and g.expires_at > now()
    for update;
  get diagnostics v_held = row_count;
  if v_held < cardinality(p_resources) then return false; end if;
  -- Sent again after a lost reply it is one use.
  perform trunkline.write_audit(p_run::text, 'run', split_part(d.resource, '/', 1) || '.used', p_run::text, null, null, null,
            jsonb_build_object('task', trunkline.task_of_run(p_run, p_idx), 'attempt', p_attempt, 'resource', d.resource) || d.detail)
     from unnest(p_resources, p_details) with ordinality d(resource, detail, n)
     join trunkline.run_grant g on g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = d.resource
    where g.used_at is null;
  update trunkline.run_grant g set used_at = now()
   where g.run_id = p_run and g.idx = p_idx and g.attempt = p_attempt and g.resource = any (p_resources) and g.used_at is null;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wake_for_runs(p_runs bigint[], p_grains text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from trunkline.after_key) then
    perform trunkline.wake_triggers(array_agg(g || ':' || j.name || '/' || n), array_agg(r.business_date::text), array_agg(r.id::text))
       from trunkline.run r
       join trunkline.pipeline p on p.id = r.pipeline_id
       join trunkline.project j on j.id = p.project_id
      cross join unnest(p_grains) g
      cross join unnest(p.name || p.former_names) n
      where r.id = any (p_runs) and r.trigger_kind <> 'shadow';
  end if;
  if not exists (select from trunkline.wait_key) then return; end if;
  perform trunkline.wake_waits(array(
    select g || ':' || j.name || '/' || n || suffix
      from (select distinct r.pipeline_id, r.business_date from trunkline.run r where r.id = any (p_runs) and r.trigger_kind <> 'shadow') r
      join trunkline.pipeline p on p.id = r.pipeline_id
      join trunkline.project j on j.id = p.project_id
     cross join unnest(p_grains) g
     cross join unnest(p.name || p.former_names) n
     cross join unnest(array['', ':' || r.business_date]) suffix
    union all
    -- Tasks of the run itself that wait for others of it.
    select distinct 'r:' || r from unnest(p_runs) r where 't' = any (p_grains)));
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wake_held(p_pipeline integer, p_run bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx))
     from trunkline.run r join trunkline.wait w on w.run_id = r.id
    where r.finished_at is null and (r.pipeline_id = p_pipeline or r.id = p_run);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wake_range(p_from text[], p_below text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform trunkline.ask_waits(array_agg(k.run_id), array_agg(k.idx))
     from unnest(p_from, p_below) x(low, high)
     join trunkline.wait_key k on k.key >= x.low collate "C" and k.key < x.high collate "C";
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wake_triggers(p_key text[], p_date text[], p_source text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.after_check (pipeline_id, ordinal, date, source)
  select distinct k.pipeline_id, k.ordinal, x.date, case when k.per_run then x.source else '' end
    from unnest(p_key, p_date, p_source) x(key, date, source)
    join trunkline.after_key k on k.key = x.key and (x.source is not null or not k.per_run)
   order by 1, 2, 3, 4
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (pipeline_id, ordinal, date, source) do update set source = excluded.source;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wake_waits(p_keys text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform trunkline.ask_waits(array_agg(k.run_id), array_agg(k.idx)) from trunkline.wait_key k where k.key = any (p_keys);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.wall_of(p_table text)
 RETURNS TABLE(seen text, api text, engine text)
 LANGUAGE sql
 IMMUTABLE
AS $function$
  with kinds (kind, seen) as (values
    ('class',     'class_id = any ((select trunkline.seen_classes())::int[])'),
    ('pipeline',  '(select true from trunkline.pipeline p where p.id = %1$I.pipeline_id)'),
    ('run',       '(select true from trunkline.run r where r.id = %1$I.run_id)'),
    ('maybe-run', 'run_id is null or (select true from trunkline.run r where r.id = %1$I.run_id)'),
    ('either',    '(select true from trunkline.pipeline p where p.id = %1$I.pipeline_id)
                   or (select true from trunkline.run r where r.id = %1$I.run_id)'),
    ('maybe-pipeline', 'pipeline_id is null or (select true from trunkline.pipeline p where p.id = %1$I.pipeline_id)'),
    ('alert',     'alert_id is null or (select true from trunkline.alert a where a.id = %1$I.alert_id)'),
    ('slot',      '(select true from trunkline.backfill b where b.id = %1$I.backfill_id)'),
    ('source',    '(select true from trunkline.trigger_source s where s.id = %1$I.source_id)'),
    -- A spec is stored once for all pipelines that have it: who sees one of them may read it.
    ('spec',      '(select true from trunkline.deployment d where d.pipeline_revision_id = %1$I.id limit 1)
                   or (select true from trunkline.shadow_definition s where s.pipeline_revision_id = %1$I.id limit 1)
                   or (select true from trunkline.break_glass b where %1$I.id in (b.pipeline_revision_id, b.deployed_revision) limit 1)'),
    ('spec-row',  '(select true from trunkline.pipeline_revision v where v.id = %1$I.pipeline_revision_id)'),
    -- Files and rules name a pipeline, also one that is gone: there are two indexes of names.
    ('file',      '(select true from trunkline.pipeline p
                     where p.project_id = %1$I.project_id and p.name = %1$I.name and p.removed_at is null)
                   or (select true from trunkline.pipeline p
                        where p.project_id = %1$I.project_id and p.name = %1$I.name and p.removed_at is not null limit 1)'),
    ('named',     'pipeline is null
                   or (select true from trunkline.project j join trunkline.pipeline p on p.project_id = j.id and p.removed_at is null
                        where p.name = %1$I.pipeline and (%1$I.project is null or j.name = %1$I.project) limit 1)
                   or (select true from trunkline.project j join trunkline.pipeline p on p.project_id = j.id and p.removed_at is not null
                        where p.name = %1$I.pipeline and (%1$I.project is null or j.name = %1$I.project) limit 1)')),
  walls (name, kind, api, engine) as (values
    -- What is deployed. The API changes nothing of it; one column that it may lock rows by.
    ('pipeline',          'class',     'select, update (when_busy)', null),
    ('pipeline_revision', 'spec',      'select', null),
    ('spec_task',         'spec-row',  'select', null),
    ('pipeline_source',   'file',      'select', null),
    ('deployment',        'pipeline',  'select', null),
    ('deployed_change',   'pipeline',  'select', null),
    ('break_glass',       'pipeline',  'select', null),
    ('trigger',           'pipeline',  'select', null),
    ('trigger_source',    'pipeline',  'select', null),
    ('trigger_message',   'source',    'select', null),
    ('after_key',         'pipeline',  'select', null),
    ('after_check',       'pipeline',  '', null),
    ('awaited',           'pipeline',  'select', null),
    ('ownership',         'pipeline',  'select, update (ahead)', null),
    ('hand_over',         'pipeline',  'select', null),
    ('guard',             'pipeline',  'select, insert, update', null),
    ('guard_job',         'pipeline',  'select, insert, update', null),
    ('guard_grant',       'pipeline',  'select, insert, update, delete', null),
    ('slot_claim',        'pipeline',  'select, insert', null),
    ('asset_reader',      'pipeline',  'select', null),
    ('asset_writer',      'pipeline',  'select', null),
    ('past_slot',         'pipeline',  'select', null),
    ('legacy_job',        'pipeline',  'select', null),
    ('expected_until',    'pipeline',  'select', null),
    ('expected_start',    'pipeline',  'select', null),
    ('shadow_definition', 'pipeline',  'select', null),
    ('parity_day',        'pipeline',  'select', null),
    ('parity_job',        'pipeline',  'select', null),
    ('parity_stale',      'pipeline',  'select', null),
    -- Runs and what is theirs.
    ('run',               'pipeline',  'select, update (actor)', null),
    ('task_run',          'run',       'select, update (due_at)', null),
    ('attempt',           'run',       'select', null),
    ('run_output',        'run',       'select', null),
    ('log_chunk',         'run',       'select', null),
    ('log_file',          'run',       'select', null),
    ('external_run',      'run',       'select', null),
    ('check_result',      'run',       'select', null),
    ('run_grant',         'run',       'select', null),
    ('mark',              'run',       'select', null),
    ('override',          'run',       'select, insert, update', null),
    ('approval',          'run',       'select', null),
    ('vote',              'run',       'select, insert', null),
    ('gate',              'run',       'select, update', null),
    ('wait',              'run',       'select', null),
    ('wait_key',          'run',       'select', null),
    ('wait_check',        'run',       'insert', null),
    ('child_check',       'run',       '', null),
    ('run_deadline',      'run',       'select', null),
    ('run_watch',         'run',       'select', null),
    ('deadline_check',    'run',       '', null),
    ('alert_signal',      'maybe-run', '', null),
    ('pool_hold',         'run',       'select', null),
    ('pool_wait',         'run',       'select, delete', null),
    ('hold',              'either',    'select', null),
    ('backfill',          'pipeline',  'select, insert, update', null),
    ('backfill_slot',     'slot',      'select, insert', null),
    -- Facts that a run or a person set.
    ('event',             'maybe-run', 'select', null),
    ('variable',          'maybe-run', 'select', null),
    ('asset_update',      'maybe-run', 'select', null),
    -- What is no pipeline's only routes show that ask for the right to read the server.
    ('alert',             'maybe-pipeline', 'select, update', null),
    ('alert_message',     'alert',     'select, insert, update', null),
    ('blackout',          'named',     'select, insert', null),
    -- Of projects and of the server; routes ask for the right to read these.
    ('project',           null, 'select, update (checked_at)', null),
    ('revision',          null, 'select', null),
    ('control',           null, 'select', null),
    ('commit_seen',       null, 'select', null),
    ('control_commit_seen', null, 'select', null),
    ('forge_act',         null, 'select', null),
    ('forge_change',      null, 'select', null),
    ('forge_delivery',    null, 'select, insert, delete', null),
    ('sync_hold',         null, 'select, insert, update, delete', null),
    ('git_object',        null, 'select', null),
    ('source_inputs',     null, '', null),
    ('pool',              null, 'select', null),
    ('pool_declaration',  null, 'select', null),
    ('pool_check',        null, 'insert', null),
    ('pool_take',         null, 'select', null),
    ('route',             null, 'select, insert', null),
    ('worker',            null, 'select', null),
    ('server',            null, 'select', null),
    ('alert_source',      null, 'select', null),
    ('observed_replay',   null, 'select', null),
    ('legacy_source',     null, 'select, insert, update', null),
    ('legacy_run',        null, 'select, insert, update', null),
    ('legacy_cover',      null, 'select, insert, update', null),
    ('parity_report',     null, 'select, insert', null),
    ('raised_event',      null, 'select, insert', null),
    ('legacy_hold',       null, 'select, insert, update', null),
    ('webhook',           null, '', null),
    ('delivery',          null, '', null),
    ('instance',          null, 'select', null),
    ('maintenance',       null, 'select', null),
    ('access_class',      null, 'select', null),
    ('robot',             null, 'select, insert', 'select, insert'),
    ('api_token',         null, 'select, insert, update', 'select'),
    ('person',            null, 'select, insert, update, delete', 'select'),
    ('session',           null, 'select, insert, update, delete', 'select'),
    ('access_grant',      null, 'select, insert, update', 'select, update'),
    ('login_attempt',     null, 'select, insert, update, delete', 'select'),
    -- Nobody but the owner changes what has been recorded.
    ('audit',             null, 'select', 'select, insert'),
    ('audit_seal',        null, 'select', 'select, insert'),
    ('audit_unsealed',    null, 'select', null),
    ('migration',         null, 'select', 'select'),
    ('wall',              null, 'select', 'select'))
  select '(select trunkline.sees_all()) or ' || format(k.seen, p_table), w.api, coalesce(w.engine, 'select, insert, update, delete')
    from walls w left join kinds k using (kind)
   where w.name = p_table
$function$;

CREATE OR REPLACE FUNCTION trunkline.watch_run()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into trunkline.run_watch (run_id) values (new.id) on conflict do nothing;
  perform pg_notify('trunkline_deadline', '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.watched_run_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform trunkline.look_at_deadlines(array[new.id]);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION trunkline.worker_may_claim(p_worker integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_advisory_xact_lock_shared(8, p_worker), pg_advisory_xact_lock_shared(9, 0);
  return exists (select from trunkline.worker where id = p_worker and lost_at is null and not draining);
end $function$;

CREATE OR REPLACE FUNCTION trunkline.write_audit(p_actor text, p_kind text, p_act text, p_subject text, p_reason text, p_request text, p_revision text, p_detail jsonb)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into trunkline.audit (actor, kind, act, subject, project, reason, request_id, revision, detail)
  values (p_actor, coalesce(p_kind, 'system'), p_act, p_subject,
          coalesce(p_detail ->> 'project', trunkline.audit_project(p_act, p_subject)), coalesce(p_reason, p_detail ->> 'reason'),
          p_request, coalesce(p_revision, p_detail ->> 'commit'), coalesce(p_detail, '{}'))
  returning id
$function$;

-- Triggers

CREATE TRIGGER audit_hashed BEFORE INSERT ON trunkline.audit FOR EACH ROW EXECUTE FUNCTION trunkline.audit_hashed();

CREATE TRIGGER audit_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON trunkline.audit FOR EACH STATEMENT EXECUTE FUNCTION trunkline.audit_kept();

CREATE TRIGGER audit_queued AFTER INSERT ON trunkline.audit FOR EACH ROW EXECUTE FUNCTION trunkline.audit_queued();

CREATE TRIGGER audit_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON trunkline.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION trunkline.audit_kept();

CREATE TRIGGER parity_expected AFTER INSERT ON trunkline.expected_start REFERENCING NEW TABLE AS expected FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_start_expected();

CREATE TRIGGER parity_expected_again AFTER UPDATE ON trunkline.expected_start REFERENCING NEW TABLE AS expected FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_start_expected();

CREATE TRIGGER parity_told AFTER INSERT ON trunkline.legacy_run REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_run_told();

CREATE TRIGGER parity_told_again AFTER UPDATE ON trunkline.legacy_run REFERENCING OLD TABLE AS before NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_run_told();

CREATE TRIGGER parity_kept BEFORE UPDATE ON trunkline.parity_day FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_kept();

CREATE TRIGGER parity_kept BEFORE UPDATE ON trunkline.parity_report FOR EACH STATEMENT EXECUTE FUNCTION trunkline.parity_kept();

CREATE TRIGGER forget_classes AFTER UPDATE ON trunkline.project FOR EACH ROW WHEN (((old.environment <> new.environment) OR (old.name <> new.name))) EXECUTE FUNCTION trunkline.forget_classes();

CREATE TRIGGER tell_route AFTER INSERT ON trunkline.route FOR EACH STATEMENT EXECUTE FUNCTION trunkline.tell_route();

CREATE TRIGGER child_ended AFTER UPDATE ON trunkline.run FOR EACH ROW WHEN (((new.parent_run IS NOT NULL) AND (new.finished_at IS NOT NULL) AND (old.finished_at IS NULL))) EXECUTE FUNCTION trunkline.child_ended();

CREATE TRIGGER parity_shadow_ended AFTER UPDATE ON trunkline.run FOR EACH ROW WHEN (((new.trigger_kind = 'shadow'::text) AND (new.finished_at IS NOT NULL) AND (old.finished_at IS NULL))) EXECUTE FUNCTION trunkline.parity_shadow_ended();

CREATE TRIGGER run_failed AFTER UPDATE ON trunkline.run FOR EACH ROW WHEN (((new.state = 'failed'::trunkline.run_state) AND (old.state <> 'failed'::trunkline.run_state))) EXECUTE FUNCTION trunkline.run_failed();

CREATE TRIGGER watch_run AFTER INSERT ON trunkline.run FOR EACH ROW WHEN (new.watched) EXECUTE FUNCTION trunkline.watch_run();

CREATE TRIGGER watched_run_changed AFTER UPDATE ON trunkline.run FOR EACH ROW WHEN ((new.watched AND (((new.open_tasks IS DISTINCT FROM old.open_tasks) OR (new.phase IS DISTINCT FROM old.phase)) OR (new.state IS DISTINCT FROM old.state)))) EXECUTE FUNCTION trunkline.watched_run_changed();
