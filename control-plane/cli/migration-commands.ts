// The commands of a migration, in the order in which they are used.

import { type Entry, entry } from "./entry.ts";

export const migrationCommands: readonly Entry[] = [
  entry("import", "Make specs of what another scheduler runs", () => import("./import.ts")),
  entry(
    "why-ordered",
    "Say why another scheduler starts a job on a date",
    () => import("./why-ordered.ts"),
  ),
  entry(
    "guard",
    "Run a command of another scheduler if the run is that scheduler's",
    () => import("./guard.ts"),
  ),
  entry(
    "guard-courier",
    "Bring what guards without curl ask and report through a folder",
    () => import("./guard-courier.ts"),
  ),
  entry(
    "guard-courier",
    "Bring what guards without curl ask and report through a folder",
    () => import("./guard-courier.ts"),
  ),
  entry("events raise", "Raise an event once for its date", () => import("./events-raise.ts")),
  entry("bridge print", "Print how others raise an event", () => import("./bridge-print.ts")),
  entry(
    "bridge script",
    "Print how a task starts jobs of AutoSys",
    () => import("./bridge-script.ts"),
  ),
  entry("digest", "Measure what another scheduler's job has left", () => import("./digest.ts")),
  entry("observe", "Tell what another scheduler runs, by its logs", () => import("./observe.ts")),
  entry(
    "legacy-runs",
    "List what another scheduler has run, and what tells it",
    () => import("./legacy-runs.ts"),
  ),
  entry(
    "cutover plan",
    "Show what hands a wave over, before anybody does it",
    () => import("./cutover-plan.ts"),
  ),
  entry(
    "cutover check",
    "Prove that a wave may be handed over, and read holds back",
    () => import("./cutover-check.ts"),
  ),
  entry(
    "cutover take",
    "Take over outcomes and values of the scheduler before",
    () => import("./cutover-take.ts"),
  ),
  entry(
    "cutover back",
    "Hand a wave back to the scheduler before",
    () => import("./cutover-back.ts"),
  ),
  entry(
    "parity",
    "Compare what another scheduler runs with what would have started here",
    () => import("./parity.ts"),
  ),
  entry(
    "parity report",
    "Write what both schedulers' runs of a date prove",
    () => import("./parity-report.ts"),
  ),
  entry(
    "parity verify",
    "Prove that reports are as they were made",
    () => import("./parity-verify.ts"),
  ),
];
