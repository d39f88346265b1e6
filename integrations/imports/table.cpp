#include "integrations/imports/table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "integrations/imports/cell_text.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::imports {
namespace {

using rules::Problem;

constexpr std::string_view kAttributes = "attributes.";
constexpr std::string_view kAddress = "address.";

}  // namespace

void add_problem(ImportReport& report, Problem problem) {
  std::size_t& count = problem.warning ? report.warnings : report.errors;
  if (++count <= kMaxProblems) report.problems.push_back(std::move(problem));
}

Table::Table(files::CsvReader reader, ImportKind kind, const ImportRequest& request, ImportReport& report)
    : reader_(std::move(reader)), kind_(kind), request_(request), report_(report) {}

std::unique_ptr<Table> Table::open(ImportKind kind, const ImportRequest& request, ImportReport& report) {
  auto reader = files::CsvReader::open(request.file);
  if (!reader) {
    imports::add_problem(report, reader.error());
    return nullptr;
  }
  std::unique_ptr<Table> table(new Table(std::move(*reader), kind, request, report));
  return table->resolve() ? std::move(table) : nullptr;
}

bool Table::resolve() {
  if (const rules::ImportMapping* mapping = request_.mapping) {
    needs_offset_ = mapping->zone.empty();
    if (const auto form = parse_date_form(mapping->date_format)) date_form_ = *form;
    resolve_mapped();
  } else {
    resolve_by_heading();
  }
  for (std::size_t i = 0; i < reader_.header().size(); ++i) {
    if (is_secrecy_heading(reader_.header()[i])) secrecy_columns_.push_back(static_cast<int>(i));
  }
  attach_words();
  return check_required();
}

void Table::resolve_mapped() {
  const rules::ImportMapping& mapping = *request_.mapping;
  for (const auto& [name, heading] : mapping.columns) {
    if (!check_known(name)) continue;
    const int column = column_of(heading);
    if (column < 0) {
      const auto near = rules::nearest(heading, reader_.header());
      file_error("DD2016",
                 {{"field", name}, {"heading", heading}, {"nearest", near.value_or(rules::joined(reader_.header()))}});
    } else if (column_of(heading, column + 1) >= 0) {
      file_error("DD2012", {{"field", name}, {"first", heading}, {"second", heading}});
    } else {
      add(name, column);
    }
  }
  for (const auto& [name, constant] : mapping.constants) {
    if (check_known(name)) add(name, -1, constant);
  }
}

bool Table::check_known(const std::string& name) {
  const bool open_family = (takes_attributes(kind_) && name.starts_with(kAttributes)) ||
                           (takes_addresses(kind_) && name.starts_with(kAddress));
  std::vector<std::string> known;
  for (const FieldSpec& spec : fields_of(kind_)) known.emplace_back(spec.name);
  if (open_family || std::find(known.begin(), known.end(), name) != known.end()) return true;
  file_error("DD2017", {{"field", name}, {"nearest", rules::nearest(name, known).value_or(rules::joined(known))}});
  return false;
}

void Table::resolve_by_heading() {
  std::vector<std::string> unused;
  for (std::size_t i = 0; i < reader_.header().size(); ++i) {
    const std::string heading(trimmed(reader_.header()[i]));
    const std::string lower = rules::fold(heading);
    std::string name(field_for_heading(kind_, heading));
    const bool family =
        (takes_attributes(kind_) && lower.starts_with(kAttributes) && heading.size() > kAttributes.size()) ||
        (takes_addresses(kind_) && lower.starts_with(kAddress) && heading.size() > kAddress.size());
    if (family) name = rules::nfc(heading);
    if (name.empty()) {
      if (!heading.empty() && !is_secrecy_heading(heading)) unused.push_back(heading);
    } else {
      add(std::move(name), static_cast<int>(i));
    }
  }
  if (!unused.empty()) file_warning("DD2013", {{"columns", rules::joined(unused)}});
}

void Table::add(std::string name, int column, std::string_view constant) {
  if (const auto twice = by_name_.find(name); twice != by_name_.end()) {
    const auto heading = [this](int at) {
      return at < 0 ? std::string("=") : reader_.header()[static_cast<std::size_t>(at)];
    };
    const Source& first = sources_[static_cast<std::size_t>(twice->second)];
    file_error("DD2012", {{"field", name}, {"first", heading(first.column)}, {"second", heading(column)}});
    return;
  }
  const auto field = static_cast<Field>(sources_.size());
  by_name_.emplace(name, field);
  if (name.starts_with(kAttributes)) attributes_.emplace(name.substr(kAttributes.size()), field);
  if (name.starts_with(kAddress)) addresses_.emplace(name.substr(kAddress.size()), field);
  Source source;
  source.most = most_characters(name);
  source.name = std::move(name);
  source.column = column;
  source.constant = rules::nfc(constant);
  sources_.push_back(std::move(source));
}

