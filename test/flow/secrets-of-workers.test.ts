// Values are the worker's alone, and those of now: a server that can't have them, a retry after the value has changed, and
// what the system shows of processes while a task has its secret.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { memoryHas } from "#test/support/process-memory.ts";
import { type ServedApart, servedApart } from "#test/support/served-apart.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { role, type VaultServer, vaultServer } from "#test/support/vault-server.ts";

const value = "Zq7-the-value-in-use-9x";
const stack = new AsyncDisposableStack();
const { path: folder } = stack.use(temporaryDirectory());
const gate = (name: string) => {
  execFileSync("mkfifo", [join(folder, name)]);
  return join(folder, name);
};
const gates = {
  files: gate("files"),
  vault: gate("vault"),
  held: gate("held"),
  shown: gate("shown"),
};
const seen = join(folder, "seen");

/** Says whether it has the new value; its first attempt waits, and fails. */
const rotating = (name: "files" | "vault") => `name: ${name}
tasks:
  a:
    secrets: [${name}/token]
    retry: {retries: 1, delay: 0s}
    run: |
      echo "having $TOKEN"
      printf '%s %s %s\\n' ${name} "$TRUNKLINE_ATTEMPT" "$TOKEN" >> ${seen}
      test "$TRUNKLINE_ATTEMPT" = 2 && exit 0
      cat ${gates[name]}
      exit 7
`;
/** Waits with the value in a variable and in a file, of which a child has both. */
const held = `name: held
tasks:
  a:
    secrets: [held/token]
    secretFiles: {KEY_FILE: held/key}
    run: |
      test "$TOKEN" = ${"$"}(cat "$KEY_FILE") || exit 1
      sh -c 'cat ${gates.held}; test -n "$TOKEN"'
`;
/** What no task should do, to see that it would be seen. */
const shown = `name: shown
tasks:
  a:
    secrets: [held/token]
    run: sh -c 'cat ${gates.shown}; true' with "$TOKEN"
`;

let vault: VaultServer;
let at: ServedApart;
const put = (name: string, text: string) => writeFileSync(join(folder, "secrets", name), text);
beforeAll(async () => {
  vault = stack.use(await vaultServer());
  mkdirSync(join(folder, "secrets", "files"), { recursive: true });
  mkdirSync(join(folder, "secrets", "held"));
  for (const name of ["token", "key"]) put(`held/${name}`, value);
  put("files/token", "first-of-the-files");
  vault.entries.set("prod/vault/token", [{ value: "first-of-the-vault" }]);
  writeFileSync(join(folder, "secret-id"), role.secretId);
  const settings = join(folder, "secrets.yaml");
  writeFileSync(
    settings,
    `providers:
  - files: {folder: ${join(folder, "secrets")}}
    names: ["files/*", "held/*"]
  - vault: {address: "${vault.url}", path: "{environment}/{name}", approle: {roleId: ${role.roleId}, secretId: ${join(folder, "secret-id")}}}
    names: ["vault/*"]
`,
  );
  at = stack.use(
    await servedApart({
      files: {
        "pipelines/files.yaml": rotating("files"),
        "pipelines/vault.yaml": rotating("vault"),
        "pipelines/held.yaml": held,
        "pipelines/shown.yaml": shown,
      },
      worker: { words: ["--secrets", settings] },
    }),
  );
}, 120_000);
afterAll(() => stack.disposeAsync());

const attempts = (name: string) =>
  (readFileSync(seen, { encoding: "utf8", flag: "a+" }).match(/^.+$/gm) ?? [])
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));

test.each([
  ["files", (text: string): void => put("files/token", text)],
  [
    "vault",
    (text: string): void => void vault.entries.get("prod/vault/token")?.push({ value: text }),
  ],
] as const)(
  "%s: the retry of a pinned run has the value that came while its first attempt ran",
  async (name, change) => {
    const revisions = async () =>
      (await at.pool.query("select count(*)::int as n from trunkline.revision")).rows[0].n;
    const before = await revisions();
    const id = await at.run(name);
    await eventually("its first attempt has its value", () => attempts(name).length === 1);
    change(`second-of-the-${name}`);
    writeFileSync(gates[name], "");
    expect(await at.ended(id)).toBe("succeeded");
    expect(attempts(name)).toEqual([`1 first-of-the-${name}`, `2 second-of-the-${name}`]);
    // No deployment, no other run: the same one went on.
    expect(await revisions()).toBe(before);
    const { attempts: made } = JSON.parse(await at.get(`/runs/${id}`)).tasks[0];
    expect(made).toMatchObject([{ exitCode: 7 }, { state: "succeeded" }]);
    // Both values are masked, each in its attempt; the use of each is on record with who had it.
    expect(await at.get(`/runs/${id}/logs`)).not.toMatch(/(first|second)-of-the/);
    const { rows } = await at.pool.query(
      "select detail ->> 'attempt' as attempt, detail ->> 'provider' as provider from trunkline.audit where act = 'secret.used' and actor = $1 order by id",
      [id],
    );
    expect(rows).toEqual([1, 2].map((attempt) => ({ attempt: `${attempt}`, provider: name })));
    expect(vault.faults).toEqual([]);
  },
);

