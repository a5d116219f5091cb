/** GitHub says no: a status and a body as its documentation has them. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly unknown[]
  readonly headers: Readonly<Record<string, string>>
  /** GraphQL says it in its own way. */
  readonly limit: 'primary' | 'secondary' | undefined

  constructor(
    status: number,
    message: string,
    errors: readonly unknown[] = [],
    headers: Readonly<Record<string, string>> = {},
    limit?: 'primary' | 'secondary',
  ) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.errors = errors
    this.headers = headers
    this.limit = limit
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found')
}

export function invalid(message: string, ...errors: readonly unknown[]): Refusal {
  return new Refusal(422, message, errors)
}
