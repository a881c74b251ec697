SELECT scope_key AS key FROM scopes WHERE digest = ?
