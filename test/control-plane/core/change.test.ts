// What is read out of commit messages, by the ways in which forges write them.

import { expect, it } from "vitest";
import { readChange, readReverts } from "#core/change.ts";

it.each([
  ["Add refunds (#123)", 123, "#123"],
  ['Revert "Add refunds (#123)" (#130)\n\nBody', 130, "#130"],
  ["Merge pull request #7 from team/branch\n\nAdd refunds (#3)", 7, "#7"],
  [
    "Merge branch 'x' into 'main'\n\nAdd refunds\n\nSee merge request shop/etl!45",
    45,
    "shop/etl!45",
  ],
  ["Add refunds\n\nSee merge request !45\r\n", 45, "!45"],
  ["Merged in feature/x (pull request #12)\n\nAdd", 12, "#12"],
  ["Merge pull request 'Add refunds' (#8) from x into main", 8, "#8"],
  ["Merged PR 99: Add refunds", 99, "#99"],
])("finds the change of %j", (message, number, reference) => {
  expect(readChange(message).change).toEqual({ number, reference });
});

it.each(["Fix #12", "Add (see #12) more", "Add\n\nlike (#12)", "", "Merge pull request from x"])(
  "finds no change in %j",
  (message) => {
    expect(readChange(message).change).toBeNull();
  },
);

it("reads the subject and the approvers that the trailers name", () => {
  const message = `Add refunds (#5)\r
\r
Reviewed-by: in any paragraph\r
\r
Signed-off-by: Ada <ada@example.com>\r
Reviewed-by: Grace Hopper <grace@example.com>\r
approved-by:  Zoë \r
Reviewed-by: Grace Hopper <grace@example.com>\r
`;
  expect(readChange(message)).toEqual({
    subject: "Add refunds (#5)",
    change: { number: 5, reference: "#5" },
    approvers: ["in any paragraph", "Grace Hopper <grace@example.com>", "Zoë"],
  });
});

it("takes no subject for a trailer, and no empty trailer for an approver", () => {
  expect(readChange("Reviewed-by: me").approvers).toEqual([]);
  expect(readChange("Add\n\nReviewed-by:\nApproved-by:   ").approvers).toEqual([]);
  expect(readChange("").subject).toBe("");
});

it("commits that a message takes back", () => {
  const message = (...lines: string[]) => `Revert "Longer"\n\n${lines.join("\n")}\n`;
  const oid = "77b0e4d0c1e2f3a4b5c6d7e8f90a1b2c3d4e5f60";
  expect(readReverts(message(`This reverts commit ${oid}.`))).toEqual([oid]);
  expect(
    readReverts(message(`This reverts commit ${oid}, reversing`, "changes made to 3f2a91c0d1e2.")),
  ).toEqual([oid]);
  expect(readReverts(message("We thought that This reverts commit 77b0e4d would do"))).toEqual([]);
});
