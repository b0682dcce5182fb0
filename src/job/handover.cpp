// SPDX-License-Identifier: Apache-2.0
#include "job/handover.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::job {

namespace {

// A lost connection must not stop a submission half way. Signals are caught, not ignored: what is ignored stays so in
// the programs started from here, jobs of this machine among them.
constexpr std::string_view common = R"sh(
hit=
trap 'hit=1' HUP INT TERM PIPE
own_umask=$(umask)
umask 027
host=$(hostname 2>/dev/null || uname -n)
answer() { printf '@aifactory %s\n' "$*"; }
keep_id() {
  printf '%s\n' "$1" >".id.$$" || return 1
  sync ".id.$$" 2>/dev/null
  ln ".id.$$" id 2>/dev/null
  rm -f ".id.$$"
  [ -s id ]
}
tell_id() { answer taken "$(cat id)"; exit 0; }
adopt() {
  found=$(find_job) || { answer unknown 'the batch system does not answer'; exit 0; }
  [ -z "$found" ] || { keep_id "$found" && tell_id; }
}
is_gone() {
  for gone_pid in "$@"; do
    ! kill -0 "$gone_pid" 2>/dev/null || case $(ps -o stat= -p "$gone_pid" 2>/dev/null) in Z*) ;; *) return 1 ;; esac
  done
}
# Of a process on another host nothing is known: it counts as gone after five minutes. A number may be used again: after
# an hour nobody is at work any more.
is_over() {
  [ ! -s "attempt.$1.failed" ] || return 0
  read -r over_host over_pid over_time <"attempt.$1"
  over_age=$(($(date +%s) - ${over_time:-0}))
  [ "$over_age" -le 3600 ] || return 0
  if [ "$over_host" = "$host" ]; then is_gone "$over_pid" $(cat "attempt.$1.calling" 2>/dev/null)
  else [ "$over_age" -gt 300 ]
  fi
}
)sh";

