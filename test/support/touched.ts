// Which transactions changed something of ours, and which of them left a record of the audit: noted by triggers of the test's database.

import type pg from "pg";

/** What a look at Git leaves behind, which is nobody's act. */
const kept = new Set([
  ...["git_object", "pipeline_revision", "spec_task", "commit_seen", "project", "access_class"],
  ...["audit_unsealed"],
]);

export interface Touched {
  /** Of what was changed since the last call: tables by transaction, of those without a record. */
  unrecorded(): Promise<string[]>;
  /** Records of a request. */
  recorded(requestId: string): Promise<number>;
}

/** On a database that nothing else works on. */
export async function noteTouched(pool: pg.Pool): Promise<Touched> {
  await pool.query(`
    create table public.touched (xid xid8, name text);
    create function public.note() returns trigger language plpgsql security definer as $$
    begin
      insert into public.touched values (pg_current_xact_id(), tg_argv[0]);
      return null;
    end $$;
    do $$ declare v_table record; begin
      for v_table in select c.relname from pg_class c
        where c.relnamespace = 'trunkline'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      loop
        execute format('create trigger zz_note after insert or update or delete on trunkline.%I for each row execute function public.note(%L)',
                       v_table.relname, v_table.relname);
      end loop;
    end $$`);
  return {
    async unrecorded() {
      const { rows } = await pool.query<{ names: string[] }>(
        `with seen as (delete from public.touched returning xid, name)
         select array_agg(distinct name order by name) as names from seen group by xid having not bool_or(name = 'audit')`,
      );
      return rows.flatMap(({ names }) => names.filter((name) => !kept.has(name)));
    },
    async recorded(requestId) {
      const { rows } = await pool.query<{ n: number }>(
        "select count(*)::int as n from trunkline.audit where request_id = $1",
        [requestId],
      );
      return rows[0]?.n ?? 0;
    },
  };
}
