// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/svg.hpp"

#include "cli/report.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--line:#d9dee3;--soft:#f3f5f7;--dim:#57606a}
@media(prefers-color-scheme:dark){:root{--line:#30363d;--soft:#161b22;--dim:#9da7b1}body{background:#0d1117;color:#e6edf3}}
body{font:15px/1.5 system-ui,'DejaVu Sans',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .8rem .25rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{font-weight:600;white-space:nowrap}td.n,th.n{text-align:right}
.dim{color:var(--dim)}pre{background:var(--soft);padding:.8rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;
font-size:12.5px}svg{max-width:100%;height:auto;display:block;margin:.6rem 0}li{margin:.2rem 0}
@media print{body{margin:0;max-width:none;font-size:11pt;background:#fff;color:#000}svg,pre,tr{break-inside:avoid}h2{break-after:avoid}}
)css";

}  // namespace

std::string html_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n{2}</body>\n</html>\n",
      output::escape_markup(title), style, body);
}

}  // namespace aifactory::cli
