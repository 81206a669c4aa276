import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { shippedConnectors } from "#core/connector/shipped.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

const own = `description: Jobs of our own.
connection: {fields: {host: {description: Host.}}, secrets: {token: {description: A token.}}}
inputs: {job: {type: string, description: Which job.}}
base: https://\${{ connection.host }}
auth: {bearer: token}
submit: {path: "/jobs/\${{ inputs.job }}", json: {key: "\${{ key }}"}, ids: {run: response.body.id}}
poll: {path: "/runs/\${{ id.run }}", state: {succeeded: response.body.ok, failed: response.body.ok == false}}
cancel: none
outputs: {rows: {description: Rows that it wrote., value: response.body.rows}}
`;

const conversation = (ok: boolean) => `connection: {host: jobs.example, token: s3cret}
inputs: {job: nightly}
conversation:
  - request: {method: POST, url: https://jobs.example/jobs/nightly, headers: {authorization: Bearer s3cret}}
    answer: {json: {id: 5}}
  - request: {method: GET, url: https://jobs.example/runs/5}
    answer: {json: {ok: ${ok}, rows: 3}}
expect: {ends: succeeded, outputs: {rows: "3"}}
`;

function project(files: Record<string, string>) {
  const folder = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
    writeFileSync(path.join(folder.path, name), text);
  }
  return { cwd: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("`connectors` lists what comes along and what the project has, with the proof of each", async () => {
  await using at = project({ "connectors/jobs.yaml": own });
  const { code, stdout } = await trunklineHere(["connectors", "--output", "json"], at);
  expect(code).toBe(0);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .flatMap((line) => JSON.parse(line));
  expect(rows).toHaveLength(Object.keys(shippedConnectors).length + 1);
  expect(rows.find(({ name }) => name === "jobs")).toMatchObject({ from: "project", proof: null });
  expect(rows.find(({ name }) => name === "bigquery")).toMatchObject({
    ...{ from: "trunkline", proof: { mark: "documented" } },
  });
});

test("`connectors show` says what a connection and a task write, and what can't be done", async () => {
  await using at = project({ "connectors/jobs.yaml": own });
  const { code, stdout } = await trunklineHere(["connectors", "show", "jobs"], at);
  expect(code).toBe(0);
  for (const text of [
    "token (needed), the name of a secret: A token.",
    "job (needed), string: Which job.",
    "rows: Rows that it wrote.",
    "A run can't be cancelled: it goes on there.",
    "a person must look whether it was started",
    "It can't rerun the failed parts of a run",
  ])
    expect(stdout).toContain(text);
  const shipped = await trunklineHere(["connectors", "show", "databricks"], at);
  expect(shipped.stdout).toContain("rerun, all (default) or failed");
  const json = await trunklineHere(["connectors", "show", "jobs", "--output", "json"], at);
  expect(JSON.parse(json.stdout)).toMatchObject({ name: "jobs", cancel: "none" });
});

test("a connector that isn't there is suggested, and one with errors is shown with them", async () => {
  await using at = project({ "connectors/jobs.yaml": own.replace("inputs.job", "inputs.jib") });
  const missing = await trunklineHere(["connectors", "show", "databrick"], at);
  expect(missing.code).not.toBe(0);
  expect(missing.stderr).toContain('did you mean "databricks"?');
  const broken = await trunklineHere(["connectors", "show", "jobs"], at);
  expect(broken.code).not.toBe(0);
  expect(broken.stdout).toContain("there is no inputs.jib");
});

test("`connectors test` plays conversations by a real server, and says where one went otherwise", async () => {
  await using at = project({
    "connectors/jobs.yaml": own,
    "connectors/conversations/jobs/ends-well.yaml": conversation(true),
    "connectors/conversations/jobs/fails.yaml": conversation(false),
  });
  const well = ["connectors/jobs.yaml", "connectors/conversations/jobs/ends-well.yaml"];
  const one = await trunkline(["connectors", "test", ...well], at);
  expect({ code: one.code, stderr: one.stderr }).toEqual({
    code: 0,
    stderr: "1 conversation went as written\n",
  });
  const all = await trunkline(["connectors", "test", "connectors/jobs.yaml"], at);
  expect(all.code).not.toBe(0);
  expect(all.stdout).toContain("succeeded is expected");
  expect(all.stderr).toContain("1 of 2 conversations went otherwise");
  const none = await trunkline(["connectors", "test", "jobs", "nowhere"], at);
  expect(none.stderr).toContain("there are no conversations at");
});
