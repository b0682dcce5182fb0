// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/feed.hpp"
#include "aifactory/transport/http.hpp"

namespace aifactory::transport::http {

struct FetchPipe::State {
  explicit State(Download wanted)
      : download(std::move(wanted)), feed([this](const Feed::Put& put) {
          download.watch = put.descriptor();
          facts = fetch(download, put);
        }) {}

  Download download;
  Facts facts;
  Feed feed;  ///< last: its thread uses the others
};

FetchPipe::FetchPipe(Download download) : state_(std::make_unique<State>(std::move(download))) {}

FetchPipe::~FetchPipe() = default;

int FetchPipe::descriptor() const {
  return state_->feed.descriptor();
}

Facts FetchPipe::finish() {
  state_->feed.finish();
  return state_->facts;
}

}  // namespace aifactory::transport::http
