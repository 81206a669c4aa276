// Rehearsals of pipelines as they are built in tests, on real SQL with a clock that stands.

import { randomBytes } from "node:crypto";
import type { Pipeline } from "#core/pipeline.ts";
import type { PoolDeclaration } from "#core/pools/declaration.ts";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import type { StubRules } from "#core/rehearsal/stub.ts";
import { readRehearsal } from "#engine/rehearsal/read-rehearsal.ts";
import { type RehearsalInput, rehearse } from "#engine/rehearsal/rehearse.ts";
import { createPool } from "#store/connect.ts";
import { migrate } from "#store/migrate.ts";
import { connectOnce, installVirtualClock, observe } from "#store/rehearsal/database.ts";
import { testDatabase } from "./database.ts";
import { deploy } from "./deploy.ts";

/** An instant of Monday, 5 January 2026, in UTC: `06:30`, `06:30:05`. */
export const onMonday = (time: string): number => Date.parse(`2026-01-05T${time}Z`);

/** A migrated database of its own whose clock stands at `at`. */
export async function virtualDatabase(at: number) {
  const stack = new AsyncDisposableStack();
  const beside = stack.use(await testDatabase());
  const name = `virtual_${randomBytes(6).toString("hex")}`;
  await beside.pool.query(`create database ${name} template template0`);
  stack.defer(async () => {
    await beside.pool.query(`drop database ${name} with (force)`);
  });
  const connectionString = beside.connectionString.replace(/[^/]+$/, name);
  await installVirtualClock(connectionString, at);
  await migrate(connectionString);
  const pool = createPool(connectionString);
  stack.defer(() => pool.end());
  await observe(pool);
  return { pool, connectionString, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export const stubRules = (rules: Partial<StubRules> = {}): StubRules => ({
  declared: new Map(),
  recorded: new Map(),
  failures: [],
  otherwiseMs: 60_000,
  seed: null,
  ...rules,
});

export interface RehearsedOptions
  extends Partial<Omit<RehearsalInput, "pool" | "clock" | "project" | "stubs">> {
  stubs?: Partial<StubRules>;
  pools?: PoolDeclaration[];
}

/** Monday from 06:00 to 08:00, and up to noon for what is not over then. */
export async function rehearsed(
  pipelines: Pipeline[],
  { stubs, pools, ...options }: RehearsedOptions = {},
): Promise<RehearsalFacts> {
  const window = { from: onMonday("06:00"), to: onMonday("08:00"), ...options };
  await using database = await virtualDatabase(window.from - 1);
  await deploy(database.pool, pipelines, pools);
  const [pool, clock] = connectOnce(database.connectionString, window.from - 1);
  await using _end = { [Symbol.asyncDispose]: () => pool.end() };
  const rules = stubRules(stubs);
  const done = await rehearse({
    ...{ pool, clock, project: "test", stubs: rules, until: onMonday("12:00") },
    ...{ happenings: [], approveAfterMs: 0 },
    ...window,
  });
  const read = await readRehearsal(pool, done, window, async () => ["it waits"]);
  const { endedAt, attempts } = done;
  const { seed } = rules;
  const { from, to } = window;
  return {
    project: "test",
    timezone: "UTC",
    from,
    to,
    endedAt,
    attempts,
    seed,
    assumed: [],
    ...read,
  };
}

/** `06:01:00 a/extract` for each start, by time. */
export const starts = ({ runs }: RehearsalFacts): string[] =>
  runs
    .flatMap(({ pipeline, tasks }) =>
      tasks.flatMap(({ name, startedAt }) =>
        startedAt === null
          ? []
          : `${new Date(startedAt).toISOString().slice(11, 19)} ${pipeline}/${name}`,
      ),
    )
    .sort();
