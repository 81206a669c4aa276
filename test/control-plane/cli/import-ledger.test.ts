import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { boundLedger } from "#cli/import-ledger.ts";
import { temporaryFolder } from "#test/support/repository.ts";

const text = '{"file":"crontab"}\n'.repeat(1000);

test.each([
  ["that fits", text.length, ["ledger.ndjson"], null],
  ["that fits compressed", 1000, ["ledger.ndjson.gz"], null],
  ["that is too large", 10, [], createHash("sha256").update(text).digest("hex")],
])("a ledger %s", async (_, limit, files, hash) => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, "ledger.ndjson"), text);
  writeFileSync(path.join(folder.path, "ledger.ndjson.gz"), "of the import before");
  const said = await boundLedger(folder.path, limit);
  expect(readdirSync(folder.path)).toEqual(files);
  if (hash === null) expect(said).toBeNull();
  else expect(said).toContain(hash);
  if (files[0] === "ledger.ndjson.gz")
    expect(gunzipSync(readFileSync(path.join(folder.path, files[0]))).toString()).toBe(text);
});
