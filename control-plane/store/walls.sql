-- name: wallOf :one
select w.database, w.engine, w.api from trunkline.wall w

-- name: wallState :one
-- What stands, and what should: the digest of all migrations and functions that were applied. member: of the roles whose rights
-- the login has and that it may change to; from Postgres 16 on a membership may lack either.
select current_database()::text as "database!", current_user::text as "login!", r.rolsuper as "superuser!",
       r.rolsuper or r.rolcreaterole as "creates!",
       r.rolinherit as "inherits!", current_setting('server_version_num')::int >= 160000 as "perMembership!",
       (select md5(string_agg(m.name || m.checksum, ',' order by m.name)) from trunkline.migration m) as "applied!",
       (select w.raised from trunkline.wall w where w.database = current_database()) as "raised?",
       array(select o.rolname::text from pg_roles o where o.rolname = any (:roles::text[]) order by 1) as "there!",
       array(select o.rolname::text from pg_roles o
              where o.rolname = any (:roles::text[]) and pg_has_role(current_user, o.oid,
                        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
                and (r.rolsuper or pg_has_role(current_user, o.oid, 'usage')) order by 1) as "member!"
  from pg_roles r where r.rolname = current_user

-- name: raiseRights :exec
select trunkline.raise_walls(:engine, :api)

-- name: raiseWall :exec
select trunkline.raise_wall(:name::text::regclass, :engine, :api)

-- name: tablesToWall :many
select c.oid::regclass::text as "name!" from pg_class c
 where c.relnamespace = 'trunkline'::regnamespace and c.relkind in ('r', 'p') order by c.relname

-- name: noteWall :exec
insert into trunkline.wall (database, engine, api, raised) values (current_database(), :engine, :api, :raised)
on conflict (one) do update
   set database = excluded.database, engine = excluded.engine, api = excluded.api, raised = excluded.raised, raised_at = now()

-- name: forgetRoles :one
-- Of the name that the database had before, or of the one that it was copied from: they keep nothing here.
select trunkline.forget_roles(:roles::text[]) is null as "done!"

-- name: wallFaults :many
-- What somebody changed of the walls by hand, in words. Of tables that have come since they are raised, nothing.
select t.name || ' shows the API every row' as "fault!"
  from (select c.oid, c.relname::text as name, c.relrowsecurity as on from pg_class c
         where c.relnamespace = 'trunkline'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition) t
 cross join lateral trunkline.wall_of(t.name) w
 where w.seen is not null
   and (not t.on
        or not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'seen')
        -- Policies add up: another one shows more.
        or exists (select from pg_policy p where p.polrelid = t.oid and p.polname not in ('seen', 'engine') and p.polpermissive
                      and (0 = any (p.polroles) or (select r.oid from pg_roles r where r.rolname = :api) = any (p.polroles))))
union all
select r.rolname || ' may change what the audit has recorded' from pg_roles r
 where r.rolname in (:api, :engine) and has_table_privilege(r.oid, 'trunkline.audit', 'update, delete, truncate')
union all
select r.rolname || ' is ' || case when r.rolsuper then 'a superuser' else 'kept from nothing by policies (bypassrls)' end
  from pg_roles r where r.rolname in (:api, :engine) and (r.rolsuper or r.rolbypassrls)
union all
select r.rolname || ' is a member of ' || o.rolname
  from pg_roles r join pg_auth_members m on m.member = r.oid join pg_roles o on o.oid = m.roleid
 where r.rolname in (:api, :engine)
order by 1
