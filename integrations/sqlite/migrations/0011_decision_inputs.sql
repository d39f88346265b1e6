-- What decided about the item besides its own rows when it was last evaluated, as one number: a full evaluation passes
-- over items for which it is still the same. NULL: to be evaluated in any case.
ALTER TABLE item_state ADD COLUMN inputs INTEGER;
