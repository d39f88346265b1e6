-- A profile in two halves: in `profile` that of all columns but the attributes, beside it that of the attributes. Few items
-- are alike in both, many in either. What was kept before means something else now.
ALTER TABLE item_state ADD COLUMN attributes_profile INTEGER;

UPDATE item_state SET profile = NULL WHERE profile <> 0;
UPDATE item_state SET attributes_profile = 0 WHERE profile = 0;
