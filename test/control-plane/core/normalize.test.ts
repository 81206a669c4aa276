// Spec → Pipeline: all defaults, matrices, order; and that doing it again changes nothing.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";
import { readEstate } from "#core/estate.ts";
import { normalize } from "#core/normalize.ts";
import { normalizeSchedule } from "#core/normalize-schedule.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { specText, storedPipeline } from "#core/stored-spec.ts";
import { toSpec } from "#core/to-spec.ts";
import type { OnlyOnSpec } from "#schemas/types.ts";

function pipelineOf(files: Record<string, string>): Pipeline {
  const estate = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(estate.diagnostics).toEqual([]);
  const pipeline = estate.sources[0]?.pipeline;
  if (!pipeline) throw new Error("no pipeline");
  return pipeline;
}

test.each(["0 6 * * mon", " 0 6 * * mon ", "0  6 * * mon", "0\t6 *\n* mon"])(
  "blanks of cron text are single: %j",
  (written) => {
    expect(normalizeSchedule(written)).toEqual({ cron: "0 6 * * mon" });
  },
);

test("every default is there", () => {
  expect(pipelineOf({ "pipelines/a.yaml": "name: a\ntasks: {load: {run: ./load.sh}}\n" })).toEqual({
    name: "a",
    calendar: null,
    description: null,
    owner: null,
    tags: {},
    timezone: "UTC",
    newDay: "00:00",
    params: {},
    triggers: [],
    after: [],
    awaits: null,
    concurrency: { runs: null, whenBusy: "queue" },
    failFast: false,
    undoWhen: [],
    deadline: null,
    tasks: [
      {
        name: "load",
        group: "load",
        matrix: {},
        phase: "main",
        needs: [],
        condition: null,
        onFailure: "fail",
        failFast: false,
        gates: null,
        priority: 0,
        deadline: null,
        effects: [],
        runsOn: [],
        runAs: null,
        on: [],
        timeoutMs: null,
        retry: { retries: 0, delayMs: 10_000, backoff: "fixed", maxDelayMs: null },
        env: {},
        outputs: {},
        secrets: [],
        action: { kind: "command", script: "./load.sh", variables: {} },
      },
    ],
  });
});

test("layers merge from the outside in", () => {
  const pipeline = pipelineOf({
    "trunkline.yaml":
      "timezone: Europe/Berlin\nowner: all\ntags: {a: [outer], b: [outer]}\ndefaults: {timeout: 1h, retry: {retries: 1, delay: 5s}, env: {A: project, B: project, C: project}}\n",
    "pipelines/_defaults.yaml":
      "owner: folder\ntags: {b: [inner]}\ndefaults: {retry: {retries: 2}, env: {B: folder}}\n",
    "pipelines/sub/_defaults.yaml": "timezone: Asia/Tokyo\ndefaults: {env: {C: sub}}\n",
    "pipelines/sub/x.yaml":
      "name: x\ndefaults: {env: {D: pipeline}}\nenv: {A: env}\ntasks: {t: {run: ./t.sh, env: {D: task}, retry: {backoff: exponential}}}\n",
  });
  expect(pipeline).toMatchObject({
    owner: "folder",
    timezone: "Asia/Tokyo",
    tags: { a: ["outer"], b: ["inner"] },
  });
  expect(pipeline.tasks[0]).toMatchObject({
    timeoutMs: 3_600_000,
    env: { A: "env", B: "folder", C: "sub", D: "task" },
    retry: { retries: 2, delayMs: 5_000, backoff: "exponential", maxDelayMs: null },
  });
});

test("the end of a window is inherited by tasks that say none, but not after them and by runs of others", () => {
  const { tasks } = pipelineOf({
    "pipelines/_defaults.yaml": 'defaults: {notAfter: "05:00"}\n',
    "pipelines/b.yaml": "name: b\ntasks: {x: {run: x}}\n",
    "pipelines/a.yaml":
      'name: a\ntasks: {own: {run: a, notAfter: "06:00+1d"}, inherited: {run: b, notBefore: "22:00"}, other: {uses: pipeline, with: {pipeline: b}}}\nfinally: {clean: {run: c}}\n',
  });
  expect(tasks.map(({ name, gates }) => [name, gates?.notAfter])).toEqual([
    ...[
      ["own", "06:00+1d"],
      ["inherited", "05:00"],
      ["other", undefined],
      ["clean", undefined],
    ],
  ]);
});

