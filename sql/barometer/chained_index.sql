-- question: How did followings evolve over the months, whatever accounts and territories came, went or merged?
-- grain: month, roster_id, network, stratum
-- unit: index, 100 in base_month, the month before the first link of the chain
-- denominator: the followers, each month, of the accounts that are measured in it and in the month before
-- exclusions: those of the links. A list that is worked out each year goes on under its next vintage. A month without
--   a link (link_status says why) or that was not observed ends the chain; the next link begins another at 100.
--   Bounds: those of the last and the first sums, and at each splice what the accounts that came or went leave open;
--   those that stay count once, not at both ends of every link.
-- reach: all
-- reads: barometer.chain_links
WITH links AS (
    SELECT *, lag(month) OVER series IS DISTINCT FROM CAST(month - INTERVAL 1 MONTH AS DATE) OR link IS NULL
            OR lag(link) OVER series IS NULL AS is_first,
        greatest(lag(total_lo) OVER series - coalesce(shared_total_lo, 0), 0) AS gone_lo,
        greatest(lag(total_hi) OVER series - coalesce(shared_total_hi, 0), 0) AS gone_hi,
        greatest(before_total_lo - coalesce(shared_total_lo, 0), 0) AS come_lo,
        greatest(before_total_hi - coalesce(shared_total_hi, 0), 0) AS come_hi,
        coalesce(shared_total_lo, 0) AS kept_lo, coalesce(shared_total_hi, 0) AS kept_hi
    FROM barometer.chain_links WINDOW series AS (PARTITION BY list_family(roster_id), network, stratum ORDER BY month)
), spliced AS (
    SELECT *, CASE WHEN is_first THEN 1 / before_total_hi ELSE least(
            (kept_lo + gone_lo) / nullif(kept_lo + come_hi, 0), (kept_hi + gone_lo) / nullif(kept_hi + come_hi, 0)
        ) END AS splice_lo,
        coalesce(CASE WHEN is_first THEN 1 / nullif(before_total_lo, 0) ELSE greatest(
            coalesce((kept_lo + gone_hi) / nullif(kept_lo + come_lo, 0), 'infinity'),
            (kept_hi + gone_hi) / nullif(kept_hi + come_lo, 0)) END, 'infinity') AS splice_hi,
        count(*) FILTER (is_first) OVER (PARTITION BY list_family(roster_id), network, stratum
            ORDER BY month) AS chain_number
    FROM links
)
SELECT month, roster_id, network, stratum, matched_count, event_count, link_status, link_count,
    CASE WHEN link IS NOT NULL THEN base END AS base_month, CASE WHEN link IS NOT NULL THEN value END AS index_value,
    CASE WHEN link IS NOT NULL THEN value_lo END AS index_lo,
    CASE WHEN link IS NOT NULL THEN nullif(value_hi, 'infinity') END AS index_hi
FROM (
    SELECT *, count(link) OVER chain AS link_count,
        CAST(first_value(month) OVER chain - INTERVAL 1 MONTH AS DATE) AS base, 100 * product(link) OVER chain AS value,
        100 * total_lo * product(splice_lo) OVER chain AS value_lo,
        100 * total_hi * product(splice_hi) OVER chain AS value_hi
    FROM spliced WINDOW chain AS (PARTITION BY list_family(roster_id), network, stratum, chain_number ORDER BY month)
)
