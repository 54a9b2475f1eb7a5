// Does a purge that is killed in its middle leave everything as before or everything done, with both chains whole? And does
// the next one finish what it began?
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokenAccessChains } from '../../platform/access-log'
import { type Bank, withBank } from './bank'
import { customerOf } from '../support/write-drop'
import type { FaultPoint } from './pg-proxy'

jest.setTimeout(240_000)

const letter = '2026-03-02/letter.pdf'

const points: [FaultPoint, isDone: boolean][] = [
  [{ name: 'names are replaced', statement: /^update .*contact_point/, when: 'before' }, false],
  [{ name: 'it is logged', statement: /log_access/, when: 'before' }, false],
  [{ name: 'it is committed', statement: /^commit/, within: /log_access/, when: 'before' }, false],
  [{ name: 'it was committed', statement: /^commit/, within: /log_access/, when: 'after' }, true],
]

test('a customer is purged wholly or not at all although the command was killed in the middle', () =>
  withBank(async (bank) => {
    const prints = mkdtempSync(join(tmpdir(), 'arrears-purge-'))
    const numbers = points.map((_, index) => index + 1)
    await bank.openCases(numbers.length)
    await leave(bank, numbers)
    for (const [index, [point, isDone]] of points.entries()) {
      const customerId = customerOf(bank.account(index + 1))
      await keepLetter(bank, index + 1, prints)
      const before = await heldOf(bank, customerId)
      const killed = start(bank, customerId, prints)
      await bank.proxy.strike(point, () => {
        killed.child.kill('SIGKILL')
        return 'cut'
      })
      await killed.ended
      await ended(bank)
      if (!isDone) expect(await heldOf(bank, customerId)).toEqual(before)
      const again = await start(bank, customerId, prints).ended
      expect(again).toMatchObject(
        isDone ? { exitCode: 1, stderr: expect.stringMatching(/^ALREADY_PURGED/) } : { exitCode: 0 },
      )
      const after = await heldOf(bank, customerId)
      expect(JSON.stringify(after)).not.toMatch(/\+86|example\.com/)
      expect(after?.accessEntries).toMatchObject([{ kind: 'purged', purpose: 'erasure' }])
      expect(existsSync(join(prints, letter))).toBe(false)
    }
    expect(await brokenAccessChains(bank.db)).toEqual([])
    expect((await bank.db.pool.query('select * from broken_fact_chains()')).rows).toEqual([])
    rmSync(prints, { recursive: true })
  }))

/** Everybody has paid, long ago, and the data is stored only. */
async function leave(bank: Bank, numbers: readonly number[]): Promise<void> {
  const exits = numbers.map((n) => ({ accountId: bank.account(n), reason: 'paid' as const }))
  await bank.importNight('2026-03-02', bank.writeNight('2026-03-02', [], { exits }))
  await bank.settle()
  await bank.db.pool.query(`
    update episode set closed_at = closed_at - interval '6 years';
    update contact set claimed_at = claimed_at - interval '6 years';
    update task set status = 'done' where status = 'open';
    update customer set restricted_at = now()`)
}

async function keepLetter(bank: Bank, n: number, prints: string): Promise<void> {
  mkdirSync(join(prints, '2026-03-02'), { recursive: true })
  writeFileSync(join(prints, letter), 'to be forgotten')
  const row = { path: letter, sha256: 'a', status: 'delivered', kind: 'letter', createdAt: new Date(0) }
  const stepKey = '1/2026-02-25/letter/1'
  const id = `${bank.account(n)}/letter`
  await bank.db.prisma.document.create({
    data: { id, accountId: bank.account(n), episode: 1, stepKey, ...row },
  })
}

/** What tells who somebody is, and who saw it. */
async function heldOf(bank: Bank, id: string) {
  const { prisma } = bank.db
  const customer = await prisma.customer.findUnique({ where: { id }, include: { contactPoints: true } })
  const accessEntries = await prisma.accessEntry.findMany({ where: { customerId: id } })
  return customer && { ...customer, accessEntries }
}

/** The server has noticed that the command's connection is gone. */
async function ended(bank: Bank): Promise<void> {
  await bank.db.pool.query(`select from customer for update`)
}

interface Ended {
  exitCode: number | null
  stderr: string
}

function start(
  bank: Bank,
  customerId: string,
  prints: string,
): { child: ChildProcess; ended: Promise<Ended> } {
  const env = {
    ...process.env,
    ...{ DATABASE_URL: bank.proxy.url, TEMPORAL_ADDRESS: bank.config.temporal.address },
    PRINT_HOUSE_DIR: prints,
  }
  const args = ['bin/arrears.js', 'privacy', 'purge', customerId, '--by', 'compliance:zhou', '--json']
  const child = spawn(process.execPath, args, { env })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const whenEnded = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stderr }))
  })
  return { child, ended: whenEnded }
}
