-- Occurrences of series: which of them became items (of source 'series:' || series), and what people decided of them.
-- A decision may come before the occurrence is an item. Written by dondoc only.
CREATE TABLE occurrences (
  series    TEXT NOT NULL,
  agency    TEXT NOT NULL DEFAULT '',              -- of the code; '' = the series is of no agency
  day       TEXT NOT NULL CHECK (day IS date(day)),  -- the unshifted civil date
  code      TEXT NOT NULL UNIQUE,
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),  -- cancelled because the series no longer has it
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),  -- by a person
  moved_to  INTEGER CHECK (moved_to BETWEEN -2208988800000 AND 4133980800000),
  moved_to_date INTEGER NOT NULL DEFAULT 0 CHECK (moved_to_date IN (0, 1)),
  reason    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (series, agency, day)
) STRICT, WITHOUT ROWID;

-- Audit has what people decided; the items have their own history.
CREATE TRIGGER occurrences_audit_insert AFTER INSERT ON occurrences WHEN new.cancelled OR new.moved_to IS NOT NULL BEGIN
  INSERT INTO audited VALUES ('occurrences', new.code, json_object('series', new.series, 'agency', new.agency,
    'day', new.day, 'cancelled', new.cancelled, 'moved_to', new.moved_to, 'moved_to_date', new.moved_to_date,
    'reason', new.reason));
END;
CREATE TRIGGER occurrences_audit_update AFTER UPDATE OF cancelled, moved_to, moved_to_date, reason ON occurrences BEGIN
  INSERT INTO audited VALUES ('occurrences', new.code, json_object('series', new.series, 'agency', new.agency,
    'day', new.day, 'cancelled', new.cancelled, 'moved_to', new.moved_to, 'moved_to_date', new.moved_to_date,
    'reason', new.reason));
END;
