// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/candidates.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/load_key.hpp"
#include "transport/ssh/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

using Path = std::filesystem::path;

/// A certificate file that is valid now.
struct Certified {
  Path path;
  std::string blob;
  std::string plain_blob;
};

class Finder {
 public:
  Finder(const Endpoint& endpoint, const Target& target, Time now) : endpoint_(endpoint), target_(target), now_(now) {}

  Candidates run() {
    if (endpoint_.agent) in_agent_ = list_agent_keys(*endpoint_.agent);
    const auto named = target_.certificates.empty() ? Named::no : Named::yes;
    for (const auto& path : endpoint_.certificates)
      doing_without(named == Named::no, [&] { read_certificate(path, named); });
    for (const auto& path : endpoint_.identities)
      doing_without(target_.identities.empty(), [&] { read_identity(path); });
    add_agent_keys();
    for (auto& candidate : from_files_)
      add(std::move(candidate));
    if (found_.list.empty() && !expired_.empty() && !target_.password) throw_expired();
    if (found_.list.size() > most_keys) {
      found_.remarks.push_back(fmt::format("only the first {} keys were offered; name the right one", most_keys));
      found_.list.resize(most_keys);
    }
    return std::move(found_);
  }

 private:
  enum class Named { yes, no };

  /// What nobody has named for this site, a file in ~/.ssh or of ssh_config, is remarked upon when it cannot be read,
  /// and that is all: ssh goes on with the others too.
  template <class Read>
  void doing_without(bool may, const Read& read) {
    try {
      read();
    } catch (const Error& error) {
      if (!may) throw;
      found_.remarks.push_back(error.failure().what + (error.failure().why.empty() ? "" : ": " + error.failure().why));
    }
  }

  void read_identity(const Path& path) {
    auto beside = path;
    beside += "-cert.pub";
    doing_without(true, [&] { read_certificate(beside, Named::no); });
    if (!std::filesystem::exists(path) && target_.identities.empty()) return;
    const auto file = read_public_side(path);
    if (!file.key.is_private && !file.key.blob) return;
    if (file.key.blob) identity_blobs_.push_back(*file.key.blob);
    if (!file.key.is_private) return;  // only the agent has its other half
    require_privacy(path);
    offer_file(path, file.key);
  }

