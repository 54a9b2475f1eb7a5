// Strikes a program at a named moment of its talk with PostgreSQL: stands between the two, follows what is said, and acts
// before a statement is passed on, or when it has been carried out and before its reply is passed on.
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { MessageReader, type Statement, StatementReader, type WireMessage } from './pg-wire'

/** A moment of a program's talk with the database, told by what the statement says. */
export interface Moment {
  /** What is happening, for people: `the claim is committed`. */
  name: string
  /** As pg-wire.ts words it. */
  statement: RegExp
  /** Something that its transaction said before. */
  within?: RegExp
}

export interface FaultPoint extends Moment {
  /** `after`: it has been carried out, its reply is on the way. */
  when: 'before' | 'after'
  /** Its how-maniest moment of this kind; 1 unless given. */
  occurrence?: number
}

/** What happens at the moment, and then to the connection. */
export type FaultAction = () => 'cut' | 'pass' | Promise<'cut' | 'pass'>

export interface PgProxy {
  /** The database's address by way of this proxy. */
  url: string
  /** Resolves when the moment has come and the action is done. Throws when it does not come. */
  strike(point: FaultPoint, action: FaultAction): Promise<void>
  /** Keeps one connection waiting from the moment until it is released. */
  stall(point: FaultPoint): { begun: Promise<void>; release(): void }
  close(): Promise<void>
}

interface ArmedFault {
  point: FaultPoint
  action: FaultAction
  left: number
  struck: () => void
}

const comesWithinMs = 90_000
/** What is told of when a moment does not come. */
const rememberedStatements = 40

/** Starts a proxy to the database of `databaseUrl`. */
export async function startPgProxy(databaseUrl: string): Promise<PgProxy> {
  const target = new URL(databaseUrl)
  const faults: ArmedFault[] = []
  const said: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    relay(client, database, (statement) => {
      const text = statement.text.slice(0, 160)
      if (said.at(-1) !== text) said.push(text)
      said.splice(0, said.length - rememberedStatements)
      return due(faults, statement)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  const strike: PgProxy['strike'] = async (point, action) => {
    const end = new AbortController()
    const comes = new Promise<true>((resolve) => {
      const struck = () => resolve(true)
      faults.push({ point, action, left: point.occurrence ?? 1, struck })
    })
    const late = delay(comesWithinMs, false, { signal: end.signal }).catch(() => false)
    const hasCome = await Promise.race([comes, late])
    end.abort()
    if (!hasCome) throw new Error(`${nameOf(point)} did not come; said so far:\n${said.join('\n')}`)
  }
  return {
    url: url.href,
    strike,
    stall(point) {
      const [released, release] = signal()
      const [begun, begin] = signal()
      const stalled = strike(point, () => {
        begin()
        return released.then(() => 'pass')
      })
      return { begun: Promise.race([begun, stalled]), release }
    },
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A point in words, for the titles of tests. */
export function nameOf({ when, name, occurrence = 1 }: FaultPoint): string {
  return `${when} ${name}${occurrence > 1 ? `, time ${occurrence}` : ''}`
}

/** A promise and what fulfils it. */
function signal(): [given: Promise<void>, give: () => void] {
  let give = () => {}
  const given = new Promise<void>((resolve) => (give = resolve))
  return [given, give]
}

function due(faults: ArmedFault[], { text, earlier }: Statement): ArmedFault | null {
  const fault = faults.find(
    ({ point, left }) =>
      left > 0 &&
      point.statement.test(text) &&
      (point.within === undefined || earlier.some((before) => point.within?.test(before))),
  )
  if (!fault) return null
  fault.left -= 1
  return fault.left === 0 ? fault : null
}

/** Passes messages both ways until one side ends or a fault cuts the connection. */
function relay(client: Socket, database: Socket, faultAt: (statement: Statement) => ArmedFault | null): void {
  let awaited: ArmedFault | null = null
  const strike = async (fault: ArmedFault) => {
    const fate = await fault.action()
    fault.struck()
    return fate === 'pass'
  }
  const fromClient = async () => {
    const messages = new MessageReader(true)
    const statements = new StatementReader()
    for await (const chunk of client) {
      for (const message of messages.push(chunk as Buffer)) {
        const statement = statements.read(message)
        const fault = statement && faultAt(statement)
        if (fault?.point.when === 'before' && !(await strike(fault))) return
        if (fault?.point.when === 'after') awaited = fault
        await pass(message.bytes, database)
      }
    }
  }
  const fromDatabase = async () => {
    const messages = new MessageReader(false)
    let held: Buffer[] = []
    for await (const chunk of database) {
      for (const message of messages.push(chunk as Buffer)) {
        held.push(message.bytes)
        if (awaited && !isReply(message)) continue
        if (awaited && !(await strike(awaited))) return
        awaited = null
        for (const bytes of held) await pass(bytes, client)
        held = []
      }
    }
  }
  const end = () => [client, database].forEach((socket) => socket.destroy())
  // A socket that broke ends the pair, as the death of either side does.
  fromClient().then(end, end)
  fromDatabase().then(end, end)
}

/** ReadyForQuery, or CopyInResponse: what was asked has been carried out. */
function isReply({ type }: WireMessage): boolean {
  return type === 'Z' || type === 'G'
}

async function pass(bytes: Buffer, to: Socket): Promise<void> {
  if (!to.write(bytes) && !to.destroyed) await Promise.race([once(to, 'drain'), once(to, 'close')])
}
