// Command lines of services, run by a real shell: a program gets the words that systemd.service(5) says.

import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { execText } from "#migrators/sources/cron/systemd/exec-line.ts";

const names = { unit: "mail@box.service", user: "shop" };
const variables = new Map([
  ...([
    ["ONE", "'one'"],
    ["TWO", "'two two' too"],
    ["THREE", ""],
    ["DIR", "/srv/a b"],
  ] as const),
]);
/** Prints each of its words on a line of its own. */
const print = "/usr/bin/printf %%s\\\\n";

const outputOf = (line: string): string[] | string => {
  const read = execText(line, names, variables);
  if ("reason" in read) return read.reason;
  const script = read.commands.join("\n");
  const { stdout } = spawnSync("/bin/sh", ["-e", "-c", script], { encoding: "utf8" });
  return stdout.split("\n").slice(0, -1);
};

test.each([
  ["${ONE} ${TWO} ${THREE}", ["'one'", "'two two' too", ""]],
  ["$ONE $TWO $THREE x", ["one", "two two", "too", "x"]],
  ['"a  b" \'c"d\' e\\x20f \\\\ \\;', ["a  b", 'c"d', "e f", "\\", ";"]],
  ["> /dev/null & | * ~ $(id) `id` #x", [..."> /dev/null & | * ~ $(id) `id` #x".split(" ")]],
  ["$$ONE x$ONE ${NONE}y", ["$ONE", "x$ONE", "y"]],
  ["%n %N %p %i %u 100%%", ["mail@box.service", "mail@box", "mail", "box", "shop", "100%"]],
  ["${DIR}/x ; /bin/echo two", ["/srv/a b/x", "two"]],
])("the words of %s", (words, expected) => {
  expect(outputOf(`${print} ${words}`)).toEqual(expected);
});

test.each([
  ["/bin/a 'b", /quote/],
  ["+/bin/a", /before a program/],
  ["@/bin/a b", /before a program/],
  ["/bin/a %H", /host alone/],
  ["/bin/a $HOME", /host alone/],
  ["${DIR}/a", /host alone/],
  ["", /no program/],
  ["/bin/a \\q", /escape/],
])("%s is refused", (line, reason) => {
  expect(outputOf(line)).toMatch(reason);
});

test("a program of a shell's own name is the one in the folders, and may fail where it is allowed to", () => {
  expect(execText("-echo A=b c", names, variables)).toEqual({
    commands: ["/usr/bin/env echo A=b c || :"],
  });
});

test("any word in quotes arrives as it is", { timeout: 30_000 }, () => {
  const text = fc.string({ unit: fc.constantFrom(...'a $"`*\\~!#&;|<>(){}[]=é'.split("")) });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
      const quoted = words.map((word) =>
        `"${word.replaceAll(/[\\"]/g, "\\$&").replaceAll("$", "$$$$")}"`.replaceAll("%", "%%"),
      );
      expect(outputOf(`${print} ${quoted.join(" ")}`)).toEqual(words);
    }),
    { numRuns: 40 },
  );
});
