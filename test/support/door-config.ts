/** The configuration of a door on a free port, for tests of what is behind it. */
import { z } from 'zod';

import { doorFields, type DoorConfig } from '../../collector/doors/door-config.ts';

const config = z.strictObject(doorFields('localhost:0'));

export function doorConfigOf(given: object = {}): DoorConfig {
  return config.parse(given);
}
