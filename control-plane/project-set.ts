// The projects that a server keeps in step with Git: which they are may change while it runs. Those of one repository
// share its mirror and one look; those of different ones never wait for each other.

import type pg from "pg";
import { createParseCache } from "#core/parse-cache.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import type { Credentials } from "#git/credentials.ts";
import type { MirrorRoom } from "#git/mirrors/room.ts";
import { openSource } from "#git/open.ts";
import { RepositoryPoller } from "#git/repository-poller.ts";
import type { GitReader, GitSource } from "#git/source.ts";
import { type Asked, type Outcome, type ReconcileOptions, reconcile } from "#reconcile";
import type { ForgeSpec } from "#schemas/types.ts";
import { messageOf } from "#store/errors.ts";
import { getProject } from "#store/projects.sql.ts";
import type { OpenForge } from "./open-forge.ts";
import { Turns } from "./turns.ts";
import { unregister } from "./unregister.ts";

/** Where a project's pipelines come from. */
export interface ProjectSettings {
  name: string;
  environment: string;
  /** Path or URL, without credentials. */
  repository: string;
  branch: string;
  /** Folder inside the repository; "" is its root. */
  path: string;
  /** Where the repository is hosted, if plans and deployments are to be shown there. */
  forge?: ForgeSpec | null;
  /** What else a registration says; another text has the project judged again. */
  rules?: string;
  /** Its registration is gone: it isn't looked at, and its removal can be confirmed. */
  isGone?: boolean;
}

export type { Asked } from "#reconcile";

export interface ProjectSetOptions {
  pool: pg.Pool;
  /** Mirrors of remote repositories are kept here. */
  cacheDir: string;
  /** That all mirrors may take together. */
  room?: MirrorRoom;
  credentials: Credentials;
  /** Between two looks at a repository. */
  everyMs: (repository: string) => number;
  /** Who asks when nobody does. */
  actor: string;
  /** By what no sync may go on, or null. */
  paused: () => string | null;
  /** Of a project that has one. */
  openForge: (
    project: ProjectSettings & { id: number },
    source: GitSource,
  ) => Promise<OpenForge | null>;
  /** What a change is judged by where it is deployed. */
  deploying?: ReconcileOptions["deploying"];
  onSynced: (project: string, outcome: Outcome) => void;
  onMessage: (message: string) => void;
}

interface OpenProject {
  settings: ProjectSettings;
  repository: RepositoryPoller;
  /** Until this process has looked once: the version before may have read the same commit by other rules. */
  looked: boolean;
  forge: OpenForge | null;
}

const waveOf = ({ rules }: ProjectSettings): number | null =>
  rules === undefined ? null : rulesOf(JSON.parse(rules) as StoredRules).sync.wave;

/** So many read and plan at a time: each holds its estate in memory meanwhile. Waiting for a server counts for nothing. */
const mostAtOnce = 4;

export class ProjectSet {
  readonly #options: ProjectSetOptions;
  readonly #cache = createParseCache();
  readonly #projects = new Map<string, OpenProject>();
  readonly #repositories = new Map<string, RepositoryPoller>();
  readonly #turns = new Turns(mostAtOnce);
  #stopped = false;

  constructor(options: ProjectSetOptions) {
    this.#options = options;
  }

