import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { connectionOf } from "#test/support/postgres-connection.ts";
import { isRunning } from "#test/support/process.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { startTrunkline, trunkline } from "#test/support/trunkline.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const retail = path.join(import.meta.dirname, "../../../examples/retail");

/** A project with a folder of its own for temporary files, so that what is left behind shows. */
async function project() {
  const stack = new AsyncDisposableStack();
  const { path: root } = stack.use(temporaryDirectory());
  // Under root Postgres runs as another user, who must get through.
  chmodSync(root, 0o711);
  const cwd = path.join(root, "project");
  const temporary = path.join(root, "tmp");
  for (const folder of [path.join(cwd, "pipelines"), temporary])
    mkdirSync(folder, { recursive: true });
  return {
    cwd,
    start: { cwd, env: { TMPDIR: temporary } },
    write: (name: string, text: string) =>
      writeFileSync(path.join(cwd, "pipelines", `${name}.yaml`), text),
    left: () => readdirSync(temporary),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("the retail estate's main job, with its output, and nothing is left", async () => {
  await using at = await project();
  cpSync(retail, at.cwd, { recursive: true });
  const { code, stdout, stderr } = await trunkline(
    ["try", "daily-revenue", "--date", "2026-02-03"],
    at.start,
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^announce +\| Revenue of 2026-02-03: \d+ cents net/m);
  expect(stdout).toMatch(/Run 1 of retail\/daily-revenue: succeeded in .*, uncommitted\n$/);
  // Steps are for a terminal only.
  expect(stderr).toBe("");
  expect(at.left()).toEqual([]);
});

test("JSON holds the run; --task takes what the task needs, parameters their types", async () => {
  await using at = await project();
  at.write(
    "p",
    `name: p
params: {n: {type: integer, default: 1}}
triggers: [{schedule: {every: 1m}}]
tasks:
  a: {run: "n=\${{ params.n }}; echo n=$((n + 1)) >> $TRUNKLINE_OUTPUT", outputs: {n: integer}}
  b: {needs: [a], runsOn: [gl-prod, "host:far"], run: "test \${{ needs.a.outputs.n }} = 42; echo fine"}
  c: {needs: [b], run: "false"}
`,
  );
  const words = ["try", "--task", "b", "--param", "n=41", "--output", "json"];
  const { code, stdout, stderr } = await trunkline(words, at.start);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const run = JSON.parse(stdout);
  expect(run).toMatchObject({
    id: "1",
    uncommitted: true,
    state: "succeeded",
    params: { n: 41 },
    revision: { uncommitted: true },
    tasks: [
      { name: "a", outputs: { n: 42 } },
      { name: "b", state: "succeeded" },
    ],
  });
  expect(stderr).toContain("fine");
  const whole = await trunkline(["try", "p", "-p", "n=41"], at.start);
  expect(whole.code).toBe(1);
  expect(whole.stdout).toContain("failed");
  const wrong = await trunkline(["try", "p", "-p", "n=x"], at.start);
  expect(wrong.code).toBe(2);
  expect(at.left()).toEqual([]);
});

test("a mistake in the pipeline is shown as by validate; one in another file is in nobody's way", async () => {
  await using at = await project();
  at.write("good", 'name: good\ntasks: {a: {run: "true"}}\n');
  at.write("bad", "name: bad\ntasks: {a: {rnu: x}}\n");
  const bad = await trunkline(["try", "bad"], at.start);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain("pipelines/bad.yaml:2:");
  expect(bad.stdout).toContain("^");
  expect((await trunkline(["try", "good"], at.start)).code).toBe(0);
  writeFileSync(path.join(at.cwd, "trunkline.yaml"), "nmae: p\n");
  const { stdout } = await trunkline(["try", "good", "--output", "json"], at.start);
  const found = stdout.split("\n").filter((line) => line !== "");
  expect(found).toHaveLength(new Set(found).size);
  expect(stdout).toContain('"file":"trunkline.yaml"');
  writeFileSync(path.join(at.cwd, "trunkline.yaml"), "");
  expect((await trunkline(["try"], at.start)).code).toBe(2);
  expect((await trunkline(["try", "goods"], at.start)).stderr).toContain('did you mean "good"?');
});

test("Ctrl-C stops the task and its processes and removes everything", async () => {
  await using at = await project();
  const file = path.join(at.cwd, "pid");
  at.write("slow", `name: slow\ntasks: {a: {run: "sleep 100 & echo $! > ${file}; wait"}}\n`);
  const { child, ended } = startTrunkline(["try"], at.start);
  const pid = () => {
    try {
      return Number(readFileSync(file, "utf8"));
    } catch {
      return 0;
    }
  };
  await eventually("the task runs", () => pid() > 0, 30_000);
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).toContain("cancelled");
  expect(isRunning(pid())).toBe(false);
  expect(at.left()).toEqual([]);
});

test("requests, statements and secrets, as on a worker", async () => {
  await using at = await project();
  await using shop = await testDatabase();
  await using server = await webServer(({ headers }, response) =>
    answer(response, 200, { given: headers["x-key"] === "s3cr3t-key" }),
  );
  const { connection, secrets } = connectionOf(shop);
  const { type, host, port, database, user } = connection;
  mkdirSync(path.join(at.cwd, "connections"));
  writeFileSync(
    path.join(at.cwd, "connections/shop.yaml"),
    JSON.stringify({ type, host, port, database, user, password: "shop/db" }),
  );
  at.write(
    "p",
    `name: p
tasks:
  ask:
    uses: http
    with: {url: "${server.url}", auth: {header: {name: X-Key, secret: shop/key}}}
    outputs: {given: boolean}
  check:
    needs: [ask]
    uses: sql
    with: {connection: shop, sql: "select :given::bool as given, 7 as n", params: {given: "\${{ needs.ask.outputs.given }}"}, expect: given && rows == 1}
    outputs: {n: integer}
  print:
    needs: [check]
    secrets: [shop/key]
    run: echo "n=" \${{ needs.check.outputs.n }} "key=$KEY"
`,
  );
  const { code, stdout, stderr } = await trunkline(["try", "p"], {
    cwd: at.cwd,
    env: {
      ...at.start.env,
      TRUNKLINE_SECRET_SHOP__KEY: "s3cr3t-key",
      TRUNKLINE_SECRET_SHOP__DB: secrets.db,
    },
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^print +\| n= 7 key=\*\*\*$/m);
  expect(stdout).toContain("1 row");
  expect(stdout + stderr).not.toContain("s3cr3t-key");
});
