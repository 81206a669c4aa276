// A project's forge while a server runs: its outbox, its looks at open changes, and who may hint at the project.

import type pg from "pg";
import type { WebhookTarget } from "#api/webhooks-in.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import { type ForgeHome, homeOf } from "#git/forges/home.ts";
import { openForgeClient } from "#git/forges/open.ts";
import { startOutbox } from "#git/forges/outbox.ts";
import type { OwnHost } from "#git/forges/secrets.ts";
import { type ReadForge, readForge } from "#git/forges/settings.ts";
import { ForgeSettingsError } from "#git/forges/settings-error.ts";
import { startPoller } from "#git/poller.ts";
import type { Commit, GitSource } from "#git/source.ts";
import { messageOf } from "#store/errors.ts";
import { onForge } from "./on-forge.ts";
import type { ProjectSettings } from "./project-set.ts";
import type { ReconcileOptions } from "./reconcile-options.ts";

export interface OpenForge {
  targets: WebhookTarget[];
  /** Where people find the repository; null where that is not known. */
  home: ForgeHome | null;
  changeOf(commit: Commit, isNeeded?: boolean): Promise<ChangeEvidence | null>;
  /** A sync has ended; `moved`: what is deployed is another revision now. */
  synced(moved: boolean): void;
  /** At the open changes, now. */
  look(): Promise<void>;
  rerun(commit: string): void;
  stop(): Promise<void>;
}

export interface OpenForgeOptions {
  pool: pg.Pool;
  project: ProjectSettings & { id: number };
  source: GitSource;
  env: NodeJS.ProcessEnv;
  /** Where secrets may go that name no host. */
  isOwn: OwnHost;
  paused: () => string | null;
  /** What a change is judged by where it is deployed. */
  deploying?: ReconcileOptions["deploying"];
  onMessage: (message: string) => void;
  /** Between two looks at open changes. */
  everyMs?: number;
}

/** An hour's worth of requests is 60, of the 5,000 that GitHub allows; a webhook makes up for the delay. */
const usualEveryMs = 60_000;

/** Null without a forge, and with one whose settings are wrong: the project is deployed all the same. */
export async function openForge(options: OpenForgeOptions): Promise<OpenForge | null> {
  const { pool, project, source, paused, onMessage } = options;
  const read = settingsOf(options);
  if (read === null) return null;
  const { webhook, forge: settings } = read;
  const targets = webhook ? [{ project: project.name, ...webhook }] : [];
  if (settings === null) return { ...silent, targets };

  const report = onceAMinute(onMessage);
  const forge = await openForgeClient(settings);
  const outbox = startOutbox({ pool, project, forge, paused, onMessage });
  const shown = onForge({
    pool,
    project,
    source,
    forge,
    outbox,
    shows: settings,
    ...(options.deploying && { deploying: options.deploying }),
    onMessage: report,
  });
  const failed = (error: unknown) => report(`the forge of ${project.name}: ${messageOf(error)}`);
  const whenAwake = (work: () => Promise<void>) => async () => {
    if (paused() === null) await work();
  };
  const poller = startPoller({
    everyMs: options.everyMs ?? usualEveryMs,
    pass: whenAwake(() => shown.lookAtChanges()),
    onError: failed,
  });
  const soon = (work: () => Promise<void>) => {
    poller.now(whenAwake(work)).catch(failed);
  };
  soon(() => shown.lookAtChanges());
  return {
    ...{ targets, home: homeOf(settings) },
    changeOf: (commit, isNeeded) => shown.changeOf(commit, isNeeded),
    synced(moved) {
      soon(() => shown.afterSync());
      if (moved) soon(() => shown.lookAtChanges());
    },
    look: () => poller.now(whenAwake(() => shown.lookAtChanges())).catch(failed),
    rerun: (commit) => soon(() => shown.rerun(commit)),
    async stop() {
      await poller.stop();
      await outbox.stop();
    },
  };
}

/** Hears webhooks and says nothing. */
const silent: Omit<OpenForge, "targets"> = {
  home: null,
  changeOf: async () => null,
  synced() {},
  look: async () => {},
  rerun() {},
  stop: async () => {},
};

function settingsOf({ project, env, isOwn, onMessage }: OpenForgeOptions): ReadForge | null {
  if (!project.forge) return null;
  try {
    return readForge(project.forge, project.repository, env, isOwn);
  } catch (error) {
    if (!(error instanceof ForgeSettingsError)) throw error;
    onMessage(`the forge of ${project.name} is left out: ${error.message}. ${error.help}`);
    return null;
  }
}
