// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/open_metrics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace aifactory::output {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

std::string line_of(const Sample& sample) {
  std::string labels;
  for (const auto& [name, value] : sample.labels)
    labels += fmt::format("{}{}=\"{}\"", labels.empty() ? "" : ",", name, escaped(value));
  return fmt::format("{}{}{}{} {}\n", sample.family, labels.empty() ? "" : "{", labels, labels.empty() ? "" : "}",
                     number(sample.value));
}

}  // namespace

std::string open_metrics(const std::vector<Sample>& samples, const std::map<std::string, std::string>& help) {
  std::map<std::string, std::string> families;
  for (const Sample& sample : samples)
    families[sample.family] += line_of(sample);
  std::string out;
  for (const auto& [name, lines] : families) {
    out += fmt::format("# TYPE {} gauge\n", name);
    if (const auto text = help.find(name); text != help.end())
      out += fmt::format("# HELP {} {}\n", name, escaped(text->second));
    out += lines;
  }
  return out + "# EOF\n";
}

}  // namespace aifactory::output
