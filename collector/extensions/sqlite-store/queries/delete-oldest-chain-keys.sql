DELETE FROM chain_keys
WHERE chain_key <= (SELECT coalesce(max(chain_key), 0) FROM chain_keys) - ?