// Unpacks the files, puts the code in place, calls the batch system once.
constexpr std::string_view attempt = R"sh(
give_up() {
  { printf '%s %s\n' "$1" "$2"; cat; } >".failed.$$" && mv -f ".failed.$$" "attempt.$n.failed"
  tell_failure
}
tell_failure() { answer "$(cat "attempt.$n.failed")"; exit 0; }
# Files that came only in part are nobody's refusal: the connection broke, and the next attempt brings them again.
prepare() {
  rm -rf .in work.new && mkdir .in work.new || return 1
  (cd .in && sh) || [ "$?" != 1 ] || return 1
  [ -e .in/complete ] || return 9
  rm -f .in/complete
  mv -f .in/* . && rmdir .in || return 1
  [ ! -e script ] || chmod 700 script || return 1
  [ -z "$code" ] || cp -RpP "$code/." work.new/ || return 1
  rm -rf work && mv work.new work
}
try() {
  problem=$(prepare 2>&1)
  case $?:$hit in
    0:*) ;;
    9:* | *:1) answer unknown 'the files of the run did not arrive whole'; exit 0 ;;
    *) give_up failed 73 <<EOF
$problem
EOF
    ;;
  esac
  (sh -c 'echo "$PPID"' >"attempt.$n.calling"; [ -e "attempt.$((n + 1))" ] || { umask "$own_umask"; submit_job; }) </dev/null >"attempt.$n.out" 2>"attempt.$n.err"
  status=$?
  new=$(tail -n 1 "attempt.$n.out")
  case $status:$new in
    0: | 0:*[!0-9]*) adopt; answer unknown 'the batch system gave no id'; exit 0 ;;
    0:*) keep_id "$new" && tell_id; answer taken "$new"; exit 0 ;;
    *) give_up refused "$status" <"attempt.$n.err" ;;
  esac
}
)sh";

// An attempt whose process was killed may have left its call behind, and that may be about to begin: it looks for the
// next attempt before it does, and the next attempt looks once more for it.
constexpr std::string_view submit_loop = R"sh(
wait_for_earlier() {
  earlier=1
  while [ "$earlier" -lt "$n" ]; do
    if is_over "$earlier"; then earlier=$((earlier + 1)); else pause; fi
  done
  [ "$n" = 1 ] || adopt
}
pause() {
  waited=$((waited + 1))
  [ "$waited" -le 60 ] || { answer unknown 'another process is still submitting it'; exit 0; }
  sleep 1
}
mkdir -p "$run" && cd "$run" || { answer failed 73; echo "cannot make $run"; exit 0; }
n=1 waited=0
while :; do
  [ ! -s id ] || tell_id
  now=$(date +%s)
  # A signal ends those programs, too, and an owner without a host or a time would count as gone.
  [ -n "$host" ] && [ -n "$now" ] || { answer unknown 'it was interrupted before it began'; exit 0; }
  printf '%s %s %s\n' "$host" "$$" "$now" >".owner.$$" || { answer failed 73; echo "cannot write into $run"; exit 0; }
  if ln ".owner.$$" "attempt.$n" 2>/dev/null; then rm -f ".owner.$$"; wait_for_earlier; try; fi
  rm -f ".owner.$$"
  [ -e "attempt.$n" ] || { answer failed 73; echo "cannot write into $run"; exit 0; }
  [ ! -s "attempt.$n.failed" ] || tell_failure
  if is_over "$n"; then
    adopt; sleep 2; adopt
    n=$((n + 1))
  else
    pause
  fi
done
)sh";

// A folder that is not there says "never"; one that cannot be seen says nothing.
constexpr std::string_view look_loop = R"sh(
if ! cd "$run" 2>/dev/null; then
  case $(LC_ALL=C ls -d "$run" 2>&1) in
    *'No such file'*) answer never ;;
    *) answer unknown 'its folder cannot be read' ;;
  esac
  exit 0
fi
n=1 waited=0
while [ -e "attempt.$n" ]; do
  [ ! -s id ] || tell_id
  if is_over "$n"; then n=$((n + 1)); continue; fi
  waited=$((waited + 1))
  [ "$waited" -le 15 ] || { answer unknown 'another process is still submitting it'; exit 0; }
  sleep 1
done
[ ! -s id ] || tell_id
[ "$n" -gt 1 ] || { answer never; exit 0; }
adopt
set -- attempt.*.calling
[ -e "$1" ] || { answer never; exit 0; }
answer lost
)sh";

std::string text_for(const Handover& handover, std::string_view tail) {
  return fmt::format("run={}\ncode={}\nfind_job() (\n{}\n)\nsubmit_job() (\n{}\n)\n{}{}{}",
                     shell_quote(handover.submission.run_folder), shell_quote(handover.code),
                     handover.scheduler.find_command(handover.submission.job_name),
                     handover.scheduler.submit_command(handover.submission), common, attempt, tail);
}

Settled::Kind kind_of(std::string_view word) {
  if (word == "taken") return Settled::Kind::taken;
  if (word == "refused") return Settled::Kind::refused;
  if (word == "failed") return Settled::Kind::failed;
  if (word == "never") return Settled::Kind::never;
  if (word == "lost") return Settled::Kind::lost;
  return Settled::Kind::unknown;
}

}  // namespace

std::string submit_text(const Handover& handover) {
  return text_for(handover, submit_loop);
}

std::string look_text(const Handover& handover) {
  return text_for(handover, look_loop);
}

std::string payload(const std::map<std::string, std::string>& files) {
  const auto end = "END_" + random_name(16);
  std::string text = "set -e\n";
  for (const auto& [name, content] : files) {
    if (content.find('\0') != std::string::npos)
      throw Error{
          {.kind = ErrorKind::bad_input, .what = name + " has a NUL byte", .why = "it cannot be a script or a text"}};
    text += fmt::format("cat >{} <<'{}'\n{}{}{}\n", shell_quote(name), end, content,
                        content.ends_with('\n') ? "" : "\n", end);
  }
  return text + ": >complete\n";
}

Settled read_settled(std::string_view out) {
  constexpr std::string_view mark = "@aifactory ";
  const auto start = out.find(mark);
  const auto end = out.find('\n', start);
  if (start == out.npos || end == out.npos)
    throw Error{{.kind = ErrorKind::protocol,
                 .what = "the site did not say what became of the submission",
                 .why = printable(trim(out.substr(0, 2000)), Lines::keep)}};
  const auto line = out.substr(start + mark.size(), end - start - mark.size());
  const auto blank = std::min(line.find(' '), line.size());
  const auto rest = trim(line.substr(blank));
  Settled settled{.kind = kind_of(line.substr(0, blank)), .text = std::string(trim(out.substr(end)))};
  if (settled.kind == Settled::Kind::taken) settled.id = std::string(rest);
  if (settled.kind == Settled::Kind::unknown) settled.text = std::string(rest);
  std::from_chars(rest.data(), rest.data() + rest.size(), settled.status);
  return settled;
}

}  // namespace aifactory::job
