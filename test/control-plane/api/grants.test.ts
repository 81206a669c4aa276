// Rights for a while over the API: what is refused, with the ticket system's own words.

import { expect, test } from "vitest";
import { genericTickets } from "#access/tickets/generic.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { answer, webServer } from "#test/support/web-server.ts";
import { apiUnderTest } from "./api-under-test.ts";

const close = pipeline("close", [task("a")]);
const wanted = {
  ...{ actor: "eve", ticket: "INC1", actions: ["cancel"], project: "test" },
  ...{ reason: "stuck", for: "2h" },
};

test("asked for, agreed to by another, taken back; a closed ticket and an unknown one give nothing", async () => {
  let status = "open";
  await using web = await webServer(({ path }, response) => {
    if (path === "/INC404") answer(response, 404);
    else if (status === "") answer(response, 500);
    else answer(response, 200, { status });
  });
  const tickets = genericTickets(
    {
      ...{ url: `${web.url}/{ticket}`, authorization: null, field: ["status"], open: ["open"] },
    },
    guardedFetch(judgeAddresses()),
  );
  await using api = await apiUnderTest([close], { tickets });
  const asked = await api.post("/grants", wanted);
  expect(asked).toMatchObject({ status: 201, body: { id: 1, grantee: "eve", approvedBy: null } });
  const approve = (actor?: string) => api.post("/grants/1/approve", actor ? { actor } : {});
  expect(await approve("eve")).toMatchObject({ status: 409 });
  expect(await approve()).toMatchObject({ status: 422 });
  status = "done";
  expect(await approve("ada")).toMatchObject({
    status: 409,
    body: { detail: "incident INC1 is not under way: the ticket system says done" },
  });
  status = "";
  expect(await approve("ada")).toMatchObject({ status: 503, body: { code: "elsewhere-away" } });
  status = "open";
  expect(await approve("ada")).toMatchObject({ status: 200, body: { approvedBy: "ada" } });
  expect((await api.get("/grants")).body.items).toHaveLength(1);
  expect((await api.post("/grants/1/revoke", { reason: "done" })).body).toMatchObject({
    ending: "revoked",
  });
  expect(await api.post("/grants/1/revoke")).toMatchObject({ status: 409 });
  expect((await api.get("/grants")).body.items).toEqual([]);
  expect((await api.get("/grants?all=true")).body.items).toHaveLength(1);
  expect(await api.post("/grants", { ...wanted, ticket: "INC404" })).toMatchObject({
    status: 409,
    body: { detail: "the ticket system has no incident INC404" },
  });
});

test("what can't be asked for is refused before anybody else is asked", async () => {
  await using api = await apiUnderTest([close]);
  for (const change of [
    { ticket: "../x" },
    { actions: ["manageAccess"] },
    { for: "8d" },
    { actor: "" },
    { reason: "" },
  ])
    expect([change, await api.post("/grants", { ...wanted, ...change })]).toMatchObject([
      change,
      { status: 422 },
    ]);
  expect(await api.post("/grants", { ...wanted, project: "other" })).toMatchObject({ status: 404 });
  expect(await api.post("/grants", wanted)).toMatchObject({
    status: 409,
    body: { detail: "this server knows of no ticket system" },
  });
  for (const id of ["x", "9", "99999999999"])
    expect(await api.post(`/grants/${id}/revoke`)).toMatchObject({ status: 404 });
});
