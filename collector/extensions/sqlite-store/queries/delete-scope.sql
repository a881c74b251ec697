DELETE FROM scopes WHERE scope_key = ?
