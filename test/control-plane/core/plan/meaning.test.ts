// What each kind of change is said to mean. Whole plans are in test/golden/plan.

import { expect, test } from "vitest";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { meaningLines, meaningOf, meaningText } from "#core/plan/meaning.ts";
import { subjects } from "#core/plan/said.ts";
import type { MessageTrigger, WebhookSource } from "#core/triggers/message-trigger.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const at = Temporal.Instant.from("2026-03-02T12:00:00Z");
const side = (of: Pipeline) => ({
  name: of.name,
  file: "pipelines/p.yaml",
  pipeline: of,
  hash: "",
});
const between = (before: Pipeline, after: Pipeline): string[] =>
  meaningOf(side(before), side(after), at).map(meaningText);
const ofPipeline = (before: Partial<Pipeline>, after: Partial<Pipeline>) =>
  between(pipeline("p", [task("t")], before), pipeline("p", [task("t")], after));
const ofTask = (before: Partial<Task>, after: Partial<Task>) =>
  between(pipeline("p", [task("t", before)]), pipeline("p", [task("t", after)]));

const due = (cron: string, missed: "latest" | "none" = "latest") => ({
  triggers: [{ schedule: { cron }, timezone: "UTC", missed }],
});
const bank = {
  ...{ name: "bank", weekdays: null, within: [], except: [], also: [], from: null, until: null },
  days: [{ date: "12-24" }],
};
const onBankDays = (name: string, date: string) => ({
  triggers: [
    {
      schedule: {
        daily: ["06:00"],
        days: {
          ...{ calendar: { ...bank, name, days: [{ date }] }, roll: "skip" as const, limit: 31 },
          ...{ shift: 0, newDay: "00:00" },
        },
      },
      timezone: "UTC",
      missed: "latest" as const,
    },
  ],
});
const run = (name: string) => ({
  ...{ kind: "run" as const, project: null, pipeline: name, task: null },
  ...{ state: "succeeded" as const, exitCode: null },
  which: { by: "date" as const, date: { days: 0 } },
});
const all = (...names: string[]) => ({ kind: "all" as const, of: names.map(run) });
const any = (...names: string[]) => ({ kind: "any" as const, of: names.map(run) });

function hook(
  more: Partial<MessageTrigger> = {},
  source: Partial<WebhookSource> = {},
): MessageTrigger {
  const proof: WebhookSource["proof"] = {
    ...({ kind: "hmac", secret: "hook", header: "x-signature", prefix: "" } as const),
    ...({ algorithm: "sha256", encoding: "hex" } as const),
  };
  return {
    ...{ condition: null, date: null, key: null, maxWaiting: 10, params: {}, runsOn: [] },
    source: { kind: "webhook", name: "w", proof, ...source },
    ...more,
  };
}

