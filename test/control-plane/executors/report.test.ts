// Reports that commands and containers leave: read from where the attempt made them, kept, and heeded.

import { beforeAll, describe, expect, test } from "vitest";
import type { CheckResult } from "#core/checks/check.ts";
import { containerAction } from "#core/container-action.ts";
import type { Report } from "#core/reports/report.ts";
import { createContainerExecutor } from "#executors/container.ts";
import type { AttemptRequest } from "#executors/executor.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { type ContainerEngine, containerEngine } from "#test/support/container-engine.ts";
import { script, sharedCommandExecutor } from "./command-under-test.ts";
import { attempt } from "./executor.contract.ts";

const report: Report = { format: "dbt", file: "target/results.json", onFailure: "block" };

/** A shell text that leaves a report and exits. */
const leaving = (statuses: readonly string[], exitCode = 0, folder = "target") => {
  const results = statuses.map((status, n) => ({ unique_id: `test.${n}`, status, failures: n }));
  return `mkdir -p ${folder}; echo '${JSON.stringify({ results })}' > ${folder}/results.json; exit ${exitCode}`;
};

/** What is kept of one attempt. */
function keeping() {
  const kept: CheckResult[] = [];
  const figures: AttemptRequest["figures"] = {
    earlier: async () => [],
    record: async (results) => void kept.push(...results),
  };
  return { kept, figures };
}

describe("a command's report", () => {
  const run = async (text: string, given: Partial<AttemptRequest> = {}) => {
    const { executor } = await sharedCommandExecutor();
    const { kept, figures } = keeping();
    const result = await attempt(executor, script(text), { report, figures, ...given } as never)
      .result;
    return { result, kept };
  };

  test("is kept and decides, with its counts as outputs", async () => {
    const fine = await run(`echo own=1 >> $TRUNKLINE_OUTPUT; ${leaving(["pass", "success"])}`);
    expect(fine.result).toMatchObject({
      ...{ ending: "exited", exitCode: 0, verdict: "succeeded", message: null },
      outputs: { own: "1", result: "passed", passed: "2", failed: "0" },
    });
    expect(fine.kept.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["test.0", "held"],
      ["test.1", "held"],
    ]);
    const bad = await run(leaving(["pass", "fail"], 1));
    expect(bad.result).toMatchObject({ exitCode: 1, verdict: "failed" });
    expect(bad.result.message).toBe("Exit code 1. 1 of 2 failed: test.1: fail.");
    expect(bad.kept[0]).toMatchObject({ name: "test.1", verdict: "failed", figure: 1 });
  });

  test("fails one whose exit code hides what failed", async () => {
    expect((await run(leaving(["fail"], 0))).result).toMatchObject({ verdict: "failed" });
  });

  test("that is not there, no report, or endless, is no success", async () => {
    expect((await run("true")).result).toMatchObject({
      verdict: "failed",
      message: "The report target/results.json is not there.",
    });
    const noReport = await run("mkdir target; echo hello > target/results.json");
    expect(noReport.result.message).toBe("The report target/results.json is not JSON.");
    const pipe = await run("mkdir target; mkfifo target/results.json");
    expect(pipe.result.message).toBe("The report target/results.json is not a plain file.");
    const huge = await run("mkdir target; truncate -s 33M target/results.json");
    expect(huge.result.message).toMatch(/ has 34603008 bytes; at most 33554432 are allowed\.$/);
    expect(huge.kept).toEqual([]);
  });

  test("must be of the attempt: a file of the project, or elsewhere, is none", async () => {
    const { git } = await sharedCommandExecutor();
    const old = JSON.stringify({ results: [{ unique_id: "t", status: "pass" }] });
    const tree = git.tree({ target: { "results.json": old } });
    for (const given of [
      await run("true", { tree }),
      await run("mkdir target; ln -s /etc/passwd target/results.json"),
      await run("echo {} > $TMPDIR/results.json", {
        report: { ...report, file: "../tmp/results.json" },
      }),
    ])
      expect(given.result.message).toMatch(/ leads out of the directory of the attempt\.$/);
  });

  test("is not waited for by one that was killed", async () => {
    const { result } = await run("kill -9 $$");
    expect(result).toMatchObject({ ending: "signalled", signal: "SIGKILL" });
    expect(result.verdict).toBeUndefined();
  });
});

describe("a container's report", () => {
  let engine: ContainerEngine | string;
  beforeAll(async () => {
    engine = await containerEngine();
    return async () => {
      if (typeof engine !== "string") await engine[Symbol.asyncDispose]();
    };
  });

  test("is kept and decides", async (context) => {
    if (typeof engine === "string") return context.skip(engine);
    const { socket, image } = engine;
    const executor = createContainerExecutor({ sockets: [socket] });
    const run = async (text: string, given: Partial<Report> = {}) => {
      const { kept, figures } = keeping();
      const action = containerAction({ image, run: text, workingDirectory: "/tmp" }, null);
      const external = new RecordedRuns();
      const settings = { report: { ...report, file: "results.json", ...given }, figures, external };
      return { result: await attempt(executor, action, settings).result, kept };
    };
    // The folder of temporary files is gone with the container: what it leaves is in a volume.
    const folder = "/trunkline";
    const file = `${folder}/results.json`;
    const fine = await run(leaving(["pass"], 0, folder), { file });
    expect(fine.result).toMatchObject({ exitCode: 0, outputs: { result: "passed", passed: "1" } });
    expect(fine.kept).toMatchObject([{ name: "test.0", verdict: "held" }]);
    const warned = await run(leaving(["pass", "fail"], 1, folder), { file, onFailure: "warn" });
    expect(warned.result).toMatchObject({ exitCode: 0, outputs: { result: "warned" } });
    const bad = await run(leaving(["fail"], 1, folder), { file });
    expect(bad.result).toMatchObject({
      ...{ ending: "exited", exitCode: 1, verdict: "failed" },
      message: "Exit code 1. 1 of 1 failed: test.0: fail.",
    });
    expect((await run("true")).result.message).toBe("The report results.json is not there.");
    await executor.close();
  });
});
