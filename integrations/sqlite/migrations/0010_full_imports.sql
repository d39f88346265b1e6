-- Whether the file held everything its source had (--full): the next one that does is compared with it.
ALTER TABLE imports ADD COLUMN is_full INTEGER NOT NULL DEFAULT 0 CHECK (is_full IN (0, 1));
