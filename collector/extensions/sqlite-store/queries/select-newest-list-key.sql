SELECT coalesce(max(list_key), 0) AS list_key FROM content_lists
