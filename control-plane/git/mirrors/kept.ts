// A source that reads a mirror of ours: fetches within the room that all mirrors have, and when its mirror was emptied to
// make room for others, has it filled again before it reads.

import { join } from "node:path";
import { withLock } from "../lock.ts";
import type { MostBytes } from "../options.ts";
import {
  GitError,
  type GitObject,
  type GitReader,
  type GitRemote,
  type GitSource,
} from "../source.ts";
import { canBeFetchedAgain, emptyMirror, fillMirror, isEmptied } from "./empty.ts";
import type { MirrorRoom } from "./room.ts";
import { markCompacted, markRead } from "./sizes.ts";

/** What a transport does with a server and the mirror. */
export interface MirrorRemote extends Pick<GitRemote, "remoteTip" | "remoteTips"> {
  fetch(branch: string, most?: MostBytes): Promise<string>;
  fetchChange(ref: string, most?: MostBytes): Promise<string>;
  /** Writes its packs anew with what its refs lead to. The caller holds the mirror's lock. */
  compact(): Promise<void>;
}

export interface Transported extends MirrorRemote {
  transport: GitSource["transport"];
  gitDir: string;
  url: string;
  reader: GitReader;
  /** Lets go of files that are open, which take room until then. */
  forget: () => void;
}

/** So often a mirror is marked as read at most. */
const markEveryMs = 30_000;

export function keptSource(given: Transported, room: MirrorRoom | undefined): GitSource {
  const { transport, gitDir, url, reader, remoteTip, remoteTips } = given;
  let filling: Promise<void> | null = null;
  let markedMs = 0;

  const touch = () => {
    const nowMs = Date.now();
    if (nowMs - markedMs < markEveryMs) return;
    markedMs = nowMs;
    markRead(gitDir, nowMs);
  };
  const within = async (fetch: (most?: MostBytes) => Promise<string>): Promise<string> => {
    touch();
    return room ? room.fetching(gitDir, url, ({ most }) => fetch(most)) : fetch();
  };
  const fetchBranch = (branch: string) => within((most) => given.fetch(branch, most));

  /** Two that read at once wait for one fetch. */
  const filled = async (): Promise<void> => {
    touch();
    if (!isEmptied(gitDir)) return;
    filling ??= fillMirror(gitDir, { ...reader, remoteTips, fetch: fetchBranch }).finally(() => {
      filling = null;
    });
    await filling;
  };
  /** Once more where the mirror was emptied in the middle of it. */
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    await filled();
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GitError) || !isEmptied(gitDir)) throw error;
      await filled();
      return read();
    }
  };
  async function* readObjects(oids: readonly string[]): AsyncIterable<GitObject> {
    await filled();
    const read = new Set<string>();
    try {
      for await (const object of reader.readObjects(oids)) {
        read.add(object.oid);
        yield object;
      }
    } catch (error) {
      if (!(error instanceof GitError) || !isEmptied(gitDir)) throw error;
      await filled();
      yield* reader.readObjects(oids.filter((oid) => !read.has(oid)));
    }
  }

  const locked = (work: () => Promise<boolean>): Promise<boolean> =>
    withLock(join(gitDir, "trunkline.lock"), 0, work).catch((error: unknown) => {
      if (error instanceof GitError) return false;
      throw error;
    });
  const taken = room?.register(gitDir, {
    compact: () =>
      locked(async () => {
        await given.compact();
        markCompacted(gitDir);
        given.forget();
        return true;
      }),
    release: () =>
      locked(async () => {
        if (!(await canBeFetchedAgain(gitDir, { ...reader, remoteTips }))) return false;
        emptyMirror(gitDir);
        return true;
      }),
    forget: given.forget,
  });

  return {
    ...{ transport, remoteTip, remoteTips, readObjects },
    async fetch(branch) {
      await filled();
      return fetchBranch(branch);
    },
    async fetchChange(ref) {
      await filled();
      return within((most) => given.fetchChange(ref, most));
    },
    resolve: (revision) => reading(() => reader.resolve(revision)),
    readCommit: (oid) => reading(() => reader.readCommit(oid)),
    isAncestor: (ancestor, descendant) => reading(() => reader.isAncestor(ancestor, descendant)),
    history: (tip, paths, limit) => reading(() => reader.history(tip, paths, limit)),
    pin: (name, oid) => reading(() => reader.pin(name, oid)),
    async close() {
      taken?.();
      await reader.close();
    },
  };
}