test("labels are a set; the list and the user nearest to the task replace the others", () => {
  const { tasks } = pipelineOf({
    "trunkline.yaml": "defaults: {runsOn: [etl], runAs: etl}\n",
    "pipelines/_defaults.yaml": "defaults: {runsOn: [gl-prod, etl, gl-prod]}\n",
    "pipelines/a.yaml":
      'name: a\ntasks:\n  own: {run: a, runsOn: ["host:etl01", etl]}\n  inherited: {run: b, runAs: fin1}\n  anywhere: {run: c, runsOn: []}\n',
  });
  expect(Object.fromEntries(tasks.map(({ name, runsOn }) => [name, runsOn]))).toEqual({
    own: ["etl", "host:etl01"],
    inherited: ["etl", "gl-prod"],
    anywhere: [],
  });
  expect(tasks.map(({ runAs }) => runAs)).toEqual(["etl", "fin1", "etl"]);
});

test("needs point to smaller indexes and to all instances of a group", () => {
  const { tasks } = pipelineOf({
    "pipelines/a.yaml":
      "name: a\ntasks:\n  last: {run: c, needs: [extract]}\n  extract: {run: b, needs: [first], matrix: {r: [eu, us], d: [1, 2]}}\n  first: {run: a}\n",
  });
  expect(tasks.map(({ name }) => name)).toEqual([
    "first",
    "extract[eu,1]",
    "extract[eu,2]",
    "extract[us,1]",
    "extract[us,2]",
    "last",
  ]);
  expect(tasks.at(-1)?.needs).toEqual([1, 2, 3, 4]);
  expect(tasks[2]).toMatchObject({ matrix: { r: "eu", d: 2 }, needs: [0], group: "extract" });
});

test("the largest pipeline that is allowed comes to an end", () => {
  const lines = Array.from(
    { length: 5_000 },
    (_, index) => `  t${index}: {run: x${index > 0 ? `, needs: [t${index - 1}]` : ""}}`,
  );
  const { tasks } = pipelineOf({ "pipelines/a.yaml": `name: a\ntasks:\n${lines.join("\n")}\n` });
  expect(tasks.length).toBe(5_000);
});

