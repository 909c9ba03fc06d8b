WITH RECURSIVE
framework (agreement_id, root, depth) AS (
  SELECT agreement_id, agreement_id, 0 FROM agreements
  UNION ALL
  SELECT f.agreement_id, a.framework_id, f.depth + 1
  FROM framework f JOIN agreements a ON a.agreement_id = f.root
  WHERE a.framework_id IS NOT NULL AND a.framework_id <> a.agreement_id AND f.depth < 9
),
roots AS (
  SELECT agreement_id, root FROM (
    SELECT agreement_id, root,
      row_number() OVER (PARTITION BY agreement_id ORDER BY depth DESC) AS place FROM framework
  ) WHERE place = 1
),
-- Agreements in force between two, which bind both whatever is known of the acts of each.
bilateral (agreement_id) AS (
  SELECT agreement_id FROM agreements JOIN agreement_parties USING (agreement_id)
  WHERE status = 'in_force' AND party_list = 'complete'
  GROUP BY agreement_id HAVING count(*) = 2
),
-- Acts in the order in which they count, and what each makes of a party.
counts (act, place, standing) AS (
  VALUES ('ratified', 1, 'party'), ('accepted', 1, 'party'), ('approved', 1, 'party'),
    ('acceded', 1, 'party'), ('succeeded', 1, 'party'), ('joined', 1, 'party'),
    ('signed', 2, 'signatory'), ('', 3, 'party'), ('listed', 4, 'listed'),
    ('applied', 5, 'announced'), ('announced', 6, 'announced'), ('withdrew', 7, 'left')
),
-- A party without an act did what the agreement is dated by, and on that day.
acts (agreement_id, organization_id, act, date, earliest, latest) AS (
  SELECT p.agreement_id, p.organization_id,
    CASE
      WHEN p.act IS NOT NULL THEN p.act
      WHEN a.status = 'announced' OR a.dated_by = 'announcement' AND a.status = 'unknown'
        THEN 'announced'
      WHEN a.dated_by = 'signature' THEN 'signed'
      ELSE ''
    END,
    coalesce(p.joined_on, iif(p.act IS NULL, a.signed_on, NULL)),
    CASE WHEN p.joined_on IS NOT NULL THEN p.joined_on_earliest
      WHEN p.act IS NULL THEN a.signed_on_earliest END,
    CASE WHEN p.joined_on IS NOT NULL THEN p.joined_on_latest
      WHEN p.act IS NULL THEN a.signed_on_latest END
  FROM agreement_parties p JOIN agreements a USING (agreement_id)
  UNION ALL
  SELECT agreement_id, organization_id, act, acted_on, acted_on_earliest, acted_on_latest
  FROM agreement_acts
),
ranked AS (
  SELECT acts.*, c.standing, row_number() OVER (
    PARTITION BY agreement_id, organization_id
    ORDER BY c.place, latest IS NULL, latest, earliest, act
  ) AS place
  FROM acts JOIN counts c USING (act)
)
SELECT r.agreement_id, r.organization_id, o.country_id,
  CASE
    WHEN w.act IS NOT NULL THEN 'left'
    WHEN r.standing = 'signatory' AND (
      r.agreement_id IN (SELECT agreement_id FROM bilateral) OR r.agreement_id NOT IN (
        SELECT agreement_id FROM acts WHERE act IN ('ratified', 'accepted', 'approved', 'acceded')
      )
    ) THEN 'party'
    ELSE r.standing
  END AS standing,
  nullif(r.act, '') AS act, r.date AS since, r.earliest AS since_earliest,
  r.latest AS since_latest, w.date AS left_on, roots.root AS framework_id
FROM ranked r
JOIN roots ON roots.agreement_id = r.agreement_id
LEFT JOIN organizations o ON o.organization_id = r.organization_id
LEFT JOIN acts w ON w.agreement_id = r.agreement_id AND w.organization_id = r.organization_id
  AND w.act = 'withdrew'
WHERE r.place = 1
ORDER BY r.agreement_id, r.organization_id
