// Whatever is altered of a chain is found, and named.

import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ChainCheck, type ChainOptions } from "#core/audit/check-chain.ts";
import {
  type AuditRecord,
  type AuditSeal,
  noHead,
  recordText,
  sealText,
} from "#core/audit/record.ts";

const sha256 = (text: string) => hash("sha256", text);

const record = (id: number): AuditRecord => ({
  ...{ id: String(id), at: "2026-11-26T08:00:00.000000Z", kind: "user", actor: "ada" },
  ...{ act: "hold", subject: `shop/p${id}`, project: "shop", reason: null },
  ...{ requestId: null, revision: null, detail: "{}" },
});

interface Sealed {
  seal: AuditSeal;
  records: AuditRecord[];
}

function sealed(number: number, previous: string, records: AuditRecord[]): Sealed {
  const hashes = records.map((one) => sha256(recordText(one)));
  const ids = records.map(({ id }) => id);
  const seal = { number, at: "2026-11-26T08:00:01.000000Z", previous, ids, hashes, head: "" };
  return { seal: { ...seal, head: sha256(sealText(seal)) }, records };
}

/** Three seals over the records 1 to 7. */
function chain(): [Sealed, Sealed, Sealed] {
  const first = sealed(1, noHead, [1, 2, 3].map(record));
  const second = sealed(2, first.seal.head, [5, 4].map(record));
  return [first, second, sealed(3, second.seal.head, [6, 7].map(record))];
}

function faultsOf(chain: readonly Sealed[], options: Partial<ChainOptions> = {}): string[] {
  const check = new ChainCheck({ sha256, ...options });
  for (const { seal, records } of chain) check.add(seal, records);
  check.end();
  return check.faults.map(({ fault, record, seal }) => `${fault} ${record ?? ""}@${seal ?? ""}`);
}

test("a chain as it was sealed has no faults, also from a seal in its middle", () => {
  const all = chain();
  expect(faultsOf(all)).toEqual([]);
  expect(faultsOf(all.slice(1), { start: { number: 1, head: all[0].seal.head } })).toEqual([]);
  expect(faultsOf(all.slice(1), { start: { number: 1, head: null } })).toEqual([]);
  const kept = all.map(({ seal }) => ({ number: seal.number, head: seal.head }));
  expect(faultsOf(all, { kept })).toEqual([]);
});

test("any field of a record that differs is found, and the record named", () => {
  const fields = Object.keys(record(1)).filter((key) => key !== "id") as (keyof AuditRecord)[];
  fc.assert(
    fc.property(
      fc.constantFrom(...fields),
      fc.nat(2),
      fc.nat(1),
      fc.string(),
      (field, s, r, text) => {
        const all = chain();
        const { records } = all[s] as Sealed;
        const one = records[r] as AuditRecord;
        fc.pre(one[field] !== text);
        records[r] = { ...one, [field]: text };
        expect(faultsOf(all)).toEqual([`changed ${one.id}@${s + 1}`]);
      },
    ),
  );
});

test("a record that is gone, and two that changed places, are named", () => {
  const gone = chain();
  gone[1].records.pop();
  expect(faultsOf(gone)).toEqual(["removed 4@2"]);
  const swapped = chain();
  const [a, b, c] = swapped[0].records as [AuditRecord, AuditRecord, AuditRecord];
  swapped[0].records = [{ ...b, id: a.id }, { ...a, id: b.id }, c];
  expect(faultsOf(swapped)).toEqual(["reordered 1@1", "reordered 2@1"]);
});

test("a seal that lists its records otherwise, or twice, is broken", () => {
  const all = chain();
  const [, second] = all;
  const turned = { ...second.seal, ids: ["4", "5"], hashes: second.seal.hashes.toReversed() };
  expect(faultsOf([all[0], { ...second, seal: turned }, all[2]])).toEqual(["broken seal @2"]);
  const twice = sealed(4, all[2].seal.head, [record(1)]);
  expect(faultsOf([...all, twice])).toEqual(["broken seal 1@4"]);
});

test("a seal made anew breaks the next, and one that is gone shows", () => {
  const all = chain();
  const forged = sealed(2, all[0].seal.head, [{ ...record(5), actor: "eve" }, record(4)]);
  expect(faultsOf([all[0], forged, all[2]])).toEqual(["broken seal @3"]);
  expect(faultsOf([all[0], all[2]])).toEqual(["missing seal @2"]);
  expect(faultsOf(all.slice(1))).toEqual(["missing seal @1"]);
});

test("a chain that was made anew as a whole, or cut off, is found by a head that was kept", () => {
  const all = chain();
  const kept = [{ number: 3, head: all[2].seal.head }];
  const first = sealed(1, noHead, [{ ...record(1), actor: "eve" }, record(2), record(3)]);
  const second = sealed(2, first.seal.head, [5, 4].map(record));
  const third = sealed(3, second.seal.head, [6, 7].map(record));
  expect(faultsOf([first, second, third])).toEqual([]);
  expect(faultsOf([first, second, third], { kept })).toEqual(["other head @3"]);
  expect(faultsOf(all.slice(0, 2))).toEqual([]);
  expect(faultsOf(all.slice(0, 2), { kept })).toEqual(["missing seal @3"]);
  const start = { number: 3, head: "0".repeat(64) };
  expect(faultsOf([], { kept, start })).toEqual(["other head @3"]);
});

test("a record in no seal is a fault once a sealer should have come to it", () => {
  const check = new ChainCheck({ sha256 });
  check.addUnsealed(record(8), 900);
  expect(check.faults).toEqual([]);
  check.addUnsealed(record(9), 3_600_000);
  check.addLost("10");
  expect(check.faults.map(({ message }) => message)).toEqual([
    "record 9 (hold by ada) is in no seal after 3600 s: nobody seals, or it was not written by Trunkline",
    "record 10 was removed before it was sealed",
  ]);
});
