// What of a pipeline runs in shadow: only what declares its side effects away, and nothing that reaches beyond its run.

import { expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";
import { readConnection } from "#core/connection.ts";
import { readEstate } from "#core/estate.ts";
import { normalize } from "#core/normalize.ts";
import { parseContent } from "#core/parse.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { awaitingInShadow, shadowOf } from "#core/shadow/pipeline.ts";
import { shadowSummary } from "#core/shadow/words.ts";
import { specText, storedPipeline } from "#core/stored-spec.ts";
import { toSpec } from "#core/to-spec.ts";

const postgres = (host: string, secret: string) =>
  `type: postgres\nhost: ${host}\ndatabase: d\nuser: u\npassword: ${secret}\n`;
const connections: Record<string, string> = {
  "connections/live.yaml": postgres("db.example.com", "db/live"),
  "connections/test.yaml": postgres("test.example.com", "db/test"),
};

function pipelineOf(tasks: string, more = ""): Pipeline {
  const files = {
    ...connections,
    "pipelines/close.yaml": `name: close\n${more}tasks:\n${tasks}`,
    "pipelines/other.yaml": "name: other\ntasks: {a: {run: 'true'}}\n",
    "pools.yaml": "db: {units: 2}\n",
    "migration/waves/gl.yaml": "stage: shadow\nmembers: {pipelines: [close]}\n",
  };
  const estate = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(estate.diagnostics).toEqual([]);
  return estate.sources.find(({ name }) => name === "close")?.pipeline as Pipeline;
}

const all = `  extract:
    run: ./extract.sh
    secrets: [app/token]
    env: {A: real, B: both}
    pools: {db: 1}
    emits: [{event: done}]
    writes: [orders]
    approval: {}
    onlyOn: {weekdays: [fri]}
    on: [{when: 'exitCode == 4', result: succeeded, sets: {x: ok}}]
    undo: {run: ./undo.sh}
    shadow: {run: "./extract.sh --dry", env: {A: test}, outputs: [{name: rows, stdout: true, digest: rows}]}
  load:
    needs: [extract]
    uses: sql
    with: {connection: live, sql: "select 1"}
    shadow: {connection: test}
  mail: {needs: [load], run: ./mail.sh}
  child: {needs: [load], uses: pipeline, with: {pipeline: other}}
  post: {needs: [mail], run: ./post.sh, shadow: {skip: true}}
  check: {needs: [post], run: ./check.sh, secrets: [app/check], shadow: {sideEffects: none, env: {C: c}}}
`;

test("a task runs only as it declares, with the secrets of that alone; nothing else of it is left", () => {
  const pipeline = pipelineOf(
    all,
    "awaits: {pipeline: other}\ndeadline: {finishBy: '07:00'}\nwatch: {success: true}\nconcurrency: {runs: 1}\n",
  );
  const { tasks, ...rest } = shadowOf(pipeline);
  expect(rest).toMatchObject({
    ...{ awaits: null, after: [], deadline: null, undoWhen: [], isShadow: true },
    concurrency: { runs: null },
  });
  expect(rest.watch).toBe(undefined);
  const by = Object.fromEntries(tasks.map((task) => [task.name, task]));
  expect(Object.keys(by)).toEqual(["extract", "load", "mail", "child", "post", "check"]);
  expect(by.extract).toMatchObject({
    ...{ secrets: [], effects: [], env: { A: "test", B: "both" }, priority: -100 },
    action: { kind: "command", script: "./extract.sh --dry" },
    gates: { awaits: null, approval: null, takes: [], onlyOn: expect.anything() },
    on: [{ effects: [] }],
    measures: [{ name: "rows", of: "stdout", digest: "rows", normalize: [] }],
  });
  expect(by.load).toMatchObject({
    secrets: ["db/test"],
    action: { kind: "sql", connectionName: "test", connection: { host: "test.example.com" } },
  });
  for (const [name, reason] of [
    ["mail", "declares no `shadow`"],
    ["child", "runs another pipeline"],
    ["post", "is skipped"],
  ] as const)
    expect(by[name]).toMatchObject({
      ...{ secrets: [], env: {}, passedOver: `not run in shadow: it ${reason}` },
      action: { kind: "command", script: "true" },
    });
  expect(by.check).toMatchObject({
    ...{ secrets: ["app/check"], env: { C: "c" } },
    action: { script: "./check.sh" },
  });
  expect(shadowSummary(pipeline)).toBe(
    "run: extract, load, check; not run: mail (declares no `shadow`); not run: child (runs another pipeline); not run: post (is skipped)",
  );
  expect(storedPipeline(JSON.parse(specText(shadowOf(pipeline))))).toEqual(shadowOf(pipeline));
});

test("defaults declare commands by their environment, and all by saying that nothing has side effects", () => {
  const tasks =
    "  a: {run: ./a.sh}\n  b: {uses: sql, with: {connection: live, sql: 'select 1'}}\n  c: {uses: pipeline, with: {pipeline: other}}\n";
  const reasons = (more: string) =>
    shadowOf(pipelineOf(tasks, more)).tasks.map(({ passedOver }) => passedOver === undefined);
  expect(reasons("")).toEqual([false, false, false]);
  expect(reasons("defaults: {shadow: {env: {A: test}}}\n")).toEqual([true, false, false]);
  expect(reasons("defaults: {shadow: {sideEffects: none}}\n")).toEqual([true, true, false]);
});

test("a transfer in shadow writes elsewhere, and leaves what it reads", () => {
  const s3 = "type: s3\nregion: eu-1\nbucket: exports\naccessKey: k\nsecretKey: s\n";
  connections["connections/store.yaml"] = s3;
  connections["connections/sandbox.yaml"] = s3;
  const { tasks } = shadowOf(
    pipelineOf(
      "  move:\n    uses: transfer\n    with: {from: {path: /in}, to: {connection: store, path: out}, files: ['*'], after: delete}\n    shadow: {connection: sandbox}\n",
    ),
  );
  expect(tasks[0]?.action).toMatchObject({ after: "keep", to: { connectionName: "sandbox" } });
});

test("what awaits others is named, and a pipeline of one task awaits what that does", () => {
  const one = "  a: {run: ./a.sh, awaits: {pipeline: other}}\n";
  expect(awaitingInShadow(pipelineOf("  a: {run: ./a.sh, pools: {db: 1}}\n"))).toEqual([]);
  expect(awaitingInShadow(pipelineOf(one))).toEqual(["", "a"]);
  expect(awaitingInShadow(pipelineOf(`${one}  b: {run: ./b.sh}\n`))).toEqual(["a"]);
  expect(awaitingInShadow(pipelineOf("  b: {run: b}\n", "awaits: {event: X}\n"))).toEqual([""]);
});

test("a pipeline as a spec gives the same shadow again", () => {
  const { wave, ...pipeline } = pipelineOf(
    `${all}  other: {uses: sql, with: {connection: live, sql: "select 1"}, shadow: {run: "echo 1", secrets: [app/x]}}\n`,
    "env: {Z: z}\n",
  );
  const { spec, tasks } = toSpec(pipeline as Pipeline);
  const connection = (name: string) => {
    const path = `connections/${name}.yaml`;
    const text = connections[path];
    return text === undefined ? undefined : readConnection(path, parseContent(path, text));
  };
  const again = normalize(spec, tasks, { connection, connector: () => undefined } as never);
  expect(canonicalJson(again)).toBe(canonicalJson(pipeline));
  expect(wave?.stage).toBe("shadow");
});
