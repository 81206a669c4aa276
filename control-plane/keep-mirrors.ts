// Keeps the folder of mirrors in bounds while a server runs: those that nobody follows go after a day, and all of them
// together stay below a limit.

import type { MirrorRoom } from "#git/mirrors/room.ts";
import { startPoller } from "#git/poller.ts";
import { removeUnusedMirrors } from "#git/unused-mirrors.ts";
import { messageOf } from "#store/errors.ts";

/** Often enough to mark those in use, which others take for abandoned after two hours. */
const everyMs = 600_000;

/** @param used Addresses of the repositories that are followed. */
export function keepMirrors(
  room: MirrorRoom,
  cacheDir: string,
  used: () => readonly string[],
  onMessage: (message: string) => void,
): { stop(): Promise<void> } {
  return startPoller({
    everyMs,
    pass: async () => {
      await removeUnusedMirrors(cacheDir, used(), Date.now());
      await room.keep();
    },
    onError: (error) => onMessage(`mirrors were not tidied: ${messageOf(error)}`),
  });
}
