-- What every writer sets off, whether dondoc, a script or the sqlite3 shell: plain SQL, no functions of ours, and right
-- with recursive_triggers off (then REPLACE deletes rows without a DELETE trigger) and on. Inside triggers conflicts are
-- resolved by upsert clauses only, because an OR IGNORE or OR REPLACE of the outer statement overrides those of the inner.

CREATE INDEX items_by_procedure ON items(procedure) WHERE procedure <> '';
CREATE INDEX items_by_document ON items(document) WHERE document IS NOT NULL;

-- Who writes and when.
CREATE VIEW writer AS
SELECT coalesce(max(actor), 'sql') AS actor,
       coalesce(max(at), CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) AS at,
       coalesce(max(reason), '') AS reason
FROM write_context;

-- An item as one text: its row without the row number, its holds and its coordinators. Equal images, equal items.
CREATE VIEW item_images AS
SELECT i.id, i.source, i.code,
       json_object(
         'source', i.source, 'code', i.code, 'kind', i.kind, 'title', i.title, 'state', i.state, 'agency', i.agency,
         'officer', i.officer, 'officer_name', i.officer_name, 'procedure', i.procedure, 'priority', i.priority,
         'product', i.product, 'parent', i.parent, 'restricted', i.restricted, 'document', i.document,
         'result_document', i.result_document, 'result_date', i.result_date, 'progress', i.progress,
         'submitted_at', i.submitted_at, 'received_at', i.received_at, 'start_at', i.start_at,
         'updated_at', i.updated_at, 'finished_at', i.finished_at, 'handed_over_at', i.handed_over_at,
         'appointment_at', i.appointment_at, 'apology_sent_at', i.apology_sent_at, 'due_at', i.due_at,
         'due_is_date', i.due_is_date, 'term', i.term, 'holds', i.holds, 'attributes', json(i.attributes),
         'hold_rows', (SELECT json_group_array(json_object('from_at', h.from_at, 'until_at', h.until_at,
                                                           'reason', h.reason, 'author', h.author))
                       FROM (SELECT * FROM holds WHERE source = i.source AND code = i.code ORDER BY from_at) AS h),
         'coordinators', (SELECT json_group_array(c.agency)
                          FROM (SELECT agency FROM item_coordinators
                                WHERE source = i.source AND code = i.code ORDER BY agency) AS c)) AS image
FROM items AS i;

-- The rows that the INSERT or UPDATE now running would replace. Only it knows afterwards whether it did: an upsert or an
-- OR IGNORE comes by here as well, replaces nothing, and leaves them for the next one to clear.
CREATE TABLE replaced_items (
  item     INTEGER PRIMARY KEY,                     -- item_state.id
  revision INTEGER NOT NULL,
  old      TEXT NOT NULL,
  same     INTEGER NOT NULL DEFAULT 0               -- the new row says the same
) STRICT;

-- A row of item_history counts when its revision has ended, that is, when it is below item_state.revision. One at the
-- present revision was written ahead for a change that did not happen; the next change of the item overwrites it.

-- Items ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER items_before_insert BEFORE INSERT ON items
WHEN EXISTS (SELECT 1 FROM items WHERE source = new.source AND code = new.code)
  OR EXISTS (SELECT 1 FROM items WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM replaced_items) BEGIN
  DELETE FROM replaced_items;
  INSERT INTO replaced_items (item, revision, old)
    SELECT s.id, s.revision, i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code
    WHERE i.source = new.source AND i.code = new.code
    ON CONFLICT (item) DO NOTHING;
  INSERT INTO replaced_items (item, revision, old)
    SELECT s.id, s.revision, i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code
    WHERE i.id = new.id
    ON CONFLICT (item) DO NOTHING;
END;

