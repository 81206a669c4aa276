import { expect, test } from "vitest";
import type { Account } from "#migrators/ledger.ts";
import { NumberedAccounts } from "#migrators/numbered-accounts.ts";

const targets = [
  undefined,
  "pipelines/a.yaml",
  "pipelines/a.yaml#tasks.load",
  "pipelines/a.yaml#tasks.load.run",
  "pipelines/b/tasks/x.yaml#env.HOME",
  ".",
  "#",
  "calendars/work.yaml",
];
const accountOf = (index: number): Account => {
  const target = targets[index % targets.length];
  const account: Account = {
    outcome: index % 3 === 0 ? "exact" : "equivalent",
    code: index % 5 === 0 ? "same" : `code-${index % 7}`,
  };
  return target === undefined ? account : { ...account, target: `${target}` };
};

test.each([10, 30_000])(
  "each of %i accounts is what was said, and no other index has one",
  (count) => {
    const accounts = new NumberedAccounts();
    for (let index = 0; index < count; index++) accounts.set(index * 2, accountOf(index));
    for (let index = 0; index < count; index++) {
      expect(accounts.get(index * 2)).toEqual(accountOf(index));
      expect(accounts.get(index * 2 + 1)).toBeUndefined();
    }
    const all: [number, Account][] = [];
    accounts.each((index, account) => all.push([index, account]));
    expect(all).toEqual([...Array(count).keys()].map((index) => [index * 2, accountOf(index)]));
    accounts.set(0, { outcome: "refused", code: "changed" });
    expect(accounts.get(0)).toEqual({ outcome: "refused", code: "changed" });
  },
);
