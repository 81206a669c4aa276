// A server process: keeps projects in step with Git, turns time into runs, answers the API, hands over traces.
// Any number may run on one database.

import { hostname } from "node:os";
import type { FastifyInstance } from "fastify";
import type pg from "pg";
import { startWebhook, type WebhookSettings } from "#alerts/webhook.ts";
import { localToken } from "#api/actor.ts";
import { createApi } from "#api/server.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { watchCopy } from "#engine/copy.ts";
import { type Retention, retentionDefaults } from "#engine/maintain.ts";
import { startPresence } from "#engine/presence.ts";
import { type Scheduler, startScheduler } from "#engine/scheduler.ts";
import { workerDefaults } from "#engine/worker.ts";
import { type Hints, startHints } from "#git/forges/hints.ts";
import { openSource } from "#git/open.ts";
import { type Poller, startPoller } from "#git/poller.ts";
import type { GitReader, GitSource } from "#git/source.ts";
import { startTraceSweep, type TraceSweep } from "#observe/sweep.ts";
import { type Outcome, reconcile } from "#reconcile";
import type { ForgeSpec } from "#schemas/types.ts";
import { createPool } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import { migrate } from "#store/migrate.ts";
import { registerProject } from "#store/projects.sql.ts";
import { finishMigrating, watchSchema } from "#store/schema-watch.ts";
import { type OpenForge, openForge } from "./open-forge.ts";

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
}

export interface ServerOptions {
  connectionString: string;
  /** Mirrors of remote repositories are kept here. */
  cacheDir: string;
  projects: readonly ProjectSettings[];
  host: string;
  /** The first of these that is free; 0 takes any free one. */
  ports: readonly number[];
  /** Names besides localhost by which clients reach the server. */
  hosts?: readonly string[];
  token: string;
  /** After how long a silent worker is taken for dead. */
  ttlMs?: number;
  /** Between two looks at a source; null: 2 s for a repository on this machine, 30 s for a remote one. */
  pollMs: number | null;
  /** Between two looks at a forge's open changes; webhooks come sooner. */
  forgePollMs?: number;
  /** Who is told of failed runs and of deadlines. */
  webhook?: WebhookSettings | null;
  /** Of the embedded Postgres' files; null for any other. */
  place?: string | null;
  /** The database is a restored copy, though nothing shows it. */
  restored?: boolean;
  /** How long history and output are kept; the same for all servers. */
  retention?: Retention;
  env: NodeJS.ProcessEnv;
  onMessage: (message: string) => void;
  onSynced?: (project: string, outcome: Outcome) => void;
}

interface Asked {
  /** Hash of a held plan that may go through. */
  confirm: string | null;
  actor: string;
}

/** Nobody asks: the branch is looked at because it is time. */
const unasked: Asked = { confirm: null, actor: localToken };

export interface Server {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Resolves when a newer version has changed the database so that this one must stop. */
  readonly outdated: Promise<Error>;
  sync(project: string, asked?: Asked): Promise<Outcome>;
  stop(): Promise<void>;
}

export const defaultPollMs = { local: 2_000, remote: 30_000 } as const;

/** Resolves once the API answers; the first sync of each project has been started, not awaited. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { onMessage, retention = retentionDefaults } = options;
  const { connectionString } = options;
  const migrated = await migrate(connectionString);
  const schema = await watchSchema(connectionString);
  const pool = createPool(options.connectionString, {
    max: 12,
    applicationName: "trunkline server",
  });
  const closing: (() => Promise<unknown>)[] = [() => pool.end(), () => schema.stop()];
  try {
    const later = finishMigrating(connectionString, migrated, onMessage);
    closing.unshift(async () => later.stop());
    // Before anything else: a copy must not do what its original does.
    const copy = await watchCopy({
      pool,
      place: options.place ?? null,
      isCopy: options.restored ?? false,
      onMessage,
    });
    closing.unshift(() => copy.stop());
    // Before anything runs: what happens then is written for it.
    if (options.webhook) {
      const webhook = await startWebhook({
        pool,
        ...options.webhook,
        paused: copy.reason,
        onMessage,
      });
      closing.unshift(() => webhook.stop());
    }
    const scheduler: Scheduler = startScheduler({
      pool,
      onMessage,
      ttlMs: options.ttlMs ?? workerDefaults.ttlMs,
      retention,
      paused: copy.reason,
    });
    closing.unshift(() => scheduler.stop());
    const presence = startPresence({
      pool,
      name: hostname(),
      zoneData: process.versions.tz ?? "unknown",
      onMessage,
    });
    closing.unshift(() => presence.stop());
    const sweep: TraceSweep | null = startTraceSweep({
      pool,
      env: options.env,
      paused: copy.reason,
      onMessage,
    });
    if (sweep) closing.unshift(() => sweep.stop());
    const projects = await openProjects(pool, options, scheduler, copy.reason);
    closing.unshift(() => Promise.all([...projects.values()].map((project) => project.stop())));

    const sync = (name: string, asked: Asked = unasked): Promise<Outcome> => {
      const project = projects.get(name);
      if (!project) throw new Error(`this server does not sync project ${name}`);
      return project.sync(asked);
    };
    const read = <T>(name: string, work: (reader: GitReader) => Promise<T>): Promise<T> => {
      const project = projects.get(name);
      if (!project) throw new Error(`this server does not sync project ${name}`);
      return project.read(work);
    };
    const hints: Hints = startHints({
      pauseMs: hintPauseMs,
      look: async (name) => projects.get(name)?.hint(),
    });
    closing.unshift(async () => hints.stop());
    const api: FastifyInstance = await createApi({
      pool,
      token: options.token,
      scheduler,
      projects: { names: [...projects.keys()], sync, read },
      webhooks: {
        targets: () => [...projects.values()].flatMap(({ forge }) => forge?.targets ?? []),
        hint: (name) => hints.hint(name),
        rerun: (name, commit) => projects.get(name)?.forge?.rerun(commit),
      },
      hosts: [options.host, ...(options.hosts ?? [])],
      logArchive: retention.archive,
      copyReason: copy.reason,
      onMessage,
    });
    closing.unshift(() => api.close());
    const url = await listen(api, options);
    const { outdated } = schema;
    return { url, pool, outdated, sync, stop: () => close(closing) };
  } catch (error) {
    await close(closing);
    throw error;
  }
}

async function listen(
  api: FastifyInstance,
  { host, ports }: Pick<ServerOptions, "host" | "ports">,
): Promise<string> {
  const [port, ...others] = ports;
  return await api.listen({ host, port: port ?? 0 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || others.length === 0) throw error;
    return listen(api, { host, ports: others });
  });
}

/** A flood of webhooks is one look in so long. */
const hintPauseMs = 2_000;

