// A small estate of three schedulers, deployed at `observe` a week ago, and what their logs say of that week.

import { createApi } from "#api/server.ts";
import { decideStarts } from "#engine/decide-starts.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { SyncedProject } from "./synced-project.ts";
import { trunklineHere } from "./trunkline.ts";

const token = "observed";

export interface ObservedWeek extends AsyncDisposable {
  project: SyncedProject;
  /** `trunkline observe` with the words. */
  observe(...words: string[]): Promise<void>;
  /** Both steps of the server, as of now. */
  decide(): Promise<void>;
  /** Decided starts of a task or pipeline, in order; of the time after the logs end nothing is decided. */
  starts(pipeline: string, task?: string): Promise<string[]>;
}

/** @param days ago it was deployed */
export async function observedWeek(
  estates: readonly LegacyEstate[],
  days: number,
  more: Record<string, string> = {},
): Promise<ObservedWeek> {
  const drafts = estates.map((estate) => draftProject(estate));
  const names = drafts.flatMap(({ pipelines }) => pipelines.map(({ name }) => name));
  const files = Object.fromEntries([
    ...drafts.flatMap(({ files: own }) => [...own].map(([path, of]) => [path, yamlText(of)])),
    ...drafts.flatMap(({ pipelines }) =>
      pipelines.flatMap(specFiles).map(({ path, text }) => [path, text]),
    ),
    ["trunkline.yaml", "name: shop\n"],
    ["migration/waves/all.yaml", `stage: observe\nmembers: {pipelines: [${names.join(", ")}]}\n`],
    ...Object.entries(more),
  ]);
  const stack = new AsyncDisposableStack();
  const project = stack.use(await SyncedProject.make(files));
  await project.sync();
  const { pool } = project.database;
  await pool.query(
    "update trunkline.revision set applied_at = date_trunc('day', now()) - $1 * interval '1 day'",
    [days],
  );
  const api = await createApi({
    ...{ pool, token },
    projects: { names: ["shop"], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  stack.defer(() => api.close());
  const url = await api.listen({ host: "127.0.0.1", port: 0 });
  const readPipeline = createDefinitions(pool).pipeline;
  return {
    project,
    async observe(...words) {
      const ended = await trunklineHere(["observe", ...words, "--url", url, "--token", token]);
      if (ended.code !== 0) throw new Error(ended.stderr);
    },
    async decide() {
      const now = new Date();
      await expectStarts({ pool, readPipeline, now });
      await decideStarts({ pool, readPipeline, now });
    },
    async starts(pipeline, task = "") {
      const { rows } = await pool.query(
        `select e.* from trunkline.expected_start e join trunkline.pipeline p on p.id = e.pipeline_id
          where p.name = $1 and e.task = $2 order by e.due_at, e.ordinal`,
        [pipeline, task],
      );
      return rows.flatMap((row) => startText(row) ?? []);
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

function startText(row: {
  due_at: Date;
  ready_at: Date | null;
  after_what: string | null;
  after_at: Date | null;
  never: string | null;
  hidden: string | null;
  hidden_source: string | null;
}): string | null {
  const clock = (at: Date | null) => at?.toISOString().slice(11, 19) ?? "";
  if (row.ready_at !== null) {
    const after =
      row.after_what === null ? "" : ` after ${row.after_what} at ${clock(row.after_at)}`;
    return `ready ${clock(row.ready_at)}${after}`;
  }
  if (row.never !== null) return `never: ${row.never}`;
  return row.hidden === null ? null : `hidden: ${row.hidden} (${row.hidden_source ?? "no source"})`;
}
