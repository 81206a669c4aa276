import { expect, test } from "vitest";
import { connectorPlaces, hostTexts } from "#core/connector/places.ts";

test("secrets can be named in a login alone", () => {
  const places = connectorPlaces({
    base: "https://${{ connection.host }}/api",
    auth: {
      login: { request: { path: "/in", json: { p: "${{ secret.p }}" } }, token: "response.body.t" },
    },
    submit: { path: "/x", json: { a: ["${{ key }}"] } },
  });
  const named = places
    .filter(({ roots }) => roots.includes("secret"))
    .map(({ path }) => path.join("."));
  expect(named).toEqual(["auth.login.request.path", "auth.login.request.json.p"]);
  expect(places.map(({ path }) => path.join("."))).toContain("submit.json.a.0");
});

test("hosts of all requests, without what follows them", () => {
  const hosts = hostTexts({
    base: "https://${{ connection.host }}/api",
    auth: { oauth2: { tokenUrl: "https://login.example/t", clientId: "a", clientSecret: "b" } },
    results: { url: "https://other.example/${{ id.run }}" },
  });
  expect(hosts).toEqual([
    "https://${{ connection.host }}",
    "https://login.example",
    "https://other.example",
  ]);
});
