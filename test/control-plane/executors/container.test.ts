import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContainerAction } from "#core/action.ts";
import { containerAction } from "#core/container-action.ts";
import { type ContainerExecutorOptions, createContainerExecutor } from "#executors/container.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import type { ContainerInputs } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { type ContainerEngine, containerEngine, socketProxy } from "#test/support/container-engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { adoptionContract, attempt, executorContract } from "./executor.contract.ts";

let engine: ContainerEngine | string;
beforeAll(async () => {
  engine = await containerEngine();
}, 60_000);
afterAll(async () => {
  if (typeof engine !== "string") await engine[Symbol.asyncDispose]();
});

/** A worker's executor in front of the one Podman of this file. */
async function underTest(options: Partial<ContainerExecutorOptions> = {}) {
  if (typeof engine === "string") throw new Error(engine);
  const { api, image, containers } = engine;
  const directory = temporaryDirectory();
  const proxy = await socketProxy(engine.socket, directory.path);
  const executor = createContainerExecutor({
    ...{ sockets: [proxy.socket], graceMs: 1_000 },
    ...options,
  });
  const before = new Set((await containers()).map(({ Id }) => Id));
  /** Those of this test. */
  const own = async () => (await containers()).filter(({ Id }) => !before.has(Id));
  const action = (inputs: Partial<ContainerInputs>): ContainerAction =>
    containerAction({ image, ...inputs }, null);
  return {
    ...{ executor, proxy, own, action, api, image, directory },
    running: async () => (await own()).filter(({ State }) => State === "running").length,
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      for (const { Id } of await own())
        await api.ask("DELETE", `/containers/${Id}`, { query: { force: "true", v: "true" } });
      await proxy[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

const lasting = "echo started; sleep 600";
const waiting = 'echo started; while [ ! -e /trunkline/end ]; do sleep 0.05; done; cat /trunkline/end; exit "$(cat /trunkline/end)"';

async function underContract() {
  const it = await underTest();
  const newest = async () => (await it.own())[0]?.Id ?? "";
  return {
    executor: it.executor,
    succeeds: it.action({ command: ["true"] }),
    fails: it.action({ run: "exit 7" }),
    prints: (text: string) => it.action({ command: ["echo", text] }),
    lasts: it.action({ run: lasting }),
    broken: {
      action: containerAction(
        { image: it.image, connection: "none" },
        { type: "container", socket: "/nowhere.sock" },
      ),
    },
    gives: it.action({ run: 'echo rows=42 >> "$TRUNKLINE_OUTPUT"' }),
    // What is lost or drained goes on for the next attempt: nothing of it is the worker's any more.
    running: it.proxy.busy,
    starts: it.action({ run: waiting }),
    end: async (how: "well" | "badly") => {
      const exec = (await it.api.ask("POST", `/containers/${await newest()}/exec`, {
        body: { Cmd: ["/bin/sh", "-c", `echo ${how === "well" ? 0 : 1} > /trunkline/end`] },
      })) as { Id: string };
      await it.api.ask("POST", `/exec/${exec.Id}/start`, { body: { Detach: true } });
    },
    started: () => 0,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

executorContract("container", underContract);
