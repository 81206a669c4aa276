// Units lose nothing, whatever they say.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readUnit } from "#migrators/sources/cron/systemd/read.ts";
import { expectAccounted } from "#test/support/cron-ledger.ts";
import { expectLossless } from "#test/support/lossless.ts";

const timers = fc.constantFrom(
  ...["OnCalendar=daily", "OnCalendar=Mon..Fri 06:00", "OnCalendar=*-*~01 23:59:30 Asia/Tokyo"],
  ...["OnCalendar=", "OnBootSec=5min", "Persistent=true", "Persistent=maybe", "Unit=x.service"],
  ...["OnUnitActiveSec=15min", "OnUnitActiveSec=1w", "OnUnitInactiveSec=6h", "OnActiveSec=0"],
  ...["RandomizedDelaySec=1h", "AccuracySec=1s", "WakeSystem=yes", "OnCalendar=2:30,*", "Foo"],
);
const services = fc.constantFrom(
  ...[
    "Type=oneshot",
    "Type=notify",
    "ExecStart=/bin/a 'b c' %n",
    "ExecStart=",
    "ExecStart=-/bin/a",
  ],
  ...["ExecStart=sh -c 'x $$y ${Z}' \\\n # c\n $Z", "ExecStart=+/bin/a", "ExecStartPre=/bin/b"],
  ...["ExecStart=/bin/a 'b", "User=shop", "User=%i", "Group=shop", "Environment=Z=1 'Y=a b'"],
  "Environment=API_TOKEN=hunter2",
  ...["Environment=Z", "EnvironmentFile=-/x", "WorkingDirectory=~", "WorkingDirectory=/srv/${{"],
  ...["TimeoutStartSec=90", "RuntimeMaxSec=1h", "Restart=always", "Nice=5", "X-Own=1", "=", "a=\\"],
);
const units = fc.constantFrom(
  "Description=x",
  "After=network.target",
  "Wants=a.service",
  "ConditionHost=a",
);
const sections = (name: string, settings: fc.Arbitrary<string>) =>
  fc
    .array(fc.oneof(settings, fc.constantFrom("# note", "; note", "")))
    .map((lines) => [`[${name}]`, ...lines].join("\n"));
const fileOf = (name: string, settings: fc.Arbitrary<string>) =>
  fc
    .tuple(
      sections("Unit", units),
      sections(name, settings),
      sections("Install", fc.constant("WantedBy=x")),
    )
    .map((parts) => `${parts.join("\n")}\n`);
const hostile = fc
  .array(fc.oneof(fc.constantFrom("[Timer]", "\\", "\n", "#", "=", " ", "\r\n", "["), fc.string()))
  .map((parts) => parts.join(""));

test("sections, asides and what is blank between them are the file", () => {
  fc.assert(
    fc.property(fc.oneof(fileOf("Service", services), hostile), (text) => {
      expectLossless(text, readUnit("x.service", text, "utf-8"));
    }),
    { numRuns: 300 },
  );
});

test("every setting is accounted for, and both sides fire alike", { timeout: 60_000 }, () => {
  const timezones = fc.constantFrom(null, "Europe/Berlin", "America/New_York");
  const texts = fc.tuple(
    fc.oneof({ weight: 5, arbitrary: fileOf("Timer", timers) }, { weight: 1, arbitrary: hostile }),
    fc.oneof(
      { weight: 5, arbitrary: fileOf("Service", services) },
      { weight: 1, arbitrary: hostile },
    ),
    fileOf("Service", services),
  );
  fc.assert(
    fc.property(texts, timezones, ([timer, service, dropIn], timezone) => {
      const files = { "x.timer": timer, "x.service": service, "x.service.d/a.conf": dropIn };
      expectAccounted(files, { timezone, timers: { x: "2026-02-20 04:15" } });
    }),
    { numRuns: 150 },
  );
});

test("a line of 2 MB is read in no time", () => {
  for (const part of ["\\", "\\\n", " ", "a=", "#", "[", "${A}", "%n"]) {
    const begun = process.cpuUsage();
    const text = `[Service]\nExecStart=/bin/a ${part.repeat(2_000_000 / part.length)}\n`;
    readUnit("x.service", text, "utf-8");
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5_000);
  }
});
