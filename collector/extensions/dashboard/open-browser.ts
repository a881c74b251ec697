/** Opens the dashboard in the user's browser. A convenience: whatever goes wrong with it is not worth a word. */
import { spawn } from 'node:child_process';

interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly isTTY?: boolean };
}

/** True where standard output is a terminal on a machine with a display and not in CI. */
export function opensBrowser({ platform, env, stdout }: Surroundings): boolean {
  if (stdout.isTTY !== true || isSet(env['CI'])) return false;
  // A terminal over SSH is somewhere else than the display.
  if (isSet(env['SSH_CONNECTION'])) return false;
  return platform === 'darwin' || platform === 'win32' || isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

/** @param url of a door of ours, never of a stranger */
export function openBrowser(url: string): void {
  const [command, ...args] = commandFor(process.platform, url);
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}

function commandFor(platform: string, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  // `start` takes its first quoted argument for a window's title.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url];
  return ['xdg-open', url];
}
