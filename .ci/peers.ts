// `npm run peers [NAME…]`: connectors against systems that run on a developer's machine. Each is installed once, started on
// free ports, asked by the real executor, and ended. What is shown here is what the proof mark `server` of a connector means.

import { airflow } from "./peers/airflow.ts";
import { aws } from "./peers/aws.ts";
import { dagster } from "./peers/dagster.ts";
import { prefect } from "./peers/prefect.ts";
import { spark } from "./peers/spark.ts";

const peers = { aws, prefect, dagster, spark, airflow };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(peers, name));
if (unknown.length > 0)
  throw new Error(`no peer ${unknown.join(", ")}; there are ${Object.keys(peers).join(", ")}`);
for (const [name, show] of Object.entries(peers))
  if (asked.length === 0 || asked.includes(name)) await show();
