#pragma once

#include "rules/time.hpp"

// Where the Moon and the Sun are, as far as lunisolar calendars ask for it. Astronomy is the one place with floating
// point: nothing here is a duration, and what leaves it are civil days.
//
// Sources: J. Meeus, Astronomical Algorithms (2nd edition), chapter 49 for new moons; VSOP87 (Bretagnon and Francou,
// 1988) for the Sun; Espenak and Meeus, Five Millennium Canon of Solar Eclipses, for the difference between the time
// of theory and that of the turning Earth. Against PyEphem a new moon of 1968–2100 is within 20 seconds and the Sun
// passes a multiple of 30° within 2 minutes, both before what the Earth's rotation does in the future, which nobody
// knows to better than a minute.

namespace dondoc::rules {

// New moons are numbered: 0 is that of 6 January 2000, and each next one has the next number.
// The instant of one, in days since 1970-01-01T00:00Z.
[[nodiscard]] double new_moon(int number);
// A new moon close to the day: the one wanted, the one before or the one after.
[[nodiscard]] int new_moon_near(Day day);

// Apparent geocentric longitude of the Sun, 0 ≤ degrees < 360, at a number of days since 1970-01-01T00:00Z.
[[nodiscard]] double solar_longitude(double days);

}  // namespace dondoc::rules
