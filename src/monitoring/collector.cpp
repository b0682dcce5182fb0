// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/metrics.hpp"

#include "monitoring/collection.hpp"

#include <utility>

namespace aifactory::monitoring {

struct Collector::State {
  Collection collection;
};

Collector::Collector(transport::Host& host, std::string folder, std::vector<std::string> patterns)
    : state_(new State{Collection({host, std::move(folder), std::move(patterns), real_pacing()})}) {}

Collector::~Collector() = default;

Metrics Collector::update() {
  state_->collection.update();
  return state_->collection.metrics();
}

Metrics Collector::finish() && {
  state_->collection.update();
  return state_->collection.take();
}

Metrics collect(transport::Host& host, const std::string& folder, const std::vector<std::string>& patterns) {
  return Collector(host, folder, patterns).finish();
}

}  // namespace aifactory::monitoring
