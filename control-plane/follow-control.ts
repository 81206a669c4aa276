// Looks at the control repository again and again, and has what it registers synced as soon as that is known.

import type { ControlSettings } from "#git/control-source.ts";
import { startPoller } from "#git/poller.ts";
import { patienceMs } from "#git/repository-poller.ts";
import { messageOf } from "#store/errors.ts";
import { type ControlSyncOptions, startControlSync } from "./control-sync.ts";
import type { ProjectSettings } from "./project-set.ts";

export interface FollowOptions extends Omit<ControlSyncOptions, keyof ControlSettings | "signal"> {
  everyMs: number;
  /** Makes exactly these the registered projects, and answers which nobody has looked at as they are now. */
  set(projects: readonly ProjectSettings[]): Promise<string[]>;
  /** Looks at these; never rejects. */
  lookAt(projects: readonly string[]): Promise<void>;
  /** Takes up its teams and policies, before any project that they may judge is looked at. */
  onAccess(control: number): Promise<void>;
}

export interface Followed {
  /** Looks now, and resolves when each project that is new or changed was synced once. */
  look(): Promise<void>;
  /** Of its row; null where nothing is followed. */
  readonly control: number | null;
  stop(): Promise<void>;
}

/** What is registered already is taken up before anything is looked at: a control repository that is away stops nothing. */
export async function followControl(
  control: ControlSettings | null,
  options: FollowOptions,
): Promise<Followed> {
  const { set, lookAt, onAccess, onMessage } = options;
  if (control === null) {
    await set([]);
    return { control: null, look: async () => {}, stop: async () => {} };
  }
  const ended = new AbortController();
  const sync = await startControlSync({ ...options, ...control, signal: ended.signal });
  // Not awaited within: the first sync of a large project must keep no other from being registered.
  const take = async () => {
    await onAccess(sync.id);
    return { looked: lookAt(await set(await sync.projects())) };
  };
  const started = await take();
  const passAsked = async (asked: boolean) => {
    await sync.look(asked);
    return take();
  };
  const pass = () => passAsked(false);
  const poller = startPoller({
    everyMs: options.everyMs,
    pass,
    onError: (error) => onMessage(`control repository: ${messageOf(error)}`),
  });
  return {
    control: sync.id,
    async look() {
      const { looked } = await poller.now(() => passAsked(true));
      await Promise.all([started.looked, looked]);
    },
    async stop() {
      const timer = setTimeout(() => ended.abort(), patienceMs);
      await poller.stop();
      clearTimeout(timer);
      await sync.close();
    },
  };
}
