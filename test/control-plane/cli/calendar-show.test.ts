import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const target2 = `weekdays: [mon, tue, wed, thu, fri]
until: 2027-06-30
except:
  - {date: 05-01, name: Labour Day}
  - {date: 12-25, name: Christmas Day}
  - 12-26
also:
  - {date: 2026-01-03, name: Migration}
`;

function project(files: Record<string, string>) {
  const folder = temporaryDirectory();
  writeFileSync(path.join(folder.path, "trunkline.yaml"), "timezone: UTC\n");
  mkdirSync(path.join(folder.path, "calendars"));
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder.path, "calendars", `${name}.yaml`), text);
  return folder;
}

test("a year is twelve months and the days that weekdays don't explain", async () => {
  await using folder = project({ target2 });
  const show = (...words: string[]) =>
    trunklineHere(["calendar", "show", ...words], { cwd: folder.path });
  const { code, stdout, stderr } = await show("target2", "--year", "2026");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "target2 in 2026",
    "",
    "January                February               March",
    "Mo Tu We Th Fr Sa Su   Mo Tu We Th Fr Sa Su   Mo Tu We Th Fr Sa Su",
    "          1  2  3  ·                      ·                      ·",
    " 5  6  7  8  9  ·  ·    2  3  4  5  6  ·  ·    2  3  4  5  6  ·  ·",
  ]);
  expect(lines.slice(-5, -1)).toEqual([
    "target2 has 2026-01-03: Migration (calendars/target2.yaml:8)",
    "target2 leaves out 2026-05-01: Labour Day (calendars/target2.yaml:4)",
    "target2 leaves out 2026-12-25: Christmas Day (calendars/target2.yaml:5)",
    "target2 leaves out 2026-12-26: 12-26 (calendars/target2.yaml:6)",
  ]);
  expect((await show("target2", "--year", "2027")).stderr).toContain("target2 ends on 2027-06-30");

  const days = (await show("target2", "--year", "2026", "--output", "json")).stdout
    .trim()
    .split("\n");
  expect(days).toHaveLength(365);
  expect(JSON.parse(days[358] ?? "")).toEqual({
    ...{ date: "2026-12-25", isIn: false },
    because: "target2 leaves out 2026-12-25: Christmas Day (calendars/target2.yaml:5)",
  });
});

test("a calendar that is not there, or has errors, is said to be so", async () => {
  await using folder = project({ target2, broken: "weekdays: [monday]\n" });
  const show = (name: string) => trunklineHere(["calendar", "show", name], { cwd: folder.path });
  expect(await show("target")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('did you mean "target2"?'),
  });
  expect(await show("broken")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      "calendars/broken.yaml, or a calendar that it names, has errors",
    ),
  });
});
