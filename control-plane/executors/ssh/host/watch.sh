# Stays with a run on the host until its end, whoever is connected: keeps its output within bounds and writes how it ended.
# `watch begin DIR MASK FOLDER` starts it; `watch job` and `watch collect` are what it starts; `names` only defines.

# Runs something in the background, in a process group of its own, whose number is that of the process.
apart() {
  if command -v setsid >/dev/null 2>&1; then setsid "$@" &
  elif command -v perl >/dev/null 2>&1; then perl -e 'use POSIX; POSIX::setsid(); exec @ARGV' "$@" &
  else
    set -m
    "$@" &
    set +m
  fi
}

# Both ends of a long output are kept: bytes from its beginning, and at least so many from its end.
head=8388608
tail=2097152

case ${1:-} in
begin)
  dir=$2
  # Apart from the connection's own group, and from what it watches.
  apart /bin/sh "$dir/watch" watch "$dir" "$3" "$4" </dev/null >/dev/null 2>>"$dir/trouble"
  ;;
watch)
  dir=$2
  trap : HUP INT TERM
  # Whoever waited too long for it has given it up, and it must not begin any more.
  mkdir "$dir/claim" || exit 0
  apart /bin/sh "$dir/watch" collect "$dir"
  collector=$!
  apart /bin/sh "$dir/watch" job "$dir" "$3" "$4" >"$dir/pipe" 2>&1
  job=$!
  echo "$$ $job $(since $$)" >"$dir/watcher.new"
  mv "$dir/watcher.new" "$dir/watcher"
  # A signal to this process ends the waiting, not what is waited for.
  while :; do
    wait "$job"
    code=$?
    [ "$code" -gt 128 ] && kill -0 "$job" 2>/dev/null || break
  done
  # What it left behind has half a second, as a `tee` needs.
  if kill -0 "-$job" 2>/dev/null; then
    sleep 0.5 2>/dev/null || sleep 1
    kill -KILL "-$job" 2>/dev/null
  fi
  # What left its group may hold the pipe open for ever.
  tries=0
  while [ ! -e "$dir/collected" ] && kill -0 "$collector" 2>/dev/null && [ $tries -lt 20 ]; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || { sleep 1; tries=$((tries + 10)); }
  done
  [ -e "$dir/collected" ] || kill -KILL "-$collector" 2>/dev/null
  # A shell gives 128 and more for a signal; a script that ended by itself has left its mark.
  signal=-
  [ "$code" -le 128 ] || [ -e "$dir/ended" ] || signal=$(kill -l "$((code - 128))" 2>/dev/null) || signal=-
  echo "$code $signal" >"$dir/exit.new"
  mv "$dir/exit.new" "$dir/exit"
  ;;
job)
  TRUNKLINE_RUN_KEY=${2##*/}
  export TRUNKLINE_RUN_KEY
  { cd -- "${HOME:-/}" && { [ -z "$4" ] || cd -- "$4"; }; } || { echo "trunkline: the folder $4 can't be entered"; exit 126; }
  umask "$3"
  exec /bin/sh -e "$2/job"
  ;;
collect)
  out=$2/out
  exec <"$2/pipe"
  at=0
  set --
  while dd bs=16384 count=512 of="$out/$at" 2>/dev/null; do
    size=$(wc -c <"$out/$at")
    [ "$size" -gt 0 ] || break
    begin=$at
    at=$((at + size))
    [ "$begin" -ge "$head" ] || continue
    set -- "$@" "$begin"
    while [ $# -gt 1 ] && [ $((at - $2)) -ge "$tail" ]; do
      : >"${out%/out}/dropped"
      rm -f "$out/$1"
      shift
    done
  done
  : >"${out%/out}/collected"
  # A full disk must not stop the task, which would wait for ever.
  cat >/dev/null
  ;;
esac
