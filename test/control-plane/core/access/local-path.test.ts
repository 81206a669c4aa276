import { expect, test } from "vitest";
import { localPath } from "#core/access/local-path.ts";

test.for(["/runs", "/runs/7?task=a", "/a/../b", "/%2f%2fevil.example"])("%s is here", (path) => {
  expect(localPath(path)).toMatch(/^\/[^/]/);
});

test.for([
  ...[undefined, "", "/", "runs", "//evil.example", "/\\evil.example", "\\\\evil.example"],
  ...[
    "https://evil.example",
    "javascript:alert(1)",
    "/a\\b",
    "/a\nb",
    " /a",
    "/a b",
    "/\t/evil.example",
  ],
])("%j is nowhere", (path) => {
  expect(localPath(path)).toBeNull();
});
