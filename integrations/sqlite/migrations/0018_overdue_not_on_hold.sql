-- What has been on hold since before its due is not overdue.
DROP VIEW v_overdue;
CREATE VIEW v_overdue AS
SELECT i.code, i.source, i.kind, i.title, i.state, o.agency, a.name AS agency_name,
       datetime(o.from_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= o.from_at
                                             ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS overdue_from_local,
       datetime(o.until_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= o.until_at
                                              ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS overdue_until_local,
       round((coalesce(o.until_at, (julianday('now') - 2440587.5) * 86400000) - o.from_at) / 86400000.0, 2) AS days_overdue,
       o.item AS item_id
FROM overdue_periods AS o JOIN item_state AS s ON s.id = o.item JOIN items AS i ON i.id = s.item
LEFT JOIN agencies AS a ON a.code = o.agency
WHERE o.from_at < (julianday('now') - 2440587.5) * 86400000
  AND NOT (i.state IN ('open', 'reported', 'suspended') AND EXISTS
    (SELECT 1 FROM holds AS h WHERE h.source = i.source AND h.code = i.code AND h.from_at < o.due_at
       AND h.from_at <= (julianday('now') - 2440587.5) * 86400000
       AND (h.until_at IS NULL OR h.until_at > (julianday('now') - 2440587.5) * 86400000)));
