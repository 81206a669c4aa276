// What a sync asks a forge for, and for how long.

import { expect, test } from "vitest";
import type { ChangeEvidence } from "#core/evidence.ts";
import { ForgeError } from "#git/forges/forge.ts";
import { openSource } from "#git/open.ts";
import { TestRepository } from "#test/support/repository.ts";
import { changesOf } from "../../control-plane/changes-of.ts";

const evidence = (fields: Partial<ChangeEvidence> = {}): ChangeEvidence => ({
  ...{ forge: "github", number: 7, url: "", title: "t", author: "ada", coauthors: [] },
  ...{ headCommit: "a".repeat(40), mergeCommit: null, mergedBy: null, mergedAt: null },
  ...{ lastPusher: null, reviews: [], readAt: "2026-01-01T00:00:00Z" },
  ...fields,
});

async function asking(answer: (commit: string) => Promise<ChangeEvidence | null>, timing = {}) {
  const repository = new TestRepository();
  const commit = repository.commit({ a: "1" });
  const source = await openSource({ repository: repository.path, cacheDir: "" });
  const asked: string[] = [];
  const reports: unknown[] = [];
  const changeOf = changesOf({
    forge: {
      changeForCommit: (oid) => {
        asked.push(oid);
        return answer(oid);
      },
      changeRef: (number) => `refs/pull/${number}/head`,
    },
    ...{ branch: "main", source, timing, report: (_, error) => void reports.push(error) },
  });
  const head = await source.readCommit(commit);
  const end = async () => {
    await source.close();
    repository[Symbol.dispose]();
  };
  return { changeOf, head, asked, reports, repository, [Symbol.asyncDispose]: end };
}

const away = new ForgeError("asking", "github", { status: 503, headers: {}, message: "" });

test("the same commit is asked for once in a while", async () => {
  await using forge = await asking(async () => evidence());
  for (let n = 0; n < 5; n++) expect((await forge.changeOf(forge.head))?.number).toBe(7);
  expect(forge.asked).toHaveLength(1);
});

test("a forge that is away is reported, and left alone for a while", async () => {
  await using forge = await asking(async () => Promise.reject(away));
  for (let n = 0; n < 5; n++) expect(await forge.changeOf(forge.head)).toBeNull();
  expect(forge.asked).toHaveLength(1);
  expect(forge.reports).toEqual([away]);
});

test("where its answer is needed, one that is away makes the revision wait", async () => {
  await using forge = await asking(async () => Promise.reject(away));
  for (let n = 0; n < 2; n++)
    await expect(forge.changeOf(forge.head, true)).rejects.toMatchObject({ kind: "unreachable" });
  expect(forge.asked).toHaveLength(1);
});

test("it is asked again once its rest is over", async () => {
  let isAway = true;
  const answer = async () => (isAway ? Promise.reject(away) : evidence());
  await using forge = await asking(answer, { restMs: 0 });
  expect(await forge.changeOf(forge.head)).toBeNull();
  isAway = false;
  expect((await forge.changeOf(forge.head))?.number).toBe(7);
});

test("a forge that hangs holds nothing up", async () => {
  await using forge = await asking(() => new Promise(() => {}), { patienceMs: 1 });
  expect(await forge.changeOf(forge.head)).toBeNull();
  expect(String(forge.reports[0])).toContain("it took longer than 1 ms");
});

test("a fault of our own is none of the forge's", async () => {
  await using forge = await asking(async () => Promise.reject(new TypeError("ours")));
  await expect(forge.changeOf(forge.head)).rejects.toThrow("ours");
});

test("the reviewed commit is fetched where the branch doesn't have it; where it is gone the change is known all the same", async () => {
  const remote = new TestRepository();
  remote.commit({ a: "1" });
  remote.branch("feature");
  const headCommit = remote.commit({ a: "2" });
  remote.git("update-ref", "refs/pull/7/head", headCommit);
  const fetched: string[] = [];
  const source = {
    readCommit: async () => Promise.reject(new Error("missing")),
    fetchChange: async (ref: string) => {
      fetched.push(ref);
      return remote.git("rev-parse", ref);
    },
  };
  const forge = {
    changeForCommit: async () => evidence({ headCommit }),
    changeRef: (number: number) => `refs/pull/${number}/head`,
  };
  const changeOf = changesOf({ forge, branch: "main", source, report() {} });
  expect((await changeOf({ oid: "c" } as never))?.headCommit).toBe(headCommit);
  expect(fetched).toEqual(["refs/pull/7/head"]);
  remote[Symbol.dispose]();
});
