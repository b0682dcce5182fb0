// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory {

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;
/// A moment as people and files write it. Steady clocks are used for waiting, this one for records.
using Time = std::chrono::sys_seconds;

/// Now, to the second.
Time now();

/// "1.5 GiB" (base 1024, three significant digits at most; below 1 KiB the exact number: "1023 B").
std::string format_bytes(std::uint64_t bytes);

/// "10G", "10GiB", "512 MB", "1.5t", "1000": base 1024 whatever the suffix, as rclone and Slurm do. Empty on nonsense.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// Slurm's walltime form: "2:00:00", "1-00:00:00" (sbatch(1), --time).
std::string format_walltime(Seconds duration);

/// For people: "2h", "1h 30m", "45s", "3d 4h".
std::string format_duration(Seconds duration);

/// People's forms ("2h", "90m", "1h30m", "1d", "45s") and Slurm's ("30" minutes, "MM:SS", "HH:MM:SS", "D-HH",
/// "D-HH:MM", "D-HH:MM:SS"). Empty on nonsense, on negative values and on overflow.
std::optional<Seconds> parse_duration(std::string_view text);

/// RFC 3339 in UTC: "2026-11-20T15:16:17Z".
std::string format_time(Time time);

/// RFC 3339 with Z or an offset; also Slurm's "2026-11-20T15:16:17" without one, read in UTC. Empty on nonsense
/// ("Unknown", "N/A").
std::optional<Time> parse_time(std::string_view text);

/// "3 minutes ago", "in 2 hours": for terminals only.
std::string relative_time(Time time, Time reference);

}  // namespace aifactory
