-- For people with the sqlite3 shell and for report tools: local times as texts, codes beside names.
-- Local time: the offset of the default zone that holds at the instant; Vietnam's before dondoc has stored any.

CREATE VIEW v_items AS
SELECT i.code, i.source, i.kind, i.title, i.state, i.agency, a.name AS agency_name, i.officer,
       coalesce(p.name, i.officer_name) AS officer_name, i.procedure, i.priority, d.number AS document,
       datetime(i.received_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= i.received_at
                                                 ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS received_local,
       datetime(s.due_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= s.due_at
                                            ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS due_local,
       s.version AS due_version, s.due_provisional,
       datetime(i.finished_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= i.finished_at
                                                 ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS finished_local,
       datetime(nullif(s.next_check_at, 0) / 1000
                + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= s.next_check_at
                            ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS next_check_local,
       s.no_check_reason, i.progress, s.id AS item_id, i.id AS row_id
FROM items AS i
LEFT JOIN item_state AS s ON s.source = i.source AND s.code = i.code
LEFT JOIN agencies AS a ON a.code = i.agency
LEFT JOIN people AS p ON p.code = i.officer
LEFT JOIN documents AS d ON d.id = i.document;

-- One row a notice: which step of which rule, for whom, and what became of it.
CREATE VIEW v_alerts AS
SELECT s.code, s.source, al.rule, al.step, al.number, al.severity, al.episode, n.recipient, n.role, n.copy, n.state, n.reason,
       datetime(al.scheduled_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= al.scheduled_at
                                                   ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS scheduled_local,
       datetime(al.claimed_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= al.claimed_at
                                                 ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS claimed_local,
       datetime(n.since / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= n.since
                                           ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS since_local,
       datetime(n.settled_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= n.settled_at
                                                ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS settled_local,
       al.item AS item_id, al.id AS alert_id, n.id AS notice_id
FROM alerts AS al
JOIN item_state AS s ON s.id = al.item
LEFT JOIN notices AS n ON n.alert = al.id;

CREATE VIEW v_messages AS
SELECT m.public_id, m.recipient, m.channel, m.class, m.state, m.mode, m.address, m.subject,
       (SELECT count(*) FROM message_notices AS x WHERE x.message = m.id) AS notices, m.attempts,
       datetime(m.send_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= m.send_at
                                             ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS send_local,
       datetime(m.ready_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= m.ready_at
                                              ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS ready_local,
       datetime(m.settled_at / 1000 + coalesce((SELECT z.offset FROM zone_offsets AS z WHERE z.from_at <= m.settled_at
                                                ORDER BY z.from_at DESC LIMIT 1), 25200), 'unixepoch') AS settled_local,
       m.remote_id, m.reply, m.id AS message_id
FROM messages AS m;
