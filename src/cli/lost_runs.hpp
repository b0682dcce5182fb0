// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace aifactory::cli {

class AppContext;

/// A project without runs in the ledger may have lost them, with the ledger: once for each site, its run folders are
/// looked through. A site that cannot be asked now is only noted.
void recover_if_lost(AppContext& context);

}  // namespace aifactory::cli
