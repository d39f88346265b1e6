#include "integrations/sqlite/import_leads.hpp"

#include <algorithm>
#include <iterator>

#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

rules::Day reference_day(const imports::ImportRequest& request) {
  if (request.document.date) return *request.document.date;
  return request.zone->day_of(request.as_of.value_or(request.now));
}

void add_once(std::vector<std::string>& codes, const std::string& code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
}

}  // namespace

LeadReader::LeadReader(ImportRun& run) : run_(run), day_(reference_day(run.request)) { check_monitor(); }

// A misspelt code would leave the monitoring agency among those that "*so" means, without a word.
void LeadReader::check_monitor() {
  const std::string& code = run_.request.monitor;
  if (code.empty()) return;
  const References::Agency* agency = run_.references.agency(code);
  if (agency == nullptr) {
    rules::Problem problem = run_.references.unknown_agency(code);
    problem.path = {"--monitor"};
    imports::add_problem(run_.report, std::move(problem));
  } else if (!agency->valid_on(day_)) {
    run_.table.file_warning("DD2048", {{"agency", code}, {"day", rules::format_day(day_)}});
  }
}

bool LeadReader::is_left_out(const std::string& code) const {
  return code == run_.request.monitor && !run_.request.include_monitor;
}

std::vector<References::Agency> LeadReader::of_level(const std::string& level) const {
  std::vector<References::Agency> out;
  const auto& all = run_.references.agencies();
  std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](const References::Agency& agency) {
    return agency.level == level && agency.valid_on(day_) && !is_left_out(agency.code);
  });
  return out;
}

void LeadReader::add_level(Table::Field field, const std::string& level, Agencies& out) {
  out.by_level = true;
  const auto agencies = of_level(level);
  for (const References::Agency& agency : agencies) add_once(out.codes, agency.code);
  if (!agencies.empty()) return;
  out.wrong = true;
  const std::set<std::string> levels = all_levels();
  if (levels.contains(level)) {
    run_.table.error("DD2051", field, {{"level", level}, {"day", rules::format_day(day_)}});
  } else {
    unknown_level(field, level, {levels.begin(), levels.end()});
  }
}

std::set<std::string> LeadReader::all_levels() const {
  std::set<std::string> levels;
  for (const References::Agency& agency : run_.references.agencies()) levels.insert(agency.level);
  levels.erase("");
  return levels;
}

void LeadReader::unknown_level(Table::Field field, const std::string& level, const std::vector<std::string>& levels) {
  std::map<std::string, std::string> args{{"level", level}};
  for (const std::string& known : levels) args["known"] += (args["known"].empty() ? "*" : ", *") + known;
  const auto near =
      rules::nearest(rules::fold(level.substr(std::min(level.find_first_not_of(' '), level.size()))), levels);
  if (near) args["nearest"] = *near;
  run_.table.error(near ? "DD2067" : "DD2066", field, std::move(args));
}

LeadReader::Agencies LeadReader::read(Table::Field field) {
  Agencies out;
  for (const std::string& word : run_.table.list(field)) {
    if (word.starts_with('*')) {
      add_level(field, word.substr(1), out);
    } else if (const References::Agency* agency = run_.references.agency(word); agency == nullptr) {
      out.wrong = true;
      run_.unknown_agency(field, word);
    } else {
      if (!agency->valid_on(day_)) {
        run_.table.warn("DD2048", field, {{"agency", word}, {"day", rules::format_day(day_)}});
      }
      add_once(out.codes, word);
    }
  }
  return out;
}

std::string item_code_of(const std::string& row, const std::string& agency, const LeadReader::Agencies& leads) {
  return leads.by_level || leads.codes.size() > 1 ? row + "/" + agency : row;
}

}  // namespace dondoc::integrations::sqlite
