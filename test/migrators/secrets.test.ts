import { expect, test } from "vitest";
import { holdsSecret, maskSecrets, secretSpans } from "#migrators/secrets.ts";

test.each([
  ["mysqldump -u root -phunter2 shop", true],
  ["mysqldump -u root -p$PASS shop && mkdir -p /x", false],
  ["curl -s https://ada:hunter2@example.com/", true],
  ["curl -s https://ada:$PASS@example.com:8080/", false],
  ['mysql -p"$PASS" shop; isql -P "$PASS"', false],
  ["PGPASSWORD=hunter2 psql", true],
  ["TOKEN=$(cat /run/token) /opt/a", false],
  ["cp -p a b; find . -print", false],
  ["scp -P 2222 a host:b", false],
  ["isql -U u -P hunter2 -S s", true],
  ["run --password hunter2", true],
  ["run --password $PW -p 5", false],
  ["sqlplus ada/hunter2@shop @x.sql", true],
])("%s: %s", (command, holds) => {
  expect(holdsSecret(command)).toBe(holds);
});

test.each([
  ["isql -U u -P hunter2 -S s", "isql -U u -P *** -S s"],
  ["PGPASSWORD=hunter2 psql", "PGPASSWORD=*** psql"],
  ["run --password 'hunter 2' -x", "run --password *** -x"],
  ["curl https://ada:hunter2@example.com/", "curl https://ada:***@example.com/"],
  ["command: x\nmysql -phunter2 shop\n", "command: x\nmysql -p*** shop\n"],
  ["run --password $PW", "run --password $PW"],
  ["rsync //ada:hunter2@host/x .", "rsync //ada:***@host/x ."],
  ['<VARIABLE NAME="%%DBPASS" VALUE="a b"/>', '<VARIABLE NAME="%%DBPASS" VALUE=***/>'],
])("%s is shown as %s", (text, shown) => {
  expect(maskSecrets(text)).toBe(shown);
});

test("passwords stand where they do, without quotes around them", () => {
  const text = `x --password "a b" --token=c | sqlplus ada/d@shop`;
  expect(secretSpans(text).map(({ from, to }) => text.slice(from, to))).toEqual(["a b", "c", "d"]);
  expect(secretSpans("x --password $PW")).toEqual([]);
});
