import { expect, test } from "vitest";
import type { ChangeEvidence, Review } from "#core/evidence.ts";
import { isSamePerson, reviewersOf } from "#core/owners/reviewers.ts";

const review = (user: string, at: number, state: Review["state"], commit = "head"): Review => ({
  ...{ user, state, commit },
  at: `2026-01-01T00:00:0${at}Z`,
});
const change = (reviews: Review[]): ChangeEvidence => ({
  ...{ forge: "github", number: 7, url: "https://example.com/7", title: "Change" },
  ...{ author: "ada", coauthors: ["Bob <1+bob@users.noreply.github.com>"], headCommit: "head" },
  ...{ mergeCommit: "merge", mergedBy: "grace", mergedAt: null, lastPusher: "carol" },
  ...{ reviews, readAt: "2026-01-01T00:00:00Z" },
});

test("only reviews of the newest commit count, of people who have no part in the change", () => {
  const reviews = [
    review("ada", 1, "approved"),
    review("bob", 1, "approved"),
    review("Carol", 1, "approved"),
    review("dave", 1, "approved"),
    review("erin", 1, "approved", "older"),
    review("frank", 1, "approved"),
    review("frank", 2, "changesRequested"),
    review("grace", 1, "approved"),
    review("grace", 2, "dismissed"),
    review("heidi", 1, "changesRequested"),
    review("heidi", 2, "approved"),
    review("ivan", 1, "approved"),
    review("ivan", 2, "commented"),
  ];
  expect(reviewersOf(change(reviews))).toEqual({
    counted: ["dave", "heidi", "ivan"],
    passedOver: [
      { user: "ada", why: "is its author" },
      { user: "bob", why: "is named as an author of it" },
      { user: "Carol", why: "pushed its newest commit" },
      { user: "erin", why: "approved an older commit of it" },
    ],
  });
});

test("a co-author who is named as the forge shows people doesn't approve by their login", () => {
  const one = { ...change([{ ...review("lt", 1, "approved"), name: "Linus T" }]) };
  expect(reviewersOf({ ...one, coauthors: ["Ada L", "linus t"] })).toEqual({
    counted: [],
    passedOver: [{ user: "lt", why: "is named as an author of it" }],
  });
  expect(reviewersOf(one).counted).toEqual(["lt"]);
});

test.each([
  ["Ada", "@ada", true],
  ["Ada <ada@example.com>", "ada@example.com", true],
  ["Ada <7+ada-l@users.noreply.github.com>", "ada-l", true],
  ["ada", "ada@example.com", false],
  ["Ada <ada@example.com>", "Ada <ada@example.org>", false],
])("%s is %s: %j", (a, b, same) => {
  expect(isSamePerson(a, b)).toBe(same);
  expect(isSamePerson(b, a)).toBe(same);
});
