// SPDX-License-Identifier: Apache-2.0
#include "cli/log_output.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/output/log_line.hpp"

#include <cstdlib>
#include <ostream>

namespace aifactory::cli {
namespace {

using output::Stream;

bool can_erase_lines() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

/// To pipes the bytes as they are; to a terminal lines that do no harm, and below them the newest unfinished one.
class TextOutput final : public LogOutput {
 public:
  TextOutput(const output::Terminal& terminal, TextForm form)
      : terminal_(terminal), form_(form), can_erase_(can_erase_lines()) {}

  bool takes_bytes(const LogKey& key) const override {
    return form_.prefix == Prefix::no && form_.mixed == Mixed::no && !stream_of(key).terminal;
  }

  void bytes(const LogKey& key, std::string_view bytes) override { write(key, bytes); }

  void line(const LogKey& key, std::uint64_t, std::string_view text) override {
    const bool ended = text.ends_with('\n');
    if (stream_of(key).terminal) {
      settle();
      text.remove_suffix(ended ? 1 : 0);
      return write(key, prefix_of(key) + shown(key, text, output::End::closed) + "\n");
    }
    std::string whole = prefix_of(key).append(text);
    if (!ended && (form_.prefix == Prefix::yes || form_.mixed == Mixed::yes)) whole += '\n';
    write(key, whole);
  }

  void live(const LogKey& key, std::string_view text) override {
    const auto& stream = stream_of(key);
    if (!stream.terminal || !can_erase_ || text.size() > 65536) return;
    settle();
    const auto label = form_.prefix == Prefix::yes ? "[" + log_label(key) + "] " : "";
    auto line = label + output::terminal_line(text, output::Colors::drop, output::End::open);
    if (line.empty()) return;
    write(key, shorten(line, stream.columns - 1));
    live_ = &stream == &terminal_.result ? Drawn::on_result : Drawn::on_talk;
  }

  void settle() override {
    if (live_ == Drawn::nowhere) return;
    constexpr std::string_view erase = "\r\x1b[K";
    if (live_ == Drawn::on_result) output::print(terminal_, erase);
    if (live_ == Drawn::on_talk) say(erase);
    live_ = Drawn::nowhere;
  }

 private:
  enum class Drawn { nowhere, on_result, on_talk };

  bool on_result(const LogKey& key) const {
    return key.stream == LogKey::Stream::out || form_.errors == Errors::on_stdout;
  }
  const Stream& stream_of(const LogKey& key) const { return on_result(key) ? terminal_.result : terminal_.talk; }

  std::string shown(const LogKey& key, std::string_view text, output::End end) const {
    return output::terminal_line(text, stream_of(key).color ? output::Colors::keep : output::Colors::drop, end);
  }

  std::string prefix_of(const LogKey& key) const {
    if (form_.prefix == Prefix::no) return "";
    return output::styled(stream_of(key), output::Style::cyan, "[" + log_label(key) + "]") + " ";
  }

  void write(const LogKey& key, std::string_view text) { on_result(key) ? output::print(terminal_, text) : say(text); }

  void say(std::string_view text) {
    std::ostream& out = *terminal_.talk.out;
    out.write(text.data(), static_cast<std::streamsize>(text.size())).flush();
    out.clear();
  }

  const output::Terminal& terminal_;
  TextForm form_;
  bool can_erase_;
  Drawn live_ = Drawn::nowhere;
};

}  // namespace

std::unique_ptr<LogOutput> make_text_output(const output::Terminal& terminal, TextForm form) {
  return std::make_unique<TextOutput>(terminal, form);
}

}  // namespace aifactory::cli
