// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/allowance.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"

#include "base/open.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory {
namespace {

using std::chrono::milliseconds;

/// Nobody waits behind more than so many others.
constexpr double deepest_debt = 1000;

milliseconds since_1970() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

/// Written over in place under a lock, without fsync: what a power cut loses is politeness, not data.
template <class Change>
auto change_shared(const std::filesystem::path& path, Pace pace, const Change& change) {
  const FileLock lock{path};
  const UniqueFd file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  std::array<char, 64> buffer;
  const auto size = ::pread(file.get(), buffer.data(), buffer.size(), 0);
  if (size < 0) throw system_error(cannot("read", path), errno);
  auto allowance = Allowance::read({buffer.data(), static_cast<std::size_t>(size)}, pace);
  const auto result = change(allowance);
  const auto text = allowance.text();
  if (::pwrite(file.get(), text.data(), text.size(), 0) < 0) throw system_error(cannot("write", path), errno);
  return result;
}

/// Takes a number and the blanks before it off the front.
template <class Number>
bool take_number(std::string_view& text, Number& number) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

}  // namespace

Allowance Allowance::read(std::string_view text, Pace pace) {
  Allowance full{pace}, known{pace};
  long long when = 0;
  if (!take_number(text, known.left_) || !take_number(text, when)) return full;
  if (!(known.left_ >= -deepest_debt && known.left_ <= pace.at_once) || when < 0) return full;
  known.at_ = milliseconds(when);
  return known;
}

/// Always of one length, so that nothing is left behind it.
std::string Allowance::text() const {
  return fmt::format("{:13.6f} {:15}\n", left_, at_.count());
}

milliseconds Allowance::take(milliseconds now) {
  const std::chrono::duration<double, std::milli> passed = std::max(now - at_, milliseconds(0));
  at_ = now;
  left_ = std::max(std::min(pace_.at_once, left_ + passed / pace_.refill) - 1, -deepest_debt);
  return std::chrono::ceil<milliseconds>(std::max(-left_, 0.0) * std::chrono::duration<double>(pace_.refill));
}

void Allowance::give_back() {
  left_ = std::min(pace_.at_once, left_ + 1);
}

milliseconds take_shared(const std::filesystem::path& file, Pace pace, milliseconds now) {
  return change_shared(file, pace, [now](Allowance& allowance) { return allowance.take(now); });
}

void await_shared(const std::filesystem::path& file, Pace pace, const std::function<void(std::chrono::seconds)>& tell) {
  const auto wait = take_shared(file, pace, since_1970());
  if (wait.count() == 0) return;
  try {
    if (wait >= std::chrono::seconds(1)) tell(std::chrono::ceil<std::chrono::seconds>(wait));
    interruptible_sleep(wait);
  } catch (const Error&) {
    give_back_shared(file, pace);
    throw;
  }
}

void give_back_shared(const std::filesystem::path& file, Pace pace) {
  change_shared(file, pace, [](Allowance& allowance) {
    allowance.give_back();
    return 0;
  });
}

}  // namespace aifactory
