-- By whose calendar receipt counts ('': that of the term), what becomes of a due on a day off ('': as configured), and how
-- many extensions may be granted (NULL: as configured).
ALTER TABLE procedures ADD COLUMN reception_calendar TEXT NOT NULL DEFAULT '';
ALTER TABLE procedures ADD COLUMN roll TEXT NOT NULL DEFAULT '' CHECK (roll IN ('', 'none', 'next', 'previous'));
ALTER TABLE procedures ADD COLUMN max_extensions INTEGER CHECK (max_extensions BETWEEN 0 AND 1000000);

DROP TRIGGER procedures_audit_insert;
CREATE TRIGGER procedures_audit_insert AFTER INSERT ON procedures BEGIN
  INSERT INTO audited VALUES ('procedures', new.code || '@' || ifnull(new.valid_from, ''), json_object(
    'code', new.code, 'name', new.name, 'term', new.term, 'calendar', new.calendar, 'cut_off', new.cut_off,
    'reception_calendar', new.reception_calendar, 'roll', new.roll, 'max_extensions', new.max_extensions,
    'valid_from', new.valid_from, 'valid_until', new.valid_until, 'note', new.note));
END;
DROP TRIGGER procedures_audit_update;
CREATE TRIGGER procedures_audit_update AFTER UPDATE ON procedures BEGIN
  INSERT INTO audited SELECT 'procedures', old.code || '@' || ifnull(old.valid_from, ''), NULL
    WHERE old.code || '@' || ifnull(old.valid_from, '') IS NOT new.code || '@' || ifnull(new.valid_from, '');
  INSERT INTO audited VALUES ('procedures', new.code || '@' || ifnull(new.valid_from, ''), json_object(
    'code', new.code, 'name', new.name, 'term', new.term, 'calendar', new.calendar, 'cut_off', new.cut_off,
    'reception_calendar', new.reception_calendar, 'roll', new.roll, 'max_extensions', new.max_extensions,
    'valid_from', new.valid_from, 'valid_until', new.valid_until, 'note', new.note));
END;

DROP TRIGGER procedures_mark;
CREATE TRIGGER procedures_mark AFTER INSERT ON audit
WHEN new.object = 'procedures'
 AND json_extract(new.old, '$.name', '$.term', '$.calendar', '$.cut_off', '$.reception_calendar', '$.roll',
                  '$.valid_from', '$.valid_until')
     IS NOT json_extract(new.new, '$.name', '$.term', '$.calendar', '$.cut_off', '$.reception_calendar', '$.roll',
                         '$.valid_from', '$.valid_until')
BEGIN
  UPDATE item_state SET revision = revision + 1, next_check_at = 0
    WHERE (source, code) IN (SELECT source, code FROM items
                             WHERE procedure = coalesce(json_extract(new.new, '$.code'), json_extract(new.old, '$.code'))
                               AND procedure <> '' AND (state IN ('open', 'reported', 'suspended')
                                                        OR (finished_at IS NOT NULL AND handed_over_at IS NULL)));
END;
