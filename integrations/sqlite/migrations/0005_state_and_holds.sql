-- A suspended item always has an open hold: entering the state opens one, leaving it closes it. Writers that keep holds
-- themselves write the hold first and are left alone. A hold opened here says so in its reason, so that a REPLACE, which
-- shows no old state, closes only such a hold.

CREATE TRIGGER items_suspended_insert AFTER INSERT ON items
WHEN new.state = 'suspended'
 AND NOT EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL) BEGIN
  INSERT INTO holds (source, code, from_at, reason, author)
    SELECT new.source, new.code, at, 'theo trạng thái', actor FROM writer WHERE true
    ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = NULL;
END;

CREATE TRIGGER items_suspended_enter AFTER UPDATE OF state ON items
WHEN new.state = 'suspended' AND old.state <> 'suspended'
 AND NOT EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL) BEGIN
  INSERT INTO holds (source, code, from_at, reason, author)
    SELECT new.source, new.code, at, 'theo trạng thái', actor FROM writer WHERE true
    ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = NULL;
END;

CREATE TRIGGER items_suspended_leave AFTER UPDATE OF state ON items
WHEN old.state = 'suspended' AND new.state <> 'suspended' BEGIN
  UPDATE holds SET until_at = max(from_at, (SELECT at FROM writer))
    WHERE source = new.source AND code = new.code AND until_at IS NULL;
END;

CREATE TRIGGER items_suspended_replace AFTER INSERT ON items
WHEN new.state <> 'suspended'
 AND EXISTS (SELECT 1 FROM holds WHERE source = new.source AND code = new.code AND until_at IS NULL
             AND reason = 'theo trạng thái') BEGIN
  UPDATE holds SET until_at = max(from_at, (SELECT at FROM writer))
    WHERE source = new.source AND code = new.code AND until_at IS NULL AND reason = 'theo trạng thái';
END;