test.each<[what: string, before: Partial<Pipeline>, after: Partial<Pipeline>, said: string[]]>([
  [
    "another time",
    due("0 6 * * 1-5"),
    due("0 7 * * 1-5"),
    ["schedule: at 06:00 → 07:00 on Mondays to Fridays, UTC"],
  ],
  [
    "the same times",
    due("0 6 * * *"),
    { triggers: [{ schedule: { daily: ["06:00"] }, timezone: "UTC", missed: "latest" }] },
    ["at 06:00 every day, UTC: written otherwise"],
  ],
  ["a schedule more", {}, due("0 6 * * *"), ["now at 06:00 every day, UTC"]],
  ["a schedule less", due("0 6 * * *"), {}, ["no longer at 06:00 every day, UTC"]],
  [
    "what was missed",
    due("0 6 * * *"),
    due("0 6 * * *", "none"),
    ["at 06:00 every day, UTC: runs that were missed: the latest → none"],
  ],
  [
    "days of a calendar",
    onBankDays("bank", "12-24"),
    onBankDays("bank", "12-31"),
    ["calendar bank: + 2026-12-31; - 2026-12-24"],
  ],
  [
    "another calendar",
    onBankDays("bank", "12-24"),
    onBankDays("stock", "12-24"),
    ["schedule: at 06:00 on bank → stock business days, UTC"],
  ],
  [
    "a new message trigger",
    {},
    { messages: [hook()] },
    ["new: a run for each request to its webhook w, proved by x-signature (sha256)"],
  ],
  [
    "one at another place",
    { messages: [hook()] },
    { messages: [hook({}, { name: "v" })] },
    [
      "new: a run for each request to its webhook v, proved by x-signature (sha256)",
      "no longer: a run for each request to its webhook w, proved by x-signature (sha256)",
    ],
  ],
  [
    "a changed message trigger",
    { messages: [hook()] },
    {
      messages: [
        hook(
          { condition: "message.body.n > 1", key: "k", params: { a: 1 }, maxWaiting: 5, date: "d" },
          { proof: { kind: "slack", secret: "other", toleranceMs: 60_000 } },
        ),
      ],
    },
    [
      "only if: always → message.body.n > 1",
      "told apart by: the source's own key → k",
      "for the date: the present one → d",
      'parameter a is new: "1"',
      "while fewer wait than: 10 → 5",
      ...["algorithm", "encoding", "header"].map((name) => `proof.${name} is gone`),
      'proof.kind: "hmac" → "slack"',
      "proof.prefix is gone",
      'proof.secret: "hook" → "other"',
      "proof.tolerance is new: 1m",
    ].map((text) => `a run for each request to its webhook w, proved by slack: ${text}`),
  ],
  [
    "after others",
    {},
    { after: [{ condition: run("a"), per: "run" }] },
    ["due + after a succeeded for the same date, once for each"],
  ],
  ["awaits", {}, { awaits: run("a") }, ["each run now waits for a succeeded for the same date"]],
  [
    "awaits more",
    { awaits: run("a") },
    { awaits: all("a", "b") },
    ["each run waits for: + b succeeded for the same date"],
  ],
  [
    "awaits one of",
    { awaits: all("a", "b") },
    { awaits: { kind: "all", of: [run("a"), any("b", "c")] } },
    [
      "each run waits for: + b succeeded for the same date or c succeeded for the same date; - b succeeded for the same date",
    ],
  ],
  [
    "awaits nothing",
    { awaits: run("a") },
    {},
    ["each run no longer waits for a succeeded for the same date"],
  ],
  [
    "limits",
    {},
    { concurrency: { runs: 1, whenBusy: "skip" } },
    ["runs at a time: any number → 1", "when that many run, another one will: queue → skip"],
  ],
  [
    "deadlines",
    { deadline: { startBy: "06:15", finishBy: null } },
    { deadline: { startBy: null, finishBy: "07:00" } },
    ["must start by: 06:15 → any time", "must finish by: any time → 07:00"],
  ],
  [
    "owner and tags",
    { tags: { tier: ["gold"] } },
    { owner: "ops", tags: { tier: ["silver"] } },
    ["owner: none → ops", "tag tier: gold → silver"],
  ],
  [
    "parameters",
    { params: { day: { type: "date", default: null, description: null } } },
    { params: { day: { type: "date", default: "2026-01-01", description: null } } },
    ['parameter day: date, required → date, default "2026-01-01"'],
  ],
  [
    "the rest",
    { newDay: "00:00", failFast: false, undoWhen: [] },
    { newDay: "07:00", failFast: true, undoWhen: ["failed"] },
    [
      "its business dates begin at 00:00 → 07:00",
      "the first failure stops all other tasks",
      "what its tasks did is undone after: nothing → failed",
    ],
  ],
  [
    "what has no words",
    {},
    { novelty: { a: 1 } } as Partial<Pipeline>,
    ['novelty: none → {"a":1}'],
  ],
])("of a pipeline: %s", (_, before, after, said) => {
  expect(ofPipeline(before, after)).toEqual(said);
});

const command = (script: string, variables = {}): Partial<Task> => ({
  action: { kind: "command", script, variables },
});
const gates = (of: Partial<NonNullable<Task["gates"]>>): Partial<Task> => ({
  gates: { awaits: null, notBefore: null, notAfter: null, takes: [], ...of },
});

