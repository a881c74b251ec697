/** Keys of the first version's configuration and where they live now, so that whoever brings an old file is told. */
export const SEED_KEYS: ReadonlyMap<string, string> = new Map([
  ['server_port', 'use extensions.dashboard.endpoint, such as localhost:7100'],
  ['server_host', 'use extensions.dashboard.endpoint, such as localhost:7100'],
  ['auto_open_browser', 'use extensions.dashboard.open_browser'],
  ['max_events', 'use extensions.memory_store.max_spans'],
  ['retention_minutes', 'use retention.max_age of the store extension, such as 30m'],
  ['refresh_interval', 'use extensions.dashboard.refresh_interval, such as 2s'],
  ['storage_type', 'configure extensions.sqlite_store or extensions.memory_store'],
  ['storage_mode', 'configure extensions.sqlite_store or extensions.memory_store'],
  ['db_path', 'use extensions.sqlite_store.path'],
  ['session_completion_timeout', 'use connectors.sessions.idle_timeout, such as 30s'],
  ['completion_check_interval', 'use connectors.sessions.check_interval, such as 1s'],
]);
