-- The agency for which a notice's role was resolved: what the head of one agency was told, the head of another was not.
ALTER TABLE notices ADD COLUMN agency TEXT NOT NULL DEFAULT '';
UPDATE notices SET agency = coalesce((
    SELECT i.agency FROM alerts AS a JOIN item_state AS s ON s.id = a.item JOIN items AS i ON i.id = s.item
    WHERE a.id = notices.alert), '')
  WHERE role <> 'coordinators';

-- What the due of the present version was computed from, so that the next version knows its cause; and where an
-- appointment was issued, the due by the term when it was.
ALTER TABLE item_state ADD COLUMN due_basis TEXT NOT NULL DEFAULT '';
ALTER TABLE item_state ADD COLUMN computed_due_at INTEGER;
