// Leaves a forge alone for as long as it asks to be: what is asked meanwhile fails at once, whoever asks.

import { type Forge, ForgeError } from "./forge.ts";

/** @param nowMs A clock that never goes back. */
export function polite(forge: Forge, nowMs: () => number = () => performance.now()): Forge {
  let restsUntil = 0;

  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    const leftMs = restsUntil - nowMs();
    if (leftMs > 0)
      throw new ForgeError("asking", forge.name, {
        status: 429,
        headers: { "retry-after": String(Math.ceil(leftMs / 1000)) },
        message: "it has asked to be left alone",
      });
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ForgeError) {
        // Limits that name an instant do so by the wall's clock.
        const retry = error.retry(1, Date.now());
        if (!retry.giveUp && retry.everybody)
          restsUntil = Math.max(restsUntil, nowMs() + retry.afterMs);
      }
      throw error;
    }
  };

  const { annotate, deployment } = forge;
  return {
    name: forge.name,
    changeRef: (number) => forge.changeRef(number),
    openChanges: (branch) => asking(() => forge.openChanges(branch)),
    requestChange: (wanted) => asking(() => forge.requestChange(wanted)),
    evidenceOf: (number) => asking(() => forge.evidenceOf(number)),
    changeForCommit: (...asked) => asking(() => forge.changeForCommit(...asked)),
    setStatus: (status) => asking(() => forge.setStatus(status)),
    upsertComment: (...asked) => asking(() => forge.upsertComment(...asked)),
    ...(annotate && { annotate: (...asked) => asking(() => annotate(...asked)) }),
    ...(deployment && { deployment: (...asked) => asking(() => deployment(...asked)) }),
  };
}
