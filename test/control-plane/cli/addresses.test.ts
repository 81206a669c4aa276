import { expect, test } from "vitest";
import { addressSettings } from "#cli/addresses.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

test("ranges, addresses and words", () => {
  const given = { denyAddress: ["private", "203.0.113.0/24"], allowAddress: ["10.1.0.5"] };
  expect(addressSettings(given)).toEqual({ deny: given.denyAddress, allow: given.allowAddress });
  expect(addressSettings({})).toEqual({ deny: [], allow: [] });
});

test.each([
  ["worker", "--deny-address", "everything"],
  ["worker", "--allow-address", "10.0.0.0/99"],
  ["up", "--allow-address", "metadata.example"],
])("%s %s %s is refused before anything starts", async (...words) => {
  const { code, stderr } = await trunklineHere(words);
  expect(code).toBe(2);
  expect(stderr).toContain(`${words[1]}: "${words[2]}" is neither an address nor a range`);
});
