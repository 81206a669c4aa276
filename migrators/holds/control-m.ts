// What Control-M says of jobs, read for whether they are held: statuses of the Automation API (`held`), and definitions as JSON
// or as an export of a folder in XML.

import type { HoldState } from "#core/cutover/holds.ts";
import type { HoldLine } from "./crontab.ts";

/**
 * Orders are judged one by one: one that waits or runs without a hold makes its job active. A definition says whether a new
 * day will order the job: of a folder that is ordered by hand only it won't.
 * Jobs of which nothing is said are left out: what is active tells nothing of what isn't ordered yet.
 */
export function controlMHolds(texts: readonly string[], jobs: readonly string[]): HoldLine[] {
  const wanted = new Set(jobs);
  const found = new Map<string, HoldLine>();
  for (const { job, state, line } of texts.flatMap(saidBy)) {
    const known = found.get(job);
    if (wanted.has(job) && (known === undefined || rank(state) < rank(known.state)))
      found.set(job, { job, state, line });
  }
  return [...found.values()];
}

const order: readonly HoldState[] = ["active", "unknown", "held", "absent"];
const rank = (state: HoldState): number => order.indexOf(state);

function saidBy(text: string): HoldLine[] {
  if (/^\s*</.test(text)) return xmlDefinitions(text);
  const values = jsonValues(text);
  return values.flatMap((value) => {
    const orders = Array.isArray(value) ? value : isRecord(value) ? (value.statuses ?? value) : [];
    if (Array.isArray(orders)) return orders.flatMap(orderSaid);
    return isRecord(orders) && "jobId" in orders ? orderSaid(orders) : jsonDefinitions(orders);
  });
}

/** One document, or one a line. */
function jsonValues(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text.split("\n").flatMap((line) => {
      try {
        return line.trim() === "" ? [] : [JSON.parse(line)];
      } catch {
        return [];
      }
    });
  }
}

/** Over: it won't start again by itself. */
const over = /^Ended (?:OK|Not OK)$/i;

function orderSaid(value: unknown): HoldLine[] {
  if (!isRecord(value) || typeof value.name !== "string") return [];
  const { name, folder, held, deleted, status } = value;
  if (`${deleted}` === "true") return [];
  const job = typeof folder === "string" && folder !== "" ? `${folder}/${name}` : name;
  const line = JSON.stringify(value);
  if (`${held}` === "true") return [{ job, state: "held", line }];
  if (typeof status === "string" && over.test(status)) return [];
  return [{ job, state: held === undefined ? "unknown" : "active", line }];
}

/** `{FOLDER: {Type, OrderMethod?, JOB: {Type: "Job:…"}}}`; a folder without a method is ordered each day. */
function jsonDefinitions(value: unknown, within: string | null = null, manual = false): HoldLine[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, part]): HoldLine[] => {
    if (!isRecord(part) || typeof part.Type !== "string") return [];
    const path = within === null ? name : `${within}/${name}`;
    if (/^(?:Folder|SimpleFolder|SubFolder)$/.test(part.Type)) {
      const byHand = manual || /^(?:none|manual)/i.test(`${part.OrderMethod ?? ""}`);
      return jsonDefinitions(part, path, byHand);
    }
    if (!part.Type.startsWith("Job") || within === null) return [];
    const method = manual ? "manual" : "each day";
    return [{ job: path, state: manual ? "absent" : "active", line: `${path}: ordered ${method}` }];
  });
}

/** Folders and jobs of an export: what has no order method, or an empty one, is ordered by hand only. */
function xmlDefinitions(text: string): HoldLine[] {
  const found: HoldLine[] = [];
  const folders: { path: string; manual: boolean }[] = [];
  for (const [tag, closing, kind = "", attributes = ""] of text.matchAll(
    /<(\/?)(FOLDER|SMART_FOLDER|SUB_FOLDER|TABLE|SMART_TABLE|SUB_TABLE|JOB)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g,
  )) {
    const attribute = (name: string) =>
      new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? null;
    const outer = folders.at(-1);
    if (kind === "JOB") {
      const name = attribute("JOBNAME");
      if (closing === "/" || name === null || outer === undefined) continue;
      const state = outer.manual ? "absent" : "active";
      found.push({ job: `${outer.path}/${name}`, state, line: tag.replaceAll(/\s+/g, " ") });
    } else if (closing === "/") folders.pop();
    else if (!attributes.trimEnd().endsWith("/")) {
      const name =
        attribute("FOLDER_NAME") ?? attribute("TABLE_NAME") ?? attribute("JOBNAME") ?? "";
      const method = attribute("FOLDER_ORDER_METHOD") ?? attribute("TABLE_USERDAILY") ?? "";
      const manual = outer?.manual ?? method === "";
      folders.push({ path: outer ? `${outer.path}/${name}` : name, manual });
    }
  }
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
