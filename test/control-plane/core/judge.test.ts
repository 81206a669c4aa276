import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { judge, planner, planRevision } from "#core/judge.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const spec = (name: string, run = "./do.sh") => `name: ${name}\ntasks: {a: {run: ${run}}}\n`;

function judged(files: Record<string, string>) {
  const { sources } = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
  return judge(sources, (path) => files[path], planner(sha256));
}

function planned(
  before: Record<string, string>,
  after: Record<string, string>,
  changed: string[] = [],
  base: string | null = "old",
) {
  const at = Temporal.Instant.from("2026-11-23T00:00:00Z");
  const pools = { live: [], desired: null };
  const sides = {
    judged: judged(after),
    live: judged(before).good,
    changed: new Set(changed),
    pools,
  };
  const { changes, broken } = planRevision(
    { project: "p", base, commit: "new", at, ...sides },
    sha256,
  );
  return { changes: changes.map(({ action, pipeline }) => `${action} ${pipeline}`), broken };
}

const a = "pipelines/a.yaml";
const b = "pipelines/b.yaml";

test("a file that broke keeps what it had, by its path and by its name", () => {
  const before = { [a]: spec("a"), [b]: spec("b") };
  expect(planned(before, { [a]: "name: [", [b]: spec("b") })).toEqual({ changes: [], broken: [a] });
  const moved = "pipelines/moved.yaml";
  const broken = { [moved]: "name: a\ntasks: {a: {rnu: x}}\n", [b]: spec("b") };
  expect(planned(before, broken)).toEqual({ changes: [], broken: [moved] });
});

test("two files of one name are both broken", () => {
  const { good, sources } = judged({ [a]: spec("a"), [b]: spec("a") });
  expect(good).toEqual([]);
  expect(sources.map(({ broken, diagnostics }) => [broken, diagnostics.length > 0])).toEqual([
    [true, true],
    [true, true],
  ]);
});

test("a changed script changes its pipelines, but not in a first revision", () => {
  const files = { [a]: spec("a"), [b]: spec("b", "'true'") };
  expect(planned(files, files, ["do.sh"]).changes).toEqual(["changed a"]);
  expect(planned(files, files, ["other.sh"]).changes).toEqual([]);
  expect(planned({}, files, ["do.sh"], null).changes).toEqual(["added a", "added b"]);
});
