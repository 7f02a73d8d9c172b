-- question: How far are the followers that Wikidata dates from those that were measured in the same month?
-- grain: month, roster_id, territory_id, network
-- unit: followers; ratio of the dated count to the measured one
-- denominator: the measured count
-- exclusions: counts dated to the year only; accounts without a measured audience in the month of the count; statements
--   are those of the last reading of Wikidata
-- reads: roster.wikidata_counts, barometer.audience
WITH latest AS (
    SELECT territory_id, network, account_id, statement_id, counted_date, followers_count AS stated_count, source_url
    FROM roster.wikidata_counts WHERE counted_precision <> 'year'
    QUALIFY row_number() OVER (PARTITION BY territory_id, statement_id ORDER BY month DESC) = 1
)
SELECT a.month, a.roster_id, a.territory_id, a.network, l.account_id, l.counted_date, l.stated_count, a.followers_count,
    a.followers_lo, a.followers_hi, l.stated_count / nullif(a.followers_count, 0) AS stated_ratio, l.source_url
FROM latest AS l JOIN barometer.audience AS a ON a.month = CAST(date_trunc('month', l.counted_date) AS DATE)
    AND a.territory_id = l.territory_id AND a.network = l.network AND a.account_id = l.account_id
WHERE a.followers_count IS NOT NULL
ORDER BY abs(ln(stated_ratio)) DESC, a.territory_id, a.network
