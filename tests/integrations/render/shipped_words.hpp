#pragma once

#include <memory>
#include <string>

#include "integrations/render/renderer.hpp"
#include "tests/integrations/render/sample_facts.hpp"
#include "tests/integrations/render/shipped_templates.hpp"

namespace dondoc::integrations::render {

inline std::shared_ptr<const Renderer> shipped() {
  static const auto renderer = Renderer::compile(shipped_templates());
  return renderer ? *renderer : nullptr;
}

// Subject, an empty line, text.
inline std::string words(const SampleFacts& sample) {
  const auto message = shipped()->render(sample.facts);
  return message ? message->subject + "\n\n" + message->text : "problem " + message.error().code;
}

inline std::string html(const SampleFacts& sample) { return shipped()->render(sample.facts)->html; }

inline bool has(const std::string& text, const char* phrase) { return text.find(phrase) != std::string::npos; }

}  // namespace dondoc::integrations::render
