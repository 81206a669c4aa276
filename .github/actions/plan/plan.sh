#!/usr/bin/env bash
# The one step of the Action: finds the two revisions, plans, and writes annotations, summary and outputs.
set -euo pipefail

action=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
trunkline=$action/../../../.ci/trunkline
cd "${GITHUB_WORKSPACE:-.}"

fail() {
  printf '::error title=trunkline plan::%s\n' "$1"
  exit 2
}

case ${PLAN_FAIL_ON:=errors} in
errors | changes | never) ;;
*) fail "fail-on is one of errors, changes, never" ;;
esac

# A shallow checkout doesn't tell a commit's parents, but the commit itself does.
first_parent() { git cat-file commit "$1" | sed -n '/^$/q; s/^parent //p' | head -n 1; }

from=${PLAN_FROM:-}
to=${PLAN_TO:-HEAD}
if [ -z "$from" ]; then
  case ${GITHUB_EVENT_NAME:-} in
  # What is checked out is the merge: its first parent is the target as it is now.
  pull_request*) from=$(first_parent "$to") ;;
  *) from=${PLAN_BEFORE:-} ;;
  esac
fi
# A new branch was nothing before.
[[ $from =~ ^0+$ ]] && from=
[ -n "$from" ] || from=$(first_parent "$to")

if [ -n "$from" ] && ! git rev-parse --quiet --verify "$from^{tree}" >/dev/null 2>&1; then
  git fetch --quiet --no-tags --depth=1 origin -- "$from" ||
    fail "the revision to compare with is neither here nor at origin; check out with fetch-depth: 0"
  from=$(git rev-parse FETCH_HEAD)
fi

words=(plan --to "$to")
[ -z "$from" ] || words+=(--from "$from")
[ -z "${PLAN_DURATIONS:-}" ] || words+=(--durations "$PLAN_DURATIONS")
[ -z "${PLAN_REGISTRATION:-}" ] || words+=(--registration "$PLAN_REGISTRATION")

# Into a file of our own first: the summary has what every step wrote, and the output is this plan alone.
markdown=${RUNNER_TEMP:-/tmp}/trunkline-plan.md
: >"$markdown"
code=0
GITHUB_STEP_SUMMARY=$markdown "$trunkline" "${words[@]}" --exit-code --output github -- "${PLAN_DIRECTORY:-.}" || code=$?
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$markdown" >>"$GITHUB_STEP_SUMMARY"
case $code in 0 | 1 | 10) ;; *) exit "$code" ;; esac

if [ -n "${PLAN_SARIF:-}" ]; then
  "$trunkline" "${words[@]}" --output sarif -- "${PLAN_DIRECTORY:-.}" >"$PLAN_SARIF" || [ $? -eq 1 ]
fi

changes=false
[ "$code" -ne 10 ] || changes=true
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  printf 'changes=%s\nmarkdown=%s\n' "$changes" "$markdown" >>"$GITHUB_OUTPUT"
fi

case $PLAN_FAIL_ON:$code in
errors:1 | changes:1 | changes:10) exit 1 ;;
*) exit 0 ;;
esac
