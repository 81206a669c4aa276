import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trunklineHere } from "#test/support/trunkline.ts";

let cwd: string;
let server: net.Server;
beforeEach(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), "trunkline-doctor-"));
  server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  rmSync(cwd, { recursive: true, force: true });
});

test("looks at every part and changes nothing", async () => {
  const { stdout } = await trunklineHere(["doctor", "--output", "json"], { cwd });
  const checks = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(checks.map((check) => check.name)).toEqual(
    expect.arrayContaining([
      "Node version",
      "Postgres programs",
      "State directory",
      "Git",
      "Time zones",
    ]),
  );
  expect(checks.find((check) => check.name === "Node version")).toMatchObject({ state: "ok" });
  expect(readdirSync(cwd)).toEqual([]);
});

test("a taken port fails, with what to do", async () => {
  const { port } = server.address() as net.AddressInfo;
  const { code, stdout } = await trunklineHere(["doctor", "--port", String(port)], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain(`Port ${port}`);
  expect(stdout).toContain("Choose another with --port");
});

test("an unreachable DATABASE_URL fails without its password", async () => {
  const env = { DATABASE_URL: "postgres://me:hunter2@127.0.0.1:9/none" };
  const { code, stdout } = await trunklineHere(["doctor"], { cwd, env });
  expect(code).toBe(1);
  expect(stdout).toContain("FAILED");
  expect(stdout).not.toContain("hunter2");
});
