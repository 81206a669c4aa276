// What the page of a run asks of the API, and the acts that it asks for.

import type { Act } from "#web/run/acts.ts";
import { runScreen } from "#web/screens/run.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import { invalid } from "../problem.ts";
import type {
  ExplanationView,
  PipelineView,
  ProjectView,
  RunView,
  TraceView,
  WhyView,
} from "../types.ts";

const done: ReadonlyMap<string, string> = new Map([
  ["rerun", "This is the run that was asked for."],
  ["cancel", "It was asked to stop."],
  ["mark", "The task was marked."],
  ["approve", "It was approved."],
  ["reject", "It was rejected."],
]);

/** Where there is nothing else, a rerun is of the whole run. */
const carriedOver: readonly string[] = ["succeeded", "skipped"];

/** The trace of a run of more tasks is made when somebody wants it. */
const mostTraced = 500;
const mostSpans = 100;

export const runPage: PageRoute = {
  ...{ path: "/runs/:id", id: "showRun", summary: "A run: what holds it, and what to do" },
  params: { id: "The run's id." },
  query: {
    task: "Whose log is shown.",
    attempt: "Of which attempt.",
    q: "What is looked for in it.",
    line: "A line of it.",
    trace: "`shown`: also the trace of a run of many tasks.",
    state: "Only tasks in this state are shown.",
    name: "Only tasks whose name has this.",
    from: "How many of them come before those that are shown.",
    unfold: "What is opened of the graph, with blanks between.",
    done: "What was just done.",
  },
  async show(reader, { params, query }) {
    const of = `/runs/${encodeURIComponent(params.id ?? "")}`;
    const run = await reader.get<RunView>(of);
    const where = `/pipelines/${encodeURIComponent(run.project)}/${encodeURIComponent(run.pipeline)}`;
    const showsTrace =
      run.finishedAt !== null && (query.trace === "shown" || run.tasks.length <= mostTraced);
    const [why, pipeline, acts, trace, project] = await Promise.all([
      reader.get<WhyView>(`${of}/why?fold=true`),
      reader.find<PipelineView>(where),
      actsFor(reader, run, where),
      showsTrace ? reader.get<TraceView>(`${of}/trace?most=${mostSpans}`) : null,
      reader.find<ProjectView>(`/projects/${encodeURIComponent(run.project)}`),
    ]);
    const task = run.tasks.find(({ name }) => name === query.task) ?? worthReading(run);
    return runScreen({
      ...{ run, why, acts, trace, csrf: reader.me.csrf, forge: project?.forge ?? null },
      ...{ zone: pipeline?.triggers[0]?.timezone ?? "UTC", now: new Date().toISOString() },
      done: done.get(query.done ?? "") ?? null,
      query: { ...query, done: undefined },
      choice: {
        ...{ state: query.state ?? "", name: query.name ?? "" },
        from: Number.parseInt(query.from ?? "", 10) || 0,
      },
      log:
        task === undefined
          ? null
          : {
              ...{ task: task.name, query: query.q ?? "" },
              attempt:
                query.attempt === undefined ? null : Number.parseInt(query.attempt, 10) || null,
            },
    });
  },
  async act(reader, { params, form }) {
    const id = params.id ?? "";
    const { act = "", task = "", reason = "", state = "" } = form;
    if (!done.has(act)) throw invalid([{ at: "act", message: `there is no act "${act}"` }]);
    const of = `/runs/${encodeURIComponent(id)}`;
    const isWhole =
      act === "rerun" &&
      (await reader.get<RunView>(of)).tasks.every((one) => carriedOver.includes(one.state));
    const one = await reader.post<RunView>(`${of}/${act}`, {
      ...(isWhole ? { fromFailed: false } : {}),
      ...(reason === "" ? {} : { reason }),
      ...(task === "" ? {} : { task }),
      ...(act === "mark" ? { state } : {}),
    });
    return `/runs/${one.id}?done=${act}`;
  },
};

/** The task whose log somebody wants: one that failed, else one that runs, else the last that began. */
const worthReading = ({ tasks }: RunView): RunView["tasks"][number] | undefined =>
  tasks.find(({ state }) => state === "failed") ??
  tasks.find(({ state }) => state === "running") ??
  tasks.findLast(({ attempts }) => attempts.length > 0);

/** Those that follow come when these are decided; each is in the list of tasks. */
const mostApprovals = 5;

async function actsFor(reader: PageReader, run: RunView, where: string): Promise<Act[]> {
  const isOver = run.finishedAt !== null;
  const refused = async (action: string): Promise<string | null> => {
    const answer = await reader.find<ExplanationView>(`${where}/access?action=${action}`);
    if (answer === null || answer.allowed) return null;
    const by = answer.deciding.map(({ id }) => id);
    return by.length > 0 ? `not you, by ${by.join(", ")}` : "not you: no policy permits it";
  };
  const { items } = await reader.get<{ items: { run: string; task: string }[] }>(
    `/approvals?project=${encodeURIComponent(run.project)}`,
  );
  const waiting = items.filter((one) => one.run === run.id).slice(0, mostApprovals);
  const failed = run.tasks.find(({ state }) => state === "failed");
  const [mayRerun, mayCancel, mayMark, mayApprove] = await Promise.all(
    ["rerun", "cancel", "mark", "approve"].map(refused),
  );
  const act = (name: Act["name"], label: string, effect: string, more: Partial<Act>): Act => ({
    ...{ name, label, effect, task: null, needsReason: true, refused: null, ...more },
  });
  return [
    ...waiting.flatMap(({ task }) => [
      act("approve", `Approve ${task}`, `${task} may go on once enough have approved.`, {
        ...{ task, needsReason: false, refused: mayApprove ?? null },
      }),
      act("reject", `Reject ${task}`, `${task} fails, and what needs it does not run.`, {
        ...{ task, refused: mayApprove ?? null },
      }),
    ]),
    ...(isOver
      ? [
          act(
            "rerun",
            failed ? `Rerun from ${failed.name}` : "Rerun",
            failed
              ? "A new run of the slot, at the same revision: what succeeded is carried over."
              : "A new run of the slot, at the same revision.",
            {
              refused: mayRerun ?? null,
            },
          ),
        ]
      : [
          act(
            "cancel",
            "Cancel the run",
            "Stops its tasks that run; what waits for it may not start.",
            {
              refused: mayCancel ?? null,
            },
          ),
        ]),
    ...(failed
      ? [
          act(
            "mark",
            `Mark ${failed.name}`,
            `${failed.name} counts as what you say; what needs it goes by that.`,
            {
              ...{ task: failed.name, refused: mayMark ?? null },
            },
          ),
        ]
      : []),
  ];
}
