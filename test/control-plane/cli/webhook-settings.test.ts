import { expect, test } from "vitest";
import { webhookSettings } from "#cli/webhook-settings.ts";

const secret = "0123456789abcdef";
const settings = (url: string | undefined, given: string | undefined = secret) =>
  webhookSettings(url, { TRUNKLINE_WEBHOOK_SECRET: given });

test("a URL and a secret, or none of them", () => {
  expect(settings(undefined, undefined)).toBeNull();
  expect(settings("http://localhost:1/x?y=z")).toEqual({
    ...{ url: "http://localhost:1/x?y=z", secret, addresses: {} },
  });
});

test("what can't be called and what could be guessed is refused, with what to do", () => {
  for (const url of ["alerts.example", "ftp://alerts.example", "https://ada:pw@alerts.example"])
    expect(() => settings(url)).toThrow("no URL of http or https");
  expect(() => webhookSettings("https://alerts.example", {})).toThrow("TRUNKLINE_WEBHOOK_SECRET");
  expect(() => settings("https://alerts.example", "short")).toThrow("16 characters");
});
