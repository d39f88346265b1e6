-- Instants are milliseconds UTC, dates are texts 'YYYY-MM-DD', codes are opaque texts. Everything another program may
-- write stands in part A; part B is dondoc's own bookkeeping, written by dondoc and by the triggers only.
-- Instants lie between 1900-01-01 (-2208988800000) and 2101-01-01 (4133980800000).

-- A. What other programs may write -------------------------------------------------------------------------------

CREATE TABLE documents (
  id       INTEGER PRIMARY KEY,
  number   TEXT NOT NULL UNIQUE CHECK (number <> ''),             -- số, ký hiệu: 358/KH-UBND
  title    TEXT NOT NULL DEFAULT '',
  issuer   TEXT NOT NULL DEFAULT '',
  date     TEXT CHECK (date IS date(date))
) STRICT;

CREATE TABLE agencies (
  code        TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
  official_code TEXT NOT NULL DEFAULT '',                          -- the same official code may mean two agencies in time
  name        TEXT NOT NULL CHECK (name <> ''),
  short_name  TEXT NOT NULL DEFAULT '',
  addressee   TEXT NOT NULL DEFAULT '',
  level       TEXT NOT NULL DEFAULT '',
  parent      TEXT REFERENCES agencies(code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  head_title  TEXT NOT NULL DEFAULT '',
  calendar    TEXT NOT NULL DEFAULT '',
  tone        TEXT NOT NULL DEFAULT '' CHECK (tone IN ('', 'cap_duoi', 'ngang_cap', 'nganh_doc', 'cap_tren')),
  valid_from  TEXT CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS date(valid_until)),
  note        TEXT NOT NULL DEFAULT '',
  CHECK (valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE agency_successors (
  agency    TEXT NOT NULL REFERENCES agencies(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  successor TEXT NOT NULL REFERENCES agencies(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (agency, successor)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  code     TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
  name     TEXT NOT NULL CHECK (name <> ''),
  title    TEXT NOT NULL DEFAULT '',
  phone    TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'vi', 'en'))
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
  id          INTEGER PRIMARY KEY,
  agency      TEXT NOT NULL REFERENCES agencies(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  role        TEXT NOT NULL CHECK (role IN ('head', 'acting_head', 'deputy', 'division_head', 'focal', 'officer')),
  person      TEXT NOT NULL REFERENCES people(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  title       TEXT NOT NULL DEFAULT '',
  valid_from  TEXT CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS date(valid_until)),
  CHECK (valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from)
) STRICT;
CREATE INDEX positions_by_agency ON positions(agency, role);

-- owner: 'person:CODE', 'agency:CODE' (its mailbox), 'contact:ID' or 'room:ID'. channel: the id of a configured channel,
-- or 'email' for every channel that takes mail addresses.
CREATE TABLE addresses (
  id          INTEGER PRIMARY KEY,
  owner       TEXT NOT NULL CHECK (owner GLOB 'person:?*' OR owner GLOB 'agency:?*' OR owner GLOB 'contact:?*' OR owner GLOB 'room:?*'),
  channel     TEXT NOT NULL CHECK (channel <> ''),
  value       TEXT NOT NULL CHECK (value <> ''),
  preference  INTEGER NOT NULL DEFAULT 0,
  failing     INTEGER NOT NULL DEFAULT 0 CHECK (failing IN (0, 1)),
  valid_from  TEXT CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS date(valid_until)),
  UNIQUE (owner, channel, value)
) STRICT;

CREATE TABLE escalation_paths (
  id            INTEGER PRIMARY KEY,
  agency        TEXT NOT NULL REFERENCES agencies(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  level         INTEGER NOT NULL CHECK (level >= 1),
  target_agency TEXT REFERENCES agencies(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  role          TEXT NOT NULL DEFAULT 'head' CHECK (role IN ('head', 'acting_head', 'deputy', 'division_head', 'focal', 'officer')),
  person        TEXT REFERENCES people(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  valid_from    TEXT CHECK (valid_from IS date(valid_from)),
  valid_until   TEXT CHECK (valid_until IS date(valid_until)),
  CHECK (target_agency IS NOT NULL OR person IS NOT NULL)
) STRICT;
CREATE INDEX escalation_paths_by_agency ON escalation_paths(agency, level);

CREATE TABLE delegations (
  id          INTEGER PRIMARY KEY,
  from_person TEXT NOT NULL REFERENCES people(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  to_person   TEXT NOT NULL REFERENCES people(code) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  from_at     INTEGER NOT NULL CHECK (from_at BETWEEN -2208988800000 AND 4133980800000),
  until_at    INTEGER NOT NULL CHECK (until_at BETWEEN -2208988800000 AND 4133980800000),
  copy_to_delegator INTEGER NOT NULL DEFAULT 0 CHECK (copy_to_delegator IN (0, 1)),
  reason      TEXT NOT NULL DEFAULT '',
  CHECK (until_at > from_at), CHECK (from_person <> to_person)
) STRICT;

CREATE TABLE contacts (
  id     TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name   TEXT NOT NULL DEFAULT '',
  person TEXT REFERENCES people(code) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
  id   TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The catalogue of administrative procedures; a term applies to what is received within its validity.
CREATE TABLE procedures (
  id          INTEGER PRIMARY KEY,
  code        TEXT NOT NULL CHECK (code <> ''),
  name        TEXT NOT NULL DEFAULT '',
  -- '3wd', '24wh', '30d'; '' = none
  term        TEXT NOT NULL DEFAULT ''
              CHECK (term = '' OR (term GLOB '[0-9]*' AND length(term) <= 12
                                   AND ltrim(term, '0123456789') IN ('wd', 'wh', 'wmin', 'd', 'h', 'min', 's'))),
  calendar    TEXT NOT NULL DEFAULT '',
  cut_off     TEXT NOT NULL DEFAULT '' CHECK (cut_off = '' OR cut_off GLOB '[0-2][0-9]:[0-5][0-9]'),
  valid_from  TEXT CHECK (valid_from IS date(valid_from)),
  valid_until TEXT CHECK (valid_until IS date(valid_until)),
  note        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX procedures_by_code ON procedures(code, ifnull(valid_from, ''));

CREATE TABLE sources (
  id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name        TEXT NOT NULL DEFAULT '',
  owner       TEXT NOT NULL DEFAULT '',          -- a recipient, told when the source is late
  fresh_as_of INTEGER CHECK (fresh_as_of BETWEEN -2208988800000 AND 4133980800000)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  id              INTEGER PRIMARY KEY,
  source          TEXT NOT NULL DEFAULT 'local' CHECK (source <> ''),
  code            TEXT NOT NULL CHECK (code <> '' AND length(code) <= 200),
  kind            TEXT NOT NULL CHECK (kind IN ('task', 'dossier', 'occurrence')),
  title           TEXT NOT NULL DEFAULT '',
  state           TEXT NOT NULL DEFAULT 'open'
                  CHECK (state IN ('open', 'reported', 'suspended', 'done', 'withdrawn', 'cancelled', 'merged')),
  agency          TEXT REFERENCES agencies(code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  officer         TEXT REFERENCES people(code) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  officer_name    TEXT NOT NULL DEFAULT '',      -- as the source writes it, where it is no person we know
  procedure       TEXT NOT NULL DEFAULT '',
  priority        TEXT NOT NULL DEFAULT '',
  product         TEXT NOT NULL DEFAULT '',
  parent          TEXT NOT NULL DEFAULT '',      -- code of the parent item
  restricted      INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1)),
  document        INTEGER REFERENCES documents(id) DEFERRABLE INITIALLY DEFERRED,
  result_document TEXT NOT NULL DEFAULT '',
  result_date     TEXT CHECK (result_date IS date(result_date)),
  progress        TEXT NOT NULL DEFAULT '',
  submitted_at    INTEGER CHECK (submitted_at BETWEEN -2208988800000 AND 4133980800000),
  received_at     INTEGER CHECK (received_at BETWEEN -2208988800000 AND 4133980800000),
  start_at        INTEGER CHECK (start_at BETWEEN -2208988800000 AND 4133980800000),
  updated_at      INTEGER CHECK (updated_at BETWEEN -2208988800000 AND 4133980800000),
  finished_at     INTEGER CHECK (finished_at BETWEEN -2208988800000 AND 4133980800000),
  handed_over_at  INTEGER CHECK (handed_over_at BETWEEN -2208988800000 AND 4133980800000),
  appointment_at  INTEGER CHECK (appointment_at BETWEEN -2208988800000 AND 4133980800000),
  apology_sent_at INTEGER CHECK (apology_sent_at BETWEEN -2208988800000 AND 4133980800000),
  due_at          INTEGER CHECK (due_at BETWEEN -2208988800000 AND 4133980800000),
  due_is_date     INTEGER NOT NULL DEFAULT 0 CHECK (due_is_date IN (0, 1)),
  term            TEXT NOT NULL DEFAULT ''
                  CHECK (term = '' OR (term GLOB '[0-9]*' AND length(term) <= 12
                                       AND ltrim(term, '0123456789') IN ('wd', 'wh', 'wmin', 'd', 'h', 'min', 's'))),
  holds           TEXT NOT NULL DEFAULT '' CHECK (holds IN ('', 'shift')),
  attributes      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(attributes) AND json_type(attributes) = 'object'),
  UNIQUE (source, code)
) STRICT;
CREATE INDEX items_by_agency ON items(agency, state);
CREATE INDEX items_by_code ON items(code);

CREATE TABLE item_coordinators (
  source TEXT NOT NULL,
  code   TEXT NOT NULL,
  agency TEXT NOT NULL REFERENCES agencies(code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (source, code, agency)
) STRICT, WITHOUT ROWID;

-- Holds, extensions and the like name their item by (source, code), so that they survive a REPLACE of its row.
CREATE TABLE holds (
  id       INTEGER PRIMARY KEY,
  source   TEXT NOT NULL DEFAULT 'local',
  code     TEXT NOT NULL,
  from_at  INTEGER NOT NULL CHECK (from_at BETWEEN -2208988800000 AND 4133980800000),
  until_at INTEGER CHECK (until_at BETWEEN -2208988800000 AND 4133980800000),
  reason   TEXT NOT NULL DEFAULT '',
  author   TEXT NOT NULL DEFAULT '',
  CHECK (until_at IS NULL OR until_at >= from_at)
) STRICT;
CREATE UNIQUE INDEX holds_by_item ON holds(source, code, from_at);

CREATE TABLE extensions (
  id           INTEGER PRIMARY KEY,
  source       TEXT NOT NULL DEFAULT 'local',
  code         TEXT NOT NULL,
  requested_at INTEGER NOT NULL CHECK (requested_at BETWEEN -2208988800000 AND 4133980800000),
  new_due_at   INTEGER CHECK (new_due_at BETWEEN -2208988800000 AND 4133980800000),
  new_due_is_date INTEGER NOT NULL DEFAULT 0 CHECK (new_due_is_date IN (0, 1)),
  reason       TEXT NOT NULL DEFAULT '',
  author       TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'granted', 'refused')),
  decided_at   INTEGER
) STRICT;
CREATE INDEX extensions_by_item ON extensions(source, code);

CREATE TABLE urgings (                            -- urged by letter or telephone, outside dondoc
  id     INTEGER PRIMARY KEY,
  source TEXT NOT NULL DEFAULT 'local',
  code   TEXT NOT NULL,
  at     INTEGER NOT NULL CHECK (at BETWEEN -2208988800000 AND 4133980800000),
  how    TEXT NOT NULL CHECK (how <> ''),
  ref    TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX urgings_by_item ON urgings(source, code);

CREATE TABLE series (
  id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  origin  TEXT NOT NULL CHECK (origin IN ('config', 'import')),
  kind    TEXT NOT NULL,
  title   TEXT NOT NULL DEFAULT '',
  rrule   TEXT NOT NULL,
  start   TEXT NOT NULL,
  zone    TEXT NOT NULL DEFAULT '',
  settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
  loaded_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE silences (
  id       INTEGER PRIMARY KEY,
  filter   TEXT NOT NULL CHECK (json_valid(filter)),  -- {"agency": "TG-STC", "kind": "task"}: `where` of a rule as JSON
  author   TEXT NOT NULL CHECK (author <> ''),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  from_at  INTEGER NOT NULL CHECK (from_at BETWEEN -2208988800000 AND 4133980800000),
  until_at INTEGER NOT NULL CHECK (until_at BETWEEN -2208988800000 AND 4133980800000),
  CHECK (until_at > from_at)
) STRICT;

-- B. Bookkeeping ---------------------------------------------------------------------------------------------------

-- Who writes, and when by the writer's clock: set by dondoc inside its own transactions, empty otherwise ('sql', now).
CREATE TABLE write_context (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  actor TEXT NOT NULL,
  at    INTEGER,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Offsets of the default zone, for the views: the offset in seconds holds from from_at on.
CREATE TABLE zone_offsets (
  from_at INTEGER PRIMARY KEY,
  offset  INTEGER NOT NULL
) STRICT;

CREATE TABLE item_state (
  id                 INTEGER PRIMARY KEY,
  source             TEXT NOT NULL,
  code               TEXT NOT NULL,
  item               INTEGER,                       -- items.id now; NULL: the row was deleted
  revision           INTEGER NOT NULL DEFAULT 1,    -- raised by every change; a claim names the one it evaluated
  next_check_at      INTEGER DEFAULT 0,             -- 0: at once; NULL: nothing to do before something changes
  no_check_reason    TEXT NOT NULL DEFAULT '',
  waits_for_delivery INTEGER NOT NULL DEFAULT 0,    -- an escalation waits until the head has had notice
  version            INTEGER NOT NULL DEFAULT 0,
  due_at             INTEGER,
  due_provisional    INTEGER NOT NULL DEFAULT 0,
  version_start      INTEGER,
  told_since_version INTEGER NOT NULL DEFAULT 1,
  first_stored_at    INTEGER NOT NULL,
  backlog_until      INTEGER,
  UNIQUE (source, code)
) STRICT;
CREATE INDEX item_state_by_check ON item_state(next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE deadline_versions (
  item      INTEGER NOT NULL REFERENCES item_state(id),
  version   INTEGER NOT NULL,
  due_at    INTEGER,
  cause     TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  PRIMARY KEY (item, version)
) STRICT, WITHOUT ROWID;

-- The values an item had until `until_at`: the row of `items`, its holds and coordinators as JSON ('null': there was no
-- row). What it is now stands in `items`. Read only rows below item_state.revision (0002_triggers.sql says why).
CREATE TABLE item_history (
  item     INTEGER NOT NULL REFERENCES item_state(id),
  revision INTEGER NOT NULL,                        -- the revision that ended
  until_at INTEGER NOT NULL,
  actor    TEXT NOT NULL,                           -- who ended it
  reason   TEXT NOT NULL DEFAULT '',
  change   TEXT NOT NULL,                           -- insert | update | delete | holds | coordinators
  old      TEXT NOT NULL,
  PRIMARY KEY (item, revision)
) STRICT, WITHOUT ROWID;

-- Changes of everything else a person can be asked about: positions, people, addresses, agencies, procedures, …
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  actor  TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  object TEXT NOT NULL,                             -- table
  key    TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('insert', 'update', 'delete')),
  old    TEXT,
  new    TEXT
) STRICT;
CREATE INDEX audit_by_object ON audit(object, key);

CREATE TABLE alerts (
  id           INTEGER PRIMARY KEY,
  item         INTEGER NOT NULL REFERENCES item_state(id),
  episode      INTEGER NOT NULL,
  rule         TEXT NOT NULL,
  step         TEXT NOT NULL,
  number       INTEGER NOT NULL,
  scheduled_at INTEGER NOT NULL,
  severity     TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  claimed_at   INTEGER NOT NULL,
  UNIQUE (item, episode, rule, step, number)
) STRICT;

CREATE TABLE notices (
  id         INTEGER PRIMARY KEY,
  alert      INTEGER NOT NULL REFERENCES alerts(id),
  recipient  TEXT NOT NULL,
  role       TEXT NOT NULL,
  copy       INTEGER NOT NULL DEFAULT 0,
  state      TEXT NOT NULL CHECK (state IN ('queued', 'deferred', 'told', 'rehearsed', 'dead', 'superseded', 'withdrawn')),
  reason     TEXT NOT NULL,
  since      INTEGER NOT NULL,                      -- when it came into this state
  settled_at INTEGER,                               -- told or dead
  UNIQUE (alert, recipient)
) STRICT;

CREATE TABLE messages (
  id            INTEGER PRIMARY KEY,
  public_id     TEXT NOT NULL UNIQUE,               -- random; the Message-ID and the webhook-id are made of it
  recipient     TEXT NOT NULL,
  channel       TEXT NOT NULL,
  class         TEXT NOT NULL CHECK (class IN ('routine', 'critical', 'operations')),
  send_at       INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('open', 'in_flight', 'unknown', 'delivered', 'dead', 'withdrawn', 'dropped')),
  ready_at      INTEGER,                            -- when the next attempt may begin; NULL in final states
  attempts      INTEGER NOT NULL DEFAULT 0,
  mode          TEXT NOT NULL DEFAULT '',           -- redirect | live, when sealed
  address       TEXT NOT NULL DEFAULT '',           -- when sealed
  subject       TEXT NOT NULL DEFAULT '',
  body          BLOB,                               -- sealed bytes
  created_at    INTEGER NOT NULL,
  sealed_at     INTEGER,
  settled_at    INTEGER,
  remote_id     TEXT NOT NULL DEFAULT '',
  reply         TEXT NOT NULL DEFAULT ''            -- the provider's last word
) STRICT;
CREATE UNIQUE INDEX messages_open ON messages(recipient, channel, class, send_at) WHERE state = 'open' AND attempts = 0;
CREATE INDEX messages_ready ON messages(ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX messages_by_turn ON messages(channel, class, ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX messages_in_flight ON messages(state) WHERE state = 'in_flight';
CREATE INDEX messages_by_recipient ON messages(recipient, channel, send_at);

CREATE TABLE message_notices (
  message INTEGER NOT NULL REFERENCES messages(id),
  notice  INTEGER NOT NULL REFERENCES notices(id),
  PRIMARY KEY (message, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_notices_by_notice ON message_notices(notice);

CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY,
  message     INTEGER NOT NULL REFERENCES messages(id),
  attempt     INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  outcome     TEXT NOT NULL DEFAULT '',             -- delivered | retry | rejected | unknown
  reply       TEXT NOT NULL DEFAULT '',
  UNIQUE (message, attempt)
) STRICT;

CREATE TABLE acknowledgements (
  id       INTEGER PRIMARY KEY,
  item     INTEGER NOT NULL REFERENCES item_state(id),
  version  INTEGER NOT NULL,
  person   TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  upto     INTEGER NOT NULL,
  via      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX acknowledgements_by_item ON acknowledgements(item);

CREATE TABLE findings (
  id          INTEGER PRIMARY KEY,
  code        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  args        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(args)),
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  resolved_at INTEGER,
  message     INTEGER REFERENCES messages(id)       -- the one that told the operator
) STRICT;
CREATE UNIQUE INDEX findings_standing ON findings(code, subject) WHERE resolved_at IS NULL;
CREATE INDEX findings_by_message ON findings(message) WHERE message IS NOT NULL;

-- Steps of the configuration as last loaded: which are new since the last confirmed reload.
CREATE TABLE known_steps (
  rule         TEXT NOT NULL,
  step         TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,
  first_seen   INTEGER NOT NULL,
  unconfirmed_since INTEGER,
  PRIMARY KEY (rule, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  id       INTEGER PRIMARY KEY,
  source   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  file     TEXT NOT NULL,
  digest   TEXT NOT NULL,
  as_of    INTEGER,
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  inserted INTEGER NOT NULL,
  updated  INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  total    INTEGER NOT NULL
) STRICT;

-- Changes by `dondoc` commands, newest last, so that `undo` can put the last one of an item back.
CREATE TABLE undo_log (
  id      INTEGER PRIMARY KEY,
  item    INTEGER NOT NULL REFERENCES item_state(id),
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  command TEXT NOT NULL,
  before  TEXT NOT NULL CHECK (json_valid(before)),  -- the item's row and its side rows as they were
  undone_at INTEGER
) STRICT;
CREATE INDEX undo_log_by_item ON undo_log(item);
