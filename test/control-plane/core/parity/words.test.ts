import { expect, test } from "vitest";
import { ownLine } from "#core/parity/own-line.ts";
import { markOf, verdictWords } from "#core/parity/words.ts";

test("a verdict says what differs by how much, and a start that matches alone is no match", () => {
  const of = (verdict: "differs" | "not-observable" | "match") => ({
    ...{ verdict, differences: [], notObservable: [] },
  });
  expect(
    verdictWords({
      ...of("differs"),
      differences: [
        { field: "start", byMs: 61_500 },
        { field: "lag", byMs: -90_000 },
        { field: "duration", ours: 5_000, p5: 60_000, p95: 125_000, byMs: -55_000 },
        { field: "exit", ours: 0, legacy: 4 },
        {
          ...{ field: "output", name: "ledger", part: "digest" },
          ...{ ours: `sha256:${"a".repeat(64)}`, legacy: `sha256:${"b".repeat(64)}` },
        },
      ],
    }),
  ).toBe(
    "differs: start +1m1s there; lag -1m30s there; took 5 s, there 1m to 2m5s; exit 0, there 4; " +
      "ledger: digest sha256:aaaaaaaaaaaa, there sha256:bbbbbbbbbbbb",
  );
  expect(verdictWords({ ...of("not-observable"), notObservable: ["duration", "exit"] })).toBe(
    "start-match (duration, exit not observable)",
  );
  expect(verdictWords({ ...of("not-observable"), notObservable: ["lag"] })).toBe(
    "not-observable: lag",
  );
  expect(verdictWords(of("match"))).toBe("match");
});

test("the worst of a date is its mark", () => {
  const marks = [
    ...[{}, { match: 3 }, { match: 3, open: 1 }, { unobserved: 1, open: 1 }],
    ...[
      { "only-ours": 1, "not-observable": 2 },
      { differs: 1, "only-legacy": 1 },
    ],
  ];
  expect(marks.map(markOf).join("")).toBe(".=o?-x");
});

test("a start here is a line that names it, with when it could start where that is later", () => {
  const start = { pipeline: "gl", task: "post", date: "2026-11-20", due: "A" };
  expect(ownLine({ ...start, ready: "A" })).toBe("gl/post of 2026-11-20 due A");
  expect(ownLine({ ...start, task: "", ready: "B" })).toBe("gl of 2026-11-20 due A, ready B");
  expect(ownLine({ ...start, ready: null })).toBe("gl/post of 2026-11-20 due A, not ready");
});
