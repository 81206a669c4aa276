# When a process began, which tells it from a later one with its number: nothing for one that is over, `-` where nothing tells.
since() {
  if [ -r "/proc/$1/stat" ]; then
    # Behind the name, which may hold anything. A dead one may keep its number where nobody takes notice of its end.
    (
      set -- $(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null)
      case ${1:-Z} in Z | X) ;; *) shift 19 && echo "$1" ;; esac
    )
  else
    began=$(LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null | tr -d ' ')
    if [ -n "$began" ]; then echo "$began"; elif kill -0 "$1" 2>/dev/null; then echo -; fi
  fi
}
