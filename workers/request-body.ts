// What was posted to one of our doors, as text, and never more of it than the door can use.
import type { IncomingMessage } from 'node:http'

/** null: it is larger than that. */
export async function readBody(request: IncomingMessage, largestBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > largestBytes) return null
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
