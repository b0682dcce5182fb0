// SPDX-License-Identifier: Apache-2.0
//
// relay: a bad network for tests. It listens on one address, connects each client to another, and passes the bytes on
// late, slowly, up to a point, or not at all. One thread, nothing but POSIX: g++ -std=c++20 -O2 relay.cpp -o relay
//
//   --listen HOST:PORT        port 0 takes a free one          --to HOST:PORT   where each connection goes on to
//   --port-file FILE          the port, written once it listens
//   --delay-ms N              each byte arrives N ms later, each way: a round trip takes 2 N (connecting takes nothing)
//   --rate BYTES_PER_S        the link's speed each way, shared by all connections
//   --cut-after-bytes N,N...  all connections are reset when that many bytes have been passed on, in total, both ways
//   --cuts N --seed S --span BYTES   the same at N random points up to BYTES; the same seed cuts at the same points
//   --freeze-after-bytes N    from then on nothing passes, though all connections stay open: a dead peer
//   --stats FILE              lines "NAME NUMBER", rewritten at each connection and cut, and at the end
//
// SIGUSR1 resets all connections now, and ends a freeze. SIGUSR2 refuses new connections, until the next SIGUSR2.
// SIGTERM and SIGINT end it. "Passed on" means handed to the kernel: a reset may still discard the last of it.

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <random>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::size_t read_size = 256 * 1024;
// How much may be under way in one direction of a connection; a long fat link holds a lot.
constexpr std::size_t queue_limit_plain = 4U << 20U;
constexpr std::size_t queue_limit_delayed = 256U << 20U;
// How far the link may be booked ahead before nothing more is read.
constexpr auto rate_slack = std::chrono::milliseconds(10);

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Address {
  std::string host;
  std::string port;
};

struct Options {
  Address listen;
  Address to;
  std::chrono::milliseconds delay{0};
  std::uint64_t rate = 0;  // 0: unlimited
  std::vector<std::uint64_t> cuts;
  std::uint64_t freeze = UINT64_MAX;
  std::string port_file;
  std::string stats_file;
};

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::runtime_error("not a number: " + std::string(text));
  return value;
}

std::vector<std::uint64_t> numbers(std::string_view text) {
  std::vector<std::uint64_t> values;
  std::istringstream parts{std::string(text)};
  for (std::string part; std::getline(parts, part, ',');)
    values.push_back(number(part));
  return values;
}

Address address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) throw std::runtime_error("not HOST:PORT: " + std::string(text));
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Options parse_options(int argc, char** argv) {
  Options options;
  std::uint64_t cuts = 0;
  std::uint64_t seed = 0;
  std::uint64_t span = 1;
  const std::map<std::string_view, std::function<void(std::string_view)>> known{
      {"--listen", [&](auto value) { options.listen = address(value); }},
      {"--to", [&](auto value) { options.to = address(value); }},
      {"--port-file", [&](auto value) { options.port_file = value; }},
      {"--delay-ms", [&](auto value) { options.delay = std::chrono::milliseconds(number(value)); }},
      {"--rate", [&](auto value) { options.rate = number(value); }},
      {"--cut-after-bytes", [&](auto value) { options.cuts = numbers(value); }},
      {"--cuts", [&](auto value) { cuts = number(value); }},
      {"--seed", [&](auto value) { seed = number(value); }},
      {"--span", [&](auto value) { span = std::max<std::uint64_t>(number(value), 1); }},
      {"--freeze-after-bytes", [&](auto value) { options.freeze = number(value); }},
      {"--stats", [&](auto value) { options.stats_file = value; }},
  };
  for (int i = 1; i < argc; i += 2) {
    const auto option = known.find(argv[i]);
    if (option == known.end() || i + 1 == argc)
      throw std::runtime_error(std::string("unknown, or without a value: ") + argv[i]);
    option->second(argv[i + 1]);
  }
  if (options.listen.host.empty() || options.to.host.empty()) throw std::runtime_error("--listen and --to are needed");
  // The standard fixes what this generator gives, and so the points; it would not for a distribution.
  std::mt19937_64 random(seed);
  for (std::uint64_t i = 0; i < cuts; ++i)
    options.cuts.push_back(1 + random() % span);
  std::erase(options.cuts, 0);
  std::ranges::sort(options.cuts);
  return options;
}

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

