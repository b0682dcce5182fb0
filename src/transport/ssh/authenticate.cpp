// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/authenticate.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/key_offer.hpp"
#include "transport/ssh/secrets.hpp"
#include "transport/ssh/waiting.hpp"

#include <fmt/format.h>

#include <array>

namespace aifactory::transport::ssh {
namespace {

struct MethodName {
  unsigned method;
  std::string_view name;
};
constexpr std::array<MethodName, 5> method_names = {{{SSH_AUTH_METHOD_PUBLICKEY, "publickey"},
                                                     {SSH_AUTH_METHOD_PASSWORD, "password"},
                                                     {SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"},
                                                     {SSH_AUTH_METHOD_HOSTBASED, "hostbased"},
                                                     {SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"}}};

std::string names_of(unsigned methods) {
  std::vector<std::string> names;
  for (const auto& [method, name] : method_names)
    if ((methods & method) != 0) names.emplace_back(name);
  return names.empty() ? "nothing" : join(names, ", ");
}

class Authentication {
 public:
  Authentication(ssh_session session, const LoginRequest& request, Person& person)
      : session_(session), request_(request), secrets_(request.target, person, request.endpoint.label()) {}

  void run() {
    if (keys_left()) offer_next_key();
    if (!done_ && offered() == 0) take(ask([&] { return ssh_userauth_none(session_, nullptr); }));
    while (!done_) {
      tell_banner();
      step();
    }
  }

 private:
  template <class Call>
  int ask(const Call& call) {
    return await(session_, login_patience, SSH_AUTH_AGAIN, call);
  }

  bool keys_left() const { return request_.methods == Methods::all && next_key_ < request_.candidates.list.size(); }

  /// One further method, chosen from those that the server would go on with.
  void step() {
    if (offers(SSH_AUTH_METHOD_PUBLICKEY) && keys_left()) return offer_next_key();
    const bool password_at_hand = request_.target.password && !request_.target.one_time_code;
    if (password_at_hand && may_use(SSH_AUTH_METHOD_PASSWORD)) return send_password();
    if (may_use(SSH_AUTH_METHOD_INTERACTIVE)) return converse();
    if (may_use(SSH_AUTH_METHOD_PASSWORD)) return send_password();
    throw_refused();
  }

  unsigned offered() const { return static_cast<unsigned>(ssh_userauth_list(session_, nullptr)); }
  bool offers(unsigned method) const { return (offered() & method) != 0; }

  /// After a refusal of what a person or command said, nothing further is said unless a method went well in between.
  bool may_use(unsigned method) const { return offers(method) && !secret_refused_ && (used_ & method) == 0; }

  void offer_next_key() {
    const auto& candidate = request_.candidates.list[next_key_++];
    tried_ += fmt::format("\ntried the key {} {}", candidate.label, candidate.fingerprint);
    take(offer_key(session_, candidate, request_.endpoint, secrets_));
  }

  /// Why a certificate or key was of no use, before somebody types instead.
  void tell_remarks() {
    if (remarks_told_ || partly_in_) return;
    remarks_told_ = true;
    for (const auto& remark : request_.candidates.remarks)
      secrets_.tell(remark);
  }

  void send_password() {
    tell_remarks();
    used_ |= SSH_AUTH_METHOD_PASSWORD;
    const auto password = secrets_.password();
    tried_ += "\ntried a password";
    take_secret(ask([&] { return ssh_userauth_password(session_, nullptr, password.reveal().c_str()); }));
  }

  void converse() {
    tell_remarks();
    used_ |= SSH_AUTH_METHOD_INTERACTIVE;
    tried_ += "\nanswered the server's questions";
    const auto next = [&] { return ask([&] { return ssh_userauth_kbdint(session_, nullptr, nullptr); }); };
    int result = next();
    while (result == SSH_AUTH_INFO) {
      tell_banner();
      answer_round();
      result = next();
    }
    take_secret(result);
  }

  void answer_round() {
    for (const char* text : {ssh_userauth_kbdint_getname(session_), ssh_userauth_kbdint_getinstruction(session_)})
      if (text != nullptr && !trim(text).empty()) secrets_.tell(printable(trim(text), Lines::keep));
    const int prompts = ssh_userauth_kbdint_getnprompts(session_);
    for (int i = 0; i < prompts; ++i) {
      char echo = 0;
      const auto number = static_cast<unsigned>(i);
      const char* prompt = ssh_userauth_kbdint_getprompt(session_, number, &echo);
      const auto shown = echo != 0 ? Person::Echo::on : Person::Echo::off;
      const auto answer = secrets_.answer(prompt != nullptr ? prompt : "", shown);
      ssh_userauth_kbdint_setanswer(session_, number, answer.reveal().c_str());
    }
  }

  void take_secret(int result) {
    secret_refused_ = result == SSH_AUTH_DENIED;
    take(result);
  }

  void take(int result) {
    if (result == SSH_AUTH_SUCCESS) {
      tell_banner();
      done_ = true;
    } else if (result == SSH_AUTH_PARTIAL) {
      tried_ += " (accepted, but not enough)";
      secret_refused_ = false;
      partly_in_ = true;
    } else if (result == SSH_AUTH_ERROR) {
      throw_ended();
    }
  }

  void tell_banner() {
    if (banner_told_) return;
    const auto banner = take_string(ssh_get_issue_banner(session_));
    if (banner.empty()) return;
    banner_told_ = true;
    secrets_.tell(printable(trim(banner), Lines::keep));
  }

  static std::string take_string(char* text) { return ssh::take(text); }

  std::string what_was_tried() const {
    auto lines = tried_.empty() ? std::string{"\nno key was there to be tried"} : tried_;
    for (const auto& remark : request_.candidates.remarks)
      lines += "\n" + remark;
    return lines;
  }

  [[noreturn]] void throw_ended() const {
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("{} ended the connection during the login", request_.endpoint.label()),
                 .why = printable(ssh_get_error(session_)) + what_was_tried(),
                 .hint = "too many refused logins may block your address for some minutes; wait before you try again"}};
  }

  [[noreturn]] void throw_refused() const {
    const bool only_key = !offers(SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("{} refused the login", request_.endpoint.label()),
                 .why = fmt::format("the server goes on with: {}{}", names_of(offered()), what_was_tried()),
                 .hint = only_key ? "check that your public key is registered with the site and that the user name is "
                                    "right: aifactory account login"
                                  : "check the user name and what you typed, then run the command again"}};
  }

  ssh_session session_;
  const LoginRequest& request_;
  Secrets secrets_;
  std::string tried_;
  std::size_t next_key_ = 0;
  unsigned used_ = 0;
  bool secret_refused_ = false;
  bool banner_told_ = false;
  bool remarks_told_ = false;
  bool partly_in_ = false;
  bool done_ = false;
};

}  // namespace

void authenticate(ssh_session session, const LoginRequest& request, Person& person) {
  Authentication{session, request, person}.run();
}

}  // namespace aifactory::transport::ssh
