import { expect, test } from "vitest";
import { draftParams, readParams } from "#migrators/params.ts";

test("mistakes are found with their place", () => {
  const { diagnostics } = readParams("p.yaml", "timezone: Europe/Berlinn\nzones: {CET: Nowhere}\n");
  expect(diagnostics.map(({ line, message }) => [line, message])).toEqual([
    [1, 'there is no time zone "Europe/Berlinn"'],
    [2, 'there is no time zone "Nowhere"'],
  ]);
  expect(readParams("p.yaml", "dialect: vixie\n").diagnostics[0]).toMatchObject({
    severity: "error",
  });
  expect(readParams("p.yaml", "").diagnostics).toEqual([]);
});

test("a draft keeps what is given, asks for the rest, and is read as it is", () => {
  const asked = {
    ...{ parameter: "timezone", code: "cron-timezone", question: "In which zone?" },
    ...{ obtain: "timedatectl", jobs: ["a:1", "a:2"] },
  };
  const draft = draftParams([asked], "dialect: debian\n");
  expect(draft).toContain("# In which zone? 2 jobs wait for it.\n#   timedatectl\n# timezone:\n");
  expect(readParams("p.yaml", draft)).toEqual({ params: { dialect: "debian" }, diagnostics: [] });
  expect(draftParams([], "dialect: debian\n")).toBe("");
});
