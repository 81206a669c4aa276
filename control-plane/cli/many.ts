// Acts on many runs: an expression says which, the list is shown first, and they are done one after the other.

import type { ApiClient, RunSummary, RunView } from "#api/client.ts";
import { type ConnectInput, explained, withServer } from "./connect.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { Output } from "./output.ts";
import { everyItem } from "./pages.ts";

export interface ManyInput extends ConnectInput {
  options: ConnectInput["options"] & { where: string | undefined; yes: boolean; pace: string };
  out: Output;
  signal: AbortSignal;
  ask: ((question: string) => Promise<string>) | null;
}

/** More than this is no list that anybody reads. */
const mostRuns = 10_000;
/** Pages of runs that are looked through; the server looks at 10,000 runs for each. */
const mostPages = 20;

/** The one run's id, or null for `--where`. @throws CommandError `usage` for none or both. */
export function oneOrMany(run: string | undefined, where: string | undefined): string | null {
  if (run === undefined && where === undefined)
    throw new CommandError("usage", "which run?", "give its id, or several by --where EXPRESSION");
  if (run !== undefined && where !== undefined)
    throw new CommandError("usage", `run ${run} and --where exclude each other`, "leave one out");
  return run ?? null;
}

/**
 * Does `act` to every run that `--where` means.
 * @param verb Such as `cancel`, for the question.
 */
export async function actOnMany(
  input: ManyInput,
  verb: string,
  act: (api: ApiClient, run: RunSummary) => Promise<RunView>,
): Promise<Exit> {
  const { options, out, signal, ask } = input;
  const waitMs = paceOf(options.pace);
  return withServer(input, signal, async (api) => {
    const runs = await meant(api, options.where ?? "", out);
    if (runs.length === 0) {
      out.note("there is no such run");
      return "ok";
    }
    const what = `${verb} ${runs.length === 1 ? "this run" : `these ${runs.length} runs`}`;
    if (!options.yes) {
      showAll(runs, out);
      if (ask === null)
        throw new CommandError("usage", `nobody can be asked whether to ${what}`, "add --yes");
      out.flush();
      if (!/^y(es)?$/i.test((await ask(`${what}? [y/N] `)).trim())) {
        out.note("nothing was done");
        return "failed";
      }
    } else if (out.format === "text") showAll(runs, out);
    let failed = 0;
    for (const [at, run] of runs.entries()) {
      if (at > 0) await pause(waitMs, signal);
      if (signal.aborted)
        throw new CommandError("interrupted", `interrupted after ${at} of ${runs.length} runs`);
      if (!(await one(api, run, act, out))) failed++;
      out.flush();
    }
    out.note(`${runs.length - failed} done, ${failed} failed`);
    return failed === 0 ? "ok" : "failed";
  });
}

/** @throws CommandError when there are too many. */
async function meant(api: ApiClient, where: string, out: Output): Promise<RunSummary[]> {
  let pages = 0;
  let isCut = false;
  const read = async (page: { after?: string; limit: number }) => {
    const answer = await api.runs({ where, newest: true, ...page });
    if (++pages < mostPages || answer.next === null) return answer;
    isCut = true;
    return { ...answer, next: null };
  };
  const runs = await Array.fromAsync(everyItem(read, mostRuns + 1));
  if (runs.length > mostRuns)
    throw new CommandError(
      "usage",
      `more than ${mostRuns} runs are meant`,
      "narrow the expression, by date or pipeline",
    );
  if (isCut) out.note("older runs were not looked at; narrow the expression to reach them");
  return runs;
}

function showAll(runs: readonly RunSummary[], out: Output): void {
  out.list(runs, [
    { title: "RUN", value: (run) => run.id },
    { title: "PIPELINE", value: (run) => `${run.project}/${run.pipeline}` },
    { title: "STATE", value: (run) => run.state },
    { title: "DATE", value: (run) => run.date },
    { title: "SLOT", value: (run) => run.slot },
    { title: "REASON", value: (run) => run.reason ?? "" },
  ]);
}

/** What the server refuses of one run is no reason to leave the others. */
async function one(
  api: ApiClient,
  run: RunSummary,
  act: (api: ApiClient, run: RunSummary) => Promise<RunView>,
  out: Output,
): Promise<boolean> {
  const common = { run: run.id, project: run.project, pipeline: run.pipeline };
  try {
    const result = await act(api, run);
    out.json({ ...common, ok: true, result: { id: result.id, state: result.state }, error: null });
    const next = result.id === run.id ? "" : `, as run ${result.id}`;
    out.text(`${run.id}: done${next}`);
    return true;
  } catch (error) {
    const known = explained(error, "");
    if (!(known instanceof CommandError) || known.exit === "refused") throw error;
    out.json({ ...common, ok: false, result: null, error: known.message });
    out.text(`${run.id}: ${out.style("red", "failed")}: ${known.message}`);
    return false;
  }
}

/** Milliseconds between two acts. @throws CommandError `usage` */
function paceOf(text: string): number {
  const [, number = "", unit] = /^(\d{1,6}(?:\.\d{1,3})?)\/(s|m)$/.exec(text) ?? [];
  const perSecond = Number(number) / (unit === "m" ? 60 : 1);
  if (perSecond > 0) return 1000 / perSecond;
  throw new CommandError("usage", `--pace '${text}' is no pace`, "such as 10/s or 30/m");
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
