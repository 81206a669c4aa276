// Templates: tasks take the place of the call, and no value that is given to one becomes code.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { evaluate } from "#core/expression.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";

function read(pipeline: unknown, templates: Record<string, unknown>): Pipeline {
  const estate = readEstate([
    { path: "pipelines/p.yaml", text: dump(pipeline, { noRefs: true }) },
    ...Object.entries(templates).map(([name, template]) => ({
      path: `templates/${name}.yaml`,
      text: dump(template, { noRefs: true }),
    })),
  ]);
  expect(estate.diagnostics).toEqual([]);
  expect(estate.sources[0]?.inputs).toEqual([
    "pipelines/p.yaml",
    ...Object.keys(templates).map((name) => `templates/${name}.yaml`),
  ]);
  return estate.sources[0]?.pipeline as Pipeline;
}

const edges = ({ tasks }: Pipeline) =>
  Object.fromEntries(
    tasks.map(({ name, needs }) => [name, needs.map((need) => tasks[need]?.name)]),
  );

test("first tasks take over the needs, dependents wait for the last, names are mapped in conditions", () => {
  const diamond = {
    tasks: {
      a: { run: "a", outputs: { files: "list<string>" } },
      b: { run: "b", needs: ["a"], forEach: "${{ needs.a.outputs.files }}" },
      c: { run: "c", needs: ["a"], if: "failed('a')" },
    },
  };
  const outer = {
    tasks: { in: { uses: "./templates/diamond.yaml", needs: ["pre"] }, pre: { run: "pre" } },
  };
  const pipeline = read(
    {
      name: "p",
      tasks: {
        start: { run: "start" },
        body: { uses: "./templates/outer.yaml", needs: ["start"], if: "finished('start')" },
        end: { run: "end", needs: ["body"], if: "failed('body')" },
      },
    },
    { outer, diamond },
  );
  expect(edges(pipeline)).toEqual({
    start: [],
    "body.pre": ["start"],
    "body.in.a": ["body.pre"],
    "body.in.b": ["body.in.a"],
    "body.in.c": ["start", "body.in.a"],
    end: ["body.in.b", "body.in.c"],
  });
  const inner = pipeline.tasks.find((task) => task.name === "body.in.b");
  expect(inner?.forEach).toBe('needs["body.in.a"].outputs.files');
  const condition = (name: string) => pipeline.tasks.find((task) => task.name === name)?.condition;
  expect(condition("body.pre")).toBe('finished("start")');
  expect(condition("body.in.c")).toBe('(finished("start")) && (failed("body.in.a"))');
  expect(condition("end")).toBe('failed("body.in.b", "body.in.c")');
});

const template = {
  params: { text: { type: "string" }, rows: { type: "integer", default: 3 } },
  tasks: {
    show: {
      run: "printf %s ${{ params.text }}",
      env: { TEXT: "<${{ params.text }}>" },
      if: "params.rows >= 3",
    },
  },
};

function variable(task: Task | undefined): string {
  if (task?.action.kind !== "command") throw new Error("no command");
  const [expression] = Object.values(task.action.variables);
  expect(task.action.script).toBe('printf %s "$TRUNKLINE_EXPR_1"');
  return String(
    evaluate(expression ?? "", {
      scope: { params: { day: "date" }, matrix: {}, needs: {}, allowStatus: false },
      params: { day: "2026-01-31" },
      matrix: {},
      needs: [],
      run: {
        id: "r",
        date: "2026-01-31",
        scheduledAt: "",
        pipeline: "p",
        generation: 1,
        interval: { start: "", end: "" },
      },
    }),
  );
}

test("a literal of any characters stays that text", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("}}", '"', "'; rm -rf / #", "\\", "$(id)", "`id`", "\n", '" + "', "\u2028"),
  );
  fc.assert(
    fc.property(nasty, (text) => {
      // NUL and lone surrogates can't be written in a YAML file at all.
      fc.pre(
        !text.includes("${{") &&
          text.isWellFormed() &&
          !/\p{Cc}/u.test(text.replaceAll(/[\n\t]/g, "")),
      );
      const pipeline = read(
        { name: "p", tasks: { t: { uses: "./templates/x.yaml", with: { text } } } },
        { x: template },
      );
      expect(variable(pipeline.tasks[0])).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test("a value that holds an expression keeps working, through two templates", () => {
  const outer = {
    params: { day: { type: "date" } },
    tasks: { in: { uses: "./templates/x.yaml", with: { text: "day '${{ params.day }}'!" } } },
  };
  const pipeline = read(
    {
      name: "p",
      params: { day: { type: "date", default: "${{ run.date }}" } },
      tasks: { t: { uses: "./templates/outer.yaml", with: { day: "${{ params.day }}" } } },
    },
    { outer, x: template },
  );
  expect(variable(pipeline.tasks[0])).toBe("day '2026-01-31'!");
  expect(pipeline.tasks[0]?.condition).toBe("(3) >= 3");
});

test("a task whose parameter is an output needs the task that writes it", () => {
  const pipeline = read(
    {
      name: "p",
      tasks: {
        count: { run: "count", outputs: { rows: "integer" } },
        use: {
          needs: ["count"],
          uses: "./templates/late.yaml",
          with: { rows: "${{ needs.count.outputs.rows }}" },
        },
      },
    },
    {
      late: {
        params: { rows: { type: "integer" } },
        tasks: {
          first: { run: "first" },
          last: { needs: ["first"], run: "last ${{ params.rows }}" },
        },
      },
    },
  );
  expect(edges(pipeline)).toEqual({
    count: [],
    "use.first": ["count"],
    "use.last": ["count", "use.first"],
  });
});

test("the call's `if` also holds for tasks of the template that would run after a skip", () => {
  const pipeline = read(
    {
      name: "p",
      tasks: {
        before: { run: "before" },
        t: { needs: ["before"], uses: "./templates/x.yaml", if: "failed()" },
        free: { uses: "./templates/x.yaml", if: "failed() || run.generation > 1" },
      },
    },
    {
      x: {
        tasks: {
          work: { run: "work" },
          clean: { needs: ["work"], run: "clean", if: "finished()" },
        },
      },
    },
  );
  const found = Object.fromEntries(pipeline.tasks.map(({ name, condition }) => [name, condition]));
  expect(found).toEqual({
    before: null,
    "t.work": "failed()",
    "t.clean": '(failed("before")) && (finished("t.work"))',
    "free.work": "failed() || run.generation > 1",
    "free.clean": '(false || run.generation > 1) && (finished("free.work"))',
  });
  expect(edges(pipeline)["t.clean"]).toEqual(["before", "t.work"]);
});

test("what a connector takes has its parameters in place, as the inputs of other tasks do", () => {
  const load = {
    params: { job: { type: "string" } },
    tasks: {
      load: {
        uses: "airflow",
        with: { connection: "af", dag_id: "${{ params.job }}", conf: { a: ["${{ params.job }}"] } },
      },
    },
  };
  const estate = readEstate([
    {
      path: "pipelines/p.yaml",
      text: dump({
        name: "p",
        tasks: { in: { uses: "./templates/load.yaml", with: { job: "nightly" } } },
      }),
    },
    { path: "templates/load.yaml", text: dump(load) },
    { path: "connections/af.yaml", text: "type: airflow\nurl: https://af.example\n" },
  ]);
  expect(estate.diagnostics).toEqual([]);
  expect(estate.sources[0]?.pipeline?.tasks[0]?.action).toMatchObject({
    inputs: {
      dag_id: expect.stringContaining("nightly"),
      conf: { a: [expect.stringContaining("nightly")] },
    },
  });
});
