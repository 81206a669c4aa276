import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { SftpPlace } from "#executors/places/sftp.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { filesBelow } from "../transfer-under-test.ts";
import { type PlaceUnderTest, placeContract } from "./place.contract.ts";

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

async function sftpUnderTest(): Promise<PlaceUnderTest & { folder: string }> {
  const server = await sshServer();
  const folder = join(server.folder, "in");
  mkdirSync(folder);
  const settings = { ...server, name: "edge", judge: judgeAddresses() };
  const signal = new AbortController().signal;
  const place = await SftpPlace.open({ ...settings, signal }, folder);
  return {
    ...{ folder, place },
    elsewhere: join(server.folder, "done"),
    contents: () => filesBelow(folder),
    put(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    },
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

placeContract("a folder by SFTP", sftpUnderTest);

test("links are neither listed nor followed", async () => {
  await using it = await sftpUnderTest();
  await it.put("real", "content");
  symlinkSync(join(it.folder, "real"), join(it.folder, "link"));
  const { files } = await it.place.list([filePattern("*")]);
  expect(files.map(({ name }) => name)).toEqual(["real"]);
  expect(await it.place.stat("link")).toBeNull();
});
