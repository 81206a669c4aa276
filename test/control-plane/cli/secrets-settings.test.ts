import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { secretsSettings } from "#cli/secrets-settings.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("reads the file, or says at which line it is wrong", async () => {
  await using folder = temporaryDirectory();
  const read = (text: string) => {
    writeFileSync(join(folder.path, "s.yaml"), text);
    return secretsSettings(folder.path, "s.yaml");
  };
  expect(secretsSettings(folder.path, undefined)).toBe(null);
  expect(read("providers:\n  - environment: {}\n")).toHaveLength(1);
  expect(() => read("providers:\n  - enviroment: {}\n")).toThrow(/s\.yaml:2/);
  expect(() => secretsSettings(folder.path, "none.yaml")).toThrow(/can't read none.yaml.*ENOENT/);
});
