-- question: In which régions are territories present on at least one network, and where is too little known to say?
-- grain: roster_id, area_code
-- unit: territories; percentages
-- denominator: territories of the list in the région whose status is known
-- exclusions: other months than the last one; points withheld (the status says why), whose bounds stand
-- reads: barometer.presence, reference.territories
WITH named AS (
    SELECT code, arg_max(name, vintage) AS name FROM reference.territories WHERE level = 'region' GROUP BY code
)
SELECT p.roster_id, p.area_code, n.name, p.present_count, p.absent_count, p.unknown_count, p.member_count,
    round(100 * p.presence_share, 1) AS percent, round(100 * p.presence_share_lo, 1) AS percent_lo,
    round(100 * p.presence_share_hi, 1) AS percent_hi, p.presence_share_status
FROM barometer.presence AS p LEFT JOIN named AS n ON n.code = p.area_code
WHERE p.area_level = 'region' AND p.network = 'any' AND p.stratum = 'ALL' AND p.aggregation = 'pooled'
    AND p.month = (SELECT max(month) FROM barometer.presence)
ORDER BY p.roster_id, percent DESC NULLS LAST, p.area_code