AddressList resolve(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &list); error != 0)
    throw std::runtime_error(address.host + ": " + gai_strerror(error));
  return {list, &freeaddrinfo};
}

Fd open_socket(const addrinfo& address) {
  Fd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) fail("socket");
  return fd;
}

template <typename Value>
void set_option(const Fd& fd, int level, int name, const Value& value) {
  if (::setsockopt(fd.get(), level, name, &value, sizeof value) != 0) fail("setsockopt");
}

Fd listen_on(const addrinfo& address) {
  Fd fd = open_socket(address);
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0) fail("bind");
  if (::listen(fd.get(), SOMAXCONN) != 0) fail("listen");
  return fd;
}

void write_file(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  const std::string part = path + ".part";
  std::ofstream(part) << text;
  if (std::rename(part.c_str(), path.c_str()) != 0) fail(path);
}

// What happens once the bytes before it have arrived.
enum class Then { nothing, shut_down, reset };

struct Chunk {
  Time due;
  std::vector<char> bytes;
  Then then = Then::nothing;
  std::size_t sent = 0;
};

// One direction of the road between the two sides, shared by all connections.
struct Link {
  Time free;                 // when it will have sent all it was given
  std::uint64_t passed = 0;  // bytes handed to the receivers
};

// One direction of a connection.
struct Pipe {
  const Fd& from;
  const Fd& to;
  Link& link;
  std::deque<Chunk> queue{};
  std::size_t queued = 0;
  bool ready = false;     // the sender has something for us
  bool blocked = false;   // the receiver takes nothing now
  bool reading = true;    // no end seen yet
  bool finished = false;  // the end has arrived
};

struct Connection {
  Connection(Fd client_fd, Fd server_fd, Link& up_link, Link& down_link)
      : client(std::move(client_fd)),
        server(std::move(server_fd)),
        up{client, server, up_link},
        down{server, client, down_link} {}

  Fd client;
  Fd server;
  Pipe up;
  Pipe down;
  bool lost = false;
};

// The kernel discards what it has not sent, and tells the other side that the connection is gone.
void reset(Connection& connection) {
  const linger none{.l_onoff = 1, .l_linger = 0};
  for (const Fd* fd : {&connection.client, &connection.server})
    set_option(*fd, SOL_SOCKET, SO_LINGER, none);
  connection.lost = true;
}

volatile sig_atomic_t cut_wanted = 0;
volatile sig_atomic_t refusal_toggled = 0;
volatile sig_atomic_t end_wanted = 0;

void on_signal(int number) {
  (number == SIGUSR1 ? cut_wanted : number == SIGUSR2 ? refusal_toggled : end_wanted) = 1;
}

class Relay {
 public:
  explicit Relay(Options options) : options_(std::move(options)), target_(resolve(options_.to)) {}

  void run() {
    start_listening();
    write_file(options_.port_file, options_.listen.port + "\n");
    write_stats();
    while (end_wanted == 0) {
      wait();
      now_ = Clock::now();
      obey_signals();
      accept_all();
      for (auto& connection : connections_)
        for (Pipe* pipe : {&connection.up, &connection.down}) {
          receive(*pipe);
          deliver(connection, *pipe);
        }
      const auto is_over = [](const Connection& c) { return c.lost || (c.up.finished && c.down.finished); };
      if (std::erase_if(connections_, is_over) != 0) write_stats();
    }
    write_stats();
  }

