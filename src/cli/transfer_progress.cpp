// SPDX-License-Identifier: Apache-2.0
#include "cli/transfer_progress.hpp"

#include "cli/app_context.hpp"

namespace aifactory::cli {

TransferProgress::TransferProgress(AppContext& context, const std::string& title)
    : progress_(context.terminal(), context.selection().format, title) {}

}  // namespace aifactory::cli
