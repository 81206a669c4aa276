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
