import { expect, test } from "vitest";
import { editLink, editLinkIn } from "#web/pipeline/edit-link.ts";

const file = "pipelines/a b.yaml";
const link = (repository: string, more: Partial<Parameters<typeof editLink>[0]> = {}) =>
  editLink({ ...{ repository, branch: "release/1", path: "", forge: null }, ...more }, file);

test.for([
  ["https://github.com/acme/estate.git", "https://github.com/acme/estate/edit/release/1/"],
  ["git@github.com:acme/estate.git", "https://github.com/acme/estate/edit/release/1/"],
  ["https://gitlab.com/acme/data/estate", "https://gitlab.com/acme/data/estate/-/edit/release/1/"],
  ["ssh://git@codeberg.org/acme/estate", "https://codeberg.org/acme/estate/_edit/release/1/"],
] as const)("a file of %s is edited there", ([repository, begin]) => {
  expect(link(repository)).toBe(`${begin}pipelines/a%20b.yaml`);
});

test("Bitbucket has the branch as one word, and says twice which", () => {
  expect(link("git@bitbucket.org:acme/estate.git")).toBe(
    "https://bitbucket.org/acme/estate/src/release%2F1/pipelines/a%20b.yaml?mode=edit&at=release%2F1",
  );
});

test("the configured forge says it for a server of one's own, and a project's folder is part of the place", () => {
  const forge = { kind: "gitlab", url: "https://git.example/acme/estate" } as const;
  expect(link("ssh://git@git.example:2222/acme/estate", { forge, path: "prd" })).toBe(
    "https://git.example/acme/estate/-/edit/release/1/prd/pipelines/a%20b.yaml",
  );
});

test.for([
  "https://git.example/acme/estate",
  "/srv/git/estate",
  "https://github.com.evil.example/acme/estate",
  "https://github.com/acme",
  "file:///srv/estate",
])("where nothing says how files of %s are edited there is no link", (repository) => {
  expect(link(repository)).toBe(null);
});

test("a policy's file begins with its project's name", () => {
  const shop = { name: "shop", repository: "https://github.com/acme/estate", branch: "main" };
  const projects = [{ ...shop, path: "prd", forge: null }];
  expect(editLinkIn(projects, "shop/policies/own.cedar")).toBe(
    "https://github.com/acme/estate/edit/main/prd/policies/own.cedar",
  );
  for (const other of ["other/policies/own.cedar", "built-in", "shop/policies"])
    expect(editLinkIn(projects, other)).toBe(null);
});
