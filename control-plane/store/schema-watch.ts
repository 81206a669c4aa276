// A process shows which schema it was written for, on a connection of its own, and learns when the database has left it behind.
// While such a connection lasts, no migration that would break the process is applied.

import path from "node:path";
import pg from "pg";
import { messageOf } from "./errors.ts";
import { type Migrated, migrate } from "./migrate.ts";
import { outdated, readMigrations } from "./migration-files.ts";
import { breakingAhead, listenForSchema, showSchema } from "./schema.sql.ts";

export interface SchemaWatch {
  /** Resolves, with what is to be said, when this code can't use the database any more: the process must stop. */
  outdated: Promise<Error>;
  stop(): Promise<void>;
}

/** New migrations are told by a notification; this is for one that was lost on its way. */
const lookEveryMs = 5_000;
const reconnectMs = 250;

/** Resolves once the process is shown. @throws StoreError when the database is ahead already, and what connecting meets. */
export async function watchSchema(
  connectionString: string,
  folder = import.meta.dirname,
): Promise<SchemaWatch> {
  const known = readMigrations(path.join(folder, "migrations")).map(({ name }) => name);
  const { promise, resolve } = Promise.withResolvers<Error>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let client: pg.Client | null = null;

  const look = async (connected: pg.Client) => {
    const [ahead] = await breakingAhead(connected, { known });
    if (ahead === undefined) return;
    stopped = true;
    resolve(outdated(ahead.name));
  };
  const connect = async () => {
    const fresh = new pg.Client({
      connectionString,
      application_name: "trunkline schema",
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    const again = () => {
      if (client === fresh) client = null;
      plan(reconnectMs);
    };
    fresh.on("error", again);
    fresh.on("end", again);
    fresh.on("notification", () => plan(0));
    try {
      await fresh.connect();
      await listenForSchema(fresh);
      await showSchema(fresh, { known: known.length });
      await look(fresh);
      client = fresh;
    } catch (error) {
      fresh.end().catch(() => {});
      throw error;
    }
  };
  const plan = (ms: number) => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(async () => {
      await (client === null ? connect() : look(client)).then(
        () => plan(lookEveryMs),
        () => plan(reconnectMs),
      );
    }, ms);
    timer.unref();
  };

  await connect();
  plan(lookEveryMs);
  return {
    outdated: promise,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

/** How often a breaking migration is tried that older processes keep off. */
const tryEveryMs = 2_000;

/** Applies what had to wait, once it may. @param then after each that was applied. */
export function finishMigrating(
  connectionString: string,
  { waiting }: Migrated,
  onMessage: (message: string) => void,
  then: () => Promise<unknown> = async () => {},
): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const again = (said: string | null, name: string | null): void => {
    if (name === null) return;
    if (name !== said)
      onMessage(`the migration ${name} waits until all processes of before it have stopped`);
    timer = setTimeout(() => {
      migrate(connectionString).then(
        async (now) => {
          if (now.applied.length > 0)
            await then().catch((error: unknown) => onMessage(messageOf(error)));
          if (now.waiting !== name) onMessage(`the migration ${name} was applied`);
          again(name, now.waiting);
        },
        () => again(name, name),
      );
    }, tryEveryMs);
    timer.unref();
  };
  again(null, waiting);
  return { stop: () => clearTimeout(timer) };
}
