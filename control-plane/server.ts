// A server process: keeps projects in step with Git, turns time into runs, answers the API, hands over traces.
// Any number may run on one database.

import type { Server as TlsServer } from "node:https";
import { hostname } from "node:os";
import type { FastifyInstance } from "fastify";
import type pg from "pg";
import type { Access } from "#access/access.ts";
import { liveAccess } from "#access/live-access.ts";
import { startKeepingHeads } from "#alerts/keep-heads.ts";
import { startWebhook } from "#alerts/webhook.ts";
import { localToken } from "#api/auth.ts";
import { createApi } from "#api/server.ts";
import { followTls } from "#api/tls-files.ts";
import { isLoopbackHost } from "#core/access/exposure.ts";
import { defaultMirrorMib } from "#core/mirror-choice.ts";
import { classifyOthers } from "#engine/classify.ts";
import { watchCopy } from "#engine/copy.ts";
import { retentionDefaults } from "#engine/maintain.ts";
import { startPresence } from "#engine/presence.ts";
import { type Scheduler, startScheduler } from "#engine/scheduler.ts";
import { workerDefaults } from "#engine/worker.ts";
import { credentialsFrom } from "#git/credentials.ts";
import { type Hints, startHints } from "#git/forges/hints.ts";
import { anyHost, hostOfControl } from "#git/forges/secrets.ts";
import { MirrorRoom } from "#git/mirrors/room.ts";
import { startPoller } from "#git/poller.ts";
import { startTraceSweep, type TraceSweep } from "#observe/sweep.ts";
import type { Outcome } from "#reconcile";
import { openSecrets } from "#secrets/open.ts";
import { createPool, createReaderPool } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import { migrate } from "#store/migrate.ts";
import { finishMigrating, watchSchema } from "#store/schema-watch.ts";
import { askForWalls, raiseWalls } from "#store/walls.ts";
import { followAlerts } from "./follow-alerts.ts";
import { type Followed, followControl } from "./follow-control.ts";
import { followTickets } from "./follow-tickets.ts";
import { listen, onLoopback, refuseOpenDoor, tlsPair } from "./front-door.ts";
import { keepMirrors } from "./keep-mirrors.ts";
import { openForge } from "./open-forge.ts";
import { pollMsOf } from "./poll-times.ts";
import { type Asked, ProjectSet } from "./project-set.ts";
import { registerGiven } from "./register-given.ts";
import type { ServerOptions } from "./server-settings.ts";

export type { AlertsSettings } from "./follow-alerts.ts";
export type { AccessSettings } from "./front-door.ts";
export { defaultPollMs } from "./poll-times.ts";
export type { ProjectSettings } from "./project-set.ts";
export type { ServerOptions } from "./server-settings.ts";

/** Nobody asks: the branch is looked at because it is time. */
const unasked: Asked = { confirm: null, actor: localToken };

