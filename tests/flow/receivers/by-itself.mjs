// Whether a module was started as the program (and not imported), by whatever path it was named.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function isProgram(moduleUrl) {
  return Boolean(process.argv[1]) && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}
