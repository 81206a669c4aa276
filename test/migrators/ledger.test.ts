import { expect, test } from "vitest";
import { Accounts, ledgerLines } from "#migrators/ledger.ts";
import type { LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";

const place = (line: number, column = 1) => ({ file: "a.jil", line, column });
const attribute = (name: string, line: number): LegacyAttribute => ({
  ...{ name, text: "v", value: "v", place: place(line) },
});
const statement = (name: string, line: number, children: Statement[] = []): Statement => ({
  ...{ kind: "insert_job", name, text: "", place: place(line), children },
  attributes: [attribute("command", line), attribute("machine", line + 1)],
});
const fileOf = (...statements: Statement[]): LegacyFile => ({
  ...{ file: "a.jil", encoding: "utf-8", statements, findings: [], refused: false },
  asides: [{ text: "/* x */", place: place(3) }],
});
const told = (file: LegacyFile, accounts: Accounts) =>
  [...ledgerLines([file], accounts)].map(({ line, job, attribute: name, outcome, code }) =>
    [line, job, name, outcome, code].join(" "),
  );

test("what nobody accounts for is refused, and comments are in their place", () => {
  const accounts = new Accounts();
  const [first, second] = [statement("A", 1), statement("B", 4)];
  accounts.belongs(first, "A");
  accounts.add(first, "exact", "same", "p.yaml");
  accounts.addAll(first.attributes, "exact", "same");
  accounts.add(second.attributes[0] as LegacyAttribute, "inert", "metadata");
  expect(told(fileOf(first, second), accounts)).toEqual([
    "1 A insert_job exact same",
    "1 A command exact same",
    "2 A machine exact same",
    "3  comment inert comment",
    "4  insert_job refused not-understood",
    "4  command inert metadata",
    "5  machine refused not-understood",
  ]);
});

test("a statement of which nobody speaks comes to the weakest of its attributes", () => {
  const accounts = new Accounts();
  const only = statement("A", 1);
  accounts.add(only.attributes[0] as LegacyAttribute, "exact", "same");
  accounts.add(only.attributes[1] as LegacyAttribute, "equivalent", "assumed");
  expect(told(fileOf(only), accounts)[0]).toBe("1  insert_job equivalent assumed");
});

test("all in a job that is refused is, but for what is inert; also in what is within it", () => {
  const accounts = new Accounts();
  const child = statement("C", 6);
  const box = statement("B", 4, [child]);
  accounts.belongs(box, "B");
  accounts.belongs(child, "C");
  accounts.addAll(box.attributes, "exact", "same");
  accounts.add(child.attributes[0] as LegacyAttribute, "inert", "metadata");
  accounts.add(child.attributes[1] as LegacyAttribute, "refused", "type");
  accounts.refuse(box, "box-code");
  expect(told(fileOf(box), accounts).slice(1)).toEqual([
    "4 B insert_job refused box-code",
    "4 B command refused box-code",
    "5 B machine refused box-code",
    "6 C insert_job refused type",
    "6 C command inert metadata",
    "7 C machine refused type",
  ]);
});

test("of several accounts of one attribute the weakest stands, in any order", () => {
  const one = attribute("x", 1);
  for (const order of [
    ["exact", "refused", "equivalent"] as const,
    ["refused", "equivalent", "exact"] as const,
  ]) {
    const accounts = new Accounts();
    for (const outcome of order) accounts.add(one, outcome, outcome);
    expect(accounts.of(one)).toEqual({ outcome: "refused", code: "refused" });
  }
});

test("a file that is refused is one line, with what was found first", () => {
  const finding = { code: "xml", severity: "error" as const, place: place(7), message: "" };
  const file = { ...fileOf(), asides: [], findings: [finding], refused: true };
  const lines = [...ledgerLines([file], new Accounts())];
  expect(lines).toMatchObject([{ line: 7, attribute: "file", outcome: "refused", code: "xml" }]);
});

test("what an attribute's name calls a password isn't shown", () => {
  const one = statement("CP", 1);
  one.attributes = [
    { ...attribute("Password", 1), value: "tiger" },
    { ...attribute("KeyFile", 1), value: "/x" },
  ];
  const values = [...ledgerLines([fileOf(one)], new Accounts())].map(({ value }) => value);
  expect(values.slice(1, 3)).toEqual(["***", "/x"]);
});
