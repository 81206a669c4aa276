import { test } from "vitest";
import { specText } from "#migrators/translate/spec-text.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { scheduled } from "#test/support/scheduled.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
test("x", () => {
  const e = autosysEstate("calendar: HOLIDAYS\n01/01/2026\n12/25/2026\n01/01/2027\n12/25/2027\n\ncalendar: PAYDAYS\n01/15/2026\n03/08/2026\n11/01/2026\n01/14/2028\n\nextended_calendar: MONTH_END\nworkday: mo,tu,we,th,fr\nholcal: HOLIDAYS\ncondition: EOMWORK\n\n\ninsert_job: B1  job_type: BOX\ndate_conditions: 1\nrun_calendar: MONTH_END\nstart_mins: 0,15,30,45\n\ninsert_job: M1  job_type: CMD\nbox_name: B1\nmachine: host1\ncommand: /bin/true\n");
  const t = scheduled(e);
  for (const d of t.pipelines) console.log(specText(d));
  for (const [p, f] of t.files) console.log(p, yamlText(f));
  for (const j of e.jobs) console.log(j.key, JSON.stringify(j.refusals));
});
