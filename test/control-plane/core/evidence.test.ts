import { expect, test } from "vitest";
import { approversOf, type ChangeEvidence, type Review } from "#core/evidence.ts";

const change = (reviews: Review[]): ChangeEvidence => ({
  ...{ forge: "github", number: 7, url: "https://git.example/shop/pull/7", title: "Later" },
  ...{ author: "ada", coauthors: [], headCommit: "b", mergeCommit: "c", lastPusher: "ada" },
  ...{ mergedBy: "ada", mergedAt: "2026-01-02T00:00:00Z", readAt: "2026-01-02T00:00:01Z" },
  reviews,
});
const review = (user: string, state: Review["state"], commit: string, at: string): Review => ({
  ...{ user, state, commit, at },
});

test("only approvals of exactly the head count, and only the newest verdict of each", () => {
  const approvers = approversOf(
    change([
      review("cleo", "changesRequested", "b", "2026-01-01T03:00:00Z"),
      review("cleo", "approved", "b", "2026-01-01T02:00:00Z"),
      review("bob", "approved", "a", "2026-01-01T01:00:00Z"),
      review("dan", "approved", "b", "2026-01-01T01:00:00Z"),
      review("dan", "commented", "b", "2026-01-01T05:00:00Z"),
      review("eve", "changesRequested", "a", "2026-01-01T01:00:00Z"),
      review("eve", "approved", "b", "2026-01-01T02:00:00Z"),
    ]),
  );
  expect(approvers.sort()).toEqual(["dan", "eve"]);
});
