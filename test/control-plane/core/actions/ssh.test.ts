import { expect, test } from "vitest";
import { actionTexts } from "#core/action-values.ts";
import { kindOf } from "#core/actions/kinds.ts";
import { canonicalJson } from "#core/canonical.ts";
import { createSourceReader, defaultProject, inputsOf, listSources } from "#core/estate.ts";
import { normalize } from "#core/normalize.ts";
import { toSpec } from "#core/to-spec.ts";

const edge = `type: ssh
host: Edge.example
user: batch
hostKeys:
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxQKHCPLFS3b6v4Ns4ZK0pUo0JQqKp3a4i3tDVHYx7k root@edge
key: edge/key
password: edge/password
`;

function read(with_: string, more = "", connection = edge) {
  const files: Record<string, string> = {
    "connections/edge.yaml": connection,
    "templates/t.yaml": `params: {day: {}}\ntasks:\n  a: {uses: ssh, with: ${with_}${more}}\n`,
    "pipelines/orders.yaml":
      'name: orders\nparams: {day: {type: date, default: "${{ run.date }}"}}\ntasks:\n  a: {uses: ./templates/t.yaml, with: {day: "${{ params.day }}"}}\n',
  };
  const reader = createSourceReader({ content: (path) => files[path] }, defaultProject);
  const paths = listSources(Object.keys(files));
  const source = reader.read("pipelines/orders.yaml", inputsOf("pipelines/orders.yaml", paths));
  expect(source.diagnostics).toEqual([]);
  const { pipeline } = source;
  const action = pipeline?.tasks[0]?.action;
  if (!pipeline || action?.kind !== "ssh") throw new Error("no action");
  return { reader, pipeline, action };
}

const everything =
  '{connection: edge, run: "./load ${{ params.day }} $DAY", env: {DAY: "on ${{ params.day }}"}, workingDirectory: "/data/${{ params.day }}", killAfter: 1m}';

test("expressions of its text are variables, and parameters of a template are replaced wherever they stand", () => {
  const { pipeline, action } = read(everything, ", secrets: [db/load]");
  const day = "(string(params.day))";
  expect(action).toMatchObject({
    script: './load "$TRUNKLINE_EXPR_1" $DAY',
    variables: { TRUNKLINE_EXPR_1: day },
    env: { DAY: `on \${{ ${day} }}` },
    workingDirectory: `/data/\${{ ${day} }}`,
    killAfterMs: 60_000,
  });
  expect(actionTexts(action)).toEqual([day, `on \${{ ${day} }}`, `/data/\${{ ${day} }}`]);
  expect(pipeline.tasks[0]?.secrets).toEqual(["db/load", "edge/key", "edge/password"]);
});

test("its connection has defaults and loses comments, and says where it leads", () => {
  const { action } = read("{connection: edge, run: ./a}");
  expect(action.connection).toEqual({
    ...{ type: "ssh", host: "Edge.example", port: 22, user: "batch" },
    hostKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxQKHCPLFS3b6v4Ns4ZK0pUo0JQqKp3a4i3tDVHYx7k"],
    ...{ key: "edge/key", passphrase: null, password: "edge/password", connectTimeoutMs: 20_000 },
  });
  const kind = kindOf(action);
  expect(kind.places(action)).toEqual(["edge.example:22"]);
  expect(kind.system(action)).toBe("batch@Edge.example:22");
  expect(kind.text(action)).toBe('runs "./a" on edge');
});

test("normalizing what it would say again changes nothing", () => {
  for (const given of [everything, "{connection: edge, run: ./a}"]) {
    const { reader, pipeline } = read(given);
    const { spec, tasks } = toSpec(pipeline);
    expect(canonicalJson(normalize(spec, tasks, reader))).toBe(canonicalJson(pipeline));
  }
});

test("what differs is told: text, variables, folder, and the host behind the name", () => {
  const { action } = read(everything);
  const other = read(
    everything
      .replace("./load", "./reload")
      .replace("{DAY:", "{A: b, DAY:")
      .replace("/data/", "/new/"),
    "",
    edge.replace("Edge.example", "edge2.example"),
  ).action;
  const said = kindOf(action).changes(action, other);
  expect(said.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^command: ".*load.*" → ".*reload.*"$/),
    expect.stringContaining("variable A"),
    expect.stringContaining("workingDirectory"),
    expect.stringContaining("connection edge, host"),
  ]);
  expect(kindOf(action).changes(action, action)).toEqual([]);
});
