-- question: How many followers did each main account gain over one month and over twelve?
-- grain: month, roster_id, territory_id, network, window_months
-- unit: followers; part of the reference count; followers per 1 000 inhabitants; all as intervals
-- denominator: the count of 1 or 12 months before (at least 100); the population of the list
-- exclusions: no growth across two identities (another account, or a handle that changed hands; a rename goes on), an
--   event of perimeter of the territory (merger, split, succession; also one that may have fallen in the window),
--   another definition of the counter or a quarantined reading; no relative growth from under 100 followers
--   (small_base: the absolute growth stays)
-- reach: 12
-- reads: barometer.audience, roster.members, reference.territory_events
WITH windows AS (
    SELECT unnest([1, 12]) AS window_months
), breaks AS (
    SELECT DISTINCT unnest([from_id, to_id]) AS territory_id, earliest_date, effective_date
    FROM reference.territory_events WHERE is_break
), paired AS (
    SELECT a.*, w.window_months, m.population, r.identity_id AS reference_identity, r.metric_def AS reference_def,
        r.followers_count AS reference_count, r.followers_lo AS reference_lo, r.followers_hi AS reference_hi,
        r.followers_status AS reference_status, r.origin AS reference_origin,
        EXISTS (SELECT 1 FROM breaks AS b WHERE b.territory_id = a.territory_id AND b.earliest_date <= last_day(a.month)
            AND b.effective_date > last_day(CAST(a.month - to_months(w.window_months) AS DATE))) AS has_break
    FROM barometer.audience AS a CROSS JOIN windows AS w
    JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.audience AS r ON r.month = CAST(a.month - to_months(w.window_months) AS DATE)
        AND list_family(r.roster_id) = list_family(a.roster_id) AND r.territory_id = a.territory_id
        AND r.network = a.network
), judged AS (
    SELECT *,
        CASE WHEN followers_count IS NULL THEN followers_status
            WHEN reference_identity <> identity_id OR reference_status = 'identity_break' THEN 'identity_break'
            WHEN reference_status = 'quarantined' THEN 'quarantined'
            WHEN reference_count IS NULL THEN 'no_reference'
            WHEN has_break THEN 'geography_break'
            WHEN metric_def <> reference_def THEN 'metric_break'
            WHEN reference_count < 100 THEN 'small_base'
            WHEN 'interpolated' IN (followers_status, reference_status) THEN 'interpolated'
            WHEN 'rounded' IN (followers_status, reference_status) THEN 'rounded' ELSE 'observed' END AS growth_status,
        growth_status IN ('observed', 'rounded', 'interpolated', 'small_base') AS has_growth,
        has_growth AND growth_status <> 'small_base' AS has_rate
    FROM paired
), grown AS (
    SELECT *, CASE WHEN has_growth THEN followers_count - reference_count END AS gain,
        CASE WHEN has_growth THEN followers_lo - reference_hi END AS gain_lo,
        CASE WHEN has_growth THEN followers_hi - reference_lo END AS gain_hi
    FROM judged
)
SELECT month, roster_id, territory_id, network, stratum, CAST(window_months AS BIGINT) AS window_months, account_id,
    metric_def, followers_count, followers_lo, followers_hi, reference_count, reference_lo, reference_hi,
    CAST(gain AS DOUBLE) AS growth_abs, CAST(gain_lo AS DOUBLE) AS growth_abs_lo,
    CAST(gain_hi AS DOUBLE) AS growth_abs_hi,
    CASE WHEN has_rate THEN followers_count / reference_count - 1 END AS growth_rel,
    CASE WHEN has_rate THEN followers_lo / nullif(reference_hi, 0) - 1 END AS growth_rel_lo,
    CASE WHEN has_rate THEN followers_hi / nullif(reference_lo, 0) - 1 END AS growth_rel_hi,
    1000 * gain / nullif(population, 0) AS growth_per_1000,
    1000 * gain_lo / nullif(population, 0) AS growth_per_1000_lo,
    1000 * gain_hi / nullif(population, 0) AS growth_per_1000_hi,
    growth_status, origin, reference_origin, gain > 0 AND gain >= 0.95 * followers_count AS is_stock_flow_suspect
FROM grown
