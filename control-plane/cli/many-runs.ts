// Acts on many runs: the newest generation of each slot for which an expression is true.

import type { ApiClient, RunSummary } from "#api/client.ts";
import { CommandError, type Exit } from "./exit.ts";
import { actOnEach, type Done, type Kind, type ManyInput } from "./many.ts";
import type { Output } from "./output.ts";
import { everyItem } from "./pages.ts";

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

/** The same of a command with a second word, which `--where` leaves as the only one: `force load --where …`. */
export function runAndWord(
  run: string | undefined,
  word: string | undefined,
  where: string | undefined,
): { id: string | null; word: string | undefined } {
  const isMany = where !== undefined && word === undefined;
  return { id: oneOrMany(isMany ? undefined : run, where), word: isMany ? run : word };
}

/**
 * Does `act` to every run that `--where` means.
 * @param verb Such as `cancel`, for the question.
 */
export const actOnMany = (
  input: ManyInput,
  verb: string,
  act: (api: ApiClient, run: RunSummary) => Promise<Acted>,
  narrow: Narrow = {},
): Promise<Exit> =>
  actOnEach(
    input,
    {
      ...kind,
      async find(api, where, out) {
        const { keep = () => true, ids } = narrow;
        const only = await ids?.(api);
        const runs = await meant(api, where, out);
        return runs.filter((run) => keep(run) && (only?.has(run.id) ?? true));
      },
    },
    verb,
    async (api, run) => doneWith(run, await act(api, run)),
  );

/** The run that an act has changed, or has made of the other. */
type Acted = Pick<RunSummary, "id" | "state">;

/** Of the runs that are meant those that the act is for. */
interface Narrow {
  keep?: (run: RunSummary) => boolean;
  /** Such as runs that are held, which no expression says. */
  ids?: (api: ApiClient) => Promise<ReadonlySet<string>>;
}

const doneWith = (before: RunSummary, after: Acted): Done => ({
  result: { id: after.id, state: after.state },
  ...(after.id === before.id ? {} : { note: `, as run ${after.id}` }),
});

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

const kind: Omit<Kind<RunSummary>, "find"> = {
  noun: "run",
  name: ({ id }) => id,
  subject: ({ id, project, pipeline }) => ({ run: id, project, pipeline }),
  columns: [
    { title: "RUN", value: (run) => run.id },
    { title: "PIPELINE", value: (run) => `${run.project}/${run.pipeline}` },
    { title: "STATE", value: (run) => run.state },
    { title: "DATE", value: (run) => run.date },
    { title: "SLOT", value: (run) => run.slot },
    { title: "REASON", value: (run) => run.reason ?? "" },
  ],
};