test.each<[what: string, before: Partial<Task>, after: Partial<Task>, said: string[]]>([
  ["its command", command("./a.sh"), command("./b.sh"), ['task t: command: "./a.sh" → "./b.sh"']],
  [
    "a line of it",
    command("cd x\n./a.sh\n"),
    command("cd x\n./b.sh\nrm y\n"),
    ['task t: command, line 2: "./a.sh" → "./b.sh" …'],
  ],
  [
    "an expression of it",
    command('./a.sh "$TRUNKLINE_EXPR_1"', { TRUNKLINE_EXPR_1: "run.date" }),
    command("./a.sh"),
    ['task t: command: "./a.sh ${{ run.date }}" → "./a.sh"'],
  ],
  [
    "retries",
    {},
    { retry: { retries: 3, delayMs: 30_000, backoff: "exponential", maxDelayMs: 600_000 } },
    ["task t: no retries → 3 retries, 30s apart, doubling up to 10m"],
  ],
  ["timeout", { timeoutMs: 600_000 }, { timeoutMs: 1_800_000 }, ["task t: timeout: 10m → 30m"]],
  ["secrets", { secrets: ["old"] }, { secrets: ["new"] }, ["task t: secrets: + new; - old"]],
  [
    "secrets",
    { secretFiles: { KEY: "old" } },
    { secretFiles: { KEY: "new", PGPASSFILE: "db" } },
    ["task t: secret as a file KEY: old → new", "task t: secret as a file PGPASSFILE is new: db"],
  ],
  [
    "report",
    { report: { format: "dbt", file: "target/run_results.json", onFailure: "block" } },
    { report: { format: "dbt", file: "target/run_results.json", onFailure: "warn" } },
    [
      "task t: report: target/run_results.json of dbt → target/run_results.json of dbt, whose failures only warn",
    ],
  ],
  [
    "workers and user",
    { runsOn: ["etl"], runAs: "fin" },
    { runsOn: ["etl", "gpu"] },
    ["task t: runs as: fin → the worker's own user", "task t: runs on workers with: etl → etl+gpu"],
  ],
  [
    "pools",
    {},
    gates({ takes: [{ pool: "wh", amount: 2, keepOnFailure: true }] }),
    ["task t: takes: + 2 units of pool wh, kept when it fails"],
  ],
  [
    "windows",
    gates({ notBefore: "22:00" }),
    gates({ notBefore: "23:00", notAfter: "06:00" }),
    ["task t: starts not before: 22:00 → 23:00", "task t: starts not after: none → 06:00"],
  ],
  [
    "conditions",
    gates({ awaits: run("a") }),
    gates({ awaits: run("b") }),
    ["task t: it waits for: a → b succeeded for the same date"],
  ],
  [
    "approval",
    {},
    gates({
      approval: {
        by: ["ops"],
        count: 2,
        deadlineMs: 3_600_000,
        onExpiry: "fail",
        notRequester: true,
      },
    }),
    ["task t: approval: none → by 2 of ops but who asked for the run, within 1h, then fail"],
  ],
  [
    "if",
    {},
    { condition: "failed('x')" },
    [`task t: runs if: all before it succeeded → "failed('x')"`],
  ],
  [
    "effects",
    { effects: [{ kind: "update", asset: "a" }] },
    { effects: [{ kind: "emit", event: "E", date: { days: -1 } }] },
    ["task t: when it succeeds: + emits E for the date -1 d; - updates a"],
  ],
  [
    "environment",
    { env: { A: "1", B: "x" } },
    { env: { A: "2" } },
    ['task t: variable A: "1" → "2"', "task t: variable B is gone"],
  ],
  [
    "repeats",
    {},
    {
      repeat: {
        beat: { everyMs: 1_800_000, from: "start", until: "05:00" },
        max: 12,
        while: null,
        onFailure: "continue",
      },
    },
    ["task t: repeats: not → every 30m from its start until 05:00, at most 12 times"],
  ],
  [
    "another kind of work",
    {},
    {
      action: {
        kind: "pipeline",
        pipeline: "sub",
        params: {},
        date: null,
        wait: true,
        outputs: {},
      },
    },
    ['task t: runs "true" → runs the pipeline sub'],
  ],
  ["what has no words", {}, { novelty: 3 } as Partial<Task>, ["task t: novelty: none → 3"]],
])("of a task: %s", (_, before, after, said) => {
  expect(ofTask(before, after)).toEqual(said);
});

