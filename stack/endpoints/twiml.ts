/**
 * What does a TwiML document tell Twilio to do? The verbs that calls here are made of; a document that Twilio would not
 * understand is an error, as it would be there (12100, 12200).
 */

export type Verb =
  | { verb: 'Say'; language: string; text: string }
  | { verb: 'Gather'; action: string; asksAlsoWithoutKey: boolean; says: string[] }
  | { verb: 'Dial'; number: string }
  | { verb: 'Hangup' }

export class TwimlError extends Error {
  override readonly name = 'TwimlError'
  constructor(
    readonly code: 12100 | 12200,
    message: string,
  ) {
    super(message)
  }
}

const declaration = /^\s*<\?xml[^>]*\?>\s*/
const element = /<(\w+)((?:\s+\w+="[^"<]*")*)\s*(?:\/>|>([^]*?)<\/\1>)/g

/** The verbs in the order in which they are carried out. @throws TwimlError */
export function readTwiml(xml: string): Verb[] {
  const body = xml.replace(declaration, '').trim()
  const [root] = elementsIn(body)
  if (root?.name !== 'Response') throw new TwimlError(12100, 'the document is no <Response>')
  return elementsIn(root.content).map(verbOf)
}

interface Element {
  name: string
  attributes: Record<string, string>
  content: string
}

function elementsIn(xml: string): Element[] {
  const found = [...xml.matchAll(element)]
  const rest = found.reduce((left, [whole]) => left.replace(whole, ''), xml)
  if (rest.trim() !== '') throw new TwimlError(12100, `this is no XML: ${rest.trim().slice(0, 80)}`)
  return found.map(([, name = '', attributes = '', content = '']) => ({
    name,
    attributes: Object.fromEntries(
      [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value)]),
    ),
    content,
  }))
}

function verbOf({ name, attributes, content }: Element): Verb {
  switch (name) {
    case 'Say':
      return { verb: 'Say', language: attributes['language'] ?? 'en-US', text: unescaped(content) }
    case 'Gather': {
      const says = elementsIn(content).map((inner) => unescaped(inner.content))
      const asksAlsoWithoutKey = attributes['actionOnEmptyResult'] === 'true'
      return { verb: 'Gather', action: attributes['action'] ?? '', asksAlsoWithoutKey, says }
    }
    case 'Dial':
      return { verb: 'Dial', number: unescaped(content) }
    case 'Hangup':
      return { verb: 'Hangup' }
    default:
      throw new TwimlError(12200, `there is no verb <${name}>`)
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
}
