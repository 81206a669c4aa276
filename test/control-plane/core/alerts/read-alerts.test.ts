import { expect, test } from "vitest";
import { checkOwnRoutes, isAlertsFile, readAlerts, readRoutes } from "#core/alerts/read-alerts.ts";

const file = (name: string, bytes: string) => ({ path: `alerts/${name}.yaml`, bytes });

test("files are one set, with every default", () => {
  const { settings, diagnostics } = readAlerts([
    file(
      "routes",
      "routes: [{name: all, to: [post], escalate: [{after: 1h, to: [post]}, {after: 5m, to: [post]}]}]\nwatch: {stuck: 3}",
    ),
    file(
      "channels",
      "channels: {post: {mail: {to: [a@example.com], from: t@example.com, server: smtp.example, tls: always}, limit: {messages: 5}}}",
    ),
  ]);
  expect(diagnostics).toEqual([]);
  expect(settings).toMatchObject({
    channels: {
      post: {
        target: { kind: "mail", port: 465, login: null },
        limit: { messages: 5, perMs: 600_000 },
        giveUpMs: 3 * 86_400_000,
      },
    },
    routes: [
      {
        name: "all",
        recovered: true,
        stop: false,
        remindMs: null,
        escalate: [{ afterMs: 300_000 }, { afterMs: 3_600_000 }],
      },
    ],
    watch: { stuck: 3, tooFast: null, empty: false },
  });
});

test("a mistake in one file keeps all of them out", () => {
  const { settings, diagnostics } = readAlerts([
    file("a", "channels: {post: {webhook: {url: 'https://x.example', secret: a/b}}}\nwatch: {}"),
    file("b", "channels: {post: {webhook: {url: 'https://x.example', secret: a/b}}}\nwatch: {}"),
  ]);
  expect(settings).toBeNull();
  expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
    "alerts/b.yaml invalid-channel",
    "alerts/b.yaml duplicate-item",
  ]);
});

test("a project's routes are read where nobody knows the channels, and judged where they are known", () => {
  const text = "routes: [{name: mine, to: [post]}]";
  expect(readRoutes(text, null).routes).toMatchObject([{ name: "mine", to: ["post"] }]);
  expect(readRoutes(text, new Set(["pots"])).diagnostics).toMatchObject([
    { code: "invalid-route", message: 'there is no channel "post"', help: 'did you mean "pots"?' },
  ]);
  expect(checkOwnRoutes(undefined)).toEqual([]);
  expect(
    ["alerts/a.yaml", "alerts/a.yml", "alerts/b/a.yaml", "routes.yaml"].map(isAlertsFile),
  ).toEqual([true, false, false, false]);
});
