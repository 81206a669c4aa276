import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { StdoutDigest } from "#executors/measure/stdout-digest.ts";

const sha = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const measured = (...pieces: string[]) => {
  const digest = new StdoutDigest();
  for (const piece of pieces) digest.push(Buffer.from(piece));
  return digest.end([
    { name: "stdout", digest: "sha256" },
    { name: "lines", digest: "rows" },
  ]);
};

test("pieces come to the same as the whole, and a last line without an end counts", () => {
  expect(measured("a\nb", "", "c\nd")).toEqual([
    { name: "stdout", digest: sha("a\nbc\nd"), bytes: 6, rows: 3 },
    { name: "lines", digest: sha("3\n"), bytes: 6, rows: 3 },
  ]);
  expect(measured("a\n")[1]).toMatchObject({ digest: sha("1\n"), rows: 1 });
  expect(measured()[0]).toMatchObject({ digest: sha(""), bytes: 0, rows: 0 });
});
