// The sources of messages that a worker follows: those that no other living worker does, and whose labels it has. Workers that
// follow fewer ask those that follow more.

import type pg from "pg";
import { createCeilings } from "#engine/ceilings.ts";
import { startLoop } from "#engine/loop.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import type { Following } from "#engine/session.ts";
import { createUseAccess } from "#engine/use-access.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import type { Secrets } from "#secrets/secrets.ts";
import {
  askForTriggerSources,
  claimTriggerSources,
  handOverTriggerSources,
  releaseTriggerSources,
} from "#store/messages.sql.ts";
import type { Judges } from "./definition.ts";
import { followSource } from "./follow-source.ts";

export interface FollowOptions {
  pool: pg.Pool;
  /** Of the session. */
  worker: number;
  labels: readonly string[];
  secrets: Secrets | undefined;
  addresses: AddressSettings;
  /** Folders of this host that triggers may look at. */
  localFiles: readonly AllowedFolder[];
  onMessage: (message: string) => void;
}

/** How soon a source without a worker is found, and a revision that follows it otherwise. */
const lookEveryMs = 500;
/** One process holds a connection for each. */
const mostSources = 200;
/** Looks after each of which it asks others for some of theirs: two seconds, so that a worker that comes takes its share gently. */
const looksBetweenAsking = 4;
/** At a time: each begins anew at another worker. */
const mostAskedFor = 10;

interface Followed {
  revision: number;
  end: AbortController;
  following: Promise<void>;
}

export function startFollowing(options: FollowOptions): Following {
  const { pool, worker, labels, secrets, addresses, localFiles, onMessage } = options;
  const judges: Judges = {
    ...{ db: pool, secrets, ceilings: createCeilings(pool) },
    mayUse: createUseAccess(pool, onMessage),
  };
  const followed = new Map<string, Followed>();
  let stopped = false;
  const follow = (id: string, revision: number) => {
    const end = new AbortController();
    const following = followSource({
      ...{ pool, judges, worker, id, addresses, localFiles, onMessage, signal: end.signal },
    }).finally(() => followed.delete(id));
    followed.set(id, { revision, end, following });
  };
  let looks = 0;
  const share = async () => {
    if (++looks % looksBetweenAsking === 0)
      await askForTriggerSources(pool, { worker, labels: [...labels], most: mostAskedFor });
  };
  const loop = startLoop(async () => {
    const claimed = await claimTriggerSources(pool, {
      ...{ worker, labels: [...labels], limit: mostSources },
    });
    const [asked, own] = [true, false].map((is) => claimed.filter(({ asked }) => asked === is));
    // What another worker asked for ends first, and is its own by the look after that.
    const ids = (asked ?? []).map(({ id }) => id).filter((id) => !followed.has(id));
    if (ids.length > 0) await handOverTriggerSources(pool, { worker, ids });
    const revisions = new Map((own ?? []).map(({ id, revision }) => [id, revision]));
    // What is paused, deployed otherwise or another's ends; what is deployed otherwise begins anew with the next look.
    for (const [id, { revision, end }] of followed) if (revisions.get(id) !== revision) end.abort();
    for (const [id, revision] of revisions) if (!followed.has(id) && !stopped) follow(id, revision);
    await share();
    return lookEveryMs;
  }, onceAMinute(onMessage));
  const end = async () => {
    stopped = true;
    await loop.stop();
    for (const { end } of followed.values()) end.abort();
    await Promise.all(followed.values().map(({ following }) => following));
  };
  return {
    async stop() {
      await end();
      await releaseTriggerSources(pool, { worker }).catch(() => {});
    },
    abandon: end,
  };
}
