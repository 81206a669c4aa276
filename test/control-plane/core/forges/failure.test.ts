// What follows from each refusal of a forge.

import { expect, test } from "vitest";
import { type Failure, retryOf } from "#core/forges/failure.ts";

const now = 1_000_000_000;
const failure = (status: number | null, more: Partial<Failure> = {}): Failure => ({
  ...{ status, headers: {}, message: "" },
  ...more,
});
const later = (afterMs: number, everybody = false) => ({ giveUp: false, afterMs, everybody });

test.each<[string, Failure, number, object]>([
  ["no answer", failure(null), 1, later(2_000)],
  ["a server fault, doubled", failure(502), 4, later(16_000)],
  ["a server fault, a quarter of an hour at most", failure(500), 60, later(900_000)],
  [
    "a limit in seconds",
    failure(429, { headers: { "retry-after": "30" } }),
    1,
    later(30_000, true),
  ],
  [
    "a limit until an instant",
    failure(403, { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000060" } }),
    1,
    later(61_000, true),
  ],
  [
    "GitLab's names of it",
    failure(429, { headers: { "ratelimit-remaining": "0", "ratelimit-reset": "1000060" } }),
    1,
    later(61_000, true),
  ],
  [
    "a limit until a date",
    failure(503, { headers: { "retry-after": new Date(now + 9_000).toUTCString() } }),
    1,
    later(9_000, true),
  ],
  ["a secondary limit", failure(403, { message: "secondary rate limit" }), 1, later(60_000, true)],
  ["it again", failure(403, { message: "secondary rate limit" }), 3, later(240_000, true)],
  [
    "a limit far away",
    failure(429, { headers: { "retry-after": "999999" } }),
    1,
    later(7_200_000, true),
  ],
  [
    "a limit that is over",
    failure(429, { headers: { "retry-after": "-5" } }),
    1,
    later(2_000, true),
  ],
  ["a wrong token", failure(401), 1, later(300_000)],
  [
    "a missing right, not a limit: some are left",
    failure(403, { headers: { "x-ratelimit-remaining": "12", "x-ratelimit-reset": "1000060" } }),
    1,
    later(300_000),
  ],
  ["a conflict", failure(409), 1, later(2_000)],
  ["a conflict that lasts", failure(409), 5, { giveUp: true }],
  ["not there", failure(404), 1, { giveUp: true }],
  ["not valid", failure(422), 1, { giveUp: true }],
])("%s", (_, given, attempts, expected) => {
  expect(retryOf(given, attempts, now)).toEqual(expected);
});
