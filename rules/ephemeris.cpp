#include "rules/ephemeris.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace dondoc::rules {
namespace {

constexpr double kEpoch = 2440587.5;        // Julian day of 1970-01-01T00:00Z
constexpr double kJ2000 = 2451545.0;        // Julian day of 2000-01-01T12:00
constexpr double kJulianCentury = 36525.0;  // days
constexpr double kSynodicMonths = 1236.85;  // in a Julian century

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }
double sine(double degrees) { return std::sin(radians(degrees)); }

// c[0] + c[1] x + c[2] x² + …
template <std::size_t N>
double polynomial(double x, const std::array<double, N>& coefficients) {
  double sum = 0;
  for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// Terrestrial minus universal time, in days.
double rotation_lag(double julian_day) {
  const double year = 2000.0 + (julian_day - kJ2000) / 365.25;
  double seconds = 0;
  if (year < 1986) {
    seconds = polynomial(year - 1975, std::array{45.45, 1.067, -1.0 / 260, -1.0 / 718});
  } else if (year < 2005) {
    seconds = polynomial(year - 2000, std::array{63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599});
  } else if (year < 2050) {
    seconds = polynomial(year - 2000, std::array{62.92, 0.32217, 0.005589});
  } else {
    const double centuries = (year - 1820) / 100;
    seconds = -20 + 32 * centuries * centuries - 0.5628 * (2150 - year);
  }
  return seconds / 86400;
}

// coefficient × E^e × sin(sun M + moon M' + latitude F); in millionths of a day.
struct MoonTerm {
  int coefficient;
  int eccentricity;
  int sun;
  int moon;
  int latitude;
};
constexpr std::array kMoonTerms{
    MoonTerm{-407200, 0, 0, 1, 0}, MoonTerm{172410, 1, 1, 0, 0}, MoonTerm{16080, 0, 0, 2, 0},
    MoonTerm{10390, 0, 0, 0, 2},   MoonTerm{7390, 1, -1, 1, 0},  MoonTerm{-5140, 1, 1, 1, 0},
    MoonTerm{2080, 2, 2, 0, 0},    MoonTerm{-1110, 0, 0, 1, -2}, MoonTerm{-570, 0, 0, 1, 2},
    MoonTerm{560, 1, 1, 2, 0},     MoonTerm{-420, 0, 0, 3, 0},   MoonTerm{420, 1, 1, 0, 2},
    MoonTerm{380, 1, 1, 0, -2},    MoonTerm{-240, 1, -1, 2, 0},  MoonTerm{-70, 0, 2, 1, 0},
    MoonTerm{40, 0, 0, 2, -2},     MoonTerm{40, 0, 3, 0, 0},     MoonTerm{30, 0, 1, 1, -2},
    MoonTerm{30, 0, 0, 2, 2},      MoonTerm{-30, 0, 1, 1, 2},    MoonTerm{30, 0, -1, 1, 2},
    MoonTerm{-20, 0, -1, 1, -2},   MoonTerm{-20, 0, 1, 3, 0},    MoonTerm{20, 0, 0, 4, 0}};

// coefficient × sin(phase + rate k); in millionths of a day and degrees.
struct PlanetTerm {
  int coefficient;
  double phase;
  double rate;
};
constexpr std::array kPlanetTerms{
    PlanetTerm{325, 299.77, 0.107408},  PlanetTerm{165, 251.88, 0.016321}, PlanetTerm{164, 251.83, 26.651886},
    PlanetTerm{126, 349.42, 36.412478}, PlanetTerm{110, 84.66, 18.206239}, PlanetTerm{62, 141.74, 53.303771},
    PlanetTerm{60, 207.14, 2.453732},   PlanetTerm{56, 154.84, 7.306860},  PlanetTerm{47, 34.52, 27.261239},
    PlanetTerm{42, 207.19, 0.121824},   PlanetTerm{40, 291.34, 1.844379},  PlanetTerm{37, 161.72, 24.198154},
    PlanetTerm{35, 239.56, 25.513099},  PlanetTerm{23, 331.55, 3.592518}};

double true_minus_mean(double k, double t) {
  const double eccentricity = polynomial(t, std::array{1.0, -0.002516, -0.0000074});
  const double sun = 29.10535670 * k + polynomial(t, std::array{2.5534, 0.0, -0.0000014, -0.00000011});
  const double moon = 385.81693528 * k + polynomial(t, std::array{201.5643, 0.0, 0.0107582, 0.00001238, -0.000000058});
  const double latitude =
      390.67050284 * k + polynomial(t, std::array{160.7108, 0.0, -0.0016118, -0.00000227, 0.000000011});
  const double node = -1.56375588 * k + polynomial(t, std::array{124.7746, 0.0, 0.0020672, 0.00000215});
  double sum = -170 * sine(node);
  for (const MoonTerm& term : kMoonTerms) {
    sum += term.coefficient * std::pow(eccentricity, term.eccentricity) *
           sine(term.sun * sun + term.moon * moon + term.latitude * latitude);
  }
  for (const PlanetTerm& term : kPlanetTerms) sum += term.coefficient * sine(term.phase + term.rate * k);
  return sum / 1e6;
}

// amplitude × cos(phase + rate t); in hundred-millionths of a radian, radians, and radians in a thousand years.
struct EarthTerm {
  double amplitude;
  double phase;
  double rate;
};
constexpr std::array kEarthTerms{EarthTerm{3341656, 4.6692568, 6283.0758500},
                                 EarthTerm{34894, 4.6261, 12566.1517},
                                 EarthTerm{3497, 2.7441, 5753.3849},
                                 EarthTerm{3418, 2.8289, 3.5231},
                                 EarthTerm{3136, 3.6277, 77713.7715},
                                 EarthTerm{2676, 4.4181, 7860.4194},
                                 EarthTerm{2343, 6.1352, 3930.2097},
                                 EarthTerm{1324, 0.7425, 11506.7698},
                                 EarthTerm{1273, 2.0371, 529.6910},
                                 EarthTerm{1199, 1.1096, 1577.3435},
                                 EarthTerm{990, 5.233, 5884.927},
                                 EarthTerm{902, 2.045, 26.298},
                                 EarthTerm{857, 3.508, 398.149},
                                 EarthTerm{780, 1.179, 5223.694},
                                 EarthTerm{753, 2.533, 5507.553},
                                 EarthTerm{505, 4.583, 18849.228}};
constexpr std::array kEarthTermsTimesT{EarthTerm{206059, 2.678235, 6283.07585}, EarthTerm{4303, 2.6351, 12566.1517}};

template <std::size_t N>
double sum_of(const std::array<EarthTerm, N>& terms, double t) {
  double sum = 0;
  for (const EarthTerm& term : terms) sum += term.amplitude * std::cos(term.phase + term.rate * t);
  return sum;
}

// Heliocentric longitude of the Earth in degrees; t in thousands of years since J2000.
double earth_longitude(double t) {
  const double constant = 175347046 + sum_of(kEarthTerms, t);
  const double linear = 628331966747.0 + sum_of(kEarthTermsTimesT, t);
  const double square = 52919 + 8720 * std::cos(1.0721 + 6283.0758 * t);
  return polynomial(t, std::array{constant, linear, square}) / 1e8 * 180 / std::numbers::pi;
}

}  // namespace

double new_moon(int number) {
  const double k = number;
  const double t = k / kSynodicMonths;
  const double mean =
      29.530588861 * k + polynomial(t, std::array{2451550.09766, 0.0, 0.00015437, -0.000000150, 0.00000000073});
  const double terrestrial = mean + true_minus_mean(k, t);
  return terrestrial - rotation_lag(terrestrial) - kEpoch;
}

int new_moon_near(Day day) {
  const auto since = (day - make_day(2000, 1, 6)).count();
  return static_cast<int>(std::lround(static_cast<double>(since) / 29.530588861));
}

double solar_longitude(double days) {
  const double universal = days + kEpoch;
  const double t = (universal + rotation_lag(universal) - kJ2000) / (10 * kJulianCentury);
  const double node = 125.04 - 19341.36 * t;
  const double mean_sun = 280.47 + 360007.7 * t;
  const double aberration = -20.58 / 3600;  // with the 0.09″ between the frames of the theory and of observers
  const double nutation = (-17.20 * sine(node) - 1.32 * sine(2 * mean_sun)) / 3600;
  const double longitude = std::fmod(earth_longitude(t) + 180 + aberration + nutation, 360.0);
  return longitude < 0 ? longitude + 360 : longitude;
}

}  // namespace dondoc::rules
