// Which arithmetic an expression's text is: what its outermost operator does. A scanner, no parser: source maps give whole
// expressions, so only the operators that stand outside of all brackets matter.

/** The outermost operator of an expression. */
export type ArithmeticOperator = {
  readonly operator: '+' | '-' | '*'
  /** `a += b`, `a++` and `--a` write what they compute to `a`. */
  readonly isAssignment: boolean
  readonly left: string
  readonly right: string
}

type Token = { readonly text: string; readonly at: number; readonly isBinary: boolean }

const OPERATORS =
  /^(?:>>>=|<<=|>>=|>>>|\*\*|\+\+|--|&&|\|\||==|!=|<=|>=|=>|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|[-+*/%=<>&|^!~?:,;])/
/** Operators that bind less than a sum: an expression that has one outside of brackets is none. */
const LOOSER = /^(?:[=?:,;<>&|^]|<<|>>|>>>|&&|\|\||==|!=|<=|>=|=>|\/=|%=|&=|\|=|\^=|<<=|>>=|>>>=)$/
const COMPOUND: ReadonlyMap<string, '+' | '-' | '*'> = new Map([
  ['+=', '+'],
  ['-=', '-'],
  ['*=', '*'],
])
const TEXT_MAX = 400

/** Undefined if the text is no sum, difference or product of two things, nor an assignment of one. */
export function arithmeticOperator(source: string): ArithmeticOperator | undefined {
  if (source.length > TEXT_MAX) return undefined
  const text = withoutComments(source).trim()
  const tokens = outerOperators(text)
  if (tokens === undefined) return undefined
  const step = tokens.find((each) => each.text === '++' || each.text === '--')
  if (step !== undefined) return tokens.length === 1 ? stepOf(text, step) : undefined
  const compound = tokens.filter((each) => COMPOUND.has(each.text))
  if (compound.length > 0) {
    const [first] = compound
    if (compound.length > 1 || tokens[0] !== first || first === undefined) return undefined
    return operation(text, first, COMPOUND.get(first.text)!, true)
  }
  const binary = tokens.filter(({ isBinary }) => isBinary)
  if (binary.some((each) => LOOSER.test(each.text))) return undefined
  const last = binary.findLast((each) => each.text === '+' || each.text === '-') ?? binary.findLast(isFactor)
  if (last === undefined || (last.text !== '+' && last.text !== '-' && last.text !== '*')) return undefined
  return operation(text, last, last.text, false)
}

function isFactor({ text }: Token): boolean {
  return text === '*' || text === '/' || text === '%'
}

function stepOf(text: string, { text: step, at }: Token): ArithmeticOperator | undefined {
  const left = (at === 0 ? text.slice(2) : text.slice(0, at)).trim()
  if (left === '' || (at > 0 && at + 2 !== text.length)) return undefined
  return { operator: step === '++' ? '+' : '-', isAssignment: true, left, right: '1' }
}

function operation(
  text: string,
  { at, text: token }: Token,
  operator: '+' | '-' | '*',
  isAssignment: boolean,
): ArithmeticOperator | undefined {
  const left = text.slice(0, at).trim()
  const right = text.slice(at + token.length).trim()
  // 'return a', 'uint256 x': statements, no expressions.
  if (left === '' || right === '' || /^[\w$]+\s+[\w$]/.test(left)) return undefined
  return { operator, isAssignment, left, right }
}

/** Operators outside of brackets; undefined if the text is a block, a statement or not to be read. */
function outerOperators(text: string): Token[] | undefined {
  const tokens: Token[] = []
  let depth = 0
  let hasOperand = false
  for (let at = 0; at < text.length;) {
    const character = text[at]!
    if (character === '"' || character === "'" || character === '{' || character === '}') return undefined
    if (/\s/.test(character)) {
      at++
      continue
    }
    if (character === '(' || character === '[') depth++
    else if (character === ')' || character === ']') depth--
    else if (depth === 0) {
      const found = OPERATORS.exec(text.slice(at, at + 4))?.[0]
      if (found !== undefined) {
        tokens.push({ text: found, at, isBinary: hasOperand })
        hasOperand = found === '++' || found === '--' ? hasOperand : false
        at += found.length
        continue
      }
    }
    if (depth < 0) return undefined
    hasOperand = true
    at++
  }
  return depth === 0 ? tokens : undefined
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
}
