import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { containerSettings } from "#cli/containers.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("what a worker was started with", async () => {
  await using folder = temporaryDirectory();
  const containerMount = [`${folder.path}:rw`, "/"];
  expect(
    await containerSettings({ containers: ["/run/p.sock"], containerNetwork: ["etl"] }),
  ).toEqual({ sockets: ["/run/p.sock"], mounts: [], networks: ["etl"], tags: false });
  expect((await containerSettings({ containerMount })).mounts).toEqual([
    { folder: folder.path, isWritable: true },
    { folder: "/", isWritable: false },
  ]);
});

test("what would give containers the host is refused", async () => {
  await using folder = temporaryDirectory();
  const socket = join(folder.path, "engine.sock");
  writeFileSync(socket, "");
  const refused = (options: Parameters<typeof containerSettings>[0]) =>
    expect(containerSettings(options)).rejects;
  await refused({ containers: [socket], containerMount: [folder.path] }).toThrow("holds");
  await refused({ containers: ["docker.sock"] }).toThrow("is no path");
  await refused({ containerNetwork: ["host"] }).toThrow("not allowed");
  await refused({ containerMount: ["/nowhere"] }).toThrow("is no folder");
  await refused({ containerMount: [socket] }).toThrow("is no folder");
});
