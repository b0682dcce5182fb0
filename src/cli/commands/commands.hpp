// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace aifactory::cli {

// One function a leaf command, each in the file of its name. Adding a command: write the file, name it here and in
// command_tree.cpp.
Command init();

Command account_login();
Command account_status();
Command account_budget();

Command site_list();
Command site_show();
Command site_check();
Command site_software();

Command dataset_upload();
Command dataset_download();
Command dataset_list();
Command dataset_show();
Command dataset_verify();
Command dataset_unpack();
Command dataset_remove();

Command job_submit();
Command job_list();
Command job_show();
Command job_wait();
Command job_logs();
Command job_metrics();
Command job_report();
Command job_cancel();
Command job_fetch();
Command job_explain();

Command connection_status();
Command connection_open();
Command connection_close();

Command config_allow();
Command config_show();
Command config_check();
Command config_schema();

Command doctor();
Command completion();
Command version();

}  // namespace aifactory::cli
