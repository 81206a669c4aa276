// ServiceNow, as a real server answers that looks at what it is asked: method, path, query, headers, body.

import { expect, test } from "vitest";
import { serviceNow } from "#access/tickets/service-now.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

const found =
  (result: unknown): Handler =>
  (_, response) =>
    answer(response, 200, { result });
const at = (url: string, timeoutMs = 5_000) =>
  serviceNow({ url, authorization: "Bearer t0k3n", timeoutMs }, guardedFetch(judgeAddresses()));

test("an incident is asked for by its number, and open while it is active", async () => {
  await using web = await webServer(found([{ number: "INC7", active: "true", state: "2" }]));
  expect(await at(web.url).find("incident", "INC7")).toEqual({ isOpen: true, state: "state 2" });
  expect(web.asked).toMatchObject([
    {
      ...{ method: "GET", body: "" },
      path: "/api/now/table/incident?sysparm_query=number%3DINC7&sysparm_fields=number%2Cactive%2Cstate&sysparm_limit=2",
      headers: { authorization: "Bearer t0k3n", accept: "application/json" },
    },
  ]);
});

test.each([
  ["-1", "true", true],
  ["-2", "true", false],
  ["-1", "false", false],
  ["3", "false", false],
])("a change in state %s, active %s: under way %s", async (state, active, isOpen) => {
  await using web = await webServer(found([{ number: "CHG1", active, state }]));
  expect(await at(web.url).find("ticket", "CHG1")).toMatchObject({ isOpen });
  expect(web.asked[0]?.path).toMatch(/^\/api\/now\/table\/change_request\?/);
});

test("none of the number, or another that a lenient filter gives, is none", async () => {
  await using none = await webServer(found([]));
  expect(await at(none.url).find("incident", "INC7")).toBeNull();
  await using other = await webServer(found([{ number: "INC8", active: "true" }]));
  expect(await at(other.url).find("incident", "INC7")).toBeNull();
  await using gone = await webServer((_, response) => answer(response, 404, {}));
  expect(await at(gone.url).find("incident", "INC7")).toBeNull();
});

test.each<[string, Handler]>([
  ["answers 401", (_, response) => answer(response, 401, {})],
  ["answers something that is not JSON", (_, response) => answer(response, 200, "<html>")],
  ["answers without a list of records", (_, response) => answer(response, 200, { error: 1 })],
  ["does not answer", () => {}],
  [
    "answers 302",
    (_, response) => answer(response, 302, "", { location: "http://169.254.169.254/" }),
  ],
  [
    "its answer is larger than 1 MiB",
    (_, response) => answer(response, 200, "x".repeat(2_000_000)),
  ],
])(
  "what can't be found out is an error and not a closed ticket: it %s",
  async (message, handler) => {
    await using web = await webServer(handler);
    await expect(at(web.url, 300).find("incident", "INC7")).rejects.toThrow(message);
  },
);