  /// As ssh does: a key that others could read is nobody's proof.
  static void require_privacy(const Path& path) {
    constexpr mode_t others = 077;
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0 || status.st_uid != ::getuid() || (status.st_mode & others) == 0) return;
    throw Error{{.kind = ErrorKind::config,
                 .what = fmt::format("the private key {} is open to others", printable(path.string())),
                 .why = fmt::format("its mode is {:04o}; ssh does not use such a key either", status.st_mode & 07777),
                 .hint = "chmod 600 " + shell_quote(path.string())}};
  }

  /// A .pub file may stand for a key that only the agent holds.
  static KeyFile read_public_side(const Path& path) {
    auto beside = path;
    beside += ".pub";
    if (!std::filesystem::exists(path) && std::filesystem::exists(beside)) return read_key_file(beside);
    return read_key_file(path);
  }

  void offer_file(const Path& path, const KeyText& key) {
    Candidate plain{.label = path.string(),
                    .fingerprint = key.blob ? fingerprint_of(*key.blob) : "",
                    .blob = key.blob.value_or(""),
                    .private_key = path,
                    .certificate = {},
                    .in_agent = false,
                    .encrypted = key.encrypted};
    bool has_certificate = false;
    for (const auto& certificate : certificates_) {
      if (certificate.plain_blob != plain.blob) continue;
      auto certified = plain;
      certified.label = certificate.path.string();
      certified.blob = certificate.blob;
      certified.certificate = certificate.path;
      from_files_.push_back(std::move(certified));
      has_certificate = true;
    }
    // Where certificates are used, the plain key is not known to the server: offering it only costs a refusal.
    const bool had_one = std::ranges::find(expired_plain_, plain.blob) != expired_plain_.end();
    if (!has_certificate && !had_one) from_files_.push_back(std::move(plain));
  }

  void read_certificate(const Path& path, Named named) {
    if (named == Named::no && !std::filesystem::exists(path)) return;
    const auto file = read_key_file(path);
    if (!file.key.blob || !is_certificate_type(file.key.type)) return;
    const auto certificate = parse_certificate(*file.key.blob);
    if (const auto why = why_invalid(certificate)) {
      expired_.push_back(fmt::format("the certificate {} {}", path.string(), *why));
      expired_plain_.push_back(certificate.plain_blob);
      found_.remarks.push_back(expired_.back());
      return;
    }
    certificates_.push_back({.path = path, .blob = *file.key.blob, .plain_blob = certificate.plain_blob});
    identity_blobs_.push_back(*file.key.blob);
  }

  std::optional<std::string> why_invalid(const Certificate& certificate) const {
    if (certificate.valid_until && *certificate.valid_until <= now_)
      return fmt::format("expired {} ({})", relative_time(*certificate.valid_until, now_),
                         format_time(*certificate.valid_until));
    if (certificate.valid_from && *certificate.valid_from > now_)
      return fmt::format("is valid only from {}; is this machine's clock right?", format_time(*certificate.valid_from));
    return {};
  }

  /// Those that also stand in files or were named come first.
  void add_agent_keys() {
    const auto is_named = [&](const AgentKey& key) {
      return std::ranges::find(identity_blobs_, key.blob) != identity_blobs_.end() || certifies_identity(key.blob);
    };
    std::stable_partition(in_agent_.begin(), in_agent_.end(), is_named);
    for (const auto& key : in_agent_) {
      if (endpoint_.identities_only && !is_named(key)) continue;
      try {
        add_agent_key(key);
      } catch (const Error&) {
        continue;  // a kind of key not known here
      }
    }
  }

  bool certifies_identity(const std::string& blob) const {
    try {
      const auto plain = parse_certificate(blob).plain_blob;
      return std::ranges::find(identity_blobs_, plain) != identity_blobs_.end();
    } catch (const Error&) {
      return false;  // a plain key
    }
  }

  void add_agent_key(const AgentKey& key) {
    Candidate candidate;
    candidate.label = fmt::format("{} (agent)", printable(key.comment));
    candidate.blob = key.blob;
    candidate.in_agent = true;
    auto plain = key.blob;
    if (is_certificate_type(WireReader{key.blob}.text())) {
      const auto certificate = parse_certificate(key.blob);
      if (const auto why = why_invalid(certificate)) {
        expired_.push_back(fmt::format("the certificate {} {}", candidate.label, *why));
        found_.remarks.push_back(expired_.back());
        return;
      }
      plain = certificate.plain_blob;
    }
    candidate.fingerprint = fingerprint_of(plain);
    add(std::move(candidate));
  }

  void add(Candidate candidate) {
    const auto same = [&](const Candidate& other) { return !other.blob.empty() && other.blob == candidate.blob; };
    if (std::ranges::none_of(found_.list, same)) found_.list.push_back(std::move(candidate));
  }

  [[noreturn]] void throw_expired() const {
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("no valid certificate to log in with as {}", endpoint_.label()),
                 .why = join(expired_, "\n"),
                 .hint =
                     "get a new certificate the way the site describes (`aifactory account login` says where), then "
                     "run the command again"}};
  }

  const Endpoint& endpoint_;
  const Target& target_;
  Time now_;
  Candidates found_;
  std::vector<AgentKey> in_agent_;
  std::vector<Certified> certificates_;
  std::vector<std::string> identity_blobs_;
  std::vector<std::string> expired_;
  std::vector<std::string> expired_plain_;
  std::vector<Candidate> from_files_;
};

}  // namespace

Candidates find_candidates(const Endpoint& endpoint, const Target& target, Time now) {
  return Finder{endpoint, target, now}.run();
}

}  // namespace aifactory::transport::ssh
