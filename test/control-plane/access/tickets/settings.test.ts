// Which ticket system a server asks: what can't be is refused at its start.

import { expect, test } from "vitest";
import { ticketsFrom } from "#access/tickets/settings.ts";

const generic = {
  TRUNKLINE_TICKETS_URL: "https://tickets.example/api/{ticket}",
  TRUNKLINE_TICKETS_OPEN: "status=open,in progress",
};
const now = {
  TRUNKLINE_SERVICENOW_URL: "https://x.service-now.com",
  TRUNKLINE_SERVICENOW_TOKEN: "t",
};

test("one system or none", () => {
  expect(ticketsFrom({})).toBeNull();
  expect(ticketsFrom(now)?.name).toBe("ServiceNow");
  expect(ticketsFrom(generic)?.name).toBe("the ticket system");
  expect(() => ticketsFrom({ ...now, ...generic })).toThrow("are both set");
});

test.each([
  [{ ...now, TRUNKLINE_SERVICENOW_TOKEN: undefined }, "without who asks"],
  [{ ...now, TRUNKLINE_SERVICENOW_URL: "http://x.service-now.com" }, "is not an https address"],
  [{ ...generic, TRUNKLINE_TICKETS_URL: "https://{ticket}.example/" }, "of a fixed host"],
  [{ ...generic, TRUNKLINE_TICKETS_URL: "https://tickets.example/" }, "how a ticket is asked for"],
  [{ ...generic, TRUNKLINE_TICKETS_OPEN: "status" }, "how a ticket is asked for"],
  [{ ...generic, TRUNKLINE_TICKETS_URL: "file:///{ticket}" }, "is not an https address"],
])("%j is refused", (env, message) => {
  expect(() => ticketsFrom(env)).toThrow(message);
});
