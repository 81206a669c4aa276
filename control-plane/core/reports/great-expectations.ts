// What Great Expectations gives as JSON: the result of a checkpoint, described or whole, or of one validation.

import { fieldsOf, listOf, numberOf, textOf } from "./json.ts";
import type { Finding, ReadReport } from "./report.ts";

export function readGreatExpectations(report: unknown): ReadReport {
  const validations = validationsOf(report);
  if (validations === null)
    return { problem: "has neither `run_results` nor `validation_results` nor `results`" };
  return { findings: validations.flatMap((lists) => lists.map(findingOf)) };
}

/** Lists of results of expectations. */
function validationsOf(report: unknown): (readonly unknown[])[] | null {
  const { run_results, validation_results, results } = fieldsOf(report);
  // Before 1.0 each was within `validation_result`.
  const whole = Object.values(fieldsOf(run_results)).map(
    (run) => fieldsOf(run).validation_result ?? run,
  );
  const lists = [
    ...(listOf(validation_results) ?? whole).map((validation) => {
      const { expectations, results: inner } = fieldsOf(validation);
      return listOf(expectations) ?? listOf(inner);
    }),
    ...(listOf(results) ? [listOf(results)] : []),
  ];
  return lists.length === 0 || lists.includes(null) ? null : (lists as (readonly unknown[])[]);
}

function findingOf(given: unknown): Finding {
  const { success, expectation_type, kwargs, expectation_config, result, exception_info } =
    fieldsOf(given);
  const config = fieldsOf(expectation_config);
  const type = textOf(expectation_type ?? config.type ?? config.expectation_type);
  const { column } = fieldsOf(kwargs ?? config.kwargs);
  const thrown = exceptionOf(exception_info);
  const { unexpected_count, observed_value } = fieldsOf(result);
  const held = success === true;
  return {
    name: textOf(column) === "" ? type : `${type} ${textOf(column)}`,
    outcome: thrown !== null ? "error" : held ? "held" : "failed",
    figure: numberOf(unexpected_count) ?? numberOf(observed_value),
    message: thrown ?? (held ? "as expected" : "not as expected"),
  };
}

/** Since 1.0 there may be one for each metric, by its name. */
function exceptionOf(given: unknown): string | null {
  const info = fieldsOf(given);
  const all = "raised_exception" in info ? [info] : Object.values(info).map(fieldsOf);
  const raised = all.find((one) => one.raised_exception === true);
  return raised === undefined ? null : textOf(raised.exception_message) || "it raised an exception";
}