-- The usual case and the one that has to be fast.
CREATE TRIGGER items_after_insert AFTER INSERT ON items WHEN NOT EXISTS (SELECT 1 FROM replaced_items) BEGIN
  INSERT INTO item_state (source, code, item, first_stored_at)
    VALUES (new.source, new.code, new.id,
            coalesce((SELECT at FROM write_context), CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
END;

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
  INSERT INTO item_state (source, code, item, first_stored_at) VALUES (new.source, new.code, new.id, (SELECT at FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0
      WHERE (id, revision) NOT IN (SELECT item, revision FROM replaced_items WHERE same);
END;

CREATE TRIGGER items_before_update BEFORE UPDATE ON items
WHEN (old.source, old.code, old.kind, old.title, old.state, old.agency, old.officer, old.officer_name, old.procedure,
      old.priority, old.product, old.parent, old.restricted, old.document, old.result_document, old.result_date,
      old.progress, old.submitted_at, old.received_at, old.start_at, old.updated_at, old.finished_at, old.handed_over_at,
      old.appointment_at, old.apology_sent_at, old.due_at, old.due_is_date, old.term, old.holds, old.attributes, old.id)
  IS NOT
     (new.source, new.code, new.kind, new.title, new.state, new.agency, new.officer, new.officer_name, new.procedure,
      new.priority, new.product, new.parent, new.restricted, new.document, new.result_document, new.result_date,
      new.progress, new.submitted_at, new.received_at, new.start_at, new.updated_at, new.finished_at, new.handed_over_at,
      new.appointment_at, new.apology_sent_at, new.due_at, new.due_is_date, new.term, new.holds, new.attributes, new.id)
BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT s.id, s.revision, w.at, w.actor, w.reason, 'update', i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code, writer AS w
    WHERE i.id = old.id
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
END;

-- UPDATE OR REPLACE may delete a row of the new code or number.
CREATE TRIGGER items_before_rename BEFORE UPDATE OF id, source, code ON items
WHEN (old.id, old.source, old.code) IS NOT (new.id, new.source, new.code) BEGIN
  DELETE FROM replaced_items;
  INSERT INTO replaced_items (item, revision, old)
    SELECT s.id, s.revision, i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code
    WHERE i.source = new.source AND i.code = new.code AND i.id <> old.id
    ON CONFLICT (item) DO NOTHING;
  INSERT INTO replaced_items (item, revision, old)
    SELECT s.id, s.revision, i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code
    WHERE i.id = new.id AND i.id <> old.id
    ON CONFLICT (item) DO NOTHING;
END;

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
  INSERT INTO item_state (source, code, item, first_stored_at) VALUES (new.source, new.code, new.id, (SELECT at FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
END;

-- Another source or code is another item: the old one is gone. Another row number is nothing to anybody.
CREATE TRIGGER items_after_rename AFTER UPDATE OF id, source, code ON items
WHEN (old.id, old.source, old.code) IS NOT (new.id, new.source, new.code) BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT r.item, r.revision, w.at, w.actor, w.reason, iif(s.source = new.source AND s.code = new.code, 'update', 'delete'),
           r.old
    FROM replaced_items AS r JOIN item_state AS s ON s.id = r.item AND s.revision = r.revision AND s.item IS NOT NULL,
         writer AS w
    WHERE true
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
  UPDATE item_state SET item = NULL, revision = revision + 1, next_check_at = 0
    WHERE ((source = old.source AND code = old.code) OR (id IN (SELECT item FROM replaced_items) AND item = new.id))
      AND NOT (source = new.source AND code = new.code);
  INSERT INTO item_state (source, code, item, first_stored_at) VALUES (new.source, new.code, new.id, (SELECT at FROM writer))
    ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0;
END;

CREATE TRIGGER items_before_delete BEFORE DELETE ON items BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT s.id, s.revision, w.at, w.actor, w.reason, 'delete', i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code, writer AS w
    WHERE i.id = old.id
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
END;

CREATE TRIGGER items_after_delete AFTER DELETE ON items BEGIN
  UPDATE item_state SET item = NULL, revision = revision + 1, next_check_at = 0
    WHERE source = old.source AND code = old.code;
END;

-- A deleted item comes back: until now there was none.
CREATE TRIGGER item_state_return AFTER UPDATE OF item ON item_state WHEN old.item IS NULL AND new.item IS NOT NULL BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT old.id, old.revision, w.at, w.actor, w.reason, 'insert', 'null' FROM writer AS w
    WHERE true
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
END;

-- What hangs on items ------------------------------------------------------------------------------------------------

-- INSERT INTO item_parts: the image of the item before one of its holds or coordinators changes.
CREATE VIEW item_parts AS SELECT '' AS source, '' AS code, '' AS change WHERE false;
CREATE TRIGGER item_parts_write INSTEAD OF INSERT ON item_parts BEGIN
  INSERT INTO item_history (item, revision, until_at, actor, reason, change, old)
    SELECT s.id, s.revision, w.at, w.actor, w.reason, new.change, i.image
    FROM item_images AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code, writer AS w
    WHERE i.source = new.source AND i.code = new.code
    ON CONFLICT (item, revision) DO UPDATE
      SET until_at = excluded.until_at, actor = excluded.actor, reason = excluded.reason, change = excluded.change,
          old = excluded.old;
END;
-- INSERT INTO item_changes: afterwards, where the image is another one now.
CREATE VIEW item_changes AS SELECT '' AS source, '' AS code WHERE false;
CREATE TRIGGER item_changes_write INSTEAD OF INSERT ON item_changes BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE source = new.source AND code = new.code
      AND NOT EXISTS (SELECT 1 FROM item_history AS h JOIN item_images AS i ON i.source = new.source AND i.code = new.code
                      WHERE h.item = item_state.id AND h.revision = item_state.revision AND h.old = i.image);
END;

CREATE TRIGGER holds_before_insert BEFORE INSERT ON holds BEGIN
  INSERT INTO item_parts VALUES (new.source, new.code, 'holds');
  INSERT INTO item_parts SELECT source, code, 'holds' FROM holds WHERE id = new.id;
END;
CREATE TRIGGER holds_after_insert AFTER INSERT ON holds BEGIN
  INSERT INTO item_changes VALUES (new.source, new.code);
END;
CREATE TRIGGER holds_before_update BEFORE UPDATE ON holds BEGIN
  INSERT INTO item_parts VALUES (old.source, old.code, 'holds'), (new.source, new.code, 'holds');
END;
CREATE TRIGGER holds_after_update AFTER UPDATE ON holds BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
  INSERT INTO item_changes SELECT new.source, new.code WHERE (new.source, new.code) IS NOT (old.source, old.code);
END;
CREATE TRIGGER holds_before_delete BEFORE DELETE ON holds BEGIN
  INSERT INTO item_parts VALUES (old.source, old.code, 'holds');
END;
CREATE TRIGGER holds_after_delete AFTER DELETE ON holds BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
END;

CREATE TRIGGER item_coordinators_before_insert BEFORE INSERT ON item_coordinators BEGIN
  INSERT INTO item_parts VALUES (new.source, new.code, 'coordinators');
END;
CREATE TRIGGER item_coordinators_after_insert AFTER INSERT ON item_coordinators BEGIN
  INSERT INTO item_changes VALUES (new.source, new.code);
END;
CREATE TRIGGER item_coordinators_before_update BEFORE UPDATE ON item_coordinators BEGIN
  INSERT INTO item_parts VALUES (old.source, old.code, 'coordinators'), (new.source, new.code, 'coordinators');
END;
CREATE TRIGGER item_coordinators_after_update AFTER UPDATE ON item_coordinators BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
  INSERT INTO item_changes SELECT new.source, new.code WHERE (new.source, new.code) IS NOT (old.source, old.code);
END;
CREATE TRIGGER item_coordinators_before_delete BEFORE DELETE ON item_coordinators BEGIN
  INSERT INTO item_parts VALUES (old.source, old.code, 'coordinators');
END;
CREATE TRIGGER item_coordinators_after_delete AFTER DELETE ON item_coordinators BEGIN
  INSERT INTO item_changes VALUES (old.source, old.code);
END;

CREATE TRIGGER extensions_mark_insert AFTER INSERT ON extensions BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE source = new.source AND code = new.code;
END;
CREATE TRIGGER extensions_mark_update AFTER UPDATE ON extensions
WHEN (old.source, old.code, old.requested_at, old.new_due_at, old.new_due_is_date, old.state, old.decided_at)
     IS NOT (new.source, new.code, new.requested_at, new.new_due_at, new.new_due_is_date, new.state, new.decided_at) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (VALUES (old.source, old.code), (new.source, new.code));
END;
CREATE TRIGGER extensions_mark_delete AFTER DELETE ON extensions BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0 WHERE source = old.source AND code = old.code;
END;

-- What items refer to ------------------------------------------------------------------------------------------------
-- Before an insert, because a REPLACE may be about to change the row; one that writes the same again marks nothing.

CREATE TRIGGER procedures_mark_insert BEFORE INSERT ON procedures
WHEN NOT EXISTS (SELECT 1 FROM procedures AS p
                 WHERE p.code = new.code AND (p.term, p.calendar, p.cut_off, p.valid_from, p.valid_until)
                                             IS (new.term, new.calendar, new.cut_off, new.valid_from, new.valid_until)) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE procedure = new.code AND procedure <> '' AND state IN ('open', 'reported', 'suspended'));
END;
CREATE TRIGGER procedures_mark_update AFTER UPDATE ON procedures
WHEN (old.code, old.term, old.calendar, old.cut_off, old.valid_from, old.valid_until)
     IS NOT (new.code, new.term, new.calendar, new.cut_off, new.valid_from, new.valid_until) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE procedure IN (old.code, new.code) AND procedure <> ''
                               AND state IN ('open', 'reported', 'suspended'));
END;
CREATE TRIGGER procedures_mark_delete AFTER DELETE ON procedures BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE procedure = old.code AND procedure <> '' AND state IN ('open', 'reported', 'suspended'));
END;

CREATE TRIGGER agencies_mark_insert BEFORE INSERT ON agencies
WHEN NOT EXISTS (SELECT 1 FROM agencies AS a WHERE a.code = new.code AND a.calendar = new.calendar) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE agency = new.code AND state IN ('open', 'reported', 'suspended'));
END;
CREATE TRIGGER agencies_mark_update AFTER UPDATE OF calendar ON agencies WHEN old.calendar <> new.calendar BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE agency = new.code AND state IN ('open', 'reported', 'suspended'));
END;

CREATE TRIGGER documents_mark_insert BEFORE INSERT ON documents
WHEN NOT EXISTS (SELECT 1 FROM documents AS d
                 WHERE d.number = new.number AND (d.title, d.issuer, d.date) IS (new.title, new.issuer, new.date)) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE document IN (SELECT id FROM documents WHERE number = new.number OR id = new.id));
END;
CREATE TRIGGER documents_mark_update AFTER UPDATE ON documents
WHEN (old.id, old.number, old.title, old.issuer, old.date) IS NOT (new.id, new.number, new.title, new.issuer, new.date) BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items WHERE document IN (old.id, new.id));
END;
CREATE TRIGGER documents_mark_delete AFTER DELETE ON documents BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items WHERE document = old.id);
END;
