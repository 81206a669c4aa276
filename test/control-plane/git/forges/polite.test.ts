// A forge that asks to be left alone is.

import { expect, test } from "vitest";
import { type Forge, ForgeError } from "#git/forges/forge.ts";
import { polite } from "#git/forges/polite.ts";

function forgeThat(fails: () => ForgeError | null): Forge & { asked: string[] } {
  const asked: string[] = [];
  const ask = async <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    const fault = fails();
    if (fault) throw fault;
    return answer;
  };
  return {
    asked,
    name: "github",
    changeRef: (number) => `refs/pull/${number}/head`,
    openChanges: () => ask("openChanges", []),
    requestChange: () => ask("requestChange", { number: 1, url: "" }),
    evidenceOf: () => ask("evidenceOf", {} as never),
    changeForCommit: () => ask("changeForCommit", null),
    setStatus: () => ask("setStatus", undefined),
    upsertComment: () => ask("upsertComment", undefined),
    annotate: () => ask("annotate", undefined),
  };
}

const limit = new ForgeError("asking", "github", {
  ...{ status: 403, message: "API rate limit exceeded" },
  headers: { "retry-after": "60" },
});

test("everything fails at once until the time that it named is over", async () => {
  let now = 0;
  let fault: ForgeError | null = limit;
  const forge = forgeThat(() => fault);
  const asked = polite(forge, () => now);
  await expect(asked.openChanges("main")).rejects.toBe(limit);
  fault = null;
  now = 59_000;
  const error = await asked.changeForCommit("c", "main").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ failure: { status: 429, headers: { "retry-after": "1" } } });
  await expect(asked.annotate?.({} as never, async () => {})).rejects.toThrow("left alone");
  expect(forge.asked).toEqual(["openChanges"]);
  now = 60_001;
  expect(await asked.changeForCommit("c", "main")).toBeNull();
});

test("other faults are no reason to leave it alone, and what it can't do it can't", async () => {
  const fault = new ForgeError("asking", "github", { status: 502, headers: {}, message: "" });
  const forge = forgeThat(() => fault);
  const asked = polite(forge);
  for (let n = 0; n < 3; n++) await expect(asked.openChanges("main")).rejects.toBe(fault);
  expect(forge.asked).toHaveLength(3);
  expect(asked.deployment).toBeUndefined();
});