interface Process {
  pid: number;
  parent: number;
  words: string;
}

/** Of every process of the machine that may be read, as anybody on it can. */
const processes = (): Process[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
        const words = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), words }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });

/** A process and all below it. */
function treeOf(root: number, all: readonly Process[]): Process[] {
  const below = all.filter(({ parent }) => parent === root);
  return [
    ...all.filter(({ pid }) => pid === root),
    ...below.flatMap(({ pid }) => treeOf(pid, all)),
  ];
}
const waitsAt = (path: string) => processes().some(({ words }) => words === `cat ${path} `);

test("while a task has its secret, no process of the machine has it in its arguments", async (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc/PID/cmdline");
  const careless = await at.run("shown");
  await eventually("it shows it", () => waitsAt(gates.shown));
  // A task that does it by itself is seen: the test can see.
  expect(processes().filter(({ words }) => words.includes(value))).toHaveLength(1);
  writeFileSync(gates.shown, "");
  await at.ended(careless);

  const id = await at.run("held");
  await eventually("it waits with its secret", () => waitsAt(gates.held));
  const all = processes();
  const tree = treeOf(at.worker.child.pid as number, all);
  // The worker, what watches over its tasks, two shells, cat.
  expect(tree.length).toBeGreaterThanOrEqual(5);
  expect(tree.some(({ words }) => words === `cat ${gates.held} `)).toBe(true);
  expect(all.filter(({ words }) => words.includes(value))).toEqual([]);
  // It is where it is meant to be: in the environment of the task's own processes, below the worker.
  const holders = all
    .filter(({ pid }) => hasInEnvironment(pid))
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid);
  expect(holders.length).toBeGreaterThan(0);
  expect(tree.map(({ pid }) => pid)).toEqual(expect.arrayContaining(holders));
  for (const { child } of [at.worker, at.server]) expect(holders).not.toContain(child.pid);

  // Meanwhile nothing of it is in the database: not in the attempt, its job, its grant or what it has printed.
  const rows = await at.stored();
  expect(rows).toContain("secret/held/token");
  expect(formsOf(rows)).toEqual([]);
  writeFileSync(gates.held, "");
  expect(await at.ended(id)).toBe("succeeded");
});

test("the worker has the value in its memory while it is used, the server at no time", async (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc/PID/mem");
  const id = await at.run("held");
  await eventually("it waits with its secret", () => waitsAt(gates.held));
  const has = (pid: number) => memoryHas(pid, value);
  const worker = has(at.worker.child.pid as number);
  if (worker === null) context.skip("the system lets no process read another's memory");
  expect(worker).toBe(true);
  const all = processes();
  const servers = treeOf(at.server.child.pid as number, all).map(({ pid }) => pid);
  for (const pid of servers) expect([pid, has(pid)]).toEqual([pid, false]);
  // Once it has ended and was asked for in every way that there is.
  writeFileSync(gates.held, "");
  expect(await at.ended(id)).toBe("succeeded");
  for (const path of ["", "/trace", "/why", "/logs", "/proof"]) await at.get(`/runs/${id}${path}`);
  for (const pid of servers) expect([pid, has(pid)]).toEqual([pid, false]);
});

const hasInEnvironment = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(value);
  } catch {
    return false; // Of another user, or ended.
  }
};
const formsOf = (text: string): string[] =>
  [value, ...["hex", "base64"].map((form) => Buffer.from(value).toString(form as "hex"))].filter(
    (form) => text.includes(form),
  );

test("neither the database nor what server and worker print has any of the values", async () => {
  const all = `${await at.stored()}${at.server.printed()}${at.worker.printed()}`;
  expect(formsOf(all)).toEqual([]);
  expect(all).not.toMatch(/(first|second)-of-the-(files|vault)/);
});
