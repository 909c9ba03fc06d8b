WITH
-- Whole years alone: a quarter or a total of several is not to be compared with them.
years AS (
  SELECT s.*, CAST(strftime(
    '%Y', (julianday(s.period_earliest) + julianday(s.period_latest) + 1) / 2) AS INTEGER) AS year
  FROM spending s
  WHERE s.price_basis = 'nominal'
    AND julianday(s.period_latest) - julianday(s.period_earliest) BETWEEN 360 AND 370
),
newest AS (
  SELECT year, deflator FROM exchange_rates
  WHERE currency = 'USD' AND deflator IS NOT NULL ORDER BY year DESC LIMIT 1
),
dollars AS (
  SELECT y.spending_id, y.year, coalesce(iif(y.currency = 'USD', y.amount, y.amount_usd),
    CAST(round(y.amount / r.per_usd) AS INTEGER)) AS amount_usd,
    iif(y.currency = 'USD' OR y.amount_usd IS NOT NULL, NULL, r.per_usd) AS per_usd
  FROM years y LEFT JOIN exchange_rates r ON r.currency = y.currency AND r.year = y.year
)
SELECT d.spending_id, d.year, iif(d.per_usd IS NULL, 'stated', 'converted') AS dollars, d.per_usd,
  d.amount_usd, CAST(round(d.amount_usd * n.deflator / p.deflator) AS INTEGER)
    AS amount_usd_constant, iif(p.deflator IS NULL, NULL, n.year) AS prices_of
FROM dollars d
LEFT JOIN exchange_rates p ON p.currency = 'USD' AND p.year = d.year AND p.deflator IS NOT NULL
LEFT JOIN newest n ON 1
WHERE d.amount_usd IS NOT NULL
ORDER BY d.spending_id
