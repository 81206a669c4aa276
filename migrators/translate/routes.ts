// Routes of a project's alerts: one for each destination and kind, found by a tag of the pipelines whose jobs name it.

import type { RoutesSpec } from "#schemas/types.ts";
import { LEGACY_CODES } from "../finding-codes.ts";
import type { LegacyAttribute } from "../statement.ts";
import type { PipelineDraft, ProjectDraft } from "./draft.ts";
import { slugOf } from "./names.ts";

export type RouteKind = "failed" | "late" | "did-not-start";

/** The tag whose words are the routes that a pipeline's alerts take. */
const tag = "notify";

const tails: Record<RouteKind, string> = { failed: "", late: "-late", "did-not-start": "-start" };

/** Has the pipeline's alerts of a kind told to a destination; where the route is, for the ledger. */
export function routeTo(
  destination: string,
  kind: RouteKind,
  from: readonly LegacyAttribute[],
  { spec }: PipelineDraft,
  project: ProjectDraft,
): string {
  const channel = channelOf(destination, project);
  const name = `${channel}${tails[kind]}`;
  spec.tags = { ...spec.tags, [tag]: [...new Set([...(spec.tags?.[tag] ?? []), name])].sort() };
  const file = project.files.getOrInsertComputed("routes.yaml", () => ({ routes: [] }));
  const routes = file.routes as RoutesSpec["routes"];
  if (!routes.some((route) => route.name === name)) {
    routes.push({ name, match: { kinds: [kind], tags: { [tag]: [name] } }, to: [channel] });
    routes.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (kind === "failed" || !routes.some((route) => route.name === channel))
      tellChannel(destination, channel, from, project);
  }
  return `routes.yaml#routes.${name}`;
}

/** Leaves room for what names of routes end with. */
const longestName = 54;

const channels = new WeakMap<ProjectDraft, Map<string, string>>();

/** A channel of the control repository for a mail address, or for what the scheduler's tables know by a name: each its own. */
function channelOf(destination: string, project: ProjectDraft): string {
  const known = channels.get(project) ?? new Map<string, string>();
  channels.set(project, known);
  return known.getOrInsertComputed(destination.toLowerCase(), () => {
    const wanted = slugOf(destination.replaceAll("@", "-at-")) ?? "alerts";
    const taken = new Set(known.values());
    for (let number = 1; ; number++) {
      const tail = number === 1 ? "" : `-${number}`;
      const name = `${wanted.slice(0, longestName - tail.length).replace(/-$/, "")}${tail}`;
      if (!taken.has(name)) return name;
    }
  });
}

function tellChannel(
  destination: string,
  channel: string,
  [first]: readonly LegacyAttribute[],
  { estate }: ProjectDraft,
): void {
  if (first === undefined) return;
  const what = destination.includes("@")
    ? `mail to ${destination}`
    : `what ${destination} stood for`;
  const message = `alerts go to the channel ${channel}: ${what}`;
  const { severity, help } = LEGACY_CODES["notify-channel"] ?? { severity: "info", help: null };
  estate.findings.push({
    ...{ code: "notify-channel", severity: severity ?? "info", place: first.place, message },
    ...(help ? { help } : {}),
  });
}
