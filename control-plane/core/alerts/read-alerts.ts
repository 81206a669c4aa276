// `alerts/*.yaml` of a control repository and `routes.yaml` of a project: read, checked and made settings; good as a whole,
// or what was good before holds on.

import type { AlertsSpec, AlertChannel as ChannelSpec, RoutesSpec } from "#schemas/types.ts";
import { validateAlerts, validateRoutes } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Place, Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { checkChannel } from "./check-channel.ts";
import { checkRoutes } from "./check-routes.ts";
import { channelOf, routeOf, severityRuleOf, watchOf } from "./normalize.ts";
import { type AlertRoute, type AlertSettings, noSettings } from "./settings.ts";

export const alertsFolder = "alerts";
export const routesFile = "routes.yaml";

/** Of files directly in the folder. */
export const isAlertsFile = (path: string): boolean => /^alerts\/[^/]+\.yaml$/.test(path);

export interface ReadAlerts {
  /** Null while any of the files has errors. */
  settings: AlertSettings | null;
  diagnostics: Diagnostic[];
}

/** Files in the order of their paths: so are their routes asked. */
export function readAlerts(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
): ReadAlerts {
  const files: SpecFile[] = [];
  const problems: Problem[] = [];
  const read: { file: SpecFile; spec: AlertsSpec }[] = [];
  for (const { path, bytes } of [...contents].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const file = parseContent(path, bytes);
    files.push(file);
    const spec = validateFile<AlertsSpec>(file, validateAlerts, problems);
    if (spec !== undefined) read.push({ file, spec });
  }
  const channels = channelsOf(read, problems);
  const known = new Set(channels.keys());
  for (const { file, spec } of read) checkRoutes(file, spec.routes ?? [], known, problems);
  const watch = only(read, "watch", problems);
  const links = only(read, "links", problems);
  const diagnostics = locateAll(files, problems);
  if (diagnostics.some(({ severity }) => severity === "error"))
    return { settings: null, diagnostics };
  return {
    settings: {
      channels: Object.fromEntries(
        [...channels].map(([name, spec]) => [name, channelOf(name, spec)]),
      ),
      routes: read.flatMap(({ spec }) => (spec.routes ?? []).map(routeOf)),
      severities: read.flatMap(({ spec }) => (spec.severities ?? []).map(severityRuleOf)),
      watch: watch ? watchOf(watch) : noSettings.watch,
      links: { trace: links?.trace ?? null, runbook: links?.runbook ?? null },
    },
    diagnostics,
  };
}

/** @param channels Names of those that the project may use; null: nobody knows here, as in a checkout. */
export function readRoutes(
  bytes: string | Uint8Array,
  channels: ReadonlySet<string> | null,
): { routes: AlertRoute[] | null; diagnostics: Diagnostic[] } {
  const file = parseContent(routesFile, bytes);
  const problems: Problem[] = [];
  const spec = validateFile<RoutesSpec>(file, validateRoutes, problems);
  checkRoutes(file, spec?.routes ?? [], channels, problems);
  const diagnostics = locateAll([file], problems);
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return {
    routes: spec === undefined || isBroken ? null : (spec.routes ?? []).map(routeOf),
    diagnostics,
  };
}

/** What is wrong with a project's routes where nobody knows the channels; nothing without the file. */
export const checkOwnRoutes = (content: string | Uint8Array | undefined): Diagnostic[] =>
  content === undefined ? [] : readRoutes(content, null).diagnostics;

function channelsOf(
  read: readonly { file: SpecFile; spec: AlertsSpec }[],
  problems: Problem[],
): Map<string, ChannelSpec> {
  const channels = new Map<string, ChannelSpec>();
  const places = new Map<string, Place>();
  for (const { file, spec } of read)
    for (const [name, channel] of Object.entries(spec.channels ?? {})) {
      if (channel === undefined) continue;
      const place = { file, path: ["channels", name], at: "key" as const };
      const same = places.get(name);
      if (same)
        problems.push({
          ...{ ...place, code: "invalid-channel" },
          message: `the channel "${name}" is there twice`,
          related: { ...same, message: "the other one" },
        });
      places.set(name, place);
      checkChannel(name, channel, place, problems);
      channels.set(name, channel);
    }
  return channels;
}

/** What one file may say for all. */
function only<K extends "watch" | "links">(
  read: readonly { file: SpecFile; spec: AlertsSpec }[],
  key: K,
  problems: Problem[],
): AlertsSpec[K] | undefined {
  const [first, second] = read.filter(({ spec }) => spec[key] !== undefined);
  if (first && second)
    problems.push({
      ...{ file: second.file, path: [key], at: "key", code: "duplicate-item" },
      message: `\`${key}\` is in two files`,
      related: { file: first.file, path: [key], at: "key", message: "the other one" },
    });
  return first?.spec[key];
}
