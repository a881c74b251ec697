/** The bootstrap in a project of its own, whose npm, Vite and program are stand-ins that say what they were asked. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runProgram, type Running } from '../support/run-program.ts';
import { ROOT } from '../support/source-files.ts';

const PROGRAM = `
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => { console.log('got ' + signal); process.exit(7); });
console.log(JSON.stringify(process.argv.slice(2)) + ' in ' + process.cwd());
if (process.argv.includes('crash')) process.kill(process.pid, 'SIGKILL');
if (process.argv.includes('wait')) setInterval(() => {}, 1000);
else process.exitCode = Number(process.argv.at(-1));
`;
const NPM = `#!/bin/sh
echo "npm $*" >> "$PWD/npm.log"
if [ -e "$PWD/npm-fails" ]; then echo 'no network'; exit 1; fi
mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json
`;
const VITE = `
import { appendFileSync, mkdirSync } from 'node:fs';
mkdirSync('dashboard/dist', { recursive: true });
appendFileSync('vite.log', process.env.NODE_ENV + ' ' + process.argv.slice(2).join(' ') + '\\n');
`;

let project = '';
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'live-trace-'));
  for (const file of ['collector/bootstrap.js', 'collector/live-trace.js']) {
    mkdirSync(join(project, dirname(file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(project, file));
  }
  put('package.json', '{"type":"module"}');
  put('package-lock.json', lock('1.0.0'));
  put('node_modules/.package-lock.json', lock('1.0.0'));
  put('collector/main.ts', PROGRAM);
  put('bin/npm', NPM);
  chmodSync(join(project, 'bin/npm'), 0o755);
});
afterEach(() => rmSync(project, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function lock(version: string): string {
  return JSON.stringify({
    packages: {
      '': { name: 'x' },
      'node_modules/a': { version },
      'node_modules/b': { version: '1.0.0', optional: true },
    },
  });
}

function age(path: string, secondsFromNow: number): void {
  const time = Date.now() / 1000 + secondsFromNow;
  utimesSync(join(project, path), time, time);
}

const logOf = (name: string): string =>
  existsSync(join(project, name)) ? readFileSync(join(project, name), 'utf8') : '';

function bootstrap(...args: string[]): Running {
  const environment = {
    PATH: `${join(project, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    npm_execpath: undefined,
  };
  return runProgram([join(project, 'collector/bootstrap.js'), ...args], { cwd: project, environment });
}

describe('the program behind the bootstrap', () => {
  it('gets every argument and the directory, and its exit code is the exit code', async () => {
    const { code, stdout } = await bootstrap('start', '--config', 'my file.yaml', '5').ended;
    expect(stdout).toBe(`["start","--config","my file.yaml","5"] in ${project}\n`);
    expect(code).toBe(5);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gets %s and is waited for', async (signal) => {
    const program = bootstrap('start', 'wait');
    await program.prints(/\n/);
    program.kill(signal);
    const { code, stdout } = await program.ended;
    expect(stdout).toContain(`got ${signal}\n`);
    expect(code).toBe(7);
  });

  it('ends by the signal that ended the program', async () => {
    expect((await bootstrap('start', 'crash').ended).signal).toBe('SIGKILL');
  });

  it.skipIf(process.platform === 'win32')('is stopped when the shell that npx put in between dies', async () => {
    // `; true` keeps a shell of any kind from replacing itself by the program.
    const command = `"${process.execPath}" "${join(project, 'collector/live-trace.js')}" wait; true`;
    const script = `const { spawn } = require('node:child_process'); const shell = spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' });
      process.on('SIGTERM', () => shell.kill('SIGTERM'));`;
    const program = runProgram(['-e', script], { cwd: project, environment: { npm_command: 'exec' } });
    await program.prints(/\n/);
    program.kill('SIGTERM');
    // Ends when the last that holds its output has gone.
    expect((await program.ended).stdout).toContain('got SIGTERM');
  });

  it('is what the bin runs, with nothing installed or built', async () => {
    put('package-lock.json', lock('2.0.0'));
    put('dashboard/index.html', '');
    const { code, stdout } = await runProgram([join(project, 'collector/live-trace.js'), 'check', '3'], {
      cwd: tmpdir(),
    }).ended;
    expect(stdout).toContain('["check","3"] in');
    expect(code).toBe(3);
    expect(logOf('npm.log')).toBe('');
  });

  it('is the compiled one in a published package', async () => {
    rmSync(join(project, 'collector/main.ts'));
    put('dist/collector/main.js', PROGRAM);
    const { code, stdout } = await runProgram([join(project, 'collector/live-trace.js'), 'x', '4'], { cwd: project })
      .ended;
    expect(stdout).toContain('["x","4"]');
    expect(code).toBe(4);
  });
});

describe('installing', () => {
  it('is left out where everything stands', async () => {
    await bootstrap('start', '0').ended;
    expect(logOf('npm.log')).toBe('');
  });

  it('happens where nothing stands, quietly', async () => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    const { code, stdout, stderr } = await bootstrap('start', '0').ended;
    expect(logOf('npm.log')).toMatch(/^npm ci --include=dev /);
    expect(stdout).toBe(`["start","0"] in ${project}\n`);
    expect(stderr).toContain('installing packages');
    expect(code).toBe(0);
  });

  it('happens where another version is wanted than stands', async () => {
    put('package-lock.json', lock('1.0.1'));
    age('package-lock.json', 60);
    await bootstrap('start', '0').ended;
    expect(logOf('npm.log')).not.toBe('');
  });

  it('does not happen for a newer lock file that wants what stands, without the optional', async () => {
    put('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }));
    age('package-lock.json', 60);
    await bootstrap('start', '0').ended;
    expect(logOf('npm.log')).toBe('');
  });

  it('shows what npm said when it fails, and goes no further', async () => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    put('npm-fails', '');
    const { code, stdout, stderr } = await bootstrap('start', '0').ended;
    expect(stderr).toContain('no network');
    expect(stderr).toContain('npm ci failed');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('building the dashboard', () => {
  beforeEach(() => {
    put('dashboard/index.html', '');
    put('dashboard/src/main.tsx', '');
    put('dashboard/src/pages/deep/page.tsx', '');
    put('node_modules/vite/package.json', '{"type":"module"}');
    put('node_modules/vite/bin/vite.js', VITE);
  });

  it('happens once', async () => {
    await bootstrap('start', '0').ended;
    await bootstrap('start', '0').ended;
    // Whatever the variable says here: else the pages would carry React's development build and paths of this machine.
    expect(process.env['NODE_ENV']).toBe('test');
    expect(logOf('vite.log')).toBe('production build dashboard --logLevel warn\n');
  });

  it('happens again when a source is newer', async () => {
    await bootstrap('start', '0').ended;
    age('dashboard/src/pages/deep/page.tsx', 60);
    await bootstrap('start', '0').ended;
    expect(logOf('vite.log').split('\n')).toHaveLength(3);
  });

  it('shows why it failed, and goes no further', async () => {
    put('node_modules/vite/bin/vite.js', 'console.log("syntax error in page.tsx"); process.exit(1);');
    const { code, stdout, stderr } = await bootstrap('start', '0').ended;
    expect(stderr).toContain('syntax error in page.tsx');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

it('starts without a dashboard where there is none to build, and says so', async () => {
  const { code, stderr } = await bootstrap('start', '0').ended;
  expect(stderr).toContain('no dashboard to build');
  expect(code).toBe(0);
});

it('refuses a task it does not know', async () => {
  const { code, stderr } = await bootstrap('toString').ended;
  expect(stderr).toContain('unknown task toString');
  expect(code).toBe(1);
});
