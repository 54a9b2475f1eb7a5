/** Runs startStack as a command of its own, as people do: `start.ts '{"home":...,"simulation":...}'`. */
import { startStack } from '../../stack/stack'

const options = JSON.parse(process.argv[2] ?? '{}') as {
  home: string
  simulation: boolean
  worker: boolean
}

startStack({ ...options, say: () => undefined }).then(
  (addresses) => console.log(JSON.stringify({ addresses })),
  (error: Error & { code?: string }) =>
    console.log(JSON.stringify({ code: error.code, message: error.message })),
)
