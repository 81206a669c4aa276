import { expect, test } from "vitest";
import { Accounts, ledgerLines } from "#migrators/ledger.ts";
import { accountSettled, accountStatements } from "#migrators/translate/settled.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";

test("settled attributes and refused statements are in the ledger with their own codes", () => {
  const estate = autosysEstate(
    "insert_job: A\ncommand: x\njob_class: batch\nfoo: 1\ninsert_thing: T\nx: 1\n",
  );
  const accounts = new Accounts();
  accountStatements(estate, accounts);
  for (const job of estate.jobs) accountSettled(job, accounts);
  const lines = [...ledgerLines(estate.files, accounts)];
  expect(lines.map(({ attribute, outcome, code }) => `${attribute} ${outcome} ${code}`)).toEqual([
    "insert_job refused not-understood",
    "command refused not-understood",
    "job_class equivalent jil-agent-setting",
    "foo refused jil-attr-unknown",
    "insert_thing refused jil-lex-subcommand",
    "x refused jil-lex-subcommand",
  ]);
});
