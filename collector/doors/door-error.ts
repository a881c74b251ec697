/**
 * A door that could not be opened, in one line a person can act on. The program ends with exit code 3 on it, so it is only
 * for what the configuration or the machine must change, never for a request that went wrong.
 */
export class DoorError extends Error {
  constructor(door: string, reason: string, options: { cause?: unknown } = {}) {
    super(`${door}: ${reason}`, options);
    this.name = 'DoorError';
  }
}
