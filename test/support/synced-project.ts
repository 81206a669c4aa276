// A project on a real repository and a real database, synced by the product's own spine.

import { openSource } from "#git/open.ts";
import type { GitSource } from "#git/source.ts";
import { type Outcome, type ReconcileOptions, reconcile } from "#reconcile";
import { allPipelines } from "#store/pipelines.sql.ts";
import { getProject, registerProject } from "#store/projects.sql.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { type Files, TestRepository } from "./repository.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A pipeline of one task. */
export const spec = (name: string, run = "true", more = ""): string =>
  `name: ${name}\n${more}tasks:\n  a:\n    run: ${JSON.stringify(run)}\n`;

/** `p0`, `p1` and so on, a file each. */
export const many = (count: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`pipelines/p${n}.yaml`, spec(`p${n}`)]),
  );

export class SyncedProject implements AsyncDisposable {
  readonly repository = new TestRepository();
  readonly database: Pick<TestDatabase, "pool">;
  readonly #ends: AsyncDisposable | null;
  readonly #cache = temporaryDirectory();
  readonly transport: "native" | "isomorphic";
  /** Of commits that say nothing else. */
  message = "Change";

  private constructor(
    database: Pick<TestDatabase, "pool">,
    ends: AsyncDisposable | null,
    transport: "native" | "isomorphic",
  ) {
    this.database = database;
    this.#ends = ends;
    this.transport = transport;
  }

  /** @param given A database to use instead of one of its own, which whoever made it ends. */
  static async make(
    files: Files | null,
    transport: "native" | "isomorphic" = "native",
    given: Pick<TestDatabase, "pool"> | null = null,
  ): Promise<SyncedProject> {
    const own = given === null ? await testDatabase() : null;
    const project = new SyncedProject(given ?? (own as TestDatabase), own, transport);
    await registerProject(project.database.pool, {
      name: "shop",
      environment: "test",
      repository: project.repository.path,
      branch: "main",
      path: "",
    });
    if (files) project.repository.commit(files);
    return project;
  }

  open(): Promise<GitSource> {
    return openSource({
      repository: this.repository.path,
      cacheDir: this.#cache.path,
      transport: this.transport,
    });
  }

  async sync(options: Partial<ReconcileOptions> = {}): Promise<Outcome> {
    const source = await this.open();
    try {
      return await reconcile({
        pool: this.database.pool,
        project: "shop",
        source,
        actor: "test",
        ...options,
      });
    } finally {
      await source.close();
    }
  }

  async commit(files: Files, options: Partial<ReconcileOptions> = {}): Promise<Outcome> {
    this.repository.commit(files, { message: this.message });
    return this.sync(options);
  }

  /** Deployed pipelines: name and spec file. */
  async deployed(): Promise<Record<string, string>> {
    const project = await this.row();
    const rows = await allPipelines(this.database.pool, { project: project.id });
    return Object.fromEntries(rows.map(({ name, file }) => [name, file]));
  }

  async ids(): Promise<Record<string, number>> {
    const project = await this.row();
    const rows = await allPipelines(this.database.pool, { project: project.id });
    return Object.fromEntries(rows.map(({ name, id }) => [name, id]));
  }

  async broken(): Promise<string[]> {
    const project = await this.row();
    return (await brokenSources(this.database.pool, { project: project.id })).map(
      ({ path }) => path,
    );
  }

  async row() {
    const row = await getProject(this.database.pool, { name: "shop" });
    if (!row) throw new Error("the project is gone");
    return row;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends?.[Symbol.asyncDispose]();
    this.repository[Symbol.dispose]();
    await this.#cache[Symbol.asyncDispose]();
  }
}

/** Such as `added p0`. */
export const changes = (outcome: Outcome): string[] =>
  "plan" in outcome && outcome.plan
    ? outcome.plan.changes.map(({ action, pipeline: name }) => `${action} ${name}`)
    : [];
