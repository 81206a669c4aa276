// Files of the worker's host as bodies of requests.

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { localFiles } from "#executors/connector/file-body.ts";
import { answer } from "#test/support/web-server.ts";
import { connectorAction, connectorUnderTest, jobsConnector } from "../connector-under-test.ts";
import { attempt } from "../executor.contract.ts";

const root = mkdtempSync(path.join(tmpdir(), "trunkline-file-body-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = path.join(root, "allowed");
mkdirSync(path.join(folder, "day"), { recursive: true });
mkdirSync(path.join(root, "other"));
writeFileSync(path.join(root, "other", "secret"), "secret");
writeFileSync(path.join(folder, "day", "a.csv"), "a,b\n1,2\n");
symlinkSync("../other/secret", path.join(folder, "link"));
symlinkSync("../other", path.join(folder, "linked"));
execFileSync("mkfifo", [path.join(folder, "pipe")]);

const open = localFiles([{ folder, isWritable: false }]);

test("a file below a folder that is allowed", async () => {
  await using file = await open(path.join(folder, "day/a.csv"), 8);
  expect(await file.blob.text()).toBe("a,b\n1,2\n");
});

test("one that changes while it is sent is refused", async () => {
  const name = path.join(folder, "grows");
  writeFileSync(name, "1");
  await using file = await open(name, 100);
  appendFileSync(name, "2");
  await expect(file.blob.text()).rejects.toThrow("could not be read");
});

describe("what is refused", () => {
  test.each([
    ["link", "symbolic link"],
    ["linked/secret", "symbolic link"],
    ["day/../../other/secret", "no file"],
    ["day/", "folder"],
    ["day", "not a plain file"],
    ["pipe", "not a plain file"],
    ["none.csv", "not there"],
    ["day/a.csv", "8 bytes"],
  ])("%s: %s", async (name, why) => {
    await expect(open(`${folder}/${name}`, 7)).rejects.toThrow(why);
  });

  test("what is elsewhere, or has no whole path", async () => {
    await expect(open(path.join(root, "other/secret"), 100)).rejects.toThrow("--local-files");
    await expect(open(folder, 100)).rejects.toThrow("not a plain file");
    await expect(open("day/a.csv", 100)).rejects.toThrow("absolute path");
  });
});

const then = `  then:
    - {method: PUT, path: "/jobs/\${{ id.run }}/data", file: "\${{ inputs.say }}", once: true}`;

test("it is sent as it is, with its length; one that is not there submits nothing", async () => {
  await using it = await connectorUnderTest(
    (_, response) => answer(response, 200, { id: 1, state: "well" }),
    { localFiles: [{ folder, isWritable: false }] },
  );
  const name = path.join(folder, "large");
  writeFileSync(name, "é".repeat(3_000_000));
  const sent = (file: string) =>
    attempt(
      it.executor,
      connectorAction(jobsConnector(it.server.url, "", then), { inputs: { job: "a", say: file } }),
    ).result;
  expect(await sent(name)).toMatchObject({ exitCode: 0 });
  const put = it.server.asked.find(({ method }) => method === "PUT");
  expect(put?.body.length).toBe(3_000_000);
  expect(put?.headers).toMatchObject({
    "content-length": "6000000",
    "content-type": "application/octet-stream",
  });
  const before = it.server.asked.length;
  expect(await sent(`${name}-none`)).toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("it is not there"),
  });
  expect(it.server.asked.length).toBe(before);
});
