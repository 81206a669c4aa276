import fc from "fast-check";
import { expect, test } from "vitest";
import { crontabHolds, withHolds, withoutHolds } from "#migrators/holds/crontab.ts";

const marker = "#trunkline:gl: ";
const states = (table: string, ...jobs: string[]) =>
  crontabHolds([table], jobs).map(({ state }) => state);

test("a line that starts a command, one that the tool has commented out, and none", () => {
  const table = `MAILTO=ops
# 0 1 * * * /opt/noted.sh
*/5 * * * * /opt/poll.sh --all
#trunkline:gl: 0 22 * * 1-5 /opt/close.sh
@daily /opt/day.sh
17 * * * * root /opt/named.sh > /dev/null 2>&1
0 3 * * * /opt/mail.sh "100\\%" %body%more
`;
  expect(
    states(
      table,
      ...["/opt/poll.sh --all", "/opt/close.sh", "/opt/day.sh", "/opt/named.sh > /dev/null 2>&1"],
      ...['/opt/mail.sh "100%"', "/opt/noted.sh", "/opt/poll.sh"],
    ),
  ).toEqual(["active", "held", "active", "active", "active", "absent", "absent"]);
});

test("a command that one of several lines or tables starts is active", () => {
  const held = "#trunkline:gl: 0 1 * * * /opt/a.sh\n";
  const active = "0 2 * * * /opt/a.sh\n";
  for (const tables of [[held, active], [active, held], [held + active]])
    expect(crontabHolds(tables, ["/opt/a.sh"])).toMatchObject([{ state: "active" }]);
});

test("a hold is put in once, and taken away leaves the table as it was, other lines and waves untouched", () => {
  const line = fc.constantFrom(
    ...["0 1 * * * /opt/a.sh", "0 2 * * * /opt/b.sh", "  5 4 * * * /opt/a.sh", "", "# note"],
    ...["X=1", "#trunkline:other: 0 1 * * * /opt/a.sh", "0 1 * * * root /opt/a.sh\r"],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const table = lines.join("\n");
      const held = withHolds(table, ["/opt/a.sh"], marker);
      expect(withHolds(held, ["/opt/a.sh"], marker)).toBe(held);
      expect(states(held, "/opt/a.sh")).not.toContain("active");
      expect(states(held, "/opt/b.sh")).toEqual(states(table, "/opt/b.sh"));
      expect(withoutHolds(held, ["/opt/a.sh"], "gl")).toBe(table);
    }),
    { numRuns: 200 },
  );
});
