// A folder as a source of messages: it is looked at again and again, and each file that is ready is one.

import { pathIn } from "#core/file-place.ts";
import { judgeFiles, nextLookMs, type Observations } from "#core/files/judge.ts";
import type { ListedFile } from "#core/files/watch.ts";
import type { FileSource } from "#core/triggers/message-trigger.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { stateOf } from "#executors/file/known.ts";
import { lookAt } from "#executors/file/look.ts";
import { sleep } from "#executors/stop.ts";
import type { Batch, Source } from "../source.ts";
import type { OpenContext } from "../sources.ts";
import {
  afterFiles,
  type FolderPlace,
  firstPlace,
  messageOf,
  placeOf,
  positionOf,
  withoutGone,
} from "./place.ts";

/** Their digests are kept with each batch: 0.5 MB. Markers count, too. */
const limits = { files: 20_000, entries: 200_000 };
/** How long one `receive` waits at most. */
const longestWaitMs = 5_000;

/** @throws nothing: the first look is the first `receive`. */
export async function openFolder(context: OpenContext<FileSource>): Promise<Source> {
  const { source, secrets, addresses, refusal, localFiles, position } = context;
  const closed = new AbortController();
  const signal = AbortSignal.any([context.signal, closed.signal]);
  const settings = { secrets, judge: judgeAddresses(addresses), refusal, localFiles, signal };
  let place: FolderPlace | null = position === null ? null : placeOf(position);
  /** What it is once the batch that was given is settled. */
  let next: FolderPlace | null = place;
  let seen: Observations = new Map();
  let ready: ListedFile[] = [];
  let lookAtMs = 0;

  const look = async (): Promise<FolderPlace> => {
    const { files } = await lookAt(source, limits, settings);
    const now = place === null ? firstPlace(files, source.existing) : withoutGone(place, files);
    const judged = judgeFiles(
      seen,
      { files, atMs: performance.now(), nowMs: Date.now() },
      source,
      (file) => stateOf(file, now.known),
    );
    seen = judged.seen;
    // Those that were there first are taken first.
    ready = judged.ready.sort((a, b) => a.modifiedMs - b.modifiedMs);
    lookAtMs = performance.now() + nextLookMs(judged, source.everyMs);
    return now;
  };

  const batchOf = (now: FolderPlace, files: readonly ListedFile[]): Batch => {
    next = afterFiles(now, files);
    const messages = files.map((file, index) =>
      messageOf(file, pathIn(source, file.name), now, index),
    );
    return { messages, position: positionOf(next) };
  };

  return {
    async receive(limit) {
      const isDue = () => performance.now() >= lookAtMs;
      if (ready.length === 0 && !isDue()) {
        await sleep(Math.min(lookAtMs - performance.now(), longestWaitMs), signal);
        if (!isDue()) return null;
      }
      // While few runs may be made, what waits here may have gone or changed.
      const now = isDue() || place === null ? await look() : place;
      const files = ready.splice(0, limit);
      const isAsKept = files.length === 0 && now.known.size === place?.known.size;
      return isAsKept ? null : batchOf(now, files);
    },
    settle: async () => {
      place = next;
    },
    close: async () => closed.abort(),
  };
}
