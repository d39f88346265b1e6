#include "integrations/command/process_tree.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace dondoc::integrations::command {

namespace {

namespace fs = std::filesystem;

// The fourth field of /proc/PID/stat; the second is a name in brackets that may hold anything.
pid_t parent_of(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(in, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 4 >= line.size()) return 0;
  pid_t out = 0;
  std::from_chars(line.data() + name_end + 4, line.data() + line.size(), out);
  return out;
}

std::multimap<pid_t, pid_t> children_by_parent() {
  std::multimap<pid_t, pid_t> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const auto name = entry.path().filename().string();
    pid_t process = 0;
    const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (fault == std::errc{} && end == name.data() + name.size()) out.emplace(parent_of(process), process);
  }
  return out;
}

std::vector<pid_t> descendants_of(pid_t process) {
  const auto children = children_by_parent();
  std::vector<pid_t> out;
  std::vector<pid_t> parents{process};
  while (!parents.empty()) {
    const auto parent = parents.back();
    parents.pop_back();
    const auto [first, last] = children.equal_range(parent);
    for (auto child = first; child != last; ++child) {
      out.push_back(child->second);
      parents.push_back(child->second);
    }
  }
  return out;
}

}  // namespace

// Stopped first: what does not run cannot have children, nor leave them to another parent, while we look.
void kill_tree(pid_t leader) {
  constexpr int kRounds = 3;
  std::vector<pid_t> all;
  ::kill(-leader, SIGSTOP);
  for (int round = 0; round < kRounds; ++round) {
    all = descendants_of(leader);
    for (const auto process : all) ::kill(process, SIGSTOP);
  }
  ::kill(-leader, SIGKILL);
  for (const auto process : all) ::kill(process, SIGKILL);
}

}  // namespace dondoc::integrations::command
