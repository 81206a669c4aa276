// What the API answers about workers.

import { definition, instant, integer, list, pageOf, text, truth } from "./schema.ts";

export const labels = list(
  text("A label."),
  "What it has of the labels that tasks ask for in `runsOn`.",
);
export const workerView = definition(
  "Worker",
  {
    id: integer("Its id; used once."),
    name: text("For people, such as the host's name."),
    pid: integer("Its process id."),
    slots: integer("Tasks at a time."),
    labels,
    running: integer("Tasks that it runs now, those that wait beside its slots included."),
    draining: truth("It takes no more tasks."),
    startedAt: instant("When it started"),
    beat: instant("When it was last heard of"),
  },
  "A living worker.",
);
export const workerPage = pageOf("WorkerPage", workerView);
