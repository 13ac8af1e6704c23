# Runs a server for a parent that may be killed at any moment: nothing of it must outlive the parent.
# $1: log file; $2: directory to remove when the parent dies; then the server's command.
# stdin, whose other end only the parent holds: names of signals to send, one a line; "leave" lets the
# server go on by itself; the end of input means that the parent is dead.
log=$1 dir=$2
shift 2
exec 3<&0 </dev/null >>"$log" 2>&1
trap : HUP INT TERM

# In a process group of its own the server, with all it starts, gets our signals and not the terminal's.
if command -v setsid >/dev/null; then
  setsid "$@" 3<&- &
else
  set -m
  "$@" 3<&- &
fi
server=$!
echo "$server" >"$dir/pid"

kill_all() {
  # PostgreSQL's backends leave the group, so they are named; stopped, the server starts no further ones.
  kill -s STOP -- "-$server"
  children=$(cat "/proc/$server/task/$server/children")
  kill -s KILL -- "-$server" "$server" $children
}

{
  while read -r verb <&3; do
    case $verb in
      leave) exit ;;
      KILL) kill_all ;;
      *) kill -s "$verb" -- "-$server" ;;
    esac
  done
  kill_all
  rm -rf -- "$dir"
} 2>/dev/null &
exec 3<&-

while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  code=$?
done
exit "$code"
