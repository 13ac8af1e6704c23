# Runs a server for a parent that may be killed at any moment: nothing of it must outlive the parent.
# $1: log file; $2: directory to remove when the parent dies; $3: signal that ends the server quickly but
# tidily; then the server's command.
# stdin, whose other end only the parent holds: names of signals to send, one a line; "leave" lets the
# server go on by itself; the end of input means that the parent is dead.
log=$1 dir=$2 quick=$3
shift 3
rm -f -- "$dir/children"
exec 3<&0 </dev/null >>"$log" 2>&1

# In a process group of its own the server, with all it starts, gets our signals and not the terminal's.
if command -v setsid >/dev/null; then
  setsid "$@" 3<&- &
else
  set -m
  "$@" 3<&- &
fi
server=$!
trap '' HUP INT TERM # Only now, since the server would inherit it.
echo "$server" >"$dir/pid"

send() { kill -s "$1" -- "-$server"; }

kill_all() {
  # PostgreSQL's backends leave the group, so they are named; stopped, the server starts no further ones.
  send STOP
  children=$(cat "/proc/$server/task/$server/children")
  echo "$children" >"$dir/children"
  kill -s KILL -- "-$server" "$server" $children
}

# Waits until nothing of the group is left. Bounded, since a zombie that nobody reaps counts as alive.
await_end() {
  tenths=$1
  while send 0 && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
}

{
  while read -r verb <&3; do
    case $verb in
      leave) exit ;;
      KILL) kill_all ;;
      *) send "$verb" ;;
    esac
  done
  send "$quick"
  await_end 30
  kill_all
  await_end 10
  rm -rf -- "$dir"
} 2>/dev/null &
exec 3<&-

# A zombie holds nothing any more.
is_alive() {
  state=$(cat "/proc/$1/stat") || return 1
  case $state in *') Z '*) return 1 ;; esac
}

# While a backend lives, PostgreSQL does not start again on its data.
await_children() {
  tenths=100
  for child in $(cat "$dir/children"); do
    while is_alive "$child" && [ "$tenths" -gt 0 ]; do
      sleep 0.1
      tenths=$((tenths - 1))
    done
  done
}

wait "$server"
code=$?
await_end 100 2>/dev/null
await_children 2>/dev/null
exit "$code"
