import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const commands: [string, (folder: string) => string[]][] = [
  ["validate", (folder) => ["validate", folder]],
  ["plan", (folder) => ["plan", folder]],
  ["try", (folder) => ["try", "p", folder]],
  ["next", (folder) => ["next", "p", folder]],
];

test.for(commands)("%s says when the folder isn't there or is none", async ([, words]) => {
  await using directory = temporaryDirectory();
  const file = path.join(directory.path, "file.yaml");
  writeFileSync(file, "");
  const nowhere = path.join(directory.path, "nowhere");
  const help = "\n  help: name the project's root, the folder of its trunkline.yaml\n";
  expect(await trunklineHere(words(nowhere))).toMatchObject({
    code: 1,
    stdout: "",
    stderr: `error: there is no folder ${nowhere}${help}`,
  });
  expect(await trunklineHere(words(file))).toMatchObject({
    code: 1,
    stderr: `error: ${file} is no folder${help}`,
  });
});