interface OpenProject {
  sync(asked: Asked): Promise<Outcome>;
  /** Between two syncs. */
  read<T>(work: (reader: GitReader) => Promise<T>): Promise<T>;
  /** Something may have changed at the source or on the forge. */
  hint(): Promise<unknown>;
  forge: OpenForge | null;
  stop(): Promise<void>;
}

async function openProjects(
  pool: pg.Pool,
  options: ServerOptions,
  scheduler: Scheduler,
  paused: () => string | null,
): Promise<Map<string, OpenProject>> {
  const cache = createParseCache();
  const opened = new Map<string, OpenProject>();
  for (const settings of options.projects) {
    const row = await registerProject(pool, settings);
    const project = { id: row?.id as number, ...settings };
    opened.set(settings.name, await openProject(pool, project, options, scheduler, cache, paused));
  }
  return opened;
}

async function openProject(
  pool: pg.Pool,
  settings: ProjectSettings & { id: number },
  options: ServerOptions,
  scheduler: Scheduler,
  cache: ParseCache,
  paused: () => string | null,
): Promise<OpenProject> {
  const token = options.env.TRUNKLINE_GIT_TOKEN ?? null;
  const source: GitSource = await openSource({
    repository: settings.repository,
    cacheDir: options.cacheDir,
    credentials: () => token,
  });
  const forge = await openForge({
    ...{ pool, project: settings, source, env: options.env, paused },
    onMessage: options.onMessage,
    ...(options.forgePollMs === undefined ? {} : { everyMs: options.forgePollMs }),
  });
  // Until this process has looked once: the version before may have read the same commit by other rules.
  let looked = false;
  const pass = async (asked: Asked, recheck: boolean): Promise<Outcome> => {
    // A deployment settles what is due of the pipelines that it changes.
    if (paused() !== null) return { state: "Unknown", reason: "the database is a restored copy" };
    const outcome = await reconcile({
      pool,
      project: settings.name,
      source,
      ...asked,
      recheck: recheck || !looked,
      cache,
      ...(forge && { changeOf: forge.changeOf }),
    });
    looked ||= outcome.state === "Synced" || outcome.state === "Held";
    if (outcome.state === "Synced" && outcome.plan) scheduler.wake();
    if (outcome.state !== "Busy")
      forge?.synced(outcome.state === "Synced" && outcome.plan !== null);
    options.onSynced?.(settings.name, outcome);
    return outcome;
  };
  const poller: Poller = startPoller({
    everyMs: options.pollMs ?? defaultPollMs[isLocal(settings.repository) ? "local" : "remote"],
    pass: () => pass(unasked, false),
    onError: (error) => options.onMessage(`sync of ${settings.name}: ${messageOf(error)}`),
  });
  return {
    sync: (asked) => poller.now(() => pass(asked, true)),
    read: (work) => poller.now(() => work(source)),
    hint: () => Promise.all([poller.now(() => pass(unasked, false)), forge?.look()]),
    forge,
    async stop() {
      await poller.stop();
      await forge?.stop();
      await source.close();
    },
  };
}

const isLocal = (repository: string): boolean =>
  !/^(?:https?|ssh):|^[\w.-]+@[\w.-]+:/.test(repository);

async function close(closing: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of closing) await stop().catch(() => {});
}
