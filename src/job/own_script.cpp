// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/own_script.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

namespace aifactory::job {

std::string read_own_script(const config::Job& job) {
  if (job.script.empty()) return "";
  auto text = read_file(job.script);
  if (text.find("\r\n") != std::string::npos)
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the script of job " + job.name + " has Windows line ends",
                 .where = job.script.string(),
                 .why = "no shell on the site could read it",
                 .hint = "sed -i 's/\\r$//' " + shell_quote(job.script.string())}};
  if (trim(text).empty())
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the script of job " + job.name + " is empty",
                 .where = job.script.string(),
                 .hint = "write into it what the job shall do"}};
  return text.starts_with("#!") ? text : "#!/bin/bash\n" + text;
}

}  // namespace aifactory::job
