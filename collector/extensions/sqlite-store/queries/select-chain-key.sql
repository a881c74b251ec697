SELECT chain_key FROM content_lists WHERE list_key = ?
