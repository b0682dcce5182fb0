// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace aifactory::monitoring {

/// The number in a TensorProto that holds exactly one (tensorflow/core/framework/tensor.proto): float, double, half,
/// bfloat16, int32, int64. Empty for text, for more than one element, and for nonsense.
std::optional<double> scalar_of_tensor(std::string_view message);

}  // namespace aifactory::monitoring
