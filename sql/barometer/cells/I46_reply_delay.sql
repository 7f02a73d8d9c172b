-- question: After how many hours do accounts answer the questions of citizens?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: hours, known within half an hour
-- denominator: accounts with five answers or more in the questions that were read
-- exclusions: answers after seven days count as none (I45); accounts with fewer answers are outside the base; networks
--   whose door shows no conversation have no cell; nothing was asked without BAROMETRE_READ_REPLIES (not_collected)
-- reads: roster.members, barometer.replies
-- function: pipelines.indicators.cells:medians
SELECT t.month, t.roster_id, 'I46' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, reply_hours AS value, CASE WHEN reply_hours IS NOT NULL THEN greatest(reply_hours - 0.5, 0) END
        AS value_lo, reply_hours + 0.5 AS value_hi, reply_hours_status AS status
FROM barometer.replies AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
