// Random pipelines for the simulation: graphs with lists, runs of other pipelines, iterations, phases, gates and limits.

import type { Pipeline, Task } from "#core/pipeline.ts";
import { pipeline, task } from "./deploy.ts";
import { simulatedCalendars } from "./simulated-calendars.ts";
import {
  type Features,
  pickOf,
  type Random,
  randomAfter,
  randomCondition,
  randomGates,
  simulatedAssets,
} from "./simulated-conditions.ts";
import { randomDeadline } from "./simulated-deadlines.ts";
import { randomRepeat } from "./simulated-repeats.ts";
import { randomTriggers, type SimulatedZone } from "./simulated-schedules.ts";

/** A list that may be empty, wrong, or another one with the next generation. */
function randomList(random: Random): Pick<Task, "forEach" | "failFast"> {
  const lists = ["[1, 2, 3]", "[]", "run.generation > 1 ? [1, 5] : [1, 2, 3]", "[7, 8 / (8 - 8)]"];
  const forEach = lists[Math.floor(random() ** 2 * lists.length)] as string;
  return { forEach, failFast: random() < 0.3 };
}

/** `p` runs `q`, which may be busy, skip it or not know what it is given. */
function randomChild(name: string, random: Random): Partial<Task> {
  if (name !== "p" || random() < 0.8) return {};
  const params: Record<string, string> = random() < 0.1 ? { x: "1" } : {};
  const wait = random() < 0.8;
  return {
    action: { kind: "pipeline", pipeline: "q", params, date: null, wait, outputs: {} },
    gates: null,
  };
}

/** One that becomes a list, runs another pipeline (of a list, too), or is repeated. */
function randomKind(name: string, random: Random): Partial<Task> {
  const list = random() < 0.25 ? randomList(random) : {};
  const child = randomChild(name, random);
  const kind = { ...list, ...child };
  return Object.keys(kind).length > 0 ? kind : randomRepeat(random);
}

/** What repeats keeps to the window of its run's date. */
function withoutLate(one: Task): Task {
  if (one.repeat === undefined || one.gates === null) return one;
  const { late: _, ...gates } = one.gates;
  return { ...one, gates };
}

/** Who writes an asset says how long that keeps it fresh. */
const randomEffects = (random: Random, having: Features): Pick<Task, "effects"> => ({
  effects:
    having.has("assets") && random() < 0.3
      ? [{ kind: "update", asset: pickOf(random, simulatedAssets), freshnessMs: 1_500_000 }]
      : [],
});

/** A random graph: each task needs some of those before it. */
export function randomPipeline(
  name: string,
  random: Random,
  zone: SimulatedZone,
  having: Features,
): Pipeline {
  const below = (limit: number) => Math.floor(random() * limit);
  const timezone = pickOf(random, ["UTC", "Europe/Berlin", "Asia/Kolkata"]);
  const tasks: Task[] = Array.from({ length: 1 + below(7) }, (_, idx) =>
    task(`t${idx}`, {
      needs: Array.from({ length: idx }, (_, need) => need).filter(() => random() < 0.4),
      condition: random() < 0.3 ? "true" : null,
      onFailure: random() < 0.2 ? "continue" : "fail",
      gates: randomGates(random, having, timezone),
      priority: random() < 0.2 ? below(3) - 1 : 0,
      runsOn: random() < 0.3 ? ["etl"] : [],
      deadline: randomDeadline(random),
      ...randomEffects(random, having),
      ...randomKind(name, random),
    }),
  ).map(withoutLate);
  if (random() < 0.3)
    tasks.push(
      task("last", { phase: "finally", condition: "true", needs: tasks.map((_, need) => need) }),
    );
  const undone = tasks.flatMap(({ phase }, idx) =>
    phase === "main" && random() < 0.15 ? idx : [],
  );
  for (const idx of undone) {
    const { forEach } = tasks[idx] as Task;
    const list = forEach === undefined ? {} : { forEach };
    tasks.push(task(`t${idx}:undo`, { phase: "undo", needs: [idx], ...list }));
  }
  const runs = random() < 0.5 ? null : 1 + below(2);
  const whenBusy = (["queue", "skip", "cancelRunning"] as const)[below(3)] ?? "queue";
  return pipeline(name, tasks, {
    timezone,
    calendar: having.has("calendars") ? pickOf(random, simulatedCalendars) : null,
    concurrency: { runs, whenBusy },
    ...randomTriggers(random, zone),
    after: randomAfter(name, random),
    awaits: random() < 0.3 ? randomCondition(random, having) : null,
    failFast: random() < 0.2,
    deadline: randomDeadline(random),
    undoWhen: random() < 0.5 ? ["failed"] : ["cancelled", "failed"],
  });
}
