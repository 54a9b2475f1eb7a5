// What does a client of PostgreSQL ask for? Cuts the wire protocol (version 3) into messages and says in words what each
// statement does, with its values and what its transaction did before.

export interface WireMessage {
  /** One letter; empty for a connection's first message, which has none. */
  type: string
  body: Buffer
  /** The whole message as it came. */
  bytes: Buffer
}

/** Cuts one direction of a connection into messages. */
export class MessageReader {
  private rest = Buffer.alloc(0)

  /** `opening`: the first message is the client's, which has no type. */
  constructor(private opening: boolean) {}

  push(chunk: Buffer): WireMessage[] {
    this.rest = Buffer.concat([this.rest, chunk])
    const messages: WireMessage[] = []
    for (let message = this.next(); message; message = this.next()) messages.push(message)
    return messages
  }

  private next(): WireMessage | null {
    const head = this.opening ? 0 : 1
    if (this.rest.length < head + 4) return null
    const end = head + this.rest.readInt32BE(head)
    if (this.rest.length < end) return null
    const bytes = this.rest.subarray(0, end)
    this.rest = this.rest.subarray(end)
    this.opening = false
    return { type: bytes.toString('latin1', 0, head), body: bytes.subarray(head + 4), bytes }
  }
}

export interface Statement {
  /** In small letters without quotes and schema `public`, its values behind it: `update contact set ... [sending, k1]`. */
  text: string
  /** What the same transaction said before. */
  earlier: readonly string[]
}

/** Follows what one client says. */
export class StatementReader {
  private readonly prepared = new Map<string, string>()
  private readonly portals = new Map<string, string>()
  private transaction: string[] = []

  /** The statement that the server carries out on this message; null when it carries out none. */
  read({ type, body }: WireMessage): Statement | null {
    const text = this.textOf(type, body)
    if (text === null) return null
    if (/^begin\b/.test(text)) this.transaction = []
    const statement = { text, earlier: this.transaction }
    this.transaction = /^(commit|rollback)\b/.test(text) ? [] : [...this.transaction, text]
    return statement
  }

  private textOf(type: string, body: Buffer): string | null {
    switch (type) {
      case 'Q':
        return plain(textAt(body, 0).text)
      case 'P': {
        const name = textAt(body, 0)
        this.prepared.set(name.text, plain(textAt(body, name.end).text))
        return null
      }
      case 'B': {
        const portal = textAt(body, 0)
        const name = textAt(body, portal.end)
        const values = boundValues(body, name.end)
        this.portals.set(portal.text, `${this.prepared.get(name.text) ?? ''} [${values.join(', ')}]`)
        return null
      }
      case 'E':
        return this.portals.get(textAt(body, 0).text) ?? ''
      case 'd':
        return 'copy data'
      case 'c':
        return 'copy done'
      default:
        return null
    }
  }
}

function textAt(body: Buffer, start: number): { text: string; end: number } {
  const end = body.indexOf(0, start)
  return { text: body.toString('utf8', start, end), end: end + 1 }
}

/** The parameters of a Bind message, all of them text as our driver sends them. */
function boundValues(body: Buffer, start: number): string[] {
  const formats = body.readInt16BE(start)
  let at = start + 2 + 2 * formats
  const count = body.readInt16BE(at)
  at += 2
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at)
    at += 4 + Math.max(length, 0)
    return length < 0 ? 'null' : body.toString('utf8', at - length, at)
  })
}

function plain(sql: string): string {
  return sql.toLowerCase().replaceAll('"', '').replaceAll('public.', '').replace(/\s+/g, ' ').trim()
}