 private:
  void start_listening() {
    const AddressList address = resolve(options_.listen);
    listener_ = listen_on(*address);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    char port[NI_MAXSERV];
    if (getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) fail("getsockname");
    getnameinfo(reinterpret_cast<sockaddr*>(&bound), size, nullptr, 0, port, sizeof port, NI_NUMERICSERV);
    options_.listen.port = port;  // after a refusal, the same again
  }

  // Sleeps until a socket can go on, a byte is due, the link is free again, or a signal comes.
  void wait() {
    std::vector<pollfd> polls{{.fd = listener_.get(), .events = POLLIN, .revents = 0}};
    std::vector<std::pair<Pipe*, Pipe*>> pipes{{nullptr, nullptr}};  // that read from, and write to, the socket polled
    Time wake = Time::max();
    const auto add = [&](const Fd& fd, Pipe& in, Pipe& out) {
      const bool booked_out = in.link.free > now_ + rate_slack;
      const bool reads = in.reading && !is_full(in);
      if (reads && booked_out) wake = std::min(wake, in.link.free - rate_slack);
      if (!out.queue.empty() && !out.blocked) wake = std::min(wake, out.queue.front().due);
      const int events = (reads && !booked_out ? POLLIN : 0) | (out.blocked ? POLLOUT : 0);
      if (events == 0) return;  // or a hang-up would wake us again and again
      polls.push_back({.fd = fd.get(), .events = static_cast<short>(events), .revents = 0});
      pipes.emplace_back(&in, &out);
    };
    if (!frozen())
      for (auto& connection : connections_) {
        add(connection.client, connection.up, connection.down);
        add(connection.server, connection.down, connection.up);
      }

    const auto pause = std::max(wake - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(pause);
    const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = (pause - seconds).count()};
    sigset_t none;  // signals are blocked but here
    sigemptyset(&none);
    if (::ppoll(polls.data(), polls.size(), wake == Time::max() ? nullptr : &timeout, &none) < 0) {
      if (errno != EINTR) fail("ppoll");
      return;
    }
    for (std::size_t i = 1; i < polls.size(); ++i) {
      const int trouble = POLLERR | POLLHUP;
      if ((polls[i].revents & (POLLIN | trouble)) != 0) pipes[i].first->ready = true;
      if ((polls[i].revents & (POLLOUT | trouble)) != 0) pipes[i].second->blocked = false;
    }
  }

  void obey_signals() {
    if (std::exchange(cut_wanted, 0) != 0) {
      if (frozen()) options_.freeze = UINT64_MAX;
      cut_all();
    }
    if (std::exchange(refusal_toggled, 0) != 0) {
      if (listener_.get() >= 0)
        listener_ = Fd();
      else
        start_listening();
    }
  }

  // The connection onwards need not be there yet: until then, its socket neither gives nor takes.
  void accept_all() {
    while (listener_.get() >= 0) {
      Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (client.get() < 0) {
        if (errno == EAGAIN || errno == ECONNABORTED) return;
        fail("accept");
      }
      Fd server = open_socket(*target_);
      for (const Fd* fd : {&client, &server})
        set_option(*fd, IPPROTO_TCP, TCP_NODELAY, 1);
      const bool refused = ::connect(server.get(), target_->ai_addr, target_->ai_addrlen) != 0 && errno != EINPROGRESS;
      auto& connection = connections_.emplace_back(std::move(client), std::move(server), up_, down_);
      if (refused) reset(connection);
      ++accepted_;
      write_stats();
    }
  }

