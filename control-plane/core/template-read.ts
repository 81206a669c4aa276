// A template from its file: checked by itself, once, whoever uses it.

import type { TemplateSpec } from "#schemas/types.ts";
import { validateTemplate } from "#schemas/validators.js";
import { calendarPath } from "./calendar/read.ts";
import { connectionPath } from "./connection.ts";
import { connectorPath } from "./connector/read.ts";
import { poolsFile } from "./estate-paths.ts";
import { tasksOf } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import { declaredNames, typesOf } from "./source-parts.ts";
import { inlineTemplates, type Template, type TemplateSource } from "./template.ts";
import { unknownDay } from "./validate-deadline.ts";
import { checkParams } from "./validate-params.ts";
import { validateFile } from "./validate-schema.ts";
import { checkTasks } from "./validate-tasks.ts";

/** A template before its check, so that templates that use each other find one another. */
export const emptyTemplate = (path: string, file: SpecFile): Template => ({
  path,
  file,
  spec: { tasks: {} },
  tasks: [],
  params: {},
  problems: [],
  uses: new Set(),
});

/** Reads and checks the template in place. */
export function fillTemplate(template: Template, source: TemplateSource): void {
  const { file, problems } = template;
  const spec = validateFile<TemplateSpec>(file, validateTemplate, problems);
  if (spec === undefined) return;
  template.spec = spec;
  template.tasks = tasksOf(file, spec.tasks);
  template.params = typesOf(spec.params);
  checkParams(spec.params, false, file, problems);
  const recording: TemplateSource = {
    ...source,
    connection(name) {
      template.uses.add(connectionPath(name));
      return source.connection(name);
    },
    connector(name) {
      template.uses.add(connectorPath(name));
      return source.connector(name);
    },
    calendar(name) {
      template.uses.add(calendarPath(name));
      const found = source.calendar(name);
      for (const further of found?.uses ?? []) template.uses.add(further);
      return found;
    },
    pools() {
      template.uses.add(poolsFile);
      return source.pools();
    },
    template(path) {
      template.uses.add(path);
      const found = source.template(path);
      for (const further of found?.uses ?? []) template.uses.add(further);
      return found;
    },
  };
  checkTasks(template.tasks, {
    params: template.params,
    known: declaredNames(file),
    isScheduled: true,
    day: unknownDay,
    connections: recording,
    calendars: recording,
    pools: recording.pools,
    problems,
  });
  inlineTemplates(template.tasks, template.params, recording, problems, template.path);
}
