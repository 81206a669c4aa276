// The executor of connectors: submits a run to another system, follows it to its end, and ends it there when it is stopped.

import type { ConnectorAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { type ConnectorLimitsMs, isRerun, limitsOf } from "#core/connector/connector.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import { completed } from "./connector/complete.ts";
import { type FileOpener, localFiles } from "./connector/file-body.ts";
import { cancelElsewhere, followUntilEnd } from "./connector/follow.ts";
import { Peers } from "./connector/peers.ts";
import { adoptOrSubmit } from "./connector/submit.ts";
import type { AttemptResult, Executor } from "./executor.ts";
import { type GuardedFetch, guardedFetch } from "./guarded-fetch.ts";
import { asTaskFailure } from "./http/answer.ts";
import { defaultGraceMs, InProcessAttempts, Stopped, TaskFailure } from "./in-process.ts";
import type { AllowedFolder } from "./places/local-folder.ts";

export interface ConnectorExecutorOptions {
  /** How long a system may take to end what is cancelled. */
  graceMs?: number;
  /** Which addresses are asked; without it all but those that no task has business with. */
  addresses?: AddressSettings;
  /** Whether connections may use the service account of the worker's own pod. */
  inCluster?: boolean;
  /** Folders of this host whose files tasks may send; default none. */
  localFiles?: readonly AllowedFolder[];
  /** What opens files, for files that are played. */
  openFile?: FileOpener;
  /** What sends the requests, for a server that plays the systems. */
  web?: GuardedFetch;
  /** Limits in place of the connector's, so that a played system is asked without pauses. */
  limits?: Partial<ConnectorLimitsMs>;
}

export function createConnectorExecutor(
  options: ConnectorExecutorOptions = {},
): Executor<ConnectorAction> {
  const attempts = new InProcessAttempts(options.graceMs ?? defaultGraceMs);
  const web = options.web ?? guardedFetch(judgeAddresses(options.addresses));
  const peers = new Peers(web, options.inCluster ?? false);
  const openFile = options.openFile ?? localFiles(options.localFiles ?? []);
  return {
    kind: "connector",
    run(written): Promise<AttemptResult> {
      return attempts.runElsewhere(written, async (live, over) => {
        const action = asTaskFailure(() => actionWithValues(written.action, written.values), "It");
        if (action.rerun !== undefined && !isRerun(action.rerun))
          throw new TaskFailure(`\`rerun\` is "${action.rerun}", and may be all or failed.`, {
            mayRetry: false,
          });
        const request = { ...written, action };
        const attempt = {
          ...request,
          ...(await peers.of(request)),
          ...{ openFile, limits: { ...limitsOf(action.connector), ...options.limits } },
        };
        const started = await adoptOrSubmit(attempt, live, over);
        try {
          const whole = await completed(attempt, started, live, over);
          return await followUntilEnd(attempt, whole, live, over);
        } catch (error) {
          const stop = live.signal.reason instanceof Stopped ? live.signal.reason.stop : null;
          // Lost or drained, it goes on elsewhere and the next attempt adopts it.
          if (stop !== null && stop.graceMs > 0 && written.signal.reason !== "drained") {
            const signal = AbortSignal.timeout(stop.graceMs);
            if (await cancelElsewhere(attempt, started, signal)) over();
          }
          throw error;
        }
      });
    },
    killAll: () => attempts.killAll(),
    async close() {
      await attempts.close();
      await peers.close();
      await web.close();
    },
  };
}
