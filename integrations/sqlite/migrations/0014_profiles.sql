-- Items alike in whatever filters name have the same profile, so that a full evaluation reads the columns of one of them.
-- NULL: not known before the next claim. 0: nothing is left to decide, until a change marks the item.
ALTER TABLE item_state ADD COLUMN profile INTEGER;

UPDATE item_state SET profile = 0 WHERE next_check_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM items AS i WHERE i.id = item_state.item
    AND (i.state IN ('open', 'reported', 'suspended') OR (i.finished_at IS NOT NULL AND i.handed_over_at IS NULL)));
