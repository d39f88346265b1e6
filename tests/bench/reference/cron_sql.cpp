// Cron and SQL: twenty INSERT … SELECT … WHERE … AND NOT EXISTS over a table of their own, as an office would write
// them.
//   cron_sql prepare FILE NOW   makes the table and has everything sent that is due
//   cron_sql run FILE NOW       the same twenty statements once more: nothing is new
//   cron_sql indexed FILE NOW   with the index on due_at, where the planner wants it

#include <cstring>

#include "plain.hpp"

namespace {

const char* const kRules[] = {
    "c.kind = 'dossier' AND a.level = 'so'",
    "c.kind = 'dossier' AND a.level = 'huyen'",
    "c.kind = 'dossier' AND a.level = 'xa'",
    "c.kind = 'task' AND a.level = 'so'",
    "c.kind = 'task' AND a.level = 'huyen'",
    "c.kind = 'dossier' AND c.priority = 'high'",
    "c.kind = 'dossier' AND c.priority = 'urgent'",
    "c.kind = 'task' AND c.priority = 'high'",
    "c.kind = 'task' AND c.priority = 'urgent'",
    "a.level IN ('so', 'huyen') AND c.priority = 'normal'",
    "c.kind = 'dossier' AND a.level = 'xa' AND c.priority <> 'low'",
    "c.kind = 'task' AND a.level = 'xa' AND c.priority NOT IN ('low', 'normal', 'high', 'urgent')",
    "c.procedure GLOB '1.0016*'",
    "c.procedure GLOB '2.000*'",
    "c.procedure GLOB '1.001*'",
    "c.procedure GLOB '*.000.00.00.H58'",
    "c.kind = 'dossier' AND c.received_at BETWEEN 1668963600000 AND 1669827599999",
    "CAST(json_extract(c.attributes, '$.so_thanh_phan') AS INTEGER) BETWEEN 5 AND 9",
    "json_extract(c.attributes, '$.linh_vuc') = 'dat-dai'",
    "json_extract(c.attributes, '$.hinh_thuc') = 'truc-tuyen'",
};

void twenty_statements(sqlite3* db, const std::string& now, bool indexed) {
  int number = 0;
  execute(db, "BEGIN IMMEDIATE");
  for (const char* rule : kRules) {
    const std::string id = std::to_string(++number);
    std::string sql = "INSERT INTO cron_sent (item, rule, at) SELECT c.id, ";
    sql.append(id).append(", ").append(now).append(" FROM cron_cases AS c").append(indexed ? "" : " NOT INDEXED");
    sql.append(" JOIN agencies AS a ON a.code = c.agency WHERE c.state = 'open' AND c.due_at <= ").append(now);
    sql.append(" + 2 * 86400000 AND ").append(rule);
    sql.append(" AND NOT EXISTS (SELECT 1 FROM cron_sent AS s WHERE s.item = c.id AND s.rule = ")
        .append(id)
        .append(")");
    execute(db, sql);
  }
  execute(db, "COMMIT");
}

}  // namespace

int main(int, char** arguments) {
  const std::string what = arguments[1];
  const std::string now = arguments[3];
  sqlite3* db = open_plain(arguments[2]);
  if (what == "prepare") {
    execute(db,
            "CREATE TABLE cron_cases (id INTEGER PRIMARY KEY, kind TEXT, state TEXT, agency TEXT, procedure TEXT,"
            " priority TEXT, title TEXT, received_at INTEGER, due_at INTEGER, attributes TEXT);"
            "INSERT INTO cron_cases SELECT i.id, i.kind, i.state, i.agency, i.procedure, i.priority, i.title,"
            " i.received_at, s.due_at, i.attributes FROM item_state AS s JOIN items AS i ON i.id = s.item;"
            "CREATE INDEX cron_cases_by_due ON cron_cases(due_at);"
            "CREATE TABLE cron_sent (item INTEGER, rule INTEGER, at INTEGER, PRIMARY KEY (item, rule));");
  }
  const double start = now_us();
  twenty_statements(db, now, what == "indexed");
  print_us(now_us() - start);
  sqlite3_close(db);
}
