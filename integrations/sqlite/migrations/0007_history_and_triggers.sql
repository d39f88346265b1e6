-- Invariants that every trigger on items, holds and item_coordinators keeps:
--   1. A row of item_history counts when its revision is below item_state.revision.
--   2. The row at the present revision belongs to the change that is running. So no trigger may touch holds or
--      coordinators, whose triggers write that row too, before the revision has risen. SQLite fires several triggers of
--      one event in no order to rely on; so one trigger does all, in this order: history, revision, holds, state.
--   3. A suspended item has an open hold. Entering the state opens one, unless there is one; leaving it closes all;
--      when the last one closes, moves away or is deleted, the item is open. A hold opened here says so in its reason.

-- REPLACE deletes a row and writes it anew. With ON DELETE CASCADE and foreign keys on that took along all that hangs on
-- an agency or person; now the constraint only wants, at the end of the transaction, that nothing hangs in the air. The
-- bytes of the tables stay as they are (https://www.sqlite.org/lang_altertable.html#otheralter).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql, ' ON DELETE CASCADE', ''), ' ON DELETE SET NULL', '')
  WHERE type = 'table'
    AND name IN ('agency_successors', 'positions', 'escalation_paths', 'delegations', 'contacts', 'items');
PRAGMA writable_schema = RESET;

-- States and holds -------------------------------------------------------------------------------------------------

DROP TRIGGER items_suspended_insert;
DROP TRIGGER items_suspended_enter;
DROP TRIGGER items_suspended_leave;
DROP TRIGGER items_suspended_replace;

-- Who wrote the item first. Rows of before: nobody knows.
ALTER TABLE item_state ADD COLUMN first_stored_by TEXT NOT NULL DEFAULT '';

-- INSERT INTO item_holds: the item is in this state now; was_suspended: and it was suspended until now. What is finished
-- stood still until it was.
CREATE VIEW item_holds AS SELECT '' AS source, '' AS code, '' AS state, 0 AS was_suspended, 0 AS finished_at WHERE false;
CREATE TRIGGER item_holds_write INSTEAD OF INSERT ON item_holds BEGIN
  INSERT INTO holds (source, code, from_at, reason, author)
    SELECT new.source, new.code, (SELECT at FROM writer), 'theo trạng thái', (SELECT actor FROM writer)
    WHERE new.state = 'suspended'
      AND NOT EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL)
    ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = NULL;
  UPDATE holds
    SET until_at = max(from_at, coalesce(iif(new.state = 'done', new.finished_at, NULL), (SELECT at FROM writer)))
    WHERE source = new.source AND code = new.code AND until_at IS NULL AND new.state <> 'suspended'
      AND (new.was_suspended OR reason = 'theo trạng thái');
END;

DROP TRIGGER items_after_insert;
-- The usual case and the one that has to be fast.
CREATE TRIGGER items_after_insert AFTER INSERT ON items WHEN NOT EXISTS (SELECT 1 FROM replaced_items) BEGIN
  INSERT INTO item_state (source, code, item, first_stored_at, first_stored_by)
    VALUES (new.source, new.code, new.id,
            coalesce((SELECT at FROM write_context), CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
            coalesce((SELECT actor FROM write_context), 'sql'))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
  INSERT INTO item_holds
    SELECT new.source, new.code, new.state, 0, new.finished_at
    WHERE new.state = 'suspended'
       OR EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL);
END;

