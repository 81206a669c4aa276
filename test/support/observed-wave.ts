// A wave that is observed for some days, told hour by hour: what its page and its gate are made of.

import { ensureToken } from "#cli/server-file.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { createPool } from "#store/connect.ts";
import type { ServerUnderTest } from "./server.ts";

const hour = 3_600_000;

const hourly = (name: string, job: string) =>
  `name: ${name}\ntriggers: [{schedule: "0 * * * *", timezone: UTC}]\nlegacy: {system: autosys, job: ${job}}\ntasks: {a: {run: ls}}\n`;

/** Files of the wave `cards`: `poll` runs alike on both sides, one run of `load` is late and one is missing, nobody tells of `idle`. */
export const waveFiles = {
  "pipelines/poll.yaml": hourly("poll", "POLL"),
  "pipelines/load.yaml": hourly("load", "LOAD"),
  "pipelines/idle.yaml": hourly("idle", "IDLE"),
  "migration/waves/cards.yaml": "stage: observe\nmembers: {pipelines: [poll, load, idle]}\n",
};

/** As if it had been deployed so many days ago. */
export async function observeWave(server: ServerUnderTest, days: number): Promise<void> {
  await using pool = Object.assign(createPool(server.connectionString), {
    [Symbol.asyncDispose]: () => pool.end(),
  });
  await pool.query("update trunkline.revision set applied_at = now() - $1 * interval '1 day'", [
    days,
  ]);
  // The server has looked already, as of now.
  await pool.query("delete from trunkline.expected_until");
  const { pipeline: readPipeline } = createDefinitions(pool);
  await expectStarts({ pool, readPipeline, now: new Date() });
  const { rows } = await pool.query("select min(due_at) as at from trunkline.expected_start");
  const since: number = rows[0].at.getTime();
  const last = Math.floor(Date.now() / hour) * hour;
  const instant = (at: number) => new Date(at).toISOString();
  const starts = Array.from({ length: (last - since) / hour }, (_, n) => since + n * hour);
  const runs = starts.flatMap((at, n) => [
    { job: "POLL", start: instant(at + 2_000) },
    ...(n === 32 ? [] : [{ job: "LOAD", start: instant(at + (n === 30 ? 300_000 : 1_000)) }]),
  ]);
  await tell(server, {
    ...{ source: { name: "prd", kind: "autosys" }, runs },
    observed: { from: instant(since - hour), to: instant(last) },
  });
}

/** A source of another name tells that nothing ran. */
export const tellOf = (server: ServerUnderTest, name: string): Promise<void> =>
  tell(server, { source: { name, kind: "autosys" }, runs: [] });

async function tell(server: ServerUnderTest, told: object): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/projects/shop/legacy-runs`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${await ensureToken(server.state)}` },
      "content-type": "application/json",
    },
    body: JSON.stringify(told),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
