import { expect, test } from "vitest";
import { checkConnector } from "#core/connector/check.ts";
import { parseFile } from "#core/parse.ts";
import type { Problem } from "#core/problem.ts";
import type { ConnectorSpec } from "#schemas/types.ts";

const base: Partial<ConnectorSpec> = {
  base: "https://jobs.example",
  submit: { path: "/jobs", ids: { run: "response.body.id" } },
  poll: {
    path: "/jobs/${{ id.run }}",
    state: { succeeded: "response.body.ok", failed: "!response.body.ok" },
  },
};

const messages = (more: Partial<ConnectorSpec>): string[] => {
  const problems: Problem[] = [];
  checkConnector(parseFile("connectors/jobs.yaml", "a: 1"), { ...base, ...more }, problems);
  return problems.map(({ message }) => message);
};

test("a sound one has no problems", () => {
  expect(messages({})).toEqual([]);
});

test("data never chooses who is asked", () => {
  expect(
    messages({
      base: "https://${{ inputs.host }}",
      inputs: { host: { type: "string", description: "" } },
    }),
  ).not.toEqual([]);
  expect(messages({ results: { url: "https://x.${{ id.run }}/y" } })).toEqual([
    expect.stringContaining("host can't come from an expression"),
  ]);
  expect(messages({ results: { url: "https://x.example/${{ id.run }}" } })).toEqual([]);
});

test("a run without a name needs what was before it", () => {
  const submit = { path: "/sync" };
  expect(messages({ submit, poll: { path: "/", state: base.poll?.state ?? {} } })).toEqual([
    "nothing tells this run from others",
  ]);
});

test("what loops name is known, and an entry has a name of its own", () => {
  const loops = (state: string) =>
    messages({ poll: { path: "/", state: { succeeded: state, failed: "false" } } });
  const sound = "response.body.loads.all(one, inputs.tables.exists(t, one.t == t && key != ''))";
  const inputs = { tables: { type: "list", description: "" } } as const;
  const poll = { path: "/", state: { succeeded: sound, failed: "false" } };
  expect(messages({ inputs, poll })).toEqual([]);
  expect(loops("response.body.loads.all(one, two.t == 1)")).toEqual(['"two" is not known here']);
  expect(loops("things.all(one, one.t == 1)")).toEqual(['"things" is not known here']);
  expect(loops("response.body.l.exists(key, key.t == 1)")).toEqual([
    expect.stringContaining('"key" is known here already'),
  ]);
  expect(loops("response.body.l.exists(a, a.l.all(a, true))")).toEqual([
    expect.stringContaining('"a" is known here already'),
  ]);
  expect(loops("response.body.l.map(one, one.l.filter(two, true))")).toEqual([
    expect.stringContaining('unknown function "filter"'),
  ]);
});

test("pages and the second question have names of their own", () => {
  const pages = { list: "response.body.data", more: "has(response.body.next)" };
  const state = { succeeded: "items.all(one, one.ok)", failed: "false" };
  const query = { page: "${{ page }}" };
  expect(messages({ poll: { path: "/", query, pages, state } })).toEqual([]);
  expect(messages({ poll: { path: "/", query, state } })).toEqual([
    '"page" is not known here',
    '"items" is not known here',
  ]);
  const then = { path: "/${{ item.id }}", query, pages, state };
  const item = { of: "response.body.l", where: "item.id == id.run" };
  const first = { path: "/", state: { succeeded: "item.ok", failed: "false" } };
  expect(messages({ poll: { ...first, item, then } })).toEqual([]);
  expect(messages({ poll: { ...first, then } })).toContain('"item" is not known here');
});

test("a file is a body of its own, and what spoils a run can end it", () => {
  const file = "/data/${{ inputs.day }}.csv";
  const inputs = { day: { type: "string", description: "" } } as const;
  const submit = (step: object) => {
    const steps = [["then", [{ method: "PUT", ...step }]]];
    return { ...base.submit, ...Object.fromEntries(steps) };
  };
  const cancel = { method: "DELETE", path: "/jobs/${{ id.run }}" } as const;
  expect(messages({ inputs, cancel, submit: submit({ file, once: true }) })).toEqual([]);
  expect(messages({ inputs, cancel: "none", submit: submit({ file, once: true }) })).toEqual([
    expect.stringContaining("must be ended"),
  ]);
  expect(messages({ inputs, submit: submit({ file, body: "a" }) })).toEqual([
    expect.stringContaining("one body"),
  ]);
  expect(messages({ submit: submit({ file: "/data/${{ id.run }}" }) })).toEqual([
    '"id" is not known here',
  ]);
  expect(messages({ submit: submit({ done: "response.body.ok && nothing" }) })).toEqual([
    '"nothing" is not known here',
  ]);
  const auth = {
    awsSigV4: { service: "s3", region: "eu", accessKeyId: "a", secretAccessKey: "a" },
  };
  const connection = { secrets: { a: { description: "" } } };
  expect(messages({ inputs, connection, auth, submit: submit({ file }) })).toEqual([
    expect.stringContaining("covers no file"),
  ]);
});
