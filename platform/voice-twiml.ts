// How is a call's next part said in TwiML, by the builder of Twilio's own library?
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse'

export interface Spoken {
  /** Of the template: `zh-CN`, `en`. */
  language: string
  text: string
}

/** Seconds in which a key is waited for after the words. */
const waitForKeySeconds = 8

/** Says something and waits for one key, also while it is being said; `action` is told which, or that there was none. */
export function sayAndListen(spoken: Spoken, action: string): string {
  const response = new VoiceResponse()
  const gather = response.gather({
    input: ['dtmf'],
    numDigits: 1,
    timeout: waitForKeySeconds,
    actionOnEmptyResult: true,
    action,
    method: 'POST',
  })
  say(gather, spoken)
  return response.toString()
}

/** Says something and hangs up. */
export function sayAndEnd(spoken: Spoken): string {
  const response = new VoiceResponse()
  say(response, spoken)
  response.hangup()
  return response.toString()
}

/** Hangs up without a word. */
export function endCall(): string {
  const response = new VoiceResponse()
  response.hangup()
  return response.toString()
}

/** Connects with a number of the bank's own. */
export function connectTo(number: string): string {
  const response = new VoiceResponse()
  response.dial({}, number.replace(/[^+\d]/g, ''))
  return response.toString()
}

function say(within: Pick<VoiceResponse, 'say'>, { language, text }: Spoken): void {
  within.say({ language: speechOf(language) }, text)
}

function speechOf(language: string): 'zh-CN' | 'en-US' {
  return language.startsWith('zh') ? 'zh-CN' : 'en-US'
}
