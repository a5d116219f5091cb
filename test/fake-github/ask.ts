/** What a client of the fake got: the test's own, with nothing retried and nothing followed. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>

export function asking(url: string, token?: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

/** `pick(body, 'head', 'sha')`; in a list every element's: `pick(body, '*', 'filename')`. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (key === '*') return Array.isArray(value) ? value.map((item: unknown) => pick(item, ...rest)) : undefined
  return typeof value === 'object' && value !== null ? pick(Reflect.get(value, key), ...rest) : undefined
}
