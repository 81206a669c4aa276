import { expect, test } from "vitest";
import { knowInstance } from "#store/instance.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("a copy is released once, with a reason, by an instant that is one", async () => {
  let reason: string | null = "its files are others than they were";
  await using api = await apiUnderTest([pipeline("one", [task("a")])], {
    copyReason: () => reason,
  });
  const body = { reason: "moved" };
  expect(await api.post("/restored/release", body)).toMatchObject({ status: 409 });
  await knowInstance(api.pool, { place: null, copy: true });
  expect((await api.get("/status")).body).toMatchObject({ restored: reason, clockHold: null });
  expect((await api.inject({ method: "GET", url: "/healthz" })).body).toEqual({
    status: "ok",
    paused: "restored",
  });
  const { body: ready, status } = await api.inject({ method: "GET", url: "/readyz" });
  expect(status).toBe(503);
  expect(ready.checks).toContainEqual(expect.objectContaining({ name: "restored", ok: false }));
  expect((await api.post("/restored/release", {})).status).toBe(422);
  expect((await api.post("/restored/release", { ...body, dueFrom: "noon" })).status).toBe(422);
  expect(
    await api.post("/restored/release", { ...body, dueFrom: "2026-01-01T00:00:00Z" }),
  ).toMatchObject({
    status: 200,
    body: { held: 0, failed: 0, passedOver: 0 },
  });
  reason = null;
  expect(await api.post("/restored/release", body)).toMatchObject({ status: 409 });
});