export interface Server {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Resolves when a newer version has changed the database so that this one must stop. */
  readonly outdated: Promise<Error>;
  sync(project: string, asked?: Asked): Promise<Outcome>;
  /** Names of the projects that it keeps in step, as of now. */
  projects(): readonly string[];
  /** Looks at the control repository now, and resolves when each project that is new or changed by it was synced once. */
  lookAtControl(): Promise<void>;
  /** What identities may, as of now. */
  readonly access: Access;
  /** Looks whether the files of the certificate have changed. */
  reloadTls(): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves once the API answers; the first sync of each project has been started, not awaited. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { onMessage, retention = retentionDefaults } = options;
  const { connectionString } = options;
  const migrated = await migrate(connectionString);
  const roles = options.place ? "own" : "set";
  const entrances = await raiseWalls(connectionString, roles);
  askForWalls(entrances, options);
  const schema = await watchSchema(connectionString);
  const pool = createPool(entrances.engine, { max: 12, applicationName: "trunkline server" });
  const readers = createReaderPool(entrances.api, { max: 12, applicationName: "trunkline api" });
  const closing: (() => Promise<unknown>)[] = [
    () => readers.end(),
    () => pool.end(),
    () => schema.stop(),
  ];
  try {
    const { access = onLoopback } = options;
    const tls = access.tls && (await tlsPair(access.tls));
    await refuseOpenDoor(pool, options.host, access);
    const later = finishMigrating(connectionString, migrated, onMessage, () =>
      raiseWalls(connectionString, roles),
    );
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
    if (options.heads) {
      const heads = startKeepingHeads({ pool, ...options.heads, paused: copy.reason, onMessage });
      closing.unshift(() => heads.stop());
    }
    const alerts = await followAlerts(pool, options, copy.reason);
    closing.unshift(() => alerts.stop());
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
    const credentials = credentialsFrom(
      options.env,
      options.control?.repository ?? options.projects[0]?.repository ?? null,
    );
    const live = liveAccess(pool, onMessage);
    // What a project itself forbids comes with its revisions.
    const refreshAccess = () => {
      if (followed?.control == null) return;
      live
        .refresh(followed.control)
        .catch((error: unknown) => onMessage(`teams and policies: ${messageOf(error)}`));
    };
    let followed: Followed | null = null;
    const { cacheDir, mirrorBytes: limitBytes = defaultMirrorMib * 2 ** 20 } = options;
    const room = new MirrorRoom({ cacheDir, limitBytes });
    const projects = new ProjectSet({
      ...{ pool, credentials, onMessage, cacheDir, room, paused: copy.reason },
      everyMs: (repository) => pollMsOf(repository, options),
      ...{ actor: localToken, deploying: live.deploying },
      openForge: (project, source) =>
        openForge({
          ...{ pool, project, source, env: options.env, paused: copy.reason, onMessage },
          deploying: live.deploying,
          isOwn: options.control ? hostOfControl(options.control.repository) : anyHost,
          ...(options.forgePollMs === undefined ? {} : { everyMs: options.forgePollMs }),
        }),
      onSynced(name, outcome) {
        if (outcome.state === "Synced" && outcome.plan) scheduler.wake();
        if (outcome.state === "Synced") refreshAccess();
        options.onSynced?.(name, outcome);
      },
    });
    closing.unshift(() => projects.stop());
    await registerGiven(pool, options.projects);
    const sync = (name: string, asked: Asked = unasked) => projects.sync(name, asked);
    const { control = null } = options;
    const following = await followControl(control, {
      ...{ pool, credentials, onMessage, cacheDir, room, actor: localToken, env: options.env },
      everyMs: pollMsOf(control?.repository ?? "", options),
      set: (registered) => projects.set([...options.projects, ...registered]),
      lookAt: (names) => projects.look(names),
      onAccess: (id) => live.refresh(id),
    });
    followed = following;
    closing.unshift(() => following.stop());
    const grants = followTickets(pool, options.env, options.addresses ?? {}, onMessage);
    closing.unshift(() => grants.stop());
    const again = (everyMs: number, failed: string, pass: () => Promise<unknown>) => {
      const onError = (error: unknown) => onMessage(`${failed}: ${messageOf(error)}`);
      const poller = startPoller({ everyMs, pass, onError });
      closing.unshift(() => poller.stop());
    };
    const used = () => [...projects.repositories(), ...(control ? [control.repository] : [])];
    const mirrors = keepMirrors(room, cacheDir, used, onMessage);
    closing.unshift(() => mirrors.stop());
    // Also for what a server of a version before deploys beside this one.
    again(classifyMs, "pipelines were not classified", () => classifyOthers(pool));
    const hints: Hints = startHints({
      pauseMs: hintPauseMs,
      look: (name) => projects.hint(name),
    });
    closing.unshift(async () => hints.stop());
    const { tls: files, login, publicUrl, trustProxy } = access;
    const secrets = openSecrets(options.alerts?.secrets ?? null, options.env);
    closing.unshift(() => secrets.close());
    const api: FastifyInstance = await createApi({
      ...{ pool: readers, engine: pool, secrets, tls, login, publicUrl, trustProxy },
      isPublic: !isLoopbackHost(options.host),
      ...(options.requestTimeoutMs && { requestTimeoutMs: options.requestTimeoutMs }),
      token: options.token,
      scheduler,
      projects: {
        get names() {
          return projects.names();
        },
        sync,
        read: (name, work) => projects.read(name, work),
        homeOf: (name) => projects.forge(name)?.home ?? null,
      },
      webhooks: {
        targets: () => projects.forges().flatMap(({ targets }) => targets),
        hint: (name) => hints.hint(name),
        rerun: (name, commit) => projects.forge(name)?.rerun(commit),
      },
      ...{ access: live.access, rules: live.rules, policyErrors: live.policyErrors },
      tickets: grants.tickets,
      mirrors: () => room.totals(),
      hosts: [
        ...[options.host, ...(options.hosts ?? [])],
        ...(publicUrl === null ? [] : [new URL(publicUrl).hostname]),
      ],
      logArchive: retention.archive,
      copyReason: copy.reason,
      onMessage,
    });
    closing.unshift(() => api.close());
    const reload =
      files &&
      tls &&
      followTls(api.server as unknown as TlsServer, files, tls, { everyMs: tlsMs, onMessage });
    if (reload) closing.unshift(async () => reload.stop());
    const listening = await listen(api, options);
    // With TLS the certificate is for that name; in clear a proxy may be in front, which speaks for others.
    const url = tls === null ? listening : (publicUrl ?? listening);
    const { outdated } = schema;
    const lookAtControl = () => following.look();
    const names = () => projects.names();
    return {
      ...{ url, pool, outdated, sync, lookAtControl, access: live.access },
      projects: names,
      reloadTls: async () => reload?.look(),
      stop: () => close(closing),
    };
  } catch (error) {
    await close(closing);
    throw error;
  }
}

/** Between two looks at the files of the certificate. */
const tlsMs = 10_000;
/** Between two looks for pipelines without a class: an index says that there are none. */
const classifyMs = 5_000;
/** A flood of webhooks is one look in so long. */
const hintPauseMs = 2_000;

async function close(closing: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of closing) await stop().catch(() => {});
}
