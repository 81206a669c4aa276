// Projects of several waves that follow one repository, on real Git and a real database whose clock the test sets.

import { openSource } from "#git/open.ts";
import { type Outcome, type ReconcileOptions, reconcile } from "#reconcile";
import type { SyncSpec } from "#schemas/types.ts";
import { getProject } from "#store/projects.sql.ts";
import { knowControl, putRegistration } from "#store/registrations.sql.ts";
import { newRun, newWorker, perform } from "./engine.ts";
import { type Files, TestRepository } from "./repository.ts";
import { type SimulatedDatabase, simulatedDatabase } from "./simulated-clock.ts";
import { changes } from "./synced-project.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface Waved extends AsyncDisposable {
  repository: TestRepository;
  database: SimulatedDatabase;
  /** Registers a project, or changes its registration. */
  register(
    name: string,
    sync: SyncSpec,
    source?: { branch?: string; path?: string },
  ): Promise<void>;
  sync(name: string, options?: Partial<ReconcileOptions>): Promise<Outcome>;
  /** Syncs them one after the other, as a look at the repository does; answers state and changes of each. */
  look(...names: string[]): Promise<Record<string, string>>;
  /** Why the project isn't Synced. */
  reason(name: string): Promise<string | null>;
  row(name: string): Promise<NonNullable<Awaited<ReturnType<typeof getProject>>>>;
  /** A run of a deployed pipeline that ends so; answers its id. */
  run(project: string, pipeline: string, state: "succeeded" | "failed"): Promise<string>;
  /** The only task of a run that is there succeeds. */
  perform(run: string): Promise<unknown>;
  /** Minutes go by. */
  later(minutes: number): Promise<void>;
}

export async function waved(files: Files): Promise<Waved> {
  const stack = new AsyncDisposableStack();
  const repository = stack.use(new TestRepository());
  repository.commit(files);
  const { path: cacheDir } = stack.use(temporaryDirectory());
  const database = stack.use(await simulatedDatabase());
  const { pool, clock } = database;
  const control = await knowControl(pool, { repository: "control", branch: "main", path: "" });
  const worker = await newWorker(pool);
  let days = 0;
  const row: Waved["row"] = async (name) => {
    const found = await getProject(pool, { name });
    if (!found) throw new Error(`there is no project ${name}`);
    return found;
  };
  const sync: Waved["sync"] = async (project, options = {}) => {
    const source = await openSource({ repository: repository.path, cacheDir });
    try {
      return await reconcile({ pool, project, source, actor: "poll", ...options });
    } finally {
      await source.close();
    }
  };
  return {
    ...{ repository, database, sync, row },
    async register(name, given, { branch = "main", path = "" } = {}) {
      await putRegistration(pool, {
        ...{ name, environment: name, repository: repository.path, branch, path },
        ...{ rules: { sync: given }, control: control?.id ?? 0, file: `projects/${name}.yaml` },
      });
    },
    async look(...names) {
      const found: Record<string, string> = {};
      for (const name of names) {
        const outcome = await sync(name);
        found[name] = [outcome.state, ...(outcome.state === "Synced" ? changes(outcome) : [])].join(
          ", ",
        );
      }
      return found;
    },
    reason: async (name) => (await row(name)).sync_reason,
    row,
    async run(project, pipeline, state) {
      const { rows } = await pool.query<{ id: number }>(
        "select p.id from trunkline.pipeline p join trunkline.project j on j.id = p.project_id where j.name = $1 and p.name = $2 and p.removed_at is null",
        [project, pipeline],
      );
      const run = await newRun(pool, rows[0]?.id ?? 0, new Date(clock.now() + ++days * 60_000));
      await perform(pool, worker, run, 0, state);
      return run;
    },
    perform: (run) => perform(pool, worker, run, 0),
    later: (minutes) => clock.pass(minutes * 60_000),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
