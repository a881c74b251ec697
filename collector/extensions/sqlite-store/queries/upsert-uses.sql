INSERT INTO uses (kind, key, uses, newest_list_key) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET
  uses = uses + excluded.uses, newest_list_key = coalesce(excluded.newest_list_key, newest_list_key)
