// Passwords in assignments become names of secrets: neither spec, ledger, mapping nor finding has them.

import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import { Mapping } from "#migrators/mapping.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import { translate } from "#migrators/translate/translate.ts";

function imported(files: Record<string, string>, mapping = new Mapping()) {
  const inputs = Object.entries(files).map(([file, text]) => ({ file, text, encoding: "utf-8" }));
  const { estate, accounts, pipelines } = translate(
    cronEstate(inputs, {
      ...{ dialect: "cronie", timezone: "UTC", format: null, user: null, instance: null },
    }),
    { mapping },
  );
  const specs = pipelines.flatMap(specFiles).map(({ text }) => text);
  const ledger = [...ledgerLines(estate.files, accounts)];
  return {
    specs: specs.join("\n"),
    said: JSON.stringify([specs, ledger, estate.findings, mapping.draft()]),
    tasks: pipelines.map(({ tasks: [task] }) => task?.spec),
    draft: mapping.draft(),
    refusals: estate.jobs.flatMap(({ refusals }) => refusals.map(({ code }) => code)),
  };
}

const table = (value: string) => `DB_PASSWORD=${value}\nDB_HOST=db1\n0 5 * * * root /opt/a\n`;

test("a variable with a password is read from a secret of its name, which the mapping is drafted with", () => {
  const { said, tasks, draft, refusals } = imported({ "etc/cron.d/shop": table("hunter2") });
  expect(refusals).toEqual([]);
  expect(tasks[0]).toMatchObject({ secrets: ["shop/db-password"], env: { DB_HOST: "db1" } });
  expect(draft).toContain(
    "\nsecrets:\n  DB_PASSWORD of etc/cron.d/shop: shop/db-password   # 1 job\n",
  );
  expect(said).not.toContain("hunter2");
  expect(said).toContain(
    '"DB_PASSWORD","value":"***","outcome":"equivalent","code":"secret-stored"',
  );
});

test("equal values of a table are one secret, others are not, in whatever table", () => {
  const { tasks, said } = imported({
    "h1/cron.d/shop": `${table("hunter2")}${table("hunter3")}${table("hunter2")}`,
    "h2/cron.d/shop": table("hunter2"),
  });
  expect(tasks.map((task) => task?.secrets)).toEqual([
    ...[["shop/db-password"], ["shop-2/db-password"], ["shop/db-password"]],
    ["shop-3/db-password"],
  ]);
  expect(said).not.toContain("hunter");
});

test("the mapping says another secret, whose last word must be the variable", () => {
  const files = { "etc/cron.d/shop": table("hunter2") };
  const mapped = (secret: string) =>
    imported(files, new Mapping({ secrets: { "DB_PASSWORD of etc/cron.d/shop": secret } }));
  expect(mapped("finance/db-password").tasks[0]).toMatchObject({
    secrets: ["finance/db-password"],
  });
  expect(mapped("finance/warehouse").refusals).toEqual(["mapping-secret"]);
});

test("passwords in commands, values of manifests and odd names refuse the job, and stand nowhere", () => {
  const manifest = [
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec:\n  schedule: '0 5 * * *'\n  jobTemplate:\n    spec:",
    "      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: a\n              image: a",
    "              env:\n                - {name: API_TOKEN, value: hunter2}\n",
  ].join("\n");
  const { refusals, said } = imported({
    "etc/cron.d/a": "0 5 * * * root mysqldump -u root -phunter2 shop\n",
    "etc/cron.d/b": "db_password=hunter2\n0 5 * * * root /opt/b\n",
    "c.yaml": manifest,
  });
  expect(refusals).toEqual(expect.arrayContaining(["command-secret", "mapping-secret"]));
  expect(said).toContain("API_TOKEN");
  expect(said).not.toContain("hunter2");
});

test("a value with a password in an address is a secret; paths, switches and counts are none", () => {
  const text =
    "DATABASE_URL=postgres://ada:hunter2@db/shop\nTOKEN=/etc/token\nMAX_TOKEN=5\n0 5 * * * root /opt/a\n";
  const { tasks } = imported({ "etc/cron.d/shop": text });
  expect(tasks[0]).toMatchObject({
    secrets: ["shop/database-url"],
    env: { TOKEN: "/etc/token", MAX_TOKEN: "5" },
  });
});
