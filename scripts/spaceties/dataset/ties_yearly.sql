WITH
-- Of several rows of one satellite or agreement between the same states, one counts.
counted AS (
  SELECT min(from_country_id, to_country_id) AS one, max(from_country_id, to_country_id) AS other,
    year, kind, row_id, bilateral
  FROM ties
  WHERE year IS NOT NULL AND coalesce(standing, 'party') IN ('party', 'signatory')
  GROUP BY one, other, year, kind, row_id
)
SELECT one AS country_a_id, other AS country_b_id, year, a.name AS country_a, b.name AS country_b,
  a.cow_number AS cow_a, b.cow_number AS cow_b, a.gw_number AS gw_a, b.gw_number AS gw_b,
  sum(kind = 'launch') AS launched, sum(kind = 'ownership') AS co_owned,
  sum(kind = 'manufacture') AS built, sum(kind = 'payload') AS hosted,
  sum(kind = 'agreement' AND bilateral) AS agreements_bilateral,
  sum(kind = 'agreement' AND NOT bilateral) AS agreements_multilateral
FROM counted
JOIN countries a ON a.country_id = one
JOIN countries b ON b.country_id = other
GROUP BY one, other, year
ORDER BY one, other, year
