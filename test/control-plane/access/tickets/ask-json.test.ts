// Where questions about tickets go: by the same rules as requests of tasks, whatever name or redirect leads elsewhere.

import type { LookupAddress, lookup } from "node:dns";
import { expect, test } from "vitest";
import { askJson } from "#access/tickets/ask-json.ts";
import { ticketsFrom } from "#access/tickets/settings.ts";
import { TicketError } from "#access/tickets/verifier.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const ask = (url: string, settings: AddressSettings = {}, resolve?: typeof lookup) =>
  askJson({
    ...{ system: "Tickets", url: new URL(url), authorization: "Bearer t0k3n", timeoutMs: 5_000 },
    web: guardedFetch(judgeAddresses(settings), resolve),
  });

test.each([
  "http://169.254.169.254/latest/meta-data",
  "http://0xa9fea9fe/",
  "http://[::ffff:169.254.169.254]/",
  "http://[fe80::1]/",
  "http://[fd00:ec2::254]/",
  "http://100.100.100.200/",
])("%s is never asked", async (url) => {
  const asked = ask(url);
  await expect(asked).rejects.toThrow(TicketError);
  await expect(asked).rejects.toThrow(/is not asked: .* is a link-local, metadata or reserved/);
});

test("a name that leads there isn't asked, and the secret goes nowhere", async () => {
  await using web = await webServer((_, response) => answer(response, 200, {}));
  const leads = (...addresses: string[]) =>
    ((_name, _options, answered) =>
      answered(
        null,
        addresses.map((address): LookupAddress => ({ address, family: 4 })) as never,
        4,
      )) as typeof lookup;
  const named = web.url.replace("127.0.0.1", "tickets.example");
  await expect(ask(named, {}, leads("127.0.0.1", "169.254.169.254"))).rejects.toThrow(
    "tickets.example leads to 169.254.169.254",
  );
  expect(web.asked).toEqual([]);
  expect(await ask(named, {}, leads("127.0.0.1"))).toEqual({});
  // As whoever runs Trunkline closes and opens them.
  await expect(ask(named, { deny: ["loopback"] }, leads("127.0.0.1"))).rejects.toThrow(
    "--deny-address",
  );
  const opened = { deny: ["loopback"], allow: ["127.0.0.1"] };
  expect(await ask(named, opened, leads("127.0.0.1"))).toEqual({});
});

test("a redirect is followed nowhere", async () => {
  await using web = await webServer(({ path }, response) =>
    path === "/there"
      ? answer(response, 200, { secret: 1 })
      : answer(response, 302, "", { location: "/there" }),
  );
  await expect(ask(`${web.url}/from`)).rejects.toThrow("answers 302");
  expect(web.asked.map(({ path }) => path)).toEqual(["/from"]);
});

test("a server's ticket system is asked by its address settings", async () => {
  await using web = await webServer((_, response) => answer(response, 200, { status: "open" }));
  const env = {
    TRUNKLINE_TICKETS_URL: `${web.url}/{ticket}`,
    TRUNKLINE_TICKETS_OPEN: "status=open",
  };
  expect(await ticketsFrom(env)?.find("ticket", "A1")).toMatchObject({ isOpen: true });
  const closed = ticketsFrom(env, { deny: ["loopback"] });
  await expect(closed?.find("ticket", "A1")).rejects.toThrow("--deny-address");
  expect(web.asked).toHaveLength(1);
  const metadata = { TRUNKLINE_SERVICENOW_URL: "https://169.254.169.254" };
  const now = ticketsFrom({ ...metadata, TRUNKLINE_SERVICENOW_TOKEN: "t" });
  await expect(now?.find("incident", "INC1")).rejects.toThrow(
    "ServiceNow (169.254.169.254) is not asked",
  );
});
