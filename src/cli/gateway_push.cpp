// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include "cli/metrics_push.hpp"
#include "cli/records/metrics_record.hpp"

namespace aifactory::cli {

namespace http = transport::http;

void push_to_gateway(const std::string& url, std::span<const RunNumbers> runs) {
  std::string base = url;
  while (base.ends_with('/'))
    base.pop_back();
  for (const RunNumbers& numbers : runs) {
    const std::string address = base + "/metrics/job/aifactory/run/" + numbers.run.name;
    const auto response = http::send({.method = http::Method::put,
                                      .url = address,
                                      .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                                      .body = open_metrics_text(std::span(&numbers, 1))});
    http::require_ok(response, "push metrics to " + http::shown(address));
    if (trim(response.body).starts_with('<'))  // of a login page, or another web server
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "cannot push metrics to " + http::shown(address) + ": a web page answers",
                   .hint = "is there a Prometheus Pushgateway at this address?"}};
  }
}

}  // namespace aifactory::cli
