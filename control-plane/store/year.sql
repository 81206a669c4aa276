-- name: runDays :many
-- How runs of pipelines for the business dates of a range stand, without those in shadow, the newest generation of each slot: by
-- date and state how many. late: how many missed their own deadline, or are late already.
with newest as (
  select distinct on (r.business_date, r.pipeline_id, r.slot) r.id, r.business_date, r.state
    from trunkline.run r
   where r.pipeline_id = any (:pipelines) and r.business_date between :from::date and :to::date and r.trigger_kind <> 'shadow'
   order by r.business_date, r.pipeline_id, r.slot, r.generation desc)
select n.business_date::text as "date!", n.state, count(*)::int as "count!",
       count(*) filter (where exists (select from trunkline.run_deadline d
                                       where d.run_id = n.id and d.idx = -1 and d.state in ('late', 'missed')))::int as "late!"
  from newest n group by 1, 2 order by 1, 2

-- name: deployedDues :many
-- What was deployed of identities of a name between two instants, and the last before them: newest first, at most so many. Of specs
-- only what decides when they are due.
select r.applied_at, r.commit_oid, d.pipeline_revision_id as "revision?", v.spec::json -> 'triggers' as "triggers?",
       v.spec::json ->> 'newDay' as "new_day?", v.spec::json -> 'wave' as "wave?"
  from trunkline.deployment d
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where d.pipeline_id = any (:pipelines) and r.applied_at <= :to
   and d.revision_id >= coalesce((select max(b.revision_id) from trunkline.deployment b
                                    join trunkline.revision x on x.id = b.revision_id
                                   where b.pipeline_id = any (:pipelines) and x.applied_at < :from), 0)
 order by d.revision_id desc limit :limit
