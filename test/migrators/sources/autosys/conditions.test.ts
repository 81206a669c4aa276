import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LegacyCondition } from "#migrators/legacy/condition.ts";
import { conditionText, readCondition } from "#migrators/sources/autosys/conditions.ts";

/** The condition with its parentheses, or what is wrong. */
function said(text: string): string {
  const read = readCondition(text, []);
  if ("fault" in read) return `at ${read.at}: ${read.fault}`;
  return `${conditionText(read.condition)}${read.mixed ? " mixed" : ""}`;
}

describe("conditions of the reference", () => {
  test("AS-23 from left to right, none binds closer", () => {
    expect(said("s(A) | s(B) & s(C)")).toBe("(success(A) | success(B)) & success(C) mixed");
    expect(said("s(A) | (s(B) & s(C))")).toBe("success(A) | (success(B) & success(C))");
    expect(said("s(A)&s(B) AND\n s(C)")).toBe("success(A) & success(B) & success(C)");
    expect(said("s(A)&s(B)|s(C)&s(D)")).toBe(
      "((success(A) & success(B)) | success(C)) & success(D) mixed",
    );
  });

  test("AS-24 AS-25 look-backs are hours and minutes, and 0 is the job's own last end", () => {
    const lookBack = (text: string) => {
      const read = readCondition(`s(A, ${text})`, []);
      if ("fault" in read) return read.lookBack ? "at fault" : read.fault;
      return read.condition.kind === "status" ? read.condition.lookBack : null;
    };
    expect(["24.00", "00.30", "30", "02\\:00".replace("\\", "")].map(lookBack)).toEqual(
      [1440, 30, 1800, 120].map((minutes) => ({ kind: "minutes", minutes })),
    );
    expect(lookBack("0")).toEqual({ kind: "ownEnd" });
    expect(lookBack("9999")).toEqual({ kind: "none" });
    expect([".30", "1.5", "1.75", "x", "10000"].map(lookBack)).toEqual(Array(5).fill("at fault"));
  });

  test("AS-31 a job of another instance", () => {
    expect(readCondition("s(JOB^PRD, 12.00)", [])).toMatchObject({
      condition: { job: { name: "JOB", instance: "PRD" }, lookBack: { minutes: 720 } },
    });
  });

  test("AS-32 what the grammar lacks is a fault", () => {
    expect(said("s(A), fw(f1)")).toContain("at 4: an operator is missing");
    expect(said("fw(f1)")).toContain("there is no condition `fw()`");
    expect(said("NOT s(A)")).toContain("at 0");
    expect(said("s(A) &\n")).toContain("a status with a job");
    expect(said("s(A")).toContain("doesn't close");
    expect(said("(s(A)")).toContain("doesn't close");
    expect(said("")).toContain("at 0");
    expect(said("v(G, 1) = 2")).toContain("no look-back");
  });

  test("AS-14 two lines without an operator are a fault", () => {
    expect(said("s(A)\ns(B)")).toContain("an operator is missing");
  });

  test("AS-33 globals and exit codes", () => {
    expect(said('v(GL_READY) = "Y" & e(P) < 4')).toBe('value(GL_READY) = "Y" & exitcode(P) < 4');
    expect(said("VALUE(G) != x.1|exitcode(P,01.00)>=-1")).toBe(
      'value(G) != "x.1" | exitcode(P, 01.00) >= -1',
    );
  });

  test("AS-54 long forms are the same atoms", () => {
    const long = "success(X) & FAILURE(X) & done(X) & terminated(X) & NotRunning(X)";
    expect(readCondition(long, [])).toEqual(readCondition("s(X)&f(X)&d(X)&t(X)&n(X)", []));
  });

  test("deep nesting is a fault, not a crash", () => {
    expect(said("(".repeat(100_000))).toContain("nested deeper");
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9_.#:-]{1,12}$/);
const job = fc.record({ name, instance: fc.option(fc.constantFrom("PRD", "UAT")) });
const lookBack = fc.oneof(
  fc.constantFrom({ kind: "none" } as const, { kind: "ownEnd" } as const),
  fc.integer({ min: 1, max: 599_939 }).map((minutes) => ({ kind: "minutes", minutes }) as const),
);
const compare = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
const status = fc.constantFrom("success", "failure", "done", "terminated", "notRunning");
const atom = fc.oneof(
  fc.record({ kind: fc.constant("status"), job, status, lookBack, from: fc.constant([]) }),
  fc.record({
    ...{ kind: fc.constant("exitCode"), job, compare, code: fc.integer({ min: -9, max: 999 }) },
    ...{ lookBack, from: fc.constant([]) },
  }),
  fc.record({
    ...{ kind: fc.constant("variable"), variable: name, compare },
    ...{ value: fc.stringMatching(/^[A-Za-z0-9 _&()-]{0,8}$/), from: fc.constant([]) },
  }),
);
const tree = fc.letrec<{ node: LegacyCondition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    atom as fc.Arbitrary<LegacyCondition>,
    fc.record({
      kind: fc.constantFrom("all", "any"),
      of: fc.array(tie("node"), { minLength: 2, maxLength: 3 }),
      from: fc.constant([]),
    }) as fc.Arbitrary<LegacyCondition>,
  ),
})).node;

test("a tree printed and read again is the tree", () => {
  fc.assert(
    fc.property(tree, (condition) => {
      expect(readCondition(conditionText(condition), [])).toEqual({ condition, mixed: false });
    }),
  );
});

test("any text is a tree or a fault", () => {
  const piece = fc.constantFrom(
    "s(",
    "A",
    ")",
    "&",
    "|",
    ",",
    "0",
    "1.30",
    "v(",
    "=",
    "^",
    " ",
    '"',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const read = readCondition(pieces.join(""), []);
      if ("condition" in read)
        expect(readCondition(conditionText(read.condition), [])).toMatchObject({
          condition: read.condition,
        });
    }),
  );
});