  names(): string[] {
    return [...this.#projects.keys()];
  }

  /** Addresses of what they are read from. */
  repositories(): string[] {
    return [...this.#repositories.keys()];
  }

  /** Makes exactly these the projects, and answers which of them are new or other than before: nobody has looked at those. */
  async set(wanted: readonly ProjectSettings[]): Promise<string[]> {
    if (this.#stopped) return [];
    const names = new Set(wanted.map(({ name }) => name));
    for (const name of [...this.#projects.keys()]) if (!names.has(name)) this.#close(name);
    const changed: string[] = [];
    for (const settings of wanted) {
      const known = this.#projects.get(settings.name);
      if (known && JSON.stringify(known.settings) === JSON.stringify(settings)) continue;
      this.#close(settings.name);
      await this.#openForge(this.#open(settings));
      changed.push(settings.name);
    }
    await this.#tidy();
    return changed;
  }

  /** Looks at some, with one question for each repository; what goes wrong is told, not thrown. */
  async look(names: readonly string[]): Promise<void> {
    const wanted = names.flatMap((name) => this.#projects.get(name) ?? []);
    const repositories = new Set<RepositoryPoller>();
    const syncs: Promise<unknown>[] = [];
    for (const project of wanted)
      if (!project.settings.isGone) repositories.add(project.repository);
      else syncs.push(this.#unregister(project, { confirm: null, actor: this.#options.actor }));
    for (const repository of repositories) syncs.push(repository.look());
    const tell = (error: unknown) => this.#options.onMessage(messageOf(error));
    await Promise.all(syncs.map((sync) => sync.catch(tell)));
  }

  /** Looks at a project now. @throws for one that is not among them. */
  async sync(name: string, asked: Asked): Promise<Outcome> {
    const project = this.#projects.get(name);
    if (!project) throw new Error(`this server does not sync project ${name}`);
    if (project.settings.isGone) return this.#unregister(project, asked);
    return project.repository.now((source) => this.#pass(project, source, asked, true));
  }

  /** Reads a project's repository between two looks at it. @throws for one that is not among them. */
  async read<T>(name: string, work: (reader: GitReader) => Promise<T>): Promise<T> {
    const project = this.#projects.get(name);
    if (!project) throw new Error(`this server does not sync project ${name}`);
    return project.repository.now(work);
  }

  forge(name: string): OpenForge | null {
    return this.#projects.get(name)?.forge ?? null;
  }

  forges(): OpenForge[] {
    return [...this.#projects.values()].flatMap(({ forge }) => forge ?? []);
  }

  /** Something may have changed at the project's source or on its forge. */
  async hint(name: string): Promise<void> {
    const project = this.#projects.get(name);
    if (!project || project.settings.isGone) return;
    await Promise.all([project.repository.look(), project.forge?.look()]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const repositories = [...this.#repositories.values()];
    await Promise.all(repositories.map((repository) => repository.stop()));
    await Promise.all(this.forges().map((forge) => forge.stop()));
    await Promise.all(repositories.map((repository) => repository.close()));
  }

  #open(settings: ProjectSettings): OpenProject {
    const repository = this.#repositories.getOrInsertComputed(settings.repository, (address) =>
      this.#openRepository(address),
    );
    const project: OpenProject = { settings, repository, looked: false, forge: null };
    this.#projects.set(settings.name, project);
    if (settings.isGone) return project;
    const unasked = { confirm: null, actor: this.#options.actor };
    repository.add(settings.name, {
      branch: settings.branch,
      pass: (source) =>
        this.#pass(project, source, unasked, false).catch((error: unknown) => {
          throw new Error(`sync of ${settings.name}: ${messageOf(error)}`, { cause: error });
        }),
    });
    return project;
  }

  /** Without it the project is deployed all the same. */
  async #openForge(project: OpenProject): Promise<void> {
    const { pool, openForge, onMessage } = this.#options;
    const { settings, repository } = project;
    if (!settings.forge || settings.isGone) return;
    try {
      const row = await getProject(pool, { name: settings.name });
      if (row)
        project.forge = await openForge({ id: row.id, ...settings }, await repository.open());
    } catch (error) {
      onMessage(`the forge of ${settings.name} is left out: ${messageOf(error)}`);
    }
  }

  #openRepository(repository: string): RepositoryPoller {
    const { cacheDir, room, credentials, everyMs, onMessage } = this.#options;
    return new RepositoryPoller({
      open: (signal) =>
        openSource({ repository, cacheDir, credentials, signal, ...(room && { room }) }),
      everyMs: everyMs(repository),
      onError: (error) => onMessage(messageOf(error)),
    });
  }

  #close(name: string): void {
    const project = this.#projects.get(name);
    project?.repository.remove(name);
    // What it still sends may take a while; nobody waits for it.
    void project?.forge?.stop().catch(() => {});
    this.#projects.delete(name);
  }

  /** Stops looking at repositories of which there is no project any more. */
  async #tidy(): Promise<void> {
    const used = new Set([...this.#projects.values()].map(({ repository }) => repository));
    for (const [address, repository] of this.#repositories)
      if (!used.has(repository)) {
        this.#repositories.delete(address);
        // A look under way may take minutes; nobody waits for it.
        void repository.stop().then(
          () => repository.close(),
          () => {},
        );
      }
  }

  async #pass(
    project: OpenProject,
    source: GitSource,
    asked: Asked,
    recheck: boolean,
  ): Promise<Outcome> {
    const { pool, paused, onSynced, deploying } = this.#options;
    const { name } = project.settings;
    // Taken out, or changed, while it waited for its turn.
    if (this.#projects.get(name) !== project) return { state: "Busy" };
    // A deployment settles what is due of the pipelines that it changes.
    if (paused() !== null) return { state: "Unknown", reason: "the database is a restored copy" };
    const { forge } = project;
    const turn = this.#turns.turn();
    try {
      const outcome = await reconcile({
        ...{ pool, project: name, source, ...asked, cache: this.#cache },
        ...(deploying && { deploying }),
        ...(forge && { changeOf: (commit, isNeeded) => forge.changeOf(commit, isNeeded) }),
        recheck: recheck || !project.looked,
        onStep: (step) => (step === "diff" ? turn.begin() : undefined),
      });
      project.looked ||= outcome.state === "Synced" || outcome.state === "Held";
      if (outcome.state !== "Busy")
        forge?.synced(outcome.state === "Synced" && outcome.plan !== null);
      onSynced(name, outcome);
      if (outcome.state === "Synced" && outcome.plan !== null) this.#goOn(project);
      return outcome;
    } finally {
      turn.end();
    }
  }

  /** Projects of later waves may go on by what was deployed; those that were looked at before it needn't wait for a poll. */
  #goOn({ settings, repository }: OpenProject): void {
    const wave = waveOf(settings);
    if (wave === null) return;
    const isAwaited = [...this.#projects.values()].some(
      (other) => other.repository === repository && (waveOf(other.settings) ?? wave) > wave,
    );
    const tell = (error: unknown) => this.#options.onMessage(messageOf(error));
    if (isAwaited) repository.look().catch(tell);
  }

  async #unregister({ settings: { name } }: OpenProject, asked: Asked): Promise<Outcome> {
    const { pool, paused, onSynced } = this.#options;
    if (paused() !== null) return { state: "Unknown", reason: "the database is a restored copy" };
    const outcome = await unregister({ pool, project: name, ...asked });
    onSynced(name, outcome);
    if (outcome.state === "Synced") this.#close(name);
    return outcome;
  }
}