const name = fc.constantFrom("a", "b", "c", "d", "e", "GLD090");
const duration = fc.constantFrom("30s", "5m", "1h30m", "90m", "2d");
/** Not under `not`, where it is refused. */
const optional = fc.constantFrom(
  { pipeline: "ingest", ifScheduled: true },
  { any: [{ pipeline: "other/ingest", task: "load", date: "-1bd", ifScheduled: true }] },
);
const { condition } = fc.letrec((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      {
        pipeline: fc.constantFrom("ingest", "other/ingest"),
        state: fc.constantFrom("succeeded", "failed", "finished", "running"),
        date: fc.constantFrom("same", "-1d", "+2bd", "12-31", "2026-12-31"),
      },
      { requiredKeys: ["pipeline"] },
    ),
    fc.constant({ pipeline: "ingest", task: "load", exitCode: "<= 4", within: "2h" }),
    fc.constant({ pipeline: "ingest", since: "lastEnd" }),
    fc.constant({ pipeline: "ingest", since: "06:00" }),
    fc.constantFrom({ event: "OPEN", date: "static" }, { event: "A b", project: "x" }),
    fc.constantFrom({ variable: "V", equals: true }, { variable: "V", compare: ">= 5" }),
    fc.constantFrom({ asset: "w/o" }, { asset: "w/o", within: "26h" }),
    fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("condition") }),
    tie("condition").map((one) => ({ atLeast: 1, of: [one, { event: "B" }] })),
  ),
}));
const deadline = fc.constantFrom(
  { startBy: "19:30" },
  { startBy: "22:00", finishBy: "07:00+1d" },
  { finishBy: "23:59+12d" },
);
const watch = fc.constantFrom(
  { success: true, tags: { notify: ["ops"] } },
  { longest: "90m", shortest: "1m" },
);
const task = fc
  .record(
    {
      run: fc.constantFrom(
        "./x.sh",
        "echo ${{ params.day }} ${{ run.id }}",
        "echo '$${{ x }}' \"$HOME\"",
        "echo ${{ params.rows + 1 }}\n",
      ),
      runAs: fc.constantFrom("etl", "fin1"),
      runsOn: fc.array(fc.constantFrom("etl", "gl-prod", "host:etl01"), { maxLength: 3 }),
      timeout: duration,
      retry: fc.record(
        {
          retries: fc.nat(9),
          delay: duration,
          backoff: fc.constantFrom("fixed", "exponential"),
          maxDelay: duration,
          on: fc.constantFrom(
            { exitCodes: [75], signals: ["SIGKILL"], timeout: true },
            { exitCodes: [1, 2] },
            { timeout: true },
          ),
        },
        { requiredKeys: [] },
      ),
      env: fc.record({ A: fc.constantFrom("x", "${{ params.day }}", "$${{") }),
      matrix: fc.dictionary(
        fc.constantFrom("x", "y", "z"),
        fc.uniqueArray(fc.constantFrom("eu", "us", 1, 2.5, true), { minLength: 1 }),
        { minKeys: 1 },
      ),
      onFailure: fc.constantFrom("fail", "continue"),
      outputs: fc.constant({ rows: "integer" }),
      if: fc.constantFrom("failed()", " params.rows > 3 "),
      awaits: fc.oneof({ weight: 5, arbitrary: condition }, optional),
      priority: fc.constantFrom(-100, 0, 7),
      notBefore: fc.constantFrom("07:00", "22:00"),
      approval: fc.constantFrom(
        {},
        { by: ["ada", "grace"], count: 2, deadline: "4h" },
        { notRequester: true },
      ),
      notAfter: fc.constantFrom("06:00", "23:59", "06:00+3d"),
      onlyOn: fc.constantFrom<OnlyOnSpec>(
        { nthBusinessDay: [-1, 1], of: "quarter", months: ["dec", "jun"], shift: -1 },
        { weekdays: ["mon"], days: ["12-24", { day: -1, name: "x" }], except: ["2026-12-28"] },
        { nthDay: 2, of: "week", weekdays: ["tue"] },
        { nthWeekday: [-1], weekdays: ["fri"], months: ["feb", "jan"] },
        { any: [{ months: ["jan"] }, { all: [{ not: { days: ["02-29"] } }] }] },
      ),
      late: fc.constantFrom("skip", "nextOpening", "nearest"),
      deadline,
      watch: fc.oneof(
        watch,
        fc.constant({ success: "withOutput", longest: "+5m", shortest: "-50%" } as const),
      ),
      emits: fc.constant([
        { event: "DONE" },
        { event: "DONE", date: "static" },
        { event: "A", date: "12-31" },
      ]),
      clears: fc.constantFrom([{ event: "DONE", date: "any" }], [{ event: "A", date: "02-29" }]),
      sets: fc.constant({ A: "${{ params.day }}" }),
      reads: fc.constantFrom(
        ["warehouse/raw"],
        ["warehouse/raw", { asset: "warehouse/fx", state: "fresh" }],
        [{ asset: "warehouse/raw" }, { asset: "warehouse/fx", within: "2h" }, "warehouse/x"],
        [{ asset: "warehouse/raw", date: "12-31" }],
      ),
      writes: fc.constant(["warehouse/orders", { asset: "warehouse/fx", freshness: "26h" }]),
      pools: fc.constantFrom({ w: 2 }, { w: { keepOnFailure: true } }, { w: 0 }, { w: 1, r: 3 }),
      locks: fc.constantFrom({ l: "shared" }, { l: "none" }, { l: { keepOnFailure: true } }),
      undo: fc.record(
        {
          run: fc.constant("./undo.sh ${{ run.date }}"),
          env: fc.constant({ C: "c" }),
          timeout: duration,
        },
        { requiredKeys: ["run"] },
      ),
      report: fc.constantFrom(
        { format: "dbt", file: "target/run_results.json" },
        { format: "soda", file: "scan.json", onFailure: "warn" },
      ),
      repeat: fc.constantFrom(
        { every: "30m", until: "05:00+1d", while: " iteration < 3" },
        { times: ["22:00", "01:00"], max: 9, onFailure: "continue" },
      ),
      on: fc.constant([
        { when: " exitCode == 4", result: "succeeded", emits: [{ event: "WARN" }] },
        { when: "timedOut", retry: { retries: 2, delay: "5m" }, sets: { CODE: "${{ exitCode }}" } },
      ]),
    },
    { requiredKeys: ["run"] },
  )
  .map(({ late, ...rest }) => {
    const { notBefore, notAfter, repeat } = rest;
    const mayBeLate = notBefore && notAfter && !notAfter.includes("+") && !repeat;
    return mayBeLate && late ? { ...rest, late } : rest;
  });
