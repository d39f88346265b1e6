// burst FILE NOW SIZE: one transaction of set-based SQL that writes what dondoc writes when many items are due at once:
// alert, notice, sealed message of SIZE bytes, delivery under way, next check.

#include "plain.hpp"

int main(int, char** arguments) {
  const std::string now = arguments[2];
  const std::string size = arguments[3];
  sqlite3* db = open_plain(arguments[1]);
  execute(db, "PRAGMA foreign_keys = ON");
  const std::string text =
      "'Subject: [Quá hạn] 1 nhiệm vụ' || char(10) || char(10) || 'Kính gửi: ' || p.name || char(10) || i.code || ': ' "
      "||"
      " i.title || char(10)";
  const double start = now_us();
  execute(db, "BEGIN IMMEDIATE");
  execute(db,
          "INSERT INTO alerts (item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
          " SELECT id, version, 'viec-xa-trong-ngay', 'den-han', 0, due_at, 'critical', " +
              now + " FROM item_state WHERE next_check_at <= " + now);
  execute(db,
          "INSERT INTO notices (alert, recipient, role, copy, state, reason, since)"
          " SELECT a.id, 'person:' || i.officer, 'officer', 0, 'queued', 'reached', " +
              now +
              " FROM item_state AS s JOIN alerts AS a ON a.item = s.id JOIN items AS i ON i.id = s.item"
              " WHERE s.next_check_at <= " +
              now);
  execute(
      db,
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, attempts, mode, address, subject,"
      " body, created_at, sealed_at)"
      " SELECT lower(hex(randomblob(16))), n.recipient, 'mail', 'critical', " +
          now + ", 'in_flight', 1, 'live', d.value, '[Quá hạn] 1 nhiệm vụ', CAST(" + text + " || substr(printf('%." +
          size + "c', 'x'), length(CAST(" + text + " AS BLOB))) AS BLOB), " + now + ", " + now +
          " FROM item_state AS s CROSS JOIN items AS i ON i.id = s.item CROSS JOIN alerts AS a ON a.item = s.id"
          " CROSS JOIN notices AS n ON n.alert = a.id CROSS JOIN people AS p ON p.code = i.officer"
          " CROSS JOIN addresses AS d ON d.owner = n.recipient WHERE s.next_check_at <= " +
          now);
  execute(db,
          "INSERT INTO message_notices (message, notice)"
          " SELECT m.id, n.id FROM item_state AS s CROSS JOIN alerts AS a ON a.item = s.id"
          " CROSS JOIN notices AS n ON n.alert = a.id CROSS JOIN messages AS m ON m.recipient = n.recipient AND "
          "m.channel = 'mail' AND m.send_at = " +
              now + " WHERE s.next_check_at <= " + now);
  execute(db, "INSERT INTO deliveries (message, attempt, started_at, channel) SELECT id, attempts, " + now +
                  ", channel FROM messages WHERE state = 'in_flight'");
  execute(db,
          "UPDATE item_state SET next_check_at = NULL, no_check_reason = 'max_repeats' WHERE next_check_at <= " + now);
  execute(db, "COMMIT");
  print_us(now_us() - start);
  sqlite3_close(db);
}
