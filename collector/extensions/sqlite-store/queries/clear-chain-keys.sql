DELETE FROM chain_keys
