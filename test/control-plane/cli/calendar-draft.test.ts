import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

test("a draft is printed, written on demand, and what exists is kept until told", async () => {
  await using folder = temporaryDirectory();
  const draft = (...words: string[]) =>
    trunklineHere(["calendar", "draft", ...words], { cwd: folder.path });
  const bavaria = ["--country", "de", "--state", "by", "--years", "2026..2028"];
  const printed = await draft(...bavaria);
  expect(printed).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("review it, then see `trunkline calendar show de-by`"),
  });
  expect(printed.stdout).toContain("  - {easter: 60, name: Fronleichnam}\n");
  const file = path.join(folder.path, "calendars/de-by.yaml");
  expect(existsSync(file)).toBe(false);

  expect(await draft(...bavaria, "--write")).toMatchObject({
    ...{ code: 0, stdout: "+ calendars/de-by.yaml\n" },
  });
  expect(readFileSync(file, "utf8")).toBe(printed.stdout);
  const other = ["de-by", "--country", "DE", "--years", "2026", "--write"];
  expect(await draft(...other)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/calendars\/de-by.yaml exists[\s\S]*--replace/),
  });
  expect(readFileSync(file, "utf8")).toBe(printed.stdout);
  expect(await draft(...other, "--replace", "--output", "json")).toMatchObject({ code: 0 });
  expect(readFileSync(file, "utf8")).toContain("until: 2026-12-31\n");

  const shown = await trunklineHere(["calendar", "show", "de-by", "--year", "2026"], {
    cwd: folder.path,
  });
  expect(shown).toMatchObject({ code: 1, stderr: expect.stringContaining("is no project") });
});

test("the days themselves are a calendar too, in the language asked", async () => {
  const { stdout } = await trunklineHere([
    ...["calendar", "draft", "hong-kong", "--country", "HK", "--language", "en", "--as", "days"],
    ...["--years", "2026", "--output", "json"],
  ]);
  const { text, ...facts } = JSON.parse(stdout);
  expect(facts).toEqual({
    ...{ file: "calendars/hong-kong.yaml", isWritten: false },
    ...{ from: "2026-01-01", until: "2026-12-31" },
  });
  expect(text).toContain("days:\n  - {date: 01-01, ");
  expect(text).not.toContain("weekdays:");
});

test.each([
  [[], 2, "give --country or --ics"],
  [["--country", "DE", "--ics", "x.ics"], 2, "give --country or --ics"],
  [["--ics", "missing.ics"], 1, "can't read"],
  [["--ics", "x.ics", "--language", "en"], 2, "--language goes with --country"],
  [["--ics", "x.ics", "--types", "bank"], 2, "--types goes with --country"],
  [["--country", "DE", "--timed", "skip"], 2, "--timed goes with --ics"],
  [["--country", "DE", "--replace"], 2, "--replace goes with --write"],
  [["--country", "ZZ"], 2, "there is no country 'ZZ'"],
  [["--country", "Germany"], 2, "did you mean DE (Germany)?"],
  [["--country", "DE", "--state", "XX"], 2, "known: BB (Brandenburg)"],
  [["--country", "DE", "--region", "A"], 2, "give --state too"],
  [["--country", "DE", "--years", "2028..2026"], 2, "write a year, or two as 2026..2028"],
  [["--country", "DE", "--years", "2077"], 2, "from 1970 to 2076"],
  [["--country", "DE", "--types", "publik"], 2, "there is no type 'publik'"],
  [["--country", "DE", "--language", "fr"], 2, "known: de, en\n"],
  [["Germany", "--country", "DE"], 2, "a calendar can't be named 'Germany'"],
  [["--country", "FR", "--types", "optional"], 1, "France has no holidays of type optional"],
])("calendar draft %j ends with %i: %s", async (words, code, message) => {
  const ended = await trunklineHere(["calendar", "draft", ...words]);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
});

test("an iCalendar file is a draft too, and its mistakes are told with their lines", async () => {
  await using folder = temporaryDirectory();
  const draft = async (name: string, content: string | Uint8Array) => {
    writeFileSync(path.join(folder.path, name), content);
    return trunklineHere(["calendar", "draft", "--ics", name, "--years", "2026..2028", "--write"], {
      cwd: folder.path,
    });
  };
  const event = "BEGIN:VEVENT\r\nSUMMARY:Founding Day\r\nDTSTART:20260614\r\nEND:VEVENT\r\n";
  const good = await draft(
    "Our Holidays.ics",
    `BEGIN:VCALENDAR\r\n${event.repeat(2)}END:VCALENDAR\r\n`,
  );
  expect(good).toMatchObject({ code: 0, stdout: "+ calendars/our-holidays.yaml\n" });
  expect(readFileSync(path.join(folder.path, "calendars/our-holidays.yaml"), "utf8")).toContain(
    "except:\n  - {date: 2026-06-14, name: Founding Day}\n",
  );
  const bad = event.replace("20260614", "20260631").repeat(21);
  const { code, stderr } = await draft("bad.ics", `BEGIN:VCALENDAR\n${bad}END:VCALENDAR\n`);
  expect({ code, lines: stderr.split("\n") }).toMatchObject({
    ...{ code: 1, lines: expect.arrayContaining(["bad.ics:8: DTSTART: '20260631' is no date"]) },
  });
  expect(stderr).toContain("and 1 more");
  expect(await draft("latin.ics", Buffer.from([0x42, 0xe9]))).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("is no text in UTF-8") },
  });
  expect(await draft("huge.ics", Buffer.alloc(4 * 2 ** 20 + 1, "a"))).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("is larger than 4 MB") },
  });
});

test("nothing but a draft loads the library", async () => {
  const hook = `data:text/javascript,${encodeURIComponent(
    'import{registerHooks as r}from"node:module";r({resolve(s,c,n){if(s==="date-holidays")console.error("LOADED");return n(s,c)}})',
  )}`;
  const start = (...words: string[]) => trunkline(words, { nodeArguments: [`--import=${hook}`] });
  const [help, draft] = await Promise.all([
    start("calendar", "draft", "--help"),
    start("calendar", "draft", "--country", "FR", "--years", "2026"),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(draft.stderr).toContain("LOADED");
});
