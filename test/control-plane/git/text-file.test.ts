import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { TextFile } from "#git/text-file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const encoded = (texts: readonly string[]) => {
  const each = texts.map((text) => Buffer.from(text));
  return [Buffer.concat(each), each.map(({ length }) => length)] as const;
};

test("gives each text back, of several portions, and leaves no file behind", async () => {
  await using folder = temporaryDirectory();
  vi.stubEnv("TMPDIR", folder.path);
  using file = new TextFile();
  const first = file.add(...encoded(["name: ä", "", "b"])) ?? [];
  const second = file.add(...encoded(["語"])) ?? [];
  expect([...second, ...first].map((text) => text())).toEqual(["語", "name: ä", "", "b"]);
  expect(readdirSync(folder.path)).toEqual([]);
  vi.unstubAllEnvs();
});

test("takes nothing where no file can be made", () => {
  vi.stubEnv("TMPDIR", "/nowhere/at/all");
  using file = new TextFile();
  expect(file.add(...encoded(["a"]))).toBeNull();
  vi.unstubAllEnvs();
});

test("says so when a text is asked for after the end", () => {
  const file = new TextFile();
  const [text] = file.add(...encoded(["a"])) ?? [];
  file[Symbol.dispose]();
  expect(text).toThrow("closed");
});
