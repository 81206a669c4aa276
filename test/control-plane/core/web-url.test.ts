import { expect, test } from "vitest";
import { parseWebUrl, shownUrl } from "#core/web-url.ts";

test.each([
  ["file:///etc/passwd", "http or https"],
  ["data:text/plain,a", "http or https"],
  ["//host/a", "not a URL"],
  ["https://", "not a URL"],
  ["https://me:word@host/", "no user and password"],
])("%s is refused", (text, reason) => {
  const parsed = parseWebUrl(text);
  expect("problem" in parsed && parsed.problem).toContain(reason);
  expect("problem" in parsed && parsed.problem).not.toContain("me:word");
});

test("a relative URL has the host of its base, and is shown without its query", () => {
  const parsed = parseWebUrl("../jobs/7?token=x#y", "https://api.example/v1/runs/");
  expect("url" in parsed && shownUrl(parsed.url)).toBe("https://api.example/v1/jobs/7");
});
