-- Who changed what, when, old and new value: everything beside the items themselves (those have item_history).

-- INSERT INTO audited (object, key, new): that row now reads so; NULL: it is gone. What it read before is what was last
-- written here, so that a REPLACE, which deletes silently, is an update with its old value, and no change is no row.
CREATE VIEW audited AS SELECT '' AS object, '' AS key, '' AS new WHERE false;
CREATE TRIGGER audited_write INSTEAD OF INSERT ON audited
WHEN new.new IS NOT (SELECT a.new FROM audit AS a WHERE a.object = new.object AND a.key = new.key ORDER BY a.id DESC LIMIT 1)
BEGIN
  INSERT INTO audit (at, actor, reason, object, key, change, old, new)
    SELECT w.at, w.actor, w.reason, new.object, new.key,
           CASE WHEN new.new IS NULL THEN 'delete' WHEN last.new IS NULL THEN 'insert' ELSE 'update' END, last.new, new.new
    FROM writer AS w,
         (SELECT (SELECT a.new FROM audit AS a WHERE a.object = new.object AND a.key = new.key ORDER BY a.id DESC LIMIT 1)
                 AS new) AS last;
  INSERT INTO meta (key, value) SELECT 'reference_revision', '1' WHERE new.object NOT IN ('documents', 'extensions')
    ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT);
END;

CREATE TRIGGER documents_audit_insert AFTER INSERT ON documents BEGIN
  INSERT INTO audited VALUES ('documents', new.number, json_object('number', new.number, 'title', new.title,
    'issuer', new.issuer, 'date', new.date));
END;
CREATE TRIGGER documents_audit_update AFTER UPDATE ON documents BEGIN
  INSERT INTO audited SELECT 'documents', old.number, NULL WHERE old.number IS NOT new.number;
  INSERT INTO audited VALUES ('documents', new.number, json_object('number', new.number, 'title', new.title,
    'issuer', new.issuer, 'date', new.date));
END;
CREATE TRIGGER documents_audit_delete AFTER DELETE ON documents BEGIN
  INSERT INTO audited VALUES ('documents', old.number, NULL);
END;

CREATE TRIGGER extensions_audit_insert AFTER INSERT ON extensions BEGIN
  INSERT INTO audited VALUES ('extensions', new.id, json_object('source', new.source, 'code', new.code,
    'requested_at', new.requested_at, 'new_due_at', new.new_due_at, 'new_due_is_date', new.new_due_is_date,
    'reason', new.reason, 'author', new.author, 'state', new.state, 'decided_at', new.decided_at));
END;
CREATE TRIGGER extensions_audit_update AFTER UPDATE ON extensions BEGIN
  INSERT INTO audited SELECT 'extensions', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('extensions', new.id, json_object('source', new.source, 'code', new.code,
    'requested_at', new.requested_at, 'new_due_at', new.new_due_at, 'new_due_is_date', new.new_due_is_date,
    'reason', new.reason, 'author', new.author, 'state', new.state, 'decided_at', new.decided_at));
END;
CREATE TRIGGER extensions_audit_delete AFTER DELETE ON extensions BEGIN
  INSERT INTO audited VALUES ('extensions', old.id, NULL);
END;

CREATE TRIGGER agencies_audit_insert AFTER INSERT ON agencies BEGIN
  INSERT INTO audited VALUES ('agencies', new.code, json_object('code', new.code,
    'official_code', new.official_code, 'name', new.name, 'short_name', new.short_name,
    'addressee', new.addressee, 'level', new.level, 'parent', new.parent, 'head_title', new.head_title,
    'calendar', new.calendar, 'tone', new.tone, 'valid_from', new.valid_from, 'valid_until', new.valid_until,
    'note', new.note));
END;
CREATE TRIGGER agencies_audit_update AFTER UPDATE ON agencies BEGIN
  INSERT INTO audited SELECT 'agencies', old.code, NULL WHERE old.code IS NOT new.code;
  INSERT INTO audited VALUES ('agencies', new.code, json_object('code', new.code,
    'official_code', new.official_code, 'name', new.name, 'short_name', new.short_name,
    'addressee', new.addressee, 'level', new.level, 'parent', new.parent, 'head_title', new.head_title,
    'calendar', new.calendar, 'tone', new.tone, 'valid_from', new.valid_from, 'valid_until', new.valid_until,
    'note', new.note));
END;
CREATE TRIGGER agencies_audit_delete AFTER DELETE ON agencies BEGIN
  INSERT INTO audited VALUES ('agencies', old.code, NULL);
END;

CREATE TRIGGER agency_successors_audit_insert AFTER INSERT ON agency_successors BEGIN
  INSERT INTO audited VALUES ('agency_successors', new.agency || '>' || new.successor, json_object(
    'agency', new.agency, 'successor', new.successor));
