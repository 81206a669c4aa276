import { expect, test } from "vitest";
import { createSourceReader, readProject } from "#core/estate.ts";
import { environmentsOf, overlayOf, overlayPath } from "#core/overlay.ts";

const daily = `name: daily
params: {region: {default: eu}, day: {type: date, default: "2026-01-01"}}
triggers: [{schedule: "0 6 * * *"}]
concurrency: {runs: 1}
defaults: {timeout: 30m, retry: {retries: 2}}
tasks:
  load: {run: "./load.sh \${{ params.region }}", env: {LEVEL: info, MODE: full}, runsOn: [etl]}
  check: {needs: [load], uses: http, with: {url: "https://test.example/rows", method: GET}}
finally:
  tidy: {run: ./tidy.sh}
`;
const prod = `params: {region: us}
triggers: [{schedule: "0 5 * * *", timezone: Europe/Berlin}]
concurrency: {whenBusy: skip}
defaults: {timeout: 2h}
tasks:
  load: {env: {LEVEL: debug}, runsOn: [etl-prod], timeout: 4h}
  check: {with: {url: "https://prod.example/rows"}}
finally:
  tidy: {timeout: 1m}
`;

function read(environment: string | null, overlay = prod) {
  const files: Record<string, string> = {
    "pipelines/daily.yaml": daily,
    "overlays/prod/daily.yaml": overlay,
  };
  const project = readProject(undefined, { environment });
  const reader = createSourceReader({ content: (path) => files[path] }, project);
  return reader.read("pipelines/daily.yaml", ["pipelines/daily.yaml"]);
}

test("maps merge, all else takes the place, and what a pipeline does stays", () => {
  const { pipeline, inputs, diagnostics } = read("prod");
  expect(diagnostics).toEqual([]);
  expect(inputs).toContain("overlays/prod/daily.yaml");
  expect(pipeline).toMatchObject({
    params: { region: { type: "string", default: "us" }, day: { default: "2026-01-01" } },
    triggers: [{ schedule: { cron: "0 5 * * *" }, timezone: "Europe/Berlin" }],
    concurrency: { runs: 1, whenBusy: "skip" },
  });
  const [load, check, tidy] = pipeline?.tasks ?? [];
  expect(load).toMatchObject({
    ...{ name: "load", env: { LEVEL: "debug", MODE: "full" }, runsOn: ["etl-prod"] },
    ...{ timeoutMs: 4 * 3_600_000, retry: { retries: 2 } },
  });
  expect(check).toMatchObject({
    name: "check",
    timeoutMs: 2 * 3_600_000,
    action: { method: "GET" },
  });
  expect(JSON.stringify(check?.action)).toContain("prod.example");
  expect(tidy).toMatchObject({ name: "tidy", timeoutMs: 60_000 });
});

test("another environment, and none, have the pipeline as it is written", () => {
  for (const environment of ["staging", null, "../prod", "prod/.."]) {
    const { pipeline, inputs } = read(environment);
    expect(pipeline?.triggers[0]?.schedule).toEqual({ cron: "0 6 * * *" });
    expect(inputs).toEqual(["pipelines/daily.yaml"]);
  }
});

test("triggers may be taken away", () => {
  expect(read("prod", "triggers: []\n").pipeline?.triggers).toEqual([]);
});

test("what it can't change is an error in it, and the pipeline has none then", () => {
  const { pipeline, diagnostics } = read("prod", "name: other\ntasks: {load: {run: 'true'}}\n");
  expect(pipeline).toBeNull();
  expect(diagnostics.map(({ code, file, line }) => [code, file, line])).toEqual([
    ["unknown-property", "overlays/prod/daily.yaml", 1],
    ["unknown-property", "overlays/prod/daily.yaml", 2],
  ]);
  expect(read("prod", "a: [\n").pipeline).toBeNull();
});

test("a value that is wrong is told at the overlay, with the place that it is laid over", () => {
  const [found] = read("prod", 'tasks:\n  check: {with: {url: "ftp://x"}}\n').diagnostics;
  expect(found).toMatchObject({
    ...{ file: "overlays/prod/daily.yaml", line: 2 },
    related: { file: "pipelines/daily.yaml", line: 8, message: "laid over this" },
  });
});

test("paths of overlays", () => {
  expect(overlayPath("prod", "daily")).toBe("overlays/prod/daily.yaml");
  expect(overlayPath("a/b", "daily")).toBeNull();
  expect(overlayOf("overlays/prod/daily.yaml")).toEqual({ environment: "prod", pipeline: "daily" });
  expect(overlayOf("overlays/daily.yaml")).toBeNull();
  expect(
    environmentsOf(["overlays/b/x.yaml", "overlays/a/y.yaml", "overlays/a/x.yaml", "a.yaml"]),
  ).toEqual(["a", "b"]);
});
