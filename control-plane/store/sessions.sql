-- name: putPerson :one
-- Nothing where the name is another account's.
insert into trunkline.person (name, issuer, subject) values (:name, :issuer, :subject)
on conflict (name) do update set last_login = now()
 where person.issuer = excluded.issuer and person.subject = excluded.subject
returning name

-- name: addSession :one
insert into trunkline.session (id, kind, digest, person, groups, mfa, expires_at)
values (:id, :kind, :digest, :person, :groups, :mfa, now() + :lifeMs::bigint * interval '1 millisecond')
returning expires_at

-- name: sessionById :one
-- Of a session that goes on: neither over nor idle for too long.
select s.id, s.kind, s.digest, s.person, s.groups, s.mfa, s.expires_at,
       s.seen_at < now() - interval '1 minute' as "stale!"
  from trunkline.session s
 where s.id = :id and s.expires_at > now() and s.seen_at > now() - :idleMs::bigint * interval '1 millisecond'

-- name: noteSession :exec
update trunkline.session set seen_at = now() where id = :id and seen_at < now() - interval '1 minute'

-- name: loggedIn :many
-- Whose session goes on, and in which groups they are by the newest of theirs; all of them where nobody is named.
select distinct on (s.person) s.person, s.groups from trunkline.session s
 where s.expires_at > now() and lower(s.person) = lower(coalesce(:person?, s.person))
 order by s.person, s.created_at desc

-- name: endSession :one
delete from trunkline.session where id = :id returning person, kind

-- name: endSessionsOf :exec
delete from trunkline.session where person = :person

-- name: dropSessions :exec
-- Those that are over, some at a time.
delete from trunkline.session where id = any (array(
  select s.id from trunkline.session s where s.expires_at < now() order by s.expires_at limit 1000))

-- name: listPeople :many
select p.name, p.created_at, p.last_login,
       (select count(*)::int from trunkline.session s where s.person = p.name and s.expires_at > now()) as "sessions!"
  from trunkline.person p order by p.name

-- name: forgetPerson :one
delete from trunkline.person where name = :name returning name

-- name: beginAttempt :one
-- Nothing where more logins were begun than anybody needs: whoever begins them by the thousand fills no table.
insert into trunkline.login_attempt (digest, kind, sealed, expires_at)
select :digest, :kind, :sealed, now() + :lifeMs::bigint * interval '1 millisecond'
 where (select count(*) from (select from trunkline.login_attempt limit :most) x) < :most
returning kind

-- name: takeAttempt :one
-- Once: whoever comes a second time with the same gets nothing.
delete from trunkline.login_attempt where digest = :digest and kind = :kind and expires_at > now() returning sealed

-- name: pollAttempt :one
-- Of one that was not asked about for so long; null: it is too early.
update trunkline.login_attempt a
   set polled_at = case when a.polled_at is null or a.polled_at <= now() - :pauseMs::bigint * interval '1 millisecond'
                        then now() else a.polled_at end
  from (select digest, polled_at from trunkline.login_attempt where digest = :digest for update) b
 where a.digest = b.digest and a.kind = 'command' and a.expires_at > now()
returning a.sealed, (b.polled_at is null or b.polled_at <= now() - :pauseMs::bigint * interval '1 millisecond') as "due!"

-- name: dropAttempts :exec
delete from trunkline.login_attempt where expires_at < now()