END;
CREATE TRIGGER agency_successors_audit_update AFTER UPDATE ON agency_successors BEGIN
  INSERT INTO audited SELECT 'agency_successors', old.agency || '>' || old.successor, NULL WHERE old.agency || '>' || old.successor IS NOT new.agency || '>' || new.successor;
  INSERT INTO audited VALUES ('agency_successors', new.agency || '>' || new.successor, json_object(
    'agency', new.agency, 'successor', new.successor));
END;
CREATE TRIGGER agency_successors_audit_delete AFTER DELETE ON agency_successors BEGIN
  INSERT INTO audited VALUES ('agency_successors', old.agency || '>' || old.successor, NULL);
END;

CREATE TRIGGER people_audit_insert AFTER INSERT ON people BEGIN
  INSERT INTO audited VALUES ('people', new.code, json_object('code', new.code, 'name', new.name,
    'title', new.title, 'phone', new.phone, 'language', new.language));
END;
CREATE TRIGGER people_audit_update AFTER UPDATE ON people BEGIN
  INSERT INTO audited SELECT 'people', old.code, NULL WHERE old.code IS NOT new.code;
  INSERT INTO audited VALUES ('people', new.code, json_object('code', new.code, 'name', new.name,
    'title', new.title, 'phone', new.phone, 'language', new.language));
END;
CREATE TRIGGER people_audit_delete AFTER DELETE ON people BEGIN
  INSERT INTO audited VALUES ('people', old.code, NULL);
END;

CREATE TRIGGER positions_audit_insert AFTER INSERT ON positions BEGIN
  INSERT INTO audited VALUES ('positions', new.id, json_object('id', new.id, 'agency', new.agency,
    'role', new.role, 'person', new.person, 'title', new.title, 'valid_from', new.valid_from,
    'valid_until', new.valid_until));
END;
CREATE TRIGGER positions_audit_update AFTER UPDATE ON positions BEGIN
  INSERT INTO audited SELECT 'positions', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('positions', new.id, json_object('id', new.id, 'agency', new.agency,
    'role', new.role, 'person', new.person, 'title', new.title, 'valid_from', new.valid_from,
    'valid_until', new.valid_until));
END;
CREATE TRIGGER positions_audit_delete AFTER DELETE ON positions BEGIN
  INSERT INTO audited VALUES ('positions', old.id, NULL);
END;

CREATE TRIGGER addresses_audit_insert AFTER INSERT ON addresses BEGIN
  INSERT INTO audited VALUES ('addresses', new.owner || ' ' || new.channel || ' ' || new.value, json_object(
    'owner', new.owner, 'channel', new.channel, 'value', new.value, 'preference', new.preference,
    'failing', new.failing, 'valid_from', new.valid_from, 'valid_until', new.valid_until));
END;
CREATE TRIGGER addresses_audit_update AFTER UPDATE ON addresses BEGIN
  INSERT INTO audited SELECT 'addresses', old.owner || ' ' || old.channel || ' ' || old.value, NULL WHERE old.owner || ' ' || old.channel || ' ' || old.value IS NOT new.owner || ' ' || new.channel || ' ' || new.value;
  INSERT INTO audited VALUES ('addresses', new.owner || ' ' || new.channel || ' ' || new.value, json_object(
    'owner', new.owner, 'channel', new.channel, 'value', new.value, 'preference', new.preference,
    'failing', new.failing, 'valid_from', new.valid_from, 'valid_until', new.valid_until));
END;
CREATE TRIGGER addresses_audit_delete AFTER DELETE ON addresses BEGIN
  INSERT INTO audited VALUES ('addresses', old.owner || ' ' || old.channel || ' ' || old.value, NULL);
END;

CREATE TRIGGER escalation_paths_audit_insert AFTER INSERT ON escalation_paths BEGIN
  INSERT INTO audited VALUES ('escalation_paths', new.id, json_object('id', new.id, 'agency', new.agency,
    'level', new.level, 'target_agency', new.target_agency, 'role', new.role, 'person', new.person,
    'valid_from', new.valid_from, 'valid_until', new.valid_until));
END;
CREATE TRIGGER escalation_paths_audit_update AFTER UPDATE ON escalation_paths BEGIN
  INSERT INTO audited SELECT 'escalation_paths', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('escalation_paths', new.id, json_object('id', new.id, 'agency', new.agency,
    'level', new.level, 'target_agency', new.target_agency, 'role', new.role, 'person', new.person,
    'valid_from', new.valid_from, 'valid_until', new.valid_until));
END;
CREATE TRIGGER escalation_paths_audit_delete AFTER DELETE ON escalation_paths BEGIN
  INSERT INTO audited VALUES ('escalation_paths', old.id, NULL);
END;

CREATE TRIGGER delegations_audit_insert AFTER INSERT ON delegations BEGIN
  INSERT INTO audited VALUES ('delegations', new.id, json_object('id', new.id, 'from_person', new.from_person,
    'to_person', new.to_person, 'from_at', new.from_at, 'until_at', new.until_at,
    'copy_to_delegator', new.copy_to_delegator, 'reason', new.reason));
