WITH RECURSIVE
-- What a country counts as, by steps; since is the day from which it does.
lineage (country_id, counts_as, depth, since) AS (
  SELECT country_id, country_id, 0, NULL FROM countries
  UNION ALL
  SELECT l.country_id, coalesce(c.successor_id, c.sovereign_id), l.depth + 1,
    CASE WHEN c.successor_id IS NULL THEN nullif(max(coalesce(l.since, ''),
      coalesce(c.sovereign_since, '')), '') ELSE l.since END
  FROM lineage l JOIN countries c ON c.country_id = l.counts_as
  WHERE coalesce(c.successor_id, c.sovereign_id) IS NOT NULL AND l.depth < 9
),
owners AS (
  SELECT DISTINCT p.satellite_id, o.country_id
  FROM satellite_participants p JOIN organizations o USING (organization_id)
  WHERE p.role = 'owner' AND o.country_id IS NOT NULL
),
makers AS (
  SELECT DISTINCT p.satellite_id, o.country_id
  FROM satellite_participants p JOIN organizations o USING (organization_id)
  WHERE p.role = 'manufacturer' AND o.country_id IS NOT NULL
),
flown AS (
  SELECT s.satellite_id, l.launched_on, l.country_id AS launcher
  FROM satellites s JOIN launches l USING (launch_id)
),
standings (standing, place) AS (
  VALUES ('party', 1), ('signatory', 2), ('announced', 3), ('left', 4)
),
-- A state and its own agency are one end of a tie: the official one comes first. Who is only
-- listed is none: nothing tells what it did.
ranked AS (
  SELECT m.agreement_id, m.framework_id, o.country_id, p.role, o.kind IN ('state', 'space_agency', 'government_body', 'military', 'commission', 'academy') AS official,
    m.since AS date, m.since_earliest AS earliest, m.since_latest AS latest,
    w.standing, w.place AS weaker,
    row_number() OVER (
      PARTITION BY m.agreement_id, o.country_id
      ORDER BY o.kind IN ('state', 'space_agency', 'government_body', 'military', 'commission', 'academy') DESC, m.organization_id
    ) AS place
  FROM memberships m
  JOIN agreement_parties p USING (agreement_id, organization_id)
  JOIN organizations o USING (organization_id)
  JOIN standings w USING (standing)
  WHERE o.country_id IS NOT NULL
),
sizes AS (
  SELECT p.agreement_id, count(*) AS parties,
    count(o.country_id) = count(*) AND count(DISTINCT o.country_id) = 2 AS two
  FROM agreement_parties p JOIN organizations o USING (organization_id)
  GROUP BY p.agreement_id
),
ends AS (SELECT * FROM ranked WHERE place = 1),
-- The later of the two dates, and the weaker standing; the one stated, if only one is.
pairs AS (
  SELECT a.agreement_id, a.framework_id, a.country_id AS one, b.country_id AS other,
    (b.role, a.role) IN (
      VALUES ('contractor', 'customer'), ('lessor', 'lessee'), ('lender', 'borrower')) AS swapped, a.official AND b.official AS official,
    b.date IS NOT NULL AND (a.date IS NULL OR b.latest > a.latest) AS second,
    iif(a.weaker > b.weaker, a.standing, b.standing) AS standing,
    a.date, a.earliest, a.latest, b.date AS date_b, b.earliest AS earliest_b, b.latest AS latest_b
  FROM ends a JOIN ranked b  -- ranked gets an index by agreement, a second look at ends none
    ON b.place = 1 AND b.agreement_id = a.agreement_id AND a.country_id < b.country_id
),
-- The few countries that count as another one at some time.
moved AS MATERIALIZED (SELECT * FROM lineage WHERE depth > 0),
found (from_country_id, to_country_id, kind, level, date, date_earliest, date_latest, "table",
  row_id, framework_id, standing) AS (
  SELECT f.launcher, o.country_id, 'launch', 'state', f.launched_on, f.launched_on, f.launched_on,
    'satellites', satellite_id, NULL, NULL
  FROM flown f JOIN owners o USING (satellite_id)
  UNION ALL
  SELECT a.country_id, b.country_id, 'ownership', 'state', f.launched_on, f.launched_on,
    f.launched_on, 'satellites', f.satellite_id, NULL, NULL
  FROM flown f JOIN owners a ON a.satellite_id = f.satellite_id
  JOIN owners b ON b.satellite_id = f.satellite_id AND a.country_id < b.country_id
  UNION ALL
  SELECT m.country_id, o.country_id, 'manufacture', 'state', f.launched_on, f.launched_on,
    f.launched_on, 'satellites', f.satellite_id, NULL, NULL
  FROM flown f JOIN owners o ON o.satellite_id = f.satellite_id
  JOIN makers m ON m.satellite_id = f.satellite_id
  UNION ALL
  SELECT o.country_id, s.country_id, 'payload', 'state', f.launched_on, f.launched_on,
    f.launched_on, 'payloads', p.payload_id, NULL, NULL
  FROM payloads p JOIN satellites s USING (satellite_id) JOIN flown f USING (satellite_id)
  JOIN organizations o ON o.organization_id = p.contributor_id
  UNION ALL
  SELECT iif(swapped, other, one), iif(swapped, one, other), 'agreement',
    iif(official, 'state', 'body'), iif(second, date_b, date), iif(second, earliest_b, earliest),
    iif(second, latest_b, latest), 'agreements', agreement_id, framework_id, standing
  FROM pairs
)
SELECT from_country_id, giver.name AS from_country, to_country_id, taker.name AS to_country,
  found.kind, level, date, date_earliest, date_latest,
  iif(substr(date_earliest, 1, 4) = substr(date_latest, 1, 4),
    CAST(substr(date_earliest, 1, 4) AS INTEGER), NULL) AS year,
  "table", row_id, found.framework_id, standing,
  s.parties, s.two AND a.party_list = 'complete' AS bilateral, a.party_list, a.confidence
FROM found
LEFT JOIN countries giver ON giver.country_id = from_country_id
LEFT JOIN countries taker ON taker.country_id = to_country_id
LEFT JOIN agreements a ON found.kind = 'agreement' AND a.agreement_id = row_id
LEFT JOIN sizes s ON s.agreement_id = a.agreement_id
WHERE from_country_id <> to_country_id AND coalesce((
  SELECT counts_as FROM moved l WHERE l.country_id = from_country_id
    AND (date_latest IS NULL OR l.since IS NULL OR l.since <= date_latest)
  ORDER BY depth DESC LIMIT 1
), from_country_id) <> coalesce((
  SELECT counts_as FROM moved l WHERE l.country_id = to_country_id
    AND (date_latest IS NULL OR l.since IS NULL OR l.since <= date_latest)
  ORDER BY depth DESC LIMIT 1
), to_country_id)
ORDER BY from_country_id, to_country_id, found.kind, "table", row_id
