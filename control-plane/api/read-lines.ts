// A part of a log as its bytes came, as the runs that it tells of. Whole lines only: the caller has the rest, and gives it again.

import { setImmediate as breath } from "node:timers/promises";
import { LogLines } from "#migrators/runlog/lines.ts";
import type { LogItem, LogReader, RunLogFormat } from "#migrators/runlog/log.ts";
import { objectSplitter } from "#migrators/runlog/split.ts";
import { type ToldBody, toldBody } from "#migrators/runlog/told-body.ts";
import type { SourceSettings } from "#migrators/runlog/told-run.ts";

/** Others are served between two of these. */
const chunkBytes = 1 << 18;
/** Lines that can't be read are shown up to this many, and counted. */
const shownUnread = 5;
const shownLength = 200;

export interface ReadLines {
  runs: ToldBody[];
  /** Bytes up to the end of the last whole line. */
  taken: number;
  unread: { count: number; shown: { text: string; why: string }[] };
}

/**
 * @param words As the format has them of the log's head.
 * @param goesOn More of the log comes in another part: what is under way stays the reader's.
 */
export async function readLines(
  bytes: Buffer,
  { format, reader }: { format: RunLogFormat; reader: LogReader },
  {
    words,
    goesOn,
    settings,
  }: {
    words: readonly string[] | null;
    goesOn: boolean;
    settings: SourceSettings;
  },
): Promise<ReadLines> {
  const read: ReadLines = { runs: [], taken: bytes.length, unread: { count: 0, shown: [] } };
  const take = (items: readonly LogItem[], text = ""): void => {
    for (const item of items)
      if (item.kind === "unread") {
        if (++read.unread.count <= shownUnread)
          read.unread.shown.push({ text: text.slice(0, shownLength), why: item.why });
      } else if (item.kind === "run") {
        const told = toldBody(item.run, format, settings);
        if (told !== null) read.runs.push(told);
      }
  };
  let line = 0;
  const lines = new LogLines(words);
  const readAll = (texts: readonly string[]) => {
    for (const text of texts) take(reader.read(text, ++line), text);
  };
  const objects = objectSplitter();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    if (format.pieces === "lines") readAll(lines.push(chunk));
    else
      for (const { text, line, cut } of objects.push(decoder.decode(chunk, { stream: true })))
        take(cut ? [tooLong(line)] : reader.read(text, line), text);
    await breath();
  }
  if (format.pieces === "objects") take(objects.end().map(({ line }) => tooLong(line)));
  // The rest of a line of a log that grows comes yet, and its number may have more digits.
  else if (format.grows) read.taken -= lines.pending;
  else readAll(lines.end());
  read.unread.count += lines.cut;
  const open = reader.open?.();
  if (open === undefined || !goesOn) take(reader.end());
  else take(open.map((run) => ({ kind: "run", run })));
  return read;
}

const tooLong = (line: number): LogItem => ({
  ...{ kind: "unread", line, why: "it is longer than any of a log, or cut" },
});
