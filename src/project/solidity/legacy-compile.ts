// Compilers before 0.4.11 know no standard JSON: the input is taken apart for them, and what they say is put into its shape.

type Sources = Readonly<Record<string, { readonly content: string }>>

/** What such a compiler is called with, and what it answers; old ones lack some of it. */
export type LegacyCompile = (
  input: { readonly sources: Readonly<Record<string, string>> },
  optimizer: 0 | 1,
) => {
  readonly errors?: readonly string[]
  readonly sourceList?: readonly string[]
  readonly contracts?: Readonly<
    Record<
      string,
      {
        readonly interface?: string
        readonly bytecode?: string
        readonly runtimeBytecode?: string
        readonly srcmap?: string
        readonly srcmapRuntime?: string
      }
    >
  >
}

/** The output in standard JSON for an input in standard JSON. Contracts that are to be linked with libraries get no code. */
export function compileLegacy(compile: LegacyCompile, input: string): string {
  const { sources, settings } = JSON.parse(input) as {
    readonly sources: Sources
    readonly settings?: { readonly optimizer?: { readonly enabled?: boolean } }
  }
  const names = Object.keys(sources)
  const texts = Object.fromEntries(names.map((name) => [name, sources[name]!.content]))
  const answer = compile({ sources: texts }, settings?.optimizer?.enabled === true ? 1 : 0)
  const contracts: Record<string, Record<string, unknown>> = {}
  for (const [id, contract] of Object.entries(answer.contracts ?? {})) {
    const colon = id.lastIndexOf(':')
    // The oldest name contracts alone: then there is one file, or nobody knows which.
    const source = colon > 0 ? id.slice(0, colon) : names[0]!
    const { interface: abi = '[]', bytecode = '', runtimeBytecode = '', srcmap, srcmapRuntime } = contract
    const inSource = (contracts[source] ??= {})
    inSource[id.slice(colon + 1)] = {
      abi: JSON.parse(abi) as unknown,
      evm: {
        bytecode: { object: linked(bytecode), sourceMap: srcmap ?? '' },
        deployedBytecode: { object: linked(runtimeBytecode), sourceMap: srcmapRuntime ?? '' },
      },
    }
  }
  const list = answer.sourceList ?? names
  return JSON.stringify({
    errors: (answer.errors ?? []).map((text) => ({
      severity: / Warning: /.test(text) ? 'warning' : 'error',
      message: text,
      formattedMessage: text,
    })),
    sources: Object.fromEntries(list.map((name, id) => [name, { id }])),
    contracts,
  })
}

/** Placeholders of libraries are no hex. */
function linked(code: string): string {
  return code.includes('_') ? '' : code
}
