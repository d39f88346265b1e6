-- What people answered to messages. An answer waits for the office until it is confirmed or sent back; what it did to
-- the item at once (an acknowledgement, a requested extension, the state `reported`) stands where such things stand.
CREATE TABLE answers (
  id              INTEGER PRIMARY KEY,
  item            INTEGER NOT NULL REFERENCES item_state(id),
  version         INTEGER NOT NULL,
  message         INTEGER REFERENCES messages(id),   -- the one whose link was used; NULL: told to the office otherwise
  person          TEXT NOT NULL DEFAULT '',          -- code of whom the link was sent to
  kind            TEXT NOT NULL CHECK (kind IN ('received', 'done', 'progress', 'difficulty', 'not_mine')),
  name            TEXT NOT NULL,                     -- who answers, as written
  position        TEXT NOT NULL DEFAULT '',
  document        TEXT NOT NULL DEFAULT '',
  document_date   TEXT CHECK (document_date IS date(document_date)),
  text            TEXT NOT NULL DEFAULT '',
  until_at        INTEGER,                           -- received
  proposed_due_at INTEGER,                           -- difficulty
  extension       INTEGER,                           -- extensions.id of the request made of it
  agency          TEXT NOT NULL DEFAULT '',          -- the item's, when it was given
  given_at        INTEGER NOT NULL,
  digest          TEXT NOT NULL,                     -- of the form: the same sent again is the same answer
  outcome         TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'confirmed', 'returned', 'replaced')),
  settled_at      INTEGER,
  settled_by      TEXT NOT NULL DEFAULT '',
  settled_reason  TEXT NOT NULL DEFAULT '',
  CHECK ((outcome = '') = (settled_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX answers_once ON answers(item, message, digest);
CREATE INDEX answers_unsettled ON answers(given_at) WHERE settled_at IS NULL;

-- What the office still has to look at. Other ways settle an answer too: the item's state, a decision on the extension,
-- another agency.
CREATE VIEW waiting_answers AS
  SELECT a.* FROM answers AS a JOIN item_state AS s ON s.id = a.item JOIN items AS i ON i.id = s.item
  WHERE a.settled_at IS NULL AND CASE a.kind
    WHEN 'done' THEN i.state = 'reported'
    WHEN 'difficulty' THEN i.state IN ('open', 'suspended')
      AND NOT EXISTS (SELECT 1 FROM extensions AS e WHERE e.id = a.extension AND e.state <> 'requested')
    WHEN 'not_mine' THEN i.state IN ('open', 'suspended') AND ifnull(i.agency, '') = a.agency
    ELSE 0 END;
