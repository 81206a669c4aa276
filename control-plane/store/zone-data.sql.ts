// Generated from zone-data.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const registerServerSql = `insert into trunkline.server (name, pid, zone_data) values ($1, $2, $3) returning id`;

export interface RegisterServerRow {
  id: number;
}

export async function registerServer(db: Db, p: { name: string; pid: number; zoneData: string }): Promise<RegisterServerRow | undefined> {
  const { rows } = await db.query<RegisterServerRow>({ name: "zone-data.registerServer", text: registerServerSql, values: [p.name, p.pid, p.zoneData] });
  return rows[0];
}

const beatServerSql = `with gone as (delete from trunkline.server s where s.beat < clock_timestamp() - interval '1 minute' and s.id <> $1)
update trunkline.server s set beat = clock_timestamp() where s.id = $1 returning s.id`;

export interface BeatServerRow {
  id: number;
}

/** No row: it was silent for so long that the others took it for gone. */
export async function beatServer(db: Db, p: { id: number }): Promise<BeatServerRow | undefined> {
  const { rows } = await db.query<BeatServerRow>({ name: "zone-data.beatServer", text: beatServerSql, values: [p.id] });
  return rows[0];
}

const noteZonesSql = `update trunkline.server set zone_differences = $1::jsonb where id = $2`;

export async function noteZones(db: Db, p: { differences: unknown; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "zone-data.noteZones", text: noteZonesSql, values: [json(p.differences), p.id] });
  return rowCount ?? 0;
}

const forgetServerSql = `delete from trunkline.server where id = $1`;

export async function forgetServer(db: Db, p: { id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "zone-data.forgetServer", text: forgetServerSql, values: [p.id] });
  return rowCount ?? 0;
}

const zoneVersionsSql = `select 'server' as "kind", s.id as "id", s.name as "name", s.zone_data, s.zone_differences from trunkline.server s
 where s.beat > clock_timestamp() - interval '1 minute'
union all
select 'worker', w.id, w.name, w.zone_data, null from trunkline.worker w where w.dead_at is null and w.lost_at is null
 order by 1, 2`;

export interface ZoneVersionsRow {
  kind: string;
  id: number;
  name: string;
  zone_data: string | null;
  zone_differences: unknown;
}

/** Of those that live. A worker of an older version says nothing. */
export async function zoneVersions(db: Db): Promise<ZoneVersionsRow[]> {
  const { rows } = await db.query<ZoneVersionsRow>({ name: "zone-data.zoneVersions", text: zoneVersionsSql });
  return rows;
}

const zonesInUseSql = `select distinct t.timezone as zone from trunkline.trigger t join trunkline.pipeline p on p.id = t.pipeline_id
 where p.removed_at is null order by 1`;

export interface ZonesInUseRow {
  zone: string;
}

/** Of what is deployed and has schedules. */
export async function zonesInUse(db: Db): Promise<ZonesInUseRow[]> {
  const { rows } = await db.query<ZonesInUseRow>({ name: "zone-data.zonesInUse", text: zonesInUseSql });
  return rows;
}

const databaseOffsetsSql = `select z.name as "zone", array_agg(extract(epoch from (i.at at time zone z.name) - (i.at at time zone 'UTC'))::int order by i.at) as "offsets"
  from pg_timezone_names z cross join unnest($1::timestamptz[]) i(at)
 where z.name = any ($2::text[])
 group by 1 order by 1`;

export interface DatabaseOffsetsRow {
  zone: string;
  offsets: number[];
}

/** Of those zones that the database knows: its offsets at some instants in seconds, in their order. */
export async function databaseOffsets(db: Db, p: { instants: readonly (Date | string)[]; zones: readonly string[] }): Promise<DatabaseOffsetsRow[]> {
  const { rows } = await db.query<DatabaseOffsetsRow>({ name: "zone-data.databaseOffsets", text: databaseOffsetsSql, values: [p.instants, texts(p.zones)] });
  return rows;
}
