import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeFile } from "#migrators/merge/file.ts";

const base = `# From crontab:3
name: backup
triggers:
  - schedule: 0 2 * * *
tasks:
  backup:
    run: /opt/backup.sh
`;
const merge = (ours: string, theirs: string, from = base) =>
  mergeFile("pipelines/backup.yaml", from, ours, theirs);

test("changes in different lines are both kept, as they are written", () => {
  const { text, conflicts } = merge(
    base.replace("name: backup\n", "name: backup # ours\nowner:   shop\n"),
    base.replace("/opt/backup.sh", "/opt/backup.sh --all"),
  );
  expect(conflicts).toEqual([]);
  expect(text).toBe(
    base
      .replace("name: backup\n", "name: backup # ours\nowner:   shop\n")
      .replace("/opt/backup.sh", "/opt/backup.sh --all"),
  );
});

test("changes in lines beside each other are told apart by what they say; comments stay", () => {
  const { text, conflicts } = merge(
    base.replace("    run: /opt/backup.sh\n", "    run: /opt/backup.sh\n    timeout: 2h # long\n"),
    base.replace("/opt/backup.sh", "/opt/new.sh"),
  );
  expect(conflicts).toEqual([]);
  expect(text).toContain("timeout: 2h # long");
  expect(text).toContain("run: /opt/new.sh");
  expect(text).toContain("# From crontab:3\nname: backup\n");
});

test("what both have changed is marked, with its lines", () => {
  const { text, conflicts } = merge(
    base.replace("0 2 * * *", "0 3 * * *"),
    base.replace("0 2 * * *", "0 4 * * *"),
  );
  expect(conflicts).toEqual([4]);
  expect(text).toBe(
    base.replace(
      "  - schedule: 0 2 * * *\n",
      `<<<<<<< edited here
  - schedule: 0 3 * * *
||||||| import before
  - schedule: 0 2 * * *
=======
  - schedule: 0 4 * * *
>>>>>>> this import
`,
    ),
  );
});

test("lines that fit and say what neither side does are a conflict all the same", () => {
  const twice = (at: string) => base.replace(at, `${at}owner: shop\n`);
  const { text, conflicts } = merge(twice("name: backup\n"), `${base}owner: orders\n`);
  expect(conflicts).toEqual([1]);
  expect(text).toContain("owner: shop");
  expect(text).toContain("owner: orders");
});

test("without a version before, all is both sides'", () => {
  expect(merge(base, base.replace("2", "3"), "").conflicts).toEqual([1]);
  expect(merge(base, base, "")).toEqual({ text: base, conflicts: [] });
});

test("line ends are those of the edited file, and a last line without one gets one", () => {
  const { text, conflicts } = merge(
    base.replace("name: backup", "name: backup # x").replaceAll("\n", "\r\n").trimEnd(),
    base.replace("/opt/backup.sh", "/opt/new.sh"),
  );
  expect(conflicts).toEqual([]);
  expect(text).toBe(
    base
      .replace("name: backup", "name: backup # x")
      .replace("/opt/backup.sh", "/opt/new.sh")
      .replaceAll("\n", "\r\n"),
  );
});

test("a file that isn't YAML is merged by its lines", () => {
  expect(mergeFile("holds.md", "a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n")).toEqual({
    ...{ text: "x\nb\ny\n", conflicts: [] },
  });
});

test("many lines that all differ take no time", () => {
  const lines = (word: string) => [...Array(30_000).keys()].map((at) => `${word}${at}\n`).join("");
  expect(mergeFile("a.md", lines("a"), lines("b"), lines("c")).conflicts).toEqual([1]);
});

test("of any three: one side alone changes as it did, both the same way is no conflict, and no line is lost", () => {
  const text = fc
    .array(fc.constantFrom("a: 1", "b: 2", "c: 3", "d:", "  e: 1", "# x", ""), { maxLength: 12 })
    .map((lines) => lines.map((line) => `${line}\n`).join(""));
  fc.assert(
    fc.property(text, text, text, (was, ours, theirs) => {
      expect(merge(ours, was, was).text).toBe(ours);
      expect(merge(was, theirs, was).text).toBe(theirs);
      expect(merge(ours, ours, was)).toEqual({ text: ours, conflicts: [] });
      const { text, conflicts } = merge(ours, theirs, was);
      const added = [ours, theirs].flatMap((side) =>
        side.split("\n").filter((line) => !was.includes(`${line}\n`)),
      );
      for (const line of added) expect(text).toContain(line.trim());
      expect(conflicts.length > 0).toBe(text.includes("<<<<<<< "));
    }),
  );
});
