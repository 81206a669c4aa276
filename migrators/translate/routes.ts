// Routes of a project's alerts: one for each channel and kind, found by a tag of the pipelines whose jobs name it.

import type { RoutesSpec } from "#schemas/types.ts";
import { LEGACY_CODES } from "../finding-codes.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import type { ProjectDraft } from "./draft.ts";
import { tellLost } from "./lost.ts";

export type RouteKind =
  | ("failed" | "late" | "did-not-start")
  | ("overrun" | "underrun" | "succeeded" | "retried");

/** A file takes no more. */
const mostRoutes = 200;

/** The tag whose words are the routes that a pipeline's alerts take. */
const tag = "notify";

const tails: Record<RouteKind, string> = {
  ...{ failed: "", late: "-late", "did-not-start": "-start" },
  ...{ overrun: "-long", underrun: "-short", succeeded: "-success", retried: "-retry" },
};

/** Of what the pipeline as a whole is not told. */
const codes: Partial<Record<RouteKind, string>> = {
  ...{ succeeded: "notify-success", retried: "notify-rerun" },
};

type Route = RoutesSpec["routes"][number];

/** `target`: where it is, for the ledger. Without one there is none, for the reason that the code says. */
type Routed = { target: string } | { code: "notify-nobody" | "notify-unnamed" | "notify-many" };

/** What is tagged for a route: a pipeline, or what its spec has watched. */
type Tagged = { tags?: Record<string, string[]> };

/** Has alerts of a kind told to a destination, and accounts for that; what can't be told is lost. */
export function routeOrLose(
  destination: string,
  kind: RouteKind,
  from: readonly LegacyAttribute[],
  { job, accounts, tagged }: { job: LegacyJob; accounts: Accounts; tagged: Tagged },
  project: ProjectDraft,
): void {
  const routed = routeTo(destination, kind, from, tagged, project);
  const code = codes[kind] ?? "notify-route";
  if ("target" in routed) accounts.addAll(from, "equivalent", code, routed.target);
  else if (routed.code === "notify-nobody") accounts.addAll(from, "inert", routed.code);
  else tellLost(accounts, from, routed.code, job, project);
}

/** Has alerts of a kind told to a destination: a mail address, or what the scheduler's tables know by a name. */
function routeTo(
  destination: string,
  kind: RouteKind,
  from: readonly LegacyAttribute[],
  tagged: Tagged,
  project: ProjectDraft,
): Routed {
  const channel = project.mapping.destination(destination);
  if (channel === null) return { code: "notify-nobody" };
  if (!/^(?=.{1,60}$)[a-z0-9]+(?:-[a-z0-9]+)*$/.test(channel)) return { code: "notify-unnamed" };
  const file = project.files.getOrInsertComputed("routes.yaml", () => ({ routes: [] }));
  const routes = file.routes as Route[];
  const known = routes.find(({ to, match }) => to[0] === channel && match?.kinds?.[0] === kind);
  if (!known && routes.length === mostRoutes) return { code: "notify-many" };
  const name = known?.name ?? freeName(`${channel}${tails[kind]}`, routes);
  if (!known) {
    routes.push({ name, match: { kinds: [kind], tags: { [tag]: [name] } }, to: [channel] });
    routes.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  tellChannel(destination, channel, from, project);
  const words = new Set([...(tagged.tags?.[tag] ?? []), name]);
  tagged.tags = { ...tagged.tags, [tag]: [...words].sort() };
  return { target: `routes.yaml#routes.${name}` };
}

const longestName = 60;

function freeName(wanted: string, routes: readonly Route[]): string {
  for (let number = 1; ; number++) {
    const tail = number === 1 ? "" : `-${number}`;
    const name = `${wanted.slice(0, longestName - tail.length).replace(/-$/, "")}${tail}`;
    if (!routes.some((route) => route.name === name)) return name;
  }
}

const told = new WeakMap<ProjectDraft, Set<string>>();

/** Once for each destination. */
function tellChannel(
  destination: string,
  channel: string,
  [first]: readonly LegacyAttribute[],
  project: ProjectDraft,
): void {
  const known = told.get(project) ?? new Set();
  told.set(project, known);
  if (first === undefined || known.has(destination)) return;
  known.add(destination);
  const what = destination.includes("@")
    ? `mail to ${destination}`
    : `what ${destination} is there`;
  const { severity, help } = LEGACY_CODES["notify-channel"] ?? { severity: "info", help: null };
  project.estate.findings.push({
    ...{ code: "notify-channel", severity: severity ?? "info", place: first.place },
    message: `alerts go to the channel ${channel}: ${what}`,
    ...(help ? { help } : {}),
  });
}
