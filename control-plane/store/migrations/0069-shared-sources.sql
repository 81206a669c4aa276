-- Workers share the sources of messages: one that follows fewer asks for some of those that another one does.

alter table trunkline.trigger_source
  add column kept boolean not null default false,  -- its messages wait where they are while nobody follows it, so that it may change hands
  add column asked_by int;                         -- the worker that is to follow it next, when the one that does has let go of it

-- What a database source is, only its revision says: they are shared from their next deployment on.
update trunkline.trigger_source set kept = true where kind in ('file', 'queue');
