-- What people settled of an occurrence as a meeting, and the event (RFC 5545) that its people hold of it. Survives a
-- REPLACE of the item's row. `sequence` and `basis` are dondocd's; whatever else changes wakes the item.
CREATE TABLE meetings (
  source    TEXT NOT NULL,
  code      TEXT NOT NULL,
  uid       TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
  at        INTEGER CHECK (at BETWEEN -2208988800000 AND 4133980800000),  -- NULL: the start of the occurrence
  minutes   INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 10080),
  place     TEXT NOT NULL DEFAULT '',
  chair     TEXT NOT NULL DEFAULT '',              -- code of a person; '' = as chair_name says
  chair_name TEXT NOT NULL DEFAULT '',
  invite    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(invite)),     -- ["head", …] as a step's notify
  attendees TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attendees)),  -- codes of people
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  reason    TEXT NOT NULL DEFAULT '',
  sequence  INTEGER NOT NULL DEFAULT -1,
  basis     TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER meetings_mark_insert AFTER INSERT ON meetings BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE source = new.source AND code = new.code;
  INSERT INTO audited VALUES ('meetings', new.code, json_object('at', new.at, 'minutes', new.minutes,
    'place', new.place, 'chair', new.chair, 'chair_name', new.chair_name, 'invite', new.invite,
    'attendees', new.attendees, 'cancelled', new.cancelled, 'reason', new.reason));
END;
CREATE TRIGGER meetings_mark_update
AFTER UPDATE OF at, minutes, place, chair, chair_name, invite, attendees, cancelled, reason ON meetings BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE source = new.source AND code = new.code;
  INSERT INTO audited VALUES ('meetings', new.code, json_object('at', new.at, 'minutes', new.minutes,
    'place', new.place, 'chair', new.chair, 'chair_name', new.chair_name, 'invite', new.invite,
    'attendees', new.attendees, 'cancelled', new.cancelled, 'reason', new.reason));
END;

-- A message that brings an event brings nothing else: `event` is the item it is of, 0 for all others.
ALTER TABLE messages ADD COLUMN event INTEGER NOT NULL DEFAULT 0;
DROP INDEX messages_open;
CREATE UNIQUE INDEX messages_open ON messages(recipient, channel, class, send_at, event)
  WHERE state = 'open' AND attempts = 0;

-- What a meeting decided is found by its code.
CREATE INDEX items_by_parent ON items(parent) WHERE parent <> '';
