import { expect, test } from "vitest";
import { readProject } from "#core/project.ts";
import { createSourceReader } from "#core/source.ts";

// The findings of each code are golden cases: task-action, unknown-uses, connector-invalid, invalid-request, invalid-sql.

const found = (task: string): string[] => {
  const text = `name: a\ntasks:\n  t: ${task}\n`;
  const files = { content: (path: string) => (path === "pipelines/a.yaml" ? text : undefined) };
  const reader = createSourceReader(files, readProject(undefined));
  return reader.read("pipelines/a.yaml", []).diagnostics.map(({ message }) => message);
};

test("a task says one thing that it does", () => {
  expect(found('{run: "true"}')).toEqual([]);
  expect(found("{uses: command, with: {run: ls}}")).toEqual([]);
  expect(found("{needs: []}")).toEqual(['task "t" has neither `run` nor `uses`']);
  expect(found("{run: ls, uses: http}")).toEqual(['task "t" has both `run` and `uses`']);
});

test("what is neither built in, a template nor a connector is not known", () => {
  expect(found("{uses: teleport}")).toEqual(['there is no "teleport"']);
});
