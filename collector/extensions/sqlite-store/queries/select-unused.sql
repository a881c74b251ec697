SELECT kind, key, newest_list_key FROM uses WHERE uses <= 0 ORDER BY kind, key LIMIT 1