  void receive(Pipe& pipe) {
    if (!std::exchange(pipe.ready, false) || frozen()) return;
    // With a rate, sips of what the link sends in the slack.
    const auto slack_bytes = std::max<std::uint64_t>(options_.rate / (std::chrono::seconds(1) / rate_slack), 1);
    const std::size_t size = options_.rate == 0 ? read_size : std::min<std::size_t>(read_size, slack_bytes);
    const ssize_t count = ::recv(pipe.from.get(), buffer_.data(), size, 0);
    if (count < 0 && errno == EAGAIN) return;

    Chunk chunk{.due = now_ + options_.delay, .bytes = {}};
    if (count > 0)
      chunk.bytes.assign(buffer_.begin(), buffer_.begin() + count);
    else {
      pipe.reading = false;
      chunk.then = count == 0 ? Then::shut_down : Then::reset;
    }
    if (options_.rate != 0) {
      const auto nanoseconds = chunk.bytes.size() * 1'000'000'000 / options_.rate;
      pipe.link.free = std::max(pipe.link.free, now_) + std::chrono::nanoseconds(nanoseconds);
      chunk.due = pipe.link.free + options_.delay;
    }
    pipe.queued += chunk.bytes.size();
    pipe.queue.push_back(std::move(chunk));
  }

  void deliver(Connection& connection, Pipe& pipe) {
    while (!connection.lost && !frozen() && !pipe.blocked && !pipe.queue.empty() && pipe.queue.front().due <= now_) {
      auto& chunk = pipe.queue.front();
      if (chunk.sent < chunk.bytes.size()) {
        const auto size = std::min<std::uint64_t>(chunk.bytes.size() - chunk.sent, allowance());
        const ssize_t count = ::send(pipe.to.get(), chunk.bytes.data() + chunk.sent, size, MSG_NOSIGNAL);
        if (count < 0) {
          if (errno == EAGAIN)
            pipe.blocked = true;
          else
            reset(connection);
          return;
        }
        chunk.sent += static_cast<std::size_t>(count);
        pipe.queued -= static_cast<std::size_t>(count);
        pipe.link.passed += static_cast<std::uint64_t>(count);
        if (!options_.cuts.empty() && passed() >= options_.cuts.front()) cut_all();
      } else {
        if (chunk.then == Then::reset) reset(connection);
        if (chunk.then == Then::shut_down) ::shutdown(pipe.to.get(), SHUT_WR);
        pipe.finished = chunk.then != Then::nothing;
        pipe.queue.pop_front();
      }
    }
  }

  void cut_all() {
    for (auto& connection : connections_)
      reset(connection);
    std::erase_if(options_.cuts, [this](std::uint64_t point) { return point <= passed(); });
    ++cuts_done_;
  }

  [[nodiscard]] bool is_full(const Pipe& pipe) const {
    return pipe.queued >= (options_.delay == options_.delay.zero() ? queue_limit_plain : queue_limit_delayed);
  }

  // How many bytes may pass before a cut or the freeze.
  [[nodiscard]] std::uint64_t allowance() const {
    const std::uint64_t end =
        options_.cuts.empty() ? options_.freeze : std::min(options_.freeze, options_.cuts.front());
    return end - passed();
  }

  void write_stats() const {
    write_file(options_.stats_file, "connections " + std::to_string(accepted_) + "\nup " + std::to_string(up_.passed) +
                                        "\ndown " + std::to_string(down_.passed) + "\ncuts " +
                                        std::to_string(cuts_done_) + "\n");
  }

  [[nodiscard]] std::uint64_t passed() const { return up_.passed + down_.passed; }
  [[nodiscard]] bool frozen() const { return passed() >= options_.freeze; }

  Options options_;  // its cuts are those still to come
  AddressList target_;
  Fd listener_;
  std::list<Connection> connections_;  // a list, as a pipe points into its connection
  std::vector<char> buffer_ = std::vector<char>(read_size);
  Link up_;
  Link down_;
  std::uint64_t accepted_ = 0;
  std::uint64_t cuts_done_ = 0;
  Time now_ = Clock::now();
};

// Blocked but while the relay sleeps, so that none is missed between a look and a nap.
void take_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigset_t taken;
  sigemptyset(&taken);
  for (const int number : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT}) {
    sigaction(number, &action, nullptr);
    sigaddset(&taken, number);
  }
  sigprocmask(SIG_BLOCK, &taken, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    take_signals();
    Relay(parse_options(argc, argv)).run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "relay: %s\n", error.what());
    return 1;
  }
}
