import { expect, test } from "vitest";
import { filledLink } from "#core/alerts/fill-link.ts";

const values = { traceId: "4bf92f", run: "12", project: "pay roll", pipeline: "a/../b" };

test("names are filled in, encoded; others stay, also those that every object has", () => {
  expect(filledLink("https://j.example/trace/{traceId}?p={project}/{pipeline}", values)).toBe(
    "https://j.example/trace/4bf92f?p=pay%20roll/a%2F..%2Fb",
  );
  expect(filledLink("https://j.example/{constructor}/{other}", values)).toBe(
    "https://j.example/{constructor}/{other}",
  );
  expect(filledLink(null, values)).toBe(null);
});
