-- The channel that sealed the bytes: after an unknown outcome they go again over the same one.
ALTER TABLE messages ADD COLUMN sealed_channel TEXT NOT NULL DEFAULT '';
UPDATE messages SET sealed_channel = channel WHERE sealed_at IS NOT NULL AND mode <> 'redirect';

-- The number of the full evaluation that found it last: what the next one does not find again is over.
ALTER TABLE findings ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
