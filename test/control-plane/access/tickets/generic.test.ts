// Any system with an address for each ticket: the number is one part of the address, whatever it is.

import { expect, test } from "vitest";
import { genericTickets } from "#access/tickets/generic.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const settings = { field: ["fields", "status"], open: ["open", "in progress", "true"] };

test("a field says whether it is open; the number can't change the address", async () => {
  await using web = await webServer((asked, response) =>
    answer(response, 200, {
      fields: { status: asked.path.includes("OPS-1") ? "in progress" : "done" },
    }),
  );
  const tickets = genericTickets(
    {
      ...{ ...settings, url: `${web.url}/rest/{kind}/{ticket}?full=1`, authorization: "Basic x" },
    },
    guardedFetch(judgeAddresses()),
  );
  expect(await tickets.find("ticket", "OPS-1")).toEqual({ isOpen: true, state: "in progress" });
  expect(await tickets.find("incident", "../x?a=b#c")).toEqual({ isOpen: false, state: "done" });
  expect(web.asked).toMatchObject([
    {
      ...{ method: "GET", path: "/rest/ticket/OPS-1?full=1", body: "" },
      headers: { authorization: "Basic x", accept: "application/json" },
    },
    { path: "/rest/incident/..%2Fx%3Fa%3Db%23c?full=1" },
  ]);
});

test("without the field it isn't known; 404 is no ticket; without a secret none is sent", async () => {
  await using web = await webServer(({ path }, response) =>
    path === "/none" ? answer(response, 404) : answer(response, 200, { fields: { status: null } }),
  );
  const tickets = genericTickets(
    { ...settings, url: `${web.url}/{ticket}`, authorization: null },
    guardedFetch(judgeAddresses()),
  );
  expect(await tickets.find("ticket", "none")).toBeNull();
  await expect(tickets.find("ticket", "x")).rejects.toThrow("answers without fields.status");
  expect(web.asked[0]?.headers.authorization).toBeUndefined();
});
