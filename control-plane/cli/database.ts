// The database of a long-lived command: DATABASE_URL, or the embedded server, which is kept running.

import { connect } from "#store/connect.ts";
import { watchPostgres } from "#store/embedded/watch.ts";
import { untilLastConnection } from "#store/last-connection.ts";

export interface OpenDatabase extends AsyncDisposable {
  connectionString: string;
  /** Of the embedded Postgres' files. */
  place: string | null;
}

/** Disposing stops the embedded server; an external one is left alone. */
export async function openDatabase(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  onNotice: (message: string) => void,
): Promise<OpenDatabase> {
  const options = { stateDir, onNotice };
  const { connectionString, place, embedded } = await connect({
    databaseUrl: env.DATABASE_URL || undefined,
    ...options,
  });
  if (!embedded) return { connectionString, place, [Symbol.asyncDispose]: async () => {} };
  const watching = watchPostgres(embedded, options);
  return {
    connectionString,
    place,
    async [Symbol.asyncDispose]() {
      await watching.end();
      await untilLastConnection(connectionString);
      await embedded.stop();
    },
  };
}
