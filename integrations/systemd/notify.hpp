#pragma once

#include <chrono>
#include <string>

namespace dondoc::integrations::systemd {

// sd_notify; without a service manager all of these do nothing. Type=notify-reload needs systemd 253: on 252 a reload
// is told as RELOADING=1 followed by READY=1.
void notify_ready(const std::string& status);
void notify_reloading();
void notify_stopping();
void notify_watchdog();
// Starting takes longer: the service manager waits as much again from now on.
void notify_still_starting(std::chrono::microseconds patience);
// How often the watchdog wants to hear from us; zero: not at all.
[[nodiscard]] std::chrono::microseconds watchdog_interval();
// True where standard error is connected to the journal, which then takes care of times.
[[nodiscard]] bool stderr_is_journal();

}  // namespace dondoc::integrations::systemd
