// The script of a guard decides and remembers as the model of the protocol does, whatever it is answered or not: so what the
// model proves (`core/ownership`) is proved of what runs on the legacy host.

import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, decide, type Memory, remember } from "#core/ownership/guard.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const script = fileURLToPath(new URL("../../control-plane/guard/trunkline-guard", import.meta.url));

/** What the control plane answers next; null: nothing. */
let answer: Answer | null = null;
/** What it was told meanwhile, such as `report 20261127` of what was started unasked, and `acknowledge 3`. */
let told: string[] = [];
const controlPlane = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    if (answer === null) return void response.writeHead(503).end();
    const body = JSON.parse(text);
    const [act = ""] = /[a-z]+$/.exec(request.url ?? "") ?? [];
    if (act === "acknowledge") told.push(`acknowledge ${body.epoch}`);
    if (act === "report" && body.unasked && body.end === undefined)
      told.push(`report ${body.slot}`);
    const { owner, grant } = answer;
    response.end(JSON.stringify(act === "ask" ? { owner, ...grant } : { once: true }));
  });
});
beforeAll(async () => {
  controlPlane.listen(0, "127.0.0.1");
  await once(controlPlane, "listening");
});
afterAll(() => controlPlane.close());

/** The code that it ends with, and whether the command ran. */
function call(folder: string, slot: string): Promise<[code: number, ran: boolean]> {
  const words = [script, "--job", "close", "--skip", "--date", slot, "--", "echo", "ran"];
  const { port } = controlPlane.address() as AddressInfo;
  const env = {
    ...{ PATH: process.env.PATH, TRUNKLINE_PROJECT: "shop", TRUNKLINE_GUARD_DIR: folder },
    ...{ TRUNKLINE_URL: `http://127.0.0.1:${port}`, TRUNKLINE_GUARD_CONF: "/dev/null" },
  };
  return new Promise((resolve) => {
    execFile("sh", words, { env }, (fault, stdout) =>
      resolve([fault === null ? 0 : Number(fault.code), stdout === "ran\n"]),
    );
  });
}

const slot = fc.integer({ min: 20261101, max: 20261108 }).map(String);
const answers = fc.record({
  owner: fc.constantFrom("legacy" as const, "trunkline" as const),
  grant: fc.record({
    epoch: fc.integer({ min: 1, max: 4 }),
    from: slot,
    before: fc.option(slot),
  }),
});
const steps = fc.array(fc.record({ slot, answer: fc.option(answers, { freq: 2 }) }), {
  minLength: 4,
  maxLength: 12,
});

const ends = { legacy: [0, true], trunkline: [0, false], nobody: [75, false] };

test("answered or not, it starts what the model starts, remembers what it remembers, and reports before it acknowledges", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (run) => {
      await using folder = temporaryDirectory();
      const kept = join(folder.path, "close", "memory");
      let memory: Memory = null;
      let unreported: string[] = [];
      for (const step of run) {
        ({ answer } = step);
        told = [];
        const by = decide(memory, step.slot, answer);
        expect(await call(folder.path, step.slot)).toEqual(ends[by]);
        if (answer === null) {
          if (by === "legacy") unreported.push(step.slot);
          continue;
        }
        memory = remember(memory, answer);
        const { epoch, from, before } = memory as NonNullable<Memory>;
        expect(existsSync(kept) && readFileSync(kept, "utf8")).toBe(`${epoch} ${from} ${before}\n`);
        expect(told.filter((one) => one.startsWith("report")).toSorted()).toEqual(
          unreported.map((one) => `report ${one}`).toSorted(),
        );
        const acknowledged = told.findIndex((one) => one.startsWith("acknowledge"));
        if (acknowledged >= 0) expect(acknowledged).toBe(unreported.length);
        unreported = [];
      }
    }),
    { numRuns: 20 },
  );
});
