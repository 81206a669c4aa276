// What tasks and triggers that wait for files have in common, as written → as it is looked for, and back.

import type { FileInputs } from "#schemas/types.ts";
import type { ConnectionSource } from "../connection.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { hasExpression } from "../expression.ts";
import { filePatternProblem } from "../file-pattern.ts";
import { checkFilePlaceAt, filePlace, filePlaceSpec } from "../file-place.ts";
import { durationMs } from "../normalize-schedule.ts";
import type { Place, Problem } from "../problem.ts";
import { markerProblem } from "./marker.ts";
import type { FileWatch } from "./watch.ts";

/** As tasks and triggers write it alike. */
export type WatchSpec = Omit<FileInputs, "on" | "count" | "all">;

/** The schema's descriptions repeat them for people. */
const defaults = { every: "30s", stable: "30s", stableWithMarker: "0s", minAge: "0s" } as const;
const leastEveryMs = 1_000;

/** Of a spec without problems. */
export function fileWatch(
  spec: WatchSpec,
  source: Pick<ConnectionSource, "connection">,
): Omit<FileWatch, "on"> {
  const { marker = null, maxAge } = spec;
  const stable = marker === null ? defaults.stable : defaults.stableWithMarker;
  return {
    ...filePlace(spec, source),
    files: spec.files,
    everyMs: durationMs(spec.every ?? defaults.every),
    stableMs: durationMs(spec.stable ?? stable),
    minBytes: spec.minBytes ?? 0,
    minAgeMs: durationMs(spec.minAge ?? defaults.minAge),
    maxAgeMs: maxAge === undefined ? null : durationMs(maxAge),
    marker,
  };
}

/** The spec that gives it again. */
export const watchSpec = (watch: Omit<FileWatch, "on">): WatchSpec => ({
  ...filePlaceSpec(watch),
  files: watch.files,
  every: formatDuration(watch.everyMs),
  stable: formatDuration(watch.stableMs),
  minBytes: watch.minBytes,
  minAge: formatDuration(watch.minAgeMs),
  ...(watch.maxAgeMs === null ? {} : { maxAge: formatDuration(watch.maxAgeMs) }),
  ...(watch.marker === null ? {} : { marker: watch.marker }),
});

/** What JSON Schema can't say of it. @param by What it belongs to, for people. */
export function checkWatch(
  given: Readonly<Record<string, unknown>>,
  at: (...path: (string | number)[]) => Place,
  by: string,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const spec = given as Partial<WatchSpec>;
  checkFilePlaceAt(spec, at, by, source, problems);
  const report = (place: Place, code: Problem["code"], message: string, help: string) =>
    problems.push({ ...place, code, message, help });
  if (!("path" in spec || "connection" in spec) && "files" in spec)
    report(
      at("files"),
      "missing-property",
      "nothing says in which folder",
      "add `path`, and `connection` for one that isn't the worker's own",
    );
  for (const [index, text] of listed(spec.files).entries()) {
    if (typeof text !== "string" || hasExpression(text)) continue;
    const problem = filePatternProblem(text);
    const message = `this is no pattern of files: ${problem}`;
    const help = "write paths below the folder, such as *.csv or **/*.csv";
    if (problem !== null) report(at("files", index), "invalid-text", message, help);
  }
  const { marker } = spec;
  const problem = typeof marker === "string" ? markerProblem(marker) : null;
  if (problem !== null)
    report(
      at("marker"),
      "invalid-text",
      `this is no marker file: ${problem}`,
      "such as {name}.done",
    );
  checkLengths(spec, at, report);
}

const listed = (files: unknown): unknown[] => (Array.isArray(files) ? files : []);

function checkLengths(
  { every, minAge, maxAge }: Partial<WatchSpec>,
  at: (...path: string[]) => Place,
  report: (place: Place, code: Problem["code"], message: string, help: string) => void,
): void {
  const [everyMs, minAgeMs, maxAgeMs] = [every, minAge, maxAge].map((text) =>
    typeof text === "string" ? parseDuration(text) : null,
  );
  if (typeof everyMs === "number" && everyMs < leastEveryMs)
    report(at("every"), "out-of-range", `${every} is less than 1s`, "look once a second at most");
  if (typeof minAgeMs === "number" && typeof maxAgeMs === "number" && minAgeMs > maxAgeMs)
    report(
      at("minAge"),
      "out-of-range",
      `no file is older than ${minAge} and not older than ${maxAge}`,
      "raise `maxAge`",
    );
}
