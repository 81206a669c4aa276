// The main job on real parts: a merge over HTTP deploys, runs, and leads back to its commit.

import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { serveRepository } from "#test/support/git-server.ts";
import { startOtlpReceiver } from "#test/support/otlp-receiver.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { commands, running } from "#test/support/up.ts";

const example = fileURLToPath(new URL("../../examples/retail", import.meta.url));

interface Run {
  id: string;
  state: string;
  date: string;
  traceId: string;
  params: Record<string, string>;
  revision: Record<string, unknown>;
  tasks: { name: string; state: string; attempts: unknown[] }[];
}

/** The retail estate in a repository that a real Git server serves. */
function retail(): TestRepository {
  const repository = new TestRepository();
  cpSync(example, repository.path, { recursive: true });
  repository.git("add", "--all");
  commit(repository, "Retail estate (#1)", "Ada <ada@example.org>");
  return repository;
}

function commit(repository: TestRepository, message: string, author: string): string {
  repository.git("commit", "--quiet", "--all", `--author=${author}`, `--message=${message}`);
  return repository.git("rev-parse", "HEAD").trim();
}

function edit(repository: TestRepository, file: string, from: string, to: string): void {
  const path = join(repository.path, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test("a merge deploys by itself, its run leads back to it, and its trace arrives once", async () => {
  using repository = retail();
  const { server, url } = await serveRepository(repository.path);
  await using _server = server;
  const receiver = await startOtlpReceiver();
  await using state = temporaryDirectory();
  const first = repository.git("rev-parse", "HEAD").trim();
  await using up = running(["up", url, "--state", state.path, "--poll", "1", "--port", "0"], {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    },
  });
  await up.said("Trunkline is up");
  const cli = commands(state.path);

  // The first revision, as it was pushed.
  const [before] = await cli.json<Run>("run", "daily-revenue", "--wait");
  expect(before).toMatchObject({
    state: "succeeded",
    revision: {
      commit: first,
      changedIn: first,
      file: "pipelines/daily-revenue.yaml",
      change: "1",
    },
  });
  expect(before?.tasks.every(({ state }) => state === "succeeded")).toBe(true);

  // Somebody else merges a change of the pipeline: it deploys without anybody asking.
  edit(repository, "pipelines/daily-revenue.yaml", "07:00", "08:30");
  const second = commit(repository, "Revenue later in the day (#42)", "Bob <bob@example.org>");
  await up.said(`@${second.slice(0, 12)}`);
  const [after] = await cli.json<Run>("run", "daily-revenue", "--wait");
  expect(after).toMatchObject({
    state: "succeeded",
    revision: { commit: second, changedIn: second, author: "Bob <bob@example.org>", change: "42" },
  });
  // Another pipeline of the new revision was last changed in the first.
  const [other] = await cli.json<Run>("run", "stock-snapshot", "--wait");
  expect(other?.revision).toMatchObject({ commit: second, changedIn: first, change: "1" });

  // Its trace: one, with the run's id, the right parents, and where it comes from.
  const spans = () => receiver.spans.filter(({ traceId }) => traceId === after?.traceId);
  await eventually("the trace arrives", () => spans().some(({ kind }) => kind === 2));
  const runSpan = spans().find(({ kind }) => kind === 2);
  expect(spans().filter(({ kind }) => kind === 2)).toHaveLength(1);
  expect(runSpan?.attributes).toMatchObject({
    "cicd.pipeline.name": "daily-revenue",
    "cicd.pipeline.run.id": after?.id,
    "cicd.pipeline.result": "success",
    "vcs.ref.head.revision": second,
    "vcs.change.id": "42",
    "trunkline.spec.path": "pipelines/daily-revenue.yaml",
    "trunkline.change.author": "Bob <bob@example.org>",
  });
  const tasks = spans().filter(({ attributes }) => "cicd.pipeline.task.name" in attributes);
  expect(tasks).toHaveLength(after?.tasks.length ?? 0);
  expect(tasks.every(({ parentSpanId }) => parentSpanId === runSpan?.spanId)).toBe(true);
  const shown = await cli.json<{ spanId: string }>("runs", "show", after?.id ?? "", "--trace");
  expect(new Set(shown.map(({ spanId }) => spanId))).toEqual(
    new Set(spans().map(({ spanId }) => spanId)),
  );

  // History leads from the pipeline to both commits and from each to its run.
  const history = await cli.json<{ commit: string; newestRuns: string[] }>(
    "history",
    "daily-revenue",
  );
  expect(history.map(({ commit }) => commit)).toEqual([second, first]);
  expect(history[0]?.newestRuns).toContain(after?.id);
  expect(history[1]?.newestRuns).toEqual([before?.id]);

  // What the job made is where its log says.
  const { stdout } = await cli.call(["logs", after?.id ?? "", "--task", "announce"]);
  const report = /Open (\S+\.html)/.exec(stdout)?.[1] ?? "";
  expect(readFileSync(report, "utf8")).toContain(after?.date);

  // A broken commit changes nothing that runs, and says where it is broken.
  edit(repository, "pipelines/daily-revenue.yaml", "tasks:", "tusks:");
  const broken = commit(repository, "Oops", "Eve <eve@example.org>");
  await up.said(`@${broken.slice(0, 12)}`);
  const status = await cli.call(["status"]);
  expect(status.stdout).toMatch(/pipelines\/daily-revenue\.yaml:\d+:\d+: error\[.*tusks/);
  const [still] = await cli.json<Run>("run", "daily-revenue", "--wait");
  expect(still).toMatchObject({ state: "succeeded", revision: { changedIn: second } });

  const { code } = await up.stop();
  expect(code).toBe(0);
  await receiver.close();
});

test("airflow #61396, #45643, #47567, #46444, #61716: a task's child sees the span of its attempt, and its files stay those of its commit while it runs", async () => {
  using repository = new TestRepository();
  await using state = temporaryDirectory();
  await using scratch = temporaryDirectory();
  const go = join(scratch.path, "go");
  const begun = join(scratch.path, "begun");
  const spec = `name: pinned
tasks:
  wait:
    retry: {retries: 1, delay: 0s}
    run: |
      cat version.txt; echo "$TRACEPARENT"
      touch ${begun}
      while [ ! -e ${go} ]; do sleep 0.05; done
      cat version.txt
      [ "$TRUNKLINE_ATTEMPT" = 2 ]
`;
  const one = repository.commit({ "pipelines/pinned.yaml": spec, "version.txt": "one\n" });
  await using up = running(
    ["up", repository.path, "--state", state.path, "--poll", "1", "--port", "0"],
    {},
  );
  await up.said("Trunkline is up");
  const cli = commands(state.path);
  const [started] = await cli.json<Run>("run", "pinned");
  await eventually("the task runs", () => existsSync(begun));
  const two = repository.commit({ "version.txt": "two\n" });
  await up.said(`@${two.slice(0, 12)}`);
  writeFileSync(go, "");
  const id = started?.id ?? "";
  await eventually("the run ends", async () => {
    const [run] = await cli.json<Run>("runs", "show", id);
    return run?.state === "succeeded";
  });
  const [run] = await cli.json<Run>("runs", "show", id);
  expect(run?.revision.commit).toBe(one);
  const { stdout } = await cli.call(["logs", id]);
  expect(stdout).toContain("one");
  expect(stdout).not.toContain("two");
  const shown = await cli.json<{ spanId: string; name: string }>("runs", "show", id, "--trace");
  for (const [, trace, span] of stdout.matchAll(/00-([0-9a-f]{32})-([0-9a-f]{16})-01/g)) {
    expect(trace).toBe(run?.traceId);
    expect(shown.map(({ spanId }) => spanId)).toContain(span);
  }
  const [next] = await cli.json<Run>("run", "pinned", "--wait");
  expect(next?.revision.commit).toBe(two);
});
