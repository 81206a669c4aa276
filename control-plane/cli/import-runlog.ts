// Logs of past runs from disk: read in chunks, so that their size is no matter; plain or gzipped, UTF-8 or, with its mark, UTF-16.

import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { createGunzip } from "node:zlib";
import type { LoggedFile } from "#migrators/backtest/cover.ts";
import { kindOf } from "#migrators/kind.ts";
import type { LegacySystem } from "#migrators/legacy.ts";
import { LogClock } from "#migrators/runlog/clock.ts";
import { logFormatOf } from "#migrators/runlog/formats.ts";
import type { LogContext, LogFormat, LogItem } from "#migrators/runlog/log.ts";
import { lineSplitter, objectSplitter, type Piece } from "#migrators/runlog/split.ts";
import type { RunStore } from "#migrators/runlog/store.ts";
import { readZone } from "#migrators/sources/autosys/timezone.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";

/** By its head a log is told. */
const headCharacters = 65_536;
/** Lines that can't be read are named up to this many a file, and counted. */
const namedUnread = 5;

export interface Wanted {
  system: LegacySystem;
  cwd: string;
  params: ImportParamsSpec;
  /** First business date that is asked for, where logs have no years. */
  from: string | undefined;
  out: Output;
}

/** @param word a path, or JOB=PATH for a log that names no job. @throws CommandError where it can't be read, or is no log */
export async function readRunLog(
  word: string,
  store: RunStore,
  wanted: Wanted,
): Promise<LoggedFile & { file: string; unread: number }> {
  const { file, job } = await namedFile(word, wanted.cwd);
  const { system, out } = wanted;
  const index = store.addFile(file);
  const chunks = textOf(path.resolve(wanted.cwd, file), file, out);
  let next = await chunks.next();
  let head = "";
  for (; !next.done && head.length < headCharacters; next = await chunks.next()) head += next.value;
  const format = formatOf(head.slice(0, headCharacters), file, system);
  const reader = format.reader(contextOf(format, head, file, job, wanted));
  const pieces = format.pieces === "objects" ? objectSplitter() : lineSplitter();
  const dates: { first: string; last: string }[] = [];
  let unread = 0;
  const take = (items: readonly LogItem[]): void => {
    for (const item of items)
      if (item.kind === "unread") {
        if (++unread <= namedUnread) out.note(`warning: ${file}:${item.line}: ${item.why}`);
      } else {
        if (item.kind === "run" && item.run.date !== null) widen(dates, item.run.date);
        store.add(item, index, format.covers);
      }
  };
  const read = (all: readonly Piece[]): void => {
    for (const { text, line, cut } of all)
      if (cut) take([{ kind: "unread", line, why: "it is longer than any line of a log, or cut" }]);
      else take(reader.read(text, line));
  };
  read(pieces.push(head));
  for (; !next.done; next = await chunks.next()) read(pieces.push(next.value));
  read(pieces.end());
  take(reader.end());
  if (unread > namedUnread) out.note(`warning: ${file}: ${unread} lines in all could not be read`);
  return {
    file,
    covers: format.covers,
    ...(format.plans && { plans: format.plans }),
    span: reader.span,
    dates: dates[0] ?? null,
    unread,
  };
}

function widen(dates: { first: string; last: string }[], date: string): void {
  const [known] = dates;
  if (!known) dates.push({ first: date, last: date });
  else if (date < known.first) known.first = date;
  else if (date > known.last) known.last = date;
}

/** `JOB=PATH` where no file is called so. */
async function namedFile(word: string, cwd: string): Promise<{ file: string; job: string | null }> {
  const isFile = async (name: string): Promise<boolean> =>
    (await stat(path.resolve(cwd, name)).catch(() => null))?.isFile() === true;
  if (await isFile(word)) return { file: word, job: null };
  const at = word.lastIndexOf("=");
  const file = word.slice(at + 1);
  if (at > 0 && (await isFile(file))) return { file, job: word.slice(0, at) };
  throw new CommandError("usage", `there is no file ${word}`, "name a log, or JOB=LOG");
}

function formatOf(head: string, file: string, system: LegacySystem): LogFormat {
  const format = logFormatOf(head);
  if (format === null) {
    const kind = head.trim() === "" ? "empty" : kindOf(head);
    const what =
      kind === null ? "" : kind === "empty" ? ": it is empty" : `: it looks like ${kind}`;
    throw new CommandError(
      ...(["usage", `${file} is no log of past runs that is known${what}`] as const),
      "docs/migration/backtest.md lists what is read",
    );
  }
  if (format.system !== null && format.system !== system)
    throw new CommandError("usage", `${file} is ${format.name}, and the import is of ${system}`);
  return format;
}

function contextOf(
  format: LogFormat,
  head: string,
  file: string,
  job: string | null,
  { system, params, from }: Wanted,
): LogContext {
  const needs = format.needs(head.slice(0, headCharacters));
  const zone = params.zones?.[format.hostOf?.(head) ?? ""] ?? params.timezone;
  const rotated = /(?:^|[^0-9])(20\d\d)-?([01]\d)-?([0-3]\d)(?![0-9])/.exec(path.basename(file));
  const near = from ?? (rotated ? `${rotated[1]}-${rotated[2]}-${rotated[3]}` : null);
  const missing: Record<(typeof needs)[number], readonly [boolean, string, string]> = {
    clock: [
      zone === undefined,
      "its times are local, and nothing says of which zone",
      "set `timezone` in --params, or its host in `zones`",
    ],
    near: [near === null, "its lines have no year", "say the first date with --from"],
    job: [job === null, "it doesn't say which job it is of", `give it as --backtest JOB=${file}`],
  };
  for (const need of needs) {
    const [isMissing, why, help] = missing[need];
    if (isMissing) throw new CommandError("usage", `${file} is ${format.name}: ${why}`, help);
  }
  const clocks = new Map<string, LogClock | null>();
  return {
    system,
    clock: zone === undefined ? null : new LogClock(zone),
    clockOf(name) {
      const known = clocks.get(name);
      if (known !== undefined) return known;
      const { zone } = readZone(name, params.zones ?? {});
      const made = zone === null ? null : new LogClock(zone);
      if (clocks.size < 1_000) clocks.set(name, made);
      return made;
    },
    ...{ dateStandard: params.dateStandard ?? "mmdd", near, job },
  };
}

/** Chunks of text. Bytes that are no text become a sign in their place: a line that has some is read for the rest. */
async function* textOf(place: string, file: string, out: Output): AsyncGenerator<string> {
  const head = new Uint8Array(2);
  try {
    await using handle = await open(place);
    await handle.read(head, 0, 2, 0);
  } catch (error) {
    throw new CommandError(
      "refused",
      `can't read ${file}: ${(error as Error).message}`,
      null,
      error,
    );
  }
  const mark = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
  const isGzip = mark === 0x1f8b;
  const decoder = new TextDecoder(
    mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8",
  );
  const source = createReadStream(place, { highWaterMark: 1 << 20 });
  const bytes: AsyncIterable<Uint8Array> = isGzip ? source.pipe(createGunzip()) : source;
  let done = 0;
  try {
    for await (const chunk of bytes) {
      done += chunk.length;
      out.progress(`reading ${file}: ${Math.floor(done / 1_048_576)} MB`);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      "refused",
      `can't read ${file}: ${(error as Error).message}`,
      null,
      error,
    );
  } finally {
    source.destroy();
  }
}