DROP TRIGGER items_after_replace;
-- REPLACE: of the same item, possibly with nothing changed, or of another one that had this row number.
CREATE TRIGGER items_after_replace AFTER INSERT ON items WHEN EXISTS (SELECT 1 FROM replaced_items) BEGIN
  UPDATE replaced_items SET same = 1
    WHERE item = (SELECT id FROM item_state WHERE source = new.source AND code = new.code)
      AND old = (SELECT image FROM item_images WHERE id = new.id);
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT r.item, r.revision, w.at, w.actor, w.reason, iif(s.source = new.source AND s.code = new.code, 'update', 'delete'),
           r.old
    FROM replaced_items AS r JOIN item_state AS s ON s.id = r.item AND s.revision = r.revision, writer AS w
    WHERE NOT r.same
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
  UPDATE item_state SET item = NULL, revision = revision + 1, next_check_at = 0
    WHERE id IN (SELECT item FROM replaced_items) AND item = new.id AND NOT (source = new.source AND code = new.code);
  UPDATE item_state SET item = new.id
    WHERE (id, revision) IN (SELECT item, revision FROM replaced_items WHERE same);
  INSERT INTO item_state (source, code, item, first_stored_at, first_stored_by)
    VALUES (new.source, new.code, new.id, (SELECT at FROM writer), (SELECT actor FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0
      WHERE (id, revision) NOT IN (SELECT item, revision FROM replaced_items WHERE same);
  INSERT INTO item_holds
    VALUES (new.source, new.code, new.state,
            EXISTS (SELECT 1 FROM replaced_items AS r JOIN item_state AS s ON s.id = r.item
                    WHERE s.source = new.source AND s.code = new.code AND json_extract(r.old, '$.state') = 'suspended'),
            new.finished_at);
END;

DROP TRIGGER items_after_update;
CREATE TRIGGER items_after_update AFTER UPDATE ON items
WHEN (old.kind, old.title, old.state, old.agency, old.officer, old.officer_name, old.procedure,
      old.priority, old.product, old.parent, old.restricted, old.document, old.result_document, old.result_date,
      old.progress, old.submitted_at, old.received_at, old.start_at, old.updated_at, old.finished_at, old.handed_over_at,
      old.appointment_at, old.apology_sent_at, old.due_at, old.due_is_date, old.term, old.holds, old.attributes)
  IS NOT
     (new.kind, new.title, new.state, new.agency, new.officer, new.officer_name, new.procedure,
      new.priority, new.product, new.parent, new.restricted, new.document, new.result_document, new.result_date,
      new.progress, new.submitted_at, new.received_at, new.start_at, new.updated_at, new.finished_at, new.handed_over_at,
      new.appointment_at, new.apology_sent_at, new.due_at, new.due_is_date, new.term, new.holds, new.attributes)
  AND (old.id, old.source, old.code) IS (new.id, new.source, new.code)
BEGIN
  INSERT INTO item_state (source, code, item, first_stored_at, first_stored_by)
    VALUES (new.source, new.code, new.id, (SELECT at FROM writer), (SELECT actor FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
  INSERT INTO item_holds
    SELECT new.source, new.code, new.state, old.state = 'suspended', new.finished_at
    WHERE old.state <> new.state AND 'suspended' IN (old.state, new.state);
END;

DROP TRIGGER items_after_rename;
-- Another source or code is another item: the old one is gone. Another row number is nothing to anybody.
CREATE TRIGGER items_after_rename AFTER UPDATE OF id, source, code ON items
WHEN (old.id, old.source, old.code) IS NOT (new.id, new.source, new.code) BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT r.item, r.revision, w.at, w.actor, w.reason, iif(s.source = new.source AND s.code = new.code, 'update', 'delete'),
           r.old
    FROM replaced_items AS r CROSS JOIN item_state AS s ON s.id = r.item AND s.revision = r.revision AND s.item IS NOT NULL
         CROSS JOIN writer AS w
    WHERE true
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
  UPDATE item_state SET item = NULL, revision = revision + 1, next_check_at = 0
    WHERE ((source = old.source AND code = old.code) OR (id IN (SELECT item FROM replaced_items) AND item = new.id))
      AND NOT (source = new.source AND code = new.code);
  INSERT INTO item_state (source, code, item, first_stored_at, first_stored_by)
    VALUES (new.source, new.code, new.id, (SELECT at FROM writer), (SELECT actor FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
  INSERT INTO item_holds
    VALUES (new.source, new.code, new.state,
            old.state = 'suspended' AND (old.source, old.code) IS (new.source, new.code), new.finished_at);
END;

-- INSERT INTO released_items: one of its holds has closed, moved away or gone.
CREATE VIEW released_items AS SELECT '' AS source, '' AS code WHERE false;
CREATE TRIGGER released_items_write INSTEAD OF INSERT ON released_items BEGIN
  UPDATE items SET state = 'open'
    WHERE source = new.source AND code = new.code AND state = 'suspended'
      AND NOT EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL);
END;

-- The items whose holds the INSERT now running would replace: of the same instant, or another one's that had this row
-- number. With recursive_triggers on, its open hold is gone for a moment, and a suspended item open.
CREATE TABLE replaced_holds (
  source    TEXT NOT NULL,
  code      TEXT NOT NULL,
  suspended INTEGER NOT NULL,
  PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

DROP TRIGGER holds_before_insert;
CREATE TRIGGER holds_before_insert BEFORE INSERT ON holds BEGIN
  DELETE FROM replaced_holds;
  INSERT INTO replaced_holds (source, code, suspended)
    SELECT DISTINCT h.source, h.code, EXISTS (SELECT 1 FROM items AS i
                                              WHERE i.source = h.source AND i.code = h.code AND i.state = 'suspended')
    FROM holds AS h WHERE h.id = new.id OR (h.source = new.source AND h.code = new.code AND h.from_at = new.from_at)
    ON CONFLICT (source, code) DO NOTHING;
  INSERT INTO item_parts VALUES (new.source, new.code, 'holds');
  INSERT INTO item_parts
    SELECT source, code, 'holds' FROM replaced_holds WHERE (source, code) IS NOT (new.source, new.code);
END;
DROP TRIGGER holds_after_insert;
CREATE TRIGGER holds_after_insert AFTER INSERT ON holds BEGIN
  INSERT INTO item_changes VALUES (new.source, new.code);
  INSERT INTO item_changes SELECT source, code FROM replaced_holds WHERE (source, code) IS NOT (new.source, new.code);
  UPDATE items SET state = 'suspended'
    WHERE (source, code) IN (SELECT source, code FROM replaced_holds WHERE suspended) AND state = 'open'
      AND EXISTS (SELECT 1 FROM holds AS h WHERE h.source = items.source AND h.code = items.code AND h.until_at IS NULL);
  INSERT INTO released_items SELECT source, code FROM replaced_holds;
END;
DROP TRIGGER holds_after_update;
CREATE TRIGGER holds_after_update AFTER UPDATE ON holds BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
  INSERT INTO item_changes SELECT new.source, new.code WHERE (new.source, new.code) IS NOT (old.source, old.code);
  INSERT INTO released_items VALUES (old.source, old.code), (new.source, new.code);
END;
DROP TRIGGER holds_after_delete;
CREATE TRIGGER holds_after_delete AFTER DELETE ON holds BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
  INSERT INTO released_items VALUES (old.source, old.code);
END;

-- A REPLACE by row number takes the extension away from another item.
CREATE TRIGGER extensions_mark_replaced BEFORE INSERT ON extensions
WHEN EXISTS (SELECT 1 FROM extensions WHERE id = new.id AND (source, code) IS NOT (new.source, new.code)) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM extensions WHERE id = new.id);
END;

-- Audit --------------------------------------------------------------------------------------------------------------

DROP TRIGGER audited_write;
CREATE TRIGGER audited_write INSTEAD OF INSERT ON audited
WHEN new.new IS NOT (SELECT a.new FROM audit AS a WHERE a.object = new.object AND a.key = new.key ORDER BY a.id DESC LIMIT 1)
BEGIN
  INSERT INTO audit (at, actor, reason, object, key, change, old, new)
    SELECT w.at, w.actor, w.reason, new.object, new.key,
           CASE WHEN new.new IS NULL THEN 'delete' WHEN last.new IS NULL THEN 'insert' ELSE 'update' END, last.new, new.new
    FROM writer AS w,
         (SELECT (SELECT a.new FROM audit AS a WHERE a.object = new.object AND a.key = new.key ORDER BY a.id DESC LIMIT 1)
                 AS new) AS last;
  INSERT INTO meta (key, value)
    SELECT 'reference_revision', '1' WHERE new.object NOT IN ('documents', 'extensions', 'urgings', 'acknowledgements')
    ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT);
END;

-- What hangs on an item names it, so that its log finds the row when it is gone.
CREATE INDEX audit_by_item ON audit(json_extract(new, '$.code'), json_extract(new, '$.source'))
  WHERE object IN ('extensions', 'urgings', 'acknowledgements');
CREATE INDEX audit_by_item_before ON audit(json_extract(old, '$.code'), json_extract(old, '$.source'))
  WHERE object IN ('extensions', 'urgings', 'acknowledgements');

INSERT INTO audit (at, actor, object, key, change, new)
  SELECT at, author, 'urgings', id, 'insert',
         json_object('source', source, 'code', code, 'at', at, 'how', how, 'ref', ref, 'author', author)
  FROM urgings ORDER BY at, id;
INSERT INTO audit (at, actor, object, key, change, new)
  SELECT k.given_at, k.person, 'acknowledgements', k.id, 'insert',
         json_object('source', s.source, 'code', s.code, 'person', k.person, 'version', k.version, 'given_at', k.given_at,
                     'until_at', k.until_at, 'upto', k.upto, 'via', k.via)
  FROM acknowledgements AS k JOIN item_state AS s ON s.id = k.item ORDER BY k.given_at, k.id;

CREATE TRIGGER urgings_audit_insert AFTER INSERT ON urgings BEGIN
  INSERT INTO audited VALUES ('urgings', new.id, json_object('source', new.source, 'code', new.code,
    'at', new.at, 'how', new.how, 'ref', new.ref, 'author', new.author));
END;
CREATE TRIGGER urgings_audit_update AFTER UPDATE ON urgings BEGIN
  INSERT INTO audited SELECT 'urgings', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('urgings', new.id, json_object('source', new.source, 'code', new.code,
    'at', new.at, 'how', new.how, 'ref', new.ref, 'author', new.author));
END;
CREATE TRIGGER urgings_audit_delete AFTER DELETE ON urgings BEGIN
  INSERT INTO audited VALUES ('urgings', old.id, NULL);
END;

CREATE TRIGGER acknowledgements_audit_insert AFTER INSERT ON acknowledgements BEGIN
  INSERT INTO audited VALUES ('acknowledgements', new.id, json_object(
    'source', (SELECT source FROM item_state WHERE id = new.item),
    'code', (SELECT code FROM item_state WHERE id = new.item),
    'person', new.person, 'version', new.version, 'given_at', new.given_at, 'until_at', new.until_at, 'upto', new.upto,
    'via', new.via));
END;
CREATE TRIGGER acknowledgements_audit_update AFTER UPDATE ON acknowledgements BEGIN
  INSERT INTO audited SELECT 'acknowledgements', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('acknowledgements', new.id, json_object(
    'source', (SELECT source FROM item_state WHERE id = new.item),
    'code', (SELECT code FROM item_state WHERE id = new.item),
    'person', new.person, 'version', new.version, 'given_at', new.given_at, 'until_at', new.until_at, 'upto', new.upto,
    'via', new.via));
END;
CREATE TRIGGER acknowledgements_audit_delete AFTER DELETE ON acknowledgements BEGIN
  INSERT INTO audited VALUES ('acknowledgements', old.id, NULL);
END;

CREATE TRIGGER series_audit_insert AFTER INSERT ON series BEGIN
  INSERT INTO audited VALUES ('series', new.id, json_object('id', new.id, 'origin', new.origin, 'kind', new.kind,
    'title', new.title, 'rrule', new.rrule, 'start', new.start, 'zone', new.zone, 'settings', json(new.settings)));
END;
CREATE TRIGGER series_audit_update AFTER UPDATE ON series BEGIN
  INSERT INTO audited SELECT 'series', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('series', new.id, json_object('id', new.id, 'origin', new.origin, 'kind', new.kind,
    'title', new.title, 'rrule', new.rrule, 'start', new.start, 'zone', new.zone, 'settings', json(new.settings)));
END;
CREATE TRIGGER series_audit_delete AFTER DELETE ON series BEGIN
  INSERT INTO audited VALUES ('series', old.id, NULL);
END;

-- Keys of the rows that the INSERT now running would replace by their number, where audit knows them by another key.
CREATE TABLE replaced_keys (
  object TEXT NOT NULL,
  key    TEXT NOT NULL,
  PRIMARY KEY (object, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER documents_before_replace BEFORE INSERT ON documents
WHEN EXISTS (SELECT 1 FROM documents WHERE id = new.id) OR EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  DELETE FROM replaced_keys;
  INSERT INTO replaced_keys (object, key) SELECT 'documents', number
    FROM documents WHERE id = new.id
    ON CONFLICT (object, key) DO NOTHING;
END;
CREATE TRIGGER documents_after_replace AFTER INSERT ON documents WHEN EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  INSERT INTO audited SELECT r.object, r.key, NULL FROM replaced_keys AS r
    WHERE r.key NOT IN (SELECT number FROM documents WHERE id = new.id);
END;

CREATE TRIGGER addresses_before_replace BEFORE INSERT ON addresses
WHEN EXISTS (SELECT 1 FROM addresses WHERE id = new.id) OR EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  DELETE FROM replaced_keys;
  INSERT INTO replaced_keys (object, key) SELECT 'addresses', owner || ' ' || channel || ' ' || value
    FROM addresses WHERE id = new.id
    ON CONFLICT (object, key) DO NOTHING;
END;
CREATE TRIGGER addresses_after_replace AFTER INSERT ON addresses WHEN EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  INSERT INTO audited SELECT r.object, r.key, NULL FROM replaced_keys AS r
    WHERE r.key NOT IN (SELECT owner || ' ' || channel || ' ' || value FROM addresses WHERE id = new.id);
END;

CREATE TRIGGER procedures_before_replace BEFORE INSERT ON procedures
WHEN EXISTS (SELECT 1 FROM procedures WHERE id = new.id) OR EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  DELETE FROM replaced_keys;
  INSERT INTO replaced_keys (object, key) SELECT 'procedures', code || '@' || ifnull(valid_from, '')
    FROM procedures WHERE id = new.id
    ON CONFLICT (object, key) DO NOTHING;
END;
CREATE TRIGGER procedures_after_replace AFTER INSERT ON procedures WHEN EXISTS (SELECT 1 FROM replaced_keys) BEGIN
  INSERT INTO audited SELECT r.object, r.key, NULL FROM replaced_keys AS r
    WHERE r.key NOT IN (SELECT code || '@' || ifnull(valid_from, '') FROM procedures WHERE id = new.id);
END;

-- What items refer to ------------------------------------------------------------------------------------------------
-- Audit knows what an agency or procedure read before, however it was written, and is told only of what changed. What a
-- rule can filter by or a deadline is computed from marks the items; a code that came or went does so too.

DROP TRIGGER agencies_mark_insert;
DROP TRIGGER agencies_mark_update;
DROP TRIGGER procedures_mark_insert;
DROP TRIGGER procedures_mark_update;
DROP TRIGGER procedures_mark_delete;

CREATE TRIGGER agencies_mark AFTER INSERT ON audit
WHEN new.object = 'agencies'
 AND json_extract(new.old, '$.name', '$.short_name', '$.level', '$.parent', '$.calendar', '$.valid_from',
                  '$.valid_until')
     IS NOT json_extract(new.new, '$.name', '$.short_name', '$.level', '$.parent', '$.calendar', '$.valid_from',
                         '$.valid_until')
BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE agency = new.key AND (state IN ('open', 'reported', 'suspended')
                                                         OR (finished_at IS NOT NULL AND handed_over_at IS NULL)));
END;

CREATE TRIGGER procedures_mark AFTER INSERT ON audit
WHEN new.object = 'procedures'
 AND json_extract(new.old, '$.name', '$.term', '$.calendar', '$.cut_off', '$.valid_from', '$.valid_until')
     IS NOT json_extract(new.new, '$.name', '$.term', '$.calendar', '$.cut_off', '$.valid_from', '$.valid_until')
BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE procedure = coalesce(json_extract(new.new, '$.code'), json_extract(new.old, '$.code'))
                               AND procedure <> '' AND (state IN ('open', 'reported', 'suspended')
                                                        OR (finished_at IS NOT NULL AND handed_over_at IS NULL)));
END;

-- Numbers that documents had before a REPLACE or DELETE gave or will give them others: items follow to the new one, and
-- the images in item_history still find theirs.
CREATE TABLE former_documents (
  id     INTEGER PRIMARY KEY,
  number TEXT NOT NULL
) STRICT;

CREATE TRIGGER documents_remember BEFORE INSERT ON documents
WHEN EXISTS (SELECT 1 FROM documents WHERE number = new.number AND id IS NOT new.id) BEGIN
  INSERT INTO former_documents (id, number) SELECT id, number FROM documents WHERE number = new.number
    ON CONFLICT (id) DO UPDATE SET number = excluded.number;
END;
CREATE TRIGGER documents_remember_deleted BEFORE DELETE ON documents BEGIN
  INSERT INTO former_documents (id, number) VALUES (old.id, old.number)
    ON CONFLICT (id) DO UPDATE SET number = excluded.number;
END;
CREATE TRIGGER documents_follow AFTER INSERT ON documents
WHEN EXISTS (SELECT 1 FROM former_documents WHERE number = new.number) BEGIN
  UPDATE items SET document = new.id
    WHERE document IN (SELECT f.id FROM former_documents AS f
                       WHERE f.number = new.number AND f.id <> new.id
                         AND NOT EXISTS (SELECT 1 FROM documents AS d WHERE d.id = f.id));
END;
CREATE INDEX former_documents_by_number ON former_documents(number);

-- A due that is a date ends at 24:00 of that date and reads so: '2022-11-30 24:00:00', before '2022-12-01'.
DROP VIEW v_items;
CREATE VIEW v_items AS
SELECT i.code, i.source, i.kind, i.title, i.state, i.agency, a.name AS agency_name, i.officer,
       coalesce(p.name, i.officer_name) AS officer_name, i.procedure, i.priority, d.number AS document,
       datetime(i.received_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= i.received_at
                                                 ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS received_local,
       iif(i.due_is_date AND i.appointment_at IS NULL AND s.due_at = i.due_at
             AND (s.due_at / 1000 + s.due_offset) % 86400 = 0,
           date(s.due_at / 1000 + s.due_offset - 1, 'unixepoch') || ' 24:00:00',
           datetime(s.due_at / 1000 + s.due_offset, 'unixepoch')) AS due_local,
       i.due_is_date AND i.appointment_at IS NULL AND s.due_at IS i.due_at AS due_is_date,
       s.version AS due_version, s.due_provisional,
       datetime(i.finished_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= i.finished_at
                                                 ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS finished_local,
       datetime(nullif(s.next_check_at, 0) / 1000
                + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= s.next_check_at
                            ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS next_check_local,
       s.no_check_reason, i.progress, s.id AS item_id, i.id AS row_id
FROM items AS i
LEFT JOIN (SELECT *, coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= due_at
                               ORDER BY z.from_at DESC LIMIT 1), 25200) AS due_offset
           FROM item_state) AS s ON s.source = i.source AND s.code = i.code
LEFT JOIN agencies AS a ON a.code = i.agency
LEFT JOIN people AS p ON p.code = i.officer
LEFT JOIN documents AS d ON d.id = i.document;
