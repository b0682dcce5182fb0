// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/frame.hpp"

#include "aifactory/base/error.hpp"

#include <cstring>

namespace aifactory::transport {

FrameHeader encode(Frame frame) {
  FrameHeader header = {};
  header[0] = static_cast<std::byte>(frame.kind);
  std::memcpy(&header[4], &frame.size, sizeof frame.size);
  return header;
}

Frame decode(const FrameHeader& header) {
  Frame frame = {.kind = static_cast<FrameKind>(header[0])};
  std::memcpy(&frame.size, &header[4], sizeof frame.size);
  const bool known = frame.kind >= FrameKind::hello && frame.kind <= FrameKind::give_back;
  if (!known || frame.size > frame_payload_limit)
    throw Error{{.kind = ErrorKind::protocol, .what = "unreadable message from the connection's keeper"}};
  return frame;
}

}  // namespace aifactory::transport
