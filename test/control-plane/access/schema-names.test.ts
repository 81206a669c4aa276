// Which name of the schema was meant, said by us and the same each time.

import { expect, test } from "vitest";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicyFile } from "#access/policy-file.ts";
import { helpFor } from "#access/schema-names.ts";

const cedar = await loadCedar();
const unknown = (what: string) => `for policy \`policy0\`, unrecognized ${what}`;

test.each([
  ['action `trunkline::Action::"raed"`', 'did you mean `trunkline::Action::"read"`?'],
  ['action `trunkline::Action::"veiw"`', 'did you mean `trunkline::Action::"view"`?'],
  ['action `Action::"read"`', 'did you mean `trunkline::Action::"read"`?'],
  ['action `trunkline::Action::"zzz"`', undefined],
  ["entity type `trunkline::Usr`", "did you mean `trunkline::User`?"],
  ["entity type `User`", "did you mean `trunkline::User`?"],
  ["entity type `trunkline::Nothing`", undefined],
])("%s", (what, help) => {
  expect(helpFor(cedar, unknown(what), "the engine's guess")).toBe(help);
});

test("what the engine says of anything else stays", () => {
  expect(helpFor(cedar, "attribute `a` not found", "did you mean `b`?")).toBe("did you mean `b`?");
  expect(helpFor(cedar, "attribute `a` not found", null)).toBeUndefined();
});

// The engine itself suggests `hold` or `read`, by the order of a table.
test("whatever the engine guesses, a file's finding has ours", () => {
  const text = '@id("a") forbid (principal, action == trunkline::Action::"raed", resource);';
  const guessing = (help: string): typeof cedar => ({
    ...cedar,
    validate: (call) => {
      const answer = cedar.validate(call);
      if (answer.type === "failure") return answer;
      const changed = answer.validationErrors.map((one) => ({
        ...one,
        error: { ...one.error, help },
      }));
      return { ...answer, validationErrors: changed };
    },
  });
  for (const guess of ["hold", "read"])
    expect(readPolicyFile(guessing(guess), "a.cedar", text, "control").diagnostics[0]?.help).toBe(
      'did you mean `trunkline::Action::"read"`?',
    );
});
