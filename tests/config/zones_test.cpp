#include "config/zones.hpp"

#include <gtest/gtest.h>

namespace dondoc::config {
namespace {

using rules::format_iso;
using rules::parse_iso;

std::string local(const char* zone_name, const char* utc) {
  const auto zone = load_zone(zone_name);
  return zone ? format_iso(parse_iso(utc).value(), **zone) : zone.error();
}

TEST(LoadZone, CoversTheWholeRangeOfInstants) {
  const struct {
    const char* zone;
    const char* utc;
    const char* expected;
  } cases[] = {
      {"Asia/Ho_Chi_Minh", "2022-12-01T00:30:00Z", "2022-12-01T07:30:00+07:00"},
      {"Asia/Saigon", "2022-12-01T00:30:00Z", "2022-12-01T07:30:00+07:00"},
      {"Asia/Ho_Chi_Minh", "1900-01-01T00:00:00Z", "1900-01-01T07:06:30+07:06:30"},
      {"Asia/Ho_Chi_Minh", "1975-06-12T15:59:59Z", "1975-06-12T23:59:59+08:00"},
      {"Asia/Ho_Chi_Minh", "1975-06-12T16:00:00Z", "1975-06-12T23:00:00+07:00"},
      {"UTC", "2100-12-31T23:59:59Z", "2100-12-31T23:59:59+00:00"},
      {"Europe/Berlin", "2037-07-01T10:00:00Z", "2037-07-01T12:00:00+02:00"},
      {"Europe/Berlin", "2038-01-01T10:00:00Z", "2038-01-01T11:00:00+01:00"},
      {"Europe/Berlin", "2100-07-01T10:00:00Z", "2100-07-01T12:00:00+02:00"},
      {"America/New_York", "2060-11-07T05:59:59Z", "2060-11-07T01:59:59-04:00"},
      {"America/New_York", "2060-11-07T06:00:00Z", "2060-11-07T01:00:00-05:00"},
      {"Australia/Sydney", "2090-01-01T00:00:00Z", "2090-01-01T11:00:00+11:00"},
  };
  for (const auto& [zone, utc, expected] : cases) EXPECT_EQ(local(zone, utc), expected) << zone << " " << utc;
}

TEST(LoadZone, KeepsTheNameThatWasAskedFor) { EXPECT_EQ(load_zone("Asia/Saigon").value()->name(), "Asia/Saigon"); }

TEST(LoadZone, SaysWhichZoneItDoesNotKnow) {
  for (const char* name : {"", "Asia/Mytho", "Asia", "+07:00", "asia/ho_chi_minh", "../etc/passwd", "/etc/localtime"}) {
    const auto zone = load_zone(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().rfind("time zone \"" + std::string{name} + "\": ", 0), 0u) << zone.error();
  }
}

}  // namespace
}  // namespace dondoc::config
