import { expect, test } from "vitest";
import { childEnvironment } from "#executors/environment.ts";

test("passes what programs need and nothing that may hold a secret", () => {
  const worker = {
    PATH: "/bin",
    HOME: "/home/etl",
    LC_ALL: "C.UTF-8",
    TZ: "Europe/Berlin",
    TERM: "xterm",
    TMPDIR: "/tmp",
    DATABASE_URL: "postgres://secret",
    PGPASSWORD: "secret",
    TRUNKLINE_TOKEN: "secret",
    AWS_SESSION_TOKEN: "secret",
    LD_PRELOAD: "/evil.so",
    EMPTY: undefined,
  };
  expect(childEnvironment(worker, {})).toEqual({
    PATH: "/bin",
    HOME: "/home/etl",
    LC_ALL: "C.UTF-8",
    TZ: "Europe/Berlin",
  });
});

test("the attempt's own values win, and an operator may let names through", () => {
  const worker = { PATH: "/bin", SITE_PROXY: "proxy:3128", TZ: "UTC" };
  expect(childEnvironment(worker, { TZ: "Asia/Tokyo", DAY: "1" }, ["SITE_PROXY"])).toEqual({
    PATH: "/bin",
    SITE_PROXY: "proxy:3128",
    TZ: "Asia/Tokyo",
    DAY: "1",
  });
});

test("a worker without PATH still finds programs", () => {
  expect(childEnvironment({}, {}).PATH).toContain("/usr/bin");
});
