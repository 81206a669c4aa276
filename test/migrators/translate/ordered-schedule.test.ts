import { expect, test } from "vitest";
import { specText } from "#migrators/translate/spec-text.ts";
import { workSite } from "#test/support/control-m-site.ts";
import { controlM, faultsOf, scheduled } from "#test/support/scheduled.ts";

const specs = (text: string, more = {}) => {
  const translation = scheduled(controlM(text, { ...workSite, ...more }));
  expect(faultsOf(translation)).toEqual([]);
  return translation.pipelines.map((draft) => specText(draft)).join("\n");
};

test("walk", () => {
  console.log(
    specs(`<FOLDER FOLDER_NAME="GL" FOLDER_ORDER_METHOD="SYSTEM">
   <JOB JOBNAME="A" DAYS="ALL" RETRO="0"/><JOB JOBNAME="B" DAYS="L1" DAYSCAL="WORK" TIMEFROM="2200" TIMETO="0400"/>
   <JOB JOBNAME="C" WEEKDAYS="1,2,3,4,5" CYCLIC="1" INTERVAL="00030M" MAXWAIT="3" TIMEFROM="0800"/>
   <JOB JOBNAME="D"/><JOB JOBNAME="E" DAYS="1" TIMEZONE="EST"/><JOB JOBNAME="F" DAYS="1,15" CONFCAL="WORK" SHIFT="Next Day" RETRO="1"/>
   <JOB JOBNAME="G" DAYS="28,1" WEEKDAYS="1" DAYS_AND_OR="O"/>
   </FOLDER>
   <FOLDER FOLDER_NAME="AR" FOLDER_ORDER_METHOD="EVENING"><JOB JOBNAME="A" DAYS="28,1" WEEKDAYS="1"/></FOLDER>`),
  );
});
