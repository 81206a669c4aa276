import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommandError } from "#cli/exit.ts";
import { allowedFolders } from "#cli/local-files.ts";
import { allowedRoot } from "#executors/places/local-folder.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("nothing is given: no folder of the host", async () => {
  expect(await allowedFolders()).toEqual([]);
});

test("each is to read from, and with `:rw` also to write to", async () => {
  await using directory = temporaryDirectory();
  const [inbox, outbox] = ["in", "out:rw"].map((name) => join(directory.path, name));
  for (const name of ["in", "out"]) mkdirSync(join(directory.path, name));
  expect(await allowedFolders([inbox as string, outbox as string, "/"])).toEqual([
    { folder: join(directory.path, "in"), isWritable: false },
    { folder: join(directory.path, "out"), isWritable: true },
    { folder: "/", isWritable: false },
  ]);
});

test("what a path comes to is what is compared with those of tasks", async () => {
  await using directory = temporaryDirectory();
  mkdirSync(join(directory.path, "in/deep"), { recursive: true });
  const given = [
    `${directory.path}/in/deep/..`,
    `${directory.path}//in/`,
    `${directory.path}/./in:rw`,
  ];
  for (const text of given) {
    const allowed = await allowedFolders([text]);
    expect(await allowedRoot(join(directory.path, "in/a"), false, allowed)).toMatchObject({
      below: ["a"],
    });
    await expect(allowedRoot(join(directory.path, "inside"), false, allowed)).rejects.toThrow(
      "was not started with",
    );
  }
});

test("whoever starts the worker may name a link to a folder", async () => {
  await using directory = temporaryDirectory();
  mkdirSync(join(directory.path, "real"));
  symlinkSync(join(directory.path, "real"), join(directory.path, "in"));
  const allowed = await allowedFolders([join(directory.path, "in")]);
  expect(await allowedRoot(join(directory.path, "in/a"), false, allowed)).toEqual({
    root: join(directory.path, "real"),
    below: ["a"],
  });
});

test("what is no folder by an absolute path is refused, and said before the worker starts", async () => {
  await using directory = temporaryDirectory();
  const file = join(directory.path, "file");
  writeFileSync(file, "");
  mkdirSync(join(directory.path, "in"));
  const wrong = ["", ":rw", "in", ".", "in:rw", file, `${file}:rw`, join(directory.path, "none")];
  // Only `rw` is a right; a folder whose name ends otherwise is one by its whole name.
  for (const text of [...wrong, `${join(directory.path, "in")}:ro`]) {
    const error = await allowedFolders([text]).catch((one: unknown) => one);
    expect(error, text).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      exit: "usage",
      message: `--local-files '${text.replace(/:rw$/, "")}' is no folder`,
    });
  }
});

test("one that is wrong refuses all", async () => {
  await using directory = temporaryDirectory();
  await expect(allowedFolders([directory.path, "none"])).rejects.toThrow("'none' is no folder");
});
