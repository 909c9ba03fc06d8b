SELECT s.satellite_id, s.name, s.cospar_id, s.norad_id, s.identity_uncertain, s.purpose, s.class, s.bus,
  s.mass_kg, s.status, s.ended_on, s.ended_on_earliest, s.ended_on_latest,
  s.came_down_on,
  s.perigee_km, s.apogee_km, s.inclination_deg, s.period_min,
  s.country_id, c.name AS country, s.launch_id, l.launched_on, l.launch_time_utc, l.outcome,
  l.vehicle_id, l.site_id, v.name AS vehicle, t.name AS site,
  l.country_id AS launch_country_id, k.name AS launch_country,
  l.provider_id, b.name AS provider,
  (SELECT group_concat(organization_id, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'owner' ORDER BY o.organization_id)) AS owner_ids,
  (SELECT group_concat(name, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'owner' ORDER BY o.organization_id)) AS owners,
  (SELECT group_concat(organization_id, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'operator' ORDER BY o.organization_id)) AS operator_ids,
  (SELECT group_concat(name, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'operator' ORDER BY o.organization_id)) AS operators,
  (SELECT group_concat(organization_id, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'manufacturer' ORDER BY o.organization_id)) AS manufacturer_ids,
  (SELECT group_concat(name, '; ') FROM (
    SELECT o.organization_id, o.name
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND p.role = 'manufacturer' ORDER BY o.organization_id)) AS manufacturers,
  (SELECT group_concat(state, '; ') FROM (
    SELECT s.country_id AS state WHERE s.country_id IS NOT NULL
    UNION SELECT l.country_id WHERE l.country_id IS NOT NULL
    UNION SELECT o.country_id
    FROM satellite_participants p JOIN organizations o USING (organization_id)
    WHERE p.satellite_id = s.satellite_id AND o.country_id IS NOT NULL
    ORDER BY 1)) AS state_ids,
  (SELECT group_concat(agreement_id, '; ') FROM (
    SELECT agreement_id FROM agreement_satellites
    WHERE satellite_id = s.satellite_id ORDER BY agreement_id)) AS agreement_ids,
  s.source_id
FROM satellites s
JOIN launches l ON l.launch_id = s.launch_id
LEFT JOIN countries c ON c.country_id = s.country_id
LEFT JOIN launch_vehicles v ON v.vehicle_id = l.vehicle_id
LEFT JOIN launch_sites t ON t.site_id = l.site_id
LEFT JOIN countries k ON k.country_id = l.country_id
LEFT JOIN organizations b ON b.organization_id = l.provider_id
ORDER BY s.satellite_id
