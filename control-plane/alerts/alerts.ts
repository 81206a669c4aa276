// Alerts of a server: looks at what has happened as soon as it has, and brings messages to their channels. Any number of
// servers may do so on one database.

import type pg from "pg";
import { startListener } from "#engine/listener.ts";
import { type Loop, startLoop } from "#engine/loop.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import type { Secrets } from "#secrets/secrets.ts";
import { forgetAlerts, nextAlert } from "#store/alerts.sql.ts";
import { ChannelFault } from "./channels/channel.ts";
import { type DeliverTiming, startDelivery } from "./deliver.ts";
import { lookOnce } from "./look.ts";

export interface AlertOptions {
  pool: pg.Pool;
  /** Where the values of channels' secrets are. */
  secrets: Secrets;
  /** Which addresses channels may have. */
  addresses?: AddressSettings;
  /** The server's address for people; null: nobody said. */
  serverUrl?: () => string | null;
  /** Why nothing may be told, or null. */
  paused?: () => string | null;
  onMessage: (message: string) => void;
  timing?: Partial<DeliverTiming>;
}

const usual: DeliverTiming = { firstBackoffMs: 1_000, timeoutMs: 10_000 };
/** Between two looks while nothing is known to have happened: recoveries are noticed by then. */
const idleMs = 1_000;
/** Between two looks for what nobody says when it happens. */
const scanMs = 15_000;
const tidyMs = 3_600_000;
const keptDays = 90;

export function startAlerts(options: AlertOptions): Pick<Loop, "stop"> {
  const { pool, secrets, onMessage, paused = () => null } = options;
  const report = onceAMinute((message) => onMessage(`alerts: ${message}`));
  const web = guardedFetch(judgeAddresses(options.addresses));
  const delivery = startDelivery({
    ...{ pool, web, paused, report },
    timing: { ...usual, ...options.timing },
    serverUrl: options.serverUrl ?? (() => null),
    secret: (name) => secretOf(secrets, name),
  });
  let tidied = performance.now();
  let scanned = Number.NEGATIVE_INFINITY;
  const looking = startLoop(async () => {
    if (paused() !== null) return idleMs;
    const next = await nextAlert(pool);
    // Without routes nothing is written, so there is nothing to look for.
    if (!next?.routed && !next?.asked) return idleMs;
    const scans = performance.now() - scanned >= scanMs;
    if (scans) scanned = performance.now();
    const done = await lookOnce(pool, scans);
    if (done > 0) {
      delivery.wake();
      return 0;
    }
    if (performance.now() - tidied > tidyMs) {
      tidied = performance.now();
      await forgetAlerts(pool, { days: keptDays });
    }
    const waitMs = next.at ? next.at.getTime() - next.now.getTime() : idleMs;
    return Math.max(1, Math.min(waitMs, idleMs));
  }, report);
  const listener = startListener(pool, "trunkline_alert", () => looking.wake(), report);
  return {
    async stop() {
      await Promise.all([listener.stop(), looking.stop(), delivery.stop()]);
      await web.close();
    },
  };
}

async function secretOf(secrets: Secrets, name: string): Promise<string> {
  const answer = await secrets.read({
    ...{ name, project: "control", environment: "control" },
    deployed: async () => null,
    signal: AbortSignal.timeout(usual.timeoutMs),
  });
  if ("missing" in answer) throw new ChannelFault(answer.missing);
  return answer.value;
}
