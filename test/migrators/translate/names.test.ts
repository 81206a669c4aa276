import fc from "fast-check";
import { expect, test } from "vitest";
import { Names, programOf, slugOf } from "#migrators/translate/names.ts";

test.each([
  ["/usr/local/bin/backup.sh --all", "backup"],
  ["cd /srv && ./bin/sync-orders -v", "sync-orders"],
  ["[ -d /run/systemd/system ] || certbot -q renew", "certbot"],
  ["FOO=1 nice -n 5 /opt/etl load", "etl"],
  ["/usr/bin/python3 -u /srv/report.py > /dev/null", "report"],
  ["/bin/bash -c '/opt/x'", null],
  ["test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )", "run-parts"],
  ["[ -x /opt/a ] && if [ ! -d /x ]; then /opt/clean.sh; fi", "clean"],
  ["", null],
])("%s is called %s", (command, name) => {
  expect(programOf(command)).toBe(name);
});

test("names are such as pipelines may have, and each is given once", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 90 }), { maxLength: 20 }), (texts) => {
      const names = new Names();
      const taken = texts.flatMap((text) => {
        const slug = slugOf(text);
        return slug === null ? [] : names.take(slug);
      });
      for (const name of taken) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});

test("who comes later gets a number", () => {
  const names = new Names();
  expect(["a", "a-2", "a", "a"].map((name) => names.take(name))).toEqual([
    "a",
    "a-2",
    "a-3",
    "a-4",
  ]);
});
