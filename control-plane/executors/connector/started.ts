// What is recorded of a run elsewhere, before it is submitted and once it has its ids.

import { createHash } from "node:crypto";
import type { ConnectorAction } from "#core/action.ts";
import type { ConnectorData } from "#core/connector/expression.ts";
import type { ExternalRun } from "../executor.ts";

type Ids = Record<string, string>;

export interface Started {
  /** The same for every try of one submission. */
  key: string;
  /** Null: it was, or was about to be, submitted, and nobody saw the answer. */
  ids: Ids | null;
  /** What was so before it. */
  before: Record<string, string>;
  /** The failed run whose failed parts are rerun; null: it is a run of its own. */
  rerunOf: Ids | null;
  /** The task, with the iteration of one that repeats: later runs look for it by that. */
  task: string;
  /** Hash of what was asked of whom: nothing else is rerun in its place. */
  what: string;
  /** It is known to have failed. */
  failed: boolean;
  /** So many of the further requests of the submission were answered. */
  sent: number;
  /** So many of them went out, or were about to. */
  asked: number;
}

export const recorded = ({
  ids,
  before,
  rerunOf,
  failed,
  sent,
  asked,
  ...texts
}: Started): ExternalRun => ({
  ...texts,
  ids: ids === null ? null : JSON.stringify(ids),
  before: JSON.stringify(before),
  ...{ sent: String(sent), asked: String(asked) },
  ...(rerunOf === null ? {} : { rerunOf: JSON.stringify(rerunOf) }),
  ...(failed ? { failed: "yes" } : {}),
});

export const startedFrom = (run: ExternalRun): Started => ({
  key: run.key ?? "",
  ids: idsFrom(run.ids),
  before: JSON.parse(run.before ?? "{}") as Record<string, string>,
  rerunOf: idsFrom(run.rerunOf),
  task: run.task ?? "",
  what: run.what ?? "",
  failed: run.failed === "yes",
  // Recorded before this was kept: all went out.
  sent: Number(run.sent ?? "Infinity"),
  asked: Number(run.asked ?? run.sent ?? "Infinity"),
});

const idsFrom = (text: string | null | undefined): Ids | null =>
  text ? (JSON.parse(text) as Ids) : null;

/** Which system is asked for what, as a hash: inputs may be long. */
export const whatOf = ({ connectorName, connector, connection, inputs }: ConnectorAction): string =>
  createHash("sha256")
    .update(JSON.stringify([connectorName, connector.base, connection, inputs]))
    .digest("base64");

/** What later requests may name of it. */
export const startedData = (
  given: ConnectorData,
  { ids, before, rerunOf }: Pick<Started, "ids" | "before" | "rerunOf">,
): ConnectorData => ({ ...given, before, id: ids ?? rerunOf ?? {} });

/** For people: `run 4711`, or `this run` for a system that gives none. */
export const startedName = ({ ids }: Pick<Started, "ids">): string => {
  const named = Object.entries(ids ?? {}).map(([name, id]) => `${name} ${id}`);
  return named.length === 0 ? "a run without an id" : named.join(", ");
};
