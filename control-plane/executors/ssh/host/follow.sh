# Begins a run on the host, or finds the one that was begun, and tells what becomes of it. Set before it: key, nonce, mode (begin,
# or adopt: it was begun already), from (bytes that were seen), job, watch, folder, and the functions variables
# and since.
# POSIX sh; all of it is read before anything of it runs, so a connection that breaks early has begun nothing.
# Says lines: `begun` or `adopted`, or `missing`, `elsewhere HOST`, `failed WHY` as the last; then
# `data AT BYTES` and so many bytes, `gap FROM TO`, `still`, and as the last `end CODE SIGNAL BYTES` with the outputs, `gone` or `unknown`.

echo "trunkline-$nonce"
mask=$(umask)
umask 077
fail() { echo "failed $1"; exit 0; }
second() { sleep 0.1 2>/dev/null || sleep 1; }

# The first that can be written to; what was begun is found in either.
home=${HOME:-}/.trunkline/runs
spare=${TMPDIR:-/tmp}/trunkline-$(id -u)/runs
base=$home
if [ -d "$spare/$key" ]; then base=$spare
elif [ ! -d "$home/$key" ] && ! { [ -n "${HOME:-}" ] && mkdir -p "$home" 2>/dev/null && [ -w "$home" ]; }; then
  base=$spare
  mkdir -p "$base" 2>/dev/null || fail "neither $home nor $spare can be made"
fi
# In /tmp somebody else may have made it first.
if [ "$base" = "$spare" ]; then
  [ -O "${base%/runs}" ] && [ ! -h "${base%/runs}" ] || fail "${base%/runs} is somebody else's"
  chmod 700 "${base%/runs}"
fi
dir=$base/$key

begin() {
  # A shell without a terminal may have no job control, which is the last way to a process group.
  command -v setsid >/dev/null 2>&1 || command -v perl >/dev/null 2>&1 || [ -z "$(/bin/sh -c 'set -m' 2>&1)" ] ||
    fail "it has neither setsid nor perl, so nothing could end the command with all that it starts"
  draft=$base/.$key.$$
  rm -rf "$draft"
  { mkdir "$draft" "$draft/out" && mkfifo "$draft/pipe" && printf '%s\n' "$job" >"$draft/job" &&
    printf '%s\n' "$watch" >"$draft/watch" && uname -n >"$draft/host"; } 2>/dev/null ||
    { rm -rf "$draft"; fail "nothing can be written to $base"; }
  # Whoever makes the folder begins it, and nobody else does.
  if ! mkdir "$dir" 2>/dev/null; then
    rm -rf "$draft"
    return 1
  fi
  mv "$draft"/* "$dir"/ && rmdir "$draft"
  (
    variables
    TRUNKLINE_OUTPUT=$dir/outputs
    export TRUNKLINE_OUTPUT
    cd "$dir" && exec /bin/sh ./watch begin "$dir" "$mask" "$folder" </dev/null >/dev/null 2>"$dir/trouble"
  ) &
  return 0
}

if [ -d "$dir" ]; then echo adopted
elif [ "$mode" = adopt ]; then echo missing; exit 0
elif begin; then echo begun
else echo adopted
fi

# Between the folder and the watcher's number there is an instant; after it nobody will write one.
tries=0
while [ ! -s "$dir/watcher" ] && [ ! -e "$dir/exit" ] && [ $tries -lt 100 ]; do
  tries=$((tries + 1))
  second
done
there=$(cat "$dir/host" 2>/dev/null)
[ -z "$there" ] || [ "$there" = "$(uname -n)" ] || { echo "elsewhere $there"; exit 0; }
if [ ! -s "$dir/watcher" ] && [ ! -e "$dir/exit" ]; then
  if mkdir "$dir/claim" 2>/dev/null; then echo gone; else echo unknown; fi
  exit 0
fi
watcher=0 group=0 began=-
[ ! -s "$dir/watcher" ] || read -r watcher group began <"$dir/watcher"
# A number that was given to another process since then is not ours.
is_ours() { [ "$(since "$watcher")" = "$began" ]; }

piece=$dir/.piece.$$
trap 'rm -f "$piece"' 0
trap 'exit 0' HUP INT TERM PIPE
next() { ls "$dir/out" 2>/dev/null | sort -n | while read -r start; do [ "$start" -lt "$1" ] || { echo "$start"; break; }; done; }
# The last segment that begins at or before the place.
segment() { ls "$dir/out" 2>/dev/null | sort -n | while read -r start; do [ "$start" -gt "$1" ] || echo "$start"; done | tail -n 1; }

at=$from
now=$(segment "$at")
quiet=0
while :; do
  # Looked at before the output is: what was written before the end is seen before it.
  over=no
  [ ! -e "$dir/exit" ] || over=yes
  bytes=0
  if [ -n "$now" ]; then
    tail -c "+$((at - now + 1))" "$dir/out/$now" 2>/dev/null | head -c 1048576 >"$piece" 2>/dev/null
    bytes=$(wc -c <"$piece") bytes=$((bytes))
  fi
  if [ "$bytes" -gt 0 ]; then
    echo "data $at $bytes"
    cat "$piece" || exit 0
    at=$((at + bytes)) quiet=0
    continue
  fi
  if [ -e "$dir/out/$at" ] && [ "$now" != "$at" ]; then now=$at; continue; fi
  if [ -z "$now" ] || [ -e "$dir/dropped" ]; then
    start=$(next "$((at + 1))")
    [ -z "$now" ] && [ -e "$dir/out/$at" ] && start=$at
    if [ -n "$start" ]; then
      # The segment may have grown, and the next begun, since it was read.
      [ -n "$now" ] && [ "$(($(wc -c <"$dir/out/$now" 2>/dev/null || echo 0)))" -gt $((at - now)) ] && continue
      [ "$start" -eq "$at" ] || echo "gap $at $start"
      at=$start now=$start
      continue
    fi
  fi
  if [ $over = yes ]; then
    read -r code signal <"$dir/exit"
    # Neither a link is followed nor a pipe waited for.
    size=0
    if [ -f "$dir/outputs" ] && [ ! -h "$dir/outputs" ]; then
      head -c 1048577 "$dir/outputs" >"$piece" 2>/dev/null
      size=$(wc -c <"$piece") size=$((size))
    elif [ -e "$dir/outputs" ] || [ -h "$dir/outputs" ]; then size=-1
    fi
    echo "end $code ${signal:--} $size"
    [ $size -le 0 ] || cat "$piece"
    exit 0
  fi
  quiet=$((quiet + 1))
  if ! kill -0 "$watcher" 2>/dev/null || { [ $((quiet % 10)) -eq 1 ] && ! is_ours; }; then
    # Its end may have been written between both looks.
    [ -e "$dir/exit" ] && continue
    [ "$group" -le 1 ] || kill -KILL "-$group" 2>/dev/null
    echo gone
    exit 0
  fi
  # So that it ends when nobody listens any more.
  [ $((quiet % 10)) -ne 0 ] || echo still || exit 0
  if [ $quiet -lt 10 ]; then second; else sleep 0.5 2>/dev/null || sleep 1; fi
done
