-- Which channel carried an attempt: read at every start, and not to be looked for behind the bytes of messages.
ALTER TABLE deliveries ADD COLUMN channel TEXT NOT NULL DEFAULT '';

UPDATE deliveries SET channel = (SELECT sealed_channel FROM messages AS m WHERE m.id = deliveries.message);
