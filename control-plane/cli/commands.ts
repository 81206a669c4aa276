// The table of all commands, in the order of help. A command is its file plus its line here;
// the file is loaded only when the command is used, or for help about it, completion and docs/cli.md.

import type { Command } from "./command.ts";

export interface Entry {
  /** One word, or two for a verb below a noun: `runs show`. */
  name: string;
  /** One line, without a full stop. */
  summary: string;
  load: () => Promise<Command>;
}

const entry = (
  name: string,
  summary: string,
  load: () => Promise<{ command: Command }>,
): Entry => ({
  name,
  summary,
  load: async () => (await load()).command,
});

export const commands: readonly Entry[] = [
  entry("up", "Run everything on this machine and deploy a repository", () => import("./up.ts")),
  entry("server", "Deploy, schedule and serve the API", () => import("./server.ts")),
  entry("worker", "Run tasks", () => import("./worker.ts")),
  entry("drain", "Let workers finish what they run, and end", () => import("./drain.ts")),
  entry("backup", "Copy the embedded Postgres while it works", () => import("./backup.ts")),
  entry("restore", "Make a state folder of a backup", () => import("./restore.ts")),
  entry("init", "Make a small project", () => import("./init.ts")),
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
  entry("event raise", "Raise an event once for its date", () => import("./event-raise.ts")),
  entry("bridge print", "Print how others raise an event", () => import("./bridge-print.ts")),
  entry(
    "bridge script",
    "Print how a task starts jobs of AutoSys",
    () => import("./bridge-script.ts"),
  ),
  entry("digest", "Measure what another scheduler's job has left", () => import("./digest.ts")),
  entry("validate", "Find every mistake in a project's files", () => import("./validate.ts")),
  entry("try", "Run the files as they are, and leave nothing behind", () => import("./try.ts")),
  entry("rehearse", "Run days to come on a virtual clock", () => import("./rehearse.ts")),
  entry("plan", "Show what a merge would change", () => import("./plan.ts")),
  entry("diff", "Show what differs between two revisions", () => import("./diff.ts")),
  entry("promote", "Take files of one environment over into another", () => import("./promote.ts")),
  entry("sync", "Deploy the branch's tip now", () => import("./sync.ts")),
  entry("status", "Show the projects against their branches", () => import("./status.ts")),
  entry("projects", "List the projects that are registered", () => import("./projects.ts")),
  entry("pipelines", "List what is deployed", () => import("./pipelines.ts")),
  entry("history", "List what changed a pipeline, or a project", () => import("./history.ts")),
  entry(
    "blame",
    "Say who set each field of a pipeline, by which change",
    () => import("./blame.ts"),
  ),
  entry("run", "Start a run", () => import("./run.ts")),
  entry("runs", "List runs", () => import("./runs.ts")),
  entry("runs show", "Show one run and where it comes from", () => import("./runs-show.ts")),
  entry("verify", "Prove where a run comes from", () => import("./verify.ts")),
  entry("audit", "List what was done, and by whom", () => import("./audit.ts")),
  entry("audit verify", "Prove that no record was altered", () => import("./audit-verify.ts")),
  entry(
    "audit export",
    "Write a part of the audit that proves itself",
    () => import("./audit-export.ts"),
  ),
  entry("audit head", "Print what to keep elsewhere of the audit", () => import("./audit-head.ts")),
  entry(
    "access grant",
    "Ask for a right for a while, because of an incident",
    () => import("./access-grant.ts"),
  ),
  entry("access approve", "Agree to a right for a while", () => import("./access-approve.ts")),
  entry("access grants", "List rights for a while", () => import("./access-grants.ts")),
  entry("access revoke", "End a right for a while", () => import("./access-revoke.ts")),
  entry("alerts", "List what somebody should look at", () => import("./alerts.ts")),
  entry("alerts ack", "Say that somebody is at it", () => import("./alerts-ack.ts")),
  entry("alerts why", "Say who was told, and why nobody was", () => import("./alerts-why.ts")),
  entry("alerts channels", "List where alerts go", () => import("./alerts-channels.ts")),
  entry("alerts test", "Send a message to a channel, or show it", () => import("./alerts-test.ts")),
  entry("logs", "Print what tasks print", () => import("./logs.ts")),
  entry("rerun", "Run again what failed", () => import("./rerun.ts")),
  entry("mark", "Say what became of a task", () => import("./mark.ts")),
  entry("force", "Start a task without waiting for chosen gates", () => import("./force.ts")),
  entry("override", "Give one run other values", () => import("./override.ts")),
  entry("overrides", "List what people changed of single runs", () => import("./overrides.ts")),
  entry("overrides review", "Say that it was looked at", () => import("./overrides-review.ts")),
  entry(
    "break-glass",
    "List what people changed for a time without a commit",
    () => import("./break-glass.ts"),
  ),
  entry(
    "break-glass propose",
    "Change a deployed pipeline for a time",
    () => import("./break-glass-propose.ts"),
  ),
  entry("break-glass approve", "Agree to such a change", async () => ({
    command: (await import("./break-glass-act.ts")).approve,
  })),
  entry("break-glass end", "End such a change", async () => ({
    command: (await import("./break-glass-act.ts")).end,
  })),
  entry("break-glass patch", "Print what would make it permanent", async () => ({
    command: (await import("./break-glass-act.ts")).patch,
  })),
  entry("cancel", "Stop a run", () => import("./cancel.ts")),
  entry("backfill", "Run due times of the past", () => import("./backfill.ts")),
  entry("backfills", "List backfills", () => import("./backfills.ts")),
  entry("backfills show", "Show one backfill", () => import("./backfills-show.ts")),
  entry("backfills pause", "Stop making runs for a while", async () => ({
    command: (await import("./backfills-act.ts")).pause,
  })),
  entry("backfills resume", "Go on making runs", async () => ({
    command: (await import("./backfills-act.ts")).resume,
  })),
  entry("backfills cancel", "Make no more runs and stop those under way", async () => ({
    command: (await import("./backfills-act.ts")).cancel,
  })),
  entry("pause", "Let no run of a pipeline start", () => import("./pause.ts")),
  entry("resume", "End a pipeline's pause", () => import("./resume.ts")),
  entry("hold", "Hold a run or a task, or pass a task over", () => import("./hold.ts")),
  entry(
    "release",
    "End the hold of a run, a task or a restored copy",
    () => import("./release.ts"),
  ),
  entry("holds", "List what is held", () => import("./holds.ts")),
  entry("approve", "Let a task start that waits for an approval", () => import("./approve.ts")),
  entry("reject", "Fail a task that waits for an approval", () => import("./reject.ts")),
  entry("approvals", "List what waits for an approval", () => import("./approvals.ts")),
  entry("blackout", "List the times in which runs do not start", () => import("./blackout.ts")),
  entry(
    "blackout add",
    "Let no run of chosen pipelines start for a time",
    () => import("./blackout-add.ts"),
  ),
  entry("blackout remove", "End a blackout", () => import("./blackout-remove.ts")),
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
    "cutover back",
    "Hand a wave back to the scheduler before",
    () => import("./cutover-back.ts"),
  ),
  entry(
    "parity",
    "Compare what another scheduler runs with what would have started here",
    () => import("./parity.ts"),
  ),
  entry("why", "Say why a run or a pipeline is as it is", () => import("./why.ts")),
  entry(
    "triggers",
    "List what messages set off, and how far each has come",
    () => import("./triggers.ts"),
  ),
  entry(
    "triggers aside",
    "List messages of which no run could be made",
    () => import("./triggers-aside.ts"),
  ),
  entry("triggers retry", "Try a message that was set aside again", async () => ({
    command: (await import("./triggers-act.ts")).retry,
  })),
  entry("triggers discard", "Give up a message that was set aside", async () => ({
    command: (await import("./triggers-act.ts")).discard,
  })),
  entry("pools", "List what tasks share, who has it and who waits", () => import("./pools.ts")),
  entry("pools return", "Give back what a failed task keeps", () => import("./pools-return.ts")),
  entry("events", "List the events that are there", () => import("./events.ts")),
  entry("events emit", "Make an event be there", () => import("./events-emit.ts")),
  entry("events clear", "Delete an event", () => import("./events-clear.ts")),
  entry("variables", "List variables and their values", () => import("./variables.ts")),
  entry("variables set", "Give a variable a value", () => import("./variables-set.ts")),
  entry("variables unset", "Take a variable's value away", () => import("./variables-unset.ts")),
  entry("secrets", "List secrets that a project's files have", () => import("./secrets.ts")),
  entry("secrets list", "List secrets that a project's files have", () => import("./secrets.ts")),
  entry("secrets set", "Encrypt a value", () => import("./secrets-set.ts")),
  entry("secrets edit", "Change a value in an editor", () => import("./secrets-edit.ts")),
  entry(
    "secrets rotate",
    "Encrypt all values anew for whom they are now",
    () => import("./secrets-rotate.ts"),
  ),
  entry(
    "secrets recipients",
    "Say for whom values are encrypted",
    () => import("./secrets-recipients.ts"),
  ),
  entry("assets", "List assets and their newest updates", () => import("./assets.ts")),
  entry(
    "calendar draft",
    "Propose a calendar: the holidays of a country",
    () => import("./calendar-draft.ts"),
  ),
  entry(
    "connectors",
    "List connectors: the systems that tasks can run on",
    () => import("./connectors.ts"),
  ),
  entry(
    "connectors show",
    "Show what a connector takes and gives",
    () => import("./connectors-show.ts"),
  ),
  entry(
    "connectors test",
    "Play conversations with a system against its connector",
    () => import("./connectors-test.ts"),
  ),
  entry("calendar show", "Show a year of a calendar", () => import("./calendar-show.ts")),
  entry("next", "List the next due times of a schedule or of pipelines", () => import("./next.ts")),
  entry(
    "simulate",
    "List every fire time of a project, or what a change does to them",
    () => import("./simulate.ts"),
  ),
  entry("login", "Prove who you are to a server", () => import("./login.ts")),
  entry("logout", "End the session of a login", () => import("./logout.ts")),
  entry("tokens create", "Make a token for a robot", () => import("./tokens-create.ts")),
  entry("tokens list", "List robots' tokens", () => import("./tokens-list.ts")),
  entry(
    "tokens rotate",
    "Replace a token by another, with an overlap",
    () => import("./tokens-rotate.ts"),
  ),
  entry("tokens revoke", "Let a token be of no use", () => import("./tokens-revoke.ts")),
  entry("users list", "List who has logged in", () => import("./users-list.ts")),
  entry("users logout", "End all sessions of somebody", () => import("./users-logout.ts")),
  entry(
    "users forget",
    "Let a person's name go to another account",
    () => import("./users-forget.ts"),
  ),
  entry("access test", "Ask the decision cases of policies", () => import("./access-test.ts")),
  entry(
    "access explain",
    "Say why somebody may do something or not",
    () => import("./access-explain.ts"),
  ),
  entry(
    "access who-can",
    "List everybody who may do something",
    () => import("./access-who-can.ts"),
  ),
  entry(
    "access diff",
    "Show which rights a change widens or narrows",
    () => import("./access-diff.ts"),
  ),
  entry("schema", "Write or print the JSON Schemas for editors", () => import("./schema.ts")),
  entry("doctor", "Look at everything that a start depends on", () => import("./doctor.ts")),
  entry("completion", "Print the completion script for a shell", () => import("./completion.ts")),
];

/** The entry whose words lead the given words; the longer name wins. */
export function findEntry(words: readonly string[], table = commands): Entry | null {
  const [first = "", second = ""] = words;
  return (
    table.find((each) => each.name === `${first} ${second}`) ??
    table.find((each) => each.name === first) ??
    null
  );
}
