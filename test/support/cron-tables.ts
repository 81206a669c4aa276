// Random crontabs as people write them: comments, assignments and entries of every form.

import fc from "fast-check";
import { cronTexts } from "./cron-texts.ts";

const commands = fc.constantFrom(
  ...["/usr/local/bin/backup.sh --all", "cd /srv && ./run.py; echo done", "date +\\%F > /tmp/day"],
  ...[
    "flock -n /run/x nice -n 5 /opt/etl load",
    "mail -s report ops % hello % there",
    "true # not a comment",
  ],
  ...[
    "test -x /usr/sbin/anacron || run-parts /etc/cron.daily",
    "echo '${{ inputs }}' | tr a b &",
    "printf a\\\\nb",
  ],
);
const words = fc.oneof(
  cronTexts.map(({ text }) => text),
  fc.constantFrom(
    "@daily",
    "@hourly",
    "@reboot",
    "0 22-4 * * *",
    "*/90 * * * *",
    "0~30 * * * *",
    "* * * * mon#1",
  ),
);
const assignments = fc.constantFrom(
  ...[
    "MAILTO=ops@example.com",
    'MAILTO=""',
    "SHELL=/bin/bash",
    "PATH=$HOME/bin:$PATH",
    "CRON_TZ=Asia/Tokyo",
  ],
  ...[
    "FOO = bar baz  ",
    '"A B"=c',
    "LOGNAME=x",
    "HOME=/srv",
    "RANDOM_DELAY=5",
    "TZ=UTC",
    "FOO='\"x\"'",
    "X=${{ y }}",
    "DB_PASSWORD=hunter2",
    "db_password=hunter2",
  ],
);
const lines = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("", "# a comment", "   ", "#0 5 * * * off") },
  { weight: 2, arbitrary: assignments },
  {
    weight: 6,
    arbitrary: fc.tuple(words, commands).map(([text, command]) => `${text} ${command}`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(words, commands).map(([text, command]) => `${text}\troot ${command}`),
  },
);

/** The text of a table; nearly always with its last line break. */
export const cronTables: fc.Arbitrary<string> = fc
  .tuple(fc.array(lines, { maxLength: 12 }), fc.integer({ min: 0, max: 9 }))
  .map(([all, end]) => all.join("\n") + (end === 0 ? "" : "\n"));
