-- messages_by_turn says as well when the next message is ready. One index less that sealing must take a message out of.
DROP INDEX messages_ready;

-- SQLite builds a table of its own for IN with more than two values, at every INSERT and UPDATE that checks it; a chain of
-- OR costs a comparison or two. What is allowed stays the same, so the rows need no rewriting: only the text of the schema
-- changes (https://sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
    'CHECK (kind IN (''task'', ''dossier'', ''occurrence''))',
    'CHECK (kind = ''dossier'' OR kind = ''task'' OR kind = ''occurrence'')'),
    'CHECK (state IN (''open'', ''reported'', ''suspended'', ''done'', ''withdrawn'', ''cancelled'', ''merged''))',
    'CHECK (state = ''open'' OR state = ''done'' OR state = ''suspended'' OR state = ''reported'' OR state = ''withdrawn'''
    || ' OR state = ''cancelled'' OR state = ''merged'')'),
    'CHECK (json_valid(attributes) AND',
    'CHECK (attributes = ''{}'' OR json_valid(attributes) AND')
  WHERE type = 'table' AND name = 'items';
UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (severity IN (''info'', ''warning'', ''critical''))',
    'CHECK (severity = ''critical'' OR severity = ''warning'' OR severity = ''info'')')
  WHERE type = 'table' AND name = 'alerts';
UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (state IN (''queued'', ''deferred'', ''told'', ''rehearsed'', ''dead'', ''superseded'', ''withdrawn''))',
    'CHECK (state = ''queued'' OR state = ''told'' OR state = ''deferred'' OR state = ''superseded'''
    || ' OR state = ''withdrawn'' OR state = ''rehearsed'' OR state = ''dead'')')
  WHERE type = 'table' AND name = 'notices';
UPDATE sqlite_schema SET sql = replace(replace(sql,
    'CHECK (class IN (''routine'', ''critical'', ''operations''))',
    'CHECK (class = ''routine'' OR class = ''critical'' OR class = ''operations'')'),
    'CHECK (state IN (''open'', ''in_flight'', ''unknown'', ''delivered'', ''dead'', ''withdrawn'', ''dropped''))',
    'CHECK (state = ''open'' OR state = ''in_flight'' OR state = ''delivered'' OR state = ''withdrawn'''
    || ' OR state = ''unknown'' OR state = ''dead'' OR state = ''dropped'')')
  WHERE type = 'table' AND name = 'messages';
PRAGMA writable_schema = RESET;