const spec = fc
  .record(
    {
      name: fc.constant("p"),
      timezone: fc.constantFrom("UTC", "Europe/Berlin"),
      dialect: fc.constantFrom("trunkline", "cronie"),
      newDay: fc.constantFrom("00:00", "05:00"),
      params: fc.constant({
        day: { type: "date", default: "${{ run.date }}" },
        rows: { type: "integer", default: 1 },
      }),
      triggers: fc.array(
        fc.record({
          schedule: fc.constantFrom(
            "0  6 * * *",
            { every: "15m", from: "08:00" },
            { daily: ["19:00", "07:00"] },
            { daily: "07:00", weekdays: ["fri", "mon"], months: ["dec", "jan"] },
            { every: "15m", from: "18:00", until: "04:00", nthBusinessDay: [1, -1] },
            { nthWeekday: -1, weekdays: ["fri"], of: "quarter", at: ["18:00", "06:00"] },
            { nthBusinessDay: -1, at: "18:00" },
          ),
          missed: fc.constantFrom("none", "all", { policy: "all", limit: 100 }),
          jitter: fc.constantFrom("10m", "15m"),
        }),
      ),
      awaits: fc.oneof({ weight: 5, arbitrary: condition }, optional),
      priority: fc.constantFrom(0, 100),
      failFast: fc.boolean(),
      undoWhen: fc.constantFrom(["failed"], ["cancelled", "failed"]),
      deadline,
      watch,
      concurrency: fc.record(
        { runs: fc.integer({ min: 1, max: 9 }), whenBusy: fc.constantFrom("queue", "skip") },
        { requiredKeys: [] },
      ),
      defaults: fc.record(
        {
          timeout: duration,
          env: fc.constant({ B: "b" }),
          pools: fc.constantFrom({ w: 1 }, { r: 1 }),
          locks: fc.constant({ l: "exclusive" }),
        },
        { requiredKeys: [] },
      ),
      tasks: fc.uniqueArray(fc.tuple(name, task, fc.array(fc.nat(5))), {
        selector: ([key]) => key,
        minLength: 1,
      }),
    },
    { requiredKeys: ["name", "params", "tasks"] },
  )
  .map(({ tasks, ...rest }) => ({
    ...rest,
    // Needs point backwards in the list, so every drawn graph is one without cycles.
    tasks: Object.fromEntries(
      tasks.map(([key, body, picks], index) => [
        key,
        {
          ...body,
          needs: [...new Set(picks.filter((pick) => pick < index).map((pick) => tasks[pick]?.[0]))],
        },
      ]),
    ),
  }));

test("a text that names a zone makes that the trigger's, whatever stands around it", () => {
  const { triggers } = pipelineOf({
    "pipelines/p.yaml": `name: p
timezone: UTC
dialect: systemd
triggers:
  - schedule: "06:00 Asia/Tokyo"
  - schedule: "06:00"
  - {schedule: "06:00", timezone: Europe/Berlin}
tasks: {a: {run: x}}
`,
  });
  expect(triggers.map(({ timezone }) => timezone)).toEqual(["Asia/Tokyo", "UTC", "Europe/Berlin"]);
});

test("`forEach` is its expression, and comes back as it was written", () => {
  const pipeline = pipelineOf({
    "pipelines/p.yaml": `name: p
tasks:
  list: {run: ./list.sh, outputs: {files: list<string>}}
  load: {needs: [list], forEach: " \${{needs.list.outputs.files }}", run: "./load.sh \${{ item }}", undo: {run: "./undo.sh \${{ item }}"}}
`,
  });
  expect(pipeline.tasks.map(({ name, forEach }) => [name, forEach])).toEqual([
    ["list", undefined],
    ["load", "needs.list.outputs.files"],
    ["load:undo", "needs.list.outputs.files"],
  ]);
  const { spec: written, tasks } = toSpec(pipeline);
  expect(
    canonicalJson(
      normalize(written, tasks, { connection: () => undefined, connector: () => undefined }),
    ),
  ).toBe(canonicalJson(pipeline));
});