test("tasks that came, went and follow others", () => {
  const before = pipeline("p", [
    task("a"),
    task("b", { needs: [0], ...command("b") }),
    task("z", { needs: [1] }),
  ]);
  const after = pipeline("p", [
    task("a"),
    task("m", {
      needs: [0],
      ...command("./m.sh"),
      runsOn: ["etl"],
      secrets: ["s"],
      timeoutMs: 60_000,
    }),
    task("z", { needs: [1] }),
  ]);
  expect(between(before, after)).toEqual([
    'task b is gone: it runs "b"',
    'task m is new: runs "./m.sh", after a, on etl, secrets s, timeout 1m',
    "task z: starts after: + m; - b",
  ]);
});

test("a task that only has another name is one sentence, its followers none", () => {
  const before = pipeline("p", [task("load", command("./l.sh")), task("z", { needs: [0] })]);
  const after = pipeline("p", [task("put", command("./l.sh")), task("z", { needs: [0] })]);
  expect(between(before, after)).toEqual(["task put was called load"]);
  // Of two alike nobody can tell which is which.
  const two = pipeline("p", [
    task("put", command("./l.sh")),
    task("set", command("./l.sh")),
    task("z", { needs: [0] }),
  ]);
  expect(between(before, two).slice(0, 2)).toEqual([
    'task load is gone: it runs "./l.sh"',
    'task put is new: runs "./l.sh"',
  ]);
});

test("the instances of a matrix are one task", () => {
  const instances = (values: string[], fields: Partial<Task>) =>
    values.map((value) =>
      task(`t[${value}]`, { group: "t", matrix: { region: value }, ...fields }),
    );
  const before = pipeline("p", instances(["eu", "us"], {}));
  const after = pipeline("p", instances(["eu", "us", "apac"], { timeoutMs: 60_000 }));
  expect(between(before, after)).toEqual([
    "task t: instances: + region apac",
    "task t: timeout: none → 1m",
  ]);
  expect(between(pipeline("p", [task("t")]), after)).toEqual([
    "task t is now one for each of: region eu, region us, region apac",
    "task t: timeout: none → 1m",
  ]);
});

test("every sentence is about something that has a name", () => {
  const before = side(pipeline("p", [task("t")]));
  const [one] = meaningOf(before, { ...before, file: "elsewhere.yaml" }, at);
  expect(one).toEqual({
    subject: "file",
    task: null,
    text: "file: pipelines/p.yaml → elsewhere.yaml",
  });
  expect(subjects).toContain(one?.subject);
});

test("what is true of several tasks is one line", () => {
  const all = (timeoutMs: number | null) =>
    pipeline("p", [task("a", { timeoutMs }), task("b", { timeoutMs, priority: timeoutMs ?? 0 })]);
  expect(meaningLines(meaningOf(side(all(null)), side(all(60_000)), at))).toEqual([
    "tasks a, b: timeout: none → 1m",
    "task b: priority: 0 → 60000",
  ]);
});

test("a calendar's days are told where a task keeps to it, and where it is only written otherwise", () => {
  const onlyOn = (days: typeof bank.days): Partial<Task> =>
    gates({
      onlyOn: {
        list: null,
        days: { calendar: { ...bank, days }, roll: "skip", limit: 31, shift: 0 },
      },
    });
  expect(ofTask(onlyOn(bank.days), onlyOn([...bank.days, { date: "01-01" }]))).toEqual([
    "task t: only on days that bank has; calendar bank: + 2027-01-01",
  ]);
  expect(ofTask(onlyOn(bank.days), onlyOn([{ date: "2026-12-24" }]))).toEqual([
    "task t: only on days that bank has; calendar bank: written otherwise, the same days until 2027-04-05",
  ]);
});
