import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileOfTar, tarOfEmptyFile } from "#executors/container/tar.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

async function* pieces(bytes: Uint8Array, size = 7) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("tar takes the empty file", async () => {
  await using folder = temporaryDirectory();
  writeFileSync(join(folder.path, "a.tar"), tarOfEmptyFile("output"));
  execFileSync("tar", ["-C", folder.path, "-xpf", join(folder.path, "a.tar")]);
  const file = join(folder.path, "output");
  expect(readFileSync(file)).toHaveLength(0);
  expect(statSync(file).mode & 0o777).toBe(0o666);
});

test("the file of an archive, and what is none", async () => {
  await using folder = temporaryDirectory();
  const tar = (...names: string[]) =>
    execFileSync("tar", ["-C", folder.path, "-cf", "-", ...names]);
  writeFileSync(join(folder.path, "output"), "rows=1\n".repeat(200));
  symlinkSync("/etc/passwd", join(folder.path, "link"));
  mkdirSync(join(folder.path, "folder"));
  const whole = tar("output");
  const read = async (bytes: Uint8Array, most = 10_000) => await fileOfTar(pieces(bytes), most);
  const found = await read(whole);
  expect("content" in found && found.content.toString()).toBe("rows=1\n".repeat(200));
  expect(await read(whole, 1_000)).toEqual({ problem: "has 1400 bytes; at most 1000 are allowed" });
  expect(await read(whole.subarray(0, 900))).toEqual({
    problem: "can't be read: the archive is cut off",
  });
  for (const name of ["link", "folder"])
    expect(await read(tar(name))).toEqual({ problem: "is not a plain file" });
  expect(await read(Buffer.alloc(1024, "x"))).toEqual({ problem: "is no archive" });
  // A header of pax, as Docker writes them for long names and exact times.
  const pax = execFileSync("tar", ["--format=pax", "-C", folder.path, "-cf", "-", "output"]);
  expect(await read(pax)).toMatchObject({ content: expect.anything() });
});
