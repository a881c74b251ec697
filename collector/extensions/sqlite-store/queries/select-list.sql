SELECT parent_key, body, holes FROM content_lists WHERE list_key = ?
