-- The wall around a table. seen: of which rows the API's role knows, null where a row tells of no pipeline; api and engine:
-- what the two may do. A test fails for a table that has no line here.
create or replace function trunkline.wall_of(p_table text) returns table (seen text, api text, engine text)
language sql immutable
as $$
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
$$;
