// Lock-out on a clock of the test's: who is heard, when again, and how much is remembered.

import { expect, test } from "vitest";
import { FailedAttempts, networkOf } from "#access/failed-attempts.ts";

const limits = { most: 3, windowMs: 1_000, addresses: 5 };

test("after so many failures nothing is heard until the window is over, counted from the last of them", () => {
  let now = 0;
  const failures = new FailedAttempts(limits, () => now);
  expect([1, 2, 3].map(() => failures.failed("192.0.2.1"))).toEqual([false, false, true]);
  expect(failures.lockedForMs("192.0.2.1")).toBe(1_000);
  expect(failures.lockedForMs("192.0.2.2")).toBe(0);
  now = 999;
  expect(failures.lockedForMs("192.0.2.1")).toBe(1);
  now = 1_000;
  expect(failures.lockedForMs("192.0.2.1")).toBe(0);
  expect(failures.failed("192.0.2.1")).toBe(false);
  expect(failures.lockedForMs("192.0.2.1")).toBe(0);
});

test("failures far apart lock nobody out", () => {
  let now = 0;
  const failures = new FailedAttempts(limits, () => now);
  for (; now < 20_000; now += 600) failures.failed("192.0.2.1");
  expect(failures.lockedForMs("192.0.2.1")).toBe(0);
});

test("a flood from many addresses takes no more memory, and forgets the oldest", () => {
  const failures = new FailedAttempts(limits, () => 0);
  for (let n = 0; n < 3; n++) failures.failed("192.0.2.1");
  for (let n = 0; n < 1_000; n++) failures.failed(`198.51.100.${n % 256}.${n}`);
  expect(failures.size).toBe(5);
  expect(failures.lockedForMs("192.0.2.1")).toBe(0);
});

test.for([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::ffff", "2001:db8:1:2"],
  ["2001:0DB8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
] as const)("%s counts as %s: a whole network of IPv6 is one customer's", ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});
