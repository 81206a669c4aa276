// Alerts in a process of its own, under plain node, that tests kill. Arguments: the database. Prints a line once it is there.

import { startAlerts } from "#alerts/alerts.ts";
import { openSecrets } from "#secrets/open.ts";
import { createPool } from "#store/connect.ts";

const [connectionString = ""] = process.argv.slice(2);
const pool = createPool(connectionString);
startAlerts({
  pool,
  secrets: openSecrets(null, { TRUNKLINE_SECRET_ALERTS__HOOK: "a secret of some length" }),
  onMessage: (message) => console.error(message),
});
console.log("there");
