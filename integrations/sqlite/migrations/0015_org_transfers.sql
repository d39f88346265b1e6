-- Open items that went to other agencies by `dondoc org transfer`: each run, and whose part in an item ended by it. Who
-- has the item now stands in `items`. Written by dondoc only.
CREATE TABLE org_transfers (
  id          INTEGER PRIMARY KEY,
  as_of       TEXT NOT NULL CHECK (as_of IS date(as_of)),    -- the new agencies' first day
  at          INTEGER NOT NULL,                              -- when it was entered
  grace_until INTEGER NOT NULL,                              -- reminders of what had been reached by then rest until this
  actor       TEXT NOT NULL,
  file        TEXT NOT NULL DEFAULT '',
  digest      TEXT NOT NULL DEFAULT ''                       -- SHA-256 of the map
) STRICT;

CREATE TABLE item_responsibilities (
  item      INTEGER NOT NULL REFERENCES item_state(id),
  transfer  INTEGER NOT NULL REFERENCES org_transfers(id),
  role      TEXT NOT NULL CHECK (role IN ('lead', 'coordinator')),
  agency    TEXT NOT NULL REFERENCES agencies(code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  successor TEXT NOT NULL REFERENCES agencies(code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  had_part  INTEGER NOT NULL CHECK (had_part IN (0, 1)),     -- the successor coordinated it before
  from_at   INTEGER,                                         -- NULL: from the beginning
  until_at  INTEGER NOT NULL,                                -- 24:00 of the last day
  officer      TEXT NOT NULL DEFAULT '',                     -- person, and as the source wrote it
  officer_name TEXT NOT NULL DEFAULT '',
  head         TEXT NOT NULL DEFAULT '',                     -- person who headed the agency on its last day
  PRIMARY KEY (item, transfer, role, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_responsibilities_by_transfer ON item_responsibilities(transfer);

CREATE TRIGGER org_transfers_audit_insert AFTER INSERT ON org_transfers BEGIN
  INSERT INTO audited VALUES ('org_transfers', new.id, json_object('as_of', new.as_of, 'at', new.at,
    'grace_until', new.grace_until, 'actor', new.actor, 'file', new.file, 'digest', new.digest));
END;
CREATE TRIGGER org_transfers_audit_delete AFTER DELETE ON org_transfers BEGIN
  INSERT INTO audited VALUES ('org_transfers', old.id, NULL);
END;

-- By whose calendar the term runs, where the item went to an agency with another one ('': its own): the due stays.
ALTER TABLE item_state ADD COLUMN term_agency TEXT NOT NULL DEFAULT '';

-- Who answered for an item, from when (NULL: the beginning) until when (NULL: still).
CREATE VIEW item_periods AS
SELECT r.item, r.agency, r.from_at, r.until_at, r.officer, r.officer_name, r.head
FROM item_responsibilities AS r WHERE r.role = 'lead'
UNION ALL
SELECT s.id, i.agency,
       (SELECT max(r.until_at) FROM item_responsibilities AS r WHERE r.item = s.id AND r.role = 'lead'), NULL,
       coalesce(i.officer, ''), i.officer_name, ''
FROM item_state AS s JOIN items AS i ON i.id = s.item WHERE i.agency IS NOT NULL;

-- The time past its due that each agency has to answer for, by the due in force. until_at NULL: it goes on. An item
-- ends when it was finished, else when it ceased to be owed.
CREATE VIEW overdue_periods AS
SELECT o.item, o.agency, o.due_at, max(o.due_at, coalesce(o.from_at, o.due_at)) AS from_at,
       CASE WHEN o.until_at IS NULL THEN o.ended_at WHEN o.ended_at IS NULL THEN o.until_at
            ELSE min(o.until_at, o.ended_at) END AS until_at
FROM (SELECT p.item, p.agency, s.due_at, p.from_at, p.until_at,
             CASE WHEN i.state NOT IN ('open', 'reported', 'suspended')
                  THEN coalesce(i.finished_at,
                                (SELECT max(h.until_at) FROM item_history AS h
                                 WHERE h.item = s.id AND h.revision < s.revision
                                   AND json_extract(h.old, '$.state') IN ('open', 'reported', 'suspended')),
                                s.due_at) END AS ended_at
      FROM item_periods AS p JOIN item_state AS s ON s.id = p.item JOIN items AS i ON i.id = s.item
      WHERE s.due_at IS NOT NULL) AS o
WHERE CASE WHEN o.until_at IS NULL THEN o.ended_at WHEN o.ended_at IS NULL THEN o.until_at
           ELSE min(o.until_at, o.ended_at) END IS NULL
   OR CASE WHEN o.until_at IS NULL THEN o.ended_at WHEN o.ended_at IS NULL THEN o.until_at
           ELSE min(o.until_at, o.ended_at) END > max(o.due_at, coalesce(o.from_at, o.due_at));

-- The same for report tools: what is overdue now or was, with civil days.
CREATE VIEW v_overdue AS
SELECT i.code, i.source, i.kind, i.title, i.state, o.agency, a.name AS agency_name,
       datetime(o.from_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= o.from_at
                                             ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS overdue_from_local,
       datetime(o.until_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= o.until_at
                                              ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS overdue_until_local,
       round((coalesce(o.until_at, (julianday('now') - 2440587.5) * 86400000) - o.from_at) / 86400000.0, 2) AS days_overdue,
       o.item AS item_id
FROM overdue_periods AS o JOIN item_state AS s ON s.id = o.item JOIN items AS i ON i.id = s.item
LEFT JOIN agencies AS a ON a.code = o.agency
WHERE o.from_at < (julianday('now') - 2440587.5) * 86400000;
