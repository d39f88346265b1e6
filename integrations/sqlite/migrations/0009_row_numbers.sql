-- A person who is replaced or goes is looked up in the items without reading them all.
CREATE INDEX items_by_officer ON items(officer) WHERE officer IS NOT NULL;

-- Rows of these tables are named by their own number, which nobody has a reason to change. UPDATE OR REPLACE onto a number
-- that is taken would make another item's row vanish unseen.
CREATE TRIGGER holds_keep_number BEFORE UPDATE OF id ON holds WHEN old.id IS NOT new.id BEGIN
  SELECT RAISE(ABORT, 'the id of a hold does not change: delete the row and insert another');
END;
CREATE TRIGGER extensions_keep_number BEFORE UPDATE OF id ON extensions WHEN old.id IS NOT new.id BEGIN
  SELECT RAISE(ABORT, 'the id of an extension does not change: delete the row and insert another');
END;
CREATE TRIGGER procedures_keep_number BEFORE UPDATE OF id ON procedures WHEN old.id IS NOT new.id BEGIN
  SELECT RAISE(ABORT, 'the id of a procedure does not change: delete the row and insert another');
END;
