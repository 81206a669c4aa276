// Texts that are hashed: fields can't run into each other, and null is not the empty text.

import { expect, test } from "vitest";
import { type AuditRecord, headText, readHead, recordText, sealText } from "#core/audit/record.ts";

const record: AuditRecord = {
  ...{ id: "7", at: "2026-11-26T08:00:00.000001Z", kind: "user", actor: "ada", act: "hold" },
  ...{ subject: "shop", project: "shop", reason: null, requestId: null, revision: null },
  detail: "{}",
};

test("a line a field, with its length in bytes", () => {
  expect(recordText({ ...record, actor: "Zoë" })).toBe(
    "trunkline-audit-1\n1:7\n27:2026-11-26T08:00:00.000001Z\n4:user\n4:Zoë\n4:hold\n4:shop\n4:shop\n-\n-\n-\n2:{}",
  );
});

test("no two records have one text", () => {
  const texts = [
    record,
    { ...record, reason: "" },
    { ...record, reason: "-" },
    { ...record, actor: "ad", act: "ahold" },
    { ...record, actor: "ada\n4:hold" },
    { ...record, requestId: "x" },
    { ...record, revision: "x" },
  ].map(recordText);
  expect(new Set(texts).size).toBe(texts.length);
});

test("a seal lists its records with their hashes", () => {
  const seal = {
    number: 2,
    at: "T",
    previous: "aa",
    ids: ["7", "9"],
    hashes: ["bb", "cc"],
    head: "",
  };
  expect(sealText(seal)).toBe("trunkline-seal-1\n2\nT\naa\n7 bb\n9 cc");
});

test("a head is read as it is written, and nothing else is", () => {
  const head = { number: 12, head: "ab".repeat(32) };
  expect(readHead(`${headText(head)}\n`)).toEqual(head);
  for (const text of ["", "12", `12:${"AB".repeat(32)}`, `x:${"ab".repeat(32)}`, "12:ab"])
    expect(readHead(text)).toBeNull();
});
