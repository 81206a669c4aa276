// On whose behalf the present work is done, for the audit: a request says so once, and whatever it calls need not pass it on.

import { AsyncLocalStorage } from "node:async_hooks";
import type { Identity } from "#core/access/identity.ts";

/** `system`: the product by itself, such as a sync that nobody asked for or a deadline. */
export type ActorKind = Identity["kind"] | "system";

export interface Acting {
  /** As acts are recorded under. */
  name: string;
  kind: ActorKind;
  requestId: string | null;
}

const acting = new AsyncLocalStorage<Acting>();

/** Everything that `work` calls and awaits is done on this behalf. */
export const actingAs = <T>(who: Acting, work: () => T): T => acting.run(who, work);

/** Null outside of requests. */
export const nowActing = (): Acting | null => acting.getStore() ?? null;
