const PAYMENTS_URL = process.env['PAYMENTS_URL'] ?? 'https://payments.example.invalid/v1'

function token(): string {
  const value = process.env['PAYMENTS_TOKEN']
  if (value === undefined || value === '') throw new Error('PAYMENTS_TOKEN is not set')
  return value
}

export async function charge(customer: string, cents: number): Promise<string> {
  const response = await fetch(`${PAYMENTS_URL}/charges`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer, cents, currency: 'EUR' }),
  })
  if (!response.ok) throw new Error(`payment refused: ${response.status}`)
  const { receipt } = (await response.json()) as { receipt: string }
  return receipt
}
