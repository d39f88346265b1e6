#include <gtest/gtest.h>

#include <map>
#include <string>

#include "integrations/render/renderer.hpp"
#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::render {
namespace {

using Templates = std::map<std::string, std::string>;

TEST(Templates, AMissingOneIsNamed) {
  const auto renderer = Renderer::compile({{"vi/overdue.subject", "x"}}).value();
  const SampleFacts sample;
  const auto message = renderer->render(sample.facts);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().args.at("template"), "vi/overdue.txt");
}

// "templates/vi/overdue.txt:2:3 DD1601 field=titel nearest=title"
std::string problems_of(const Templates& templates) {
  const auto compiled = Renderer::compile(templates);
  if (compiled) return "";
  std::string out;
  for (const auto& one : compiled.error()) {
    out += one.file + ":" + std::to_string(one.line) + ":" + std::to_string(one.column) + " " + one.code;
    for (const auto& [name, value] : one.args) out += " " + name + "=" + value;
    out += "\n";
  }
  return out;
}

TEST(Templates, EveryProblemIsToldWithItsPlace) {
  EXPECT_EQ(problems_of({{"vi/a.txt", "x\n  {{adressee}}"}}),
            "templates/vi/a.txt:2:3 DD1601 field=adressee nearest=addressee\n");
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{#overdue_lines}}{{codee}}{{/overdue_lines}}"}}),
            "templates/vi/a.txt:1:19 DD1601 field=codee nearest=code\n");
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{officer}}"}}), "templates/vi/a.txt:1:1 DD1606 field=officer\n")
      << "a line's field outside of the list";
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{#room}}"}}), "templates/vi/a.txt:1:1 DD1602 section=room\n");
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{#room}}{{/rom}}{{/room}}"}}), "templates/vi/a.txt:1:10 DD1602 section=rom\n");
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{>_b.txt}}"}}), "templates/vi/a.txt:1:1 DD1603 part=_b.txt\n");
  EXPECT_EQ(problems_of({{"vi/a.txt", "x {{room"}}), "templates/vi/a.txt:1:3 DD1604 cause={{ … }}\n");
  EXPECT_EQ(problems_of({{"vi/a.html", "{{{addressee}}}"}}), "templates/vi/a.html:1:1 DD1604 cause={{{addressee}}\n");
  EXPECT_EQ(problems_of({{"vi/a.html", "{{&addressee}}"}}), "templates/vi/a.html:1:1 DD1604 cause={{&addressee}}\n");
  EXPECT_EQ(problems_of({{"vi/a.html", "{{=<% %>=}}"}}), "templates/vi/a.html:1:1 DD1604 cause={{=<% %>=}}\n");
}

TEST(Templates, APartsProblemIsToldOnceAndInThePart) {
  EXPECT_EQ(problems_of({{"vi/a.txt", "{{>_p.txt}}"}, {"vi/b.txt", "{{>_p.txt}}"}, {"vi/_p.txt", "{{adressee}}"}}),
            "templates/vi/_p.txt:1:1 DD1601 field=adressee nearest=addressee\n");
  EXPECT_NE(problems_of({{"vi/a.txt", "{{>_p.txt}}"}, {"vi/_p.txt", "{{>_p.txt}}"}}), "") << "a part in itself";
}

}  // namespace
}  // namespace dondoc::integrations::render
