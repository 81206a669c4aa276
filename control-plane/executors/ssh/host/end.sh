# Ends a run on the host, or clears away what an ended one needs no more. Set before it: key, nonce, act (cancel, clear), grace (seconds), and
# the function since.
# Says `over` when nothing of it runs, `missing`, or `runs`.

echo "trunkline-$nonce"
dir=${HOME:-}/.trunkline/runs/$key
[ -d "$dir" ] || dir=${TMPDIR:-/tmp}/trunkline-$(id -u)/runs/$key
if [ ! -d "$dir" ]; then
  dir=${HOME:-}/.trunkline/runs/$key
  # What was sent, and has not begun, finds the folder made and begins no more.
  [ "$act" = cancel ] && mkdir -p "${dir%/*}" 2>/dev/null && mkdir "$dir" 2>/dev/null && echo "143 TERM" >"$dir/exit" ||
    { echo missing; exit 0; }
fi

if [ "$act" = cancel ]; then
  tenths=0
  pause() {
    if sleep 0.1 2>/dev/null; then tenths=$((tenths + 1)); else sleep 1; tenths=$((tenths + 10)); fi
  }
  while [ ! -s "$dir/watcher" ] && [ ! -e "$dir/exit" ] && [ $tenths -lt 50 ]; do pause; done
  watcher=0 group=0 began=-
  [ ! -s "$dir/watcher" ] || read -r watcher group began <"$dir/watcher"
  if [ ! -e "$dir/exit" ] && [ "$group" -gt 1 ] && [ "$(since "$watcher")" = "$began" ]; then
    kill -TERM "-$group" 2>/dev/null
    tenths=0
    while [ ! -e "$dir/exit" ] && [ $tenths -lt $((grace * 10)) ]; do pause; done
    kill -KILL "-$group" 2>/dev/null
  fi
  # Those that left the group are known by a variable, where /proc shows it.
  for entry in $(grep -lzs "^TRUNKLINE_RUN_KEY=$key\$" /proc/[0-9]*/environ 2>/dev/null); do
    entry=${entry#/proc/}
    kill -KILL "${entry%/environ}" 2>/dev/null
  done
  tenths=0
  while [ ! -e "$dir/exit" ] && [ $tenths -lt 50 ]; do pause; done
  [ -e "$dir/exit" ] || { echo runs; exit 0; }
fi

# How it ended stays for a week: a worker may die before it has written that down, and must find it here.
if [ "$act" = clear ] && [ -e "$dir/exit" ]; then
  rm -rf "$dir/out" "$dir/job" "$dir/pipe" "$dir/trouble" "$dir/collected" "$dir/dropped" "$dir/ended"
  find "${dir%/*}" -name exit -mtime +7 2>/dev/null | while IFS= read -r old; do
    case $old in "${dir%/*}"/*/exit) rm -rf "${old%/exit}" ;; esac
  done
fi
echo over
