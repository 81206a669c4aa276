// `trunkline cutover take`: what the scheduler before has last done of a wave, and what is set there, taken over.

import { actOptions, defineCommand } from "./command.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Before the wave goes live, with its jobs held: the newest outcome of each pipeline there becomes a run here, as the logs and\n" +
    "reports that were observed tell it, so that what waits for it finds it. Give --globals and --conditions for what is set\n" +
    "there; only what pipelines of the project ask for is taken. Nothing is started by it, and said again it changes nothing.",
  arguments: {
    WAVE: { required: true, description: "as its file is called, without `.yaml`" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    globals: { type: "string", value: "FILE", description: "what `autorep -G ALL` prints" },
    conditions: {
      type: "string",
      value: "FILE",
      description: "conditions of Control-M: `ctm run events::get` as JSON, or of `ctmcontb -LIST`",
    },
    source: {
      type: "string",
      value: "NAME",
      default: "the scheduler before",
      description: "which instance it was read from",
    },
    ...projectOption,
    ...actOptions,
  },
  examples: [
    {
      command: "trunkline cutover take gl-1 --globals globals.txt --source ACE",
      description: "outcomes, and values of AutoSys",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd } = input;
    const { latchedConditions } = await import("#migrators/holds/conditions.ts");
    const { factsAsked } = await import("#migrators/observe/facts-asked.ts");
    const { readGlobals } = await import("#migrators/sources/autosys/reports.ts");
    const { textOfFile } = await import("./cutover-files.ts");
    const { readProjectAt } = await import("./read-project.ts");
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { estate } = await readProjectAt(cwd, args.DIR);
    const facts = estate.sources.flatMap(({ pipeline }) => (pipeline ? factsAsked(pipeline) : []));
    const asked = (kind: "event" | "variable", one: { name: string }) =>
      facts.some((fact) => fact.kind === kind && fact.name === one.name);
    const { globals, conditions, source } = options;
    const values =
      globals === undefined ? {} : readGlobals(globals, textOfFile(globals, cwd)).globals;
    const latched =
      conditions === undefined ? [] : latchedConditions(textOfFile(conditions, cwd), Date.now());
    const variables = Object.entries(values).map(([name, value]) => ({ name, value }));
    const known = {
      variables: variables.filter((one) => asked("variable", one)),
      events: latched.filter((one) => asked("event", one)),
    };
    await withServer(input, input.signal, async (api) => {
      const project = options.project ?? (await onlyProject(api));
      const taken = await api.takeOver(project, args.WAVE, { source, ...known });
      const counts = { variables: known.variables.length, events: known.events.length };
      const others = variables.length + latched.length - counts.variables - counts.events;
      out.value(
        { ...taken, ...counts, unasked: others },
        () =>
          `${taken.taken} outcomes are new, of ${taken.pipelines.length}; ${counts.variables} variables and ${counts.events} events are set`,
      );
      if (others > 0) out.note(`${others} are set there that no pipeline asks for`);
      for (const { pipeline, why } of taken.left) out.note(`${pipeline}: ${why}`);
      for (const { pipeline, task, date, iterations, last, next, goesOn } of taken.cycles) {
        const there = `${pipeline}/${task}: ${iterations} of ${date} began there, the newest at ${last}`;
        const rest =
          goesOn === "here"
            ? `once the wave is live, the next begins here at ${next}, or as soon as it is live`
            : `the rest of the date stays there, for its guard leaves a date to the side that has begun it`;
        out.note(`${there}; ${next === null ? "none follows on that date" : rest}`);
      }
    });
  },
});
