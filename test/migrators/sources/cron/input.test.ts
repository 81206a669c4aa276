import { expect, test } from "vitest";
import { fileKind } from "#migrators/sources/cron/input.ts";

const kindOf = (file: string, text: string) => fileKind({ file, text, encoding: "utf-8" });

test.each([
  ["etc/crontab", "0 5 * * * root a\n", "table"],
  ["etc/anacrontab", "1 5 a b\n", "anacrontab"],
  ["tab", "START_HOURS_RANGE=3-22\n", "anacrontab"],
  ["a.timer", "", "unit"],
  ["a.service.d/x.conf", "[Service]\n", "unit"],
  ["etc/cron.d/a.timer.d", "0 5 * * * root a\n", "table"],
  ["etc/cron.daily/a", "[Timer]\n", "script"],
  ["a.txt", "kind: CronJob\n", "manifest"],
  ["a.yml", "apiVersion: v1\nkind: ConfigMap\n", "manifest"],
  ["a.timer", "kind: CronJob\n", "manifest"],
  ["a.socket", "[Unit]\n", { wrong: "a systemd unit" }],
  ["a.yaml", "kind: CronJob\na: {{ x }}\n", { wrong: "a template of Helm" }],
])("%s with %j is %j", (file, text, kind) => {
  expect(kindOf(file, text)).toEqual(kind);
});
