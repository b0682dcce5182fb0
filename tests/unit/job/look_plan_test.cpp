// SPDX-License-Identifier: Apache-2.0
#include "job/look_plan.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace aifactory;
using namespace aifactory::job;
using namespace std::chrono_literals;
using Moment = LookPlan::Moment;

namespace {

/// Looks in an hour at a run that is `age` old at first and whose record grows every `growth`.
int looks_in_an_hour(Seconds age, Moment growth, bool news = false) {
  LookPlan plan(2s);
  const Moment start = 1'000'000s;
  int looks = 0;
  for (Moment time{}; time < 1h;) {
    plan.looked(start + time, age + std::chrono::duration_cast<Seconds>(time), news);
    ++looks;
    const auto grown = time - time % growth + growth;
    for (auto at = grown; start + at < plan.next(); at += growth)
      plan.noticed(start + at);
    time = plan.next() - start;
  }
  return looks;
}

}  // namespace

TEST_CASE("an hour of waiting costs the controller under a hundred requests") {
  CHECK(looks_in_an_hour(0s, 2h) < 50);  // squeue makes two requests a look
  CHECK(looks_in_an_hour(0s, 2h) > 30);
  for (const Moment growth : {Moment(100ms), Moment(3s), Moment(10s), Moment(60s), Moment(119s), Moment(150s)})
    for (const auto age : {0s, 3600s, 100'000s})
      for (const bool news : {false, true}) {
        INFO(growth.count() << " ms, " << age.count() << " s, " << news);
        CHECK(looks_in_an_hour(age, growth, news) < 50);
      }
}

TEST_CASE("an end is looked at as soon as it is noticed, and again while the batch system has not heard of it") {
  LookPlan plan(2s);
  Moment now = 1'000'000s;
  plan.looked(now, 24h, false);
  for (int looks = 0; looks < 30; ++looks) {
    now = plan.next();
    plan.looked(now, 24h, false);
  }
  CHECK(plan.next() == now + 120s);
  plan.noticed(now + 60s);
  CHECK(plan.next() == now + 60s);
  plan.looked(now + 60s, 24h, false);
  CHECK(plan.next() == now + 62s);
  SECTION("but no longer once it has") {
    plan.looked(now + 62s, 24h, true);
    CHECK(plan.next() == now + 182s);
  }
}
