#include "config/step_reader.hpp"

#include <algorithm>

#include "config/where_reader.hpp"
#include "rules/text.hpp"

namespace dondoc::config {
namespace {

const std::vector<std::string> kLateWords{"skip", "send"};

void check_known(TomlReader& reader, std::string_view key, const std::string& code,
                 const std::set<std::string>& known) {
  const auto list = rules::joined(std::vector<std::string>(known.begin(), known.end()));
  for (const auto* node : reader.text_nodes(key)) {
    if (known.contains(node->text)) continue;
    reader.report_at(*node, code, key, {{"name", node->text}, {"known", list.empty() ? "–" : list}});
  }
}

rules::Moment read_moment(TomlReader& reader) {
  if (!reader.has("at")) reader.report("DD1103", "at", {{"key", "at"}});
  const auto text = reader.text("at");
  if (!text) return {};
  if (const auto moment = rules::parse_moment(*text)) return *moment;
  reader.report(text->find('%') == std::string::npos ? "DD1203" : "DD1204", "at", {{"got", *text}});
  return {};
}

void check_repeat(TomlReader& step, TomlReader& reader, const rules::Repeat& repeat, const rules::Moment& at) {
  const auto is_zero = [](const rules::RepeatInterval& interval) { return interval.amount.count == 0; };
  if (!reader.has("every")) reader.report("DD1103", "every", {{"key", "every"}});
  if (reader.has("every") && reader.texts("every").empty()) reader.report("DD1109", "every", {{"key", "every"}});
  if (std::ranges::any_of(repeat.every, is_zero)) reader.report("DD1118", "every");
  if (at.percent) step.report("DD1207", "repeat", {{"at", rules::format_moment(at)}});
}

std::optional<rules::Repeat> read_repeat(TomlReader& step, const rules::Moment& at) {
  const auto* table = step.table("repeat");
  if (!table) return std::nullopt;
  auto reader = step.below(*table, "repeat");
  rules::Repeat repeat;
  repeat.every = reader.all_parsed("every", rules::parse_repeat_interval, "DD1206");
  if (const auto max = reader.integer("max", {1, 10'000})) repeat.max = static_cast<int>(*max);
  check_repeat(step, reader, repeat, at);
  reader.finish();
  return repeat;
}

std::optional<rules::Unless> unless_in(TomlReader& reader, const TomlNode& node) {
  const auto& text = node.text;
  using What = rules::Unless::What;
  if (text == "acknowledged") return rules::Unless{What::acknowledged, {}};
  if (text == "reported") return rules::Unless{What::reported, {}};
  if (text == "extended") return rules::Unless{What::extended, {}};
  if (text.starts_with("item.") || text.starts_with("attributes.")) {
    auto field = read_field_name(reader, node, "unless", text);
    if (field.empty()) return std::nullopt;
    return rules::Unless{What::field, std::move(field)};
  }
  reader.report_at(node, "DD1208", "unless", {{"got", text}});
  return std::nullopt;
}

std::vector<rules::Unless> read_unless(TomlReader& reader) {
  std::vector<rules::Unless> out;
  for (const auto* node : reader.text_nodes("unless")) {
    if (auto unless = unless_in(reader, *node)) out.push_back(std::move(*unless));
  }
  return out;
}

void read_recipients(TomlReader& reader, rules::Step& step) {
  step.notify = reader.all_parsed("notify", rules::parse_recipient_spec, "DD1205");
  step.copy = reader.all_parsed("copy", rules::parse_recipient_spec, "DD1205");
  if (!reader.has("notify") && !reader.has("copy")) reader.report("DD1103", "notify", {{"key", "notify"}});
  if (reader.has("notify") && reader.texts("notify").empty()) reader.report("DD1109", "notify", {{"key", "notify"}});
  for (const auto& spec : step.copy) {
    const bool twice = std::ranges::find(step.notify, spec) != step.notify.end();
    if (twice) reader.report("DD1209", "copy", {{"who", rules::format_recipient_spec(spec)}});
  }
}

void read_channels_named(TomlReader& reader, rules::Step& step, const References& references) {
  step.via = reader.texts("via");
  if (references.channels) check_known(reader, "via", "DD1210", *references.channels);
}

void read_template_name(TomlReader& reader, rules::Step& step, const References& references) {
  step.template_name = reader.text_or("template", "");
  check_known(reader, "template", "DD1211", references.templates);
}

}  // namespace

rules::Step read_step(TomlReader& reader, const References& references) {
  rules::Step step;
  step.id = reader.id("id");
  reader.call(step.id);
  step.title = reader.text_or("title", "");
  step.at = read_moment(reader);
  step.severity = reader.parsed("severity", rules::parse_severity, "DD1202").value_or(rules::Severity::warning);
  read_recipients(reader, step);
  step.repeat = read_repeat(reader, step.at);
  step.unless = read_unless(reader);
  read_channels_named(reader, step, references);
  read_template_name(reader, step, references);
  step.late_send = reader.word("late", kLateWords).value_or("skip") == "send";
  step.bypass_limits = reader.boolean("bypass_limits").value_or(false);
  if (reader.any("approve")) reader.report("DD1111", "approve", {{"what", "approve"}});
  reader.finish();
  return step;
}

}  // namespace dondoc::config
