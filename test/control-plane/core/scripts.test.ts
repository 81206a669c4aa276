import { expect, test } from "vitest";
import { mentionedFiles } from "#core/scripts.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const mentioned = (...scripts: string[]) =>
  mentionedFiles(
    pipeline(
      "p",
      scripts.map((script, n) =>
        task(`t${n}`, { action: { kind: "command", script, variables: {} } }),
      ),
    ),
  );

test.each([
  ["./extract.sh --region eu", ["extract.sh"]],
  ["sh scripts/go.sh && ./scripts/go.sh", ["scripts/go.sh"]],
  ["python jobs/a-b/run@2.py > out/x.csv", ["jobs/a-b/run@2.py", "out/x.csv"]],
  ["cat '../secrets/x' ../../y", []],
  ["./a/../../b.sh", []],
  ["echo hello", []],
  ["", []],
])("%s", (script, files) => {
  expect(mentioned(script)).toEqual(files);
});

test("each file once, over all tasks, sorted", () => {
  expect(mentioned("./b.sh", "./a.sh; ./b.sh")).toEqual(["a.sh", "b.sh"]);
});
