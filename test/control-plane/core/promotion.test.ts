import { expect, test } from "vitest";
import { isOwn, promotion, requestUrl } from "#core/promotion.ts";

const file = (path: string, oid = "1", mode = "100644") => ({ path, mode, oid });

test("what is said of an environment stays its own", () => {
  const own = [
    ...["trunkline.yaml", "pools.yaml", "OWNERS", "connections/db.yaml", "overlays/prod/a.yaml"],
  ];
  expect(own.filter(isOwn)).toEqual(own);
  expect(
    ["pipelines/trunkline.yaml", "calendars/a.yaml", "templates/x.yaml", "docs/OWNERS"].filter(
      isOwn,
    ),
  ).toEqual([]);
});

test("files are copied, changed by content or mode, and removed", () => {
  const from = [file("a"), file("b", "2"), file("c", "1", "100755"), file("trunkline.yaml", "9")];
  const to = [file("a"), file("b"), file("c"), file("d"), file("trunkline.yaml")];
  const paths = (only: ReadonlySet<string> | null) =>
    promotion(from, to, only).map(({ path, to: kept }) => (kept ? path : `-${path}`));
  expect(paths(null)).toEqual(["b", "c", "-d"]);
  expect(paths(new Set(["b", "d"]))).toEqual(["b", "-d"]);
  expect(promotion(from, from, null)).toEqual([]);
});

test("where a forge asks for the merge", () => {
  const github = "https://github.com/acme/finance/compare/main...promote%2Fa?expand=1";
  for (const address of [
    "https://github.com/acme/finance.git",
    "git@github.com:acme/finance.git",
    "ssh://git@github.com/acme/finance",
  ])
    expect(requestUrl(address, "main", "promote/a")).toBe(github);
  expect(requestUrl("https://gitlab.example/acme/x/finance.git", "main", "a")).toBe(
    "https://gitlab.example/acme/x/finance/-/merge_requests/new?merge_request%5Bsource_branch%5D=a&merge_request%5Btarget_branch%5D=main",
  );
  expect(requestUrl("https://git.example/acme/finance.git", "main", "a")).toBeNull();
  expect(requestUrl("/srv/git/finance", "main", "a")).toBeNull();
});

test("the form is filled with a title and a text", () => {
  const text = { title: "Import from cron", body: "**2 of 2** & more" };
  expect(requestUrl("https://github.com/acme/finance", "main", "a", text)).toBe(
    "https://github.com/acme/finance/compare/main...a?expand=1&title=Import%20from%20cron&body=**2%20of%202**%20%26%20more",
  );
  expect(requestUrl("https://gitlab.example/acme/finance", "main", "a", text)).toMatch(
    /&merge_request%5Btitle%5D=Import%20from%20cron&merge_request%5Bdescription%5D=\*\*2%20of/,
  );
});
