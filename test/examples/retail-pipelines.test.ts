// The bundled estate's specs: valid without a remark, and each pipeline does what its description says.

import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { type Walked, walkPipeline } from "#test/support/walk-pipeline.ts";

const folder = fileURLToPath(new URL("../../examples/retail", import.meta.url));
const files = globSync("**/*.*", { cwd: folder }).map((file) => ({
  path: file.replaceAll("\\", "/"),
  bytes: readFileSync(path.join(folder, file)),
}));
const estate = readEstate(files);

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), "retail-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

function run(name: string, date: string): Walked {
  const pipeline = estate.sources.find((source) => source.name === name)?.pipeline;
  if (!pipeline) throw new Error(`no pipeline ${name}`);
  const at = `${date}T12:00:00Z`;
  return walkPipeline(pipeline, {
    cwd: folder,
    params: {},
    run: {
      id: "r1",
      date,
      scheduledAt: at,
      pipeline: name,
      generation: 1,
      interval: { start: at, end: at },
    },
    env: { TRUNKLINE_DATA: data },
  });
}

const states = ({ tasks }: Walked) =>
  Object.fromEntries(Object.values(tasks).map((task) => [task.name, task.state]));

const chain = {
  "prepare.generate[eu]": "succeeded",
  "prepare.generate[us]": "succeeded",
  "prepare.generate[apac]": "succeeded",
  "prepare.validate": "succeeded",
  "prepare.load": "succeeded",
};

test("the estate has no errors and no warnings", () => {
  expect(estate.diagnostics).toEqual([]);
  expect(estate.sources.map((source) => source.name).sort()).toEqual([
    "daily-revenue",
    "ingest-orders",
    "load-warehouse",
    "reconcile-payments",
    "stock-snapshot",
    "validate-orders",
  ]);
  for (const { pipeline } of estate.sources)
    expect(pipeline).toMatchObject({ owner: "retail-data", timezone: "Europe/Berlin" });
});

test("daily-revenue goes from nothing to the report, and says where it is", () => {
  const { state, tasks } = run("daily-revenue", "2026-11-19");
  expect(states({ state, tasks })).toEqual({
    ...chain,
    report: "succeeded",
    announce: "succeeded",
  });
  expect(state).toBe("succeeded");
  const report = path.join(data, "reports", "2026-11-19.html");
  expect(existsSync(report)).toBe(true);
  const { net_cents, orders } = tasks.report?.outputs ?? {};
  expect(tasks.announce?.log).toBe(
    `Revenue of 2026-11-19: ${net_cents} cents net from ${orders} orders.\nOpen ${report} in a browser.\n`,
  );
});

describe("reconcile-payments", () => {
  test("repairs a date on which payments differ, and succeeds", () => {
    const first = run("reconcile-payments", "2026-11-20");
    expect(states(first)).toEqual({
      ...chain,
      check: "failed",
      repair: "succeeded",
      confirm: "succeeded",
    });
    expect(first.state).toBe("succeeded");
    expect(first.tasks.check?.outputs).toEqual({ mismatches: 6 });
    expect(first.tasks.confirm?.outputs).toEqual({ mismatches: 0 });
    expect(states(run("reconcile-payments", "2026-11-20"))).toMatchObject({
      check: "succeeded",
      repair: "skipped",
      confirm: "skipped",
    });
  });
});

describe("the morning's pipelines, one after another", () => {
  const morning = (date: string) =>
    ["ingest-orders", "validate-orders", "load-warehouse"].map((name) => run(name, date).state);

  test("bring a date into the warehouse", () => {
    expect(morning("2026-11-21")).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(run("stock-snapshot", "2026-11-21").tasks.count?.outputs).toEqual({ products: 6 });
  });

  test("an unsound file: its region is quarantined, the run stays failed, a new ingest heals it", () => {
    run("ingest-orders", "2026-11-21");
    const file = path.join(data, "landing", "2026-11-21", "us", "orders.csv");
    writeFileSync(file, `${readFileSync(file, "utf8")}US-1,now,MUG,1,1200,1200\n`);
    const failed = run("validate-orders", "2026-11-21");
    expect(failed.state).toBe("failed");
    expect(states(failed)).toEqual({
      "check[eu]": "succeeded",
      "check[us]": "failed",
      "check[apac]": "succeeded",
      quarantine: "succeeded",
    });
    expect(failed.tasks.quarantine?.outputs).toEqual({ moved: 1 });
    expect(run("load-warehouse", "2026-11-21").state).toBe("failed");
    expect(morning("2026-11-21")).toEqual(["succeeded", "succeeded", "succeeded"]);
  });
});
