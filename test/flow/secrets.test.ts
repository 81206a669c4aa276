// Secrets through everything: encrypted in Git, opened by a worker for one attempt, and attacked by its task.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { encryptFor, newIdentity } from "#secrets/age.ts";
import { changedSecretsFile } from "#secrets/age-file.ts";
import { testDatabase } from "#test/support/database.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

const key = "-----BEGIN KEY-----\nfirst-line-of-the-key\nsecond-line-of-it\n-----END KEY-----";

/** `up` on a repository whose secrets/local.yaml is encrypted for its worker. */
async function secretly(files: Record<string, string>, values: Record<string, string>) {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  const database = stack.use(await testDatabase());
  const { text, recipient } = await newIdentity();
  const identity = path.join(state, "worker.key");
  writeFileSync(identity, text, { mode: 0o600 });
  const encrypted = async (plain: Record<string, string>) => {
    const armored = new Map<string, string>();
    for (const [name, value] of Object.entries(plain))
      armored.set(name, await encryptFor([recipient], value));
    return { "secrets/local.yaml": changedSecretsFile("", armored) };
  };
  repository.commit({ ...files, ...(await encrypted(values)) });
  const up = stack.use(
    running(["up", repository.path, "--state", state, "--port", "0"], {
      env: {
        ...{ DATABASE_URL: database.connectionString, TRUNKLINE_AGE_KEY_FILE: identity },
        TRUNKLINE_SECRET_OF_OTHERS: "value-of-others",
      },
    }),
  );
  await up.said("is up at");
  const ask = async (...words: string[]) => {
    const ended = await trunkline([...words, "--state", state, "--output", "json"]);
    return { ...ended, json: JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "null") };
  };
  return {
    ...{ repository, encrypted, ask, pool: database.pool },
    run: (pipeline: string) => ask("run", pipeline, "--wait"),
    /** All that the database has of runs, as text. */
    async stored() {
      const { rows } = await database.pool.query(
        `select concat((select json_agg(t)::text from trunkline.task_run t), (select json_agg(t)::text from trunkline.attempt t),
                       (select json_agg(t)::text from trunkline.run t), (select json_agg(t)::text from trunkline.audit t),
                       (select json_agg(t)::text from trunkline.run_grant t), (select json_agg(t)::text from trunkline.external_run t)) as all,
                (select string_agg(convert_from(content, 'utf8'), '' order by run_id, idx, attempt, seq) from trunkline.log_chunk) as log`,
      );
      return { all: String(rows[0].all), log: String(rows[0].log) };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const attack = `
echo "raw $TOKEN and $KEY"
echo "$TOKEN" | sed 's/./&\\n/g' | while IFS= read -r c; do printf %s "$c"; done; echo
printf %s "$TOKEN" | cut -c1-9 | tr -d '\\n'; sleep 0.5; printf %s "$TOKEN" | cut -c10-
printf %s "$TOKEN" | base64
for before in a ab abc; do printf '%s:%s:after' "$before" "$TOKEN" | base64 -w0; echo; done
printf %s "$TOKEN" | od -An -v -tx1 | tr -d ' \\n'; echo
printf %s "$KEY" | base64
printf 'x%.0s' $(seq 65530); echo "$TOKEN"
echo "stolen=$TOKEN" >> "$TRUNKLINE_OUTPUT"
echo "$TOKEN" >&2
exit 0
`;

test("a task that prints its secrets whole, in pieces, encoded and across chunks leaves none anywhere", async () => {
  const token = "tok/en+with=signs";
  await using at = await secretly(
    {
      "attack.sh": attack,
      "pipelines/attack.yaml":
        "name: attack\ntasks:\n  a: {run: sh ./attack.sh, secrets: [finance/token, key], outputs: {stolen: string}}\n",
    },
    { "finance/token": token, key },
  );
  const { json } = await at.run("attack");
  expect(json).toMatchObject({ state: "succeeded" });
  const { all, log } = await at.stored();
  const hidden = [
    ...[token, key, "first-line-of-the-key", "second-line-of-it"],
    ...["base64", "base64url", "hex"].map((form) => Buffer.from(token).toString(form as "hex")),
    ...["a", "ab", "abc"].map((before) => {
      const encoded = Buffer.from(`${before}:${token}:after`).toString("base64");
      return encoded.slice(4, 20);
    }),
    Buffer.from(key).toString("base64").slice(0, 60),
  ];
  for (const text of hidden) expect(`${all}${log}`).not.toContain(text);
  expect(log).toMatch(/^raw \*{3} and \*{3}\n\*{3}\n\*{3}\n\*{3}\n/);
  expect(all).toContain('"stolen": "***"');

  const { rows } = await at.pool.query(
    "select act, actor, detail from trunkline.audit where kind = 'run' order by id",
  );
  expect(rows).toMatchObject([
    { act: "grant.created", actor: json.id },
    { act: "secret.used", detail: { resource: "secret/finance/token", provider: "age" } },
    { act: "secret.used", detail: { resource: "secret/key", provider: "age" } },
    { act: "grant.revoked", actor: json.id },
  ]);
});

test("a task that reads its worker's environment finds nothing but what it has itself", async (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc/PID/environ");
  await using at = await secretly(
    {
      "look.sh":
        "pid=$$\nwhile [ \"$pid\" -gt 1 ]; do echo \"process $pid\"; tr '\\0' '\\n' < /proc/$pid/environ 2>/dev/null\n" +
        "pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status); done\nexit 0\n",
      "pipelines/look.yaml": "name: look\ntasks: {a: {run: sh ./look.sh}}\n",
    },
    {},
  );
  expect((await at.run("look")).json).toMatchObject({ state: "succeeded" });
  const { log } = await at.stored();
  expect(log.match(/^process /gm)?.length).toBeGreaterThan(2);
  expect(log).not.toMatch(/value-of-others|DATABASE_URL|TRUNKLINE_SECRET|TRUNKLINE_AGE/);
});

test("a value that is merged is what the next attempt gets, also of a run that is pinned to an older commit", async () => {
  const compare = (value: string) => `test "$TOKEN" = ${value}`;
  const spec = (value: string) =>
    `name: p\ntasks:\n  a: {run: '${compare(value)}', secrets: [token]}\n`;
  await using at = await secretly({ "pipelines/p.yaml": spec("after-it") }, { token: "before-it" });
  const first = await at.run("p");
  expect(first.json).toMatchObject({ state: "failed" });
  at.repository.commit(await at.encrypted({ token: "after-it" }));
  expect(await at.ask("sync")).toMatchObject({ code: 0 });
  // The rerun has the pipeline of the first commit, and the value of the second.
  const again = await at.ask("rerun", String(first.json.id), "--wait");
  expect(again.json).toMatchObject({ state: "succeeded" });
});

test("a secret as a file: read again by a retry and by the attempt after a lost supervisor, in no environment, masked", async (context) => {
  if (process.platform !== "linux") context.skip("files without a name are Linux'");
  const spec = `name: files
tasks:
  a:
    run: |
      cat "$KEY_FILE"; cat "$KEY_FILE" | base64 -w0
      grep -c first-line /proc/$$/environ && exit 1
      test "$(cat "$KEY_FILE" | wc -l)" = 4
      echo x >> "$TRUNKLINE_DATA/attempts"
      case $(wc -l < "$TRUNKLINE_DATA/attempts") in
        1) exit 7 ;;
        2) kill -9 $PPID; read -r never < /dev/zero ;;
      esac
    retry: {retries: 1, delay: 0s}
    secretFiles: {KEY_FILE: ssh/key}
`;
  await using at = await secretly({ "pipelines/files.yaml": spec }, { "ssh/key": key });
  const { json } = await at.run("files");
  expect(json).toMatchObject({ state: "succeeded" });
  const { all, log } = await at.stored();
  for (const text of ["first-line-of-the-key", Buffer.from(key).toString("base64").slice(0, 60)])
    expect(`${all}${log}`).not.toContain(text);
  const { rows } = await at.pool.query(
    "select detail -> 'attempt' as attempt, detail ->> 'resource' as resource from trunkline.audit where act = 'secret.used' order by id",
  );
  expect(rows).toEqual([1, 2, 3].map((attempt) => ({ attempt, resource: "secret/ssh/key" })));
});

test("a secret that is nowhere: the run says who was asked, and what to do", async () => {
  await using at = await secretly(
    { "pipelines/p.yaml": "name: p\ntasks:\n  a: {run: 'true', secrets: [absent]}\n" },
    { token: "x" },
  );
  expect((await at.run("p")).json).toMatchObject({ state: "failed" });
  expect((await at.stored()).all).toContain(
    'This worker has no secret \\"absent\\". It asked `environment`, `age`. Put it into the variable TRUNKLINE_SECRET_ABSENT of the worker, or secrets/local.yaml of the project, by `trunkline secrets set absent --environment local`.',
  );
});
