import { describe, expect, test } from 'vitest'
import { describeFailure } from '../../../shared/run/failure.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const messages = (thrown: unknown) => describeFailure(thrown).problems.map(({ message }) => message)

describe('a mistake in the inputs', () => {
  test('every problem by itself, with its place, without a stack', () => {
    expect(describeFailure(new InputError(['a.yml:3:7: unknown key', 'b c.yml:10:2 x', 'no place']))).toEqual({
      problems: [
        { message: 'a.yml:3:7: unknown key', path: 'a.yml', line: 3, column: 7 },
        { message: 'b c.yml:10:2 x', path: 'b c.yml', line: 10, column: 2 },
        { message: 'no place' },
      ],
      stack: [],
    })
  })

  test.each(['https://x:80:1: y', 'Input `a`: 12:30: x', ':1:2: x', 'a:1: x', 'a:1:2x'])(
    '%j has no place',
    (problem) => {
      expect(describeFailure(new InputError(problem)).problems).toEqual([{ message: problem }])
    },
  )

  test('a hundred are shown, the rest is counted', () => {
    const shown = messages(new InputError(Array.from({ length: 103 }, (_, i) => `p${i}`)))
    expect(shown).toHaveLength(101)
    expect(shown.slice(-2)).toEqual(['p99', '3 more problems are not shown'])
    expect(messages(new InputError(Array.from({ length: 100 }, () => 'p')))).toHaveLength(100)
  })

  test('none at all is still a failure', () => {
    expect(messages(new InputError([]))).toEqual(['The inputs cannot be used'])
  })

  test('text from outside stays on its line', () => {
    expect(messages(new InputError('x\n::error::y'))).toEqual(['x\\n::error::y'])
  })
})

describe('anything else', () => {
  test('says why, and why that', () => {
    const error = new Error('cannot read', { cause: new Error('refused', { cause: 'ECONNREFUSED' }) })
    expect(messages(error)).toEqual(['cannot read, because refused, because ECONNREFUSED'])
    expect(describeFailure(error).stack[0]).toBe('Error: cannot read')
  })

  test('a chain that bites its tail ends', () => {
    const a = new Error('a')
    const b = new Error('b', { cause: a })
    a.cause = b
    expect(messages(a)).toEqual(['a, because b'])
  })

  test('a chain without end is cut', () => {
    let error = new Error('0')
    for (let i = 1; i < 100; i++) error = new Error(String(i), { cause: error })
    expect(messages(error)[0]?.split(', because ')).toHaveLength(8)
  })

  test('several errors at once', () => {
    expect(messages(new AggregateError([new Error('a'), 'b'], 'both'))).toEqual(['both; a; b'])
    expect(messages(new AggregateError([new Error('a')]))).toEqual(['AggregateError; a'])
    expect(messages(new AggregateError([], 'none'))).toEqual(['none'])
  })

  test.each([
    ['boom', 'boom'],
    ['', 'An empty string was thrown'],
    [undefined, 'Something other than an Error was thrown: undefined'],
    [null, 'Something other than an Error was thrown: null'],
    [42, 'Something other than an Error was thrown: 42'],
    [Symbol('s'), 'Something other than an Error was thrown: Symbol(s)'],
    [{ token: 'never shown' }, 'Something other than an Error was thrown: an object'],
    [() => 'never shown', 'Something other than an Error was thrown: a function'],
    [new TypeError(''), 'TypeError'],
  ])('%o', (thrown, message) => {
    expect(messages(thrown)).toEqual([message])
  })

  test('a stack only of what has one, and not endless', () => {
    expect(describeFailure('boom').stack).toEqual([])
    const error = new Error('x')
    error.stack = 'line\n'.repeat(100)
    expect(describeFailure(error).stack).toHaveLength(50)
  })

  test('what fights back is still a failure', () => {
    const no = () => {
      throw new Error('no')
    }
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {})
    revoke()
    const getters = Object.defineProperty(new Error('x'), 'message', { get: no })
    for (const hostile of [new Proxy({}, { getPrototypeOf: no }), proxy, getters]) {
      expect(messages(hostile)).toEqual(['Something was thrown that cannot even be described'])
    }
  })

  test('a message is bounded', () => {
    expect(messages(new Error('x'.repeat(5000)))).toEqual([`${'x'.repeat(2000)}… (3000 more characters)`])
  })
})
