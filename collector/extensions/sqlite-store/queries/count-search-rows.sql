SELECT count(*) AS count FROM (SELECT rowid FROM search WHERE search MATCH @match LIMIT @limit)
