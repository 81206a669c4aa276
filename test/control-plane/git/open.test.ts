// Which transport is taken when nobody says.

import { afterEach, expect, it, vi } from "vitest";
import { chooseTransport } from "#git/open.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ["auto", "isomorphic", "isomorphic"],
  ["auto", "native", "native"],
  ["auto", "", "native"],
  ["auto", "something else", "native"],
  ["isomorphic", "native", "isomorphic"],
  ["native", "isomorphic", "native"],
] as const)("%s with TRUNKLINE_GIT=%j takes %s", (wanted, setting, transport) => {
  vi.stubEnv("TRUNKLINE_GIT", setting);
  expect(chooseTransport(wanted)).toBe(transport);
});
