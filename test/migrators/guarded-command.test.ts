import { expect, test } from "vitest";
import { withoutGuard } from "#migrators/guarded-command.ts";

test.each([
  ["/usr/local/bin/trunkline-guard --job poll -- /opt/poll --all", "/opt/poll --all"],
  ["trunkline-guard --skip --job poll -- /opt/poll", "/opt/poll"],
  ["trunkline-guard --raise DONE --date 20261127 -- /opt/poll -- x", "/opt/poll -- x"],
  ["/usr/bin/trunkline guard --job poll --follow -- /opt/poll", "/opt/poll"],
  [
    "trunkline-guard --job a -- sh -c 'cd /srv && ./b; echo '\\''done'\\'''",
    "cd /srv && ./b; echo 'done'",
  ],
])("%s is %s", (guarded, command) => {
  expect(withoutGuard(guarded)).toBe(command);
});

test.each([
  ["/opt/d -- trunkline-guard"],
  ["trunkline-guardian --job a -- b"],
  ["trunkline run a -- b"],
  ["trunkline-guard -- b"],
])("%s is itself", (command) => {
  expect(withoutGuard(command)).toBe(command);
});
