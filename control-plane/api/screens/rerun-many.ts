// Rerun many: chosen runs, or those that a filter of the list of runs finds, each by its own request to the API.

import { addressOf } from "#web/paging.ts";
import { type Candidate, rerunManyScreen } from "#web/screens/rerun-many.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import { invalid, Problem } from "../problem.ts";
import type { Page, RunSummary } from "../types.ts";
import { askedOf } from "./asked.ts";
import { refusedFor } from "./refused.ts";
import { runFilters } from "./runs.ts";

/** So many at a time: each is a request of its own. */
export const mostAtOnce = 100;

/** Ids in an address or a form: `12,13`. */
export const idsIn = (text: string): string[] =>
  [...new Set(text.split(","))].filter((id) => /^\d{1,18}$/.test(id)).slice(0, mostAtOnce);

/** By code, as an address says it. */
const reasons: ReadonlyMap<string, string> = new Map([
  ["conflict", "a run of its slot goes on, or nothing of it is to be done again"],
  ["forbidden", "you may not"],
  ["not-found", "it is not there"],
]);

export const rerunManyPage: PageRoute = {
  path: "/runs/rerun",
  ...{ id: "showRerunMany", summary: "Rerun many: which runs, before it is asked for" },
  query: {
    ...runFilters,
    ids: "Chosen runs: `12,13`.",
    made: "How many were just made.",
    refused: "Which were not, and why: `12.conflict`.",
  },
  async show(reader, { query }) {
    const { ids, made, refused, after: _, ...choices } = askedOf(query);
    const chosen = ids === undefined ? null : idsIn(ids);
    const page =
      chosen === null
        ? await reader.get<Page<RunSummary>>(
            addressOf("/runs", { ...choices, newest: "true", limit: String(mostAtOnce) }),
          )
        : { items: await runsOf(reader, chosen), next: null };
    return rerunManyScreen({
      ...{ now: new Date().toISOString(), csrf: reader.me.csrf, more: page.next !== null },
      candidates: made === undefined ? await judged(reader, page.items) : [],
      done: made === undefined ? null : { made: Number(made) || 0, refused: toldOf(refused ?? "") },
    });
  },
  async act(reader, { form }) {
    const { ids = "", reason = "", act } = form;
    if (act === "choose")
      return addressOf("/runs/rerun", {
        ids: Object.keys(form)
          .flatMap((name) => /^run-(\d{1,18})$/.exec(name)?.[1] ?? [])
          .join(","),
      });
    if (reason.trim() === "") throw invalid([{ at: "reason", message: '"reason" is missing' }]);
    let made = 0;
    const refused: string[] = [];
    for (const id of idsIn(ids))
      try {
        await rerun(reader, id, reason);
        made++;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refused.push(`${id}.${error.code}`);
      }
    return addressOf("/runs/rerun", { made: String(made), refused: refused.join(",") });
  },
};

const toldOf = (refused: string): (readonly [string, string])[] =>
  refused.split(",").flatMap((one) => {
    const [, id, code] = /^(\d{1,18})\.([\w-]{1,40})$/.exec(one) ?? [];
    return id === undefined || code === undefined ? [] : [[id, reasons.get(code) ?? code] as const];
  });

/** From what failed, and where nothing did all of it: as the run's own page does. */
async function rerun(reader: PageReader, id: string, reason: string): Promise<void> {
  const run = await reader.get<{ state: string }>(`/runs/${id}`);
  const isWhole = run.state === "succeeded" || run.state === "skipped";
  await reader.post(`/runs/${id}/rerun`, { reason, ...(isWhole ? { fromFailed: false } : {}) });
}

async function runsOf(reader: PageReader, ids: readonly string[]): Promise<RunSummary[]> {
  const found = await Promise.all(ids.map((id) => reader.find<RunSummary>(`/runs/${id}`)));
  return found.flatMap((run) => run ?? []);
}

async function judged(reader: PageReader, runs: readonly RunSummary[]): Promise<Candidate[]> {
  const nameOf = ({ project, pipeline }: RunSummary) => `${project}/${pipeline}`;
  const refusals = new Map<string, string | null>();
  for (const run of runs)
    if (!refusals.has(nameOf(run)))
      refusals.set(nameOf(run), await refusedFor(reader, run, "rerun"));
  return runs.map((run) => ({
    run,
    refused: run.finishedAt === null ? "it has not ended yet" : (refusals.get(nameOf(run)) ?? null),
  }));
}
