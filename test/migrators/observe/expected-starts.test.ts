// Parts of pipelines that were jobs: their names in logs of the scheduler before, and when they would start.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { expectedStarts, legacyNames } from "#migrators/observe/expected-starts.ts";
import { crontab, readTranslated } from "#test/support/translated.ts";

function pipelineOf(text: string) {
  const { sources, diagnostics } = readEstate([{ path: "pipelines/a.yaml", text }]);
  const [source] = sources;
  if (!source?.pipeline) throw new Error(JSON.stringify(diagnostics));
  return source.pipeline;
}

const day = Date.UTC(2026, 10, 20);
const startsOf = (text: string) =>
  [...expectedStarts(pipelineOf(text), day, day + 86_400_000)].map(
    ({ task, at, ordinal, date, waits }) =>
      `${task} ${new Date(at).toISOString().slice(11, 16)} #${ordinal} ${date}${waits ? " waits" : ""}`,
  );

test("a pipeline with one task is that job, also where it begins later than its run", () => {
  const text = `name: a
legacy: {system: control-m, job: SALES/LOAD}
triggers: [{schedule: "0 7 * * *"}]
tasks: {load: {run: /opt/load, notBefore: "09:30"}}
`;
  expect(startsOf(text)).toEqual([" 09:30 #1 2026-11-20"]);
  expect(legacyNames(pipelineOf(text))).toEqual([
    { task: "", system: "control-m", job: "SALES/LOAD" },
  ]);
});

test("of cron the job is the command, as the daemon logs it", () => {
  const text = `name: a
legacy: {system: cron, job: "tab:2"}
triggers: [{schedule: "0 7 * * *"}]
tasks:
  load:
    run: |
      cd || exit
      /opt/load --all "x"
`;
  expect(legacyNames(pipelineOf(text))).toEqual([
    { task: "", system: "cron", job: '/opt/load --all "x"' },
  ]);
});

test.each([
  ["input behind a percent sign", "mail -s x ops%first%second", "mail -s x ops"],
  ["one command after another", "cd /opt; ./load", "cd /opt; ./load"],
  ["input, and commands", "sort; wc %b%a", "sort; wc"],
  ["an escaped percent sign", "date +\\%F", "date +%F"],
])("a line of cron with %s is found in logs by its command", (_, line, logged) => {
  const [pipeline] = readTranslated(crontab(`0 7 * * * ${line}\n`));
  expect(pipeline && legacyNames(pipeline)).toEqual([{ task: "", system: "cron", job: logged }]);
});

test("by another shell as well", () => {
  const [pipeline] = readTranslated(crontab("SHELL=/bin/bash\n0 7 * * * echo 'it'; wc %a\n"));
  expect(pipeline && legacyNames(pipeline)).toMatchObject([{ job: "echo 'it'; wc" }]);
});

test("what waits for others is told as such, with its earliest moment; what was no job is left out", () => {
  const text = `name: a
legacy: {system: control-m, folder: SALES}
triggers: [{schedule: "0 7 * * *"}]
tasks:
  first: {run: /opt/a, legacy: {job: SALES/A}}
  second: {run: /opt/b, needs: [first], legacy: {job: SALES/B}}
  own: {run: /opt/c}
`;
  expect(startsOf(text)).toEqual([
    " 07:00 #1 2026-11-20",
    "first 07:00 #1 2026-11-20",
    "second 07:00 #1 2026-11-20 waits",
  ]);
  expect(legacyNames(pipelineOf(text)).map(({ job }) => job)).toEqual(["SALES/A", "SALES/B"]);
});

test("a pipeline that no schedule makes due, and one that was nothing, have none", () => {
  expect(startsOf("name: a\ntasks: {a: {run: 'true'}}\n")).toEqual([]);
  expect(legacyNames(pipelineOf("name: a\ntasks: {a: {run: 'true'}}\n"))).toEqual([]);
});

test("instances of a matrix are a job each, where their values name it", () => {
  const text = `name: a
legacy: {system: autosys}
triggers: [{schedule: "0 7 * * *"}]
tasks:
  post:
    matrix: {region: [eu, us]}
    legacy: {job: "POST_\${{ matrix.region }}"}
    run: /opt/post $REGION
`;
  expect(legacyNames(pipelineOf(text))).toEqual([
    { task: "post[eu]", system: "autosys", job: "POST_eu" },
    { task: "post[us]", system: "autosys", job: "POST_us" },
  ]);
  expect(startsOf(text)).toEqual([
    " 07:00 #1 2026-11-20",
    "post[eu] 07:00 #1 2026-11-20",
    "post[us] 07:00 #1 2026-11-20",
  ]);
});
