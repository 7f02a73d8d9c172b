-- question: What part of the questions of citizens do accounts answer within seven days?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with five questions read or more (median); their questions, all together (pooled, as they were
--   read: no weight of the list)
-- exclusions: accounts with fewer questions are outside the base; networks whose door shows no conversation have no
--   cell; nothing was asked without BAROMETRE_READ_REPLIES (not_collected). Questions are a sample: an account's own
--   Wilson bounds are in barometer.replies, those here leave it aside
-- reads: roster.members, barometer.replies
-- function: pipelines.indicators.cells:mixed
SELECT t.month, t.roster_id, 'I45' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, 'pooled median' AS ways, reply_rate AS value, coalesce(reply_rate, 0) AS value_lo,
    coalesce(reply_rate, 1) AS value_hi, CASE WHEN reply_rate IS NOT NULL THEN answered_count END AS above,
    CASE WHEN reply_rate IS NOT NULL THEN message_count END AS below, reply_status AS status
FROM barometer.replies AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
