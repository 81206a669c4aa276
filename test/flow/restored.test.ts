// A backup under load, and what becomes of it: a copy that starts nothing until it is released, and nothing twice then.
// All processes are real; tasks write what they do to a file that the original and the copy share.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HoldView, StatusView } from "#api/client.ts";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const chain = (scratch: string) => `name: chain
tasks:
${["a", "b", "c"]
  .map(
    (name, n) => `  ${name}:
${n > 0 ? `    needs: [${"abc"[n - 1]}]\n` : ""}    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      say end
`,
  )
  .join("")}`;

/** Writes the instant for which it runs: a slot of its own, whatever database gave it its run. */
const everySecond = (scratch: string) => `name: second
triggers: [{schedule: {every: 1s}, missed: all}]
tasks:
  a:
    run: echo \${{ run.scheduledAt }} >> ${scratch}/slots
`;

const lines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];

/** The command of docs/backup.md that begins so, with folders of the test. */
function documented(verb: string, backup: string, state: string): string[] {
  const page = readFileSync(join(import.meta.dirname, "../../docs/backup.md"), "utf8");
  const line = page.split("\n").find((text) => text.startsWith(`trunkline ${verb} `)) ?? "";
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
  const places: Record<string, string> = { "/backups/2026-11-26": backup, "/srv/trunkline": state };
  return words.slice(1).map((word) => places[word] ?? word);
}

/** Every process of it is killed, the database too. */
async function killAll(
  estate: Estate,
  processes: { child: { kill(signal: "SIGKILL"): unknown } }[],
) {
  for (const { child } of processes) child.kill("SIGKILL");
  const postmaster = estate.postmaster();
  if (postmaster !== null) process.kill(postmaster, "SIGKILL");
  await eventually("it is gone", () => estate.postmaster() === null);
}

test("a copy of a backup under load waits, says so, and starts nothing that its original did", async () => {
  await using folder = temporaryDirectory();
  await using estate = new Estate((scratch) => ({
    "pipelines/chain.yaml": chain(scratch),
    "pipelines/second.yaml": everySecond(scratch),
    "pipelines/gated.yaml": gated(scratch),
  }));
  const original = [await estate.started("server"), await estate.started("worker")];
  const slots = () => lines(estate.scratch("slots"));
  const id = await estate.run();
  await estate.starts(3);
  let loading = true;
  const load = (async () => {
    while (loading) {
      await estate.run("chain").catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  await estate.starts(12);
  const backup = join(folder.path, "backup");
  const made = await estate.cli.call(documented("backup", backup, ""));
  expect(made).toMatchObject({ code: 0 });
  // The original goes on: what was under way ends there, and due times run.
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  const [before] = [slots().length];
  await eventually("due times go on", () => slots().length >= before + 3, 20_000);
  loading = false;
  await load;
  await killAll(estate, original);

  const state = temporaryDirectory();
  const restored = await estate.cli.call(documented("restore", backup, state.path));
  expect(restored).toMatchObject({ code: 0 });
  await using copy = new Estate(undefined, { state, original: estate });
  const server = await copy.started("server");
  const worker = await copy.started("worker");
  await server.said("This database is a restored copy (its files are others than they were)");
  await worker.said("This database is a restored copy");
  const done = { slots: slots(), effects: estate.effects().length };
  const { url } = JSON.parse(readFileSync(join(copy.state, "server.json"), "utf8"));
  const metric = async (name: string) =>
    Number(
      new RegExp(`^${name} (.*)$`, "m").exec(
        await (await fetch(new URL("/metrics", url))).text(),
      )?.[1],
    );
  // Due times come and pass.
  await eventually(
    "it is late",
    async () => (await metric("trunkline_due_lag_seconds")) > 3,
    30_000,
  );
  expect({ slots: slots(), effects: estate.effects().length }).toEqual(done);
  expect(await (await fetch(new URL("/healthz", url))).json()).toEqual({
    status: "ok",
    paused: "restored",
  });
  expect((await fetch(new URL("/readyz", url))).status).toBe(503);
  const [status] = await copy.cli.json<StatusView>("status");
  expect(status).toMatchObject({
    restored: "its files are others than they were",
    workers: { live: 0 },
  });
  expect((await copy.cli.call(["status"])).stdout).toContain("trunkline release --restored");

  const release = documented("release", backup, state.path);
  expect((await copy.cli.call(["release", "--restored"])).code).toBe(2);
  const [result] = await copy.cli.json<{ held: number; failed: number; passedOver: number }>(
    ...release,
  );
  expect(result?.failed).toBeGreaterThanOrEqual(3);
  expect(result?.passedOver).toBeGreaterThan(3);
  expect((await copy.cli.call(release)).code).not.toBe(0);

  await eventually("new due times run", () => slots().length >= done.slots.length + 3, 30_000);
  expect(new Set(slots()).size).toBe(slots().length);
  expect(estate.effects()).toHaveLength(done.effects);
  // What was under way is held, with who and why, and ends as a person says.
  const run = await copy.cli.json<{
    state: string;
    tasks: { name: string; attempts: { message: string | null }[] }[];
  }>("runs", "show", id);
  const first = run[0]?.tasks.find(({ name }) => name === "work[1]");
  expect(first?.attempts.at(-1)?.message).toContain("it ran when the database was copied");
  const held = await copy.cli.json<HoldView>("holds");
  expect(held.length).toBeLessThanOrEqual(result?.held ?? 0);
  for (const hold of held)
    expect(hold).toMatchObject({ reason: expect.stringContaining("the old host is gone") });
  const [missing] = await copy.query<{ n: number }>(
    `select (extract(epoch from max(due_at) - min(due_at)) + 1 - count(*))::int as n from trunkline.run where slot like 't:%'`,
  );
  expect(missing).toEqual({ n: 0 });
  await worker.stop();
  await server.stop();
});

test("a copy whose original was stopped before may go on with what was under way", async () => {
  await using folder = temporaryDirectory();
  await using estate = new Estate((scratch) => ({
    "pipelines/gated.yaml": gated(scratch),
    "pipelines/second.yaml": everySecond(scratch),
  }));
  const original = [await estate.started("server"), await estate.started("worker")];
  const id = await estate.run();
  await estate.starts(3);
  for (const { child } of original) child.kill("SIGKILL");
  const backup = join(folder.path, "backup");
  await eventually("its tasks are gone", () => estate.effects("beat").length > 0);
  expect((await estate.cli.call(["backup", backup, "--state", estate.state])).code).toBe(0);

  const state = temporaryDirectory();
  await estate.cli.call(["restore", backup, "--state", state.path]);
  await using copy = new Estate(undefined, { state, original: estate });
  const server = await copy.started("server");
  const worker = await copy.started("worker");
  const words = ["release", "--restored", "--reason", "moved", "--unfinished", "continue"];
  expect(await copy.cli.json(...words)).toEqual([{ held: 0, failed: 0, passedOver: 0 }]);
  await estate.starts(6);
  appendFileSync(estate.scratch("go"), "");
  const run = await copy.api().run(id, { wait: 30 });
  expect(run).toMatchObject({ state: "succeeded" });
  expectOnce(estate.effects(), id, gatedTasks);
  // What was due meanwhile goes by `missed: all`.
  expect(await copy.query("select from trunkline.run where state = 'skipped'")).toEqual([]);
  await worker.stop();
  await server.stop();
});