test("a run of a pipeline takes nothing that is a worker's, and comes back as it was written", () => {
  const pipeline = pipelineOf({
    "pipelines/p.yaml": `name: p
defaults: {runsOn: [etl], timeout: 5m, pools: {w: 1}, retry: {retries: 2}}
tasks:
  free: {uses: pipeline, with: {pipeline: q, wait: false}}
  call:
    needs: [free]
    uses: pipeline
    with: {pipeline: q, params: {n: 1}, date: "\${{ addDays(run.date, 1) }}", outputs: {rows: a.rows}}
    outputs: {rows: integer}
`,
    "pipelines/q.yaml":
      "name: q\nparams: {n: {type: integer, default: 2}}\ntasks: {a: {run: x, outputs: {rows: integer}}}\n",
    "pools.yaml": "w: {units: 9}\n",
  });
  const defaults = { params: {}, date: null, wait: true, outputs: {} };
  expect(pipeline.tasks.map(({ action }) => action)).toEqual([
    { ...defaults, kind: "pipeline", pipeline: "q", wait: false },
    {
      ...{ kind: "pipeline", pipeline: "q", params: { n: 1 }, wait: true },
      ...{ date: "${{ addDays(run.date, 1) }}", outputs: { rows: "a.rows" } },
    },
  ]);
  expect(pipeline.tasks[0]).toMatchObject({ runsOn: [], timeoutMs: null, gates: null, env: {} });
  expect(pipeline.tasks[0]?.retry.retries).toBe(2);
  const { spec: written, tasks } = toSpec(pipeline);
  expect(
    canonicalJson(
      normalize(written, tasks, { connection: () => undefined, connector: () => undefined }),
    ),
  ).toBe(canonicalJson(pipeline));
});

test("normalize is idempotent, and every need points backwards", () => {
  fc.assert(
    fc.property(spec, (value) => {
      const pipeline = pipelineOf({
        "pipelines/p.yaml": dump(value, { noRefs: true }),
        "pipelines/there.yaml": "name: ingest\ntasks: {load: {run: ./load.sh}}\n",
        "pools.yaml": "w: {units: 9}\nr: {units: 3}\nl: {lock: true}\n",
      });
      const { spec: written, tasks } = toSpec(pipeline);
      expect(
        canonicalJson(
          normalize(written, tasks, { connection: () => undefined, connector: () => undefined }),
        ),
      ).toBe(canonicalJson(pipeline));
      expect(storedPipeline(JSON.parse(specText(pipeline)))).toEqual(pipeline);
      for (const [index, { needs }] of pipeline.tasks.entries())
        expect(needs.every((need) => need < index)).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 180_000);

test("what is read is named once, and waited for where it says so", () => {
  const { tasks } = pipelineOf({
    "pipelines/a.yaml": `
name: a
tasks:
  named: {reads: [w/a, {asset: w/b}], run: ./x.sh}
  fresh: {reads: [w/a, {asset: w/b, state: fresh}], run: ./x.sh}
  both: {reads: [{asset: w/a, within: 1h}, {asset: w/b, date: -1d}], awaits: {event: OPEN}, run: ./x.sh}
`,
  });
  const [named, fresh, both] = tasks;
  expect([named?.reads, named?.gates]).toEqual([["w/a", "w/b"], null]);
  expect(fresh?.gates?.awaits).toEqual({ kind: "asset", name: "w/b", which: { by: "fresh" } });
  expect(both?.gates?.awaits).toEqual({
    kind: "all",
    of: [
      { kind: "event", project: null, name: "OPEN", date: { days: 0 } },
      { kind: "asset", name: "w/a", which: { by: "within", ms: 3_600_000 } },
      { kind: "asset", name: "w/b", which: { by: "date", date: { days: -1 } } },
    ],
  });
});