END;
CREATE TRIGGER delegations_audit_update AFTER UPDATE ON delegations BEGIN
  INSERT INTO audited SELECT 'delegations', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('delegations', new.id, json_object('id', new.id, 'from_person', new.from_person,
    'to_person', new.to_person, 'from_at', new.from_at, 'until_at', new.until_at,
    'copy_to_delegator', new.copy_to_delegator, 'reason', new.reason));
END;
CREATE TRIGGER delegations_audit_delete AFTER DELETE ON delegations BEGIN
  INSERT INTO audited VALUES ('delegations', old.id, NULL);
END;

CREATE TRIGGER contacts_audit_insert AFTER INSERT ON contacts BEGIN
  INSERT INTO audited VALUES ('contacts', new.id, json_object('id', new.id, 'name', new.name,
    'person', new.person));
END;
CREATE TRIGGER contacts_audit_update AFTER UPDATE ON contacts BEGIN
  INSERT INTO audited SELECT 'contacts', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('contacts', new.id, json_object('id', new.id, 'name', new.name,
    'person', new.person));
END;
CREATE TRIGGER contacts_audit_delete AFTER DELETE ON contacts BEGIN
  INSERT INTO audited VALUES ('contacts', old.id, NULL);
END;

CREATE TRIGGER rooms_audit_insert AFTER INSERT ON rooms BEGIN
  INSERT INTO audited VALUES ('rooms', new.id, json_object('id', new.id, 'name', new.name));
END;
CREATE TRIGGER rooms_audit_update AFTER UPDATE ON rooms BEGIN
  INSERT INTO audited SELECT 'rooms', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('rooms', new.id, json_object('id', new.id, 'name', new.name));
END;
CREATE TRIGGER rooms_audit_delete AFTER DELETE ON rooms BEGIN
  INSERT INTO audited VALUES ('rooms', old.id, NULL);
END;

CREATE TRIGGER procedures_audit_insert AFTER INSERT ON procedures BEGIN
  INSERT INTO audited VALUES ('procedures', new.code || '@' || ifnull(new.valid_from, ''), json_object(
    'code', new.code, 'name', new.name, 'term', new.term, 'calendar', new.calendar, 'cut_off', new.cut_off,
    'valid_from', new.valid_from, 'valid_until', new.valid_until, 'note', new.note));
END;
CREATE TRIGGER procedures_audit_update AFTER UPDATE ON procedures BEGIN
  INSERT INTO audited SELECT 'procedures', old.code || '@' || ifnull(old.valid_from, ''), NULL WHERE old.code || '@' || ifnull(old.valid_from, '') IS NOT new.code || '@' || ifnull(new.valid_from, '');
  INSERT INTO audited VALUES ('procedures', new.code || '@' || ifnull(new.valid_from, ''), json_object(
    'code', new.code, 'name', new.name, 'term', new.term, 'calendar', new.calendar, 'cut_off', new.cut_off,
    'valid_from', new.valid_from, 'valid_until', new.valid_until, 'note', new.note));
END;
CREATE TRIGGER procedures_audit_delete AFTER DELETE ON procedures BEGIN
  INSERT INTO audited VALUES ('procedures', old.code || '@' || ifnull(old.valid_from, ''), NULL);
END;

CREATE TRIGGER sources_audit_insert AFTER INSERT ON sources BEGIN
  INSERT INTO audited VALUES ('sources', new.id, json_object('id', new.id, 'name', new.name,
    'owner', new.owner, 'fresh_as_of', new.fresh_as_of));
END;
CREATE TRIGGER sources_audit_update AFTER UPDATE ON sources BEGIN
  INSERT INTO audited SELECT 'sources', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('sources', new.id, json_object('id', new.id, 'name', new.name,
    'owner', new.owner, 'fresh_as_of', new.fresh_as_of));
END;
CREATE TRIGGER sources_audit_delete AFTER DELETE ON sources BEGIN
  INSERT INTO audited VALUES ('sources', old.id, NULL);
END;

CREATE TRIGGER silences_audit_insert AFTER INSERT ON silences BEGIN
  INSERT INTO audited VALUES ('silences', new.id, json_object('id', new.id, 'filter', new.filter,
    'author', new.author, 'reason', new.reason, 'from_at', new.from_at, 'until_at', new.until_at));
END;
CREATE TRIGGER silences_audit_update AFTER UPDATE ON silences BEGIN
  INSERT INTO audited SELECT 'silences', old.id, NULL WHERE old.id IS NOT new.id;
  INSERT INTO audited VALUES ('silences', new.id, json_object('id', new.id, 'filter', new.filter,
    'author', new.author, 'reason', new.reason, 'from_at', new.from_at, 'until_at', new.until_at));
END;
CREATE TRIGGER silences_audit_delete AFTER DELETE ON silences BEGIN
  INSERT INTO audited VALUES ('silences', old.id, NULL);
END;