int Table::column_of(std::string_view heading, int from) const {
  const std::string key = heading_key(heading);
  for (auto i = static_cast<std::size_t>(from); i < reader_.header().size(); ++i) {
    if (heading_key(reader_.header()[i]) == key) return static_cast<int>(i);
  }
  return -1;
}

bool Table::check_required() {
  for (const FieldSpec& spec : fields_of(kind_)) {
    if (!spec.required || by_name_.contains(std::string(spec.name))) continue;
    const auto near = rules::nearest(spec.name, reader_.header());
    file_error("DD2011", {{"field", std::string(spec.name)},
                          {"columns", rules::joined(reader_.header())},
                          {"nearest", near.value_or("")}});
  }
  return clean();
}

void Table::attach_words() {
  if (request_.mapping == nullptr) return;
  for (const auto& [name, words] : request_.mapping->values) {
    const Field at = field(name);
    if (at == kAbsent) continue;
    Source& source = sources_[static_cast<std::size_t>(at)];
    source.words = &words;
    for (const auto& [word, meaning] : words) {
      if (word == "*") source.other = &meaning;
      source.folded.emplace(rules::fold(word), meaning);
    }
  }
}

Table::Field Table::field(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? kAbsent : found->second;
}

const std::map<std::string, Table::Field>& Table::family(std::string_view prefix) const {
  return prefix == "attributes" ? attributes_ : addresses_;
}

bool Table::next() {
  while (reader_.next()) {
    ++report_.rows;
    if (reader_.misfit()) {
      add_problem(*reader_.misfit());
      continue;
    }
    check_secrecy();
    check_lengths();
    return true;
  }
  if (reader_.problem()) add_problem(*reader_.problem());
  return false;
}

void Table::check_secrecy() {
  static constexpr std::array<std::string_view, 9> kOpen = {"",       "khong", "khong mat", "thuong", "binh thuong",
                                                            "normal", "none",  "no",        "0"};
  for (const int column : secrecy_columns_) {
    const std::string mark = heading_key(reader_.cell(static_cast<std::size_t>(column)));
    if (std::find(kOpen.begin(), kOpen.end(), mark) != kOpen.end()) continue;
    Problem problem = problem_here("DD2025", kAbsent,
                                   {{"mark", std::string(trimmed(reader_.cell(static_cast<std::size_t>(column))))}});
    problem.column = reader_.position(static_cast<std::size_t>(column)).column;
    add_problem(std::move(problem));
  }
}

void Table::check_lengths() {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Source& source = sources_[i];
    if (source.column < 0) continue;
    const std::string_view cell = reader_.cell(static_cast<std::size_t>(source.column));
    if (cell.size() <= source.most) continue;
    const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    const auto length = static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), is_first_byte));
    if (length <= source.most) continue;
    error("DD2055", static_cast<Field>(i),
          {{"length", std::to_string(length)}, {"limit", std::to_string(source.most)}});
  }
}

Problem Table::problem_here(const char* code, Field field, std::map<std::string, std::string> args) const {
  Problem problem;
  problem.code = code;
  problem.args = std::move(args);
  problem.file = request_.file;
  problem.line = line();
  if (field == kAbsent) return problem;
  const Source& source = sources_[static_cast<std::size_t>(field)];
  problem.path.push_back(source.name);
  if (source.column < 0) return problem;
  const auto column = static_cast<std::size_t>(source.column);
  const files::CsvPosition where = reader_.position(column);
  problem.line = where.line;
  problem.column = where.column;
  problem.path.back() = reader_.header()[column];
  return problem;
}

void Table::error(const char* code, Field field, std::map<std::string, std::string> args) {
  add_problem(problem_here(code, field, std::move(args)));
}

void Table::warn(const char* code, Field field, std::map<std::string, std::string> args) {
  Problem problem = problem_here(code, field, std::move(args));
  problem.warning = true;
  add_problem(std::move(problem));
}

void Table::file_error(const char* code, std::map<std::string, std::string> args) {
  Problem problem;
  problem.code = code;
  problem.args = std::move(args);
  problem.file = request_.file;
  add_problem(std::move(problem));
}

void Table::file_warning(const char* code, std::map<std::string, std::string> args) {
  Problem problem;
  problem.code = code;
  problem.args = std::move(args);
  problem.file = request_.file;
  problem.warning = true;
  add_problem(std::move(problem));
}

void Table::add_problem(Problem problem) { imports::add_problem(report_, std::move(problem)); }

}  // namespace dondoc::integrations::imports
