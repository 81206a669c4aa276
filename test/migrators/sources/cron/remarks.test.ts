import { expect, test } from "vitest";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";

test("what it finds is said once at its line, and never the password", () => {
  const text = "MAILTO=ops\n0 5 * * * PGPASSWORD=hunter2 psql\r\n0 6 * * *\n";
  const options = {
    dialect: "debian",
    timezone: "UTC",
    format: null,
    user: null,
    instance: null,
  } as const;
  const { files } = cronEstate([{ file: "t", text, encoding: "utf-8" }], options);
  const told = files[0]?.findings.map(({ code, place }) => `${place.line} ${code}`).sort();
  expect(told).toEqual([
    ...["1 cron-format-assumed", "1 cron-mail", "2 cron-carriage-return", "2 cron-owner-unknown"],
    ...["2 cron-secret", "3 cron-no-command"],
  ]);
  expect(JSON.stringify(files[0]?.findings)).not.toContain("hunter2");
});
