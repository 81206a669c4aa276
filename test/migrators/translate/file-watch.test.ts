import { expect, test } from "vitest";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const jil = (attributes: string) =>
  draftedAutosys(`insert_job: J   job_type: ${attributes}\nmachine: m\n`);
const xml = (settings: Record<string, string>) =>
  draftedControlM(
    xmlFolder(
      `<JOB JOBNAME="J" TASKTYPE="Job" APPL_TYPE="FileWatch">${Object.entries(settings)
        .map(([name, value]) => `<VARIABLE NAME="%%FileWatch-${name}" VALUE="${value}"/>`)
        .join("")}</JOB>`,
    ),
  );

test("a watcher waits for the file, seen twice with one size", () => {
  const found = jil(
    "FW\nwatch_file: /in/day/x_*.csv\nwatch_file_min_size: 10\nwatch_interval: 120",
  );
  expect(found.tasks.J).toMatchObject({
    uses: "file",
    with: { path: "/in/day", files: ["x_*.csv"], minBytes: 10, stable: "2m", every: "2m" },
  });
  expect(jil("FW\nwatch_file: /in/*/x.csv").tasks.J?.with).toMatchObject({
    ...{ path: "/in", files: ["*/x.csv"], stable: "1m" },
  });
});

test("AS-49: a trigger is no transfer", () => {
  const found = jil("FT\nwatch_file: /in/x\nwatch_file_type: NOTEXIST");
  expect(found.tasks.J).toMatchObject({ uses: "file", with: { on: "absent" } });
  expect(jil("FT\nwatch_file: /in/x\nwatch_file_type: SHRINK").refused).toEqual({ J: "file-size" });
});

test("a watcher of Control-M, with the date in the name", () => {
  const found = xml({
    ...{ FILE_PATH: "/in/x_%%$ODATE..csv", MODE: "CREATE", TIME_LIMIT: "60" },
    ...{ INT_FILESIZE_COMPARISON: "20", NUM_OF_ITERATIONS: "3", START_TIME: "NOW" },
  });
  expect(found.tasks["F/J"]).toMatchObject({
    uses: "file",
    with: { path: "/in", files: ["x_${{ run.date.replace('-', '') }}.csv"], stable: "1m" },
    timeout: "1h",
  });
  expect(found.outcomeOf("F/J", "%%FileWatch-MODE")).toBe("exact same");
  expect(found.tasks["F/J"]).not.toHaveProperty("env");
});

test.each([
  [{ FILE_PATH: "C:\\in\\x" }, "file-path"],
  [{ FILE_PATH: "in/x" }, "file-path"],
  [{ FILE_PATH: "/in/" }, "file-path"],
  [{ FILE_PATH: "/in/$DAY/x" }, "file-path"],
  [{ FILE_PATH: "/in/%%TIME" }, "file-path"],
  [{ FILE_PATH: "/in/%%X" }, "autoedit-unknown"],
  [{ FILE_PATH: "/in/x", MAX_AGE: "3" }, "plugin-setting"],
])("%j is refused", (settings, code) => {
  expect(xml(settings as Record<string, string>).refused).toEqual({ "F/J": code });
});
